internal import HeddleEngine
internal import HeddleProgram

/// Happens-before as lanes by thread: an edge lives on its target's row and carries the source's number.
///
/// Shape: rows are made one by one; row 0 is the first step. Where the rest of a walked line is to come, a row
/// `╌╌╌ here ╌╌╌` stands at the place.
package struct LaneRows: Sendable {
    /// Fewest cells of a lane that shows more than letters.
    private static let fullLane = 10

    private let marks: Marks
    private let words: StepLetters
    private let steps: [PlayTree.Node]
    private let incoming: [Int: Edge]
    private let threads: [Int]
    /// Lane of each thread; those without one share the last lane.
    private let laneOfThread: [Int: Int]
    private let names: [String]
    private let first: Int
    private let spacing: Int
    private let width: Int
    /// Cells that the picture uses; the rest is margin.
    private let used: Int
    private let depth: Int
    private let showsRest: Bool
    private let nextLine: StyledLine?

    /// `height`: rows below the header; with it only the threads of visible steps need lanes. `top`: the first row
    /// shown, where the pane doesn't follow the place.
    package init(_ scene: Scene, width: Int, height: Int, top: Int? = nil) {
        marks = scene.marks
        depth = scene.depth
        showsRest = scene.showsRest
        self.width = width
        let nodes = scene.situation.play.nodes
        let shown = showsRest ? scene.line : scene.path
        steps = shown.map { nodes[$0] }
        words = StepLetters(machine: scene.machine, state: steps.last?.state ?? scene.state, marks: marks)
        used = width - Self.margin(width: width, showsRest: showsRest)
        first = max(2, String(steps.count).count) + 2
        let room = max(1, used - first)
        let count = scene.threadCount(onSteps: steps)
        (threads, laneOfThread, names) = Self.lanes(
            scene, words: words, count: count, room: room,
            visible: Self.window(steps: steps, depth: depth, height: height))
        spacing = max(2, room / max(1, names.count))
        // Rows run at most one ahead of steps; the pane may show as many below the place.
        let last = min(steps.count, (top ?? depth) + max(height, 1) + 1)
        var incoming: [Int: Edge] = [:]
        for edge in scene.drawnEdges(before: last) {
            if steps[edge.source].event.thread == steps[edge.target].event.thread { continue }
            if let known = incoming[edge.target], (known.kind, -known.source) <= (edge.kind, -edge.source) { continue }
            incoming[edge.target] = edge
        }
        self.incoming = incoming
        nextLine = width >= 58 && showsRest ? Self.next(scene, words: words) : nil
    }

    private static func margin(width: Int, showsRest: Bool) -> Int {
        if width < 45 || width >= 66 { return 0 }
        return showsRest && width >= 58 ? 1 : 2
    }

    private static func window(steps: [PlayTree.Node], depth: Int, height: Int) -> ArraySlice<PlayTree.Node> {
        let end = min(steps.count, depth + height / 3 + 1)
        return steps[max(0, end - max(1, height))..<end]
    }

    private static func lanes(
        _ scene: Scene, words: StepLetters, count: Int, room: Int, visible: ArraySlice<PlayTree.Node>
    ) -> ([Int], [Int: Int], [String]) {
        var threads = Array(0..<count)
        if room / max(1, count) < fullLane {
            var wanted = Set(visible.map(\.event.thread))
            wanted.insert(scene.situation.selectedThread)
            let capacity = max(1, room / fullLane - 1)
            let chosen = threads.filter(wanted.contains)
            // Where even these are too many, lanes shrink to letters rather than hide a step.
            threads = chosen.count <= capacity ? chosen : Array(chosen.prefix(max(capacity, room / 3 - 1)))
        }
        var lanes: [Int: Int] = [:]
        for (lane, thread) in threads.enumerated() { lanes[thread] = lane }
        var names = threads.map { "\($0) \(words.values.name(ofThread: $0))" }
        if threads.count < count { names.append("\(scene.marks.ellipsis) \(count - threads.count) others") }
        return (threads, lanes, names)
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

    // MARK: - Rows

    package var header: StyledLine {
        var canvas = CellCanvas(width: width)
        for (lane, name) in names.enumerated() {
            let role: Role = lane < threads.count ? .thread(threads[lane]) : .quiet
            canvas.put(marks.cutMiddle(name, laneRoom(lane)), role, at: column(lane))
        }
        return canvas.line
    }

    /// Rows below the header.
    package var rowCount: Int { steps.count + (showsRest ? 1 : 0) + (nextLine == nil ? 0 : 2) }

    /// The row of the place: the `here` row, or the last step.
    package var placeRow: Int { showsRest ? depth : max(0, depth - 1) }

    /// The step (from 1) that a row shows; nil for other rows.
    package func step(atRow row: Int) -> Int? {
        if !showsRest { return row < steps.count ? row + 1 : nil }
        if row == depth || row > steps.count { return nil }
        return row < depth ? row + 1 : row
    }

    /// The first row shown when the pane follows the place: `here` stays in the lower third.
    package func followingTop(height: Int) -> Int {
        let last = max(0, rowCount - height)
        return max(0, min(last, placeRow - height * 2 / 3))
    }

    package func row(_ row: Int) -> StyledLine {
        if let step = step(atRow: row) { return stepRow(step - 1) }
        if showsRest, row == depth { return hereRow }
        if let nextLine, row == rowCount - 1 { return nextLine.cut(to: width, marks: marks) }
        return StyledLine()
    }

    /// The header and the rows that fit below it.
    package static func rows(_ scene: Scene, width: Int, height: Int, top: Int? = nil) -> [StyledLine] {
        let pane = LaneRows(scene, width: width, height: max(0, height - 1), top: top)
        let start = top ?? pane.followingTop(height: max(0, height - 1))
        let end = min(pane.rowCount, start + max(0, height - 1))
        return [pane.header] + (start < end ? (start..<end).map(pane.row) : [])
    }

    private var hereRow: StyledLine {
        let dash = marks.hereDash
        let text = String(repeating: dash, count: 3) + " here "
        let rest = max(0, used - CellWidth.of(text))
        return StyledLine(text + String(repeating: dash, count: rest), .here).cut(to: width, marks: marks)
    }

    private func column(_ lane: Int) -> Int { first + lane * spacing }

    private func laneRoom(_ lane: Int) -> Int {
        lane + 1 < names.count ? spacing - 1 : max(1, width - column(lane))
    }

    private func lane(ofThread thread: Int) -> Int { laneOfThread[thread] ?? names.count - 1 }

    private func stepRow(_ index: Int) -> StyledLine {
        let event = steps[index].event
        let lane = lane(ofThread: event.thread)
        let isToCome = showsRest && index >= depth
        let edge = incoming[index]
        var canvas = CellCanvas(width: width)
        canvas.put(CellWidth.leftPadded(String(index + 1), first - 2), .quiet, at: 0)
        for other in names.indices { canvas.put(marks.lane, .quiet, at: column(other)) }
        let text = self.text(event, lane: lane, edge: edge)
        if let edge { draw(edge, targetLane: lane, targetText: text, on: &canvas) }
        let letter = words.letter(event)
        canvas.put(text, isToCome ? .quiet : .plain, at: column(lane))
        if text.hasPrefix(letter), !isToCome { canvas.put(letter, .strong, at: column(lane)) }
        return canvas.line
    }

    private func text(_ event: Event, lane: Int, edge: Edge?) -> String {
        if spacing < Self.fullLane, names.count > 1 { return words.letter(event) }
        var room = laneRoom(lane)
        if let edge, self.lane(ofThread: steps[edge.source].event.thread) > lane { room = min(room, spacing - 3) }
        return marks.cut(words.text(event), max(1, room))
    }

    private func draw(_ edge: Edge, targetLane: Int, targetText: String, on canvas: inout CellCanvas) {
        let sourceLane = lane(ofThread: steps[edge.source].event.thread)
        if sourceLane == targetLane { return }
        let glyphs = EdgeMarks(edge.kind, marks)
        let source = column(sourceLane)
        let toRight = sourceLane < targetLane
        let head = toRight ? column(targetLane) - 1 : column(targetLane) + CellWidth.of(targetText) + 1
        let inside = toRight ? (source + 1)..<max(source + 1, head) : (head + 1)..<max(head + 1, source)
        for cell in inside { canvas.put(glyphs.dash, glyphs.role, at: cell) }
        for lane in names.indices where inside.contains(column(lane)) {
            canvas.put(glyphs.crossing, glyphs.role, at: column(lane))
        }
        canvas.put(toRight ? glyphs.headRight : glyphs.headLeft, glyphs.role, at: head)
        canvas.put(toRight ? glyphs.tickRight : glyphs.tickLeft, glyphs.role, at: source)
        if edge.kind == .race {
            let other = toRight ? source + 1 : source - 1
            canvas.put(toRight ? glyphs.headLeft : glyphs.headRight, glyphs.role, at: other)
        }
        label(
            edge, glyphs, source: source, head: head, on: &canvas,
            behindTarget: column(targetLane) + CellWidth.of(targetText))
    }

    /// The label stands in the gap beside the source's lane or, where that is too narrow, behind the tick.
    private func label(
        _ edge: Edge, _ glyphs: EdgeMarks, source: Int, head: Int, on canvas: inout CellCanvas, behindTarget: Int
    ) {
        let text = " " + EdgeMarks.label(edge) + " "
        let size = CellWidth.of(text)
        let toRight = head > source
        let limit = toRight ? min(head, source + spacing - 1) : max(head, source - spacing + 1)
        let gap = abs(limit - source)
        let spare = gap - size
        guard spare >= (limit == head ? 3 : 2) else {
            let place = toRight ? behindTarget : source + 1
            canvas.put(" " + EdgeMarks.label(edge), glyphs.role, at: place)
            return
        }
        let near = spare / 2
        canvas.put(text, glyphs.role, at: toRight ? source + 1 + near : source - near - size)
    }
}
