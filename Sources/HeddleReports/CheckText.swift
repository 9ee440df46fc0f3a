internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// `heddle check` as text: a block for each run, a verdict at its end (screens.md section 9).
package struct CheckText: Sendable {
    private let style: ReportStyle
    private var marks: Marks { style.marks }

    package init(style: ReportStyle = ReportStyle()) { self.style = style }

    /// All runs of one model.
    package func text(_ runs: [RunReport]) -> String {
        var text = runs.map { style.text(block($0)) }.joined(separator: "\n")
        if runs.count > 1 { text += "\n" + Self.summary(runs) + "\n" }
        return text
    }

    /// `5 runs: 1 not as expected.`
    package static func summary(_ runs: [RunReport]) -> String {
        let count = Figures.count(runs.count, "run")
        let unmet = runs.filter { $0.judgement.asExpected == false }.count
        let open = runs.filter { $0.judgement.asExpected == nil }.count
        var parts: [String] = []
        if unmet > 0 { parts.append("\(Figures.number(unmet)) not as expected") }
        if open > 0 { parts.append("\(Figures.number(open)) inconclusive") }
        return "\(count): " + (parts.isEmpty ? "all as expected" : parts.joined(separator: ", ")) + "."
    }

    // MARK: - One run

    private func block(_ run: RunReport) -> [StyledLine] {
        var lines = [StyledLine(run.heading(marks), .strong), StyledLine()]
        for row in run.judgement.rows { lines += rows(row, run) }
        lines.append(StyledLine())
        lines += verdict(run)
        return lines
    }

    private func rows(_ row: Judgement.Row, _ run: RunReport) -> [StyledLine] {
        switch row.status {
        case .fails: return failing(row, run)
        case .possible where row.asExpected == false: return witnessed(row, run)
        default: return [plainRow(row, run)]
        }
    }

    private func name(_ row: Judgement.Row, _ run: RunReport) -> String {
        switch row.subject {
        case .property(let index): return VisibleText.of(run.program.properties[index].title)
        case .check(let check): return FindingWords.checkName(check, in: run.program)
        }
    }

    private func plainRow(_ row: Judgement.Row, _ run: RunReport) -> StyledLine {
        let report = run.report
        var mark = (marks.holds, Role.good)
        var text: String
        switch row.status {
        case .holds: text = "holds in \(SearchWords.whole(report))"
        case .possible: text = "possible"
        case .impossible: text = "impossible in \(SearchWords.whole(report))"
        case .vacuous:
            text = "never judged: nothing ended"
            mark = (marks.open, .open)
        case .notKnown:
            let reach = SearchWords.reach(report)
            text = row.wanted == .possible ? "not seen \(reach)" : "nothing fails \(reach)"
            mark = (marks.open, .open)
        case .fails: text = "fails"
        }
        if case .property(let index) = row.subject, row.status == .holds,
            let vacuity = CoverageWords.vacuity(ofProperty: index, in: report, run.program)
        {
            text = vacuity
            mark = (marks.open, .open)
        }
        if row.asExpected == false {
            mark = (marks.fails, .bad)
            text += ", expected: \(row.wanted.rawValue)"
        }
        return head(mark, name(row, run), text)
    }

    private func head(_ mark: (text: String, role: Role), _ name: String, _ right: String) -> StyledLine {
        var line = StyledLine(mark.text, mark.role)
        line.append(" ")
        line.append(marks.cut(name, max(20, style.rightEdge - 4 - CellWidth.of(right))))
        line.putRight(right, endingAt: style.rightEdge, gap: 2)
        return line
    }

    // MARK: - Findings

    private func failing(_ row: Judgement.Row, _ run: RunReport) -> [StyledLine] {
        let findings = run.report.findings.enumerated().filter { $0.element.subject == row.subject }
        guard let first = findings.first else { return [plainRow(row, run)] }
        let words = FindingWords(machine: run.machine, marks: marks)
        let title = words.title(first.element, trace: trace(first.element, run))
        var lines = [head((marks.fails, .bad), title, figure(findings.map(\.offset), of: run.report))]
        // Findings are for `explain` and the screens, by their numbers; bugs have no other place.
        let shown = run.report.grouping == .bySituation ? Array(findings.prefix(1)) : findings
        for (position, finding) in shown.enumerated() {
            // Of a check findings may differ in what they are about: the line above is that of the first.
            let own = words.title(finding.element, trace: trace(finding.element, run))
            if position > 0 {
                lines.append(StyledLine())
                if own != title { lines.append(StyledLine("\(marks.fails) \(own)", .bad)) }
            }
            lines += schedule(finding.element, index: finding.offset, run, title: own)
        }
        if run.report.isGroupingCut, run.report.phase == .complete {
            let option = run.report.reductions.isEmpty ? "--workers 1" : "--no-reduction"
            lines += style.wrapped("    The simplest finding of it; \(option) tells others apart.")
        }
        return lines
    }

    /// `2 findings`; among others `finding 3 of 4`, `findings 1 to 2 of 4`: by these numbers `explain` knows them.
    private func figure(_ indices: [Int], of report: SearchReport) -> String {
        let all = report.findings.count
        if indices.count == all || report.grouping == .byBug {
            return indices.count > 1 ? Figures.count(indices.count, "finding") : ""
        }
        let first = indices[0] + 1
        return indices.count == 1
            ? "finding \(first) of \(all)" : "findings \(first) to \(first + indices.count - 1) of \(all)"
    }

    private func trace(_ finding: Finding, _ run: RunReport) -> Trace {
        Trace(machine: run.machine, schedule: finding.schedule)
    }

    private func schedule(_ finding: Finding, index: Int?, _ run: RunReport, title: String) -> [StyledLine] {
        let trace = trace(finding, run)
        let words = FindingWords(machine: run.machine, marks: marks)
        var lines: [StyledLine] = []
        let detail = words.detailLine(finding, trace: trace, below: title)
        if !detail.isEmpty { lines += style.wrapped("    " + detail) }
        lines.append(StyledLine())
        let pointer = index == 0 ? [StyledLine("    See it:  heddle \(run.arguments)        press f")] : []
        if trace.steps.isEmpty {
            lines.append(StyledLine("    At the start, before any step: every run fails so."))
            return lines + pointer
        }
        let table = StepTable(
            machine: run.machine, trace: trace, pointOfNoReturn: finding.pointOfNoReturn,
            verdict: verdictMark(finding, trace, run), style: style)
        lines += table.lines
        lines.append(StyledLine())
        var parts = [
            Figures.count(trace.steps.count, "step"), Figures.count(finding.preemptions, "preemption"),
        ]
        parts += finding.weak.map(ChanceWords.parts) ?? []
        let length = parts.joined(separator: ", ") + "."
        switch finding.pointOfNoReturn {
        case 0: lines.append(StyledLine("    \(length) Unavoidable: every run fails from the start."))
        case let point?: lines.append(StyledLine("    \(length) Point of no return \(marks.wall): step \(point)."))
        case nil: lines.append(StyledLine("    \(length)"))
        }
        if finding.pointOfNoReturn.map({ $0 > 0 }) == true {
            let words = run.passWords(finding, marks)
            let sentence = words.isOutOfTime ? PassWords.outOfTime : words.sentence
            if let sentence { lines += style.wrapped("    " + sentence) }
        }
        return lines + pointer
    }

    /// What the last step shows: `✗ 1 == 2`.
    private func verdictMark(_ finding: Finding, _ trace: Trace, _ run: RunReport) -> String {
        let words = FindingWords(machine: run.machine, marks: marks)
        switch finding.subject {
        case .property(let index):
            let properties = words.properties(trace)
            guard let conjunct = properties.failingConjunct(index) else { return marks.fails }
            return marks.fails + " " + marks.cut(properties.valueText(property: index, conjunct: conjunct), 24)
        case .check(let check):
            return marks.fails + " "
                + (finding.violation?.values.map { VisibleText.of($0) }
                    ?? FindingWords.checkFailure(check, in: run.program))
        }
    }

    /// A witness that was not wanted.
    private func witnessed(_ row: Judgement.Row, _ run: RunReport) -> [StyledLine] {
        let text = "possible, expected: \(row.wanted.rawValue)"
        var lines = [head((marks.fails, .bad), name(row, run), text)]
        guard case .property(let index) = row.subject, let witness = run.report.witnesses[index] else { return lines }
        let trace = trace(witness, run)
        lines.append(StyledLine())
        lines += StepTable(machine: run.machine, trace: trace, style: style).lines
        lines.append(StyledLine())
        return lines
    }

    // MARK: - The verdict

    private func verdict(_ run: RunReport) -> [StyledLine] {
        let report = run.report
        let whole = SearchWords.whole(report)
        let counts = ", \(Figures.count(report.transitions, "transition"))"
        var search = SearchWords.search(report)
        if report.executions == nil { search += ", \(SearchWords.reduction(report))" }
        let expected: String
        switch run.judgement.asExpected {
        case true? where run.judgement.isNamedRun: expected = "; as expected"
        case false? where run.judgement.isNamedRun || run.judgement.verdict != .violated:
            expected = "; not as expected"
        default: expected = ""
        }
        switch (run.judgement.verdict, report.complete) {
        case (.holds, _):
            return style.wrapped("\(marks.holds) holds: \(whole)\(counts); \(search)\(expected)", .good)
        case (.violated, true):
            return style.wrapped("\(marks.fails) violated: \(whole)\(counts); \(search)\(expected)", .bad)
        case (.violated, false):
            let part = SearchWords.extent(report) + counts
            return style.wrapped("\(marks.fails) violated: \(part); \(why(report)); \(search)\(expected)", .bad)
        case (.inconclusive, _):
            return style.wrapped(
                "\(marks.open) not known: \(notKnown(report, of: run.program))", .open)
        }
    }

    private func why(_ report: SearchReport) -> String {
        if report.phase == .stoppedAtFinding { return "stopped at the first finding" }
        return report.limits.map(SearchWords.limitSentence).joined(separator: ", ")
    }

    private func notKnown(_ report: SearchReport, of program: Program) -> String {
        let isOfProcesses = program.processes != nil
        var text = why(report)
        let claims = program.processes?.uncheckedClaims ?? []
        if !claims.isEmpty {
            let list = claims.count > 1 ? "\(Figures.count(claims.count, "claim")) are" : "the \(claims[0]) is"
            text += (text.isEmpty ? "" : "; ") + "\(list) not checked"
            if report.complete {
                return marks.plain(text + "; everything else holds in \(SearchWords.whole(report)).")
            }
        }
        if text.isEmpty { text = "the search was not finished" }
        if report.frontier > 0 { text += "; \(Figures.number(report.frontier)) were left to expand" }
        text += "."
        switch report.limits.first {
        case .states(let count)?: text += " Raise it with --states \(count * 4)\(elsewhere(report))."
        case .depth(let count)?: text += " Raise it with --depth \(count * 4)."
        case .memory?: text += " Raise it with --memory-limit\(elsewhere(report))."
        case .time?: text += " Raise it with --time\(elsewhere(report))."
        case .model(.ways, _)?: break
        case .model? where isOfProcesses: break
        case .model(let bound, _)?: text += " Raise it in the model: bounds { \(bound.rawValue) … }."
        case .cycle?: text += " Search its states: --search bfs."
        case .stopped?, nil: break
        }
        return marks.plain(text)
    }

    /// What else could be tried where a breadth-first search was too large.
    private func elsewhere(_ report: SearchReport) -> String {
        report.search == "bfs" ? ", or look where bugs are likely with --search preemption" : ""
    }
}
