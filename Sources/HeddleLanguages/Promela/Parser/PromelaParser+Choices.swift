internal import HeddleProgram

extension PromelaParser {
    /// `if … fi` and `do … od`.
    func choice() throws(Abandon) -> PromelaStatement.Kind {
        let word = advance()
        let repeats = word.text == "do"
        let end = repeats ? "od" : "fi"
        body?.isBeforeStatements = false
        let step = body?.step ?? 0
        if repeats { body?.loops.append(step) }
        defer { if repeats { _ = body?.loops.popLast() } }
        var options: [PromelaSequence] = []
        takeSeparators()
        guard token.isSymbol("::") else {
            throw expected("'::' for the first option of the '\(word.text)'")
        }
        while token.isSymbol("::") {
            consumedBreak = stream.index
            let start = stream.index
            advance()
            body?.isAtOptionStart = true
            let statements = sequence()
            if stream.index == start + 1 {
                complain("P205", span(from: start), "this option has no statement", hint: "write 'skip' to do nothing")
            }
            options.append(PromelaSequence(statements: pruned(statements), span: span(from: start)))
        }
        guard token.isWord(end) else {
            throw expected(
                "'::' or '\(end)'", hint: "the '\(word.text)' is on line \(source.line(of: word.span.start))")
        }
        consumedBreak = stream.index
        advance()
        checkElse(options)
        return .choice(options, repeats: repeats)
    }

    private func checkElse(_ options: [PromelaSequence]) {
        var found: SourceSpan?
        var hasMessages = false
        for option in options {
            guard let first = option.statements.first else { continue }
            switch first.kind {
            case .otherwise:
                if found != nil { complain("P209", first.span, "this choice has two 'else'") }
                found = first.span
            case .send, .receive: hasMessages = true
            default: break
            }
        }
        if let found, hasMessages {
            warn(
                "P343", found,
                "'else' beside a send or receive: it is taken when the message cannot go at that moment")
        }
    }

    /// What Spin leaves of an option: of unlabelled `skip`s in a row all but the first, the option's own first and
    /// last statement always.
    private func pruned(_ statements: [PromelaStatement]) -> [PromelaStatement] {
        var result: [PromelaStatement] = []
        var count = 0
        for (index, statement) in statements.enumerated() {
            guard Self.isIdle(statement) else {
                if case .exclusive = statement.kind {} else { count = 0 }
                result.append(statement)
                continue
            }
            count += 1
            if case .print = statement.kind {
                result.append(statement)
            } else if count == 1 || index == 0 || index == statements.count - 1 {
                result.append(statement)
            }
        }
        return result
    }

    private static func isIdle(_ statement: PromelaStatement) -> Bool {
        guard statement.labels.isEmpty else { return false }
        switch statement.kind {
        case .skip, .print: return true
        case .condition(let value):
            if case .number(1) = value.kind { return true }
            return false
        default: return false
        }
    }

    // MARK: for and select

    /// The three forms of `for`, as what Spin makes of them.
    func forLoop(_ labels: [Int], into result: inout [PromelaStatement]) throws(Abandon) {
        let start = stream.index
        advance()
        try expect("(", "behind 'for'")
        let variable = try counter("for")
        body?.isBeforeStatements = false
        let step = body?.step ?? 0
        body?.loops.append(step)
        defer { _ = body?.loops.popLast() }
        if take(":") {
            let low = try expression()
            try expect("..", "between the first and the last value", hint: "with blanks around it: '1 .. N'")
            let high = try expression()
            try expect(")", "to close the '('")
            try rangeLoop(variable, low, high, labels, from: start, into: &result)
            return
        }
        guard token.isWord("in") else { throw expected("':' or 'in' behind the variable of the 'for'") }
        advance()
        let name = token
        let open = stream.index
        let (root, declared) = try wholeVariable()
        let span = self.span(from: open)
        try expect(")", "to close the '('")
        if case .structure = variable.type {
            try channelLoop(variable, root, declared, span, labels, from: start, into: &result)
            return
        }
        guard let count = declared.count else {
            complain(
                "P344", place(of: name), "'\(name.text)' is no array",
                hint: "'for (i in a)' counts an array's indices; 'for (m in c)' needs a structure for 'm'")
            throw Abandon()
        }
        let low = PromelaExpression(.number(0), span)
        let high = PromelaExpression(.number(count - 1), span)
        try rangeLoop(variable, low, high, labels, from: start, into: &result)
    }

    /// The variable that a `for` or `select` sets.
    private func counter(_ word: String) throws(Abandon) -> PromelaPlace {
        let place = try self.place()
        if place.type == .chan || !place.members.isEmpty || place.index != nil {
            complain("P345", place.span, "'\(word)' wants a plain variable")
        }
        if word == "select", case .structure = place.type {
            complain("P345", place.span, "'\(word)' wants a plain variable")
        }
        return place
    }

    /// A variable's name without an index.
    private func wholeVariable() throws(Abandon) -> (PromelaPlace.Root, PromelaVariable) {
        guard isAtName else { throw expected("an array or a channel") }
        if let body, let index = body.local(token.text) {
            advance()
            return (.local(index), body.locals[index])
        }
        if case .variable(let index)? = globals[token.text] {
            advance()
            return (.global(index), model.globals[index])
        }
        _ = try place()
        throw Abandon()
    }

    private func rangeLoop(
        _ variable: PromelaPlace, _ low: PromelaExpression, _ high: PromelaExpression, _ labels: [Int],
        from start: Int, into result: inout [PromelaStatement]
    ) throws(Abandon) {
        let header = span(from: start)
        checkRange(variable, low, high)
        let value = PromelaExpression(.place(variable), variable.span)
        let test = PromelaExpression(.binary(.atMost, value, high), header)
        result.append(statement(.assign(variable, low), header))
        let loop = [statement(.condition(test), header)]
        try finishLoop(loop, variable, labels, header, from: start, into: &result)
    }

    private func checkRange(_ variable: PromelaPlace, _ low: PromelaExpression, _ high: PromelaExpression) {
        if let first = constant(low), let last = constant(high), first > last {
            complain("P346", low.span.union(high.span), "the first value, \(first), is greater than the last, \(last)")
        }
        forbidRun(low, "in a range")
        forbidRun(high, "in a range")
    }

    /// `for (m in c)`: the messages of a channel, each taken out and put back.
    private func channelLoop(
        _ variable: PromelaPlace, _ root: PromelaPlace.Root, _ declared: PromelaVariable, _ span: SourceSpan,
        _ labels: [Int], from start: Int, into result: inout [PromelaStatement]
    ) throws(Abandon) {
        let header = self.span(from: start)
        guard declared.type == .chan, declared.count == nil, case .channel(let channel)? = declared.initial,
            channel.capacity > 0, channel.fields == [variable.type]
        else {
            complain(
                "P347", span, "expected a buffered channel whose messages are of the variable's type alone",
                hint: "as in 'chan c = [3] of { T }; T m; for (m in c) { … }'")
            throw Abandon()
        }
        let place = PromelaPlace(root: root, type: .chan, span: span)
        let index = body?.locals.count ?? 0
        body?.locals.append(
            PromelaVariable(
                name: Identifier("for.\(index)", header), type: channel.capacity > 255 ? .short : .byte))
        let counter = PromelaPlace(
            root: .local(index), type: channel.capacity > 255 ? .short : .byte, span: header)
        let zero = PromelaExpression(.number(0), header)
        let value = PromelaExpression(.place(counter), header)
        let length = PromelaExpression(.channel(.length, place), header)
        result.append(statement(.assign(counter, zero), header))
        let parts = scalars(of: variable)
        let receive = PromelaReceive(channel: place, anywhere: false, keeps: false, arguments: parts.map { .store($0) })
        let send = parts.map { PromelaExpression(.place($0), $0.span) }
        let loop = [
            statement(.condition(PromelaExpression(.binary(.less, value, length), header)), header),
            statement(.receive(receive), header),
            statement(.send(channel: place, sorted: false, send), header),
        ]
        try finishLoop(loop, counter, labels, header, from: start, into: &result)
    }

    /// Body, increment, and the way out.
    private func finishLoop(
        _ head: [PromelaStatement], _ counter: PromelaPlace, _ labels: [Int], _ header: SourceSpan,
        from start: Int, into result: inout [PromelaStatement]
    ) throws(Abandon) {
        takeSeparators()
        guard token.isSymbol("{") else { throw expected("'{' for the body of the 'for'") }
        body?.isAtOptionStart = false
        let inner = try block()
        var loop = head + inner.statements
        loop.append(statement(.increment(counter, by: 1), header))
        let exit = [statement(.otherwise, header), statement(.break, header)]
        var choice = statement(
            .choice(
                [
                    PromelaSequence(statements: loop, span: header),
                    PromelaSequence(statements: exit, span: header),
                ], repeats: true), span(from: start))
        choice.labels = labels
        result.append(choice)
    }

    /// `select (x : a .. b)`: Spin writes small constant ranges as an `if`, others as a loop.
    func select(_ labels: [Int], into result: inout [PromelaStatement]) throws(Abandon) {
        let start = stream.index
        advance()
        try expect("(", "behind 'select'")
        let first = stream.index
        let variable = try counter("select")
        try expect(":", "behind the variable of the 'select'")
        let low = try expression()
        try expect("..", "between the first and the last value", hint: "with blanks around it: '1 .. N'")
        let high = try expression()
        try expect(")", "to close the '('")
        body?.isBeforeStatements = false
        checkRange(variable, low, high)
        let span = span(from: start)
        if isWrittenOut(first), let least = constant(low), let most = constant(high), least <= most {
            if most - least <= 32 {
                let options = (least...most).map { value in
                    PromelaSequence(
                        statements: [statement(.assign(variable, PromelaExpression(.number(value), span)), span)],
                        span: span)
                }
                var choice = statement(.choice(options, repeats: false), span)
                choice.labels = labels
                result.append(choice)
            } else {
                selectLoop(variable, low, high, span, onAssignment: labels, onLoop: [], exitFirst: false, into: &result)
            }
            return
        }
        selectLoop(variable, low, high, span, onAssignment: [], onLoop: labels, exitFirst: true, into: &result)
    }

    /// Whether Spin's lexer sees a plain name and two plain numbers on one line, outside of inlines.
    private func isWrittenOut(_ first: Int) -> Bool {
        let parts = Array(stream.tokens[first..<stream.index])
        return stream.calls.isEmpty && parts.count == 6 && parts[0].kind == .name && !parts[0].text.contains("_")
            && parts[2].kind == .number && parts[4].kind == .number && !parts.contains { $0.startsLine }
    }

    private func selectLoop(
        _ variable: PromelaPlace, _ low: PromelaExpression, _ high: PromelaExpression, _ span: SourceSpan,
        onAssignment: [Int], onLoop: [Int], exitFirst: Bool, into result: inout [PromelaStatement]
    ) {
        var assignment = statement(.assign(variable, low), span)
        assignment.labels = onAssignment
        let value = PromelaExpression(.place(variable), variable.span)
        let test = PromelaExpression(.binary(.less, value, high), span)
        let more = PromelaSequence(
            statements: [statement(.condition(test), span), statement(.increment(variable, by: 1), span)], span: span)
        let exit = PromelaSequence(statements: [statement(.break, span)], span: span)
        var choice = statement(.choice(exitFirst ? [exit, more] : [more, exit], repeats: true), span)
        choice.labels = onLoop
        result += [assignment, choice]
    }
}
