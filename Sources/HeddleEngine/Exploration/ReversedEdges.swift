/// The edges of a graph, from target to source, with what the sources lack. By place.
struct ReversedEdges {
    private var starts: [Int]
    private var sources: [UInt32]
    /// Edges that lead somewhere.
    private(set) var targetCount: [Int32]
    /// States whose row is not made, or leads out of the graph.
    private(set) var isOpen: [Bool]
    /// States that could move, had not every step of theirs been discarded.
    private(set) var isMute: [Bool]

    init(_ graph: StateGraph) {
        let count = graph.stateCount
        starts = .init(repeating: 0, count: count + 1)
        targetCount = .init(repeating: 0, count: count)
        isOpen = .init(repeating: false, count: count)
        isMute = .init(repeating: false, count: count)
        for source in 0..<count {
            let state = graph.state(at: source)
            guard graph.hasRow(state) else {
                isOpen[source] = true
                continue
            }
            if graph.leadsOut(state) { isOpen[source] = true }
            let edges = graph.edges(of: state)
            for edge in edges where graph.targets[edge] != StateGraph.none {
                starts[graph.place(of: Int(graph.targets[edge])) + 1] += 1
                targetCount[source] += 1
            }
            isMute[source] = targetCount[source] == 0 && !edges.isEmpty && !isOpen[source]
        }
        for index in 1...max(1, count) where index <= count { starts[index] += starts[index - 1] }
        var filled = starts
        sources = .init(repeating: 0, count: starts[count])
        for source in 0..<count {
            let state = graph.state(at: source)
            guard graph.hasRow(state) else { continue }
            for edge in graph.edges(of: state) where graph.targets[edge] != StateGraph.none {
                let target = graph.place(of: Int(graph.targets[edge]))
                sources[filled[target]] = UInt32(source)
                filled[target] += 1
            }
        }
    }

    /// The states with an edge to one; as often as there are edges.
    func of(_ place: Int) -> LazyMapSequence<ArraySlice<UInt32>, Int> {
        sources[starts[place]..<starts[place + 1]].lazy.map { Int($0) }
    }
}
