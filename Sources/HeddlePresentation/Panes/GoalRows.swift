internal import HeddleEngine
package import HeddleLibrary
internal import HeddleProgram

/// The Goal pane of a lesson: what to do, how it stands, the hint.
package enum GoalRows {
    /// As many rows as are needed; where there are more than `height`, the blank ones go first, then what was read
    /// before: what the lesson is about, that nothing was changed yet, the text.
    package static func rows(_ card: LessonCard, width: Int, height: Int, marks: Marks) -> [StyledLine] {
        let introduction = introduction(card, width: width, marks: marks)
        let all = allRows(card, width: width, marks: marks)
        if !introduction.isEmpty, all.count + introduction.count + 1 <= height {
            return introduction + [StyledLine()] + all
        }
        let dense = all.filter { !$0.isBlank }
        if !introduction.isEmpty, dense.count + introduction.count <= height { return introduction + dense }
        if all.count <= height { return all }
        if dense.count <= height || (card.hint == nil && card.standing == .open) { return dense }
        for extent in [Extent.withoutRemark, .withoutAction] {
            let short = allRows(card, width: width, marks: marks, extent).filter { !$0.isBlank }
            if short.count <= height { return short }
        }
        // The text was read; what came of it is news.
        return allRows(card, width: width, marks: marks, .newsAlone).filter { !$0.isBlank }
    }

    /// What is said where there is less and less room.
    private enum Extent: Int {
        case all
        /// That nothing was changed yet is not said.
        case withoutRemark
        /// Nor what enter does to a model that is to be changed: the key bar has it too.
        case withoutAction
        /// Nor the goal's text.
        case newsAlone
    }

    /// Whether there was no room for what the lesson is about, not even when the goal began.
    package static func lacksIntroduction(_ card: LessonCard, width: Int, height: Int, marks: Marks) -> Bool {
        let card = card.atFirst
        let about = introduction(card, width: width, marks: marks)
        guard !about.isEmpty else { return false }
        return rows(card, width: width, height: height, marks: marks).starts(with: about) == false
    }

    /// Rows that everything needs which a goal says from its beginning on, without blank ones.
    package static func height(_ card: LessonCard, width: Int, marks: Marks) -> Int {
        (introduction(card, width: width, marks: marks) + allRows(card, width: width, marks: marks))
            .count { !$0.isBlank }
    }

    /// What the lesson is about, beside its first goal.
    private static func introduction(_ card: LessonCard, width: Int, marks: Marks) -> [StyledLine] {
        guard card.goal == 0 else { return [] }
        return card.lesson.introduction.split(separator: "\n").flatMap {
            wrapped(String($0), max(10, width - 2), marks, .quiet)
        }
    }

    private static func allRows(
        _ card: LessonCard, width: Int, marks: Marks, _ extent: Extent = .all
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
        let text = extent != .newsAlone ? [goal.text, bounds].filter { !$0.isEmpty } : []
        if !text.isEmpty { rows.append(StyledLine()) }
        for paragraph in text.flatMap({ $0.split(separator: "\n") }) {
            rows += wrapped(String(paragraph), room, marks)
        }
        let standing = self.standing(card, room: room, extent, marks: marks)
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

    private static func standing(
        _ card: LessonCard, room: Int, _ extent: Extent, marks: Marks
    ) -> [StyledLine] {
        switch card.standing {
        case .open:
            guard case .predict = card.current.kind else { return [] }
            return action("enter", "say what you think", marks)
        case .tooLong(let result):
            return wrapped(marks.notJudged + " " + LessonWords.tooLong(result, card.current), room, marks, .open)
        case .guessed(let text, let verdict):
            return wrapped(judged(text, verdict, card, marks: marks), room, marks, .bad)
                + action("enter", "think again", marks)
        case .noAnswer(let reason): return wrapped("\(marks.open) \(reason).", room, marks, .open)
        case .repaired(let verdict, let detail):
            let mark = verdict == .untouched ? marks.notJudged : marks.fails
            let role: Role = verdict == .untouched ? .quiet : .bad
            let isSaid = verdict != .untouched || extent == .all
            let words = isSaid ? wrapped("\(mark) \(LessonWords.verdict(verdict, detail))", room, marks, role) : []
            let hasAction = extent.rawValue < Extent.withoutAction.rawValue
            return words + (hasAction ? action("enter", "your copy in $EDITOR", marks) : [])
                + path(card.copyPath ?? "", room, marks)
        case .reached(let answer):
            let how = card.wasRevealed ? "Reached, after :reveal." : "Reached."
            let text = "\(marks.holds) " + (answer.isEmpty ? how : answer)
            return wrapped(text, room, marks, .good)
                + action("enter", card.isLast ? "what there was to learn" : "next goal", marks)
        }
    }

    /// `✗ 3: no, there are more.`: an answer and what came of it.
    package static func judged(_ guess: String, _ verdict: GuessVerdict, _ card: LessonCard, marks: Marks) -> String {
        let mark = verdict == .right ? marks.holds : marks.fails
        return "\(mark) \(marks.cut(VisibleText.of(guess), 20)): \(LessonWords.verdict(verdict, for: card.current))"
    }

    /// In full, for another program may be to open it: in several rows where one is too short, broken behind slashes
    /// unless that takes more of them.
    private static func path(_ path: String, _ room: Int, _ marks: Marks) -> [StyledLine] {
        let text = marks.plain(VisibleText.of(path))
        let dense = WrappedText.lines(text, width: room)
        var rows = [""]
        for (index, name) in text.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            let part = (index == 0 ? "" : "/") + name
            // The slash stays with what is before it.
            let last = rows.count - 1
            if CellWidth.of(rows[last] + part) <= room {
                rows[last] += part
            } else {
                rows[last] += index == 0 ? "" : "/"
                rows.append(String(name))
            }
        }
        let fits = rows.allSatisfy { CellWidth.of($0) <= room } && rows.count <= dense.count
        return (fits ? rows : dense).map { StyledLine("  " + $0, .quiet) }
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
        let memory = scene.machine.memoryModel
        // One that the goal asks for is named even where it is the usual one: the goal before may have had another.
        let isNamed = memory != .sc || card.lesson.goals[card.goal].memoryModel != nil
        let constants =
            (isNamed ? [memory.rawValue] : [])
            + scene.situation.settings.map { VisibleText.of("\($0.name) = \($0.value)") }
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
        return TitleLine.compose(
            lefts: [left], rights: [right, StyledLine(short)], cutting: 1, width: width, marks: marks)
    }
}
