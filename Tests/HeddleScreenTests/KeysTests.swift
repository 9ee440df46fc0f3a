import HeddleEngine
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@Suite("The key table and what is made from it")
struct KeysTests {
    @Test("Every command has a row, and in no place does a key mean two things")
    func table() {
        for command in Command.allCases {
            #expect(KeyTable.rows.contains { $0.command == command }, "\(command.rawValue)")
        }
        for context in KeyContext.allCases {
            var seen: [Key: Command] = [:]
            for row in KeyTable.rows where row.counts(in: context) {
                for key in row.keys {
                    #expect(
                        seen[key] == nil,
                        "\(key.name) in \(context): \(row.command) and \(String(describing: seen[key]))")
                    seen[key] = row.command
                }
            }
        }
    }

    @Test("Every key of the table has a name by which a key file finds it")
    func names() {
        for row in KeyTable.rows { for key in row.keys { #expect(Key(name: key.name) == key, "\(key)") } }
        for name in ["", "ctrl-", "ctrl-ab", "nope", "F25", "ab"] { #expect(Key(name: name) == nil, "\(name)") }
    }

    @Test(
        "The key bar holds at most eight keys below 180 columns and always ends with help", arguments: [80, 100, 120])
    func keyBar(columns: Int) throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: columns, rows: columns == 80 ? 24 : columns / 3)
        for script in ["", "0", "f", "space space space", "e", "esc o", "esc b", "esc ? ", "esc z"] {
            try player.press(script)
            let bar = KeyBar(player.state)
            #expect(bar.first.count <= 8)
            #expect(player.state.context == .help || player.keyBar.contains("? help"), "\(script): \(player.keyBar)")
        }
    }

    @Test("What doesn't fit goes from the end, in whole entries")
    func narrowing() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0")
        for width in [80, 70, 60, 50, 40] {
            let placed = KeyBar(player.state).placed(width: width)
            #expect(placed.allSatisfy { $0.columns.upperBound <= width })
            #expect(placed.first?.entry.label == "step")
        }
    }

    @Test("The palette finds, completes and runs commands, and remembers them")
    func palette() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":")
        try player.type("asc")
        try player.press("tab")
        try player.type("on")
        try player.press("enter")
        #expect(player.state.appearance.isASCII)
        #expect(player.lines[1].hasPrefix("= Threads"))
        try player.press(":")
        try player.press("ctrl-r")
        #expect(player.lines.contains { $0.contains("ascii on") })
        try player.press("esc")
        try player.type(":pane happ")
        try player.press("tab enter")
        #expect(player.state.focus == .happensBefore)
        try player.press(":nonsense")
        #expect(player.sentence.contains("There is no command 'nonsense'."))
    }

    @Test("Help lists the keys of the place, finds, and enter runs the row")
    func help() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("? down")
        try player.press("enter")
        #expect(player.state.views.isEmpty)
        #expect(player.depth == 1)
        try player.press("? ?")
        #expect(player.lines[1].contains("Marks"))
        try player.press("? b ?")
        #expect(player.lines.contains { $0.contains("replay all entries") })
        #expect(!player.lines.contains { $0.contains("delete-branch") })
    }

    @Test("Esc goes back one level and never quits; q quits on the main screen only")
    func closing() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("z e :")
        try player.press("esc")
        #expect(player.state.dialog == nil && player.state.views == [.findings])
        try player.press("esc")
        #expect(player.state.views.isEmpty && player.state.isZoomed)
        try player.press("esc esc esc")
        #expect(!player.state.isZoomed && !player.state.hasQuit)
        try player.press("o q")
        #expect(!player.state.hasQuit)
        try player.press("q")
        #expect(player.state.hasQuit)
    }

    @Test("ctrl-c on the idle main screen quits the second time only")
    func controlC() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("ctrl-c 0 ctrl-c")
        #expect(!player.state.hasQuit)
        try player.press("ctrl-c")
        #expect(player.state.hasQuit)
    }

    @Test("A click on the key bar presses the key")
    func mouse() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let column = try #require(player.keyBar.firstRange(of: "enter step")).lowerBound
        let index = player.keyBar.distance(from: player.keyBar.startIndex, to: column)
        try player.send(.input(.mouse(MouseEvent(kind: .press, point: GridPoint(row: 23, column: index)))))
        #expect(player.depth == 1)
        try player.send(.input(.mouse(MouseEvent(kind: .press, point: GridPoint(row: 3, column: 5)))))
        #expect(player.state.model?.situation.selectedThread == 1)
        #expect(player.depth == 1)
        try player.send(.input(.mouse(MouseEvent(kind: .press, point: GridPoint(row: 3, column: 9)))))
        #expect(player.depth == 2)
        try player.press("left")
        try player.send(.input(.mouse(MouseEvent(kind: .wheelUp, point: GridPoint(row: 19, column: 5)))))
        #expect(player.depth == 0)
    }
}
