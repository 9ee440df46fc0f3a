package import HeddleEngine

/// The line of play through the place, with what its steps did, kept from frame to frame: it grows and is cut with the
/// line, so that a key costs what it changes, not what the line is long.
package struct FollowedLine: Sendable {
    /// Nodes of the play tree, in order.
    package private(set) var nodes: [Int] = []
    package private(set) var causal = CausalOrder()
    private(set) var history: LineHistory
    /// How often the line has changed.
    private(set) var version = 0
    /// Steps that it has in common with its last version.
    private(set) var sharedSteps = 0
    private var treeVersion = -1
    /// From which step on the line is what the tree prefers.
    private var preferredFrom = 0
    private(set) var wall = Wall()

    package init() { history = LineHistory() }

    /// Makes it the line through `place`: cut where that branches off, grown by what it has more.
    package mutating func follow(_ place: Int, in play: PlayTree) {
        let depth = Int(play.links[place].depth)
        if treeVersion == play.version, leadsOn(from: place, depth: depth, in: play) { return }
        if treeVersion < 0 { history.record(play.nodes[0].event) }
        treeVersion = play.version
        preferredFrom = depth
        // Steps to the place that the line doesn't have, the last one first.
        var missing: [Int] = []
        var node = place
        while !isOnLine(node, depth: Int(play.links[node].depth)) {
            missing.append(node)
            node = Int(play.links[node].parent)
        }
        var shared = Int(play.links[node].depth)
        var rest = missing.popLast() ?? Int(play.links[node].preferredChild)
        func next(_ node: Int) -> Int { missing.popLast() ?? Int(play.links[node].preferredChild) }
        while rest >= 0, shared < nodes.count, nodes[shared] == rest {
            shared += 1
            rest = next(rest)
        }
        if rest < 0, shared == nodes.count { return }
        version += 1
        sharedSteps = shared
        wall.cut(to: shared)
        if shared < nodes.count {
            causal.cut(to: shared) { [nodes] in play.nodes[nodes[$0]].event }
            history.cut(to: shared)
            nodes.removeLast(nodes.count - shared)
        }
        while rest >= 0 {
            nodes.append(rest)
            causal.append(play.nodes[rest].event)
            history.record(play.nodes[rest].event)
            rest = next(rest)
        }
    }

    /// Whether the line through a node is this one still, in a tree that has not changed.
    private mutating func leadsOn(from node: Int, depth: Int, in play: PlayTree) -> Bool {
        guard isOnLine(node, depth: depth) else { return false }
        while preferredFrom > depth {
            let before = preferredFrom == 1 ? 0 : nodes[preferredFrom - 2]
            if Int(play.links[before].preferredChild) != nodes[preferredFrom - 1] { return false }
            preferredFrom -= 1
        }
        return true
    }

    /// Whether a node lies on the line.
    func isOnLine(_ node: Int, depth: Int) -> Bool {
        depth == 0 || depth <= nodes.count && nodes[depth - 1] == node
    }

    /// Finds the point of no return, from what is known of the nodes and of the findings.
    mutating func findWall(fates: Fates, findings: [Finding], findingsVersion: Int, in play: PlayTree) {
        let key = Wall.Key(line: version, fates: fates.version, findings: findingsVersion)
        if wall.key == key { return }
        wall.key = key
        wall.find(nodes, fates: fates, findings: findings, in: play)
    }
}

/// Whether every run from a node of the play tree fails; nodes of which it isn't known are missing.
package struct Fates: Sendable {
    private var isLost: [Int: Bool] = [:]
    /// How often something changed, and how often which nodes are lost did.
    private(set) var version = 0
    private(set) var lostVersion = 0

    package init() {}

    package subscript(node: Int) -> Bool? {
        get { isLost[node] }
        set {
            let old = isLost[node]
            if old == newValue { return }
            isLost[node] = newValue
            version += 1
            if old == true || newValue == true { lostVersion += 1 }
        }
    }

    package mutating func merge(_ others: [Int: Bool]) {
        for (node, fate) in others { self[node] = fate }
    }

    var isEmpty: Bool { isLost.isEmpty }
}

extension FollowedLine {
    /// The point of no return of a line.
    struct Wall: Sendable {
        struct Key: Hashable, Sendable {
            var line: Int
            var fates: Int
            var findings: Int
        }

        fileprivate var key: Key?
        /// The step (from 1) after which every run fails; nil: none, or not known.
        private(set) var step: Int?
        /// Every run fails, whatever is done from the start on.
        private(set) var isAtStart = false
        /// The first step whose fate is known to be failure, of the first `looked` ones, by the fates of a version.
        private var lost: Int?
        private var looked = 0
        private var lostVersion = 0

        /// The line goes on otherwise behind `count` steps.
        fileprivate mutating func cut(to count: Int) {
            looked = min(looked, count)
            if let lost, lost > count { self.lost = nil }
        }

        fileprivate mutating func find(_ line: [Int], fates: Fates, findings: [Finding], in play: PlayTree) {
            if lostVersion != fates.lostVersion { (lost, looked, lostVersion) = (nil, 0, fates.lostVersion) }
            if lost == nil, !fates.isEmpty {
                lost = line[looked...].firstIndex { fates[$0] == true }.map { $0 + 1 }
            }
            looked = line.count
            (step, isAtStart) = (nil, fates[0] == true)
            if isAtStart { return }
            // As long as it isn't known of the place before whether a run from there can pass, that may be lost as well.
            if let lost, fates[lost == 1 ? 0 : line[lost - 2]] == false {
                step = lost
            } else {
                find(line, findings, in: play)
            }
        }

        private mutating func find(_ line: [Int], _ findings: [Finding], in play: PlayTree) {
            for finding in findings {
                guard let point = finding.pointOfNoReturn else { continue }
                if point == 0 {
                    isAtStart = true
                    return
                }
                if point > line.count || point > finding.schedule.count { continue }
                if (0..<point).allSatisfy({ play.nodes[line[$0]].transition == finding.schedule[$0] }) {
                    step = point
                    return
                }
            }
        }
    }
}
