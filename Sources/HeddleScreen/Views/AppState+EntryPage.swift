internal import HeddlePresentation

// One entry of the library: what was recorded, and what its replay came to (screens.md 3.11).
extension AppState {
    /// What enter does with the open entry.
    var entryVerb: String {
        if case .diverged(let step, _) = selectedEntry?.replay { return "go on from \(step) by hand" }
        return "walk it"
    }

    func entryPage(_ path: String) -> ViewPage {
        let width = size.columns
        let marks = marks
        guard let entry = library.first(where: { $0.path == path }) else {
            return ViewPage(
                title: TitleLine.compose(left: ["Library"], right: StyledLine(), width: width, marks: marks),
                name: "Entry", list: ViewList([]), sentence: "This entry is no longer there.")
        }
        let word = StyledLine(
            (entry.isNotAsExpected ? marks.fails + " " : "") + Self.replayed(entry),
            entry.isNotAsExpected ? .bad : .plain)
        var page = ViewPage(
            title: TitleLine.compose(
                left: ["Library", VisibleText.of(entry.name), VisibleText.of(entry.model), entry.memoryModel],
                right: word, width: width, marks: marks),
            name: "Recorded", label: Figures.count(entry.steps.count, "step"),
            list: ViewList(recordedRows(entry)), sentence: "Enter opens it on its model.")
        page.upper = ViewPage.Section(name: "Entry", rows: entryHead(entry))
        if case .diverged(let step, let enabled) = entry.replay {
            page.sentence = "Step \(step) can't run. Diverged is not fixed: the bug may be there by another way."
            page.lower = { _ in
                var rows = [StyledLine("  enabled instead of step \(step):")]
                if enabled.isEmpty { rows = [StyledLine("  no thread can move there")] }
                for other in enabled { rows.append(StyledLine(VisibleText.of("    \(other.thread)  \(other.text)"))) }
                return ViewPage.Section(name: "Now", label: "model as it is", rows: rows)
            }
            page.listHeight = max(4, entry.steps.count)
        }
        return page
    }

    private func entryHead(_ entry: LibraryEntry) -> [StyledLine] {
        let width = size.columns
        var title = StyledLine("  " + VisibleText.of(entry.title), .strong)
        let date = entry.status.rawValue + (entry.date.isEmpty ? "" : marks.separator + entry.date)
        title.putRight(VisibleText.of(date), endingAt: width - 4)
        var property = StyledLine("  property  " + VisibleText.of(entry.claim))
        if entry.propertyChange != nil {
            property.putRight("property changed since", .bad, endingAt: width - 4)
        } else if let changed = entry.modelChanged {
            property.putRight(changed ? "model changed since" : "model unchanged", .quiet, endingAt: width - 4)
        }
        let facts = [
            Figures.count(entry.preemptions, "preemption"), Figures.count(entry.steps.count, "step"),
            Figures.count(entry.threads, "thread"),
        ]
        var rows = [title, property, StyledLine("  " + facts.joined(separator: marks.separator))]
        if let change = entry.propertyChange {
            let room = max(8, width - 16)
            for (name, text) in [("was", change.was), ("now", change.now)] {
                let line = CellWidth.padded("  " + name, 12) + marks.cut(VisibleText.of(text), room)
                rows.insert(StyledLine(line, .bad), at: rows.count - 1)
            }
        }
        let cause = TextWrap.lines(VisibleText.of(entry.cause.replacingLineBreaks), width: width - 16).prefix(3)
        for (index, line) in cause.enumerated() {
            rows.append(StyledLine((index == 0 ? "  cause     " : "            ") + line))
        }
        if !entry.tags.isEmpty {
            rows.append(StyledLine("  tags      " + VisibleText.of(entry.tags.joined(separator: ", "))))
        }
        rows.append(StyledLine("  file      " + VisibleText.of(entry.path)))
        return rows
    }

    private func recordedRows(_ entry: LibraryEntry) -> [ViewList.Row] {
        var diverged: Int?
        if case .diverged(let step, _) = entry.replay { diverged = step }
        var rows: [ViewList.Row] = []
        let names = min(24, entry.steps.map { CellWidth.of($0.thread) }.max() ?? 8)
        for (index, step) in entry.steps.enumerated() {
            let isBad = diverged == index + 1
            var line = StyledLine(isBad ? marks.fails : " ", isBad ? .bad : .plain)
            line.append(CellWidth.leftPadded("\(index + 1)", 4), .quiet)
            line.append("  " + CellWidth.padded(marks.cutMiddle(VisibleText.of(step.thread), names), names))
            line.append("  " + VisibleText.of(step.text), isBad ? .bad : .plain)
            rows.append(ViewList.Row(line: line, item: nil))
            if let note = step.note {
                let parts = TextWrap.lines(VisibleText.of(note.replacingLineBreaks), width: max(8, size.columns - 17))
                for (index, part) in parts.enumerated() {
                    let head = index == 0 ? "       note  " : "             "
                    rows.append(ViewList.Row(line: StyledLine(head + part, .quiet), item: nil))
                }
            }
        }
        return rows
    }
}
