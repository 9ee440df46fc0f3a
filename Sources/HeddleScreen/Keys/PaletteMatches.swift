internal import HeddlePresentation

/// The commands that match what is typed into the palette, best first.
struct PaletteMatches {
    /// Rows of matches in sight.
    static let shown = 4

    let rows: [CommandRow]
    /// Commands in all, each form of one counted.
    let total: Int
    let query: String
    /// Nothing matches: the only row is the nearest command.
    let isSuggestion: Bool

    /// The palette's rows: every form of every command once; rows that a sister speaks for are not listed twice.
    static let all = listed(KeyTable.rows)

    private static func listed(_ table: [CommandRow]) -> [CommandRow] {
        var seen: Set<String> = []
        var commands: Set<Command> = []
        var rows: [CommandRow] = []
        for row in table {
            let isNew = commands.insert(row.command).inserted
            if row.isHidden && !isNew { continue }
            if seen.insert(row.line).inserted || row.isVariant { rows.append(row) }
        }
        return rows
    }

    /// `map`: the keys that the rows show.
    init(_ text: String, keys map: KeyMap) {
        let all = map == .standard ? Self.all : Self.listed(map.rows)
        let trimmed = text.trimmed
        query = trimmed.hasPrefix(":") ? String(trimmed.dropFirst()).trimmed : trimmed
        total = all.count
        if query.isEmpty {
            rows = all
            isSuggestion = false
            return
        }
        let typed = query.lowercased()
        // A command with its arguments: nothing else is meant.
        let exact = all.filter { typed.hasPrefix($0.line + " ") }
        let longest = exact.map(\.line.count).max() ?? 0
        let meant = exact.filter { $0.line.count == longest && $0.takesArgument }
        if !meant.isEmpty, !all.contains(where: { $0.line.hasPrefix(typed) && $0.line.count > longest }) {
            rows = meant
            isSuggestion = false
            return
        }
        var ranked: [[CommandRow]] = Array(repeating: [], count: 6)
        for row in all { if let rank = Self.rank(row, typed) { ranked[rank].append(row) } }
        let found = Array(ranked.joined())
        guard found.isEmpty else {
            rows = found
            isSuggestion = false
            return
        }
        let near = Self.nearest(typed)
        rows = near.map { [$0] } ?? []
        isSuggestion = near != nil
    }

    private static func rank(_ row: CommandRow, _ typed: String) -> Int? {
        let name = row.line
        if name == typed { return 0 }
        if name.hasPrefix(typed) { return 1 }
        if beginsWords(typed, of: name) { return 2 }
        if name.contains(typed) { return 3 }
        // Of what is said of a command, words that begin so: two letters stand in nearly every sentence.
        let texts = [row.title, row.does, row.brief ?? ""]
        if typed.count >= 3, texts.contains(where: { (" " + $0.lowercased()).contains(" " + typed) }) { return 4 }
        return typed.count >= 3 && isSpelt(typed, in: name) ? 5 : nil
    }

    /// Whether the typed words begin words of the name, in order: `r u v` run until-violation.
    private static func beginsWords(_ typed: String, of name: String) -> Bool {
        var words = name.split { $0 == " " || $0 == "-" }[...]
        for part in typed.split(whereSeparator: { $0 == " " || $0 == "-" }) {
            guard let index = words.firstIndex(where: { $0.hasPrefix(part) }) else { return false }
            words = words[words.index(after: index)...]
        }
        return true
    }

    /// Whether the letters stand in the name in this order, the first one at its beginning.
    private static func isSpelt(_ typed: String, in name: String) -> Bool {
        var letters = typed.filter { $0 != " " }[...]
        guard letters.first == name.first else { return false }
        for letter in name where letter == letters.first { letters = letters.dropFirst() }
        return letters.isEmpty
    }

    /// The command whose name, or whose first word, is nearest to what is typed.
    static func nearest(_ typed: String) -> CommandRow? {
        let lines = all.map(\.line)
        for text in [typed, word(typed)] {
            if let near = NearestWord.nearest(to: text, among: lines) { return all.first { $0.line == near } }
            let commands = all.map(\.command.rawValue)
            if let near = NearestWord.nearest(to: text, among: commands) {
                return all.first { $0.command.rawValue == near }
            }
        }
        return nil
    }

    /// The first word: the command's name.
    static func word(_ text: String) -> String {
        let start = text.drop { $0 == " " || $0 == ":" }
        return String(start.prefix { $0 != " " })
    }
}
