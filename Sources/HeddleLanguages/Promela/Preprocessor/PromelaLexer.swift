internal import HeddleProgram

/// One file's bytes to tokens, comments gone, directives still in place.
struct PromelaLexer {
    private let bytes: [UInt8]
    /// Where the file begins in the model's whole text. Unit: bytes.
    private let base: Int
    private var place = 0
    private var startsLine = true
    private var isSpaced = true
    private(set) var tokens: [PromelaToken] = []
    private(set) var diagnostics: [Diagnostic] = []

    static let symbols: [String] = [
        "->", "--", "++", "<<", "<=", ">>", ">=", "==", "!=", "!!", "??", "&&", "||", "::", "..", "##",
    ]
    private static let singles = Set("+-*/%&|^~!<>=?:;,.()[]{}@#$\\".utf8)

    init(_ bytes: [UInt8], base: Int) {
        self.bytes = bytes
        self.base = base
    }

    static func tokens(of bytes: [UInt8], base: Int) -> (tokens: [PromelaToken], diagnostics: [Diagnostic]) {
        var lexer = PromelaLexer(bytes, base: base)
        lexer.run()
        return (lexer.tokens, lexer.diagnostics)
    }

    private func byte(_ ahead: Int = 0) -> UInt8 { place + ahead < bytes.count ? bytes[place + ahead] : 0 }

    private mutating func run() {
        while true {
            skipBlanks()
            guard place < bytes.count else { break }
            let start = place
            let first = bytes[place]
            if Self.isLetter(first) {
                while Self.isLetter(byte()) || Self.isDigit(byte()) { place += 1 }
                add(.name, start)
            } else if Self.isDigit(first) {
                while Self.isLetter(byte()) || Self.isDigit(byte()) { place += 1 }
                add(.number, start)
            } else if first == UInt8(ascii: "\"") {
                string(start)
            } else if first == UInt8(ascii: "'") {
                character(start)
            } else if Self.singles.contains(first) {
                let pair = String(decoding: bytes[place..<min(place + 2, bytes.count)], as: UTF8.self)
                place += Self.symbols.contains(pair) ? 2 : 1
                add(.symbol, start)
            } else {
                unknown(start)
            }
        }
        add(.end, bytes.count)
    }

    private mutating func add(_ kind: PromelaToken.Kind, _ start: Int, value: Int = 0) {
        let text = kind == .string ? start + 1..<max(start + 1, place - 1) : start..<place
        tokens.append(
            PromelaToken(
                kind: kind, text: String(decoding: bytes[text], as: UTF8.self),
                span: SourceSpan(start: base + start, end: base + place), value: value, startsLine: startsLine,
                isSpaced: isSpaced || startsLine))
        startsLine = false
        isSpaced = false
    }

    private mutating func skipBlanks() {
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\n"):
                startsLine = true
                place += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0C, 0x0B:
                isSpaced = true
                place += 1
            case UInt8(ascii: "\\") where byte(1) == UInt8(ascii: "\n"):
                place += 2
            case UInt8(ascii: "\\") where byte(1) == UInt8(ascii: "\r") && byte(2) == UInt8(ascii: "\n"):
                place += 3
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
                skipComment()
            default:
                return
            }
        }
    }

    private mutating func skipComment() {
        let start = place
        isSpaced = true
        place += 2
        while place < bytes.count, !(bytes[place] == UInt8(ascii: "*") && byte(1) == UInt8(ascii: "/")) {
            if bytes[place] == UInt8(ascii: "\n") { startsLine = true }
            place += 1
        }
        if place >= bytes.count {
            complain("P101", start, start + 2, "this comment never ends", hint: "end it with '*/'")
        }
        place = min(bytes.count, place + 2)
    }

    private mutating func string(_ start: Int) {
        place += 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\n") {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        place = min(place, bytes.count)
        if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
            place += 1
            add(.string, start)
        } else {
            complain("P102", start, start + 1, "this string has no '\"' at its end on the same line")
            add(.bad, start)
        }
    }

    private mutating func character(_ start: Int) {
        var value = Int(byte(1))
        var length = 2
        if byte(1) == UInt8(ascii: "\\") {
            length = 3
            switch byte(2) {
            case UInt8(ascii: "n"): value = 10
            case UInt8(ascii: "r"): value = 13
            case UInt8(ascii: "t"): value = 9
            case UInt8(ascii: "f"): value = 12
            default: value = Int(byte(2))
            }
        }
        if byte(length) == UInt8(ascii: "'"), value < 128, value != 0 {
            place += length + 1
            add(.character, start, value: value)
        } else {
            place += 1
            complain("P103", start, start + 1, "expected one character between quotes, as in 'a'")
            add(.bad, start)
        }
    }

    private mutating func unknown(_ start: Int) {
        while place < bytes.count, !Self.isKnown(bytes[place]) { place += 1 }
        place = max(place, start + 1)
        complain("P104", start, place, "this has no meaning in a model: \(Self.shown(bytes[start..<place]))")
        add(.bad, start)
    }

    private mutating func complain(_ id: String, _ start: Int, _ end: Int, _ message: String, hint: String? = nil) {
        let span = SourceSpan(start: base + start, end: base + min(end, bytes.count))
        diagnostics.append(Diagnostic(id, at: span, message, hint: hint))
    }

    private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        "'\(String(decoding: bytes.prefix(24), as: UTF8.self))'"
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_")
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isKnown(_ byte: UInt8) -> Bool {
        byte <= 0x20 || isLetter(byte) || isDigit(byte) || singles.contains(byte) || byte == UInt8(ascii: "\"")
            || byte == UInt8(ascii: "'")
    }
}
