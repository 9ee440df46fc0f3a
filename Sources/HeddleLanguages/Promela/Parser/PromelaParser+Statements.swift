internal import HeddleProgram

extension PromelaParser {
    func statement(_ kind: PromelaStatement.Kind, _ span: SourceSpan) -> PromelaStatement {
        PromelaStatement(kind, span, calls: stream.calls)
    }

    /// Statements up to a `}`, `::`, `fi`, `od` or the end.
    func sequence() -> [PromelaStatement] {
        var result: [PromelaStatement] = []
        while !isAtSequenceEnd {
            let before = stream.index
            do throws(Abandon) {
                try nested { () throws(Abandon) in try step(into: &result) }
                let closed = previous?.isSymbol("}") == true || previous?.isWord("else") == true
                if !takeSeparators(), !isAtSequenceEnd, !closed {
                    throw expected("';' or '->' before the next statement", hint: separatorHint)
                }
            } catch {
                recover()
                takeSeparators()
                if stream.index == before, !isAtSequenceEnd { advance() }
            }
        }
        return result
    }

    private var separatorHint: String? {
        if at("=") { return "only a variable can be assigned to; to compare write '=='" }
        if token.kind == .name, previous?.kind == .name { return suggestion(for: previous?.text ?? "") }
        return nil
    }

    private var isAtSequenceEnd: Bool {
        isAtEndOfFile || token.isSymbol("}") || token.isSymbol("::") || token.isWord("fi") || token.isWord("od")
    }

    /// `;`, `->` and line breaks that stand for one.
    @discardableResult
    func takeSeparators() -> Bool {
        var taken = false
        while true {
            if isAtBreak {
                consumedBreak = stream.index
            } else if token.isSymbol(";") || token.isSymbol("->") {
                advance()
            } else {
                return taken
            }
            taken = true
        }
    }

    // MARK: One step

    private func step(into result: inout [PromelaStatement]) throws(Abandon) {
        if startsDeclaration {
            body?.isAtOptionStart = false
            result += try declaration()
            return
        }
        if at("xr") || at("xs") {
            try exclusive(into: &result)
            return
        }
        var labels: [Int] = []
        let start = stream.index
        while token.kind == .name, peek().isSymbol(":"), !peek().startsLine, !PromelaWords.all.contains(token.text),
            !isProctype(token)
        {
            let name = advance()
            advance()
            labels.append(declareLabel(name))
            if startsDeclaration || at("xr") || at("xs") {
                complain(
                    "P206", place(of: name), "a label cannot stand before a declaration",
                    hint: "write '\(name.text): skip' first")
                try step(into: &result)
                return
            }
        }
        let isLabelOnly = !labels.isEmpty && (isAtSequenceEnd || isAtBreak || at(";") || at("->") || startsDeclaration)
        if isLabelOnly {
            body?.isBeforeStatements = false
            var skip = statement(.skip, span(from: start))
            skip.labels = labels
            result.append(skip)
            return
        }
        let known = result.count
        try labelled(labels, into: &result)
        if at("unless") { try unless(from: known, start, into: &result) }
        body?.isBeforeStatements = false
        body?.isAtOptionStart = false
    }

    private func isProctype(_ token: PromelaToken) -> Bool {
        if case .proctype? = globals[token.text] { return true }
        return false
    }

    private func exclusive(into result: inout [PromelaStatement]) throws(Abandon) {
        let start = stream.index
        let sends = advance().text == "xs"
        repeat {
            let channel = try channelPlace()
            result.append(statement(.exclusive(channel: channel, sends: sends), span(from: start)))
        } while take(",")
    }

    /// A statement; labels go where Spin puts them: of `for` and `select` behind the first assignment.
    private func labelled(_ labels: [Int], into result: inout [PromelaStatement]) throws(Abandon) {
        let start = stream.index
        switch token.text {
        case "for" where token.kind == .name: try forLoop(labels, into: &result)
        case "select" where token.kind == .name: try select(labels, into: &result)
        default:
            let kind = try kind()
            body?.isBeforeStatements = false
            var statement = statement(kind, span(from: start))
            if isJump(kind), labels.contains(where: { Self.isSpecial(body?.labels[$0].name.text ?? "") }) {
                var skip = self.statement(.skip, statement.span)
                skip.labels = labels
                result.append(skip)
            } else {
                statement.labels = labels
            }
            result.append(statement)
        }
    }

    private func isJump(_ kind: PromelaStatement.Kind) -> Bool {
        switch kind {
        case .goto, .break: true
        default: false
        }
    }

    /// Labels that mean something to the search: Spin gives them a place of their own before a jump.
    static func isSpecial(_ name: String) -> Bool {
        name.hasPrefix("end") || name.hasPrefix("progress") || name.hasPrefix("accept")
    }

    private func unless(
        from known: Int, _ start: Int, into result: inout [PromelaStatement]
    ) throws(Abandon) {
        let word = advance()
        if let body, body.step != 0 {
            refuse(place(of: word), "'unless' within 'd_step'")
        }
        guard result.count > known, var main = result.popLast() else { return }
        var labels: [Int] = []
        switch main.kind {
        case .block, .atomic, .deterministic:
            labels = main.labels
            main.labels = []
        default:
            if !main.labels.isEmpty {
                complain(
                    "P207", main.span, "a label cannot stand before a statement with 'unless'",
                    hint: "write 'L: { … } unless { … }'")
            }
        }
        let sequence: PromelaSequence
        if case .block(let inner) = main.kind {
            sequence = inner
        } else {
            sequence = PromelaSequence(statements: [main], span: main.span)
        }
        body?.isAtOptionStart = false
        let escapeStart = stream.index
        var escape: [PromelaStatement] = []
        try labelled([], into: &escape)
        var escapeSequence = PromelaSequence(statements: escape, span: span(from: escapeStart))
        if escape.count == 1, case .block(let inner) = escape[0].kind { escapeSequence = inner }
        var statement = statement(.unless(sequence, escape: escapeSequence), span(from: start))
        statement.labels = labels
        result.append(statement)
    }

    // MARK: Kinds

    private func kind() throws(Abandon) -> PromelaStatement.Kind {
        if token.isSymbol("{"), !isAtBreak || consumedBreak == stream.index {
            return .block(try inner(word: nil))
        }
        guard token.kind == .name, !isAtBreak else { return try simple() }
        switch token.text {
        case "if", "do": return try choice()
        case "atomic", "d_step":
            let word = advance()
            guard token.isSymbol("{") else { throw expected("'{' behind '\(word.text)'") }
            let sequence = try inner(word: word.text)
            return word.text == "atomic" ? .atomic(sequence) : .deterministic(sequence)
        case "goto":
            advance()
            guard token.kind == .name, !isAtBreak else { throw expected("a label behind 'goto'") }
            return jump(advance())
        case "break": return leave()
        case "else":
            let word = advance()
            if body?.isAtOptionStart != true {
                complain(
                    "P208", place(of: word), "'else' stands where there is no choice: only an option begins with it")
            }
            return .otherwise
        case "assert":
            advance()
            let condition = try fullExpression()
            forbidRun(condition, "in an assertion")
            return .assert(condition)
        case "printf": return try print()
        case "printm": return try printm()
        case "skip":
            let goesOn = peek().kind == .symbol && PromelaBinary(rawValue: peek().text) != nil && !peek().startsLine
            if !goesOn {
                advance()
                return .skip
            }
            return try simple()
        case "c_code", "c_decl", "c_state", "c_track":
            refusedCode()
            return .skip
        case "set_priority":
            let word = advance()
            refuse(place(of: word), "'set_priority'", hint: "leave it out: all processes are equal then")
            throw Abandon()
        case "return": return try returned()
        case "proctype", "active", "init", "inline", "typedef", "never", "ltl", "mtype":
            throw expected("a statement", hint: "'\(token.text)' stands outside of processes; perhaps a '}' is missing")
        default: return try simple()
        }
    }

    /// The braces of a block, `atomic` or `d_step`.
    private func inner(word: String?) throws(Abandon) -> PromelaSequence {
        body?.isBeforeStatements = false
        let outer = body?.step ?? 0
        if word == "d_step", outer == 0 {
            let number = (body?.stepCount ?? 0) + 1
            body?.stepCount = number
            body?.step = number
        }
        defer { body?.step = outer }
        let sequence = try block()
        checkFirstLabel(sequence, word)
        return sequence
    }

    /// Spin cannot jump to the first statement within a block: the block's own label does that.
    func checkFirstLabel(_ sequence: PromelaSequence, _ word: String?) {
        guard let label = sequence.statements.first?.labels.first, let name = body?.labels[label].name else { return }
        let example = word.map { "\(name.text): \($0) { … }" } ?? "\(name.text): { … }"
        complain(
            "P207", place(of: name), "a label cannot stand on the first statement within \(word ?? "a block")",
            hint: "put it before: '\(example)'")
    }

    /// Statements that begin with an expression or a variable.
    private func simple() throws(Abandon) -> PromelaStatement.Kind {
        let start = stream.index
        guard isAtName, !PromelaWords.predefined.contains(token.text) || token.text == "_" else {
            try checkPredefined()
            return try condition(startingWith: nil)
        }
        if inlines[token.text] != nil { return .block(try call(result: nil)) }
        if token.text == "_", peek().isSymbol("=") {
            advance()
            advance()
            return .discard(try fullExpression())
        }
        if case .mtype? = globals[token.text] { return try condition(startingWith: nil) }
        if case .proctype? = globals[token.text], [":", "@", "["].contains(peek().text) {
            return try condition(startingWith: nil)
        }
        let place = try self.place()
        if !isAtBreak, token.kind == .symbol {
            switch token.text {
            case "=": return try assignment(place)
            case "++", "--":
                let amount = advance().text == "++" ? 1 : -1
                if place.type == .chan {
                    complain("P331", place.span, "there is no arithmetic on channels")
                }
                requireScalar(place)
                noteStore(nil, to: place)
                return .increment(place, by: amount)
            case "!", "!!":
                let sorted = advance().text == "!!"
                return try send(place, sorted: sorted)
            case "?" where !peek().isSymbol("["), "??" where !peek().isSymbol("["):
                let anywhere = advance().text == "??"
                return .receive(try receive(place, anywhere: anywhere))
            default: break
            }
        }
        var first = PromelaExpression(.place(place), place.span)
        if at("?") || at("??") {
            first = try poll(place, from: start)
        } else {
            requireScalar(place)
        }
        return try condition(startingWith: first)
    }

    private func requireScalar(_ place: PromelaPlace) {
        guard case .structure(let structure) = place.type else { return }
        complain(
            "P305", place.span,
            "'\(model.structures[structure].name.text)' is a structure: only its fields have values")
    }

    private func checkPredefined() throws(Abandon) {
        guard token.kind == .name, PromelaWords.predefined.contains(token.text), peek().kind == .symbol,
            ["=", "++", "--"].contains(peek().text)
        else { return }
        complain("P340", place(of: token), "'\(token.text)' cannot be assigned to")
        throw Abandon()
    }

    private func assignment(_ place: PromelaPlace) throws(Abandon) -> PromelaStatement.Kind {
        advance()
        requireScalar(place)
        if token.kind == .name, inlines[token.text] != nil { return .block(try call(result: place)) }
        let value = try fullExpression()
        if runCount(value) > 1 {
            complain("P309", value.span, "only one 'run' can stand in an expression")
        }
        checkAssigned(value, to: place.type)
        noteStore(value, to: place)
        return .assign(place, value)
    }

    private func condition(startingWith first: PromelaExpression?) throws(Abandon) -> PromelaStatement.Kind {
        let value = try fullExpression(startingWith: first)
        if runCount(value) > 0 {
            if case .run = value.kind, runCount(value) == 1 { return .condition(value) }
            complain(
                "P309", value.span, "'run' cannot be a part of a condition",
                hint: "assign its number first: 'p = run P()'")
        }
        return .condition(value)
    }

    // MARK: Printing

    private func print() throws(Abandon) -> PromelaStatement.Kind {
        advance()
        try expect("(", "behind 'printf'")
        guard token.kind == .string else { throw expected("a string as the first thing to print") }
        let format = advance()
        var values: [PromelaExpression] = []
        while take(",") { values.append(try expression()) }
        try expect(")", "to close the '('")
        for value in values { forbidRun(value, "in a 'printf'") }
        let (parts, used) = PromelaFormat.parts(format.text, values)
        if used > values.count {
            warn("P341", place(of: format), "this string asks for \(used) values, here are \(values.count)")
        } else if used < values.count {
            warn("P341", place(of: format), "this string shows \(used) of \(values.count) values")
        }
        return .print(parts)
    }

    private func printm() throws(Abandon) -> PromelaStatement.Kind {
        advance()
        try expect("(", "behind 'printm'")
        let value = try expression()
        try expect(")", "to close the '('")
        return .print([.value(.symbolic, value)])
    }

    private func returned() throws(Abandon) -> PromelaStatement.Kind {
        let word = advance()
        let value = try fullExpression()
        guard let result = stream.result else {
            complain(
                "P342", place(of: word), "'return' stands where nothing is returned to",
                hint: "it gives the value of an inline that is called as 'x = f(…)'")
            throw Abandon()
        }
        noteStore(value, to: result)
        return .assign(result, value)
    }
}

/// The parts of a `printf`'s string.
enum PromelaFormat {
    /// Also how many values the string asks for.
    static func parts(_ format: String, _ values: [PromelaExpression]) -> (parts: [PromelaPrintPart], used: Int) {
        var parts: [PromelaPrintPart] = []
        var text = ""
        var used = 0
        var rest = Substring(format)
        while let first = rest.popFirst() {
            if first == "\\", let escaped = rest.popFirst() {
                text.append(["n": "\n", "t": "\t", "r": "\r"][escaped] ?? escaped)
            } else if first == "%", let letter = rest.first {
                rest.removeFirst()
                guard let kind = PromelaPrintFormat(rawValue: letter) else {
                    text += letter == "%" ? "%" : "%\(letter)"
                    continue
                }
                if used < values.count {
                    if !text.isEmpty { parts.append(.text(text)) }
                    text = ""
                    parts.append(.value(kind, values[used]))
                }
                used += 1
            } else {
                text.append(first)
            }
        }
        if !text.isEmpty { parts.append(.text(text)) }
        return (parts, used)
    }
}
