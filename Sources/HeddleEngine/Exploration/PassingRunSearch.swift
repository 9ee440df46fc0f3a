/// Tells whether a run starts in a state that passes a subject, from there on and without a look at the whole graph.
///
/// A state is *doomed* if no passing run starts in it: it is marked, or every way on leads to a doomed state. Runs without
/// end pass; a run that is discarded is no run (see `GraphAnalysis`, which finds the same backwards).
/// Idea: depth first over unmarked states. An unmarked end passes, and so does a step back onto the way that led here: it is
/// a run without end. A state behind which neither is found is doomed for good, so nothing is looked at twice.
struct PassingRunSearch {
    private let graph: StateGraph
    private let subject: Int
    private var doomed = StateMarks()
    private var onWay: Set<Int> = []
    /// The way that led here: states, each with its next edge.
    private var way: [(state: Int, next: Int)] = []

    /// `subject`: its place in the graph's list.
    init(graph: StateGraph, subject: Int) {
        self.graph = graph
        self.subject = subject
    }

    /// The state that is asked about next.
    mutating func begin(_ state: Int) {
        way.removeAll(keepingCapacity: true)
        onWay.removeAll(keepingCapacity: true)
        push(state)
    }

    private mutating func push(_ state: Int) {
        way.append((state, graph.edges(of: state).lowerBound))
        onWay.insert(state)
    }

    /// Whether the state asked about is doomed; nil while the budget, of edges, ran out before that was known.
    mutating func isDoomed(budget: inout Int) -> Bool? {
        while let (state, next) = way.last, budget > 0 {
            budget -= 1
            let edges = graph.edges(of: state)
            if doomed.contains(state) || graph.marks[subject].contains(state) {
                leave(state)
            } else if edges.isEmpty {
                return false
            } else if next == edges.upperBound {
                // Where all was discarded there is no way on, and nothing that counts passes.
                leave(state)
            } else {
                way[way.count - 1].next = next + 1
                let target = graph.targets[next]
                if target == StateGraph.none { continue }
                if onWay.contains(Int(target)) { return false }
                if !doomed.contains(Int(target)) { push(Int(target)) }
            }
        }
        return way.isEmpty ? true : nil
    }

    private mutating func leave(_ state: Int) {
        doomed.insert(state)
        onWay.remove(state)
        way.removeLast()
    }
}
