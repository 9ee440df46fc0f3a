/// The causal order of a trace as one sees it: the rows in which steps stand, what led to a step and what it led to.
///
/// Idea: a step stands one row below the lowest step that its lane or an edge leads from, so that steps of one row are
/// unordered (the levels of Cartier and Foata, for program order, synchronisation, reads-from and modification order).
/// It grows with the line of play, and is cut back where that branches.
/// Shape: steps and levels count from 0. A race is an edge between steps that nothing orders, and moves none of them.
/// Complexity: a step costs its edges times the threads; whether one step led to another is a look-up; a cone is one
/// pass over the steps.
package struct CausalOrder: Sendable {
    package enum Relation: Hashable, Sendable {
        case same, before, after, concurrent
    }

    package private(set) var happensBefore: HappensBefore
    private var levels: [Int32] = []

    package init(events: [Event] = []) {
        happensBefore = HappensBefore()
        for event in events { append(event) }
    }

    package init(_ trace: Trace) { self.init(events: trace.events) }

    package mutating func append(_ event: Event) {
        let step = happensBefore.count
        happensBefore.append(event)
        var level: Int32 = 0
        for before in happensBefore.programPredecessors(of: step) { level = max(level, levels[before] + 1) }
        for edge in happensBefore.edges(into: step) where edge.kind.orders {
            level = max(level, levels[edge.source] + 1)
        }
        levels.append(level)
    }

    /// Forgets all steps from `count` on. `event` gives the earlier ones once more.
    package mutating func cut(to count: Int, event: (Int) -> Event) {
        guard count < levels.count else { return }
        happensBefore.cut(to: count, event: event)
        levels.removeLast(levels.count - count)
    }

    /// Steps in all.
    package var count: Int { levels.count }

    // MARK: - Rows

    package func level(of step: Int) -> Int { Int(levels[step]) }

    /// Steps by level, each level in the order of threads.
    package var rows: [[Int]] {
        var rows = [[Int]](repeating: [], count: Int((levels.max() ?? -1) + 1))
        for step in levels.indices { rows[Int(levels[step])].append(step) }
        return rows.map { $0.sorted { thread(of: $0) < thread(of: $1) } }
    }

    /// The thread that made a step: the first of two in a rendezvous.
    package func thread(of step: Int) -> Int { Int(happensBefore.places[step].thread) }

    /// The other thread of a rendezvous.
    package func partner(of step: Int) -> Int? {
        let partner = Int(happensBefore.places[step].partner)
        return partner < 0 ? nil : partner
    }

    /// The step is a rendezvous: it stands in the program order of two threads.
    package func isMeeting(_ step: Int) -> Bool { happensBefore.places[step].partner >= 0 }

    // MARK: - Cones

    /// How step `a` stands to step `b` in the causal order.
    package func relation(of a: Int, to b: Int) -> Relation {
        if a == b { return .same }
        if happensBefore.causallyPrecedes(a, b) { return .before }
        return happensBefore.causallyPrecedes(b, a) ? .after : .concurrent
    }

    /// The steps that led to a step, in order.
    package func past(of step: Int) -> [Int] { (0..<step).filter { happensBefore.causallyPrecedes($0, step) } }

    /// The steps that a step led to, in order.
    package func future(of step: Int) -> [Int] {
        ((step + 1)..<count).filter { happensBefore.causallyPrecedes(step, $0) }
    }

    /// The steps that neither led to a step nor follow from it, in order.
    package func concurrent(with step: Int) -> [Int] {
        levels.indices.filter { relation(of: $0, to: step) == .concurrent }
    }
}
