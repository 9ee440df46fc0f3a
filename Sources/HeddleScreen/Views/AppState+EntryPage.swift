internal import HeddlePresentation

// One entry of the library: what was recorded, and what its replay came to (screens.md 3.11).
extension AppState {
    func entryPage(_ path: String) -> ViewPage {
        let width = size.columns
        let marks = marks
        guard let entry = library.first(where: { $0.path == path }) else {
            return ViewPage(
                title: TitleLine.compose(left: ["Library"], right: StyledLine(), width: width, marks: marks),
                name: "Entry", list: ViewList([]), sentence: "This entry is no longer there.")
        }
        if entry.isDamaged { return damagedPage(entry) }
        let word = StyledLine(
            (entry.isNotAsExpected ? marks.fails + " " : "") + Self.replayed(entry),
            entry.isNotAsExpected ? .bad : .plain)
        var page = ViewPage(
            title: TitleLine.compose(
                left: ["Library", VisibleText.of(entry.name), VisibleText.of(entry.model), entry.memoryModel],
                right: word, width: width, marks: marks),
            name: "Recorded", label: Figures.count(entry.steps.count, "step"),
            list: ViewList(recordedRows(entry)), sentence: entrySentence(entry))
        page.upper = ViewPage.Section(name: "Entry", rows: entryHead(entry))
        switch entry.replay {
        case .diverged(let step, let enabled):
            if let columns = EntryColumns(width: width, marks: marks) {
                page.list = columns.list(entry, divergedAt: step, enabled: enabled)
                page.second = columns.second("Now", label: "model as it is")
            } else {
                page.lower = { _ in Self.enabledSection(step, enabled) }
                page.listHeight = max(4, page.list.count)
            }
        case .repaired(let repaired):
            if let columns = EntryColumns(width: width, marks: marks) {
                page.list = columns.list(entry, repaired)
                page.second = columns.second("Now", label: Figures.count(repaired.steps.count, "step"))
            }
            page.listHeight = max(4, max(page.list.count, repaired.steps.count) + 1)
            addEdits(repaired, to: &page)
        default: break
        }
        return page
    }

    private func damagedPage(_ entry: LibraryEntry) -> ViewPage {
        ViewPage(
            title: TitleLine.compose(
                left: ["Library", VisibleText.of(entry.name)], right: StyledLine("\(marks.fails) damaged", .bad),
                width: size.columns, marks: marks),
            name: "File",
            list: ViewList(
                Self.damage(entry, width: size.columns, marks: marks).map { ViewList.Row(line: $0, item: nil) }),
            sentence: "It can't be read: v edits the file, r replays it then.")
    }

    /// What could run instead of a step, where there is no room for a second column.
    private static func enabledSection(_ step: Int, _ enabled: [LibraryEntry.Step]) -> ViewPage.Section {
        var rows = [StyledLine("  enabled instead of step \(step):")]
        if enabled.isEmpty { rows = [StyledLine("  no thread can move there")] }
        for other in enabled { rows.append(StyledLine(VisibleText.of("    \(other.thread)  \(other.text)"))) }
        return ViewPage.Section(name: "Now", label: "model as it is", rows: rows)
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
        let words = HardnessWords(entry, marks: marks)
        // Where rows are scarce the schedule has them.
        let isTall = size.rows >= 34
        var rows = [title, property, StyledLine("  " + marks.cut(words.line, width - 4))]
        if let change = entry.propertyChange {
            let room = max(8, width - 16)
            for (name, text) in [("was", change.was), ("now", change.now)] {
                let line = CellWidth.padded("  " + name, 12) + marks.cut(VisibleText.of(text), room)
                rows.insert(StyledLine(line, .bad), at: rows.count - 1)
            }
        }
        for text in isTall ? [words.confidence, words.runs].compactMap({ $0 }) : [] {
            rows.append(StyledLine("  " + marks.cut(text, width - 4)))
        }
        let all = TextWrap.lines(VisibleText.of(entry.cause.replacingLineBreaks), width: width - 18)
        let cause = all.prefix(isTall ? 8 : 3)
        for (index, line) in cause.enumerated() {
            let rest = index == cause.count - 1 && cause.count < all.count ? " " + marks.ellipsis : ""
            rows.append(StyledLine((index == 0 ? "  cause     " : "            ") + line + rest))
        }
        if isTall, !entry.source.isEmpty {
            rows.append(StyledLine("  source    " + marks.cut(VisibleText.of(entry.source), width - 14)))
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
            line.append("  " + marks.plain(VisibleText.of(step.text)), isBad ? .bad : .plain)
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
