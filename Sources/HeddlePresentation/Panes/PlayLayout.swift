internal import HeddleEngine

/// The tree of lines laid out on an unbounded sheet: one row a leaf, branches hanging where they leave their line.
///
/// Idea: rows come depth first in order of creation; the first child goes on in its parent's row. Long rows are
/// folded: runs of one thread (`0×412`), then whole stretches (`… 3,180 …`).
struct PlayLayout {
    struct Item {
        var text: String
        var nodes: [Int]
        var isPlace: Bool
        /// Before it: nothing, the wall, or the tee of a branch.
        var hasWall: Bool
        var branches: Bool
        /// Must keep its own place: the user's, a wall, a branch, an end.
        var isFixed: Bool { isPlace || hasWall || branches || hasTag }
        /// A bookmark or a note stands at it.
        var hasTag = false
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
        var leaf: Int
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
    private let passed: Set<Int>
    private let nodes: [PlayTree.Node]
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
        passed = Set(scene.path)
        nodes = scene.situation.play.nodes
        placeNode = scene.situation.place
        bookmarks = Dictionary(grouping: scene.situation.play.bookmarks, by: \.node).mapValues { $0.map(\.name) }
        wallNode = scene.isLostFromStart ? nil : scene.wall.map { scene.line[$0 - 1] }
        layOut()
    }

    private mutating func layOut() {
        var hanging: [Hanging] = []
        var row = Row(leaf: 0)
        let atStart = scene.situation.place == 0
        let tag = tags(0)
        let start = atStart ? "[start\(tag)]" : " start\(tag) "
        let startColumn = atStart ? indent + 1 : indent
        row.pieces.append(Piece(column: startColumn, text: start, role: atStart ? .here : .plain, node: 0))
        if atStart { place = (0, startColumn) }
        if let first = nodes[0].children.first {
            extend(&row, from: first, parent: 0, column: startColumn + CellWidth.of(start), hanging: &hanging)
        }
        rows.append(row)
        while var branch = hanging.popLast() {
            let child = branch.children.removeFirst()
            var row = Row(leaf: child)
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
        var chain = [first]
        while let next = nodes[chain[chain.count - 1]].children.first { chain.append(next) }
        row.leaf = chain[chain.count - 1]
        let items = folded(chain.enumerated().map { item($1, isFirst: $0 == 0 && parent == nil) }, from: start)
            .map(labelled)
        var column = start
        for (index, item) in items.enumerated() {
            if index > 0 || parent != nil {
                let connector =
                    item.hasWall
                    ? marks.rule + marks.wall
                    : item.branches ? marks.rule + marks.tee + marks.rule : marks.rule + marks.rule
                row.pieces.append(Piece(column: column, text: connector, role: item.hasWall ? .bad : .quiet, node: nil))
                if item.branches {
                    let siblings = nodes[nodes[item.nodes[0]].parent].children.dropFirst()
                    hanging.append(Hanging(column: column + 1, children: Array(siblings)))
                }
                column += CellWidth.of(connector)
            }
            let text = item.isPlace ? "[" + item.text + "]" : " " + item.text + " "
            row.pieces.append(Piece(column: column, text: text, role: role(item), node: item.nodes.last))
            if item.isPlace { place = (rows.count, column) }
            column += CellWidth.of(text)
        }
    }

    private func role(_ item: Item) -> Role {
        if item.isPlace { return .here }
        guard let node = item.nodes.first, passed.contains(node) else { return .quiet }
        return .thread(nodes[node].event.thread)
    }

    private func item(_ node: Int, isFirst: Bool) -> Item {
        let parent = nodes[node].parent
        return Item(
            text: "", nodes: [node], isPlace: node == placeNode, hasWall: isWall(node) && !isFirst,
            branches: !isFirst && nodes[parent].children.count > 1,
            hasTag: nodes[node].note != nil || bookmarks[node] != nil)
    }

    /// Steps get their words late: most steps of a long line are folded away.
    private func labelled(_ item: Item) -> Item {
        guard item.text.isEmpty, let node = item.nodes.first else { return item }
        var item = item
        item.text = label(node)
        return item
    }

    private func label(_ node: Int) -> String {
        let step = nodes[node]
        var choice = 0
        if step.transition.choice > 0 {
            let ways = scene.machine.enabled(nodes[step.parent].state).filter { $0.thread == step.transition.thread }
            choice = ways.firstIndex(of: step.transition) ?? 0
        }
        return scene.words.mark(step.transition, step.event, choiceIndex: choice) + tags(node)
    }

    /// Behind a step's mark: `"` where a note stands, `#name` for each bookmark.
    private func tags(_ node: Int) -> String {
        var text = nodes[node].note == nil ? "" : "\""
        for name in bookmarks[node] ?? [] { text += "#" + marks.cut(VisibleText.of(name), 16) }
        return text
    }

    // MARK: - Folding

    private func width(_ items: [Item]) -> Int {
        items.reduce(0) { $0 + CellWidth.of($1.text) + 4 + ($1.branches && !$1.hasWall ? 1 : 0) }
    }

    private func folded(_ items: [Item], from column: Int) -> [Item] {
        // No step takes less than six cells with what joins it to the next.
        if column + 6 * items.count <= room {
            let labelled = items.map(labelled)
            if column + width(labelled) <= room { return labelled }
        }
        let runs = foldRuns(items)
        if column + 6 * runs.count <= room {
            let labelled = runs.map(labelled)
            if column + width(labelled) <= room { return labelled }
        }
        return foldStretches(runs)
    }

    /// Four and more steps of one thread become one item.
    private func foldRuns(_ items: [Item]) -> [Item] {
        var result: [Item] = []
        var run: [Item] = []
        func flush() -> [Item] {
            if run.count < 4 { return run }
            let thread = nodes[run[0].nodes[0]].event.thread
            return [
                Item(
                    text: "\(thread)\(marks.times)\(Figures.number(run.count))", nodes: run.flatMap(\.nodes),
                    isPlace: false, hasWall: false, branches: false)
            ]
        }
        for (index, item) in items.enumerated() {
            let same = run.last.map { nodes[$0.nodes[0]].event.thread == nodes[item.nodes[0]].event.thread } ?? true
            if item.isFixed || index == 0 || index == items.count - 1 {
                result += flush() + [item]
                run = []
            } else if same {
                run.append(item)
            } else {
                result += flush()
                run = [item]
            }
        }
        return result + flush()
    }

    /// Items kept on each side of what must keep its own place.
    private static let keptBeside = 3

    private func foldStretches(_ items: [Item]) -> [Item] {
        var near = [Bool](repeating: false, count: items.count)
        for (index, item) in items.enumerated() where item.isFixed || index == 0 || index == items.count - 1 {
            for other in max(0, index - Self.keptBeside)...min(items.count - 1, index + Self.keptBeside) {
                near[other] = true
            }
        }
        var result: [Item] = []
        var index = 0
        while index < items.count {
            if near[index] {
                result.append(items[index])
                index += 1
                continue
            }
            var stretch: [Int] = []
            while index < items.count, !near[index] {
                stretch += items[index].nodes
                index += 1
            }
            result.append(
                Item(
                    text: "\(marks.ellipsis) \(Figures.number(stretch.count)) \(marks.ellipsis)", nodes: stretch,
                    isPlace: false, hasWall: false, branches: false))
        }
        return result
    }
}
