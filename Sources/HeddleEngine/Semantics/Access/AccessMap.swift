internal import HeddleProgram

/// The locations that steps can touch, as numbers: the bytes of a state, and what stands for the parts of a channel.
///
/// An ordered channel with a capacity is more than its bytes: the n-th message is sent into, and received from, the
/// slot `n mod capacity`, and nothing else is common to the sender and the receiver. So its contents are mapped to a
/// head (all receives), a tail (all sends) and its slots; which message is the n-th is known from how many were
/// received before. For a channel without capacity there is one location a thread: whether that thread stands ready at
/// it. Large states are mapped several bytes to a location, which only makes steps more dependent.
/// Shape: bytes first (of a weak memory's locations too), then the channels' parts, then what orders seq_cst steps and
/// atomic blocks, last the location of all steps that a property sees.
package struct AccessMap: Sendable {
    /// An element of an ordered channel with a capacity.
    struct Queue {
        var offset: Int
        var bytes: Int
        var capacity: Int
        /// Location of the head; the tail and the slots follow.
        var head: Int
        var slots: Int

        func slot(_ ordinal: Int) -> Int { head + 2 + (ordinal % capacity) % slots }
        var locations: Range<Int> { head..<(head + 2 + slots) }
    }

    private static let largestByteLocations = 4096
    private static let largestSlots = 32

    let shift: Int
    private(set) var queues: [Queue] = []
    /// By object: the number of its first element's queue, -1 for what is none.
    private(set) var firstQueue: [Int] = []
    /// By object: its number among the channels without capacity, -1 for what is none.
    private(set) var meetings: [Int] = []
    private(set) var meetingCount = 0
    private var firstOffer = 0
    private var threadAtPlace: [Int: Int] = [:]
    /// All steps that seq_cst orders write here, and all atomic blocks under weak memory.
    let seqCst: Int
    let blocks: Int
    /// All steps that a property tells apart write here.
    package let visible: Int
    /// Length of a set of locations. Unit: 8-byte words.
    package let wordCount: Int

    package init(_ machine: Machine) {
        let bytes = machine.stateLength * 8
        var shift = 0
        while bytes >> shift > Self.largestByteLocations { shift += 1 }
        self.shift = shift
        var next = ((bytes - 1) >> shift) + 1
        for (object, declared) in machine.program.objects.enumerated() {
            let part = machine.layout.objects[object]
            guard shift == 0, case .channel(_, _, unordered: false) = declared.kind, part.capacity > 0,
                part.elements <= 64
            else {
                firstQueue.append(-1)
                continue
            }
            firstQueue.append(queues.count)
            for element in 0..<part.elements {
                let slots = min(part.capacity, Self.largestSlots)
                queues.append(
                    Queue(
                        offset: part.offset + element * part.stride, bytes: part.stride, capacity: part.capacity,
                        head: next, slots: slots))
                next += 2 + slots
            }
        }
        for declared in machine.program.objects {
            if case .channel(_, .rendezvous, _) = declared.kind {
                meetings.append(meetingCount)
                meetingCount += 1
            } else {
                meetings.append(-1)
            }
        }
        firstOffer = next
        if meetingCount > 0 {
            next += meetingCount * machine.layout.threadCount
            for (thread, place) in machine.layout.place.enumerated() { threadAtPlace[place] = thread }
        }
        seqCst = next
        blocks = next + 1
        visible = next + 2
        wordCount = visible / 64 + 1
    }

    /// The queue among whose contents (not its closed mark) a byte lies.
    func queue(containing offset: Int) -> Int? {
        queues.firstIndex { offset > $0.offset && offset < $0.offset + $0.bytes }
    }

    func queue(ofObject object: Int, at offset: Int) -> Int? {
        let first = firstQueue[object]
        guard first >= 0 else { return nil }
        return first + (offset - queues[first].offset) / queues[first].bytes
    }

    /// Whether the thread stands ready at a channel without capacity.
    func offer(of thread: Int, at object: Int) -> Int { firstOffer + thread * meetingCount + max(0, meetings[object]) }

    func thread(restingAt place: Int) -> Int? { threadAtPlace[place] }

    /// Calls `mark` with the location of every byte of a range; contents of queues stand for all their parts.
    func locations(_ offset: Int, _ size: Int, _ mark: (Int) -> Void) {
        guard size > 0 else { return }
        for byte in offset..<(offset + size) {
            if !queues.isEmpty, let queue = queue(containing: byte) {
                for location in queues[queue].locations { mark(location) }
            } else {
                mark(byte >> shift)
            }
        }
    }
}

/// What one step has read and written, as sets of locations.
///
/// Filled by the code of the tracing image while it runs; one for each workspace that traces.
package final class AccessLog {
    package let map: AccessMap
    /// Sets of `map.wordCount` words.
    package let reads: UnsafeMutablePointer<UInt64>
    package let writes: UnsafeMutablePointer<UInt64>
    /// How many messages were received from each queue before the step.
    package var receivedBefore: [Int]
    /// The same, with what the step has received so far.
    package private(set) var received: [Int]

    init(_ map: AccessMap) {
        self.map = map
        reads = .allocate(capacity: map.wordCount * 2)
        writes = reads + map.wordCount
        reads.initialize(repeating: 0, count: map.wordCount * 2)
        receivedBefore = Array(repeating: 0, count: map.queues.count)
        received = receivedBefore
    }

    deinit {
        reads.deallocate()
    }

    /// Another trial of a step begins.
    func beginRun() { received = receivedBefore }

    func countReceive(_ queue: Int) { received[queue] += 1 }

    func clear() { reads.update(repeating: 0, count: map.wordCount * 2) }

    @inline(__always) private func set(_ words: UnsafeMutablePointer<UInt64>, _ location: Int) {
        words[location >> 6] |= 1 << UInt64(location & 63)
    }

    func read(location: Int) { set(reads, location) }
    package func write(location: Int) { set(writes, location) }

    func read(_ offset: Int, _ size: Int) { map.locations(offset, size) { set(reads, $0) } }
    func write(_ offset: Int, _ size: Int) { map.locations(offset, size) { set(writes, $0) } }

    func change(_ offset: Int, _ size: Int) {
        read(offset, size)
        write(offset, size)
    }

    /// The step may have looked at anything.
    func readAll() {
        for word in 0..<map.wordCount { reads[word] = ~0 }
    }

    /// Nothing is known of the step.
    func changeAll() {
        readAll()
        for word in 0..<map.wordCount { writes[word] = ~0 }
    }
}
