/// A rectangle of cells; may be empty.
package struct GridRect: Hashable, Sendable {
    package var top: Int
    package var left: Int
    package var rows: Int
    package var columns: Int

    package init(top: Int, left: Int, rows: Int, columns: Int) {
        self.top = top
        self.left = left
        self.rows = max(0, rows)
        self.columns = max(0, columns)
    }

    /// First row below it.
    package var bottom: Int { top + rows }
    /// First column right of it.
    package var right: Int { left + columns }
    package func contains(_ point: GridPoint) -> Bool {
        point.row >= top && point.row < bottom && point.column >= left && point.column < right
    }
}
