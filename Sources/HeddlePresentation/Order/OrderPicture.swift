internal import HeddleEngine
internal import HeddleProgram

/// Happens-before as a picture: lanes by thread in the order of time, or rows by cause (screens.md section 3.5).
///
/// Shape: rows are made one by one, from what is in sight alone; row 0 is the first one. A step of lanes has its number
/// at the left edge and the strongest edge on its own row; in the causal layout a step has its number before its
/// letter, and edges have rows of their own.
package struct OrderPicture: Sendable {
    /// A row with what enter and a click in it do.
    package struct DrawnRow: Sendable {
        package var line: StyledLine
        /// Cells of each step, in steps of the line counted from 1, or of the first of a folded run.
        package var steps: [(columns: Range<Int>, step: Int)] = []
        /// The row is one folded run.
        package var isFold = false
        /// Cells of the step under the cursor.
        package var cursorCells: Range<Int>?
    }

    let scene: Scene
    let plan: OrderPlan
    let marks: Marks
    let words: StepLetters
    let columns: LaneColumns
    let cone: OrderCone?
    private let layout: OrderLayout
    private var reason: OrderReason? { layout.reason }
    let width: Int
    /// Cells that the picture uses; the rest is margin.
    let used: Int
    /// Steps tell their memory orders.
    let showsMemoryOrders: Bool
    private let nextLine: StyledLine?
    let note: KnowledgeNote?
    let noteStart: Int

    /// `visible`: the rows in sight, whose threads have lanes. `cursor`: a step (from 1) whose cone is lit. `skipped`:
    /// lanes passed over to the right.
    package init(_ layout: OrderLayout, width: Int, visible: Range<Int>, cursor: Int? = nil, skipped: Int = 0) {
        self.layout = layout
        scene = layout.scene
        plan = layout.plan
        marks = scene.marks
        self.width = width
        cone = cursor.map { OrderCone($0 - 1, layout.scene.order) }
        let last = scene.shownSteps == 0 ? nil : scene.line[scene.shownSteps - 1]
        words = StepLetters(
            machine: scene.machine, state: last.map { layout.scene.situation.play.nodes[$0].state } ?? scene.state,
            marks: marks)
        // What is written out has no margin.
        let isFull = !plan.isCausal && scene.showsRest || !layout.isPane && width >= 66
        used = width - Self.margin(width: width, showsRest: isFull)
        columns = LaneColumns(
            Self.wish(layout, visible: visible, cursor: cursor, skipped: skipped), scene: scene,
            isCausal: plan.isCausal, used: used, width: width)
        // Where all are alike they tell nothing apart.
        showsMemoryOrders = scene.machine.memoryModel.isC11 && scene.program.memoryOrders.count > 1
        nextLine = layout.hasNext ? Self.next(scene, words: words) : nil
        note = layout.note
        noteStart = layout.noteStart
    }

    private static func margin(width: Int, showsRest: Bool) -> Int {
        if width < 45 || width >= 80 { return 0 }
        if width >= 66 { return showsRest ? 0 : 2 }
        return showsRest && width >= 58 ? 1 : 2
    }

    private static func wish(
        _ layout: OrderLayout, visible: Range<Int>, cursor: Int?, skipped: Int
    ) -> LaneColumns.Wish {
        let (scene, plan) = (layout.scene, layout.plan)
        var joined: Set<Int> = [scene.situation.selectedThread]
        var needed: Set<Int> = []
        for row in visible {
            for unit in plan.units(inRow: row) {
                needed.insert(plan.units[unit].thread)
                guard !plan.isCausal, let link = plan.strongestLink(into: plan.units[unit].first)?.link else {
                    continue
                }
                joined.formUnion([scene.order.thread(of: link.source), plan.units[unit].thread])
            }
            guard plan.rows.indices.contains(row), case .link(let link) = plan.rows[row] else { continue }
            joined.formUnion([scene.order.thread(of: link.source), scene.order.thread(of: link.target)])
        }
        if let cursor, let unit = plan.unit(ofStep: cursor - 1) { joined.insert(plan.units[unit].thread) }
        let steps = scene.line.prefix(scene.shownSteps).last.map { [scene.situation.play.nodes[$0]] } ?? []
        var threads = Array(0..<scene.threadCount(onSteps: steps))
        if !scene.situation.orderView.filter.isEmpty {
            let shown = Set(plan.units.map(\.thread))
            threads = threads.filter(shown.contains)
        }
        return LaneColumns.Wish(
            threads: threads, needed: needed.union(joined), joined: joined, digits: String(scene.shownSteps).count,
            skipped: skipped)
    }

    // MARK: - Rows

    package var header: StyledLine {
        var canvas = CellCanvas(width: width)
        for (lane, name) in columns.names.enumerated() {
            let role: Role = lane < columns.threads.count ? .thread(columns.threads[lane]) : .quiet
            canvas.put(marks.cutMiddle(name, columns.nameRoom(lane)), role, at: columns.column(lane))
        }
        return canvas.line
    }

    package func row(_ row: Int) -> DrawnRow {
        if let note, row >= noteStart { return DrawnRow(line: line(of: note, row - noteStart)) }
        guard plan.rows.indices.contains(row) else {
            if let reason = layout.reasonLine(inRow: row) {
                return DrawnRow(line: StyledLine("  " + reason, .strong).cut(to: width, marks: marks))
            }
            let line = row == plan.rows.count + 1 ? nextLine?.cut(to: width, marks: marks) : nil
            return DrawnRow(line: line ?? StyledLine())
        }
        switch plan.rows[row] {
        case .units(let units): return plan.isCausal ? causalRow(units) : laneRow(units.lowerBound)
        case .link(let link): return DrawnRow(line: linkRow(link))
        case .here: return DrawnRow(line: hereRow)
        }
    }

    private var hereRow: StyledLine {
        let dash = marks.hereDash
        let text = String(repeating: dash, count: 3) + " here "
        let rest = max(0, used - CellWidth.of(text))
        return StyledLine(text + String(repeating: dash, count: rest), .here).cut(to: width, marks: marks)
    }

    private static func next(_ scene: Scene, words: StepLetters) -> StyledLine? {
        guard scene.line.count > scene.depth else { return nil }
        let node = scene.situation.play.nodes[scene.line[scene.depth]]
        var line = StyledLine("  \(scene.marks.selected) next: step \(scene.depth + 1), ")
        line.append(words.values.name(ofThread: node.event.thread), .thread(node.event.thread))
        if let span = scene.machine.span(of: node.event) {
            line.append(" :\(scene.program.source.line(of: span.start))", .quiet)
        }
        line.append("  ")
        line.append(words.text(node.event))
        return line
    }

    /// An edge on a row of its own.
    private func linkRow(_ link: OrderLink) -> StyledLine {
        var canvas = CellCanvas(width: width)
        for lane in 0..<columns.count { canvas.put(marks.lane, .quiet, at: columns.column(lane)) }
        let (source, target) = (thread(ofStep: link.source), thread(ofStep: link.target))
        let (from, to) = (columns.lane(ofThread: source), columns.lane(ofThread: target))
        let arrow = arrow(link)
        if from == to {
            canvas.put(" " + arrow.label, arrow.role, at: columns.column(to) + 1)
        } else {
            arrow.draw(
                on: &canvas, columns, from: from, to: to, behindTarget: columns.column(to) + (from < to ? 1 : 0),
                isCentred: true)
            canvas.put(marks.lane, .quiet, at: columns.column(to))
        }
        return canvas.line
    }

    private func arrow(_ link: OrderLink, others: Int = 0) -> EdgeArrow {
        let channel =
            link.kind == .message
            ? scene.order.happensBefore.edges(into: link.target).first { $0.source == link.source }?.label : nil
        return EdgeArrow(
            link, channel: channel, others: others, isLit: cone.map { $0.isLit(link) } ?? reason.map { $0.isLit(link) },
            marks: marks)
    }

    // MARK: - Steps

    func event(_ step: Int) -> Event { scene.situation.play.nodes[scene.line[step]].event }

    func thread(ofStep step: Int) -> Int { scene.order.thread(of: step) }

    func isToCome(_ step: Int) -> Bool { scene.showsRest && step >= scene.depth }

    /// What stands on the lane: the step in words or by its letter, a run as `0×412`; the lane of the others says whose
    /// step it is.
    func text(_ unit: OrderPlan.Unit, room: Int) -> String {
        if unit.isFold {
            let run = "\(unit.thread)\(marks.times)\(unit.count)"
            let whole = run + " to \(Figures.number(Int(unit.last) + 1))"
            return marks.cut(CellWidth.of(whole) <= room ? whole : run, max(1, room))
        }
        let own = columns.isOther(unit.thread) ? "\(unit.thread)" : ""
        if columns.showsLettersOnly { return own + words.letter(event(unit.first)) }
        let text = own + words.text(event(unit.first))
        let whole = text + (showsMemoryOrders ? orderSuffix(event(unit.first)) : "")
        return CellWidth.of(whole) <= room ? whole : marks.cut(text, name: words.name(event(unit.first)), max(1, room))
    }

    /// ` rel`: of a step that is one access to an atomic.
    func orderSuffix(_ event: Event) -> String {
        guard event.operations.count == 1, let operation = event.operations.first, operation.kind != .fence,
            let order = operation.order
        else { return "" }
        return " " + order.shortWord
    }

    /// Blank; or what the step is to the one under the cursor; or that it is still to come.
    func sign(_ unit: OrderPlan.Unit) -> (text: String, role: Role) {
        if let cone {
            if unit.steps.contains(cone.step), unit.thread == thread(ofStep: cone.step) {
                return (marks.selected, .strong)
            }
            if cone.isConcurrent(unit.first) { return (marks.concurrent, .quiet) }
        }
        return plan.isCausal && isToCome(unit.first) ? (marks.hereDash, .quiet) : (" ", .plain)
    }

    /// How a step's text and its letter are written: lit in the cone, quiet outside of it and where it is to come.
    func roles(_ unit: OrderPlan.Unit) -> (text: Role, letter: Role) {
        if let cone { return cone.isConcurrent(unit.first) ? (.quiet, .quiet) : (.strong, .strong) }
        if let reason { return reason.isLit(unit) ? (.strong, .strong) : (.quiet, .quiet) }
        return isToCome(unit.first) ? (.quiet, .quiet) : (.plain, .strong)
    }

    func put(_ text: String, of unit: OrderPlan.Unit, at column: Int, on canvas: inout CellCanvas) {
        let roles = roles(unit)
        canvas.put(text, roles.text, at: column)
        guard !unit.isFold, roles.letter != roles.text else { return }
        let letter = words.letter(event(unit.first))
        if text.hasPrefix(letter) { canvas.put(letter, roles.letter, at: column) }
    }

    private func laneRow(_ index: Int) -> DrawnRow {
        let unit = plan.units[index]
        let lane = columns.lane(ofThread: unit.thread)
        var canvas = CellCanvas(width: width)
        let sign = sign(unit)
        canvas.put(CellWidth.leftPadded(String(unit.first + 1), columns.first - 2), .quiet, at: 0)
        canvas.put(sign.text, sign.role, at: columns.first - 2)
        for other in 0..<columns.count { canvas.put(marks.lane, .quiet, at: columns.column(other)) }
        let strongest = unit.isFold ? nil : plan.strongestLink(into: unit.first)
        var room = columns.room(lane)
        let from = strongest.map { columns.lane(ofThread: thread(ofStep: $0.link.source)) } ?? lane
        if from > lane { room = min(room, columns.spacing - 2) }
        let text = text(unit, room: room)
        if let strongest {
            let others = scene.situation.orderView.showsAllEdges ? 0 : strongest.others
            let arrow = arrow(strongest.link, others: others)
            arrow.draw(
                on: &canvas, columns, from: from, to: lane,
                behindTarget: columns.column(lane) + CellWidth.of(text), isCentred: false)
        }
        put(text, of: unit, at: columns.column(lane), on: &canvas)
        putPartner(of: unit, on: &canvas)
        return DrawnRow(
            line: canvas.line, steps: [(0..<width, unit.first + 1)], isFold: unit.isFold,
            cursorCells: cone?.step == unit.first || isUnderCursor(unit) ? 0..<width : nil)
    }

    func isUnderCursor(_ unit: OrderPlan.Unit) -> Bool {
        guard let cone else { return false }
        return unit.thread == thread(ofStep: cone.step) && unit.steps.contains(cone.step)
    }

    /// The other thread of a rendezvous: the step is on its lane too.
    func putPartner(of unit: OrderPlan.Unit, on canvas: inout CellCanvas) {
        guard !unit.isFold, let partner = event(unit.first).partner else { return }
        let (own, other) = (columns.lane(ofThread: unit.thread), columns.lane(ofThread: partner))
        if own == other { return }
        let glyphs = EdgeMarks(.message, marks)
        canvas.put(own < other ? glyphs.headRight : glyphs.headLeft, roles(unit).text, at: columns.column(other))
    }
}
