import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The screens on terminals of every kind, and every way out")
struct EndToEndTerminalTests {
    @Test("A resize storm ends in a whole screen, by way of a single cell")
    func resizeStorm() throws {
        let run = try ScreenRun().waitForSearch()
        let whole = run.screen.lines
        for (rows, columns) in [(1, 1), (2, 12), (6, 30), (15, 60), (3, 200), (60, 2), (60, 200)] {
            run.session.resize(rows: rows, columns: columns)
            run.session.pump(waiting: 1)
        }
        for step in 0..<80 { run.session.resize(rows: 1 + step % 40, columns: 1 + step * 7 % 150) }
        run.session.resize(rows: 24, columns: 80)
        try run.session.wait(for: "the screen of before") { run.screen.lines == whole }
    }

    @Test("A single cell shows the verdict")
    func singleCell() throws {
        let run = try ScreenRun(rows: 1, columns: 1)
        try run.session.wait(for: "✗") { run.screen.cell(0, 0).text == "✗" }
    }

    @Test("NO_COLOR leaves attributes and marks")
    func noColour() throws {
        let run = try ScreenRun(environment: ["NO_COLOR": "1"], recordsBytes: true)
        try run.waitForSearch()
        let cells = (0..<24).flatMap { row in (0..<80).map { run.screen.cell(row, $0) } }
        #expect(cells.allSatisfy { $0.foreground.isDefault && $0.background.isDefault })
        #expect(cells.contains { $0.reverse })
        #expect(cells.contains { $0.bold })
    }

    @Test("Colours are the terminal's own, on its own background")
    func colours() throws {
        let run = try ScreenRun().waitForSearch()
        let cells = (0..<24).flatMap { row in (0..<80).map { run.screen.cell(row, $0) } }
        #expect(cells.allSatisfy { $0.background.isDefault })
        #expect(cells.contains { $0.text == "✗" && $0.foreground.index == 1 })
        #expect(cells.allSatisfy { $0.foreground.index.map { (0..<16).contains($0) && $0 != 8 } ?? true })
    }

    @Test("In the C locale all is ASCII, and nothing else is sent")
    func asciiLocale() throws {
        let run = try ScreenRun(environment: TerminalSession.asciiEnvironment, recordsBytes: true)
        try run.session.wait(forText: "= Threads ==")
        try run.waitForSearch()
        try run.press("f", untilTitle: "of finding 1")
        try run.press("?", until: "Help")
        #expect(run.session.recordedBytes.allSatisfy { $0 < 128 })
    }

    @Test("A terminal that can't show screens is refused in words", arguments: ["dumb", ""])
    func refusal(_ type: String) throws {
        let run = try ScreenRun(environment: ["TERM": type], columns: 200)
        #expect(try run.session.waitForEnd() == .exited(2))
        #expect(run.session.shows("The screens need a terminal."))
        #expect(run.session.shows("heddle check lost-update.heddle reports as text."))
        #expect(!run.screen.showsAlternateScreen)
    }

    @Test("Into a pipe the screens say what works there")
    func pipe() throws {
        let folder = try TemporaryFolder()
        try folder.write(Fixtures.text("models/lost-update.heddle"), to: "lost-update.heddle")
        let run = try CommandLineRun(["lost-update.heddle"], in: folder.path)
        #expect(run.status == 2)
        #expect(run.errors == "The screens need a terminal. heddle check lost-update.heddle reports as text.\n")
        #expect(run.output == "")
    }

    @Test("A signal to end ends by that signal, and the terminal is as it was", arguments: [SIGINT, SIGTERM, SIGHUP])
    func signals(_ number: Int32) throws {
        let run = try ScreenRun().waitForSearch()
        run.session.program.signal(number)
        #expect(try run.session.waitForEnd() == .killed(signal: number))
        #expect(run.session.isRestored)
    }

    @Test("A crash leaves the terminal as it was", arguments: [SIGSEGV, SIGABRT])
    func crash(_ number: Int32) throws {
        let run = try ScreenRun().waitForSearch()
        run.session.program.signal(number)
        #expect(try run.session.waitForEnd() == .killed(signal: number))
        #expect(run.session.isRestored)
    }

    @Test("Ctrl-C stops nothing on an idle screen; a second one leaves")
    func interrupt() throws {
        let run = try ScreenRun().waitForSearch()
        run.session.send(TestKeys.control("c"))
        run.session.settle()
        #expect(run.session.program.pollEnding() == nil)
        run.session.send(TestKeys.control("c"))
        #expect(try run.session.waitForEnd() == .exited(0))
        #expect(run.session.isRestored)
    }

    @Test("Ctrl-C stops a search and keeps what it found; x goes on where it was")
    func stopping() throws {
        let run = try ScreenRun("philosophers.heddle", ["--set", "seats=9"], rows: 30, columns: 100)
        try run.session.wait(for: "the deadlock to be found") { run.title.contains("fails so far") }
        run.session.send(TestKeys.control("c"))
        try run.session.wait(forText: "The search is stopped; what it found stays.")
        try run.press("e", until: "inconclusive: stopped")
        try run.press("x", until: "running")
        #expect(run.session.program.pollEnding() == nil)
    }

    @Test("Ctrl-Z under a shell: stopped, continued, and the place is the same")
    func suspension() throws {
        let folder = try TemporaryFolder()
        try folder.write(Fixtures.text("models/lost-update.heddle"), to: "lost-update.heddle")
        let shell = try TerminalSession(
            "/bin/bash", ["--norc", "--noprofile", "-i"], environment: ["PS1": "PROMPT> "], folder: folder.path)
        try shell.wait(forText: "PROMPT>")
        shell.send("\(BuiltProducts.heddle) lost-update.heddle\r")
        try shell.wait(forText: "12 states")
        shell.send(TestKeys.enter)
        try shell.wait(forText: "after step 1")
        shell.send(TestKeys.control("z"))
        try shell.wait(for: "the job to stop") { shell.shows("Stopped") && !shell.screen.showsAlternateScreen }
        #expect(shell.screen.showsCursor)
        shell.send("fg\r")
        try shell.wait(for: "the screen") { shell.screen.showsAlternateScreen && shell.shows("after step 1") }
        shell.send("q")
        try shell.wait(for: "the prompt") { !shell.screen.showsAlternateScreen && shell.shows("PROMPT>") }
    }

    @Test("A missing file is an error before the screens")
    func missingFile() throws {
        let run = try ScreenRun("nowhere.heddle", columns: 160)
        #expect(try run.session.waitForEnd() == .exited(2))
        #expect(run.session.shows("nowhere.heddle"))
        #expect(!run.screen.showsAlternateScreen)
    }
}
