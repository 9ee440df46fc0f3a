internal import HeddleProgram

/// Constants, types, shared variables and objects.
extension Parser {
    mutating func parseConstant() -> SyntaxDeclaration.Kind {
        advance()
        let name = expectName("the constant's name")
        let type = take(":") ? parseType() : nil
        expect("=", " and the constant's value")
        return .constant(name, type, parseExpression())
    }

    mutating func parseEnumeration() -> SyntaxDeclaration.Kind {
        advance()
        let name = expectName("the enum's name")
        var cases: [Identifier] = []
        guard expectOpenBrace(of: "the enum's cases") else { return .enumeration(name, cases) }
        parseBraces { parser in
            cases.append(parser.expectName("the name of a case"))
            parser.expectSeparator("case")
        }
        return .enumeration(name, cases)
    }

    mutating func parseStructure() -> SyntaxDeclaration.Kind {
        advance()
        let name = expectName("the struct's name")
        return .structure(name, parseFields())
    }

    mutating func parsePool() -> SyntaxDeclaration.Kind {
        advance()
        let name = expectName("the pool's name")
        let capacity = parseSize() ?? missingSize()
        var isAny = false
        var isRecycling = false
        while true {
            if take("any") { isAny = true } else if take("recycling") { isRecycling = true } else { break }
        }
        return .pool(name, capacity: capacity, any: isAny, recycling: isRecycling, parseFields())
    }

    private mutating func missingSize() -> SyntaxExpression {
        failExpected("'[' and the number of cells")
        return errorExpression()
    }

    private mutating func parseFields() -> [SyntaxField] {
        var fields: [SyntaxField] = []
        guard expectOpenBrace(of: "the fields") else { return fields }
        parseBraces { parser in
            let isAtomic = parser.take("atomic")
            let name = parser.expectName("the name of a field")
            parser.expect(":", " and the field's type")
            let type = parser.parseType()
            let initial = parser.take("=") ? parser.parseExpression() : nil
            fields.append(SyntaxField(name: name, type: type, initial: initial, isAtomic: isAtomic))
            parser.expectSeparator("field")
        }
        return fields
    }

    /// `,` or a line end, behind a case or a field.
    private mutating func expectSeparator(_ what: String) {
        if isPanicking {
            recover()
        } else if take(",") {
            return
        } else if !isAtEnd {
            failExpected("',' or '}' after the \(what)")
            recover()
        }
        takeEnd()
        if take(",") { takeEnd() }
    }

    /// Whether a `{` stands here, or later on the line of a header that was wrong already.
    mutating func expectOpenBrace(of what: String) -> Bool {
        if isPanicking, !isAtEnd, hasBraceOnLine {
            while !token.isText("{") { advance() }
            isPanicking = false
        }
        if at("{") { return true }
        failExpected("'{' and \(what)")
        return fillsMissingBrace()
    }

    mutating func parseSharedVariable() -> SyntaxDeclaration.Kind {
        let isGhost = take("ghost")
        expect("var")
        return .variable(parseVariable(), isGhost: isGhost)
    }

    /// `NAME : type [= expr]` or `NAME = expr`, after its keyword.
    mutating func parseVariable() -> SyntaxVariable {
        let name = expectName("the variable's name")
        var type: SyntaxType?
        var initial: SyntaxExpression?
        if take(":") {
            type = parseType()
            if take("=") { initial = parseExpression() }
        } else if take("=") {
            initial = parseExpression()
        } else {
            failExpected("':' and a type, or '=' and a value")
        }
        return SyntaxVariable(name: name, type: type, initial: initial)
    }

    func errorExpression() -> SyntaxExpression {
        SyntaxExpression(.error, SourceSpan(start: previousEnd, end: previousEnd))
    }

    /// `[n]`, or nil.
    mutating func parseSize() -> SyntaxExpression? {
        guard at("[") else { return nil }
        return parseBrackets("]", " after the size") { $0.parseExpression() }
    }

    mutating func parseObject() -> SyntaxDeclaration.Kind {
        let word = advance().text
        let kind = SyntaxObject.Kind(rawValue: word) ?? .mutex
        let article = word.hasPrefix("e") || word.hasPrefix("o") ? "an" : "a"
        let name = expectName("the name of \(article) \(word)")
        var object = SyntaxObject(
            kind: kind, name: name, size: parseSize(), option: nil, argument: nil, limit: nil)
        switch kind {
        case .mutex: object.option = parseOption("recursive")
        case .rwlock: object.option = parseOption("writersFirst")
        case .condition: object.option = parseOption("spurious")
        case .semaphore:
            expect("=", " and the number of permits at the start", hint: "semaphore \(name.text) = 1")
            object.argument = parseExpression()
            if take("limit") { object.limit = parseExpression() }
        case .barrier:
            if at("(") { object.argument = parseBrackets(")", " after the number of threads") { $0.parseExpression() } }
        case .once, .event: break
        }
        return .object(object)
    }

    private mutating func parseOption(_ word: String) -> Identifier? {
        guard at(word) else { return nil }
        let token = advance()
        return Identifier(token.text, token.span)
    }

    mutating func parseChannel() -> SyntaxDeclaration.Kind {
        advance()
        let name = expectName("the channel's name")
        let size = parseSize()
        expect(":", " and the type of the messages")
        let type = parseType()
        var isUnordered = false
        var capacity = SyntaxCapacity.rendezvous
        while !isPanicking {
            if take("unordered") {
                isUnordered = true
            } else if take("capacity") {
                capacity = take("unbounded") ? .unbounded : .bounded(parseExpression())
            } else {
                break
            }
        }
        return .channel(name, size: size, type, unordered: isUnordered, capacity)
    }

    mutating func parseMemory() -> SyntaxDeclaration.Kind {
        advance()
        if !at("sc"), !at("tso"), !at("c11") { failExpected("'sc', 'tso' or 'c11'") }
        return .memory(expectName("a memory model"))
    }

    mutating func parseBounds() -> SyntaxDeclaration.Kind {
        advance()
        var bounds: [SyntaxBound] = []
        guard expectOpenBrace(of: "the bounds") else { return .bounds(bounds) }
        parseBraces { parser in
            let name = parser.expectName("the name of a bound")
            bounds.append(SyntaxBound(name: name, value: parser.parseExpression()))
            parser.expectEnd(of: "bound")
        }
        return .bounds(bounds)
    }

    mutating func parseFaults() -> SyntaxDeclaration.Kind {
        advance()
        var faults: [SyntaxFault] = []
        guard expectOpenBrace(of: "the faults") else { return .faults(faults) }
        parseBraces { parser in
            let start = parser.token.span.start
            if let kind = SyntaxFault.Kind(rawValue: parser.token.text) {
                parser.advance()
                let name = parser.expectName()
                var atMost: SyntaxExpression?
                if parser.take("at") {
                    parser.expect("most", " after 'at'")
                    atMost = parser.parseExpression()
                }
                faults.append(SyntaxFault(kind: kind, name: name, atMost: atMost, span: parser.span(from: start)))
            } else {
                parser.failExpected("'crash', 'lose' or 'duplicate'")
            }
            parser.expectEnd(of: "fault")
        }
        return .faults(faults)
    }
}
