internal import HeddleEngine

extension OrderPicture {
    /// A row of the note below the lanes.
    func line(of note: KnowledgeNote, _ index: Int) -> StyledLine {
        guard note.rows.indices.contains(index) else { return StyledLine() }
        switch note.rows[index] {
        case .blank: return StyledLine()
        case .text(let text): return StyledLine(text).cut(to: width, marks: marks)
        case .edge(let edge): return edgeRow(edge, note)
        }
    }

    /// Cells by which an edge that there is not begins further right than one of the picture would.
    private static let shift = 3

    /// An edge as it would be: its target's number and step, without the other lanes.
    private func edgeRow(_ edge: Edge, _ note: KnowledgeNote) -> StyledLine {
        var event = event(edge.target)
        for stronger in note.stronger[edge.target] ?? [] {
            for index in event.operations.indices where event.operations[index].name == stronger.name {
                event.operations[index].order = stronger.order
            }
        }
        let lanes = (columns.lane(ofThread: thread(ofStep: edge.source)), columns.lane(ofThread: event.thread))
        let toRight = lanes.0 < lanes.1
        let target = columns.column(lanes.1)
        let source = columns.column(lanes.0) + (toRight ? Self.shift : -Self.shift)
        var canvas = CellCanvas(width: width)
        canvas.put(CellWidth.leftPadded(String(edge.target + 1), columns.first), .quiet, at: 0)
        let room = toRight ? columns.room(lanes.1) : max(1, source - target - 8)
        let text = marks.cut(words.text(event) + orderSuffix(event), name: words.name(event), max(1, room))
        let link = OrderLink(source: edge.source, target: edge.target, kind: edge.kind)
        EdgeArrow(link, channel: nil, isLit: nil, marks: marks).draw(
            on: &canvas, from: source, to: target, behindTarget: target + CellWidth.of(text))
        canvas.put(text, at: target)
        return canvas.line
    }
}
