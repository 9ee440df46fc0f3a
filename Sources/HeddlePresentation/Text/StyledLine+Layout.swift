extension StyledLine {
    /// Cells that the line takes.
    package var width: Int { runs.reduce(0) { $0 + CellWidth.of($1.text) } }

    package var isBlank: Bool { runs.allSatisfy { $0.text.allSatisfy { $0 == " " } } }

    /// Fills with blanks up to `column`; if the line is already longer, nothing happens.
    package mutating func pad(to column: Int) {
        let missing = column - width
        if missing > 0 { append(String(repeating: " ", count: missing)) }
    }

    /// Puts text at a column, or behind what is there with `gap` blanks between.
    package mutating func put(_ text: String, _ role: Role = .plain, at column: Int, gap: Int = 1) {
        if text.isEmpty { return }
        pad(to: width == 0 ? column : max(column, width + gap))
        append(text, role)
    }

    /// Puts text so that it ends before `column`.
    package mutating func putRight(_ text: String, _ role: Role = .plain, endingAt column: Int, gap: Int = 1) {
        put(text, role, at: column - CellWidth.of(text), gap: gap)
    }

    package mutating func append(contentsOf other: StyledLine) { runs.append(contentsOf: other.runs) }

    /// The line cut to `limit` cells, with the mark at the place of the cut.
    package func cut(to limit: Int, marks: Marks) -> StyledLine {
        if marks.isUncut || width <= limit { return self }
        var result = StyledLine()
        var room = limit - 1
        for run in runs {
            let size = CellWidth.of(run.text)
            if size <= room {
                result.runs.append(run)
                room -= size
                continue
            }
            let rest = CellWidth.prefix(run.text, max(0, room))
            if !rest.isEmpty { result.append(rest, run.role) }
            break
        }
        if limit > 0 { result.append(marks.cutOff, .quiet) }
        return result
    }

    /// Exactly `limit` cells: cut or filled.
    package func fitted(to limit: Int, marks: Marks) -> StyledLine {
        var result = cut(to: limit, marks: marks)
        result.pad(to: limit)
        return result
    }

    /// Every run in one role: a dimmed or selected row.
    package func inRole(_ role: Role) -> StyledLine {
        StyledLine(runs.map { StyledRun($0.text, role) })
    }
}
