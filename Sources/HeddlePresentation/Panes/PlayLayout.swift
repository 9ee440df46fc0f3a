internal import HeddleEngine

/// The tree of lines laid out on an unbounded sheet: one row a leaf, branches hanging where they leave their line.
///
/// Idea: rows come depth first in order of creation; the first child goes on in its parent's row. Long rows are
/// folded: runs of one thread (`0×412`), then whole stretches (`… 3,180 …`).
struct PlayLayout {
    struct Item {
        var text = ""
        /// Steps of the row's chain.
        var steps: Range<Int>
        var isPlace = false
        /// Before it: nothing, the wall, or the tee of a branch.
        var hasWall = false
        var branches = false
    }

    struct Piece {
        var column: Int
        var text: String
        var role: Role
        /// The node that a click on it means.
        var node: Int?
    }

    struct Row {
        var pieces: [Piece] = []
        /// The nodes that first children lead to, down to a leaf.
        var chain: [Int]
        var leaf: Int { chain.last ?? 0 }
        var end: Int { pieces.last.map { $0.column + CellWidth.of($0.text) } ?? 0 }
    }

    private struct Hanging {
        var column: Int
        var children: [Int]
    }

    private let scene: Scene
    private let marks: Marks
    private let room: Int
    private let indent: Int
    private let play: PlayTree
    private let placeNode: Int
    private let wallNode: Int?
    private let bookmarks: [Int: [String]]
    private(set) var rows: [Row] = []
    /// Row and column of the user's place.
    private(set) var place = (row: 0, column: 0)

    /// `room`: cells before a row must be folded.
    init(_ scene: Scene, indent: Int, room: Int) {
        self.scene = scene
        self.indent = indent
        self.room = room
        marks = scene.marks
        play = scene.situation.play
        placeNode = scene.situation.place
        bookmarks = Dictionary(grouping: scene.situation.play.bookmarks, by: \.node).mapValues { $0.map(\.name) }
        wallNode = scene.isLostFromStart ? nil : scene.wall.map { scene.line[$0 - 1] }
        layOut()
    }

    private mutating func layOut() {
        var hanging: [Hanging] = []
        var row = Row(chain: [])
        let atStart = scene.situation.place == 0
        let tag = tags(0)
        let start = atStart ? "[start\(tag)]" : " start\(tag) "
        let startColumn = atStart ? indent + 1 : indent
        row.pieces.append(Piece(column: startColumn, text: start, role: atStart ? .here : .plain, node: 0))
        if atStart { place = (0, startColumn) }
        if let first = play.nodes[0].children.first {
            extend(&row, from: first, parent: 0, column: startColumn + CellWidth.of(start), hanging: &hanging)
        }
        rows.append(row)
        while var branch = hanging.popLast() {
            let child = branch.children.removeFirst()
            var row = Row(chain: [])
            for other in hanging {
                row.pieces.append(Piece(column: other.column, text: marks.lane, role: .quiet, node: nil))
            }
            let corner = branch.children.isEmpty ? marks.lastBranch : marks.branch
            let isWall = isWall(child)
            row.pieces.append(
                Piece(column: branch.column, text: corner + (isWall ? marks.wall : marks.rule), role: .quiet, node: nil)
            )
            if !branch.children.isEmpty { hanging.append(branch) }
            extend(&row, from: child, parent: nil, column: branch.column + 2, hanging: &hanging)
            rows.append(row)
        }
    }

    private func isWall(_ node: Int) -> Bool { node == wallNode }

    // MARK: - One row

    /// `parent` nil: the corner has been drawn already, and no connector stands before the first step.
    private mutating func extend(
        _ row: inout Row, from first: Int, parent: Int?, column start: Int, hanging: inout [Hanging]
    ) {
        let chain = Chain(play, from: first, fixed: fixedNodes, isBehindCorner: parent == nil)
        row.chain = chain.nodes
        let items = folded(chain, from: start).map { labelled($0, chain) }
        var column = start
        for (index, item) in items.enumerated() {
            let firstNode = chain.nodes[item.steps.lowerBound]
            if index > 0 || parent != nil {
                let connector =
                    item.hasWall
                    ? marks.rule + marks.wall
                    : item.branches ? marks.rule + marks.tee + marks.rule : marks.rule + marks.rule
                row.pieces.append(Piece(column: column, text: connector, role: item.hasWall ? .bad : .quiet, node: nil))
                if item.branches {
                    let siblings = play.nodes[play.nodes[firstNode].parent].children.dropFirst()
                    hanging.append(Hanging(column: column + 1, children: Array(siblings)))
                }
                column += CellWidth.of(connector)
            }
            let text = item.isPlace ? "[" + item.text + "]" : " " + item.text + " "
            let role: Role = item.isPlace ? .here : isPassed(firstNode) ? .thread(thread(firstNode)) : .quiet
            row.pieces.append(
                Piece(column: column, text: text, role: role, node: chain.nodes[item.steps.upperBound - 1]))
            if item.isPlace { place = (rows.count, column) }
            column += CellWidth.of(text)
        }
    }

    private func isPassed(_ node: Int) -> Bool {
        play.links[node].depth <= scene.depth && scene.isOnLine(node)
    }

    private func thread(_ node: Int) -> Int { Int(play.links[node].thread) }

    /// Nodes that keep a place of their own wherever they stand.
    private var fixedNodes: [Int] { [placeNode] + (wallNode.map { [$0] } ?? []) + bookmarks.keys }

    private func item(_ step: Int, _ chain: Chain) -> Item {
        let node = chain.nodes[step]
        let isFirst = step == 0 && chain.isBehindCorner
        return Item(
            steps: step..<step + 1, isPlace: node == placeNode, hasWall: isWall(node) && !isFirst,
            branches: !isFirst && play.links[Int(play.links[node].parent)].isBranched)
    }

    /// Steps get their words late: most steps of a long line are folded away.
    private func labelled(_ item: Item, _ chain: Chain) -> Item {
        guard item.text.isEmpty else { return item }
        var item = item
        item.text = label(chain.nodes[item.steps.lowerBound])
        return item
    }

    private func label(_ node: Int) -> String {
        let step = play.nodes[node]
        let way = scene.machine.wayNumber(
            of: step.transition, in: play.nodes[step.parent].state, waysPerThread: Machine.shownWays)
        return scene.words.mark(step.transition, step.event, choiceIndex: way) + tags(node)
    }

    /// Behind a step's mark: `"` where a note stands, `#name` for each bookmark.
    private func tags(_ node: Int) -> String {
        var text = play.nodes[node].note == nil ? "" : "\""
        for name in bookmarks[node] ?? [] { text += "#" + marks.cut(VisibleText.of(name), 16) }
        return text
    }

    // MARK: - Folding

    private func width(_ items: [Item]) -> Int {
        items.reduce(0) { $0 + CellWidth.of($1.text) + 4 + ($1.branches && !$1.hasWall ? 1 : 0) }
    }

    private func folded(_ chain: Chain, from column: Int) -> [Item] {
        // No step takes less than six cells with what joins it to the next.
        let most = (room - column) / 6
        func fitting(_ items: [Item]?) -> [Item]? {
            guard let items, items.count <= most else { return nil }
            let texts = items.map { labelled($0, chain) }
            return column + width(texts) <= room ? texts : nil
        }
        if chain.nodes.count <= most,
            let steps = fitting(chain.nodes.indices.map { item($0, chain) })
        {
            return steps
        }
        return fitting(runs(chain, atMost: most)) ?? stretches(chain)
    }

    /// Four and more steps of one thread become one item; nil: there are more than `most` items.
    private func runs(_ chain: Chain, atMost most: Int) -> [Item]? {
        var result: [Item] = []
        var step = 0
        for fixed in chain.fixed {
            while step < fixed {
                result += run(from: step, to: fixed, chain)
                step = result[result.count - 1].steps.upperBound
                if result.count > most { return nil }
            }
            result.append(item(fixed, chain))
            step = fixed + 1
        }
        return result
    }

    /// The run of one thread's steps that begins at a step, as one item or as its few ones.
    private func run(from first: Int, to end: Int, _ chain: Chain) -> [Item] {
        var next = first + 1
        while next < end, thread(chain.nodes[next]) == thread(chain.nodes[first]) { next += 1 }
        return items(ofRun: first..<next, chain)
    }

    private func items(ofRun steps: Range<Int>, _ chain: Chain) -> [Item] {
        if steps.count < 4 { return steps.map { item($0, chain) } }
        let thread = thread(chain.nodes[steps.lowerBound])
        return [Item(text: "\(thread)\(marks.times)\(Figures.number(steps.count))", steps: steps)]
    }

    /// Items kept on each side of what must keep its own place.
    private static let keptBeside = 3

    /// Runs beside what has a place of its own, and one item for whatever lies between.
    private func stretches(_ chain: Chain) -> [Item] {
        var result: [Item] = []
        var start = 0
        for fixed in chain.fixed {
            // The first step is fixed, so that something stands on either side.
            var left: [Item] = []
            while left.count < Self.keptBeside, start < fixed {
                for item in run(from: start, to: fixed, chain).prefix(Self.keptBeside - left.count) {
                    left.append(item)
                    start = item.steps.upperBound
                }
            }
            var right: [Item] = []
            var end = fixed
            while right.count < Self.keptBeside, start < end {
                var first = end - 1
                while first > start, thread(chain.nodes[first - 1]) == thread(chain.nodes[end - 1]) { first -= 1 }
                for item in items(ofRun: first..<end, chain).reversed().prefix(Self.keptBeside - right.count) {
                    right.append(item)
                    end = item.steps.lowerBound
                }
            }
            result += left
            if start < end {
                let count = Figures.number(end - start)
                result.append(Item(text: "\(marks.ellipsis) \(count) \(marks.ellipsis)", steps: start..<end))
            }
            result += right.reversed()
            result.append(item(fixed, chain))
            start = fixed + 1
        }
        return result
    }
}

/// The nodes of one row, and which of them keep a place of their own: the first, the last, branches, tags, the wall,
/// the user's place.
private struct Chain {
    private(set) var nodes: [Int]
    /// Steps, ascending.
    private(set) var fixed: [Int] = [0]
    /// Its corner has been drawn already.
    let isBehindCorner: Bool

    init(_ play: PlayTree, from first: Int, fixed others: [Int], isBehindCorner: Bool) {
        self.isBehindCorner = isBehindCorner
        nodes = play.chain(from: first)
        let start = Int(play.links[first].depth)
        var steps: Set<Int> = [0, nodes.count - 1]
        for node in others {
            let step = Int(play.links[node].depth) - start
            if nodes.indices.contains(step), nodes[step] == node { steps.insert(step) }
        }
        var isBranch = false
        for (step, node) in nodes.enumerated() {
            let link = play.links[node]
            if isBranch || link.hasNote { steps.insert(step) }
            isBranch = link.isBranched
        }
        fixed = steps.sorted()
    }
}
