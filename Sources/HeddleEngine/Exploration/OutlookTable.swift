internal import HeddleProgram

/// The outlook of every state of a graph, also of one that is only partly made.
///
/// Idea: all questions go backwards along the edges, each from where its answer is plain: violations (distance, least
/// fixpoint of what must fail), ends (which outcomes can be reached), states that were not looked behind (what is open).
/// Shares of random runs go the same way as far as there are no cycles, and are iterated on the rest.
/// Shape: by place (`StateGraph.place(of:)`).
struct OutlookTable {
    private let graph: StateGraph
    private let sources: ReversedEdges
    /// Steps to the nearest violation, -1 where none is known, and the subject's place in the graph's list.
    private let distances: [Int32]
    private let nearestSubject: [UInt8]
    /// States from which every run fails.
    private let doomed: BitSet
    /// States from which something can be reached that was not looked behind.
    private var open: [Bool]
    /// Outcomes that can be reached, `maskWords` words each; empty where there are too many.
    private var masks: [UInt64] = []
    private var maskWords = 0
    private var failing: [Double] = []
    private var isExact = true

    /// Bits of outcomes that are kept for all states together. Unit: words.
    private static let maskRoom = 1 << 23

    /// `outcomes`: for each end its outcome, numbered from 0; `outcomeCount` of them.
    init(graph: StateGraph, violations: [Int], outcomes: [(state: Int, outcome: Int)], outcomeCount: Int) {
        self.graph = graph
        let analysis = GraphAnalysis(graph: graph)
        sources = analysis.sources
        (distances, nearestSubject) = analysis.distances(toSubjects: violations)
        doomed = analysis.doomed(subjects: violations)
        open = .init(repeating: false, count: graph.stateCount)
        findOpen()
        findOutcomes(outcomes, outcomeCount)
        findFailing()
    }

    /// The outlook of a state by its number in the graph.
    func outlook(of state: Int) -> Outlook {
        let place = graph.place(of: state)
        let nearest = distances[place] < 0 ? nil : Int(distances[place])
        var seen: Int?
        if maskWords > 0 {
            seen = (0..<maskWords).reduce(0) { $0 + masks[place * maskWords + $1].nonzeroBitCount }
        }
        let isWhole = !open[place]
        return Outlook(
            nearest: nearest, subject: nearest.map { _ in graph.subjects[Int(nearestSubject[place])] },
            isDoomed: doomed.contains(place), isWhole: isWhole, outcomes: seen, failing: isWhole ? failing[place] : nil,
            isExact: isExact)
    }

    /// The outcomes that can be reached from a state, by number; nil where there are too many to keep.
    func outcomes(of state: Int) -> [Int]? {
        guard maskWords > 0 else { return nil }
        let place = graph.place(of: state)
        return (0..<maskWords * 64).filter { masks[place * maskWords + $0 / 64] >> UInt64($0 % 64) & 1 == 1 }
    }

    // MARK: - Backwards

    private mutating func findOpen() {
        var queue = open.indices.filter { sources.isOpen[$0] && distances[$0] != 0 }
        for place in queue { open[place] = true }
        while let place = queue.popLast() {
            for source in sources.of(place) where !open[source] {
                open[source] = true
                queue.append(source)
            }
        }
    }

    /// Behind a step that failed a check a run has no outcome.
    private mutating func findOutcomes(_ ends: [(state: Int, outcome: Int)], _ count: Int) {
        let words = max(1, (count + 63) / 64)
        guard words * distances.count <= Self.maskRoom else { return }
        maskWords = words
        masks = .init(repeating: 0, count: words * distances.count)
        var queue: [Int] = []
        var isQueued = [Bool](repeating: false, count: distances.count)
        func enqueue(_ place: Int) {
            if !isQueued[place] {
                isQueued[place] = true
                queue.append(place)
            }
        }
        for end in ends {
            let place = graph.place(of: end.state)
            masks[place * words + end.outcome >> 6] |= 1 << UInt64(end.outcome & 63)
            enqueue(place)
        }
        var next = 0
        while next < queue.count {
            let place = queue[next]
            next += 1
            isQueued[place] = false
            if next > 1 << 16 {
                queue.removeFirst(next)
                next = 0
            }
            for source in sources.of(place) {
                var isChanged = false
                for word in 0..<words {
                    let more = masks[source * words + word] | masks[place * words + word]
                    if more != masks[source * words + word] {
                        masks[source * words + word] = more
                        isChanged = true
                    }
                }
                if isChanged { enqueue(source) }
            }
        }
    }

    // MARK: - Random runs

    /// Sweeps over what lies on cycles, and how little they must still change. Iterated from below, so never too much.
    private static let sweeps = 2_000
    private static let change = 1e-10

    private mutating func findFailing() {
        let count = distances.count
        failing = distances.map { $0 == 0 ? 1 : 0 }
        var ways = sources.targetCount
        var queue: [Int] = []
        var isKnown = [Bool](repeating: false, count: count)
        for place in 0..<count where distances[place] == 0 || (ways[place] == 0 && !sources.isOpen[place]) {
            isKnown[place] = true
            queue.append(place)
        }
        var next = 0
        while next < queue.count {
            let place = queue[next]
            next += 1
            for source in sources.of(place) where !isKnown[source] {
                ways[source] -= 1
                if ways[source] > 0 || sources.isOpen[source] { continue }
                isKnown[source] = true
                failing[source] = share(source)
                queue.append(source)
            }
        }
        // What can't fail, and what must, needs no iterating; nor does what leads out of what was looked at.
        var rest: [Int] = []
        for place in 0..<count where !isKnown[place] && !open[place] {
            if distances[place] < 0 { continue }
            rest.append(place)
        }
        guard !rest.isEmpty else { return }
        isExact = false
        rest.sort { distances[$0] < distances[$1] }
        for _ in 0..<Self.sweeps {
            var most = 0.0
            for place in rest {
                let found = share(place)
                most = max(most, found - failing[place])
                failing[place] = found
            }
            if most < Self.change { break }
        }
    }

    /// The share of a state from those of the states it leads to: threads alike, and a thread's choices alike.
    private func share(_ place: Int) -> Double {
        let edges = graph.edges(of: graph.state(at: place))
        var total = 0.0
        var threads = 0.0
        var edge = edges.lowerBound
        while edge < edges.upperBound {
            let thread = graph.threads[edge]
            var sum = 0.0
            var choices = 0.0
            while edge < edges.upperBound, graph.threads[edge] == thread {
                if graph.targets[edge] != StateGraph.none {
                    sum += failing[graph.place(of: Int(graph.targets[edge]))]
                    choices += 1
                }
                edge += 1
            }
            if choices > 0 {
                total += sum / choices
                threads += 1
            }
        }
        return threads > 0 ? total / threads : 0
    }
}
