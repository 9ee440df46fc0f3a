internal import HeddleProgram

/// Statements. Each gives whether its end can be reached, as written.
extension RoutineLowering {
    @discardableResult
    func lowerBlock(_ block: SyntaxBlock) -> Bool {
        var reachesEnd = true
        inScope {
            for statement in block.statements {
                if !lower(statement, label: nil) { reachesEnd = false }
            }
        }
        return reachesEnd
    }

    /// Lowers a statement; `label` stands directly before it.
    func lower(_ statement: SyntaxStatement, label: Identifier?) -> Bool {
        guard code.count < Self.instructionLimit else {
            error("H320", statement.span, "this body is longer than \(Self.instructionLimit) instructions")
            return true
        }
        switch statement.kind {
        case .labelled(let name, let inner): return lowerLabelled(name, inner)
        case .block(let block): return lowerBlock(block)
        default: break
        }
        let outer = enterStatement(head(of: statement), label: label?.text)
        let mark = temporaryMark
        defer {
            releaseTemporaries(mark)
            self.statement = outer
        }
        return lowerKind(statement, label: label?.text)
    }

    private func lowerKind(_ statement: SyntaxStatement, label: String?) -> Bool {
        let span = statement.span
        switch statement.kind {
        case .labelled, .block: return true
        case .local(let isVariable, let name, let type, let value):
            lowerLocal(name, type, value, isVariable: isVariable)
        case .if(let condition, let block, let otherwise): return lowerIf(condition, block, otherwise)
        case .select(let alternatives): return lowerSelect(alternatives, span)
        case .switch(let subject, let cases, let otherwise):
            return lowerSwitch(subject, cases, otherwise: otherwise, span)
        case .while(let condition, let block): return lowerWhile(condition, block, label, span)
        case .loop(let block): return lowerLoop(block, label, span)
        case .for(let name, let domain, let block): lowerFor(name, domain, block, label, span)
        case .break(let target): return lowerJump(target, isBreak: true, span)
        case .continue(let target): return lowerJump(target, isBreak: false, span)
        case .return(let value):
            lowerReturn(value, span)
            return false
        case .await(let condition): lowerAwait(condition, span)
        case .assume(let condition):
            if let value = lowerBool(condition) { emit(.assume(value), span) }
        case .assert(let condition, let sentence): lowerAssert(condition, sentence, span)
        case .atomic(let block): return lowerAtomic(block, span)
        case .ghost(let inner): lowerGhost(inner)
        case .choose(let name, let domain, let condition): lowerChoose(name, domain, condition, span)
        case .join(let thread): lowerJoin(thread, span)
        case .free(let reference): lowerFree(reference, span)
        case .skip: if mayAct("skip", span, waits: true) { operation(.skip, span) }
        case .yield: lowerYield(span)
        case .fence(let name): lowerFence(name, span)
        case .run(let object, let block): lowerRun(object, block, span)
        case .assign(let target, let symbol, let value): lowerAssign(target, symbol, value, span)
        case .expression(let expression): lowerExpressionStatement(expression)
        }
        return true
    }

    /// What a statement is anchored by: of a compound one the part up to its brace.
    private func head(of statement: SyntaxStatement) -> SourceSpan {
        let start = statement.span.start
        switch statement.kind {
        case .if(_, let block, _), .while(_, let block), .for(_, _, let block), .loop(let block), .run(_, let block):
            return SourceSpan(start: start, end: max(start, block.span.start))
        case .switch(let subject, _, _): return SourceSpan(start: start, end: subject.span.end)
        case .select: return SourceSpan(start: start, end: min(start + 6, statement.span.end))
        default: return statement.span
        }
    }

    private func lowerLabelled(_ name: Identifier, _ inner: SyntaxStatement) -> Bool {
        let facts = code.count
        let parts = deadParts
        let complaints = context.diagnostics.count
        let outer = activeLabels
        if mode.isThread, context.deadDepth == 0 { activeLabels.append(context.label(name.text, in: routine)) }
        let reachesEnd = lower(inner, label: name)
        activeLabels = outer
        let hasStep = code[facts...].contains {
            switch $0.kind {
            case .beginStep, .call: return true
            default: return false
            }
        }
        let isForJumps = usedLabels.contains(name.text)
        if !hasStep, !isForJumps, parts == deadParts, context.deadDepth == 0, complaints == context.diagnostics.count,
            function == nil || mode.isThread
        {
            error(
                "H404", name.span, "the label '\(name.text)' covers no step: no thread is ever seen there",
                hint: "'\(name.text): skip'")
        }
        return reachesEnd
    }

    // MARK: - Locals

    private func lowerLocal(_ name: Identifier, _ type: SyntaxType?, _ value: SyntaxExpression, isVariable: Bool) {
        let wanted = type.map { context.resolve($0) }
        if let wanted, wanted == nil {
            _ = quietType(of: value)
            poison(name)
            return
        }
        // The local is declared first, so that an operation may put its result there, and named afterwards.
        guard let given = wanted ?? nil else {
            lowerInferred(name, value, isVariable: isVariable)
            return
        }
        let local = newLocal(Local(name: name.text, type: given, span: name.span))
        let result = lowerValue(value, to: given, into: local)
        finishLocal(name, local, result, isVariable: isVariable)
    }

    private func lowerInferred(_ name: Identifier, _ value: SyntaxExpression, isVariable: Bool) {
        let local = newLocal(Local(name: name.text, type: .int, span: name.span))
        untyped = (local, isVariable)
        let result = lower(value, into: local)
        let isUntyped = untyped?.local == local
        untyped = nil
        guard let result else {
            poison(name)
            return
        }
        if isUntyped { locals[local].type = isVariable ? context.widened(result.type) : result.type }
        finishLocal(name, local, result, isVariable: isVariable)
    }

    /// A local whose value is wrong: whoever uses it has nothing to answer for.
    private func poison(_ name: Identifier) {
        let local = newLocal(Local(name: name.text, type: .int, span: name.span))
        nameLocal(name, local, isConstant: false, isPoisoned: true)
    }

    /// Puts the value into the local unless it is there, and gives the local its name.
    private func finishLocal(_ name: Identifier, _ local: LocalID, _ value: Expression?, isVariable: Bool) {
        guard let value else {
            nameLocal(name, local, isConstant: !isVariable)
            return
        }
        if case .read(.local(local)) = value.kind {
        } else {
            emit(.assign(.local(local), value), name.span.union(value.span))
            if !isVariable, isFixed(value) { locals[local].isFixed = true }
        }
        nameLocal(name, local, isConstant: !isVariable)
    }

    /// Whether a value follows from constants and the thread's parameter alone.
    func isFixed(_ value: Expression) -> Bool {
        guard !value.looksAtObjects, context.deadDepth == 0, function == nil else { return false }
        var isFixed = true
        value.forEachPlace { place in
            if case .local(let local) = place.root, locals[local].isFixed { return }
            isFixed = false
        }
        return isFixed && !value.mentionsSelf
    }
}
