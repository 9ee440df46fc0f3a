internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// What stands below the zoomed lanes: the step under the cursor (else the last one), every edge that leads to it, and
/// what the arrows mean.
struct LaneDetail {
    let scene: Scene
    let marks: Marks

    init(_ scene: Scene) {
        self.scene = scene
        marks = scene.marks
    }

    /// `step` counts from 1; 0 gives the legend alone.
    func rows(step: Int, width: Int) -> [StyledLine] {
        var rows: [StyledLine] = []
        if step >= 1, step <= scene.line.count {
            rows.append(StyledLine())
            rows.append(head(step))
            let incoming = edges(into: step)
            for edge in incoming.prefix(Self.edgeLimit) { rows.append(line(edge)) }
            if incoming.count > Self.edgeLimit {
                rows.append(StyledLine("    \(marks.ellipsis) \(incoming.count - Self.edgeLimit) more", .quiet))
            }
        }
        rows.append(StyledLine())
        rows.append(StyledLine("  " + legend.joined(separator: "   "), .quiet))
        rows.append(StyledLine("  lane = program order", .quiet))
        return rows.map { $0.cut(to: width, marks: marks) }
    }

    /// Edges into a step, strongest first; sources further back than lanes look for them are left out.
    private func edges(into step: Int) -> [Edge] {
        let start = max(0, step - Scene.reach)
        let order = HappensBefore(events: scene.line[start..<step].map { scene.situation.play.nodes[$0].event })
        return order.edges.filter { $0.target == step - 1 - start }
            .map { edge in
                var moved = edge
                moved.source += start
                return moved
            }
            .sorted { ($0.kind, $0.source) < ($1.kind, $1.source) }
    }

    /// Edges listed of one step. Unit: rows.
    private static let edgeLimit = 6

    private func head(_ step: Int) -> StyledLine {
        let node = scene.node(atStep: step)
        var line = StyledLine("  \(marks.selected) step \(step)  ")
        line.append(scene.name(ofThread: node.event.thread), .thread(node.event.thread))
        if let span = scene.machine.span(of: node.event) {
            line.append(" :\(scene.program.source.line(of: span.start))", .quiet)
        }
        line.append("  " + scene.words.text(node.event))
        return line
    }

    private func line(_ edge: Edge) -> StyledLine {
        let from = scene.node(atStep: edge.source + 1)
        var line = StyledLine("    ")
        switch edge.kind {
        case .race: line.append("races with", .bad)
        case .synchronizesWith: line.append("after, by synchronizes-with,", .order)
        case .message: line.append("receives what was sent in")
        case .readsFrom: line.append("reads from")
        case .modificationOrder: line.append("overwrites", .quiet)
        }
        line.append(" step \(edge.source + 1), ")
        line.append(scene.name(ofThread: from.event.thread), .thread(from.event.thread))
        line.append("  " + scene.words.text(from.event))
        return line
    }

    private var legend: [String] {
        marks.isASCII
            ? ["-> reads-from", "=> synchronizes-with", ".> modification order", "-) message"]
            : ["─▶ reads-from", "━▶ synchronizes-with", "┄▶ modification order", "─▷ message"]
    }
}
