internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// The palette: every command by its name, with arguments, completion and history.
extension AppState {
    mutating func take(_ key: Key, in old: PaletteDialog, _ effects: inout [Effect]) {
        var palette = old
        palette.problem = nil
        let matches = PaletteMatches(palette.field.text)
        switch key {
        case .enter:
            dialog = nil
            runPalette(palette, matches, &effects)
            return
        case .tab: complete(&palette, matches)
        case .up: palette.selected = max(0, palette.selected - 1)
        case .down: palette.selected = min(max(0, matches.rows.count - 1), palette.selected + 1)
        case .pageUp: palette.selected = max(0, palette.selected - PaletteMatches.shown)
        case .pageDown:
            palette.selected = min(max(0, matches.rows.count - 1), palette.selected + PaletteMatches.shown)
        case .control("r"):
            guard !commandHistory.isEmpty else {
                palette.problem = "No command was run yet."
                break
            }
            palette.historyIndex = palette.historyIndex % commandHistory.count + 1
            palette.field.text = commandHistory[commandHistory.count - palette.historyIndex]
            palette.selected = 0
        case .backspace where palette.field.text.isEmpty:
            dialog = nil
            return
        default:
            if palette.field.take(key) {
                palette.selected = 0
                palette.historyIndex = 0
            }
        }
        dialog = .palette(palette)
    }

    private mutating func runPalette(_ palette: PaletteDialog, _ matches: PaletteMatches, _ effects: inout [Effect]) {
        let text = palette.field.text.trimmed
        if Command(rawValue: PaletteMatches.word(text)) != nil {
            run(line: text, &effects)
            return
        }
        guard matches.rows.indices.contains(palette.selected) else {
            notice = text.isEmpty ? nil : "There is no command '\(PaletteMatches.word(text))'."
            return
        }
        let row = matches.rows[palette.selected]
        if row.argument.isEmpty || row.argument.hasPrefix("[") {
            run(line: row.command.rawValue, &effects)
        } else {
            dialog = .palette(PaletteDialog(text: row.command.rawValue + " "))
        }
    }

    /// Runs a command line as a key file holds it, with or without its colon.
    mutating func run(line: String, _ effects: inout [Effect]) {
        var text = line.trimmed
        if text.hasPrefix(":") { text = String(text.dropFirst()).trimmed }
        if text.isEmpty {
            dialog = .palette(PaletteDialog())
            lastCommand = LastCommand(key: ":", command: "command")
            return
        }
        let words = text.split(separator: " ").map(String.init)
        guard let command = Command(rawValue: words[0]) else {
            notice = "There is no command '\(words[0])'. : lists them."
            return
        }
        if commandHistory.last != text { commandHistory.append(text) }
        if commandHistory.count > Self.historyLimit { commandHistory.removeFirst() }
        notice = nil
        lastCommand = LastCommand(key: ":", command: KeyTable.row(of: command, in: context)?.title ?? words[0])
        if command == .run, words.count > 1, words[1] != "until-blocked" {
            notice = "run until-blocked is what can be run."
            return
        }
        perform(command, Array(words.dropFirst()), &effects)
    }

    /// Command lines remembered. Unit: lines.
    private static let historyLimit = 500

    // MARK: - Completion

    private func complete(_ palette: inout PaletteDialog, _ matches: PaletteMatches) {
        let text = palette.field.text
        let word = PaletteMatches.word(text)
        if let command = Command(rawValue: word), text.contains(" ") {
            let typed = String(text.drop { $0 != " " }.drop { $0 == " " })
            let found = arguments(of: command).filter { $0.hasPrefix(typed) }
            if let common = Self.commonPrefix(found), common.count > typed.count || found.count == 1 {
                palette.field.text = word + " " + common
            } else {
                palette.problem = found.isEmpty ? "Nothing completes this." : found.prefix(8).joined(separator: "  ")
            }
            return
        }
        guard matches.rows.indices.contains(palette.selected) else { return }
        let row = matches.rows[palette.selected]
        palette.field.text = row.command.rawValue + (row.argument.isEmpty ? "" : " ")
        palette.selected = 0
    }

    /// What may stand behind a command's name.
    private func arguments(of command: Command) -> [String] {
        switch command {
        case .set: return model?.machine.program.constants.map { $0.name + " " } ?? []
        case .bound: return ["states ", "time ", "depth ", "memory "]
        case .mouse, .ascii, .fold: return ["on", "off"]
        case .edges: return ["needed", "all"]
        case .filter: return model.map { OrderFilter.names($0.machine, state: $0.node.state) } ?? []
        case .theme: return Theme.Kind.allCases.map(\.rawValue)
        case .pane: return layout.order.map(\.rawValue)
        case .help: return ["language"]
        case .run: return ["until-blocked"]
        case .export: return exportFormats.map { $0 + " " }
        case .open: return startFiles.map(\.path) + library.map(\.path)
        default: return []
        }
    }

    private static func commonPrefix(_ texts: [String]) -> String? {
        guard var common = texts.first else { return nil }
        for text in texts.dropFirst() { while !text.hasPrefix(common) { common.removeLast() } }
        return common
    }
}

/// The commands that match what is typed into the palette, best first.
struct PaletteMatches {
    /// Rows of matches in sight.
    static let shown = 4

    let rows: [CommandRow]
    /// Commands in all.
    let total: Int
    let query: String

    init(_ text: String) {
        var seen: Set<Command> = []
        let all = KeyTable.rows.filter { seen.insert($0.command).inserted }
        total = all.count
        query = text.trimmed.hasPrefix(":") ? String(text.trimmed.dropFirst()) : text.trimmed
        let word = Self.word(query).lowercased()
        if word.isEmpty {
            rows = all
            return
        }
        var ranked: [(rank: Int, row: CommandRow)] = []
        for row in all {
            let name = row.command.rawValue
            let rank: Int
            if name == word {
                rank = 0
            } else if name.hasPrefix(word) {
                rank = 1
            } else if name.contains(word) {
                rank = 2
            } else if row.title.lowercased().contains(word) || row.does.lowercased().contains(query.lowercased()) {
                rank = 3
            } else {
                continue
            }
            ranked.append((rank, row))
        }
        rows = (0...3).flatMap { rank in ranked.filter { $0.rank == rank }.map(\.row) }
    }

    /// The first word: the command's name.
    static func word(_ text: String) -> String {
        let start = text.drop { $0 == " " || $0 == ":" }
        return String(start.prefix { $0 != " " })
    }
}
