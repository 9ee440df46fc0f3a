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
        let last = trace.steps.last?.event ?? trace.startEvent
        guard let subject else {
            if let violation = last.violation { return .other(words(violation)) }
            let other = otherwise(than: nil)
            return other == .nothing ? .shown : other
        }
        if let violation = last.violation {
            guard case .check(violation.check) = subject else { return .other(words(violation)) }
            let now = SavedSchedule.Place(of: violation.span, in: machine.program)
            return place == nil || now == nil || place == now ? .shown : .other(words(violation))
        }
        switch subject {
        case .check(.deadlock):
            if machine.ending(trace.lastState) == .deadlock { return .shown }
        case .check(let check):
            if violations(check).first != nil { return .shown }
        case .property(let index):
            if let answer = judge(property: index) { return answer }
        }
        return otherwise(than: subject)
    }

    private func judge(property index: Int) -> Answer? {
        let kind = machine.program.properties[index].kind
        let ending = machine.ending(trace.lastState)
        if kind == .final || kind == .outcome {
            if ending == .running { return .notOver }
            if ending == .deadlock { return nil }
        }
        switch machine.evaluate(property: index, in: trace.lastState) {
        case .value(let value):
            let wanted = kind == .reachable || kind == .outcome
            return value == wanted ? .shown : nil
        case .fault: return kind == .invariant || kind == .final ? .shown : nil
        }
    }

    /// What is wrong with the last state, other than the claim: a deadlock, an invariant, a final.
    private func otherwise(than subject: Subject?) -> Answer {
        let ending = machine.ending(trace.lastState)
        if ending == .deadlock, !machine.program.allowed.contains(.deadlock) { return .other("deadlock") }
        for (index, property) in machine.program.properties.enumerated() where subject != .property(index) {
            guard property.kind == .invariant || (property.kind == .final && ending == .ended) else { continue }
            if machine.evaluate(property: index, in: trace.lastState) == .value(false) {
                return .other("\(property.kind.rawValue) \(property.name)")
            }
        }
        return .nothing
    }

    /// The failed check that a subject is about, as the trace's last step or last state shows it.
    package func violation(of subject: Subject?) -> Violation? {
        guard case .check(let check) = subject else { return nil }
        let last = trace.steps.last?.event ?? trace.startEvent
        if let violation = last.violation, violation.check == check { return violation }
        return violations(check).first
    }

    /// Violations that are seen in a state rather than made by a step.
    private func violations(_ check: Check) -> [Violation] {
        []
    }

    private func words(_ violation: Violation) -> String {
        let line = machine.program.source.line(of: violation.span.start)
        return "\(violation.check.rawValue) at :\(line)"
    }
}
