import HeddleEngine
import HeddlePresentation
import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

/// w: reasons for failures, for threads that wait, for steps and for values.
@Suite("Why")
struct WhyTests {
    private static let partial = """
        model "Partial"
        mutex a
        mutex b
        var n: 0..<10 = 0
        thread x { a.lock(); b.lock(); b.unlock(); a.unlock() }
        thread y { b.lock(); a.lock(); a.unlock(); b.unlock() }
        thread z { loop { n = (n + 1) % 4 } }
        thread w {
          await n == 9 && n < 10
        }
        """

    private func texts(_ player: ScreenPlayer) -> [String] { player.lines.map(\.trimmedRight) }

    @Test("a failure found by hand is explained like a finding")
    func ownLine() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1 1 0 w")
        #expect(player.title.contains("your line of 4 steps"))
        #expect(
            texts(player).contains("    balance = 1   written in step 4, teller.0 :10, from seen = 0 read in step 1"))
        #expect(texts(player).contains("  It passes if teller.0:10 runs before teller.1:9."))
    }

    @Test("p walks the passing schedule as a branch, from the decision; u takes it back")
    func passing() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("f w p")
        #expect(player.line == "[0] 0 1 1")
        #expect(player.sentence.contains("The nearest schedule that passes"))
        try player.press("space space space")
        #expect(player.state.model?.situation.play.nodes.count == 8)
        #expect(player.lines.contains { $0.contains("[1W]✓") })
        #expect(player.line == "0 0 1 [1]")
        try player.press("u u u u")
        #expect(player.line == "[0] 1 1 0")
    }

    @Test("enter goes to the step of the row: at first the one that decides")
    func goThere() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("f w enter")
        #expect(player.line == "0 [1] 1 0")
        try player.press("w g enter")
        #expect(player.line == "0 1 1 [0]")
    }

    private static let chain = """
        model "Chain"
        mutex a
        mutex b
        var n: 0..<10 = 0
        thread x { a.lock(); a.unlock() }
        thread y { a.lock(); b.lock(); b.unlock(); a.unlock() }
        thread z { b.lock(); n = 1; b.unlock() }
        """

    @Test("w on a blocked thread follows the chain to the one that can run")
    func chained() throws {
        var player = try ScreenPlayer(Self.chain)
        // z holds b, y holds a and waits for b, x waits for a.
        try player.press("2 1 0 w")
        let shown = texts(player).joined(separator: "\n")
        #expect(shown.contains("  x waits for y: a\n  y waits for z: b\n  z :7 can run: it has to move first."))
    }

    @Test("w on a blocked thread: since when, who holds what it wants, who could help")
    func blocked() throws {
        var player = try ScreenPlayer("philosophers.heddle", settings: [Setting(name: "seats", value: "3")])
        try player.press("0 1 0 w")
        let lines = texts(player)
        #expect(lines[2] == "✗ phil.0 is blocked: lock fork[1]   :10")
        #expect(lines.contains("    Held by phil.1."))
        #expect(lines.contains("    It has waited since step 2  phil.1 :9  L fork[1]."))
        #expect(lines.contains("  phil.1 :10   can run"))
        try player.press("enter")
        #expect(player.line == "0 [1]")
    }

    @Test("an await shows which part is false, with its values and who wrote them")
    func guardParts() throws {
        var player = try ScreenPlayer(Self.partial)
        try player.press("2 2 3 w")
        let lines = texts(player)
        #expect(lines.contains("  ✗ n == 9   1 == 9"))
        #expect(lines.contains("      n written in step 2, z :7"))
        #expect(lines.contains("  ✓ n < 10   1 < 10"))
        #expect(lines.contains("  z :7   can run"))
    }

    @Test("threads that wait for one another for ever are named while others still run")
    func partialDeadlock() throws {
        var player = try ScreenPlayer(Self.partial)
        try player.press("0 1")
        #expect(player.sentence.contains("y took b. x and y now wait for one another for ever."))
        #expect(player.lines.contains { $0.contains("x ──b─▶ y") })
        try player.press("2")
        #expect(!player.sentence.contains("for ever"))
    }

    @Test("a read names the write that it saw, a value its writers")
    func stepsAndValues() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 0 1 w")
        #expect(texts(player).contains("  From step 2  teller.0 :10  W balance ← 1"))
        try player.press("esc G; :pane state; down w")
        let lines = texts(player)
        #expect(lines[2] == " balance  1")
        #expect(lines.contains("    given in step 2  teller.0 :10  W balance ← 1"))
        #expect(lines.contains("    seen = 0   read in step 1, teller.0 :9"))
    }

    @Test("w in the findings explains the one under the cursor; a second w leaves")
    func findings() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("e w")
        #expect(player.title.contains("finding 1 of 1"))
        try player.press("w")
        #expect(player.lines[1].contains("Explorer"))
    }

    @Test("a ghost's value comes from the step beside which it changed")
    func ghost() throws {
        let model = """
            model "Cache"
            var filled: bool = false
            ghost var fills: int = 0
            thread worker * 2 {
              if !filled {
                filled = true
                ghost fills += 1
              }
            }
            invariant filledOnce "filled once": fills <= 1
            """
        var player = try ScreenPlayer(model)
        try player.press("0 1 0 1 w")
        #expect(texts(player).contains { $0.hasPrefix("    fills = 2   written in step 4, worker.1") })
        var large = try ScreenPlayer(model, columns: 120, rows: 40)
        try large.press("0 1 0 1 left")
        #expect(large.lines.contains { $0.contains("fills") && $0.contains("0 → 1") && $0.contains("step 3") })
    }

    @Test("nothing to explain is said", arguments: [("w", "f walks a finding")])
    func nothing(_ keys: String, _ words: String) throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(keys)
        #expect(player.sentence.contains(words))
    }
}
