internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// The moves of screens.md section 4, each as far as one key goes.
extension Play {
    /// Longest run of `r`, `t` and `:play`. Unit: steps.
    static let runLimit = 10_000

    static let endOfLine = "End of the line. enter plays the selected step."

    func ways(of thread: Int) -> [Transition] { moves.filter { $0.thread == thread } }

    /// The sentence that goes with a move that opened a choice instead of making a step.
    private mutating func chooseFirst(_ ways: [Transition]) -> String? {
        model.situation.selectedChoice = 0
        return "\(name(ways[0].thread)) has \(ways.count) ways to go: enter plays the selected one."
    }

    /// enter
    mutating func stepSelected() -> String? {
        let thread = model.situation.selectedThread
        let ways = ways(of: thread)
        if ways.isEmpty { return refusal(thread) }
        if ways.count > 1, model.situation.selectedChoice == nil { return chooseFirst(ways) }
        if let refusal = refuseForbidden() { return refusal }
        apply(ways[min(model.situation.selectedChoice ?? 0, ways.count - 1)])
        return nil
    }

    /// A choice that the memory forbids is not played: its reason is said, and shown as edges.
    private mutating func refuseForbidden() -> String? {
        let scene = Scene(model.situation)
        guard let choice = scene.selectedForbidden else { return nil }
        model.situation.askedReason = AskedReason(
            place: place, thread: model.situation.selectedThread, write: choice.write)
        return ForbiddenWords(scene).sentences(choice)[0]
    }

    /// space
    mutating func goOn() -> String? {
        if let next = model.node.preferredChild {
            apply(model.situation.play.nodes[next].transition)
            return nil
        }
        if let next = towardsViolation() {
            apply(next)
            return nil
        }
        return stepSelected()
    }

    /// The next step of a known counterexample that begins with the steps made so far; the nearest of several.
    private func towardsViolation() -> Transition? {
        let depth = model.node.depth
        let play = model.situation.play
        var made: [Transition]?
        var best: (rest: Int, step: Transition)?
        for finding in model.situation.report.findings where finding.schedule.count > depth {
            let rest = finding.schedule.count - depth
            if let best, best.rest <= rest { continue }
            if made == nil { made = play.path(to: place).map { play.nodes[$0].transition } }
            if finding.schedule.starts(with: made ?? []) { best = (rest, finding.schedule[depth]) }
        }
        return best?.step
    }

    /// Whether the line, or a known counterexample, says what comes next.
    var knowsWayOn: Bool { model.node.preferredChild != nil || towardsViolation() != nil }

    /// Puts steps behind the place, and makes the first of them.
    mutating func begin(_ way: [Transition]) -> String? {
        let start = place
        for transition in way { if !apply(transition) { break } }
        guard let first = model.situation.play.nodes[start].preferredChild else { return nil }
        stand(at: first)
        return nil
    }

    /// A digit.
    mutating func thread(_ number: Int) -> String? {
        guard number >= 0, number < model.machine.threadCount(in: model.node.state) else {
            return noThread("\(number)")
        }
        let ways = ways(of: number)
        let again = model.situation.selectedThread == number
        model.situation.selectedThread = number
        switch ways.count {
        case 0:
            model.situation.selectedChoice = nil
            return refusal(number)
        case 1:
            apply(ways[0])
            // A line that goes on otherwise takes the cursor with it; else it stays on the thread.
            return nil
        default:
            let old = again ? model.situation.selectedChoice : nil
            let forbidden = Scene(model.situation).forbidden(ofThread: number).count
            model.situation.selectedChoice = old.map { ($0 + 1) % (ways.count + forbidden) } ?? 0
            return nil
        }
    }

    /// `:thread 12`, `:thread teller.1`
    mutating func thread(named text: String) -> String? {
        let reader = SketchReader(machine: model.machine, marks: model.situation.marks)
        guard let number = reader.thread(text, model.node.state) ?? Int(text) else {
            return noThread(text)
        }
        return thread(number)
    }

    private func noThread(_ text: String) -> String {
        let names = (0..<model.machine.threadCount(in: model.node.state)).prefix(8).map { "\($0) \(name($0))" }
        return "There is no thread \(text) here: \(names.joined(separator: ", "))."
    }

    mutating func back() -> String? {
        if place == 0 { return "This is the start of the line." }
        stand(at: model.node.parent)
        return nil
    }

    mutating func forward() -> String? {
        guard let next = model.node.preferredChild else { return Self.endOfLine }
        stand(at: next)
        return nil
    }

    mutating func goToStart() -> String? {
        stand(at: 0)
        return nil
    }

    mutating func goToEnd() -> String? {
        var node = place
        while let next = model.situation.play.nodes[node].preferredChild { node = next }
        stand(at: node)
        return nil
    }

    /// What is said of a step that the line doesn't have.
    func length(of line: [Int]) -> String {
        line.isEmpty ? "The line has no step yet." : "The line has \(Figures.count(line.count, "step"))."
    }

    /// `:step 20`: a step of the current line, 0 for the start.
    mutating func go(toStep number: Int) -> String? {
        if number == 0 { return goToStart() }
        let line = model.situation.play.line(through: place)
        guard number > 0, number <= line.count else {
            return length(of: line)
        }
        stand(at: line[number - 1])
        return nil
    }

    /// `.`
    mutating func sameThread() -> String? {
        let thread = model.node.event.thread
        if thread < 0 { return "No thread has moved yet." }
        let ways = ways(of: thread)
        if ways.isEmpty { return refusal(thread) }
        if ways.count > 1 {
            model.situation.selectedThread = thread
            return chooseFirst(ways)
        }
        apply(ways[0])
        return nil
    }

    private func site(of thread: Int) -> StepSite? {
        guard
            case .standing(at: let reference, frames: _) = model.machine.status(ofThread: thread, in: model.node.state)
        else { return nil }
        return model.machine.site(reference)
    }

    /// t: until the thread's next step belongs to another statement, or to the same one begun anew.
    mutating func endStatement() -> String? {
        let thread = model.situation.selectedThread
        guard let first = site(of: thread), !ways(of: thread).isEmpty else { return refusal(thread) }
        var last = first
        for _ in 0..<Self.runLimit {
            let ways = ways(of: thread)
            if ways.isEmpty { return stopped(thread, "it is blocked within its statement") }
            if ways.count > 1 {
                model.situation.selectedThread = thread
                return chooseFirst(ways)
            }
            apply(ways[0])
            model.situation.selectedThread = thread
            guard let next = site(of: thread), next.statement == first.statement, next.operation > last.operation
            else { return nil }
            last = next
        }
        return stopped(thread, "\(Figures.number(Self.runLimit)) steps were made")
    }

    /// r: until the thread blocks, ends or has a choice.
    mutating func run() -> String? {
        let thread = model.situation.selectedThread
        if ways(of: thread).isEmpty { return refusal(thread) }
        var seen: Set<State> = [model.node.state]
        for count in 0..<Self.runLimit {
            let ways = ways(of: thread)
            if ways.isEmpty { return nil }
            if ways.count > 1 {
                if count > 0 { model.situation.selectedThread = thread }
                return chooseFirst(ways)
            }
            apply(ways[0])
            model.situation.selectedThread = thread
            model.situation.selectedChoice = nil
            if !seen.insert(model.node.state).inserted {
                return stopped(thread, "it comes back to a state that it was in before")
            }
        }
        return stopped(thread, "\(Figures.number(Self.runLimit)) steps were made")
    }

    private func stopped(_ thread: Int, _ why: String) -> String { "\(name(thread)) stopped: \(why)." }

    /// m
    mutating func mark(_ node: Int) -> String? {
        if model.situation.comparedNode == node {
            model.situation.comparedNode = nil
            return "States are compared with the step before."
        }
        model.situation.comparedNode = node
        let depth = tree.nodes[node].depth
        return "States are compared with \(depth == 0 ? "the start" : "step \(depth)")."
    }

    /// D: the branch from where it leaves another line.
    mutating func deleteBranch() -> String? {
        var node = place
        if node == 0 { return "This is the start: stand on the branch to delete it." }
        let nodes = model.situation.play.nodes
        while nodes[node].parent > 0, nodes[nodes[node].parent].children.count == 1 { node = nodes[node].parent }
        var parent = nodes[node].parent
        if nodes[parent].children.count == 1 {
            // No line leaves this one before the place: what lies ahead of it and belongs to no other line goes.
            guard let ahead = tree.line(through: place).last(where: { nodes[nodes[$0].parent].children.count > 1 })
            else { return "There is only this line: it stays." }
            node = ahead
            parent = nodes[node].parent
        }
        let count = leaves(below: node)
        let children = nodes[parent].children.filter { $0 != node }
        let names = model.situation.play.names.filter { !model.situation.play.isOnPath(node, to: $0.leaf) }
        setNames(names)
        setBookmarks(tree.bookmarks.filter { !tree.isOnPath(node, to: $0.node) })
        setPreferred(children.last, of: parent)
        setChildren(children, of: parent)
        if let compared = model.situation.comparedNode, model.situation.play.isOnPath(node, to: compared) {
            model.situation.comparedNode = nil
        }
        let steps = "from step \(Figures.number(nodes[node].depth)) on"
        stand(at: nodes[place].depth < nodes[node].depth ? place : parent)
        countLines()
        return count == 1
            ? "The branch is deleted \(steps). u brings it back."
            : "\(Figures.number(count)) lines are deleted \(steps). u brings them back."
    }

    private func leaves(below node: Int) -> Int {
        var count = 0
        var open = [node]
        while let node = open.popLast() {
            if tree.nodes[node].children.isEmpty { count += 1 }
            open.append(contentsOf: tree.nodes[node].children)
        }
        return count
    }

    /// `:name-branch`
    mutating func nameBranch(_ name: String) -> String? {
        guard let leaf = model.situation.play.line(through: place).last else { return "No step was made yet." }
        var names = model.situation.play.names
        names.removeAll { entry in if case .own = entry.kind { entry.leaf == leaf } else { false } }
        names.append(PlayTree.LineName(leaf: leaf, kind: .own(name)))
        setNames(names)
        return "This line is called \(name)."
    }

    // MARK: - Lines from elsewhere

    /// Loads a schedule as a line from the start; gives its nodes as far as it runs.
    mutating func load(_ schedule: [Transition], named kind: PlayTree.LineName.Kind) -> [Int] {
        model.situation.place = 0
        var line: [Int] = []
        for transition in schedule {
            guard apply(transition) else { break }
            line.append(place)
        }
        guard let leaf = line.last else { return [] }
        var names = model.situation.play.names.filter { name in
            if name.kind == kind { return false }
            // A line that was the user's own until now bears the better name.
            if name.leaf == leaf, case .own = name.kind { return false }
            return true
        }
        names.append(PlayTree.LineName(leaf: leaf, kind: kind))
        setNames(names)
        return line
    }

    /// f, F: a finding as the line of play, the user at its decision.
    mutating func walkFinding(_ index: Int) -> String? {
        let finding = model.situation.report.findings[index]
        model.situation.walk = .byHand
        let line = load(finding.schedule, named: .finding(index + 1))
        model.situation.walk = .finding(index)
        model.lastFinding = index
        let decision = min(max(0, (finding.pointOfNoReturn ?? 0) - 1), line.count)
        stand(at: decision == 0 ? 0 : line[decision - 1])
        return nil
    }

    /// The steps of a library entry as a line; the user at its start.
    mutating func walk(_ schedule: [Transition], entry: String) -> Int {
        model.situation.walk = .byHand
        let line = load(schedule, named: .entry(entry))
        model.situation.walk = .entry(entry)
        stand(at: 0)
        return line.count
    }

    /// A way from the start that was asked for, as a line; the user at its start.
    mutating func walk(_ schedule: [Transition], called text: String) {
        model.situation.walk = .byHand
        model.situation.place = 0
        _ = make(schedule, called: text)
        stand(at: 0)
    }

    /// Steps at which the thread changed though the one before could have gone on, along a line's nodes.
    func preemptions(along line: [Int]) -> Int {
        var counter = Preemptions()
        let nodes = model.situation.play.nodes
        for node in line {
            let before = nodes[nodes[node].parent].state
            counter.take(nodes[node].event, nodes[node].transition, from: before, model.machine)
        }
        return counter.count
    }
}
