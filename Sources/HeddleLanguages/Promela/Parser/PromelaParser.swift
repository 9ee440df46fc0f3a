internal import HeddleProgram

/// Reads a model's tokens into its checked tree, by recursive descent, names resolved on the way: in Promela
/// everything but processes and labels is declared before it is used.
///
/// Errors: what is no Promela throws up to the next statement, where reading goes on; what is Promela but wrong (an
/// unknown name, a wrong count) is reported and reading goes on at once. The tree is at most `nestingLimit` deep.
final class PromelaParser {
    /// Deepest nesting of statements and of the expressions in one statement.
    static let nestingLimit = 200
    /// Most inlines that may be called one within another, as in Spin.
    static let inlineLimit = 16
    /// Most tokens that all expanded inlines together may have.
    static let expansionLimit = 400_000
    static let diagnosticLimit = 100

    /// Thrown where reading cannot go on; the diagnostic is made already.
    struct Abandon: Error {}

    struct Inline {
        var name: PromelaToken
        var parameters: [String]
        /// From its `{` to its `}`.
        var body: [PromelaToken]
    }

    /// Where tokens are read from: the model, or an inline's body with the arguments put in.
    struct Stream {
        var tokens: [PromelaToken]
        var index = 0
        /// Where inlines were called to get here, outermost first.
        var calls: [SourceSpan] = []
        var inlines: [String] = []
        /// Where an inline's `return` goes.
        var result: PromelaPlace?
    }

    let source: SourceText
    var stream: Stream
    /// Whether line breaks may stand for `;`: within bodies and type definitions.
    var isInSequence = false
    /// Open `(` in the sequence: within them line breaks mean nothing.
    var openParentheses = 0
    /// The index whose line break has been taken as a `;`.
    var consumedBreak = -1
    var previous: PromelaToken?
    var depth = 0
    var hasReportedNesting = false
    var expandedTokens = 0

    var model: PromelaModel
    var globals: [String: PromelaSymbol] = [:]
    var inlines: [String: Inline] = [:]
    /// Names of all processes of the file, by which `run` finds those declared later.
    var proctypeNumbers: [String: Int] = [:]
    var declaredProctypes: Set<String> = []
    /// By the number of the structure.
    var structureFacts: [PromelaStructureFacts] = []
    var body: PromelaBody?
    var runs: [PromelaRun] = []
    /// Where arrays of bits are declared in which more than a bit is stored: Spin keeps a byte for each element of an
    /// array of bits and cuts nothing off. Found in a first reading, used in a second one. Unit: bytes of the source.
    let wideArrays: Set<Int>
    var foundWideArrays: Set<Int> = []
    /// Labels that other processes ask for, by process.
    var remoteLabels: [Int: Set<Int>] = [:]
    var diagnostics: [Diagnostic] = []
    /// What stands behind the last token, in words.
    var endWords = "the end of the file"

    /// Whether the text that is read is broken already, so that what is missing in it may be a consequence.
    let isBroken: Bool

    init(_ text: PromelaPreprocessor.Result, wideArrays: Set<Int> = []) {
        self.source = text.source
        self.isBroken = text.diagnostics.contains { $0.severity == .error }
        self.wideArrays = wideArrays
        self.stream = Stream(tokens: text.tokens)
        self.model = PromelaModel(source: source)
        model.mtypes.append(PromelaMtype(name: nil))
    }
}

// MARK: Looking

extension PromelaParser {
    var token: PromelaToken { stream.tokens[stream.index] }
    var isAtEndOfFile: Bool { token.kind == .end }

    func peek(_ distance: Int = 1) -> PromelaToken {
        stream.tokens[min(stream.index + distance, stream.tokens.count - 1)]
    }

    /// Whether a line break before the current token stands for a `;`, as Spin's lexer decides it.
    var isAtBreak: Bool {
        guard isInSequence, openParentheses == 0, token.startsLine, consumedBreak != stream.index, let previous
        else { return false }
        return mayEndStatement(previous) && !(previous.isSymbol("}") && token.isWord("unless"))
    }

    private func mayEndStatement(_ token: PromelaToken) -> Bool {
        switch token.kind {
        case .number, .character: return true
        case .symbol: return ["}", ")", "]", "++", "--"].contains(token.text)
        case .name:
            if PromelaWords.all.contains(token.text) {
                return ["od", "fi", "else", "break", "true", "false", "skip", "timeout"].contains(token.text)
            }
            switch globals[token.text] {
            case .structure, .inline, .proctype: return false
            default: return true
            }
        default: return false
        }
    }

    func at(_ text: String) -> Bool {
        (token.kind == .symbol || token.kind == .name) && token.text == text && !isAtBreak
    }

    /// A name of the model's own.
    var isAtName: Bool { token.kind == .name && !PromelaWords.all.contains(token.text) && !isAtBreak }

    /// From the token at `start` (an index in the current stream) to the last one read.
    func span(from start: Int) -> SourceSpan {
        let first = stream.tokens[start].span
        guard stream.index > start else { return first }
        let last = stream.tokens[stream.index - 1].span
        return SourceSpan(start: first.start, end: max(first.end, last.end))
    }

    /// What stands here, for `expected …, found …`.
    var found: (words: String, span: SourceSpan) {
        if isAtEndOfFile { return (endWords, previous?.span ?? token.span) }
        if stream.calls.count > 0, stream.index == stream.tokens.count - 1, token.kind == .end {
            return ("the end of the inline", token.span)
        }
        if isAtBreak { return ("the end of the line", previous?.span ?? token.span) }
        if token.kind == .string { return ("a string", place(of: token)) }
        return ("'\(Self.shortened(token.text))'", place(of: token))
    }

    func place(of token: PromelaToken) -> SourceSpan { token.origin ?? token.span }

    static func shortened(_ text: String) -> String { text.count > 40 ? text.prefix(37) + "..." : text }
}

// MARK: Consuming and complaining

extension PromelaParser {
    @discardableResult
    func advance() -> PromelaToken {
        let current = token
        guard current.kind != .end else { return current }
        previous = current
        stream.index += 1
        if current.isSymbol("(") { openParentheses += 1 }
        if current.isSymbol(")"), openParentheses > 0 { openParentheses -= 1 }
        return current
    }

    func take(_ text: String) -> Bool {
        guard at(text) else { return false }
        advance()
        return true
    }

    func expect(_ text: String, _ purpose: String = "", hint: String? = nil) throws(Abandon) {
        if !take(text) { throw expected("'\(text)'\(purpose.isEmpty ? "" : " \(purpose)")", hint: hint) }
    }

    func expected(_ what: String, hint: String? = nil) -> Abandon {
        if token.kind != .bad {
            let found = found
            complain("P201", found.span, "expected \(what), found \(found.words)", hint: hint)
        }
        return Abandon()
    }

    func complain(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        report(Diagnostic(id, at: span, message, hint: hint))
    }

    func warn(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        report(Diagnostic(id, .warning, at: span, message, hint: hint))
    }

    private func report(_ diagnostic: Diagnostic) {
        if diagnostics.contains(diagnostic) { return }
        if diagnostics.count < Self.diagnosticLimit || diagnostic.severity == .error && !hasErrors {
            diagnostics.append(diagnostic)
        }
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// What Spin knows and Heddle does not.
    func refuse(_ span: SourceSpan, _ what: String, hint: String? = nil) {
        complain("P401", span, "\(what) is not supported", hint: hint)
    }

    /// Runs `work` one level deeper.
    func nested<Result>(_ work: () throws(Abandon) -> Result) throws(Abandon) -> Result {
        guard depth < Self.nestingLimit else {
            if !hasReportedNesting {
                complain("P202", place(of: token), "this is nested more than \(Self.nestingLimit) levels deep")
            }
            hasReportedNesting = true
            throw Abandon()
        }
        depth += 1
        defer { depth -= 1 }
        return try work()
    }

    /// Passes over a `{` and all up to its `}`.
    func skipBraces() {
        var open = 0
        repeat {
            if token.isSymbol("{") { open += 1 }
            if token.isSymbol("}") { open -= 1 }
            advance()
        } while open > 0 && !isAtEndOfFile
        openParentheses = 0
    }

    /// After an error in a statement: goes to where the next one may begin.
    func recover() {
        var parentheses = openParentheses
        openParentheses = 0
        var braces = 0
        let start = stream.index
        while !isAtEndOfFile {
            if braces == 0 {
                if at(";") || at("::") || (at("->") && parentheses == 0) { return }
                if token.isSymbol("}") { return }
                if stream.index > start || isAtBreak {
                    if isAtBreak || at("fi") || at("od") || (token.startsLine && startsStatement) { return }
                }
            }
            if token.isSymbol("(") { parentheses += 1 }
            if token.isSymbol(")"), parentheses > 0 { parentheses -= 1 }
            if token.isSymbol("{") { braces += 1 }
            if token.isSymbol("}") { braces -= 1 }
            advance()
            openParentheses = 0
        }
    }

    private var startsStatement: Bool {
        token.kind == .name && PromelaWords.all.contains(token.text) && token.text != "of" && token.text != "unless"
    }
}
