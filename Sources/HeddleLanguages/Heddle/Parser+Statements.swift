internal import HeddleProgram

/// Statements.
extension Parser {
    static let assignments: Set<String> = ["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="]

    /// One statement without its end. Its span is exactly its text: steps are anchored by it.
    mutating func parseStatement() -> SyntaxStatement {
        let start = token.span.start
        let bracketsWere = openBrackets
        openBrackets = 0
        defer { openBrackets = bracketsWere }
        let kind = nested(SyntaxStatement.Kind.expression(errorExpression())) { $0.parseStatementKind() }
        return SyntaxStatement(kind, span(from: start))
    }

    private mutating func parseStatementKind() -> SyntaxStatement.Kind {
        if token.kind == .name || token.kind == .word, follows(1, ":"), !token.isText("else") {
            return parseLabelled()
        }
        if let text = ruleOfLineEnd() {
            complain("H111", token.span, text, hint: "end the first line with the operator")
            isPanicking = true
            return .expression(errorExpression())
        }
        if token.kind == .word, !isMisnamedUse { return parseWordStatement() }
        if at("{") {
            failExpected("a statement", hint: "a block by itself needs a label")
            isPanicking = false
            let isCases = peek(1).isText("case")
            var block = SyntaxBlock([], token.span)
            if isCases { silently { block = $0.parseBlock() } } else { block = parseBlock() }
            return .block(block)
        }
        return parseExpressionStatement()
    }

    /// A reserved word that was declared as a name, used like one.
    private var isMisnamedUse: Bool {
        guard misnamed.contains(token.text) else { return false }
        let next = peek(1)
        return next.kind == .symbol && (Parser.assignments.contains(next.text) || [".", "[", "("].contains(next.text))
    }

    private mutating func parseLabelled() -> SyntaxStatement.Kind {
        let label = expectName("a label")
        expect(":")
        if at("{") {
            let block = parseBlock()
            return .labelled(label, SyntaxStatement(.block(block), block.span))
        }
        if isAtEnd {
            failExpected("a statement after the label", hint: "write '\(label.text): skip'")
            return .labelled(label, SyntaxStatement(.expression(errorExpression()), span(from: previousEnd)))
        }
        return .labelled(label, parseStatement())
    }

    private mutating func parseWordStatement() -> SyntaxStatement.Kind {
        switch token.text {
        case "let", "var": return parseLocal()
        case "if": return parseIf()
        case "select": return parseSelect()
        case "switch": return parseSwitch()
        case "while":
            advance()
            let condition = parseCondition()
            return .while(condition, parseBlock(after: "the condition"))
        case "loop":
            advance()
            return .loop(parseBlock(after: "'loop'"))
        case "for": return parseFor()
        case "break", "continue", "return": return parseJump()
        case "await", "assume", "assert", "join", "free", "choose", "fence": return parseVerb()
        case "atomic":
            advance()
            return .atomic(parseBlock(after: "'atomic'"))
        case "ghost":
            advance()
            if at("{") {
                let block = parseBlock()
                return .ghost(SyntaxStatement(.block(block), block.span))
            }
            return .ghost(parseStatement())
        case "skip", "yield": return advance().text == "skip" ? .skip : .yield
        case "else":
            parseLooseElse()
            return .expression(errorExpression())
        case "case":
            failExpected("a statement", hint: "'case' stands directly in 'select' or 'switch'")
            return .expression(errorExpression())
        default: return parseExpressionStatement()
        }
    }

    /// H107: an `else` that no `if` waits for, with its block.
    mutating func parseLooseElse() {
        complain("H107", token.span, "'else' without an 'if'")
        advance()
        if at("{") { _ = parseBlock() } else if at("if") { _ = parseStatement() }
    }

    private mutating func parseLocal() -> SyntaxStatement.Kind {
        let word = advance().text
        let name = expectName("a name")
        let type = take(":") ? parseType() : nil
        if take("=") {
            return .local(isVariable: word == "var", name, type, parseExpression())
        }
        let rest = type.flatMap { quotable($0.span) }.map { ": \($0)" } ?? ""
        if isAtEnd {
            complain(
                "H114", name.span, "a local needs an initial value",
                hint: "'\(word) \(name.text)\(rest) = \(initialValue(of: type))'")
        } else {
            failExpected("'=' and the initial value")
        }
        return .local(isVariable: word == "var", name, type, errorExpression())
    }

    private func initialValue(of type: SyntaxType?) -> String {
        switch type?.kind {
        case .name(let name) where name.text == "bool": return "false"
        case .optional: return "nil"
        case .list: return "[]"
        case .range(let low, _, _): return quotable(low.span) ?? "0"
        case .array(let element, let size):
            return "[\(initialValue(of: element)); \(quotable(size.span) ?? "n")]"
        default: return "0"
        }
    }

    // MARK: Control flow

    mutating func parseCondition() -> SyntaxCondition {
        guard at("let") else { return .expression(parseTruth()) }
        advance()
        let name = expectName()
        expect("=", " and the optional to look into")
        return .binding(name, parseExpression())
    }

    private mutating func parseIf() -> SyntaxStatement.Kind {
        advance()
        let condition = parseCondition()
        let then = parseBlock(after: "the condition")
        guard take("else") else { return .if(condition, then, otherwise: nil) }
        if at("if") { return .if(condition, then, otherwise: parseStatement()) }
        let block = parseBlock(after: "'else'")
        return .if(condition, then, otherwise: SyntaxStatement(.block(block), block.span))
    }

    private mutating func parseFor() -> SyntaxStatement.Kind {
        advance()
        let name = expectName("a name after 'for'", hint: "write 'for i in 0..<n { }'")
        expect("in", "", hint: "write 'for i in 0..<n { }'")
        let domain = parseDomain()
        return .for(name, domain, parseBlock(after: "the domain"))
    }

    private mutating func parseSwitch() -> SyntaxStatement.Kind {
        advance()
        let value = parseExpression()
        var cases: [(values: [SyntaxExpression], body: SyntaxBlock)] = []
        var otherwise: SyntaxBlock?
        guard expectOpenBrace(of: "the cases") else { return .switch(value, cases, otherwise: nil) }
        parseBraces { parser in
            if parser.take("case") {
                var values: [SyntaxExpression] = []
                repeat { values.append(parser.parseExpression()) } while !parser.isPanicking && parser.take(",")
                cases.append((values, parser.parseBlock(after: "the case")))
            } else if parser.at("else"), otherwise == nil {
                parser.advance()
                otherwise = parser.parseBlock(after: "'else'")
            } else {
                parser.failExpected(otherwise == nil ? "'case', 'else' or '}'" : "'}' after the block of 'else'")
            }
            parser.expectAlternativeEnd()
        }
        return .switch(value, cases, otherwise: otherwise)
    }

    private mutating func parseSelect() -> SyntaxStatement.Kind {
        advance()
        var alternatives: [SyntaxAlternative] = []
        guard expectOpenBrace(of: "the alternatives") else { return .select(alternatives) }
        parseBraces { parser in
            if let alternative = parser.parseAlternative() { alternatives.append(alternative) }
            parser.expectAlternativeEnd()
        }
        return .select(alternatives)
    }

    /// Behind a case: another may follow on the same line.
    private mutating func expectAlternativeEnd() {
        if isPanicking { recover() }
        if at("case") || at("else") || at("timeout") || at("default") { return }
        expectEnd(of: "case")
    }

    private mutating func parseAlternative() -> SyntaxAlternative? {
        let start = token.span.start
        let kind: SyntaxAlternative.Kind
        if take("timeout") {
            kind = .timeout
        } else if take("default") {
            kind = .default
        } else if take("case") {
            if take("await") {
                kind = .await(parseTruth())
            } else if take("let") {
                let name = expectName()
                expect("=", " and the call that gives the value")
                kind = .call(binding: name, parseExpression())
            } else {
                kind = .call(binding: nil, parseExpression())
            }
        } else {
            failExpected("'case', 'timeout', 'default' or '}'")
            return nil
        }
        let condition = take("when") ? parseTruth() : nil
        let body = parseBlock(after: "the alternative")
        return SyntaxAlternative(kind, condition: condition, body: body, span: span(from: start))
    }

    // MARK: Verbs

    private mutating func parseJump() -> SyntaxStatement.Kind {
        let word = advance().text
        if word == "return" { return .return(isAtEnd ? nil : parseExpression()) }
        let label = isAtEnd ? nil : expectName("the label of a loop, or the end of the statement")
        return word == "break" ? .break(label) : .continue(label)
    }

    private mutating func parseVerb() -> SyntaxStatement.Kind {
        switch advance().text {
        case "await": return .await(parseTruth())
        case "assume": return .assume(parseTruth())
        case "join": return .join(parseExpression())
        case "free": return .free(parseExpression())
        case "assert":
            let condition = parseTruth()
            guard take(",") else { return .assert(condition, sentence: nil) }
            guard token.kind == .string else {
                failExpected("a sentence in quotes")
                return .assert(condition, sentence: nil)
            }
            let sentence = advance()
            return .assert(condition, sentence: Identifier(sentence.text, sentence.span))
        case "fence":
            guard at("(") else {
                failExpected("'(' and a memory order", hint: "write 'fence(seq_cst)'")
                return .fence(Identifier("", found.span))
            }
            return .fence(parseBrackets(")", " after the memory order") { $0.expectName("a memory order") })
        default:
            let name = expectName("a name after 'choose'", hint: "write 'choose x in 0..<n'")
            expect("in", "", hint: "write 'choose x in 0..<n'")
            let domain = parseDomain()
            return .choose(name, domain, condition: take("where") ? parseTruth() : nil)
        }
    }

    private mutating func parseExpressionStatement() -> SyntaxStatement.Kind {
        let target = parseExpression()
        if isPanicking { return .expression(target) }
        if at("{"), case .member(let object, let method) = target.kind, method.text == "run" {
            return .run(object, parseBlock())
        }
        if isAssignment, !isAtLineEnd {
            let symbol = advance().text
            var place = target
            if !isPlace(target) {
                complain("H116", target.span, "this cannot be assigned to")
                place = SyntaxExpression(.error, target.span)
            }
            return .assign(place, symbol, parseExpression())
        }
        return .expression(checkedForUse(target))
    }

    private func isPlace(_ expression: SyntaxExpression) -> Bool {
        switch expression.kind {
        case .name, .member, .index, .error: return true
        default: return false
        }
    }

    /// H115, unless the expression is a call, `new` or `spawn`.
    private mutating func checkedForUse(_ expression: SyntaxExpression) -> SyntaxExpression {
        switch expression.kind {
        case .call, .new, .spawn, .error: return expression
        default: break
        }
        // What follows explains it better: an operator that begins the next line, or a word that fits nowhere.
        if ruleOfLineEnd() != nil || !isAtEnd { return SyntaxExpression(.error, expression.span) }
        var hint: String?
        if case .binary("==", let left, let right, _) = expression.kind, isPlace(left),
            let place = quotable(left.span), let value = quotable(right.span)
        {
            hint = "did you mean '\(place) = \(value)'?"
        } else if isPlace(expression), let place = quotable(expression.span) {
            hint = "did you mean '\(place) = …'?"
        }
        complain("H115", expression.span, "this computes a value and drops it", hint: hint)
        return SyntaxExpression(.error, expression.span)
    }
}
