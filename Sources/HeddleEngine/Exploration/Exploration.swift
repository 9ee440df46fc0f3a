package import HeddleProgram

/// The whole exploration of a model: a search, then the simplest schedule and the point of no return of
/// what it found, and the questions that the finished graph answers.
///
/// Pulled: `advance` works for about as many transitions as it is given and returns; results depend on nothing else, so
/// the same portions or others give the same report. Confined to the thread that uses it.
package final class Exploration {
    package let machine: Machine
    package let options: SearchOptions
    private(set) var explorer: any Explorer
    /// What a search with reductions came to; `explorer` is then the search behind it, of every interleaving.
    private var reduced: (any Explorer)?
    private let start: Double?
    /// Reductions that were tried and given up, as their search came to no use.
    private var givenUp: Reductions = []
    private var refinement: Refinement?
    private var refined: SearchReport?
    private var isStopped = false
    private var graph: StateGraph?
    private var violationDistances: [Int32]?
    private var doomedStates: BitSet?
    private var knownAnalysis: GraphAnalysis?
    private var runs: RandomRuns?
    private var isRunsKnown = false

    package init(machine: Machine, options: SearchOptions = SearchOptions()) {
        self.machine = machine
        self.options = options
        start = options.clock.map { $0() }
        switch options.strategy {
        case .breadthFirst:
            var tried = options
            tried.triesReductions = true
            explorer = BreadthFirstExplorer(machine: machine, options: tried)
        case .depthFirst: explorer = DepthFirstExplorer(machine: machine, options: options)
        case .preemption: explorer = PreemptionExplorer(machine: machine, options: options)
        case .dpor: explorer = DporExplorer(machine: machine, options: options)
        }
    }

    /// The search as it stands. It is `running` until the findings have their final schedules.
    package var report: SearchReport {
        if let refined { return refined }
        var current = explorer.report
        if explorer.isOver { current.phase = .running }
        if options.groupsFindings { current.findings = FindingGroups.firsts(current.findings) }
        return current
    }

    package var isOver: Bool { refined != nil }

    /// Ends the search as soon as possible; what was found stays, as it was found.
    package func stop() {
        isStopped = true
        explorer.stop()
    }

    /// Goes on until about `budget` more transitions are fired or all is done; returns how many were.
    @discardableResult
    package func advance(budget: Int) -> Int {
        var spent = 0
        while spent < budget, !isOver {
            if !explorer.isOver {
                spent += max(1, explorer.advance(budget: budget - spent))
                if let idle = explorer.idleReductions { beginAnew(without: idle) }
            } else if let refinement = currentRefinement(), !refinement.isOver, !isStopped, hasTime {
                // The clock is looked at between portions.
                spent += max(1, refinement.advance(budget: min(budget - spent, Self.portion)))
            } else {
                refined = finished(refinement?.refined ?? explorer.report)
                refinement = nil
            }
        }
        return spent
    }

    /// Unit: transitions.
    private static let portion = 20_000

    /// Some reductions cost more than they bring on this model: the search does without them, from its start.
    private func beginAnew(without idle: (reductions: Reductions, forcesSteps: Bool)) {
        var options = options
        givenUp = idle.reductions
        options.reductions.subtract(idle.reductions)
        options.forcesSteps = idle.forcesSteps
        options.begunAt = start
        explorer = BreadthFirstExplorer(machine: machine, options: options)
        if isStopped { explorer.stop() }
    }

    /// Runs to the end, whatever it takes.
    package func finish() {
        while !isOver { advance(budget: 1 << 20) }
    }

    // MARK: - What comes behind the search

    private var hasTime: Bool {
        guard let time = options.time, let clock = options.clock, let start else { return true }
        return clock() < start + time
    }

    /// nil where nothing was found.
    private func currentRefinement() -> Refinement? {
        if refinement == nil, !subjects.isEmpty {
            let report = explorer.report
            refinement = Refinement(
                machine: machine, options: options, report: report,
                memory: max(1 << 20, options.searchMemory - report.memoryBytes))
        }
        return refinement
    }

    /// A report with what its findings lack. What a search by preemptions found is minimal also where it didn't end.
    private func finished(_ report: SearchReport) -> SearchReport {
        var report = report
        for entry in Reductions.names where givenUp.contains(entry.reduction) {
            report.refusals.append((entry.reduction, .leavesNothingOut(BreadthFirstExplorer.trialStates)))
        }
        for index in report.findings.indices { finish(&report.findings[index]) }
        if options.groupsFindings { report.findings = FindingGroups.simplest(report.findings) }
        for index in report.witnesses.keys { finish(&report.witnesses[index]!) }
        return report
    }

    private func finish(_ finding: inout Finding) {
        if !finding.isMinimal, options.strategy != .preemption { shorten(&finding) }
        if finding.preemptions < 0 {
            finding.preemptions = Preemptions.count(finding.schedule, machine: machine)
        }
        if options.strategy == .preemption { finding.isMinimal = true }
    }

    /// Where the simplest schedule was not found: without the steps that don't matter.
    private func shorten(_ finding: inout Finding) {
        guard finding.subject.isFailure(in: machine.program) else { return }
        var shortener = ScheduleShortener(
            machine: machine, subject: finding.subject, looksForRaces: options.looksForRaces)
        guard let schedule = shortener.shortened(finding.schedule), schedule.count < finding.schedule.count else {
            return
        }
        finding.schedule = schedule
        finding.preemptions = Preemptions.count(schedule, machine: machine)
        // Where every run fails behind a step of the longer schedule says nothing of the shorter one.
        finding.pointOfNoReturn = nil
        let trace = Trace(machine: machine, schedule: schedule)
        if let violation = trace.steps.last?.event.violation { finding.violation = violation }
        if finding.bugSignature != nil {
            finding.bugSignature = BugSignature.signature(machine: machine, subject: finding.subject, trace: trace)
        }
    }

    private var subjects: [Subject] { explorer.report.subjects }

    // MARK: - Questions

    /// Every way in which executions are over, with a simplest schedule for each, sorted by values.
    ///
    /// `isComplete` tells whether there can be no other. Takes as long as expanding every state once more.
    ///
    /// `countingClasses`: also how many ways lead to each, where executions come to an end and are not too many.
    package func outcomes(countingClasses: Bool = false) -> (outcomes: [Outcome], isComplete: Bool) {
        if options.strategy == .dpor { return outcomesOfClasses() }
        let found = outcomesOfStates()
        return countingClasses && found.isComplete ? (counted(found.outcomes), true) : found
    }

    /// All outcomes of the model with how many ways lead to each, where executions come to an end and are not too many.
    package func counted(_ outcomes: [Outcome]) -> [Outcome] {
        ClassCounter.count(machine: machine).map { ClassCounter.counted(outcomes, $0) } ?? outcomes
    }

    /// From a search by classes; incomplete where it had to give up.
    private func outcomesOfClasses() -> (outcomes: [Outcome], isComplete: Bool) {
        finish()
        let collector = OutcomeCollector(machine: machine)
        let counter = ClassCounter.run(machine: machine, steps: .max, options: options)
        let outcomes = counter.counter.counts.map { collector.outcome($0) }
        let isComplete = counter.isComplete && explorer.report.phase == .complete
        let sorted = collector.sorted(outcomes)
        return (isComplete ? ClassCounter.counted(sorted, counter.counter.counts) : sorted, isComplete)
    }

    private func outcomesOfStates() -> (outcomes: [Outcome], isComplete: Bool) {
        finish()
        if isReduced, reduced == nil { exploreEverything() }
        if let reduced, explorer.report.phase != .complete {
            // Ends are all kept; only under other names of the replicas are some of them left out.
            let isComplete = reduced.report.complete && !reduced.report.reductions.contains(.symmetry)
            return (OutcomeCollector(machine: machine).outcomes(explorer: reduced), isComplete)
        }
        let isComplete = explorer.report.phase == .complete
        let collector = OutcomeCollector(machine: machine)
        guard let graph = builtGraph() else { return (collector.outcomes(explorer: explorer), isComplete) }
        return (collector.outcomes(graph: graph, runs: isComplete ? knownRuns(of: graph) : nil), isComplete)
    }

    private func knownRuns(of graph: StateGraph) -> RandomRuns? {
        if !isRunsKnown {
            isRunsKnown = true
            runs = RandomRuns(graph: graph)
        }
        return runs
    }

    /// How likely a random run is to show what was found: of each violation, where no run goes on for ever and the graph
    /// is not too large.
    package func chances() -> [Subject: Chance] {
        guard report.complete, !isReduced, let graph = builtGraph(), let runs = knownRuns(of: graph) else { return [:] }
        var result: [Subject: Chance] = [:]
        for (place, subject) in graph.subjects.enumerated() where subject.isFailure(in: machine.program) {
            result[subject] = runs.chance(ofSubject: place)
        }
        return result
    }

    /// Runs from the start to an end, where none goes on for ever.
    package func interleavings() -> Int? {
        guard report.complete, !isReduced, let graph = builtGraph() else { return nil }
        return knownRuns(of: graph)?.interleavings
    }

    /// In how many classes of runs each final property and a deadlock fails; of other subjects it isn't counted.
    package static func classes(_ outcomes: [Outcome], in program: Program) -> [Subject: Int] {
        var result: [Subject: Int] = [:]
        for outcome in outcomes {
            guard let classes = outcome.classes else { return [:] }
            if outcome.end == .deadlock { result[.check(.deadlock), default: 0] += classes }
            for property in outcome.failing where program.properties[property].kind == .final {
                result[.property(property), default: 0] += classes
            }
        }
        return result
    }

    private var isReduced: Bool { !explorer.report.reductions.isEmpty }

    /// Most states of a second search, which is for simplest schedules only.
    private static let everythingLimit = 1_000_000

    /// Searches once more without reductions: simplest schedules are about every interleaving.
    private func exploreEverything() {
        let first = explorer
        var options = options
        options.reductions = []
        options.states = min(options.states ?? Self.everythingLimit, Self.everythingLimit)
        options.memory = max(1 << 20, options.memory - first.report.memoryBytes)
        options.begunAt = start
        reduced = first
        explorer = BreadthFirstExplorer(machine: machine, options: options)
        while !explorer.isOver { explorer.advance(budget: 1 << 20) }
    }

    /// The graph of what the search stored, made whole; nil where there is none, or it would not fit the memory.
    private func builtGraph() -> StateGraph? {
        if let graph { return graph }
        let report = explorer.report
        let size = StateGraph.estimate(states: report.states, edges: report.transitions)
        guard hasGraph, report.memoryBytes + size <= options.searchMemory, report.states <= PreemptionSearch.nodeLimit
        else { return nil }
        let made = StateGraph(
            machine: machine, store: explorer.store, extent: .closed(expandedStates: explorer.expanded),
            subjects: subjects, looksForRaces: options.looksForRaces)
        while !made.isBuilt { made.advance(budget: 1 << 20) }
        graph = made
        return made
    }

    /// What a search by preemptions left unfinished is no graph.
    private var hasGraph: Bool {
        switch options.strategy {
        case .breadthFirst, .depthFirst: return true
        case .preemption: return explorer.report.phase == .complete
        case .dpor: return false
        }
    }

    /// A shortest schedule from a state to a violation; nil if none is reachable, or not known.
    package func wayToViolation(from state: State) -> [Transition]? {
        guard isOver, !isReduced, !subjects.isEmpty, let graph = builtGraph(), let index = explorer.store.find(state)
        else { return nil }
        let analysis = analysis(of: graph)
        let places = graph.subjects.indices.filter { graph.subjects[$0].isFailure(in: machine.program) }
        let distances = violationDistances ?? analysis.distances(toSubjects: places).steps
        violationDistances = distances
        return analysis.way(from: index, distances: distances)
    }

    /// Whether every run from a state fails in one way or another; nil: not known.
    package func isDoomed(_ state: State) -> Bool? {
        guard isOver, !isReduced, explorer.report.phase == .complete, let index = explorer.store.find(state) else {
            return nil
        }
        guard !subjects.isEmpty else { return false }
        guard let graph = builtGraph() else { return nil }
        if doomedStates == nil {
            let places = graph.subjects.indices.filter { graph.subjects[$0].isFailure(in: machine.program) }
            doomedStates = analysis(of: graph).doomed(subjects: places)
        }
        return doomedStates?.contains(index)
    }

    /// The edges reversed, kept for the next question.
    private func analysis(of graph: StateGraph) -> GraphAnalysis {
        if let known = knownAnalysis { return known }
        let made = GraphAnalysis(graph: graph)
        knownAnalysis = made
        return made
    }

    // MARK: - What was never seen

    /// Most states that are looked through, and that a second search visits, for what was never seen.
    private static let coverageLimit = 2_000_000
    private static let secondLookLimit = 200_000

    /// Steps that no run makes and left sides that were never true; nil where the search wasn't whole, or too much was
    /// left to look through.
    ///
    /// What a search with reductions has seen was seen; of the rest only a second search, of every interleaving, can tell.
    package func coverage() -> Coverage? {
        guard isOver, report.complete else { return nil }
        let probe = CoverageProbe(machine: machine)
        if probe.isDone { return probe.coverage }
        if options.strategy != .dpor {
            guard look(through: explorer.store, with: probe) else { return nil }
            if probe.isDone || !isReduced { return probe.coverage }
        }
        var options = options
        options.strategy = .breadthFirst
        options.reductions = []
        options.forcesSteps = false
        options.states = Self.secondLookLimit
        options.depth = nil
        options.memory = max(1 << 20, options.memory - explorer.report.memoryBytes)
        options.begunAt = start
        let second = BreadthFirstExplorer(machine: machine, options: options)
        while !second.isOver { second.advance(budget: Self.portion) }
        guard look(through: second.store, with: probe) else { return nil }
        return probe.isDone || second.report.complete ? probe.coverage : nil
    }

    /// False where the states are too many.
    private func look(through store: StateStore, with probe: CoverageProbe) -> Bool {
        for index in 0..<min(store.count, Self.coverageLimit) where !probe.isDone {
            let words = store.words(index)
            probe.look(words.start, count: words.count)
        }
        return probe.isDone || (store.count <= Self.coverageLimit && !probe.isSpent)
    }

    /// The judgement of the search as it stands, for a run.
    package func judgement(run: Run) -> Judgement {
        Judge.judge(report, program: machine.program, run: run)
    }
}
