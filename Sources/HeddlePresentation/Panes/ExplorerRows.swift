package import HeddleEngine
internal import HeddleProgram

/// The Explorer pane and the view of all findings: progress, then what was found, by property and in order of
/// discovery.
///
/// Classes of equivalent interleavings and chances stand there once they are counted.
package struct ExplorerRows: Sendable {
    package struct Row: Sendable {
        package var line: StyledLine
        /// Index into the report's findings that enter walks.
        package var finding: Int?
    }

    private let scene: Scene
    private let width: Int
    private let marks: Marks
    private let report: SearchReport
    private let words: FindingWords

    private init(_ scene: Scene, width: Int) {
        self.scene = scene
        self.width = width
        marks = scene.marks
        report = scene.situation.report
        words = FindingWords(machine: scene.machine, marks: scene.marks)
    }

    /// On the right of the pane's rule: `complete`, `running`, `inconclusive`.
    package static func title(_ report: SearchReport) -> String {
        switch report.phase {
        case .idle: return ""
        case .running: return "running"
        case .paused: return "paused"
        case .complete: return "complete"
        case .stoppedAtFinding: return "stopped at a finding"
        case .limited: return "inconclusive"
        }
    }

    // MARK: - The pane

    package static func rows(_ scene: Scene, width: Int) -> [Row] {
        let pane = ExplorerRows(scene, width: width)
        var rows: [Row] = []
        if width >= 58 {
            rows += pane.progress.map { Row(line: $0, finding: nil) }
            rows.append(Row(line: StyledLine(), finding: nil))
            rows += pane.findings(isCompact: false)
            if width >= 64 { rows += pane.good } else { rows += pane.outcomeLine }
            rows += pane.idle
        } else {
            rows += pane.findings(isCompact: true)
            rows.append(Row(line: StyledLine("  " + pane.figures), finding: nil))
        }
        return rows.map { Row(line: $0.line.cut(to: width, marks: scene.marks), finding: $0.finding) }
    }

    private var figures: String {
        Figures.count(report.states, "state") + size
    }

    private var size: String {
        ", \(Figures.count(report.transitions, "transition")), depth \(Figures.number(report.depth))"
    }

    private var progress: [StyledLine] {
        var lines: [StyledLine]
        switch report.phase {
        case .complete: lines = [StyledLine("  done: \(Figures.all(report.states, "state"))\(size)")]
        case .idle: lines = [StyledLine("  not started", .quiet)]
        case .limited:
            lines = [
                StyledLine("  inconclusive: \(SearchWords.limits(report))", .open),
                StyledLine("  \(figures), complete up to \(Figures.number(report.completeDepth))"),
            ]
        case .running, .paused, .stoppedAtFinding:
            lines = [
                StyledLine("  \(figures), complete up to \(Figures.number(report.completeDepth))"),
                StyledLine(
                    "  frontier \(Figures.number(report.frontier)), memory \(Figures.memory(report.memoryBytes))"),
            ]
        }
        if width >= 64, report.phase != .idle {
            lines.append(StyledLine("  search: \(SearchWords.search(report)), reduction off, 1 thread"))
        }
        return lines
    }

    private func findings(isCompact: Bool) -> [Row] {
        var rows: [Row] = []
        if report.findings.isEmpty {
            let text =
                report.phase == .complete ? SearchWords.nothingFails(report) : SearchWords.nothingFoundYet(report)
            return [Row(line: StyledLine("  " + text, report.phase == .complete ? .good : .quiet), finding: nil)]
        }
        var listed: Set<Subject> = []
        for finding in report.findings where listed.insert(finding.subject).inserted {
            rows.append(head(finding, endingAt: isCompact ? width - 3 : width >= 64 ? width - 4 : width - 7))
            for (index, other) in report.findings.enumerated() where other.subject == finding.subject {
                rows += line(other, index: index, gap: isCompact ? 2 : 4)
            }
        }
        return rows
    }

    /// What fails, and behind it in how many classes of runs, or how many findings there are of it.
    private func head(_ finding: Finding, endingAt end: Int) -> Row {
        let count = report.findings.count { $0.subject == finding.subject }
        let classes = report.classes[finding.subject].map { Figures.count($0, "class", plural: "classes") }
        let figure = classes ?? (count > 1 ? Figures.count(count, "finding") : "")
        var line = StyledLine(marks.fails, .bad)
        line.append(" ")
        line.append(marks.cut(words.title(finding), max(1, end - 4 - CellWidth.of(figure))))
        line.putRight(figure, .quiet, endingAt: end, gap: 2)
        return Row(line: line, finding: nil)
    }

    /// ` · p = 1/2`: how likely a random run is to fail so.
    private func chance(_ finding: Finding) -> String {
        ChanceWords.text(finding, marks: marks).map { marks.separator + $0 } ?? ""
    }

    /// In the pane only where one finding stands for all: several have theirs in the view.
    private func paneChance(_ finding: Finding) -> String {
        report.findings.count { $0.subject == finding.subject } == 1 ? chance(finding) : ""
    }

    /// Why there are no chances, where the search is over.
    private var chanceGap: [Row] {
        guard report.phase == .complete, let gap = report.findings.compactMap(\.chanceGap).first else { return [] }
        return [Row(line: StyledLine("  p is not known: \(ChanceWords.reason(gap))", .quiet), finding: nil)]
    }

    private func line(_ finding: Finding, index: Int, gap: Int) -> [Row] {
        let isWalked = scene.situation.walk == .finding(index)
        var line = StyledLine("  " + (isWalked ? marks.selected : " ") + " ")
        line.append("\(index + 1)", .strong)
        line.pad(to: 7)
        let plain = ChanceWords.length(finding, marks: marks, isShort: width < 64)
        // Where the weak choices take its room the chance is left to the view.
        let isWeak = finding.weak.map { $0.total > 0 } ?? false
        let chance = isWeak && width >= 64 ? "" : paneChance(finding)
        let tail = plain + (gap > 2 ? chance : "")
        let schedule = ScheduleMarks(machine: scene.machine, marks: marks)
        let room = width - 8 - gap - CellWidth.of(tail)
        if gap > 2, !isWeak || width < 64, isChanceBelow(finding, room: room) {
            line.append(schedule.text(finding.schedule, width: width - 8 - 2 * gap - CellWidth.of(plain)))
            line.append(String(repeating: " ", count: 2 * gap))
            line.append(plain)
            return [Row(line: line, finding: index), chanceRow(finding)]
        }
        line.append(schedule.text(finding.schedule, width: room))
        line.append(String(repeating: " ", count: gap))
        line.append(tail)
        return [Row(line: line, finding: index)]
    }

    /// Whether the whole schedule fits only without the chance behind it, which then has a row of its own.
    private func isChanceBelow(_ finding: Finding, room: Int) -> Bool {
        guard !paneChance(finding).isEmpty else { return false }
        let whole = ScheduleMarks(machine: scene.machine, marks: marks).text(finding.schedule, width: .max)
        return CellWidth.of(whole) > room
    }

    /// `a random run ends here with p = 19/120`
    private func chanceRow(_ finding: Finding) -> Row {
        let verb = finding.subject == .check(.deadlock) ? "ends here" : "fails like this"
        let text = "  a random run \(verb) with " + paneChance(finding).dropFirst(marks.separator.count)
        return Row(line: StyledLine(text, .quiet), finding: nil)
    }

    /// What was looked for and found nowhere.
    private var good: [Row] {
        scene.situation.judgement.rows.compactMap { row in
            guard row.status == .holds else { return nil }
            let name: String
            switch row.subject {
            case .property(let index): name = VisibleText.of(scene.program.properties[index].title)
            case .check(let check): name = FindingWords.checkName(check, in: scene.program)
            }
            var line = StyledLine(marks.holds, .good)
            line.append(" " + marks.cut(name, max(1, width - 24)))
            line.put("holds everywhere", .good, at: width - 20, gap: 2)
            return Row(line: line, finding: nil)
        }
    }

    /// Lines of statements that no run of this model makes, or that go on by old stores alone.
    private var idle: [Row] {
        func row(_ spans: [SourceSpan], _ what: String) -> Row? {
            if spans.isEmpty { return nil }
            var lines: [Int] = []
            for line in spans.map({ scene.program.source.line(of: $0.start) }) where lines.last != line {
                lines.append(line)
            }
            var line = StyledLine(marks.open + " ", .open)
            let places = (lines.count == 1 ? "line " : "lines ") + lines.map(Figures.number).joined(separator: ", ")
            line.append("\(what): \(places)")
            return Row(line: line.cut(to: width, marks: marks), finding: nil)
        }
        return [
            row(report.coverage?.neverReached ?? [], "never reached"),
            row(report.coverage?.neverMade ?? [], "waits for ever"),
            row(report.staleAwaits, "goes on by overwritten stores alone"),
        ].compactMap { $0 }
    }

    /// `outcomes  balance = 2 · balance = 1`, where there are few and each is one value.
    private var outcomeLine: [Row] {
        guard let outcomes = scene.situation.outcomes, !outcomes.isEmpty, outcomes.count <= 4 else { return [] }
        let table = OutcomeTable(outcomes, machine: scene.machine, marks: marks)
        guard table.columns.count == 1 else { return [] }
        let order = outcomes.indices.sorted {
            (outcomes[$0].preemptions, outcomes[$0].schedule.count, $0)
                < (outcomes[$1].preemptions, outcomes[$1].schedule.count, $1)
        }
        let text = order.map { table.title(ofOutcome: $0) }.joined(separator: marks.separator)
        guard CellWidth.of(text) + 12 <= width else { return [] }
        return [Row(line: StyledLine("  outcomes  " + text), finding: nil)]
    }

    // MARK: - The view

    /// Progress, above the findings in the view of all of them.
    package static func progressRows(_ scene: Scene, width: Int) -> [StyledLine] {
        let report = scene.situation.report
        // Figures end in one column, what is said of them follows.
        func figure(_ name: String, _ number: String, _ rest: String = "") -> StyledLine {
            StyledLine("  " + CellWidth.padded(name, 12) + CellWidth.leftPadded(number, 11) + rest)
        }
        let memory = Figures.memory(report.memoryBytes)
        let unit = memory.firstIndex(of: " ") ?? memory.endIndex
        let complete = report.phase == .complete ? "" : ", complete up to \(Figures.number(report.completeDepth))"
        var rows = [
            StyledLine("  \(SearchWords.search(report)), reduction off, 1 thread"),
            StyledLine(),
            figure("states", Figures.number(report.states)),
            figure("transitions", Figures.number(report.transitions)),
            figure("depth", Figures.number(report.depth), complete),
            figure("memory", String(memory[..<unit]), String(memory[unit...])),
        ]
        rows[0].putRight(title(report), .strong, endingAt: width - 4)
        if report.phase == .limited {
            rows.append(StyledLine("  inconclusive: \(SearchWords.limits(report))", .open))
        } else if report.phase != .complete {
            rows.append(figure("frontier", Figures.number(report.frontier), ": no estimate of the end yet"))
        }
        return rows.map { $0.cut(to: width, marks: scene.marks) }
    }

    /// Two rows a finding: what it is, then its length. `cursor`: index of the finding under it.
    package static func findingRows(_ scene: Scene, width: Int, cursor: Int?) -> [Row] {
        let pane = ExplorerRows(scene, width: width)
        var rows = pane.report.findings.isEmpty ? pane.findings(isCompact: false) : []
        var listed: Set<Subject> = []
        for finding in pane.report.findings where listed.insert(finding.subject).inserted {
            rows.append(pane.head(finding, endingAt: width - 2))
            for (index, other) in pane.report.findings.enumerated() where other.subject == finding.subject {
                rows += pane.twoRows(other, index: index, isSelected: index == cursor)
            }
        }
        rows += pane.chanceGap + pane.unjudged + pane.idle
        return rows.map { Row(line: $0.line.cut(to: width, marks: scene.marks), finding: $0.finding) }
    }

    private func twoRows(_ finding: Finding, index: Int, isSelected: Bool) -> [Row] {
        var line = StyledLine("  " + (isSelected ? marks.selected : " ") + " ")
        line.append("\(index + 1)", .strong)
        let trace = Trace(machine: scene.machine, schedule: finding.schedule)
        line.put(words.sentence(finding, trace: trace), at: 7)
        var second = StyledLine("       ")
        second.append(ChanceWords.length(finding, marks: marks) + chance(finding), .quiet)
        second.append(
            "  " + ScheduleMarks(machine: scene.machine, marks: marks).text(trace, width: width - second.width - 2))
        var rows = [Row(line: line, finding: index), Row(line: second, finding: index)]
        if finding.alike > 0 {
            let text = "    \(marks.ellipsis) \(Figures.number(finding.alike)) more like \(index + 1)"
            rows.append(Row(line: StyledLine(text, .quiet), finding: index))
        }
        return rows
    }

    /// What was not found to fail, with what is known of it.
    private var unjudged: [Row] {
        scene.situation.judgement.rows.compactMap { row in
            guard row.status != .fails, row.status != .possible else { return nil }
            let name: String
            switch row.subject {
            case .property(let index): name = VisibleText.of(scene.program.properties[index].title)
            case .check(let check): name = FindingWords.checkName(check, in: scene.program)
            }
            var mark = (marks.holds, Role.good)
            var text: String
            switch row.status {
            case .notKnown:
                text = "no violation up to depth \(Figures.number(report.completeDepth))"
                mark = (marks.notJudged, .plain)
            case .impossible: text = "impossible"
            case .vacuous:
                text = "never judged: nothing ended"
                mark = (marks.open, .open)
            default: text = "holds in \(Figures.all(report.states, "state"))"
            }
            if case .property(let index) = row.subject,
                CoverageWords.vacuity(ofProperty: index, in: report, scene.program) != nil
            {
                text = "holds, but its left side was never true"
                mark = (marks.open, .open)
            }
            if row.asExpected == false {
                mark = (marks.fails, .bad)
                text += ", expected: \(row.wanted.rawValue)"
            }
            var line = StyledLine(mark.0, mark.1)
            line.append(" " + name)
            line.putRight(text, .quiet, endingAt: width, gap: 2)
            return Row(line: line, finding: nil)
        }
    }
}
