internal import HeddleProgram

/// C's expressions over integers, as far as they change nothing but by atomic operations.
extension LitmusParser {
    /// Loosest first, as in C. `&&` and `||` are no binary operators of the program: they don't always look right.
    private static let levels: [[String: BinaryOperator]] = [
        ["|": .bitOr], ["^": .bitXor], ["&": .bitAnd], ["==": .equal, "!=": .notEqual],
        ["<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual],
        ["<<": .shiftLeft, ">>": .shiftRight], ["+": .add, "-": .subtract],
        ["*": .multiply, "/": .divide, "%": .remainder],
    ]

    mutating func parseExpression() throws(Abandon) -> LitmusExpression {
        try deeper()
        var left = try parseConjunction(of: 0)
        while take("||") {
            try countOperator()
            let right = try parseConjunction(of: 0)
            left = LitmusExpression(kind: .or(left, right), span: left.span.union(right.span))
        }
        if isAt("?") { throw refuse("'? :' is", token.span, hint: "write it with 'if' and 'else'") }
        shallower()
        return left
    }

    private mutating func parseConjunction(of level: Int) throws(Abandon) -> LitmusExpression {
        var left = try parseBinary(0)
        while take("&&") {
            try countOperator()
            let right = try parseBinary(0)
            left = LitmusExpression(kind: .and(left, right), span: left.span.union(right.span))
        }
        return left
    }

    private mutating func parseBinary(_ level: Int) throws(Abandon) -> LitmusExpression {
        guard level < Self.levels.count else { return try parseUnary() }
        var left = try parseBinary(level + 1)
        while token.kind == .symbol, let binary = Self.levels[level][token.text] {
            advance()
            try countOperator()
            let right = try parseBinary(level + 1)
            left = LitmusExpression(kind: .binary(binary, left, right), span: left.span.union(right.span))
        }
        return left
    }

    private mutating func parseUnary() throws(Abandon) -> LitmusExpression {
        let start = token.span
        let operators: [String: UnaryOperator] = ["!": .not, "-": .negate, "~": .complement]
        if token.kind == .symbol, let unary = operators[token.text] {
            try deeper()
            advance()
            let operand = try parseUnary()
            shallower()
            return LitmusExpression(kind: .unary(unary, operand), span: span(from: start))
        }
        if isAt("+") {
            try deeper()
            advance()
            let operand = try parseUnary()
            shallower()
            return operand
        }
        if isAt("*") { return LitmusExpression(kind: .plain(try parseDereference()), span: span(from: start)) }
        if isAt("&") { throw refuse("an address as a value is", start) }
        if isAt("++") || isAt("--") { throw refuse("'\(token.text)' is", start, hint: "write 'r = r + 1' by itself") }
        return try parsePrimary()
    }

    private mutating func parsePrimary() throws(Abandon) -> LitmusExpression {
        let start = token.span
        if token.kind == .number {
            let value = token.value
            advance()
            return LitmusExpression(kind: .number(value), span: start)
        }
        if take("(") {
            if token.kind == .name, isTypeWord(token.text) || token.isWord("void") {
                throw refuse("a cast is", token.span, hint: "everything is an 'int'")
            }
            var inner = try parseExpression()
            guard take(")") else { throw expected("an operator or ')'") }
            inner.span = span(from: start)
            return inner
        }
        guard token.kind == .name else {
            throw expected("a value", hint: "a number, a register, '*x' or an atomic call")
        }
        if peek().isSymbol("(") {
            let operation = try parseOperation()
            guard operation.kind.hasResult else {
                report("L204", operation.span, "'\(operation.function.text)' gives no value")
                throw Abandon()
            }
            return LitmusExpression(kind: .operation(operation), span: operation.span)
        }
        let name = try needName("a value")
        if isAt("++") || isAt("--") {
            throw refuse("'\(token.text)' is", token.span, hint: "write '\(name.text) = \(name.text) + 1' by itself")
        }
        if isAt("[") { throw refuse("an array is", token.span) }
        return LitmusExpression(kind: .register(name), span: name.span)
    }
}
