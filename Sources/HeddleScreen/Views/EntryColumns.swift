internal import HeddlePresentation

/// An entry's record beside what its replay came to, step by step (screens.md 3.11).
struct EntryColumns {
    private let width: Int
    private let marks: Marks
    /// Column of the line between the two.
    private var middle: Int { width / 2 }
    /// Cells of a step: the left column ends before the line, the right one begins behind it.
    private var room: Int { middle - 1 }

    /// nil where there is no room for two columns.
    init?(width: Int, marks: Marks) {
        guard width >= 64 else { return nil }
        self.width = width
        self.marks = marks
    }

    func second(_ name: String, label: String) -> ViewPage.SecondColumn {
        ViewPage.SecondColumn(column: middle, name: name, label: label)
    }

    // MARK: - Diverged

    func list(_ entry: LibraryEntry, divergedAt step: Int, enabled: [LibraryEntry.Step]) -> ViewList {
        let names = nameWidth(entry.steps + enabled)
        var left: [StyledLine] = []
        var right: [StyledLine] = []
        for (index, recorded) in entry.steps.enumerated() {
            let isBad = index + 1 == step
            left.append(
                line(recorded, number: index + 1, mark: isBad ? marks.fails : " ", isBad ? .bad : .plain, names))
            if index + 1 < step { right.append(line(recorded, number: index + 1, mark: " ", .plain, names)) }
            // What is said of a step stands below it, on both sides.
            guard let note = recorded.note else { continue }
            left += wrapped("note  " + note, indent: 6)
            while index + 1 < step, right.count < left.count { right.append(StyledLine()) }
        }
        let end = step > entry.steps.count ? "the execution isn't over" : "can't run"
        right.append(StyledLine("\(marks.fails)\(CellWidth.leftPadded("\(step)", 3))  \(end)", .bad))
        right.append(StyledLine(enabled.isEmpty ? "      no thread can move" : "      enabled instead:", .quiet))
        for other in enabled { right.append(line(other, number: nil, mark: " ", .plain, names)) }
        right.append(StyledLine())
        right += wrapped("Diverged is not fixed: the bug may be there by another way.", indent: 2)
        return joined(left, right)
    }

    // MARK: - Repaired

    /// Steps that stand for each other on one row; what is new has nothing on its left, what is left out nothing on its
    /// right.
    func list(_ entry: LibraryEntry, _ repaired: LibraryEntry.Repaired) -> ViewList {
        let names = nameWidth(entry.steps + repaired.steps)
        let used = Set(repaired.origins.compactMap { $0 })
        var left: [StyledLine] = []
        var right: [StyledLine] = []
        func record(_ index: Int) -> StyledLine {
            let isOut = !used.contains(index)
            return line(
                entry.steps[index], number: index + 1, mark: isOut ? "-" : " ", isOut ? .bad : .plain, names)
        }
        // What is said of a step stands below it, and beside it nothing.
        func addNote(_ index: Int) {
            guard let note = entry.steps[index].note else { return }
            left += wrapped("note  " + note, indent: 6)
            while right.count < left.count { right.append(StyledLine()) }
        }
        var next = 0
        for (index, step) in repaired.steps.enumerated() {
            let origin = repaired.origins.indices.contains(index) ? repaired.origins[index] : nil
            let isNew = origin == nil
            if let origin, origin >= next, entry.steps.indices.contains(origin) {
                while next < origin {
                    left.append(record(next))
                    right.append(StyledLine())
                    addNote(next)
                    next += 1
                }
                left.append(record(origin))
                next = origin + 1
            } else {
                left.append(StyledLine())
            }
            right.append(line(step, number: index + 1, mark: isNew ? "+" : " ", isNew ? .good : .plain, names))
            if let origin, origin == next - 1, entry.steps.indices.contains(origin) { addNote(origin) }
        }
        while next < entry.steps.count {
            left.append(record(next))
            addNote(next)
            next += 1
        }
        return joined(left, right)
    }

    // MARK: - Pieces

    private func nameWidth(_ steps: [LibraryEntry.Step]) -> Int {
        min(max(6, room / 3), steps.map { CellWidth.of(VisibleText.of($0.thread)) }.max() ?? 6)
    }

    /// `✗ 9  take.0  N notEmpty`, no wider than a column.
    private func line(_ step: LibraryEntry.Step, number: Int?, mark: String, _ role: Role, _ names: Int) -> StyledLine {
        var line = StyledLine(mark, role)
        line.append(CellWidth.leftPadded(number.map { "\($0)" } ?? "", 3), .quiet)
        line.append("  " + CellWidth.padded(marks.cutMiddle(VisibleText.of(step.thread), names), names) + "  ", role)
        line.append(marks.cut(marks.plain(VisibleText.of(step.text)), max(4, room - line.width)), role)
        return line
    }

    private func wrapped(_ text: String, indent: Int) -> [StyledLine] {
        TextWrap.lines(VisibleText.of(text.replacingLineBreaks), width: room - indent)
            .map { StyledLine(String(repeating: " ", count: indent) + $0, .quiet) }
    }

    private func joined(_ left: [StyledLine], _ right: [StyledLine]) -> ViewList {
        let rows = (0..<max(left.count, right.count)).map { index in
            var line = left.indices.contains(index) ? left[index] : StyledLine()
            line.put(marks.lane, .quiet, at: middle)
            for run in right.indices.contains(index) ? right[index].runs : [] { line.append(run.text, run.role) }
            return ViewList.Row(line: line, item: nil)
        }
        var filler = StyledLine()
        filler.put(marks.lane, .quiet, at: middle)
        return ViewList(rows, filler: filler)
    }
}
