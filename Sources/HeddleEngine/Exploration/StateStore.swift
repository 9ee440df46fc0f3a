/// An exact set of states, in the order in which they were found.
///
/// Idea: states lie back to back in an arena that never moves, so that the order of insertion is the queue of a
/// breadth-first search and a state is its index. A table of 8-byte slots (32-bit tag, 32-bit index + 1; open
/// addressing, linear probing, at most three quarters full) finds them; on equal tags the words are compared, so
/// nothing is ever taken for known that is not.
/// Shape: if `fixedWords` equals `wordCount` each state takes that many words; else trailing zero words behind the first
/// `fixedWords` are left out and an offset of 4 bytes a state is kept. Beside each state stands its parent (4 bytes).
/// Units: sizes in bytes, lengths in 8-byte words.
final class StateStore {
    let wordCount: Int
    /// Words that are always kept.
    let fixedWords: Int
    private let trims: Bool
    @exclusivity(unchecked) private(set) var count = 0
    /// What `memoryBytes` may reach. Unit: bytes.
    let memoryLimit: Int

    private let arenaMemory: ReservedMemory
    private let parentMemory: ReservedMemory
    private let offsetMemory: ReservedMemory?
    private let arena: UnsafeMutablePointer<UInt64>
    private let parents: UnsafeMutablePointer<UInt32>
    /// With `trims`: where a state begins, and behind the last one where the next will. Unit: words.
    private let offsets: UnsafeMutablePointer<UInt32>?
    private let arenaWords: Int
    private let largestCount: Int
    @exclusivity(unchecked) private var usedWords = 0
    @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var mask: Int
    @exclusivity(unchecked) private var fillLimit: Int

    static let noParent = UInt32.max

    init(wordCount: Int, fixedWords: Int, memoryLimit: Int) {
        self.wordCount = wordCount
        self.fixedWords = fixedWords
        trims = fixedWords < wordCount
        self.memoryLimit = memoryLimit
        arenaMemory = ReservedMemory(capacity: memoryLimit)
        let bytesAtLeast = fixedWords * 8
        let most = min(Int(UInt32.max) - 2, arenaMemory.capacity / max(8, bytesAtLeast))
        parentMemory = ReservedMemory(capacity: most * 4)
        offsetMemory = trims ? ReservedMemory(capacity: (most + 1) * 4) : nil
        arenaWords = arenaMemory.capacity / 8
        arena = arenaMemory.base.bindMemory(to: UInt64.self, capacity: arenaWords)
        let parentRoom = parentMemory.capacity / 4
        parents = parentMemory.base.bindMemory(to: UInt32.self, capacity: parentRoom)
        let offsetRoom = offsetMemory.map { $0.capacity / 4 - 1 } ?? Int.max
        offsets = offsetMemory.map { $0.base.bindMemory(to: UInt32.self, capacity: $0.capacity / 4) }
        largestCount = min(most, parentRoom, offsetRoom)
        mask = (1 << 6) - 1
        slots = .allocate(capacity: mask + 1)
        slots.initialize(repeating: 0, count: mask + 1)
        fillLimit = (mask + 1) / 4 * 3
    }

    deinit {
        slots.deallocate()
    }

    /// Memory in use: states, parents, offsets, table.
    var memoryBytes: Int {
        usedWords * 8 + count * (trims ? 8 : 4) + (mask + 1) * 8
    }

    /// Length of a state as it is kept, of whose words the first `count` may be other than zero. Unit: words.
    @inline(__always)
    func keptLength(_ words: UnsafePointer<UInt64>, _ count: Int) -> Int {
        guard trims else { return wordCount }
        var length = count
        while length > fixedWords, words[length &- 1] == 0 { length &-= 1 }
        return length
    }

    @inline(__always)
    func hash(_ words: UnsafePointer<UInt64>, count: Int) -> UInt64 {
        stateHash(words, keptLength(words, count))
    }

    /// The address of the slot where probing for a hash begins, to fetch it ahead of its use.
    @inline(__always)
    func slotAddress(_ hash: UInt64) -> UnsafeRawPointer {
        UnsafeRawPointer(slots + (Int(truncatingIfNeeded: hash) & mask))
    }

    @inline(__always)
    func start(of index: Int) -> Int {
        if let offsets { return Int(offsets[index]) }
        return index &* wordCount
    }

    /// The words of a state where they lie, as many as were kept.
    @inline(__always)
    func words(_ index: Int) -> (start: UnsafePointer<UInt64>, count: Int) {
        let begin = start(of: index)
        guard let offsets else { return (UnsafePointer(arena + begin), wordCount) }
        return (UnsafePointer(arena + begin), Int(offsets[index &+ 1]) &- begin)
    }

    /// Copies a state out, with its trailing zeros.
    @inline(__always)
    func copy(_ index: Int, to target: UnsafeMutablePointer<UInt64>) {
        let begin = start(of: index)
        guard let offsets else {
            target.update(from: arena + begin, count: wordCount)
            return
        }
        let length = Int(offsets[index &+ 1]) &- begin
        target.update(from: arena + begin, count: length)
        (target + length).update(repeating: 0, count: wordCount &- length)
    }

    func state(_ index: Int) -> State {
        State(
            words: [UInt64](unsafeUninitializedCapacity: wordCount) { buffer, filled in
                if let base = buffer.baseAddress { copy(index, to: base) }
                filled = wordCount
            })
    }

    func parent(of index: Int) -> Int? {
        let parent = parents[index]
        return parent == Self.noParent ? nil : Int(parent)
    }

    @inline(__always)
    private func isEqual(_ index: Int, _ words: UnsafePointer<UInt64>, _ length: Int) -> Bool {
        let begin = start(of: index)
        if let offsets, Int(offsets[index &+ 1]) &- begin != length { return false }
        let kept = arena + begin
        var word = 0
        while word < length {
            if kept[word] != words[word] { return false }
            word &+= 1
        }
        return true
    }

    /// The index of a known state, of whose words the first `count` may be other than zero.
    func find(_ words: UnsafePointer<UInt64>, count: Int, hash: UInt64) -> Int? {
        let length = keptLength(words, count)
        let tag = hash >> 32
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[place]
            if slot == 0 { return nil }
            if slot >> 32 == tag {
                let index = Int(slot & 0xffff_ffff) &- 1
                if isEqual(index, words, length) { return index }
            }
            place = (place &+ 1) & mask
        }
    }

    func find(_ state: State) -> Int? {
        state.words.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, buffer.count == wordCount else { return nil }
            return find(base, count: wordCount, hash: hash(base, count: wordCount))
        }
    }

    enum Insertion: Equatable {
        case new(Int)
        case known(Int)
        /// The memory limit was reached; nothing was stored.
        case full
    }

    /// Finds a state or stores it behind the last one.
    @inline(__always)
    func insert(_ words: UnsafePointer<UInt64>, count given: Int, hash: UInt64, parent: UInt32) -> Insertion {
        let length = keptLength(words, given)
        let tag = hash >> 32
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[place]
            if slot == 0 { break }
            if slot >> 32 == tag {
                let index = Int(slot & 0xffff_ffff) &- 1
                if isEqual(index, words, length) { return .known(index) }
            }
            place = (place &+ 1) & mask
        }
        let oldMask = mask
        guard count < largestCount, usedWords &+ length <= arenaWords,
            memoryBytes &+ length &* 8 &+ 8 <= memoryLimit, count &+ 1 < fillLimit || makeRoom()
        else { return .full }
        if mask != oldMask {
            // The table was made anew: look for the free slot again.
            place = Int(truncatingIfNeeded: hash) & mask
            while slots[place] != 0 { place = (place &+ 1) & mask }
        }
        let index = count
        if let offsets {
            offsets[index] = UInt32(truncatingIfNeeded: usedWords)
            offsets[index &+ 1] = UInt32(truncatingIfNeeded: usedWords &+ length)
        }
        (arena + usedWords).update(from: words, count: length)
        parents[index] = parent
        usedWords &+= length
        count = index &+ 1
        slots[place] = tag << 32 | UInt64(truncatingIfNeeded: count)
        return .new(index)
    }

    /// Makes the table larger and enters every state again; false if the memory limit forbids it.
    @inline(never)
    private func makeRoom() -> Bool {
        let size = (mask + 1) * (mask < 1 << 20 ? 4 : 2)
        guard memoryBytes + (size - mask - 1) * 8 <= memoryLimit else { return false }
        slots.deallocate()
        slots = .allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        mask = size - 1
        fillLimit = size / 4 * 3
        for index in 0..<count {
            let begin = start(of: index)
            let length = offsets.map { Int($0[index + 1]) - begin } ?? wordCount
            let hash = stateHash(arena + begin, length)
            var place = Int(truncatingIfNeeded: hash) & mask
            while slots[place] != 0 { place = (place &+ 1) & mask }
            slots[place] = (hash >> 32) << 32 | UInt64(truncatingIfNeeded: index &+ 1)
        }
        return true
    }
}
