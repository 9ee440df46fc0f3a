import Glibc
import TestSupport
import Testing

@Suite("The terminal, through a pseudo-terminal and an emulator")
struct TerminalTests {
    private func start(
        environment: [String: String?] = [:], rows: Int = 24, columns: Int = 80, recordsBytes: Bool = false
    ) throws -> TerminalSession {
        let session = try TerminalSession(
            BuiltProducts.terminalProbe, environment: environment, rows: rows, columns: columns,
            recordsBytes: recordsBytes)
        try session.wait(for: "a whole frame") {
            session.shows("event none") && !session.screen.cell(rows - 1, columns - 1).text.isEmpty
        }
        return session
    }

    @Test("A frame fills the screen to its last cell, without a cursor")
    func frame() throws {
        let session = try start()
        #expect(session.screen.showsAlternateScreen)
        #expect(!session.screen.showsCursor)
        #expect(session.screen.line(0) == "probe 80x24 colours=256 utf8=true ascii=false")
        #expect(session.screen.cell(23, 0).text == "─")
        #expect(session.screen.cell(23, 79).text == "┘")
        session.send("q")
        #expect(try session.waitForEnd() == .exited(0))
        #expect(session.isRestored)
    }

    @Test("Styles are the terminal's own colours and attributes on its own background")
    func styles() throws {
        let session = try start()
        let cells = (0..<6).map { session.screen.cell(2, $0) }
        #expect(cells.map(\.foreground.index) == [nil, 2, 12, nil, 1, nil])
        #expect(cells.map(\.bold) == [false, false, false, true, true, false])
        #expect(cells[4].reverse)
        #expect(cells[5].underline)
        #expect(cells.allSatisfy { $0.background.isDefault })
    }

    @Test("With eight colours a bright one becomes its dark")
    func eightColours() throws {
        let session = try start(environment: ["TERM": "linux"])
        #expect((0..<3).map { session.screen.cell(2, $0).foreground.index } == [nil, 2, 4])
    }

    @Test("Under NO_COLOR no colour is sent, and attributes stay")
    func noColour() throws {
        let session = try start(environment: ["NO_COLOR": "1"], recordsBytes: true)
        #expect(session.screen.line(0).contains("colours=0"))
        #expect((0..<6).allSatisfy { session.screen.cell(2, $0).foreground.isDefault })
        #expect(session.screen.cell(2, 4).reverse)
        #expect(session.screen.cell(2, 3).bold)
    }

    @Test("In the C locale not one byte beyond ASCII is sent")
    func asciiLocale() throws {
        let session = try start(environment: TerminalSession.asciiEnvironment, recordsBytes: true)
        #expect(session.screen.line(0).contains("utf8=false ascii=true"))
        #expect(session.screen.line(3) == "???")
        #expect(session.recordedBytes.allSatisfy { $0 < 128 })
    }

    @Test("A wide character takes two columns and the next one its place behind it")
    func wideCharacters() throws {
        let session = try start()
        #expect(session.screen.cell(3, 0).text == "待")
        #expect(session.screen.cell(3, 0).width == 2)
        #expect(session.screen.cell(3, 2).text == "é")
    }

    @Test(
        "Each form of a key that a terminal may send is that key",
        arguments: [
            ("\u{1B}[A", "key(", "up"), ("\u{1B}OA", "key(", "up"), ("\u{1B}[H", "key(", "home"),
            ("\u{1B}[1~", "key(", "home"), ("\u{1B}[6~", "key(", "pageDown"), ("\u{1B}[3~", "key(", "delete"),
            ("\u{1B}[Z", "key(", "backTab"), ("\u{1B}OP", "function(", "1"), ("\r", "key(", "enter"),
            ("\u{7F}", "key(", "backspace"), ("\u{12}", "control(", "\"r\""), ("é", "character(", "\"é\""),
            ("\u{1B}", "key(", "escape"), ("\u{1B}b", "alt(", "\"b\""), ("\t", "key(", "tab"),
        ])
    func keys(_ bytes: String, _ kind: String, _ value: String) throws {
        let session = try start()
        session.send(bytes)
        try session.wait(for: value) {
            session.screen.line(1).contains(kind) && session.screen.line(1).contains(value)
        }
    }

    @Test("A sequence that no one knows is no command, and what follows it is read")
    func unknownSequences() throws {
        let session = try start()
        session.send("\u{1B}[1;7X\u{1B}[99~x")
        try session.wait(forText: "character(\"x\")")
        #expect(session.program.pollEnding() == nil)
    }

    @Test("Escape and then another key, sent together, are two keys")
    func escapeThenKey() throws {
        let session = try start()
        session.send("\u{1B}q")
        #expect(try session.waitForEnd() == .exited(0))
    }

    @Test("The mouse works beyond column 223, and a report may come in pieces")
    func mouse() throws {
        let session = try start(rows: 100, columns: 300)
        #expect(session.screen.asksForMouse)
        session.send(TestKeys.mouse(button: 0, row: 5, column: 250))
        try session.wait(
            forText: "kind: HeddleScreen.MouseEvent.Kind.press, point: HeddleScreen.GridPoint(row: 5, column: 250)")
        session.send("\u{1B}[<65;1")
        session.settle()
        session.send("0;6M")
        try session.wait(forText: "Kind.wheelDown, point: HeddleScreen.GridPoint(row: 5, column: 9)")
    }

    @Test("A paste is one event, whatever keys it looks like")
    func paste() throws {
        let session = try start()
        session.send(TestKeys.paste("qqq héllo\rq"))
        try session.wait(forText: "paste(\"qqq héllo\\nq\")")
    }

    @Test("A paste whose end never comes ends by itself")
    func unendedPaste() throws {
        let session = try start()
        session.send("\u{1B}[200~qq")
        try session.wait(forText: "paste(\"qq\")")
        session.send("q")
        #expect(try session.waitForEnd() == .exited(0))
    }

    @Test("The clipboard is asked for by OSC 52")
    func clipboard() throws {
        let session = try start(recordsBytes: true)
        session.send("c")
        try session.wait(for: "the sequence") {
            String(decoding: session.recordedBytes, as: UTF8.self).contains("\u{1B}]52;c;Y29waWVk\u{07}")
        }
    }

    @Test("A wake from another thread arrives")
    func wake() throws {
        let session = try start()
        session.send("%")
        try session.wait(forText: "event wake")
    }

    @Test("Every size is drawn, down to a single cell and up again")
    func resize() throws {
        let session = try start()
        for (rows, columns) in [(50, 200), (10, 40), (4, 1), (1, 1), (2, 300), (24, 80)] {
            session.resize(rows: rows, columns: columns)
            try session.wait(for: "\(columns)x\(rows)") {
                session.screen.cell(rows - 1, columns - 1).text == "┘"
                    && (columns < 80 || rows < 2 || session.screen.line(0).contains("\(columns)x\(rows)"))
            }
        }
        for index in 0..<60 { session.resize(rows: 20 + index % 7, columns: 60 + index) }
        // The first row may have arrived before the last one has.
        try session.wait(for: "the last size, whole") {
            session.shows("probe 119x23 ") && session.screen.cell(22, 118).text == "┘"
        }
        #expect(session.screen.cell(22, 118).text == "┘")
    }
}
