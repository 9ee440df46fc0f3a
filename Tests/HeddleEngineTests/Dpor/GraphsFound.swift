import HeddleProgram
import Testing

@testable import HeddleEngine

/// What the search of execution graphs runs on a machine, with the graphs themselves, so that none comes twice.
final class GraphsFound: GraphObserver {
    private(set) var executions = 0
    private(set) var failing = 0
    private(set) var isBounded = false
    /// Graphs by the steps of each thread and the modification orders.
    private var graphs: Set<[String]> = []
    /// Those that no failed check has ended, without `await`s that stand still.
    private(set) var wholes: Set<[String]> = []
    let search: GraphSearchFacts

    struct GraphSearchFacts {
        var executions = 0
        var blockedRuns = 0
        var discardedRuns = 0
        var hasCycle = false
        var refusal: GraphRefusal?
    }

    var different: Int { graphs.count }
    var isOver: Bool { false }

    private init(_ search: GraphSearchFacts) { self.search = search }

    static func found(_ machine: Machine) throws -> GraphsFound {
        let searched = try GraphScope.machine(for: machine)
        let collecting = GraphsFound(GraphSearchFacts())
        let search = GraphSearch(
            model: machine, searched: searched, observer: collecting, depthBound: 1_000)
        search.begin()
        while !search.isOver, !search.hasCycle, search.refusal == nil { search.advance(budget: 10_000) }
        let found = GraphsFound(
            GraphSearchFacts(
                executions: search.executions, blockedRuns: search.blockedRuns, discardedRuns: search.discardedRuns,
                hasCycle: search.hasCycle, refusal: search.refusal))
        found.executions = collecting.executions
        found.failing = collecting.failing
        found.graphs = collecting.graphs
        found.wholes = collecting.wholes
        found.isBounded = collecting.isBounded
        return found
    }

    func failed(_ graph: ExecutionGraph, _ move: GraphMove) {}
    func bounded(_ bound: ModelBound) { isBounded = true }

    func discarded(_ graph: ExecutionGraph, _ move: GraphMove) {}

    func ended(_ graph: ExecutionGraph, _ end: GraphEnd) {
        guard end == .whole || end == .failed else { return }
        executions += 1
        if end == .failed { failing += 1 }
        graphs.insert(Self.key(graph))
        if end == .whole { wholes.insert(StoreGraphs.key(graph)) }
    }

    private static func key(_ graph: ExecutionGraph) -> [String] {
        var threads: [Int: String] = [:]
        for step in graph.steps {
            var text = "\(step.location)"
            if let name = step.reads { text += " from \(name.thread)#\(name.number)" }
            if let name = step.writes { text += " makes \(name.thread)#\(name.number)" }
            if step.location < 0 { text += " by \(step.choice)" }
            if step.isSpurious { text += " for no reason" }
            if let halt = step.halt { text += " \(halt)" }
            threads[step.thread, default: ""] += text + ";"
        }
        let order = graph.order.map { $0.map { "\($0.thread)#\($0.number)" }.joined(separator: " ") }
        return threads.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" } + order
    }
}
