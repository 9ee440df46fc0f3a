internal import HeddleProgram

/// One step of a thread, by its place in the program and how often the thread has come there before.
package struct StepOccurrence: Hashable, Sendable {
    package var thread: Int
    package var site: SiteReference
    package var repetition: Int
}

/// One step comes before another one, or that other one never comes.
package struct StepOrdering: Hashable, Sendable {
    package var first: StepOccurrence
    package var second: StepOccurrence
}

/// The smallest set of orderings, out of those that a schedule keeps, that leads every run to the failure: the depth of the
/// bug that the schedule shows.
///
/// Idea: a run that passes must break one of the orderings. So a set that none of the known passing runs keeps is looked
/// for, smallest first (a hitting set); the graph is searched for a run that keeps it and passes all the same; that run
/// joins the known ones. The first set for which there is none is the answer, and no smaller one can be. A run that gets
/// stuck, for the orderings hold back every thread that could move, is a passing one for all sets with those orderings.
/// Candidates: all orderings between steps of different threads, those included that only wait at the end. A choice that a
/// step of the schedule had is made again wherever the step is.
/// A run passes that ends without failure; so does one that comes to where failing is no longer possible. A run that fails
/// some day with certainty, if the threads that can move go on doing so, fails.
/// Not covered: more than `Candidates.limit` steps; sets of more than `deepest`.
/// Source: Burckhardt et al. 2010, section 2 (bug depth); implicit hitting sets: Chandrasekaran et al. 2011.
struct OrderingDepth {
    enum Answer {
        /// The orderings; `isExact`: no smaller set does.
        case found([StepOrdering], isExact: Bool)
        /// No ordering makes every run fail.
        case none
        /// The budget was spent first.
        case notKnown
    }

    private let graph: StateGraph
    private let candidates: Candidates
    /// Looks at edges, in all.
    private var budget: Int
    /// Known runs that pass.
    private var passing: [Pass] = []

    /// A run that passes, for all sets that hold certain orderings.
    private struct Pass {
        /// The orderings for which it gets stuck, or never fails; none: it comes to its end.
        var holding: [Int]
        /// The orderings that it breaks, ascending.
        var breaks: [Int]

        /// Whether it stands against a set.
        func refutes(_ set: [Int]) -> Bool {
            !breaks.contains(where: set.contains) && holding.allSatisfy(set.contains)
        }
    }

    static let deepest = 8

    /// The graph is whole and has one subject, which the trace shows at its end. `budget`: looks at edges.
    static func find(_ graph: StateGraph, trace: Trace, budget: Int) -> Answer {
        guard let candidates = Candidates(graph, trace) else { return .notKnown }
        var search = OrderingDepth(graph: graph, candidates: candidates, budget: budget)
        return search.run()
    }

    private init(graph: StateGraph, candidates: Candidates, budget: Int) {
        self.graph = graph
        self.candidates = candidates
        self.budget = budget
    }

    private mutating func run() -> Answer {
        var size = 0
        while size <= Self.deepest {
            var steps = 2_000_000
            switch hittingSet(of: size, &steps) {
            case .none: size += 1
            case .tooLong: return bound()
            case .set(let set):
                switch check(set) {
                case .allFail: return .found(set.map { candidates.orderings[$0] }, isExact: true)
                case .passes(let pass):
                    if pass.breaks.isEmpty, pass.holding.isEmpty { return .none }
                    passing.append(pass)
                case .tooLong: return bound()
                }
            }
        }
        return bound()
    }

    /// A set that does, made smaller as far as one ordering after another can be left out.
    private mutating func bound() -> Answer {
        budget = max(budget, 0) + 5_000_000
        guard var set = greedySet() else { return .notKnown }
        var index = 0
        while index < set.count {
            var smaller = set
            smaller.remove(at: index)
            if case .allFail = check(smaller) { set = smaller } else { index += 1 }
        }
        return .found(set.map { candidates.orderings[$0] }, isExact: false)
    }

    /// The ordering that most of the runs break that stand against the set, again and again, until there is none.
    private mutating func greedySet() -> [Int]? {
        var set: [Int] = []
        while set.count <= Candidates.mostTracked {
            let refuting = passing.filter { $0.refutes(set) }
            if refuting.contains(where: \.breaks.isEmpty) { return nil }
            var counts: [Int: Int] = [:]
            for run in refuting { for ordering in run.breaks { counts[ordering, default: 0] += 1 } }
            if let best = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key {
                set.append(best)
                continue
            }
            switch check(set.sorted()) {
            case .allFail: return set.sorted()
            case .tooLong: return nil
            case .passes(let pass): passing.append(pass)
            }
        }
        return nil
    }

    // MARK: - Hitting sets

    private enum Hitting {
        case none, tooLong
        /// Ascending.
        case set([Int])
    }

    /// A set of so many orderings against which no known run stands. Whatever a larger one holds, one of the orderings that
    /// such a run breaks has to be among them.
    private func hittingSet(of size: Int, _ steps: inout Int) -> Hitting {
        var chosen: [Int] = []
        var isTooLong = false
        func extend(_ steps: inout Int) -> Bool {
            steps -= 1
            if steps < 0 {
                isTooLong = true
                return false
            }
            guard let run = passing.first(where: { $0.refutes(chosen) }) else { return true }
            guard chosen.count < size else { return false }
            for ordering in run.breaks {
                chosen.append(ordering)
                if extend(&steps) { return true }
                if isTooLong { return false }
                chosen.removeLast()
            }
            return false
        }
        if extend(&steps) { return .set(chosen.sorted()) }
        return isTooLong ? .tooLong : .none
    }

    // MARK: - Every run under a set of orderings

    private enum Check {
        case allFail, tooLong
        case passes(Pass)
    }

    /// A state of the graph with how often each tracked step was made.
    private struct Node: Hashable {
        var place: Int
        var counts: UInt128
    }

    private mutating func check(_ set: [Int]) -> Check {
        guard let tracking = candidates.tracking(set) else { return .tooLong }
        var numbers: [Node: Int32] = [:]
        var nodes: [Node] = []
        var parents: [(node: Int32, edge: Int32)] = []
        var before: [[Int32]] = []
        var good: [Int32] = []
        var stack: [Int32] = []
        func enter(_ node: Node, from parent: Int32, edge: Int) {
            if let known = numbers[node] {
                if parent >= 0 { before[Int(known)].append(parent) }
                return
            }
            let number = Int32(nodes.count)
            numbers[node] = number
            nodes.append(node)
            parents.append((parent, Int32(truncatingIfNeeded: edge)))
            before.append(parent >= 0 ? [parent] : [])
            stack.append(number)
        }
        func pass(_ number: Int32, holding: [Int]) -> Check {
            var edges: [(place: Int, edge: Int)] = []
            var current = number
            while parents[Int(current)].node >= 0 {
                let parent = parents[Int(current)].node
                edges.append((nodes[Int(parent)].place, Int(parents[Int(current)].edge)))
                current = parent
            }
            return .passes(Pass(holding: holding, breaks: candidates.broken(by: edges.reversed(), in: graph)))
        }
        enter(Node(place: 0, counts: 0), from: -1, edge: 0)
        while let number = stack.popLast() {
            let node = nodes[Int(number)]
            let state = graph.state(at: node.place)
            if graph.marks[0].contains(state) {
                good.append(number)
                continue
            }
            let edges = graph.edges(of: state).filter { graph.targets[$0] != StateGraph.none }
            budget -= edges.count + 1
            if budget < 0 { return .tooLong }
            if edges.isEmpty { return pass(number, holding: []) }
            var isStuck = true
            let facts = candidates.facts(of: state, in: graph)
            // The last thread first on the stack's top: the first runs are those with few switches.
            for (edge, fact) in zip(edges, facts) {
                guard let counts = tracking.after(fact, node.counts) else { continue }
                isStuck = false
                enter(Node(place: graph.place(of: Int(graph.targets[edge])), counts: counts), from: number, edge: edge)
            }
            if isStuck {
                return pass(number, holding: facts.compactMap { tracking.blocker($0, node.counts) })
            }
        }
        var reaches = [Bool](repeating: false, count: nodes.count)
        for number in good { reaches[Int(number)] = true }
        while let number = good.popLast() {
            for parent in before[Int(number)] where !reaches[Int(parent)] {
                reaches[Int(parent)] = true
                good.append(parent)
            }
        }
        if let stranded = reaches.firstIndex(of: false) { return pass(Int32(stranded), holding: set) }
        return .allFail
    }
}
