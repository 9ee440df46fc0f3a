internal import HeddleEngine

/// The reason of a forbidden choice as edges among the steps of the picture: they are lit, all else is quiet.
struct OrderReason {
    /// `1 ─po▶ 2 ━sw▶ 3`; empty where the reason is a single step.
    let text: String
    /// Steps, from 0.
    private let steps: Set<Int>
    private let links: [ForbiddenChoice.Link]

    /// Nil where nobody asked for one.
    init?(_ scene: Scene) {
        guard let choice = scene.shownReason else { return nil }
        let words = ForbiddenWords(scene)
        text = words.chainText(choice)
        links = words.links(choice)
        var steps = Set(links.flatMap { [$0.source, $0.target] })
        switch choice.reason {
        case .alreadyRead(_, in: let step), .alreadyWrote(_, in: let step), .glued(_, _, in: let step):
            steps.insert(step)
        case .known, .cycle, .other: break
        }
        self.steps = steps
    }

    func isLit(_ unit: OrderPlan.Unit) -> Bool { unit.steps.contains { steps.contains($0) } }

    func isLit(_ link: OrderLink) -> Bool { links.contains { $0.source == link.source && $0.target == link.target } }
}
