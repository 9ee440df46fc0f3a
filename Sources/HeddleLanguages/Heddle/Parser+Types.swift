internal import HeddleProgram

/// Types and domains.
extension Parser {
    mutating func parseType() -> SyntaxType {
        let start = token.span.start
        guard !isPanicking, var type = parsePlainType() else {
            if !isPanicking { failExpected("a type") }
            return SyntaxType(.name(Identifier("", found.span)), found.span)
        }
        var suffixes = 0
        while !isPanicking {
            if take("?") {
                type = SyntaxType(.optional(type), span(from: start))
            } else if at("[") {
                let element = type
                let kind = parseBrackets("]", " after the size") { parser -> SyntaxType.Kind in
                    let isList = parser.take("..")
                    let size = parser.parseExpression()
                    return isList ? .list(element, size) : .array(element, size)
                }
                type = SyntaxType(kind, span(from: start))
            } else {
                return type
            }
            suffixes += 1
            if suffixes > Parser.nestingLimit { failNesting() }
        }
        return type
    }

    private mutating func parsePlainType() -> SyntaxType? {
        let start = token.span.start
        if take("thread") { return SyntaxType(.thread, span(from: start)) }
        guard !isAtLineEnd else { return nil }
        let startsRange =
            token.kind == .integer || token.isText("-") || token.isText("(") || token.isText("~")
            || (token.kind == .name && Parser.continuesBound.contains(peek(1).text) && peek(1).kind == .symbol
                && !peek(1).followsLineEnd)
        guard startsRange else {
            guard token.kind == .name || (token.kind == .word && misnamed.contains(token.text)) else { return nil }
            let name = advance()
            return SyntaxType(.name(Identifier(name.text, name.span)), name.span)
        }
        let boundsWere = inTypeBounds
        inTypeBounds = true
        defer { inTypeBounds = boundsWere }
        let low = parseAdditive()
        guard at("..<") || at("...") else {
            failExpected("'..<' or '...' and the end of the range")
            return SyntaxType(.name(Identifier("", low.span)), low.span)
        }
        let isInclusive = advance().text == "..."
        let high = parseAdditive()
        return SyntaxType(.range(low, high, inclusive: isInclusive), span(from: start))
    }

    /// A name followed by one of these begins a range, and is no type's name.
    private static let continuesBound: Set<String> = ["..<", "...", "+", "-", "*", "/", "%", "(", "."]

    /// `a..<b`, `a...b`, or what has elements.
    mutating func parseDomain() -> SyntaxDomain {
        let start = token.span.start
        let low = parseAdditive()
        guard at("..<") || at("...") else { return .expression(low) }
        let isInclusive = advance().text == "..."
        let high = parseAdditive()
        return .range(low, high, inclusive: isInclusive, span(from: start))
    }

    /// `( … )` or `[ … ]` around what `content` reads; inside a line end means nothing.
    mutating func parseBrackets<Content>(
        _ closing: String, _ context: String, _ content: (inout Parser) -> Content
    ) -> Content {
        let bracketsWere = openBrackets
        let boundsWere = inTypeBounds
        advance()
        openBrackets += 1
        inTypeBounds = false
        let result = content(&self)
        if !isPanicking { expect(closing, context) }
        openBrackets = bracketsWere
        inTypeBounds = boundsWere
        return result
    }

    /// Elements between brackets, separated by `,`; the current token is the opening bracket.
    mutating func parseList<Element>(
        _ closing: String, _ what: String, _ element: (inout Parser) -> Element
    ) -> [Element] {
        let bracketsWere = openBrackets
        let boundsWere = inTypeBounds
        advance()
        openBrackets += 1
        inTypeBounds = false
        defer {
            openBrackets = bracketsWere
            inTypeBounds = boundsWere
        }
        var elements: [Element] = []
        if take(closing) { return elements }
        while !isPanicking {
            elements.append(element(&self))
            if isPanicking || take(closing) { break }
            if !take(",") { failExpected("',' or '\(closing)' after \(what)") }
        }
        return elements
    }
}
