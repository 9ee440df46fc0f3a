internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// Screens too small for panes (screens.md 3.15): moves and a mark.
extension Frame {
    /// Title, a row a thread, and the key bar from 6 rows on.
    func drawShort(_ scene: Scene, on canvas: inout Canvas) {
        let width = layout.size.columns
        let name = VisibleText.of(scene.program.name)
        let left = " " + name + marks.separator + count(scene)
        var line = StyledLine(marks.cut(left, max(1, width - 3)), .strong)
        line.pad(to: width - 1)
        line.append(contentsOf: mark(scene))
        drawTitle(line, on: &canvas)
        let bottom = layout.keyBarRow ?? layout.size.rows
        let rows = threads(scene)
        let cursor = rows.firstIndex { $0.isSelected } ?? 0
        let top = PaneWindow.top(keeping: cursor, from: 0, height: bottom - 1, count: rows.count)
        let outlook = OutlookWords(scene)
        let visible = rows.dropFirst(top).prefix(bottom - 1)
        let column = 3 + (visible.map { CellWidth.of($0.text) }.max() ?? 0) + 3
        for (index, row) in visible.enumerated() {
            var line = StyledLine(row.isSelected ? marks.selected : " ")
            line.append("\(row.thread)", .thread(row.thread))
            line.append(" " + row.text)
            if !row.moves.isEmpty {
                let short = outlook.short(row.moves)
                line.put(short.text, short.role, at: min(column, max(0, width - CellWidth.of(short.text))))
            }
            canvas.put(line, row: 1 + index, column: 0, end: width)
        }
        drawKeyBar(on: &canvas)
    }

    /// Moves side by side; from two rows on the place below; on a single cell the mark of the model.
    func drawTiny(_ scene: Scene, on canvas: inout Canvas) {
        let size = layout.size
        if layout.kind == .least {
            canvas.put(mark(scene), row: 0, column: 0, end: size.columns)
            return
        }
        let outlook = OutlookWords(scene)
        var line = StyledLine()
        for row in threads(scene) {
            if row.letter.isEmpty { continue }
            let mark = outlook.mark(row.moves)
            line.append((row.isSelected ? marks.selected : " ") + "\(row.thread)\(row.letter) ")
            line.append(mark.text, mark.role)
            line.append(" ")
        }
        canvas.put(line, row: 0, column: 0, end: size.columns)
        guard size.rows > 1 else { return }
        var below = StyledLine(" " + count(scene))
        below.pad(to: size.columns - 1)
        below.append(contentsOf: mark(scene))
        canvas.put(below, row: 1, column: 0, end: size.columns)
    }

    /// `1 of 4`: the place on its line.
    private func count(_ scene: Scene) -> String { "\(scene.depth) of \(scene.line.count)" }

    /// One mark for the whole model.
    private func mark(_ scene: Scene) -> StyledLine {
        let report = scene.situation.report
        if !report.findings.isEmpty { return StyledLine(marks.fails, .bad) }
        switch report.phase {
        case .complete: return StyledLine(marks.holds, .good)
        case .limited, .stoppedAtFinding: return StyledLine(marks.open, .open)
        case .idle, .running, .paused: return StyledLine(marks.isASCII ? "." : marks.searching, .open)
        }
    }

    private struct Move {
        var thread: Int
        var isSelected: Bool
        /// Letter of its next step; empty where it has none.
        var letter: String
        var text: String
        var moves: [Transition] = []
    }

    private func threads(_ scene: Scene) -> [Move] {
        (0..<scene.machine.threadCount(in: scene.state)).map { thread in
            let isSelected = scene.situation.selectedThread == thread
            let moves = scene.moves(ofThread: thread)
            guard let move = moves.first,
                let event = scene.machine.preview(move, in: scene.state)
            else {
                let isDone = scene.machine.status(ofThread: thread, in: scene.state) == .finished
                return Move(thread: thread, isSelected: isSelected, letter: "", text: isDone ? "done" : "blocked")
            }
            return Move(
                thread: thread, isSelected: isSelected, letter: scene.words.letter(event),
                text: scene.words.text(event), moves: moves)
        }
    }
}
