internal import HeddleEngine
internal import HeddleProgram

/// What stands below the zoomed Happens-before picture: the step under the cursor (else that of the place), what leads
/// to it, the chain that joins it with another, what is concurrent with it, and what the arrows mean.
package struct OrderDetail {
    private let layout: OrderLayout
    private let scene: Scene
    private let marks: Marks
    private let words: StepLetters
    /// From 1; nil: the user moves no cursor.
    private let cursor: Int?
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
            if let step {
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
        line.append("  " + words.text(event(step)))
        return line
    }

    /// `step 6`, `steps 12 to 423`
    private func name(ofStep step: Int) -> String {
        layout.run(ofStep: step).map { "steps \($0.lowerBound) to \($0.upperBound)" } ?? "step \(step)"
    }

    private func appendName(of step: Int, to line: inout StyledLine) {
        let event = event(step)
        line.append(scene.shownName(ofThread: event.thread), .thread(event.thread))
        if let span = scene.machine.span(of: event) {
            line.append(" :\(scene.program.source.line(of: span.start))", .quiet)
        }
    }

    private func event(_ step: Int) -> Event { scene.node(atStep: step).event }

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

    // MARK: - Chains

    /// The step that the chain comes from or leads to: what the step races with, the marked step, the place.
    private var anchor: Int? {
        guard let step else { return nil }
        if let race = scene.order.happensBefore.edges(into: step - 1).first(where: { $0.kind == .race }) {
            return race.source + 1
        }
        if let marked = scene.situation.comparedNode, let index = scene.line.firstIndex(of: marked), index + 1 != step {
            return index < scene.shownSteps ? index + 1 : nil
        }
        return cursor != nil && scene.depth > 0 && scene.depth != step ? scene.depth : nil
    }

    private func chainRows(_ width: Int) -> [StyledLine] {
        guard let step, let anchor, layout.run(ofStep: step) == nil else { return [] }
        let blanks = "    "
        let (first, last) = (min(step, anchor), max(step, anchor))
        guard let chain = scene.order.chain(from: first - 1, to: last - 1) else {
            return [StyledLine("\(blanks)No chain of arrows joins \(first) and \(last): nothing orders them.")]
        }
        let text = blanks + chainText(chain)
        guard let breach = chain.breach else {
            return Self.joined(text, "orders step \(first) before step \(last).", width)
        }
        let place = "\(breach.source + 1) \(EdgeMarks.inline(breach.kind, marks)) \(breach.target + 1)"
        let reason = breachReason(breach)
        return Self.joined(text, "the chain breaks at \(place)" + (reason == nil ? "." : ":"), width)
            + (reason.map { [StyledLine(blanks + $0)] } ?? [])
    }

    /// What is said of a chain stands behind it or, where that doesn't fit, below it.
    private static func joined(_ chain: String, _ words: String, _ width: Int) -> [StyledLine] {
        let line = "\(chain)     \(words)"
        return CellWidth.of(line) <= width ? [StyledLine(line)] : [StyledLine(chain), StyledLine("    " + words)]
    }

    /// `1 ─po▶ 2 ━sw▶ 3`; of a long one the first and the last links.
    private func chainText(_ chain: CausalChain) -> String {
        let links = chain.links
        func piece(_ link: CausalChain.Link) -> String { "\(EdgeMarks.inline(link.kind, marks)) \(link.target + 1)" }
        let start = "\(links.first.map { $0.source + 1 } ?? 0)"
        if links.count <= 6 { return ([start] + links.map(piece)).joined(separator: " ") }
        let gap = "\(marks.ellipsis) \(links.count - 5) more \(marks.ellipsis)"
        return ([start] + links.prefix(2).map(piece) + [gap] + links.suffix(3).map(piece)).joined(separator: " ")
    }

    /// Why what a step saw put nothing before it.
    private func breachReason(_ link: CausalChain.Link) -> String? {
        let (from, to) = (event(link.source + 1), event(link.target + 1))
        guard
            let wrote = from.operations.last(where: { write in
                write.kind.writesValue && to.operations.contains { Footprint.overlap($0.name, write.name) }
            }),
            let saw = to.operations.first(where: { Footprint.overlap($0.name, wrote.name) })
        else { return nil }
        let name = VisibleText.of(wrote.name)
        if link.kind == .modificationOrder {
            return "one write of \(name) behind another puts nothing else in order."
        }
        guard let release = wrote.order, let acquire = saw.order else {
            return "\(name) is a plain variable: whoever reads it isn't ordered behind who wrote it."
        }
        let (writer, reader) = (scene.shownName(ofThread: from.thread), scene.shownName(ofThread: to.thread))
        switch (release.releases, acquire.acquires) {
        case (false, true): return "\(writer) stored \(name) relaxed, so \(reader)'s acquire gained nothing from it."
        case (true, false): return "\(reader) read \(name) relaxed, so it gained nothing from \(writer)'s release."
        case (false, false): return "\(name) was stored and read relaxed: that puts nothing else in order."
        case (true, true): return nil
        }
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

extension MemoryOrder {
    fileprivate var releases: Bool { self == .release || self == .acqRel || self == .seqCst }
    fileprivate var acquires: Bool { self == .acquire || self == .acqRel || self == .seqCst }
}
