internal import HeddleEngine
internal import HeddleProgram

/// Both accesses of a data race, and the edge that is missing between them.
///
/// A race is found where both threads stand before their accesses: neither is made yet, and either could come first.
/// Under `c11` it is found by the later of the two, which fails; the other one lies on the line.
struct RaceRows {
    private let words: PassWords

    init(_ words: PassWords) { self.words = words }

    struct Row {
        var line: StyledLine
        var step: Int?
    }

    var rows: [Row] {
        if let made = rowsOfWeakMemory { return made }
        guard let violation = words.finding.violation,
            case .race(_, let other, _, let writes, let otherWrites) = violation.evidence
        else { return [] }
        let threads = [(violation.thread, writes), (other, otherWrites)]
        let state = words.failing.lastState
        let letters = StepLetters(machine: words.machine, state: state, marks: words.marks)
        var rows = threads.map { thread, isWrite -> Row in
            let name = letters.values.name(ofThread: thread)
            let access = isWrite ? "writes it" : "reads it"
            let last = words.failing.events.lastIndex { $0.thread == thread }
            let since = last.map { ", since step \($0 + 1)" } ?? ", from the start on"
            return Row(
                line: StyledLine("    \(name)\(line(thread, state))  \(access) next\(since)"),
                step: last.map { $0 + 1 })
        }
        rows.append(
            Row(
                line: StyledLine("    Either can come first: no lock, channel, start, join or atomic joins them."),
                step: nil))
        return rows
    }

    /// nil where the race was not found by an access that failed.
    private var rowsOfWeakMemory: [Row]? {
        let events = words.failing.events
        guard let last = events.last,
            case .race(_, let other, let span, let writes, let otherWrites)? = last.violation?.evidence,
            span != .none
        else { return nil }
        let names = StepLetters(machine: words.machine, state: words.failing.lastState, marks: words.marks).values
        let program = words.machine.program
        func row(_ thread: Int, _ access: String, _ span: SourceSpan, step: Int?) -> Row {
            let when = step.map { " in step \($0 + 1)" } ?? ""
            let line = program.source.line(of: span.start)
            return Row(
                line: StyledLine("    \(names.name(ofThread: thread)) :\(line)  \(access)\(when)"),
                step: step.map { $0 + 1 })
        }
        let earlier = events.dropLast().lastIndex { event in
            event.thread == other && event.site.map { words.machine.site($0).span == span } ?? false
        }
        let site = last.site.map { words.machine.site($0).span } ?? .none
        return [
            row(other, otherWrites ? "wrote it" : "read it", span, step: earlier),
            row(last.thread, writes ? "writes it" : "reads it", site, step: events.count - 1),
            Row(
                line: StyledLine("    Nothing orders them: no lock, channel, start, join or acquire joins them."),
                step: nil),
        ] + lost(earlier, by: last.thread, names)
    }

    /// Cells of a line, so that it fits the narrowest page.
    private static let lineWidth = 72

    /// Where the order between the two was lost, and what would keep it; empty where nothing leads from one to the other.
    private func lost(_ earlier: Int?, by thread: Int, _ names: ValueText) -> [Row] {
        let before = Array(words.failing.events.dropLast())
        guard let earlier,
            let gap = KnowledgeGap(step: earlier, thread: thread, events: before, order: CausalOrder(events: before)),
            gap.chain != nil
        else { return [] }
        let text = GapWords(gap, values: names, name: names.name(ofThread:))
        let remedy = text.remedy("the two would not race", isDrawn: false).map { $0 + "." }
        return [text.sentence, remedy].compactMap { $0 }.flatMap { sentence in
            WrappedText.lines(sentence, width: Self.lineWidth)
                .map { Row(line: StyledLine("    " + $0), step: nil) }
        }
    }

    private func line(_ thread: Int, _ state: State) -> String {
        guard case .standing(at: let site, frames: _) = words.machine.status(ofThread: thread, in: state) else {
            return ""
        }
        return " :\(words.machine.program.source.line(of: words.machine.site(site).span.start))"
    }
}
