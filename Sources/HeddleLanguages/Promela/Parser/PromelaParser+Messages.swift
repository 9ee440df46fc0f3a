internal import HeddleProgram

extension PromelaParser {
    /// What stands behind `c!` or `c!!`.
    func send(_ channel: PromelaPlace, sorted: Bool) throws(Abandon) -> PromelaStatement.Kind {
        checkChannel(channel)
        let start = stream.index
        var arguments = try argument()
        if at("(") {
            advance()
            repeat { arguments += try argument() } while take(",")
            try expect(")", "to close the '('")
        } else {
            while take(",") { arguments += try argument() }
        }
        for argument in arguments { forbidRun(argument, "in a message") }
        checkCount(arguments.count, channel, span(from: start), hint: nil)
        checkTypes(arguments.map { $0 as PromelaExpression? }, channel)
        return .send(channel: channel, sorted: sorted, arguments)
    }

    /// What stands behind `c?` or `c??`: up to the end of the receive.
    func receive(_ channel: PromelaPlace, anywhere: Bool) throws(Abandon) -> PromelaReceive {
        checkChannel(channel)
        let start = stream.index
        let keeps = take("<")
        let arguments = try receiveArguments()
        if keeps { try expect(">", "to close the '<'") }
        checkReceive(arguments, channel, span(from: start), isPoll: false)
        return PromelaReceive(channel: channel, anywhere: anywhere, keeps: keeps, arguments: arguments)
    }

    /// `c?[…]` and `c??[…]` as an expression, at the `?`.
    func poll(_ channel: PromelaPlace, from start: Int) throws(Abandon) -> PromelaExpression {
        checkChannel(channel)
        let anywhere = advance().text == "??"
        advance()
        let first = stream.index
        let arguments = try receiveArguments()
        let span = span(from: first)
        try expect("]", "to close the '['")
        checkReceive(arguments, channel, span, isPoll: true)
        let receive = PromelaReceive(channel: channel, anywhere: anywhere, keeps: true, arguments: arguments)
        return PromelaExpression(.poll(receive), self.span(from: start))
    }

    private func receiveArguments() throws(Abandon) -> [PromelaReceive.Argument] {
        if at("(") {
            return try nested { () throws(Abandon) in
                advance()
                let inner = try receiveArguments()
                try expect(")", "to close the '('")
                return inner
            }
        }
        var result = try receiveArgument()
        while true {
            if take(",") {
                result += try receiveArgument()
            } else if at("(") {
                advance()
                result += try nested { () throws(Abandon) in try receiveArguments() }
                try expect(")", "to close the '('")
                return result
            } else {
                return result
            }
        }
    }

    private func receiveArgument() throws(Abandon) -> [PromelaReceive.Argument] {
        let start = stream.index
        if at("eval") {
            advance()
            try expect("(", "behind 'eval'")
            let value = try expression()
            try expect(")", "to close the '('")
            forbidRun(value, "in a receive")
            return [.match(value)]
        }
        if at("_") {
            return [.ignore(advance().span)]
        }
        if at("-") {
            advance()
            guard token.kind == .number else { throw expected("a number behind '-'", hint: Self.evalHint) }
            let number = constant(try constantArgument()) ?? 0
            return [.match(PromelaExpression(.number(0 &- number), span(from: start)))]
        }
        let isMtype = if case .mtype? = globals[token.text] { true } else { false }
        if token.kind == .number || token.kind == .character || at("true") || at("false") || isMtype {
            return [.match(try constantArgument())]
        }
        guard isAtName else {
            throw expected("a variable, a constant, 'eval(…)' or '_'", hint: at("run") ? nil : Self.evalHint)
        }
        if ["_pid", "_nr_pr", "_last"].contains(token.text) {
            complain(
                "P317", place(of: token), "nothing can be received into '\(token.text)'",
                hint: "to match its value write 'eval(\(token.text))'")
            advance()
            return [.ignore(span(from: start))]
        }
        let place = try self.place()
        let parts = scalars(of: place)
        for part in parts { noteStore(nil, to: part) }
        return parts.map { .store($0) }
    }

    private static let evalHint = "to match a value that is computed write 'eval(…)'"

    private func constantArgument() throws(Abandon) -> PromelaExpression {
        let start = stream.index
        if case .mtype(let set, let value)? = globals[token.text] {
            advance()
            return PromelaExpression(.mtype(set: set, value: value), span(from: start))
        }
        if token.kind == .number {
            let text = advance().text
            guard let value = Int32(text) else {
                complain("P203", span(from: start), "'\(Self.shortened(text))' is no number of Promela")
                return PromelaExpression(.number(0), span(from: start))
            }
            return PromelaExpression(.number(Int(value)), span(from: start))
        }
        let word = advance()
        let value = word.kind == .character ? word.value : word.text == "true" ? 1 : 0
        return PromelaExpression(.number(value), span(from: start))
    }

    // MARK: Checks

    private func checkCount(
        _ count: Int, _ channel: PromelaPlace, _ span: SourceSpan, isPoll: Bool = false,
        hint: String? = "'_' receives what is not wanted"
    ) {
        guard let declared = declaredChannel(channel) else { return }
        let wanted = declared.fields.reduce(0) { $0 + components(of: $1) }
        let message = "messages of this channel have \(PromelaPreprocessor.count(wanted, "field")), here are \(count)"
        if count > wanted || (count < wanted && !isPoll) {
            complain("P318", span, message, hint: count < wanted ? hint : nil)
        } else if count < wanted {
            warn("P319", span, message, hint: "only the first ones are looked at")
        }
    }

    private func checkReceive(
        _ arguments: [PromelaReceive.Argument], _ channel: PromelaPlace, _ span: SourceSpan, isPoll: Bool
    ) {
        checkCount(arguments.count, channel, span, isPoll: isPoll)
        var seen: Set<PromelaPlace.Root> = []
        for case .store(let place) in arguments where place.index == nil && place.members.isEmpty && !isPoll {
            if !seen.insert(place.root).inserted {
                complain("P320", place.span, "this variable takes two fields of one message")
            }
        }
        checkTypes(
            arguments.map { argument in
                switch argument {
                case .store(let place): PromelaExpression(.place(place), place.span)
                case .match(let value): value
                case .ignore: nil
                }
            }, channel)
    }

    /// Symbolic names of one set where the message has another.
    private func checkTypes(_ arguments: [PromelaExpression?], _ channel: PromelaPlace) {
        guard let declared = declaredChannel(channel) else { return }
        let fields = declared.fields.flatMap { field in
            if case .structure = field { return [PromelaType?](repeating: nil, count: components(of: field)) }
            return [PromelaType?.some(field)]
        }
        for (field, argument) in zip(fields, arguments) {
            if let field, let argument { checkMtype(argument, goesTo: field) }
        }
    }

    func checkMtype(_ value: PromelaExpression, goesTo type: PromelaType) {
        guard case .mtype(let wanted) = type else { return }
        var given: Int?
        if case .mtype(let set, _) = value.kind { given = set }
        if case .place(let place) = value.kind, case .mtype(let set) = place.type { given = set }
        guard let given, given != wanted else { return }
        complain(
            "P321", value.span, "expected a name of \(setName(wanted)), found one of \(setName(given))")
    }

    private func setName(_ set: Int) -> String {
        model.mtypes[set].name.map { "'mtype:\($0)'" } ?? "the plain 'mtype'"
    }
}
