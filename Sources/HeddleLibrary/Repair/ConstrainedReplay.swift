internal import HeddleEngine
internal import HeddleProgram

/// Runs the machine under a schedule's ordering constraints alone: the third rung of the ladder.
///
/// A step that is the second of a pair has to wait until the first one is made. The first run leaves a thread only where it
/// has to; the others choose at random, from fixed seeds. On the model that the constraints were measured on every run that
/// keeps them fails, so few runs are tried.
struct ConstrainedReplay {
    static let runs = 64
    /// Longest run, and all runs together. Unit: steps.
    private static let longest = 2_000
    private static let budget = 20_000

    /// A step that is made for the so many-th time, by what the machine calls it.
    private struct Key: Hashable {
        var anchor: StepAnchor
        var repetition: Int
    }

    private let machine: Machine
    /// By the second step of each pair: all that has to be made before it.
    private var conditions: [Key: [Key]] = [:]

    /// nil where no pair says anything about the model as it is: a first step that is gone would never let the second run.
    init?(machine: Machine, constraints: [SavedSchedule.Constraint], changes: ModelChanges) {
        self.machine = machine
        for constraint in constraints {
            let (first, second) = (Self.key(constraint.first, changes), Self.key(constraint.second, changes))
            guard machine.program.hasText(of: second.anchor) else { continue }
            guard machine.program.hasText(of: first.anchor) else { return nil }
            conditions[second, default: []].append(first)
        }
        if conditions.isEmpty { return nil }
    }

    private static func key(_ key: SavedSchedule.StepKey, _ changes: ModelChanges) -> Key {
        let anchor = StepAnchor(
            thread: key.thread, function: key.place.function, label: key.place.label,
            statement: key.place.statement, occurrence: key.place.occurrence, operation: key.operation)
        return Key(anchor: changes.anchor(anchor), repetition: key.repetition)
    }

    /// The first run that keeps the constraints and comes to where `isMet` says so.
    func way(isMet: (Trace) -> Bool, isOver: () -> Bool = { false }) -> [Transition]? {
        var left = Self.budget
        for seed in 0..<Self.runs where left > 0 && !isOver() {
            var dice = seed == 0 ? nil : Dice(seed: UInt64(seed))
            if let found = run(&dice, &left, isMet) { return found }
        }
        return nil
    }

    private func run(_ dice: inout Dice?, _ left: inout Int, _ isMet: (Trace) -> Bool) -> [Transition]? {
        let start = machine.start()
        var trace = Trace(initialState: start.state, startEvent: start.event)
        var schedule: [Transition] = []
        var made: [StepAnchor: Int] = [:]
        var state = start.state
        while schedule.count < Self.longest, left > 0 {
            if isMet(trace) { return schedule }
            left -= 1
            let able = Replay.candidates(machine: machine, state: state).filter { candidate in
                candidate.event.counts && isAllowed(candidate.recorded.anchor, made)
            }
            guard let chosen = choose(able, after: schedule.last, &dice),
                let next = machine.apply(chosen.transition, to: state)
            else { return nil }
            made[chosen.recorded.anchor, default: 0] += 1
            schedule.append(chosen.transition)
            // A claim is about the last step and the state behind it.
            trace.steps = [Trace.Step(transition: chosen.transition, event: next.event, state: next.state)]
            state = next.state
        }
        return nil
    }

    private func isAllowed(_ anchor: StepAnchor, _ made: [StepAnchor: Int]) -> Bool {
        let key = Key(anchor: anchor, repetition: made[anchor, default: 0])
        return (conditions[key] ?? []).allSatisfy { made[$0.anchor, default: 0] > $0.repetition }
    }

    private func choose(_ able: [Replay.Candidate], after last: Transition?, _ dice: inout Dice?) -> Replay.Candidate? {
        guard !able.isEmpty else { return nil }
        if dice != nil { return able[dice?.throwOne(of: able.count) ?? 0] }
        return able.first { $0.transition.thread == last?.thread } ?? able.first
    }
}

/// Numbers that look random and are the same for the same seed (SplitMix64: Steele, Lea, Flood 2014).
private struct Dice {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func throwOne(of count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(count))
    }
}
