internal import HeddleProgram

/// Operations on variables, atomics, pools and threads.
extension Compiler {
    func compileOperation(_ kind: InstructionKind, _ index: Int) {
        switch kind {
        case .assign(let place, let value): assign(place, value, order: nil)
        case .write(let place, let value, let order): assign(place, value, order: order)
        case .read(let place, let result, let order):
            let address = address(place)
            noteIntent(.read, address)
            let first = readShared(address, order: order)
            commit()
            assign(first, address.type, to: result)
            noteAccess(.read, address, value: first, order: order)
        case .readModifyWrite(let op, let place, let operand, let result, let order):
            readModifyWrite(op, place, operand, result, order)
        case .compareExchange(
            let place, let expected, let desired, let weak, let swap, let result, let order, let failure):
            compareExchange(place, expected, desired, weak: weak, swap: swap, result, order, failure)
        case .listAppend, .listRemoveFirst, .listRemoveLast, .listClear: changeList(kind)
        case .fence(let order):
            commit()
            if memory != nil { emit(.memoryFence, x: AccessOrder.number(order)) }
            var made = operation(.fence)
            made.order = order
            note(.operation(made))
        case .skip, .yield:
            commit()
            if case .skip = kind {
                note(.operation(self.operation(.skip)))
            } else {
                note(.operation(self.operation(.yield)))
            }
        case .choose(let local, let domain, let condition): choose(local, domain, condition)
        case .new(let pool, let initial, let result): new(pool, initial, result)
        case .free(let pool, let reference): free(pool, reference)
        case .spawn(let group, let arguments, let result): spawn(group, arguments, result)
        case .join(let thread): join(thread)
        case .alternatives, .processSend, .processReceive, .processEnd, .processStuck: compileProcess(kind, index)
        default: compilePrimitive(kind, index)
        }
    }

    func noteIntent(_ kind: OperationKind, _ address: Address) {
        guard annotates, address.isShared, let object = address.object, !program.objects[object].isGhost else { return }
        note(.intent(self.accessNote(kind, address)))
    }

    private func assign(_ place: Place, _ value: Expression, order: MemoryOrder?) {
        let target = address(place)
        isGhostCode = target.object.map { program.objects[$0].isGhost } ?? false
        let source = fit(self.value(value), from: value.type, to: target.type, name: target.name)
        isGhostCode = false
        noteIntent(.write, target)
        let previous = valueBefore(target)
        commit()
        if target.isShared { writeShared(source, to: target, order: order) } else { store(source, to: target) }
        noteAccess(.write, target, value: source, previous: previous, order: order)
        noteChangedLocal(of: place)
    }

    /// What a shared place holds before it is written, for the record; nil on the fast path and for locals.
    private func valueBefore(_ target: Address) -> Int? {
        guard annotates, target.isShared, layouts.leafCount(target.type) > 0 else { return nil }
        var old = target
        old.flag = -1
        let previous = register(layouts.leafCount(target.type))
        load(old, into: previous)
        return previous
    }

    private func readModifyWrite(
        _ op: RMWOperator, _ place: Place, _ operand: Expression, _ result: LocalID?, _ order: MemoryOrder
    ) {
        let target = address(place)
        var right = value(operand)
        if op == .exchange { right = fit(right, from: operand.type, to: target.type, name: target.name) }
        noteIntent(.readModifyWrite, target)
        let old = readLatest(target, order: order, mustWrite: true)
        let text = "\(op.rawValue)"
        var new = right
        var type = target.type
        if case .range = type { type = .int }
        switch op {
        case .exchange: break
        case .add: new = arithmetic(.add, old, right, type, text)
        case .subtract: new = arithmetic(.subtract, old, right, type, text)
        case .and: new = arithmetic(.bitAnd, old, right, type, text)
        case .or: new = arithmetic(.bitOr, old, right, type, text)
        case .xor: new = arithmetic(.bitXor, old, right, type, text)
        case .minimum, .maximum:
            new = register()
            let code: Op = op == .minimum ? .minimum : .maximum
            if case .sized(64, false) = type {
                emit(code, new, flipped(old), flipped(right))
                emit(.bitXor, new, new, constant(Int.min))
            } else {
                emit(code, new, old, right)
            }
        }
        new = op == .exchange ? new : fit(new, from: type, to: target.type, name: target.name)
        commit()
        writeLatest(new, to: target, order: order)
        if let result { assign(old, target.type, to: result) }
        guard annotates else { return }
        var made = accessNote(.readModifyWrite, target)
        made.value = NotedValue(register: new, type: target.type)
        made.previous = NotedValue(register: old, type: target.type)
        made.operand = NotedValue(register: right, type: op == .exchange ? target.type : operand.type)
        made.rmw = op
        made.order = order
        note(.operation(made))
    }

    private func compareExchange(
        _ place: Place, _ expected: Expression, _ desired: Expression, weak: Bool, swap: Bool, _ result: LocalID?,
        _ order: MemoryOrder, _ failure: MemoryOrder
    ) {
        let target = address(place)
        let wanted = fitForComparison(expected, target.type)
        let new = fit(value(desired), from: desired.type, to: target.type, name: target.name)
        noteIntent(.compareExchange, target)
        let old = readLatest(target, order: order, mustWrite: false)
        // 0 failed, 1 succeeded, 2 failed for no reason
        let outcome = register()
        emit(.move, outcome, equality(old, wanted, target.type))
        let end = newLabel()
        if weak {
            let fails = register()
            emit(.branchFalse, outcome, 0, end)
            emit(.choice, fails, constant(2))
            note(.choice(.failsForNoReason(fails)))
            emit(.addWrap, outcome, outcome, fails)
            self.place(end)
        }
        commit()
        let skip = newLabel()
        let succeeded = register()
        emit(.equal, succeeded, outcome, constant(1))
        emit(.branchFalse, succeeded, 0, skip)
        writeLatest(new, to: target, order: order)
        if isWeak(target) {
            let done = newLabel()
            emit(.jump, done)
            self.place(skip)
            failLatest(target, failure: failure)
            self.place(done)
        } else {
            self.place(skip)
        }
        if let result {
            if swap { assign(old, target.type, to: result) } else { assign(succeeded, .bool, to: result) }
        }
        guard annotates else { return }
        var made = accessNote(.compareExchange, target)
        made.kinds = [.compareExchangeFailed, .compareExchange, .compareExchangeSpurious]
        made.kindRegister = outcome
        made.value = NotedValue(register: old, type: target.type)
        made.previous = NotedValue(register: wanted, type: target.type)
        made.operand = NotedValue(register: new, type: target.type)
        made.order = order
        made.failureOrder = failure
        note(.operation(made))
    }

    /// An expected value outside a range simply never matches.
    private func fitForComparison(_ expected: Expression, _ type: ValueType) -> Int {
        if expected.type.isScalar, type.isScalar { return value(expected) }
        return fit(value(expected), from: expected.type, to: type, name: [])
    }

    // MARK: Lists

    private func changeList(_ kind: InstructionKind) {
        switch kind {
        case .listAppend(let place, let value):
            let target = address(place)
            guard case .list(let element, let capacity) = target.type else { return }
            let source = fit(self.value(value), from: value.type, to: element, name: target.name)
            noteIntent(.write, target)
            let length = loadLeaf(target, 0)
            emit(.checkFull, length, capacity, fault: .list(name: target.name, capacity: capacity))
            let previous = valueBefore(target)
            commit()
            store(source, to: listElement(target, length))
            let longer = register()
            emit(.addWrap, longer, length, constant(1))
            storeLeaf(longer, target, 0)
            noteWholeList(target, place, previous: previous)
        case .listRemoveFirst(let place, let result):
            removeElement(place, result, isLast: false)
        case .listRemoveLast(let place, let result):
            removeElement(place, result, isLast: true)
        case .listClear(let place):
            let target = address(place)
            noteIntent(.write, target)
            let previous = valueBefore(target)
            commit()
            zero(target)
            noteWholeList(target, place, previous: previous)
        default: break
        }
    }

    private func listElement(_ list: Address, _ position: Int) -> Address {
        guard case .list(let element, _) = list.type else { return list }
        var part = moved(list, bytes: layouts.layout(list.type).leaves[0].width.size, leaves: 1)
        part.type = element
        return scaled(part, position)
    }

    private func zero(_ address: Address) {
        let leaves = layouts.leafCount(address.type)
        let zeros = register(leaves)
        emit(.zeroRange, zeros, 0, leaves)
        store(zeros, to: address)
    }

    private func removeElement(_ place: Place, _ result: LocalID?, isLast: Bool) {
        let target = address(place)
        guard case .list(let element, let capacity) = target.type else { return }
        noteIntent(.write, target)
        let length = register()
        move(length, loadLeaf(target, 0), 1)
        emit(.checkEmpty, length, fault: .list(name: target.name, capacity: capacity))
        let shorter = register()
        emit(.subtractWrap, shorter, length, constant(1))
        let removed = register(layouts.leafCount(element))
        load(listElement(target, isLast ? shorter : constant(0)), into: removed)
        let previous = valueBefore(target)
        commit()
        if isLast {
            zeroElement(target, shorter)
        } else {
            let size = layouts.size(element)
            let leaves = layouts.leafCount(element)
            switch target.base {
            case .state(let offset):
                let prefix = layouts.layout(target.type).leaves[0].width.size
                emit(
                    .shiftElements, offset + prefix, target.dynamic ?? constant(0), size * capacity, x: size)
            case .register(let first):
                emit(.shiftRegisters, first + 1, target.dynamic ?? constant(0), leaves * capacity, x: leaves)
            }
        }
        storeLeaf(shorter, target, 0)
        if let result { assign(removed, element, to: result) }
        noteWholeList(target, place, previous: previous)
    }

    private func zeroElement(_ list: Address, _ position: Int) { zero(listElement(list, position)) }

    private func noteWholeList(_ target: Address, _ place: Place, previous: Int?) {
        guard annotates else { return }
        if target.isShared {
            let whole = register(layouts.leafCount(target.type))
            load(target, into: whole)
            noteAccess(.write, target, value: whole, previous: previous)
        }
        noteChangedLocal(of: place)
    }

    // MARK: Choice

    private func choose(_ local: LocalID, _ domain: Domain, _ condition: Expression?) {
        // What a front end chooses for itself is whether an operation fails for no reason: a part of that operation.
        let isOwn = localNames[local].isEmpty
        if !isOwn { note(.intent(self.operation(.choose, name: [.text(self.localNames[local])]))) }
        let type = localTypes[local]
        let digit = register()
        var chosen = digit
        switch domain {
        case .range(let lower, let upper, let inclusive):
            let first = value(lower)
            let last = value(upper)
            let count = register()
            emit(.subtract, count, last, first, fault: .arithmetic(""))
            if inclusive { emit(.addWrap, count, count, constant(1)) }
            emit(.choice, digit, count)
            chosen = register()
            emit(.addWrap, chosen, first, digit)
        case .enumeration(let index): emit(.choice, digit, constant(program.enumerations[index].cases.count))
        case .elements(let whole):
            let first = value(whole)
            switch whole.type {
            case .array(let element, let count):
                emit(.choice, digit, constant(count))
                chosen = load(scaled(Address(base: .register(first), type: element), digit))
            case .list(let element, _):
                emit(.choice, digit, first)
                chosen = load(scaled(Address(base: .register(first + 1), type: element), digit))
            default: break
            }
        case .threads(let group):
            let numbers = layout.groups.indices.filter { layout.groups[$0] == group }
            emit(.choice, digit, constant(numbers.count))
            chosen = register()
            emit(.addWrap, chosen, digit, constant(numbers.first ?? 0))
        }
        if let condition {
            let old = current.locals[local]
            current.locals[local] = .register(chosen)
            emit(.blockUnless, value(condition))
            current.locals[local] = old
        }
        note(
            .choice(
                isOwn
                    ? .failsForNoReason(digit)
                    : .takes(name: self.localNames[local], NotedValue(register: chosen, type: type))))
        commit()
        assign(chosen, type, to: local)
        if isOwn { return }
        var made = operation(.choose, name: [.text(localNames[local])])
        made.value = NotedValue(register: chosen, type: type)
        note(.operation(made))
    }

    // MARK: Pools

    private func new(_ pool: ObjectID, _ initial: [Expression], _ result: LocalID?) {
        guard case .pool(let fields, _, let takesAny, _) = program.objects[pool].kind else { return }
        let part = layout.objects[pool]
        var values: [Int] = []
        for (field, expression) in zip(fields, initial) {
            let name: [NamePart] = [.text(field.name)]
            values.append(fit(value(expression), from: expression.type, to: field.type, name: name))
        }
        note(.intent(self.operation(.new, object: pool, name: [.text(self.program.objects[pool].name)])))
        commit()
        let cell = register()
        let name: [NamePart] = [.text(program.objects[pool].name)]
        emit(.poolNew, cell, 0, 0, x: pool, fault: .object(name))
        if takesAny { note(.choice(.cell(pool: pool, cell))) }
        let offset = register()
        emit(.multiplyImmediate, offset, cell, part.stride)
        let reference = register()
        emit(.addWrap, reference, cell, constant(1))
        emit(.addWrap, reference, reference, reference)
        for (index, field) in fields.enumerated() where index < values.count {
            store(
                values[index],
                to: Address(base: .state(part.offset + part.fieldOffsets[index]), dynamic: offset, type: field.type))
            let nextFlag = index + 1 < fields.count ? part.fieldFlags[index + 1] : part.stride
            if part.fieldFlags[index] < nextFlag {
                let isUnknown = {
                    if case .constant(.uninitialized) = initial[index].kind { return 1 } else { return 0 }
                }()
                emit(.storeIndexed, part.offset + part.fieldFlags[index], constant(isUnknown), offset, x: 1)
            }
        }
        if memory != nil, thread >= 0 { emit(.cellAccess, offset, pool, 0, x: 0, fault: .object(name)) }
        if let result { assign(reference, .reference(pool: pool), to: result) }
        var made = operation(
            .new, object: pool, name: [.cell(pool: pool, register: reference)], location: part.offset, register: offset)
        made.value = NotedValue(register: reference, type: .reference(pool: pool))
        note(.operation(made))
    }

    private func free(_ pool: ObjectID, _ expression: Expression) {
        let reference = register()
        emit(.move, reference, value(expression))
        let part = layout.objects[pool]
        note(
            .intent(
                self.operation(.free, object: pool, name: [.cell(pool: pool, register: reference)])))
        commit()
        emit(.poolFree, reference, 0, 0, x: pool, fault: .cell(pool: pool, register: reference))
        markRegisters(pool, reference)
        guard annotates || (memory != nil && thread >= 0) else { return }
        let offset = register()
        emit(.cellOffset, offset, reference, part.stride)
        if memory != nil, thread >= 0 {
            emit(.cellAccess, offset, pool, 0, x: 1, fault: .cell(pool: pool, register: reference))
        }
        note(
            .operation(
                self.operation(
                    .free, object: pool, name: [.cell(pool: pool, register: reference)], location: part.offset,
                    register: offset)))
    }

    /// References that lie in registers of this step learn that their cell is gone.
    private func markRegisters(_ pool: ObjectID, _ reference: Int) {
        for activation in activations where activation.key.thread == thread {
            let routine = program.routines[activation.key.routine]
            for (local, storage) in activation.locals.enumerated() {
                guard case .register(let first) = storage else { continue }
                for (index, leaf) in layouts.layout(routine.locals[local].type).leaves.enumerated()
                where leaf.pool == pool {
                    emit(.markRegister, first + index, reference)
                }
            }
        }
    }

    // MARK: Threads

    private func spawn(_ group: GroupID, _ arguments: [Expression], _ result: LocalID?) {
        let routine = program.routines[program.threadGroups[group].routine]
        var counts: [Int] = []
        var values: [Int] = []
        for (parameter, argument) in arguments.enumerated() {
            let type = routine.locals[parameter].type
            values.append(
                fit(value(argument), from: argument.type, to: type, name: [.text(routine.locals[parameter].name)]))
            counts.append(layouts.leafCount(type))
        }
        let packed = register(max(1, counts.reduce(0, +)))
        var next = packed
        for (source, count) in zip(values, counts) {
            move(next, source, count)
            next += count
        }
        note(.intent(self.operation(.spawn, name: [.text(self.program.threadGroups[group].name)])))
        commit()
        let number = register()
        let slot = layout.spawnedGroups.firstIndex(of: group) ?? 0
        emit(.spawn, number, packed, next - packed, x: slot)
        if let result { assign(number, .thread, to: result) }
        var made = operation(.spawn)
        made.threads = [number]
        note(.operation(made))
    }

    private func join(_ expression: Expression) {
        let number = value(expression)
        var made = operation(.join)
        if annotates {
            made.threads = [number]
            note(.intent(made))
        }
        emit(.joinGuard, number, 0, -1, x: thread, fault: .thread(number))
        commit()
        note(.operation(made))
    }
}
