internal import HeddleProgram

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
    private var graph: StateGraph?
    private var refined: SearchReport?
    private var isStopped = false
    private var violationDistances: [Int32]?
    private var doomedStates: BitSet?
    private var knownAnalysis: GraphAnalysis?

    package init(machine: Machine, options: SearchOptions = SearchOptions()) {
        self.machine = machine
        self.options = options
        start = options.clock.map { $0() }
        switch options.strategy {
        case .breadthFirst: explorer = BreadthFirstExplorer(machine: machine, options: options)
        case .depthFirst: explorer = DepthFirstExplorer(machine: machine, options: options)
        case .preemption: explorer = PreemptionExplorer(machine: machine, options: options)
        case .dpor: explorer = DporExplorer(machine: machine, options: options)
        }
    }

    /// The search as it stands. It is `running` until the findings have their final schedules.
    package var report: SearchReport {
        if let refined { return refined }
        var current = reduced?.report ?? explorer.report
        if explorer.isOver || reduced != nil { current.phase = .running }
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
            } else if !isStopped, hasTime, !subjects.isEmpty, isReduced {
                exploreEverything()
            } else if !isStopped, hasTime, let graph = refinementGraph() {
                if graph.isBuilt {
                    refined = combined(refine(graph))
                } else {
                    spent += max(1, graph.advance(budget: budget - spent))
                }
            } else {
                refined = combined(unrefined)
            }
        }
        return spent
    }

    /// Runs to the end, whatever it takes.
    package func finish() {
        while !isOver { advance(budget: 1 << 20) }
    }

    // MARK: - After a reduced search

    /// Most states of the second search, which is for simplest schedules only.
    static let everythingLimit = 1_000_000

    /// Whether the time given leaves enough for what comes behind the search.
    private var hasTime: Bool {
        guard let time = options.time, let clock = options.clock, let start else { return true }
        return clock() + Double(explorer.report.transitions) * Self.refining < start + time
    }

    /// Time that a transition takes when schedules are simplified; rather too much. Unit: seconds.
    private static let refining = 2e-6

    private var isReduced: Bool { !explorer.report.reductions.isEmpty }

    /// Searches once more without reductions: simplest schedules are about every interleaving.
    private func exploreEverything() {
        let first = explorer
        var options = options
        options.reductions = []
        options.states = min(options.states ?? Self.everythingLimit, Self.everythingLimit)
        options.memory = max(1 << 20, options.memory - first.report.memoryBytes)
        if let time = options.time, let clock = options.clock, let start {
            options.time = max(0.001, start + time - clock())
        }
        reduced = first
        explorer = BreadthFirstExplorer(machine: machine, options: options)
    }

    /// The report of the reduced search with the schedules of the one behind it; those it did not get to stay as they
    /// were found.
    private func combined(_ second: SearchReport) -> SearchReport {
        guard let first = reduced?.report else { return second }
        var report = first
        report.findings = second.findings
        report.witnesses = second.witnesses
        if options.stopsAtFirst, !second.findings.isEmpty { return report }
        for finding in first.findings where !second.findings.contains(where: { $0.subject == finding.subject }) {
            report.findings.append(finding)
        }
        for (index, witness) in first.witnesses where second.witnesses[index] == nil {
            report.witnesses[index] = witness
        }
        for index in report.findings.indices { countPreemptions(&report.findings[index]) }
        for index in report.witnesses.keys { countPreemptions(&report.witnesses[index]!) }
        return report
    }

    // MARK: - Refinement

    private var subjects: [Subject] {
        let report = explorer.report
        var result: [Subject] = []
        for finding in report.findings where !result.contains(finding.subject) { result.append(finding.subject) }
        for index in report.witnesses.keys.sorted() where !result.contains(.property(index)) {
            result.append(.property(index))
        }
        return result
    }

    /// The graph for what was found; nil where nothing was, or it would not fit the memory.
    private func refinementGraph() -> StateGraph? {
        if let graph { return graph }
        let subjects = subjects
        guard !subjects.isEmpty, fits, hasGraph else { return nil }
        return makeGraph(subjects)
    }

    private func makeGraph(_ subjects: [Subject]) -> StateGraph {
        let made = StateGraph(
            machine: machine, store: explorer.store, expandedStates: explorer.expanded, subjects: subjects,
            looksForRaces: options.looksForRaces)
        graph = made
        return made
    }

    /// A search by preemptions finds simplest schedules by itself; what it left unfinished is no graph.
    private var hasGraph: Bool {
        switch options.strategy {
        case .breadthFirst, .depthFirst: return true
        case .preemption: return explorer.report.phase == .complete
        case .dpor: return false
        }
    }

    private var fits: Bool {
        let report = explorer.report
        let size = StateGraph.estimate(states: report.states, edges: report.transitions)
        return report.memoryBytes + size <= options.searchMemory && report.states <= PreemptionSearch.nodeLimit
    }

    /// The report as the search left it. What a search by preemptions found is minimal also where it didn't end.
    private var unrefined: SearchReport {
        var report = explorer.report
        for index in report.findings.indices { countPreemptions(&report.findings[index]) }
        for index in report.witnesses.keys { countPreemptions(&report.witnesses[index]!) }
        guard options.strategy == .preemption else { return report }
        for index in report.findings.indices { report.findings[index].isMinimal = true }
        for index in report.witnesses.keys { report.witnesses[index]?.isMinimal = true }
        return report
    }

    private func countPreemptions(_ finding: inout Finding) {
        guard finding.preemptions < 0 else { return }
        finding.preemptions = Preemptions.count(finding.schedule, machine: machine)
    }

    private func refine(_ graph: StateGraph) -> SearchReport {
        var report = explorer.report
        let analysis = report.phase == .complete ? GraphAnalysis(graph: graph) : nil
        let doomed = graph.subjects.indices.map { place in analysis.map { $0.doomed(subject: place) } }
        var search = PreemptionSearch(graph: graph)
        let exact = options.collectsAll ? endStates(of: report.findings) : nil
        let targets = TargetTable(graph: graph, report: report, exact: exact)
        let results = search.run(targetCount: targets.count) { targets.targets(of: $0) }
        let isMinimal = report.phase == .complete && search.isComplete
        for (index, finding) in report.findings.enumerated() {
            var better = finding
            if let result = results[index] { better = simplified(finding, result, isMinimal) }
            let place = graph.subjects.firstIndex(of: finding.subject)
            if let place, let doomed = doomed[place], let way = states(along: better.schedule) {
                better.pointOfNoReturn = GraphAnalysis.pointOfNoReturn(way, doomed: doomed)
            }
            report.findings[index] = better
        }
        for (offset, index) in report.witnesses.keys.sorted().enumerated() {
            guard let witness = report.witnesses[index], let result = results[report.findings.count + offset]
            else { continue }
            report.witnesses[index] = simplified(witness, result, isMinimal)
        }
        return report
    }

    private func simplified(
        _ finding: Finding, _ result: PreemptionSearch.Result, _ isMinimal: Bool
    ) -> Finding {
        var better = finding
        better.schedule = result.schedule
        better.preemptions = result.preemptions
        better.isMinimal = isMinimal
        let trace = Trace(machine: machine, schedule: result.schedule)
        better.violation = violation(finding, trace)
        if finding.bugSignature != nil {
            better.bugSignature = BugSignature.signature(machine: machine, subject: finding.subject, trace: trace)
        }
        return better
    }

    /// The evidence of a finding on another schedule to the same subject.
    private func violation(_ finding: Finding, _ trace: Trace) -> Violation? {
        if let violation = trace.steps.last?.event.violation, finding.subject == .check(violation.check) {
            return violation
        }
        let judge = StateJudge(machine: machine, looksForRaces: options.looksForRaces)
        var evidence = finding.violation
        let take: (StateVerdict) -> Void = { verdict in
            if case .violated(finding.subject, let violation) = verdict { evidence = violation }
        }
        judge.judgeAll(trace.lastState, take)
        return evidence
    }

    /// The state in which each finding's schedule ends.
    private func endStates(of findings: [Finding]) -> [Int]? {
        let ends = findings.compactMap { states(along: $0.schedule)?.last }
        return ends.count == findings.count ? ends : nil
    }

    /// Indices of the states of a schedule, the start included; nil if it leaves what is stored.
    private func states(along schedule: [Transition]) -> [Int]? {
        let trace = Trace(machine: machine, schedule: schedule)
        guard trace.steps.count == schedule.count else { return nil }
        let all = [trace.initialState] + trace.steps.map(\.state)
        var found = all.compactMap { explorer.store.find($0) }
        guard found.count == all.count else { return nil }
        for (index, step) in trace.steps.enumerated() {
            guard let violation = step.event.violation, step.event.outcome == .completed else { continue }
            found[index + 1] = graph?.double(of: found[index + 1], failing: violation.check) ?? found[index + 1]
        }
        return found
    }

    // MARK: - Questions

    /// Every way in which executions are over, with a simplest schedule for each, sorted by values.
    ///
    /// `isComplete` tells whether there can be no other. Takes as long as expanding every state once more.
    ///
    /// `countingClasses`: also how many ways lead to each, where executions come to an end and are not too many.
    package func outcomes(countingClasses: Bool = false) -> (outcomes: [Outcome], isComplete: Bool) {
        if options.strategy == .dpor { return outcomesOfClasses() }
        let found = outcomesOfStates()
        guard countingClasses, found.isComplete, let counts = ClassCounter.count(machine: machine) else { return found }
        return (ClassCounter.counted(found.outcomes, counts), true)
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
        if isReduced {
            exploreEverything()
            while !explorer.isOver { explorer.advance(budget: 1 << 20) }
        }
        if let reduced, explorer.report.phase != .complete {
            // Ends are all kept; only under other names of the replicas are some of them left out.
            let isComplete = reduced.report.complete && !reduced.report.reductions.contains(.symmetry)
            return (OutcomeCollector(machine: machine).outcomes(explorer: reduced), isComplete)
        }
        let isComplete = explorer.report.phase == .complete
        let built: StateGraph? = fits && hasGraph ? graph ?? makeGraph(subjects) : nil
        if let built { while !built.isBuilt { _ = built.advance(budget: 1 << 20) } }
        let collector = OutcomeCollector(machine: machine)
        guard let built else { return (collector.outcomes(explorer: explorer), isComplete) }
        return (collector.outcomes(graph: built), isComplete)
    }

    /// A shortest schedule from a state to a violation; nil if none is reachable, or not known.
    package func wayToViolation(from state: State) -> [Transition]? {
        guard isOver, !isReduced, let graph, graph.isBuilt, let index = explorer.store.find(state) else { return nil }
        let analysis = analysis(of: graph)
        let places = graph.subjects.indices.filter { isViolation(graph.subjects[$0]) }
        let distances = violationDistances ?? analysis.distances(toSubjects: places)
        violationDistances = distances
        return analysis.way(from: index, distances: distances)
    }

    /// Whether every run from a state fails in one way or another; nil: not known.
    package func isDoomed(_ state: State) -> Bool? {
        guard isOver, !isReduced, explorer.report.phase == .complete, let index = explorer.store.find(state) else {
            return nil
        }
        guard !subjects.isEmpty else { return false }
        guard let graph, graph.isBuilt else { return nil }
        if doomedStates == nil {
            let places = graph.subjects.indices.filter { isViolation(graph.subjects[$0]) }
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

    private func isViolation(_ subject: Subject) -> Bool {
        guard case .property(let index) = subject else { return true }
        let kind = machine.program.properties[index].kind
        return kind == .invariant || kind == .final
    }

    /// The judgement of the search as it stands, for a run.
    package func judgement(run: Run) -> Judgement {
        Judge.judge(report, program: machine.program, run: run)
    }
}

/// Which states of a graph end a schedule that is looked for: findings first, then witnesses by property.
private struct TargetTable {
    let count: Int
    private var bySubject: [(marks: BitSet, targets: [Int])] = []
    private var byState: [Int: [Int]] = [:]

    init(graph: StateGraph, report: SearchReport, exact: [Int]?) {
        let witnesses = report.witnesses.keys.sorted()
        count = report.findings.count + witnesses.count
        for (place, subject) in graph.subjects.enumerated() {
            var targets: [Int] = []
            if exact == nil {
                targets += report.findings.indices.filter { report.findings[$0].subject == subject }
            }
            if case .property(let index) = subject, let place = witnesses.firstIndex(of: index) {
                targets.append(report.findings.count + place)
            }
            if !targets.isEmpty { bySubject.append((graph.marks[place], targets)) }
        }
        for (finding, state) in (exact ?? []).enumerated() { byState[state, default: []].append(finding) }
    }

    func targets(of state: Int) -> [Int] {
        var result = byState[state] ?? []
        for entry in bySubject where entry.marks.contains(state) { result += entry.targets }
        return result
    }
}
