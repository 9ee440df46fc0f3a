internal import CPlatform

/// An exact set of states, in the order in which they were found.
///
/// Idea: states lie back to back in an arena that never moves, so that the order of insertion is the queue of a
/// breadth-first search and a state is its index. A table of 8-byte slots (`SlotTable`) finds them; on equal tags the
/// words are compared, so nothing is ever taken for known that is not. When memory gets short, before the limit bites, the
/// states go over into a `TreeStore`, under the same indices; the arena and the table are given back.
/// Shape: see `StateArena`. Beside each state stands its parent (4 bytes).
/// Units: sizes in bytes, lengths in 8-byte words.
final class StateStore {
    let wordCount: Int
    private let stateLength: Int
    /// Words that are always kept.
    let fixedWords: Int
    private let trims: Bool
    @exclusivity(unchecked) private(set) var count = 0
    /// What `memoryBytes` and `otherBytes` may reach together. Unit: bytes.
    let memoryLimit: Int
    /// Memory that the search needs beside the store. Unit: bytes.
    @exclusivity(unchecked) var otherBytes = 0

    @exclusivity(unchecked) private var arena: StateArena
    @exclusivity(unchecked) private var table: SlotTable
    @exclusivity(unchecked) private var tree: TreeStore?
    /// Whether there is time for work of so many seconds; nil where there is always. Asked before the table grows.
    var hasTime: ((Double) -> Bool)?
    /// Whether the store takes no more because there was no time to make room.
    private(set) var isOutOfTime = false
    /// Whether the states are kept in compressed form.
    @exclusivity(unchecked) private(set) var isCompressed = false
    /// Where a compressed state is written out.
    private var scratch: UnsafeMutablePointer<UInt64>?
    private var scratchWords = 0
    private let parentMemory: ReservedMemory
    private let parents: UnsafeMutablePointer<UInt32>
    private let largestCount: Int

    static let noParent = UInt32.max

    /// `stateLength`: least length of a state as a value, where that is not its whole.
    init(wordCount: Int, fixedWords: Int, memoryLimit: Int, stateLength: Int? = nil) {
        self.stateLength = stateLength ?? wordCount
        self.wordCount = wordCount
        self.fixedWords = fixedWords
        trims = fixedWords < wordCount
        self.memoryLimit = memoryLimit
        arena = StateArena(wordCount: wordCount, fixedWords: fixedWords, memoryLimit: memoryLimit)
        let most = min(Int(UInt32.max) - 2, max(arena.largestCount, memoryLimit / Self.leastBytes))
        parentMemory = ReservedMemory(capacity: most * 4)
        let parentRoom = parentMemory.capacity / 4
        parents = parentMemory.base.bindMemory(to: UInt32.self, capacity: parentRoom)
        largestCount = min(most, parentRoom)
        table = SlotTable()
    }

    deinit {
        tree?.free()
        scratch?.deallocate()
    }

    /// A compressed state takes no less. Unit: bytes.
    private static let leastBytes = 16

    /// Memory in use: states, parents, offsets, table.
    var memoryBytes: Int {
        @inline(__always) get {
            if isCompressed { return compressedBytes }
            return arena.memoryBytes(count: count) &+ count &* 4 &+ table.memoryBytes
        }
    }

    private var compressedBytes: Int { (tree?.memoryBytes ?? 0) + count * 4 }

    /// Whether the memory limit is still kept.
    var hasRoom: Bool { memoryBytes + otherBytes <= memoryLimit }

    /// Length of a state without its zeros, of whose words the first `count` may be other than zero. Unit: words.
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

    /// Has the slot fetched at which probing for a hash begins.
    @inline(__always)
    func prefetchSlot(_ hash: UInt64) { heddle_prefetch(table.address(hash)) }

    /// Has the state fetched that the first slot for a hash names, if the tags are equal.
    @inline(__always)
    func prefetchState(_ hash: UInt64) {
        if isCompressed { return }
        if let index = table.firstCandidate(hash) { heddle_prefetch(arena.base + arena.start(of: index)) }
    }

    /// The words of a state, as many as were kept: where they lie, or written out until the next call.
    @inline(__always)
    func words(_ index: Int) -> (start: UnsafePointer<UInt64>, count: Int) {
        if isCompressed { return writtenOut(index) }
        let begin = arena.start(of: index)
        return (UnsafePointer(arena.base + begin), arena.length(of: index, begin))
    }

    /// The state at an index, with its trailing zeros.
    func state(_ index: Int) -> State {
        let (start, length) = words(index)
        return State(start, count: min(length, wordCount), of: stateLength)
    }

    /// The state from which one was found first; nil for the first state.
    func parent(of index: Int) -> Int? {
        let parent = parents[index]
        return parent == Self.noParent ? nil : Int(parent)
    }

    /// The index of a known state, of whose words the first `count` may be other than zero.
    func find(_ words: UnsafePointer<UInt64>, count: Int, hash: UInt64) -> Int? {
        let length = keptLength(words, count)
        if isCompressed { return tree?.find(words, length) }
        return table.find(hash) { arena.isEqual($0, words, length) }
    }

    func find(_ state: State) -> Int? {
        state.words.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, buffer.count >= stateLength, buffer.count <= wordCount else {
                return nil
            }
            return find(base, count: buffer.count, hash: hash(base, count: buffer.count))
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
        if isCompressed { return insertCompressed(words, length, parent) }
        if let known = table.find(hash, { arena.isEqual($0, words, length) }) { return .known(known) }
        guard !table.isFull(count) || makeRoom(), count < largestCount,
            memoryBytes &+ otherBytes &+ length &* 8 &+ 8 <= memoryLimit,
            arena.append(words, length, count: count)
        else { return insertShort(words, length, parent) }
        let index = count
        parents[index] = parent
        count = index &+ 1
        table.enter(hash, index)
        return .new(index)
    }

    // MARK: - Compressed

    /// Compresses the states because there is no room as they are.
    @inline(never)
    private func insertShort(_ words: UnsafePointer<UInt64>, _ length: Int, _ parent: UInt32) -> Insertion {
        guard count >= Self.fewest, hasTimeFor(count, nanoseconds: Self.compressing), isWorthCompressing else {
            return .full
        }
        compress()
        return insertCompressed(words, length, parent)
    }

    /// Goes over to the compressed form, piece by piece, so that hardly anything is there twice.
    func compress() {
        guard !isCompressed else { return }
        var tree = TreeStore(words: max(1, arena.longest(count: count)))
        table.giveBack()
        for index in 0..<count {
            let (start, length) = words(index)
            _ = tree.insert(start, length)
            if index % Self.piece == Self.piece - 1 { arena.giveBack(before: index) }
        }
        arena.giveBack(before: count)
        self.tree = tree
        isCompressed = true
    }

    /// Fewer states are not worth the tables of a tree.
    private static let fewest = 1 << 14

    /// Whether the first of the states take clearly less room in a tree: what is alike may differ from model to model.
    private var isWorthCompressing: Bool {
        let sample = count / 32
        var tree = TreeStore(words: max(1, arena.longest(count: count)))
        defer { tree.free() }
        for index in 0..<sample {
            let (start, length) = words(index)
            _ = tree.insert(start, length)
        }
        return tree.memoryBytes < sample * (memoryBytes / count) / 4 * 3
    }

    /// States between two returns of memory to the system.
    private static let piece = 1 << 15

    @inline(never)
    private func insertCompressed(_ words: UnsafePointer<UInt64>, _ length: Int, _ parent: UInt32) -> Insertion {
        if let known = tree!.find(words, length) { return .known(known) }
        guard count < largestCount, memoryBytes + otherBytes + tree!.largestGrowth + 4 <= memoryLimit else {
            return .full
        }
        let index = tree!.insert(words, length).index
        parents[index] = parent
        count = index + 1
        return .new(index)
    }

    @inline(never)
    private func writtenOut(_ index: Int) -> (start: UnsafePointer<UInt64>, count: Int) {
        let length = max(tree!.words, wordCount)
        if scratch == nil || tree!.words > scratchWords {
            scratch?.deallocate()
            scratch = .allocate(capacity: length)
            scratch!.initialize(repeating: 0, count: length)
            scratchWords = length
        }
        tree!.load(index, into: scratch!)
        return (UnsafePointer(scratch!), trims ? min(tree!.words, wordCount) : wordCount)
    }

    /// Time that a state takes when the table grows, and when it is compressed; rather too much. Unit: nanoseconds.
    private static let growing = 60
    private static let compressing = 1_500

    private func hasTimeFor(_ states: Int, nanoseconds: Int) -> Bool {
        if let hasTime, states > 1 << 16, !hasTime(Double(states * nanoseconds) * 1e-9) { isOutOfTime = true }
        return !isOutOfTime
    }

    /// Makes the table larger and enters every state again; false if the memory limit, or the time, forbids it.
    @inline(never)
    private func makeRoom() -> Bool {
        guard memoryBytes + otherBytes + table.growth <= memoryLimit, hasTimeFor(count, nanoseconds: Self.growing)
        else { return false }
        table.grow(count: count) { index in
            let (start, length) = words(index)
            return stateHash(start, keptLength(start, length))
        }
        return true
    }

    // MARK: - Several OS threads at once

    /// Length of the states that a team may store together; 0: none.
    var commonLength: Int { isCompressed ? 0 : arena.commonLength }

    /// Whether a team may store so many states with numbers below `limit`: nothing grows, no limit is near.
    func canTake(_ more: Int, numbersBelow limit: Int) -> Bool {
        table.free(count) >= more && count + limit < largestCount && arena.hasRoom(for: more)
            && memoryBytes + otherBytes + more * (arena.commonLength * 8 + 4) <= memoryLimit
    }

    /// Claims a place for a state under a number, from `count` on, that orders it among those of its team; returns its
    /// slot, or -1 if it is known or one with a lower number equals it.
    @inline(__always)
    func claim(
        _ words: UnsafePointer<UInt64>, hash: UInt64, number: Int, among pending: PendingStates
    ) -> Int {
        let slots = table.shared
        var place = slots.firstPlace(hash)
        while true {
            guard let other = slots.claim(hash, number, &place) else { return place }
            guard other < count ? isKept(other, words) : pending.isEqual(other, words) else {
                place = slots.nextPlace(place)
                continue
            }
            if other < number { return -1 }
            // If another thread put its number there in the meantime, that one is looked at.
            if slots.replace(place, hash, other, with: number) { return place }
        }
    }

    /// Whether a stored state of the common length is this one.
    @inline(__always)
    private func isKept(_ index: Int, _ words: UnsafePointer<UInt64>) -> Bool {
        arena.isEqual(index, words, arena.commonLength)
    }

    @inline(__always)
    func holds(_ slot: Int, hash: UInt64, number: Int) -> Bool { table.holds(slot, hash, number) }

    /// Stores what was claimed under its final index.
    @inline(__always)
    func settle(_ slot: Int, _ words: UnsafePointer<UInt64>, hash: UInt64, index: Int, parent: UInt32) {
        arena.place(words, at: index)
        parents[index] = parent
        table.settle(slot, hash, index)
    }

    /// Makes so many settled states count.
    func extend(by more: Int) {
        arena.extend(by: more)
        count += more
    }
}
