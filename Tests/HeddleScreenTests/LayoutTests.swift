import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

@Suite("Where everything stands, at every size")
struct LayoutTests {
    private static let shapes = [
        ModelShape(
            threads: 2, hasChoices: false, hasBlockers: false, hasProperties: true, stateRows: 3, groupedStateRows: 8,
            propertyRows: 3, sourceRows: 16),
        ModelShape(
            threads: 100, hasChoices: true, hasBlockers: true, hasProperties: true, stateRows: 300,
            groupedStateRows: 500, propertyRows: 40, sourceRows: 900),
        ModelShape.none,
    ]

    @Test("Places lie within the screen, don't overlap, and leave the last lines free", arguments: shapes)
    func places(shape: ModelShape) {
        var wrong: [String] = []
        for columns in stride(from: 1, through: 300, by: 7) {
            for rows in 1...80 {
                let size = GridSize(columns: columns, rows: rows)
                let layout = Layout(size, shape: shape, lines: 9)
                let areas = layout.places.map {
                    GridRect(top: $0.ruleRow, left: $0.body.left, rows: 1 + $0.body.rows, columns: $0.body.columns)
                }
                var isSound = layout.places.allSatisfy {
                    $0.body.top == $0.ruleRow + 1 && $0.body.rows >= 1 && $0.body.bottom <= layout.sentenceRow ?? rows
                        && $0.body.left >= 0 && $0.body.right <= columns
                }
                for (index, one) in areas.enumerated() {
                    for other in areas.dropFirst(index + 1) {
                        let isApart =
                            one.bottom <= other.top || other.bottom <= one.top || one.right <= other.left
                            || other.right <= one.left
                        if !isApart { isSound = false }
                    }
                }
                if !isSound { wrong.append("\(columns)x\(rows): \(layout.places)") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    }

    @Test("A pane's place never depends on the state: it stays through a whole run")
    func steady() throws {
        var player = try ScreenPlayer("philosophers.heddle", columns: 120, rows: 40)
        let first = player.state.layout
        try player.press("space space space space space left f")
        #expect(player.state.layout.places.map(\.panes) == first.places.map(\.panes))
        #expect(player.state.layout == first)
    }

    @Test("A deadlock brings Wait-for to the front, leaving the step takes it away, and the user's own choice stays")
    func verdict() throws {
        var player = try ScreenPlayer("philosophers.heddle", settings: [Setting(name: "seats", value: "3")])
        #expect(player.lines.contains { $0.contains("├ Happens-before ─") })
        try player.press("space space space")
        #expect(player.lines.contains { $0.contains("├ Wait-for ─") })
        try player.press("left")
        #expect(player.lines.contains { $0.contains("├ Happens-before ─") })
        try player.press("right; :pane happens-before")
        try player.press(":pane happens-before")
        #expect(player.lines.contains { $0.contains("├ Happens-before ") || $0.contains("┝ Happens-before ") })
    }

    @Test("Every size from 1x1 on is drawn, in every view and dialog, Unicode and ASCII")
    func allSizes() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1 0 1 g f")
        for script in ["", "z", "z e", "esc o", "esc b", "esc ?", "?", "esc esc s", "esc :", "esc a", "esc / x"] {
            try player.press(script)
            for (columns, rows) in Self.sizes {
                let grid = render(player.state, GridSize(columns: columns, rows: rows))
                #expect(grid.rows == rows && grid.columns == columns)
            }
        }
        player.state.appearance.isASCII = true
        for (columns, rows) in Self.sizes {
            let grid = render(player.state, GridSize(columns: columns, rows: rows))
            #expect(grid.cells.allSatisfy { $0.scalar < 0x80 })
        }
    }

    private static let sizes: [(Int, Int)] = {
        var sizes: [(Int, Int)] = [(500, 200), (300, 100), (1, 200), (500, 1)]
        for columns in [1, 2, 5, 8, 12, 20, 31, 40, 60, 79, 80, 100, 120, 180, 200] {
            for rows in [1, 2, 3, 4, 6, 9, 10, 13, 24, 30, 36, 50] { sizes.append((columns, rows)) }
        }
        return sizes
    }()

    @Test("A resize forgets nothing")
    func resize() throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: 120, rows: 40)
        try player.press("0 1 :")
        try player.type("pla")
        let before = player.grid
        for size in [GridSize(columns: 1, rows: 1), GridSize(columns: 30, rows: 6), GridSize(columns: 120, rows: 40)] {
            try player.send(.input(.resize(size)))
        }
        #expect(player.grid == before)
    }

    @Test("Any keys at any size are safe: 6,000 seeded random ones, with clicks, pastes and resizes")
    func randomKeys() throws {
        var random = SeededGenerator(seed: 20_260_511)
        let keys: [Key] =
            KeyTable.rows.flatMap(\.keys).filter { $0 != .character("q") && $0 != .control("c") }
            + [.enter, .escape, .tab, .left, .right, .character("x"), .character("é"), .alt("b"), .function(5)]
        for file in ["lost-update.heddle", "philosophers.heddle"] {
            var player = try ScreenPlayer(
                file, settings: file == "philosophers.heddle" ? [Setting(name: "seats", value: "3")] : [])
            for step in 0..<3_000 {
                switch random.below(40) {
                case 0:
                    let size = GridSize(columns: 1 + random.below(210), rows: 1 + random.below(64))
                    try player.send(.input(.resize(size)))
                case 1:
                    let point = GridPoint(row: random.below(70), column: random.below(210))
                    let kinds: [MouseEvent.Kind] = [.press, .release, .drag, .wheelUp, .wheelDown]
                    try player.send(.input(.mouse(MouseEvent(kind: kinds[random.below(5)], point: point))))
                case 2: try player.send(.input(.paste("0 0 漢\n\u{1B}e\u{301}")))
                case 3: try player.send(.commandLine(":play \(random.below(3)) \(random.below(3))"))
                default: try player.send(.input(.key(keys[random.below(keys.count)])))
                }
                if step % 5 == 0 { #expect(player.grid.rows == player.state.size.rows) }
            }
        }
    }
}

@Suite("More threads than rows")
struct ManyThreadsTests {
    @Test("The rest is one row, which going down past the last thread opens")
    func rest() throws {
        var player = try ScreenPlayer(
            """
            model "Crowd"
            mutex m
            thread one * 12 {
              m.lock()
              m.unlock()
            }
            """)
        try player.press("0")
        #expect(player.lines.contains { $0.contains("more:") })
        try player.press("down down down down down down down down down down down down down")
        #expect(!player.lines.contains { $0.contains("more:") })
        #expect(player.state.opened == [.threads])
    }
}
