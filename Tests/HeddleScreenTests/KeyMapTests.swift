import HeddleScreen
import TestSupport
import Testing

@Suite("Keys of the user's own")
struct KeyMapTests {
    private func faults(_ text: String) -> [String] {
        KeyMapFile(text).faults.map { "\($0.line):\($0.column)-\($0.length) \($0.message) | \($0.hint)" }
    }

    @Test("The table's own keys as a file give the table again")
    func roundTrip() {
        let file = KeyMapFile(KeyMap.standard.text)
        #expect(file.faults == [])
        let map = KeyMap(file.bindings)
        for row in KeyTable.rows {
            for key in row.keys {
                for context in KeyContext.allCases {
                    let wanted = KeyMap.standard.row(for: key, in: context)?.command
                    #expect(map.row(for: key, in: context)?.command == wanted, "\(key.name) in \(context)")
                }
            }
        }
    }

    @Test("A key goes to its new command and is taken from the old one, where both count")
    func rebinding() {
        let map = KeyMap(KeyMapFile("# mine\n\nx   zoom\nF2\tstatement\n").bindings)
        #expect(map.row(for: .character("x"), in: .main)?.command == .zoom)
        // Zoom counts on the main screen alone, explore among the findings too: one row, so the key is gone there.
        #expect(map.row(for: .character("x"), in: .findings)?.command == nil)
        #expect(map.row(of: .zoom)?.keys.first == .character("x"))
        #expect(map.row(for: .character("z"), in: .main)?.command == .zoom)
        #expect(map.row(for: .function(2), in: .main)?.command == .statement)
        #expect(map.row(for: .character("s"), in: .main)?.command == .save)
    }

    @Test("none takes a key away; arguments come with the key")
    func unbindingAndArguments() throws {
        let file = KeyMapFile("s none\nJ thread 1\n")
        #expect(file.faults == [])
        var player = try ScreenPlayer("lost-update.heddle")
        player.state.keyMap = KeyMap(file.bindings)
        try player.press("J")
        #expect(player.line == "[1]")
        try player.press("s")
        #expect(player.sentence.contains("s means nothing here."))
        #expect(player.state.dialog == nil)
    }

    @Test("Key bar, help and palette show the user's keys")
    func shown() throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: 120, rows: 40)
        player.state.keyMap = KeyMap(KeyMapFile("J step\nL forward\nW why\nQ finding-back\n").bindings)
        try player.press("J")
        #expect(player.line == "[0]")
        #expect(player.sentence.contains("J · step"))
        #expect(player.keyBar.contains("J step") && player.keyBar.contains("← L back, forward"))
        #expect(player.keyBar.contains("W why"))
        try player.press("?")
        #expect(player.lines.contains { $0.contains("J enter    step") })
        #expect(player.lines.contains { $0.contains("f Q        finding") })
        try player.press("esc :")
        try player.type("why")
        #expect(player.lines.contains { $0.contains("why") && $0.contains("W") })
    }

    @Test(
        "What is wrong is named with line, column and what is expected",
        arguments: [
            ("x stpe\n", "1:3-4 there is no command 'stpe' | did you mean 'step'?"),
            ("\nhyper save", "2:1-5 'hyper' is no key | expected a character, or a name such as enter"),
            ("F5\n", "1:3-1 expected a command behind the key | as in: F5 step"),
            ("  ctrl-c save\n", "1:3-6 'ctrl-c' means the same everywhere"),
            ("x zoom\nx save\n", "2:1-1 'x' is given to 'zoom' in line 1 | a key has one meaning at a place"),
            ("x none nothing\n", "1:8-7 nothing stands behind 'none'"),
            ("q none\n", "1:1-1 no key is left for 'quit' | give it one: KEY quit"),
            ("y copy all\ny copy step\n", "2:1-1 'y' is given to 'copy' in line 1"),
            ("x abracadabra\n", "there is no command 'abracadabra' | heddle keys lists the commands"),
        ])
    func faults(_ text: String, _ wanted: String) {
        let found = faults(text)
        #expect(found.count == 1 && found[0].contains(wanted), "\(found)")
    }

    @Test("The same key for commands that never count at one place is no conflict; all faults are told at once")
    func several() {
        #expect(faults("X replay-all\nX statement\n") == [])
        #expect(faults("x stpe\ny svae\nz\n").count == 3)
        #expect(faults("q none\nQ quit\n") == [])
        #expect(faults("# a comment\n#\n   \n\r\nk none\r\n") == [])
    }

    @Test("No text makes it trap")
    func robustness() {
        var generator = SeededGenerator(seed: 11)
        let pieces = [
            "x", " ", "\n", "#", "step", "none", "ctrl-", "F", "99", "é", "\u{202E}", "\t", ":", "alt-", "thread",
        ]
        for _ in 0..<500 {
            let text = (0..<20).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let file = KeyMapFile(text)
            if file.faults.isEmpty { #expect(KeyMap(file.bindings).rows.count == KeyTable.rows.count) }
        }
    }
}
