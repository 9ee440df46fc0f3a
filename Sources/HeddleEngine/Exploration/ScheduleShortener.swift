internal import HeddleProgram

/// Takes out of a failing schedule the steps that don't matter, where the graph is too large for the simplest schedule.
///
/// Idea: leave out a stretch of steps, make the others as far as they can still be made, and see whether the same still
/// fails; stretches of half the schedule first, then ever shorter ones, until no single step can go. What is left has no
/// step that could be left out alone.
/// Deterministic: bounded by steps made and not by time.
/// Source: delta debugging, Zeller, Hildebrandt 2002 (ddmin).
struct ScheduleShortener {
    private let machine: Machine
    private let judge: StateJudge
    private let subject: Subject
    /// Steps that may still be made.
    private var budget: Int

    /// Longer schedules are left as they are. Unit: steps.
    static let longest = 20_000

    init(machine: Machine, subject: Subject, looksForRaces: Bool, budget: Int = 2_000_000) {
        self.machine = machine
        self.subject = subject
        self.budget = budget
        judge = StateJudge(machine: machine, looksForRaces: looksForRaces)
    }

    /// A schedule to the same failure, no longer than the given one; nil: the given one doesn't fail so.
    mutating func shortened(_ schedule: [Transition]) -> [Transition]? {
        guard schedule.count <= Self.longest, var best = failing(schedule[...]) else { return nil }
        var stretch = max(1, best.count / 2)
        while budget > 0 {
            var start = 0
            var isShorter = false
            while start < best.count, budget > 0 {
                let rest = best[..<start] + best[min(best.count, start + stretch)...]
                if let found = failing(rest), found.count < best.count {
                    best = found
                    isShorter = true
                } else {
                    start += stretch
                }
            }
            if stretch == 1, !isShorter { break }
            stretch = isShorter && stretch == 1 ? 1 : max(1, stretch / 2)
        }
        return best
    }

    /// The steps made until the subject fails; nil: it doesn't.
    private mutating func failing(_ steps: ArraySlice<Transition>) -> [Transition]? {
        var state = machine.start().state
        var made: [Transition] = []
        if shows(state) { return [] }
        for step in steps {
            guard let moved = machine.apply(step, to: state) else { continue }
            budget -= 1
            if let check = moved.event.violation?.check {
                made.append(step)
                if .check(check) == subject { return made }
                if moved.event.outcome != .completed { return nil }
            } else {
                guard moved.event.outcome == .completed else { continue }
                made.append(step)
            }
            state = moved.state
            if shows(state) { return made }
        }
        return nil
    }

    private func shows(_ state: State) -> Bool {
        var isShown = false
        judge.judgeAll(state) { verdict in
            if case .violated(subject, _) = verdict { isShown = true }
        }
        return isShown
    }
}
