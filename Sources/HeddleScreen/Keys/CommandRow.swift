/// One row of the key table: a command with its keys and its words.
package struct CommandRow: Hashable, Sendable {
    package var command: Command
    /// The first one is what the key bar shows.
    package var keys: [Key]
    /// The keys as the help writes them; nil: their names.
    package var keyText: String?
    /// The name in a sentence, where it differs from the command's.
    package var title: String
    /// A second word of the name: `until-line` of `run until-line N`; empty: the command has one form.
    package var form: String
    /// What follows the name in the palette: `N`, `NAME VALUE`; empty: nothing.
    package var argument: String
    /// One clause for the help.
    package var does: String
    /// What the palette says beside it; nil: its keys, else the clause.
    package var brief: String?
    /// A longer sentence for the palette; empty: the clause.
    package var detail: String
    /// `:step 20`; empty: none.
    package var example: String
    package var section: HelpSection
    /// Empty: everywhere.
    package var contexts: [KeyContext]
    /// Not listed in the help: its sister row speaks for both.
    package var isHidden: Bool
    /// The same name as another row's, with other arguments: the palette lists both.
    package var isVariant: Bool

    init(
        _ command: Command, _ keys: [Key] = [], _ does: String, in section: HelpSection, at contexts: [KeyContext] = [],
        title: String? = nil, keyText: String? = nil, form: String = "", argument: String = "", brief: String? = nil,
        detail: String = "", example: String = "", isHidden: Bool = false, isVariant: Bool = false
    ) {
        self.command = command
        self.keys = keys
        self.does = does
        self.section = section
        self.contexts = contexts
        self.title = title ?? command.rawValue
        self.keyText = keyText
        self.form = form
        self.argument = argument
        self.brief = brief
        self.isVariant = isVariant
        self.detail = detail
        self.example = example
        self.isHidden = isHidden
    }

    package func counts(in context: KeyContext) -> Bool {
        contexts.isEmpty || contexts.contains(context) || (context == .lesson && contexts.contains(.main))
    }

    /// The keys for the help: `← h`, `ctrl-r`.
    package func keyLabel(ascii: Bool) -> String {
        if let keyText { return ascii ? Self.plain(keyText) : keyText }
        return keys.map { $0.label(ascii: ascii) }.joined(separator: " ")
    }

    /// The same in ASCII: arrows by their names.
    private static func plain(_ text: String) -> String {
        text.map { character in
            switch character {
            case "…": "..."
            case "←": "left"
            case "→": "right"
            case "↑": "up "
            case "↓": "down"
            default: String(character)
            }
        }.joined()
    }

    /// What the palette shows: name and arguments.
    package var usage: String { argument.isEmpty ? line : line + " " + argument }

    /// What is typed to run it, without arguments.
    package var line: String { form.isEmpty ? command.rawValue : command.rawValue + " " + form }

    /// Whether something may stand behind it, shown or not.
    package var takesArgument: Bool { !argument.isEmpty || form == "until-blocked" }

    /// How many words may stand behind it; nil: any number, they are one text. Unit: words.
    var wordLimit: Int? {
        if takesArgument, argument.isEmpty { return nil }
        let plain = argument.filter { $0 != "[" && $0 != "]" }
        if plain.isEmpty { return 0 }
        let isOneWord = plain == "N" || plain.allSatisfy { $0.isLowercase || $0 == "|" }
        return isOneWord ? 1 : nil
    }

    /// Whether it can't be run without arguments.
    package var needsArgument: Bool { !argument.isEmpty && !argument.hasPrefix("[") }
}
