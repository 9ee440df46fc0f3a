internal import HeddleProgram
internal import Synchronization

/// All lines of play of a session: a tree of steps, nothing ever lost.
///
/// Node 0 is the start. Children are in order of creation. A *line* is a leaf with the path to it; the *current line*
/// is the one the user's place lies on, and `forward` leads along it.
package struct PlayTree: Sendable {
    package struct Node: Sendable {
        package var parent: Int
        package var transition: Transition
        package var event: Event
        package var state: State
        package var depth: Int
        package var children: [Int]
        /// The child that `forward` takes (the last one walked), nil at a leaf.
        package var preferredChild: Int?
        package var note: String?
    }

    /// A named line: a finding by number, one's own by letter, one made by a command by what it is.
    package struct LineName: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case finding(Int)
            case own(String)
            case entry(String)
            /// A way that was asked for: the nearest passing one, the simplest of an outcome, one that was searched.
            case made(String)
        }
        package var leaf: Int
        package var kind: Kind
        package init(leaf: Int, kind: Kind) {
            self.leaf = leaf
            self.kind = kind
        }
    }

    /// A name for a place, wherever the lines go.
    package struct Bookmark: Sendable, Hashable {
        package var name: String
        package var node: Int
        package init(name: String, node: Int) {
            self.name = name
            self.node = node
        }
    }

    /// What a walk along a line needs of a node. It stands apart from the rest so that lines of 100,000 steps are
    /// walked within a frame.
    package struct Link: Sendable {
        package fileprivate(set) var parent: Int32
        package fileprivate(set) var depth: Int32
        /// -1: none.
        package fileprivate(set) var firstChild: Int32
        package fileprivate(set) var preferredChild: Int32
        package fileprivate(set) var thread: Int32
        package fileprivate(set) var isBranched: Bool
        package fileprivate(set) var hasNote: Bool
    }

    package private(set) var nodes: [Node]
    /// Of the nodes, in their order.
    package private(set) var links: [Link]
    /// Children beyond the first, of all nodes.
    package private(set) var branchCount = 0
    /// Changes with the shape of the tree and with what is preferred in it, never to a number that any tree had.
    package private(set) var version: Int
    package var names: [LineName]
    /// In the order in which they were set; no name twice.
    package var bookmarks: [Bookmark]

    package init(start: (state: State, event: Event)) {
        nodes = [
            Node(
                parent: -1, transition: Transition(thread: -1), event: start.event, state: start.state, depth: 0,
                children: [], preferredChild: nil, note: nil)
        ]
        links = [Self.link(to: nodes[0])]
        version = Self.nextVersion()
        names = []
        bookmarks = []
    }

    private static let lastVersion = Atomic<Int>(0)

    private static func nextVersion() -> Int { lastVersion.add(1, ordering: .relaxed).newValue }

    private static func link(to node: Node) -> Link {
        Link(
            parent: Int32(node.parent), depth: Int32(node.depth), firstChild: -1, preferredChild: -1,
            thread: Int32(node.event.thread), isBranched: false, hasNote: false)
    }

    /// Steps from the start to the node, oldest first, without the start itself.
    package func path(to node: Int) -> [Int] {
        var result: [Int] = []
        var current = node
        result.reserveCapacity(Int(links[node].depth))
        while current > 0 {
            result.append(current)
            current = Int(links[current].parent)
        }
        result.reverse()
        return result
    }

    /// The whole line through a node: its path, then onwards by preferred children.
    package func line(through node: Int) -> [Int] {
        var result = path(to: node)
        var current = node
        while links[current].preferredChild >= 0 {
            current = Int(links[current].preferredChild)
            result.append(current)
        }
        return result
    }

    /// A node and what first children lead to from it, down to a leaf.
    package func chain(from node: Int) -> [Int] {
        var result = [node]
        var current = node
        while links[current].firstChild >= 0 {
            current = Int(links[current].firstChild)
            result.append(current)
        }
        return result
    }

    /// Finds or makes the child of `node` by `transition`; marks it preferred.
    package mutating func step(from node: Int, transition: Transition, state: State, event: Event) -> Int {
        if let known = nodes[node].children.first(where: { nodes[$0].transition == transition }) {
            setPreferredChild(known, of: node)
            return known
        }
        let index = nodes.count
        nodes.append(
            Node(
                parent: node, transition: transition, event: event, state: state, depth: nodes[node].depth + 1,
                children: [], preferredChild: nil, note: nil))
        links.append(Self.link(to: nodes[index]))
        setChildren(nodes[node].children + [index], of: node)
        setPreferredChild(index, of: node)
        return index
    }

    /// The trace along the line through `node`, to the line's end.
    package func trace(through node: Int) -> Trace {
        trace(of: line(through: node))
    }

    package func trace(of nodesOfLine: [Int]) -> Trace {
        Trace(
            initialState: nodes[0].state, startEvent: nodes[0].event,
            steps: nodesOfLine.map {
                Trace.Step(transition: nodes[$0].transition, event: nodes[$0].event, state: nodes[$0].state)
            })
    }
}

/// Changes that a user makes and takes back. Nodes themselves are never removed: a deleted branch is only unhooked
/// from its parent.
extension PlayTree {
    package mutating func setPreferredChild(_ child: Int?, of node: Int) {
        if nodes[node].preferredChild == child { return }
        nodes[node].preferredChild = child
        links[node].preferredChild = Int32(child ?? -1)
        version = Self.nextVersion()
    }

    package mutating func setNote(_ note: String?, of node: Int) {
        nodes[node].note = note
        links[node].hasNote = note != nil
    }

    package mutating func setChildren(_ children: [Int], of node: Int) {
        branchCount += max(0, children.count - 1) - max(0, nodes[node].children.count - 1)
        nodes[node].children = children
        links[node].firstChild = Int32(children.first ?? -1)
        links[node].isBranched = children.count > 1
        version = Self.nextVersion()
    }

    /// Whether `ancestor` is the node itself or lies on the path to it.
    package func isOnPath(_ ancestor: Int, to node: Int) -> Bool {
        var current = node
        while links[current].depth > links[ancestor].depth { current = Int(links[current].parent) }
        return current == ancestor
    }
}
