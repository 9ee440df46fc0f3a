package import HeddleEngine
internal import HeddleProgram

/// What a trace shows, held against a claim.
package struct ClaimCheck {
    package enum Answer: Hashable, Sendable {
        case shown
        /// Something else came out of it, in words.
        case other(String)
        case nothing
        /// The claim is about the end of an execution, and this one isn't at its end.
        case notOver
    }

    private let machine: Machine
    private let trace: Trace

    package init(machine: Machine, trace: Trace) {
        self.machine = machine
        self.trace = trace
    }

    /// Judges the last step and the state after it. Without a subject nothing is to fail.
    package func answer(for subject: Subject?, place: SavedSchedule.Place? = nil) -> Answer {
        answer(for: subject, at: place.map { ClaimPlace($0) })
    }

    /// The same where the model may have been edited since the claim was recorded.
    package func answer(for subject: Subject?, at place: ClaimPlace?) -> Answer {
        let last = trace.steps.last?.event ?? trace.startEvent
        guard let subject else {
            if let violation = last.violation { return .other(words(violation)) }
            let other = otherwise(than: nil)
            return other == .nothing ? .shown : other
        }
        if let violation = last.violation {
            guard case .check(violation.check) = subject else { return .other(words(violation)) }
            return place?.accepts(violation, in: machine.program) != false ? .shown : .other(words(violation))
        }
        if verdicts(looksForRaces: subject == .check(.race)).contains(where: { $0.subject == subject }) {
            return .shown
        }
        if isAboutEnds(subject), machine.ending(trace.lastState) == .running { return .notOver }
        return otherwise(than: subject)
    }

    private func isAboutEnds(_ subject: Subject) -> Bool {
        switch subject {
        case .check(let check): return check == .deadlock || check == .leak
        case .property(let index):
            let kind = machine.program.properties[index].kind
            return kind == .final || kind == .outcome
        }
    }

    private func verdicts(looksForRaces: Bool) -> [Verdicts.Verdict] {
        Verdicts.all(machine: machine, state: trace.lastState, looksForRaces: looksForRaces)
    }

    /// What else is wrong with the last state; properties that are only witnessed are no fault.
    private func otherwise(than subject: Subject?) -> Answer {
        for verdict in verdicts(looksForRaces: false) where verdict.subject != subject {
            switch verdict.subject {
            case .check(let check): return .other(check.rawValue)
            case .property(let index):
                let property = machine.program.properties[index]
                if property.kind.canFail {
                    return .other("\(property.kind.rawValue) \(property.name)")
                }
            }
        }
        return .nothing
    }

    /// The failed check that a subject is about, as the trace's last step or last state shows it.
    package func violation(of subject: Subject?) -> Violation? {
        guard case .check(let check)? = subject else { return nil }
        let last = trace.steps.last?.event ?? trace.startEvent
        if let violation = last.violation, violation.check == check { return violation }
        return verdicts(looksForRaces: check == .race).first { $0.subject == subject }?.violation
    }

    private func words(_ violation: Violation) -> String {
        let line = machine.program.source.line(of: violation.span.start)
        return "\(violation.check.rawValue) at :\(line)"
    }
}
