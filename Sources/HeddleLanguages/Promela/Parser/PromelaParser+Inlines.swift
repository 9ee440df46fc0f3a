internal import HeddleProgram

extension PromelaParser {
    func inlineDefinition() throws(Abandon) {
        advance()
        guard isAtName else { throw expected("the name of the inline") }
        let name = advance()
        try expect("(", "behind the name of the inline")
        var parameters: [String] = []
        while !at(")") {
            guard isAtName else { throw expected("the name of a parameter", hint: "parameters have no types") }
            let parameter = advance()
            if parameters.contains(parameter.text) {
                complain("P302", place(of: parameter), "'\(parameter.text)' stands here twice")
            }
            parameters.append(parameter.text)
            if !take(",") { break }
        }
        try expect(")", "behind the parameters", hint: "parameters stand with ',' between them")
        guard token.isSymbol("{") else { throw expected("'{' for the body of the inline") }
        let start = stream.index
        skipBraces()
        let body = Array(stream.tokens[start..<stream.index])
        guard body.last?.isSymbol("}") == true else { throw expected("'}' at the end of the inline") }
        if body.count == 2 {
            complain("P205", body[0].span.union(body[1].span), "there is no statement in here", hint: "write 'skip'")
        }
        if isFree(name) { globals[name.text] = .inline }
        inlines[name.text] = Inline(name: name, parameters: parameters, body: body)
    }

    /// A call: its name is the current token. Gives the inline's block, read with the arguments in place.
    func call(result: PromelaPlace?) throws(Abandon) -> PromelaSequence {
        let start = stream.index
        let name = advance()
        try expect("(", "behind the name of the inline")
        let arguments = try callArguments(name)
        let span = span(from: start)
        guard let inline = inlines[name.text] else { throw Abandon() }
        guard arguments.count == inline.parameters.count else {
            complain(
                "P353", span,
                "the inline '\(name.text)' has \(PromelaPreprocessor.count(inline.parameters.count, "parameter")), "
                    + "here are \(arguments.count)")
            throw Abandon()
        }
        guard !stream.inlines.contains(name.text) else {
            complain("P354", place(of: name), "the inline '\(name.text)' calls itself, which never ends")
            throw Abandon()
        }
        guard stream.inlines.count < Self.inlineLimit else {
            complain("P355", place(of: name), "more than \(Self.inlineLimit) inlines call one another here")
            throw Abandon()
        }
        let tokens = substituted(inline, arguments)
        expandedTokens += tokens.count
        guard expandedTokens <= Self.expansionLimit else {
            complain("P355", place(of: name), "the inlines expand to more than \(Self.expansionLimit) tokens")
            throw Abandon()
        }
        return try read(tokens, of: name.text, calledAt: span, result: result)
    }

    private func read(
        _ tokens: [PromelaToken], of name: String, calledAt span: SourceSpan, result: PromelaPlace?
    ) throws(Abandon) -> PromelaSequence {
        let outer = stream
        let outerBreak = consumedBreak
        let outerParentheses = openParentheses
        let outerPrevious = previous
        stream = Stream(
            tokens: tokens, calls: outer.calls + [span], inlines: outer.inlines + [name], result: result)
        consumedBreak = -1
        openParentheses = 0
        previous = nil
        body?.isBeforeStatements = false
        defer {
            stream = outer
            consumedBreak = outerBreak
            openParentheses = outerParentheses
            previous = outerPrevious
        }
        let sequence = try nested { () throws(Abandon) in try block() }
        checkFirstLabel(sequence, nil)
        return sequence
    }

    /// The tokens of each argument, up to and with the `)`.
    private func callArguments(_ name: PromelaToken) throws(Abandon) -> [[PromelaToken]] {
        var arguments: [[PromelaToken]] = [[]]
        var open = 0
        while true {
            if isAtEndOfFile || token.isSymbol("{") || token.isSymbol("}") || token.isSymbol(";") {
                throw expected("')' behind the arguments of '\(name.text)'")
            }
            let next = advance()
            if next.isSymbol(")") && open == 0 { break }
            if next.isSymbol("(") || next.isSymbol("[") { open += 1 }
            if next.isSymbol(")") || next.isSymbol("]") { open -= 1 }
            if next.isSymbol(","), open == 0 {
                arguments.append([])
            } else {
                arguments[arguments.count - 1].append(next)
            }
        }
        if arguments.count == 1, arguments[0].isEmpty { return [] }
        if arguments.contains(where: \.isEmpty) {
            complain("P353", place(of: name), "an argument of '\(name.text)' is empty")
            throw Abandon()
        }
        return arguments
    }

    /// The body with each parameter replaced by its argument's tokens as they are, without parentheses, as in Spin.
    private func substituted(_ inline: Inline, _ arguments: [[PromelaToken]]) -> [PromelaToken] {
        var result: [PromelaToken] = []
        for token in inline.body {
            guard token.kind == .name, !isMtype(token.text),
                let number = inline.parameters.firstIndex(of: token.text)
            else {
                result.append(token)
                continue
            }
            for (index, part) in arguments[number].enumerated() {
                var copy = part
                copy.origin = place(of: part)
                copy.span = token.span
                copy.startsLine = index == 0 && token.startsLine
                result.append(copy)
            }
        }
        var end = inline.body[inline.body.count - 1]
        end.kind = .end
        end.text = ""
        result.append(end)
        return result
    }

    private func isMtype(_ name: String) -> Bool {
        if case .mtype? = globals[name] { return true }
        return false
    }
}
