internal import HeddleEngine
internal import HeddleProgram

/// Both accesses of a data race, and the edge that is missing between them.
///
/// A race is found where both threads stand before their accesses: neither is made yet, and either could come first.
struct RaceRows {
    private let words: PassWords

    init(_ words: PassWords) { self.words = words }

    struct Row {
        var line: StyledLine
        var step: Int?
    }

    var rows: [Row] {
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

    private func line(_ thread: Int, _ state: State) -> String {
        guard case .standing(at: let site, frames: _) = words.machine.status(ofThread: thread, in: state) else {
            return ""
        }
        return " :\(words.machine.program.source.line(of: words.machine.site(site).span.start))"
    }
}
