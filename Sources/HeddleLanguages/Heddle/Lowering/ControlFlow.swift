internal import HeddleProgram

/// Branches and loops.
extension RoutineLowering {
    // MARK: - Conditions

    /// Jumps to one of two labels, reading only what is needed. Returns the value where constants decide it; then no
    /// jump was emitted.
    private func lowerTest(_ expression: SyntaxExpression, ifTrue: CodeLabel, ifFalse: CodeLabel) -> Bool? {
        switch expression.kind {
        case .parenthesized(let inner): return lowerTest(inner, ifTrue: ifTrue, ifFalse: ifFalse)
        case .unary("!", let inner):
            return lowerTest(inner, ifTrue: ifFalse, ifFalse: ifTrue).map { !$0 }
        case .binary(let symbol, let left, let right, _) where symbol == "&&" || symbol == "||":
            let more = newLabel()
            let decider = symbol == "||"
            let first =
                decider
                ? lowerTest(left, ifTrue: ifTrue, ifFalse: more) : lowerTest(left, ifTrue: more, ifFalse: ifFalse)
            if first == decider {
                dead { _ = lowerBool(right) }
                return decider
            }
            let mark = code.count
            bind(more)
            let second = lowerTest(right, ifTrue: ifTrue, ifFalse: ifFalse)
            if first != nil { return second }
            if let second {
                if code.count == mark { bind(more) }
                emit(.jump(second ? ifTrue : ifFalse), expression.span)
            }
            return nil
        default:
            guard let value = lowerBool(expression) else {
                emit(.jump(ifTrue), expression.span)
                return nil
            }
            if case .boolean(let known)? = value.constant { return known }
            emit(.branch(value, then: ifTrue, otherwise: ifFalse), expression.span)
            return nil
        }
    }

    /// Lowers a condition and, in its scope, what follows if it is true.
    ///
    /// `body` runs behind the code for true; it is told whether constants decide, and is not run at all in live code
    /// where they say false. The result is what constants say.
    private func lowerCondition(
        _ condition: SyntaxCondition, ifTrue: CodeLabel, ifFalse: CodeLabel, mark: Int, body: () -> Void
    ) -> Bool? {
        switch condition {
        case .expression(let expression):
            let decided = lowerTest(expression, ifTrue: ifTrue, ifFalse: ifFalse)
            releaseTemporaries(mark)
            if decided == false {
                dead(body)
            } else {
                bind(ifTrue)
                body()
            }
            return decided
        case .binding(let name, let value):
            inScope { lowerBinding(name, value, ifTrue: ifTrue, ifFalse: ifFalse, mark: mark, body: body) }
            return nil
        }
    }

    private func lowerBinding(
        _ name: Identifier, _ value: SyntaxExpression, ifTrue: CodeLabel, ifFalse: CodeLabel, mark: Int,
        body: () -> Void
    ) {
        guard let optional = lower(value), case .optional(let type) = optional.type else {
            if let wrong = quietValue(value) {
                error(
                    "H301", value.span, "'let' takes an optional, found '\(context.describe(wrong))'",
                    hint: "declare a local before: 'let \(name.text) = …'")
            }
            let local = newLocal(Local(name: name.text, type: .int, span: name.span))
            nameLocal(name, local, isConstant: true, isPoisoned: true)
            bind(ifTrue)
            body()
            return
        }
        var held = optional
        if case .read(.local) = optional.kind {
        } else {
            let saved = temporary(optional.type)
            emit(.assign(.local(saved), optional), value.span)
            held = Expression(.read(.local(saved)), optional.type, value.span)
        }
        emit(.branch(Expression(.isNil(held), .bool, value.span), then: ifFalse, otherwise: ifTrue), value.span)
        bind(ifTrue)
        let local = declare(name, type, isConstant: true)
        emit(.assign(.local(local), Expression(.unwrap(held), type, value.span)), value.span)
        releaseTemporaries(mark)
        body()
    }

    /// The type of an expression already complained about or not: nil where it is wrong.
    private func quietValue(_ expression: SyntaxExpression) -> ValueType? {
        let type = quietType(of: expression)
        if case .optional? = type { return nil }
        return type
    }

    func lowerIf(_ condition: SyntaxCondition, _ block: SyntaxBlock, _ otherwise: SyntaxStatement?) -> Bool {
        let (yes, no, end) = (newLabel(), newLabel(), newLabel())
        var thenReaches = true
        let mark = temporaryMark
        ifDepth += 1
        let decided = lowerCondition(condition, ifTrue: yes, ifFalse: no, mark: mark) {
            thenReaches = lowerBlock(block)
            if otherwise != nil, thenReaches { emit(.jump(end), block.span) }
        }
        var otherwiseReaches = true
        if let otherwise {
            if decided == true {
                dead { otherwiseReaches = lower(otherwise, label: nil) }
            } else {
                bind(no)
                otherwiseReaches = lower(otherwise, label: nil)
            }
        }
        ifDepth -= 1
        if positions[no] < 0 { bind(no) }
        bind(end)
        return thenReaches || otherwiseReaches
    }

    // MARK: - Loops

    private func inLoop(_ label: String?, end: CodeLabel, next: CodeLabel, _ body: () -> Void) -> Bool {
        loops.append(
            LoopPlace(
                label: label, end: end, next: next, isInsideStep: isInsideStep, runDepth: runDepth,
                branchDepth: branchDepth))
        body()
        return loops.removeLast().hasBreak
    }

    func lowerWhile(_ condition: SyntaxCondition, _ block: SyntaxBlock, _ label: String?, _ span: SourceSpan) -> Bool {
        let (head, inside, end) = (newLabel(), newLabel(), newLabel())
        let start = code.count
        bind(head)
        var decided: Bool?
        let mark = temporaryMark
        let outerIf = ifDepth
        ifDepth = 0
        let hasBreak = inLoop(label, end: end, next: head) {
            decided = lowerCondition(condition, ifTrue: inside, ifFalse: end, mark: mark) {
                if lowerBlock(block) { emit(.jump(head), span) }
            }
        }
        ifDepth = outerIf
        bind(end)
        if decided != false, block.statements.isEmpty || decided == true && !hasBreak {
            checkLoop(from: start, span, leaves: hasBreak)
        }
        return decided != true || hasBreak
    }

    func lowerLoop(_ block: SyntaxBlock, _ label: String?, _ span: SourceSpan) -> Bool {
        let (head, end) = (newLabel(), newLabel())
        let start = code.count
        bind(head)
        let outerIf = ifDepth
        ifDepth = 0
        let hasBreak = inLoop(label, end: end, next: head) {
            if lowerBlock(block) { emit(.jump(head), span) }
        }
        ifDepth = outerIf
        bind(end)
        checkLoop(from: start, span, leaves: hasBreak)
        return hasBreak
    }

    /// H403: a loop that nothing leaves and that makes no step.
    private func checkLoop(from start: Int, _ span: SourceSpan, leaves: Bool) {
        guard !leaves, mode.isThread, context.deadDepth == 0 else { return }
        let staysLocal = code[start...].allSatisfy {
            switch $0.kind {
            case .beginStep, .call, .return: return false
            default: return true
            }
        }
        let head = SourceSpan(start: span.start, end: min(span.end, span.start + 5))
        if staysLocal {
            error(
                "H403", head, "this loop has no step: nobody else could ever run",
                hint: "put a read, an 'await' or 'yield' in it")
        }
    }

    func lowerFor(
        _ name: Identifier, _ domain: SyntaxDomain, _ block: SyntaxBlock, _ label: String?, _ span: SourceSpan
    ) {
        let (next, end) = (newLabel(), newLabel())
        let lowered = lowerDomain(domain)
        inScope {
            guard let lowered else {
                let local = newLocal(Local(name: name.text, type: .int, span: name.span))
                nameLocal(name, local, isConstant: true, isPoisoned: true)
                _ = inLoop(label, end: end, next: next) { _ = lowerBlock(block) }
                bind(next)
                bind(end)
                return
            }
            if case .channel(let channel, _) = lowered {
                guard mayAct("next", domain.span, waits: true) else { return }
                mentioned.append(channel.object)
            }
            let variable = declare(name, lowered.counterType, isConstant: true)
            let outerIf = ifDepth
            ifDepth = 0
            iterate(lowered, variable, end: end, next: next, span: domain.span) {
                _ = inLoop(label, end: end, next: next) { _ = lowerBlock(block) }
            }
            ifDepth = outerIf
        }
    }

    // MARK: - Leaving

    func lowerJump(_ target: Identifier?, isBreak: Bool, _ span: SourceSpan) -> Bool {
        let word = isBreak ? "break" : "continue"
        guard !loops.isEmpty else {
            error("H415", span, "'\(word)' outside a loop")
            return true
        }
        var index = loops.count - 1
        if let target {
            guard let found = loops.lastIndex(where: { $0.label == target.text }) else {
                error(
                    "H207", target.span, "no loop here is labelled '\(target.text)'",
                    hint: Suggestions.hint(for: target.text, among: loops.compactMap(\.label)))
                return true
            }
            index = found
            usedLabels.insert(target.text)
        } else if branchDepth > loops[index].branchDepth {
            let hint = "label the loop: 'outer: loop', '\(word) outer'"
            let around = branchWords.last ?? "switch"
            error("H416", span, "does '\(word)' leave the '\(around)' or the loop?", hint: hint)
            return true
        }
        guard loops[index].runDepth == runDepth else {
            error("H409", span, "'\(word)' would leave the block of 'run' unfinished")
            return true
        }
        if isBreak { loops[index].hasBreak = true }
        if isInsideStep, !loops[index].isInsideStep { emit(.endStep, span) }
        emit(.jump(isBreak ? loops[index].end : loops[index].next), span)
        return false
    }

    func lowerReturn(_ value: SyntaxExpression?, _ span: SourceSpan) {
        if runDepth > 0 { error("H409", span, "'return' would leave the block of 'run' unfinished") }
        if case .ghost = mode.base {
            error("H411", span, "ghost code may not end the function")
            return
        }
        guard let value else {
            if let resultType {
                error("H301", span, "expected a value of '\(context.describe(resultType))' behind 'return'")
            }
            leaveStep(span)
            emit(.return(nil), span)
            return
        }
        guard let resultType else {
            if !context.hasSyntaxErrors || function == nil {
                let what = function == nil ? "a thread" : "this function"
                error("H301", value.span, "\(what) returns no value", hint: function == nil ? nil : "declare '-> int'")
            }
            _ = quietType(of: value)
            return
        }
        guard var result = lowerValue(value, to: resultType, nested: true) else { return }
        if isInsideStep, result.constant == nil {
            let saved = temporary(resultType)
            emit(.assign(.local(saved), result), value.span)
            result = Expression(.read(.local(saved)), resultType, value.span)
        }
        leaveStep(span)
        emit(.return(result), span)
    }

    private func leaveStep(_ span: SourceSpan) {
        if isInsideStep { emit(.endStep, span) }
    }
}
