internal import HeddleProgram

/// A part of a routine with its control flow nested, as languages without jumps have it.
indirect enum NativeNode {
    /// An instruction by its index.
    case instruction(Int)
    /// `leave` with its label goes on behind it.
    case block(Int, [NativeNode])
    /// Runs for ever, unless left.
    case loop(Int, [NativeNode])
    /// The instruction with the condition, and both ways.
    case branch(Int, [NativeNode], [NativeNode])
    /// The instruction with the alternatives, and what follows each.
    case select(Int, [[NativeNode]])
    case leave(Int)
    /// Goes on at the start of a loop.
    case again(Int)
    /// The end of the routine.
    case finish
}

/// Makes nested blocks of a routine's flat code.
///
/// Source: N. Ramsey, Beyond Relooper, ICFP 2022: a node of the dominator tree becomes code, its children with several
/// predecessors become blocks around it. Deviation: what a loop is left to stands behind the loop, not in it. Jumps into
/// loops do not occur: no front end makes them, and they are refused.
struct NativeStructure {
    private let code: [Instruction]
    private var leaders: [Int] = []
    /// First instruction to the one behind the last, by leader.
    private var ends: [Int: Int] = [:]
    private var successors: [Int: [Int]] = [:]
    private var order: [Int: Int] = [:]
    private var dominator: [Int: Int] = [:]
    private var children: [Int: [Int]] = [:]
    private var merges: Set<Int> = []
    private var loops: [Int: Set<Int>] = [:]
    private(set) var isReducible = true

    init(_ code: [Instruction]) {
        self.code = code
        findBlocks()
        findDominators()
        findLoops()
        placeChildren()
    }

    /// The whole routine; labels are indices of instructions.
    var nodes: [NativeNode] { Self.simplified(tree(0), falls: []).nodes }

    private func targets(of index: Int) -> [Int]? {
        switch code[index].kind {
        case .jump(let target): return [target]
        case .branch(_, let then, let otherwise): return [then, otherwise]
        case .select(let alternatives): return alternatives.map(\.target)
        case .return: return []
        default: return nil
        }
    }

    private mutating func findBlocks() {
        var starts: Set<Int> = [0]
        for index in code.indices {
            guard let targets = targets(of: index) else { continue }
            starts.formUnion(targets)
            starts.insert(index + 1)
        }
        starts.insert(code.count)
        leaders = starts.filter { $0 <= code.count }.sorted()
        for (place, leader) in leaders.enumerated() {
            let end = place + 1 < leaders.count ? leaders[place + 1] : leader
            ends[leader] = end
            successors[leader] = leader == code.count ? [] : targets(of: end - 1) ?? [end]
        }
    }

    private mutating func findDominators() {
        var done: [Int] = []
        var seen: Set<Int> = [0]
        var stack: [(node: Int, next: Int)] = [(0, 0)]
        while let top = stack.last {
            let following = successors[top.node] ?? []
            if top.next < following.count {
                stack[stack.count - 1].next += 1
                if seen.insert(following[top.next]).inserted { stack.append((following[top.next], 0)) }
            } else {
                done.append(top.node)
                stack.removeLast()
            }
        }
        let sequence = Array(done.reversed())
        for (place, node) in sequence.enumerated() { order[node] = place }
        var predecessors: [Int: [Int]] = [:]
        for node in sequence {
            for next in Set(successors[node] ?? []) { predecessors[next, default: []].append(node) }
        }
        dominator[0] = 0
        var changes = true
        while changes {
            changes = false
            for node in sequence where node != 0 {
                var common: Int?
                for previous in (predecessors[node] ?? []).sorted() where dominator[previous] != nil {
                    common = common.map { nearest($0, previous) } ?? previous
                }
                if let common, dominator[node] != common {
                    dominator[node] = common
                    changes = true
                }
            }
        }
        for node in sequence {
            let forward = (predecessors[node] ?? []).filter { (order[$0] ?? 0) < (order[node] ?? 0) }
            let edges = forward.reduce(0) { $0 + (successors[$1] ?? []).filter { $0 == node }.count }
            if edges > 1 { merges.insert(node) }
            for previous in predecessors[node] ?? [] where (order[previous] ?? 0) >= (order[node] ?? 0) {
                if !dominates(node, previous) { isReducible = false }
                addLoop(node, from: previous, predecessors)
            }
        }
    }

    private func nearest(_ first: Int, _ second: Int) -> Int {
        var (a, b) = (first, second)
        while a != b {
            if (order[a] ?? 0) > (order[b] ?? 0) { a = dominator[a] ?? 0 } else { b = dominator[b] ?? 0 }
        }
        return a
    }

    private func dominates(_ upper: Int, _ lower: Int) -> Bool {
        var node = lower
        while node != upper {
            if node == 0 { return false }
            node = dominator[node] ?? 0
        }
        return true
    }

    private mutating func addLoop(_ header: Int, from last: Int, _ predecessors: [Int: [Int]]) {
        var body = loops[header] ?? [header]
        var pending = [last]
        while let node = pending.popLast() {
            if body.insert(node).inserted { pending += predecessors[node] ?? [] }
        }
        loops[header] = body
    }

    private mutating func findLoops() {
        // A loop that is left to a place behind it: that place is a block around the loop.
        for node in order.keys.sorted() where node != 0 {
            let parent = dominator[node] ?? 0
            let left = loops.filter { $0.value.contains(parent) && !$0.value.contains(node) }
            // The outermost of them has the smallest number.
            if let outermost = left.keys.min(by: { (order[$0] ?? 0) < (order[$1] ?? 0) }) {
                dominator[node] = outermost
                merges.insert(node)
                exits[outermost, default: []].append(node)
            }
        }
    }

    /// By loop: the places behind it.
    private var exits: [Int: [Int]] = [:]

    private mutating func placeChildren() {
        for node in order.keys.sorted() where node != 0 { children[dominator[node] ?? 0, default: []].append(node) }
        for node in children.keys { children[node]?.sort { (order[$0] ?? 0) > (order[$1] ?? 0) } }
    }

    // MARK: - Trees

    private func tree(_ node: Int) -> [NativeNode] {
        let following = (children[node] ?? []).filter { merges.contains($0) }
        guard loops[node] != nil else { return within(node, following[...]) }
        let behind = following.filter { (exits[node] ?? []).contains($0) }
        let inside = following.filter { !(exits[node] ?? []).contains($0) }
        return around(behind[...], [.loop(node, within(node, inside[...]))])
    }

    private func around(_ following: ArraySlice<Int>, _ inner: [NativeNode]) -> [NativeNode] {
        guard let outermost = following.first else { return inner }
        return [.block(outermost, around(following.dropFirst(), inner))] + tree(outermost)
    }

    private func within(_ node: Int, _ following: ArraySlice<Int>) -> [NativeNode] {
        guard let outermost = following.first else { return own(node) }
        return [.block(outermost, within(node, following.dropFirst()))] + tree(outermost)
    }

    private func own(_ node: Int) -> [NativeNode] {
        if node == code.count { return [.finish] }
        let end = ends[node] ?? node
        let last = end - 1
        var result = (node..<last).map { NativeNode.instruction($0) }
        switch code[last].kind {
        case .jump(let target): result += go(node, target)
        case .branch(_, let then, let otherwise):
            result.append(.branch(last, go(node, then), go(node, otherwise)))
        case .select(let alternatives): result.append(.select(last, alternatives.map { go(node, $0.target) }))
        case .return: result.append(.instruction(last))
        default: result += [.instruction(last)] + go(node, end)
        }
        return result
    }

    private func go(_ source: Int, _ target: Int) -> [NativeNode] {
        if (order[target] ?? 0) <= (order[source] ?? 0) { return [.again(target)] }
        if merges.contains(target) { return [.leave(target)] }
        return tree(target)
    }

    // MARK: - Simpler

    /// Leaves out jumps to where the code goes on anyway (`falls`: labels behind the last node), and blocks that nobody
    /// leaves; gives the labels that are still used.
    private static func simplified(_ nodes: [NativeNode], falls: Set<Int>) -> (nodes: [NativeNode], used: Set<Int>) {
        var result: [NativeNode] = []
        var used: Set<Int> = []
        for (index, node) in nodes.enumerated() {
            let tail = index == nodes.count - 1 ? falls : []
            switch node {
            case .instruction, .finish: result.append(node)
            case .leave(let label):
                if tail.contains(label) { continue }
                result.append(node)
                used.insert(label)
            case .again(let label):
                if tail.contains(~label) { continue }
                result.append(node)
                used.insert(~label)
            case .block(let label, let body):
                let inner = simplified(body, falls: tail.union([label]))
                if inner.used.contains(label) {
                    result.append(.block(label, inner.nodes))
                } else {
                    result += inner.nodes
                }
                used.formUnion(inner.used.subtracting([label]))
            case .loop(let label, let body):
                let inner = simplified(body, falls: [~label])
                result.append(.loop(label, inner.nodes))
                used.formUnion(inner.used.subtracting([~label]))
            case .branch(let place, let then, let otherwise):
                let first = simplified(then, falls: tail)
                let second = simplified(otherwise, falls: tail)
                result.append(.branch(place, first.nodes, second.nodes))
                used.formUnion(first.used.union(second.used))
            case .select(let place, let ways):
                let parts = ways.map { simplified($0, falls: tail) }
                result.append(.select(place, parts.map(\.nodes)))
                for part in parts { used.formUnion(part.used) }
            }
        }
        return (result, used)
    }
}
