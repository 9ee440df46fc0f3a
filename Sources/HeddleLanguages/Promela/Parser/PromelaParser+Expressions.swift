internal import HeddleProgram

extension PromelaParser {
    /// Loosest first; each level associates to the left.
    private static let levels: [[String]] = [
        ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", "<=", ">", ">="], ["<<", ">>"], ["+", "-"],
        ["*", "/", "%"],
    ]

    /// An expression in which `full`, `empty` and their likes may stand: of a condition, an assignment, an assert.
    func fullExpression(startingWith first: PromelaExpression? = nil) throws(Abandon) -> PromelaExpression {
        let result = try expressionTree(startingWith: first)
        checkQuestions(result, allowed: true)
        return result
    }

    func expression() throws(Abandon) -> PromelaExpression {
        let result = try expressionTree(startingWith: nil)
        checkQuestions(result, allowed: false)
        return result
    }

    private func expressionTree(startingWith first: PromelaExpression?) throws(Abandon) -> PromelaExpression {
        let (result, height) = try infix(0, startingWith: first)
        try limit(height)
        return result
    }

    private typealias Tree = (expression: PromelaExpression, height: Int)

    private func limit(_ height: Int) throws(Abandon) {
        guard height > Self.nestingLimit else { return }
        if !hasReportedNesting {
            complain("P202", place(of: token), "this is nested more than \(Self.nestingLimit) levels deep")
        }
        hasReportedNesting = true
        throw Abandon()
    }

    private func infix(_ level: Int, startingWith first: PromelaExpression?) throws(Abandon) -> Tree {
        guard level < Self.levels.count else {
            if let first { return (first, 1) }
            return try nested { () throws(Abandon) in try unary() }
        }
        var left = try infix(level + 1, startingWith: first)
        while token.kind == .symbol, !isAtBreak, Self.levels[level].contains(token.text),
            let operation = PromelaBinary(rawValue: token.text)
        {
            advance()
            let right = try infix(level + 1, startingWith: nil)
            let span = left.expression.span.union(right.expression.span)
            left = (
                PromelaExpression(.binary(operation, left.expression, right.expression), span),
                max(left.height, right.height) + 1
            )
            try limit(left.height)
        }
        return left
    }

    private func unary() throws(Abandon) -> Tree {
        let start = stream.index
        for operation in [PromelaUnary.not, .complement, .minus] where take(operation.rawValue) {
            let operand = try nested { () throws(Abandon) in try unary() }
            let span = span(from: start)
            if operation == .minus, case .number(let value) = operand.expression.kind {
                return (PromelaExpression(.number(-value), span), operand.height)
            }
            return (PromelaExpression(.unary(operation, operand.expression), span), operand.height + 1)
        }
        return try primary()
    }

    private func primary() throws(Abandon) -> Tree {
        let start = stream.index
        if at("(") {
            advance()
            let inner = try nested { () throws(Abandon) in try infix(0, startingWith: nil) }
            guard at("->") else {
                try expect(")", "to close the '('")
                var result = inner
                result.expression.span = span(from: start)
                return result
            }
            advance()
            let first = try nested { () throws(Abandon) in try infix(0, startingWith: nil) }
            try expect(":", "between the two values of '(condition -> value : value)'")
            let second = try nested { () throws(Abandon) in try infix(0, startingWith: nil) }
            try expect(")", "to close the '('")
            let kind = PromelaExpression.Kind.conditional(inner.expression, first.expression, second.expression)
            return (
                PromelaExpression(kind, span(from: start)), max(inner.height, max(first.height, second.height)) + 1
            )
        }
        return (try simple(), 1)
    }

    private func simple() throws(Abandon) -> PromelaExpression {
        let start = stream.index
        switch token.kind {
        case .number where !isAtBreak: return try number()
        case .character where !isAtBreak:
            let value = advance().value
            return PromelaExpression(.number(value), span(from: start))
        case .name where !isAtBreak: break
        default: throw expected("an expression")
        }
        switch token.text {
        case "true", "skip", "false":
            let value = advance().text == "false" ? 0 : 1
            return PromelaExpression(.number(value), span(from: start))
        case "timeout":
            advance()
            return PromelaExpression(.timeout, span(from: start))
        case "len", "full", "empty", "nfull", "nempty":
            return try channelQuestion()
        case "run":
            return try run()
        case "np_", "c_expr", "enabled", "pc_value", "get_priority":
            return try refusedExpression()
        default: break
        }
        guard isAtName else { throw expected("an expression") }
        if let special = predefined() { return special }
        if case .mtype(let set, let value)? = globals[token.text], body?.local(token.text) == nil {
            advance()
            return PromelaExpression(.mtype(set: set, value: value), span(from: start))
        }
        if case .proctype(let number)? = globals[token.text], [":", "@", "["].contains(peek().text) {
            return try remote(number)
        }
        let place = try self.place()
        if at("?") || at("??"), peek().isSymbol("[") { return try poll(place, from: start) }
        if case .structure(let structure) = place.type {
            complain(
                "P305", place.span,
                "'\(model.structures[structure].name.text)' is a structure: only its fields have values")
        }
        return PromelaExpression(.place(place), span(from: start))
    }

    private func number() throws(Abandon) -> PromelaExpression {
        let start = stream.index
        let text = advance().text
        let span = span(from: start)
        guard text.utf8.allSatisfy(PromelaLexer.isDigit), let value = Int(text) else {
            complain("P203", span, "'\(Self.shortened(text))' is no number: Promela's are decimal, as in 42")
            return PromelaExpression(.number(0), span)
        }
        if value > Int(Int32.max) {
            complain("P203", span, "\(Self.shortened(text)) is too large: the largest number is \(Int32.max)")
        }
        return PromelaExpression(.number(min(value, Int(Int32.max))), span)
    }

    private func predefined() -> PromelaExpression? {
        let start = stream.index
        let kind: PromelaExpression.Kind
        switch token.text {
        case "_pid": kind = .ownNumber
        case "_nr_pr": kind = .processCount
        case "_last": kind = .lastMover
        case "_":
            complain("P306", place(of: token), "'_' has no value: it only takes what is not wanted")
            kind = .number(0)
        case "_priority", "_p", "_nr_qs":
            refuse(place(of: token), "'\(token.text)'")
            kind = .number(0)
        default: return nil
        }
        advance()
        return PromelaExpression(kind, span(from: start))
    }

    private func channelQuestion() throws(Abandon) -> PromelaExpression {
        let start = stream.index
        let question = PromelaChannelQuestion(rawValue: advance().text) ?? .length
        try expect("(", "behind '\(question.rawValue)'")
        let channel = try channelPlace()
        try expect(")", "to close the '('")
        return PromelaExpression(.channel(question, channel), span(from: start))
    }

    private func refusedExpression() throws(Abandon) -> PromelaExpression {
        let word = advance()
        refuse(
            place(of: word), "'\(word.text)'",
            hint: word.text == "c_expr" ? "embedded C is beyond a checker that reads the model itself" : nil)
        if word.text == "c_expr" {
            while !isAtEndOfFile, !token.isSymbol("{") { advance() }
            skipBraces()
        } else if take("(") {
            _ = try expression()
            try expect(")", "to close the '('")
        }
        return PromelaExpression(.number(0), word.span)
    }

    private func run() throws(Abandon) -> PromelaExpression {
        let start = stream.index
        let word = advance()
        guard isAtName else { throw expected("the name of a process behind 'run'") }
        let name = advance()
        if body == nil {
            complain("P307", place(of: word), "'run' stands outside of any process")
        }
        try expect("(", "behind the name of the process", hint: "without parameters too: 'run \(name.text)()'")
        var arguments: [PromelaExpression] = []
        if !at(")") {
            repeat { arguments += try argument() } while take(",")
        }
        try expect(")", "to close the '('")
        if at("priority") {
            refuse(place(of: token), "'priority'", hint: "leave it out: all processes are equal then")
            advance()
            _ = try expression()
        }
        let span = span(from: start)
        guard let number = proctypeNumbers[name.text] else {
            complain(
                "P308", place(of: name), "there is no process '\(name.text)'",
                hint: suggestion(for: name.text, processes: true))
            return PromelaExpression(.number(0), span)
        }
        runs.append(PromelaRun(proctype: number, count: arguments.count, span: span))
        return PromelaExpression(.run(proctype: number, arguments), span)
    }

    /// One argument of a message or a `run`: a structure is all its scalars.
    func argument() throws(Abandon) -> [PromelaExpression] {
        if isAtName, globals[token.text].map({ if case .variable = $0 { true } else { false } }) ?? true,
            !PromelaWords.predefined.contains(token.text), isStructure
        {
            let place = try self.place()
            if case .structure = place.type {
                return scalars(of: place).map { PromelaExpression(.place($0), place.span) }
            }
            let result = try infix(0, startingWith: PromelaExpression(.place(place), place.span))
            checkQuestions(result.expression, allowed: false)
            return [result.expression]
        }
        return [try expression()]
    }

    /// Whether the name here is a variable whose type is a structure.
    var isStructure: Bool {
        let type: PromelaType?
        if let index = body?.local(token.text) {
            type = body?.locals[index].type
        } else if case .variable(let index)? = globals[token.text] {
            type = model.globals[index].type
        } else {
            type = nil
        }
        if case .structure? = type { return true }
        return false
    }

    // MARK: Checks

    /// `full` and its likes stand alone, in parentheses, or with `&&` and `||`; a `run` is no part of a condition.
    private func checkQuestions(_ expression: PromelaExpression, allowed: Bool) {
        switch expression.kind {
        case .channel(let question, _):
            guard !allowed, question != .length else { return }
            let opposite: [PromelaChannelQuestion: String] = [
                .full: "nfull", .empty: "nempty", .notFull: "full", .notEmpty: "empty",
            ]
            complain(
                "P204", expression.span,
                "'\(question.rawValue)' can only stand by itself or with '&&' and '||'",
                hint: opposite[question].map { "the opposite is '\($0)(…)'" })
        case .unary(_, let operand): checkQuestions(operand, allowed: false)
        case .binary(let operation, let left, let right):
            let stays = allowed && (operation == .and || operation == .or)
            checkQuestions(left, allowed: stays)
            checkQuestions(right, allowed: stays)
        case .conditional(let test, let first, let second):
            for part in [test, first, second] { checkQuestions(part, allowed: false) }
        default: break
        }
    }

    /// How many `run`s an expression holds.
    func runCount(_ expression: PromelaExpression) -> Int {
        switch expression.kind {
        case .run(_, let arguments): 1 + arguments.reduce(0) { $0 + runCount($1) }
        case .unary(_, let operand): runCount(operand)
        case .binary(_, let left, let right): runCount(left) + runCount(right)
        case .conditional(let test, let first, let second): runCount(test) + runCount(first) + runCount(second)
        case .place(let place): runCount(place)
        case .channel(_, let place): runCount(place)
        default: 0
        }
    }

    func runCount(_ place: PromelaPlace) -> Int {
        let own = place.index.map(runCount) ?? 0
        return place.members.reduce(own) { $0 + ($1.index.map(runCount) ?? 0) }
    }

    func forbidRun(_ expression: PromelaExpression, _ place: String) {
        if runCount(expression) > 0 {
            complain(
                "P309", expression.span, "'run' cannot stand \(place)",
                hint: "start the process in a statement of its own, or assign: 'p = run P()'")
        }
    }
}
