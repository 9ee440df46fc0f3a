/// A command line as far as it is written: the command that is meant, the options and arguments it has got.
struct CommandLineReading {
    /// The command whose options count: the default one where none is named.
    private(set) var command: CommandTree
    /// Commands that could be named next.
    private(set) var commands: [CommandTree]
    /// Behind the command, without options and their values.
    private(set) var positionals: [String] = []
    /// First names of the options that are there.
    private(set) var used: Set<String> = []
    private(set) var isBehindTerminator = false
    /// The option whose value comes next.
    private(set) var openOption: CommandTree.Option?
    private var values: [String: String] = [:]

    init(_ program: CommandTree, _ words: [String]) {
        var node = program
        var rest = words[...]
        while let name = rest.first, let next = node.subcommands?.first(where: { $0.commandName == name }) {
            node = next
            rest.removeFirst()
        }
        commands = rest.isEmpty ? node.subcommands ?? [] : []
        command = node
        if let usual = node.defaultSubcommand, let meant = node.subcommands?.first(where: { $0.commandName == usual }) {
            command = meant
        }
        for word in rest { read(word) }
    }

    private mutating func read(_ word: String) {
        if let option = openOption {
            values[option.names?.first?.text ?? ""] = word
            openOption = nil
        } else if word == "--", !isBehindTerminator {
            isBehindTerminator = true
        } else if word.hasPrefix("-"), word != "-", !isBehindTerminator {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = option(named: parts[0]) else { return }
            let name = option.names?.first?.text ?? ""
            used.insert(name)
            if parts.count > 1 { values[name] = parts[1] } else if option.kind == "option" { openOption = option }
        } else {
            positionals.append(word)
        }
    }

    var options: [CommandTree.Option] {
        (command.arguments ?? []).filter { $0.shouldDisplay && $0.kind != "positional" }
    }

    func option(named name: String) -> CommandTree.Option? {
        options.first { $0.names?.contains { $0.text == name } == true }
    }

    func value(of option: String) -> String? { values[option] }

    /// The argument that stands behind those that are there; nil: no more is taken.
    var nextPositional: CommandTree.Option? {
        let arguments = command.shownArguments.filter { $0.kind == "positional" }
        if positionals.count < arguments.count { return arguments[positionals.count] }
        return arguments.last.flatMap { $0.isRepeating ? $0 : nil }
    }
}
