internal import HeddleEngine
internal import HeddleProgram

/// The Properties pane: each property with its plain sentence and its status now, its parts with their values; then
/// the checks.
package struct PropertyRows: Sendable {
    let scene: Scene
    let width: Int
    let marks: Marks
    let words: PropertyWords
    let statusColumn: Int

    private init(_ scene: Scene, width: Int) {
        self.scene = scene
        self.width = width
        marks = scene.marks
        words = PropertyWords(machine: scene.machine, state: scene.state, marks: scene.marks)
        let usual = width >= 45 ? 28 + width / 6 : max(16, width - 20)
        let names = Self.judged(scene).map { CellWidth.of(Self.name($0.subject, scene)) }.max() ?? 0
        statusColumn = max(usual, min(2 + names + 2, width - "possible, not here".count))
    }

    package static func rows(_ scene: Scene, width: Int) -> [StyledLine] {
        let pane = PropertyRows(scene, width: width)
        var rows: [StyledLine] = []
        for row in judged(scene) {
            switch row.subject {
            case .property(let index): rows += pane.property(index, row)
            case .check(let check): rows.append(pane.check(check, row))
            }
        }
        return rows.map { $0.cut(to: width, marks: scene.marks) }
    }

    /// Where nothing was searched yet each property still has its value here; of checks there is nothing to say.
    private static func judged(_ scene: Scene) -> [Judgement.Row] {
        let rows = scene.situation.judgement.rows
        if !rows.isEmpty { return rows }
        return scene.program.properties.indices.map {
            Judgement.Row(
                subject: .property($0), status: .notKnown, wanted: .holds, isStated: false, asExpected: nil)
        }
    }

    private static func name(_ subject: Subject, _ scene: Scene) -> String {
        switch subject {
        case .property(let index): VisibleText.of(scene.program.properties[index].title)
        case .check(let check): FindingWords.checkName(check, in: scene.program)
        }
    }

    private func head(_ mark: String, _ role: Role, _ name: String, _ status: String) -> StyledLine {
        var line = StyledLine(mark, role)
        line.append(" ")
        // A long status begins further left, as far as the name lets it.
        let start = max(4 + CellWidth.of(name), min(statusColumn, width - CellWidth.of(status)))
        let column = min(start, max(statusColumn, width - CellWidth.of(status)))
        line.append(marks.cut(name, max(8, column - 4)))
        line.put(status, role == .plain ? .quiet : role, at: column, gap: 2)
        return line
    }

    // MARK: - Properties

    private func property(_ index: Int, _ row: Judgement.Row) -> [StyledLine] {
        let property = scene.program.properties[index]
        let now = scene.machine.evaluate(property: index, in: scene.state)
        let (mark, role, status) = self.status(index, now, row)
        let report = scene.situation.report
        let isEmpty = CoverageWords.vacuity(ofProperty: index, in: report, scene.program) != nil
        var rows =
            isEmpty && row.status == .holds && role == .good
            ? [head(marks.open, .open, VisibleText.of(property.title), "left side never true")]
            : [head(mark, role, VisibleText.of(property.title), status)]
        for conjunct in 0..<words.conjunctCount(index) { rows += self.conjunct(index, conjunct) }
        return rows
    }

    private func status(_ index: Int, _ now: PropertyValue, _ row: Judgement.Row) -> (String, Role, String) {
        let holdsNow = now == .value(true)
        switch scene.program.properties[index].kind {
        case .final:
            if scene.ending == .ended {
                return holdsNow ? (marks.holds, .good, "holds at this end") : (marks.fails, .bad, "fails at this end")
            }
            if row.status == .holds { return (marks.holds, .good, "holds everywhere") }
            if row.status == .vacuous { return (marks.open, .open, "never judged: no run ends") }
            if scene.isLost && isOnlyFailing(row) || isFalseAtEveryEnd(index) {
                return (marks.fails, .bad, "can't hold any more")
            }
            return (marks.notJudged, .plain, "judged at the end")
        case .invariant:
            if !holdsNow { return (marks.fails, .bad, "fails here") }
            return (marks.holds, .good, row.status == .holds ? "holds everywhere" : "holds here")
        case .reachable:
            if holdsNow { return (marks.holds, .good, "true here") }
            return reach(row, notYet: "not here")
        case .outcome:
            if scene.ending == .ended, holdsNow { return (marks.holds, .good, "true at this end") }
            return reach(row, notYet: "judged at the end")
        }
    }

    private func reach(_ row: Judgement.Row, notYet: String) -> (String, Role, String) {
        switch row.status {
        case .possible: return (marks.notJudged, .plain, "possible, " + notYet)
        case .impossible where row.asExpected == false:
            return (marks.fails, .bad, "impossible, expected: \(row.wanted.rawValue)")
        case .impossible: return (marks.holds, .good, "impossible")
        default: return (marks.notJudged, .plain, notYet)
        }
    }

    /// Whether "no pass from here" must mean this property.
    private func isOnlyFailing(_ row: Judgement.Row) -> Bool {
        scene.situation.judgement.rows.filter { $0.status == .fails }.count == 1 && row.status == .fails
    }

    /// Whether a final is false wherever a run from here can end.
    private func isFalseAtEveryEnd(_ index: Int) -> Bool {
        guard scene.ending == .running, let left = scene.outcomesLeft, !left.isEmpty else { return false }
        let outcomes = (scene.situation.outcomes ?? []).filter { left.contains($0.key) }
        return outcomes.count == left.count && outcomes.allSatisfy { $0.failing.contains(index) }
    }

    // MARK: - Checks

    private func check(_ check: Check, _ row: Judgement.Row) -> StyledLine {
        let name = FindingWords.checkName(check, in: scene.program)
        // Known before the search has ended.
        if check == .race, scene.program.sharesAtomicsOnly, row.finding == nil {
            return head(marks.holds, .good, name, "every access is atomic")
        }
        let isHere =
            switch check {
            case .deadlock: scene.ending == .deadlock
            case .race: scene.situation.race(at: scene.situation.place) != nil
            case .leak:
                LeakFinder.violation(at: scene.ending, machine: scene.machine, state: scene.state) != nil
            default: scene.event.violation?.check == check
            }
        if isHere { return head(marks.fails, .bad, FindingWords.checkFailure(check, in: scene.program), "here") }
        switch row.status {
        case .holds, .impossible: return head(marks.holds, .good, name, "holds everywhere")
        case .fails, .possible:
            let number = row.finding.map { ", finding \($0 + 1)" } ?? ""
            let words = FindingWords(machine: scene.machine, marks: marks)
            return head(marks.fails, .bad, words.title(row.subject, in: scene.situation.report), "fails" + number)
        case .notKnown, .vacuous:
            let isOver = [.limited, .stoppedAtFinding].contains(scene.situation.report.phase)
            return head(isOver ? marks.open : marks.notJudged, isOver ? .open : .plain, name, "nothing found so far")
        }
    }
}
