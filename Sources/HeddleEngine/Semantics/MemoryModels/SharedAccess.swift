internal import HeddleProgram

/// How code reaches shared memory.
///
/// Every shared access of a step passes through here (properties and ghost code look at memory directly). Under `sc`
/// memory is the values in the state, and orders have no effect; under a weak model an access is an instruction that asks
/// the decoded memory, which may offer a choice.
extension Compiler {
    /// The value that a step's read gives.
    func readShared(_ address: Address, order: MemoryOrder?) -> Int {
        guard isWeak(address) else { return load(address) }
        return readMemory(.memoryRead, address, order: order)
    }

    /// The value that an atomic read-modify-write acts on, in registers of its own. `mustWrite`: it always writes.
    func readLatest(_ address: Address, order: MemoryOrder, mustWrite: Bool) -> Int {
        guard isWeak(address) else {
            let first = register(layouts.leafCount(address.type))
            load(address, into: first)
            return first
        }
        return readMemory(.updateRead, address, order: order, mustWrite: mustWrite)
    }

    func writeShared(_ source: Int, to address: Address, order: MemoryOrder?) {
        guard isWeak(address), !actsOnMemory else { return store(source, to: address) }
        emitAccess(.memoryWrite, source, address, order: order ?? plainOrder(address))
    }

    func writeLatest(_ source: Int, to address: Address, order: MemoryOrder) {
        guard isWeak(address) else { return store(source, to: address) }
        emitAccess(.updateWrite, source, address, order: order)
    }

    /// A compare-exchange found another value than it expected.
    func failLatest(_ address: Address, failure: MemoryOrder) {
        guard isWeak(address) else { return }
        emitAccess(.updateFail, 0, address, order: failure, failure: failure)
    }

    /// The value of a shared place within an expression; an atomic without an order is read as seq_cst.
    func readInExpression(_ address: Address, order: MemoryOrder?) -> Int {
        guard isInStep || current.key.isInstant, thread >= 0, !isProperty, !isGhostCode, isWeak(address) else {
            return load(address)
        }
        return readMemory(.memoryRead, address, order: order ?? plainOrder(address))
    }

    /// Whether an address lies in memory that is weak.
    func isWeak(_ address: Address) -> Bool {
        guard memory != nil, address.isShared, thread >= 0, let object = address.object else { return false }
        return !program.objects[object].isGhost
    }

    /// Plain use of an atomic is seq_cst.
    private func plainOrder(_ address: Address) -> MemoryOrder? {
        guard let object = address.object else { return nil }
        switch program.objects[object].kind {
        case .atomic: return .seqCst
        case .pool:
            guard case .state(let offset) = address.base, let memory else { return nil }
            let location = locationIndex(address.locationBase ?? offset, address)
            return location.map { memory.locations[$0].isAtomic } == true ? .seqCst : nil
        default: return nil
        }
    }

    /// A location of the same field, whichever cell it is.
    private func locationIndex(_ offset: Int, _ address: Address) -> Int? {
        guard let memory, offset < memory.locationAt.count, memory.locationAt[offset] >= 0 else { return nil }
        return Int(memory.locationAt[offset])
    }

    /// Under tso an atomic block acts on memory, behind an empty buffer.
    private var actsOnMemory: Bool { memory?.form == .buffers && (isTsoBlock || current.key.isInstant) }

    private func readMemory(_ op: Op, _ address: Address, order: MemoryOrder?, mustWrite: Bool = false) -> Int {
        guard case .state(let offset) = address.base else { return load(address) }
        // What a block calls reads through the buffer, which is empty then; an `await` that calls it may find stores there.
        if memory?.form == .buffers, isTsoBlock { return load(address) }
        // A field of an atomic struct, or an element of a shared list: the whole is read.
        var whole = address
        var skip = 0
        if let base = address.locationBase, let object = address.object {
            skip = offset - base
            whole.base = .state(base)
            whole.type = wholeType(object, address)
        }
        if case .list = whole.type { return load(address) }
        let parts = pieces(whole)
        let first = register(layouts.leafCount(whole.type))
        for part in parts {
            emitAccess(op, first + part.leaf, part.address, order: order, mustWrite: mustWrite)
        }
        guard skip > 0 || whole.type != address.type else { return first }
        let leaf = layouts.layout(whole.type).leaves.firstIndex { $0.offset == skip } ?? 0
        return first + leaf
    }

    private func wholeType(_ object: ObjectID, _ address: Address) -> ValueType {
        switch program.objects[object].kind {
        case .atomic(.array(let element, _), _): return element
        case .atomic(let type, _): return type
        case .pool(let fields, _, _, _):
            let part = layout.objects[object]
            if let base = address.locationBase,
                let field = part.fieldOffsets.firstIndex(of: base - part.offset)
            {
                return fields[field].type
            }
            return address.type
        default: return address.type
        }
    }

    /// The locations that a plain value consists of; an atomic is one.
    private func pieces(_ address: Address) -> [(address: Address, leaf: Int)] {
        if case .state(let offset) = address.base, address.dynamic == nil,
            locationIndex(offset, address).map({ memory?.locations[$0].size == layouts.size(address.type) }) == true
        {
            return [(address, 0)]
        }
        switch address.type {
        case .array(let element, let count):
            var all: [(address: Address, leaf: Int)] = []
            for index in 0..<max(0, count) {
                var part = moved(
                    address, bytes: index * layouts.size(element), leaves: index * layouts.leafCount(element))
                part.type = element
                let leaf = index * layouts.leafCount(element)
                all += pieces(part).map { ($0.address, $0.leaf + leaf) }
            }
            return all
        case .structure(let index) where !isAtomicObject(address):
            var all: [(address: Address, leaf: Int)] = []
            var (bytes, leaves) = (0, 0)
            for field in program.structures[index].fields {
                var part = moved(address, bytes: bytes, leaves: leaves)
                part.type = field.type
                all += pieces(part).map { ($0.address, $0.leaf + leaves) }
                bytes += layouts.size(field.type)
                leaves += layouts.leafCount(field.type)
            }
            return all
        default: return [(address, 0)]
        }
    }

    private func isAtomicObject(_ address: Address) -> Bool {
        guard let object = address.object else { return false }
        switch program.objects[object].kind {
        case .atomic: return true
        case .pool: return plainOrder(address) != nil
        default: return false
        }
    }

    private func emitAccess(
        _ op: Op, _ register: Int, _ address: Address, order: MemoryOrder?, failure: MemoryOrder? = nil,
        mustWrite: Bool = false
    ) {
        guard case .state(let offset) = address.base else { return }
        if op == .memoryWrite, case .state = address.base {
            let parts = pieces(address)
            if parts.count > 1 {
                for part in parts { emitAccess(op, register + part.leaf, part.address, order: order) }
                return
            }
        }
        var access = MemoryAccess()
        access.order = AccessOrder.number(order)
        access.failure = AccessOrder.number(failure)
        access.leafCount = layouts.leafCount(address.type)
        access.isInstant = looksAtOnce
        access.mustWrite = mustWrite
        if let known = memoryLeavesOf[address.type] {
            access.firstLeaf = known
        } else {
            access.firstLeaf = memoryLeaves.count
            memoryLeavesOf[address.type] = access.firstLeaf
            memoryLeaves += layouts.layout(address.type).leaves
        }
        memoryAccesses.append(access)
        emit(
            op, register, offset, address.dynamic ?? constant(0), x: memoryAccesses.count - 1,
            fault: .text(address.name))
    }

    /// Emits what an operation on a shared object passes on, right behind it.
    func passOn(_ op: Op, _ a: Int, _ b: Int, _ c: Int, x: Int) {
        switch op {
        case .mutexTake, .semaphoreTake, .eventGuard, .readTake, .mutexUnlock, .semaphoreRelease, .onceFinish,
            .writeUnlock, .channelClose, .readUnlock, .writeTake, .barrierGuard, .joinGuard, .spawn:
            emit(.synchronize, a, Int(op.rawValue), 0)
        case .mutexTry, .semaphoreTry, .readTry, .writeTry: emit(.synchronize, a, Int(op.rawValue), c)
        case .conditionWait, .barrierArrive, .onceEnter: emit(.synchronize, a, Int(op.rawValue), b)
        case .sendStore: emit(.synchronize, a, Int(op.rawValue), 0, x: x)
        case .receiveTake: emit(.synchronize, a, Int(op.rawValue), b, x: x)
        default: break
        }
    }
}
