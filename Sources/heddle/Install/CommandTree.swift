internal import ArgumentParser
internal import FoundationEssentials

/// The commands and their options as the argument parser knows them: what the manual page and the completions are made
/// from.
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
        var allValueDescriptions: [String: String]?
        var completionKind: CompletionKind?
        var abstract: String?
    }

    /// What the parser was told of a value that a shell completes.
    struct CompletionKind: Decodable {
        struct Files: Decodable {
            /// Without their dots; empty: any file.
            var extensions: [String]
        }
        struct Folders: Decodable {}
        var file: Files?
        var directory: Folders?
    }

    var commandName: String
    /// The command that is meant where none is named.
    var defaultSubcommand: String?
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
        var tree = dump.command
        // The parser lists a help of its own beside ours.
        var seen: Set<String> = []
        tree.subcommands?.removeAll { !seen.insert($0.commandName).inserted }
        return tree
    }

    /// What help doesn't list is left out, and what every command has.
    var shownArguments: [Option] {
        (arguments ?? []).filter {
            $0.shouldDisplay && $0.names?.contains { $0.name == "help" || $0.name == "version" } != true
        }
    }
}
