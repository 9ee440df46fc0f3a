internal import HeddleProgram

/// What comes behind a search: the simplest schedule to each of its findings, and the point of no return on it.
///
/// Idea: neither needs the whole graph. A search by preemptions meets the simplest schedule among the first places that it
/// looks at, most often after a small part of the graph; and whether a state of that schedule still has a passing run is
/// soon known, for one run is enough. Both work on one open graph, of every interleaving, that grows as they ask.
/// Pulled: `advance` works for about as many transitions as it is given and returns.
/// Invariant: depends on the machine and the findings' subjects alone, not on how the search found them.
/// Not covered: more than `limit` states; findings that are further off stay as they were found.
final class Refinement {
    private let machine: Machine
    private let options: SearchOptions
    private var report: SearchReport
    private let graph: StateGraph
    private var search: PreemptionSearch
    private var isSearchOver = false
    /// Witnesses by property, in order.
    private let witnesses: [Int]
    /// Points of no return still to be found: of a finding, on a way through the graph.
    private var waiting: [(finding: Int, subject: Int, way: [Int])] = []
    private var passing: [Int: PassingRunSearch] = [:]
    /// States of the way being looked at that are known to be doomed: all from here on.
    private var doomedFrom: Int?
    private(set) var isOver = false

    /// Most states of the graph.
    static let limit = 1_000_000
    /// Behind a schedule no more states are looked at for a passing run than its search had, or than this.
    private static let fewest = 100_000

    /// `memory`: what states and rows may take. Unit: bytes.
    init(machine: Machine, options: SearchOptions, report: SearchReport, memory: Int) {
        self.machine = machine
        self.options = options
        self.report = report
        witnesses = report.witnesses.keys.sorted()
        graph = StateGraph(
            machine: machine, subjects: report.subjects, looksForRaces: options.looksForRaces,
            limit: min(options.states ?? Self.limit, Self.limit), memory: memory)
        let table = TargetTable(
            graph: graph, report: report, witnesses: witnesses,
            ends: report.grouping == .bySubject ? nil : Self.ends(of: report.findings, machine, graph))
        search = PreemptionSearch(
            graph: graph, targetCount: report.findings.count + witnesses.count, longest: options.depth ?? .max,
            targets: table.targets)
        if graph.isFull { isOver = true }
    }

    /// Goes on until about `budget` transitions are looked at or all is done; returns how many were.
    func advance(budget: Int) -> Int {
        var spent = 0
        while spent < budget, !isOver {
            if !search.isOver {
                spent += search.advance(budget: min(Self.portion, budget - spent)) + 1
                graph.store.otherBytes = graph.rowBytes + search.memoryBytes
                if !graph.store.hasRoom { takeSchedules() }
            } else if !isSearchOver {
                takeSchedules()
            } else {
                spent += findPoints(budget: budget - spent) + 1
            }
        }
        return spent
    }

    /// Between two looks at the memory. Unit: transitions.
    private static let portion = 1 << 16

    /// The report with what is known so far.
    var refined: SearchReport { report }

    // MARK: - Schedules

    private func takeSchedules() {
        isSearchOver = true
        let results = search.results()
        for index in report.findings.indices {
            guard let result = results[index] else { continue }
            simplify(&report.findings[index], result)
            let subject = graph.subjects.firstIndex(of: report.findings[index].subject)
            if let subject { waiting.append((index, subject, result.states)) }
        }
        for (offset, index) in witnesses.enumerated() {
            if let result = results[report.findings.count + offset] { simplify(&report.witnesses[index]!, result) }
        }
        waiting.reverse()
        isOver = waiting.isEmpty || !graph.store.hasRoom
        graph.restrict(to: graph.store.count + max(Self.fewest, report.states))
    }

    private func simplify(_ finding: inout Finding, _ result: PreemptionSearch.Result) {
        finding.schedule = result.schedule
        finding.preemptions = result.preemptions
        finding.isMinimal = result.isMinimal
        let trace = Trace(machine: machine, schedule: result.schedule)
        finding.violation = violation(finding, trace)
        if finding.bugSignature != nil {
            finding.bugSignature = BugSignature.signature(machine: machine, subject: finding.subject, trace: trace)
        }
    }

    /// The evidence of a finding on another schedule to the same subject.
    private func violation(_ finding: Finding, _ trace: Trace) -> Violation? {
        if let violation = trace.steps.last?.event.violation, finding.subject == .check(violation.check) {
            return violation
        }
        let judge = StateJudge(machine: machine, looksForRaces: options.looksForRaces)
        var evidence = finding.violation
        judge.judgeAll(trace.lastState) { verdict in
            if case .violated(finding.subject, let violation) = verdict { evidence = violation }
        }
        return evidence
    }

    /// The state in which each finding's schedule ends; nil if one of them leaves the graph.
    private static func ends(of findings: [Finding], _ machine: Machine, _ graph: StateGraph) -> [Int]? {
        var result: [Int] = []
        for finding in findings {
            guard var state = machine.state(after: finding.schedule.dropLast()) else { return nil }
            var failed: Check?
            if let last = finding.schedule.last {
                guard let moved = machine.apply(last, to: state) else { return nil }
                state = moved.state
                if moved.event.outcome == .completed { failed = moved.event.violation?.check }
            }
            guard let end = graph.index(of: state) else { return nil }
            result.append(failed.map { graph.double(of: end, failing: $0) } ?? end)
        }
        return result
    }

    // MARK: - Points of no return

    /// Goes back along the ways, from their ends, to the last state with a passing run.
    private func findPoints(budget: Int) -> Int {
        var left = budget
        while left > 0, let (finding, subject, way) = waiting.last {
            guard let doomed = doomedFrom else {
                // What is marked is doomed; the way may go on behind the first such state.
                doomedFrom = way.firstIndex { graph.marks[subject].contains($0) } ?? way.count
                if doomedFrom == way.count { settle(nil, of: finding) } else { ask(subject, way) }
                continue
            }
            if doomed == 0 {
                settle(0, of: finding)
                continue
            }
            switch passing[subject]!.isDoomed(budget: &left) {
            case nil: break
            case true?:
                doomedFrom = doomed - 1
                ask(subject, way)
            case false?:
                settle(doomed, of: finding)
            }
        }
        isOver = waiting.isEmpty || graph.isFull
        return budget - left
    }

    private func ask(_ subject: Int, _ way: [Int]) {
        guard let doomed = doomedFrom, doomed > 0 else { return }
        passing[subject, default: PassingRunSearch(graph: graph, subject: subject)].begin(way[doomed - 1])
    }

    private func settle(_ point: Int?, of finding: Int) {
        if !graph.isCut { report.findings[finding].pointOfNoReturn = point }
        waiting.removeLast()
        doomedFrom = nil
    }
}

/// Which states of a graph end a schedule that is looked for: findings first, then witnesses by property.
private struct TargetTable {
    private let graph: StateGraph
    /// The targets of each subject, by its place in the graph's list.
    private var bySubject: [[Int]]
    private var byState: [Int: [Int]] = [:]

    /// `ends`: the states in which the findings end, where each of them counts alone.
    init(graph: StateGraph, report: SearchReport, witnesses: [Int], ends: [Int]?) {
        self.graph = graph
        bySubject = graph.subjects.map { subject in
            var targets: [Int] = []
            if ends == nil { targets += report.findings.indices.filter { report.findings[$0].subject == subject } }
            if case .property(let index) = subject, let place = witnesses.firstIndex(of: index) {
                targets.append(report.findings.count + place)
            }
            return targets
        }
        for (finding, state) in (ends ?? []).enumerated() { byState[state, default: []].append(finding) }
    }

    func targets(of state: Int) -> [Int] {
        var result = byState[state] ?? []
        for (subject, targets) in bySubject.enumerated() where !targets.isEmpty {
            if graph.marks[subject].contains(state) { result += targets }
        }
        return result
    }
}
