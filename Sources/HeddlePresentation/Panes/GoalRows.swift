internal import HeddleLibrary
internal import HeddleProgram

/// The Goal pane of a lesson: what to do, how it stands, the hint.
package enum GoalRows {
    /// As many rows as are needed; where there are more than `height`, the blank ones go first, then
    /// the text.
    package static func rows(_ card: LessonCard, width: Int, height: Int, marks: Marks) -> [StyledLine] {
        let all = allRows(card, width: width, marks: marks)
        let introduction = introduction(card, width: width, marks: marks)
        if !introduction.isEmpty, all.count + introduction.count + 1 <= height {
            return introduction + [StyledLine()] + all
        }
        if all.count <= height { return all }
        let dense = all.filter { !$0.isBlank }
        if dense.count <= height || (card.hint == nil && card.standing == .open) { return dense }
        // The text was read; what came of it is news.
        return allRows(card, width: width, marks: marks, withText: false).filter { !$0.isBlank }
    }

    /// What the lesson is about, where there is room for it beside its first goal.
    private static func introduction(_ card: LessonCard, width: Int, marks: Marks) -> [StyledLine] {
        guard card.goal == 0 else { return [] }
        return card.lesson.introduction.split(separator: "\n").flatMap {
            wrapped(String($0), max(10, width - 2), marks, .quiet)
        }
    }

    private static func allRows(
        _ card: LessonCard, width: Int, marks: Marks, withText: Bool = true
    ) -> [StyledLine] {
        let goal = card.current
        let room = max(10, width - 2)
        var rows: [StyledLine] = []
        let head = CellWidth.padded("Goal \(card.goal + 1)", 8) + " "
        for (index, text) in WrappedText.lines(VisibleText.of(goal.title), width: max(8, room - 9)).enumerated() {
            var line = StyledLine("  ")
            line.append(index == 0 ? head : String(repeating: " ", count: 9), .quiet)
            line.append(marks.plain(text), .strong)
            rows.append(line)
        }
        let bounds = LessonWords.bounds(goal)
        let text = withText ? [goal.text, bounds].filter { !$0.isEmpty } : []
        if !text.isEmpty { rows.append(StyledLine()) }
        for paragraph in text.flatMap({ $0.split(separator: "\n") }) {
            rows += wrapped(String(paragraph), room, marks)
        }
        let standing = self.standing(card, room: room, marks: marks)
        if !standing.isEmpty { rows += [StyledLine()] + standing }
        if let hint = card.hint, !card.isReached {
            rows += [StyledLine()] + self.hint(hint, width: width, marks: marks)
        }
        return rows
    }

    private static func wrapped(_ text: String, _ room: Int, _ marks: Marks, _ role: Role = .plain) -> [StyledLine] {
        WrappedText.lines(VisibleText.of(text), width: room).map { line in
            var row = StyledLine("  ")
            row.append(marks.plain(line), role)
            return row
        }
    }

    private static func standing(_ card: LessonCard, room: Int, marks: Marks) -> [StyledLine] {
        switch card.standing {
        case .open:
            guard case .predict = card.current.kind else { return [] }
            return action("enter", "say what you think", marks)
        case .tooLong(let result):
            return wrapped(marks.notJudged + " " + LessonWords.tooLong(result, card.current), room, marks, .open)
        case .guessed(let text, let verdict):
            let mark = verdict == .right ? marks.holds : marks.fails
            let shown = marks.cut(VisibleText.of(text), 20)
            return wrapped("\(mark) \(shown): \(LessonWords.verdict(verdict, for: card.current))", room, marks, .bad)
                + action("enter", "think again", marks)
        case .noAnswer(let reason): return wrapped("\(marks.open) \(reason).", room, marks, .open)
        case .repaired(let verdict, let detail):
            let mark = verdict == .untouched ? marks.notJudged : marks.fails
            let role: Role = verdict == .untouched ? .quiet : .bad
            let path = marks.cutMiddle(VisibleText.of(card.copyPath ?? ""), room)
            // A hint needs the room.
            if verdict == .untouched, card.hint != nil { return action("enter", "your copy in $EDITOR", marks) }
            return wrapped("\(mark) \(LessonWords.verdict(verdict, detail))", room, marks, role)
                + action("enter", "your copy in $EDITOR", marks) + [StyledLine("  " + path, .quiet)]
        case .reached(let answer):
            let how = card.wasRevealed ? "Reached, after :reveal." : "Reached."
            let text = "\(marks.holds) " + (answer.isEmpty ? how : answer)
            return wrapped(text, room, marks, .good)
                + action("enter", card.isLast ? "what there was to learn" : "next goal", marks)
        }
    }

    /// `▸ enter  next goal`
    private static func action(_ key: String, _ deed: String, _ marks: Marks) -> [StyledLine] {
        var line = StyledLine(marks.selected + " ")
        line.append(key, .strong)
        line.append("  " + deed)
        return [line]
    }

    /// The text with `i next hint 1/3` at the end of its last row, or below it.
    private static func hint(_ hint: (stage: Int, text: String), width: Int, marks: Marks) -> [StyledLine] {
        let isLast = hint.stage >= Goal.hintCount
        let right = (isLast ? "hint " : "i next hint ") + "\(hint.stage)/\(Goal.hintCount)"
        var rows = wrapped("Hint: " + hint.text, max(10, width - 2), marks)
        if let last = rows.last, last.width + 2 + CellWidth.of(right) > width { rows.append(StyledLine()) }
        rows[rows.count - 1].putRight(right, .quiet, endingAt: width, gap: 2)
        return rows
    }

    /// `Lesson 2 · The lost update · after step 1`, and `goal 2 of 3 · ✓ · ·`.
    package static func title(_ card: LessonCard, _ scene: Scene, width: Int) -> StyledLine {
        let marks = scene.marks
        let place = scene.depth == 0 ? "start" : "after step \(Figures.number(scene.depth))"
        let constants = scene.situation.settings.map { VisibleText.of("\($0.name) = \($0.value)") }
        let short = "goal \(card.goal + 1) of \(card.lesson.goals.count)"
        var right = StyledLine(short)
        if width >= 60 {
            right.append(marks.separator)
            for (index, isDone) in card.done.enumerated() {
                if index > 0 { right.append(" ") }
                right.append(isDone ? marks.holds : marks.notJudged, isDone ? .good : .plain)
            }
        }
        let left = ["Lesson \(card.number)", VisibleText.of(card.lesson.title)] + constants + [place]
        return TitleLine.compose(left: left, right: right, width: width, marks: marks)
    }
}
