internal import CPlatform
internal import Glibc
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleReports

/// The process's standard output and standard error, and what they can show.
enum Output {
    /// Writes to standard output. Ends the process quietly where nobody reads any more.
    static func write(_ text: String) { send(text, to: 1) }

    /// Writes to standard error.
    static func complain(_ text: String) { send(text, to: 2) }

    private static func send(_ text: String, to descriptor: Int32) {
        var text = text
        let result = text.withUTF8 { heddle_write_all(descriptor, $0.baseAddress, $0.count) }
        if result == EPIPE { exit(ExitStatus.asExpected.rawValue) }
        if result != 0, descriptor == 1 {
            complain("heddle: cannot write: \(SystemError.words(result))\n")
            exit(ExitStatus.badInput.rawValue)
        }
    }

    static var isTerminal: Bool { isatty(1) == 1 }
    static var errorsGoToTerminal: Bool { isatty(2) == 1 }

    /// Colour: only on a terminal that has it, and not with NO_COLOR.
    static var wantsColour: Bool {
        isTerminal && (environment("NO_COLOR") ?? "").isEmpty && (environment("TERM") ?? "dumb") != "dumb"
    }

    /// Whether the locale's character set is UTF-8: else marks are ASCII.
    static var isUnicode: Bool {
        setlocale(LC_ALL, "")
        defer { setlocale(LC_ALL, "C") }
        guard let name = nl_langinfo(Int32(CODESET)) else { return false }
        return String(cString: name) == "UTF-8"
    }

    /// The marks that the locale can show.
    static var marks: Marks { Marks(ascii: !isUnicode) }

    /// How text reports look here.
    static var style: ReportStyle {
        ReportStyle(marks: marks, width: width, isColoured: wantsColour, isCut: isTerminal)
    }

    /// Columns of the terminal; 80 where there is none.
    static var width: Int { isTerminal ? columns(of: 1) : 80 }
    static var errorWidth: Int { columns(of: 2) }

    private static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
