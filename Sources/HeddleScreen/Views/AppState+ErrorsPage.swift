internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// The view of a model's errors (screens.md 3.14).
extension AppState {
    func errorsPage() -> ViewPage {
        let problems = broken?.diagnostics.filter { $0.severity == .error } ?? []
        let cursor = cursor(.errors, count: problems.count)
        let source = broken?.source
        var rows: [ViewList.Row] = []
        for (index, problem) in problems.enumerated() {
            guard let source else { break }
            let text = DiagnosticText(source: source, marks: marks)
            let lines = text.rows(problem, width: size.columns, isSelected: index == cursor)
            for line in lines + [StyledLine()] {
                rows.append(ViewList.Row(line: line, item: index))
            }
        }
        let count = Figures.count(problems.count, "error")
        // Saving the file mends nothing where only a constant is wrong.
        let isOfSettings = !problems.isEmpty && problems.allSatisfy { $0.setting != nil }
        var page = ViewPage(
            title: TitleLine.compose(
                left: [VisibleText.of(source?.fileName ?? "")],
                right: StyledLine(
                    count + marks.separator + (isOfSettings ? "set from outside" : "waiting for the file to be saved"),
                    .bad),
                width: size.columns, marks: marks),
            name: "Errors", label: problems.isEmpty ? "" : "\(cursor + 1) of \(problems.count)", list: ViewList(rows),
            sentence: isOfSettings ? "Leave, and give the constant another value." : errorsSentence)
        guard let source, problems.indices.contains(cursor) else { return page }
        if problems[cursor].setting != nil { return page }
        let line = source.line(of: problems[cursor].span.start)
        page.lower = { [marks] height in
            let first = max(1, min(line - 2, source.lineCount - height + 1))
            let rows = (first..<first + height).filter { $0 <= source.lineCount }.map { number -> StyledLine in
                var row = StyledLine(number == line ? marks.selected : " ")
                row.append(CellWidth.leftPadded(String(number), 3), .quiet)
                row.append("    " + VisibleText.ofSource(source.text(line: number)))
                return row
            }
            return ViewPage.Section(name: VisibleText.of(source.fileName), label: "line \(line)", rows: rows)
        }
        return page
    }

    private var errorsSentence: String {
        let read = timesRead <= 1 ? "Read once." : "Read \(timesRead) times."
        guard let model else { return read + " As soon as it is right, the model opens." }
        let depth = model.node.depth
        return read + " As soon as it is right, you are back at "
            + (depth == 0 ? "the start." : "step \(depth) of your line.")
    }
}
