/// Changes of a tree that a user makes and takes back. Nodes themselves are never removed: a deleted branch is only
/// unhooked from its parent.
extension PlayTree {
    package mutating func setPreferredChild(_ child: Int?, of node: Int) { nodes[node].preferredChild = child }

    package mutating func setNote(_ note: String?, of node: Int) { nodes[node].note = note }

    package mutating func setChildren(_ children: [Int], of node: Int) { nodes[node].children = children }

    /// Whether `ancestor` is the node itself or lies on the path to it.
    package func isOnPath(_ ancestor: Int, to node: Int) -> Bool {
        var current = node
        while nodes[current].depth > nodes[ancestor].depth { current = nodes[current].parent }
        return current == ancestor
    }
}
