internal import HeddleProgram

/// One way on from a place.
struct ControlLink {
    /// What is done: a step, a jump, a deterministic sequence, the end.
    var action: ControlNode
    /// Where it leads; nil at the end of the body.
    var target: ControlNode?
    /// The process goes on in the same step.
    var staysAtomic: Bool
    /// The number of the escape's first node, 0 for none.
    var escape = 0
}

/// The places of a proctype and the ways between them.
///
/// Idea: each node has its own way; a choice (and a block) has those of the first nodes of its options, choices within
/// choices flattened; then every place gets the ways of the escapes that cover its ways, in front of them. Jumps are
/// followed as far as they stay in the same atomic sequence.
struct ControlLinks {
    private(set) var links: [Int: [ControlLink]] = [:]
    /// Numbers of the nodes where a process may stay for ever.
    private(set) var ends: Set<Int> = []
    private(set) var start: ControlNode
    private let labels: [Int: ControlNode]

    init(_ builder: ControlBuilder, _ whole: ControlSequence, _ end: ControlNode, isEndLabel: (Int) -> Bool) {
        labels = builder.labels
        start = end
        tie(builder.nodes)
        patchJumps(builder.nodes)
        for node in builder.nodes where node.labels.contains(where: isEndLabel) { ends.insert(node.number) }
        ends.insert(end.number)
        for node in builder.nodes where !node.isChoice { links[node.number] = link(of: node).map { [$0] } }
        flatten(builder.nodes)
        addEscapes(builder.nodes)
        passEndsOn(builder.nodes)
        if let first = whole.first { start = settled(first, fromAtomic: first.isAtomic) }
    }

    // MARK: Shape

    /// The last of a block leads to what follows the block.
    private func tie(_ nodes: [ControlNode]) {
        for node in nodes.reversed() where node.inner != nil {
            if let last = node.inner?.last, last.next == nil { last.next = node.next }
        }
    }

    /// A jump out of an atomic sequence ends it; one from its end into an atomic sequence bridges the two.
    private func patchJumps(_ nodes: [ControlNode]) {
        for node in nodes where node.kind == .jump && (node.isAtomic || node.endsAtomic) && !node.isDeterministic {
            guard let goal = goal(of: node) else { continue }
            let isInside = goal.isAtomic || goal.endsAtomic
            node.isAtomic = isInside
            node.endsAtomic = !isInside
        }
    }

    func goal(of jump: ControlNode) -> ControlNode? { jump.label.flatMap { labels[$0] } ?? jump.exit }

    /// The place that arriving at a node means: jumps and meeting points are passed through.
    func settled(_ node: ControlNode, fromAtomic: Bool) -> ControlNode {
        var current = node
        for _ in 0..<500 {
            let next: ControlNode?
            switch current.kind {
            case .jump: next = goal(of: current)
            case .target, .exit: next = current.next
            case .unless: next = current.options.first?.first.map { settled($0, fromAtomic: fromAtomic) }
            default: return current
            }
            guard let next, next !== current else { return current }
            if fromAtomic, !next.isAtomic { return current }
            current = next
        }
        return current
    }

    /// The first node of an option: meeting points and `unless` are passed through, jumps are not.
    func beginning(_ sequence: ControlSequence) -> ControlNode? {
        var current = sequence.first
        for _ in 0..<200 {
            guard let node = current else { return nil }
            if node.kind == .target, let next = node.next {
                current = next
            } else if node.kind == .unless, let inside = node.options.first?.first {
                current = inside
            } else {
                return node
            }
        }
        return current
    }

    // MARK: Links

    private func link(of node: ControlNode) -> ControlLink? {
        switch node.kind {
        case .unless, .choice, .block, .atomic: return nil
        case .jump:
            let target = goal(of: node).map { settled($0, fromAtomic: node.isAtomic) }
            return ControlLink(action: node, target: target, staysAtomic: node.isAtomic)
        default:
            let target = node.next.map { settled($0, fromAtomic: node.isAtomic) }
            return ControlLink(action: node, target: target, staysAtomic: node.isAtomic)
        }
    }

    private mutating func flatten(_ nodes: [ControlNode]) {
        for node in nodes where node.isChoice {
            var found: [ControlLink] = []
            for first in firsts(of: node, depth: 0) {
                guard let own = links[first.number] else { continue }
                found += own
                // An end label of an option's first statement comes to be one of the place behind it.
                if ends.contains(first.number), let target = own.first?.target { ends.insert(target.number) }
            }
            links[node.number] = found
        }
    }

    private mutating func firsts(of node: ControlNode, depth: Int) -> [ControlNode] {
        guard depth < 500 else { return [] }
        let sequences = node.kind == .choice ? node.options : node.inner.map { [$0] } ?? []
        var result: [ControlNode] = []
        for sequence in sequences {
            guard let first = beginning(sequence), !first.isNever else { continue }
            guard first.isChoice else {
                result.append(first)
                continue
            }
            for inner in firsts(of: first, depth: depth + 1) {
                if ends.contains(first.number) { ends.insert(inner.number) }
                result.append(inner)
            }
        }
        return result
    }

    private mutating func addEscapes(_ nodes: [ControlNode]) {
        for node in nodes {
            guard var own = links[node.number], !own.isEmpty else { continue }
            for link in own {
                guard link.action.kind != .target else { continue }
                for escape in link.action.escapes.reversed() {
                    guard let first = escape.first else { continue }
                    let place = settled(first, fromAtomic: link.action.isAtomic)
                    for way in links[place.number] ?? [] {
                        if own.contains(where: { $0.action === way.action }) { continue }
                        var copy = way
                        copy.escape = place.number
                        own.insert(copy, at: 0)
                    }
                }
            }
            links[node.number] = own
        }
    }

    private mutating func passEndsOn(_ nodes: [ControlNode]) {
        for node in nodes where node.kind == .target && ends.contains(node.number) {
            if let ways = links[node.number], ways.count == 1, let target = ways[0].target {
                ends.insert(target.number)
            }
        }
    }
}

extension ControlNode {
    /// Has ways only by what lies in it.
    var isChoice: Bool { kind == .choice || kind == .block || kind == .atomic }

    /// `false` as the first statement of an option, not covered by an escape: no way at all.
    var isNever: Bool {
        guard escapes.isEmpty, case .condition(let expression)? = statement?.kind, case .number(0) = expression.kind
        else { return false }
        return true
    }
}
