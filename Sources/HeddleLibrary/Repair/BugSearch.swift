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
    /// Most memory of the process, and what of it is taken by all else. Unit: bytes.
    package var memory = SearchOptions.defaultMemory
    package var reservedMemory = 0
    /// Whether the user wants no more.
    package var isStopped: @Sendable () -> Bool = { false }
    /// Told of each search when it has ended: the states that it visited, the bounds that it met.
    package var account: @Sendable (_ states: Int, _ limits: [SearchLimit]) -> Void = { _, _ in }

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
        options.memory = memory
        options.reservedMemory = reservedMemory
        if subject == .check(.race) { options.looksForRaces = true }
        let explorer = BreadthFirstExplorer(machine: machine, options: options)
        let begin = time == nil ? 0 : clock?() ?? 0
        while !explorer.isOver, Self.found(subject, explorer.report) == nil {
            if isStopped() { explorer.stop() }
            explorer.advance(budget: Self.portion)
        }
        account(explorer.report.states, explorer.report.limits)
        guard let schedule = Self.found(subject, explorer.report) else {
            return explorer.report.complete ? .clean : .unknown
        }
        guard case .check(let check) = subject, let place,
            let violation = Self.violation(schedule, machine), !place.accepts(violation, in: machine.program)
        else { return .found(schedule) }
        return look(for: check, at: place, on: machine, since: begin)
    }

    /// Where the check's first failure is at another place. Within the same bounds; `begin` is when time began to run.
    private func look(
        for check: Check, at place: ClaimPlace, on machine: Machine, since begin: Double
    ) -> ReplayRun.Recheck {
        let program = machine.program
        var isUnclear = false
        let found = FailureSearch.search(
            machine: machine, to: check, limit: states ?? WaySearch.defaultLimit, memory: memory - reservedMemory
        ) {
            isUnclear = isUnclear || place.isUnclear($0, in: program)
            return place.accepts($0, in: program)
        }
        guard let search = found else { return .found([]) }
        var ended: SearchLimit?
        while search.answer == nil, ended == nil {
            if isStopped() { ended = .stopped }
            if let time, let clock, clock() - begin >= time { ended = .time(time) }
            if ended == nil { search.advance(budget: Self.portion) }
        }
        account(search.states, [ended ?? search.reached].compactMap { $0 })
        switch search.answer {
        case .found(let way)?: return .found(way)
        case WaySearch.Answer.none?: return isUnclear ? .unknown : .clean
        case .notKnown?, nil: return .unknown
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
