internal import CNcurses
internal import Glibc
package import HeddleScreen

/// The terminal that the process runs in: frames out, keys in, and the terminal back as it was on every way out.
///
/// There is one in a process, for its main thread alone; only `wake` and `prepareWorkerThread` are for others.
/// A frame is compared row by row with the one before, and only rows that differ are handed to curses.
package final class Terminal {
    package struct Options: Hashable, Sendable {
        package var mouse: Bool
        package var paste: Bool
        /// false under NO_COLOR.
        package var colour: Bool

        package init(mouse: Bool = true, paste: Bool = true, colour: Bool = true) {
            self.mouse = mouse
            self.paste = paste
            self.colour = colour
        }
    }

    package struct Capabilities: Hashable, Sendable {
        /// Colours that are used: 0, 8 or more.
        package var colours: Int
        /// The locale's encoding is UTF-8.
        package var isUTF8: Bool
        /// Columns that `─` takes; not 1 under some East Asian settings.
        package var lineWidth: Int

        /// Marks and rules must be drawn in ASCII.
        package var needsASCII: Bool { !isUTF8 || lineWidth != 1 }
    }

    package let capabilities: Capabilities
    /// The signal that asked for the end, to be raised again once the terminal is closed.
    package internal(set) var terminationSignal: Int32?

    var shownFrame: CellGrid?
    var rowBuffer: [terminal_cell] = []
    var pastedText: String?

    private init(capabilities: Capabilities) { self.capabilities = capabilities }

    deinit { terminal_close() }

    /// Takes over the terminal. Colour is left out under NO_COLOR, whatever the options say.
    package static func open(_ options: Options = Options()) throws(TerminalError) -> Terminal {
        var request = terminal_options(
            mouse: options.mouse, paste: options.paste, colour: options.colour && !refusesColour,
            capture_errors: true)
        var information = terminal_information()
        let status = terminal_open(&request, &information)
        let type = environment("TERM") ?? ""
        switch status {
        case TERMINAL_OPENED: break
        case TERMINAL_INPUT_IS_NO_TERMINAL: throw .inputIsNoTerminal
        case TERMINAL_OUTPUT_IS_NO_TERMINAL: throw .outputIsNoTerminal
        case TERMINAL_TYPE_MISSING: throw .typeMissing
        case TERMINAL_TYPE_UNKNOWN: throw .typeUnknown(type)
        case TERMINAL_TYPE_TOO_LIMITED: throw .typeTooLimited(type)
        default: throw .systemFailed(errno: errno)
        }
        return Terminal(
            capabilities: Capabilities(
                colours: Int(information.colours), isUTF8: information.utf8, lineWidth: Int(information.line_width)))
    }

    /// Size in cells as of the last event.
    package var size: GridSize {
        var rows: Int32 = 0
        var columns: Int32 = 0
        terminal_size(&rows, &columns)
        return GridSize(columns: Int(columns), rows: Int(rows))
    }

    /// Gives the terminal back. Idempotent.
    package func close() { terminal_close() }

    /// Stops the process group as Ctrl-Z does; returns once it is continued.
    package func suspend() {
        terminal_suspend()
        forgetFrame()
    }

    /// Leaves the terminal to whatever `body` runs, and takes it back.
    package func leave<Result>(during body: () -> Result) -> Result {
        terminal_leave()
        defer {
            terminal_return()
            forgetFrame()
        }
        return body()
    }

    /// Draws everything anew with the next frame.
    package func redraw() {
        terminal_redraw()
        forgetFrame()
    }

    package func setMouse(_ isOn: Bool) { terminal_set_mouse(isOn) }

    /// Asks the terminal to put a text into the clipboard (OSC 52). Many terminals obey, none answers.
    package func copy(_ text: String) {
        let isTmux = !(Self.environment("TMUX") ?? "").isEmpty
        let isScreen = !(Self.environment("STY") ?? "").isEmpty
        let sequence = ClipboardSequence.bytes(text, inside: isTmux ? .tmux : isScreen ? .screen : .none)
        sequence.withCString { terminal_write($0, strlen($0)) }
    }

    /// Ends a wait for the next event, from any thread.
    package static func wake() { terminal_wake() }

    /// To be called first on every worker thread: signals stay with the main thread, and a crash still restores the
    /// terminal.
    package static func prepareWorkerThread() { terminal_prepare_thread() }

    private static var refusesColour: Bool { !(environment("NO_COLOR") ?? "").isEmpty }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
