internal import HeddleEngine
internal import HeddleProgram

extension OrderDetail {
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

    func chainRows(_ width: Int) -> [StyledLine] {
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
    func chainText(_ chain: CausalChain) -> String {
        let links = chain.links
        func piece(_ link: CausalChain.Link) -> String { "\(EdgeMarks.inline(link.kind, marks)) \(link.target + 1)" }
        let start = "\(links.first.map { $0.source + 1 } ?? 0)"
        if links.count <= 6 { return ([start] + links.map(piece)).joined(separator: " ") }
        let gap = "\(marks.ellipsis) \(links.count - 5) more \(marks.ellipsis)"
        return ([start] + links.prefix(2).map(piece) + [gap] + links.suffix(3).map(piece)).joined(separator: " ")
    }

    /// Why what a step saw put nothing before it.
    func breachReason(_ link: CausalChain.Link, isWide: Bool = false) -> String? {
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
        case (false, true) where isWide:
            return
                "\(writer) stores \(name) with relaxed order, so \(reader)'s acquire load gains nothing from reading it."
        case (true, false) where isWide:
            return "\(reader) loads \(name) with relaxed order, so it gains nothing from \(writer)'s release store."
        case (false, true): return "\(writer) stored \(name) relaxed, so \(reader)'s acquire gained nothing from it."
        case (true, false): return "\(reader) read \(name) relaxed, so it gained nothing from \(writer)'s release."
        case (false, false): return "\(name) was stored and read relaxed: that puts nothing else in order."
        case (true, true): return nil
        }
    }
}
