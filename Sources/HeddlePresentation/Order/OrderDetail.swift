internal import HeddleEngine
internal import HeddleProgram

/// What stands below the zoomed Happens-before picture: the step under the cursor (else that of the place), what leads
/// to it, the chain that joins it with another, what is concurrent with it, and what the arrows mean.
package struct OrderDetail {
    let layout: OrderLayout
    let scene: Scene
    let marks: Marks
    let words: StepLetters
    /// From 1; nil: the user moves no cursor.
    let cursor: Int?
    /// The step that is told of, from 1; nil: there is none.
    package let step: Int?
    private let row: Int

    package init(_ layout: OrderLayout, cursor: Int?) {
        self.layout = layout
        scene = layout.scene
        marks = scene.marks
        self.cursor = cursor
        let last = scene.line.prefix(scene.shownSteps).last
        words = StepLetters(
            machine: scene.machine, state: last.map { layout.scene.situation.play.nodes[$0].state } ?? scene.state,
            marks: marks)
        if let cursor {
            (step, row) = (cursor, layout.row(ofStep: cursor))
        } else {
            // In lanes the step of the place; in the causal layout the first of its row.
            row = layout.stepRow(from: layout.row(ofStep: max(1, scene.depth)), by: -1) ?? 0
            step = layout.isCausal ? layout.step(inRow: row, nearThread: nil) : scene.depth > 0 ? scene.depth : nil
        }
    }

    /// Below the picture where both share the room: a blank row first.
    package func rows(width: Int) -> [StyledLine] {
        var rows = [StyledLine()]
        if layout.isCausal {
            rows += causalHead(width)
            if cursor != nil { rows += [StyledLine()] + legend(width) }
        } else {
            if let step, let race = raceRows(step, width) {
                rows += race + [StyledLine()]
            } else if let step {
                rows += [head(step, indent: 2)] + edgeRows(indent: 4) + chainRows(width) + [StyledLine()]
            }
            rows += legend(width)
        }
        return rows.map { $0.cut(to: width, marks: marks) }
    }

    // MARK: - The step

    /// `▸ step 6  reader :19  R data → 42`
    private func head(_ step: Int, indent: Int, isSelected: Bool = true) -> StyledLine {
        let blanks = String(repeating: " ", count: indent)
        let lead = isSelected ? marks.selected : " "
        if layout.run(ofStep: step) != nil {
            var line = StyledLine("\(blanks)\(lead) \(name(ofStep: step))  ")
            appendName(of: step, to: &line)
            line.append(
                "  \(Figures.count(layout.unitCount(ofStep: step), "step")) that no arrow joins; enter shows them")
            return line
        }
        var line = StyledLine("\(blanks)\(lead) step \(step)  ")
        appendName(of: step, to: &line)
        line.append("  " + words.text(event(step)) + origin(event(step)))
        return line
    }

    /// `   from start, passes over writer#1`: of a read of an old write.
    private func origin(_ event: Event) -> String {
        guard event.operations.count == 1, let operation = event.operations.first, let memory = operation.memory,
            memory.passesOver > 0, let source = memory.readsFrom
        else { return "" }
        var passed = Figures.count(memory.passesOver, "newer write")
        if memory.passesOver == 1, let only = newestWrite(of: operation, before: event) { passed = only }
        return "   from \(scene.values.name(of: source)), passes over \(passed)"
    }

    /// The name of the newest write of what a step read, as it was then.
    private func newestWrite(of operation: Operation, before event: Event) -> String? {
        guard let index = scene.line.lastIndex(where: { scene.situation.play.nodes[$0].event == event }) else {
            return nil
        }
        let before = index == 0 ? 0 : scene.line[index - 1]
        let picture = scene.machine.memoryPicture(of: scene.situation.play.nodes[before].state)
        let writes = picture?.locations.first { $0.offset == operation.location }?.writes
        return writes?.last?.name.map(scene.values.name(of:))
    }

    /// `step 6`, `steps 12 to 423`
    private func name(ofStep step: Int) -> String {
        layout.run(ofStep: step).map { "steps \($0.lowerBound) to \($0.upperBound)" } ?? "step \(step)"
    }

    func appendName(of step: Int, to line: inout StyledLine) {
        let event = event(step)
        line.append(scene.shownName(ofThread: event.thread), .thread(event.thread))
        if let span = scene.machine.span(of: event) {
            line.append(" :\(scene.program.source.line(of: span.start))", .quiet)
        }
    }

    func event(_ step: Int) -> Event { scene.node(atStep: step).event }

    /// Edges listed of one step, and steps of one row. Unit: rows.
    private static let listLimit = 5

    /// Every edge that leads to the step, those that others imply included, strongest first.
    private func edgeRows(indent: Int) -> [StyledLine] {
        guard let step else { return [] }
        let blanks = String(repeating: " ", count: indent)
        let edges = scene.order.happensBefore.edges(into: step - 1)
        var rows = edges.prefix(Self.listLimit).map { edge in
            var line = StyledLine(blanks)
            switch edge.kind {
            case .race: line.append("races with", .bad)
            case .synchronizesWith: line.append("after, by synchronizes-with,", .order)
            case .message: line.append("receives what was sent in")
            case .readsFrom: line.append("reads from")
            case .modificationOrder: line.append("overwrites", .quiet)
            }
            line.append(" step \(edge.source + 1), ")
            line.append(
                scene.shownName(ofThread: event(edge.source + 1).thread), .thread(event(edge.source + 1).thread))
            line.append("  " + words.text(event(edge.source + 1)))
            return line
        }
        if edges.count > Self.listLimit {
            rows.append(StyledLine("\(blanks)\(marks.ellipsis) \(edges.count - Self.listLimit) more", .quiet))
        }
        return Array(rows)
    }

    // MARK: - The causal layout

    private func causalHead(_ width: Int) -> [StyledLine] {
        var rows = [StyledLine("  " + countSentence(width - 2))]
        if cursor == nil { rows += missingArrows.map { StyledLine("  " + $0) } }
        let steps = layout.steps(inRow: row)
        if !steps.isEmpty { rows.append(StyledLine()) }
        let place = steps.firstIndex { $0 == step || layout.run(ofStep: $0)?.contains(step ?? 0) == true } ?? 0
        let first = max(0, min(place - Self.listLimit / 2, steps.count - Self.listLimit))
        for other in steps.dropFirst(first).prefix(Self.listLimit) {
            rows.append(head(other, indent: 0, isSelected: other == steps[place]))
            if cursor != nil, other == steps[place] { rows += edgeRows(indent: 4) + chainRows(width) }
        }
        if steps.count > Self.listLimit {
            rows.append(StyledLine("  \(marks.ellipsis) \(steps.count - Self.listLimit) more in this row", .quiet))
        }
        return rows
    }

    private func countSentence(_ width: Int) -> String {
        let all = layout.stepCounts
        let steps =
            all.shown == all.all
            ? Figures.count(all.all, "step") : "\(Figures.number(all.shown)) of \(Figures.count(all.all, "step"))"
        if all.shown == 0 { return all.all == 0 ? "No step was made yet." : "None of \(steps.dropFirst(5)) is shown." }
        let rows = "\(steps) in \(Figures.count(layout.levelCount, "row"))"
        if layout.levelCount == all.shown { return rows + ": each one led to the next." }
        let long = rows + ". Steps that share a row are concurrent: nothing orders them."
        return CellWidth.of(long) <= width ? long : rows + "; those that share a row are concurrent."
    }

    /// Steps of the row that touch what an earlier step touches too, without an arrow between them: at most three.
    private var missingArrows: [String] {
        let pairs = layout.unjoinedPairs(inRow: row)
        guard let first = pairs.first else { return [] }
        let more = pairs.dropFirst().prefix(2).map { ", nor from \($0.0) to \($0.1)" }.joined()
        let isOne = pairs.count == 1
        return [
            "No arrow leads from \(first.0) to \(first.1)\(more): they touch the same object,",
            (isOne ? "and neither" : "and neither of a pair") + " got anything from the other.",
        ]
    }

    // MARK: - The legend

    private func legend(_ width: Int) -> [StyledLine] {
        var rows: [StyledLine] = []
        if let cursor {
            let (before, after, beside) = layout.coneCounts(ofStep: cursor)
            rows.append(
                StyledLine(
                    "  Lit: \(Figures.number(before)) before \(name(ofStep: cursor)), \(Figures.number(after)) "
                        + "after it.  \(marks.concurrent) \(Figures.number(beside)) concurrent with it.", .quiet))
        }
        let gap = width >= 100 ? "   " : "  "
        let kinds: [EdgeKind?] =
            width >= 100 ? [.readsFrom, .synchronizesWith, .modificationOrder, .race, .message] : layout.kinds
        var pieces = kinds.map { kind -> String in
            let glyphs = EdgeMarks(kind, marks)
            let arrow =
                kind == .race ? glyphs.headLeft + glyphs.dash + glyphs.headRight : glyphs.dash + glyphs.headRight
            return "\(arrow) \(Self.name(kind))"
        }
        if layout.hasMeetings {
            pieces.append("\(EdgeMarks(.message, marks).headRight) meets there")
        }
        pieces.append("lane = program order")
        rows.append(StyledLine("  " + (width >= 100 ? "Edges  " : "") + pieces.joined(separator: gap), .quiet))
        return rows
    }

    private static func name(_ kind: EdgeKind?) -> String {
        switch kind {
        case .readsFrom?: return "reads-from"
        case .synchronizesWith?: return "synchronizes-with"
        case .modificationOrder?: return "modification order"
        case .race?: return "race"
        case .message?: return "message"
        case nil: return "through steps left out"
        }
    }
}
