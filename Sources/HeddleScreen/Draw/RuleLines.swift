internal import HeddlePresentation

/// The lines between panes, with the junctions where they meet.
///
/// A rule is heavy over the place that has the focus; lines between are always light.
struct RuleLines {
    let layout: Layout
    /// Index of the place with the heavy rule; nil: none.
    let focused: Int?
    let isASCII: Bool

    /// Draws every line; titles are written over them afterwards.
    func draw(on canvas: inout Canvas) {
        let quiet = canvas.theme.style(.quiet)
        let strong = canvas.theme.style(.plain)
        for (index, place) in layout.places.enumerated() {
            let isHeavy = index == focused
            let glyph = isASCII ? (isHeavy ? "=" : "-") : (isHeavy ? "━" : "─")
            for column in place.body.left..<place.body.right {
                canvas.grid.put(glyph, row: place.ruleRow, column: column, style: isHeavy ? strong : quiet)
            }
        }
        for vertical in layout.verticals {
            for row in vertical.top...max(vertical.top, vertical.bottom) {
                if let sentence = layout.sentenceRow, row >= sentence { break }
                canvas.grid.put(glyph(row: row, vertical), row: row, column: vertical.column, style: quiet)
            }
        }
    }

    private enum Weight: Int {
        case none, light, heavy
    }

    private func glyph(row: Int, _ vertical: Layout.Vertical) -> String {
        let up = row > vertical.top
        let down = row < vertical.bottom
        let left = weight(row: row, column: vertical.column - 1)
        let right = weight(row: row, column: vertical.column + 1)
        if isASCII { return left == .none && right == .none ? "|" : "+" }
        return Self.junction(left, right, up: up, down: down)
    }

    private func weight(row: Int, column: Int) -> Weight {
        for (index, place) in layout.places.enumerated()
        where place.ruleRow == row && column >= place.body.left && column < place.body.right {
            return index == focused ? .heavy : .light
        }
        return .none
    }

    private static func junction(_ left: Weight, _ right: Weight, up: Bool, down: Bool) -> String {
        let heavyLeft = left == .heavy
        let heavyRight = right == .heavy
        switch (left != .none, right != .none, up, down) {
        case (false, false, _, _): return "│"
        case (true, true, false, true): return heavyLeft ? "┭" : heavyRight ? "┯" : "┬"
        case (true, true, true, false): return heavyLeft && heavyRight ? "┷" : heavyLeft ? "┵" : heavyRight ? "┶" : "┴"
        case (true, true, _, _): return heavyLeft && heavyRight ? "┿" : heavyLeft ? "┽" : heavyRight ? "┾" : "┼"
        case (true, false, _, _): return heavyLeft ? "┥" : "┤"
        case (false, true, _, _): return heavyRight ? "┝" : "├"
        }
    }
}

extension Canvas {
    /// Writes a pane's name on its rule, what stands on its right, and the names of the tabs behind it.
    ///
    /// Shape: ` Name ` two cells from the left (one behind a junction), ` label ` one cell from the right.
    /// Gives the columns of each tab's name.
    @discardableResult
    mutating func title(
        row: Int, from left: Int, to right: Int, name: String, isFocused: Bool, isBehindJunction: Bool = true,
        tabs: [String] = [], label: String = "", labelRole: Role = .quiet, margin: Int = 1
    ) -> [Range<Int>] {
        let start = left + (isBehindJunction ? 0 : 1)
        var end = right
        var ranges: [Range<Int>] = []
        let text = tabs.isEmpty ? label : tabs.joined(separator: marks.separator)
        let width = CellWidth.of(text)
        let nameWidth = CellWidth.of(name)
        if !text.isEmpty, right - start >= nameWidth + width + 6 + margin {
            end = right - margin - width - 2
            put(" ", row: row, column: end)
            put(text, tabs.isEmpty ? (isFocused ? .plain : labelRole) : .quiet, row: row, column: end + 1, end: right)
            put(" ", row: row, column: end + 1 + width, end: right)
            var column = end + 1
            for tab in tabs {
                let cells = CellWidth.of(tab)
                ranges.append(column..<column + cells)
                column += cells + CellWidth.of(marks.separator)
            }
        }
        let room = end - start - 2
        if room > 0, !name.isEmpty {
            let shown = marks.cutMiddle(name, room)
            let pen = put(" " + shown, isFocused ? .strong : .plain, row: row, column: start, end: end)
            put(" ", row: row, column: pen, end: end)
        }
        return ranges
    }
}
