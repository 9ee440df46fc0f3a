internal import HeddleProgram

/// Reads a litmus test's tokens into its tree, by recursive descent.
///
/// Errors: what can't be read throws up to the next statement, item or part, where reading goes on. Names are looked up
/// later, by the checks. Statements and expressions nest at most `nestingLimit` deep.
struct LitmusParser {
    static let nestingLimit = 200
    /// Most operators in one statement.
    static let operatorLimit = 400
    static let diagnosticLimit = 100

    /// Thrown where reading cannot go on; the diagnostic is made already.
    struct Abandon: Error {}

    let source: SourceText
    private let tokens: [LitmusToken]
    private var index = 0
    private var depth = 0
    private var hasReportedNesting = false
    /// Operators of the statement so far.
    var operators = 0
    var test: LitmusTest
    var diagnostics: [Diagnostic] = []
    /// What stands behind the last token, in words.
    var endWords = "the end of the file"

    init(_ source: SourceText, tokens: [LitmusToken], header: LitmusLexer.Header = LitmusLexer.Header()) {
        self.source = source
        self.tokens = tokens
        test = LitmusTest(source: source)
        if let name = header.name { test.name = name }
        test.description = header.description
    }

    // MARK: - Looking

    var token: LitmusToken { tokens[index] }
    var isAtEnd: Bool { token.kind == .end }

    func peek(_ distance: Int = 1) -> LitmusToken { tokens[min(index + distance, tokens.count - 1)] }
    func isAt(_ symbol: String) -> Bool { token.isSymbol(symbol) }

    // MARK: - Taking

    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    /// Takes the sign if it stands here.
    mutating func take(_ symbol: String) -> Bool {
        guard isAt(symbol) else { return false }
        advance()
        return true
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard token.isWord(word) else { return false }
        advance()
        return true
    }

    mutating func need(_ symbol: String) throws(Abandon) {
        if !take(symbol) { throw expected("'\(symbol)'") }
    }

    mutating func needName(_ what: String) throws(Abandon) -> LitmusName {
        guard token.kind == .name else { throw expected(what) }
        let name = LitmusName(text: token.text, span: token.span)
        advance()
        return name
    }

    /// From `start` to the token that was taken last.
    func span(from start: SourceSpan) -> SourceSpan {
        index > 0 ? SourceSpan(start: start.start, end: max(start.end, tokens[index - 1].span.end)) : start
    }

    // MARK: - Errors

    mutating func report(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        guard diagnostics.count < Self.diagnosticLimit else { return }
        diagnostics.append(Diagnostic(id, at: span, message, hint: hint))
    }

    /// What stands here, in words.
    var found: String {
        switch token.kind {
        case .end: return endWords
        case .string: return "a text in quotes"
        default: return "'\(token.text)'"
        }
    }

    mutating func expected(_ what: String, hint: String? = nil) -> Abandon {
        report("L101", token.span, "expected \(what), found \(found)", hint: hint)
        return Abandon()
    }

    /// Something of herd7 or of C that isn't supported; `what` ends in `is`.
    mutating func refuse(_ what: String, _ span: SourceSpan, hint: String? = nil) -> Abandon {
        report("L110", span, "\(what) not supported", hint: hint)
        return Abandon()
    }

    mutating func deeper() throws(Abandon) {
        depth += 1
        guard depth > Self.nestingLimit else { return }
        if !hasReportedNesting {
            report("L105", token.span, "this is nested more than \(Self.nestingLimit) deep")
            hasReportedNesting = true
        }
        throw Abandon()
    }

    mutating func countOperator() throws(Abandon) {
        operators += 1
        guard operators > Self.operatorLimit else { return }
        report("L105", token.span, "this statement has more than \(Self.operatorLimit) operators")
        throw Abandon()
    }

    mutating func shallower() { depth -= 1 }
    var nesting: Int {
        get { depth }
        set { depth = newValue }
    }

    /// Skips to one of the signs outside of parentheses and leaves it there, or behind a whole `{ … }`; or to the end.
    mutating func skip(to symbols: Set<String>) {
        var (braces, parentheses) = (0, 0)
        while !isAtEnd {
            if token.kind == .symbol {
                if braces + parentheses == 0, symbols.contains(token.text) { return }
                switch token.text {
                case "{": braces += 1
                case "(": parentheses += 1
                case ")": parentheses = max(0, parentheses - 1)
                case "}":
                    // Parentheses don't reach beyond a block.
                    parentheses = 0
                    braces -= 1
                    if braces < 0 { return }
                    if braces == 0 {
                        advance()
                        return
                    }
                default: break
                }
            }
            advance()
        }
    }
}
