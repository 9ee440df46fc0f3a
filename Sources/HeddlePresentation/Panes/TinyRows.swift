internal import HeddleEngine
internal import HeddleProgram

/// What is left of the screen below 40x10 (screens.md 2.2: short, tiny, least).
///
/// What lies behind a move is not said yet: its place stays empty.
package enum TinyRows {
    /// From 20x4: the title `Lost update · 1 of 4        ✗`.
    package static func title(_ scene: Scene, width: Int) -> StyledLine {
        let mark = self.mark(scene)
        var line = StyledLine(" ")
        let text = VisibleText.of(scene.program.name) + scene.marks.separator + place(scene)
        line.append(scene.marks.cut(text, max(1, width - 2 - CellWidth.of(mark.text))), .strong)
        line.putRight(mark.text, mark.role, endingAt: width)
        return line.fitted(to: width, marks: scene.marks)
    }

    /// From 20x4: a row a thread, `▸0 W balance ← 1`.
    package static func threads(_ scene: Scene, width: Int) -> [ThreadRow] {
        let block = BlockWords(scene)
        return (0..<scene.threadCount).map { thread in
            let isSelected = thread == scene.situation.selectedThread
            var line = StyledLine(isSelected ? scene.marks.selected : " ")
            line.append("\(thread) ", .thread(thread))
            if let move = scene.moves(ofThread: thread).first, let event = scene.machine.preview(move, in: scene.state)
            {
                line.append(scene.words.text(event))
            } else if let reason = scene.machine.blockReason(ofThread: thread, in: scene.state) {
                line.append(block.left(reason, thread: thread))
            } else {
                line.append("done", .quiet)
            }
            return ThreadRow(
                subject: .thread(thread), line: line.cut(to: width, marks: scene.marks), isSelected: isSelected)
        }
    }

    /// From 8x1: the moves as `▸0W    1R`; with a second row ` 1 of 4    ✗`.
    package static func tiny(_ scene: Scene, width: Int, height: Int) -> [StyledLine] {
        var line = StyledLine()
        for thread in 0..<scene.threadCount {
            guard let move = scene.moves(ofThread: thread).first,
                let event = scene.machine.preview(move, in: scene.state)
            else { continue }
            let isSelected = thread == scene.situation.selectedThread
            // Behind each move its verdict will stand: a mark between two blanks.
            if line.width > 0 { line.append(isSelected ? "   " : "    ") }
            line.append(isSelected ? scene.marks.selected : line.width == 0 ? " " : "")
            line.append(scene.words.mark(move, event), .thread(thread))
        }
        if line.isBlank { line = StyledLine(" " + (scene.ending == .deadlock ? "deadlock" : "done")) }
        var rows = [line.fitted(to: width, marks: scene.marks)]
        if height > 1 {
            let mark = self.mark(scene)
            var second = StyledLine(" " + scene.marks.cut(place(scene), max(1, width - 3)))
            second.putRight(mark.text, mark.role, endingAt: width)
            rows.append(second.fitted(to: width, marks: scene.marks))
        }
        return rows
    }

    /// From 1x1: one mark for the model.
    package static func least(_ scene: Scene) -> StyledLine {
        let mark = self.mark(scene)
        return StyledLine(String(mark.text.prefix(1)), mark.role)
    }

    /// `1 of 4`, `start`.
    private static func place(_ scene: Scene) -> String {
        scene.depth == 0 ? "start" : "\(scene.depth) of \(scene.line.count)"
    }

    /// What is known of the whole model, as one mark.
    package static func mark(_ scene: Scene) -> StyledRun {
        let report = scene.situation.report
        if scene.situation.judgement.rows.contains(where: { $0.status == .fails }) || !report.findings.isEmpty {
            return StyledRun(scene.marks.fails, .bad)
        }
        switch report.phase {
        case .complete: return StyledRun(scene.marks.holds, .good)
        case .limited, .stoppedAtFinding: return StyledRun(scene.marks.open, .open)
        case .idle, .running, .paused: return StyledRun(scene.marks.searching, .open)
        }
    }
}
