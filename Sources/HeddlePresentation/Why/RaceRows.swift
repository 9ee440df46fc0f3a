internal import HeddleEngine
internal import HeddleProgram

/// Both accesses of a data race, and the edge that is missing between them.
struct RaceRows {
    private let words: PassWords

    init(_ words: PassWords) { self.words = words }

    struct Row {
        var line: StyledLine
        var step: Int?
    }

    var rows: [Row] {
        let events = words.failing.events
        guard let violation = words.finding.violation,
            case .race(let object, let other, let span, let writes, let otherWrites) = violation.evidence,
            let last = events.indices.last(where: { events[$0].thread == violation.thread }),
            let first = events[..<last].lastIndex(where: { event in
                event.thread == other && (words.machine.span(of: event) == span || touches(event, object))
            })
        else { return [] }
        let letters = StepLetters(machine: words.machine, state: words.failing.lastState, marks: words.marks)
        func row(_ step: Int, _ isWrite: Bool, _ rest: String) -> Row {
            let event = events[step]
            let who = words.name(event, words.failing) + " " + words.line(event)
            let access = isWrite ? "writes" : "reads"
            return Row(
                line: StyledLine("    step \(step + 1)  \(who)  \(letters.text(event))   \(access) it\(rest)"),
                step: step + 1)
        }
        let order = HappensBefore(words.failing)
        let incoming = order.edges.filter { $0.kind.synchronizes && $0.source > first && $0.target <= last }
        let near = incoming.last.map { edge in
            "The last order between threads there is \(edge.source + 1) to \(edge.target + 1); it doesn't join the two."
        }
        let missing =
            "    No lock, channel, start, join or atomic access leads from step \(first + 1) to step \(last + 1)."
        return [
            row(first, otherWrites, ""), row(last, writes, ", and nothing orders the two"),
            Row(line: StyledLine(missing), step: nil),
        ] + (near.map { [Row(line: StyledLine("    " + $0), step: nil)] } ?? [])
    }

    private func touches(_ event: Event, _ object: String) -> Bool {
        event.operations.contains { $0.name == object }
    }
}
