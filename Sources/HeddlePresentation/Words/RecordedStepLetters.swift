/// A recorded step's words (language.md section 16) as the lanes write it: `read balance → 0` is `R balance → 0`.
///
/// For steps that cannot be run any more and so have no event. What is not known stays as it is.
package enum RecordedStepLetters {
    package static func text(_ action: String) -> String {
        if let rest = action.removing(prefix: "case ") { return text(rest) }
        if let rest = action.removing(prefix: "atomic: ") { return "* " + withoutVerb(rest) }
        for (verb, rewrite) in rules {
            guard let rest = action.removing(prefix: verb), rest.isEmpty || rest.first == " " else { continue }
            return rewrite(String(rest.drop(while: { $0 == " " })))
        }
        if action.hasSuffix(" for no reason") { return "T " + action }
        if action.hasSuffix(" crashes") { return "X " + action.dropLast(" crashes".count) }
        if action.hasSuffix(" restarts") { return "V " + action.dropLast(" restarts".count) }
        return action
    }

    private typealias Rewrite = @Sendable (String) -> String

    /// By verb; a longer verb stands before one that it begins with.
    private static let rules: [(String, Rewrite)] = [
        ("read", { "R " + $0 }), ("load", { "R " + $0 }),
        ("write", { "W " + $0 }), ("store", { "W " + $0 }),
        ("fetchAdd", change), ("fetchSub", change), ("fetchAnd", change), ("fetchOr", change), ("fetchXor", change),
        ("exchange", change), ("compareExchange", change),
        ("fence", { "F " + $0.filter { $0 != "(" && $0 != ")" } }),
        ("flush", { "D " + ($0.removing(suffix: " to memory") ?? $0) }),
        ("tryLock", { "L " + $0 }), ("lock", { "L " + $0 }), ("unlock", { "U " + $0 }),
        ("acquire", { "L " + withoutRemark($0) }), ("release", { "U " + withoutRemark($0) }),
        ("wait on", { "Z " + $0.prefix(while: { $0 != "," }) }),
        ("wake up, lock", { "L " + $0 }), ("notify", notification), ("notifyAll", notification),
        ("send", { "! " + $0.replacing(" ←", with: "") }),
        ("receive", { "? " + $0.replacing(" →", with: "") }), ("next", { "? " + $0.replacing(" →", with: "") }),
        ("hand", handing), ("close", { "O " + $0 }),
        ("await", { "A " + $0 }), ("assert", { "A " + $0 }), ("choose", { "C " + $0.replacing(" =", with: "") }),
        ("timeout", { _ in "T timeout" }), ("spawn", { "+ " + $0 }), ("join", { "J " + $0 }),
        ("new", { "+ " + $0 }), ("free", { "K " + $0 }), ("set", { "E \($0) set" }),
        ("arrive at", { "B " + $0 }), ("leave", { "B " + $0 }), ("run", { "B " + $0 }), ("finish", { "B " + $0 }),
        ("skip", { $0.isEmpty ? "S" : "S " + $0 }), ("yield", { _ in "Y" }),
    ]

    /// `next 1: 4 → 5` is `next 4 → 5`.
    @Sendable
    private static func change(_ rest: String) -> String {
        let parts = rest.split(separator: ": ", maxSplits: 1)
        guard parts.count == 2, let object = parts[0].split(separator: " ").first else { return "M " + rest }
        return "M \(object) \(parts[1])"
    }

    @Sendable
    private static func notification(_ rest: String) -> String {
        let parts = rest.split(separator: ": ", maxSplits: 1)
        guard parts.count == 2 else { return "N " + rest }
        let whom = parts[1] == "nobody waits" ? "none waits" : String(parts[1]).removing(prefix: "wakes ")
        return "N \(parts[0]) → \(whom ?? String(parts[1]))"
    }

    /// `5 to consumer.0 on wire` is `wire 5 → consumer.0`.
    @Sendable
    private static func handing(_ rest: String) -> String {
        let words = rest.split(separator: " ")
        guard words.count == 5 else { return "! " + rest }
        return "! \(words[4]) \(words[0]) → \(words[2])"
    }

    private static func withoutRemark(_ rest: String) -> Substring { rest.prefix(while: { $0 != " " }) }

    private static func withoutVerb(_ action: String) -> String {
        let letters = text(action)
        return letters == action ? action : String(letters.dropFirst(2))
    }
}

extension String {
    fileprivate func removing(prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
    fileprivate func removing(suffix: String) -> String? { hasSuffix(suffix) ? String(dropLast(suffix.count)) : nil }

    fileprivate func replacing(_ text: String, with other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
