package import HeddleEngine
internal import HeddleProgram

/// The title proposed for a schedule: the pair of steps that decides it, as `teller.1:9 before teller.0:10`, or what a weak
/// memory made of one, as `reader:12 reads start`.
package enum ScheduleTitle {
    /// The step of no return with the next step of another thread that depends on it; where that isn't known or there
    /// is none, the last two steps of different threads that depend on each other; else what the schedule shows.
    package static func propose(
        machine: Machine, trace: Trace, claim: SavedSchedule.Claim, pointOfNoReturn: Int?
    ) -> String {
        if let step = pointOfNoReturn, trace.steps.indices.contains(step - 1),
            let choice = weakChoice(step - 1, machine, trace)
        {
            return choice
        }
        guard let pair = decidingPair(trace, pointOfNoReturn: pointOfNoReturn) else {
            return claim.sentence.isEmpty ? claim.name : claim.sentence
        }
        let names = ValueWords(machine: machine, state: trace.lastState)
        return "\(place(pair.first, machine, trace, names)) before \(place(pair.second, machine, trace, names))"
    }

    /// What a step read although there was a newer write, or before which older one it wrote; nil: it made no such choice.
    private static func weakChoice(_ step: Int, _ machine: Machine, _ trace: Trace) -> String? {
        guard trace.events[step].operations.count == 1,
            let weak = WeakStep.steps(of: trace, machine: machine, only: step).first
        else { return nil }
        let names = ValueWords(machine: machine, state: trace.lastState)
        let who = place(step, machine, trace, names)
        switch weak.kind {
        case .staleRead(let source, _): return "\(who) reads \(source.text(names.threadName))"
        case .earlyWrite(let next): return "\(who) writes before \(next.text(names.threadName))"
        case .bufferedRead: return nil
        }
    }

    /// How far back from the end of a line a pair is looked for. Unit: steps.
    private static let reach = 400

    private static func decidingPair(_ trace: Trace, pointOfNoReturn: Int?) -> (first: Int, second: Int)? {
        let events = trace.events
        let footprints = events.map(Footprint.init)
        func depends(_ first: Int, _ second: Int) -> Bool {
            events[first].thread != events[second].thread && footprints[second].depends(on: footprints[first])
        }
        if let step = pointOfNoReturn, trace.steps.indices.contains(step - 1),
            let second = (step..<trace.steps.count).first(where: { depends(step - 1, $0) })
        {
            return (step - 1, second)
        }
        // A long line without a dependence would otherwise cost its length squared.
        let start = max(0, events.count - reach)
        for second in (start..<events.count).reversed() {
            if let first = (start..<second).last(where: { depends($0, second) }) { return (first, second) }
        }
        return nil
    }

    private static func place(_ step: Int, _ machine: Machine, _ trace: Trace, _ names: ValueWords) -> String {
        let event = trace.events[step]
        let name = names.threadName(event.thread)
        guard let span = machine.span(of: event) else { return name }
        return "\(name):\(machine.program.source.line(of: span.start))"
    }
}
