package import HeddleProgram

/// The front end of litmus tests: the C dialect of herd7, from text to program.
///
/// Source: the grammar of herd7's initial states, conditions and C (herdtools7, `stateParser.mly` and `CParser.mly`), for
/// integers and the functions of `<stdatomic.h>`. What isn't read is refused by name.
package enum LitmusFrontEnd {
    /// Largest file that is read. Unit: bytes.
    package static let sizeLimit = 1_000_000

    /// Parses, checks and lowers a test. What is set from outside stands for the names in its text.
    ///
    /// `program` is nil exactly when there is a diagnostic of severity `error`. Diagnostics are ordered by place.
    package static func load(_ source: SourceText, settings: [Setting] = []) -> LoadedModel {
        let reading = read(source, settings: settings)
        guard let checked = reading.checked else {
            return LoadedModel(source: source, program: nil, diagnostics: reading.diagnostics)
        }
        let program = LitmusLowering(checked.test, checked.scope, settings: settings).program
        return LoadedModel(source: source, program: program, diagnostics: [])
    }

    /// Reads a condition or a value in the words of the test's own condition: `x=1 /\ 0:r=0`.
    ///
    /// `source`: a test that lowers without errors under these settings.
    package static func ask(_ question: Question, of source: SourceText, settings: [Setting] = []) -> AskedModel {
        if let refused = AskedModel.tooLong(question, id: "L107") { return refused }
        let (whole, base) = question.joined(to: source)
        let reading = read(source, settings: settings)
        guard var checked = reading.checked else { return .refused(question, reading.diagnostics, base: base) }
        var lexer = LitmusLexer(question.source, defines: defines(settings))
        lexer.runCondition()
        func moved(_ span: SourceSpan) -> SourceSpan { SourceSpan(start: span.start + base, end: span.end + base) }
        let tokens = lexer.tokens.map { token in
            var token = token
            token.span = moved(token.span)
            return token
        }
        var parser = LitmusParser(whole, tokens: tokens)
        parser.endWords = "the end of the condition"
        let condition = parser.parseQuestion(isValue: question.kind == .value)
        let told = lexer.diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.span = moved(diagnostic.span)
            return diagnostic
        }
        guard let condition, told.isEmpty else {
            return .refused(question, told + parser.diagnostics, base: base)
        }
        let known = checked.diagnostics.count
        checked.check(condition)
        let problems = Array(checked.diagnostics.dropFirst(known))
        guard problems.isEmpty else { return .refused(question, problems, base: base) }
        var lowering = LitmusLowering(checked.test, checked.scope, settings: settings)
        lowering.add(condition, question)
        return AskedModel(question, program: lowering.program, diagnostics: [])
    }

    /// The checked test; nil where something is wrong with it.
    private static func read(
        _ source: SourceText, settings: [Setting]
    ) -> (checked: LitmusChecks?, diagnostics: [Diagnostic]) {
        guard source.bytes.count <= sizeLimit else {
            let tooLarge = Diagnostic(
                "L107", at: .none, "the file has \(source.bytes.count) bytes; \(sizeLimit) is the most that is read")
            return (nil, [tooLarge])
        }
        var lexer = LitmusLexer(source, defines: defines(settings))
        lexer.run()
        var parser = LitmusParser(source, tokens: lexer.tokens, header: lexer.header)
        // A broken header or comment says nothing of where the parts begin.
        if lexer.header.name != nil, !lexer.diagnostics.contains(where: { $0.id == "L104" }) { parser.parseTest() }
        var diagnostics = lexer.diagnostics + parser.diagnostics + wrong(settings, used: lexer.usedDefines)
        var checks = LitmusChecks(parser.test)
        // Names that are missing in a broken text may stand where it is broken.
        if diagnostics.isEmpty {
            checks.run()
            diagnostics = checks.diagnostics
        }
        let ordered = diagnostics.sorted {
            ($0.span.start, $0.span.end, $0.id, $0.message) < ($1.span.start, $1.span.end, $1.id, $1.message)
        }
        return (ordered.isEmpty ? checks : nil, ordered)
    }

    // MARK: - What is set from outside

    /// A setting's value as the one word that it stands for.
    private static func token(_ setting: Setting) -> LitmusToken? {
        let text = setting.value
        let digits = text.hasPrefix("-") ? String(text.dropFirst()) : text
        if let value = LitmusLexer.value(digits), !digits.isEmpty {
            return LitmusToken(kind: .number, text: text, span: .none, value: digits == text ? value : -value)
        }
        var lexer = LitmusLexer(SourceText(path: "setting", text: text))
        lexer.runCondition()
        guard lexer.diagnostics.isEmpty, lexer.tokens.count == 2, lexer.tokens[0].kind == .name else { return nil }
        return LitmusToken(kind: .name, text: lexer.tokens[0].text, span: .none)
    }

    private static func defines(_ settings: [Setting]) -> [String: LitmusToken] {
        var result: [String: LitmusToken] = [:]
        for setting in settings { result[setting.name] = token(setting) }
        return result
    }

    private static func wrong(_ settings: [Setting], used: Set<String>) -> [Diagnostic] {
        settings.compactMap { setting in
            let message: String
            if token(setting) == nil {
                message = "expected a number or one word, found '\(setting.value)'"
            } else if !used.contains(setting.name) {
                message = "the test has no '\(setting.name)'"
            } else {
                return nil
            }
            var diagnostic = Diagnostic("L108", at: .none, message)
            diagnostic.setting = setting
            return diagnostic
        }
    }
}
