internal import HeddleEngine
internal import HeddlePresentation

// The Happens-before pane: its layout, what it shows, the cursor in it.
extension AppState {
    /// The pane shows rows by cause.
    var isCausal: Bool { model?.situation.orderView.layout == .causal }

    /// Left and right go from step to step in a row.
    var isCausalZoomed: Bool { isZoomed && views.isEmpty && focus == .happensBefore && isCausal }

    /// Rows of a zoomed body that the picture may take: the others tell of a step.
    func pictureRows(_ body: GridRect) -> Int {
        if layout.kind >= .wide { return max(1, body.rows - 13) }
        return body.rows >= 16 ? body.rows - 10 : body.rows
    }

    private var orderLayout: OrderLayout? {
        model.map { OrderLayout(Scene($0.situation), width: focusedBody.columns) }
    }

    /// The step (from 1) under the pane's cursor; nil: it has none.
    private var orderCursor: Int? {
        guard let scroll = paneScroll[.happensBefore], scroll.cursor != nil else { return nil }
        return orderLayout?.cursorStep(scroll)
    }

    /// The node that a command about a step means: the step under the cursor where Happens-before has the focus and
    /// one, else the place.
    var meantNode: Int? {
        guard let model else { return nil }
        let place = model.situation.place
        guard views.isEmpty, focus == .happensBefore, let step = orderCursor else { return place }
        let line = model.situation.play.line(through: place)
        return line.indices.contains(step - 1) ? line[step - 1] : place
    }

    // MARK: - What is shown

    /// Changes how the pane shows the line, and keeps the cursor on its step.
    private mutating func changeOrder(_ change: (inout OrderView) -> Void) {
        guard model != nil else {
            notice = "No model is open."
            return
        }
        let step = orderCursor
        model?.situation.orderView.opened = []
        change(&model!.situation.orderView)
        model?.situation.followOrder()
        paneScroll[.happensBefore]?.top = nil
        paneScroll[.happensBefore]?.cursor = nil
        if let step { putCursor(onStep: step) }
    }

    mutating func toggleCausal() {
        changeOrder { $0.layout = $0.layout == .causal ? .lanes : .causal }
        if model == nil { return }
        views = []
        // What was just opened has the user's eye: it is what z zooms and the arrows move in.
        if layout.place(of: .happensBefore) != nil { bringToFront(.happensBefore) }
        notice =
            isCausal
            ? "A step stands below all that an arrow leads from."
            : "A row a step, in the order in which they were made."
    }

    mutating func setEdges(_ arguments: [String]) {
        guard let word = arguments.first, word == "all" || word == "needed" else { return need("needed or all") }
        changeOrder { $0.showsAllEdges = word == "all" }
        notice =
            word == "all"
            ? "Every edge is drawn, also those that others imply." : "Edges that others imply are left out."
    }

    mutating func setFolds(_ arguments: [String]) {
        guard let isOn = onOff(arguments) else { return }
        changeOrder { $0.folds = isOn }
        notice = isOn ? "Runs of one thread that no arrow joins take one row." : "Every step has a row."
    }

    mutating func setFilter(_ arguments: [String]) {
        let filter = OrderFilter(arguments)
        if let model {
            let state = model.situation.play.nodes[model.situation.play.line(through: model.situation.place).last ?? 0]
                .state
            let unknown = filter.unknown(model.machine, state: state)
            if let word = unknown.first {
                let known = OrderFilter.names(model.machine, state: state).prefix(6).map(VisibleText.of)
                notice = "No thread or object is called '\(VisibleText.of(word))': \(known.joined(separator: ", "))."
                return
            }
        }
        changeOrder { $0.filter = filter }
        guard model != nil else { return }
        notice = filter.isEmpty ? "All steps are shown." : "Only \(filter.text): \(filterCount)."
    }

    private var filterCount: String {
        guard let counts = orderLayout?.stepCounts else { return "" }
        return "\(Figures.number(counts.shown)) of \(Figures.count(counts.all, "step"))"
    }

    /// Enter on a folded run shows its steps.
    mutating func unfold(_ node: Int) {
        guard let model else { return }
        let step = model.situation.play.nodes[node].depth
        self.model?.situation.orderView.opened.insert(node)
        self.model?.situation.followOrder()
        putCursor(onStep: step)
        notice = "The run is shown in full. :fold on folds it again."
    }

    /// A model that is read again keeps the layout; what was unfolded is of the old line.
    mutating func keepOrderView(of old: ModelInPlay?) {
        guard var view = old?.situation.orderView else { return }
        view.opened = []
        if let model, !view.filter.unknown(model.machine, state: model.node.state).isEmpty {
            view.filter = OrderFilter()
        }
        model?.situation.orderView = view
    }

    // MARK: - The cursor

    private mutating func putCursor(onStep step: Int) {
        guard let layout = orderLayout, layout.rowCount > 0 else { return }
        put(row: layout.row(ofStep: step), thread: layout.thread(ofStep: step), layout)
    }

    private mutating func put(row: Int, thread: Int?, _ layout: OrderLayout) {
        var scroll = paneScroll[.happensBefore] ?? PaneScroll()
        let height = max(1, focusedBody.rows - 1)
        let start = scroll.top ?? layout.followingTop(height: height)
        scroll.cursor = row
        scroll.thread = thread
        scroll.top = PaneWindow.top(keeping: row, from: start, height: height, count: layout.rowCount)
        paneScroll[.happensBefore] = scroll
    }

    /// ↑↓: to the next row with a step, from the place where there was no cursor.
    mutating func moveInOrder(by offset: Int) {
        guard let layout = orderLayout else { return }
        let scroll = paneScroll[.happensBefore] ?? PaneScroll()
        let start = scroll.cursor ?? layout.row(ofStep: max(1, model?.node.depth ?? 1))
        let wanted = layout.stepRow(from: start + offset, by: offset)
        guard let row = wanted ?? layout.stepRow(from: start, by: -offset) else { return }
        put(
            row: row, thread: scroll.thread ?? (model?.node.depth).flatMap { $0 > 0 ? layout.thread(ofStep: $0) : nil },
            layout)
    }

    /// ←→ in the causal layout: to the neighbouring step of the row.
    mutating func moveInRow(by offset: Int) {
        guard let layout = orderLayout else { return }
        let scroll = paneScroll[.happensBefore] ?? PaneScroll()
        guard
            let row = scroll.cursor ?? layout.stepRow(from: layout.row(ofStep: max(1, model?.node.depth ?? 1)), by: -1)
        else { return }
        let steps = layout.steps(inRow: row)
        guard let step = layout.step(inRow: row, nearThread: scroll.thread), let index = steps.firstIndex(of: step)
        else {
            return
        }
        // The first key shows the cursor where it is, unless it can move.
        guard steps.indices.contains(index + offset) else {
            put(row: row, thread: layout.thread(ofStep: step), layout)
            notice = offset < 0 ? "No step stands left of it in this row." : "No step stands right of it in this row."
            return
        }
        put(row: row, thread: layout.thread(ofStep: steps[index + offset]), layout)
    }

    /// After scrolling: the cursor stays on a row that holds a step.
    mutating func settleOnStep(by offset: Int) {
        guard let layout = orderLayout, let cursor = paneScroll[.happensBefore]?.cursor,
            let row = layout.stepRow(from: cursor, by: offset) ?? layout.stepRow(from: cursor, by: -offset)
        else { return }
        paneScroll[.happensBefore]?.cursor = row
    }

    /// The next step whose words or thread match, folded ones included: its run is unfolded.
    mutating func goToStep(matching pattern: String, shown: String, forward: Bool, including: Bool) {
        guard let model, let layout = orderLayout else { return }
        let scene = Scene(model.situation)
        let line = scene.line.prefix(scene.shownSteps)
        let nodes = model.situation.play.nodes
        let words = StepLetters(
            machine: model.machine, state: line.last.map { nodes[$0].state } ?? scene.state, marks: marks)
        let hits = (1...max(1, line.count)).filter { step in
            guard step <= line.count, layout.isShown(step: step) else { return false }
            let event = nodes[line[step - 1]].event
            return (words.values.name(ofThread: event.thread) + " " + words.text(event)).lowercased().contains(pattern)
        }
        guard !hits.isEmpty else {
            notice = "'\(shown)' isn't in a step of this line."
            return
        }
        let here = orderCursor ?? max(1, scene.depth)
        let next =
            forward
            ? hits.first { including ? $0 >= here : $0 > here } ?? hits[0]
            : hits.last { $0 < here } ?? hits[hits.count - 1]
        if layout.run(ofStep: next) != nil { self.model?.situation.orderView.opened.insert(line[next - 1]) }
        putCursor(onStep: next)
        notice = "Match \((hits.firstIndex(of: next) ?? 0) + 1) of \(hits.count): step \(next)."
    }
}
