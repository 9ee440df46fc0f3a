/// The beginnings of executions that are still to be explored, as one tree along the current execution.
///
/// The root stands for the start. A node's children are the moves to be made there, in order; the path of first children
/// is the execution being explored. Source: Abdulla, Aronis, Jonsson, Sagonas 2014, section 5 (wakeup trees).
struct WakeupTree {
    private struct Node {
        var event: DporEvent
        var firstChild: Int32 = -1
        var nextSibling: Int32 = -1
    }

    private var nodes: [Node] = []
    private var unused: [Int32] = []

    /// Makes the root.
    init() {
        nodes.append(Node(event: DporEvent(thread: -1, choice: 0, access: 0, kind: .plain, isLast: false)))
    }

    static let root: Int32 = 0

    var byteCount: Int { nodes.capacity * MemoryLayout<Node>.stride }

    func firstChild(of node: Int32) -> Int32? {
        let child = nodes[Int(node)].firstChild
        return child < 0 ? nil : child
    }

    func event(_ node: Int32) -> DporEvent { nodes[Int(node)].event }

    /// Adds a move behind those that are to be made at a node.
    @discardableResult
    mutating func add(_ event: DporEvent, at node: Int32) -> Int32 {
        let made: Int32
        if let free = unused.popLast() {
            nodes[Int(free)] = Node(event: event)
            made = free
        } else {
            made = Int32(nodes.count)
            nodes.append(Node(event: event))
        }
        var last = nodes[Int(node)].firstChild
        if last < 0 {
            nodes[Int(node)].firstChild = made
            return made
        }
        while nodes[Int(last)].nextSibling >= 0 { last = nodes[Int(last)].nextSibling }
        nodes[Int(last)].nextSibling = made
        return made
    }

    /// Drops the first move to be made at a node, which has been explored.
    mutating func removeFirstChild(of node: Int32) {
        let child = nodes[Int(node)].firstChild
        guard child >= 0 else { return }
        nodes[Int(node)].firstChild = nodes[Int(child)].nextSibling
        unused.append(child)
    }

    /// Makes sure that an execution which begins with the sequence at a node, up to swaps, will be explored; whether
    /// something had to be added. Where a planned leaf leads to such an execution anyway, nothing has.
    mutating func insert(_ sequence: [DporEvent], at node: Int32, _ table: AccessTable) -> Bool {
        var rest = sequence
        var current = node
        descent: while true {
            var child = nodes[Int(current)].firstChild
            if child < 0, current != node { return false }
            while child >= 0 {
                let event = nodes[Int(child)].event
                if table.isWeakInitial(event, of: rest) {
                    if let own = rest.firstIndex(where: event.isSameMove) { rest.remove(at: own) }
                    current = child
                    continue descent
                }
                child = nodes[Int(child)].nextSibling
            }
            if rest.isEmpty { return false }
            for event in rest { current = add(event, at: current) }
            return true
        }
    }
}
