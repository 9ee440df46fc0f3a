internal import HeddlePresentation

// Happens-before: lanes, or rows by cause.
extension PaneWindow {
    mutating func order(_ scene: Scene, width: Int, height: Int, scroll: PaneScroll) {
        let layout = OrderLayout(scene, width: width, withNote: true)
        header = [StyledLine()]
        let following = layout.followingTop(height: max(0, height - 1))
        let sight = look(at: layout.rowCount, height: height, following: following, scroll: scroll)
        let cursor = layout.cursorStep(scroll)
        let picture = OrderPicture(
            layout, width: width, visible: sight, cursor: cursor, skipped: scroll.left / Self.cellsOfLane)
        header = [picture.header]
        rows = sight.map { index in
            let drawn = picture.row(index)
            let steps = drawn.steps.map { (columns: $0.columns, target: Self.target($0.step, layout, scene)) }
            let selected = drawn.steps.firstIndex { $0.step == cursor } ?? 0
            var row = Row(line: drawn.line, target: steps.indices.contains(selected) ? steps[selected].target : nil)
            row.isCursor = index == scroll.cursor
            row.cursorCells = drawn.cursorCells
            if layout.isCausal { row.cells = steps }
            return row
        }
    }

    /// Cells of sideways scrolling that pass over a lane: as many as a key scrolls.
    static let cellsOfLane = 8

    private static func target(_ step: Int, _ layout: OrderLayout, _ scene: Scene) -> Target {
        let node = scene.line[step - 1]
        return layout.run(ofStep: step) == nil ? .node(node) : .run(node)
    }

    /// `lanes · c causal` where there is room; what is left out or added stands there always.
    static func orderLabel(_ scene: Scene, width: Int, isZoomed: Bool = false) -> String {
        let view = scene.situation.orderView
        let isCausal = view.layout == .causal
        var parts: [String] = []
        if isZoomed {
            parts = [isCausal ? "causal" : "lanes"]
        } else if width >= 64 {
            parts = isCausal ? ["causal", "c lanes"] : ["lanes", "c causal"]
        } else if isCausal {
            parts = ["causal"]
        }
        if view.showsAllEdges { parts.append("all edges") }
        if !view.filter.isEmpty { parts.append("only " + view.filter.text) }
        return parts.joined(separator: scene.marks.separator)
    }
}

extension OrderLayout {
    /// The step (from 1) under the pane's cursor; nil: the pane follows the place, or the row holds no step.
    func cursorStep(_ scroll: PaneScroll) -> Int? {
        scroll.cursor.flatMap { step(inRow: $0, nearThread: scroll.thread) }
    }
}
