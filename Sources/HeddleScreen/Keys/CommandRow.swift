/// One row of the key table: a command with its keys and its words.
package struct CommandRow: Hashable, Sendable {
    package var command: Command
    /// The first one is what the key bar shows.
    package var keys: [Key]
    /// The keys as the help writes them; nil: their names.
    package var keyText: String?
    /// The name in a sentence, where it differs from the command's.
    package var title: String
    /// What follows the name in the palette: `N`, `NAME VALUE`; empty: nothing.
    package var argument: String
    /// One clause for the help.
    package var does: String
    /// A longer sentence for the palette; empty: the clause.
    package var detail: String
    /// `:step 20`; empty: none.
    package var example: String
    package var section: HelpSection
    /// Empty: everywhere.
    package var contexts: [KeyContext]
    /// Not listed in the help: its sister row speaks for both.
    package var isHidden: Bool

    init(
        _ command: Command, _ keys: [Key] = [], _ does: String, in section: HelpSection, at contexts: [KeyContext] = [],
        title: String? = nil, keyText: String? = nil, argument: String = "", detail: String = "", example: String = "",
        isHidden: Bool = false
    ) {
        self.command = command
        self.keys = keys
        self.does = does
        self.section = section
        self.contexts = contexts
        self.title = title ?? command.rawValue
        self.keyText = keyText
        self.argument = argument
        self.detail = detail
        self.example = example
        self.isHidden = isHidden
    }

    package func counts(in context: KeyContext) -> Bool {
        contexts.isEmpty || contexts.contains(context) || (context == .lesson && contexts.contains(.main))
    }

    /// The keys for the help: `← h`, `ctrl-r`.
    package func keyLabel(ascii: Bool) -> String {
        if let keyText, !ascii || keyText.utf8.allSatisfy({ $0 < 0x80 }) { return keyText }
        return keys.map { $0.label(ascii: ascii) }.joined(separator: " ")
    }

    /// What the palette shows: name and arguments.
    package var usage: String { argument.isEmpty ? command.rawValue : command.rawValue + " " + argument }
}
