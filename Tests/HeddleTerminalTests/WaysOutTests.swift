import Glibc
import TestSupport
import Testing

@Suite("Every way out leaves the terminal as it was")
struct WaysOutTests {
    private func start() throws -> TerminalSession {
        // Tall enough for the stack that the runtime writes behind a message.
        let session = try TerminalSession(BuiltProducts.terminalProbe, rows: 80, columns: 120)
        try session.wait(forText: "event none")
        return session
    }

    @Test("A signal to end ends the program by that signal", arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func signals(_ number: Int32) throws {
        let session = try start()
        session.program.signal(number)
        #expect(try session.waitForEnd() == .killed(signal: number))
        #expect(session.isRestored)
    }

    @Test("A crash shows its message on the normal screen")
    func crash() throws {
        let session = try start()
        session.send("!")
        let ending = try session.waitForEnd()
        #expect(ending == .killed(signal: SIGILL) || ending == .killed(signal: SIGTRAP))
        #expect(session.isRestored)
        #expect(session.shows("told to fail"))
    }

    @Test("A stack overflow is restored from too, on the main thread and on a worker", arguments: ["@", "#"])
    func stackOverflow(_ key: String) throws {
        let session = try start()
        session.send(key)
        #expect(try session.waitForEnd(seconds: 60) == .killed(signal: SIGSEGV))
        #expect(session.isRestored)
    }

    @Test("What was written to standard error meanwhile appears after the end")
    func complaints() throws {
        let session = try start()
        session.send("&")
        session.settle()
        #expect(!session.shows("a complaint"))
        session.send("q")
        #expect(try session.waitForEnd() == .exited(0))
        #expect(session.shows("a complaint"))
    }

    @Test("Another program has the terminal for a while, and the screen comes back whole")
    func leaving() throws {
        let session = try start()
        session.send("$")
        try session.wait(forText: "event key(HeddleScreen.Key.character(\"$\"))")
        #expect(session.screen.showsAlternateScreen)
        #expect(session.screen.cell(79, 119).text == "┘")
        session.send("q")
        #expect(try session.waitForEnd() == .exited(0))
        #expect(session.shows("elsewhere"))
        #expect(!session.screen.showsAlternateScreen)
        #expect(session.screen.showsCursor)
        #expect(!session.screen.asksForMouse)
        #expect(session.program.isInLineMode)
    }

    @Test("Ctrl-Z stops the job under a shell, and fg brings it back at the new size")
    func suspension() throws {
        let shell = try TerminalSession(
            "/bin/bash", ["--norc", "--noprofile", "-i"], environment: ["PS1": "PROMPT> "])
        try shell.wait(forText: "PROMPT>")
        shell.send("\(BuiltProducts.terminalProbe)\r")
        try shell.wait(forText: "event none")
        shell.send(TestKeys.control("z"))
        try shell.wait(for: "the job to stop") { shell.shows("Stopped") && !shell.screen.showsAlternateScreen }
        #expect(shell.screen.showsCursor)
        #expect(!shell.screen.asksForMouse)
        shell.resize(rows: 30, columns: 90)
        shell.send("fg\r")
        try shell.wait(for: "the frame") {
            shell.screen.showsAlternateScreen && shell.shows("probe 90x30") && shell.screen.cell(29, 89).text == "┘"
        }
        #expect(!shell.screen.showsCursor)
        shell.send("q")
        try shell.wait(for: "the prompt") { !shell.screen.showsAlternateScreen && shell.shows("PROMPT>") }
    }

    @Test(
        "A terminal that cannot show screens is refused, and nothing is sent to it",
        arguments: [("dumb", "typeTooLimited(\"dumb\")"), ("no-such", "typeUnknown(\"no-such\")"), ("", "typeMissing")])
    func refusals(_ type: String, _ error: String) throws {
        let session = try TerminalSession(BuiltProducts.terminalProbe, environment: ["TERM": type])
        #expect(try session.waitForEnd() == .exited(2))
        #expect(session.shows(error))
        #expect(!session.screen.showsAlternateScreen)
    }

    @Test(
        "Terminals of many kinds show the frame",
        arguments: [
            "xterm-256color", "xterm", "linux", "vt100", "vt220", "screen-256color", "tmux-256color", "xterm-direct",
            "rxvt-unicode-256color",
        ])
    func kinds(_ type: String) throws {
        let session = try TerminalSession(BuiltProducts.terminalProbe, environment: ["TERM": type])
        try session.wait(forText: "event none")
        session.send("\u{1B}[B")
        try session.wait(forText: "Key.down")
        session.send("q")
        #expect(try session.waitForEnd() == .exited(0))
    }
}
