package import HeddleProgram

/// The whole exploration of a model: a search, then the simplest schedule and the point of no return of
/// what it found, and the questions that the finished graph answers.
///
/// Pulled: `advance` works for about as many transitions as it is given and returns; results depend on nothing else, so
/// the same portions or others give the same report. Confined to the thread that uses it.
package final class Exploration {
    package let machine: Machine
    package private(set) var options: SearchOptions
    private(set) var explorer: any Explorer
    /// What a search with reductions came to; `explorer` is then the search behind it, of every interleaving.
    private var reduced: (any Explorer)?
    /// The search that tells bugs of one subject apart where the first one doesn't, and what came of it.
    private var groupingSearch: BreadthFirstExplorer?
    private var grouped: SearchReport?
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
    /// Why a search of execution graphs, which was asked for, gave way to one of the orders of dependent steps, or of all
    /// states.
    private var graphRefusal: GraphRefusal?
    private var runs: Result<RandomRuns, ChanceGap>?

    package init(machine: Machine, options: SearchOptions = SearchOptions()) {
        self.machine = machine
        if machine.memory != nil, options.strategy == .dpor, let refusal = GraphScope.refusal(machine) {
            graphRefusal = refusal
        }
        self.options = options
        start = options.clock.map { $0() }
        explorer = Self.explorer(machine, options, graphs: graphRefusal == nil)
    }

    /// `graphs`: executions of a weak memory may be told apart by their graphs.
    private static func explorer(_ machine: Machine, _ options: SearchOptions, graphs: Bool) -> any Explorer {
        switch options.strategy {
        case .breadthFirst:
            var tried = options
            tried.triesReductions = true
            return BreadthFirstExplorer(machine: machine, options: tried)
        case .depthFirst: return DepthFirstExplorer(machine: machine, options: options)
        case .preemption: return PreemptionExplorer(machine: machine, options: options)
        case .dpor:
            return machine.memory == nil || !graphs
                ? DporExplorer(machine: machine, options: options) : GraphExplorer(machine: machine, options: options)
        }
    }

    /// The search as it stands. It is `running` until the findings have their final schedules.
    package var report: SearchReport {
        if let refined { return refined }
        var current = explorer.report
        current.graphRefusal = graphRefusal
        if explorer.isOver { current.phase = .running }
        if current.grouping == .bySituation { current.findings = FindingGroups.firsts(current.findings) }
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
                if let refusal = explorer.refusal { beginAnew(refusal) }
            } else if let search = currentGroupingSearch(), !isStopped {
                spent += max(1, search.advance(budget: min(budget - spent, Self.portion)))
                if search.isOver { takeGroups(search) }
            } else if let refinement = currentRefinement(), !refinement.isOver, !isStopped, hasTime {
                // The clock is looked at between portions.
                spent += max(1, refinement.advance(budget: min(budget - spent, Self.portion)))
            } else {
                refined = finished(refinement?.refined ?? searched)
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

    /// A model turned out to be none for a search of execution graphs.
    private func beginAnew(_ refusal: GraphRefusal) {
        graphRefusal = refusal
        // Of so many steps the orders are far too many.
        if refusal == .tooManyEvents { options.strategy = .breadthFirst }
        var begun = options
        begun.begunAt = start
        explorer = Self.explorer(machine, begun, graphs: false)
        if isStopped { explorer.stop() }
    }

    /// Runs to the end, whatever it takes.
    package func finish() {
        while !isOver { advance(budget: 1 << 20) }
    }

    // MARK: - What comes behind the search

    /// Most states of the search that tells bugs apart: no more than what else is done for a finding takes.
    static let groupingLimit = 50_000

    /// What the search came to, with its findings told apart where that was to be.
    private var searched: SearchReport { grouped ?? explorer.report }

    /// nil where findings are told apart already, or need not be.
    private func currentGroupingSearch() -> BreadthFirstExplorer? {
        let report = explorer.report
        guard grouped == nil, options.groupsFindings, !options.stopsAtFirst, report.grouping == .bySubject,
            !report.findings.isEmpty
        else { return nil }
        if let groupingSearch { return groupingSearch }
        guard report.complete else {
            grouped = report
            grouped?.isGroupingCut = true
            return nil
        }
        var options = options
        options.reductions = []
        options.workers = 1
        options.states = min(options.states ?? Self.groupingLimit, Self.groupingLimit)
        options.memory = max(1 << 20, options.memory - report.memoryBytes)
        options.begunAt = start
        let made = BreadthFirstExplorer(machine: machine, options: options)
        groupingSearch = made
        return made
    }

    /// The findings of a whole search of every interleaving, which also answers questions from then on.
    private func takeGroups(_ search: BreadthFirstExplorer) {
        var report = explorer.report
        let found = search.report
        if found.complete, Set(found.findings.map(\.subject)) == Set(report.findings.map(\.subject)) {
            report.findings = found.findings
            report.grouping = .bySituation
            reduced = explorer
            explorer = search
        } else {
            report.isGroupingCut = true
        }
        grouped = report
        groupingSearch = nil
    }

    private var hasTime: Bool { secondsLeft.map { $0 > 0 } ?? true }

    /// What is left of the bound on time; nil: there is none.
    package var secondsLeft: Double? {
        guard let time = options.time, let clock = options.clock, let start else { return nil }
        return start + time - clock()
    }

    /// nil where nothing was found.
    private func currentRefinement() -> Refinement? {
        if refinement == nil, !subjects.isEmpty {
            let report = searched
            let stored = report.memoryBytes + (reduced == nil ? 0 : explorer.report.memoryBytes)
            refinement = Refinement(
                machine: machine, options: options, report: report,
                memory: max(1 << 20, options.searchMemory - stored))
        }
        return refinement
    }

    /// A report with what its findings lack. What a search by preemptions found is minimal also where it didn't end.
    private func finished(_ report: SearchReport) -> SearchReport {
        var report = report
        report.graphRefusal = graphRefusal
        for entry in Reductions.names where givenUp.contains(entry.reduction) {
            report.refusals.append((entry.reduction, .leavesNothingOut(BreadthFirstExplorer.trialStates)))
        }
        for index in report.findings.indices { finish(&report.findings[index]) }
        if report.grouping == .bySituation { report.findings = FindingGroups.simplest(report.findings) }
        for index in report.witnesses.keys { finish(&report.witnesses[index]!) }
        return report
    }

    private func finish(_ finding: inout Finding) {
        if !finding.isMinimal, options.strategy != .preemption { shorten(&finding) }
        if finding.preemptions < 0 {
            finding.preemptions = Preemptions.count(finding.schedule, machine: machine)
        }
        if options.strategy == .preemption { finding.isMinimal = true }
        if machine.memoryModel != .sc { finding.weak = Trace(machine: machine, schedule: finding.schedule).weakCount }
        if finding.situation != nil { placeAgain(&finding) }
    }

    /// Another schedule may end in the same failure by another step.
    private func placeAgain(_ finding: inout Finding) {
        let last = finding.schedule.last
        guard let before = last == nil ? machine.start().state : machine.state(after: finding.schedule.dropLast())
        else {
            return
        }
        let moved = last.flatMap { machine.apply($0, to: before) }
        finding.situation = FindingGroups.situation(
            machine: machine, subject: finding.subject, state: moved?.state ?? before, last: moved?.event)
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
        // The search of graphs may still turn out to be none for the model.
        if options.strategy == .dpor { finish() }
        if options.strategy == .dpor { return outcomesOfClasses() }
        let found = outcomesOfStates()
        return countingClasses && found.isComplete ? (counted(found.outcomes), true) : found
    }

    /// All outcomes of the model with how many ways lead to each, where executions come to an end and are not too many.
    package func counted(_ outcomes: [Outcome]) -> [Outcome] {
        let counts: [ClassCounter.Count]?
        switch machine.memory?.form {
        case nil: counts = ClassCounter.count(machine: machine)
        case .buffers: counts = GraphClasses.count(machine: machine)
        // No event of a graph tells what was chosen.
        case _ where chooses: counts = GraphClasses.count(machine: machine)
        default: counts = GraphCounter.count(machine: machine, options: options)
        }
        return counts.map { ClassCounter.counted(outcomes, $0) } ?? outcomes
    }

    private var chooses: Bool {
        machine.program.routines.contains { routine in
            routine.code.contains { if case .choose = $0.kind { true } else { false } }
        }
    }

    /// From a search by classes; incomplete where it had to give up.
    private func outcomesOfClasses() -> (outcomes: [Outcome], isComplete: Bool) {
        let collector = OutcomeCollector(machine: machine)
        let counts: [ClassCounter.Count]
        var uncounted: [ClassCounter.Count] = []
        var isComplete: Bool
        if machine.memory == nil || graphRefusal != nil {
            let counter = ClassCounter.run(machine: machine, steps: .max, options: options)
            (counts, isComplete) = (counter.counter.counts, counter.isComplete)
        } else {
            (counts, isComplete) = GraphClasses.run(machine: machine, options: options)
            // A graph goes on behind a failed check; where an execution ends at one is told by the order of its steps.
            if isComplete, endsAtChecks {
                let counter = ClassCounter.run(machine: machine, steps: .max, options: options)
                uncounted = counter.counter.counts.filter { $0.key.end == .violated }
                isComplete = counter.isComplete
            }
        }
        isComplete = isComplete && explorer.report.phase == .complete
        let sorted = collector.sorted((counts + uncounted).map { collector.outcome($0) })
        return (isComplete ? ClassCounter.counted(sorted, counts) : sorted, isComplete)
    }

    /// Whether some execution ends at a check that failed.
    private var endsAtChecks: Bool {
        explorer.report.findings.contains { finding in
            guard case .check(let check) = finding.subject else { return false }
            return check != .deadlock
        }
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
        return (collector.outcomes(graph: graph, runs: isComplete ? try? runs(of: graph).get() : nil), isComplete)
    }

    private func runs(of graph: StateGraph) -> Result<RandomRuns, ChanceGap> {
        if let runs { return runs }
        let made = Result { () throws(ChanceGap) in try RandomRuns(graph: graph) }
        runs = made
        return made
    }

    /// Random runs of the whole model. Errors: why there are none.
    private func randomRuns() throws(ChanceGap) -> RandomRuns {
        guard report.complete else { throw .notComplete }
        guard !isReduced, let graph = builtGraph() else { throw .noGraph }
        return try runs(of: graph).get()
    }

    /// How likely a random run is to show what was found: of each violation, where no run goes on for ever and the graph
    /// is not too large.
    package func chances() -> [Subject: Chance] { (try? randomRuns()).map(chances) ?? [:] }

    private func chances(_ runs: RandomRuns) -> [Subject: Chance] {
        var result: [Subject: Chance] = [:]
        for (place, subject) in runs.graph.subjects.enumerated() where subject.isFailure(in: machine.program) {
            result[subject] = runs.chance(ofSubject: place)
        }
        return result
    }

    /// Puts into a report of this exploration how likely a random run is to show each of its findings, or why that is not
    /// known.
    package func addChances(to report: inout SearchReport) {
        do {
            let runs = try randomRuns()
            report.chances = chances(runs)
            for (place, subject) in runs.graph.subjects.enumerated() where subject.isFailure(in: machine.program) {
                let own = report.findings.indices.filter { report.findings[$0].subject == subject }
                switch report.grouping {
                case .bySubject: for index in own { report.findings[index].chance = report.chances[subject] }
                case .byBug: for index in own { report.findings[index].chanceGap = .perBug }
                case .bySituation:
                    let told = own.compactMap { report.findings[$0].situation }
                    let situations = runs.situations(ofSubject: place, told: told)
                    for index in own {
                        let chance = report.findings[index].situation.flatMap { situations?[$0] }
                        report.findings[index].chance = chance
                        guard chance == nil else { continue }
                        let isTooLarge = situations == nil
                        report.findings[index].chanceGap = isTooLarge ? .tooLarge(RandomRuns.limit) : .neverFirst
                    }
                }
            }
        } catch {
            for index in report.findings.indices { report.findings[index].chanceGap = error }
        }
    }

    /// Runs from the start to an end, where none goes on for ever.
    package func interleavings() -> Int? { (try? randomRuns())?.interleavings }

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
        let second = BreadthFirstExplorer(machine: machine, options: secondLook)
        while !second.isOver { second.advance(budget: Self.portion) }
        guard look(through: second.store, with: probe) else { return nil }
        return probe.isDone || second.report.complete ? probe.coverage : nil
    }

    /// Waiting of a `c11` model that goes on for ever once memory shows the newest writes alone; empty where something fails
    /// anyway, where the search wasn't whole, or where too much was left to look through.
    package func staleAwaits() -> [SourceSpan] {
        guard isOver, report.complete, !report.findings.contains(where: { $0.subject.isFailure(in: machine.program) })
        else { return [] }
        return StaleAwaits.spans(machine, options: secondLook)
    }

    /// Options of a search of every interleaving behind the first one.
    private var secondLook: SearchOptions {
        var options = options
        options.strategy = .breadthFirst
        options.reductions = []
        options.forcesSteps = false
        options.states = Self.secondLookLimit
        options.depth = nil
        options.memory = max(1 << 20, options.memory - explorer.report.memoryBytes)
        options.begunAt = start
        return options
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
