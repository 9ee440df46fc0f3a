/// Grids as the bytes that show them on a terminal of their size, one after another: the first frame whole, then the
/// rows that differ.
///
/// For recordings. The terminal's own colours by the sequences that all of them know (SGR 30–37 and 90–97); the cursor
/// is hidden but where the grid shows it.
package struct TerminalFrames {
    private var shown: CellGrid?

    package init() {}

    /// The bytes from the frame before to this one.
    package mutating func bytes(_ grid: CellGrid) -> String {
        let isFirst = shown == nil || shown?.rows != grid.rows || shown?.columns != grid.columns
        var out = isFirst ? "\u{1B}[?25l\u{1B}[0m\u{1B}[2J" : ""
        for row in 0..<grid.rows {
            if !isFirst, let shown, Self.isSame(row, shown, grid) { continue }
            out += "\u{1B}[\(row + 1);1H" + Self.row(row, of: grid)
        }
        if let cursor = grid.cursor {
            out += "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H\u{1B}[?25h"
        } else if shown?.cursor != nil {
            out += "\u{1B}[?25l"
        }
        shown = grid
        return out
    }

    private static func isSame(_ row: Int, _ one: CellGrid, _ other: CellGrid) -> Bool {
        (0..<one.columns).allSatisfy { column in
            let (a, b) = (one[row, column], other[row, column])
            guard a.scalar == b.scalar, a.style == b.style, a.width == b.width else { return false }
            return text(a, one) == text(b, other)
        }
    }

    private static func row(_ row: Int, of grid: CellGrid) -> String {
        var out = ""
        var style = Style.plain
        for column in 0..<grid.columns {
            let cell = grid[row, column]
            if cell.width == 0 { continue }
            if cell.style != style {
                out += code(cell.style)
                style = cell.style
            }
            out += text(cell, grid)
        }
        return out + (style == .plain ? "" : "\u{1B}[0m")
    }

    private static func text(_ cell: Cell, _ grid: CellGrid) -> String {
        if cell.cluster > 0 { return grid.clusters[Int(cell.cluster) - 1] }
        guard cell.width > 0, let scalar = Unicode.Scalar(cell.scalar) else { return "" }
        return String(Character(scalar))
    }

    private static func code(_ style: Style) -> String {
        var codes = ["0"]
        if style.attributes.contains(.bold) { codes.append("1") }
        if style.attributes.contains(.dim) { codes.append("2") }
        if style.attributes.contains(.underline) { codes.append("4") }
        if style.attributes.contains(.reverse) { codes.append("7") }
        let colour = Int(style.foreground)
        if colour >= 0 { codes.append(String(colour < 8 ? 30 + colour : 82 + colour)) }
        return "\u{1B}[" + codes.joined(separator: ";") + "m"
    }
}
