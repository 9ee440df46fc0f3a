internal import HeddleEngine

/// What a step under the cursor has to do with the others: what led to it and what follows is lit, the rest is quiet.
struct OrderCone {
    let step: Int
    private let order: CausalOrder

    init(_ step: Int, _ order: CausalOrder) {
        self.step = step
        self.order = order
    }

    func isConcurrent(_ other: Int) -> Bool { order.relation(of: other, to: step) == .concurrent }

    /// Whether an edge is part of a way to the step or from it.
    func isLit(_ link: OrderLink) -> Bool {
        guard link.kind?.orders != false else { return link.target == step || link.source == step }
        return [.same, .before].contains(order.relation(of: link.target, to: step))
            || [.same, .after].contains(order.relation(of: link.source, to: step))
    }
}
