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
            for line in Self.errorRows(problem, source, isSelected: index == cursor, marks: marks) {
                rows.append(ViewList.Row(line: line, item: index))
            }
        }
        let count = Figures.count(problems.count, "error")
        var page = ViewPage(
            title: TitleLine.compose(
                left: [VisibleText.of(source?.fileName ?? "")],
                right: StyledLine(count + marks.separator + "waiting for the file to be saved", .bad),
                width: size.columns, marks: marks),
            name: "Errors", label: problems.isEmpty ? "" : "\(cursor + 1) of \(problems.count)", list: ViewList(rows),
            sentence: errorsSentence)
        guard let source, problems.indices.contains(cursor) else { return page }
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

    private static func errorRows(
        _ problem: Diagnostic, _ source: SourceText, isSelected: Bool, marks: Marks
    ) -> [StyledLine] {
        let start = source.position(of: problem.span.start)
        var head = StyledLine(isSelected ? marks.selected + " " : "  ")
        head.append("\(start.line):\(start.column)", .strong)
        head.pad(to: 10)
        head.append(VisibleText.of(problem.message))
        head.append("   " + problem.id, .quiet)
        let text = source.text(line: start.line)
        let before = VisibleText.ofSource(String(text.prefix(start.column - 1)))
        let end = min(problem.span.end, problem.span.start + text.utf8.count)
        let marked = VisibleText.of(source.text(SourceSpan(start: problem.span.start, end: end)))
        let firstLine = marked.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
        let carets = String(repeating: "^", count: max(1, min(CellWidth.of(firstLine), 200)))
        var rows = [
            head, StyledLine("          " + VisibleText.ofSource(text)),
            StyledLine("          " + String(repeating: " ", count: CellWidth.of(before)) + carets, .bad),
        ]
        if let hint = problem.hint { rows.append(StyledLine("          " + VisibleText.of(hint))) }
        rows.append(StyledLine())
        return rows
    }
}
