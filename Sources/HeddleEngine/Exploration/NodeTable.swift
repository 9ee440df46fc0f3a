/// Pairs of 32-bit numbers, each kept once under a number of its own: one inner node of a `TreeStore`.
///
/// Shape: keys in order of their numbers (8 bytes each), found by an open table of 4-byte slots at most three quarters
/// full. Both double when they are full.
struct NodeTable {
    private var keys: UnsafeMutablePointer<UInt64>
    private var room: Int
    private var slots: UnsafeMutablePointer<UInt32>
    private var mask: Int
    private(set) var count = 0

    private static let smallest = 16

    init() {
        room = Self.smallest
        keys = .allocate(capacity: room)
        mask = 2 * Self.smallest - 1
        slots = .allocate(capacity: mask + 1)
        slots.initialize(repeating: 0, count: mask + 1)
    }

    func free() {
        keys.deallocate()
        slots.deallocate()
    }

    /// Unit: bytes.
    var memoryBytes: Int { room * 8 + (mask + 1) * 4 }

    @inline(__always)
    subscript(number: Int) -> UInt64 { keys[number] }

    @inline(__always)
    private func place(_ key: UInt64) -> Int { Int(truncatingIfNeeded: pairHash(key)) & mask }

    /// The number of a pair that is kept.
    @inline(__always)
    func find(_ key: UInt64) -> UInt32? {
        var place = place(key)
        while true {
            let slot = slots[place]
            if slot == 0 { return nil }
            if keys[Int(slot) &- 1] == key { return slot &- 1 }
            place = (place &+ 1) & mask
        }
    }

    /// The number of a pair, kept from now on; whether it is new.
    @inline(__always)
    mutating func insert(_ key: UInt64) -> (number: UInt32, isNew: Bool) {
        var place = place(key)
        while true {
            let slot = slots[place]
            if slot == 0 { break }
            if keys[Int(slot) &- 1] == key { return (slot &- 1, false) }
            place = (place &+ 1) & mask
        }
        if count == room || count &* 4 >= mask &* 3 {
            grow()
            place = self.place(key)
            while slots[place] != 0 { place = (place &+ 1) & mask }
        }
        keys[count] = key
        count &+= 1
        slots[place] = UInt32(truncatingIfNeeded: count)
        return (UInt32(truncatingIfNeeded: count &- 1), true)
    }

    /// What the next insertion may add to the memory. Unit: bytes.
    var nextGrowth: Int {
        (count == room ? room * 8 : 0) + (count * 4 >= mask * 3 ? (mask + 1) * 4 : 0)
    }

    @inline(never)
    private mutating func grow() {
        if count == room {
            let fresh = UnsafeMutablePointer<UInt64>.allocate(capacity: room + room / 2)
            fresh.update(from: keys, count: count)
            keys.deallocate()
            keys = fresh
            room += room / 2
        }
        if count * 4 >= mask * 3 {
            slots.deallocate()
            mask = (mask + 1) * 2 - 1
            slots = .allocate(capacity: mask + 1)
            slots.initialize(repeating: 0, count: mask + 1)
            for number in 0..<count {
                var place = place(keys[number])
                while slots[place] != 0 { place = (place &+ 1) & mask }
                slots[place] = UInt32(truncatingIfNeeded: number + 1)
            }
        }
    }
}

@inline(__always)
private func pairHash(_ key: UInt64) -> UInt64 {
    let product = (key ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
}
