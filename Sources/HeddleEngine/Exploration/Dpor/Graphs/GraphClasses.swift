internal import HeddleProgram

/// How many execution graphs lead to each outcome, by the search of execution graphs.
final class GraphClasses: GraphObserver {
    private let translator: GraphTranslator
    private let collector: OutcomeCollector
    private(set) var counts: [ClassCounter.Count] = []
    private var places: [OutcomeKey: Int] = [:]
    private var isBounded = false

    private init(_ machine: Machine, _ searched: Machine) {
        translator = GraphTranslator(machine: machine, source: searched)
        collector = OutcomeCollector(machine: machine)
    }

    /// Steps after which counting beside another search is given up.
    static let patience = 30_000

    /// Graphs of each outcome; nil if executions can go on for ever or reach a bound, if there are too many, or if the
    /// model is none for this search.
    static func count(machine: Machine) -> [ClassCounter.Count]? {
        guard GraphScope.refusal(machine, judgesStates: false) == nil else { return nil }
        let result = run(machine: machine, steps: patience)
        return result.isComplete ? result.counts : nil
    }

    /// Runs one execution of each graph. `isComplete` is false where something kept it from the end.
    static func run(
        machine: Machine, steps: Int = .max, options: SearchOptions = SearchOptions()
    ) -> (counts: [ClassCounter.Count], isComplete: Bool) {
        guard let searched = try? GraphScope.machine(for: machine) else { return ([], false) }
        let classes = GraphClasses(machine, searched)
        guard machine.start().event.outcome == .completed else { return ([], false) }
        let search = GraphSearch(
            model: machine, searched: searched, observer: classes, depthBound: SearchOptions.defaultExecutionDepth)
        search.begin()
        var deadline = Double.infinity
        if let clock = options.clock, let seconds = options.time { deadline = clock() + seconds }
        while !search.isOver {
            search.advance(budget: 1 << 10)
            if search.hasCycle || search.meetsDepthBound || search.refusal != nil || classes.isBounded
                || search.transitions > steps || search.byteCount > options.searchMemory
            {
                return (classes.counts, false)
            }
            if let clock = options.clock, clock() >= deadline { return (classes.counts, false) }
        }
        return (classes.counts, true)
    }

    var isOver: Bool { false }
    func bounded(_ bound: ModelBound) { isBounded = true }
    func failed(_ graph: ExecutionGraph, _ move: GraphMove) {}
    func discarded(_ graph: ExecutionGraph, _ move: GraphMove) {}

    func ended(_ graph: ExecutionGraph, _ end: GraphEnd) {
        guard end == .whole else { return }
        let run = translator.run(graph)
        if case .bounded = run { isBounded = true }
        guard case .ended(let schedule, let state, let ending) = run else { return }
        let key = collector.key(ending, state)
        let place = places[key] ?? counts.count
        if place == counts.count {
            places[key] = place
            counts.append(ClassCounter.Count(schedule: schedule, key: key))
        }
        counts[place].addGraph()
    }
}
