internal import HeddleScreen

/// A key file: one key a line by its name, or a command line that begins with `:`.
///
/// Blank lines and lines that begin with `#` and a blank are nothing.
struct KeyScript {
    enum Entry: Equatable {
        case key(Key)
        /// Without its colon.
        case command(String)
    }

    var entries: [Entry] = []

    /// Largest key file. Unit: bytes.
    static let sizeLimit = 10_000_000

    /// Errors: a line that is no key, by its number and with its text.
    init(_ text: String) throws {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let word = Self.trimmed(line)
            if word.isEmpty || word.hasPrefix("# ") { continue }
            if word.hasPrefix(":"), word != ":" {
                entries.append(.command(String(word.dropFirst())))
            } else if let key = Key(name: word) {
                entries.append(.key(key))
            } else {
                throw Failure.badInput(
                    "line \(index + 1) of the key file is no key: '\(word)'; heddle help keys lists them")
            }
        }
    }

    private static func trimmed(_ line: Substring) -> String {
        var line = line
        while let last = line.last, last.isWhitespace { line.removeLast() }
        return String(line.drop(while: \.isWhitespace))
    }

    /// The entry as what a user would type.
    static func events(_ entry: Entry) -> [InputEvent] {
        switch entry {
        case .key(let key): [.key(key)]
        case .command(let line): [.key(.character(":"))] + line.map { .key(.character($0)) } + [.key(.enter)]
        }
    }
}
