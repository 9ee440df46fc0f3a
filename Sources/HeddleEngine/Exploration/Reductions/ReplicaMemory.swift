internal import HeddleProgram

/// The weak memory of states whose replicas change places: what it holds of each thread, and under which names.
///
/// Confined to the sorter that owns it.
final class ReplicaMemory {
    private let memory: WeakMemory
    /// Thread identities within a location's value, from its start on.
    private let slots: [[SymmetryPlan.Slot]]
    private let fixedWords: Int
    private let room: Int

    /// `slots`: by location of the memory plan.
    init?(_ machine: Machine, slots: [[SymmetryPlan.Slot]]) {
        guard let plan = machine.memory else { return nil }
        memory = WeakMemory(plan)
        self.slots = slots
        fixedWords = machine.image.fixedWords
        room = machine.wordCount
    }

    /// Takes the memory out of a state.
    func read(_ state: UnsafePointer<UInt64>, count: Int) {
        memory.decode(state, count: count, fixedWords: fixedWords)
    }

    /// Renames the threads of what was read and puts it behind a state's fixed part; how many words the state takes.
    /// `numbers`: by old number.
    func write(_ numbers: [UInt8], to state: UnsafeMutablePointer<UInt64>) -> Int {
        memory.renumberThreads(numbers)
        forEachName { value, slot, _ in
            if let thread = slot.thread(in: value), thread < numbers.count {
                value[slot.offset] = UInt8(Int(numbers[thread]) + slot.base)
            }
        }
        guard var count = memory.encode(state, fixedWords: fixedWords, room: room) else {
            preconditionFailure("Heddle bug: a memory has no room under other names")
        }
        // States are kept, and hashed, without the zeros at their end.
        while count > fixedWords, state[count - 1] == 0 { count -= 1 }
        return count
    }

    /// Mixes in what the memory holds of a thread, without its number.
    func mix(_ thread: Int, _ mix: (UInt64) -> Void) {
        if let views = memory.views { self.mix(thread, views, mix) }
        if let buffers = memory.buffers {
            mix(UInt64(buffers.count[thread]) | (buffers.isFenced[thread] ? 0x80 : 0))
            for entry in 0..<buffers.count[thread] {
                let location = buffers.location(thread, entry)
                mix(UInt64(location))
                guard slots[location].isEmpty else { continue }
                for byte in 0..<memory.plan.locations[location].size { mix(UInt64(buffers.value(thread, entry)[byte])) }
            }
        }
        forEachName { value, slot, place in
            if slot.thread(in: value) == thread { mix(UInt64(place) | 1 << 34) }
        }
    }

    /// What the thread knows, what others know of it, and its events.
    private func mix(_ thread: Int, _ views: ViewMemory, _ mix: (UInt64) -> Void) {
        let places = views.locationCount
        for lane in 0..<views.viewLanes {
            mix(UInt64(views.cur(thread)[lane]) << 32 | UInt64(views.acq(thread)[lane]) << 16)
            mix(UInt64(views.rel(thread)[lane]))
        }
        if views.plan.isRC11, !views.isLatest {
            for location in 0..<places {
                for lane in 0..<views.viewLanes { mix(UInt64(views.rel(thread, at: location)[lane])) }
            }
        }
        if views.clockLanes > 0 {
            let lane = views.clockBase + thread
            mix(UInt64(views.cur(thread)[lane]))
            for location in 0..<places {
                for index in 0..<views.count[location] {
                    mix(UInt64(views.frontier(ofSlot: views.slot(location, index))[lane]))
                }
                for row in 0..<4 { mix(UInt64(views.accesses[(location * 4 + row) * views.threadCount + thread])) }
            }
            for index in 0..<views.plan.objectCount { mix(UInt64(views.object(index)[lane])) }
        }
        guard let graph = views.graph else { return }
        for index in 0..<graph.count where Int(graph.events[index].thread) == thread {
            let event = graph.events[index]
            mix(UInt64(event.kind.rawValue) << 8 | UInt64(event.order) | 1 << 35)
            mix(UInt64(event.location + 1))
            mix(event.reads < 0 ? 0 : UInt64(views.place(event.location, event.reads) + 1))
            mix(event.writes < 0 ? 0 : UInt64(views.place(event.location, event.writes) + 1))
            mix(UInt64(event.before.nonzeroBitCount))
        }
    }

    /// Calls `body` with each place in a value that may name a thread, and a number for the place among those of its
    /// location.
    private func forEachName(_ body: (UnsafeMutablePointer<UInt8>, SymmetryPlan.Slot, Int) -> Void) {
        if let views = memory.views {
            for (location, slots) in slots.enumerated() where !slots.isEmpty {
                for index in 0..<views.count[location] {
                    for slot in slots { body(views.value(ofSlot: views.slot(location, index)), slot, index) }
                }
            }
        }
        guard let buffers = memory.buffers else { return }
        for thread in 0..<buffers.plan.threads {
            for entry in 0..<buffers.count[thread] {
                for slot in slots[buffers.location(thread, entry)] { body(buffers.value(thread, entry), slot, entry) }
            }
        }
    }
}

extension SymmetryPlan.Slot {
    /// The thread that a value names here; nil for nobody.
    fileprivate func thread(in value: UnsafeMutablePointer<UInt8>) -> Int? {
        guard isLive(value) else { return nil }
        let found = Int(value[offset]) - base
        return found < 0 ? nil : found
    }
}
