internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

extension AppState {
    /// Rows of the Why view at this size.
    func whyRows(_ target: WhyTarget, _ scene: Scene) -> PageRows {
        let situation = scene.situation
        let isRoomy = ScreenClass(size) >= .wide
        switch target {
        case .finding, .line:
            guard let finding = situation.finding(of: target) else { return PageRows() }
            let known = situation.explanations[target]
            let isCurrent = known.map { situation.isCurrent($0, for: target) } ?? false
            var words: PassWords
            if isCurrent, let known {
                words = known
                words.marks = marks
            } else {
                words = PassWords(machine: scene.machine, finding: finding, answer: .notKnown, marks: marks)
            }
            var rows = FailureRows(words, isPending: !isCurrent, width: size.columns, isRoomy: isRoomy)
            if case .finding = target {
                rows.chance = finding.chance
                rows.chanceGap = finding.chanceGap
            } else {
                rows.chance = situation.report.chances[finding.subject]
            }
            return rows.page
        case .thread(let thread, let node):
            return ReasonRows(scene, node: node, width: size.columns, isRoomy: isRoomy).blocked(thread)
        case .step(let node): return ReasonRows(scene, node: node, width: size.columns, isRoomy: isRoomy).step
        case .value(let subject, let node):
            return ReasonRows(scene, node: node, width: size.columns, isRoomy: isRoomy).value(subject)
        }
    }

    func whyPage(_ target: WhyTarget, _ scene: Scene) -> ViewPage {
        let rows = whyRows(target, scene)
        var item = -1
        let list = rows.rows.map { row -> ViewList.Row in
            if row.step != nil { item += 1 }
            switch row.content {
            case .line(let line): return ViewList.Row(line: line, item: row.step == nil ? nil : item)
            case .rule(let rule): return ViewList.Row(line: StyledLine(), item: nil, rule: rule)
            }
        }
        var page = ViewPage(
            title: TitleLine.compose(
                lefts: (size.columns >= 100 ? [true, false] : [false]).map {
                    TitleLine.model(scene, withFile: $0) + [subject(target, scene)]
                }, rights: verdicts(target, scene), cutting: 0, width: size.columns, marks: marks),
            name: "Why", label: rows.label, list: ViewList(list, pinned: rows.pinned, filler: rows.filler),
            sentence: sentence(target, scene))
        if let bottom = rows.bottom {
            page.lowerHeight = bottom.rows.count
            page.lower = { _ in
                ViewPage.Section(name: bottom.rule.name, rows: bottom.rows, junction: bottom.rule.second?.column)
            }
        }
        return page
    }

    /// `finding 1 of 1`, `step 3`
    private func subject(_ target: WhyTarget, _ scene: Scene) -> String {
        let nodes = scene.situation.play.nodes
        switch target {
        case .finding(let index): return "finding \(index + 1) of \(scene.situation.report.findings.count)"
        case .line(let node): return "your line of " + Figures.count(nodes[node].depth, "step")
        case .thread(_, let node), .value(_, let node):
            return nodes[node].depth == 0 ? "start" : "after step \(Figures.number(nodes[node].depth))"
        case .step(let node): return "step \(Figures.number(nodes[node].depth))"
        }
    }

    private func verdicts(_ target: WhyTarget, _ scene: Scene) -> [StyledLine] {
        guard let finding = scene.situation.finding(of: target) else {
            return [TitleLine.summary(scene, width: min(80, size.columns))]
        }
        let title = FindingWords(machine: scene.machine, marks: marks).title(finding)
        return [title, "fails"].map { StyledLine("\(marks.fails) \($0)", .bad) }
    }

    private func sentence(_ target: WhyTarget, _ scene: Scene) -> String {
        let isRoomy = ScreenClass(size) >= .wide
        switch target {
        case .finding(let index):
            let head = "Why finding \(index + 1) fails"
            if isRoomy, passingSchedule != nil {
                return head + ". Enter on a step goes there; p walks the passing schedule."
            }
            return head + ", and what would have made it pass."
        case .line: return "Why this line fails, and what would have made it pass."
        case .thread(let thread, let node):
            let name = scene.machine.threadName(thread, in: scene.situation.play.nodes[node].state)
            return "Why \(VisibleText.of(name)) can't move, and who could change that."
        case .step: return "What this step did, and what it rests on."
        case .value: return "Where this value comes from. Enter goes to the step."
        }
    }
}
