internal import HeddlePresentation

// What a repair made of a record, below the steps (screens.md section 7).
extension AppState {
    /// Edits from which on their kinds are counted first.
    private static let countedFrom = 21

    /// Rows that the part below the list has on every screen that shows it.
    private static let sureRows = 4

    /// The edits stand below the list; what may not fit there stands whole at the list's end, where it can be scrolled.
    func addEdits(_ repaired: LibraryEntry.Repaired, to page: inout ViewPage) {
        let rows = editRows(repaired)
        let label = Figures.number(repaired.edits.count)
        let marks = marks
        let isLong = rows.count > Self.sureRows
        page.lower = { height in
            var shown = rows
            if rows.count > height {
                let cut = max(0, height - 1)
                let more = Figures.number(rows.count - cut)
                let rest = StyledLine("  \(marks.ellipsis) \(more) more rows: all stand below the steps", .quiet)
                shown = Array(rows.prefix(cut)) + [rest]
            }
            return ViewPage.Section(name: "Edits", label: label, rows: shown)
        }
        guard isLong else { return }
        var all = (0..<page.list.count).map { page.list.row($0) }
        all.append(ViewList.Row(line: StyledLine(), item: nil, rule: PageRule("Edits", label: label)))
        all += rows.map { ViewList.Row(line: $0, item: nil) }
        page.list = ViewList(all)
        page.listHeight = nil
    }

    private func editRows(_ repaired: LibraryEntry.Repaired) -> [StyledLine] {
        let width = max(8, size.columns - 4)
        var rows: [StyledLine] = []
        func add(_ text: String) {
            for (index, part) in TextWrap.lines(marks.plain(VisibleText.of(text)), width: width).enumerated() {
                rows.append(StyledLine((index == 0 ? "  " : "    ") + part))
            }
        }
        if repaired.edits.count >= Self.countedFrom, !repaired.counts.isEmpty { add(repaired.counts + ":") }
        for edit in repaired.edits { add(edit) }
        return rows
    }
}
