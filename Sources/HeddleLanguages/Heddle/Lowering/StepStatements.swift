internal import HeddleProgram

/// Statements that are steps of their own, or that make one out of many.
extension RoutineLowering {
    func lowerAwait(_ condition: SyntaxExpression, _ span: SourceSpan) {
        guard mayAct("await", span, waits: true) else { return }
        mentioned = []
        guard let value = inMode(.await, { lowerBool(condition) }) else { return }
        noteAwait(span)
        guard mode.isThread else {
            emit(.guard(value), span)
            return
        }
        beginStep(.await, span, text: context.text(condition.span))
        emit(.guard(value), span)
        emit(.endStep, span)
    }

    private func noteAwait(_ span: SourceSpan) {
        guard mode.isThread, context.deadDepth == 0, mentioned.count > 1 else { return }
        let names = mentioned.map { "'\(objectName($0))'" }
        let list = names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
        let head = SourceSpan(start: span.start, end: span.start + 5)
        context.note(
            "H801", head, "'await' reads \(list) at one instant; no processor does",
            hint: "a loop reads them one by one")
    }

    func lowerAssert(_ condition: SyntaxExpression, _ sentence: Identifier?, _ span: SourceSpan) {
        mentioned = []
        guard let value = lowerBool(condition) else { return }
        let variables = mentioned.filter {
            switch context.program.objects[$0].kind {
            case .variable, .atomic, .pool: return true
            default: return false
            }
        }
        if mode.isThread, context.deadDepth == 0, variables.count > 1 {
            context.note(
                "H803", SourceSpan(start: span.start, end: span.start + 6),
                "this 'assert' reads \(variables.count) shared variables, in \(variables.count) steps",
                hint: "'atomic { assert … }' or an invariant")
        }
        emit(.assert(value, sentence: sentence?.text, text: context.text(condition.span)), span)
    }

    func lowerAtomic(_ block: SyntaxBlock, _ span: SourceSpan) -> Bool {
        if case .ghost = mode.base {
            error("H411", span, "ghost code is no step: leave out 'atomic'")
            return true
        }
        guard mode.isThread else { return lowerBlock(block) }
        if context.program.memoryModel != .sc, context.deadDepth == 0 {
            let name = context.program.memoryModel.rawValue
            context.note(
                "H802", SourceSpan(start: span.start, end: span.start + 6),
                "'atomic { }' under \(name) acts like a global lock", hint: "use the methods of an atomic")
        }
        beginStep(.atomic, span, text: firstLine(of: block))
        isInsideStep = true
        let outerIf = ifDepth
        let reachesEnd = inMode(.atomic) { lowerBlock(block) }
        ifDepth = outerIf
        isInsideStep = false
        if reachesEnd { emit(.endStep, SourceSpan(start: max(span.start, span.end - 1), end: span.end)) }
        return reachesEnd
    }

    private func firstLine(of block: SyntaxBlock) -> String {
        guard let first = block.statements.first else { return "" }
        let line = context.source.line(of: first.span.start)
        var end = first.span.end
        if line < context.source.lineStarts.count { end = min(end, context.source.lineStarts[line] - 1) }
        return context.text(SourceSpan(start: first.span.start, end: end))
    }

    func lowerGhost(_ inner: SyntaxStatement) {
        switch mode.base {
        case .thread, .atomic, .function, .setup, .ghost: break
        default: return
        }
        _ = inMode(.ghost) { lower(inner, label: nil) }
    }

    func lowerChoose(_ name: Identifier, _ domain: SyntaxDomain, _ condition: SyntaxExpression?, _ span: SourceSpan) {
        let isAllowed = mayAct("choose", span, waits: true)
        let found = lowerDomain(domain)
        if case .channel? = found {
            error("H301", domain.span, "expected a range, an array, a list or an enum, found a channel")
        }
        if case .sharedArray(let place, _, _)? = found { wholeAccess(place, reading: true) }
        guard let lowered = found, let plain = lowered.plain, isAllowed else {
            let local = newLocal(Local(name: name.text, type: .int, span: name.span))
            nameLocal(name, local, isConstant: true, isPoisoned: true)
            return
        }
        let variable = declare(name, lowered.elementType, isConstant: true)
        if case .threads(let group) = lowered { groups[variable] = group }
        var test: Expression?
        if let condition {
            test = inMode(.choice(word: "where")) { lowerBool(condition) }
            if test == nil { return }
        }
        if mode.isThread { beginStep(.choose, span) }
        emit(.choose(variable, plain, condition: test), span)
        if mode.isThread { emit(.endStep, span) }
    }

    func lowerJoin(_ thread: SyntaxExpression, _ span: SourceSpan) {
        guard mayAct("join", span, waits: true), let value = lower(thread) else { return }
        guard value.type == .thread else {
            if case .optional(.thread) = value.type {
                mismatch(value, wanted: .thread)
            } else {
                error("H301", thread.span, "expected 'thread', found '\(context.describe(value.type))'")
            }
            return
        }
        operation(.join(value), span)
    }

    func lowerYield(_ span: SourceSpan) {
        if case .atomic = mode.base {
            error("H405", span, "'yield' lets others run and cannot stand in 'atomic'")
            return
        }
        if mayAct("yield", span, waits: true) { operation(.yield, span) }
    }

    func lowerFence(_ name: Identifier, _ span: SourceSpan) {
        let argument = SyntaxExpression(.name(name.text), name.span)
        guard let order = order(argument, for: "a fence", allowed: [.acquire, .release, .acqRel, .seqCst]) else {
            return
        }
        if mayAct("fence", span) { operation(.fence(order), span) }
    }

    func lowerRun(_ object: SyntaxExpression, _ block: SyntaxBlock, _ span: SourceSpan) {
        guard let access = resolve(object) else {
            _ = lowerBlock(block)
            return
        }
        guard case .object(let reference, let place) = access,
            case .once = context.program.objects[reference.object].kind
        else {
            error("H206", object.span, "only a 'once' has 'run'")
            _ = lowerBlock(block)
            return
        }
        if context.program.objects[reference.object].count != nil, reference.index == nil {
            arrayOfObjects(reference.object, place, method: "run")
            return
        }
        guard mode.isThread else {
            if mayAct("run", span, waits: true) {
                error("H405", span, "'run' takes two steps and cannot stand in 'atomic'")
            }
            _ = lowerBlock(block)
            return
        }
        let entered = temporary(.bool)
        var held = reference
        held.index = reference.index.map(kept)
        let head = SourceSpan(start: span.start, end: max(span.start, block.span.start)).trimmedEnd(in: context.source)
        operation(.onceEnter(held, entered: entered), head)
        let (inside, end) = (newLabel(), newLabel())
        let test = Expression(.read(.local(entered)), .bool, head)
        emit(.branch(test, then: inside, otherwise: end), head)
        bind(inside)
        runDepth += 1
        _ = lowerBlock(block)
        runDepth -= 1
        operation(.onceFinish(held), head)
        bind(end)
    }

    func lowerExpressionStatement(_ expression: SyntaxExpression) {
        switch expression.kind {
        case .call(let callee, let arguments):
            _ = lowerCall(callee, arguments, nil, expression.span, into: nil, isStatement: true)
        case .parenthesized(let inner): lowerExpressionStatement(inner)
        default: _ = lower(expression)
        }
    }
}

extension SourceSpan {
    /// Without the blanks at its end.
    func trimmedEnd(in source: SourceText) -> SourceSpan {
        var last = min(end, source.bytes.count)
        while last > start, [0x20, 0x09, 0x0A, 0x0D].contains(source.bytes[last - 1]) { last -= 1 }
        return SourceSpan(start: start, end: last)
    }
}
