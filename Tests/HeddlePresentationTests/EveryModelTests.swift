import HeddleEngine
import HeddleLanguages
import HeddlePresentation
import HeddleProgram
import TestSupport
import Testing

/// Every example, walked at random, with every pane at many sizes: nothing traps, nothing is wider than its place, no
/// control character comes through.
@Suite("Panes of every example")
struct EveryModelTests {
    private static func loadable() -> [String] {
        let names = (try? Fixtures.names(in: "examples", withExtension: "heddle")) ?? []
        return names.filter { machine($0) != nil }
    }

    static func machine(_ name: String) -> Machine? {
        guard let text = try? Fixtures.text("examples/" + name) else { return nil }
        let loaded = HeddleFrontEnd.load(SourceText(path: name, text: text))
        guard let program = loaded.program else { return nil }
        return try? Machine(program, memoryModel: .sc)
    }

    @Test("Enough examples can be walked")
    func enough() {
        #expect(Self.loadable().count >= 30)
    }

    @Test("Every pane keeps to its place", arguments: loadable())
    func panes(name: String) throws {
        let machine = try #require(Self.machine(name))
        var random = Lehmer(seed: 7)
        let run = Judge.run(of: machine.program, memoryModel: .sc)
        let options = SearchOptions(states: 300)
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        var situation = Situation(
            machine: machine, play: PlayTree(start: machine.start()), report: exploration.report,
            judgement: exploration.judgement(run: run), outcomes: exploration.outcomes().outcomes,
            marks: Marks(ascii: false))
        for _ in 0..<40 {
            let state = situation.play.nodes[situation.place].state
            let moves = machine.enabled(state)
            if moves.isEmpty || random.next(8) == 0 {
                // Back somewhere, so that branches grow.
                situation.place = situation.play.nodes.count > 1 ? random.next(situation.play.nodes.count) : 0
            } else {
                let move = moves[random.next(moves.count)]
                guard let next = machine.apply(move, to: state) else { continue }
                situation.place = situation.play.step(
                    from: situation.place, transition: move, state: next.state, event: next.event)
            }
            situation.selectedThread = random.next(max(1, machine.threadCount(in: state)))
            situation.selectedChoice = random.next(3) == 0 ? random.next(3) : nil
            situation.comparedNode = random.next(5) == 0 ? random.next(situation.play.nodes.count) : nil
            situation.walk =
                random.next(3) == 0 && !situation.report.findings.isEmpty ? .finding(0) : .byHand
            situation.marks = Marks(ascii: random.next(2) == 0)
            let width = [1, 3, 8, 12, 20, 30, 39, 49, 59, 60, 66, 80, 100, 120, 133, 200][random.next(16)]
            try check(Scene(situation), width: width, height: 1 + random.next(30))
        }
    }

    private func check(_ scene: Scene, width: Int, height: Int) throws {
        var lines = OrderLayout.rows(scene, width: width, height: height)
        lines += StateRows.rows(scene, width: width).map(\.line)
        lines += WaitForRows.rows(scene, width: width)
        lines += PlayRows.rows(scene, width: width, height: height).map(\.line)
        lines += PropertyRows.rows(scene, width: width)
        lines += ExplorerRows.rows(scene, width: width).map(\.line)
        lines += ExplorerRows.findingRows(scene, width: width, cursor: 0).map(\.line)
        lines += ExplorerRows.progressRows(scene, width: width)
        lines += OutcomesRows.rows(scene, width: width, cursor: 0).map(\.line)
        lines += SourceRows(scene).rows(1..<scene.program.source.lineCount + 1, width: width)
        lines.append(TitleLine.line(scene, width: width))
        let texts = StepSentences(scene).texts
        #expect(texts.allSatisfy { $0.hasSuffix(".") && !$0.contains("?.") })
        lines.append(SentenceLine.line(texts, key: "enter", command: "step", width: width, marks: scene.marks))
        if width >= 40 { lines += ThreadsRows.rows(scene, width: width, limit: height).map(\.line) }
        let wide = lines.filter { $0.width > width }.map(\.text)
        #expect(wide.isEmpty, "\(width)")
        let controls = lines.filter { line in line.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        }
        #expect(controls.isEmpty)
    }
}

/// Lehmer's generator: small, seeded, the same everywhere.
private struct Lehmer {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 2 + 1 }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}
