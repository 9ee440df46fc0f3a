internal import ArgumentParser
internal import FoundationEssentials

/// The commands and their options as the argument parser knows them: what the manual page is made from.
struct CommandTree: Decodable {
    struct Option: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            /// `--size`, `-o`, `-steps`.
            var text: String { (kind == "long" ? "--" : "-") + name }
        }
        /// `positional`, `option`, `flag`.
        var kind: String
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var allValues: [String]?
        var abstract: String?
    }

    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [CommandTree]?
    var arguments: [Option]?

    private struct Dump: Decodable {
        var command: CommandTree
    }

    /// The whole program.
    static func program() -> CommandTree {
        guard let dump = try? JSONDecoder().decode(Dump.self, from: Data(Heddle._dumpHelp().utf8)) else {
            preconditionFailure("Heddle bug: the argument parser tells of its commands in another form")
        }
        return dump.command
    }

    /// What help doesn't list is left out, and what every command has.
    var shownArguments: [Option] {
        (arguments ?? []).filter { $0.shouldDisplay && $0.names?.contains { $0.name == "help" } != true }
    }
}
