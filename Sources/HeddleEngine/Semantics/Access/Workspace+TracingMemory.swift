internal import HeddleProgram

/// Writing down what the instructions of a weak memory read and write; see `Workspace+Tracing`.
///
/// A location stands for all that memory holds of it: its writes, their order, who has accessed it. What a thread knows,
/// and its store buffer, belong to the thread's place, which all its steps change. What operations on objects pass on lies
/// with the objects, which they change as under `sc`. A choice counts from the newest write on, so that the same choice is
/// the same move in whatever order independent steps are made.
extension Workspace {
    /// Whether the instruction was one of a weak memory.
    func traceMemory(_ i: Instr, _ r: UnsafeMutablePointer<Int>, _ log: AccessLog) -> Bool {
        guard let memory else { return false }
        switch i.op {
        case .memoryRead: traceAccess(memory, i, r, log, writes: false)
        case .memoryWrite: traceAccess(memory, i, r, log, writes: true)
        case .updateRead, .updateFail: traceAccess(memory, i, r, log, writes: false, isUpdate: true)
        case .updateWrite: traceAccess(memory, i, r, log, writes: true, isUpdate: true)
        case .memoryFence: traceOrder(memory, Int(i.x), log)
        case .blockEnter, .blockLeave: if memory.views != nil { log.write(location: log.map.blocks) }
        case .cellAccess: traceCell(memory, i, r, log)
        case .drain, .forgetLooks, .synchronize: break
        default: return false
        }
        return true
    }

    /// The oldest store of a buffer goes to memory.
    func traceFlush(_ memory: WeakMemory, _ location: Int) {
        guard let log = accesses else { return }
        log.beginRun()
        trace(memory.plan.locations[location], log, writes: true)
    }

    private func trace(_ place: MemoryLocation, _ log: AccessLog, writes: Bool) {
        log.read(place.offset, place.size)
        if place.flag >= 0 { log.read(place.flag, 1) }
        guard writes else { return }
        log.write(place.offset, place.size)
        if place.flag >= 0 { log.write(place.flag, 1) }
    }

    private func traceAccess(
        _ memory: WeakMemory, _ i: Instr, _ r: UnsafeMutablePointer<Int>, _ log: AccessLog, writes: Bool,
        isUpdate: Bool = false
    ) {
        let access = image.memoryAccesses[Int(i.x)]
        let offset = Int(i.b) &+ r[Int(i.c)]
        guard memory.plan.locationAt.indices.contains(offset), memory.plan.locationAt[offset] >= 0 else {
            // No location of the memory: a value in the state.
            for index in 0..<access.leafCount {
                let leaf = image.memoryLeaves[access.firstLeaf + index]
                log.read(offset + leaf.offset, leaf.width.size)
                if writes { log.write(offset + leaf.offset, leaf.width.size) }
            }
            return
        }
        let location = Int(memory.plan.locationAt[offset])
        let place = memory.plan.locations[location]
        guard let buffers = memory.buffers else {
            trace(place, log, writes: writes)
            return traceOrder(memory, access.order, log)
        }
        if isUpdate { return trace(place, log, writes: writes) }
        // A store goes into the thread's own buffer, and may come from there. To free a cell marks what waits there.
        if writes || buffers.newest(runner, location) >= 0 {
            if !place.references.isEmpty { log.read(place.offset, place.size) }
        } else {
            trace(place, log, writes: false)
        }
    }

    /// Whether an order of seq_cst allows a step depends on the other steps that it orders; behind fences on all accesses.
    private func traceOrder(_ memory: WeakMemory, _ order: Int, _ log: AccessLog) {
        guard let views = memory.views, views.hasGraph else { return }
        let isRecorded = order != AccessOrder.plain || views.recordsPlain
        if order == AccessOrder.seqCst || (isRecorded && memory.plan.hasStrongFences) {
            log.write(location: log.map.seqCst)
        }
    }

    /// `new` and `free` access every field; `free` marks every copy of a reference to the cell.
    private func traceCell(_ memory: WeakMemory, _ i: Instr, _ r: UnsafeMutablePointer<Int>, _ log: AccessLog) {
        let facts = image.objects[Int(i.b)]
        log.change(facts.offset + r[Int(i.a)], facts.stride)
        traceOrder(memory, AccessOrder.plain, log)
        guard i.x == 1 else { return }
        for place in memory.plan.locations where !place.references.isEmpty { trace(place, log, writes: true) }
    }
}
