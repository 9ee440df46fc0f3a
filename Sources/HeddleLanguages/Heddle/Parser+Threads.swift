internal import HeddleProgram

/// Functions, threads, processes and specifications.
extension Parser {
    mutating func parseFunction() -> SyntaxFunction {
        advance()
        let name = expectName("the function's name")
        var parameters: [SyntaxParameter] = []
        if at("(") {
            parameters = parseList(")", "a parameter") { parser in
                let name = parser.expectName("the name of a parameter")
                parser.expect(":", " and the parameter's type")
                return SyntaxParameter(name: name, type: parser.parseType())
            }
        } else {
            failExpected("'(' and the parameters")
        }
        let result = take("->") ? parseType() : nil
        var implements: (spec: Identifier, operation: Identifier)?
        if take("implements") {
            let spec = expectName("the name of a spec")
            expect(".", " and an operation of the spec")
            implements = (spec, expectName("an operation of the spec"))
        }
        let body = parseBlock(after: "the head of the function")
        return SyntaxFunction(name: name, parameters: parameters, result: result, implements: implements, body: body)
    }

    mutating func parseThreadOrProcess() -> SyntaxDeclaration.Kind {
        let isDaemon = take("daemon")
        let isProcess = at("process")
        if !take("thread"), !take("process") { failExpected("'thread' or 'process' after 'daemon'") }
        let start = previousEnd - (isProcess ? 7 : 6)
        let name = expectName(isProcess ? "the name of a process" : "the name of a thread")
        let copies = parseCopies(from: start)
        if isProcess {
            return .process(
                SyntaxProcess(name: name, isDaemon: isDaemon, copies: copies, members: parseMembers()))
        }
        let body = parseBlock(after: "the head of the thread")
        return .thread(SyntaxThread(name: name, isDaemon: isDaemon, copies: copies, body: body))
    }

    private mutating func parseCopies(from start: Int) -> SyntaxCopies {
        if take("*") { return .replicas(parseExpression()) }
        guard at("(") else { return .single }
        let (name, type) = parseBrackets(")", " after the parameter's range") { parser in
            let name = parser.expectName("the name of the parameter")
            parser.expect(":", " and a range such as '0..<2'")
            return (name, parser.parseRangeOnly())
        }
        if at("*") {
            advance()
            _ = parseExpression()
            let head = quotable(span(from: start)).map { "'\($0)'" } ?? "this head"
            complain("H118", span(from: start), "\(head): a parameter or a number, not both")
        }
        return .parameter(name, type)
    }

    /// The values of a thread's parameter: a range.
    private mutating func parseRangeOnly() -> SyntaxType {
        let place = found
        let type = parseType()
        if case .range = type.kind { return type }
        fail("H121", place.span, "expected a range such as '0..<2', found \(place.words)")
        return type
    }

    private mutating func parseMembers() -> [(member: SyntaxProcess.Member, span: SourceSpan)] {
        var members: [(member: SyntaxProcess.Member, span: SourceSpan)] = []
        guard expectOpenBrace(of: "the parts of the process") else { return members }
        parseBraces { parser in
            let start = parser.token.span.start
            if let member = parser.parseMember() { members.append((member, parser.span(from: start))) }
            parser.expectEnd(of: "declaration")
        }
        return members
    }

    private mutating func parseMember() -> SyntaxProcess.Member? {
        if take("main") { return .main(parseBlock(after: "'main'")) }
        if take("recover") { return .recover(parseBlock(after: "'recover'")) }
        if at("func") { return .function(parseFunction()) }
        let isDurable = take("durable")
        let isGhost = !isDurable && take("ghost")
        if take("var") { return .variable(parseVariable(), isDurable: isDurable, isGhost: isGhost) }
        failExpected(
            "'var', 'durable var', 'func', 'main' or 'recover'", hint: "the steps of a process stand in 'main { }'")
        return nil
    }

    mutating func parseSpec() -> SyntaxDeclaration.Kind {
        advance()
        let name = expectName("the name of the spec")
        var members: [SyntaxDeclaration] = []
        guard expectOpenBrace(of: "the parts of the spec") else { return .spec(name, members) }
        parseBraces { parser in
            if parser.at("var") || parser.at("func") || parser.at("ghost") {
                if let member = parser.parseDeclaration() { members.append(member) }
            } else {
                parser.failExpected("'var' or 'func'")
            }
            parser.expectEnd(of: "declaration")
        }
        return .spec(name, members)
    }
}
