internal import HeddleEngine

/// The two steps whose order decides, or the choice that does, as rows.
package struct DecidingPair: Sendable {
    package struct Row: Sendable {
        /// `step 2`, `too late`
        package var step: String
        package var name: String
        /// `:9`
        package var line: String
        package var action: String
        /// `ran before`, `was taken`, or nothing.
        package var relation: String
        /// The step (from 1) in the failing schedule, if it was made there.
        package var number: Int?
    }

    package let rows: [Row]
    package let title: String

    /// nil: nothing is known that decides.
    package init?(_ words: PassWords) {
        guard let pass = words.pass, let passing = words.passing else { return nil }
        let early = words.failing.events[pass.early - 1]
        title = pass.isOtherWay ? "Deciding choice" : "Deciding pair"
        let first = Self.row(
            words, "step \(pass.early)", early, words.failing, number: pass.early,
            relation: pass.isOtherWay ? "was taken" : "ran before")
        if let step = pass.lateInFailure {
            let event = words.failing.events[step - 1]
            rows = [first, Self.row(words, "step \(step)", event, words.failing, number: step)]
        } else {
            let event = passing.events[pass.late - 1]
            rows = [first, Self.row(words, pass.isOtherWay ? "not" : "too late", event, passing, number: nil)]
        }
    }

    private static func row(
        _ words: PassWords, _ step: String, _ event: Event, _ trace: Trace, number: Int?, relation: String = ""
    ) -> Row {
        let letters = StepLetters(machine: words.machine, state: trace.lastState, marks: words.marks)
        return Row(
            step: step, name: words.name(event, trace), line: words.line(event),
            action: letters.text(event) + source(event, letters.values),
            relation: relation, number: number)
    }

    /// `  from writer#1`: under `c11` the write that a read saw, or the one that a write was put before.
    private static func source(_ event: Event, _ values: ValueText) -> String {
        guard event.operations.count == 1, let memory = event.operations[0].memory, !memory.isSharedMemory else {
            return ""
        }
        if let source = memory.readsFrom { return "  from \(values.name(of: source))" }
        return memory.placedBefore.map { "  before \(values.name(of: $0))" } ?? ""
    }

    /// The rows in columns, behind `indent` blanks; long actions are cut so that all fits into `limit` cells.
    package func lines(indent: Int, limit: Int, marks: Marks) -> [StyledLine] {
        func width(_ part: (Row) -> String) -> Int { rows.map { CellWidth.of(part($0)) }.max() ?? 0 }
        let (step, name, line) = (width(\.step), width(\.name), width(\.line))
        let relation = width(\.relation) + 5
        let room = marks.isUncut ? Int.max : limit - indent - step - name - line - 5 - relation
        let action = max(8, min(width(\.action), room))
        return rows.map { row in
            let text =
                String(repeating: " ", count: indent) + CellWidth.padded(row.step, step) + "  "
                + CellWidth.padded(row.name, name) + " " + CellWidth.padded(row.line, line) + "  "
                + CellWidth.padded(marks.cut(row.action, action), action)
            return StyledLine(row.relation.isEmpty ? text : text + "     " + row.relation)
        }
    }
}
