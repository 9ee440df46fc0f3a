/// A chain of program order and edges from one step to a later one.
package struct CausalChain: Hashable, Sendable {
    package struct Link: Hashable, Sendable {
        package var source: Int
        package var target: Int
        /// nil: program order, over any number of steps of one thread.
        package var kind: EdgeKind?
    }

    package var links: [Link]

    /// The first link that orders nothing under happens-before; nil: the whole chain does.
    package var breach: Link? { links.first { $0.kind?.synchronizes == false } }
}

extension CausalOrder {
    /// The chain from step `a` to step `b` that is nearest to happens-before: the fewest links that only carry a value
    /// or an order of writes, and then the fewest links. Nil where `a` didn't lead to `b`.
    ///
    /// Idea: the steps between are walked backwards once, for edges always lead forwards. What leaves a step along its
    /// thread and what leaves it by an edge is kept apart, so that a run in one thread counts as one link.
    package func chain(from a: Int, to b: Int) -> CausalChain? {
        guard a >= 0, a < b, b < count, happensBefore.causallyPrecedes(a, b) else { return nil }
        var search = ChainSearch(first: a, last: b)
        for step in stride(from: b, to: a, by: -1) where search.isReached(step) {
            for before in happensBefore.programPredecessors(of: step) where before >= a {
                search.relax(before, along: step, thread: sharedThread(before, step))
            }
            for edge in happensBefore.edges(into: step) where edge.source >= a && edge.kind.orders {
                search.relax(edge.source, by: edge)
            }
        }
        return CausalChain(links: search.links())
    }

    private func sharedThread(_ a: Int, _ b: Int) -> Int {
        let mine = happensBefore.threads(of: a)
        return happensBefore.threads(of: b).first(where: mine.contains) ?? -1
    }
}

/// Cheapest ways from steps to the end of a chain.
private struct ChainSearch {
    /// A link from a step onwards, and what the whole rest costs.
    private struct Way {
        var cost = Int.max
        var target = -1
        var kind: EdgeKind?
        /// The thread that a link of program order runs in.
        var thread = -1
    }

    /// More than a chain has links.
    private static let breach = 1 << 32

    private let first: Int
    private let last: Int
    /// By step from `first` on: leaving along the thread, leaving by an edge.
    private var along: [Way]
    private var across: [Way]

    init(first: Int, last: Int) {
        self.first = first
        self.last = last
        along = Array(repeating: Way(), count: last - first + 1)
        across = along
        across[last - first].cost = 0
    }

    func isReached(_ step: Int) -> Bool { min(along[step - first].cost, across[step - first].cost) < Int.max }

    mutating func relax(_ source: Int, along step: Int, thread: Int) {
        let fresh = across[step - first].cost
        let running = along[step - first]
        let isSameRun = running.cost < Int.max && running.thread == thread
        let start = min(fresh, running.cost)
        // A run goes on at no cost; any other way is a link of its own.
        if isSameRun, running.cost <= (start == Int.max ? start : start + 1) {
            offer(Way(cost: running.cost, target: running.target, kind: nil, thread: thread), to: source)
        } else if start < Int.max {
            offer(Way(cost: start + 1, target: step, kind: nil, thread: thread), to: source)
        }
    }

    mutating func relax(_ source: Int, by edge: Edge) {
        let rest = min(along[edge.target - first].cost, across[edge.target - first].cost)
        guard rest < Int.max else { return }
        let cost = rest + 1 + (edge.kind.synchronizes ? 0 : Self.breach)
        if cost < across[source - first].cost {
            across[source - first] = Way(cost: cost, target: edge.target, kind: edge.kind)
        }
    }

    private mutating func offer(_ way: Way, to source: Int) {
        if way.cost < along[source - first].cost { along[source - first] = way }
    }

    func links() -> [CausalChain.Link] {
        var links: [CausalChain.Link] = []
        var step = first
        while step != last {
            let (run, edge) = (along[step - first], across[step - first])
            let way = edge.cost <= run.cost ? edge : run
            guard way.target > step else { break }
            links.append(CausalChain.Link(source: step, target: way.target, kind: way.kind))
            step = way.target
        }
        return links
    }
}
