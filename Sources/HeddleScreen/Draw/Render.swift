internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// Draws the state at a size: pure, at any size from 1x1 on, from the visible rows alone.
package func render(_ state: AppState, _ size: GridSize) -> CellGrid {
    var state = state
    state.size = size
    state.model?.situation.marks = Marks(ascii: state.appearance.isASCII)
    var canvas = Canvas(size, appearance: state.appearance)
    guard size.columns > 0, size.rows > 0 else { return canvas.grid }
    let frame = Frame(state)
    if let view = state.views.last {
        frame.drawView(view, on: &canvas)
    } else if frame.scene == nil {
        frame.drawView(.start, on: &canvas)
    } else {
        frame.drawMain(on: &canvas)
    }
    if let dialog = state.dialog { frame.drawDialog(dialog, on: &canvas) }
    return canvas.grid
}

/// One frame: the state with all that its parts derive from it.
struct Frame {
    let state: AppState
    let layout: Layout
    /// nil: no model is open.
    let scene: Scene?
    let marks: Marks

    init(_ state: AppState) {
        self.state = state
        layout = state.layout
        scene = state.model.map { Scene($0.situation) }
        marks = Marks(ascii: state.appearance.isASCII)
    }

    // MARK: - The main screen

    func drawMain(on canvas: inout Canvas) {
        guard let scene else { return }
        switch layout.kind {
        case .least, .tiny: drawTiny(scene, on: &canvas)
        case .short: drawShort(scene, on: &canvas)
        default:
            let width = layout.size.columns
            let title = scene.situation.lesson.map { GoalRows.title($0, scene, width: width) }
            drawTitle(title ?? TitleLine.line(scene, width: width), on: &canvas)
            if state.isZoomed { drawZoomed(scene, on: &canvas) } else { drawPlaces(scene, on: &canvas) }
            if let row = layout.lastPlayRow, !state.isZoomed { drawLastPlay(scene, row: row, on: &canvas) }
            drawSentence(sentences(scene), on: &canvas)
            drawKeyBar(on: &canvas)
        }
    }

    func drawTitle(_ line: StyledLine, on canvas: inout Canvas) {
        guard let row = layout.titleRow else { return }
        canvas.put(line, row: row, column: 0, end: layout.size.columns)
    }

    private func drawPlaces(_ scene: Scene, on canvas: inout Canvas) {
        let fronts = state.frontPanes(layout, scene)
        let focused = layout.places.firstIndex { $0.panes.contains(state.focus) }
        RuleLines(layout: layout, focused: focused, isASCII: marks.isASCII).draw(on: &canvas)
        for (index, place) in layout.places.enumerated() {
            let pane = fronts[index]
            let window = PaneWindow(
                pane, scene, width: place.body.columns, height: place.body.rows, scroll: scroll(of: pane),
                opened: state.opened.contains(pane))
            draw(window, in: place.body, isSearched: index == focused, on: &canvas)
            let others = place.panes.filter { $0 != pane }
            let label =
                window.position(marks).map {
                    let room = place.body.columns - CellWidth.of(state.name(of: pane)) - 8
                    return ruleLabel(of: window, at: $0, pane, room: room)
                } ?? window.label
            canvas.title(
                row: place.ruleRow, from: place.body.left, to: place.body.right, name: state.name(of: pane),
                isFocused: index == focused, isBehindJunction: place.hasJunction, tabs: others.map(\.title),
                label: label, labelRole: pane == .play ? .plain : .quiet, margin: layout.kind == .narrow ? 2 : 1)
        }
    }

    /// Where the rows in sight stand among all, before what stands there anyway if both fit; Source and Play have other
    /// things to say.
    private func ruleLabel(of window: PaneWindow, at position: String, _ pane: Pane, room: Int) -> String {
        switch pane {
        case .source, .play: return window.label
        case .happensBefore where !window.label.isEmpty: return position + marks.separator + window.label
        default:
            let both = [position, window.label].filter { !$0.isEmpty }.joined(separator: marks.separator)
            return CellWidth.of(both) <= room ? both : position
        }
    }

    private func scroll(of pane: Pane) -> PaneScroll { state.paneScroll[pane] ?? PaneScroll() }

    private func drawZoomed(_ scene: Scene, on canvas: inout Canvas) {
        guard let body = layout.viewBody else { return }
        let isOrder = state.focus == .happensBefore
        let window = PaneWindow(
            state.focus, scene, width: body.columns, height: isOrder ? state.pictureRows(body) : body.rows,
            scroll: scroll(of: state.focus), opened: true)
        rule(row: body.top - 1, isHeavy: true, on: &canvas)
        let position = window.position(marks)
        let label =
            (isOrder
            ? [position ?? "", PaneWindow.orderLabel(scene, width: body.columns, isZoomed: true), "zoomed"]
            : [position ?? window.label, "zoomed"])
            .filter { !$0.isEmpty }
        canvas.title(
            row: body.top - 1, from: 0, to: layout.size.columns, name: state.name(of: state.focus), isFocused: true,
            isBehindJunction: false, label: label.joined(separator: marks.separator))
        draw(window, in: body, isSearched: true, on: &canvas)
        if isOrder { drawDetail(scene, window, in: body, on: &canvas) }
    }

    /// Below the zoomed picture: the step under the cursor, what leads to it, the legend. Wide screens keep a place of
    /// their own for it.
    private func drawDetail(_ scene: Scene, _ window: PaneWindow, in body: GridRect, on canvas: inout Canvas) {
        let layout = OrderLayout(scene, width: body.columns)
        let detail = OrderDetail(layout, cursor: layout.cursorStep(scroll(of: .happensBefore)))
        var first = body.top + window.header.count + window.rows.count
        if self.layout.kind >= .wide {
            first = body.top + state.pictureRows(body)
            rule(row: first, isHeavy: false, on: &canvas)
            canvas.title(
                row: first, from: 0, to: self.layout.size.columns, name: detail.step.map { "Step \($0)" } ?? "Steps",
                isFocused: false, isBehindJunction: false)
            first += 1
        }
        guard body.bottom - first >= 3 else { return }
        for (index, line) in detail.rows(width: body.columns).prefix(body.bottom - first).enumerated() {
            canvas.put(line, row: first + index, column: body.left, end: body.right)
        }
    }

    func draw(_ window: PaneWindow, in body: GridRect, isSearched: Bool, on canvas: inout Canvas) {
        var row = body.top
        for line in window.header.prefix(body.rows) {
            canvas.put(line, row: row, column: body.left, end: body.right)
            row += 1
        }
        for item in window.rows.prefix(max(0, body.bottom - row)) {
            canvas.put(item.line, row: row, column: body.left, end: body.right)
            if item.isCursor, isSearched {
                let cells = item.cursorCells ?? 0..<body.columns
                canvas.grid.restyle(
                    row: row, from: body.left + cells.lowerBound, to: min(body.right, body.left + cells.upperBound)
                ) { $0.adding(.reverse) }
                // Without colours a mark says it too, where the row has none of its own.
                if canvas.theme.kind == .none, item.cursorCells == nil, canvas.grid[row, body.left].scalar == 0x20 {
                    canvas.put(marks.selected, .selected, row: row, column: body.left)
                }
            }
            row += 1
        }
        if isSearched, let search = state.search {
            let pattern = Canvas.pattern(search.field.text)
            for row in body.top..<body.bottom {
                canvas.highlight(pattern, row: row, from: body.left, to: body.right)
            }
        }
    }

    func rule(row: Int, isHeavy: Bool, from column: Int = 0, on canvas: inout Canvas) {
        let glyph = marks.isASCII ? (isHeavy ? "=" : "-") : (isHeavy ? "━" : "─")
        canvas.put(
            String(repeating: glyph, count: layout.size.columns - column), isHeavy ? .plain : .quiet, row: row,
            column: column)
    }

    // MARK: - The last lines

    /// What the sentence line says, longest form first.
    private func sentences(_ scene: Scene) -> [String] {
        if let search = state.search, search.isEditing { return ["/" + search.field.text] }
        if let notice = state.notice { return [marks.plain(notice)] }
        if let dialogSentence { return [dialogSentence] }
        let choice = WeakChoiceSentence.texts(scene)
        return choice.isEmpty ? StepSentences(scene).texts : choice
    }

    func drawSentence(_ texts: [String], on canvas: inout Canvas) {
        guard let row = layout.sentenceRow else { return }
        let line = SentenceLine.line(
            texts, key: state.lastCommand?.key, command: state.lastCommand?.command, width: layout.size.columns,
            marks: marks)
        canvas.put(line, row: row, column: 0, end: layout.size.columns)
        if let search = state.search, search.isEditing {
            let before = String(search.field.characters.prefix(search.field.cursor))
            canvas.grid.cursor = GridPoint(row: row, column: min(layout.size.columns - 1, 2 + CellWidth.of(before)))
        }
    }

    func drawKeyBar(on canvas: inout Canvas) {
        guard let row = layout.keyBarRow else { return }
        for item in KeyBar(state).placed(width: layout.size.columns) {
            let pen = canvas.put(item.entry.keys, .strong, row: row, column: item.columns.lowerBound)
            canvas.put(" " + item.entry.label, row: row, column: pen, end: item.columns.upperBound)
        }
    }

    private func drawLastPlay(_ scene: Scene, row: Int, on canvas: inout Canvas) {
        let rows = PlayRows.rows(scene, width: layout.size.columns, height: 1)
        if let first = rows.first { canvas.put(first.line, row: row, column: 0, end: layout.size.columns) }
    }
}
