import TestSupport

/// A model's text edited at random, so that it stays a model: what a person does to a file between two replays.
struct RandomEdits {
    var random: SeededGenerator
    /// Top-level parts: a line, or the lines of a block.
    private var parts: [[String]]

    init(_ text: String, random: SeededGenerator) {
        self.random = random
        parts = []
        var depth = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if depth == 0 { parts.append([line]) } else { parts[parts.count - 1].append(line) }
            depth += line.filter { $0 == "{" }.count - line.filter { $0 == "}" }.count
        }
    }

    var text: String { parts.map { $0.joined(separator: "\n") }.joined(separator: "\n") }

    /// Comments and blanks: nothing that the machine could see.
    mutating func comment() {
        for part in parts.indices {
            for line in parts[part].indices where Int.random(in: 0..<3, using: &random) == 0 {
                parts[part][line] += "  // \(Int.random(in: 0..<100, using: &random))"
            }
        }
    }

    /// Threads and functions in another order; what they use stays in front of them.
    mutating func reorder() {
        let places = parts.indices.filter { isMovable(parts[$0]) }
        let shuffled = places.shuffled(using: &random)
        let before = parts
        for (place, other) in zip(places, shuffled) { parts[place] = before[other] }
    }

    /// Steps that change nothing, in threads.
    mutating func insert() {
        for part in parts.indices where parts[part][0].hasPrefix("thread ") && parts[part].count > 2 {
            let line = Int.random(in: 1..<parts[part].count, using: &random)
            if Bool.random(using: &random) { parts[part].insert("  skip", at: line) }
        }
    }

    /// One statement of a thread less: a bug may go with it.
    mutating func delete() {
        let threads = parts.indices.filter { parts[$0][0].hasPrefix("thread ") }
        guard let part = threads.randomElement(using: &random) else { return }
        let lines = parts[part].indices.filter {
            parts[part][$0].hasPrefix("  ") && !parts[part][$0].contains("{") && !parts[part][$0].contains("}")
        }
        if let line = lines.randomElement(using: &random) { parts[part].remove(at: line) }
    }

    /// Other names for a shared variable and a thread.
    mutating func rename() {
        let names = ["x": "total", "y": "other", "t1": "worker"]
        for part in parts.indices { parts[part] = parts[part].map { Self.replacing(names, in: $0) } }
    }

    private func isMovable(_ part: [String]) -> Bool {
        part[0].hasPrefix("thread ") || part[0].hasPrefix("func ")
    }

    private static func replacing(_ names: [String: String], in line: String) -> String {
        var result = ""
        var word = ""
        for character in line + "\n" {
            if character.isLetter || character.isNumber {
                word.append(character)
            } else {
                result += names[word] ?? word
                word = ""
                result.append(character)
            }
        }
        return String(result.dropLast())
    }
}
