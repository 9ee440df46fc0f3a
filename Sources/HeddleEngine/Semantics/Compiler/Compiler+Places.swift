internal import HeddleProgram

/// A place while it is being compiled: where its scalars lie.
struct Address {
    enum Base {
        /// Byte offset of the state.
        case state(Int)
        /// First register.
        case register(Int)
    }
    var base: Base
    /// A register that holds what to add: bytes, or registers.
    var dynamic: Int?
    var type: ValueType
    /// State offset of the first mark of an uninitialised leaf, -1 where there are none.
    var flag = -1
    var flagDynamic: Int?
    var name: [NamePart] = []
    var object: ObjectID?
    var isShared = false
    /// Fields of an atomic struct: where the whole atomic lies, for it is one location.
    var locationBase: Int?
}

extension Compiler {
    func address(_ place: Place) -> Address {
        switch place {
        case .local(let local):
            let name: [NamePart] = annotates ? [.text(localNames[local])] : []
            switch current.locals[local] {
            case .state(let offset): return Address(base: .state(offset), type: localTypes[local], name: name)
            case .register(let first), .constant(let first):
                return Address(base: .register(first), type: localTypes[local], name: name)
            }
        case .shared(let object):
            let part = layout.objects[object]
            var type = ValueType.int
            switch program.objects[object].kind {
            case .variable(let declared, _), .atomic(let declared, _): type = declared
            default: preconditionFailure("Heddle bug: object \(object) holds no value")
            }
            return Address(
                base: .state(part.offset), type: type, flag: part.flags, name: [.text(program.objects[object].name)],
                object: object, isShared: true)
        case .cellField(let pool, let reference, let field): return cellAddress(pool, reference, field)
        case .element(let whole, let index): return elementAddress(address(whole), index)
        case .field(let whole, let field): return fieldAddress(address(whole), field)
        case .threadLocal(let thread, let routine, let local): return threadLocalAddress(thread, routine, local)
        }
    }

    private func cellAddress(_ pool: ObjectID, _ reference: Expression, _ field: Int) -> Address {
        guard case .pool(let fields, _, _, let recycling) = program.objects[pool].kind else {
            preconditionFailure("Heddle bug: object \(pool) is no pool")
        }
        let part = layout.objects[pool]
        let cell = value(reference)
        let offset = register()
        emit(
            .cellOffset, offset, cell, part.stride, x: recycling || isProperty ? 0 : 1,
            fault: .cell(pool: pool, register: cell))
        let hasFlag = part.fieldFlags[field] < (field + 1 < fields.count ? part.fieldFlags[field + 1] : part.stride)
        return Address(
            base: .state(part.offset + part.fieldOffsets[field]), dynamic: offset, type: fields[field].type,
            flag: hasFlag ? part.offset + part.fieldFlags[field] : -1, flagDynamic: hasFlag ? offset : nil,
            name: [.cell(pool: pool, register: cell), .text("." + fields[field].name)], object: pool, isShared: true)
    }

    func fieldAddress(_ whole: Address, _ field: Int) -> Address {
        guard case .structure(let index) = whole.type else { preconditionFailure("Heddle bug: field of no struct") }
        let fields = program.structures[index].fields
        var bytes = 0
        var leaves = 0
        for before in fields.prefix(field) {
            bytes += layouts.size(before.type)
            leaves += layouts.leafCount(before.type)
        }
        var part = moved(whole, bytes: bytes, leaves: leaves)
        part.type = fields[field].type
        if part.locationBase == nil, isAtomic(whole), case .state(let offset) = whole.base {
            part.locationBase = offset
        }
        if annotates { part.name.append(.text("." + fields[field].name)) }
        return part
    }

    private func isAtomic(_ address: Address) -> Bool {
        guard address.isShared, let object = address.object else { return false }
        switch program.objects[object].kind {
        case .atomic: return true
        case .pool(let fields, _, _, _): return fields.contains { $0.isAtomic && $0.type == address.type }
        default: return false
        }
    }

    func moved(_ whole: Address, bytes: Int, leaves: Int) -> Address {
        var part = whole
        switch whole.base {
        case .state(let offset): part.base = .state(offset + bytes)
        case .register(let first): part.base = .register(first + leaves)
        }
        if whole.flag >= 0 { part.flag = whole.flag + leaves }
        return part
    }

    func elementAddress(_ whole: Address, _ index: Expression) -> Address {
        let position = value(index)
        return elementAddress(whole, position: position, known: constantInteger(index) ?? constantValue(position))
    }

    /// What a register below zero always holds: constants, and the parameters of declared threads.
    private func constantValue(_ register: Int) -> Int? {
        register < 0 && register >= -constants.count ? constants[-register - 1] : nil
    }

    /// The integer that an expression always is in this thread.
    func constantInteger(_ expression: Expression) -> Int? {
        switch expression.type {
        case .int, .range, .sized: return constantNumber(expression)
        default: return nil
        }
    }

    /// What a number or truth value always is in this thread, whose number and some of whose locals are known; nil if
    /// that is not known, or if it fails.
    func constantNumber(_ expression: Expression) -> Int? {
        switch expression.kind {
        case .constant(.integer(let number)): return number
        case .unary, .binary, .convert, .and, .or, .conditional: break
        default: return nil
        }
        switch expression.type {
        case .int, .range, .sized, .bool: break
        default: return nil
        }
        var known: ConstantFlow.Known = localTypes.indices.map { local in
            guard case .constant(let register) = current.locals[local], layouts.leafCount(localTypes[local]) == 1 else {
                return nil
            }
            return constantValue(register)
        }
        known.append(thread < 0 ? nil : thread)
        return ConstantFlow.value(expression, known)
    }

    func elementAddress(_ whole: Address, position: Int, known: Int?) -> Address {
        var part = whole
        if annotates { part.name += [.text("["), .number(position), .text("]")] }
        switch whole.type {
        case .array(let element, let count):
            part.type = element
            if let known, known >= 0, known < count {
                part = moved(part, bytes: known * layouts.size(element), leaves: known * layouts.leafCount(element))
                return part
            }
            emit(
                .checkIndex, position, count,
                fault: .index(name: whole.name, register: position, count: count, countRegister: -1))
        case .list(let element, _):
            let length = loadLeaf(whole, 0)
            emit(
                .checkIndexRegister, position, length,
                fault: .index(name: whole.name, register: position, count: 0, countRegister: length))
            part = moved(part, bytes: layouts.layout(whole.type).leaves[0].width.size, leaves: 1)
            part.type = element
        default: preconditionFailure("Heddle bug: element of no array")
        }
        return scaled(part, position)
    }

    /// Adds `position` elements of the address's type.
    func scaled(_ address: Address, _ position: Int) -> Address {
        var part = address
        let size = layouts.size(address.type)
        let leaves = layouts.leafCount(address.type)
        if case .state = address.base {
            part.dynamic = sum(address.dynamic, position, times: size)
            if address.flag >= 0 { part.flagDynamic = sum(address.flagDynamic, position, times: leaves) }
        } else {
            part.dynamic = sum(address.dynamic, position, times: leaves)
        }
        return part
    }

    private func sum(_ old: Int?, _ position: Int, times factor: Int) -> Int {
        var product = position
        if factor != 1 {
            product = register()
            emit(.multiplyImmediate, product, position, factor)
        }
        guard let old else { return product }
        let total = register()
        emit(.addWrap, total, old, product)
        return total
    }

    private func threadLocalAddress(_ thread: Expression, _ routine: RoutineID, _ local: LocalID) -> Address {
        let declared = program.routines[routine].locals[local]
        let number = value(thread)
        var offsets: [Int] = []
        for thread in 0..<layout.threadCount {
            let keys = layout.activations.filter { $0.thread == thread && $0.routine == routine }
            let key = keys.first(where: \.isRoot) ?? keys.first(where: { $0.level == 0 })
            offsets.append(key.flatMap { layout.frames[$0]?.locals[local] } ?? -1)
        }
        threadLocals.append(offsets)
        // A thread without the local shows its type's default: registers of zero, filled only if there is one.
        let count = layouts.leafCount(declared.type)
        let first = register(count)
        emit(.zeroRange, first, 0, count)
        let offset = register()
        let absent = newLabel()
        emit(.threadOffset, offset, number, absent, x: threadLocals.count - 1)
        if program.processes != nil,
            let group = layout.spawnedGroups.firstIndex(where: {
                program.threadGroups[$0].routine == routine
            })
        {
            // Slots lie over one another: another proctype's process has no such local.
            let isThere = register()
            emit(.threadInGroup, isThere, number, group)
            emit(.branchFalse, isThere, 0, absent)
        }
        load(Address(base: .state(0), dynamic: offset, type: declared.type), into: first)
        place(absent)
        return Address(base: .register(first), type: declared.type, name: [.text(declared.name)])
    }

    // MARK: Loading and storing

    /// Registers with the value at an address; those of a register local itself, where that will do.
    func load(_ address: Address) -> Int {
        if case .register(let first) = address.base, address.dynamic == nil { return first }
        let target = register(layouts.leafCount(address.type))
        load(address, into: target)
        return target
    }

    func load(_ address: Address, into target: Int) {
        switch address.base {
        case .register(let first):
            let count = layouts.leafCount(address.type)
            if let dynamic = address.dynamic {
                emit(.moveFrom, target, first, dynamic, x: count)
            } else {
                move(target, first, count)
            }
        case .state(let offset):
            for (index, leaf) in layouts.layout(address.type).leaves.enumerated() {
                if address.flag >= 0 {
                    emit(
                        .checkInitialized, address.flag + index, address.flagDynamic ?? constant(0),
                        fault: .text(address.name))
                }
                load(leaf, offset, address.dynamic, into: target + index)
            }
        }
    }

    func load(_ leaf: Leaf, _ offset: Int, _ dynamic: Int?, into target: Int) {
        if let dynamic {
            emit(.loadIndexed, target, offset + leaf.offset, dynamic, x: Int(leaf.width.rawValue))
        } else {
            let op: Op
            switch leaf.width {
            case .u8: op = .loadU8
            case .u16: op = .loadU16
            case .u32: op = .loadU32
            case .i8: op = .loadI8
            case .i16: op = .loadI16
            case .i32: op = .loadI32
            case .i64: op = .load64
            }
            emit(op, target, offset + leaf.offset)
        }
        if leaf.bias != 0 { emit(.addWrap, target, target, constant(leaf.bias)) }
    }

    /// One leaf of the value at an address.
    func loadLeaf(_ address: Address, _ index: Int) -> Int {
        switch address.base {
        case .register(let first):
            guard let dynamic = address.dynamic else { return first + index }
            let target = register()
            emit(.moveFrom, target, first + index, dynamic, x: 1)
            return target
        case .state(let offset):
            let target = register()
            load(layouts.layout(address.type).leaves[index], offset, address.dynamic, into: target)
            return target
        }
    }

    func store(_ source: Int, to address: Address) {
        switch address.base {
        case .register(let first):
            let count = layouts.leafCount(address.type)
            if let dynamic = address.dynamic {
                emit(.moveTo, first, source, dynamic, x: count)
            } else {
                move(first, source, count)
            }
        case .state:
            for index in layouts.layout(address.type).leaves.indices { storeLeaf(source + index, address, index) }
        }
    }

    func storeLeaf(_ source: Int, _ address: Address, _ index: Int) {
        guard case .state(let offset) = address.base else {
            if case .register(let first) = address.base {
                emit(.moveTo, first + index, source, address.dynamic ?? constant(0), x: 1)
            }
            return
        }
        let leaf = layouts.layout(address.type).leaves[index]
        var source = source
        if leaf.bias != 0 {
            let shifted = register()
            emit(.subtractWrap, shifted, source, constant(leaf.bias))
            source = shifted
        }
        if address.flag >= 0 { emit(.markInitialized, address.flag + index, address.flagDynamic ?? constant(0)) }
        if let dynamic = address.dynamic {
            emit(.storeIndexed, offset + leaf.offset, source, dynamic, x: leaf.width.size)
            return
        }
        switch leaf.width.size {
        case 1: emit(.store8, offset + leaf.offset, source)
        case 2: emit(.store16, offset + leaf.offset, source)
        case 4: emit(.store32, offset + leaf.offset, source)
        default: emit(.store64, offset + leaf.offset, source)
        }
    }

    func move(_ target: Int, _ source: Int, _ count: Int) {
        if target == source || count == 0 { return }
        if count == 1 { emit(.move, target, source) } else { emit(.moveRange, target, source, count) }
    }

    /// The registers of a value of type `from` made fit for a place of type `to`: a range is checked, an optional wrapped.
    func fit(_ source: Int, from: ValueType, to: ValueType, name: @autoclosure () -> [NamePart]) -> Int {
        switch (from, to) {
        case (.range(let a, let b), .range(let lower, let upper)) where a >= lower && b <= upper: return source
        case (_, .range(let lower, let upper)):
            emit(
                .checkRange, source, constant(lower), constant(upper),
                fault: .range(name: name(), register: source, type: to))
            return source
        case (.optional(let a), .optional(let b)):
            guard a != b, case .range = b else { return source }
            let skip = newLabel()
            emit(.branchFalse, source, 0, skip)
            _ = fit(source + 1, from: a, to: b, name: name())
            place(skip)
            return source
        case (_, .optional(let wrapped)):
            let inner = fit(source, from: from, to: wrapped, name: name())
            let count = layouts.leafCount(wrapped)
            let whole = register(count + 1)
            emit(.move, whole, constant(1))
            move(whole + 1, inner, count)
            return whole
        default: return source
        }
    }
}
