internal import HeddleLibrary

/// A command that names files and no option. There is nothing to parse then, and the parser alone takes two fifths of
/// the time of a small model.
enum PlainCommand {
    case open(String)
    case check([String])
    case outcomes(String)

    /// nil where the parser has to look. `commands`: the names that stand for commands; asked for only where a word might
    /// be one or a file.
    init?(_ arguments: [String], commands: @autoclosure () -> [String]) {
        // `help` may ask for something of the parser's own.
        if arguments.contains(where: { $0.hasPrefix("-") || $0 == "help" }) { return nil }
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case "check" where !rest.isEmpty: self = .check(rest)
        case "outcomes" where rest.count == 1: self = .outcomes(rest[0])
        case let file? where rest.isEmpty && !commands().contains(file) && FileBytes.exists(file): self = .open(file)
        default: return nil
        }
    }

    func run() throws {
        switch self {
        case .open(let file): try InteractiveSession(try OpenCommand.request(file: file)).run()
        case .check(let files): try CheckRequest(files: files).run()
        case .outcomes(let file): try OutcomesRequest(file: file).run()
        }
    }
}
