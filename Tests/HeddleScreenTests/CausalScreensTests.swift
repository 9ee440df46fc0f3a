import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

/// Happens-before zoomed: rows by cause, the cursor, filters, folds.
@Suite("Happens-before on the screen")
struct CausalScreensTests {
    /// Body and rule; what title, sentence and key bar say is checked elsewhere.
    private func check(_ demo: String, _ size: GridSize, ascii: Bool) throws {
        var player = try ScreenPlayer(
            "\(demo).heddle", text: Fixtures.text("../../demos/\(demo).heddle"), columns: size.columns, rows: size.rows)
        if ascii { try player.press(":ascii on; :theme none") }
        try player.press("f G; :pane happens-before; z c up up")
        let name = "\(demo)-\(size.columns)" + (ascii ? "-ascii" : "")
        let golden = try #require(try GoldenScreens.load("causal.md")[name])
        let differences = golden.differences(from: player.lines) { row, _ in row == 0 || row >= size.rows - 2 }
        #expect(differences.isEmpty, "\(name)\n\(differences.joined(separator: "\n"))")
    }

    @Test("Two demos by cause, in every size, in Unicode and ASCII", arguments: ["lost-wakeup", "treiber-aba"])
    func demos(demo: String) throws {
        for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
            for ascii in [false, true] { try check(demo, GridSize(columns: columns, rows: rows), ascii: ascii) }
        }
    }

    /// Stale reads come with c11: here the last row reads two other variables.
    @Test("Two writers, two readers, zoomed by cause, 80x24")
    func readers() throws {
        var player = try ScreenPlayer(
            """
            model "IRIW"
            var x: int = 0
            var y: int = 0
            var u: int = 0
            var v: int = 0
            thread writeX { x = 1 }
            thread writeY { y = 1 }
            thread readXY {
              let a = x
              let b = u
            }
            thread readYX {
              let a = y
              let b = v
            }
            """)
        try player.press(":play 0 1 2 3 2 3; :pane happens-before; z c")
        let golden = try #require(try GoldenScreens.load()["causal-80"])
        for row in [1, 2, 3, 4, 5, 6, 8, 9, 22, 23] {
            #expect(player.lines[row] == String(golden.lines[row]), "row \(row)")
        }
        #expect(player.lines[11].hasPrefix("▸ step 5  readXY :10  R u → 0"))
        #expect(player.lines[12].hasPrefix("  step 6  readYX :14  R v → 0"))
    }

    @Test("c changes the layout and keeps the cursor on its step; left and right go along a row, enter goes there")
    func keys() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":play 0 1 1 0; :pane happens-before; z up up")
        #expect(player.lines[1].hasSuffix(" lanes · zoomed ━"))
        #expect(player.lines.contains { $0.hasPrefix("  ▸ step 2  teller.1 :9") })
        #expect(player.lines[4].hasPrefix(" 2▸ "))
        try player.press("c")
        #expect(player.lines[1].hasSuffix(" causal · zoomed ━"))
        #expect(player.lines.contains { $0.hasPrefix("▸ step 2  teller.1 :9") })
        try player.press("left")
        #expect(player.lines.contains { $0.hasPrefix("▸ step 1  teller.0 :9") })
        #expect(player.depth == 4)
        try player.press("left")
        #expect(player.sentence.contains("No step stands left of it in this row."))
        try player.press("right enter")
        #expect(player.depth == 2)
        try player.press("backspace")
        #expect(player.depth == 1)
        try player.press("z c")
        #expect(player.lines.contains { $0.contains("Happens-before ─") || $0.contains("Happens-before ━") })
    }

    @Test("On a large screen the rule says which layout it is and how to change it")
    func rule() throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: 200, rows: 60)
        try player.press("0 1")
        #expect(player.lines[4].hasSuffix(" lanes · c causal ─"))
        try player.press("c")
        #expect(player.lines[4].hasSuffix(" causal · c lanes ━"))
        try player.press(":filter teller.1; :edges all")
        #expect(player.lines[4].hasSuffix(" causal · c lanes · all edges · only teller.1 ━"))
        #expect(player.lines.contains { $0.contains("2 R balance → 0") })
        #expect(!player.lines.contains { $0.contains("1 R balance → 0") })
        try player.press(":filter nobody")
        #expect(player.sentence.contains("No thread or object is called 'nobody': teller.0, teller.1, balance."))
        try player.press(":set tellers 3")
        #expect(player.lines.contains { $0.hasSuffix(" causal · c lanes · all edges · only teller.1 ━") })
        try player.press(":filter; c; :edges needed")
        #expect(player.lines.contains { $0.hasSuffix(" lanes · c causal ━") })
    }

    @Test("A folded run opens on enter and on a match of the search, and closes on demand")
    func folds() throws {
        var player = try ScreenPlayer(
            """
            model "Runs"
            var a: int = 0
            var b: int = 0
            thread left { for i in 0..<40 { a = i } }
            thread right { for i in 0..<40 { b = i } }
            """)
        try player.press(":play " + String(repeating: "0 1 ", count: 40) + "; :pane happens-before; z c")
        #expect(player.lines.contains { $0.hasPrefix(" 1 0×40 to 79") })
        try player.press("up up left enter")
        #expect(player.lines.contains { $0.hasPrefix(" 1▸W a ← 0") })
        try player.press(":fold on; :search b ← 30")
        #expect(player.lines.contains { $0.contains("62▸W b ← 30") })
        #expect(player.sentence.contains("Match 1 of 1: step 62."))
        try player.press(":fold on")
        #expect(player.lines.contains { $0.hasPrefix(" 1‖0×40 to 79") })
        try player.press(":fold maybe")
        #expect(player.lines.contains { $0.contains("0×40") })
    }

    @Test("The wheel, pages and single rows leave the cursor on a step")
    func scrolling() throws {
        var player = try ScreenPlayer("philosophers.heddle")
        try player.press(":play 0 0 0 1 1 1 2 2 2; :pane happens-before; z c")
        for keys in ["pgup", "pgdn", "ctrl-y ctrl-y", "ctrl-e", "down down down", "up", "> >", "<", "up up up up"] {
            try player.press(keys)
            #expect(player.lines.count { $0.contains("▸step") || $0.hasPrefix("▸ step") } == 1, "\(keys)")
        }
    }
}
