internal import HeddleProgram

/// The simplest schedules to targets of a graph: fewest preemptions, then fewest stale reads and writes put before older
/// ones, then shortest, then with the preemptions as early as possible, then least by thread and choice.
///
/// Idea: breadth first over (state, thread that moved last), level by level of preemptions; within a level by weak choices,
/// then by length.
/// A preemption is the leaving of a thread that can still move and did not just yield; where nothing is owed to the
/// last thread it is forgotten, so that such places fall together. A flush is the memory's doing: it leaves nobody, and a
/// thread whose stores alone can move is owed nothing. Among equal costs the lesser schedule wins: both are
/// walked back to where they part; the first step that preempts in only one of them decides, else the ranks of the
/// edges where they part. Rows of the graph are asked for as they are needed, so that an open graph is never made whole.
/// Pulled: `advance` visits some places and returns.
/// Not covered: more than `nodeLimit` places; the search then ends with what it has.
/// Source: iterative context bounding (Musuvathi, Qadeer 2007), as a 0-1 search.
struct PreemptionSearch {
    struct Result {
        var preemptions: Int
        var schedule: [Transition]
        /// The states on its way, the start and the target included.
        var states: [Int]
        /// Whether nothing that could be simpler was left out before it was found.
        var isMinimal: Bool
    }

    /// Places (state with last thread) that are kept at most.
    static let nodeLimit = 8_000_000
    /// Memory that a place takes. Unit: bytes.
    static let nodeBytes = MemoryLayout<Node>.stride * 2

    fileprivate struct Node {
        var state: UInt32
        var parent: Int32
        var edge: UInt32
        var length: UInt32
        /// The next place of the same state, -1 behind the last.
        var sibling: Int32
        /// The thread whose leaving would be a preemption, -1 if there is none.
        var last: Int16
        var preemptions: UInt16
        var isDone = false
        /// Weak choices on the way.
        var weak: UInt16 = 0

        /// Where it waits within its level.
        var bucket: Int { Int(weak) << 32 | Int(length) }
    }

    private let graph: StateGraph
    private let targets: (Int) -> [Int]
    /// Longest schedules that are looked for. Unit: steps.
    private let longest: Int
    private var nodes: [Node] = []
    /// The first place of each state, -1 where there is none.
    private var firstNodes = NodeHeads()
    /// Places to visit by weak choices and length, of this level and of the next.
    private var level: [Int: [Int32]] = [:]
    private var nextLevel: [Int: [Int32]] = [:]
    /// Places of one bucket, visited as far as `position`.
    private var bucket: [Int32] = []
    private var position = 0
    private var found: [(node: Int32, isMinimal: Bool)?]
    private var open: Int
    private(set) var isOver = false
    /// Whether something was left out that a better schedule could lead through.
    private var isCut = false

    /// `targets(s)` gives the targets to which a state belongs, by number below `targetCount`.
    init(graph: StateGraph, targetCount: Int, longest: Int = .max, targets: @escaping (Int) -> [Int]) {
        self.graph = graph
        self.targets = targets
        self.longest = longest
        found = .init(repeating: nil, count: targetCount)
        open = targetCount
        isOver = targetCount == 0
    }

    /// Memory of the places. Unit: bytes.
    var memoryBytes: Int { nodes.count * Self.nodeBytes }

    /// Goes on until about `budget` edges are looked at or all targets are found; returns how many were.
    @discardableResult
    mutating func advance(budget: Int) -> Int {
        if nodes.isEmpty, !isOver { relax(0, -1, Cost(), parent: -1, edge: 0) }
        var spent = 0
        while spent < budget, !isOver {
            guard position < bucket.count else {
                isOver = !nextBucket()
                continue
            }
            let node = bucket[position]
            position += 1
            guard !nodes[Int(node)].isDone else { continue }
            nodes[Int(node)].isDone = true
            spent += leave(node) + 1
        }
        return spent
    }

    /// For each target the simplest schedule into one of its states, as far as they are known.
    func results() -> [Result?] { found.map { entry in entry.map { result($0.node, $0.isMinimal) } } }

    /// Takes the next places in order of preemptions, weak choices, then length; false when there are none, or all is found.
    private mutating func nextBucket() -> Bool {
        if nodes.count > Self.nodeLimit || graph.isFull { return false }
        if level.isEmpty { swap(&level, &nextLevel) }
        guard let next = level.keys.min(), let places = level.removeValue(forKey: next) else { return false }
        // A place may have been reached better since it was put down.
        bucket = places.filter { !nodes[Int($0)].isDone && nodes[Int($0)].bucket == next }
        position = 0
        open -= claim()
        return open > 0
    }

    /// Notes targets that the places of one bucket reach; of several places the one with the least schedule.
    private mutating func claim() -> Int {
        var claims: [Int: Int32] = [:]
        for node in bucket {
            for target in targets(Int(nodes[Int(node)].state)) where found[target] == nil {
                if let rival = claims[target], !isLess(node, rival) { continue }
                claims[target] = node
            }
        }
        let isMinimal = !isCut && !graph.isCut
        for (target, node) in claims { found[target] = (node, isMinimal) }
        return claims.count
    }

    /// Puts down where the steps from a place lead; returns how many there are.
    private mutating func leave(_ number: Int32) -> Int {
        let node = nodes[Int(number)]
        let edges = graph.edges(of: Int(node.state))
        if Int(node.length) >= longest {
            if !edges.isEmpty { isCut = true }
            return 0
        }
        for edge in edges {
            let target = graph.targets[edge]
            guard target != StateGraph.none else { continue }
            let thread = Int16(truncatingIfNeeded: Int(graph.threads[edge]))
            let isFlush = graph.isFlush(edge)
            let isPreemption = node.last >= 0 && thread != node.last && !isFlush
            let cost = Cost(
                preemptions: Int(node.preemptions) + (isPreemption ? 1 : 0),
                weak: Int(node.weak) + (graph.weakChoices.isEmpty ? 0 : Int(graph.weakChoices[edge])),
                length: Int(node.length) + 1)
            let last = isFlush ? node.last : graph.yields[edge] ? -1 : thread
            relax(target, last, cost, parent: number, edge: edge)
        }
        return edges.count
    }

    private struct Cost {
        var preemptions = 0
        var weak = 0
        var length = 0
    }

    private mutating func relax(_ state: UInt32, _ thread: Int16, _ cost: Cost, parent: Int32, edge: Int) {
        var last = thread
        // With its row a state also gets its marks.
        let edges = graph.edges(of: Int(state))
        if last >= 0 {
            let mine = UInt16(bitPattern: last)
            if !edges.contains(where: { graph.threads[$0] == mine && !graph.isFlush($0) }) { last = -1 }
        }
        let head = firstNodes[state]
        var node = Node(
            state: state, parent: parent, edge: UInt32(truncatingIfNeeded: edge), length: UInt32(cost.length),
            sibling: head, last: last, preemptions: UInt16(clamping: cost.preemptions))
        node.weak = UInt16(clamping: cost.weak)
        var number = head
        while number >= 0, nodes[Int(number)].last != last { number = nodes[Int(number)].sibling }
        if number >= 0 {
            let old = nodes[Int(number)]
            if old.isDone || !improves(node, old) { return }
            node.sibling = old.sibling
            nodes[Int(number)] = node
            if old.preemptions == node.preemptions, old.bucket == node.bucket { return }
        } else {
            number = Int32(nodes.count)
            firstNodes[state] = number
            nodes.append(node)
        }
        if cost.preemptions == currentPreemptions(parent) {
            level[node.bucket, default: []].append(number)
        } else {
            nextLevel[node.bucket, default: []].append(number)
        }
    }

    private func currentPreemptions(_ parent: Int32) -> Int {
        parent < 0 ? 0 : Int(nodes[Int(parent)].preemptions)
    }

    private func improves(_ new: Node, _ old: Node) -> Bool {
        if (new.preemptions, new.bucket) != (old.preemptions, old.bucket) {
            return (new.preemptions, new.bucket) < (old.preemptions, old.bucket)
        }
        return comesBefore(new, old)
    }

    /// Whether the schedule to one place comes before that to another of the same cost.
    private func isLess(_ a: Int32, _ b: Int32) -> Bool {
        a != b && comesBefore(nodes[Int(a)], nodes[Int(b)])
    }

    /// The order of schedules of the same cost.
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

    private func result(_ number: Int32, _ isMinimal: Bool) -> Result {
        var schedule: [Transition] = []
        var current = nodes[Int(number)]
        var states = [Int(current.state)]
        while current.parent >= 0 {
            let parent = nodes[Int(current.parent)]
            schedule.append(graph.transition(Int(current.edge), of: Int(parent.state)))
            states.append(Int(parent.state))
            current = parent
        }
        return Result(
            preemptions: Int(nodes[Int(number)].preemptions), schedule: schedule.reversed(), states: states.reversed(),
            isMinimal: isMinimal)
    }
}

/// The first place of each state of a graph, whose stored states and doubles are numbered apart.
private struct NodeHeads {
    private var stored: [Int32] = []
    private var doubles: [Int32] = []

    subscript(state: UInt32) -> Int32 {
        get {
            let number = Int(state & ~StateGraph.doubleBit)
            let heads = state & StateGraph.doubleBit == 0 ? stored : doubles
            return number < heads.count ? heads[number] : -1
        }
        set {
            let number = Int(state & ~StateGraph.doubleBit)
            if state & StateGraph.doubleBit == 0 {
                Self.set(&stored, number, newValue)
            } else {
                Self.set(&doubles, number, newValue)
            }
        }
    }

    private static func set(_ heads: inout [Int32], _ number: Int, _ node: Int32) {
        while heads.count <= number { heads.append(-1) }
        heads[number] = node
    }
}
