internal import HeddleEngine

/// One edge on a row of cells: a tick on the source's lane, dashes, the label, a head before the target's lane.
struct EdgeArrow {
    let link: OrderLink
    let glyphs: EdgeMarks
    let label: String
    /// Instead of the edge's own role: quiet outside a cone, strong inside.
    let role: Role

    init(_ link: OrderLink, channel: String?, others: Int = 0, isLit: Bool?, marks: Marks) {
        self.link = link
        glyphs = EdgeMarks(link.kind, marks)
        label = EdgeMarks.label(link, channel: channel, marks) + (others > 0 ? " +\(others)" : "")
        switch isLit {
        case nil: role = glyphs.role
        case true?: role = [.quiet, .plain].contains(glyphs.role) ? .strong : glyphs.role
        case false?: role = .quiet
        }
    }

    /// Draws from one lane to another. `behindTarget`: the first cell behind what stands on the target's lane, a blank.
    func draw(
        on canvas: inout CellCanvas, _ columns: LaneColumns, from sourceLane: Int, to targetLane: Int,
        behindTarget: Int, isCentred: Bool
    ) {
        if sourceLane == targetLane { return }
        let (source, target) = (columns.column(sourceLane), columns.column(targetLane))
        let between = (0..<columns.count).map(columns.column)
        draw(on: &canvas, from: source, to: target, crossing: between, behindTarget: behindTarget) { head in
            isCentred ? head : nearEnd(source, head, columns.spacing)
        }
    }

    /// Draws from one cell to another. `crossing`: columns of lanes, those of both ends and outside are left alone.
    /// `limit`: where the gap of the label ends, by the head's column.
    func draw(
        on canvas: inout CellCanvas, from source: Int, to target: Int, crossing: [Int] = [], behindTarget: Int,
        limit: (_ head: Int) -> Int = { $0 }
    ) {
        let toRight = source < target
        let head = toRight ? target - 1 : behindTarget + 1
        let inside = toRight ? (source + 1)..<max(source + 1, head) : (head + 1)..<max(head + 1, source)
        for cell in inside { canvas.put(glyphs.dash, role, at: cell) }
        for column in crossing where inside.contains(column) { canvas.put(glyphs.crossing, role, at: column) }
        canvas.put(toRight ? glyphs.headRight : glyphs.headLeft, role, at: head)
        canvas.put(toRight ? glyphs.tickRight : glyphs.tickLeft, role, at: source)
        if link.kind == .race {
            canvas.put(toRight ? glyphs.headLeft : glyphs.headRight, role, at: toRight ? source + 1 : source - 1)
        }
        putLabel(on: &canvas, source: source, head: head, limit: limit(head), behindTarget: behindTarget)
    }

    /// The end of the gap beside the source's lane.
    private func nearEnd(_ source: Int, _ head: Int, _ spacing: Int) -> Int {
        head > source ? min(head, source + spacing - 1) : max(head, source - spacing + 1)
    }

    /// The label stands in its gap or, where that is too narrow, behind the tick.
    private func putLabel(on canvas: inout CellCanvas, source: Int, head: Int, limit: Int, behindTarget: Int) {
        let text = " " + label + " "
        let size = CellWidth.of(text)
        let toRight = head > source
        let spare = abs(limit - source) - size
        guard spare >= (limit == head ? 3 : 2) else {
            canvas.put(" " + label, role, at: toRight ? behindTarget : source + 1)
            return
        }
        let near = spare / 2
        canvas.put(text, role, at: toRight ? source + 1 + near : source - near - size)
    }
}
