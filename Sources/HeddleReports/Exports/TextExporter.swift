internal import HeddleEngine
internal import HeddlePresentation

/// A schedule as text: lanes and the step table as the screens draw them, nothing cut.
package enum TextExporter: Exporter {
    package static let format = "text"
    package static let suffix = ".txt"
    package static let about = "lanes and the table of steps"

    package static func export(_ subject: ExportSubject) -> String {
        let marks = subject.marks
        var view = OrderView()
        view.layout = subject.options.layout == .causal ? .causal : .lanes
        view.showsAllEdges = subject.options.edges == .all
        view.folds = false
        let walk = ScheduleWalk(
            machine: subject.machine, trace: subject.trace, pointOfNoReturn: subject.pointOfNoReturn, marks: marks,
            orderView: view)
        let scene = walk.scene(at: walk.stepCount)
        let style = ReportStyle(marks: marks, width: max(80, OrderLayout.wholeWidth(scene)))
        let verdict = subject.verdict
        var lines = [StyledLine(subject.heading, .strong), StyledLine()]
        if walk.stepCount > 0 {
            lines += OrderLayout.wholeRows(scene) + [StyledLine()]
            let table = StepTable(
                machine: subject.machine, trace: subject.trace, pointOfNoReturn: subject.pointOfNoReturn, style: style)
            lines += table.lines + [StyledLine()]
            lines += edges(subject)
        }
        for step in subject.notes.keys.sorted() {
            lines += style.wrapped("  Note on step \(step): " + VisibleText.of(subject.notes[step] ?? ""))
        }
        if let wall = subject.wallSentence { lines.append(StyledLine("  " + marks.wall + " " + wall)) }
        if walk.stepCount > 0 {
            let schedule = ScheduleMarks(machine: subject.machine, marks: marks).marks(subject.trace)
            lines.append(StyledLine("  Schedule: " + schedule.joined(separator: " ")))
        }
        lines.append(StyledLine("  " + verdict.mark(marks) + " " + verdict.text, verdict.role))
        let legend = subject.letterLegendLines(width: style.width - 12)
        if !legend.isEmpty { lines.append(StyledLine()) }
        for (index, line) in legend.enumerated() {
            lines.append(StyledLine((index == 0 ? "  Letters: " : "           ") + line, .quiet))
        }
        return style.text(lines)
    }

    /// The edges into each step, strongest first: `3 ━▶ 4  synchronizes-with`.
    private static func edges(_ subject: ExportSubject) -> [StyledLine] {
        let edges = subject.edges
        if edges.isEmpty { return [] }
        let kind =
            subject.options.edges == .all
            ? "Order between threads:" : "Order between threads, where nothing else implies it:"
        let lines = edges.map { edge in
            let arrow = EdgeMarks.inline(edge.kind, subject.marks)
            let channel = edge.kind == .message ? edge.label.map { " of " + VisibleText.of($0) } ?? "" : ""
            return StyledLine(
                "    \(edge.source + 1) \(arrow) \(edge.target + 1)  \(EdgeMarks.name(edge.kind))\(channel)",
                EdgeMarks(edge.kind, subject.marks).role)
        }
        return [StyledLine("  " + kind)] + lines + [StyledLine()]
    }
}
