package import HeddleProgram

extension HeddleFrontEnd {
    /// Reads a question in the model's own words: checked and lowered as a property, with the model's properties by
    /// their names as conditions beside its variables.
    ///
    /// `source`: a model that lowers without errors under these settings.
    package static func ask(_ question: Question, of source: SourceText, settings: [Setting] = []) -> AskedModel {
        if let refused = AskedModel.tooLong(question, id: "H122") { return refused }
        let (whole, base) = question.joined(to: source)
        let (expression, mistakes) = Parser.parseQuestion(question, in: whole, at: base)
        if !mistakes.isEmpty { return .refused(question, mistakes, base: base) }
        let (model, problems) = Parser.parse(source)
        let context = ModelContext(source: whole, model: model, diagnostics: problems)
        guard context.declareAll() else { return .refused(question, context.diagnostics, base: base) }
        context.evaluateConstants(settings: settings)
        context.resolveDeclarations()
        context.lowerBodies()
        context.lowerProperties()
        context.lowerQuestion(expression, question.kind)
        context.checkDeferredCalls()
        context.keepReferences()
        guard !context.hasErrors else { return .refused(question, context.diagnostics, base: base) }
        return AskedModel(question, program: context.program, diagnostics: [])
    }
}

extension Parser {
    /// One expression and nothing else, as it stands at `base` in the whole text.
    static func parseQuestion(
        _ question: Question, in whole: SourceText, at base: Int
    ) -> (expression: SyntaxExpression, diagnostics: [Diagnostic]) {
        var lexer = Lexer(question.source)
        lexer.run()
        func moved(_ span: SourceSpan) -> SourceSpan { SourceSpan(start: span.start + base, end: span.end + base) }
        var parser = Parser(
            whole,
            tokens: lexer.tokens.map { token in
                var token = token
                token.span = moved(token.span)
                return token
            }, endWords: "the end of the condition")
        // The line that a question stands in is no statement's.
        parser.consumedLineEnd = 0
        let expression = parser.parseTruth()
        if !parser.isPanicking, !parser.isAtEndOfFile {
            let words = ["and": "&&", "or": "||", "not": "!"]
            parser.failExpected(
                "the end of the condition", hint: words[parser.token.text].map { "write '\($0)'" })
        }
        let told = lexer.diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.span = moved(diagnostic.span)
            return diagnostic
        }
        return (expression, told + parser.diagnostics)
    }
}

extension ModelContext {
    /// The question behind the model's own properties.
    func lowerQuestion(_ expression: SyntaxExpression, _ kind: Question.Kind) {
        for declaration in model.declarations {
            if case .property(let property) = declaration.kind { askable[property.name.text] = property.expression }
        }
        let body = RoutineLowering(self, routine: -1, mode: .property(word: "a condition"))
        let asked: Expression?
        switch kind {
        case .condition: asked = body.lowerBool(expression)
        case .value: asked = body.lower(expression).map { Expression(.binary(.equal, $0, $0), .bool, $0.span) }
        }
        lowerPending()
        guard let asked else { return }
        let text = text(expression.span)
        program.properties.append(
            Property(
                name: "", sentence: nil, kind: .reachable, expression: asked, locals: body.locals, text: text,
                conjuncts: [Conjunct(expression: asked, text: text)], span: expression.span))
    }
}
