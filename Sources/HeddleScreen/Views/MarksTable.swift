internal import HeddlePresentation

/// The marks of screens.md section 5 in the user's own colours.
enum MarksTable {
    static func rows(_ marks: Marks) -> [StyledLine] {
        steps(marks) + [StyledLine(), StyledLine("  Edges", .strong)] + edges(marks)
            + [StyledLine(), StyledLine("  Verdicts, places, differences", .strong)] + verdicts(marks)
            + [StyledLine(), StyledLine("  Colours", .strong)] + colours
    }

    private static func row(_ mark: String, _ meaning: String, _ role: Role = .strong) -> StyledLine {
        var line = StyledLine("    ")
        line.append(mark, role)
        line.put(meaning, at: 22, gap: 2)
        return line
    }

    private static func steps(_ marks: Marks) -> [StyledLine] {
        let head = StyledLine("  Steps: the thread's number, then a letter", .strong)
        let values = row("x \(marks.out) 1", LetterMeanings.comesOut)
        let into = row("x \(marks.into) 1", LetterMeanings.goesIn)
        return [head] + LetterMeanings.rows.map { row($0.letters, $0.meaning) } + [values, into]
    }

    private static func edges(_ marks: Marks) -> [StyledLine] {
        let ascii = marks.isASCII
        return [
            row(marks.lane, "program order: the thread's own lane", .quiet),
            row(ascii ? "+== 2 sw ==>" : "┝━━ 2 sw ━━▶", "synchronizes-with", .order),
            row(ascii ? "+-- 4 rf -->" : "├── 4 rf ──▶", "reads-from", .plain),
            row(ascii ? "+.. 3 mo ..>" : "├┄┄ 3 mo ┄┄▶", "modification order", .quiet),
            row(ascii ? "+-- 1 req --)" : "├── 1 req ──▷", "message", .plain),
            row(ascii ? "+<## 1 race ##>" : "╞◀══ 1 race ══▶", "race", .bad),
            row(ascii ? "+:: 1 ... ::>" : "├╌╌ 1 … ╌╌▶", "through steps that a filter leaves out", .quiet),
            row(marks.concurrent, "nothing orders it and the step under the cursor", .quiet),
            row("0\(marks.times)412", "412 steps of thread 0 that no arrow joins; enter opens"),
            row(ascii ? "--fork[1]-->" : "──fork[1]──▶", "waits for", .plain),
        ]
    }

    private static func verdicts(_ marks: Marks) -> [StyledLine] {
        [
            row(marks.fails, "fails, violated, diverged", .bad), row(marks.holds, "holds, passes, done", .good),
            row(marks.open, "not known: a bound was reached", .open), row(marks.searching, "still searching", .open),
            row(marks.notJudged, "not judged yet"),
            row(marks.wall, "point of no return: from here every run fails", .bad),
            row("* x 0 \(marks.out) 1", "value changed", .changed), row("+  -", "new, gone"),
            row(marks.noValue, "no value"),
            row(marks.cutOff, "cut off"), row(marks.selected, "selected, next"),
            row("[1R]", "your place in Play", .here),
        ]
    }

    private static var colours: [StyledLine] {
        var threads = StyledLine("    ")
        for number in 0..<8 { threads.append("\(number) ", .thread(number)) }
        threads.put("threads, from 0 on; the colours repeat with underline", at: 22, gap: 2)
        return [
            row("selected", "the row under the cursor", .selected), row("match", "found by /", .match),
            row("good", "what holds or passes", .good), row("bad", "what fails; a race", .bad),
            row("open", "not known, or still being searched", .open),
            row("changed", "a value that has changed", .changed),
            row("order", "what synchronizes", .order), row("here", "your place", .here), threads,
        ]
    }
}
