internal import HeddleProgram

/// How likely a random run is to come to each state of a graph: each thread that can move is as likely as any other, and
/// each of its choices is.
///
/// Idea: forwards in topological order; a state hands what it has on to where its edges lead, all alike within a thread.
/// Exact as long as the fractions stay short (`Chance`).
/// Not covered: graphs with cycles, graphs from which something is left out.
/// Source: the uniform random scheduler, Burckhardt et al. 2010 (section 1).
struct RandomRuns {
    let graph: StateGraph
    /// Places from the start on, each before all that it leads to.
    private let order: [Int]

    /// Larger graphs are not walked, and no more steps into a violation are looked at. Unit: states, steps.
    static let limit = 200_000

    /// Errors: the graph has a cycle, is too large, or is not whole.
    init(graph: StateGraph) throws(ChanceGap) {
        guard graph.isBuilt, graph.store.count > 0 else { throw .noGraph }
        if graph.isCut { throw .bound }
        if graph.stateCount > Self.limit { throw .tooLarge(Self.limit) }
        guard let order = Self.order(graph) else { throw .endless }
        self.graph = graph
        self.order = order
    }

    /// Depth first; nil where an edge leads back onto the way.
    private static func order(_ graph: StateGraph) -> [Int]? {
        // 0: not seen, 1: on the way, 2: done.
        var colour = [UInt8](repeating: 0, count: graph.stateCount)
        var finished: [Int] = []
        var stack: [(place: Int, edge: Int, end: Int)] = []
        func push(_ place: Int) {
            let edges = graph.edges(of: graph.state(at: place))
            colour[place] = 1
            stack.append((place, edges.lowerBound, edges.upperBound))
        }
        push(0)
        while var top = stack.popLast() {
            var next: Int?
            while top.edge < top.end, next == nil {
                let target = graph.targets[top.edge]
                top.edge += 1
                if target == StateGraph.none { continue }
                let place = graph.place(of: Int(target))
                if colour[place] == 1 { return nil }
                if colour[place] == 0 { next = place }
            }
            guard let next else {
                colour[top.place] = 2
                finished.append(top.place)
                continue
            }
            stack.append(top)
            push(next)
        }
        return finished.reversed()
    }

    /// The chance of each state, by place; from those that absorb a run does not go on.
    func chances(absorbing: (Int) -> Bool) -> [Int: Chance] {
        var flow: [Int: Chance] = [0: .one]
        var kept: [Int: Chance] = [:]
        for place in order {
            guard let chance = flow.removeValue(forKey: place) else { continue }
            let state = graph.state(at: place)
            let edges = graph.edges(of: state)
            let threads = ways(edges)
            if absorbing(state) || threads.isEmpty {
                kept[place] = chance
                continue
            }
            for targets in threads {
                let share = chance / threads.count / targets.count
                for target in targets { flow[target] = flow[target].map { $0 + share } ?? share }
            }
        }
        return kept
    }

    /// Ways from the start to an end; nil where there are more than a number holds.
    var interleavings: Int? {
        var ways: [Int: Int] = [0: 1]
        var total = 0
        for place in order {
            guard let count = ways.removeValue(forKey: place) else { continue }
            let targets = self.ways(graph.edges(of: graph.state(at: place))).joined()
            if targets.isEmpty {
                let (sum, overflow) = total.addingReportingOverflow(count)
                if overflow { return nil }
                total = sum
            }
            for target in targets {
                let (sum, overflow) = ways[target, default: 0].addingReportingOverflow(count)
                if overflow { return nil }
                ways[target] = sum
            }
        }
        return total
    }

    /// Places that each thread's edges lead to.
    private func ways(_ edges: Range<Int>) -> [[Int]] {
        var result: [[Int]] = []
        var last: UInt16?
        for edge in edges where graph.targets[edge] != StateGraph.none {
            if graph.threads[edge] != last { result.append([]) }
            last = graph.threads[edge]
            result[result.count - 1].append(graph.place(of: Int(graph.targets[edge])))
        }
        return result
    }

    /// The chance that a run shows a subject of the graph.
    func chance(ofSubject place: Int) -> Chance {
        let marks = graph.marks[place]
        let kept = chances { marks.contains($0) }
        return kept.keys.sorted().filter { marks.contains(graph.state(at: $0)) }
            .reduce(.zero) { $0 + (kept[$1] ?? .zero) }
    }

    /// The chance that what a run shows first of a subject is a situation (`FindingGroups`), for each of them; all together
    /// are the subject's chance. nil: too many steps lead there.
    ///
    /// `told`: those that findings stand for, in their order. Of several situations that end in one state a search sees the
    /// one by which it comes there first; the others count with that.
    func situations(ofSubject place: Int, told: [String]) -> [String: Chance]? {
        let (marks, machine, subject) = (graph.marks[place], graph.machine, graph.subjects[place])
        func situation(_ state: State, _ last: Event?) -> String {
            FindingGroups.situation(machine: machine, subject: subject, state: state, last: last)
        }
        if marks.contains(0) { return [situation(machine.start().state, nil): .one] }
        // Where the state alone tells, steps into the same one count together.
        let isOfState = FindingGroups.isOfState(subject, in: machine.program)
        var arrivals: [Arrival: Chance] = [:]
        var flow: [Int: Chance] = [0: .one]
        for place in order {
            guard let chance = flow.removeValue(forKey: place) else { continue }
            let state = graph.state(at: place)
            let edges = graph.edges(of: state).filter { graph.targets[$0] != StateGraph.none }
            let threads = Set(edges.map { graph.threads[$0] }).count
            for edge in edges {
                let alike = edges.count { graph.threads[$0] == graph.threads[edge] }
                let share = chance / threads / alike
                let target = Int(graph.targets[edge])
                if !marks.contains(target) {
                    let next = graph.place(of: target)
                    flow[next] = flow[next].map { $0 + share } ?? share
                    continue
                }
                let arrival = isOfState ? Arrival(state: target, edge: -1) : Arrival(state: state, edge: edge)
                arrivals[arrival] = arrivals[arrival].map { $0 + share } ?? share
                if arrivals.count > Self.limit { return nil }
            }
        }
        var result: [String: Chance] = [:]
        /// By the state in which they end.
        var ownersOf: [Int: Set<String>] = [:]
        var untold: [(name: String, end: Int, chance: Chance)] = []
        for (arrival, chance) in arrivals.sorted(by: { $0.key < $1.key }) {
            let stored = graph.store.state(graph.stored(arrival.state))
            var end = arrival.state
            var name: String?
            if isOfState {
                name = situation(stored, nil)
            } else if let moved = machine.apply(graph.transition(arrival.edge, of: arrival.state), to: stored) {
                name = situation(moved.state, moved.event)
                end = Int(graph.targets[arrival.edge])
            }
            guard let name else { continue }
            if told.contains(name) {
                ownersOf[end, default: []].insert(name)
                result[name] = result[name].map { $0 + chance } ?? chance
            } else {
                untold.append((name, end, chance))
            }
        }
        for (name, end, chance) in untold {
            let owner = told.first { ownersOf[end]?.contains($0) == true } ?? name
            result[owner] = result[owner].map { $0 + chance } ?? chance
        }
        return result
    }

    /// A state that violates, or the one before it with the edge to it.
    private struct Arrival: Hashable, Comparable {
        var state: Int
        /// -1: any.
        var edge: Int

        static func < (a: Arrival, b: Arrival) -> Bool { (a.state, a.edge) < (b.state, b.edge) }
    }

    /// The chance that a run is over in a state, having failed nothing before, by the state's number in the store.
    /// `violations`: places of subjects in the graph's list.
    func ends(violations: [Int]) -> [Int: Chance] {
        var result: [Int: Chance] = [:]
        let kept = chances { state in violations.contains { graph.marks[$0].contains(state) } }
        for place in kept.keys.sorted() {
            let state = graph.stored(graph.state(at: place))
            result[state] = (result[state] ?? .zero) + (kept[place] ?? .zero)
        }
        return result
    }
}
