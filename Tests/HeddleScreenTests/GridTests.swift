import HeddlePresentation
import HeddleScreen
import Testing

@Suite("Cells and text on them")
struct GridTests {
    private func shown(_ text: String, columns: Int = 12, ascii: Bool = false) -> String {
        var grid = CellGrid(rows: 1, columns: columns)
        grid.put(text, row: 0, column: 0, asciiOnly: ascii)
        return grid.text(row: 0)
    }

    @Test("A base letter with marks is one cell, a wide letter two, and what has no width becomes a question mark")
    func widths() {
        #expect(shown("e\u{301}a") == "e\u{301}a          ")
        #expect(shown("漢字x") == "漢字x       ")
        #expect(shown("a\u{1B}[m") == "a?[m        ")
        #expect(shown("x\u{200D}y\u{FE0F}z") == "xyz         ")
        #expect(shown("👍a").hasPrefix("? a"))
        #expect(shown("é漢→", ascii: true) == "?? ?        ")
    }

    @Test("A wide letter that would be cut in half is left out")
    func cutWide() {
        #expect(shown("ab漢", columns: 3) == "ab ")
    }

    @Test("Writing over half of a wide letter leaves no half behind")
    func overwritten() {
        var grid = CellGrid(rows: 1, columns: 4)
        grid.put("漢字", row: 0, column: 0)
        grid.put("x", row: 0, column: 1)
        #expect(grid.text(row: 0) == " x字")
        grid.put("y", row: 0, column: 2)
        #expect(grid.text(row: 0) == " xy ")
    }

    @Test("Text outside of the grid is not written, and never traps")
    func outside() {
        var grid = CellGrid(rows: 2, columns: 3)
        grid.put("abc", row: -1, column: 0)
        grid.put("abc", row: 5, column: 0)
        grid.put("abcdef", row: 0, column: -2)
        grid.put("abcdef", row: 1, column: 2, end: 100)
        #expect(grid.text == "cde\n  a\n")
    }

    @Test("Text fields know readline's keys")
    func textField() {
        var field = TextField("alpha beta gamma")
        for key: Key in [.control("w"), .alt("b"), .control("k")] {
            let isTaken = field.take(key)
            #expect(isTaken)
        }
        #expect(field.text == "alpha ")
        _ = field.take(.control("a"))
        _ = field.take(.character("x"))
        _ = field.take(.alt("f"))
        _ = field.take(.backspace)
        #expect(field.text == "xalph ")
        _ = field.take(.control("u"))
        #expect(field.text == " ")
        let isTabTaken = field.take(.tab)
        #expect(!isTabTaken)
        field.paste("a\nb\u{7}c")
        #expect(field.text == "a bc ")
        field.paste(String(repeating: "z", count: 10_000))
        #expect(field.characters.count == TextField.limit)
    }

    @Test("Without colour a theme has attributes only; eight colours have no bright ones")
    func themes() {
        let roles: [Role] = [.plain, .strong, .quiet, .selected, .here, .good, .bad, .open, .changed, .order, .match]
        for role in roles + (0..<10).map({ Role.thread($0) }) {
            #expect(Theme(.none).style(role).foreground == -1)
            #expect(Theme(.dark, colors: 8).style(role).foreground < 8)
            #expect(Theme(.dark).style(role).foreground != 8)
            #expect(Theme(.light).style(role).foreground != 3)
        }
        #expect(Theme(.dark).style(.thread(4)).attributes.contains(.underline))
        #expect(Theme(.dark).style(.thread(4)).foreground == Theme(.dark).style(.thread(0)).foreground)
    }

    @Test("The picture of a screen holds its words, escaped, and its lines as paths")
    func picture() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0")
        let svg = SVGPicture.make(player.grid)
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
        #expect(svg.contains(">everyDepositKept</text>") && svg.contains("<path "))
        var grid = CellGrid(rows: 1, columns: 6)
        grid.put("a<b&c>", row: 0, column: 0)
        #expect(SVGPicture.make(grid).contains("a&lt;b&amp;c&gt;"))
    }
}

@Suite("Cursor rows")
struct CursorRowTests {
    private func isReversed(_ grid: CellGrid, row: Int) -> Bool {
        (0..<grid.columns).allSatisfy { grid[row, $0].style.attributes.contains(.reverse) }
    }

    @Test("The row under the cursor is reversed in the pane that has the focus, in no other")
    func focusedPane() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0")
        #expect(isReversed(player.grid, row: 2) && !isReversed(player.grid, row: 3))
        try player.press("tab")
        #expect(!isReversed(player.grid, row: 2))
        try player.press("o down")
        #expect((2..<22).filter { isReversed(player.grid, row: $0) }.count == 1)
    }
}
