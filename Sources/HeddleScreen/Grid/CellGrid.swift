/// A whole screen as a value: what `render` makes and the terminal blits.
package struct CellGrid: Hashable, Sendable {
    package let rows: Int
    package let columns: Int
    package private(set) var cells: ContiguousArray<Cell>
    /// Base letters with combining marks that occur in this grid.
    package private(set) var clusters: [String]
    /// Where the terminal's cursor is shown (text fields); nil hides it.
    package var cursor: GridPoint?

    package init(rows: Int, columns: Int) {
        self.rows = max(0, rows)
        self.columns = max(0, columns)
        cells = ContiguousArray(repeating: Cell(), count: self.rows * self.columns)
        clusters = []
        cursor = nil
    }

    package subscript(row: Int, column: Int) -> Cell {
        get { cells[row * columns + column] }
        set {
            guard row >= 0, row < rows, column >= 0, column < columns else { return }
            cells[row * columns + column] = newValue
        }
    }

    /// Writes text from `column` on, never at or beyond `end` nor outside of the grid. Gives the column behind it.
    ///
    /// Base letters with marks take one cell, wide letters two; what has no fixed width becomes `?`. A wide letter
    /// that would be cut in half is left out.
    @discardableResult
    package mutating func put(
        _ text: String, row: Int, column: Int, end: Int = .max, style: Style = .plain, asciiOnly: Bool = false
    ) -> Int {
        guard row >= 0, row < rows else { return column }
        let limit = min(end, columns)
        var pen = column
        for scalar in text.unicodeScalars {
            let value = scalar.value
            if value >= 0x20 && value < 0x7F {
                if pen >= limit { break }
                write(Cell(value, style: style), row, pen)
                pen += 1
                continue
            }
            switch ScalarShape.of(scalar, asciiOnly: asciiOnly) {
            case .mark: combine(scalar, row, pen - 1, from: column)
            case .vanishing: continue
            case .cells(let shown, let width):
                if pen + width > limit { return pen }
                write(Cell(shown, style: style, width: UInt8(width)), row, pen)
                if width == 2 { write(Cell(0, style: style, width: 0), row, pen + 1) }
                pen += width
            case .replaced(let width):
                if pen + width > limit { return pen }
                write(Cell(0x3F, style: style), row, pen)
                if width == 2 { write(Cell(0x20, style: style), row, pen + 1) }
                pen += width
            }
        }
        return pen
    }

    /// Gives a stretch of a row another look, its text untouched.
    package mutating func restyle(row: Int, from start: Int, to end: Int, _ change: (Style) -> Style) {
        guard row >= 0, row < rows else { return }
        for column in max(0, start)..<max(max(0, start), min(end, columns)) {
            cells[row * columns + column].style = change(cells[row * columns + column].style)
        }
    }

    package mutating func clear(row: Int, from start: Int, to end: Int, style: Style = .plain) {
        guard row >= 0, row < rows else { return }
        for column in max(0, start)..<max(max(0, start), min(end, columns)) {
            write(Cell(0x20, style: style), row, column)
        }
    }

    /// Writes a cell; the other half of a wide letter that it cuts becomes a blank.
    private mutating func write(_ cell: Cell, _ row: Int, _ column: Int) {
        guard column >= 0, column < columns else { return }
        let index = row * columns + column
        let old = cells[index]
        if old.width == 0, column > 0, cell.width != 0 {
            cells[index - 1] = Cell(0x20, style: cells[index - 1].style)
        } else if old.width == 2, column + 1 < columns, cell.width != 2 {
            cells[index + 1] = Cell(0x20, style: old.style)
        }
        cells[index] = cell
    }

    /// Adds a mark to the letter in a cell (its left half, if it is wide).
    private mutating func combine(_ scalar: Unicode.Scalar, _ row: Int, _ column: Int, from start: Int) {
        guard column >= max(0, start), column < columns else { return }
        var index = row * columns + column
        if cells[index].width == 0, column > 0 { index -= 1 }
        var text: String.UnicodeScalarView
        if cells[index].cluster > 0 {
            text = clusters[Int(cells[index].cluster) - 1].unicodeScalars
        } else {
            guard let base = Unicode.Scalar(cells[index].scalar) else { return }
            text = String(Character(base)).unicodeScalars
        }
        guard text.count < Self.marksLimit else { return }
        text.append(scalar)
        let cluster = String(text)
        if let known = clusters.firstIndex(of: cluster) {
            cells[index].cluster = UInt16(known + 1)
        } else if clusters.count < Int(UInt16.max) - 1 {
            clusters.append(cluster)
            cells[index].cluster = UInt16(clusters.count)
        }
    }

    /// Scalars in one cell; terminals drop more. Unit: scalars.
    private static let marksLimit = 5
}

package struct GridPoint: Hashable, Sendable {
    package var row: Int
    package var column: Int
    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}

/// A size in cells.
package struct GridSize: Hashable, Sendable {
    package var columns: Int
    package var rows: Int
    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}
