internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// The palette: every command by its name, with arguments, completion and history.
extension AppState {
    mutating func take(_ key: Key, in old: PaletteDialog, _ effects: inout [Effect]) {
        var palette = old
        palette.problem = nil
        let matches = PaletteMatches(palette.field.text, keys: keyMap)
        switch key {
        case .enter:
            dialog = nil
            runPalette(palette, matches, &effects)
            return
        case .tab:
            complete(&palette, matches, &effects)
            palette.mistake = nil
        case .up: palette.selected = max(0, palette.selected - 1)
        case .down: palette.selected = min(max(0, matches.rows.count - 1), palette.selected + 1)
        case .pageUp: palette.selected = max(0, palette.selected - PaletteMatches.shown)
        case .pageDown:
            palette.selected = min(max(0, matches.rows.count - 1), palette.selected + PaletteMatches.shown)
        case .control("r"): recall(&palette)
        case .backspace where palette.field.text.isEmpty:
            dialog = nil
            return
        default:
            if palette.field.take(key) {
                palette.selected = 0
                palette.historyIndex = 0
                palette.typed = nil
                palette.mistake = nil
            }
        }
        dialog = .palette(palette)
    }

    /// ctrl-r: the last command that holds what was typed, then the one before.
    private func recall(_ palette: inout PaletteDialog) {
        let typed = palette.typed ?? palette.field.text.trimmed
        var seen: Set<String> = []
        let known = commandHistory.reversed().filter {
            (typed.isEmpty || $0.contains(typed)) && seen.insert($0).inserted
        }
        guard !known.isEmpty else {
            palette.problem = commandHistory.isEmpty ? "No command was run yet." : "No older command holds '\(typed)'."
            return
        }
        palette.typed = typed
        palette.historyIndex = palette.historyIndex % known.count + 1
        palette.field.text = known[palette.historyIndex - 1]
        palette.selected = 0
        palette.mistake = nil
        palette.problem =
            "Older command \(palette.historyIndex) of \(known.count)" + (typed.isEmpty ? "." : " with '\(typed)'.")
    }

    private mutating func runPalette(_ palette: PaletteDialog, _ matches: PaletteMatches, _ effects: inout [Effect]) {
        var text = palette.field.text.trimmed
        if text.hasPrefix(":") { text = String(text.dropFirst()).trimmed }
        let isWhole = matches.rows.contains { text == $0.line || text.hasPrefix($0.line + " ") }
        let isCommand = Command(rawValue: text) != nil || isWhole && !matches.isSuggestion
        if palette.selected == 0, isCommand { return run(line: text, &effects) }
        guard matches.rows.indices.contains(palette.selected), !matches.isSuggestion else {
            if text.isEmpty { return }
            // What is no command at all says so; a command with a wrong word behind it says what it takes.
            return run(line: text, &effects)
        }
        let row = matches.rows[palette.selected]
        if row.needsArgument {
            dialog = .palette(PaletteDialog(text: row.line + " "))
        } else {
            run(line: row.line, &effects)
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
        let word = PaletteMatches.word(text)
        guard let command = Command(rawValue: word) else {
            let near = PaletteMatches.nearest(text.lowercased())
            notice = "There is no command '\(word)'" + (near.map { ": did you mean \($0.line)?" } ?? ". : lists them.")
            return
        }
        remember(text, &effects)
        notice = nil
        lastCommand = LastCommand(key: ":", command: keyMap.row(of: command, in: context)?.title ?? word)
        let rest = String(text.dropFirst(word.count)).trimmed
        if let refusal = refusal(of: rest, behind: command) {
            notice = refusal
            return
        }
        performWords(command, rest, line: text, &effects)
    }

    /// What is said of words that a command has no use for; nil: it takes them.
    private func refusal(of words: String, behind command: Command) -> String? {
        let limits = keyMap.rows.filter { $0.command == command }.map(\.wordLimit)
        guard !limits.contains(nil), let limit = limits.compactMap({ $0 }).max() else { return nil }
        let given = words.split(separator: " ")
        guard given.count > limit else { return nil }
        let rest = given.dropFirst(limit).joined(separator: " ")
        return limit == 0
            ? "\(command.rawValue) stands alone: what is '\(rest)'?"
            : "\(command.rawValue) takes one word: what is '\(rest)'?"
    }

    /// A command said again is remembered once, as the latest.
    private mutating func remember(_ line: String, _ effects: inout [Effect]) {
        commandHistory.removeAll { $0 == line }
        commandHistory.append(line)
        if commandHistory.count > Self.historyLimit { commandHistory.removeFirst() }
        effects.append(.remember(line))
    }

    /// Command lines remembered. Unit: lines.
    private static let historyLimit = 500
}
