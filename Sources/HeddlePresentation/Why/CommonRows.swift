internal import HeddleEngine
internal import HeddleProgram

/// What the failing schedule and the nearest passing one have in common, where they part, and what that suggests.
struct CommonRows {
    private let words: PassWords
    private let pass: NearestPass
    private let passing: Trace

    init?(_ words: PassWords) {
        guard let pass = words.pass, let passing = words.passing else { return nil }
        self.words = words
        self.pass = pass
        self.passing = passing
    }

    var rows: [StyledLine] {
        let parting = pass.isOtherWay ? "which way it goes in step \(pass.early)" : "who moves at step \(pass.early)"
        var rows = [StyledLine(), StyledLine("  \(same)      First difference: \(parting).")]
        if let suggestion { rows.append(StyledLine("  " + suggestion)) }
        while rows.count < 5 { rows.append(StyledLine()) }
        return rows
    }

    private var same: String {
        let shared = pass.early - 1
        if shared == 0 { return "Different from the first step on." }
        let event = words.failing.events[shared - 1]
        let letters = StepLetters(machine: words.machine, state: words.failing.lastState, marks: words.marks)
        let who = words.name(event, words.failing)
        return "Same until step \(shared): \(who)  \(letters.text(event))."
    }

    /// A thread that read an object and writes it later, with another thread's access between the two: the two belong in
    /// one step.
    private var suggestion: String? {
        guard pass.isOneReordering, let late = pass.lateInFailure else { return nil }
        let events = words.failing.events
        let write = events[late - 1]
        guard let operation = write.operations.first, operation.kind == .write,
            let read = events[..<(late - 1)].lastIndex(where: { event in
                event.thread == write.thread
                    && event.operations.contains { $0.kind == .read && $0.location == operation.location }
            }),
            read + 1 < pass.early,
            events[pass.early - 1].operations.contains(where: { $0.location == operation.location })
        else { return nil }
        let first = words.line(events[read])
        let second = words.line(write)
        if first.isEmpty || second.isEmpty { return nil }
        let name = VisibleText.of(operation.name)
        let place = first == second ? "the two steps of \(first)" : "\(first) and \(second)"
        return
            "Suggested by the pair: make \(place) one step, so that nobody comes between reading and writing \(name)."
    }
}
