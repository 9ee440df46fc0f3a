package import HeddleEngine

/// The causal order of a line of play, kept while the user moves along it: only steps that are new are looked at.
package struct LineOrder: Sendable {
    /// Nodes of the play tree, in order.
    package private(set) var line: [Int] = []
    package private(set) var causal = CausalOrder()
    /// How often the line has changed.
    private(set) var version = 0

    package init() {}

    /// Makes it the order of `line`: cut where that branches off, grown by what it has more.
    package mutating func follow(_ line: [Int], in play: PlayTree) {
        if self.line == line { return }
        var shared = 0
        while shared < min(line.count, self.line.count), line[shared] == self.line[shared] { shared += 1 }
        causal.cut(to: shared) { play.nodes[line[$0]].event }
        for node in line[shared...] { causal.append(play.nodes[node].event) }
        self.line = line
        version += 1
    }
}
