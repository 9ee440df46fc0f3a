internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

// Boxes over everything else.
extension Frame {
    /// What the sentence line says while a dialog is open.
    var dialogSentence: String? {
        switch state.dialog {
        case nil: return nil
        case .save(let save):
            if save.remarks != nil { return "It is in the library already: enter adds what you wrote." }
            return save.known == nil
                ? "Nothing is written before enter." : "It is in the library already: nothing is written."
        case .palette, .full: return ""
        case .note: return "An empty note removes it."
        case .guess: return "A wrong answer costs nothing."
        case .confirm(let confirm): return confirm.question + " y/N"
        }
    }

    func drawDialog(_ dialog: Dialog, on canvas: inout Canvas) {
        switch dialog {
        case .save(let save): drawSave(save, on: &canvas)
        case .palette(let palette): drawPalette(palette, on: &canvas)
        case .note(let note):
            guard let inside = box("Note", columns: 64, rows: 4, top: 6, on: &canvas) else { return }
            field(note.field, row: inside.top + 1, column: inside.left + 1, end: inside.right - 1, on: &canvas)
        case .guess(let guess):
            var question = TextWrap.lines(VisibleText.of(state.currentGoal?.title ?? ""), width: 60)
            if let card = scene?.situation.lesson, case .guessed(let text, let verdict) = card.standing {
                question.append(GoalRows.judged(text, verdict, card, marks: marks))
            }
            guard
                let inside = box("Your answer", columns: 64, rows: 4 + question.count, top: 6, on: &canvas)
            else { return }
            for (index, line) in question.prefix(inside.rows - 2).enumerated() {
                canvas.put(line, row: inside.top + index, column: inside.left + 1, end: inside.right - 1)
            }
            field(
                guess.field, row: inside.bottom - 1, column: inside.left + 1, end: inside.right - 1, on: &canvas)
        case .confirm(let confirm):
            guard let inside = box("Sure?", columns: 64, rows: 4, top: 6, on: &canvas) else { return }
            for (index, line) in TextWrap.lines(confirm.question + " y/N", width: inside.columns - 2).prefix(
                inside.rows
            )
            .enumerated() {
                canvas.put(line, row: inside.top + index, column: inside.left + 1, end: inside.right)
            }
        case .full(let title, let text):
            let lines = TextWrap.lines(text, width: 66)
            guard let inside = box(title, columns: 70, rows: lines.count + 2, top: 4, on: &canvas) else { return }
            for (index, line) in lines.prefix(inside.rows).enumerated() {
                canvas.put(line, row: inside.top + index, column: inside.left + 1, end: inside.right)
            }
        }
    }

    /// An empty heavy box in the middle; gives the cells inside. Where it doesn't fit, says which size it needs.
    func box(_ title: String, columns: Int, rows: Int, top: Int, on canvas: inout Canvas) -> GridRect? {
        let size = layout.size
        let width = min(columns, size.columns - 2)
        let height = min(rows, size.rows - 2)
        guard width >= 30, height >= min(4, rows) else {
            for row in 0..<size.rows { canvas.grid.clear(row: row, from: 0, to: size.columns) }
            drawTooSmall(title, on: &canvas)
            return nil
        }
        let left = (size.columns - width) / 2
        let first = max(0, min(top, size.rows - 1 - height))
        let (corners, across, down) =
            marks.isASCII ? (["+", "+", "+", "+"], "=", "|") : (["┏", "┓", "┗", "┛"], "━", "┃")
        let line = String(repeating: across, count: width - 2)
        canvas.put(corners[0] + line + corners[1], row: first, column: left)
        for row in first + 1..<first + height - 1 {
            canvas.grid.clear(row: row, from: left, to: left + width)
            canvas.put(down, row: row, column: left)
            canvas.put(down, row: row, column: left + width - 1)
        }
        canvas.put(corners[2] + line + corners[3], row: first + height - 1, column: left)
        let pen = canvas.put(" " + title, .strong, row: first, column: left + 2, end: left + width - 2)
        canvas.put(" ", row: first, column: pen, end: left + width - 2)
        return GridRect(top: first + 1, left: left + 1, rows: height - 2, columns: width - 2)
    }

    /// A text field with its cursor; text that is wider than its place is scrolled. Gives the cells that are hidden.
    @discardableResult
    func field(_ field: TextField, row: Int, column: Int, end: Int, on canvas: inout Canvas) -> Int {
        let before = String(field.characters.prefix(field.cursor))
        let room = max(1, end - column - 1)
        let used = CellWidth.of(VisibleText.of(before))
        var shown = VisibleText.of(field.text)
        var cursor = used
        if used > room {
            let hidden = CellWidth.prefix(shown, used - room)
            shown = String(shown.unicodeScalars.dropFirst(hidden.unicodeScalars.count))
            cursor = used - CellWidth.of(hidden)
        }
        let pen = canvas.put(shown, row: row, column: column, end: end)
        if field.cursor == field.characters.count, pen < end {
            canvas.put(marks.isASCII ? "_" : "▏", row: row, column: pen)
        }
        canvas.grid.cursor = GridPoint(row: row, column: min(end - 1, column + cursor))
        return used - cursor
    }

    // MARK: - Saving

    private func drawSave(_ save: SaveDialog, on canvas: inout Canvas) {
        guard let inside = box("Save schedule", columns: 68, rows: 16, top: 3, on: &canvas) else { return }
        let name = inside.left + 1
        let value = inside.left + 13
        let end = inside.right - 1
        func row(_ index: Int, _ label: String, _ text: StyledLine) {
            guard index < inside.rows else { return }
            canvas.put(label, .quiet, row: inside.top + index, column: name, end: end)
            canvas.put(text, row: inside.top + index, column: value, end: end)
        }
        func entry(_ index: Int, _ label: String, _ text: TextField, _ kind: SaveDialog.Field) {
            guard index < inside.rows else { return }
            canvas.put(label, save.field == kind ? .strong : .quiet, row: inside.top + index, column: name, end: end)
            if save.field == kind {
                field(text, row: inside.top + index, column: value, end: end, on: &canvas)
            } else {
                let shown = kind == .file ? marks.ellipsis + "/" + text.text : text.text
                canvas.put(
                    marks.cut(VisibleText.of(shown), end - value), row: inside.top + index, column: value, end: end)
            }
        }
        // Where rows are scarce the blank ones go, then the facts: what enter will do is said always.
        let isTight = inside.rows < 14
        let top = isTight ? 0 : 1
        entry(top, "Title", save.title, .title)
        entry(top + 1, "File", save.file, .file)
        row(top + 2, "Status", statuses(save))
        entry(top + 3, "Tags", save.tags, .tags)
        entry(top + 4, "Root cause", save.cause, .cause)
        let answer = TextWrap.lines(known(save), width: end - name).prefix(3)
        let first = min(12, inside.rows - answer.count)
        let facts = [
            ("Fails", save.fails ?? "nothing"),
            ("Steps", stepFacts(save)),
            ("Model", modelFacts),
        ]
        let factsTop = isTight ? 6 : 8
        for (index, fact) in facts.enumerated() where factsTop + index < first {
            row(factsTop + index, fact.0, StyledLine(marks.cut(fact.1, end - value)))
        }
        for (index, line) in answer.enumerated() where first + index > top + 4 {
            canvas.put(StyledLine(line), row: inside.top + first + index, column: name, end: end)
        }
    }

    private func statuses(_ save: SaveDialog) -> StyledLine {
        var line = StyledLine()
        for status in SaveDialog.statuses {
            let isOn = status == save.status
            let mark = marks.isASCII ? (isOn ? "(*)" : "( )") : (isOn ? "●" : "○")
            let role: Role = isOn && save.field == .status ? .selected : isOn ? .strong : .plain
            // The first run mustn't be the selected one: that would reverse the whole row.
            if line.runs.isEmpty { line.append("") }
            line.append("\(mark) \(status.rawValue)", role)
            line.append("    ")
        }
        return line
    }

    /// `4 · 1 preemption · PCT depth 2 · random run 1/2`
    private func stepFacts(_ save: SaveDialog) -> String {
        var parts = ["\(save.schedule.count)", Figures.count(save.preemptions, "preemption")]
        if let hardness = save.hardness {
            let words = HardnessWords(
                hardness, steps: save.schedule.count, threads: 0, preemptions: save.preemptions, marks: marks)
            if let depth = words.depth { parts.append("PCT depth \(depth)") }
            if let chance = words.chance { parts.append("random run \(chance)") }
        }
        return parts.joined(separator: marks.separator)
    }

    private var modelFacts: String {
        guard let model = state.model else { return "" }
        let digest = model.digest
        var parts = [
            VisibleText.of(model.machine.program.source.fileName), model.machine.memoryModel.rawValue,
        ]
        if digest.count >= 8 { parts.append("digest \(digest.prefix(4))\(marks.ellipsis)\(digest.suffix(2))") }
        return parts.joined(separator: ", ")
    }

    private func known(_ save: SaveDialog) -> String {
        if let known = save.known, let remarks = save.remarks {
            return "Known: this is \(VisibleText.of(known)), found again. enter adds \(remarks) to it."
        }
        if let known = save.known { return "Known: this is \(VisibleText.of(known)), found again. enter opens it." }
        if !save.isKnownAsked { return marks.searching + " looking in \(state.libraryDirectory)/ for the same bug" }
        return "New: no entry in \(state.libraryDirectory)/ is the same bug."
    }
}
