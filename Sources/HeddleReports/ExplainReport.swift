internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// `heddle explain` as text: what fails and with which values, the pair of steps that decides it, and the nearest
/// schedule that passes beside the one that fails (screens.md section 9).
package struct ExplainReport {
    private let run: RunReport
    private let style: ReportStyle
    private let finding: Int
    private let words: PassWords
    private var marks: Marks { style.marks }

    /// `finding`: which of the report's findings, from 0.
    package init(run: RunReport, finding: Int, style: ReportStyle = ReportStyle()) {
        var style = style
        style.marks.isUncut = !style.isCut
        self.run = run
        self.style = style
        self.finding = finding
        words = run.passWords(run.report.findings[finding], style.marks)
    }

    package var text: String {
        let count = run.report.findings.count
        var lines = [
            StyledLine(run.heading(marks) + marks.separator + "finding \(finding + 1) of \(count)", .strong),
            StyledLine(),
        ]
        lines += failure
        if count > 1 || words.finding.weak.map({ $0.total > 0 }) == true {
            lines += WrappedText.lines(ChanceWords.figures(words.finding, marks: marks), width: style.rightEdge - 4)
                .map { StyledLine("    " + $0, .quiet) }
        }
        lines.append(StyledLine())
        lines += decision
        lines.append(StyledLine())
        lines += schedules
        lines += weakReasons
        return style.text(lines)
    }

    /// Why the steps that only a weak memory allows could be made, and which orders would forbid them.
    private var weakReasons: [StyledLine] {
        guard run.machine.memoryModel != .sc else { return [] }
        let reasons = WeakReasonWords(machine: run.machine, trace: words.failing, marks: marks).reasons
        return reasons.flatMap { reason in
            [StyledLine(), StyledLine(reason.title, .strong)]
                + reason.sentences.flatMap { sentence in
                    WrappedText.lines(sentence, width: style.rightEdge - 4).map { StyledLine("    " + $0) }
                }
        }
    }

    // MARK: - What fails

    private var failure: [StyledLine] {
        let it = words.finding
        let texts = FindingWords(machine: run.machine, marks: marks)
        let title = texts.title(it, trace: words.failing)
        var lines = [StyledLine("\(marks.fails) \(title)", .bad)]
        guard case .property(let index) = it.subject else {
            return lines
                + FailureRows(words, isPending: false, width: style.rightEdge, isRoomy: false).reasons(below: title)
        }
        let property = texts.properties(words.failing)
        let conjunct = property.failingConjunct(index) ?? 0
        lines += property.table(property: index, conjunct: conjunct, limit: style.rightEdge)
        let origins = ValueOrigins(machine: run.machine, trace: words.failing, marks: marks)
        lines += origins.lines(property: index, conjunct: conjunct).flatMap { style.wrapped("    " + $0) }
        return lines
    }

    // MARK: - What decides

    private var decision: [StyledLine] {
        guard let pair = DecidingPair(words) else {
            if let sentence = words.sentence { return [StyledLine(sentence)] }
            let lines = words.pointSentence.map { style.wrapped($0) } ?? []
            let what =
                words.isOutOfTime
                ? PassWords.outOfTime
                : lines.isEmpty
                    ? "What decides it is not known: the step behind which every run fails was not found within the bounds."
                    : "No passing schedule was found close to it."
            return lines + style.wrapped(what)
        }
        var lines = [StyledLine(pair.title, .strong)]
        lines += pair.lines(indent: 4, limit: style.rightEdge, marks: marks)
        for sentence in [words.sentence, words.pointSentence].compactMap({ $0 }) {
            lines += style.wrapped("    " + sentence)
        }
        return lines
    }

    // MARK: - Side by side

    private var schedules: [StyledLine] {
        let pair = SchedulePair(words)
        let left = pair.failing(width: style.width / 2 - 1, indent: 2)
        let widest = (left + [ending(words.failing, isGood: false)]).map(\.width).max() ?? 0
        let half = style.isCut ? style.width / 2 : max(style.width / 2, widest + 2)
        guard let pass = words.pass, let passing = words.passing else {
            return [StyledLine("This schedule fails", .strong)] + left + [ending(words.failing, isGood: false)]
        }
        let right = pair.passing(width: style.width - half, indent: 2, withRemarks: false)
        var head = StyledLine("This schedule fails", .strong)
        head.put("Nearest passing one" + (pass.isOneReordering ? ": 1 reordering" : ""), .strong, at: half)
        var lines = [head]
        let first = pair.folded
        if first > 0 {
            lines.append(StyledLine("    \(marks.ellipsis) \(Figures.count(first, "step")) alike", .quiet))
        }
        for index in first..<max(left.count, right.count) {
            var line = index < left.count ? left[index] : StyledLine()
            if index < right.count {
                line.pad(to: half)
                line.append(contentsOf: right[index])
            }
            lines.append(line)
        }
        var last = ending(words.failing, isGood: false)
        last.pad(to: half)
        last.append(contentsOf: ending(passing, isGood: true))
        return lines + [last]
    }

    private func ending(_ trace: Trace, isGood: Bool) -> StyledLine {
        var line = StyledLine()
        line.put(SchedulePair(words).end(trace, width: style.width / 2 - 8 - 6), at: 8)
        line.append("   " + (isGood ? marks.holds : marks.fails), isGood ? .good : .bad)
        return line
    }
}
