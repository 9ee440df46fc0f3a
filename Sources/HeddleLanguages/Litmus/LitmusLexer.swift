internal import HeddleProgram

/// A litmus test's bytes to tokens.
///
/// herd7's own parts (the initial state, the condition) and the threads' C differ in their signs and comments: `(*`
/// begins a comment in the former and is `(` and `*` in the latter. A thread's part is from its `P0 (` to the `}` that
/// closes it. The lines before the initial state have a form of their own and are read here.
struct LitmusLexer {
    /// What stands before the initial state.
    struct Header {
        var name: LitmusName?
        var description = ""
    }

    private let source: SourceText
    private let bytes: [UInt8]
    private var place = 0
    /// Open braces.
    private var depth = 0
    private var isInThread = false
    private var defines: [String: LitmusToken]
    private(set) var header = Header()
    private(set) var tokens: [LitmusToken] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Defined names that were met.
    private(set) var usedDefines: Set<String> = []

    private static let threadSymbols = Self.bySize([
        "<<=", ">>=", "...", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "++", "--", "->", "+=", "-=", "*=", "/=",
        "%=", "&=", "|=", "^=", "{", "}", "(", ")", "[", "]", ";", ",", "=", "<", ">", "&", "|", "^", "~", "!", "+",
        "-", "*", "/", "%", "?", ":", ".", "#",
    ])
    private static let stateSymbols = Self.bySize([
        "/\\", "\\/", "==", "!=", "<>", "=>", "{", "}", "[", "]", "(", ")", ";", ":", ",", "=", "~", "&", "*", "+", "-",
    ])

    private static func bySize(_ symbols: [String]) -> [[UInt8]] { symbols.map { Array($0.utf8) } }

    /// `defines`: names that stand for another word or for a number.
    init(_ source: SourceText, defines: [String: LitmusToken] = [:]) {
        self.source = source
        self.defines = defines
        bytes = source.bytes
    }

    /// A whole test.
    mutating func run() {
        readHeader()
        while readToken() {}
        tokens.append(LitmusToken(kind: .end, text: "", span: span(from: bytes.count)))
    }

    /// Tokens of a condition alone.
    mutating func runCondition() {
        while readToken() {}
        tokens.append(LitmusToken(kind: .end, text: "", span: span(from: bytes.count)))
    }

    // MARK: - Looking

    private func byte(_ ahead: Int = 0) -> UInt8 { place + ahead < bytes.count ? bytes[place + ahead] : 0 }
    private func span(from start: Int) -> SourceSpan { SourceSpan(start: start, end: place) }
    private func text(from start: Int) -> String { String(decoding: bytes[start..<place], as: UTF8.self) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private func starts(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return place + wanted.count <= bytes.count && bytes[place..<place + wanted.count].elementsEqual(wanted)
    }

    private mutating func report(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        guard diagnostics.count < LitmusParser.diagnosticLimit else { return }
        diagnostics.append(Diagnostic(id, at: span, message, hint: hint))
    }

    // MARK: - Blanks

    private mutating func skipBlanks() {
        while place < bytes.count {
            if [0x20, 0x09, 0x0A, 0x0D].contains(byte()) {
                place += 1
            } else if starts("//") {
                while place < bytes.count, byte() != 0x0A { place += 1 }
            } else if starts("/*") {
                skipComment("/*", "*/", nests: false)
            } else if !isInThread, starts("(*") {
                skipComment("(*", "*)", nests: true)
            } else {
                return
            }
        }
    }

    private mutating func skipComment(_ opening: String, _ closing: String, nests: Bool) {
        let start = place
        place += 2
        var open = 1
        while place < bytes.count {
            if starts(closing) {
                place += 2
                open -= 1
                if open == 0 { return }
            } else if nests, starts(opening) {
                place += 2
                open += 1
            } else {
                place += 1
            }
        }
        report(
            "L104", SourceSpan(start: start, end: start + 2), "this comment never ends",
            hint: "close it with '\(closing)'")
    }

    // MARK: - The header

    /// `C NAME`, a description in quotes, lines `Word=…` that say where the test comes from.
    private mutating func readHeader() {
        skipBlanks()
        let start = place
        while Self.isLetter(byte()) || Self.isDigit(byte()) { place += 1 }
        let language = text(from: start)
        guard language == "C" else {
            report(
                "L101",
                language.isEmpty ? SourceSpan(start: start, end: min(start + 1, bytes.count)) : span(from: start),
                language.isEmpty
                    ? "expected 'C' and the test's name" : "expected a test in C, found one for '\(language)'",
                hint: "the first line is: C NAME")
            place = bytes.count
            return
        }
        while byte() == 0x20 || byte() == 0x09 { place += 1 }
        let first = place
        while place < bytes.count, byte() > 0x20, byte() != UInt8(ascii: "{"), byte() != UInt8(ascii: "\"") {
            place += 1
        }
        if place == first {
            report("L101", SourceSpan(start: start, end: first), "expected the test's name behind 'C'")
        } else {
            header.name = LitmusName(text: text(from: first), span: span(from: first))
        }
        readHeaderLines()
    }

    private mutating func readHeaderLines() {
        while true {
            skipBlanks()
            let start = place
            if place >= bytes.count || byte() == UInt8(ascii: "{") { return }
            if byte() == UInt8(ascii: "\"") {
                place += 1
                while place < bytes.count, byte() != UInt8(ascii: "\"") { place += 1 }
                guard place < bytes.count else {
                    place = start + 1
                    report("L104", span(from: start), "this description never ends", hint: "close it with '\"'")
                    place = bytes.count
                    return
                }
                header.description = text(from: start + 1)
                place += 1
                continue
            }
            while Self.isLetter(byte()) || Self.isDigit(byte()) { place += 1 }
            if place > start, byte() == UInt8(ascii: "=") {
                while place < bytes.count, byte() != 0x0A { place += 1 }
                continue
            }
            if place == start { place = characterEnd(start) }
            report("L101", span(from: start), "expected '{' and the initial state, found '\(text(from: start))'")
            skipToInitialState()
            return
        }
    }

    private mutating func skipToInitialState() {
        while place < bytes.count, byte() != UInt8(ascii: "{") { place += 1 }
    }

    // MARK: - Tokens

    /// False at the end.
    private mutating func readToken() -> Bool {
        skipBlanks()
        guard place < bytes.count else { return false }
        let start = place
        if Self.isLetter(byte()) {
            while Self.isLetter(byte()) || Self.isDigit(byte()) { place += 1 }
            word(start)
        } else if Self.isDigit(byte()) {
            while Self.isLetter(byte()) || Self.isDigit(byte()) { place += 1 }
            number(start)
        } else if let symbol = (isInThread ? Self.threadSymbols : Self.stateSymbols).first(where: {
            place + $0.count <= bytes.count && bytes[place..<place + $0.count].elementsEqual($0)
        }) {
            place += symbol.count
            self.symbol(start)
        } else {
            place = characterEnd(start)
            report("L102", span(from: start), "'\(text(from: start))' means nothing here")
        }
        return true
    }

    /// The end of the character that begins at `start`.
    private func characterEnd(_ start: Int) -> Int {
        var end = start + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    private mutating func word(_ start: Int) {
        var token = LitmusToken(kind: .name, text: text(from: start), span: span(from: start))
        if depth == 0, !isInThread, token.threadNumber != nil {
            // A thread, unless it is a register's: P0:r.
            let end = place
            skipBlanks()
            if byte() == UInt8(ascii: "(") { isInThread = true }
            place = end
        }
        if let define = defines[token.text] {
            usedDefines.insert(token.text)
            (token.kind, token.text, token.value) = (define.kind, define.text, define.value)
        }
        tokens.append(token)
    }

    private mutating func number(_ start: Int) {
        let text = text(from: start)
        let span = span(from: start)
        guard let value = Self.value(text) else {
            let isTooLarge = text.utf8.allSatisfy(Self.isDigit) && (text.first != "0" || text.utf8.count == 1)
            report(
                "L103", span,
                isTooLarge ? "'\(text)' is larger than a 64-bit integer" : "expected a number, found '\(text)'",
                hint: isTooLarge ? nil : "write it in decimal, or as 0x and hexadecimal digits")
            tokens.append(LitmusToken(kind: .number, text: text, span: span))
            return
        }
        tokens.append(LitmusToken(kind: .number, text: text, span: span, value: value))
    }

    /// Decimal or hexadecimal digits as a number. A leading zero is octal in C and decimal in herd7: nil.
    static func value(_ text: String) -> Int? {
        if text.hasPrefix("0x") || text.hasPrefix("0X") {
            let digits = text.dropFirst(2)
            return digits.first == "+" || digits.first == "-" ? nil : Int(digits, radix: 16)
        }
        guard text.utf8.allSatisfy(isDigit), text == "0" || text.first != "0" else { return nil }
        return Int(text)
    }

    private mutating func symbol(_ start: Int) {
        let token = LitmusToken(kind: .symbol, text: text(from: start), span: span(from: start))
        if token.text == "{" { depth += 1 }
        if token.text == "}" {
            depth = max(0, depth - 1)
            if depth == 0 { isInThread = false }
        }
        tokens.append(token)
    }
}
