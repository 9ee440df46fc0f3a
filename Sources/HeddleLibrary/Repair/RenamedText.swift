/// Two texts of statements held against each other, word by word.
enum RenamedText {
    /// Names and numbers whole, every other character by itself, blanks left out.
    static func words(_ text: String) -> [Substring] {
        var result: [Substring] = []
        var start: String.Index?
        for index in text.indices {
            let character = text[index]
            let isPartOfName = character.isLetter || character.isNumber || character == "_"
            if isPartOfName {
                if start == nil { start = index }
                continue
            }
            if let begun = start { result.append(text[begun..<index]) }
            start = nil
            if !character.isWhitespace { result.append(text[index...index]) }
        }
        if let begun = start { result.append(text[begun...]) }
        return result
    }

    /// Whether the texts differ only in names: each old one is gone from the model, each new one is in it, and one always
    /// stands for the same other.
    static func isRenamed(_ old: String, _ new: String, names: Set<String>) -> Bool {
        let (before, after) = (words(old), words(new))
        guard before.count == after.count, old != new else { return false }
        var forward: [Substring: Substring] = [:]
        var back: [Substring: Substring] = [:]
        for (first, second) in zip(before, after) {
            if first != second, names.contains(String(first)) || !names.contains(String(second)) { return false }
            guard forward[first, default: second] == second, back[second, default: first] == first else { return false }
            forward[first] = second
            back[second] = first
        }
        return true
    }

    /// Whether the words of a part stand in a text, in a row.
    static func contains(_ text: String, _ part: String) -> Bool {
        let (all, wanted) = (words(text), words(part))
        guard !wanted.isEmpty, all.count >= wanted.count else { return wanted.isEmpty }
        return (0...all.count - wanted.count).contains { all[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }

    /// The share of words that both have in the same order, from 0 to 1.
    static func likeness(_ old: String, _ new: String) -> Double {
        let (before, after) = (words(old), words(new))
        guard !before.isEmpty, !after.isEmpty, before.count * after.count <= 1 << 16 else { return old == new ? 1 : 0 }
        var row = Array(repeating: 0, count: after.count + 1)
        for first in before {
            var diagonal = 0
            for (index, second) in after.enumerated() {
                let above = row[index + 1]
                row[index + 1] = first == second ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return Double(2 * row[after.count]) / Double(before.count + after.count)
    }

    /// A text with whole words replaced, dots being parts of them: names of threads in a choice's words.
    static func replacing(_ words: [String: String], in text: String) -> String {
        guard !words.isEmpty else { return text }
        var result = ""
        var word = ""
        func flush() {
            result += words[word] ?? word
            word = ""
        }
        for character in text {
            if character.isLetter || character.isNumber || character == "_" || character == "." {
                word.append(character)
            } else {
                flush()
                result.append(character)
            }
        }
        flush()
        return result
    }
}
