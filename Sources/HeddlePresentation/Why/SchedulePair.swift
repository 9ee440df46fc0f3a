package import HeddleEngine
internal import HeddleProgram

/// The failing schedule and the nearest one that passes, each as a column of steps.
package struct SchedulePair: Sendable {
    private let words: PassWords
    private let marks: Marks

    package init(_ words: PassWords) {
        self.words = words
        marks = words.marks
    }

    /// Steps that both schedules share are folded where there are more than this before the decision.
    private static let shared = 30

    /// Steps (from 0) left out because both schedules begin with them.
    package var folded: Int { max(0, (words.pass?.early ?? 1) - 1 - Self.shared) }

    /// `indent`: cells before the column of the point of no return.
    package func failing(width: Int, indent: Int) -> [StyledLine] {
        let marked = words.pass.map { [$0.early, $0.lateInFailure ?? 0] } ?? []
        return column(
            words.failing, marked: marked, width: width, indent: indent, wall: words.finding.pointOfNoReturn)
    }

    package func passing(width: Int, indent: Int, withRemarks: Bool) -> [StyledLine] {
        guard let pass = words.pass, let passing = words.passing else { return [] }
        return column(
            passing, marked: [pass.late, pass.earlyInPass ?? 0], width: width, indent: indent, wall: nil,
            remarks: withRemarks ? remarks : [:])
    }

    private func column(
        _ trace: Trace, marked: [Int], width: Int, indent: Int, wall: Int?, remarks: [Int: String] = [:]
    ) -> [StyledLine] {
        let letters = StepLetters(machine: words.machine, state: trace.lastState, marks: marks)
        let names = trace.events.map { words.name($0, trace) }
        let nameWidth = min(marks.isUncut ? .max : 16, names.map { CellWidth.of($0) }.max() ?? 0)
        let actions = trace.events.map { letters.text($0) }
        let column = indent + 6 + nameWidth + 2
        let remarkWidth = remarks.values.map { CellWidth.of($0) }.max() ?? 0
        let longest = remarks.isEmpty ? 0 : actions.map { CellWidth.of($0) }.max() ?? 0
        let remarkColumn = min(column + longest + 3, width - remarkWidth)
        return trace.events.enumerated().map { index, event in
            var line = StyledLine(String(repeating: " ", count: indent))
            if index + 1 == wall { line.append(marks.wall, .bad) }
            line.putRight(String(index + 1), endingAt: indent + 3, gap: 0)
            if marked.contains(index + 1) { line.put(marks.selected, .strong, at: indent + 4) }
            line.put(marks.cutMiddle(names[index], nameWidth), .thread(event.thread), at: indent + 6)
            let remark = remarks[index + 1] ?? ""
            let room = remark.isEmpty ? width - column : remarkColumn - column - 1
            line.put(marks.cut(actions[index], max(1, room)), at: column)
            line.put(remark, .changed, at: remarkColumn)
            return line
        }
    }

    /// What is different in the passing schedule, by step from 1: `moved`, `was 0`, `differs`, `instead` of what ran before.
    private var remarks: [Int: String] {
        guard let pass = words.pass, let passing = words.passing else { return [:] }
        let failing = words.failing
        var steps: [Int: [Int]] = [:]
        for (index, event) in failing.events.enumerated() { steps[event.thread, default: []].append(index) }
        var made: [Int: Int] = [:]
        var result: [Int: String] = [:]
        let then = StepLetters(machine: words.machine, state: failing.lastState, marks: marks)
        let now = StepLetters(machine: words.machine, state: passing.lastState, marks: marks)
        for (index, event) in passing.events.enumerated() {
            let ordinal = made[event.thread, default: 0]
            made[event.thread] = ordinal + 1
            guard index + 1 >= pass.early else { continue }
            guard let own = steps[event.thread], ordinal < own.count else {
                if index + 1 == pass.late { result[index + 1] = "instead" }
                continue
            }
            let before = failing.events[own[ordinal]]
            if index + 1 == pass.late, !pass.isOtherWay {
                result[index + 1] = "moved"
            } else if then.text(before) != now.text(event) {
                result[index + 1] = was(before, event)
            }
        }
        return result
    }

    private func was(_ before: Event, _ event: Event) -> String {
        guard before.site == event.site, let old = before.operations.first, old.kind == event.operations.first?.kind,
            let value = old.value
        else { return "differs" }
        let values = ValueText(machine: words.machine, state: words.failing.lastState, marks: marks)
        return "was " + marks.cut(values.text(value, old.type), 8)
    }

    /// How a schedule ended, `balance = 1`.
    package func end(_ trace: Trace, width: Int) -> String { marks.cut(words.end(trace), max(8, width)) }
}
