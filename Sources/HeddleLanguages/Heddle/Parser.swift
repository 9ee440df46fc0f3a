package import HeddleProgram

/// Reads the text of a model into its syntax tree, by recursive descent (language.md sections 2 and 3).
///
/// Errors: each is reported once, then the parser is *panicking*: it stays silent until the next statement or
/// declaration. Where the mistake is understood (H110, H112, H113, H117 …) it goes on at once.
/// Whatever the text holds, the tree is at most `nestingLimit` deep and every loop consumes a token.
package struct Parser {
    /// Deepest nesting of blocks, of types, and of the expressions in one statement.
    package static let nestingLimit = 200
    /// How far a broken header is searched for its `{`. Unit: tokens.
    private static let headerLimit = 200
    /// Diagnostics of one file; later ones are dropped.
    package static let diagnosticLimit = 100

    let source: SourceText
    let tokens: [Token]
    /// How many `{` more than `}` there still are: only while some are missing is the indentation asked.
    var missingBraces: Int
    /// How many `}` more than `{` there still are: only while some are left over is a missing `{` filled in.
    var spareBraces: Int
    let lostTheEnd: Bool
    var index = 0
    /// Open `(` and `[` since the last block began: inside them a line end means nothing.
    var openBrackets = 0
    /// Index of the token whose line end has been consumed.
    var consumedLineEnd = -1
    /// Index of the token before which a block was found to end without its `}`.
    var openEnd = -1
    var depth = 0
    var isPanicking = false
    var hasReportedNesting = false
    /// Reserved words that this file (wrongly) declares as names: their uses are not complained about again.
    var misnamed: Set<String> = []
    /// In the bounds of a range type a `[` begins an array type, not an index.
    var inTypeBounds = false
    var allowsLeadsTo = false
    /// Declarations that stood within a block.
    var misplaced: [SyntaxDeclaration] = []
    var diagnostics: [Diagnostic] = []
    /// What stands behind the last token, in words.
    private let endWords: String

    package static func parse(_ source: SourceText) -> (model: SyntaxModel, diagnostics: [Diagnostic]) {
        var lexer = Lexer(source)
        lexer.run()
        var parser = Parser(source, lexer)
        let model = parser.parseModel()
        var all = lexer.diagnostics + parser.diagnostics
        all.sort { ($0.span.start, $0.id) < ($1.span.start, $1.id) }
        return (model, Array(all.prefix(diagnosticLimit)))
    }

    private init(_ source: SourceText, _ lexer: Lexer) {
        self.init(source, tokens: lexer.tokens, lostTheEnd: lexer.lostTheEnd)
    }

    init(
        _ source: SourceText, tokens: [Token], lostTheEnd: Bool = false, endWords: String = "the end of the file"
    ) {
        self.source = source
        self.tokens = tokens
        self.lostTheEnd = lostTheEnd
        self.endWords = endWords
        var balance = 0
        for token in tokens where token.kind == .symbol {
            if token.text == "{" { balance += 1 } else if token.text == "}" { balance -= 1 }
        }
        self.missingBraces = max(0, balance)
        self.spareBraces = max(0, -balance)
    }
}

// MARK: Looking

extension Parser {
    var token: Token { tokens[index] }

    var isAtEndOfFile: Bool { tokens[index].kind == .end }

    /// Whether a line end that counts stands before the current token.
    var isAtLineEnd: Bool {
        openBrackets == 0 && consumedLineEnd != index && tokens[index].followsLineEnd
    }

    /// Where a statement or declaration may end.
    var isAtEnd: Bool {
        isAtLineEnd || isAtEndOfFile || openEnd == index || token.isText(";") || token.isText("}")
    }

    /// The byte offset at which the last consumed token ended.
    var previousEnd: Int { index > 0 ? tokens[index - 1].span.end : 0 }

    func at(_ text: String) -> Bool { token.isText(text) && !isAtLineEnd }

    func isName(at offset: Int) -> Bool { peek(offset).kind == .name }

    func peek(_ distance: Int) -> Token { tokens[min(index + distance, tokens.count - 1)] }

    /// Whether the token `distance` ahead is `text`, with no line end that counts in between.
    func follows(_ distance: Int, _ text: String) -> Bool {
        let candidate = peek(distance)
        return candidate.isText(text) && (openBrackets > 0 || !candidate.followsLineEnd)
    }

    func span(from start: Int) -> SourceSpan { SourceSpan(start: start, end: max(start, previousEnd)) }

    /// What stands here, for `expected …, found …`, and where its caret goes.
    var found: (words: String, span: SourceSpan) {
        let gap = SourceSpan(start: previousEnd, end: previousEnd)
        if isAtEndOfFile { return (endWords, gap) }
        if token.startsLine, consumedLineEnd != index, index > 0 { return ("the end of the line", gap) }
        if token.kind == .string { return ("a string", token.span) }
        return ("'\(Lexer.shortened(token.text))'", token.span)
    }

    /// The source of a span for use in a hint; nil where it is too long or holds a line end.
    func quotable(_ span: SourceSpan) -> String? {
        guard span.end > span.start, span.end - span.start <= 60 else { return nil }
        let text = source.text(span)
        return text.utf8.contains(0x0A) ? nil : source.normalizedText(span)
    }
}

// MARK: Consuming and complaining

extension Parser {
    @discardableResult
    mutating func advance() -> Token {
        let current = tokens[index]
        if current.kind != .end { index += 1 }
        return current
    }

    mutating func take(_ text: String) -> Bool {
        guard at(text) else { return false }
        advance()
        return true
    }

    /// Reports an error that the parser understood: it goes on as if the text were right.
    mutating func complain(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        guard !isPanicking, diagnostics.count < Parser.diagnosticLimit else { return }
        if token.followsForeign || (lostTheEnd && isAtEndOfFile) { return }
        diagnostics.append(Diagnostic(id, at: span, message, hint: hint))
    }

    /// Reports an error after which nothing is sure up to the next statement or declaration.
    mutating func fail(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        complain(id, span, message, hint: hint)
        isPanicking = true
    }

    /// H121: `expected …, found …` at the current token.
    mutating func failExpected(_ what: String, hint: String? = nil) {
        let found = found
        fail("H121", found.span, "expected \(what), found \(found.words)", hint: hint)
    }

    @discardableResult
    mutating func expect(_ text: String, _ context: String = "", hint: String? = nil) -> Bool {
        if take(text) { return true }
        failExpected("'\(text)'\(context)", hint: hint)
        return false
    }

    /// A name; a reserved word in its place is H110, anything else H121.
    mutating func expectName(_ what: String = "a name", hint: String? = nil) -> Identifier {
        if token.kind == .name, !isAtLineEnd {
            let token = advance()
            return Identifier(token.text, token.span)
        }
        if token.kind == .word, !token.startsLine || index == 0 {
            let token = advance()
            if !misnamed.contains(token.text) {
                complain(
                    "H110", token.span, "'\(token.text)' is a word of the language and cannot be a name",
                    hint: "try '\(token.text)_'")
            }
            misnamed.insert(token.text)
            // A line may end after a name, though not after this word.
            if self.token.startsLine { openEnd = index }
            return Identifier(token.text, token.span)
        }
        let place = found.span
        failExpected(what, hint: hint)
        return Identifier("", place)
    }

    /// The end of a statement or declaration: a line end, `;`, or nothing before `}`.
    mutating func expectEnd(of what: String) {
        while at("else"), !isPanicking { parseLooseElse() }
        if !isAtEnd, !isPanicking {
            let words = ["and": "&&", "or": "||", "not": "!"]
            failExpected("the end of the \(what)", hint: words[token.text].map { "write '\($0)'" })
        }
        if isPanicking { recover(isDeclaration: what == "declaration") }
        takeEnd()
    }

    mutating func takeEnd() {
        while true {
            if token.startsLine, consumedLineEnd != index {
                consumedLineEnd = index
            } else if token.isText(";") {
                advance()
            } else {
                return
            }
        }
    }

    /// Runs `body` one level deeper, or reports that the limit is reached and gives `fallback`.
    mutating func nested<Result>(_ fallback: Result, _ body: (inout Parser) -> Result) -> Result {
        guard depth < Parser.nestingLimit else {
            failNesting()
            return fallback
        }
        depth += 1
        defer { depth -= 1 }
        return body(&self)
    }

    mutating func failNesting() {
        if !hasReportedNesting {
            complain("H121", token.span, "expected at most \(Parser.nestingLimit) levels of nesting, found more")
        }
        hasReportedNesting = true
        isPanicking = true
    }

    // MARK: Recovery

    /// Goes to the next statement or declaration: to a new line, a `;` or the `}` of this block. Blocks on the way
    /// are read, so that their own errors are reported too.
    mutating func recover(isDeclaration: Bool = false) {
        let start = index
        openBrackets = 0
        while !isAtEndOfFile, !token.isText("}"), !token.isText(";") {
            if token.startsLine, index > start || consumedLineEnd != index { break }
            if token.isText("{") {
                isPanicking = false
                if isDeclaration || peek(1).isText("case") {
                    silently { _ = $0.parseBlock() }
                } else {
                    _ = parseBlock()
                }
                isPanicking = true
            } else {
                advance()
            }
        }
        if token.startsLine { consumedLineEnd = index }
        isPanicking = false
    }

    /// Reads what is not what it should be, for its brackets alone: of its mistakes only a missing `}` is told.
    mutating func silently(_ body: (inout Parser) -> Void) {
        let known = diagnostics.count
        body(&self)
        let told = diagnostics.dropFirst(known).filter { $0.id == "H105" }
        diagnostics.replaceSubrange(min(known, diagnostics.count)..., with: told)
    }

    /// Passes over a `{` and all up to its `}` without looking.
    mutating func skipBraces() {
        var open = 0
        repeat {
            if token.isText("{") { open += 1 }
            if token.isText("}") { open -= 1 }
            advance()
        } while open > 0 && !isAtEndOfFile
    }

    /// Whether a `{` stands later in this header: on its line, and not far away.
    var hasBraceOnLine: Bool {
        for ahead in index..<min(index + Parser.headerLimit, tokens.count) {
            if ahead > index, tokens[ahead].startsLine { return false }
            if tokens[ahead].isText("{") { return true }
            if !isPanicking, tokens[ahead].isText(";") || tokens[ahead].isText("}") { return false }
        }
        return false
    }
}
