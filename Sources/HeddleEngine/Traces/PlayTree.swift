internal import HeddleProgram

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

    /// A named line: a finding by number, one's own by letter.
    package struct LineName: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case finding(Int)
            case own(String)
            case entry(String)
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

    package internal(set) var nodes: [Node]
    package var names: [LineName]
    /// In the order in which they were set; no name twice.
    package var bookmarks: [Bookmark]

    package init(start: (state: State, event: Event)) {
        nodes = [
            Node(
                parent: -1, transition: Transition(thread: -1), event: start.event, state: start.state, depth: 0,
                children: [], preferredChild: nil, note: nil)
        ]
        names = []
        bookmarks = []
    }

    /// Steps from the start to the node, oldest first, without the start itself.
    package func path(to node: Int) -> [Int] {
        var result: [Int] = []
        var current = node
        while current > 0 {
            result.append(current)
            current = nodes[current].parent
        }
        return result.reversed()
    }

    /// The whole line through a node: its path, then onwards by preferred children.
    package func line(through node: Int) -> [Int] {
        var result = path(to: node)
        var current = node
        while let next = nodes[current].preferredChild {
            result.append(next)
            current = next
        }
        return result
    }

    /// Finds or makes the child of `node` by `transition`; marks it preferred.
    package mutating func step(from node: Int, transition: Transition, state: State, event: Event) -> Int {
        if let known = nodes[node].children.first(where: { nodes[$0].transition == transition }) {
            nodes[node].preferredChild = known
            return known
        }
        let index = nodes.count
        nodes.append(
            Node(
                parent: node, transition: transition, event: event, state: state, depth: nodes[node].depth + 1,
                children: [], preferredChild: nil, note: nil))
        nodes[node].children.append(index)
        nodes[node].preferredChild = index
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
