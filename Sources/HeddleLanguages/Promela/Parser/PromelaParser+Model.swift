internal import HeddleProgram

extension PromelaParser {
    func parseModel() {
        findProctypes()
        while !isAtEndOfFile {
            do throws(Abandon) {
                try unit()
            } catch {
                recoverUnit()
            }
        }
        checkRuns()
        labelJumps()
        if hasErrors || isBroken { return }
        if model.proctypes.isEmpty {
            complain(
                "P322", .none, "the model has no process: nothing would run",
                hint: "write 'active proctype P() { … }' or 'init { … }'")
        } else if !model.proctypes.contains(where: { $0.activeCount > 0 }) {
            complain(
                "P322", .none, "no process is there at the start: nothing would run",
                hint: "write 'active' before a proctype, or an 'init'")
        }
    }

    /// Numbers every process of the file by its name, so that `run` may come before the process.
    private func findProctypes() {
        var count = 0
        var open = 0
        let tokens = stream.tokens
        for (index, token) in tokens.enumerated() {
            if token.isSymbol("{") { open += 1 }
            if token.isSymbol("}") { open -= 1 }
            guard open == 0, token.kind == .name else { continue }
            if token.text == "proctype" || token.text == "D_proctype", index + 1 < tokens.count,
                tokens[index + 1].kind == .name
            {
                let name = tokens[index + 1].text
                if proctypeNumbers[name] == nil { proctypeNumbers[name] = count }
                count += 1
            } else if token.text == "init" {
                count += 1
            }
        }
    }

    /// After an error outside of bodies: to where the next unit may begin.
    private func recoverUnit() {
        isInSequence = false
        openParentheses = 0
        body = nil
        let start = stream.index
        while !isAtEndOfFile {
            if token.isSymbol("{") {
                skipBraces()
                return
            }
            if token.isSymbol(";") {
                advance()
                return
            }
            if stream.index > start, token.startsLine, Self.unitWords.contains(token.text) { return }
            advance()
        }
    }

    private static let unitWords: Set<String> = PromelaWords.types.union([
        "active", "proctype", "D_proctype", "init", "inline", "typedef", "never", "ltl", "trace", "notrace", "hidden",
        "show", "local", "c_code", "c_decl", "c_state", "c_track",
    ])

    private func unit() throws(Abandon) {
        switch token.text {
        case ";" where token.kind == .symbol, "->" where token.kind == .symbol: advance()
        case "active", "proctype", "D_proctype": try proctype()
        case "init": try initProcess()
        case "typedef": try typeDefinition()
        case "inline": try inlineDefinition()
        case "never", "ltl", "trace", "notrace": try claim()
        case "c_code", "c_decl", "c_state", "c_track": refusedCode()
        default:
            if token.kind != .string, startsDeclaration {
                try declaration()
            } else {
                let isForeignType = Self.foreignTypes.contains(token.text)
                throw expected(
                    "a declaration or a process",
                    hint: isForeignType
                        ? Self.typeHint : Suggestions.hint(for: token.text, among: Self.unitWords.sorted()))
            }
        }
    }

    static let foreignTypes: Set<String> = ["float", "double", "char", "string", "long", "void", "real"]
    static let typeHint = "Promela has bit, bool, byte, short, int, unsigned, mtype, chan, pid and typedefs"

    func refusedCode() {
        let word = advance()
        refuse(
            place(of: word), "'\(word.text)'", hint: "embedded C is beyond a checker that reads the model itself")
        if word.text == "c_state" || word.text == "c_track" {
            while token.kind == .string { advance() }
            return
        }
        if token.isSymbol("[") {
            while !isAtEndOfFile, !token.isSymbol("]") { advance() }
            advance()
        }
        if token.isSymbol("{") { skipBraces() }
    }

    /// `never`, `ltl`, `trace`: named, and passed over.
    private func claim() throws(Abandon) {
        let start = stream.index
        let word = advance()
        let kind = PromelaClaim.Kind(rawValue: word.text) ?? .never
        var name: String?
        if token.kind == .name, !PromelaWords.all.contains(token.text) { name = advance().text }
        let span = span(from: start)
        guard token.isSymbol("{") else { throw expected("'{' behind '\(word.text)'") }
        skipBraces()
        let claim = PromelaClaim(kind: kind, name: name, span: span)
        model.uncheckedClaims.append(claim)
        warn(
            "P402", span, "the \(claim.title) is not checked: claims are not yet supported",
            hint: "assertions and invalid end states of the model are checked as if it were not there")
    }

    // MARK: Processes

    private func proctype() throws(Abandon) {
        let start = stream.index
        let activeCount = try activeCount()
        guard at("proctype") || at("D_proctype") else { throw expected("'proctype' behind 'active'") }
        let isDeterministic = advance().text == "D_proctype"
        guard isAtName else { throw expected("the name of the process") }
        let name = advance()
        let number = model.proctypes.count
        if isFree(name) { globals[name.text] = .proctype(number) }
        body = PromelaBody(number: number)
        let parameterCount = try parameters()
        if at("priority") { try refusedPriority() }
        var provided: PromelaExpression?
        if take("provided") {
            try expect("(", "behind 'provided'")
            let condition = try fullExpression()
            try expect(")", "to close the '('")
            forbidRun(condition, "in a 'provided' condition")
            provided = condition
        }
        let header = span(from: start)
        addPlaceholder(name, activeCount, header)
        let sequence = try processBody()
        finish(
            PromelaProctype(
                name: Identifier(name.text, place(of: name)), isInit: false, activeCount: activeCount,
                parameterCount: parameterCount, provided: provided, body: sequence, isDeterministic: isDeterministic,
                span: header))
        declaredProctypes.insert(name.text)
    }

    private func initProcess() throws(Abandon) {
        let start = stream.index
        let word = advance()
        if model.proctypes.contains(where: \.isInit) {
            complain("P302", place(of: word), "there is an 'init' already")
        }
        body = PromelaBody(number: model.proctypes.count)
        if at("priority") { try refusedPriority() }
        let header = span(from: start)
        addPlaceholder(word, 1, header)
        model.proctypes[model.proctypes.count - 1].isInit = true
        let sequence = try processBody()
        finish(
            PromelaProctype(
                name: Identifier("init", place(of: word)), isInit: true, activeCount: 1, body: sequence, span: header))
    }

    /// Keeps the process's number even where its body cannot be read.
    private func addPlaceholder(_ name: PromelaToken, _ activeCount: Int, _ header: SourceSpan) {
        model.proctypes.append(
            PromelaProctype(
                name: Identifier(name.text, place(of: name)), isInit: false, activeCount: activeCount,
                body: PromelaSequence(statements: [], span: header), span: header))
    }

    private func finish(_ proctype: PromelaProctype) {
        var proctype = proctype
        if let body {
            proctype.locals = body.locals
            proctype.labels = body.labels.map { PromelaLabel(name: Identifier($0.name.text, place(of: $0.name))) }
            proctype.body = resolved(proctype.body, body)
        }
        model.proctypes[model.proctypes.count - 1] = proctype
        body = nil
    }

    private func activeCount() throws(Abandon) -> Int {
        guard take("active") else { return 0 }
        guard take("[") else { return 1 }
        let count = try size("the number of processes")
        try expect("]", "behind the number of processes")
        if count.value > 250 || count.value < 1 {
            complain("P323", count.span, "the number of processes must be 1 to 250, here it is \(count.value)")
        }
        return min(max(count.value, 1), 250)
    }

    private func refusedPriority() throws(Abandon) {
        let word = advance()
        refuse(place(of: word), "'priority'", hint: "leave it out: all processes are equal then")
        _ = try expression()
    }

    /// The list between `(` and `)`, and how many variables it declares.
    private func parameters() throws(Abandon) -> Int {
        try expect("(", "behind the name of the process")
        while !at(")") {
            guard startsDeclaration else { throw expected("a parameter, as in 'byte x'") }
            try declaration(isParameter: true)
            if !take(";") { break }
        }
        try expect(")", "behind the parameters", hint: "parameters of different types stand with ';' between them")
        return body?.locals.count ?? 0
    }

    private func processBody() throws(Abandon) -> PromelaSequence {
        guard at("{") else { throw expected("'{' for what the process does") }
        defer { isInSequence = false }
        return try block()
    }

    /// `{ … }`: the current token is the `{`.
    func block() throws(Abandon) -> PromelaSequence {
        let start = stream.index
        let wasInSequence = isInSequence
        advance()
        isInSequence = true
        openParentheses = 0
        body?.openScope()
        let statements = sequence()
        body?.closeScope()
        if stream.index == start + 1 {
            complain("P205", span(from: start), "there is no statement in here", hint: "write 'skip' to do nothing")
        }
        guard token.isSymbol("}") else { throw expected("'}' to close the '{'") }
        consumedBreak = -1
        advance()
        isInSequence = wasInSequence
        return PromelaSequence(statements: statements, span: span(from: start))
    }

    // MARK: At the end

    private func checkRuns() {
        for run in runs where run.proctype < model.proctypes.count {
            let proctype = model.proctypes[run.proctype]
            let wanted = proctype.locals.prefix(proctype.parameterCount).reduce(0) { $0 + components(of: $1.type) }
            guard run.count != wanted else { continue }
            complain(
                "P324", run.span,
                "process '\(proctype.name.text)' takes \(PromelaPreprocessor.count(wanted, "value")), here are "
                    + "\(run.count)")
        }
    }
}
