package import HeddleEngine
internal import HeddleProgram

/// Why a memory doesn't leave a choice, in words (screens.md 3.3).
package struct ForbiddenWords {
    private let scene: Scene

    package init(_ scene: Scene) { self.scene = scene }

    private func name(_ write: WriteName) -> String { scene.values.name(of: write) }

    private func who(_ choice: ForbiddenChoice) -> String { scene.name(ofThread: choice.event.thread) }

    /// `forbidden: step 3 made 1 known`, longest form first.
    package func reasons(_ choice: ForbiddenChoice) -> [String] {
        shortReasons(choice).map { "forbidden: " + $0 }
    }

    private func shortReasons(_ choice: ForbiddenChoice) -> [String] {
        switch choice.reason {
        case .alreadyRead(let write, _): return ["\(who(choice)) already read \(name(write))"]
        case .alreadyWrote(let write, _): return ["\(who(choice)) already wrote \(name(write))"]
        case .known(_, let made, _, let step): return ["step \(step + 1) made \(made + 1) known"]
        case .glued(let write, let update, _):
            return ["\(name(write)) belongs to the update of \(name(update))"]
        case .cycle(let links):
            let steps = Self.steps(of: links, joined: " \(scene.marks.out) ")
            return ["seq_cst order would be a cycle: " + steps, "seq_cst cycle " + steps]
        case .other: return ["by the memory model"]
        }
    }

    /// `1 → 4 → 2 → 1`; of a long cycle the first and the last steps.
    private static func steps(of links: [ForbiddenChoice.Link], joined sign: String) -> String {
        let steps = links.map { $0.source + 1 } + (links.last.map { [$0.target + 1] } ?? [])
        return steps.map(String.init).joined(separator: sign)
    }

    /// What can't be done and why, as a sentence; longest form first.
    package func sentences(_ choice: ForbiddenChoice) -> [String] {
        let object = choice.event.operations.first.map { " of " + VisibleText.of($0.name) } ?? ""
        let what =
            choice.isPlacement
            ? "\(who(choice)) can't write before \(name(choice.write))"
            : "\(who(choice)) can't read \(name(choice.write))"
        let reasons = shortReasons(choice)
        var texts = [what + object + ": " + reasons[0] + "."]
        texts += reasons.map { what + ": " + $0 + "." }
        return texts
    }

    // MARK: - As edges

    /// The edges that make up the reason, between steps of the line from 0; a choice itself is the step behind them.
    func links(_ choice: ForbiddenChoice) -> [ForbiddenChoice.Link] {
        switch choice.reason {
        case .cycle(let links): return links
        case .alreadyRead(let write, let step): return source(of: write, choice).map { [rf($0, step)] } ?? []
        case .glued(let write, _, let step): return source(of: write, choice).map { [rf($0, step)] } ?? []
        case .known(_, let made, let access, let step):
            return (access == made ? [] : [rf(made, access)]) + chain(access, step)
        case .alreadyWrote, .other: return []
        }
    }

    private func rf(_ source: Int, _ target: Int) -> ForbiddenChoice.Link {
        ForbiddenChoice.Link(source: source, target: target, kind: .readsFrom)
    }

    /// The step, from 0, that made a write to the location of the choice.
    private func source(of write: WriteName, _ choice: ForbiddenChoice) -> Int? {
        guard let operation = choice.event.operations.first else { return nil }
        return scene.step(thatMade: write, at: operation.location).map { $0 - 1 }
    }

    private func chain(_ first: Int, _ last: Int) -> [ForbiddenChoice.Link] {
        if first == last { return [] }
        guard let chain = scene.order.chain(from: first, to: last), chain.breach == nil else {
            return [ForbiddenChoice.Link(source: first, target: last, kind: .happensBefore)]
        }
        return chain.links.map { link in
            let kind: ForbiddenChoice.Link.Kind
            switch link.kind {
            case nil: kind = .programOrder
            case .synchronizesWith?: kind = .synchronizesWith
            default: kind = .happensBefore
            }
            return ForbiddenChoice.Link(source: link.source, target: link.target, kind: kind)
        }
    }

    /// `1 ─po▶ 2 ━sw▶ 3`: the edges of the reason in one line; empty where it is one step.
    func chainText(_ choice: ForbiddenChoice) -> String {
        let links = links(choice)
        guard let first = links.first else { return "" }
        return links.reduce("\(first.source + 1)") { text, link in
            "\(text) \(EdgeMarks.inline(link.kind, scene.marks)) \(link.target + 1)"
        }
    }
}

extension EdgeMarks {
    /// An edge of a reason within a line of text; from-read stands in reasons only.
    static func inline(_ kind: ForbiddenChoice.Link.Kind, _ marks: Marks) -> String {
        switch kind {
        case .programOrder: return inline(nil, marks)
        case .synchronizesWith: return inline(EdgeKind.synchronizesWith, marks)
        case .readsFrom: return inline(EdgeKind.readsFrom, marks)
        case .modificationOrder: return inline(EdgeKind.modificationOrder, marks)
        case .happensBefore: return marks.rule + "hb" + marks.right
        case .fromRead: return marks.rule + "fr" + marks.right
        }
    }
}
