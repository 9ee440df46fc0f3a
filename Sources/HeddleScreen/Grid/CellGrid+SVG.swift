/// The grid as a picture: an SVG document that stands alone.
extension CellGrid {
    /// Words as text in a fixed-width font, rules as lines, so that they meet whatever font there is.
    package var svg: String { SVGDrawing(self).document }
}

/// One grid on its way to SVG.
///
/// Unit: pixels; a cell is 9 wide and 18 high, as DejaVu Sans Mono at 14.95 px sets it.
private struct SVGDrawing {
    let grid: CellGrid
    private static let width = 9
    private static let height = 18
    private static let margin = 9
    /// From the top of a cell to the foot of its letters.
    private static let baseline = 14
    private static let background = "#16181d"
    private static let foreground = "#d7dae0"
    /// The terminal's 16 colours as one terminal might have them.
    private static let palette = [
        "#2b2f38", "#e5616b", "#85c46c", "#dfb45b", "#5b9ee8", "#c678dd", "#4fc0c8", "#c8ccd4", "#5c6370", "#ff7b85",
        "#a5e08a", "#f5cf7a", "#7fb8ff", "#e0a0f5", "#77dde4", "#ffffff",
    ]

    init(_ grid: CellGrid) { self.grid = grid }

    var document: String {
        let width = grid.columns * Self.width + 2 * Self.margin
        let height = grid.rows * Self.height + 2 * Self.margin
        var out = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" \
            font-size="14.95" xml:space="preserve">
            <rect width="100%" height="100%" rx="6" fill="\(Self.background)"/>
            <g transform="translate(\(Self.margin) \(Self.margin))">

            """
        for row in 0..<grid.rows { appendRow(row, to: &out) }
        return out + "</g>\n</svg>\n"
    }

    /// Backgrounds first, then what stands on them: runs of cells in one style.
    private func appendRow(_ row: Int, to out: inout String) {
        var start = 0
        while start < grid.columns {
            let style = grid[row, start].style
            var end = start + 1
            while end < grid.columns, grid[row, end].style == style { end += 1 }
            if style.attributes.contains(.reverse) {
                let x = start * Self.width
                out += "<rect x=\"\(x)\" y=\"\(row * Self.height)\" width=\"\((end - start) * Self.width)\" "
                out += "height=\"\(Self.height)\" fill=\"\(Self.colour(style))\"/>\n"
            }
            appendRun(row, start..<end, style, to: &out)
            start = end
        }
    }

    private func appendRun(_ row: Int, _ columns: Range<Int>, _ style: Style, to out: inout String) {
        var column = columns.lowerBound
        while column < columns.upperBound {
            let cell = grid[row, column]
            if let box = BoxLines(cell.scalar) {
                appendBox(box, row, column, style, to: &out)
                column += 1
            } else if cell.scalar == 0x20 || cell.width == 0 {
                column += 1
            } else {
                column = appendWord(row, column..<columns.upperBound, style, to: &out)
            }
        }
    }

    /// Draws the letters up to the next blank or rule; returns the column behind them.
    private func appendWord(_ row: Int, _ columns: Range<Int>, _ style: Style, to out: inout String) -> Int {
        var text = ""
        var end = columns.lowerBound
        while end < columns.upperBound {
            let cell = grid[row, end]
            if cell.scalar == 0x20 || BoxLines(cell.scalar) != nil { break }
            if cell.width > 0 { text += letters(cell) }
            end += 1
        }
        let x = columns.lowerBound * Self.width
        out += "<text x=\"\(x)\" y=\"\(row * Self.height + Self.baseline)\" "
        out += "textLength=\"\((end - columns.lowerBound) * Self.width)\"\(Self.attributes(style))>"
        out += Self.escaped(text) + "</text>\n"
        return end
    }

    private func letters(_ cell: Cell) -> String {
        if cell.cluster > 0 { return grid.clusters[Int(cell.cluster) - 1] }
        return Unicode.Scalar(cell.scalar).map { String($0) } ?? "?"
    }

    private func appendBox(_ box: BoxLines, _ row: Int, _ column: Int, _ style: Style, to out: inout String) {
        let left = column * Self.width
        let top = row * Self.height
        let middle = (x: "\(left + Self.width / 2).5", y: top + Self.height / 2)
        let colour = style.attributes.contains(.reverse) ? Self.background : Self.colour(style)
        let dim = style.attributes.contains(.dim) ? " opacity=\"0.6\"" : ""
        func line(_ path: String, _ weight: Int) {
            guard weight > 0 else { return }
            out += "<path d=\"\(path)\" stroke=\"\(colour)\" stroke-width=\"\(weight == 2 ? 2.5 : 1)\""
            out += box.isDashed ? " stroke-dasharray=\"3 2\"" : ""
            out += dim + "/>\n"
        }
        line("M\(left) \(middle.y)H\(middle.x)", box.left)
        line("M\(middle.x) \(middle.y)H\(left + Self.width)", box.right)
        line("M\(middle.x) \(top)V\(middle.y)", box.up)
        line("M\(middle.x) \(middle.y)V\(top + Self.height)", box.down)
    }

    private static func colour(_ style: Style) -> String {
        let index = Int(style.foreground)
        return palette.indices.contains(index) ? palette[index] : foreground
    }

    private static func attributes(_ style: Style) -> String {
        let set = style.attributes
        var result = " fill=\"\(set.contains(.reverse) ? background : colour(style))\""
        if set.contains(.bold) { result += " font-weight=\"bold\"" }
        if set.contains(.underline) { result += " text-decoration=\"underline\"" }
        if set.contains(.dim) { result += " opacity=\"0.6\"" }
        return result
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// Which lines of a cell a box-drawing character draws from its middle: 0 none, 1 light, 2 heavy.
private struct BoxLines {
    let left: Int
    let right: Int
    let up: Int
    let down: Int
    let isDashed: Bool

    init?(_ scalar: UInt32) {
        guard let character = Unicode.Scalar(scalar), let entry = Self.table[character] else { return nil }
        (left, right, up, down) = entry
        isDashed = character == "┄" || character == "╌"
    }

    private static let table: [Unicode.Scalar: (Int, Int, Int, Int)] = [
        "─": (1, 1, 0, 0), "━": (2, 2, 0, 0), "│": (0, 0, 1, 1), "┃": (0, 0, 2, 2), "┄": (1, 1, 0, 0),
        "╌": (1, 1, 0, 0), "┌": (0, 1, 0, 1), "┐": (1, 0, 0, 1), "└": (0, 1, 1, 0), "┘": (1, 0, 1, 0),
        "├": (0, 1, 1, 1), "┤": (1, 0, 1, 1), "┬": (1, 1, 0, 1), "┴": (1, 1, 1, 0), "┼": (1, 1, 1, 1),
        "┏": (0, 2, 0, 2), "┓": (2, 0, 0, 2), "┗": (0, 2, 2, 0), "┛": (2, 0, 2, 0), "┝": (0, 2, 1, 1),
        "┥": (2, 0, 1, 1), "┯": (2, 2, 0, 1), "┷": (2, 2, 1, 0), "┿": (2, 2, 1, 1), "┭": (2, 1, 0, 1),
        "┮": (1, 2, 0, 1), "┽": (2, 1, 1, 1), "┾": (1, 2, 1, 1), "┣": (0, 2, 2, 2), "┫": (2, 0, 2, 2),
        "┵": (2, 1, 1, 0), "┶": (1, 2, 1, 0),
    ]
}
