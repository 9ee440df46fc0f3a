package import HeddleEngine
internal import HeddleProgram

/// A search of every interleaving for what a saved schedule shows: the last rung of the ladder, and the proof that a bug
/// is gone.
package struct BugSearch: Sendable {
    /// Most states. Unit: states.
    package var states: Int?
    /// Unit: seconds, on `clock`.
    package var time: Double?
    package var clock: (@Sendable () -> Double)?
    /// Whether the user has had enough; asked now and then.
    package var isStopped: @Sendable () -> Bool = { false }

    package init(states: Int?, time: Double? = nil, clock: (@Sendable () -> Double)? = nil) {
        self.states = states
        self.time = time
        self.clock = clock
    }

    /// Transitions between two looks at what was found.
    private static let portion = 1 << 16

    /// `place`: for a check that fails in a step only failures there count.
    package func look(
        for subject: Subject, at place: ClaimPlace?, on machine: Machine
    ) -> ReplayRun.Recheck {
        let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
        var options = SearchOptions(program: machine.program, run: run)
        options.states = states
        options.time = time
        options.clock = clock
        if subject == .check(.race) { options.looksForRaces = true }
        let explorer = BreadthFirstExplorer(machine: machine, options: options)
        while !explorer.isOver, Self.found(subject, explorer.report) == nil {
            if isStopped() { explorer.stop() }
            explorer.advance(budget: Self.portion)
        }
        guard let schedule = Self.found(subject, explorer.report) else {
            return explorer.report.complete ? .clean : .unknown
        }
        guard case .check(let check) = subject, let place,
            let violation = Self.violation(schedule, machine), !place.accepts(violation, in: machine.program)
        else { return .found(schedule) }
        return look(for: check, at: place, on: machine)
    }

    /// Where the check's first failure is at another place. Within the same bound on states; time was well spent already.
    private func look(for check: Check, at place: ClaimPlace, on machine: Machine) -> ReplayRun.Recheck {
        let program = machine.program
        var isUnclear = false
        let answer = FailureSearch.way(machine: machine, to: check, limit: states ?? WaySearch.defaultLimit) {
            isUnclear = isUnclear || place.isUnclear($0, in: program)
            return place.accepts($0, in: program)
        }
        switch answer {
        case .found(let way): return .found(way)
        case .none: return isUnclear ? .unknown : .clean
        case .notKnown: return .unknown
        }
    }

    private static func found(_ subject: Subject, _ report: SearchReport) -> [Transition]? {
        if case .property(let index) = subject, let witness = report.witnesses[index] { return witness.schedule }
        return report.findings.first { $0.subject == subject }?.schedule
    }

    private static func violation(_ schedule: [Transition], _ machine: Machine) -> Violation? {
        if schedule.isEmpty { return machine.start().event.violation }
        return Trace(machine: machine, schedule: schedule).steps.last?.event.violation
    }
}
