internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// By what the Outcomes view is sorted; ties stand by their values.
package enum OutcomeSort: String, Hashable, Sendable, CaseIterable {
    case values, classes
    case chance = "random run"
    case steps, verdict
}

// Every different result, and the simplest schedule of the one under the cursor (screens.md 3.9).
extension AppState {
    /// The outcomes that are listed, in the order of the view.
    var listedOutcomes: [Int] {
        guard let outcomes = model?.situation.outcomes else { return [] }
        let all = Array(outcomes.indices.prefix(OutcomesRows.limit))
        func key(_ index: Int) -> Double {
            let outcome = outcomes[index]
            switch outcomeSort {
            case .values: return 0
            case .classes: return -Double(outcome.classes ?? 0)
            case .chance: return -(outcome.chance?.value ?? 0)
            case .steps: return Double(outcome.schedule.count)
            case .verdict: return outcome.isGood ? 1 : 0
            }
        }
        return all.map { (key($0), $0) }.sorted { $0 < $1 }.map(\.1)
    }

    /// S: by the next column; the cursor stays on its outcome.
    mutating func sortOutcomes() {
        let cursor = viewPlaces[.outcomes]?.cursor ?? 0
        let listed = listedOutcomes
        let selected = listed.indices.contains(cursor) ? listed[cursor] : nil
        let all = OutcomeSort.allCases
        outcomeSort = all[((all.firstIndex(of: outcomeSort) ?? 0) + 1) % all.count]
        if let selected, let place = listedOutcomes.firstIndex(of: selected) {
            viewPlaces[.outcomes, default: ListPlace()].cursor = place
        }
        notice = "Sorted by \(outcomeSort.rawValue)."
    }

    func outcomesPage(_ scene: Scene) -> ViewPage {
        let outcomes = scene.situation.outcomes ?? []
        let listed = listedOutcomes
        let cursor = cursor(.outcomes, count: listed.count)
        let selected = listed.indices.contains(cursor) ? listed[cursor] : nil
        var rows: [ViewList.Row] = []
        var item = 0
        for row in OutcomesRows.rows(scene, width: size.columns, order: listed, cursor: selected) {
            rows.append(ViewList.Row(line: row.line, item: row.outcome.map { _ in item }))
            if row.outcome != nil { item += 1 }
        }
        rows.append(ViewList.Row(line: StyledLine(), item: nil))
        rows.append(ViewList.Row(line: StyledLine("  " + OutcomesRows.summary(scene)), item: nil))
        let failing = outcomes.count { !$0.isGood }
        let total = outcomes.count
        var page = ViewPage(
            title: TitleLine.compose(
                lefts: (size.columns >= 100 ? [true, false] : [false]).map { TitleLine.model(scene, withFile: $0) },
                rights: outcomeSummaries(scene, failing, total), cutting: 0, width: size.columns, marks: marks),
            name: "Outcomes", label: total == 0 ? "" : "\(cursor + 1) of \(listed.count)", list: ViewList(rows),
            sentence: outcomeSentence(failing, total))
        guard let selected else { return page }
        page.listHeight = rows.count
        page.lower = { [self] height in outcomeSchedule(selected, scene, height: height) }
        return page
    }

    /// The simplest schedule of an outcome in lanes, and how it ends.
    private func outcomeSchedule(_ index: Int, _ scene: Scene, height: Int) -> ViewPage.Section {
        let outcomes = scene.situation.outcomes ?? []
        let outcome = outcomes[index]
        let table = OutcomeTable(outcomes, machine: scene.machine, marks: marks)
        var play = Play(ModelInPlay(OpenedModel(number: 0, machine: scene.machine), marks: scene.marks))
        play.walk(outcome.schedule, called: "outcome")
        _ = play.goToEnd()
        var rows = OrderLayout.rows(
            Scene(play.model.situation), width: size.columns, height: max(2, height - 2), top: 0)
        let node = play.model.node
        if let end = EndWords(machine: scene.machine, marks: marks).end(state: node.state, event: node.event) {
            let text = end.detail == end.sentence ? end.detail : "\(end.sentence): \(end.detail)"
            rows.append(StyledLine())
            rows.append(
                StyledLine("  \(end.isGood ? marks.holds : marks.fails) \(text)", end.isGood ? .good : .bad)
                    .cut(to: size.columns, marks: marks))
        }
        let classes = outcome.classes.map { "1 of " + Figures.count($0, "class", plural: "classes") }
        return ViewPage.Section(
            name: table.title(ofOutcome: index) + ": the simplest schedule", label: classes ?? "", rows: rows)
    }

    /// What the outcomes come to, longest form first.
    private func outcomeSummaries(_ scene: Scene, _ failing: Int, _ total: Int) -> [StyledLine] {
        let report = scene.situation.report
        let states =
            marks.separator
            + (report.complete ? Figures.all(report.states, "state") : Figures.count(report.states, "state"))
        func forms(_ text: String, _ short: String, _ role: Role) -> [StyledLine] {
            [text + states, text, short].map { StyledLine($0, role) }
        }
        if failing == 0, !report.findings.isEmpty {
            return forms("\(marks.fails) runs fail before their end", "\(marks.fails) fails", .bad)
        }
        if failing == 0, report.complete { return forms("\(marks.holds) no outcome fails", marks.holds, .good) }
        if failing == 0 { return forms("\(marks.open) no outcome fails so far", marks.open, .open) }
        let failed =
            total == 1
            ? "the only outcome fails"
            : "\(Figures.number(failing)) of \(Figures.number(total)) outcomes \(failing == 1 ? "fails" : "fail")"
        return forms("\(marks.fails) \(failed)", "\(marks.fails) fails", .bad)
    }

    private func outcomeSentence(_ failing: Int, _ total: Int) -> String {
        guard let situation = model?.situation, situation.outcomes != nil else {
            return "Results are known once every state was visited, or a bound was reached."
        }
        if total == 0 { return situation.report.complete ? "No run ever ends." : "No run has ended so far." }
        let known = situation.report.complete ? "possible" : "known so far"
        let results = total == 1 ? "One result is \(known)" : "\(Figures.number(total)) different results are \(known)"
        if failing == 0, !situation.report.findings.isEmpty { return "\(results); what fails, fails before the end." }
        if failing == 0 {
            return results + (total == 1 ? "; it breaks no property." : "; none of them breaks a property.")
        }
        return total == 1
            ? "One result is \(known); it breaks a property."
            : "\(results); \(Figures.number(failing)) of them \(failing == 1 ? "breaks" : "break") a property."
    }
}
