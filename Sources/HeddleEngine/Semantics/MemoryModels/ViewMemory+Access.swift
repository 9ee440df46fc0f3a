internal import HeddleProgram

/// Orders as small numbers: 0 plain, then from relaxed to seq_cst.
enum AccessOrder {
    static let plain = 0
    static let relaxed = 1
    static let acquire = 2
    static let release = 3
    static let both = 4
    static let seqCst = 5

    static func number(_ order: MemoryOrder?) -> Int {
        switch order {
        case nil: return plain
        case .relaxed: return relaxed
        case .acquire: return acquire
        case .release: return release
        case .acqRel: return both
        case .seqCst: return seqCst
        }
    }
    @inline(__always) static func acquires(_ order: Int) -> Bool { order == acquire || order >= both }
    @inline(__always) static func releases(_ order: Int) -> Bool { order >= release }
}

/// The rules of accesses (semantics.md 1.3).
extension ViewMemory {
    enum Verdict {
        case allowed
        /// seq_cst would have to be a cycle.
        case forbidden
        /// A limit bit.
        case full
    }

    @inline(__always)
    private func raise(_ frontier: Lanes, _ location: Int, to index: Int) {
        if !isLatest, Int(frontier[location]) < index { frontier[location] = UInt16(index) }
    }

    /// A thread reads a message.
    func read(_ thread: Int, _ location: Int, _ index: Int, order: Int) -> Verdict {
        let slot = slot(location, index)
        learn(thread, location, index, slot, order: order)
        guard let graph, order != AccessOrder.plain || recordsPlain else { return .allowed }
        return record(
            graph, thread, .read, order: order, location, reads: slot, writes: -1,
            synchronized: AccessOrder.acquires(order) ? slotSynchronizes[slot] : 0)
    }

    /// What a read teaches, without its event.
    private func learn(_ thread: Int, _ location: Int, _ index: Int, _ slot: Int, order: Int) {
        let mine = cur(thread)
        raise(mine, location, to: index)
        let from = frontier(ofSlot: slot)
        if isLatest {
            if AccessOrder.acquires(order) { join(mine, from) }
            return
        }
        raise(acq(thread), location, to: index)
        guard order != AccessOrder.plain else { return }
        join(acq(thread), from)
        if hasGraph { pending[thread] |= slotSynchronizes[slot] }
        if AccessOrder.acquires(order) { join(mine, from) }
    }

    /// A thread writes a message at a place in modification order; its value is yet to be put in.
    func write(_ thread: Int, _ location: Int, at place: Int, order: Int, _ slot: inout Int) -> Verdict {
        if isLatest {
            slot = self.slot(location, 0)
            slotFlags[slot] = 0
            let from = frontier(ofSlot: slot)
            if AccessOrder.releases(order) { set(from, cur(thread)) } else { clear(from) }
            return .allowed
        }
        guard count[location] < plan.limit else { return .full }
        slot = insert(location, at: place)
        return finishWrite(thread, location, place, slot, order: order, kind: .write, reads: -1)
    }

    /// A thread reads a message and writes the one right behind it.
    func update(_ thread: Int, _ location: Int, _ index: Int, order: Int, _ slot: inout Int) -> Verdict {
        let old = self.slot(location, index)
        if isLatest {
            learn(thread, location, index, old, order: order)
            slot = old
            slotFlags[slot] = 0
            let from = frontier(ofSlot: slot)
            // A release sequence goes on through an update.
            if AccessOrder.releases(order) { join(from, cur(thread)) }
            return .allowed
        }
        guard count[location] < plan.limit else { return .full }
        learn(thread, location, index, old, order: order)
        slotFlags[old] |= Self.isGlued
        slot = insert(location, at: index + 1)
        join(frontier(ofSlot: slot), frontier(ofSlot: old))
        slotSynchronizes[slot] |= slotSynchronizes[old]
        return finishWrite(thread, location, index + 1, slot, order: order, kind: .update, reads: old)
    }

    private func finishWrite(
        _ thread: Int, _ location: Int, _ place: Int, _ slot: Int, order: Int, kind: EventGraph.Kind, reads: Int
    ) -> Verdict {
        let mine = cur(thread)
        raise(mine, location, to: place)
        raise(acq(thread), location, to: place)
        let message = frontier(ofSlot: slot)
        let isRelease = AccessOrder.releases(order)
        if isRelease, plan.isRC11 { set(rel(thread, at: location), mine) }
        if order != AccessOrder.plain {
            join(message, rel(thread))
            if isRelease { join(message, mine) }
            if plan.isRC11 { join(message, rel(thread, at: location)) }
            if hasGraph { slotSynchronizes[slot] |= fences[thread] }
        }
        raise(message, location, to: place)
        guard let graph, order != AccessOrder.plain || recordsPlain else { return .allowed }
        let verdict = record(
            graph, thread, kind, order: order, location, reads: reads, writes: slot,
            synchronized: reads >= 0 && AccessOrder.acquires(order) ? slotSynchronizes[reads] : 0)
        if case .allowed = verdict, isRelease {
            // The event is the thread's last: what its message carries, and later updates pass on, holds it.
            let bit: UInt64 = 1 << UInt64(graph.count - 1)
            setMask(message, mask(message) | bit)
            if order == AccessOrder.seqCst { slotSynchronizes[slot] |= bit }
            if plan.isRC11 {
                let own = rel(thread, at: location)
                setMask(own, mask(own) | bit)
            }
        }
        return verdict
    }

    func fence(_ thread: Int, order: Int) -> Verdict {
        if isLatest { return .allowed }
        if AccessOrder.acquires(order) { set(cur(thread), acq(thread)) }
        if let graph {
            let verdict = record(
                graph, thread, .fence, order: order, -1, reads: -1, writes: -1,
                synchronized: AccessOrder.acquires(order) ? pending[thread] : 0)
            guard case .allowed = verdict else { return verdict }
            if order == AccessOrder.seqCst { fences[thread] |= 1 << UInt64(graph.count - 1) }
        }
        if AccessOrder.releases(order) { set(rel(thread), cur(thread)) }
        return .allowed
    }

    /// Adds an event, and judges the order that seq_cst then demands.
    private func record(
        _ graph: EventGraph, _ thread: Int, _ kind: EventGraph.Kind, order: Int, _ location: Int, reads: Int,
        writes: Int, synchronized: UInt64
    ) -> Verdict {
        let mine = cur(thread)
        let before = mask(mine)
        let event = EventGraph.Event(
            thread: UInt8(thread), kind: kind, order: UInt8(order), location: Int32(location), reads: Int32(reads),
            writes: Int32(writes), before: before, synchronized: synchronized)
        if !keepsAll, kind == .read || kind == .other, graph.isRedundant(event) { return .allowed }
        if graph.isFull { return .full }
        let bit: UInt64 = 1 << UInt64(graph.append(event))
        setMask(mine, before | bit)
        setMask(acq(thread), mask(acq(thread)) | bit)
        return graph.isCyclic(place) ? .forbidden : .allowed
    }

    /// Index of a slot's message in the modification order of its location.
    func place(_ location: Int32, _ slot: Int32) -> Int {
        let base = order + Int(location) * plan.limit
        for index in 0..<count[Int(location)] where base[index] == slot { return index }
        return -1
    }

    // MARK: Objects

    /// What a thread learns from an object that passes knowledge on.
    func learn(_ thread: Int, from source: Lanes) {
        join(cur(thread), source)
        if isLatest { return }
        join(acq(thread), source)
        note(thread)
    }

    /// What a thread leaves with an object.
    func leave(_ thread: Int, at target: Lanes) {
        note(thread)
        join(target, cur(thread))
    }

    /// A step that synchronises through something that is no atomic: an event without a location.
    private func note(_ thread: Int) {
        guard let graph else { return }
        let verdict = record(
            graph, thread, .other, order: AccessOrder.plain, -1, reads: -1, writes: -1, synchronized: 0)
        if case .full = verdict { isOverfull = true }
    }

    // MARK: Races

    /// The access that one races with, as `RacingAccess` packs it; nil if there is none, and then it is noted. Clocks:
    /// plain writes, plain reads, atomic writes, atomic reads.
    func race(_ thread: Int, _ location: Int, writes: Bool, isPlain: Bool) -> Int? {
        guard clockLanes > 0, plan.locations[location].isPlain else { return nil }
        func found(_ other: Int, writes otherWrites: Bool) -> Int {
            RacingAccess(location: location, other: other, writes: writes, otherWrites: otherWrites).packed
        }
        let clocks = accesses + location * 4 * threadCount
        let known = cur(thread) + clockBase
        for other in 0..<threadCount where other != thread {
            let limit = known[other]
            if clocks[other] > limit { return found(other, writes: true) }
            if writes, clocks[threadCount + other] > limit { return found(other, writes: false) }
            if isPlain, clocks[2 * threadCount + other] > limit { return found(other, writes: true) }
            if isPlain, writes, clocks[3 * threadCount + other] > limit { return found(other, writes: false) }
        }
        known[thread] += 1
        if !isLatest { acq(thread)[clockBase + thread] = known[thread] }
        let row = (isPlain ? 0 : 2) + (writes ? 0 : 1)
        clocks[row * threadCount + thread] = known[thread]
        return nil
    }
}

/// Two accesses that race, in one number.
struct RacingAccess {
    var location: Int
    /// The thread of the earlier one.
    var other: Int
    var writes: Bool
    var otherWrites: Bool

    var packed: Int { location << 16 | other << 2 | (writes ? 2 : 0) | (otherWrites ? 1 : 0) }

    init(location: Int, other: Int, writes: Bool, otherWrites: Bool) {
        self.location = location
        self.other = other
        self.writes = writes
        self.otherWrites = otherWrites
    }

    init(packed: Int) {
        self.init(
            location: packed >> 16, other: packed >> 2 & 0x3FFF, writes: packed & 2 != 0, otherWrites: packed & 1 != 0)
    }
}
