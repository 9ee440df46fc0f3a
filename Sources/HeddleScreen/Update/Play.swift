internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// The model in play under a command: moves and edits, with what is needed to take them back.
///
/// Methods give the sentence for a refusal, nil where the step speaks for itself.
struct Play {
    var model: ModelInPlay
    /// What undo must restore, the latest edit first to be taken back.
    private(set) var edits: [TreeEdit] = []

    init(_ model: ModelInPlay) { self.model = model }

    var place: Int { model.situation.place }
    var tree: PlayTree { model.situation.play }
    var moves: [Transition] { model.machine.shownMoves(model.node.state) }

    func name(_ thread: Int) -> String {
        guard thread >= 0, thread < model.machine.threadCount(in: model.node.state) else { return "thread \(thread)" }
        return VisibleText.of(model.machine.threadName(thread, in: model.node.state))
    }

    // MARK: - Edits

    mutating func takeBack(_ records: [TreeEdit]) {
        for edit in records.reversed() {
            switch edit {
            case .preferred(let node, let child): setPreferred(child, of: node)
            case .note(let node, let note): setNote(note, of: node)
            case .children(let node, let children): setChildren(children, of: node)
            case .line(let first, let count, let name, let isThere):
                isThere ? putLine(first, count, name) : takeLine(first, count, name)
            case .names(let names): setNames(names)
            case .bookmarks(let bookmarks): setBookmarks(bookmarks)
            }
        }
    }

    private mutating func remember(_ edit: TreeEdit) { edits.append(edit) }

    mutating func setPreferred(_ child: Int?, of node: Int) {
        let old = model.situation.play.nodes[node].preferredChild
        if old == child { return }
        remember(.preferred(node: node, child: old))
        model.situation.play.setPreferredChild(child, of: node)
    }

    mutating func setNote(_ note: String?, of node: Int) {
        remember(.note(node: node, model.situation.play.nodes[node].note))
        model.situation.play.setNote(note, of: node)
    }

    mutating func setChildren(_ children: [Int], of node: Int) {
        remember(.children(node: node, model.situation.play.nodes[node].children))
        model.situation.play.setChildren(children, of: node)
    }

    /// A line that a command made goes with the command, unless the user has gone on from it by another way.
    private mutating func takeLine(_ first: Int, _ count: Int, _ name: PlayTree.LineName) {
        var found = 1
        var node = first
        while let next = tree.nodes[node].children.first, tree.nodes[node].children.count == 1 {
            node = next
            found += 1
        }
        guard found == count, tree.nodes[node].children.isEmpty else { return }
        let parent = tree.nodes[first].parent
        remember(.line(first: first, count: count, name, isThere: true))
        model.situation.play.setChildren(tree.nodes[parent].children.filter { $0 != first }, of: parent)
        model.situation.play.names.removeAll { $0 == name }
    }

    private mutating func putLine(_ first: Int, _ count: Int, _ name: PlayTree.LineName) {
        let parent = tree.nodes[first].parent
        remember(.line(first: first, count: count, name, isThere: false))
        // Children stand in order of creation.
        model.situation.play.setChildren((tree.nodes[parent].children + [first]).sorted(), of: parent)
        model.situation.play.names.append(name)
    }

    /// Makes the steps of a way that was asked for, as far as they run; where they begin a line, it is called by what
    /// it is, and undo takes it out of the tree again.
    mutating func make(_ way: [Transition], called text: String) -> [Int] {
        let known = tree.nodes.count
        let before = Set(tree.names.map(\.kind))
        var line: [Int] = []
        for transition in way {
            guard apply(transition) else { break }
            line.append(place)
        }
        guard let first = line.first(where: { $0 >= known }),
            let index = tree.names.firstIndex(where: { !before.contains($0.kind) })
        else { return line }
        var name = tree.names[index]
        var number = 1
        repeat {
            name.kind = .made(number == 1 ? text : "\(text) \(number)")
            number += 1
        } while before.contains(name.kind)
        model.situation.play.names[index] = name
        remember(.line(first: first, count: tree.nodes.count - known, name, isThere: false))
        return line
    }

    mutating func setNames(_ names: [PlayTree.LineName]) {
        if names == model.situation.play.names { return }
        remember(.names(model.situation.play.names))
        model.situation.play.names = names
    }

    mutating func setBookmarks(_ bookmarks: [PlayTree.Bookmark]) {
        if bookmarks == model.situation.play.bookmarks { return }
        remember(.bookmarks(model.situation.play.bookmarks))
        model.situation.play.bookmarks = bookmarks
    }

    /// Leaves of the tree that hang on it.
    mutating func countLines() {
        var count = 0
        var open = [0]
        while let node = open.popLast() {
            let children = model.situation.play.nodes[node].children
            if children.isEmpty { count += 1 }
            open.append(contentsOf: children)
        }
        model.lines = max(1, count)
    }

    // MARK: - Standing

    /// Stands at a node: the cursor goes to the thread whose step is next on the line, if there is one.
    mutating func stand(at node: Int) {
        model.situation.place = node
        model.situation.selectedChoice = nil
        if let next = model.situation.play.nodes[node].preferredChild {
            select(model.situation.play.nodes[next].transition)
        }
        // Every line leads from the start, also one without a step.
        if model.situation.walk == .byHand || node == 0 { return }
        guard let leaf = leafOfWalk, model.situation.play.isOnPath(node, to: leaf) else {
            model.situation.walk = .byHand
            return
        }
    }

    /// End of the line that is walked.
    private var leafOfWalk: Int? {
        model.situation.play.names.first {
            switch ($0.kind, model.situation.walk) {
            case (.finding(let number), .finding(let index)): return number == index + 1
            case (.entry(let name), .entry(let walked)): return name == walked
            default: return false
            }
        }?.leaf
    }

    /// Puts the cursor of Threads on a move.
    mutating func select(_ transition: Transition) {
        model.situation.selectedThread = transition.thread
        let ways = moves.filter { $0.thread == transition.thread }
        model.situation.selectedChoice = ways.count > 1 ? ways.firstIndex(of: transition) : nil
    }

    // MARK: - Stepping

    /// Applies a transition at the place: along the line that knows it, else as a new branch. False: not enabled.
    @discardableResult
    mutating func apply(_ transition: Transition) -> Bool {
        let here = place
        let known = model.situation.play.nodes[here].children.first {
            model.situation.play.nodes[$0].transition == transition
        }
        if let known {
            setPreferred(known, of: here)
            stand(at: known)
            return true
        }
        guard let next = model.machine.apply(transition, to: model.node.state) else { return false }
        let oldPreferred = model.situation.play.nodes[here].preferredChild
        let isExtension = model.situation.play.nodes[here].children.isEmpty
        let child = model.situation.play.step(
            from: here, transition: transition, state: next.state, event: next.event)
        remember(.preferred(node: here, child: oldPreferred))
        grow(from: here, to: child, isExtension: isExtension)
        stand(at: child)
        return true
    }

    /// A line grows by a step, or a new one begins: the user's own names stay at the ends of their lines, those of
    /// findings and entries where what they name ends.
    private mutating func grow(from node: Int, to child: Int, isExtension: Bool) {
        var names = model.situation.play.names
        if !isExtension { model.lines += 1 }
        if isExtension, names.contains(where: { $0.leaf == node }) {
            for index in names.indices where names[index].leaf == node {
                if case .own = names[index].kind { names[index].leaf = child }
            }
            model.situation.play.names = names
        } else {
            names.append(PlayTree.LineName(leaf: child, kind: .own(Self.nextLetter(names))))
            model.situation.play.names = names
        }
    }

    /// `a` … `z`, then `aa` …: the first that no line has.
    static func nextLetter(_ names: [PlayTree.LineName]) -> String {
        let used = Set(names.compactMap { name -> String? in if case .own(let text) = name.kind { text } else { nil } })
        var number = 0
        while true {
            var text = ""
            var rest = number
            repeat {
                text = String(Unicode.Scalar(UInt8(97 + rest % 26))) + text
                rest = rest / 26 - 1
            } while rest >= 0
            if !used.contains(text) { return text }
            number += 1
        }
    }

    /// Why a thread has no step, as a refusal, and which one has.
    func refusal(_ thread: Int) -> String {
        let state = model.node.state
        guard thread >= 0, thread < model.machine.threadCount(in: state) else { return "There is no thread \(thread)." }
        let why: String
        switch model.machine.status(ofThread: thread, in: state) {
        case .finished: why = "\(name(thread)) is done."
        case .unborn: why = "\(name(thread)) is not spawned yet."
        case .standing:
            if model.node.event.violation != nil, moves.isEmpty { return "No step: the run ended with what failed." }
            why = "\(name(thread)) is blocked."
        }
        guard let other = moves.first?.thread else { return "No step: \(why) No thread can move any more." }
        let key = other <= 9 ? "\(other)" : ":thread \(other)"
        return "No step: \(why) \(key) moves \(name(other))."
    }
}
