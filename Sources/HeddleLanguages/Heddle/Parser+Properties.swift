internal import HeddleProgram

/// What should be true, and what the author expects to be found.
extension Parser {
    /// `NAME [STRING] ":"`; H120 where the condition is missing.
    private mutating func parsePropertyHead(_ word: String) -> (name: Identifier, sentence: Identifier?) {
        let name = expectName("the property's name", hint: "write it as: \(word) NAME \"sentence\": condition")
        var sentence: Identifier?
        if !isPanicking, token.kind == .string {
            let token = advance()
            sentence = Identifier(token.text, token.span)
        }
        if take(":") { return (name, sentence) }
        let hint = "write it as: \(word) NAME \"sentence\": condition"
        if sentence != nil {
            fail("H120", found.span, "expected ':' and a condition after the sentence", hint: hint)
        } else {
            failExpected("':' and a condition", hint: hint)
        }
        return (name, sentence)
    }

    mutating func parseProperty() -> SyntaxDeclaration.Kind {
        let word = advance().text
        let (name, sentence) = parsePropertyHead(word)
        return .property(
            SyntaxProperty(
                kind: Property.Kind(rawValue: word) ?? .invariant, name: name, sentence: sentence,
                expression: parseTruth()))
    }

    mutating func parseEventually() -> SyntaxDeclaration.Kind {
        advance()
        let (name, sentence) = parsePropertyHead("eventually")
        let temporal = parseTemporal()
        var fairness: Identifier?
        if take("under") {
            if !at("weak"), !at("strong"), !at("no") { failExpected("'weak', 'strong' or 'no' after 'under'") }
            fairness = expectName("'weak', 'strong' or 'no'")
            expect("fairness")
        }
        return .eventually(SyntaxEventually(name: name, sentence: sentence, temporal: temporal, fairness: fairness))
    }

    private mutating func parseTemporal() -> SyntaxEventually.Temporal {
        if isTemporalQuantifier {
            return nested(.state(errorExpression())) { $0.parseTemporalQuantifier() }
        }
        allowsLeadsTo = true
        defer { allowsLeadsTo = false }
        let left = parseTruth()
        return take("leadsTo") ? .leadsTo(left, parseTruth()) : .state(left)
    }

    private mutating func parseTemporalQuantifier() -> SyntaxEventually.Temporal {
        advance()
        let (name, domain, inner) = parseBrackets(")", " after the quantifier") { parser in
            let name = parser.expectName()
            parser.expect("in")
            let domain = parser.parseDomain()
            parser.expect(":", " and a condition")
            return (name, domain, parser.parseTemporal())
        }
        return .forall(name, domain, inner)
    }

    /// `forall (NAME in … leadsTo …)`: a quantifier over properties, not within one.
    private var isTemporalQuantifier: Bool {
        guard at("forall"), follows(1, "("), peek(3).isText("in") else { return false }
        var open = 0
        var ahead = index + 1
        while tokens[ahead].kind != .end, !ReservedWords.startsOnlyDeclaration.contains(tokens[ahead].text) {
            let token = tokens[ahead]
            if token.isText("(") { open += 1 }
            if token.isText(")") { open -= 1 }
            if open == 0 { return false }
            if token.isText("leadsTo") { return true }
            ahead += 1
        }
        return false
    }

    mutating func parseLinearizable() -> SyntaxDeclaration.Kind {
        advance()
        let name = expectName("the property's name")
        let sentence = parseSentence()
        expect(":", " and the name of a spec")
        return .linearizable(name, sentence: sentence, spec: expectName("the name of a spec"))
    }

    mutating func parseRefines() -> SyntaxDeclaration.Kind {
        advance()
        let name = expectName("the property's name")
        let sentence = parseSentence()
        expect(":", " and the file of the other model")
        guard !isPanicking, let file = parseSentence() else {
            failExpected("the file of the other model")
            return .refines(name, sentence: sentence, file: name, [])
        }
        var mappings: [SyntaxMapping] = []
        guard expectOpenBrace(of: "the variables of the other model") else {
            return .refines(name, sentence: sentence, file: file, mappings)
        }
        parseBraces { parser in
            mappings.append(parser.parseMapping())
            parser.expectEnd(of: "mapping")
        }
        return .refines(name, sentence: sentence, file: file, mappings)
    }

    private mutating func parseSentence() -> Identifier? {
        guard token.kind == .string else { return nil }
        let token = advance()
        return Identifier(token.text, token.span)
    }

    private mutating func parseMapping() -> SyntaxMapping {
        let name = expectName()
        expect("=", " and a value")
        return SyntaxMapping(name: name, value: parseExpression())
    }

    mutating func parseExpectation() -> SyntaxDeclaration.Kind {
        advance()
        let verdicts = ["holds", "fails", "possible", "impossible"]
        let after = peek(1)
        let isNo =
            at("no") && after.kind == .name && !after.followsLineEnd && !verdicts.contains(after.text)
            && after.text != "under" && after.text != "with"
        if isNo { advance() }
        var expectation = SyntaxExpectation(
            name: expectName("the name of a property or a check"), verdict: nil, isNo: isNo, models: [], settings: [])
        if !isNo, token.kind == .name, !isAtLineEnd, verdicts.contains(token.text) {
            expectation.verdict = expectName()
        }
        if take("under") {
            repeat { expectation.models.append(expectName("a memory model")) } while !isPanicking && take(",")
        }
        if take("with") {
            repeat { expectation.settings.append(parseMapping()) } while !isPanicking && take(",")
        }
        if !isPanicking, !isAtEnd {
            let rest = expectation.verdict == nil && !isNo ? "'holds', 'fails', 'possible', 'impossible', " : ""
            failExpected("\(rest)'under', 'with' or the end of the declaration")
        }
        return .expect(expectation)
    }
}
