internal import HeddleProgram

/// `switch` and `select`.
extension RoutineLowering {
    func lowerSwitch(
        _ subject: SyntaxExpression, _ cases: [(values: [SyntaxExpression], body: SyntaxBlock)],
        otherwise: SyntaxBlock?, _ span: SourceSpan
    ) -> Bool {
        let mark = temporaryMark
        let value = lower(subject)
        branchWords.append("switch")
        defer { branchWords.removeLast() }
        guard let value else {
            for one in cases { _ = lowerBlock(one.body) }
            if let otherwise { _ = lowerBlock(otherwise) }
            return true
        }
        var held = value
        if value.constant == nil, !value.isPlace {
            let saved = temporary(value.type)
            emit(.assign(.local(saved), value), subject.span)
            held = Expression(.read(.local(saved)), value.type, subject.span)
        }
        let isComplete = checkCases(cases, of: value.type, hasElse: otherwise != nil, span)
        let end = newLabel()
        var reachesEnd = !isComplete
        var tests: [(test: Expression?, body: SyntaxBlock)] = []
        for one in cases { tests.append((caseTest(held, one.values), one.body)) }
        var decided = false
        var bodies: [(label: CodeLabel, body: SyntaxBlock)] = []
        for (test, body) in tests {
            let inside = newLabel()
            if decided || test?.constant == .boolean(false) {
                dead { if lowerBlock(body) { reachesEnd = true } }
            } else if test?.constant == .boolean(true) {
                emit(.jump(inside), body.span)
                bodies.append((inside, body))
                decided = true
            } else {
                let next = newLabel()
                if let test { emit(.branch(test, then: inside, otherwise: next), test.span) }
                bind(next)
                bodies.append((inside, body))
            }
        }
        releaseTemporaries(mark)
        if let otherwise {
            if decided {
                dead { if lowerBlock(otherwise) { reachesEnd = true } }
            } else if lowerBlock(otherwise) {
                reachesEnd = true
                emit(.jump(end), span)
            }
        } else if !decided {
            emit(.jump(end), span)
        }
        for (label, body) in bodies {
            bind(label)
            if lowerBlock(body) {
                reachesEnd = true
                emit(.jump(end), body.span)
            }
        }
        bind(end)
        return reachesEnd
    }

    private func caseTest(_ held: Expression, _ values: [SyntaxExpression]) -> Expression? {
        var test: Expression?
        for syntax in values {
            guard let value = lowerConstant(syntax, as: held.type) else { continue }
            let equal = Folding.simplified(Expression(.binary(.equal, held, value), .bool, syntax.span))
            test = test.map { disjunction($0, equal) } ?? equal
        }
        return test
    }

    private func disjunction(_ a: Expression, _ b: Expression) -> Expression {
        if case .boolean(let value)? = b.constant { return value ? b : a }
        return Folding.simplified(Expression(.or(a, b), .bool, a.span))
    }

    private func lowerConstant(_ syntax: SyntaxExpression, as type: ValueType) -> Expression? {
        guard let value = RoutineLowering.constant(in: context).lowerValue(syntax, to: type) else { return nil }
        guard value.constant != nil else {
            error(
                "H307", syntax.span,
                "this must be constant: '\(context.text(syntax.span))' cannot be computed beforehand")
            return nil
        }
        return Expression(value.kind, type, syntax.span)
    }

    /// Whether every value has its case; H305 where an enum's do not.
    private func checkCases(
        _ cases: [(values: [SyntaxExpression], body: SyntaxBlock)], of type: ValueType, hasElse: Bool,
        _ span: SourceSpan
    ) -> Bool {
        if hasElse { return true }
        if type == .bool {
            let values = cases.flatMap(\.values)
            return [true, false].allSatisfy { flag in
                values.contains { if case .boolean(flag) = $0.kind { return true } else { return false } }
            }
        }
        guard case .enumeration(let index) = type else { return false }
        var left = context.program.enumerations[index].cases
        for one in cases {
            for value in one.values {
                let name: String
                switch value.kind {
                case .name(let text): name = text
                case .member(_, let text): name = text.text
                default: return false
                }
                left.removeAll { $0 == name }
            }
        }
        guard !left.isEmpty else { return true }
        let head = SourceSpan(start: span.start, end: min(span.end, span.start + 6))
        let names = left.map { "'\($0)'" }.joined(separator: ", ")
        error("H305", head, "'switch' leaves out \(names)", hint: "add the case, or 'else'")
        return true
    }

    // MARK: - select

    func lowerSelect(_ alternatives: [SyntaxAlternative], _ span: SourceSpan) -> Bool {
        let head = SourceSpan(start: span.start, end: min(span.end, span.start + 6))
        guard mode.isThread else {
            if mayAct("select", head, waits: true) {
                error("H405", head, "'select' cannot stand in 'atomic'", hint: "make the choice outside of it")
            }
            return true
        }
        checkWaysOut(alternatives)
        branchWords.append("select")
        defer { branchWords.removeLast() }
        let mark = temporaryMark
        var lowered: [SelectAlternative] = []
        var bodies: [(body: SyntaxBlock, label: CodeLabel?, binding: (Identifier, LocalID)?)] = []
        for alternative in alternatives {
            let off = isOff(alternative)
            if off.isOff {
                dead {
                    if let one = lowerAlternative(alternative, condition: nil) {
                        bodies.append((alternative.body, nil, one.binding))
                    }
                }
                continue
            }
            let target = newLabel()
            let one = lowerAlternative(alternative, condition: off.condition)
            if let one {
                lowered.append(
                    SelectAlternative(
                        one.operation, condition: off.condition, target: target, span: alternative.span))
            }
            bodies.append((alternative.body, target, one?.binding))
        }
        beginStep(.select, head)
        emit(.select(lowered), span)
        releaseTemporaries(mark)
        let end = newLabel()
        var reachesEnd = false
        for (body, label, binding) in bodies {
            let lowerBody = {
                self.inScope {
                    if let (name, local) = binding { self.nameLocal(name, local, isConstant: true) }
                    if self.lowerBlock(body) { reachesEnd = true }
                }
            }
            if let label {
                bind(label)
                lowerBody()
                emit(.jump(end), body.span)
            } else {
                dead(lowerBody)
            }
        }
        bind(end)
        return reachesEnd
    }

    private func checkWaysOut(_ alternatives: [SyntaxAlternative]) {
        var timeouts = 0
        var defaults = 0
        for alternative in alternatives {
            if case .timeout = alternative.kind { timeouts += 1 }
            if case .default = alternative.kind { defaults += 1 }
            guard timeouts + defaults > 1 else { continue }
            let first = SourceSpan(
                start: alternative.span.start, end: min(alternative.span.end, alternative.span.start + 7))
            if timeouts > 0, defaults > 0 {
                error(
                    "H413", first, "'select' has both 'timeout' and 'default'",
                    hint: "'default' would never let it wait")
            } else {
                error("H413", first, "'select' has two of '\(timeouts > 0 ? "timeout" : "default")'")
            }
            return
        }
    }

    /// The condition of `when`, and whether constants switch the alternative off.
    private func isOff(_ alternative: SyntaxAlternative) -> (isOff: Bool, condition: Expression?) {
        guard let syntax = alternative.condition else { return (false, nil) }
        let condition = inMode(.choice(word: "when")) { lowerBool(syntax) }
        if case .boolean(let value)? = condition?.constant { return (!value, nil) }
        return (false, condition)
    }

    private func lowerAlternative(
        _ alternative: SyntaxAlternative, condition: Expression?
    )
        -> (operation: SelectAlternative.Operation, binding: (Identifier, LocalID)?)?
    {
        switch alternative.kind {
        case .timeout: return (.timeout, nil)
        case .default: return (.default, nil)
        case .await(let expression):
            guard let value = inMode(.await, { lowerBool(expression) }) else { return nil }
            return (.await(value), nil)
        case .call(let binding, let expression): return lowerSelectCall(binding, expression)
        }
    }

    private func lowerSelectCall(
        _ binding: Identifier?, _ expression: SyntaxExpression
    )
        -> (operation: SelectAlternative.Operation, binding: (Identifier, LocalID)?)?
    {
        guard case .call(let callee, let arguments) = expression.kind, case .member(let base, let method) = callee.kind,
            let access = resolve(base)
        else {
            if case .call(let callee, _) = expression.kind, case .member = callee.kind { return nil }
            notWaiting(expression.span)
            return nil
        }
        guard case .object(var reference, let place) = access else {
            notWaiting(expression.span)
            return nil
        }
        if context.program.objects[reference.object].count != nil, reference.index == nil {
            arrayOfObjects(reference.object, place, method: method.text)
            return nil
        }
        reference.index = reference.index.map(kept)
        let wantsValue = method.text == "send" ? 1 : 0
        switch (context.program.objects[reference.object].kind, method.text) {
        case (.channel(let type, _, _), "send"):
            guard checkCount("send", arguments.count, wantsValue, expression.span),
                let value = lowerValue(arguments[0].value, to: type, nested: true)
            else { return nil }
            return (.send(reference, value), noBinding(binding))
        case (.channel(let type, _, _), "receive"):
            guard checkCount("receive", arguments.count, wantsValue, expression.span) else { return nil }
            let bound = boundLocal(binding, type)
            return (.receive(reference, result: bound?.1), bound)
        case (.channel(let type, _, _), "next"):
            guard checkCount("next", arguments.count, wantsValue, expression.span) else { return nil }
            let bound = boundLocal(binding, .optional(type))
            return (.next(reference, result: bound?.1), bound)
        case (.mutex, "lock"): return (.lock(reference), noBinding(binding))
        case (.semaphore, "acquire"): return (.acquire(reference), noBinding(binding))
        case (.event, "wait"): return (.eventWait(reference), noBinding(binding))
        default:
            notWaiting(expression.span)
            return nil
        }
    }

    private func boundLocal(_ name: Identifier?, _ type: ValueType) -> (Identifier, LocalID)? {
        name.map { ($0, newLocal(Local(name: $0.text, type: type, span: $0.span))) }
    }

    private func noBinding(_ name: Identifier?) -> (Identifier, LocalID)? {
        if let name { error("H301", name.span, "this gives no value to bind to '\(name.text)'") }
        return nil
    }

    private func notWaiting(_ span: SourceSpan) {
        error(
            "H414", span,
            "'case' waits for 'send', 'receive', 'next', 'lock', 'acquire', an event's 'wait', or 'await'")
    }
}
