internal import HeddleProgram

/// What single states show, for whoever has a state and no search: replays of saved schedules.
package enum Verdicts {
    /// A subject that a state violates or, for `reachable` and `outcome`, witnesses; with its evidence.
    package struct Verdict: Sendable {
        package var subject: Subject
        package var violation: Violation?
    }

    /// All that a state shows, in a fixed order: invariants, reachables, a race, then what belongs to an end.
    package static func all(machine: Machine, state: State, looksForRaces: Bool) -> [Verdict] {
        let judge = StateJudge(machine: machine, looksForRaces: looksForRaces)
        var result: [Verdict] = []
        let take: (StateVerdict) -> Void = { verdict in
            switch verdict {
            case .violated(let subject, let violation):
                result.append(Verdict(subject: subject, violation: violation))
            case .witnessed(let index): result.append(Verdict(subject: .property(index), violation: nil))
            }
        }
        judge.judgeAll(state, take)
        return result
    }
}
