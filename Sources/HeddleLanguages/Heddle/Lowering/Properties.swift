internal import HeddleProgram

/// Properties and expectations.
extension ModelContext {
    func lowerProperties() {
        var seen: [String: SourceSpan] = [:]
        for declaration in model.declarations {
            guard let name = propertyName(declaration) else { continue }
            if let first = seen[name.text] {
                error("H202", name.span, "'\(name.text)' is declared twice", hint: "first on line \(line(of: first))")
            } else {
                seen[name.text] = name.span
            }
            if case .property(let property) = declaration.kind { lower(property, declaration.span) }
        }
        lowerPending()
    }

    private func propertyName(_ declaration: SyntaxDeclaration) -> Identifier? {
        switch declaration.kind {
        case .property(let property): return property.name
        case .eventually(let property): return property.name
        case .linearizable(let name, _, _), .refines(let name, _, _, _): return name
        default: return nil
        }
    }

    private func lower(_ property: SyntaxProperty, _ span: SourceSpan) {
        let body = RoutineLowering(self, routine: -1, mode: .property(word: withArticle(property.kind)))
        if property.sentence == nil {
            warning(
                "H807", property.name.span, "'\(property.name.text)' has no sentence",
                hint: "say in plain words what it means")
        }
        var conjuncts: [Conjunct] = []
        for part in topLevelParts(property.expression) {
            let value = body.lowerBool(part) ?? Expression(.constant(.boolean(true)), .bool, part.span)
            conjuncts.append(Conjunct(expression: value, text: text(part.span)))
        }
        guard var whole = conjuncts.first?.expression else { return }
        for conjunct in conjuncts.dropFirst() {
            whole = Expression(.and(whole, conjunct.expression), .bool, property.expression.span)
        }
        program.properties.append(
            Property(
                name: property.name.text, sentence: property.sentence?.text, kind: property.kind, expression: whole,
                locals: body.locals, text: text(property.expression.span), conjuncts: conjuncts, span: span))
    }

    private func withArticle(_ kind: Property.Kind) -> String {
        "\(kind == .invariant || kind == .outcome ? "an" : "a") \(kind.rawValue)"
    }

    private func topLevelParts(_ expression: SyntaxExpression) -> [SyntaxExpression] {
        switch expression.kind {
        case .binary("&&", let left, let right, _): return topLevelParts(left) + topLevelParts(right)
        case .parenthesized(let inner):
            if case .binary("&&", _, _, _) = inner.kind { return topLevelParts(inner) }
            return [expression]
        default: return [expression]
        }
    }

    // MARK: - Expectations

    func lowerExpectations() {
        for declaration in model.declarations {
            guard case .expect(let expectation) = declaration.kind else { continue }
            lower(expectation, declaration.span)
        }
    }

    private func lower(_ syntax: SyntaxExpectation, _ span: SourceSpan) {
        let settings = lowerSettings(syntax.settings)
        var models: [MemoryModel] = []
        for name in syntax.models {
            if let model = MemoryModel(rawValue: name.text), MemoryModel.named.contains(model) {
                models.append(model)
            } else {
                error(
                    "H121", name.span, "expected 'sc', 'tso' or 'c11', found '\(name.text)'",
                    hint: Suggestions.hint(for: name.text, among: MemoryModel.named.map(\.rawValue)))
            }
        }
        guard let (target, wanted) = target(of: syntax), let settings else { return }
        program.expectations.append(
            Expectation(target: target, wanted: wanted, memoryModels: models, settings: settings, span: span))
    }

    private func target(of syntax: SyntaxExpectation) -> (Expectation.Target, Expectation.Wanted)? {
        let name = syntax.name.text
        guard let verdict = syntax.verdict else {
            if let check = Check(rawValue: name) { return (.check(check), syntax.isNo ? .none : .found) }
            if program.properties.contains(where: { $0.name == name }) {
                error(
                    "H706", syntax.name.span, "what is expected of '\(name)'?",
                    hint: "'expect \(name) holds', or 'fails', 'possible', 'impossible'")
            } else {
                unknownTarget(syntax)
            }
            return nil
        }
        guard let wanted = Expectation.Wanted(rawValue: verdict.text) else { return nil }
        if let index = program.properties.firstIndex(where: { $0.name == name }) {
            let kind = program.properties[index].kind
            let isExistence = kind == .reachable || kind == .outcome
            if isExistence != (wanted == .possible || wanted == .impossible) {
                error(
                    "H706", verdict.span,
                    "'expect \(name) \(verdict.text)': \(withArticle(kind)) "
                        + (isExistence ? "is 'possible' or 'impossible'" : "'holds' or 'fails'"))
                return nil
            }
            return (.property(index), wanted)
        }
        for declaration in model.declarations where propertyName(declaration)?.text == name {
            return (.unsupported(name), wanted)
        }
        if Check(rawValue: name) != nil {
            error(
                "H706", verdict.span, "'\(name)' is a check: it is expected, or not",
                hint: "'expect \(name)' or 'expect no \(name)'")
            return nil
        }
        unknownTarget(syntax)
        return nil
    }

    private func unknownTarget(_ syntax: SyntaxExpectation) {
        if hasSyntaxErrors { return }
        let name = syntax.name.text
        let known = model.declarations.compactMap { propertyName($0)?.text } + Check.allCases.map(\.rawValue)
        error(
            "H709", syntax.name.span, "'expect \(syntax.isNo ? "no " : "")\(name)': neither a property nor a check",
            hint: Suggestions.hint(for: name, among: known))
    }

    /// A constant's value as `--set` takes it.
    private func words(for value: Value, _ type: ValueType) -> String {
        switch (value, type) {
        case (.integer(let number), _): return String(number)
        case (.boolean(let flag), _): return String(flag)
        case (.enumeration(let place), .enumeration(let index)): return program.enumerations[index].cases[place]
        default: return ""
        }
    }

    private func lowerSettings(_ mappings: [SyntaxMapping]) -> [Setting]? {
        var found: [(place: Int, setting: Setting)] = []
        var isRight = true
        for mapping in mappings {
            let name = mapping.name.text
            guard case .constant(let index)? = names[name]?.entity else {
                if !hasSyntaxErrors {
                    error(
                        "H710", mapping.name.span,
                        "'with \(name) = \(text(mapping.value.span))': '\(name)' is not a constant",
                        hint: Suggestions.hint(for: name, among: constants.map(\.name.text)))
                }
                isRight = false
                continue
            }
            guard let constant = constant(index), let value = evaluateConstant(mapping.value, as: constant.type) else {
                isRight = false
                continue
            }
            var written = text(mapping.value.span)
            if self.value(of: written, as: constant.type) != value { written = words(for: value, constant.type) }
            found.append((index, Setting(name: name, value: written)))
        }
        found.sort { $0.place < $1.place }
        return isRight ? found.map(\.setting) : nil
    }
}
