internal import HeddleProgram

/// Questions that one backward pass over a graph answers whose rows are all made.
///
/// Shape: everything here goes by places (`StateGraph.place(of:)`): stored states, then doubles.
///
/// A state is *doomed* for a subject if no passing run starts in it: it violates the subject, or every way on leads to a
/// doomed state. Runs without end pass; a run that is discarded is no run. Least fixpoint, by counting down the ways
/// left of each state.
struct GraphAnalysis {
    private let graph: StateGraph
    /// Compressed rows of the reversed edges: the sources of each state's incoming edges.
    private let sourceStarts: [Int]
    private let sources: [UInt32]

    init(graph: StateGraph) {
        self.graph = graph
        var counts = [Int](repeating: 0, count: graph.stateCount + 1)
        for source in 0..<graph.stateCount {
            for target in Self.targets(of: source, in: graph) { counts[target + 1] += 1 }
        }
        for index in 1..<counts.count { counts[index] += counts[index - 1] }
        sourceStarts = counts
        var filled = counts
        var sources = [UInt32](repeating: 0, count: counts[counts.count - 1])
        for source in 0..<graph.stateCount {
            for target in Self.targets(of: source, in: graph) {
                sources[filled[target]] = UInt32(source)
                filled[target] += 1
            }
        }
        self.sources = sources
    }

    private static func targets(of place: Int, in graph: StateGraph) -> [Int] {
        graph.edges(of: graph.state(at: place)).compactMap { edge in
            graph.targets[edge] == StateGraph.none ? nil : graph.place(of: Int(graph.targets[edge]))
        }
    }

    /// States from which no run exists that passes all of some subjects, given by their places in the graph's list.
    func doomed(subjects places: [Int]) -> BitSet {
        var result = BitSet(count: graph.stateCount)
        var queue: [Int] = []
        for place in places {
            for state in graph.marks[place].members.map(graph.place) where !result.contains(state) {
                result.insert(state)
                queue.append(state)
            }
        }
        var ways = [Int32](repeating: 0, count: graph.stateCount)
        for state in 0..<graph.stateCount {
            let edges = graph.edges(of: graph.state(at: state))
            let count = edges.count { graph.targets[$0] != StateGraph.none }
            ways[state] = Int32(count)
            // All that this state could do is discarded: nothing that counts passes through it.
            if count == 0, !edges.isEmpty, !result.contains(state) {
                result.insert(state)
                queue.append(state)
            }
        }
        var next = 0
        while next < queue.count {
            let state = queue[next]
            next += 1
            for index in sourceStarts[state]..<sourceStarts[state + 1] {
                let source = Int(sources[index])
                ways[source] -= 1
                if ways[source] == 0, !result.contains(source) {
                    result.insert(source)
                    queue.append(source)
                }
            }
        }
        return result
    }

    /// Steps from each state to the nearest marked one of any subject, -1 where there is none.
    func distances(toSubjects places: [Int]) -> [Int32] {
        var result = [Int32](repeating: -1, count: graph.stateCount)
        var queue: [Int] = []
        for place in places {
            for state in graph.marks[place].members.map(graph.place) where result[state] < 0 {
                result[state] = 0
                queue.append(state)
            }
        }
        var next = 0
        while next < queue.count {
            let state = queue[next]
            next += 1
            for index in sourceStarts[state]..<sourceStarts[state + 1] {
                let source = Int(sources[index])
                if result[source] < 0 {
                    result[source] = result[state] + 1
                    queue.append(source)
                }
            }
        }
        return result
    }

    /// A shortest way from a state to a marked one, by the distances: the first edges that come nearer.
    func way(from state: Int, distances: [Int32]) -> [Transition]? {
        guard distances[graph.place(of: state)] >= 0 else { return nil }
        var result: [Transition] = []
        var current = state
        while true {
            let left = distances[graph.place(of: current)]
            if left == 0 { break }
            let edge = graph.edges(of: current).first { edge in
                let target = graph.targets[edge]
                return target != StateGraph.none && distances[graph.place(of: Int(target))] == left - 1
            }
            guard let edge else { preconditionFailure("Heddle bug: a distance without a way") }
            result.append(graph.transition(edge, of: current))
            current = Int(graph.targets[edge])
        }
        return result
    }
}
