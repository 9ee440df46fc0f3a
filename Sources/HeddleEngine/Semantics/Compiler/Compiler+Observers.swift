internal import HeddleProgram

/// Quantifiers, calls of pure functions, and what properties may look at.
extension Compiler {
    func quantify(_ quantifier: Quantifier, _ variable: LocalID, _ domain: Domain, _ body: Expression) -> Int {
        let result = register()
        emit(.move, result, constant(quantifier == .forall ? 1 : 0))
        let end = newLabel()
        forEach(domain, variable, exit: end) {
            let mark = nextRegister
            let part = value(body)
            switch quantifier {
            case .forall:
                emit(.move, result, part)
                emit(.branchFalse, part, 0, end)
            case .exists:
                emit(.move, result, part)
                emit(.branchTrue, part, 0, end)
            case .count: emit(.addWrap, result, result, part)
            case .sum: emit(.add, result, result, part, fault: .arithmetic(text(body)))
            }
            release(to: mark)
        }
        place(end)
        return result
    }

    /// Emits a loop over a domain with `variable` bound to a register of its own.
    private func forEach(_ domain: Domain, _ variable: LocalID, exit: Int, body: () -> Void) {
        let count = layouts.leafCount(localTypes[variable])
        let bound = permanentRegisters(count)
        let old = current.locals[variable]
        current.locals[variable] = .register(bound)
        defer { current.locals[variable] = old }
        switch domain {
        case .range(let lower, let upper, let inclusive):
            let first = value(lower)
            let last = value(upper)
            loop(from: first, to: last, inclusive: inclusive, counter: bound, exit: exit, body: body)
        case .enumeration(let index):
            loop(
                from: constant(0), to: constant(program.enumerations[index].cases.count), inclusive: false,
                counter: bound, exit: exit, body: body)
        case .elements(let whole):
            let first = value(whole)
            var start = first
            var length = first
            var element = ValueType.int
            switch whole.type {
            case .array(let type, let number): (element, length) = (type, constant(number))
            case .list(let type, _): (element, start) = (type, first + 1)
            default: preconditionFailure("Heddle bug: \(whole.type) has no elements")
            }
            let counter = permanentRegisters(1)
            loop(from: constant(0), to: length, inclusive: false, counter: counter, exit: exit) {
                load(scaled(Address(base: .register(start), type: element), counter), into: bound)
                body()
            }
        case .threads(let group):
            if let slot = layout.spawnedGroups.firstIndex(of: group) {
                let count = register()
                emit(.threadCount, count)
                loop(from: constant(layout.declaredThreads), to: count, inclusive: false, counter: bound, exit: exit) {
                    let belongs = register()
                    let skip = newLabel()
                    emit(.threadInGroup, belongs, bound, slot)
                    emit(.branchFalse, belongs, 0, skip)
                    body()
                    place(skip)
                }
            } else {
                let first = layout.groups.firstIndex(of: group) ?? 0
                let count = layout.groups.filter { $0 == group }.count
                loop(
                    from: constant(first), to: constant(first + count), inclusive: false, counter: bound, exit: exit,
                    body: body)
            }
        }
    }

    private func loop(from first: Int, to last: Int, inclusive: Bool, counter: Int, exit: Int, body: () -> Void) {
        let goesOn = permanentRegisters(1)
        let bound = permanentRegisters(1)
        emit(.move, bound, last)
        emit(.move, counter, first)
        let head = placedLabel()
        emit(inclusive ? .lessOrEqual : .less, goesOn, counter, bound)
        emit(.branchFalse, goesOn, 0, exit)
        let start = length
        body()
        emit(.branchEqual, counter, constant(Int.max), exit)
        emit(.addWrap, counter, counter, constant(1))
        emit(.jumpBack, head, 2 + (length - start) / 2, fault: .plain)
    }

    /// Runs a routine within this instant.
    func call(_ routine: RoutineID, _ arguments: [Expression]) -> Int {
        let callee = program.routines[routine]
        guard let activation = activation(calling: routine, instant: true) else {
            emit(.stop, x: Int(RunResult.boundRecursion.rawValue))
            return register(callee.resultType.map { layouts.leafCount($0) } ?? 1)
        }
        passArguments(arguments, to: activation)
        enter(activation, labels: [])
        return activation.result
    }

    func passArguments(_ arguments: [Expression], to activation: Activation) {
        let callee = program.routines[activation.key.routine]
        var values: [Int] = []
        for (parameter, argument) in arguments.enumerated() {
            let type = callee.locals[parameter].type
            let source = fit(
                value(argument), from: argument.type, to: type, name: [.text(callee.locals[parameter].name)])
            values.append(source)
        }
        for (parameter, source) in values.enumerated() {
            let type = callee.locals[parameter].type
            switch activation.locals[parameter] {
            case .state(let offset): store(source, to: Address(base: .state(offset), type: type))
            case .register(let first): move(first, source, layouts.leafCount(type))
            case .constant: break
            }
        }
    }

    /// Goes to an activation and comes back here.
    func enter(_ activation: Activation, labels: [LabelID]) {
        let site = activation.returns.count
        let back = newLabel()
        activation.returns.append(back)
        activation.callers.append((current.id, labels, span))
        if activation.key.isInstant {
            emit(.move, activation.returnRegister, constant(site))
        } else if activation.returnSlot >= 0 {
            let op: Op = activation.returnWidth == .u8 ? .store8 : activation.returnWidth == .u16 ? .store16 : .store32
            emit(op, activation.returnSlot, constant(site))
        }
        emit(.jumpBack, activation.entry, 4, fault: .plain)
        place(back)
    }

    func threadOf(_ group: GroupID, _ index: Expression) -> Int {
        let position = value(index)
        let declared = program.threadGroups[group]
        let name: [NamePart] = [.text(declared.name)]
        if let slot = layout.spawnedGroups.firstIndex(of: group) {
            let count = layout.threadCount - layout.declaredThreads
            emit(
                .checkIndex, position, count,
                fault: .index(name: name, register: position, count: count, countRegister: -1))
            let result = register()
            emit(.threadOfGroup, result, position, slot)
            return result
        }
        let first = layout.groups.firstIndex(of: group) ?? 0
        let count = layout.groups.filter { $0 == group }.count
        var lower = 0
        if case .parameter(let start, _) = declared.copies { lower = start }
        let ordinal = register()
        emit(.subtractWrap, ordinal, position, constant(lower))
        emit(
            .checkIndex, ordinal, count, fault: .index(name: name, register: position, count: count, countRegister: -1))
        let result = register()
        emit(.addWrap, result, ordinal, constant(first))
        return result
    }

    func observer(_ expression: Expression) -> Int {
        let result = register(2)
        switch expression.kind {
        case .atLabel(let thread, let labels):
            let number = value(thread)
            labelSets.append(labels)
            emit(.atLabel, result, number, labelSets.count - 1)
        case .finished(let thread): emit(.finished, result, value(thread))
        case .crashed(let thread):
            _ = value(thread)
            emit(.move, result, constant(0))
        case .blocked(let thread): emit(.blocked, result, value(thread))
        case .holder(let object): emit(.holder, result, offset(of: object))
        case .channelCount(let object):
            let part = layout.objects[object.object]
            let start = offset(of: object)
            if part.capacity == 0 {
                emit(.move, result, constant(0))
            } else {
                emit(.loadIndexed, result, part.second, start, x: Int(part.countWidth.rawValue))
            }
        case .channelClosed(let object), .eventIsSet(let object):
            emit(.loadIndexed, result, 0, offset(of: object), x: Int(Width.u8.rawValue))
        case .semaphoreValue(let object):
            let part = layout.objects[object.object]
            emit(.loadIndexed, result, 0, offset(of: object), x: Int(part.countWidth.rawValue))
        case .waitingCount(let object): emit(.waitingCount, result, offset(of: object))
        case .process(let question): return self.question(question)
        default: preconditionFailure("Heddle bug: \(expression.kind) is no observer")
        }
        return result
    }

    // MARK: Objects

    /// The byte offset of a primitive, or of one element of an array of them, where it is always the same.
    func knownOffset(of reference: ObjectReference) -> Int? {
        let part = layout.objects[reference.object]
        guard let index = reference.index else { return part.offset }
        guard let known = constantInteger(index), known >= 0, known < part.elements else { return nil }
        return part.offset + known * part.stride
    }

    /// A register with the byte offset of a primitive, or of one element of an array of them.
    func offset(of reference: ObjectReference) -> Int {
        let part = layout.objects[reference.object]
        guard let index = reference.index else { return constant(part.offset) }
        if let known = knownOffset(of: reference) { return constant(known) }
        let position = value(index)
        emit(
            .checkIndex, position, part.elements,
            fault: .index(
                name: [.text(program.objects[reference.object].name)], register: position, count: part.elements,
                countRegister: -1))
        let scaled = register()
        emit(.multiplyImmediate, scaled, position, part.stride)
        emit(.addWrap, scaled, scaled, constant(part.offset))
        return scaled
    }

    /// The object's name with its index; evaluates the index once more, for the recording code only.
    func name(of reference: ObjectReference) -> [NamePart] {
        guard annotates else { return [] }
        let name = program.objects[reference.object].name
        guard let index = reference.index else { return [.text(name)] }
        return [.text(name + "["), .number(value(index)), .text("]")]
    }
}
