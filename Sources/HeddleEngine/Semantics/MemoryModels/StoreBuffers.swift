internal import HeddleProgram

/// Store buffers of `tso` (semantics.md 1.2), decoded from a state: by thread a queue of writes on their way to memory.
///
/// In the state, behind its fixed part: for each thread the number of entries (its top bit: only flushes until the buffer
/// is empty), then each entry's location and value, oldest first.
final class StoreBuffers {
    let plan: MemoryPlan
    let limit: Int
    let valueSize: Int
    let count: UnsafeMutablePointer<Int>
    /// Set by a seq_cst store: only flushes until the buffer is empty.
    let isFenced: UnsafeMutablePointer<Bool>
    let locations: UnsafeMutablePointer<Int32>
    let values: UnsafeMutablePointer<UInt8>

    init(_ plan: MemoryPlan) {
        self.plan = plan
        limit = plan.limit
        valueSize = max(1, plan.largestValue)
        let threads = max(1, plan.threads)
        count = .allocate(capacity: threads)
        count.initialize(repeating: 0, count: threads)
        isFenced = .allocate(capacity: threads)
        isFenced.initialize(repeating: false, count: threads)
        locations = .allocate(capacity: threads * limit)
        locations.initialize(repeating: 0, count: threads * limit)
        values = .allocate(capacity: threads * limit * valueSize)
        values.initialize(repeating: 0, count: threads * limit * valueSize)
    }

    deinit {
        count.deallocate()
        isFenced.deallocate()
        locations.deallocate()
        values.deallocate()
    }

    func location(_ thread: Int, _ entry: Int) -> Int { Int(locations[thread * limit + entry]) }

    func value(_ thread: Int, _ entry: Int) -> UnsafeMutablePointer<UInt8> {
        values + (thread * limit + entry) * valueSize
    }

    /// The newest entry for a location, -1 where there is none.
    func newest(_ thread: Int, _ location: Int) -> Int {
        var entry = count[thread] - 1
        while entry >= 0, self.location(thread, entry) != location { entry -= 1 }
        return entry
    }

    /// Room for one more write at the end of a buffer; nil if it is full.
    func append(_ thread: Int, _ location: Int) -> UnsafeMutablePointer<UInt8>? {
        guard count[thread] < limit else { return nil }
        let entry = count[thread]
        locations[thread * limit + entry] = Int32(location)
        count[thread] += 1
        return value(thread, entry)
    }

    /// The oldest entry goes to memory.
    func flush(_ thread: Int, into state: UnsafeMutableRawPointer) {
        let place = plan.locations[location(thread, 0)]
        (state + place.offset).copyMemory(from: value(thread, 0), byteCount: place.size)
        if place.flag >= 0 { state.storeBytes(of: 0, toByteOffset: place.flag, as: UInt8.self) }
        for entry in 1..<max(1, count[thread]) {
            locations[thread * limit + entry - 1] = locations[thread * limit + entry]
            value(thread, entry - 1).update(from: value(thread, entry), count: valueSize)
        }
        count[thread] -= 1
        if count[thread] == 0 { isFenced[thread] = false }
    }

    func decode(tail: UnsafePointer<UInt8>, count length: Int) {
        var reader = ViewMemory.Reader(bytes: tail, end: length)
        for thread in 0..<plan.threads {
            let head = reader.byte()
            isFenced[thread] = head & 0x80 != 0
            count[thread] = min(limit, Int(head & 0x7F))
            for entry in 0..<count[thread] {
                let location = min(plan.locations.count - 1, Int(reader.number()))
                locations[thread * limit + entry] = Int32(location)
                let value = value(thread, entry)
                for byte in 0..<plan.locations[location].size { value[byte] = reader.byte() }
            }
        }
    }

    func encode(_ tail: UnsafeMutablePointer<UInt8>, room: Int) -> Int? {
        var writer = ViewMemory.Writer(bytes: tail, end: room)
        for thread in 0..<plan.threads {
            writer.byte(UInt8(count[thread]) | (isFenced[thread] ? 0x80 : 0))
            for entry in 0..<count[thread] {
                let location = location(thread, entry)
                writer.number(UInt64(location))
                let value = value(thread, entry)
                for byte in 0..<plan.locations[location].size { writer.byte(value[byte]) }
            }
        }
        return writer.isFull ? nil : writer.at
    }

    /// Every copy of a reference to a freed cell learns that it dangles.
    func markDangling(cell: Int, pool: ObjectID) {
        for thread in 0..<plan.threads {
            for entry in 0..<count[thread] {
                MemoryLocation.markDangling(
                    plan.locations[location(thread, entry)], value(thread, entry), cell: cell, pool: pool)
            }
        }
    }
}

extension MemoryLocation {
    /// Sets the mark of references to a cell in one value.
    static func markDangling(
        _ location: MemoryLocation, _ value: UnsafeMutablePointer<UInt8>, cell: Int, pool: ObjectID
    ) {
        for leaf in location.references where leaf.pool == pool {
            let place = UnsafeMutableRawPointer(value + leaf.offset)
            var number = 0
            for byte in 0..<leaf.width.size {
                number |= Int(place.load(fromByteOffset: byte, as: UInt8.self)) << (8 * byte)
            }
            if number >> 1 == cell + 1 {
                place.storeBytes(of: UInt8(truncatingIfNeeded: number | 1), as: UInt8.self)
            }
        }
    }
}
