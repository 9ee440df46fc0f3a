/// The answer to a question, as the explorer has it.
package enum GoalAnswer: Hashable, Sendable {
    case number(Int)
    /// Values, or names of what fails; sorted; empty: none.
    case names([String])
    case truth(Bool)
    /// One run in so many.
    case oneIn(Int)
}

/// What came of a guess.
package enum GuessVerdict: Hashable, Sendable {
    case right
    case tooSmall
    case tooLarge
    case wrong
    /// So many are not named yet, and nothing wrong is.
    case incomplete(Int)
    /// What is named and isn't among them.
    case surplus(String)
    /// What is wanted instead, as a noun phrase.
    case unreadable(String)
}

extension GoalAnswer {
    /// Judges what somebody wrote. `factor`: how far from the number a guess may be.
    package func judge(_ guess: String, factor: Int = 1) -> GuessVerdict {
        switch self {
        case .number(let number): return Self.judge(Self.number(guess), against: number, factor, "a number")
        case .oneIn(let number):
            return Self.judge(Self.share(guess), against: number, factor, "a number: one run in how many")
        case .truth(let truth):
            guard let said = Self.truth(guess) else { return .unreadable("yes or no") }
            return said == truth ? .right : .wrong
        case .names(let names):
            let said = Self.names(guess)
            if guess.allSatisfy(\.isWhitespace) { return .unreadable("names or values, or the word none") }
            if said == ["both"] { return names.count == 2 ? .right : .wrong }
            if let surplus = said.first(where: { !names.map(Self.folded).contains($0) }) { return .surplus(surplus) }
            let missing = names.count { !said.contains(Self.folded($0)) }
            return missing == 0 ? .right : .incomplete(missing)
        }
    }

    private static func judge(_ said: Int?, against number: Int, _ factor: Int, _ wanted: String) -> GuessVerdict {
        guard let said else { return .unreadable(wanted) }
        let low = (number + factor - 1) / factor
        let (high, overflow) = number.multipliedReportingOverflow(by: factor)
        if said < low { return .tooSmall }
        if !overflow, said > high { return .tooLarge }
        return .right
    }

    private static let words = [
        "zero": 0, "none": 0, "no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
        "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    ]

    /// `4`, `1,207`, `four`.
    private static func number(_ text: String) -> Int? {
        let plain = text.lowercased().filter { !$0.isWhitespace && $0 != "," && $0 != "_" }
        if let known = words[plain] { return known }
        return plain.allSatisfy { $0.isASCII && $0.isNumber } ? Int(plain) : nil
    }

    /// `128`, `1/128`, `1 in 128`, `one in 128`, `0.8 %`.
    private static func share(_ text: String) -> Int? {
        let lower = text.lowercased()
        if let percent = lower.firstIndex(of: "%") {
            let digits = lower[..<percent].filter { !$0.isWhitespace }
            guard let value = Double(digits), value > 0, value <= 100 else { return nil }
            return Int((100 / value).rounded())
        }
        for separator in ["/", " in "] {
            if let range = lower.firstRange(of: separator) {
                guard let above = number(String(lower[..<range.lowerBound])), above > 0,
                    let below = number(String(lower[range.upperBound...])), below >= above
                else { return nil }
                return Int((Double(below) / Double(above)).rounded())
            }
        }
        return number(text)
    }

    private static func truth(_ text: String) -> Bool? {
        switch folded(text) {
        case "yes", "y", "true", "possible", "it is", "it can": return true
        case "no", "n", "false", "impossible", "it isn't", "it can't", "never": return false
        default: return nil
        }
    }

    /// `1, 2`, `1 2`, `1 and 2`, `none`.
    private static func names(_ text: String) -> Set<String> {
        // A list in brackets is one value: its blanks don't part it.
        var parts: [String] = [""]
        var depth = 0
        for character in text {
            if character == "[" || character == "{" { depth += 1 }
            if character == "]" || character == "}" { depth -= 1 }
            if depth <= 0, character == "," || character == ";" || character.isWhitespace {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        let said = parts.map(folded).filter { !$0.isEmpty && $0 != "and" }
        return said == ["none"] || said == ["nothing"] ? [] : Set(said)
    }

    private static func folded(_ text: String) -> String {
        text.trimmingBlanks.lowercased().filter { $0 != " " || !text.contains("[") }
    }
}
