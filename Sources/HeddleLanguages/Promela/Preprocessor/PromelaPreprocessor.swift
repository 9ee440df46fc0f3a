internal import HeddleProgram

/// What C's preprocessor does for Spin, token by token, so that every token keeps the place where people see it.
///
/// Idea: a file's tokens go by lines; lines of text gather in `pending` and are expanded when a directive or the end
/// of the file comes, because a directive may change the macros. An included file's bytes are put behind the model's
/// own, so that one offset names any place.
/// Not covered: `#` and `##` in macros, variadic macros, `#include <…>`: refused by name.
final class PromelaPreprocessor {
    /// Deepest chain of files that include one another.
    static let includeLimit = 32
    /// Most tokens that a model may have once its macros are expanded; four times as many steps may that take.
    static let tokenLimit = 400_000
    /// Deepest nesting of macro calls within macro arguments, and of conditions.
    static let nestingLimit = 100
    static let diagnosticLimit = 100

    struct Macro {
        /// nil: used without parentheses.
        var parameters: [String]?
        var body: [PromelaToken]
        var isFromOutside = false
    }

    struct Condition {
        var isActive: Bool
        var hasTaken: Bool
        var isOuterActive: Bool
        var hasElse = false
        var span: SourceSpan
    }

    private let loader: PromelaLoader
    private let mainPath: String
    private var bytes: [UInt8]
    private var files: [SourceText.Part] = []
    /// By path, so that a file included twice stands in the text once.
    private var loaded: [String: [PromelaToken]] = [:]
    /// What is wrong with a token, by where it begins: told only if the token is not skipped.
    private var badTokens: [Int: Diagnostic] = [:]
    private var pending: [PromelaToken] = []
    private var output: [PromelaToken] = []
    var macros: [String: Macro] = [:]
    /// Names that were asked for or expanded.
    var used: Set<String> = []
    var conditions: [Condition] = []
    var steps = 0
    /// Whether expansion went over a limit: nothing more is put out.
    var isExhausted = false
    private(set) var diagnostics: [Diagnostic] = []

    var isActive: Bool { conditions.last?.isActive ?? true }

    struct Result {
        var source: SourceText
        var tokens: [PromelaToken]
        var diagnostics: [Diagnostic]
    }

    static func run(_ source: SourceText, defines: [PromelaDefine], loader: @escaping PromelaLoader) -> Result {
        let preprocessor = PromelaPreprocessor(source, loader)
        for define in defines { preprocessor.add(define) }
        return preprocessor.run(defines)
    }

    /// As above, with a question behind the text: its tokens with the model's macros expanded, and where it begins.
    static func run(
        _ source: SourceText, defines: [PromelaDefine], loader: @escaping PromelaLoader, question: Question
    ) -> (text: Result, asked: [PromelaToken], base: Int) {
        let preprocessor = PromelaPreprocessor(source, loader)
        for define in defines { preprocessor.add(define) }
        var text = preprocessor.run(defines)
        let (whole, base) = question.joined(to: text.source)
        let (tokens, problems) = PromelaLexer.tokens(of: Array(question.text.utf8), base: base)
        let asked = preprocessor.expand(tokens.dropLast(), disabled: [], depth: 0) + tokens.suffix(1)
        text.source = whole
        text.diagnostics += problems
        return (text, asked, base)
    }

    private init(_ source: SourceText, _ loader: @escaping PromelaLoader) {
        self.loader = loader
        self.bytes = source.bytes
        self.mainPath = source.path
    }

    private func run(_ defines: [PromelaDefine]) -> Result {
        let main = lex(bytes, base: 0)
        process(main, path: "", depth: 0)
        let end = main.last?.span ?? .none
        output.append(PromelaToken(kind: .end, text: "", span: end, startsLine: true))
        for define in defines where !used.contains(define.name) && macros[define.name]?.isFromOutside == true {
            complain(
                "P127", .warning, .none, "nothing in the model reads '\(define.name)', which was set from outside",
                hint: "case counts; a model reads a name in '#if', in '#ifdef' or in its text")
        }
        return Result(
            source: SourceText(path: mainPath, bytes: bytes, parts: files), tokens: output, diagnostics: diagnostics)
    }

    private func add(_ define: PromelaDefine) {
        let name = Array(define.name.utf8)
        guard let first = name.first, PromelaLexer.isLetter(first),
            name.allSatisfy({ PromelaLexer.isLetter($0) || PromelaLexer.isDigit($0) })
        else {
            complain(
                "P126", .none, "'\(define.name)' cannot be set from outside: it is no name",
                hint: "write -DNAME or -DNAME=VALUE")
            return
        }
        let (tokens, problems) = PromelaLexer.tokens(of: Array(define.text.utf8), base: 0)
        if !problems.isEmpty || tokens.contains(where: { $0.isSymbol("#") || $0.isSymbol("##") }) {
            complain("P126", .none, "the value of '\(define.name)', set from outside, is no Promela text")
        }
        macros[define.name] = Macro(
            parameters: nil, body: tokens.dropLast().filter { $0.kind != .bad }, isFromOutside: true)
    }

    // MARK: Files

    private func lex(_ bytes: [UInt8], base: Int) -> [PromelaToken] {
        let (tokens, problems) = PromelaLexer.tokens(of: bytes, base: base)
        for problem in problems {
            if problem.id == "P101" { diagnostics.append(problem) } else { badTokens[problem.span.start] = problem }
        }
        return tokens
    }

    /// Goes through one file's tokens. `path` is relative to the model's folder; empty for the model itself.
    func process(_ tokens: [PromelaToken], path: String, depth: Int) {
        let outer = conditions.count
        var index = 0
        while index < tokens.count, tokens[index].kind != .end {
            let token = tokens[index]
            index += 1
            guard token.startsLine, token.isSymbol("#") else {
                if isActive { keep(token) }
                continue
            }
            var line: [PromelaToken] = []
            while tokens[index].kind != .end, !tokens[index].startsLine {
                line.append(tokens[index])
                index += 1
            }
            flush()
            directive(line, sharp: token.span, path: path, depth: depth)
        }
        flush()
        while conditions.count > outer {
            complain("P110", conditions.removeLast().span, "this condition has no '#endif'")
        }
    }

    private func keep(_ token: PromelaToken) {
        if token.kind == .bad, let problem = badTokens.removeValue(forKey: token.span.start) {
            diagnostics.append(problem)
        }
        pending.append(token)
    }

    private func flush() {
        guard let first = pending.first else { return }
        let expanded = expand(pending, disabled: [], depth: 0)
        pending = []
        if output.count + expanded.count > Self.tokenLimit { exhaust(at: first.span) }
        if !isExhausted { output += expanded }
    }

    /// The tokens of an included file; its bytes are appended to the model's text the first time.
    func include(_ path: String, at span: SourceSpan) -> [PromelaToken]? {
        if let known = loaded[path] { return known }
        switch loader(path) {
        case .outside:
            complain("P113", span, "'\(path)' lies outside the model's folder; only files within it are included")
        case .missing:
            complain("P114", span, "there is no file '\(path)' in the model's folder")
        case .bytes(let raw):
            guard bytes.count + raw.count < PromelaFrontEnd.sizeLimit else {
                complain(
                    "P115", span,
                    "with '\(path)' the model has more than \(PromelaFrontEnd.sizeLimit) bytes, the most that is read")
                return nil
            }
            if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
            let content = SourceText(path: path, bytes: raw).bytes
            files.append(SourceText.Part(path: path, start: bytes.count))
            let tokens = lex(content, base: bytes.count)
            bytes += content
            loaded[path] = tokens
            return tokens
        }
        return nil
    }

    // MARK: Complaining

    func complain(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        complain(id, .error, span, message, hint: hint)
    }

    func complain(
        _ id: String, _ severity: Diagnostic.Severity, _ span: SourceSpan, _ message: String, hint: String? = nil
    ) {
        guard diagnostics.count < Self.diagnosticLimit else { return }
        diagnostics.append(Diagnostic(id, severity, at: span, message, hint: hint))
    }

    func exhaust(at span: SourceSpan) {
        guard !isExhausted else { return }
        isExhausted = true
        complain(
            "P116", span, "the macros expand to more than \(Self.tokenLimit) tokens",
            hint: "a macro that uses another one twice doubles the text with every level")
    }
}
