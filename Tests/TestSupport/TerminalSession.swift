internal import Glibc

/// A program on a pseudo-terminal, seen by a terminal emulator: what a user at a real terminal would see and do.
///
/// Nothing sleeps: a test says what it waits for, and by when at the latest.
package final class TerminalSession {
    package struct TimedOut: Error, CustomStringConvertible {
        package var awaited: String
        package var screen: [String]
        package var description: String {
            "waited in vain for \(awaited); the screen:\n" + screen.joined(separator: "\n")
        }
    }

    package let program: PseudoTerminal
    package let screen: EmulatedScreen
    /// Every byte that the program wrote, when `recordsBytes` was asked for.
    package private(set) var recordedBytes: [UInt8] = []
    package private(set) var byteCount = 0
    private let recordsBytes: Bool

    /// The environment of every program under test; a setting of nil takes one out.
    package static func environment(changed settings: [String: String?] = [:]) -> [String: String] {
        var result = [
            "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent",
            // The backtracer would wait for a key on a terminal.
            "SWIFT_BACKTRACE": "enable=no",
        ]
        for name in ["ASAN_OPTIONS", "TSAN_OPTIONS"] {
            if let value = getenv(name) { result[name] = String(cString: value) }
        }
        for (name, value) in settings { result[name] = value }
        return result
    }

    /// The C locale, on a terminal without the sequence that repeats a character (it serves ASCII alone, and the
    /// emulator does not know it).
    package static let asciiEnvironment: [String: String?] = ["LANG": "C", "LC_ALL": "C", "TERM": "tmux-256color"]

    package init(
        _ path: String, _ arguments: [String] = [], environment: [String: String?] = [:], folder: String? = nil,
        rows: Int = 24, columns: Int = 80, recordsBytes: Bool = false
    ) throws {
        self.recordsBytes = recordsBytes
        screen = EmulatedScreen(rows: rows, columns: columns)
        program = try PseudoTerminal(
            path, arguments: arguments, environment: Self.environment(changed: environment), folder: folder,
            rows: rows, columns: columns)
    }

    /// Takes what has come, waiting at most `milliseconds` for it; false when nothing came.
    @discardableResult
    package func pump(waiting milliseconds: Int32) -> Bool {
        let bytes = program.read(waiting: milliseconds)
        guard !bytes.isEmpty else { return false }
        byteCount += bytes.count
        if recordsBytes { recordedBytes += bytes }
        let answer = screen.feed(bytes)
        if !answer.isEmpty { program.write(answer) }
        return true
    }

    /// Pumps until `isReached`; throws when `seconds` have passed or the program has gone.
    package func wait(for awaited: String, seconds: Double = 20, until isReached: () -> Bool) throws {
        let deadline = Self.now + seconds
        while !isReached() {
            if Self.now > deadline || program.isAtEnd { throw TimedOut(awaited: awaited, screen: screen.lines) }
            pump(waiting: 50)
        }
    }

    /// Waits until a text stands anywhere on the screen.
    package func wait(forText text: String, seconds: Double = 20) throws {
        try wait(for: "“\(text)”", seconds: seconds) { shows(text) }
    }

    package func shows(_ text: String) -> Bool {
        (0..<screen.rows).contains { screen.line($0).contains(text) }
    }

    /// Pumps until nothing has come for a while: for tests of what must not happen.
    package func settle(quiet milliseconds: Int32 = 50) {
        while pump(waiting: milliseconds) {}
    }

    package func send(_ text: String) { program.write(Array(text.utf8)) }
    package func send(bytes: [UInt8]) { program.write(bytes) }

    package func resize(rows: Int, columns: Int) {
        screen.resize(rows: rows, columns: columns)
        program.resize(rows: rows, columns: columns)
    }

    /// The program's end, with everything that it wrote until then on the screen.
    package func waitForEnd(seconds: Double = 20) throws -> PseudoTerminal.Ending {
        let deadline = Self.now + seconds
        while true {
            if let ending = program.pollEnding() {
                settle(quiet: 5)
                return ending
            }
            if Self.now > deadline { throw TimedOut(awaited: "the end", screen: screen.lines) }
            pump(waiting: 5)
        }
    }

    /// The terminal is as a shell expects it: main screen, visible cursor, line mode, no mouse reports.
    package var isRestored: Bool { unrestored.isEmpty }

    /// What the terminal is left with that a shell does not expect.
    package var unrestored: [String] {
        [
            ("the alternate screen", screen.showsAlternateScreen), ("no cursor", !screen.showsCursor),
            ("mouse reports", screen.asksForMouse), ("no line mode", !program.isInLineMode),
        ].filter(\.1).map(\.0)
    }

    /// Seconds on a clock that only goes forward.
    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
