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
