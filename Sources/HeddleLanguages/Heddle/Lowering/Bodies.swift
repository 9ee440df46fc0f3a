internal import HeddleProgram

/// The lowering of whole bodies: threads, functions as they are asked for, setup.
extension ModelContext {
    func lowerBodies() {
        for group in threadSyntax.indices { lowerThread(group) }
        lowerSetup()
        lowerPending()
    }

    /// Lowers every routine that has been asked for; those may ask for more.
    func lowerPending() {
        var next = 0
        while next < pending.count {
            let routine = pending[next]
            next += 1
            guard let function = functionOfRoutine[routine] else { continue }
            lowerFunction(function, routine, instant: functions[function].instantRoutine == routine)
        }
        pending = []
    }

    /// Functions that nobody calls are checked, and no code of them is kept.
    func checkUnusedFunctions() {
        let counts = (
            program.routines.count, program.statements.count, program.labels.count, program.threadGroups.count
        )
        let kept = deferredCalls
        for index in functions.indices
        where functions[index].threadRoutine == nil && functions[index].instantRoutine == nil
            && !functions[index].isPoisoned
        {
            _ = routine(of: index, instant: false)
            lowerPending()
        }
        for function in functions.indices {
            if let routine = functions[function].threadRoutine, routine >= counts.0 {
                functions[function].threadRoutine = nil
            }
            if let routine = functions[function].instantRoutine, routine >= counts.0 {
                functions[function].instantRoutine = nil
            }
        }
        deferredCalls = kept
        program.routines.removeSubrange(counts.0...)
        program.statements.removeSubrange(counts.1...)
        program.labels.removeSubrange(counts.2...)
        program.threadGroups.removeSubrange(counts.3...)
    }

    private func lowerThread(_ group: Int) {
        let syntax = threadSyntax[group]
        let routine = program.threadGroups[group].routine
        let body = RoutineLowering(self, routine: routine, mode: .thread)
        if case .parameter(let name, let type) = syntax.copies {
            let parameter = resolve(type) ?? .int
            _ = body.declare(name, parameter, isConstant: true, isFixed: true)
            program.routines[routine].parameterCount = 1
        }
        checkLabels(syntax.body)
        _ = body.lowerBlock(syntax.body)
        finish(body, routine)
    }

    private func lowerFunction(_ function: Int, _ routine: RoutineID, instant: Bool) {
        let declaration = functions[function]
        let body = RoutineLowering(self, routine: routine, mode: instant ? .function : .thread)
        body.function = function
        body.resultType = declaration.result
        for parameter in declaration.parameters {
            _ = body.declare(parameter.name, parameter.type, isConstant: true)
        }
        if !instant { checkLabels(declaration.syntax.body) }
        let before = diagnostics.count
        let reachesEnd = body.lowerBlock(declaration.syntax.body)
        if reachesEnd, declaration.syntax.result != nil, before == diagnostics.count {
            error(
                "H309", declaration.syntax.name.span,
                "not every way through '\(declaration.syntax.name.text)' returns a value")
        }
        finish(body, routine)
    }

    private func finish(_ body: RoutineLowering, _ routine: RoutineID) {
        program.routines[routine].locals = body.locals
        program.routines[routine].code = body.finishedCode()
        namedLocals[routine] = body.named
    }

    /// Keeps the references that threads hold in their own bodies: a cell that one leads to has not leaked.
    func keepReferences() {
        guard !program.allowed.contains(.leak) else { return }
        for group in program.threadGroups {
            for index in program.routines[group.routine].locals.indices {
                let local = program.routines[group.routine].locals[index]
                if !local.isHidden, holdsReference(local.type) {
                    program.routines[group.routine].locals[index].isObserved = true
                }
            }
        }
    }

    private func holdsReference(_ type: ValueType) -> Bool {
        switch type {
        case .reference: return true
        case .optional(let inner), .array(let inner, _), .list(let inner, _): return holdsReference(inner)
        case .structure(let index): return program.structures[index].fields.contains { holdsReference($0.type) }
        default: return false
        }
    }

    private func checkLabels(_ block: SyntaxBlock) {
        var seen: [String: SourceSpan] = [:]
        for label in BodyFacts(block).labels {
            if let first = seen[label.text] {
                error(
                    "H202", label.span, "the label '\(label.text)' stands twice in one body",
                    hint: "first on line \(line(of: first))")
            } else {
                seen[label.text] = label.span
            }
        }
    }

    private func lowerSetup() {
        var first: SourceSpan?
        for declaration in model.declarations {
            guard case .setup(let block) = declaration.kind else { continue }
            let head = SourceSpan(
                start: declaration.span.start, end: min(declaration.span.end, declaration.span.start + 5))
            if let first {
                error("H202", head, "'setup' is declared twice", hint: "first on line \(line(of: first))")
                continue
            }
            first = head
            let routine = program.routines.count
            program.routines.append(Routine(name: "setup", span: head))
            let body = RoutineLowering(self, routine: routine, mode: .setup)
            _ = body.lowerBlock(block)
            finish(body, routine)
            program.setup = routine
        }
    }
}
