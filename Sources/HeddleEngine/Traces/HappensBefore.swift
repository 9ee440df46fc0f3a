internal import HeddleProgram

/// Why one step is ordered before another, beyond its own thread's program order.
///
/// Strength for drawing: race, synchronizes-with, message, reads-from, modification order.
package enum EdgeKind: Int, Hashable, Sendable, Comparable {
    case race, synchronizesWith, message, readsFrom, modificationOrder
    package static func < (a: EdgeKind, b: EdgeKind) -> Bool { a.rawValue < b.rawValue }

    /// Whether the edge belongs to happens-before, not only to the causal order.
    package var synchronizes: Bool { self == .synchronizesWith || self == .message }
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
/// Idea: vector clocks. For each step and each thread stands the last step of that thread in its past, once by
/// program order and synchronisation alone (happens-before), once by every edge (causal order).
/// Shape: steps count from 0 as in the trace; a rendezvous belongs to both its threads.
/// Not covered: orders that a weak memory model adds or takes away.
package struct HappensBefore: Sendable {
    /// Between different threads, the strongest of each pair, ordered by target, then strength, then source.
    package private(set) var edges: [Edge]
    /// Those that no chain of other edges and program order implies: what is drawn.
    package private(set) var essentialEdges: [Edge]
    package private(set) var footprints: [Footprint]

    private var threadCount: Int
    /// Row-major by step; the last step of the thread in the past (itself included), -1 if there is none.
    private var orderClocks: [Int32]
    private var causalClocks: [Int32]

    package init(events: [Event]) {
        footprints = events.map(Footprint.init)
        threadCount = (footprints.flatMap(\.threads).max() ?? -1) + 1
        edges = []
        essentialEdges = []
        orderClocks = []
        causalClocks = []
        orderClocks.reserveCapacity(events.count * threadCount)
        causalClocks.reserveCapacity(events.count * threadCount)
        var finder = EdgeFinder()
        var lastSteps = [Int](repeating: -1, count: threadCount)
        for (step, event) in events.enumerated() {
            let incoming = finder.edges(into: step, event)
            append(step, participants(event), incoming, &lastSteps)
        }
    }

    package init(_ trace: Trace) { self.init(events: trace.events) }

    /// Threads whose program order the step stands in.
    private func participants(_ event: Event) -> [Int] {
        event.partner.map { [event.thread, $0] } ?? [event.thread]
    }

    private mutating func append(_ step: Int, _ own: [Int], _ incoming: [Edge], _ lastSteps: inout [Int]) {
        var order = [Int32](repeating: -1, count: threadCount)
        var causal = order
        let before = own.map { lastSteps[$0] }.filter { $0 >= 0 }
        for source in before {
            joinOrder(source, &order)
            joinCausal(source, &causal)
        }
        for edge in incoming {
            if edge.kind.synchronizes { joinOrder(edge.source, &order) }
            joinCausal(edge.source, &causal)
        }
        for thread in own {
            order[thread] = Int32(step)
            causal[thread] = Int32(step)
            lastSteps[thread] = step
        }
        orderClocks += order
        causalClocks += causal
        edges += incoming
        essentialEdges += incoming.filter { edge in !isImplied(edge, before, incoming) }
    }

    private func joinOrder(_ source: Int, _ order: inout [Int32]) {
        for thread in 0..<threadCount {
            order[thread] = max(order[thread], orderClocks[source * threadCount + thread])
        }
    }

    private func joinCausal(_ source: Int, _ causal: inout [Int32]) {
        for thread in 0..<threadCount {
            causal[thread] = max(causal[thread], causalClocks[source * threadCount + thread])
        }
    }

    /// Whether another way leads from the edge's source to its target. A synchronisation is implied by happens-before
    /// alone, the others by any chain.
    private func isImplied(_ edge: Edge, _ before: [Int], _ incoming: [Edge]) -> Bool {
        let clocks = edge.kind.synchronizes ? orderClocks : causalClocks
        let thread = footprints[edge.source].threads[0]
        func leads(_ through: Int) -> Bool {
            through != edge.source && clocks[through * threadCount + thread] >= Int32(edge.source)
        }
        if before.contains(where: leads) { return true }
        return incoming.contains { other in
            other != edge && (other.kind.synchronizes || !edge.kind.synchronizes) && leads(other.source)
        }
    }

    /// Whether step `a` happens before step `b`: by program order and synchronisation.
    package func precedes(_ a: Int, _ b: Int) -> Bool {
        a != b && orderClocks[b * threadCount + footprints[a].threads[0]] >= Int32(a)
    }

    /// Whether step `a` lies in the causal past of step `b`: happens-before, reads-from, modification order.
    package func causallyPrecedes(_ a: Int, _ b: Int) -> Bool {
        a != b && causalClocks[b * threadCount + footprints[a].threads[0]] >= Int32(a)
    }

    /// Edges into a step, strongest first.
    package func edges(into step: Int) -> [Edge] { edges.filter { $0.target == step } }
}
