internal import HeddlePresentation

/// A user's keys as text: one key a line, then its command with what is said behind it; `none` takes a key away. Blank
/// lines and lines that begin with `#` and a blank are nothing.
package struct KeyMapFile: Sendable {
    /// What is wrong with a line. Units: lines and columns from 1, columns and lengths in characters.
    package struct Fault: Error, Hashable, Sendable {
        package var line: Int
        package var column: Int
        package var length: Int
        package var message: String
        /// What to do instead; empty: the message says it.
        package var hint: String
    }

    /// Largest key file. Unit: bytes.
    package static let sizeLimit = 100_000

    package private(set) var bindings: [KeyMap.Binding] = []
    /// Ordered by line.
    package private(set) var faults: [Fault] = []
    private var places: [(binding: KeyMap.Binding, line: Int)] = []

    /// Keys that mean the same everywhere, dialogs included.
    private static let fixed: [Key] = [.control("c"), .control("z"), .control("l"), .escape]
    /// What can't be left without a key: the ways to everything else, and out.
    private static let needed: [Command] = [.command, .help, .quit]

    package init(_ text: String) {
        // To Swift a line break of two characters is one of its own.
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() { take(line, number: index + 1) }
        guard faults.isEmpty else { return }
        let map = KeyMap(bindings)
        for command in Self.needed where map.row(of: command)?.keys.isEmpty != false {
            faults.append(
                Fault(
                    line: max(1, lines.count - (lines.last?.isEmpty == true ? 1 : 0)), column: 1, length: 1,
                    message: "no key is left for '\(command.rawValue)'",
                    hint: "give it one: KEY \(command.rawValue)"))
        }
    }

    /// Words with their columns.
    private static func words(_ line: Substring) -> [(text: String, column: Int)] {
        var words: [(text: String, column: Int)] = []
        var isInside = false
        for (column, character) in line.enumerated() {
            if character == " " || character == "\t" {
                isInside = false
            } else if isInside {
                words[words.count - 1].text.append(character)
            } else {
                words.append((String(character), column + 1))
                isInside = true
            }
        }
        return words
    }

    private mutating func take(_ line: Substring, number: Int) {
        let words = Self.words(line)
        guard let first = words.first, !(first.text == "#" && (words.count > 1 || line.count == first.column)) else {
            return
        }
        func fault(_ word: (text: String, column: Int), _ message: String, _ hint: String) -> Fault {
            Fault(line: number, column: word.column, length: word.text.count, message: message, hint: hint)
        }
        guard let key = Key(name: first.text) else {
            return faults.append(
                fault(
                    first, "'\(first.text)' is no key",
                    "expected a character, or a name such as enter, space, left, pgup, ctrl-r, alt-x, F5"))
        }
        if Self.fixed.contains(key) {
            // What the table says of it may stand in the file.
            if words.count == 2, KeyMap.standard.row(for: key, in: .main)?.command.rawValue == words[1].text { return }
            return faults.append(fault(first, "'\(first.text)' means the same everywhere and can't be given away", ""))
        }
        guard words.count > 1 else {
            let end = (text: " ", column: first.column + first.text.count)
            return faults.append(fault(end, "expected a command behind the key", "as in: \(first.text) step"))
        }
        let command = Command(rawValue: words[1].text)
        guard command != nil || words[1].text == "none" else {
            return faults.append(
                fault(words[1], "there is no command '\(words[1].text)'", Self.hint(for: words[1].text)))
        }
        if command == nil, words.count > 2 {
            return faults.append(fault(words[2], "nothing stands behind 'none'", ""))
        }
        let binding = KeyMap.Binding(key: key, command: command, arguments: words.dropFirst(2).map(\.text))
        if let other = places.first(where: { Self.conflict($0.binding, binding) }) {
            return faults.append(
                fault(
                    first,
                    "'\(first.text)' is given to '\(other.binding.command?.rawValue ?? "none")' in line \(other.line)",
                    "a key has one meaning at a place: leave out one of the lines"))
        }
        places.append((binding, number))
        bindings.append(binding)
    }

    /// The same key twice where both count, but for a line that says the same again.
    private static func conflict(_ one: KeyMap.Binding, _ other: KeyMap.Binding) -> Bool {
        guard one.key == other.key, one != other else { return false }
        guard let first = one.command, let second = other.command, first != second else { return true }
        let contexts = KeyTable.rows.filter { $0.command == second }.map(\.contexts)
        return KeyTable.rows.contains { row in
            row.command == first && contexts.contains { KeyMap.overlap(row.contexts, $0) }
        }
    }

    /// The command that is spelt most alike.
    private static func hint(for word: String) -> String {
        let near = NearestWord.nearest(to: word, among: Command.allCases.map(\.rawValue))
        return near.map { "did you mean '\($0)'?" } ?? "heddle keys lists the commands"
    }
}
