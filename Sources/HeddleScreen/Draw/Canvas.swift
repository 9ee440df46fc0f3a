internal import HeddlePresentation

/// A grid under the brush: text in roles, cut to its place.
struct Canvas {
    var grid: CellGrid
    let theme: Theme
    let marks: Marks

    init(_ size: GridSize, appearance: Appearance) {
        grid = CellGrid(rows: size.rows, columns: size.columns)
        theme = Theme(appearance.theme, colors: appearance.colors)
        marks = Marks(ascii: appearance.isASCII)
    }

    @discardableResult
    mutating func put(_ text: String, _ role: Role = .plain, row: Int, column: Int, end: Int = .max) -> Int {
        grid.put(text, row: row, column: column, end: end, style: theme.style(role), asciiOnly: marks.isASCII)
    }

    /// Writes a line into a row of a place, scrolled sideways by `skip` cells; a cut end bears the mark for it.
    ///
    /// A row whose first run is `selected` is reversed over the whole width.
    mutating func put(_ line: StyledLine, row: Int, column: Int, end: Int, skip: Int = 0) {
        guard row >= 0, row < grid.rows, end > column else { return }
        let limit = min(end, grid.columns)
        let isSelected = line.runs.first?.role == .selected
        var pen = column
        var toSkip = skip
        var isCut = false
        for run in line.runs {
            if pen >= limit {
                if CellWidth.of(run.text) > 0 { isCut = true }
                break
            }
            var text = run.text
            if toSkip > 0 {
                let width = CellWidth.of(text)
                if width <= toSkip {
                    toSkip -= width
                    continue
                }
                text = String(text.unicodeScalars.dropFirst(CellWidth.prefix(text, toSkip).unicodeScalars.count))
                toSkip = 0
            }
            var style = theme.style(run.role)
            if isSelected, run.role != .selected { style = style.adding(.reverse) }
            let width = CellWidth.of(text)
            let room = limit - pen
            pen = grid.put(text, row: row, column: pen, end: limit, style: style, asciiOnly: marks.isASCII)
            if width > room { isCut = true }
        }
        if isSelected { grid.clear(row: row, from: pen, to: limit, style: theme.style(.selected)) }
        if isCut, limit > column {
            let style = isSelected ? theme.style(.selected) : theme.style(.quiet)
            grid.put(marks.cutOff, row: row, column: limit - 1, end: limit, style: style)
        }
    }

    /// Underlines every occurrence of a search text in a row, upper and lower case alike.
    mutating func highlight(_ pattern: [UInt32], row: Int, from start: Int, to end: Int) {
        guard !pattern.isEmpty, row >= 0, row < grid.rows else { return }
        let limit = min(end, grid.columns)
        var column = start
        while column + pattern.count <= limit {
            let isHit = pattern.indices.allSatisfy { Self.folded(grid[row, column + $0].scalar) == pattern[$0] }
            if isHit {
                grid.restyle(row: row, from: column, to: column + pattern.count) { $0.adding(.underline) }
                column += pattern.count
            } else {
                column += 1
            }
        }
    }

    /// A search text as `highlight` compares it.
    static func pattern(_ text: String) -> [UInt32] { text.unicodeScalars.map { folded($0.value) } }

    private static func folded(_ scalar: UInt32) -> UInt32 { scalar >= 0x41 && scalar <= 0x5A ? scalar + 0x20 : scalar }
}

extension Style {
    func adding(_ attributes: Attributes) -> Style {
        Style(foreground: foreground, attributes: self.attributes.union(attributes))
    }
}
