/// One row of cells to draw on, for panes that are pictures rather than text. Units: cells.
struct CellCanvas {
    private var cells: [(text: String, role: Role)]

    init(width: Int) {
        cells = Array(repeating: (" ", .plain), count: max(0, width))
    }

    var width: Int { cells.count }

    /// Writes text from a column on; what lies outside is dropped. Combining marks join the cell before them.
    mutating func put(_ text: String, _ role: Role = .plain, at column: Int) {
        var position = column
        for scalar in text.unicodeScalars {
            let size = CellWidth.of(scalar)
            if size == 0 {
                if position - 1 >= 0, position - 1 < cells.count, position > column {
                    cells[position - 1].text.unicodeScalars.append(scalar)
                }
                continue
            }
            if position >= 0, position + size <= cells.count {
                cells[position] = (String(Character(scalar)), role)
                // The right half of a wide character holds nothing of its own.
                for half in 1..<max(1, size) { cells[position + half] = ("", role) }
            }
            position += size
        }
    }

    mutating func fill(_ text: String, _ role: Role, from start: Int, to end: Int) {
        var column = start
        while column < end {
            put(text, role, at: column)
            column += 1
        }
    }

    /// The row as runs; blanks at its end are dropped.
    var line: StyledLine {
        var end = cells.count
        while end > 0, cells[end - 1].text == " " { end -= 1 }
        var result = StyledLine()
        for cell in cells[..<end] {
            if let last = result.runs.indices.last, result.runs[last].role == cell.role {
                result.runs[last].text += cell.text
            } else {
                result.append(cell.text, cell.role)
            }
        }
        return result
    }
}
