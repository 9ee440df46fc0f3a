internal import HeddleProgram

/// Threads that may change places without anybody noticing: the replicas of `thread name * n`.
///
/// Idea: two states that differ only in which replica is which have the same futures, and the same of everything that
/// properties see. Of such states one is stored: the replicas are sorted by what they hold. Everything that names a
/// thread moves with it: owners of locks, sets of waiting threads, counts of read locks, thread identities in data; and
/// in a weak memory what it knows, what is known of it, its clocks and stores on their way (`ReplicaMemory`).
/// Sorting is by a hash: where two replicas' hashes are equal, states that are alike may be stored twice; states that
/// are not alike are never taken for one.
///
/// Confined to the explorer that owns it.
final class ReplicaSorter {
    private let threadCount: Int
    private let groups: [Range<Int>]
    /// Start of each thread's own part of the state.
    private let starts: [Int]
    /// Length of the own part, by group.
    private let lengths: [Int]
    /// Slots outside of the threads' own parts, and those inside of them: relative to the start, by group.
    private let shared: [SymmetryPlan.Slot]
    private let own: [[SymmetryPlan.Slot]]
    /// Slots of all threads, where they lie.
    private let everySlot: [SymmetryPlan.Slot]
    /// Sets of threads, one bit each.
    private let masks: [Int]
    /// Arrays with one byte for each thread.
    private let counters: [Int]
    private let maskBytes: Int
    private let memory: ReplicaMemory?
    private let wordCount: Int
    private let stateLength: Int
    private let scratch: UnsafeMutablePointer<UInt8>
    private let keys: UnsafeMutablePointer<UInt64>
    private let order: UnsafeMutablePointer<Int>
    /// By old number: the new one, after `canonicalize`.
    private(set) var renaming: [UInt8]
    /// Length of the state at hand. Unit: bytes.
    private var limit = 0

    init(_ plan: SymmetryPlan, _ machine: Machine) {
        threadCount = machine.layout.threadCount
        groups = plan.groups
        starts = machine.layout.place
        lengths = plan.lengths
        shared = plan.shared
        own = plan.own
        everySlot = plan.everySlot
        masks = plan.masks
        counters = plan.counters
        maskBytes = machine.layout.maskBytes
        wordCount = machine.wordCount
        stateLength = machine.stateLength
        memory = ReplicaMemory(machine, slots: plan.inMemory)
        scratch = .allocate(capacity: max(machine.wordCount * 8, 256))
        keys = .allocate(capacity: max(1, machine.layout.threadCount))
        order = .allocate(capacity: max(1, machine.layout.threadCount))
        renaming = (0..<machine.layout.threadCount).map { UInt8($0) }
    }

    deinit {
        scratch.deallocate()
        keys.deallocate()
        order.deallocate()
    }

    // MARK: - Renaming

    /// Whether a state under other names may be longer; then it must lie in room for the largest.
    var mayGrow: Bool { memory != nil }

    /// Sorts the replicas of a state. Returns its length, in words; nil if they are in order.
    func canonicalize(_ words: UnsafeMutablePointer<UInt64>, count: Int) -> Int? {
        let bytes = UnsafeMutableRawPointer(words).assumingMemoryBound(to: UInt8.self)
        limit = count * 8
        memory?.read(words, count: count)
        var isSorted = true
        for (group, members) in groups.enumerated() {
            for thread in members {
                keys[thread] = key(of: thread, group, bytes)
                order[thread] = thread
                if thread > members.lowerBound, keys[thread] < keys[thread - 1] { isSorted = false }
            }
        }
        if isSorted { return nil }
        for members in groups {
            for thread in members.dropFirst() {
                var position = thread
                while position > members.lowerBound, keys[order[position]] < keys[order[position - 1]] {
                    (order[position], order[position - 1]) = (order[position - 1], order[position])
                    position -= 1
                }
            }
            for position in members { renaming[order[position]] = UInt8(position) }
        }
        renameFixedPart(renaming, bytes)
        return memory?.write(renaming, to: words) ?? count
    }

    /// A state whose threads have other numbers; `numbers` is by old number.
    func renamed(_ state: State, _ numbers: [UInt8]) -> State {
        var words = state.words
        if mayGrow { words += [UInt64](repeating: 0, count: max(0, wordCount - words.count)) }
        return words.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return state }
            memory?.read(base, count: state.words.count)
            limit = state.words.count * 8
            renameFixedPart(numbers, UnsafeMutableRawPointer(base).assumingMemoryBound(to: UInt8.self))
            let count = memory?.write(numbers, to: base) ?? state.words.count
            return State(base, count: count, of: stateLength)
        }
    }

    /// What lies behind `limit` is zero.
    private func renameFixedPart(_ numbers: [UInt8], _ bytes: UnsafeMutablePointer<UInt8>) {
        for (group, members) in groups.enumerated() {
            let length = lengths[group]
            let base = starts[members.lowerBound]
            scratch.update(from: bytes + base, count: starts[members.upperBound - 1] + length - base)
            for thread in members where Int(numbers[thread]) != thread {
                (bytes + starts[Int(numbers[thread])]).update(from: scratch + (starts[thread] - base), count: length)
            }
        }
        for slot in everySlot where isLive(slot, bytes) {
            let thread = Int(bytes[slot.offset]) - slot.base
            if thread >= 0, thread < threadCount { bytes[slot.offset] = UInt8(Int(numbers[thread]) + slot.base) }
        }
        for offset in masks {
            scratch.update(from: bytes + offset, count: maskBytes)
            (bytes + offset).update(repeating: 0, count: maskBytes)
            for thread in 0..<threadCount where scratch[thread >> 3] >> UInt8(thread & 7) & 1 != 0 {
                let number = Int(numbers[thread])
                bytes[offset + number >> 3] |= 1 << UInt8(number & 7)
            }
        }
        for offset in counters {
            scratch.update(from: bytes + offset, count: threadCount)
            for thread in 0..<threadCount { bytes[offset + Int(numbers[thread])] = scratch[thread] }
        }
    }

    private func isLive(_ slot: SymmetryPlan.Slot, _ bytes: UnsafeMutablePointer<UInt8>) -> Bool {
        slot.offset < limit && slot.isLive(bytes)
    }

    /// What a replica holds, as a number: its own part and where it is named, without the names themselves.
    private func key(of thread: Int, _ group: Int, _ bytes: UnsafeMutablePointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        func mix(_ value: UInt64) {
            hash = (hash ^ value) &* 0xbf58_476d_1ce4_e5b9
            hash ^= hash >> 29
        }
        let start = starts[thread]
        let length = lengths[group]
        if own[group].isEmpty {
            for index in 0..<length { mix(UInt64(bytes[start + index])) }
        } else {
            scratch.update(from: bytes + start, count: length)
            for slot in own[group] {
                let value = Int(scratch[slot.offset])
                scratch[slot.offset] = value == thread + slot.base ? 2 : value < slot.base ? 0 : 1
            }
            for index in 0..<length { mix(UInt64(scratch[index])) }
        }
        for (index, slot) in shared.enumerated()
        where isLive(slot, bytes) && Int(bytes[slot.offset]) == thread + slot.base {
            mix(UInt64(index) | 1 << 32)
        }
        for (index, offset) in masks.enumerated() where bytes[offset + thread >> 3] >> UInt8(thread & 7) & 1 != 0 {
            mix(UInt64(index) | 1 << 33)
        }
        for offset in counters { mix(UInt64(bytes[offset + thread])) }
        memory?.mix(thread) { mix($0) }
        return hash
    }
}
