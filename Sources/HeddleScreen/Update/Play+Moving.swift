internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// Moves of the palette: sketches, ways that were found, preemptions, bookmarks.
extension Play {
    /// `:play 0 0 1R`: as far as the steps can be made; the refusal of the first that can't.
    mutating func play(_ sketch: ScheduleSketch) -> String? {
        let reader = SketchReader(machine: model.machine, marks: model.situation.marks)
        for (index, word) in sketch.steps.enumerated() {
            switch reader.move(word, step: index + 1, in: model.node.state) {
            case .success(let move): apply(move)
            case .failure(let refusal): return refusal.message
            }
        }
        return nil
    }

    /// Makes the steps of a way; `stays`: they become the rest of the line, the user stays where they begin.
    mutating func take(_ way: [Transition], stays: Bool) {
        let start = place
        _ = make(way, called: Self.found)
        if stays { stand(at: start) }
    }

    /// What a line is called that a search led to.
    static let found = "reached"

    /// `:run until-preemption`: along the line to where its next preemption is about to happen.
    mutating func runToPreemption() -> String? {
        let line = tree.line(through: place)
        let depth = model.node.depth
        guard depth < line.count else { return Self.endOfLine }
        // Who moved last is told by the last step that is no flush.
        var first = depth
        while first > 0, tree.nodes[line[first - 1]].transition.isFlush { first -= 1 }
        var counter = Preemptions()
        for step in max(0, first - 1)..<line.count {
            let node = tree.nodes[line[step]]
            let thread = counter.last
            let before = tree.nodes[node.parent].state
            guard counter.take(node.event, node.transition, from: before, model.machine), step > depth, let thread
            else { continue }
            stand(at: line[step - 1])
            return "Step \(step + 1) is a preemption: it leaves \(name(thread)), which could go on."
        }
        return "No preemption on the rest of this line."
    }

    // MARK: - Bookmarks

    /// `:bookmark NAME`; where it is already, it goes.
    mutating func bookmark(_ name: String, at node: Int) -> String? {
        if Int(name) != nil || name == "start" || name == "end" {
            return "\(name) is a place already: a bookmark wants another name."
        }
        if name == "off" {
            return "off ends a comparison, as in :compare off: a bookmark wants another name."
        }
        var bookmarks = tree.bookmarks
        let depth = tree.nodes[node].depth
        let place = depth == 0 ? "the start" : "step \(depth)"
        if let index = bookmarks.firstIndex(where: { $0.name == name }) {
            let old = bookmarks.remove(at: index)
            if old.node == node {
                setBookmarks(bookmarks)
                return "The bookmark \(name) is gone."
            }
            bookmarks.append(PlayTree.Bookmark(name: name, node: node))
            setBookmarks(bookmarks)
            return "The bookmark \(name) is now at \(place)."
        }
        bookmarks.append(PlayTree.Bookmark(name: name, node: node))
        setBookmarks(bookmarks)
        return "Bookmarked \(place): :go \(name) comes back."
    }

    /// `:go NAME`, `:go start`, `:go end`, `:go 12`.
    mutating func go(to name: String) -> String? {
        if let number = Int(name) { return go(toStep: number) }
        if name == "start" { return goToStart() }
        if name == "end" { return goToEnd() }
        guard let node = node(called: name) else { return noBookmark(name) }
        stand(on: node)
        return nil
    }

    /// `:compare NAME`: State compares with a bookmark, or with a step of the line; `off`: with the step before.
    mutating func compare(with name: String) -> String? {
        if name == "off" {
            let wasOn = model.situation.comparedNode != nil
            model.situation.comparedNode = nil
            return "States are compared with the step before\(wasOn ? "" : " already")."
        }
        let line = tree.line(through: place)
        var node = node(called: name)
        if name == "start" { node = 0 }
        if let number = Int(name) {
            guard number >= 0, number <= line.count else { return length(of: line) }
            node = number == 0 ? 0 : line[number - 1]
        }
        guard let node else { return noBookmark(name) }
        model.situation.comparedNode = node
        let depth = tree.nodes[node].depth
        return "States are compared with \(depth == 0 ? "the start" : "step \(depth)")."
    }

    private func node(called name: String) -> Int? { tree.bookmarks.first { $0.name == name }?.node }

    private func noBookmark(_ name: String) -> String {
        let names = tree.bookmarks.map(\.name)
        if names.isEmpty { return "There is no bookmark yet: :bookmark NAME sets one here." }
        if let near = NearestWord.nearest(to: name, among: names) {
            return "There is no bookmark '\(name)': did you mean \(near)?"
        }
        return "There is no bookmark '\(name)': \(names.prefix(8).joined(separator: ", "))."
    }

    /// Stands at a node of any line: from now on back and forward go along it.
    mutating func stand(on node: Int) {
        for step in tree.path(to: node) { setPreferred(step, of: tree.nodes[step].parent) }
        stand(at: node)
    }
}
