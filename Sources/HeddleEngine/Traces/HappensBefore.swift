internal import HeddleProgram

/// Why one step is ordered before another, beyond its own thread's program order.
///
/// Strength for drawing: race, synchronizes-with, message, reads-from, modification order.
package enum EdgeKind: Int, Hashable, Sendable, Comparable {
    case race, synchronizesWith, message, readsFrom, modificationOrder
    package static func < (a: EdgeKind, b: EdgeKind) -> Bool { a.rawValue < b.rawValue }

    /// Whether the edge belongs to happens-before, not only to the causal order.
    package var synchronizes: Bool { self == .synchronizesWith || self == .message }
    /// Whether the edge puts one step before the other: a race joins two that nothing orders.
    package var orders: Bool { self != .race }
}

/// An edge between two steps of a trace. Steps count from 0.
package struct Edge: Hashable, Sendable {
    package var source: Int
    package var target: Int
    package var kind: EdgeKind
    /// Channel name of a message edge.
    package var label: String?
    package init(source: Int, target: Int, kind: EdgeKind, label: String? = nil) {
        self.source = source
        self.target = target
        self.kind = kind
        self.label = label
    }
}

/// The order among the steps of a trace: happens-before, and the causal order that reads-from and modification order
/// add to it.
///
/// Idea: vector clocks, once by program order and synchronisation alone (happens-before), once by every edge (causal
/// order). A clock has its own row only where an edge comes in; all other steps share the row of the step before in
/// their thread. It grows step by step, and is cut back by snapshots of the edge finder.
/// Shape: steps count from 0 as in the trace; a rendezvous belongs to both its threads.
/// Complexity: a step costs its edges times the threads; a question costs a look-up.
/// Not covered: a write that is put before an earlier one in modification order has no edge to it, for edges lead
/// forwards; the orders that seq_cst accesses add.
package struct HappensBefore: Sendable {
    /// Where a step stands in the program order of its threads. -1: none.
    struct Place {
        var thread: Int32
        var partner: Int32
        var before: Int32
        var beforeInPartner: Int32
        var orderRow: Int32
        var causalRow: Int32
    }

    /// Between different threads, the strongest of each pair, ordered by target, then strength, then source.
    package private(set) var edges: [Edge] = []
    private var isEssential: [Bool] = []
    /// Index of the first edge into each step, and behind the last one.
    private var firstEdge: [Int32] = [0]
    private(set) var places: [Place] = []
    /// The last step of each thread.
    private var lastSteps: [Int32] = []
    private var orderClocks = ClockRows()
    private var causalClocks = ClockRows()
    private var finder = EdgeFinder()
    /// The finder before steps 0, 256, 512…
    private var snapshots: [EdgeFinder] = []
    private static let snapshotDistance = 256

    package init(events: [Event] = []) { for event in events { append(event) } }

    package init(_ trace: Trace) { for step in trace.steps { append(step.event) } }

    /// Steps in all.
    package var count: Int { places.count }

    /// Those that no chain of other edges and program order implies: what is drawn.
    package var essentialEdges: [Edge] { edges.indices.filter { isEssential[$0] }.map { edges[$0] } }

    // MARK: - Growing and cutting

    /// One more step at the end.
    package mutating func append(_ event: Event) {
        let step = places.count
        if step % Self.snapshotDistance == 0 { snapshots.append(finder) }
        let partner = event.partner ?? -1
        widen(to: max(event.thread, partner) + 1)
        var place = Place(
            thread: Int32(event.thread), partner: Int32(partner), before: lastSteps[event.thread],
            beforeInPartner: partner < 0 ? -1 : lastSteps[partner], orderRow: 0, causalRow: 0)
        let found = finder.edges(into: step, event)
            .filter { places[$0.source].thread != place.thread && !isShared(places[$0.source], place) }
        place.orderRow = Self.row(
            of: place, joining: found.filter(\.kind.synchronizes), places, \.orderRow, in: &orderClocks)
        place.causalRow = Self.row(
            of: place, joining: found.filter(\.kind.orders), places, \.causalRow, in: &causalClocks)
        places.append(place)
        lastSteps[event.thread] = Int32(step)
        if partner >= 0 { lastSteps[partner] = Int32(step) }
        edges += found
        isEssential += found.map { !isImplied($0, place, found) }
        firstEdge.append(Int32(edges.count))
    }

    /// Forgets all steps from `count` on. `event` gives the earlier ones once more.
    package mutating func cut(to count: Int, event: (Int) -> Event) {
        guard count < places.count else { return }
        for place in places[count...].reversed() {
            lastSteps[Int(place.thread)] = place.before
            if place.partner >= 0 { lastSteps[Int(place.partner)] = place.beforeInPartner }
        }
        places.removeLast(places.count - count)
        edges.removeLast(edges.count - Int(firstEdge[count]))
        isEssential.removeLast(isEssential.count - edges.count)
        firstEdge.removeLast(firstEdge.count - count - 1)
        orderClocks.cut(to: places.reduce(0) { max($0, $1.orderRow) } + 1)
        causalClocks.cut(to: places.reduce(0) { max($0, $1.causalRow) } + 1)
        let snapshot = count / Self.snapshotDistance
        finder = snapshots[snapshot]
        snapshots.removeLast(snapshots.count - snapshot - (count % Self.snapshotDistance == 0 ? 0 : 1))
        for step in (snapshot * Self.snapshotDistance)..<count { _ = finder.edges(into: step, event(step)) }
    }

    private mutating func widen(to threads: Int) {
        guard threads > lastSteps.count else { return }
        lastSteps += Array(repeating: -1, count: threads - lastSteps.count)
        orderClocks.widen(to: threads)
        causalClocks.widen(to: threads)
    }

    private func isShared(_ a: Place, _ b: Place) -> Bool {
        a.thread == b.partner || (a.partner >= 0 && (a.partner == b.thread || a.partner == b.partner))
    }

    /// The clock of a step: that of the step before in its thread, or a new one where something joins it.
    private static func row(
        of place: Place, joining incoming: [Edge], _ places: [Place], _ row: KeyPath<Place, Int32>,
        in clocks: inout ClockRows
    ) -> Int32 {
        if incoming.isEmpty, place.partner < 0 { return place.before < 0 ? 0 : places[Int(place.before)][keyPath: row] }
        let fresh = clocks.addRow()
        for source in [place.before, place.beforeInPartner] + incoming.map({ Int32($0.source) }) where source >= 0 {
            let other = places[Int(source)]
            clocks.join(other[keyPath: row], into: fresh)
            clocks.raise(fresh, thread: other.thread, to: source)
            if other.partner >= 0 { clocks.raise(fresh, thread: other.partner, to: source) }
        }
        return fresh
    }

    // MARK: - Questions

    /// Whether another way leads from the edge's source to its target. A synchronisation is implied by happens-before
    /// alone, the others by any chain.
    private func isImplied(_ edge: Edge, _ place: Place, _ incoming: [Edge]) -> Bool {
        guard edge.kind.orders else { return false }
        let synchronizes = edge.kind.synchronizes
        func leads(_ through: Int) -> Bool {
            synchronizes ? precedes(edge.source, through) : causallyPrecedes(edge.source, through)
        }
        for before in [place.before, place.beforeInPartner] where before >= 0 {
            if Int(before) == edge.source || leads(Int(before)) { return true }
        }
        return incoming.contains { other in
            other.source != edge.source && (synchronizes ? other.kind.synchronizes : other.kind.orders)
                && leads(other.source)
        }
    }

    /// Whether step `a` happens before step `b`: by program order and synchronisation.
    package func precedes(_ a: Int, _ b: Int) -> Bool { isBefore(a, b, orderClocks, places[b].orderRow) }

    /// Whether step `a` lies in the causal past of step `b`: happens-before, reads-from, modification order.
    package func causallyPrecedes(_ a: Int, _ b: Int) -> Bool { isBefore(a, b, causalClocks, places[b].causalRow) }

    private func isBefore(_ a: Int, _ b: Int, _ clocks: ClockRows, _ row: Int32) -> Bool {
        guard a < b else { return false }
        let source = places[a]
        if source.thread == places[b].thread || isShared(source, places[b]) { return true }
        return clocks[row, source.thread] >= Int32(a)
    }

    /// Edges into a step, strongest first.
    package func edges(into step: Int) -> ArraySlice<Edge> { edges[edgeIndices(into: step)] }

    /// Edges into a step that no chain of others implies, strongest first.
    package func essentialEdges(into step: Int) -> [Edge] {
        edgeIndices(into: step).filter { isEssential[$0] }.map { edges[$0] }
    }

    /// Whether no chain of others implies an edge, by its index.
    package func isEssential(at index: Int) -> Bool { isEssential[index] }

    /// Indices in `edges` of those into a step.
    package func edgeIndices(into step: Int) -> Range<Int> { Int(firstEdge[step])..<Int(firstEdge[step + 1]) }

    /// The threads that a step belongs to: two for a rendezvous.
    package func threads(of step: Int) -> [Int] {
        let place = places[step]
        return place.partner < 0 ? [Int(place.thread)] : [Int(place.thread), Int(place.partner)]
    }

    /// The steps right before a step in its threads.
    package func programPredecessors(of step: Int) -> [Int] {
        let place = places[step]
        return [place.before, place.beforeInPartner].filter { $0 >= 0 }.map(Int.init)
    }

    /// The last step of a thread in the causal past of a step, itself included; -1 if there is none.
    func causalClock(_ step: Int, thread: Int) -> Int {
        let place = places[step]
        if Int(place.thread) == thread || Int(place.partner) == thread { return step }
        return Int(causalClocks[place.causalRow, Int32(thread)])
    }

    /// The causal cone of a step, by thread: the last step of its past (-1: none) and the first of its future (`count`:
    /// none). Of one thread's steps, those up to the one led to the step, those from the other on follow from it.
    package func cone(of step: Int) -> (last: [Int], first: [Int]) {
        let last = lastSteps.indices.map { causalClock(step, thread: $0) }
        var first = [Int](repeating: count, count: lastSteps.count)
        var missing = first.count
        for later in step..<count where missing > 0 {
            for thread in [places[later].thread, places[later].partner] where thread >= 0 && first[Int(thread)] == count
            {
                guard later == step || causallyPrecedes(step, later) else { continue }
                first[Int(thread)] = later
                missing -= 1
            }
        }
        return (last, first)
    }
}

/// Rows of vector clocks: for each thread the last step of the past, -1 for none. Row 0 is empty.
struct ClockRows: Sendable {
    private var width = 0
    private var cells: [Int32] = []
    private var count = 1

    subscript(row: Int32, thread: Int32) -> Int32 { cells[Int(row) * width + Int(thread)] }

    /// Room for more threads, of which no row knows a step yet. It at least doubles.
    mutating func widen(to threads: Int) {
        guard threads > width else { return }
        let wider = max(threads, width * 2, 4)
        var moved = [Int32](repeating: -1, count: wider * count)
        for row in 0..<count {
            for thread in 0..<width { moved[row * wider + thread] = cells[row * width + thread] }
        }
        (width, cells) = (wider, moved)
    }

    mutating func addRow() -> Int32 {
        cells.append(contentsOf: repeatElement(-1, count: width))
        count += 1
        return Int32(count - 1)
    }

    mutating func cut(to rows: Int32) {
        count = Int(rows)
        cells.removeLast(cells.count - count * width)
    }

    mutating func join(_ source: Int32, into row: Int32) {
        let (from, to) = (Int(source) * width, Int(row) * width)
        for thread in 0..<width { cells[to + thread] = max(cells[to + thread], cells[from + thread]) }
    }

    mutating func raise(_ row: Int32, thread: Int32, to step: Int32) {
        let cell = Int(row) * width + Int(thread)
        cells[cell] = max(cells[cell], step)
    }
}
