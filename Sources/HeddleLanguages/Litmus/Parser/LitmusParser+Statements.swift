internal import HeddleProgram

/// The statements of a thread.
extension LitmusParser {
    /// Words of C that begin what is not read here. An array: its making costs the start of the program less than a set's.
    private static let unread = [
        "for", "do", "switch", "case", "goto", "break", "continue", "return", "asm", "__asm__", "static", "const",
        "unsigned", "long", "short", "char", "bool", "_Bool", "void", "struct", "double", "float", "atomic_init",
        "mtx_lock", "mtx_unlock", "atomic_signal_fence", "atomic_flag_test_and_set", "atomic_flag_clear",
    ]

    /// `{ … }`
    mutating func parseBlock() throws(Abandon) -> [LitmusStatement] {
        try need("{")
        try deeper()
        var statements: [LitmusStatement] = []
        while !isAt("}") {
            if isAtEnd { throw expected("'}'") }
            let level = nesting
            do throws(Abandon) {
                statements += try parseStatement()
            } catch {
                if hasGivenUp(at: level) { throw error }
                skip(to: [";", "}"])
                _ = take(";")
            }
        }
        advance()
        shallower()
        return statements
    }

    /// Whether the failure was one of nesting, from which there is no way back; else the level is put right.
    private mutating func hasGivenUp(at level: Int) -> Bool {
        if nesting > Self.nestingLimit { return true }
        nesting = level
        return false
    }

    private mutating func parseStatement() throws(Abandon) -> [LitmusStatement] {
        let start = token.span
        operators = 0
        func made(_ kind: LitmusStatement.Kind) -> [LitmusStatement] {
            [LitmusStatement(kind: kind, span: span(from: start))]
        }
        if take(";") { return made(.empty) }
        if isAt("{") { return made(.block(try parseBlock())) }
        if token.isWord("if") { return [try parseIf()] }
        if token.isWord("while") { return [try parseWhile()] }
        if token.isWord("int") { return try parseDeclaration() }
        if isAt("*") { return try parsePlainStore() }
        if token.isWord("atomic_int") || token.isWord("_Atomic") || token.isWord("volatile") {
            throw refuse(
                "a local of the type '\(token.text)' is", token.span, hint: "a register is an 'int'")
        }
        guard token.kind == .name else { throw expected("a statement") }
        if Self.unread.contains(token.text), !isAssignment {
            throw refuse("'\(token.text)' is", token.span, hint: "statements are '=', 'if', 'while' and atomic_…(…)")
        }
        if peek().isSymbol("(") {
            let operation = try parseOperation()
            try need(";")
            return made(.evaluate(operation))
        }
        let register = try needName("a register")
        if !isAt("="), token.kind == .symbol, token.text.hasSuffix("=") || token.text == "++" || token.text == "--" {
            throw refuse("'\(token.text)' is", token.span, hint: "write '\(register.text) = \(register.text) + 1'")
        }
        guard take("=") else { throw expected("'='") }
        let value = try parseExpression()
        try need(";")
        return made(.assign(register, value))
    }

    private var isAssignment: Bool { peek().isSymbol("=") }

    /// `int a = …, b;`
    private mutating func parseDeclaration() throws(Abandon) -> [LitmusStatement] {
        let start = token.span
        advance()
        var found: [LitmusStatement] = []
        var first = start
        repeat {
            if isAt("*") { throw refuse("a pointer is", token.span, hint: "a register holds an integer") }
            let name = try needName("a register's name")
            if isAt("[") { throw refuse("an array is", token.span, hint: "a register holds one integer") }
            let value = take("=") ? try parseExpression() : nil
            if !isAt(","), !isAt(";") { throw expected(value == nil ? "'=' or ';'" : "an operator or ';'") }
            found.append(LitmusStatement(kind: .declare(name, value), span: span(from: first)))
            if isAt(",") { first = peek().span }
        } while take(",")
        try need(";")
        if found.count == 1 { found[0].span = span(from: start) }
        return found
    }

    /// `*x = e;`
    private mutating func parsePlainStore() throws(Abandon) -> [LitmusStatement] {
        let start = token.span
        let location = try parseDereference()
        if !isAt("="), token.kind == .symbol, token.text.hasSuffix("=") || token.text == "++" || token.text == "--" {
            throw refuse(
                "'\(token.text)' is", token.span, hint: "a read and a write are two steps: 'int r = *x; *x = r + 1;'")
        }
        guard take("=") else { throw expected("'='") }
        let value = try parseExpression()
        try need(";")
        return [LitmusStatement(kind: .store(location, value), span: span(from: start))]
    }

    /// `*x`, `*(x)`
    mutating func parseDereference() throws(Abandon) -> LitmusName {
        let start = token.span
        advance()
        if isAt("*") { throw refuse("a pointer to a pointer is", span(from: start).union(token.span)) }
        let isWrapped = take("(")
        let name = try needName("a location's name")
        if isWrapped { try need(")") }
        return name
    }

    private mutating func parseIf() throws(Abandon) -> LitmusStatement {
        let start = token.span
        advance()
        let condition = try parseHead()
        let head = span(from: start)
        let then = try parseBranch()
        let otherwise = takeWord("else") ? try parseBranch() : []
        return LitmusStatement(kind: .if(condition, then: then, otherwise: otherwise), span: head)
    }

    private mutating func parseWhile() throws(Abandon) -> LitmusStatement {
        let start = token.span
        advance()
        let condition = try parseHead()
        let head = span(from: start)
        return LitmusStatement(kind: .while(condition, body: try parseBranch()), span: head)
    }

    private mutating func parseHead() throws(Abandon) -> LitmusExpression {
        try need("(")
        let condition = try parseExpression()
        guard take(")") else { throw expected("an operator or ')'") }
        return condition
    }

    /// A block, or one statement.
    private mutating func parseBranch() throws(Abandon) -> [LitmusStatement] {
        if isAt("{") { return try parseBlock() }
        if token.isWord("int") { throw expected("a statement or '{'") }
        try deeper()
        let statements = try parseStatement()
        shallower()
        return statements
    }
}
