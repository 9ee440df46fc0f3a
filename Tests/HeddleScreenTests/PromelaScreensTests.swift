import HeddleEngine
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@Suite("Screens of Promela models")
struct PromelaScreensTests {
    private func check(_ name: String, _ player: ScreenPlayer) throws {
        let golden = try #require(try GoldenScreens.load("promela/screens.md")[name])
        let differences = golden.differences(from: player.lines)
        #expect(differences.isEmpty, "\(name)\n\(differences.joined(separator: "\n"))")
    }

    @Test("A wrong reply walked to its receipt, 80x24 and 120x40")
    func walked() throws {
        var small = try ScreenPlayer("reply.pml")
        try small.press("f space")
        try check("promela-80", small)
        var large = try ScreenPlayer("reply.pml", columns: 120, rows: 40)
        try large.press("f space")
        try check("promela-120", large)
    }

    @Test("Behind a failed assertion the run goes on; a process that is over waits for those started later")
    func goesOn() throws {
        var player = try ScreenPlayer("reply.pml")
        try player.press("f space space")
        #expect(player.title.contains("step 6 of 6 of finding 1"))
        #expect(player.sentence.contains("client.1 asserts what is false: got == _pid, 0 == 1."))
        #expect(player.lines[3].contains("over, younger ones live"))
        let before = player.depth
        try player.press("2 2")
        #expect(player.depth == before + 2)
    }

    @Test("Messages of several components, own channels and rendezvous have their words")
    func words() throws {
        let model = """
            mtype = { data, ack };
            chan wire = [2] of { mtype, byte };
            chan meet = [0] of { byte };
            active proctype sender() {
              chan mine = [1] of { byte };
              mine!7;
              wire!data(3);
              meet!1
            }
            active proctype taker() { byte v; meet?v; atomic { v = v + 1; v = v + 1 } }
            """
        var player = try ScreenPlayer("model.pml", text: model)
        try player.press("0")
        #expect(player.lines.contains { $0.contains("sender.mine") && $0.contains("7") })
        try player.press("0")
        #expect(player.lines.contains { $0.contains("wire") && $0.contains("data,3") })
        #expect(player.sentence.contains("sender sent data,3 to wire"))
        try player.press("0")
        #expect(player.lines.contains { $0.contains("! meet 1 → taker") })
        try player.press("1")
        #expect(player.lines.contains { $0.contains("taker.v") && $0.contains("3") })
    }

    @Test("Results are told apart by the variables of the processes that are still there")
    func outcomes() throws {
        var player = try ScreenPlayer(
            "model.pml",
            text: """
                chan c = [2] of { byte };
                active proctype left() { c!1 }
                active proctype right() { c!2 }
                active proctype taker() { byte first; c?first; end: false }
                """)
        let values = (player.state.model?.situation.outcomes ?? []).map { outcome in
            outcome.values.map { "\($0.name) \($0.value)" }
        }
        #expect(values.count == 2)
        #expect(values.allSatisfy { $0.contains { $0.hasPrefix("taker.first ") } })
        try player.press("o")
        #expect(player.lines[2].contains("taker.first"))
    }

    @Test("A process that asks for its number has a row for it where there is room")
    func number() throws {
        let player = try ScreenPlayer("reply.pml", columns: 120, rows: 40)
        let rows = player.lines.filter { $0.contains(" _pid  ") }
        #expect(rows.count == 2)
        #expect(!(try ScreenPlayer("reply.pml").lines.contains { $0.contains("│  _pid") }))
    }

    @Test("Any keys on a Promela model: no crash, and every frame has its size")
    func randomKeys() throws {
        for (seed, name) in ["reply.pml"].enumerated() {
            var generator = SeededGenerator(seed: UInt64(seed + 11))
            var player = try ScreenPlayer(name)
            let keys = "f space 0 1 2 left right g G enter tab e z b esc t v".split(separator: " ").map(String.init)
            for _ in 0..<120 {
                try player.press(keys.randomElement(using: &generator) ?? "space")
                #expect(player.lines.count == 24)
            }
        }
    }
}
