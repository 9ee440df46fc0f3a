internal import CNcurses
package import HeddleScreen

extension Terminal {
    /// Shows a frame. Rows that are the same as in the last one cost a comparison.
    package func present(_ grid: CellGrid) {
        let before = shownFrame.flatMap { $0.rows == grid.rows && $0.columns == grid.columns ? $0 : nil }
        for row in 0..<grid.rows {
            if let before, Self.isSameRow(row, of: grid, and: before) { continue }
            put(row, of: grid)
        }
        terminal_place_cursor(Int32(grid.cursor?.row ?? -1), Int32(grid.cursor?.column ?? -1))
        terminal_present()
        shownFrame = grid
    }

    func forgetFrame() { shownFrame = nil }

    private static func isSameRow(_ row: Int, of grid: CellGrid, and other: CellGrid) -> Bool {
        let start = row * grid.columns
        return grid.cells.withUnsafeBufferPointer { cells in
            other.cells.withUnsafeBufferPointer { others in
                for index in start..<(start + grid.columns) {
                    guard cells[index] == others[index] else { return false }
                    let cluster = Int(cells[index].cluster)
                    // Two frames may give one number to different clusters.
                    guard cluster == 0 || grid.clusters[cluster - 1] == other.clusters[cluster - 1] else {
                        return false
                    }
                }
                return true
            }
        }
    }

    private func put(_ row: Int, of grid: CellGrid) {
        rowBuffer.removeAll(keepingCapacity: true)
        let start = row * grid.columns
        for index in start..<(start + grid.columns) {
            rowBuffer.append(Self.terminalCell(grid.cells[index], clusters: grid.clusters))
        }
        terminal_put_row(Int32(row), rowBuffer, Int32(rowBuffer.count))
    }

    private static func terminalCell(_ cell: Cell, clusters: [String]) -> terminal_cell {
        var result = terminal_cell()
        result.scalars.0 = cell.scalar
        result.foreground = cell.style.foreground
        result.attributes = cell.style.attributes.rawValue
        result.width = cell.width
        guard cell.cluster > 0 else { return result }
        withUnsafeMutableBytes(of: &result.scalars) { bytes in
            let slots = bytes.bindMemory(to: UInt32.self)
            for (slot, scalar) in zip(slots.indices, clusters[Int(cell.cluster) - 1].unicodeScalars) {
                slots[slot] = scalar.value
            }
        }
        return result
    }
}
