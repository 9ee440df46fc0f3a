internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// w: what the user asks a reason for depends on where the cursor is.
extension AppState {
    mutating func why() {
        if case .findings? = views.last, !listedFindings.isEmpty {
            let cursor = cursor(.findings, count: listedFindings.count)
            return showWhy(.finding(listedFindings[cursor]))
        }
        if case .why? = views.last {
            views.removeLast()
            return
        }
        guard let model else {
            notice = "No model is open."
            return
        }
        // Of a choice that the memory forbids there is one thing to ask.
        if views.isEmpty, underCursor(model.situation) == nil, Scene(model.situation).selectedForbidden != nil {
            return asCommand { $0.stepSelected() }
        }
        guard let target = target(model) else {
            notice = nothingToExplain(model)
            return
        }
        views = []
        showWhy(target)
    }

    /// `w` in the library: the entry is opened, and explained as soon as its model is there.
    mutating func explainEntry(_ effects: inout [Effect]) {
        guard let entry = selectedEntry else { return }
        wantsReason = true
        effects.append(.openEntry(path: entry.path))
        notice = "The entry's model is opened."
    }

    private mutating func showWhy(_ target: WhyTarget) {
        viewPlaces[.why(target)] = nil
        show(.why(target))
        pointAtDecision(target)
    }

    /// The cursor of a view that was not touched yet goes to the step that decides.
    mutating func pointAtDecision(_ target: WhyTarget) {
        guard viewPlaces[.why(target)] == nil, let model, let words = model.situation.explanations[target],
            let pass = words.pass
        else { return }
        let scene = Scene(model.situation)
        let rows = whyRows(target, scene)
        // Where what fails would scroll out of sight, it is read first.
        let page = whyPage(target, scene)
        guard page.list.fixedRows(height: page.listRows(layout)) > 0 else { return }
        let head = rows.rows.prefix(rows.pinned).count { $0.step != nil }
        let own = rows.rows.dropFirst(rows.pinned).compactMap(\.step).firstIndex(of: pass.early)
        if let own { viewPlaces[.why(target)] = ListPlace(cursor: head + own) }
    }

    /// The value or the step under the cursor of the focused pane; a thread that can't move; what fails on this line; the
    /// last step.
    private func target(_ model: ModelInPlay) -> WhyTarget? {
        let situation = model.situation
        if let target = underCursor(situation) { return target }
        let line = situation.play.line(through: situation.place)
        let failing = failure(situation, line)
        let isAtEnd = line.count == model.node.depth
        let selected = situation.selectedThread
        let isBlocked = model.machine.blockReason(ofThread: selected, in: model.node.state) != nil
        // A line without a step has nothing to tell but who waits.
        if isBlocked, failing == nil || !isAtEnd || line.isEmpty { return .thread(selected, node: situation.place) }
        if let failing { return failing }
        return situation.place == 0 ? nil : .step(node: situation.place)
    }

    private func failure(_ situation: Situation, _ line: [Int]) -> WhyTarget? {
        if case .finding(let index) = situation.walk { return .finding(index) }
        guard let leaf = line.last else { return nil }
        return situation.finding(of: .line(leaf)) == nil ? nil : .line(leaf)
    }

    private func underCursor(_ situation: Situation) -> WhyTarget? {
        guard paneScroll[focus]?.cursor != nil, let window = focusedWindow(),
            let row = window.rows.first(where: { $0.isCursor }), let target = row.target
        else { return nil }
        switch target {
        case .node(let node): return node == 0 ? nil : .step(node: node)
        case .value(let subject, _): return .value(subject, node: situation.place)
        case .finding(let index): return .finding(index)
        default: return nil
        }
    }

    private func nothingToExplain(_ model: ModelInPlay) -> String {
        if isConcealed { return "Nothing has moved yet." }
        return model.situation.report.findings.isEmpty
            ? nothingFound(model.situation.report)
            : "Nothing has moved yet. f walks a finding, w then says why it fails."
    }

    // MARK: - The passing schedule

    /// The nearest schedule that passes, of the failure that the view explains.
    var passingSchedule: (schedule: [Transition], decision: Int)? {
        guard case .why(let target)? = views.last, let words = model?.situation.explanations[target],
            let pass = words.pass
        else { return nil }
        return (pass.schedule, pass.early - 1)
    }

    /// p
    mutating func walkPassing() {
        guard let passing = passingSchedule else {
            notice = "No passing schedule is known here."
            return
        }
        onMain { play in
            play.walk(passing.schedule, called: "passing")
            let line = play.tree.line(through: 0)
            let decision = min(passing.decision, line.count)
            play.stand(at: decision == 0 ? 0 : line[decision - 1])
            return "The nearest schedule that passes, before its first difference. space walks it."
        }
    }

    /// enter in the view: the step of the row under the cursor.
    mutating func goToStep(ofRow cursor: Int, _ target: WhyTarget) {
        guard let model, let scene = self.model.map({ Scene($0.situation) }) else { return }
        let steps = whyRows(target, scene).rows.compactMap(\.step)
        guard steps.indices.contains(cursor) else { return }
        let step = steps[cursor]
        switch target {
        case .finding(let index):
            onMain { play in
                _ = play.walkFinding(index)
                return play.go(toStep: step)
            }
        case .line(let node), .thread(_, let node), .step(let node), .value(_, let node):
            guard model.situation.play.nodes.indices.contains(node) else { return }
            onMain { play in
                if play.tree.nodes[node].depth > 0 { play.stand(at: node) }
                let path = play.tree.path(to: node)
                if step <= path.count { play.stand(at: path[step - 1]) }
                return nil
            }
        }
    }

    // MARK: - Asking

    /// What the view explains, and the finding that is walked, is explained with what is known by now.
    mutating func askExplanation(_ effects: inout [Effect]) {
        guard let model, let target = wantedExplanation(model), let finding = model.situation.finding(of: target) else {
            return
        }
        if let words = model.situation.explanations[target], model.situation.isCurrent(words, for: target) { return }
        let asked = ExplanationAsked(
            target: target, schedule: finding.schedule, pointOfNoReturn: finding.pointOfNoReturn)
        if model.explanationAsked == asked { return }
        self.model?.explanationAsked = asked
        queryNumber += 1
        effects.append(
            .query(
                Query(number: queryNumber, content: .explanation(model: model.number, target, finding))))
    }

    private func wantedExplanation(_ model: ModelInPlay) -> WhyTarget? {
        if case .why(let target)? = views.last { return target }
        guard case .finding(let index) = model.situation.walk else { return nil }
        return .finding(index)
    }
}
