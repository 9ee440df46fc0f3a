internal import HeddleEngine

/// The Wait-for pane: an arrow reads "waits for what is held by" and carries the object; a cycle is drawn as a ring.
package struct WaitForRows: Sendable {
    private let scene: Scene
    private let width: Int
    private let marks: Marks
    private var isRoomy: Bool { width >= 58 }

    private init(_ scene: Scene, width: Int) {
        self.scene = scene
        self.width = width
        marks = scene.marks
    }

    /// On the right of the pane's rule where there is room: `1 cycle`.
    package static func title(_ scene: Scene) -> String {
        let count = WaitGraph(scene).cycles.count
        return count == 0 ? "" : Figures.count(count, "cycle")
    }

    package static func rows(_ scene: Scene, width: Int) -> [StyledLine] {
        let pane = WaitForRows(scene, width: width)
        let graph = WaitGraph(scene)
        if graph.waits.isEmpty { return [StyledLine("  Nobody waits.", .quiet).cut(to: width, marks: scene.marks)] }
        let cycles = graph.cycles
        var rows: [StyledLine] = []
        for cycle in cycles { rows += pane.ring(cycle) ?? cycle.map(pane.arrow) }
        let inCycle = Set(cycles.flatMap { $0.map(\.thread) })
        rows += graph.waits.filter { !inCycle.contains($0.thread) }.map(pane.arrow)
        rows.append(StyledLine())
        rows.append(StyledLine("  " + pane.sentence(cycles, graph.waits)))
        return rows.map { $0.cut(to: width, marks: scene.marks) }
    }

    private func sentence(_ cycles: [[WaitGraph.Wait]], _ waits: [WaitGraph.Wait]) -> String {
        if let cycle = cycles.first {
            return isRoomy
                ? "\(Figures.count(cycle.count, "thread")) in the cycle; no one outside it can help."
                : "No one outside the cycle can help."
        }
        if scene.ending == .deadlock {
            if waits.contains(where: { !$0.others.isEmpty }) { return "Whoever could help waits too." }
            return isRoomy ? "No cycle, and nobody left who could help." : "Nobody left who could help."
        }
        return "No cycle."
    }

    /// `teller.1 ──m─▶ teller.0`
    private func arrow(_ wait: WaitGraph.Wait) -> StyledLine {
        var line = StyledLine("  ")
        line.append(scene.name(ofThread: wait.thread), .thread(wait.thread))
        line.append(" " + edge(wait.label) + " ")
        if wait.others.isEmpty {
            line.append("nobody", .bad)
        } else {
            let isLong = wait.others.count > 3
            let shown = wait.others.prefix(isLong ? 2 : 3).map(scene.name(ofThread:))
            let rest = isLong ? [Figures.count(wait.others.count - 2, "other")] : []
            line.append((shown + rest).joined(separator: wait.isCertain ? ", " : " or "))
        }
        return line
    }

    private func edge(_ label: String) -> String {
        marks.rule + marks.rule + label + marks.rule + (isRoomy ? marks.rule : "") + marks.right
    }

    // MARK: - The ring

    /// nil where it doesn't fit.
    private func ring(_ cycle: [WaitGraph.Wait]) -> [StyledLine]? {
        guard cycle.count > 1 else { return nil }
        let top = max(2, (cycle.count + 1) / 2)
        let names = cycle.map { scene.name(ofThread: $0.thread) }
        func size(_ text: String) -> Int { CellWidth.of(text) }
        /// Where a name begins whose axis is given, and the other way round.
        func half(_ text: String) -> Int { isRoomy ? (size(text) - 1) / 2 : size(text) / 2 }
        let last = cycle[cycle.count - 1]
        let leftWidth = max(size(names[0]), size(last.label))
        let leftAxis = 2 + leftWidth / 2
        var starts = [leftAxis - half(names[0])]
        for index in 1..<top {
            starts.append(starts[index - 1] + size(names[index - 1]) + size(edge(cycle[index - 1].label)) + 2)
        }
        let rightStart = starts[top - 1]
        let rightAxis = rightStart + half(names[top - 1])
        let rightLabel = cycle[top - 1].label
        let isPair = cycle.count == 2
        let rightEdge = isPair ? 0 : rightAxis - size(rightLabel) / 2 + size(rightLabel)
        guard max(rightStart + size(names[top - 1]), rightEdge) <= width,
            isPair || rightAxis - size(rightLabel) / 2 > leftAxis + size(last.label) / 2 + 1
        else { return nil }

        var first = CellCanvas(width: width)
        for index in 0..<top {
            first.put(names[index], .thread(cycle[index].thread), at: starts[index])
            if index + 1 < top { first.put(edge(cycle[index].label), at: starts[index] + size(names[index]) + 1) }
        }
        var arrows = CellCanvas(width: width)
        arrows.put(marks.up, at: leftAxis)
        arrows.put(marks.lane, at: rightAxis)
        if isPair { return pair(first, arrows, leftAxis: leftAxis, rightAxis: rightAxis, label: last.label) }
        var labels = CellCanvas(width: width)
        labels.put(last.label, at: leftAxis - size(last.label) / 2)
        labels.put(rightLabel, at: rightAxis - size(rightLabel) / 2)
        var ends = CellCanvas(width: width)
        ends.put(marks.lane, at: leftAxis)
        ends.put(marks.down, at: rightAxis)
        let below = Array(cycle[top...].reversed())
        guard let bottom = bottomRow(below, leftAxis: leftAxis, left: starts[0], right: rightStart) else { return nil }
        return [first.line, arrows.line, labels.line, ends.line, bottom]
    }

    private func pair(
        _ first: CellCanvas, _ arrows: CellCanvas, leftAxis: Int, rightAxis: Int, label: String
    ) -> [StyledLine]? {
        let inside = rightAxis - leftAxis - 1
        guard inside >= CellWidth.of(label) else { return nil }
        var back = CellCanvas(width: width)
        back.fill(marks.rule, .plain, from: leftAxis, to: rightAxis)
        back.put(marks.roundCorner, at: leftAxis)
        back.put(marks.roundCornerRight, at: rightAxis)
        back.put(label, at: leftAxis + 1 + (inside - CellWidth.of(label)) / 2)
        return [first.line, arrows.line, back.line]
    }

    /// The way back below, drawn from right to left; its nodes come from left to right.
    private func bottomRow(_ nodes: [WaitGraph.Wait], leftAxis: Int, left: Int, right: Int) -> StyledLine? {
        var canvas = CellCanvas(width: width)
        let names = nodes.map { scene.name(ofThread: $0.thread) }
        let last = nodes.count - 1
        canvas.put(names[last], .thread(nodes[last].thread), at: right)
        if last == 0 {
            canvas.put(marks.roundCorner, at: leftAxis)
            canvas.fill(marks.rule, .plain, from: leftAxis + 1, to: right - 1)
            return canvas.line
        }
        var column = left
        let inner = names.dropLast().reduce(0) { $0 + CellWidth.of($1) }
        let room = right - left - inner
        for index in 0..<last {
            canvas.put(names[index], .thread(nodes[index].thread), at: column)
            column += CellWidth.of(names[index])
            let segment = index + 1 < last ? room / last : right - column
            // The arrow comes from the next node: it waits for what this one holds.
            let label = nodes[index + 1].label
            let dashes = segment - 3 - CellWidth.of(label)
            guard dashes >= 2 else { return nil }
            canvas.fill(marks.rule, .plain, from: column + 1, to: column + segment - 1)
            canvas.put(marks.left, at: column + 1)
            canvas.put(label, at: column + 2 + dashes / 3)
            column += segment
        }
        return canvas.line
    }
}
