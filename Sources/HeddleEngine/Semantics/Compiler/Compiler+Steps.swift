internal import HeddleProgram

/// Routines, steps and local work.
extension Compiler {
    func compile(_ activation: Activation) {
        current = activation
        let routine = program.routines[activation.key.routine]
        localTypes = routine.locals.map(\.type)
        localNames = routine.locals.map(\.name)
        isCommitted = true
        isInStep = false
        place(activation.entry)
        let analysis = analyses[activation.key.routine]
        instructionLabels = (0...routine.code.count).map { _ in newLabel() }
        for (index, instruction) in routine.code.enumerated() {
            place(instructionLabels[index])
            guard analysis.reachable[index] else { continue }
            let mark = nextRegister
            span = instruction.span
            compile(instruction, index, analysis)
            release(to: mark)
            if isTooLarge { return }
        }
        place(instructionLabels[routine.code.count])
        span = routine.span
        if analysis.reachable[routine.code.count] { leave(analysis.cleared[routine.code.count], nil) }
    }

    /// Ends the routine: the result, forgetting, going back.
    private func leave(_ cleared: [LocalID], _ result: Expression?) {
        let routine = program.routines[current.key.routine]
        if let result, let type = routine.resultType {
            let source = fit(value(result), from: result.type, to: type, name: [.text(text(result))])
            move(current.result, source, layouts.leafCount(type))
        }
        if !current.key.isInstant { clear(cleared) }
        if current.key.isRoot, !current.key.isInstant {
            emit(.finish, layout.place[thread], 0, 0, x: thread, fault: .thread(thread))
        } else if current.key.isRoot {
            emit(.stop, x: Int(RunResult.rested.rawValue))
        } else if current.returnRegister >= 0 {
            emit(.returnRegister, current.returnRegister, current.id)
        } else if current.returnSlot >= 0 {
            emit(.returnState, current.returnSlot, current.id, x: current.returnWidth.size)
        } else {
            emit(.returnRegister, constant(0), current.id)
        }
    }

    /// Zeroes locals in the state, neighbours together.
    func clear(_ locals: [LocalID]) {
        var ranges: [(start: Int, end: Int)] = []
        for local in locals {
            guard case .state(let offset) = current.locals[local] else { continue }
            let size = layouts.size(localTypes[local])
            if let last = ranges.last, last.end == offset {
                ranges[ranges.count - 1].end = offset + size
            } else {
                ranges.append((offset, offset + size))
            }
        }
        for range in ranges {
            switch range.end - range.start {
            case 0: break
            case 1: emit(.store8, range.start, constant(0))
            case 2: emit(.store16, range.start, constant(0))
            case 4: emit(.store32, range.start, constant(0))
            case 8: emit(.store64, range.start, constant(0))
            default: emit(.clear, range.start, range.end - range.start)
            }
        }
    }

    /// From here on the step may write.
    func commit() {
        guard !isCommitted else { return }
        isCommitted = true
        emit(.commit)
    }

    private func compile(_ instruction: Instruction, _ index: Int, _ analysis: RoutineAnalysis) {
        switch instruction.kind {
        case .beginStep(let site): if !current.key.isInstant { beginStep(site, index, analysis) }
        case .endStep:
            if current.key.isInstant { return }
            commit()
            if isInBlock { emit(.blockLeave) }
            isInBlock = false
            isTsoBlock = false
            isInStep = false
            if stepHasLoop { emit(.budget, program.bounds.local) }
        case .jump(let target):
            commit()
            jump(to: target, from: index)
        case .branch(let condition, let then, let otherwise):
            commit()
            branch(condition, then, otherwise, from: index)
        case .call(let routine, let arguments, let result):
            commit()
            callRoutine(routine, arguments, result, instruction, analysis.cleared[index], analysis.isInStep[index])
        case .return(let result):
            commit()
            leave(analysis.cleared[index], result)
        case .assert(let condition, let sentence, let text):
            if program.processes != nil {
                softAssertion(condition, sentence, text)
            } else {
                noteCompared(condition, isNamed: sentence != nil)
                emit(.assertTrue, value(condition), fault: .assertion(text: text, sentence: sentence))
            }
        case .assume(let condition): emit(.assumeTrue, value(condition))
        case .guard(let condition):
            note(.intent(self.operation(.await, name: [.text(self.text(condition))])))
            emit(.blockUnless, valueAtOnce(condition))
        default: compileOperation(instruction.kind, index)
        }
    }

    private func beginStep(_ site: StepSite, _ index: Int, _ analysis: RoutineAnalysis) {
        clear(analysis.cleared[index])
        let number = rests.count - restBase[thread]
        emit(.rest, layout.place[thread], number, x: layout.placeWidth.size)
        let entry = placedLabel()
        rests.append(
            RestPoint(
                site: SiteReference(routine: current.key.routine, instruction: index), activation: current.id,
                entry: entry))
        rests[rests.count - 1].isEnd = site.isEnd
        isCommitted = false
        stepHasLoop = site.kind == .atomic
        if stepHasLoop { emit(.budget, 10_000) }
        guard memory != nil else { return }
        isInStep = true
        let code = program.routines[current.key.routine].code
        if memory?.form == .buffers, BufferRules.needsEmptyBuffer(site, code, at: index) { emit(.drain) }
        isInBlock = site.kind == .atomic && memory?.form != .buffers
        isTsoBlock = site.kind == .atomic && memory?.form == .buffers
        if isInBlock { emit(.blockEnter) }
    }

    /// The value of a condition that looks at one instant.
    func valueAtOnce(_ condition: Expression) -> Int {
        guard memory != nil else { return value(condition) }
        looksAtOnce = true
        defer { looksAtOnce = false }
        let result = value(condition)
        emit(.forgetLooks)
        return result
    }

    private func jump(to target: Int, from index: Int) {
        if target > index {
            emit(.jump, instructionLabels[target])
        } else {
            emit(.jumpBack, instructionLabels[target], index - target + 1, fault: .plain)
        }
    }

    private func branch(_ condition: Expression, _ then: Int, _ otherwise: Int, from index: Int) {
        if then == index + 1, otherwise > index {
            jump(unless: condition, to: instructionLabels[otherwise])
        } else if otherwise == index + 1, then > index {
            jump(if: condition, to: instructionLabels[then])
        } else {
            let other = newLabel()
            jump(unless: condition, to: other)
            jump(to: then, from: index)
            place(other)
            jump(to: otherwise, from: index)
        }
    }

    private func callRoutine(
        _ routine: RoutineID, _ arguments: [Expression], _ result: LocalID?, _ instruction: Instruction,
        _ cleared: [LocalID], _ isInStep: Bool
    ) {
        let callee = program.routines[routine]
        let isInstant = current.key.isInstant || isInStep
        guard let activation = activation(calling: routine, instant: isInstant) else {
            emit(.stop, x: Int(RunResult.boundRecursion.rawValue))
            return
        }
        if !isInstant, let frame = layout.frames[activation.key], frame.words > layout.fixedWords {
            emit(.extend, frame.words)
        }
        passArguments(arguments, to: activation)
        if annotates, !callee.locals.isEmpty { noteParameters(activation, callee) }
        if !isInstant { clear(cleared) }
        enter(activation, labels: instruction.labels)
        if let result, let type = callee.resultType {
            assign(activation.result, type, to: result)
        }
    }

    private func noteParameters(_ activation: Activation, _ callee: Routine) {
        for parameter in 0..<callee.parameterCount where !callee.locals[parameter].isHidden {
            let type = callee.locals[parameter].type
            var first = 0
            switch activation.locals[parameter] {
            case .state(let offset): first = load(Address(base: .state(offset), type: type))
            case .register(let register), .constant(let register): first = register
            }
            note(
                .local(
                    thread: self.thread, routine: activation.key.routine, local: parameter,
                    NotedValue(register: first, type: type)))
        }
    }

    /// Gives a local a value of some type.
    func assign(_ source: Int, _ type: ValueType, to local: LocalID) {
        let address = address(.local(local))
        let fitted = fit(source, from: type, to: address.type, name: address.name)
        store(fitted, to: address)
        noteLocal(local, fitted)
    }

    func noteLocal(_ local: LocalID, _ source: Int) {
        guard annotates, thread >= 0 else { return }
        let declared = program.routines[current.key.routine].locals[local]
        if declared.isHidden { return }
        note(
            .local(
                thread: self.thread, routine: self.current.key.routine, local: local,
                NotedValue(register: source, type: declared.type)))
    }

    /// Notes the whole local that an element or a field of which was changed.
    func noteChangedLocal(of place: Place) {
        guard annotates, let local = LocalUse.root(place) else { return }
        noteLocal(local, load(address(.local(local))))
    }

    // MARK: Notes of operations

    func operation(
        _ kind: OperationKind, object: ObjectID? = nil, name: [NamePart] = [], location: Int = -1, register: Int = -1
    ) -> OperationNote {
        OperationNote(
            kinds: [kind], object: object, name: name, locationBase: location, locationRegister: register)
    }

    func noteAccess(
        _ kind: OperationKind, _ address: Address, value: Int, previous: Int? = nil, order: MemoryOrder? = nil
    ) {
        guard annotates, let object = address.object, !program.objects[object].isGhost else { return }
        var made = accessNote(kind, address)
        made.value = NotedValue(register: value, type: address.type)
        made.previous = previous.map { NotedValue(register: $0, type: address.type) }
        made.order = order
        note(.operation(made))
    }

    func accessNote(_ kind: OperationKind, _ address: Address) -> OperationNote {
        var made = operation(kind, object: address.object, name: address.name)
        if case .state(let offset) = address.base {
            made.locationBase = address.locationBase ?? offset
            made.locationRegister = address.dynamic ?? -1
        }
        return made
    }
}
