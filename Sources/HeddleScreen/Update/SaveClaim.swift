internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// What a line of play shows that is worth keeping: what fails at its end, in words.
struct SaveClaim {
    /// nil: nothing fails there.
    var subject: Subject?
    /// `every deposit is kept: balance == tellers, 1 == 2`
    var words: String?
    var preemptions: Int
    /// `teller.1:9 before teller.0:10`, or what fails.
    var title: String

    init(_ model: ModelInPlay, line: [Int]) {
        let situation = model.situation
        let play = situation.play
        let trace = play.trace(of: line)
        subject = Self.subject(model.machine, trace)
        preemptions = Play(model).preemptions(along: line)
        title = ""
        guard let subject else { return }
        let known = situation.report.findings.first { $0.schedule == trace.schedule }
        let finding = Finding(
            subject: subject, schedule: trace.schedule, violation: trace.events.last?.violation,
            preemptions: preemptions, pointOfNoReturn: known?.pointOfNoReturn)
        let finder = FindingWords(machine: model.machine, marks: situation.marks)
        words = finder.sentence(finding, trace: trace)
        title = Self.pair(model.machine, trace, wall: finding.pointOfNoReturn) ?? finder.title(finding, trace: trace)
    }

    private static func subject(_ machine: Machine, _ trace: Trace) -> Subject? {
        if let violation = trace.events.last?.violation { return .check(violation.check) }
        let state = trace.lastState
        let ending = machine.ending(state)
        if ending == .deadlock { return .check(.deadlock) }
        for (index, property) in machine.program.properties.enumerated() {
            let counts = property.kind == .invariant || (property.kind == .final && ending == .ended)
            if counts, machine.evaluate(property: index, in: state) != .value(true) { return .property(index) }
        }
        return nil
    }

    /// The step at the point of no return and the first later one of another thread that touches the same: had they
    /// come the other way round, the run might have passed.
    private static func pair(_ machine: Machine, _ trace: Trace, wall: Int?) -> String? {
        guard let wall, wall >= 1, wall <= trace.steps.count else { return nil }
        let first = trace.steps[wall - 1].event
        for step in trace.steps.dropFirst(wall) where step.event.thread != first.thread {
            let conflicts = first.operations.contains { one in
                step.event.operations.contains { other in
                    one.location >= 0 && one.location == other.location
                        && (one.kind.changesObject || other.kind.changesObject)
                }
            }
            if conflicts, let a = place(machine, first, trace), let b = place(machine, step.event, trace) {
                return "\(a) before \(b)"
            }
        }
        return nil
    }

    private static func place(_ machine: Machine, _ event: Event, _ trace: Trace) -> String? {
        guard let site = event.site else { return nil }
        let line = machine.program.source.line(of: machine.site(site).span.start)
        return "\(VisibleText.of(machine.threadName(event.thread, in: trace.lastState))):\(line)"
    }
}
