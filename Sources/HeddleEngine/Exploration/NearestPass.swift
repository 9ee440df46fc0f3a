internal import HeddleProgram

/// The nearest schedule that passes, beside one that fails, and the pair of steps in which they differ.
///
/// Idea: what decides is the step of no return. Another thread is let go first from the place before it, one step, two
/// steps and so on; then come the step itself and the rest as it was, as far as it can still be made; then whatever is
/// left, without needless switches. The first such run that passes is the nearest: one reordering away. Where none passes,
/// the passing run that a search from the decision finds first is taken. To pass is to show nothing of what the finding is
/// about; a run that fails nothing else either is preferred.
/// Source: after Choi, Zeller 2002 (isolating failure-inducing thread schedules).
package struct NearestPass: Sendable {
    /// A whole schedule that was run, and that passes: to its end, or until it came back to a state, for it may then go on
    /// so for ever.
    package var schedule: [Transition]
    /// Steps from 1: of the failing schedule the one that ran too soon, and of the passing one the same step, if it is made
    /// there, and the one that has to run before it.
    package var early: Int
    package var earlyInPass: Int?
    package var late: Int
    /// The late step in the failing schedule, if it was made there.
    package var lateInFailure: Int?
    /// Whether one reordering is all that is between the two.
    package var isOneReordering: Bool
    /// Whether it is not an order that decides but which way the same thread goes: then `late` is that other way.
    package var isOtherWay: Bool

    package enum Answer: Sendable {
        case found(NearestPass)
        /// Every run fails from the start.
        case unavoidable
        case notKnown
        /// The time was over before one was found.
        case outOfTime
    }

    /// Steps of one thread that are let go first, at most.
    private static let mostSteps = 40
    /// States of the search where no such reordering passes.
    private static let searchLimit = 100_000
    /// A run that does not come to an end within this many steps is not taken for one that passes.
    private static let longest = 5_000

    /// `hasTime`: whether there is time to go on; asked between runs.
    package static func find(
        machine: Machine, finding: Finding, looksForRaces: Bool, hasTime: () -> Bool = { true }
    ) -> Answer {
        guard let point = finding.pointOfNoReturn else { return .notKnown }
        guard point > 0, point <= finding.schedule.count else { return .unavoidable }
        var runner = PassingRunner(
            machine: machine, subject: finding.subject, looksForRaces: looksForRaces, longest: longest)
        let prefix = Array(finding.schedule[..<(point - 1)])
        guard let decision = machine.state(after: prefix) else { return .notKnown }
        let own = finding.schedule[point - 1]
        let rest = Array(finding.schedule[point...])
        let failing = Trace(machine: machine, schedule: finding.schedule)
        // Those who move later in the failing schedule come first: it is their step that came too late.
        let moving = machine.ableThreads(decision)
        var others: [Int] = []
        for thread in rest.map(\.thread) + moving where thread != own.thread && moving.contains(thread) {
            if !others.contains(thread) { others.append(thread) }
        }
        for isStrict in [true, false] {
            runner.isStrict = isStrict
            for count in 1...mostSteps {
                for thread in others {
                    guard hasTime() else { return .outOfTime }
                    guard
                        let schedule = runner.pass(
                            from: decision, after: prefix, letting: thread, go: count, then: [own] + rest)
                    else { continue }
                    return .found(compare(machine, failing, schedule, point, isOneReordering: true))
                }
            }
            for other in machine.enabled(decision) where other.thread == own.thread && other.choice != own.choice {
                guard
                    let schedule = runner.pass(
                        from: decision, after: prefix, letting: own.thread, go: 1, then: [other] + rest)
                else { continue }
                return .found(compare(machine, failing, schedule, point, isOneReordering: false))
            }
            guard hasTime() else { return .outOfTime }
            var isInTime = true
            let way = runner.search(from: decision, limit: searchLimit) {
                isInTime = hasTime()
                return isInTime
            }
            guard isInTime || way != nil else { return .outOfTime }
            if let way {
                return .found(compare(machine, failing, prefix + way, point, isOneReordering: false))
            }
        }
        return .notKnown
    }

    /// The step of no return, and the first step of the passing run that depends on it and comes before it there.
    private static func compare(
        _ machine: Machine, _ failing: Trace, _ schedule: [Transition], _ point: Int, isOneReordering: Bool
    ) -> NearestPass {
        let passing = Trace(machine: machine, schedule: schedule)
        let early = failing.events[point - 1]
        let footprint = Footprint(of: early)
        if passing.events[point - 1].thread == early.thread {
            return NearestPass(
                schedule: schedule, early: point, late: point, isOneReordering: false, isOtherWay: true)
        }
        let again = (point - 1..<passing.events.count).first { passing.events[$0].thread == early.thread }
        let before = (point - 1)..<(again ?? passing.events.count)
        let late = before.first { Footprint(of: passing.events[$0]).depends(on: footprint) } ?? before.lowerBound
        // The same step of the same thread: as many of its steps lie behind it.
        let event = passing.events[late]
        let ordinal = passing.events[..<late].count { $0.thread == event.thread }
        let same = failing.events.indices.filter { failing.events[$0].thread == event.thread }
        let lateInFailure = ordinal < same.count ? same[ordinal] + 1 : nil
        return NearestPass(
            schedule: schedule, early: point, earlyInPass: again.map { $0 + 1 }, late: late + 1,
            lateInFailure: lateInFailure, isOneReordering: isOneReordering, isOtherWay: false)
    }
}

/// Runs schedules and tells whether they pass.
private struct PassingRunner {
    let machine: Machine
    let subject: Subject
    /// Whether nothing else may fail either.
    var isStrict = true
    private let judge: StateJudge
    private let longest: Int
    /// Between two looks at the time. Unit: transitions.
    private static let portion = 10_000

    init(machine: Machine, subject: Subject, looksForRaces: Bool, longest: Int) {
        self.machine = machine
        self.subject = subject
        self.longest = longest
        judge = StateJudge(machine: machine, looksForRaces: looksForRaces)
    }

    /// The whole schedule if it passes: `count` steps of a thread, then the guide as far as it can be followed, then
    /// what is left to do.
    func pass(
        from start: State, after prefix: [Transition], letting thread: Int, go count: Int, then guide: [Transition]
    ) -> [Transition]? {
        var line = Line(state: start, schedule: prefix)
        var first = guide.filter { $0.thread == thread }[...]
        for _ in 0..<count {
            let wanted = first.popFirst()
            guard step(&line, thread: thread, choice: wanted?.choice) else { return nil }
        }
        // What it has done already is not done again.
        var left = count
        var rest = guide.filter { move in
            if move.thread == thread, left > 0 {
                left -= 1
                return false
            }
            return true
        }
        var met: Set<State> = []
        while true {
            let enabled = machine.enabled(line.state)
            if rest.isEmpty, !met.insert(line.state).inserted { return line.schedule }
            if enabled.isEmpty { return passesAtEnd(line.state) ? line.schedule : nil }
            guard line.schedule.count < prefix.count + longest else { return nil }
            if let index = rest.firstIndex(where: { move in enabled.contains { $0.thread == move.thread } }) {
                let move = rest.remove(at: index)
                guard step(&line, thread: move.thread, choice: move.choice) else { return nil }
                continue
            }
            let last = line.schedule.last?.thread
            let next = enabled.first { $0.thread == last } ?? enabled[0]
            guard step(&line, thread: next.thread, choice: next.choice) else { return nil }
        }
    }

    private struct Line {
        var state: State
        var schedule: [Transition]
    }

    /// Makes a step of a thread, by the wanted choice if there is that; false if it can't, or fails something.
    private func step(_ line: inout Line, thread: Int, choice: Int?) -> Bool {
        let own = machine.enabled(line.state).filter { $0.thread == thread }
        guard let move = own.first(where: { $0.choice == choice }) ?? own.first,
            let moved = machine.apply(move, to: line.state), moved.event.violation == nil,
            moved.event.outcome == .completed
        else { return false }
        line.state = moved.state
        line.schedule.append(move)
        return passes(moved.state)
    }

    private func passes(_ state: State) -> Bool {
        var isGood = true
        judge.judgeAll(state) { verdict in
            if case .violated(let found, _) = verdict, isStrict || found == subject { isGood = false }
        }
        return isGood
    }

    private func passesAtEnd(_ state: State) -> Bool {
        machine.ending(state) != .violated && passes(state)
    }

    /// A shortest way from a state to an end that passes, through states that do.
    /// `goesOn`: whether to look further; asked now and then.
    func search(from start: State, limit: Int, goesOn: () -> Bool) -> [Transition]? {
        let search = WaySearch(
            machine: machine, from: start, limit: limit,
            goal: WaySearch.Goal { state, _ in
                self.machine.ending(state) != .running && self.passesAtEnd(state)
            }, follows: { $0.check == nil }, through: passes
        )
        while search.answer == nil, goesOn() { search.advance(budget: Self.portion) }
        if case .found(let way)? = search.answer { return way }
        return nil
    }
}
