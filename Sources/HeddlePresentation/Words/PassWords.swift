package import HeddleEngine
internal import HeddleProgram

/// What would have made a failing schedule pass, in words (screens.md section 6, Decision).
package struct PassWords: Sendable {
    package let machine: Machine
    package let finding: Finding
    package let failing: Trace
    package var marks: Marks
    package let answer: NearestPass.Answer
    /// The passing schedule, run; nil where there is none, or it is not known.
    package let passing: Trace?

    /// Schedules longer than this are not compared with others. Unit: steps.
    package static let longest = 2_000

    /// `hasTime`: whether there is time to go on looking.
    package init(
        machine: Machine, finding: Finding, looksForRaces: Bool, marks: Marks, hasTime: () -> Bool = { true }
    ) {
        let answer: NearestPass.Answer =
            finding.schedule.count > Self.longest
            ? .notKnown
            : NearestPass.find(
                machine: machine, finding: finding, looksForRaces: looksForRaces, hasTime: hasTime)
        self.init(machine: machine, finding: finding, answer: answer, marks: marks)
    }

    /// With an answer that is known already, or not yet asked for.
    package init(machine: Machine, finding: Finding, answer: NearestPass.Answer, marks: Marks) {
        self.machine = machine
        self.finding = finding
        self.marks = marks
        self.answer = answer
        failing = Trace(machine: machine, schedule: finding.schedule)
        if case .found(let pass) = answer {
            passing = Trace(machine: machine, schedule: pass.schedule)
        } else {
            passing = nil
        }
    }

    package var isOutOfTime: Bool { if case .outOfTime = answer { true } else { false } }
    package static let outOfTime = "The time was over before a schedule that passes was found."

    package var pass: NearestPass? {
        if case .found(let pass) = answer { return pass }
        return nil
    }

    /// `It passes if teller.0:10 runs before teller.1:9.`; nil where nothing is known.
    package var sentence: String? {
        switch answer {
        case .unavoidable: return "Unavoidable: every run fails from the start."
        case .notKnown, .outOfTime: return nil
        case .found(let pass):
            guard let passing else { return nil }
            let lateEvent = passing.events[pass.late - 1]
            let earlyPlace = place(failing.events[pass.early - 1], failing)
            if let flush = flush(lateEvent, passing) { return "It passes if \(flush) before \(earlyPlace) runs." }
            let late = place(lateEvent, passing)
            if let flush = flush(failing.events[pass.early - 1], failing), !pass.isOtherWay {
                return "It passes if \(late) runs before \(flush)."
            }
            if pass.isOtherWay {
                if let way = memoryWay(lateEvent, passing) { return "It passes if \(late) \(way)." }
                let action = StepLetters(machine: machine, state: passing.lastState, marks: marks)
                return "It passes if \(late) goes another way: \(action.text(passing.events[pass.late - 1]))."
            }
            return "It passes if \(late) runs before \(earlyPlace)."
        }
    }

    /// `P0's store to x (:7) reaches memory`; nil: the step is no flush.
    private func flush(_ event: Event, _ trace: Trace) -> String? {
        guard let operation = event.operations.first, operation.kind == .flush else { return nil }
        let place = line(event).isEmpty ? "" : " (\(line(event)))"
        return "\(name(event, trace))'s store to \(VisibleText.of(operation.name))\(place) reaches memory"
    }

    /// `reads writer#1`, `writes behind writer#1`; nil: it is not by the memory that the step goes another way.
    private func memoryWay(_ event: Event, _ trace: Trace) -> String? {
        guard event.operations.count == 1, let operation = event.operations.first, let memory = operation.memory,
            !memory.isSharedMemory
        else { return nil }
        let values = ValueText(machine: machine, state: trace.lastState, marks: marks)
        if let source = memory.readsFrom {
            return "reads \(source.thread < 0 ? "the start value" : values.name(of: source))"
        }
        if let next = memory.placedBefore { return "writes before \(values.name(of: next))" }
        return memory.placedAfter.map { "writes behind \(values.name(of: $0))" }
    }

    /// `Point of no return: step 2. After step 1 a passing run still exists.`
    package var pointSentence: String? {
        guard let point = finding.pointOfNoReturn, point > 0 else { return nil }
        let before = point == 1 ? "At the start" : "After step \(point - 1)"
        return "Point of no return: step \(point). \(before) a passing run still exists."
    }

    /// `teller.0:10`
    package func place(_ event: Event, _ trace: Trace) -> String {
        name(event, trace) + line(event)
    }

    package func name(_ event: Event, _ trace: Trace) -> String {
        // A process that has died by the end has its name while it lives; its number may be another's then.
        let step = machine.program.processes == nil ? nil : trace.events.lastIndex(of: event)
        let state = step.map { trace.state(after: $0) } ?? trace.lastState
        return ValueText(machine: machine, state: state, marks: marks).name(ofThread: event.thread)
    }

    /// `:10`
    package func line(_ event: Event) -> String {
        machine.span(of: event).map { ":\(machine.program.source.line(of: $0.start))" } ?? ""
    }

    /// How a schedule ends, in a few words: `balance = 1`, `deadlock`.
    package func end(_ trace: Trace) -> String {
        let last = trace.steps.last?.event ?? trace.startEvent
        if case .property(let index) = finding.subject {
            // In both schedules the part that is false in the failing one.
            let failed = PropertyWords(machine: machine, state: failing.lastState, marks: marks)
            let words = PropertyWords(machine: machine, state: trace.lastState, marks: marks)
            return words.reading(property: index, conjunct: failed.failingConjunct(index) ?? 0)
        }
        if case .check(.race) = finding.subject, trace.schedule == finding.schedule { return "data race" }
        return EndWords(machine: machine, marks: marks).end(state: trace.lastState, event: last)?.detail ?? "goes on"
    }
}
