internal import HeddlePresentation

/// A grid as a picture: one SVG file that needs no font but a monospaced one.
///
/// Shape: a `<text>` for each run of equal style without blanks, at the place of its first cell; rules, lanes and
/// blocks as paths, so that they join whatever the font. Units: 9 x 18 pixels a cell, text of 14.95 pixels.
package enum SVGPicture {
    private static let cellWidth = 9
    private static let cellHeight = 18
    private static let margin = 8
    private static let baseline = 13

    /// Colours of the 16 as a picture shows them on a dark or a light ground.
    private struct Palette {
        var ground: String
        var text: String
        var colours: [String]

        static let dark = Palette(
            ground: "#1c1f26", text: "#d7dae0",
            colours: [
                "#1c1f26", "#e86671", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d7dae0", "#5c6370",
                "#e86671", "#98c379", "#e5c07b", "#7aa2f7", "#c678dd", "#56b6c2", "#ffffff",
            ])
        static let light = Palette(
            ground: "#fdfdfb", text: "#24292e",
            colours: [
                "#24292e", "#c0262d", "#2f7d32", "#9a6700", "#0550ae", "#8250df", "#1b7c83", "#57606a", "#57606a",
                "#c0262d", "#2f7d32", "#9a6700", "#0550ae", "#8250df", "#1b7c83", "#24292e",
            ])
    }

    package static func make(_ grid: CellGrid, light: Bool = false) -> String {
        let palette = light ? Palette.light : Palette.dark
        let width = grid.columns * cellWidth + 2 * margin
        let height = grid.rows * cellHeight + 2 * margin
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)">
            <rect width="100%" height="100%" rx="6" fill="\(palette.ground)"/>
            <g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14.95" \
            fill="\(palette.text)" xml:space="preserve">

            """
        for row in 0..<grid.rows { svg += backgrounds(grid, row, palette) + glyphs(grid, row, palette) }
        return svg + "</g>\n</svg>\n"
    }

    /// Reversed stretches of a row.
    private static func backgrounds(_ grid: CellGrid, _ row: Int, _ palette: Palette) -> String {
        var out = ""
        var column = 0
        while column < grid.columns {
            let style = grid[row, column].style
            var end = column + 1
            while end < grid.columns, grid[row, end].style == style { end += 1 }
            if style.attributes.contains(.reverse) {
                let colour = style.foreground >= 0 ? palette.colours[Int(style.foreground) & 15] : palette.text
                out += """
                    <rect x="\(x(column))" y="\(y(row))" width="\((end - column) * cellWidth)" \
                    height="\(cellHeight)" fill="\(colour)"/>

                    """
            }
            column = end
        }
        return out
    }

    private static func glyphs(_ grid: CellGrid, _ row: Int, _ palette: Palette) -> String {
        var out = ""
        var column = 0
        while column < grid.columns {
            let cell = grid[row, column]
            if cell.scalar == 0x20 || cell.width == 0 {
                column += 1
                continue
            }
            if let path = BoxPath.of(cell.scalar) {
                var end = column + 1
                while end < grid.columns, grid[row, end].scalar == cell.scalar, grid[row, end].style == cell.style {
                    end += 1
                }
                out += lines(path, row, column..<end, cell.style, palette)
                column = end
                continue
            }
            var text = ""
            var end = column
            while end < grid.columns, grid[row, end].style == cell.style, grid[row, end].scalar != 0x20,
                BoxPath.of(grid[row, end].scalar) == nil
            {
                let next = grid[row, end]
                if next.width == 2, end > column { break }
                if next.cluster > 0 {
                    text += grid.clusters[Int(next.cluster) - 1]
                } else if let scalar = Unicode.Scalar(next.scalar), next.width > 0 {
                    text.unicodeScalars.append(scalar)
                }
                end += 1
                if next.width == 2 { break }
            }
            out += word(text, row, column, max(end, column + 1), cell.style, palette)
            column = max(end, column + 1)
        }
        return out
    }

    private static func word(
        _ text: String, _ row: Int, _ column: Int, _ end: Int, _ style: Style, _ palette: Palette
    ) -> String {
        var attributes = " fill=\"\(ink(style, palette))\""
        if style.attributes.contains(.bold) { attributes += " font-weight=\"bold\"" }
        if style.attributes.contains(.dim) { attributes += " opacity=\"0.6\"" }
        if style.attributes.contains(.underline) { attributes += " text-decoration=\"underline\"" }
        let length = (end - column) * cellWidth
        return """
            <text x="\(x(column))" y="\(y(row) + baseline)" textLength="\(length)"\(attributes)>\(TextEscape.markup(text))</text>

            """
    }

    private static func lines(
        _ path: BoxPath, _ row: Int, _ columns: Range<Int>, _ style: Style, _ palette: Palette
    ) -> String {
        let opacity = style.attributes.contains(.dim) ? " opacity=\"0.6\"" : ""
        var data = ""
        for column in columns { data += path.data(x: x(column), y: y(row), width: cellWidth, height: cellHeight) }
        return """
            <path d="\(data)" stroke="\(ink(style, palette))" stroke-width="\(path.isHeavy ? "2.4" : "1.2")" \
            fill="none"\(path.isDashed ? " stroke-dasharray=\"2 1.6\"" : "")\(opacity)/>

            """
    }

    private static func ink(_ style: Style, _ palette: Palette) -> String {
        if style.attributes.contains(.reverse) { return palette.ground }
        return style.foreground >= 0 ? palette.colours[Int(style.foreground) & 15] : palette.text
    }

    private static func x(_ column: Int) -> Int { margin + column * cellWidth }
    private static func y(_ row: Int) -> Int { margin + row * cellHeight }
}
