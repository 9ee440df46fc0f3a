internal import HeddleProgram

/// The orderings that a schedule keeps, and what a search under some of them has to know of the steps of a graph.
final class Candidates {
    /// An edge of the graph as far as orderings go.
    struct Fact {
        var thread: Int
        var site: SiteReference
        var choice: Int
    }

    /// Longest schedules, with the steps that wait behind them.
    static let limit = 300
    /// Orderings at most; of a longer schedule those between steps that depend on each other.
    private static let mostOrderings = 600
    /// Steps that one search counts.
    static let mostTracked = 16

    let orderings: [StepOrdering]
    /// Choices of the schedule, where a step had more than one.
    private(set) var choices: [StepOccurrence: Int] = [:]
    private var known: [Int: [Fact]] = [:]

    init?(_ graph: StateGraph, _ trace: Trace) {
        let machine = graph.machine
        guard trace.steps.count <= Self.limit else { return nil }
        var made: [StepOccurrence] = []
        var counts: [StepOccurrence: Int] = [:]
        func occurrence(_ thread: Int, _ site: SiteReference) -> StepOccurrence {
            let plain = StepOccurrence(thread: thread, site: site, repetition: 0)
            defer { counts[plain, default: 0] += 1 }
            return StepOccurrence(thread: thread, site: site, repetition: counts[plain, default: 0])
        }
        var state = trace.initialState
        for step in trace.steps {
            guard let site = machine.site(ofThread: step.transition.thread, in: state) else { return nil }
            let own = occurrence(step.transition.thread, site)
            made.append(own)
            if machine.enabled(state).count(where: { $0.thread == own.thread }) > 1 {
                choices[own] = step.transition.choice
            }
            state = step.state
        }
        var waiting: [StepOccurrence] = []
        for thread in 0..<machine.threadCount(in: state) {
            if let site = machine.site(ofThread: thread, in: state) { waiting.append(occurrence(thread, site)) }
        }
        orderings = Self.orderings(made, waiting, trace)
    }

    /// Nearest first: what lies far apart follows from what lies between.
    private static func orderings(
        _ made: [StepOccurrence], _ waiting: [StepOccurrence], _ trace: Trace
    ) -> [StepOrdering] {
        let all = made + waiting
        let footprints = trace.events.map(Footprint.init)
        var pairs: [(first: Int, second: Int)] = []
        for second in all.indices {
            for first in 0..<min(second, made.count) where all[first].thread != all[second].thread {
                pairs.append((first, second))
            }
        }
        func depends(_ pair: (first: Int, second: Int)) -> Bool {
            pair.second >= made.count || footprints[pair.second].sharesPlace(with: footprints[pair.first])
        }
        if pairs.count > mostOrderings {
            let last = made.count - 1
            pairs = pairs.filter { depends($0) || $0.first == last || $0.second == last }
        }
        pairs.sort { a, b in
            (depends(a) ? 0 : 1, a.second - a.first, a.first) < (depends(b) ? 0 : 1, b.second - b.first, b.first)
        }
        return pairs.prefix(mostOrderings).map { StepOrdering(first: all[$0.first], second: all[$0.second]) }
    }

    /// What a state's edges with a target do, in their order.
    func facts(of state: Int, in graph: StateGraph) -> [Fact] {
        let index = graph.stored(state)
        if let known = known[index] { return known }
        let full = graph.store.state(index)
        let enabled = graph.machine.enabled(full)
        let edges = graph.edges(of: state)
        var facts: [Fact] = []
        for edge in edges where graph.targets[edge] != StateGraph.none {
            let move = enabled[edge - edges.lowerBound]
            let site = graph.machine.site(ofThread: move.thread, in: full)
            facts.append(
                Fact(
                    thread: move.thread, site: site ?? SiteReference(routine: -1, instruction: -1), choice: move.choice)
            )
        }
        known[index] = facts
        return facts
    }

    /// The orderings that a run breaks: the second step was made, and the first one not before it.
    func broken(by run: [(place: Int, edge: Int)], in graph: StateGraph) -> [Int] {
        var counts: [StepOccurrence: Int] = [:]
        var positions: [StepOccurrence: Int] = [:]
        for (position, step) in run.enumerated() {
            let state = graph.state(at: step.place)
            let edges = graph.edges(of: state).filter { graph.targets[$0] != StateGraph.none }
            guard let number = edges.firstIndex(of: step.edge) else { continue }
            let fact = facts(of: state, in: graph)[number]
            let plain = StepOccurrence(thread: fact.thread, site: fact.site, repetition: 0)
            let repetition = counts[plain, default: 0]
            counts[plain] = repetition + 1
            positions[StepOccurrence(thread: fact.thread, site: fact.site, repetition: repetition)] = position
        }
        return orderings.indices.filter { index in
            guard let second = positions[orderings[index].second] else { return false }
            return positions[orderings[index].first].map { $0 > second } ?? true
        }
    }

    // MARK: - Under some orderings

    /// How often steps were made that some orderings, or a choice, are about: 8 bits each.
    struct Tracking {
        fileprivate struct Place: Hashable {
            var thread: Int
            var site: SiteReference
        }
        fileprivate var slots: [Place: Int] = [:]
        /// By slot: at which repetition which other slot must have come how far.
        fileprivate var needs: [[(repetition: Int, slot: Int, count: Int, ordering: Int)]] = []
        /// By slot: what comes later than any ordering asks for is not told apart.
        fileprivate var caps: [Int] = []
        fileprivate var choices: [StepOccurrence: Int]

        /// The ordering that forbids a step; nil: none does.
        func blocker(_ fact: Fact, _ counts: UInt128) -> Int? {
            guard let slot = slots[Place(thread: fact.thread, site: fact.site)] else { return nil }
            let made = Int(counts >> (8 * UInt128(slot)) & 0xFF)
            let need = needs[slot].first { need in
                need.repetition == made && Int(counts >> (8 * UInt128(need.slot)) & 0xFF) < need.count
            }
            return need?.ordering
        }

        /// The counts behind a step; nil: the orderings or the choices forbid it.
        func after(_ fact: Fact, _ counts: UInt128) -> UInt128? {
            guard let slot = slots[Place(thread: fact.thread, site: fact.site)] else { return counts }
            if blocker(fact, counts) != nil { return nil }
            let made = Int(counts >> (8 * UInt128(slot)) & 0xFF)
            let own = StepOccurrence(thread: fact.thread, site: fact.site, repetition: made)
            if let choice = choices[own], choice != fact.choice { return nil }
            return made >= caps[slot] ? counts : counts + (1 << (8 * UInt128(slot)))
        }
    }

    /// nil: too many steps to count.
    func tracking(_ set: [Int]) -> Tracking? {
        var tracking = Tracking(choices: choices)
        func slot(_ step: StepOccurrence) -> Int? {
            let place = Tracking.Place(thread: step.thread, site: step.site)
            if let known = tracking.slots[place] {
                tracking.caps[known] = max(tracking.caps[known], step.repetition + 1)
                return step.repetition < 0xFF ? known : nil
            }
            guard tracking.needs.count < Self.mostTracked, step.repetition < 0xFF else { return nil }
            tracking.slots[place] = tracking.needs.count
            tracking.needs.append([])
            tracking.caps.append(step.repetition + 1)
            return tracking.needs.count - 1
        }
        for index in set {
            let ordering = orderings[index]
            guard let first = slot(ordering.first), let second = slot(ordering.second) else { return nil }
            tracking.needs[second].append((ordering.second.repetition, first, ordering.first.repetition + 1, index))
        }
        for step in choices.keys.sorted(by: Self.comesFirst) where slot(step) == nil { return nil }
        return tracking
    }

    private static func comesFirst(_ a: StepOccurrence, _ b: StepOccurrence) -> Bool {
        (a.thread, a.site.routine, a.site.instruction, a.repetition)
            < (b.thread, b.site.routine, b.site.instruction, b.repetition)
    }
}
