internal import HeddlePresentation

// The command palette (screens.md 3.12): the line, what matches, the help on what is selected, or what is wrong.
extension Frame {
    func drawPalette(_ palette: PaletteDialog, on canvas: inout Canvas) {
        guard let inside = box("Command", columns: 64, rows: 15, top: 2, on: &canvas) else { return }
        let left = inside.left + 1
        let end = inside.right - 1
        canvas.put(":", .strong, row: inside.top, column: left)
        let hidden = field(palette.field, row: inside.top, column: left + 1, end: end, on: &canvas)
        let matches = PaletteMatches(palette.field.text, keys: state.keyMap)
        if let mistake = palette.mistake {
            let place = GridRect(top: inside.top, left: left, rows: inside.rows, columns: end - left)
            draw(mistake, of: palette.field, hidden: hidden, in: place, on: &canvas)
        } else {
            drawMatches(matches, palette, in: inside, on: &canvas)
        }
        guard inside.rows >= 13, matches.rows.indices.contains(palette.selected) else { return }
        let row = matches.rows[palette.selected]
        canvas.put(row.usage, .strong, row: inside.top + 9, column: left, end: end)
        var texts = TextWrap.lines(
            marks.plain(row.detail.isEmpty ? Self.sentence(row.does) : row.detail), width: end - left)
        if !row.example.isEmpty {
            // What is to be tried is worth more than the end of a long explanation.
            texts = Array(texts.prefix(2)) + ["Example  :" + row.example.drop { $0 == ":" }]
        }
        for (index, text) in texts.prefix(3).enumerated() {
            canvas.put(marks.cut(text, end - left), row: inside.top + 10 + index, column: left, end: end)
        }
    }

    private func drawMatches(
        _ matches: PaletteMatches, _ palette: PaletteDialog, in inside: GridRect, on canvas: inout Canvas
    ) {
        let left = inside.left + 1
        let end = inside.right - 1
        let shown = min(PaletteMatches.shown, max(0, inside.rows - 3))
        let top = max(0, min(palette.selected - shown + 1, matches.rows.count - shown))
        for (index, row) in matches.rows.dropFirst(top).prefix(shown).enumerated() {
            let isSelected = top + index == palette.selected
            var line = StyledLine(isSelected ? marks.selected + " " : "  ", isSelected ? .strong : .plain)
            line.append(CellWidth.padded(row.usage, 30), isSelected ? .strong : .plain)
            let keys = row.keyLabel(ascii: marks.isASCII)
            line.append(row.brief ?? (keys.isEmpty ? marks.plain(row.does) : keys), .quiet)
            canvas.put(line, row: inside.top + 2 + index, column: left, end: end)
        }
        guard inside.rows >= 13 else { return }
        let text = palette.problem.map(VisibleText.of) ?? count(matches, below: matches.rows.count - top - shown)
        canvas.put(
            StyledLine(marks.cut(marks.plain(text), end - left), .quiet), row: inside.top + 7, column: left, end: end)
    }

    private func count(_ matches: PaletteMatches, below: Int) -> String {
        let query = VisibleText.of(matches.query)
        if matches.isSuggestion { return "No command matches \"\(query)\"; this one is the nearest." }
        if matches.rows.isEmpty { return "No command matches \"\(query)\"." }
        var text = "\(matches.rows.count) of \(matches.total) commands"
        if !matches.query.isEmpty { text += matches.rows.count == 1 ? " matches" : " match" }
        if !matches.query.isEmpty { text += " \"\(query)\"" }
        if below > 0 { text += "; \(below) more below" }
        return text
    }

    /// Carets below the line, and in words what is wrong and what to try.
    private func draw(
        _ mistake: Mistake, of field: TextField, hidden: Int, in place: GridRect, on canvas: inout Canvas
    ) {
        let end = place.right
        if let columns = mistake.columns {
            let characters = field.characters
            func cells(_ count: Int) -> Int { CellWidth.of(VisibleText.of(String(characters.prefix(max(0, count))))) }
            let start = cells(columns.lowerBound) - hidden
            let length = max(1, cells(columns.upperBound) - cells(columns.lowerBound))
            if start >= 0 {
                canvas.put(
                    StyledLine(String(repeating: "^", count: length), .bad), row: place.top + 1,
                    column: place.left + 1 + start, end: end)
            }
        }
        let message = TextWrap.lines(marks.plain(VisibleText.of(mistake.message)), width: place.columns)
        let hint = mistake.hint.map { TextWrap.lines(marks.plain(VisibleText.of($0)), width: place.columns) } ?? []
        let lines = message.map { StyledLine($0, .bad) } + hint.map { StyledLine($0) }
        for (index, line) in lines.prefix(6).enumerated() where 2 + index < place.rows {
            canvas.put(line, row: place.top + 2 + index, column: place.left, end: end)
        }
    }

    private static func sentence(_ clause: String) -> String {
        guard let first = clause.first else { return "" }
        return first.uppercased() + clause.dropFirst() + "."
    }
}
