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
        self.run = run
        self.style = style
        self.finding = finding
        words = PassWords(
            machine: run.machine, finding: run.report.findings[finding],
            looksForRaces: Judge.looksForRaces(run.program, run: run.run), marks: style.marks)
    }

    package var text: String {
        let count = run.report.findings.count
        var lines = [
            StyledLine(run.heading(marks) + marks.separator + "finding \(finding + 1) of \(count)", .strong),
            StyledLine(),
        ]
        lines += failure
        lines.append(StyledLine())
        lines += decision
        lines.append(StyledLine())
        lines += schedules
        return style.text(lines)
    }

    // MARK: - What fails

    private var failure: [StyledLine] {
        let it = words.finding
        let texts = FindingWords(machine: run.machine, marks: marks)
        let title = texts.title(it, trace: words.failing)
        var lines = [StyledLine("\(marks.fails) \(title)", .bad)]
        guard case .property(let index) = it.subject else {
            let detail = texts.detailLine(it, trace: words.failing, below: title)
            return lines + (detail.isEmpty ? [] : style.wrapped("    " + detail))
        }
        let property = texts.properties(words.failing)
        let conjunct = property.failingConjunct(index) ?? 0
        lines += conjunctLines(property, index, conjunct)
        lines += ValueOrigins(words).lines(property: index, conjunct: conjunct).flatMap { style.wrapped("    " + $0) }
        return lines
    }

    /// A comparison and its values below it, side below side.
    private func conjunctLines(_ property: PropertyWords, _ index: Int, _ conjunct: Int) -> [StyledLine] {
        let text = property.text(property: index, conjunct: conjunct)
        guard let values = property.operands(property: index, conjunct: conjunct),
            let sides = property.sides(property: index, conjunct: conjunct)
        else {
            return style.wrapped("    " + property.detail(property: index))
        }
        let width = max(CellWidth.of(sides.left), CellWidth.of(values.left))
        let first = "    " + CellWidth.padded(sides.left, width) + " \(values.sign) \(sides.right)"
        let second = "    " + CellWidth.padded(values.left, width) + " \(values.sign) \(values.right)"
        if CellWidth.of(first) > style.rightEdge || CellWidth.of(second) > style.rightEdge {
            let values = property.valueText(property: index, conjunct: conjunct)
            return style.wrapped("    " + text) + style.wrapped("    " + values)
        }
        return [StyledLine(first), StyledLine(second)]
    }

    // MARK: - What decides

    private var decision: [StyledLine] {
        guard let pass = words.pass, let passing = words.passing else {
            if let sentence = words.sentence { return [StyledLine(sentence)] }
            let lines = words.pointSentence.map { style.wrapped($0) } ?? []
            let what =
                lines.isEmpty
                ? "What decides it is not known: the step behind which every run fails was not found within the bounds."
                : "No passing schedule was found close to it."
            return lines + style.wrapped(what)
        }
        let rows = [
            row("step \(pass.early)", words.failing.events[pass.early - 1], words.failing), lateRow(pass, passing),
        ]
        let step = rows.map { CellWidth.of($0.step) }.max() ?? 0
        let name = rows.map { CellWidth.of($0.name) }.max() ?? 0
        let line = rows.map { CellWidth.of($0.line) }.max() ?? 0
        let action = rows.map { CellWidth.of($0.action) }.max() ?? 0
        var lines = [StyledLine(pass.isOtherWay ? "Deciding choice" : "Deciding pair", .strong)]
        for (index, row) in rows.enumerated() {
            let text =
                "    " + CellWidth.padded(row.step, step) + "  " + CellWidth.padded(row.name, name) + " "
                + CellWidth.padded(row.line, line) + "  " + CellWidth.padded(row.action, action)
            let relation = pass.isOtherWay ? "was taken" : "ran before"
            lines.append(StyledLine(index == 0 ? text + "     " + relation : text))
        }
        for sentence in [words.sentence, words.pointSentence].compactMap({ $0 }) {
            lines += style.wrapped("    " + sentence)
        }
        return lines
    }

    /// The late step as it was made in the failing schedule, if it was.
    private func lateRow(_ pass: NearestPass, _ passing: Trace) -> PairRow {
        guard let step = pass.lateInFailure else {
            return row(pass.isOtherWay ? "not" : "too late", passing.events[pass.late - 1], passing)
        }
        return row("step \(step)", words.failing.events[step - 1], words.failing)
    }

    private struct PairRow {
        var step: String
        var name: String
        var line: String
        var action: String
    }

    private func row(_ step: String, _ event: Event, _ trace: Trace) -> PairRow {
        PairRow(
            step: step, name: words.name(event, trace), line: words.line(event), action: letters(trace).text(event))
    }

    private func letters(_ trace: Trace) -> StepLetters {
        StepLetters(machine: run.machine, state: trace.lastState, marks: marks)
    }

    // MARK: - Side by side

    /// Steps that both schedules share are folded where there are more than this before the decision.
    private static let shared = 30

    private var schedules: [StyledLine] {
        let half = style.width / 2
        let pass = words.pass
        let left = column(
            words.failing, marked: pass.map { [$0.early, $0.lateInFailure ?? 0] } ?? [], width: half - 1,
            wall: words.finding.pointOfNoReturn)
        guard let pass, let passing = words.passing else {
            return [StyledLine("This schedule fails", .strong)] + left + [ending(words.failing, isGood: false)]
        }
        let right = column(passing, marked: [pass.late, pass.earlyInPass ?? 0], width: style.width - half, wall: nil)
        var head = StyledLine("This schedule fails", .strong)
        head.put("Nearest passing one" + (pass.isOneReordering ? ": 1 reordering" : ""), .strong, at: half)
        var lines = [head]
        let first = max(0, pass.early - 1 - Self.shared)
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

    private func column(_ trace: Trace, marked: [Int], width: Int, wall: Int?) -> [StyledLine] {
        let letters = letters(trace)
        let names = trace.events.map { words.name($0, trace) }
        let nameWidth = min(16, names.map { CellWidth.of($0) }.max() ?? 0)
        return trace.events.enumerated().map { index, event in
            var line = StyledLine("  ")
            if index + 1 == wall { line.append(marks.wall, .bad) }
            line.putRight(String(index + 1), endingAt: 5, gap: 0)
            if marked.contains(index + 1) { line.put(marks.selected, .strong, at: 6) }
            line.put(marks.cutMiddle(names[index], nameWidth), .thread(event.thread), at: 8)
            let column = 8 + nameWidth + 2
            line.put(marks.cut(letters.text(event), max(1, width - column)), at: column)
            return line
        }
    }

    private func ending(_ trace: Trace, isGood: Bool) -> StyledLine {
        var line = StyledLine()
        line.put(marks.cut(words.end(trace), max(8, style.width / 2 - 8 - 6)), at: 8)
        line.append("   " + (isGood ? marks.holds : marks.fails), isGood ? .good : .bad)
        return line
    }
}

/// Where the values of a condition come from: who wrote them last, and when.
struct ValueOrigins {
    private let words: PassWords

    init(_ words: PassWords) { self.words = words }

    /// `balance = 1   written in step 4, teller.0 :10`
    func lines(property: Int, conjunct: Int) -> [String] {
        let program = words.machine.program
        let it = program.properties[property]
        let expression = conjunct < it.conjuncts.count ? it.conjuncts[conjunct].expression : it.expression
        let values = ValueText(machine: words.machine, state: words.failing.lastState, marks: words.marks)
        var rows: [(text: String, origin: String)] = []
        for object in ExpressionMentions(expression, in: program).objects.sorted() {
            guard
                case .value(let value) = words.machine.status(ofObject: object, index: 0, in: words.failing.lastState),
                let type = Self.type(program.objects[object])
            else { continue }
            let name = program.objects[object].name
            let step = words.failing.events.lastIndex { event in
                event.operations.contains { $0.kind.writesValue && $0.object == object }
            }
            let origin = step.map { index in
                let event = words.failing.events[index]
                return "written in step \(index + 1), \(words.name(event, words.failing)) \(words.line(event))"
                    + sources(ofStep: index, values)
            }
            rows.append(("\(VisibleText.of(name)) = \(values.text(value, type))", origin ?? "as at the start"))
        }
        let text = conjunct < it.conjuncts.count ? it.conjuncts[conjunct].text : it.text
        let names = Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
        for constant in program.constants where names.contains(constant.name) {
            rows.append(
                ("\(VisibleText.of(constant.name)) = \(values.text(constant.value, constant.type))", "constant"))
        }
        let width = rows.map { CellWidth.of($0.text) }.max() ?? 0
        return rows.map { CellWidth.padded($0.text, width) + "   " + $0.origin }
    }

    /// `, from seen = 0 read in step 1`
    private func sources(ofStep step: Int, _ values: ValueText) -> String {
        let found = ValueSource.sources(ofStep: step, in: words.failing, machine: words.machine)
        let parts = found.map { source in
            "\(VisibleText.of(source.name)) = \(values.text(source.value, source.type)) "
                + "\(source.isRead ? "read" : "set") in step \(source.step)"
        }
        return parts.isEmpty ? "" : ", from " + Figures.list(parts)
    }

    private static func type(_ object: SharedObject) -> ValueType? {
        switch object.kind {
        case .variable(let type, _), .atomic(let type, _): return object.count == nil ? type : nil
        default: return nil
        }
    }
}
