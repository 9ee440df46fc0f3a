internal import HeddlePresentation
internal import HeddleProgram

/// A construct that a native form cannot have. Everything that is refused is reported at once.
struct NativeRefusal: Hashable {
    /// `channel 'wire' is unordered`
    var what: String
    /// From 1; 0 where it has none.
    var line: Int
}

/// Text of models made fit for source code.
enum NativeText {
    /// One line for a comment: visible, no line break, nothing that ends or nests a comment.
    static func comment(_ text: String) -> String {
        var result = VisibleText.of(text)
        for pair in ["*/", "/*", "??"] {
            result = result.split(separator: pair, omittingEmptySubsequences: false).joined(separator: " ")
        }
        while result.hasSuffix("\\") { result.removeLast() }
        return result
    }

    /// A string literal that C, Swift and Rust read alike; only printable ASCII stays as it is, the rest is `?`.
    static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in VisibleText.of(text).unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "→": result += "->"
            case "←": result += "<-"
            case "?": result += "?"
            default: result += scalar.value >= 0x20 && scalar.value < 0x7F ? String(scalar) : "?"
            }
        }
        // Neither language has trigraphs on; two question marks are kept apart all the same.
        return result.split(separator: "??", omittingEmptySubsequences: false).joined(separator: "? ?") + "\""
    }
}

/// Names for source code: unique within one table, no words of the language, nothing that the standard headers define.
struct NativeNames {
    private var taken: Set<String>

    /// Words that C, Swift or Rust keep for themselves, and macros of the headers in use.
    private static let reserved: Set<String> = Set(
        """
        alignas alignof and as asm async auto await bool break case catch char class const constexpr continue crate \
        default defer do double dyn else enum errno extern fallthrough false float fn for func goto guard if impl import \
        in init inline int internal is let linux long loop macro match mod move mut nil none noreturn offsetof operator \
        private protocol pub public ref register repeat restrict return self Self short signed sizeof some static stderr \
        stdin stdout struct subscript super switch throw throws trait true try type typealias typedef typeof union unix \
        unsafe unsigned use var void volatile where while yield box abstract become final override priv virtual gen
        """.split(separator: " ").map(String.init))

    init(taken: Set<String> = []) { self.taken = taken }

    /// A name near to the wanted one that nothing else in the table bears.
    mutating func name(_ wanted: String) -> String {
        var plain = String(
            wanted.unicodeScalars.map { scalar -> Character in
                let isWord =
                    (scalar >= "a" && scalar <= "z") || (scalar >= "A" && scalar <= "Z")
                    || (scalar >= "0" && scalar <= "9")
                return isWord ? Character(scalar) : "_"
            })
        if plain.count > 40 { plain = String(plain.prefix(40)) }
        let isShouted = plain.contains { $0.isLetter } && !plain.contains { $0.isLowercase }
        let first = plain.first ?? "_"
        if first == "_" || first.isNumber { plain = "m" + plain }
        let isKept =
            isShouted || Self.reserved.contains(plain) || plain.hasPrefix("h_") || plain.hasPrefix("atomic_")
            || plain.hasPrefix("sched_") || plain.hasSuffix("_t")
        if isKept { plain += "_" }
        var result = plain
        var number = 2
        while taken.contains(result) {
            result = "\(plain)_\(number)"
            number += 1
        }
        taken.insert(result)
        return result
    }
}
