internal import HeddleProgram

/// The simplest schedules to targets of a graph: fewest preemptions, then shortest, then with the preemptions as early as
/// possible, then least by thread and choice.
///
/// Idea: breadth first over (state, thread that moved last), level by level of preemptions; within a level by length.
/// A preemption is the leaving of a thread that can still move and did not just yield; where nothing is owed to the
/// last thread it is forgotten, so that such places fall together. Among equal costs the lesser schedule wins: both are
/// walked back to where they part; the first step that preempts in only one of them decides, else the ranks of the
/// edges where they part.
/// Not covered: more than `nodeLimit` places; the search then ends with what it has.
/// Source: iterative context bounding (Musuvathi, Qadeer 2007), as a 0-1 search.
struct PreemptionSearch {
    struct Result {
        var preemptions: Int
        var schedule: [Transition]
    }

    /// Places (state with last thread) that are kept at most.
    static let nodeLimit = 8_000_000

    private struct Node {
        var state: UInt32
        /// The thread whose leaving would be a preemption, -1 if there is none.
        var last: Int16
        var isDone = false
        var preemptions: UInt16
        var length: UInt32
        var parent: Int32
        var edge: Int
    }

    private let graph: StateGraph
    private var nodes: [Node] = []
    private var numbers: [UInt64: Int32] = [:]
    /// Places to visit by length, of this level and of the next.
    private var level: [Int: [Int32]] = [:]
    private var nextLevel: [Int: [Int32]] = [:]
    /// Whether every place was visited that a better schedule could lead through.
    private(set) var isComplete = true

    init(graph: StateGraph) { self.graph = graph }

    /// For each target the simplest schedule into one of its states. `targets(s)` gives the targets a state belongs to.
    mutating func run(targetCount: Int, targets: (Int) -> [Int]) -> [Result?] {
        var found = [Int32?](repeating: nil, count: targetCount)
        var open = targetCount
        relax(0, -1, 0, 0, parent: -1, edge: -1)
        while open > 0, !level.isEmpty || !nextLevel.isEmpty {
            if level.isEmpty { swap(&level, &nextLevel) }
            guard let length = level.keys.min(), let bucket = level.removeValue(forKey: length) else { break }
            let fresh = bucket.filter { isCurrent($0, length) }
            open -= claim(fresh, &found, targets)
            guard open > 0 else { break }
            for node in fresh where !nodes[Int(node)].isDone {
                nodes[Int(node)].isDone = true
                leave(node)
            }
            if nodes.count > Self.nodeLimit {
                isComplete = false
                break
            }
        }
        return found.map { node in node.map(result) }
    }

    /// A place may have been reached better since it was put down.
    private func isCurrent(_ node: Int32, _ length: Int) -> Bool {
        let entry = nodes[Int(node)]
        return !entry.isDone && Int(entry.length) == length
    }

    /// Notes targets that the places of one bucket reach; of several places the one with the least schedule.
    private func claim(_ bucket: [Int32], _ found: inout [Int32?], _ targets: (Int) -> [Int]) -> Int {
        var claims: [Int: Int32] = [:]
        for node in bucket {
            for target in targets(Int(nodes[Int(node)].state)) where found[target] == nil {
                if let rival = claims[target], !isLess(node, rival) { continue }
                claims[target] = node
            }
        }
        for (target, node) in claims { found[target] = node }
        return claims.count
    }

    private mutating func leave(_ number: Int32) {
        let node = nodes[Int(number)]
        for edge in graph.edges(of: Int(node.state)) {
            let target = graph.targets[edge]
            guard target != StateGraph.none else { continue }
            let thread = Int16(truncatingIfNeeded: Int(graph.threads[edge]))
            let isPreemption = node.last >= 0 && thread != node.last
            relax(
                target, graph.yields[edge] ? -1 : thread, Int(node.preemptions) + (isPreemption ? 1 : 0),
                Int(node.length) + 1, parent: number, edge: edge)
        }
    }

    private mutating func relax(
        _ state: UInt32, _ thread: Int16, _ preemptions: Int, _ length: Int, parent: Int32, edge: Int
    ) {
        var last = thread
        if last >= 0, !graph.edges(of: Int(state)).contains(where: { graph.threads[$0] == UInt16(last) }) { last = -1 }
        let key = UInt64(state) << 16 | UInt64(UInt16(bitPattern: last))
        let node = Node(
            state: state, last: last, preemptions: UInt16(clamping: preemptions), length: UInt32(length),
            parent: parent, edge: edge)
        let number: Int32
        if let known = numbers[key] {
            let old = nodes[Int(known)]
            if old.isDone || !improves(node, old) { return }
            number = known
            nodes[Int(known)] = node
            if old.preemptions == node.preemptions, old.length == node.length { return }
        } else {
            number = Int32(nodes.count)
            numbers[key] = number
            nodes.append(node)
        }
        if preemptions == currentPreemptions(parent) {
            level[length, default: []].append(number)
        } else {
            nextLevel[length, default: []].append(number)
        }
    }

    private func currentPreemptions(_ parent: Int32) -> Int {
        parent < 0 ? 0 : Int(nodes[Int(parent)].preemptions)
    }

    private func improves(_ new: Node, _ old: Node) -> Bool {
        if (new.preemptions, new.length) != (old.preemptions, old.length) {
            return (new.preemptions, new.length) < (old.preemptions, old.length)
        }
        return comesBefore(new, old)
    }

    /// Whether the schedule to one place comes before that to another of the same cost.
    private func isLess(_ a: Int32, _ b: Int32) -> Bool {
        a != b && comesBefore(nodes[Int(a)], nodes[Int(b)])
    }

    /// The order of schedules of the same number of preemptions and the same length.
    private func comesBefore(_ a: Node, _ b: Node) -> Bool {
        var first = a
        var second = b
        var byPreemption: Bool?
        while true {
            let one = preempts(first)
            if one != preempts(second) { byPreemption = one }
            if first.parent == second.parent || first.parent < 0 || second.parent < 0 { break }
            first = nodes[Int(first.parent)]
            second = nodes[Int(second.parent)]
        }
        return byPreemption ?? (first.edge < second.edge)
    }

    private func preempts(_ node: Node) -> Bool {
        node.parent >= 0 && node.preemptions > nodes[Int(node.parent)].preemptions
    }

    private func result(_ number: Int32) -> Result {
        var schedule: [Transition] = []
        var current = nodes[Int(number)]
        while current.parent >= 0 {
            let parent = nodes[Int(current.parent)]
            schedule.append(graph.transition(current.edge, of: Int(parent.state)))
            current = parent
        }
        return Result(preemptions: Int(nodes[Int(number)].preemptions), schedule: schedule.reversed())
    }
}
