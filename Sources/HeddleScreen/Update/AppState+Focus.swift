internal import HeddleEngine
internal import HeddlePresentation

// The cursor and the scroll position of the pane or view that has the focus.
extension AppState {
    // MARK: - Focus

    mutating func focusNext(_ offset: Int) {
        let order = layout.order
        guard !order.isEmpty else { return }
        let index = order.firstIndex(of: focus) ?? 0
        bringToFront(order[(index + offset + order.count) % order.count])
    }

    mutating func focus(named name: String) {
        let wanted = name.lowercased()
        guard let pane = layout.order.first(where: { $0.rawValue.hasPrefix(wanted) || $0.title.lowercased() == wanted })
        else {
            let known = layout.order.map(\.rawValue).joined(separator: ", ")
            notice = known.isEmpty ? "No pane fits here." : "There is no pane '\(name)' here: \(known)."
            return
        }
        views = []
        bringToFront(pane)
    }

    mutating func bringToFront(_ pane: Pane) {
        focus = pane
        fronts.removeAll { $0 == pane }
        fronts.append(pane)
        frontsNode = model?.situation.place
        search = nil
    }

    // MARK: - Panes

    /// The focused pane's place; all of the body when it is zoomed.
    var focusedBody: GridRect {
        if isZoomed, var body = layout.viewBody {
            if focus == .happensBefore { body.rows = pictureRows(body) }
            return body
        }
        return layout.place(of: focus)?.body ?? GridRect(top: 1, left: 0, rows: size.rows - 1, columns: size.columns)
    }

    /// The focused pane's rows in sight; nil without a model.
    func focusedWindow(height: Int? = nil) -> PaneWindow? {
        guard let model else { return nil }
        let body = focusedBody
        return PaneWindow(
            focus, Scene(model.situation), width: body.columns, height: height ?? body.rows,
            scroll: height == nil ? paneScroll[focus] ?? PaneScroll() : PaneScroll(left: paneScroll[focus]?.left ?? 0),
            opened: opened.contains(focus) || isZoomed)
    }

    /// Panes in which a cursor goes from row to row; in the others ↑↓ scroll.
    private var hasCursor: Bool { [.happensBefore, .explorer, .outcomes, .library, .state].contains(focus) }

    mutating func moveCursor(by offset: Int) {
        if let view = views.last { return moveInView(view, by: offset) }
        if focus == .threads { return moveThread(by: offset) }
        if focus == .play { return moveLine(by: offset) }
        if focus == .happensBefore { return moveInOrder(by: offset) }
        guard hasCursor, let window = focusedWindow() else { return scroll(by: offset) }
        var scroll = paneScroll[focus] ?? PaneScroll()
        scroll.top = window.top
        let height = max(1, focusedBody.rows - window.header.count)
        if let cursor = scroll.cursor {
            scroll.cursor = max(0, min(window.count - 1, cursor + offset))
        } else {
            scroll.cursor = window.rows.isEmpty ? nil : window.top + (offset > 0 ? 0 : window.rows.count - 1)
        }
        if let cursor = scroll.cursor {
            scroll.top = PaneWindow.top(keeping: cursor, from: window.top, height: height, count: window.count)
        }
        paneScroll[focus] = scroll
    }

    /// Threads: its cursor is part of the situation, since enter plays what it stands on.
    private mutating func moveThread(by offset: Int) {
        guard let model else { return }
        let limit = layout.kind <= .short ? .max : focusedBody.rows
        let rows = ThreadsRows.rows(
            Scene(model.situation), width: size.columns, limit: max(1, limit), opened: opened.contains(.threads),
            unfolds: offset > 0)
        var stops: [(thread: Int, choice: Int?)] = []
        for row in rows {
            switch row.subject {
            case .thread(let thread): stops.append((thread, nil))
            case .choice(let thread, let index): stops.append((thread, index))
            case .continuation, .rest: continue
            }
        }
        if stops.isEmpty { return }
        let current = stops.firstIndex {
            $0.thread == model.situation.selectedThread && $0.choice == model.situation.selectedChoice
        }
        if let current, current + offset >= stops.count, rows.contains(where: { $0.subject == .rest }) {
            opened.insert(.threads)
            return
        }
        let next = current.map { max(0, min(stops.count - 1, $0 + offset)) } ?? 0
        self.model?.situation.selectedThread = stops[next].thread
        self.model?.situation.selectedChoice = stops[next].choice
    }

    /// Play: up and down lead to the step in the same place of the line above or below.
    private mutating func moveLine(by offset: Int) {
        asCommand { play in
            let tree = play.tree
            var node = play.place
            while node > 0 {
                let parent = tree.nodes[node].parent
                let siblings = tree.nodes[parent].children
                if let index = siblings.firstIndex(of: node), siblings.indices.contains(index + offset) {
                    play.setPreferred(siblings[index + offset], of: parent)
                    play.stand(at: siblings[index + offset])
                    return nil
                }
                node = parent
            }
            return offset > 0 ? "No line leaves below this one." : "No line leaves above this one."
        }
    }

    mutating func moveToEdge(end: Bool) {
        if let view = views.last { return moveInView(view, by: end ? .max / 2 : -.max / 2) }
        switch focus {
        case .threads, .happensBefore, .play: asCommand { end ? $0.goToEnd() : $0.goToStart() }
        default:
            if hasCursor { moveCursor(by: end ? 1 << 30 : -(1 << 30)) } else { scroll(by: end ? 1 << 30 : -(1 << 30)) }
        }
    }

    mutating func page(_ direction: Int) {
        if let view = views.last { return moveInView(view, by: direction * max(1, pageHeight(of: view) - 2)) }
        let height = max(1, focusedBody.rows - 2)
        if hasCursor || focus == .threads { moveCursor(by: direction * height) } else { scroll(by: direction * height) }
    }

    /// A row, or as many as asked for; the cursor stays.
    mutating func scroll(by offset: Int) {
        if let view = views.last { return scrollView(view, by: offset) }
        guard let window = focusedWindow() else { return }
        let height = max(1, focusedBody.rows - window.header.count)
        var scroll = paneScroll[focus] ?? PaneScroll()
        scroll.top = max(0, min(max(0, window.count - height), window.top + offset))
        if let cursor = scroll.cursor, let top = scroll.top {
            // The cursor stays on its row as long as that is in sight.
            let margin = min(2, max(0, (height - 1) / 2))
            let low = top == 0 ? 0 : top + margin
            let high = top + height >= window.count ? window.count - 1 : top + height - 1 - margin
            scroll.cursor = max(low, min(high, cursor))
        }
        paneScroll[focus] = scroll
        if focus == .happensBefore { settleOnStep(by: offset) }
    }

    mutating func scrollSideways(by offset: Int) {
        if !views.isEmpty { return }
        let left = max(0, (paneScroll[focus]?.left ?? 0) + offset)
        paneScroll[focus, default: PaneScroll()].left = min(left, 1_000)
    }

    // MARK: - enter

    /// Enter on the main screen: what the focused pane has under its cursor, else the selected step.
    mutating func enterInFocus(_ effects: inout [Effect]) {
        guard let cursor = paneScroll[focus]?.cursor, let window = focusedWindow(), focus != .threads else {
            return asCommand { $0.stepSelected() }
        }
        let index = cursor - window.top
        guard window.rows.indices.contains(index), let target = window.rows[index].target else {
            return asCommand { $0.stepSelected() }
        }
        go(to: target, &effects)
    }

    /// Does what a row of a pane stands for.
    mutating func go(to target: PaneWindow.Target, _ effects: inout [Effect]) {
        switch target {
        case .thread(let thread):
            model?.situation.selectedThread = thread
            model?.situation.selectedChoice = nil
        case .choice(let thread, let index):
            model?.situation.selectedThread = thread
            model?.situation.selectedChoice = index
        case .otherThreads: opened.insert(.threads)
        case .node(let node):
            asCommand {
                $0.stand(at: node)
                return nil
            }
        case .run(let node): unfold(node)
        case .finding(let index): asCommand { $0.walkFinding(index) }
        case .outcome(let index): walkOutcome(index)
        case .entry(let path): show(.entry(path))
        case .command(let line): run(line: line, &effects)
        case .value(_, let text): dialog = .full(title: focus.title, text: text)
        }
    }

    mutating func walkOutcome(_ index: Int) {
        guard let outcomes = model?.situation.outcomes, outcomes.indices.contains(index) else { return }
        let schedule = outcomes[index].schedule
        views = []
        asCommand { play in
            play.walk(schedule, called: "outcome \(index + 1)")
            return "The simplest schedule of this outcome. space walks it."
        }
    }
}
