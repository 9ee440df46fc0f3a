internal import HeddleProgram

/// The part of the execution graph that a seq_cst operation may still close a cycle with (semantics.md 1.4).
///
/// Events stand in the order in which they were made; masks speak of their numbers. Relations are rows of bits: row a of
/// a relation has bit b where a stands in it to b.
final class EventGraph {
    enum Kind: UInt8 { case read, write, update, fence, other }

    struct Event {
        var thread: UInt8
        var kind: Kind
        /// Number of `AccessOrder`.
        var order: UInt8
        var location: Int32
        /// Slots of the messages that were read and written, -1 where there is none.
        var reads: Int32
        var writes: Int32
        /// What happens before it.
        var before: UInt64
        /// What synchronises with it directly.
        var synchronized: UInt64
        var isSeqCst: Bool { Int(order) == AccessOrder.seqCst }
    }

    static let limit = 64
    let isRC11: Bool
    private let threads: Int
    private(set) var count = 0
    let events: UnsafeMutablePointer<Event>
    private let rows: UnsafeMutablePointer<UInt64>
    /// Index of each message read and written in modification order, while relations are worked out.
    private let readAt: UnsafeMutablePointer<Int>
    private let wroteAt: UnsafeMutablePointer<Int>

    private var programOrder: UnsafeMutablePointer<UInt64> { rows }
    private var happens: UnsafeMutablePointer<UInt64> { rows + Self.limit }
    private var communication: UnsafeMutablePointer<UInt64> { rows + 2 * Self.limit }
    private var base: UnsafeMutablePointer<UInt64> { rows + 3 * Self.limit }
    private var order: UnsafeMutablePointer<UInt64> { rows + 4 * Self.limit }
    private var scratch: UnsafeMutablePointer<UInt64> { rows + 5 * Self.limit }
    private var other: UnsafeMutablePointer<UInt64> { rows + 6 * Self.limit }

    init(isRC11: Bool, threads: Int) {
        self.isRC11 = isRC11
        self.threads = threads
        events = .allocate(capacity: Self.limit)
        events.initialize(
            repeating: Event(
                thread: 0, kind: .other, order: 0, location: -1, reads: -1, writes: -1, before: 0, synchronized: 0),
            count: Self.limit)
        rows = .allocate(capacity: 7 * Self.limit)
        rows.initialize(repeating: 0, count: 7 * Self.limit)
        readAt = .allocate(capacity: Self.limit)
        readAt.initialize(repeating: -1, count: Self.limit)
        wroteAt = .allocate(capacity: Self.limit)
        wroteAt.initialize(repeating: -1, count: Self.limit)
    }

    deinit {
        events.deallocate()
        rows.deallocate()
        readAt.deallocate()
        wroteAt.deallocate()
    }

    func clear() { count = 0 }

    var isFull: Bool { count == Self.limit }

    @discardableResult
    func append(_ event: Event) -> Int {
        events[count] = event
        count += 1
        return count - 1
    }

    /// Whether a read, or a step without a location, tells nothing that those of the same thread have not told already, so
    /// that leaving it out changes no order of seq_cst events.
    ///
    /// Looks at the thread's last events back to the first of another kind, or that knew less of other threads. If the
    /// same message was read among them, and each read since then was made before that too, then whatever leads into this
    /// read leads into one of those, and whatever leads out of it leads out of the earlier one: a loop that reads the same
    /// again adds nothing from its second round on.
    func isRedundant(_ event: Event) -> Bool {
        var own: UInt64 = 0
        for index in 0..<count where events[index].thread == event.thread { own |= 1 << UInt64(index) }
        var run: [Int] = []
        var index = count - 1
        while index >= 0 {
            defer { index -= 1 }
            let earlier = events[index]
            guard earlier.thread == event.thread else { continue }
            guard earlier.kind == .read || earlier.kind == .other, earlier.before & ~own == event.before & ~own else {
                break
            }
            run.append(index)
        }
        func isSame(_ a: Event, _ b: Event) -> Bool {
            a.kind == b.kind && a.location == b.location && a.reads == b.reads && a.order == b.order
        }
        // `run` is newest first.
        for (place, found) in run.enumerated() where isSame(events[found], event) {
            let before = run[(place + 1)...]
            let isCovered = run[..<place].allSatisfy { later in
                isSame(events[later], event) || before.contains { isSame(events[$0], events[later]) }
            }
            if isCovered { return true }
        }
        return false
    }

    // MARK: Relations

    /// Works out the relations. `place`: index of a slot's message in modification order.
    private func relate(_ place: (Int32, Int32) -> Int) {
        for index in 0..<count {
            let event = events[index]
            readAt[index] = event.reads < 0 ? -1 : place(event.location, event.reads)
            wroteAt[index] = event.writes < 0 ? -1 : place(event.location, event.writes)
        }
        for a in 0..<count {
            var (sb, hb, eco): (UInt64, UInt64, UInt64) = (0, 0, 0)
            for b in 0..<count where a != b {
                let bit: UInt64 = 1 << UInt64(b)
                if a < b, events[a].thread == events[b].thread { sb |= bit }
                if events[b].before >> UInt64(a) & 1 != 0 { hb |= bit }
                if events[a].location >= 0, events[a].location == events[b].location, communicates(a, b) { eco |= bit }
            }
            programOrder[a] = sb
            happens[a] = hb
            communication[a] = eco
        }
    }

    /// `eco`, by places in modification order: (rf ∪ mo ∪ fr)+.
    private func communicates(_ a: Int, _ b: Int) -> Bool {
        if wroteAt[a] >= 0 {
            if wroteAt[b] >= 0, wroteAt[a] < wroteAt[b] { return true }
            if readAt[b] >= 0, wroteAt[a] <= readAt[b] { return true }
        }
        if readAt[a] >= 0 {
            if wroteAt[b] >= 0, readAt[a] < wroteAt[b] { return true }
            if readAt[b] >= 0, readAt[a] < readAt[b] { return true }
        }
        return false
    }

    /// Whether the edge is one of mo or fr (and no rf).
    private func isOverwritten(_ a: Int, _ b: Int) -> Bool {
        guard wroteAt[b] >= 0 else { return false }
        return (wroteAt[a] >= 0 && wroteAt[a] < wroteAt[b]) || (readAt[a] >= 0 && readAt[a] < wroteAt[b])
    }

    private func forEach(_ mask: UInt64, _ body: (Int) -> Void) {
        var left = mask
        while left != 0 {
            body(left.trailingZeroBitCount)
            left &= left - 1
        }
    }

    private func image(_ set: UInt64, _ relation: UnsafeMutablePointer<UInt64>) -> UInt64 {
        var out: UInt64 = 0
        forEach(set) { out |= relation[$0] }
        return out
    }

    /// Whether the order that seq_cst demands would be a cycle.
    func isCyclic(_ place: (Int32, Int32) -> Int) -> Bool {
        relate(place)
        demandOrder()
        return hasCycle()
    }

    /// Fills `order` with psc.
    private func demandOrder() {
        var (seqCst, seqCstFences): (UInt64, UInt64) = (0, 0)
        for index in 0..<count where events[index].isSeqCst {
            seqCst |= 1 << UInt64(index)
            if events[index].kind == .fence { seqCstFences |= 1 << UInt64(index) }
        }
        if isRC11 { fillBaseRC11() } else { for a in 0..<count { base[a] = communication[a] } }
        for a in 0..<count { order[a] = 0 }
        // ([SC] ∪ [Fsc];hb?);base;([SC] ∪ hb?;[Fsc])
        forEach(seqCst) { a in
            var middle = base[a]
            if seqCstFences >> UInt64(a) & 1 != 0 { middle |= image(happens[a], base) }
            var end = middle & seqCst
            end |= image(middle, happens) & seqCstFences
            order[a] |= end
        }
        if isRC11 {
            // [Fsc];(hb ∪ hb;eco;hb);[Fsc]
            forEach(seqCstFences) { a in
                let first = happens[a]
                let reached = first | image(image(first, communication), happens)
                order[a] |= reached & seqCstFences
            }
        } else {
            strongOrder(seqCst)
        }
    }

    /// scb = sb ∪ sb≠loc;hb;sb≠loc ∪ hb|loc ∪ mo ∪ fr
    private func fillBaseRC11() {
        for a in 0..<count {
            var elsewhere: UInt64 = 0
            forEach(programOrder[a]) { b in
                if events[a].location < 0 || events[a].location != events[b].location { elsewhere |= 1 << UInt64(b) }
            }
            scratch[a] = elsewhere
        }
        for a in 0..<count {
            var edges = programOrder[a] | image(image(scratch[a], happens), scratch)
            for b in 0..<count where b != a && events[a].location >= 0 && events[a].location == events[b].location {
                if happens[a] >> UInt64(b) & 1 != 0 || isOverwritten(a, b) { edges |= 1 << UInt64(b) }
            }
            base[a] = edges
        }
    }

    /// [SC];shb;[SC], shb = (sb ∪ [SC];sw;[SC] ∪ sb;hb;sb)+
    private func strongOrder(_ seqCst: UInt64) {
        for a in 0..<count { scratch[a] = programOrder[a] | image(image(programOrder[a], happens), programOrder) }
        forEach(seqCst) { b in
            forEach(events[b].synchronized & seqCst) { a in scratch[a] |= 1 << UInt64(b) }
        }
        close(scratch)
        forEach(seqCst) { a in order[a] |= scratch[a] & seqCst }
    }

    /// Transitive closure (Warshall).
    private func close(_ relation: UnsafeMutablePointer<UInt64>) {
        for middle in 0..<count {
            let bit: UInt64 = 1 << UInt64(middle)
            let reached = relation[middle]
            for a in 0..<count where relation[a] & bit != 0 { relation[a] |= reached }
        }
    }

    private func hasCycle() -> Bool {
        for a in 0..<count { other[a] = order[a] }
        close(other)
        for a in 0..<count where other[a] >> UInt64(a) & 1 != 0 { return true }
        return false
    }

    // MARK: Forgetting

    /// Events to keep: all but those that every live thread knows of and whose predecessors by hb, eco and psc all go too.
    /// `known`: what every live thread has in its past.
    func kept(known: UInt64, _ place: (Int32, Int32) -> Int) -> UInt64 {
        guard count > 0 else { return 0 }
        relate(place)
        demandOrder()
        var leaving = count == 64 ? known : known & ((1 << UInt64(count)) - 1)
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for a in 0..<count where leaving >> UInt64(a) & 1 == 0 {
                let barred = (happens[a] | communication[a] | order[a]) & leaving
                if barred != 0 {
                    leaving &= ~barred
                    hasChanged = true
                }
            }
        }
        let all: UInt64 = count == 64 ? ~0 : (1 << UInt64(count)) - 1
        return all & ~leaving
    }

    /// Keeps the events of a mask, ordered by thread; returns where each old number went, -1 for those that are gone.
    func compact(_ kept: UInt64, into numbers: UnsafeMutablePointer<Int>) {
        for index in 0..<count { numbers[index] = -1 }
        var next = 0
        for thread in 0..<threads {
            for index in 0..<count where kept >> UInt64(index) & 1 != 0 && Int(events[index].thread) == thread {
                numbers[index] = next
                next += 1
            }
        }
        let before = (0..<count).map { events[$0] }
        for (index, event) in before.enumerated() where numbers[index] >= 0 {
            var moved = event
            moved.before = Self.renamed(event.before, numbers, count)
            moved.synchronized = Self.renamed(event.synchronized, numbers, count)
            events[numbers[index]] = moved
        }
        count = next
    }

    static func renamed(_ mask: UInt64, _ numbers: UnsafeMutablePointer<Int>, _ count: Int) -> UInt64 {
        var out: UInt64 = 0
        var left = mask
        while left != 0 {
            let bit = left.trailingZeroBitCount
            left &= left - 1
            if bit < count, numbers[bit] >= 0 { out |= 1 << UInt64(numbers[bit]) }
        }
        return out
    }
}
