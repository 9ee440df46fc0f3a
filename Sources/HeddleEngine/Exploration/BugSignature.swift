internal import HeddleProgram

/// What makes two findings the same bug: the same failure, reached by the same steps in the same causal order.
///
/// The failure key names the property or check and, for a failed check, its statement. The steps are the backward slice
/// from the failure: what it depends on, directly or not; everything else may differ.
package enum BugSignature {
    package static func signature(machine: Machine, subject: Subject, trace: Trace) -> String {
        let form = CanonicalForm(machine: machine, trace: trace)
        let slice = form.sliceSignature(from: criterion(machine, subject, trace))
        return Digest.hex("\(failureKey(machine: machine, subject: subject, trace: trace))\n\(slice)")
    }

    /// Property or check; for a check that failed in a step its anchor too.
    package static func failureKey(machine: Machine, subject: Subject, trace: Trace) -> String {
        failureKey(machine: machine, subject: subject, state: trace.lastState, last: trace.steps.last?.event)
    }

    /// `last`: the step behind which the state was judged; nil: the start.
    static func failureKey(machine: Machine, subject: Subject, state: State, last: Event?) -> String {
        switch subject {
        case .property(let index):
            let property = machine.program.properties[index]
            return "\(property.kind.rawValue) \(property.name)"
        case .check(let check):
            guard let last, last.violation != nil else { return check.rawValue }
            let names = ValueWords(machine: machine, state: state)
            guard let anchor = machine.anchor(of: last, names: names) else { return check.rawValue }
            return "\(check.rawValue) \(anchor.function) \(anchor.label ?? anchor.statement)"
        }
    }

    /// Steps that the failure rests on directly.
    private static func criterion(_ machine: Machine, _ subject: Subject, _ trace: Trace) -> [Int] {
        let events = trace.events
        guard !events.isEmpty else { return [] }
        if case .check = subject, events[events.count - 1].violation != nil { return [events.count - 1] }
        guard case .property(let index) = subject else { return lastSteps(events) }
        let program = machine.program
        let mentions = ExpressionMentions(program.properties[index].expression, in: program)
        if mentions.looksAtThreads || mentions.objects.isEmpty { return lastSteps(events) }
        if mentions.objects.contains(where: { program.objects[$0].isGhost }) { return lastSteps(events) }
        let names = Set(mentions.objects.map { program.objects[$0].name })
        return lastChanges(events, names)
    }

    /// The last step of each thread.
    private static func lastSteps(_ events: [Event]) -> [Int] {
        var last: [Int: Int] = [:]
        for (step, event) in events.enumerated() {
            last[event.thread] = step
            if let partner = event.partner { last[partner] = step }
        }
        return last.values.sorted()
    }

    /// The last step that changed each place of the named objects.
    private static func lastChanges(_ events: [Event], _ names: Set<String>) -> [Int] {
        var last: [String: Int] = [:]
        for (step, event) in events.enumerated() {
            for place in Footprint(of: event).places where place.changes {
                let object = place.name.prefix { $0 != "[" && $0 != "." && $0 != "#" && $0 != " " }
                if names.contains(String(object)) { last[place.name] = step }
            }
        }
        return Set(last.values).sorted()
    }
}
