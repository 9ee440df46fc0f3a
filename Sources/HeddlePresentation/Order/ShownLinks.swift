internal import HeddleEngine

/// The edges of the Happens-before picture and the steps between which they are drawn.
///
/// Without a filter these are the edges that matter, or all of them. With one they are those between the steps that are
/// shown, and a link for each order that only steps left out carry: what stands unjoined is unordered.
struct ShownLinks: Sendable {
    private let order: CausalOrder
    private let showsAll: Bool
    /// nil: every step is shown.
    private let shown: [Bool]?
    /// With a filter: links by target.
    private var filtered: [Int: [OrderPlan.Link]] = [:]
    /// Steps that an edge of the picture leads from or to.
    private(set) var isJoined: [Bool]
    let shownCount: Int
    private(set) var kinds: Set<EdgeKind?> = []

    init(_ scene: Scene, _ view: OrderView) {
        order = scene.order
        showsAll = view.showsAllEdges
        let count = scene.shownSteps
        isJoined = Array(repeating: false, count: count)
        if view.filter.isEmpty {
            shown = nil
            shownCount = count
        } else {
            let shown = Self.shownSteps(scene, view, count: count)
            self.shown = shown
            shownCount = shown.count { $0 }
            filtered = filteredLinks(shown)
        }
        for step in 0..<count {
            for link in into(step) {
                kinds.insert(link.kind)
                isJoined[step] = true
                isJoined[link.source] = true
            }
        }
    }

    func isShown(_ step: Int) -> Bool { shown?[step] ?? true }

    /// Threads that a step stands in: two for a rendezvous.
    func threads(ofStep step: Int) -> [Int] { order.happensBefore.threads(of: step) }

    /// Edges into a step, strongest first, of equally strong ones the latest.
    func into(_ step: Int) -> [OrderPlan.Link] {
        if shown != nil { return filtered[step] ?? [] }
        let relation = order.happensBefore
        if relation.edges(into: step).isEmpty { return [] }
        return Self.sorted(
            (showsAll ? Array(relation.edges(into: step)) : relation.essentialEdges(into: step)).map(
                OrderPlan.Link.init))
    }

    private static func sorted(_ links: [OrderPlan.Link]) -> [OrderPlan.Link] {
        links.count < 2 ? links : links.sorted { ($0.rank, -$0.source) < ($1.rank, -$1.source) }
    }

    /// What the filter lets through; for threads alone also the steps that an edge joins with theirs.
    private static func shownSteps(_ scene: Scene, _ view: OrderView, count: Int) -> [Bool] {
        let nodes = scene.situation.play.nodes
        let matcher = OrderFilter.Matcher(view.filter, machine: scene.machine, state: nodes[scene.line.last ?? 0].state)
        let matches = (0..<count).map { matcher.matches(nodes[scene.line[$0]].event) }
        guard matcher.isThreadsOnly else { return matches }
        var shown = matches
        for step in 0..<count {
            for edge in scene.order.happensBefore.essentialEdges(into: step) where matches[step] || matches[edge.source]
            {
                shown[step] = true
                shown[edge.source] = true
            }
        }
        return shown
    }

    private func filteredLinks(_ shown: [Bool]) -> [Int: [OrderPlan.Link]] {
        let relation = order.happensBefore
        var links: [Int: [OrderPlan.Link]] = [:]
        for step in shown.indices where shown[step] {
            let edges = showsAll ? Array(relation.edges(into: step)) : relation.essentialEdges(into: step)
            links[step] = edges.filter { shown[$0.source] }.map(OrderPlan.Link.init)
        }
        for pair in order.passages(among: shown) {
            guard links[pair.target]?.contains(where: { $0.source == pair.source }) != true else { continue }
            let known = relation.edges(into: pair.target).first { $0.source == pair.source }
            links[pair.target, default: []]
                .append(known.map(OrderPlan.Link.init) ?? OrderPlan.Link(from: pair.source, to: pair.target))
        }
        return links.mapValues(Self.sorted)
    }
}
