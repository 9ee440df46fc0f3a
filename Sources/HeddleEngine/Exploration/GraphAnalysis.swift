internal import HeddleProgram

/// Questions that one backward pass over a graph answers, also over one that is only partly made.
///
/// Shape: everything here goes by places (`StateGraph.place(of:)`): stored states, then doubles.
///
/// A state is *doomed* for a subject if no passing run starts in it: it violates the subject, or every way on leads to a
/// doomed state. Runs without end pass; a run that is discarded is no run. Least fixpoint, by counting down the ways
/// left of each state. Where something of a state's row is missing nobody knows: it is not doomed, unless it is marked.
struct GraphAnalysis {
    private let graph: StateGraph
    let sources: ReversedEdges

    init(graph: StateGraph) {
        self.graph = graph
        sources = ReversedEdges(graph)
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
        var ways = sources.targetCount
        // All that a mute state could do is discarded: nothing that counts passes through it.
        for state in ways.indices where sources.isMute[state] && !result.contains(state) {
            result.insert(state)
            queue.append(state)
        }
        var next = 0
        while next < queue.count {
            let state = queue[next]
            next += 1
            for source in sources.of(state) {
                ways[source] -= 1
                if ways[source] == 0, !sources.isOpen[source], !result.contains(source) {
                    result.insert(source)
                    queue.append(source)
                }
            }
        }
        return result
    }

    /// Steps from each state to the nearest marked one of any subject, -1 where there is none; and whose mark that is, by the
    /// subject's place in the graph's list.
    func distances(toSubjects places: [Int]) -> (steps: [Int32], subjects: [UInt8]) {
        var result = [Int32](repeating: -1, count: graph.stateCount)
        var subjects = [UInt8](repeating: 0, count: graph.stateCount)
        var queue: [Int] = []
        for place in places {
            for state in graph.marks[place].members.map(graph.place) where result[state] < 0 {
                result[state] = 0
                subjects[state] = UInt8(clamping: place)
                queue.append(state)
            }
        }
        var next = 0
        while next < queue.count {
            let state = queue[next]
            next += 1
            for source in sources.of(state) {
                if result[source] < 0 {
                    result[source] = result[state] + 1
                    subjects[source] = subjects[state]
                    queue.append(source)
                }
            }
        }
        return (result, subjects)
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
