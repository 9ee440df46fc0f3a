internal import HeddleProgram

/// Cuts a model's text into tokens, and marks where the end of a line ends a statement.
///
/// Every byte is looked at once; whatever the text holds, the result ends with a token of kind `end`.
struct Lexer {
    private let source: SourceText
    private let bytes: [UInt8]
    private var index = 0
    private(set) var tokens: [Token] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// A comment swallowed the rest of the file: what is missing at its end was already explained.
    private(set) var lostTheEnd = false
    private var startsLine = true
    private var indentation = 0
    private var followsForeign = false
    private var documentation: [String] = []
    /// The line after the last `///` line: only a declaration right there is described by it.
    private var documentedLine = 0

    init(_ source: SourceText) {
        self.source = source
        self.bytes = source.bytes
    }

    mutating func run() {
        while skipBlanksAndComments() { readToken() }
        let last = tokens.last?.span.end ?? 0
        append(.end, "", from: last, to: last)
    }

    // MARK: Blanks and comments

    /// Goes to the next token; false at the end of the file.
    private mutating func skipBlanksAndComments() -> Bool {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\n"):
                startsLine = true
                index += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                index += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                skipLineComment()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                skipBlockComment()
            default:
                return true
            }
        }
        return false
    }

    private mutating func skipLineComment() {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        guard startsLine, bytes[start..<index].starts(with: [0x2F, 0x2F, 0x2F]) else { return }
        let line = source.line(of: start)
        if line != documentedLine { documentation = [] }
        var text = bytes[(start + 3)..<index]
        if text.first == 0x20 { text = text.dropFirst() }
        while let last = text.last, last == 0x20 || last == 0x0D || last == 0x09 { text = text.dropLast() }
        documentation.append(String(decoding: text, as: UTF8.self))
        documentedLine = line + 1
    }

    private mutating func skipBlockComment() {
        let start = index
        index += 2
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
                index += 2
                return
            }
            if bytes[index] == UInt8(ascii: "\n") { startsLine = true }
            index += 1
        }
        index = bytes.count
        lostTheEnd = true
        report("H104", start, start + 2, "this comment is never closed", hint: "end it with '*/'")
    }

    // MARK: Tokens

    private mutating func readToken() {
        let byte = bytes[index]
        if Lexer.startsName(byte) {
            readName()
        } else if Lexer.isDigit(byte) {
            readInteger()
        } else if byte == UInt8(ascii: "\"") {
            readString()
        } else if let symbol = matchSymbol() {
            append(.symbol, symbol, from: index, to: index + symbol.utf8.count)
            index += symbol.utf8.count
        } else {
            skipForeign()
        }
    }

    private mutating func readName() {
        let start = index
        while index < bytes.count, Lexer.startsName(bytes[index]) || Lexer.isDigit(bytes[index]) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        append(ReservedWords.all.contains(text) ? .word : .name, text, from: start, to: index)
    }

    private mutating func readInteger() {
        let start = index
        var radix = 10
        if bytes[index] == UInt8(ascii: "0"), let mark = peek(1), let digit = peek(2) {
            if mark == UInt8(ascii: "x"), Lexer.digit(digit) < 16 { radix = 16 }
            if mark == UInt8(ascii: "b"), Lexer.digit(digit) < 2 { radix = 2 }
            if radix != 10 { index += 2 }
        }
        var value = 0
        var fits = true
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "_") {
                index += 1
                continue
            }
            let digit = Lexer.digit(bytes[index])
            guard digit < radix else { break }
            let (product, tooFar) = value.multipliedReportingOverflow(by: radix)
            let (sum, tooMuch) = product.addingReportingOverflow(digit)
            if tooFar || tooMuch { fits = false }
            value = fits ? sum : 0
            index += 1
        }
        let text = Lexer.shortened(String(decoding: bytes[start..<index], as: UTF8.self))
        if !fits { report("H109", start, index, "\(text) does not fit 64 bits") }
        append(.integer, text, from: start, to: index, value: value)
    }

    private mutating func readString() {
        let start = index
        index += 1
        var content: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                append(.string, String(decoding: content, as: UTF8.self), from: start, to: index)
                return
            }
            if byte == UInt8(ascii: "\\") {
                readEscape(into: &content)
            } else if byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") {
                content.append(UInt8(ascii: " "))
                index += 1
            } else if byte < 0x20 || byte == 0x7F {
                report("H102", index, index + 1, "\(Lexer.shown(Unicode.Scalar(byte))) cannot stand here")
                index += 1
            } else {
                content.append(byte)
                index += 1
            }
        }
        var end = index
        while end > start + 1, bytes[end - 1] == 0x0D || bytes[end - 1] == 0x20 { end -= 1 }
        report("H103", start, end, "this string does not end on its line", hint: "close it with '\"'")
        append(.string, String(decoding: content, as: UTF8.self), from: start, to: end)
        followsForeign = true
    }

    private mutating func readEscape(into content: inout [UInt8]) {
        let start = index
        index += 1
        switch peek(0) {
        case UInt8(ascii: "\""): content.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): content.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "n"): content.append(UInt8(ascii: "\n"))
        default:
            report(
                "H121", start, start + 1, "expected an escape of the language after '\\'",
                hint: "there are '\\\"', '\\\\' and '\\n'")
            return
        }
        index += 1
    }

    /// Reports a run of characters that have no place in a model, once, and passes over them.
    private mutating func skipForeign() {
        let start = index
        followsForeign = true
        let text = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
        let scalar = text.unicodeScalars.first ?? "\u{FFFD}"
        repeat {
            index += 1
        } while index < bytes.count && Lexer.isForeign(bytes[index])
        var end = start + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        let hint = Lexer.substitutes[scalar].map { "write '\($0)'" }
        let rule = scalar.isASCII ? nil : "only comments and strings may hold other than ASCII"
        report("H102", start, end, "\(Lexer.shown(scalar)) cannot stand here", hint: hint ?? rule)
        // A name with a foreign letter in it stays one name: what follows would only repeat the complaint.
        guard !scalar.isASCII, scalar.properties.isAlphabetic else { return }
        let nameStart = adjoiningName(before: start)
        while index < bytes.count, Lexer.startsName(bytes[index]) || Lexer.isDigit(bytes[index]) || bytes[index] >= 0x80
        {
            index += 1
        }
        if let nameStart {
            tokens[nameStart].text = String(decoding: bytes[tokens[nameStart].span.start..<index], as: UTF8.self)
            tokens[nameStart].span.end = index
            tokens[nameStart].kind = .name
        } else {
            append(.name, String(decoding: bytes[start..<index], as: UTF8.self), from: start, to: index)
        }
    }

    private func adjoiningName(before offset: Int) -> Int? {
        guard let last = tokens.last, last.span.end == offset, last.kind == .name || last.kind == .word else {
            return nil
        }
        return tokens.count - 1
    }

    // MARK: Pieces

    private mutating func append(_ kind: Token.Kind, _ text: String, from start: Int, to end: Int, value: Int = 0) {
        var token = Token(kind: kind, text: text, span: SourceSpan(start: start, end: end), value: value)
        if startsLine, kind != .end { indentation = start - source.lineStarts[source.line(of: start) - 1] }
        token.startsLine = startsLine
        token.indentation = indentation
        token.followsForeign = followsForeign
        followsForeign = false
        if startsLine, let previous = tokens.last, kind != .end {
            token.followsLineEnd = Lexer.mayEndStatement(previous) && !Lexer.continuesStatement(token)
        }
        if startsLine, !documentation.isEmpty {
            if source.line(of: start) == documentedLine {
                token.documentation = documentation.joined(separator: "\n")
            }
            documentation = []
        }
        startsLine = false
        tokens.append(token)
    }

    private mutating func report(_ id: String, _ start: Int, _ end: Int, _ message: String, hint: String? = nil) {
        guard diagnostics.count < Parser.diagnosticLimit else { return }
        diagnostics.append(Diagnostic(id, at: SourceSpan(start: start, end: end), message, hint: hint))
    }

    private func peek(_ distance: Int) -> UInt8? {
        index + distance < bytes.count ? bytes[index + distance] : nil
    }

    private func matchSymbol() -> String? {
        for symbol in Lexer.symbols[Int(bytes[index])] {
            let end = index + symbol.utf8.count
            if end <= bytes.count, bytes[index..<end].elementsEqual(symbol.utf8) { return symbol }
        }
        return nil
    }
}

extension Lexer {
    /// Symbols by their first byte, longest first.
    private static let symbols: [[String]] = {
        var table = [[String]](repeating: [], count: 256)
        let all = [
            "...", "..<", "<<=", ">>=", "..", "&&", "||", "??", "==", "!=", "<=", ">=", "<<", ">>", "+=", "-=", "*=",
            "/=", "%=", "&=", "|=", "^=", "->", "++", "--", "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "?", "!",
            "=", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "~",
        ]
        for symbol in all {
            for first in symbol.utf8.prefix(1) { table[Int(first)].append(symbol) }
        }
        return table
    }()

    /// What people paste, and what the language writes instead.
    private static let substitutes: [Unicode.Scalar: String] = [
        "\u{201C}": "\"", "\u{201D}": "\"", "\u{2264}": "<=", "\u{2265}": ">=", "\u{2260}": "!=", "\u{2227}": "&&",
        "\u{2228}": "||", "\u{AC}": "!", "\u{2212}": "-", "\u{2013}": "-", "\u{2192}": "->", "\u{21D2}": "implies",
        "\u{2026}": "...",
    ]

    static func startsName(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_")
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func digit(_ byte: UInt8) -> Int {
        if isDigit(byte) { return Int(byte) - 0x30 }
        let lower = byte | 0x20
        return lower >= 0x61 && lower <= 0x66 ? Int(lower) - 0x61 + 10 : 99
    }

    private static func isForeign(_ byte: UInt8) -> Bool {
        if byte >= 0x80 || byte == 0x7F { return true }
        if byte <= 0x20 { return byte != 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D }
        return !startsName(byte) && !isDigit(byte) && byte != UInt8(ascii: "\"") && symbols[Int(byte)].isEmpty
    }

    static func mayEndStatement(_ token: Token) -> Bool {
        switch token.kind {
        case .name, .integer, .string: return true
        case .word: return ReservedWords.mayEndStatement.contains(token.text)
        case .symbol: return [")", "]", "}", "!", "?", "++", "--"].contains(token.text)
        case .end: return false
        }
    }

    static func continuesStatement(_ token: Token) -> Bool {
        if token.kind == .string { return true }
        return (token.kind == .symbol || token.kind == .word) && ReservedWords.continuesStatement.contains(token.text)
    }

    /// A character in quotes, or its number where it would not show.
    static func shown(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        default:
            return "'\(scalar)'"
        }
    }

    /// A token's text for a message, cut where nobody would read on.
    static func shortened(_ text: String) -> String {
        text.utf8.count <= 40 ? text : String(text.prefix(39)) + "…"
    }
}
