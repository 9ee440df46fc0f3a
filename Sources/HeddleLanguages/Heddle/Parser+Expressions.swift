internal import HeddleProgram

/// Expressions, by precedence climbing; precedence is Go's (language.md section 3).
extension Parser {
    /// Levels of the operators between two operands. `implies` (1) and `? :` (2) are read by hand.
    static let infixLevel: [String: Int] = [
        "??": 3, "||": 4, "&&": 5, "==": 6, "!=": 6, "<": 6, "<=": 6, ">": 6, ">=": 6, "at": 6, "|": 7, "^": 8,
        "&": 9, "<<": 10, ">>": 10, "+": 11, "-": 11, "*": 12, "/": 12, "%": 12,
    ]
    private static let coalesceLevel = 3
    private static let compareLevel = 6
    private static let additiveLevel = 11

    mutating func parseExpression() -> SyntaxExpression {
        nested(errorExpression()) { parser in
            let left = parser.parseTernary()
            var result = left
            if parser.at("implies") {
                let operatorSpan = parser.advance().span
                let right = parser.parseExpression()
                result = parser.binary("implies", left, right, operatorSpan)
            }
            if parser.at("leadsTo"), !parser.allowsLeadsTo {
                parser.complain("H707", parser.token.span, "'leadsTo' stands only in 'eventually'")
                parser.advance()
                _ = parser.parseExpression()
            }
            return result
        }
    }

    /// An expression that should be `bool`: a lone `=` in it is H113.
    mutating func parseTruth() -> SyntaxExpression {
        let left = parseExpression()
        guard at("="), !isPanicking else { return left }
        let operatorSpan = token.span
        complain("H113", operatorSpan, "conditions have no need of '=': did you mean '=='?")
        advance()
        let right = parseExpression()
        return binary("==", left, right, operatorSpan)
    }

    mutating func parseAdditive() -> SyntaxExpression { parseInfix(Parser.additiveLevel) }

    private mutating func parseTernary() -> SyntaxExpression {
        let condition = parseInfix(Parser.coalesceLevel)
        guard at("?") else { return condition }
        return nested(errorExpression()) { parser in
            parser.advance()
            let first = parser.parseExpression()
            parser.expect(":", " and the other value")
            let second = parser.parseTernary()
            let span = condition.span.union(second.span)
            return parser.node(.conditional(condition, first, second), span, [condition, first, second])
        }
    }

    private mutating func parseInfix(_ lowest: Int) -> SyntaxExpression {
        var left = parseUnary()
        while !isPanicking, !isAtLineEnd, token.kind == .symbol || token.isText("at"),
            let level = Parser.infixLevel[token.text], level >= lowest
        {
            if level == Parser.compareLevel {
                left = parseComparison(left)
                continue
            }
            let symbol = advance()
            let right =
                level == Parser.coalesceLevel
                ? nested(errorExpression()) { $0.parseInfix(level) } : parseInfix(level + 1)
            left = binary(symbol.text, left, right, symbol.span)
        }
        return left
    }

    /// One comparison or `at`; further ones are H117.
    private mutating func parseComparison(_ first: SyntaxExpression) -> SyntaxExpression {
        var left = first
        var operands: [SyntaxExpression] = [first]
        var operators: [Token] = []
        while !isPanicking, !isAtLineEnd, Parser.infixLevel[token.text] == Parser.compareLevel, token.kind != .string {
            let symbol = advance()
            if symbol.text == "at" {
                let label = expectName("a label")
                left = node(.at(left, label), span(from: left.span.start), [left])
            } else {
                let right = parseInfix(Parser.compareLevel + 1)
                if operators.isEmpty { left = binary(symbol.text, left, right, symbol.span) }
                operands.append(right)
            }
            operators.append(symbol)
            if operators.count == 2 { complainAboutChain(operands, operators) }
        }
        return operators.count > 1 ? SyntaxExpression(.error, span(from: first.span.start)) : left
    }

    private mutating func complainAboutChain(_ operands: [SyntaxExpression], _ operators: [Token]) {
        var hint: String?
        let texts = operands.compactMap { quotable($0.span) }
        if operands.count == 3, texts.count == 3 {
            let (first, second) = (operators[0].text, operators[1].text)
            hint = "write '\(texts[0]) \(first) \(texts[1]) && \(texts[1]) \(second) \(texts[2])'"
        }
        complain("H117", operators[1].span, "comparisons do not chain", hint: hint)
    }

    private mutating func parseUnary() -> SyntaxExpression {
        if at("++") || at("--") {
            let symbol = advance()
            let operand = nested(errorExpression()) { $0.parseUnary() }
            complainAboutStep(symbol, operand)
            return SyntaxExpression(.error, span(from: symbol.span.start))
        }
        guard at("!") || at("-") || at("~") else { return parsePostfix() }
        return nested(errorExpression()) { parser in
            let symbol = parser.advance()
            let operand = parser.parseUnary()
            return parser.node(.unary(symbol.text, operand), symbol.span.union(operand.span), [operand])
        }
    }

    private mutating func complainAboutStep(_ symbol: Token, _ operand: SyntaxExpression) {
        let name = quotable(operand.span) ?? "x"
        let compound = symbol.text == "++" ? "+=" : "-="
        complain(
            "H112", symbol.span, "Heddle has no '\(symbol.text)'",
            hint: "write '\(name) \(compound) 1': a read and a write")
    }

    private mutating func parsePostfix() -> SyntaxExpression {
        var base = parsePrimary()
        while !isPanicking {
            if at(".") {
                base = parseMember(of: base)
            } else if at("["), !inTypeBounds {
                let operand = base
                let index = parseBrackets("]", " after the index") { $0.parseExpression() }
                base = node(.index(operand, index), span(from: operand.span.start), [operand, index])
            } else if at("(") {
                let arguments = parseArguments()
                base = node(
                    .call(base, arguments), span(from: base.span.start), [base] + arguments.map(\.value))
            } else if at("!") {
                advance()
                base = node(.unwrap(base), span(from: base.span.start), [base])
            } else if at("++") || at("--") {
                complainAboutStep(advance(), base)
                base = SyntaxExpression(.error, span(from: base.span.start))
            } else {
                break
            }
        }
        return base
    }

    private mutating func parseMember(of base: SyntaxExpression) -> SyntaxExpression {
        advance()
        if token.kind == .integer {
            let number = advance()
            if case .integer = base.kind {
                let text = source.text(span(from: base.span.start))
                complain(
                    "H121", span(from: base.span.start), "expected a whole number, found '\(Lexer.shortened(text))'",
                    hint: "there are no fractions")
                return SyntaxExpression(.error, span(from: base.span.start))
            }
            return node(.number(base, number.value), span(from: base.span.start), [base])
        }
        guard token.kind == .name || token.kind == .word, !isAtLineEnd, !token.startsLine else {
            failExpected("a field or a method after '.'")
            return SyntaxExpression(.error, span(from: base.span.start))
        }
        let name = advance()
        return node(.member(base, Identifier(name.text, name.span)), span(from: base.span.start), [base])
    }

    mutating func parseArguments() -> [SyntaxArgument] {
        parseList(")", "an argument") { parser in
            var label: Identifier?
            if parser.token.kind == .name, parser.peek(1).isText(":") {
                let token = parser.advance()
                label = Identifier(token.text, token.span)
                parser.advance()
            }
            return SyntaxArgument(label: label, value: parser.parseExpression())
        }
    }

    private mutating func parsePrimary() -> SyntaxExpression {
        let start = token.span
        guard !isAtLineEnd, !isPanicking else { return missingExpression() }
        switch token.kind {
        case .integer: return node(.integer(advance().value), start, [])
        case .name:
            if let quantifier = Quantifier(rawValue: token.text), follows(1, "("), peek(3).isText("in") {
                return nested(errorExpression()) { $0.parseQuantifier(quantifier) }
            }
            return node(.name(advance().text), start, [])
        case .word: return parseWord()
        case .symbol where token.text == "(":
            let inner = parseBrackets(")", "") { $0.parseExpression() }
            return node(.parenthesized(inner), span(from: start.start), [inner])
        case .symbol where token.text == "[": return parseArray()
        default: return missingExpression()
        }
    }

    private mutating func parseWord() -> SyntaxExpression {
        let word = token
        switch word.text {
        case "true", "false":
            advance()
            return node(.boolean(word.text == "true"), word.span, [])
        case "nil":
            advance()
            return node(.nil, word.span, [])
        case "self":
            advance()
            return node(.selfThread, word.span, [])
        case "new", "spawn":
            guard !misnamed.contains(word.text) else { break }
            advance()
            let name = expectName(word.text == "new" ? "the name of a pool" : "the name of a function")
            guard at("(") else {
                failExpected("'(' and the arguments")
                return SyntaxExpression(.error, span(from: word.span.start))
            }
            let arguments = parseArguments()
            let kind: SyntaxExpression.Kind =
                word.text == "new" ? .new(name, arguments) : .spawn(name, arguments)
            return node(kind, span(from: word.span.start), arguments.map(\.value))
        default: break
        }
        guard misnamed.contains(word.text) else { return missingExpression() }
        advance()
        return SyntaxExpression(.error, word.span)
    }

    private mutating func missingExpression() -> SyntaxExpression {
        let isString = token.kind == .string && !isAtLineEnd
        failExpected("an expression", hint: isString ? "strings are sentences, never values" : nil)
        return SyntaxExpression(.error, found.span)
    }

    private mutating func parseArray() -> SyntaxExpression {
        let start = token.span.start
        if peek(1).isText("]") {
            advance()
            advance()
            return node(.array([]), span(from: start), [])
        }
        var isRepeated = false
        let elements = parseList("]", "an element") { parser -> SyntaxExpression in
            let element = parser.parseExpression()
            guard parser.at(";"), !parser.isPanicking else { return element }
            parser.advance()
            isRepeated = true
            let length = parser.parseExpression()
            return parser.node(.repeated(element, length), element.span.union(length.span), [element, length])
        }
        if isRepeated, let pair = elements.first, elements.count == 1 {
            return node(pair.kind, span(from: start), elements)
        }
        if isRepeated { fail("H121", span(from: start), "expected '[value; length]' or '[value, …]', found both") }
        return node(.array(elements), span(from: start), elements)
    }

    private mutating func parseQuantifier(_ quantifier: Quantifier) -> SyntaxExpression {
        let start = advance().span.start
        let (name, domain, body) = parseBrackets(")", " after the quantifier") { parser in
            let name = parser.expectName()
            parser.expect("in")
            let domain = parser.parseDomain()
            parser.expect(":", quantifier == .sum ? " and a number" : " and a condition")
            return (name, domain, quantifier == .sum ? parser.parseExpression() : parser.parseTruth())
        }
        var parts = [body]
        switch domain {
        case .range(let low, let high, _, _): parts += [low, high]
        case .expression(let expression): parts.append(expression)
        }
        return node(.quantifier(quantifier, name, domain, body), span(from: start), parts)
    }

    // MARK: Nodes

    /// A node over its parts; a tree that would be too high becomes an error instead.
    mutating func node(
        _ kind: SyntaxExpression.Kind, _ span: SourceSpan, _ parts: [SyntaxExpression]
    ) -> SyntaxExpression {
        var height = 1
        for part in parts { height = max(height, part.height + 1) }
        guard height <= Parser.nestingLimit else {
            failNesting()
            return SyntaxExpression(.error, span)
        }
        return SyntaxExpression(kind, span, height: height)
    }

    private mutating func binary(
        _ symbol: String, _ left: SyntaxExpression, _ right: SyntaxExpression, _ operatorSpan: SourceSpan
    ) -> SyntaxExpression {
        node(
            .binary(symbol, left, right, operatorSpan: operatorSpan), left.span.union(right.span), [left, right])
    }
}
