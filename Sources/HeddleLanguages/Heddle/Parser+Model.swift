internal import HeddleProgram

/// The file as a whole, and the choice of declaration.
extension Parser {
    mutating func parseModel() -> SyntaxModel {
        var name: Identifier?
        let documentation = token.documentation
        if at("model") {
            name = parseModelLine()
        } else {
            let place = isAtEndOfFile ? SourceSpan(start: 0, end: 0) : token.span
            complain("H101", place, "a model starts with 'model \"Name\"'", hint: "put it on the first line")
        }
        var declarations: [SyntaxDeclaration] = []
        var isInWreck = false
        while !isAtEndOfFile {
            let before = index
            if at("model"), peek(1).kind == .string, name == nil {
                name = parseModelLine()
            } else if at("model") {
                secondModel()
            } else if startsDeclaration {
                if let declaration = parseDeclaration() { declarations.append(declaration) }
                isInWreck = isPanicking
                expectEnd(of: "declaration")
            } else {
                passLooseText(isInWreck)
                isInWreck = true
            }
            if index == before { advance() }
            takeEnd()
        }
        return SyntaxModel(name: name, documentation: documentation, declarations: declarations + misplaced)
    }

    private mutating func parseModelLine() -> Identifier? {
        advance()
        var name: Identifier?
        if token.kind == .string, !isAtLineEnd {
            let token = advance()
            name = Identifier(token.text, token.span)
        } else {
            let written = isName(at: 0) && !isAtLineEnd ? "model \"\(token.text)\"" : nil
            fail(
                "H101", found.span, "a model starts with 'model \"Name\"'",
                hint: written.map { "the name stands in quotes: \($0)" } ?? "put it on the first line")
        }
        expectEnd(of: "declaration")
        return name
    }

    private mutating func secondModel() {
        complain("H119", token.span, "a file holds one model; this is a second 'model'")
        advance()
        if token.kind == .string { advance() }
        expectEnd(of: "declaration")
    }

    private var startsDeclaration: Bool {
        if token.kind == .name { return token.text == "memory" && isName(at: 1) && !peek(1).followsLineEnd }
        guard token.kind == .word else { return false }
        if ReservedWords.startsOnlyDeclaration.contains(token.text) { return !peek(1).isText("=") }
        if token.text == "atomic" { return !peek(1).isText("{") }
        if token.text == "ghost" { return peek(1).isText("var") }
        return token.text == "var" || token.text == "durable"
    }

    /// What is no declaration: reported once for a run of it, and read as a statement so that its blocks end right.
    private mutating func passLooseText(_ isInWreck: Bool) {
        if !isInWreck {
            if let operation = ruleOfLineEnd() {
                complain("H111", token.span, operation, hint: "end the first line with the operator")
            } else if at("else") {
                complain("H107", token.span, "'else' without an 'if'")
            } else {
                let words = found.words
                complain("H108", found.span, "expected a declaration, found \(words)", hint: hintForLooseText)
            }
        }
        if token.isText("}") || token.isText("else") {
            advance()
        } else if token.isText("{") {
            silently { _ = $0.parseBlock() }
        } else {
            silently { parser in
                _ = parser.parseStatement()
                parser.expectEnd(of: "statement")
            }
        }
        isPanicking = false
    }

    private var hintForLooseText: String? {
        if token.isText("}") { return "it closes nothing" }
        if token.isText("let") { return "at the top stand 'const' and 'var'" }
        if token.isText("ghost") { return "at the top it is 'ghost var'" }
        if token.kind == .symbol { return nil }
        return "statements stand inside 'thread', 'func' or 'setup'"
    }

    /// H111's text, if the current token is an operator that begins a line.
    func ruleOfLineEnd() -> String? {
        guard token.kind == .symbol, token.startsLine, index > 0, Parser.infixLevel[token.text] != nil || isAssignment
        else { return nil }
        let previous = tokens[index - 1]
        guard Lexer.mayEndStatement(previous) else { return nil }
        let words = previous.kind == .string ? "a string" : "'\(Lexer.shortened(previous.text))'"
        return "the line ends after \(words), and this starts a new statement"
    }

    var isAssignment: Bool {
        token.kind == .symbol && Parser.assignments.contains(token.text)
    }

    /// One declaration without its end; nil where too little of it can be read.
    mutating func parseDeclaration() -> SyntaxDeclaration? {
        let start = token.span.start
        let documentation = token.documentation
        guard let kind = parseDeclarationKind() else { return nil }
        return SyntaxDeclaration(kind, span(from: start), documentation: documentation)
    }

    private mutating func parseDeclarationKind() -> SyntaxDeclaration.Kind? {
        switch token.text {
        case "const": return parseConstant()
        case "enum": return parseEnumeration()
        case "struct": return parseStructure()
        case "pool": return parsePool()
        case "ghost", "var": return parseSharedVariable()
        case "atomic":
            advance()
            return .atomic(parseVariable())
        case "mutex", "rwlock", "condition", "semaphore", "barrier", "once", "event": return parseObject()
        case "channel": return parseChannel()
        case "setup":
            advance()
            return .setup(parseBlock(after: "'setup'"))
        case "func": return .function(parseFunction())
        case "daemon", "thread", "process": return parseThreadOrProcess()
        case "spec": return parseSpec()
        case "faults": return parseFaults()
        case "bounds": return parseBounds()
        case "memory": return parseMemory()
        case "invariant", "final", "reachable", "outcome": return parseProperty()
        case "eventually": return parseEventually()
        case "linearizable": return parseLinearizable()
        case "refines": return parseRefines()
        case "expect": return parseExpectation()
        case "allow", "forbid":
            let forbids = advance().text == "forbid"
            return .permit(forbids: forbids, expectName("the name of a check"))
        default:
            failExpected("a declaration")
            return nil
        }
    }
}
