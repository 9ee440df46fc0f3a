internal import CPlatform

/// Finds stored things by hash: 8-byte slots of a 32-bit tag and a 32-bit index + 1.
///
/// Open addressing, linear probing, at most 13/16 full; grown to double size, so that a thing costs between 9.8 bytes
/// (at its fullest) and 19.7 (just after growth). The old slots are given back before the new ones are taken: things are
/// hashed again from where they lie. Lengths and words are the caller's business.
struct SlotTable {
    private var slots: UnsafeMutablePointer<UInt64>
    private var memory: ReservedMemory
    private var mask: Int
    private var fillLimit: Int

    private static let smallest = 1 << 6

    init() {
        memory = ReservedMemory(exactly: Self.smallest * 8)
        slots = memory.base.bindMemory(to: UInt64.self, capacity: Self.smallest)
        mask = Self.smallest - 1
        fillLimit = Self.smallest / 16 * 13
    }

    /// Unit: bytes.
    var memoryBytes: Int { @inline(__always) get { (mask &+ 1) &* 8 } }
    /// What the next growth adds. Unit: bytes.
    var growth: Int { (mask + 1) * 8 }

    @inline(__always)
    func isFull(_ count: Int) -> Bool { count >= fillLimit }

    @inline(__always)
    func address(_ hash: UInt64) -> UnsafeRawPointer {
        UnsafeRawPointer(slots + (Int(truncatingIfNeeded: hash) & mask))
    }

    /// What the first slot for a hash names, if its tag is that of the hash.
    @inline(__always)
    func firstCandidate(_ hash: UInt64) -> Int? {
        let slot = slots[Int(truncatingIfNeeded: hash) & mask]
        return slot != 0 && slot >> 32 == hash >> 32 ? Int(slot & 0xffff_ffff) &- 1 : nil
    }

    /// The index of the thing with this hash for which `isEqual` holds.
    @inline(__always)
    func find(_ hash: UInt64, _ isEqual: (Int) -> Bool) -> Int? {
        let tag = hash >> 32
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[place]
            if slot == 0 { return nil }
            if slot >> 32 == tag {
                let index = Int(slot & 0xffff_ffff) &- 1
                if isEqual(index) { return index }
            }
            place = (place &+ 1) & mask
        }
    }

    /// Enters a thing that is not there yet. The table must not be full.
    @inline(__always)
    func enter(_ hash: UInt64, _ index: Int) {
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place] != 0 { place = (place &+ 1) & mask }
        slots[place] = Self.slot(hash, index)
    }

    /// Doubles the table. `hash` gives that of a thing by its index.
    mutating func grow(count: Int, hash: (Int) -> UInt64) {
        let size = (mask + 1) * 2
        memory.giveBack()
        memory = ReservedMemory(exactly: size * 8)
        slots = memory.base.bindMemory(to: UInt64.self, capacity: size)
        mask = size - 1
        fillLimit = size / 16 * 13
        // Hashes are made a few ahead of their slots, which are far apart.
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.ahead) { hashes in
            var index = 0
            while index < count {
                let end = min(count, index + Self.ahead)
                for next in index..<end {
                    hashes[next - index] = hash(next)
                    heddle_prefetch(address(hashes[next - index]))
                }
                for next in index..<end { enter(hashes[next - index], next) }
                index = end
            }
        }
    }

    private static let ahead = 32

    /// Ends the table; nothing may be asked of it any more.
    func giveBack() { memory.giveBack() }

    // MARK: - Several OS threads at once

    /// How many more things may be entered before the table grows.
    func free(_ count: Int) -> Int { fillLimit - count }

    /// The slots as they lie until the table grows.
    var shared: SharedSlots { @inline(__always) get { SharedSlots(slots: slots, mask: mask) } }

    /// Whether a slot still holds what was claimed under a number.
    @inline(__always)
    func holds(_ place: Int, _ hash: UInt64, _ number: Int) -> Bool { slots[place] == Self.slot(hash, number) }

    /// Gives what was claimed its final index.
    @inline(__always)
    func settle(_ place: Int, _ hash: UInt64, _ index: Int) { slots[place] = Self.slot(hash, index) }

    @inline(__always)
    fileprivate static func slot(_ hash: UInt64, _ index: Int) -> UInt64 {
        (hash >> 32) << 32 | UInt64(truncatingIfNeeded: index &+ 1)
    }
}

/// What several OS threads at once do with slots.
struct SharedSlots {
    fileprivate let slots: UnsafeMutablePointer<UInt64>
    fileprivate let mask: Int

    /// The slot at which probing for a hash begins.
    @inline(__always)
    func firstPlace(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & mask }

    @inline(__always)
    func nextPlace(_ place: Int) -> Int { (place &+ 1) & mask }

    /// From a slot on: claims the first empty one for a number, or finds what may be equal. Then `place` is that slot, and
    /// the result what stands there; nil: it was claimed.
    @inline(__always)
    func claim(_ hash: UInt64, _ number: Int, _ place: inout Int) -> Int? {
        let mine = SlotTable.slot(hash, number)
        while true {
            var slot = heddle_load_acquire(slots + place)
            if slot == 0 {
                slot = heddle_exchange_if(slots + place, 0, mine)
                if slot == 0 { return nil }
            }
            if slot >> 32 == hash >> 32 { return Int(slot & 0xffff_ffff) &- 1 }
            place = nextPlace(place)
        }
    }

    /// Puts a number where another one of the same hash stands; false if it does no more.
    @inline(__always)
    func replace(_ place: Int, _ hash: UInt64, _ other: Int, with number: Int) -> Bool {
        let old = SlotTable.slot(hash, other)
        return heddle_exchange_if(slots + place, old, SlotTable.slot(hash, number)) == old
    }
}
