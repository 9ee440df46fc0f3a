internal import HeddleProgram

/// Memory of messages and views, decoded from a state: what `c11` adds to it (semantics.md 1.3).
///
/// A location's messages stand in modification order; their index is their timestamp. A *frontier* is what is known:
/// for each location the oldest message that may still be read (V), for each thread its clock (C), and in the form
/// `graph` the events that happen before (a mask). Shape of a frontier: lanes of 16 bits, V, C, mask, one after the other.
///
/// One workspace owns it. Nothing here allocates while a step runs, save where more messages exist than ever before.
final class ViewMemory {
    typealias Lanes = UnsafeMutablePointer<UInt16>

    let plan: MemoryPlan
    let locationCount: Int
    let threadCount: Int
    let viewLanes: Int
    let clockBase: Int
    let clockLanes: Int
    let maskBase: Int
    /// Lanes of a frontier.
    let width: Int
    let hasGraph: Bool
    /// Nothing is forgotten, and plain accesses are events too.
    let keepsAll: Bool
    /// Plain accesses are events. Where a race ends the execution, C++20's order of seq_cst does without them: what passes
    /// through them is happens-before already. RC11's names them, and where races are allowed they order others.
    let recordsPlain: Bool
    let isLatest: Bool

    // Messages
    let count: UnsafeMutablePointer<Int>
    /// Slots of the messages of each location, in modification order.
    let order: UnsafeMutablePointer<Int32>
    private(set) var slotCount = 0
    private var slotCapacity: Int
    private(set) var slotFrontiers: Lanes
    private(set) var slotValues: UnsafeMutablePointer<UInt8>
    private(set) var slotFlags: UnsafeMutablePointer<UInt8>
    private(set) var slotSynchronizes: UnsafeMutablePointer<UInt64>
    let valueSize: Int

    // Frontiers of threads and of objects
    let current: Lanes
    let acquired: Lanes
    let released: Lanes
    /// By thread and location: what its last release store to it knew (RC11 only).
    let releasedAt: Lanes
    let objects: Lanes
    /// By thread: seq_cst fences made, and what its reads would synchronise with at a fence.
    let fences: UnsafeMutablePointer<UInt64>
    let pending: UnsafeMutablePointer<UInt64>

    // Clocks of accesses: plain writes, plain reads, atomic writes, atomic reads; by location and thread
    let accesses: Lanes
    let graph: EventGraph?
    /// More events are to be kept than there is room for.
    var isOverfull = false

    static let isGlued: UInt8 = 1
    static let isUnknown: UInt8 = 2

    init(_ plan: MemoryPlan) {
        self.plan = plan
        locationCount = plan.locations.count
        threadCount = plan.threads
        isLatest = plan.form == .latest
        keepsAll = plan.form == .history
        recordsPlain = plan.form == .history || plan.isRC11 || !plan.looksForRaces
        hasGraph = plan.form == .graph || keepsAll
        viewLanes = isLatest ? 0 : locationCount
        clockBase = viewLanes
        clockLanes = plan.hasClocks ? threadCount : 0
        maskBase = clockBase + clockLanes
        width = maskBase + (hasGraph ? 4 : 0)
        valueSize = max(1, plan.largestValue)
        graph = hasGraph ? EventGraph(isRC11: plan.isRC11, threads: threadCount) : nil

        func lanes(_ number: Int) -> Lanes {
            let made = Lanes.allocate(capacity: max(1, number))
            made.initialize(repeating: 0, count: max(1, number))
            return made
        }
        count = .allocate(capacity: max(1, locationCount))
        count.initialize(repeating: 0, count: max(1, locationCount))
        order = .allocate(capacity: max(1, locationCount * plan.limit))
        order.initialize(repeating: 0, count: max(1, locationCount * plan.limit))
        slotCapacity = max(16, 2 * locationCount)
        slotFrontiers = lanes(slotCapacity * width)
        slotValues = .allocate(capacity: slotCapacity * valueSize)
        slotValues.initialize(repeating: 0, count: slotCapacity * valueSize)
        slotFlags = .allocate(capacity: slotCapacity)
        slotFlags.initialize(repeating: 0, count: slotCapacity)
        slotSynchronizes = .allocate(capacity: slotCapacity)
        slotSynchronizes.initialize(repeating: 0, count: slotCapacity)
        current = lanes(threadCount * width)
        acquired = lanes(threadCount * width)
        released = lanes(threadCount * width)
        releasedAt = lanes(plan.isRC11 ? threadCount * locationCount * width : 0)
        objects = lanes(plan.objectCount * width)
        fences = .allocate(capacity: max(1, threadCount))
        fences.initialize(repeating: 0, count: max(1, threadCount))
        pending = .allocate(capacity: max(1, threadCount))
        pending.initialize(repeating: 0, count: max(1, threadCount))
        accesses = lanes(clockLanes > 0 ? locationCount * 4 * threadCount : 0)
    }

    deinit {
        count.deallocate()
        order.deallocate()
        slotFrontiers.deallocate()
        slotValues.deallocate()
        slotFlags.deallocate()
        slotSynchronizes.deallocate()
        current.deallocate()
        acquired.deallocate()
        released.deallocate()
        releasedAt.deallocate()
        objects.deallocate()
        fences.deallocate()
        pending.deallocate()
        accesses.deallocate()
    }

    // MARK: Frontiers

    @inline(__always) func cur(_ thread: Int) -> Lanes { current + thread * width }
    @inline(__always) func acq(_ thread: Int) -> Lanes { acquired + thread * width }
    @inline(__always) func rel(_ thread: Int) -> Lanes { released + thread * width }
    @inline(__always) func rel(_ thread: Int, at location: Int) -> Lanes {
        releasedAt + (thread * locationCount + location) * width
    }
    @inline(__always) func object(_ index: Int) -> Lanes { objects + index * width }
    @inline(__always) func frontier(ofSlot slot: Int) -> Lanes { slotFrontiers + slot * width }

    /// `into ⊔= from`
    @inline(__always)
    func join(_ into: Lanes, _ from: Lanes) {
        var lane = 0
        while lane < maskBase {
            if from[lane] > into[lane] { into[lane] = from[lane] }
            lane &+= 1
        }
        while lane < width {
            into[lane] |= from[lane]
            lane &+= 1
        }
    }

    @inline(__always) func set(_ into: Lanes, _ from: Lanes) { into.update(from: from, count: width) }
    func areEqual(_ a: Lanes, _ b: Lanes) -> Bool { (0..<width).allSatisfy { a[$0] == b[$0] } }

    func swap(_ a: Lanes, _ b: Lanes) {
        for lane in 0..<width { (a[lane], b[lane]) = (b[lane], a[lane]) }
    }

    @inline(__always) func clear(_ into: Lanes) { into.update(repeating: 0, count: width) }

    func mask(_ frontier: Lanes) -> UInt64 {
        var mask: UInt64 = 0
        for lane in 0..<4 { mask |= UInt64(frontier[maskBase + lane]) << UInt64(16 * lane) }
        return mask
    }

    func setMask(_ frontier: Lanes, _ mask: UInt64) {
        for lane in 0..<4 { frontier[maskBase + lane] = UInt16(truncatingIfNeeded: mask >> UInt64(16 * lane)) }
    }

    // MARK: Messages

    @inline(__always) func slot(_ location: Int, _ index: Int) -> Int { Int(order[location * plan.limit + index]) }

    @inline(__always) func value(ofSlot slot: Int) -> UnsafeMutablePointer<UInt8> { slotValues + slot * valueSize }

    /// The oldest message of a location that a thread may still read.
    @inline(__always) func view(_ thread: Int, _ location: Int) -> Int {
        isLatest ? count[location] - 1 : Int(cur(thread)[location])
    }

    /// A slot for a new message, all zero.
    func takeSlot() -> Int {
        if slotCount == slotCapacity { growSlots() }
        let slot = slotCount
        slotCount += 1
        clear(frontier(ofSlot: slot))
        slotFlags[slot] = 0
        slotSynchronizes[slot] = 0
        return slot
    }

    func forgetSlots() { slotCount = 0 }

    private func growSlots() {
        let larger = slotCapacity * 2
        let frontiers = Lanes.allocate(capacity: max(1, larger * width))
        frontiers.initialize(repeating: 0, count: max(1, larger * width))
        frontiers.update(from: slotFrontiers, count: slotCount * width)
        slotFrontiers.deallocate()
        slotFrontiers = frontiers
        let values = UnsafeMutablePointer<UInt8>.allocate(capacity: larger * valueSize)
        values.initialize(repeating: 0, count: larger * valueSize)
        values.update(from: slotValues, count: slotCount * valueSize)
        slotValues.deallocate()
        slotValues = values
        let flags = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        flags.initialize(repeating: 0, count: larger)
        flags.update(from: slotFlags, count: slotCount)
        slotFlags.deallocate()
        slotFlags = flags
        let synchronizes = UnsafeMutablePointer<UInt64>.allocate(capacity: larger)
        synchronizes.initialize(repeating: 0, count: larger)
        synchronizes.update(from: slotSynchronizes, count: slotCount)
        slotSynchronizes.deallocate()
        slotSynchronizes = synchronizes
        slotCapacity = larger
    }

    /// Puts a new message at an index of its location; all that is known of later ones moves up by one.
    func insert(_ location: Int, at place: Int) -> Int {
        let slot = takeSlot()
        let base = order + location * plan.limit
        var index = count[location]
        while index > place {
            base[index] = base[index - 1]
            index -= 1
        }
        base[place] = Int32(slot)
        count[location] += 1
        if place < count[location] - 1 { shift(location, from: place) }
        return slot
    }

    private func shift(_ location: Int, from place: Int) {
        forEachFrontier { frontier in
            if Int(frontier[location]) >= place { frontier[location] += 1 }
        }
    }

    @inline(__always)
    func forEachFrontier(_ body: (Lanes) -> Void) {
        for slot in 0..<slotCount { body(frontier(ofSlot: slot)) }
        for thread in 0..<threadCount {
            body(cur(thread))
            if isLatest { continue }
            body(acq(thread))
            body(rel(thread))
            if plan.isRC11 { for location in 0..<locationCount { body(rel(thread, at: location)) } }
        }
        for index in 0..<plan.objectCount { body(object(index)) }
    }

    /// Everything as at the start: one message of each location, whose value stands in the state.
    func reset(_ state: UnsafeRawPointer) {
        slotCount = 0
        for location in 0..<locationCount {
            let slot = takeSlot()
            order[location * plan.limit] = Int32(slot)
            count[location] = 1
            takeValue(slot, location, state)
        }
        current.update(repeating: 0, count: threadCount * width)
        acquired.update(repeating: 0, count: threadCount * width)
        released.update(repeating: 0, count: threadCount * width)
        if plan.isRC11 { releasedAt.update(repeating: 0, count: threadCount * locationCount * width) }
        objects.update(repeating: 0, count: plan.objectCount * width)
        fences.update(repeating: 0, count: threadCount)
        pending.update(repeating: 0, count: threadCount)
        if clockLanes > 0 { accesses.update(repeating: 0, count: locationCount * 4 * threadCount) }
        graph?.clear()
    }

    /// A message takes its value from where the location lies in the state.
    func takeValue(_ slot: Int, _ location: Int, _ state: UnsafeRawPointer) {
        let place = plan.locations[location]
        value(ofSlot: slot).update(
            from: (state + place.offset).assumingMemoryBound(to: UInt8.self), count: place.size)
        if place.flag >= 0, state.load(fromByteOffset: place.flag, as: UInt8.self) != 0 {
            slotFlags[slot] |= Self.isUnknown
        }
    }
}
