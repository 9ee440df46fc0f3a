internal import HeddleEngine

/// The rows of the Happens-before picture and how they stand in a pane, before any is drawn.
package struct OrderLayout: Sendable {
    let scene: Scene
    let plan: OrderPlan
    /// A line below the rows says what comes next.
    let hasNext: Bool
    /// Below all: why the load that comes next may read an old write.
    let note: KnowledgeNote?
    /// The reason of a forbidden choice, as edges, and below the rows in one line.
    let reason: OrderReason?
    let reasonLines: [String]
    /// A pane of the screen, not a picture that is written out.
    let isPane: Bool

    /// `withNote`: the picture is a pane of the place, not one of a line alone.
    package init(_ scene: Scene, width: Int, withNote: Bool = false) {
        self.scene = scene
        isPane = withNote
        let kept = scene.situation.keptOrderPlan
        let isRight = scene.situation.followed.nodes == scene.line && kept?.key == scene.situation.orderKey
        plan = isRight ? kept?.plan ?? OrderPlan(OrderSubject(scene)) : OrderPlan(OrderSubject(scene))
        reason = OrderReason(scene)
        reasonLines = reason.map { $0.text.isEmpty ? [] : WrappedText.lines($0.text, width: max(8, width - 4)) } ?? []
        hasNext = !plan.isCausal && width >= 58 && scene.showsRest && scene.line.count > scene.depth
        note = withNote && !plan.isCausal && reason == nil ? KnowledgeNote(scene, width: width) : nil
    }

    /// A blank row and what comes next stand below the others, then the note behind another blank row, or the reason of a
    /// forbidden choice.
    package var rowCount: Int { noteStart + (note?.rows.count ?? 0) + reasonLines.count }
    var noteStart: Int { plan.rows.count + (hasNext ? 2 : 0) + (note == nil ? 0 : 1) }

    /// What stands in a row as the reason of a forbidden choice.
    func reasonLine(inRow row: Int) -> String? {
        let index = row - (rowCount - reasonLines.count)
        return reasonLines.indices.contains(index) ? reasonLines[index] : nil
    }
    package var isCausal: Bool { plan.isCausal }

    /// The first row shown when the pane follows the place: `here` stays in the lower third, or higher where a note
    /// needs the room below it.
    package func followingTop(height: Int) -> Int {
        let last = max(0, rowCount - height)
        if !reasonLines.isEmpty { return last }
        let above = note == nil ? height * 2 / 3 : max(1, min(height * 2 / 3, height - 1 - (rowCount - 1 - placeRow)))
        return max(0, min(last, placeRow - above))
    }

    /// The row of the user's place.
    package var placeRow: Int { plan.placeRow(scene) }

    /// Steps (from 1) of a row, in the order of lanes; of a folded run the first one.
    package func steps(inRow row: Int) -> [Int] { plan.units(inRow: row).map { plan.units[$0].first + 1 } }

    /// The row that shows a step (from 1), or the nearest one shown before it.
    package func row(ofStep step: Int) -> Int { plan.row(nearStep: step - 1) }

    /// The steps (from 1) that a folded run stands for; nil: the step stands alone, or is left out.
    package func run(ofStep step: Int) -> ClosedRange<Int>? {
        guard let index = plan.unit(ofStep: step - 1), plan.units[index].isFold else { return nil }
        return (plan.units[index].first + 1)...(Int(plan.units[index].last) + 1)
    }

    /// Whether the picture shows a step (from 1), in a folded run or alone.
    package func isShown(step: Int) -> Bool { plan.unit(ofStep: step - 1) != nil }

    package func thread(ofStep step: Int) -> Int { scene.order.thread(of: step - 1) }

    /// The nearest row with a step, from a row on in a direction; nil: there is none.
    package func stepRow(from row: Int, by direction: Int) -> Int? {
        var row = max(0, min(rowCount - 1, row))
        while row >= 0, row < rowCount {
            if !plan.units(inRow: row).isEmpty { return row }
            row += direction < 0 ? -1 : 1
        }
        return nil
    }

    /// The step (from 1) of a row that is nearest to a thread's lane; nil: the row has none.
    package func step(inRow row: Int, nearThread thread: Int?) -> Int? {
        let units = plan.units(inRow: row)
        guard let thread else { return units.first.map { plan.units[$0].first + 1 } }
        let best = units.min { (abs(plan.units[$0].thread - thread), $0) < (abs(plan.units[$1].thread - thread), $1) }
        return best.map { plan.units[$0].first + 1 }
    }

    /// The width at which nothing of a line of play is cut: a lane's longest step, with an edge's label behind it.
    package static func wholeWidth(_ scene: Scene) -> Int {
        let nodes = scene.situation.play.nodes
        let steps = scene.line.prefix(scene.shownSteps).map { nodes[$0] }
        let words = StepLetters(machine: scene.machine, state: steps.last?.state ?? scene.state, marks: scene.marks)
        let count = scene.threadCount(onSteps: steps.last.map { [$0] } ?? [])
        let edges = scene.order.happensBefore.edges
        let labels = edges.map { CellWidth.of(EdgeMarks.label($0, scene.marks)) }.max() ?? 0
        let longest = steps.map { CellWidth.of(words.text($0.event)) }.max() ?? 0
        let names = (0..<count).map { CellWidth.of("\($0) \(words.values.name(ofThread: $0))") }.max() ?? 0
        let digits = max(2, String(steps.count).count)
        return max(66, digits + 2 + max(10, names + 2, longest + labels + digits + 7) * max(1, count))
    }

    /// The header and all rows, at a width that cuts nothing.
    package static func wholeRows(_ scene: Scene) -> [StyledLine] {
        let width = wholeWidth(scene)
        let layout = OrderLayout(scene, width: width)
        let picture = OrderPicture(layout, width: width, visible: 0..<layout.rowCount)
        return [picture.header] + (0..<layout.rowCount).map { picture.row($0).line }
    }

    /// The header and the rows that fit below it.
    package static func rows(_ scene: Scene, width: Int, height: Int, top: Int? = nil) -> [StyledLine] {
        let layout = OrderLayout(scene, width: width)
        let room = max(0, height - 1)
        let start = top ?? layout.followingTop(height: room)
        let visible = start..<max(start, min(layout.rowCount, start + room))
        let picture = OrderPicture(layout, width: width, visible: visible)
        return [picture.header] + visible.map { picture.row($0).line }
    }
}

// What the lines below the picture say of it.
extension OrderLayout {
    /// Steps shown, folded ones included, and steps of the line.
    package var stepCounts: (shown: Int, all: Int) { (plan.shownCount, plan.stepCount) }

    /// Rows of the causal layout that hold steps.
    var levelCount: Int { plan.levelCount }

    func unitCount(ofStep step: Int) -> Int { plan.unit(ofStep: step - 1).map { Int(plan.units[$0].count) } ?? 0 }

    /// Some step is a rendezvous: it stands on two lanes.
    var hasMeetings: Bool { plan.hasMeetings }

    /// Kinds of edges in the picture, in the order of the legend.
    var kinds: [EdgeKind?] {
        let known: [EdgeKind?] = [.readsFrom, .synchronizesWith, .modificationOrder, .race, .message, nil]
        return known.filter(plan.kinds.contains)
    }

    /// How many of the steps shown led to a step (from 1) or its run, follow from it, are concurrent with it.
    func coneCounts(ofStep step: Int) -> (before: Int, after: Int, concurrent: Int) {
        let step = step - 1
        let own = plan.unit(ofStep: step)
        let cone = scene.order.happensBefore.cone(of: step)
        var counts = (before: 0, after: 0, concurrent: 0)
        for other in 0..<plan.stepCount where other != step {
            guard let unit = plan.unit(ofStep: other), unit != own else { continue }
            // No arrow leads into or out of a run but at its ends: all of its steps stand to the others alike.
            let thread = scene.order.thread(of: other)
            if other <= cone.last[thread] {
                counts.before += 1
            } else if other >= cone.first[thread] {
                counts.after += 1
            } else {
                counts.concurrent += 1
            }
        }
        return counts
    }

    /// Earlier steps looked at, and steps of the row.
    private static let pairReach = (steps: 2_000, row: 8)

    /// Pairs of an earlier step and one of a row (from 1) that touch one object, one of them changing it, and that
    /// nothing drawn orders.
    func unjoinedPairs(inRow row: Int) -> [(Int, Int)] {
        let nodes = scene.situation.play.nodes
        var pairs: [(Int, Int)] = []
        for unit in plan.units(inRow: row).prefix(Self.pairReach.row) where !plan.units[unit].isFold {
            let step = plan.units[unit].first
            let footprint = Footprint(of: nodes[scene.line[step]].event)
            guard !footprint.places.isEmpty else { continue }
            for earlier in max(0, step - Self.pairReach.steps)..<step
            where plan.unit(ofStep: earlier) != nil && scene.order.relation(of: earlier, to: step) == .concurrent {
                let other = Footprint(of: nodes[scene.line[earlier]].event)
                if footprint.sharesPlace(with: other) { pairs.append((earlier + 1, step + 1)) }
            }
        }
        return pairs
    }
}
