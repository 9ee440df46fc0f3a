internal import HeddleEngine
internal import HeddleProgram

/// Follows a record on an edited model with the fewest edits: the second rung of the ladder.
///
/// Idea: an alignment of the record with some schedule of the machine, by shortest paths (Dijkstra) over pairs of a state
/// and a place in the record. Where the recorded step can run it is made, and nothing else is tried. Elsewhere a step that
/// the record doesn't have may run in between, a recorded one may be left out, or a step of the same thread stand for it;
/// what is new or gone is cheaper than what both have. It is a longest common subsequence, with the machine in place of
/// the second sequence.
/// Deterministic: ties go to the place furthest in the record, then to the machine's order. Not covered: orders other than
/// the recorded one where all steps can run; that is a search's.
struct TolerantReplay {
    /// Pairs of a state and a place in the record that are looked at, beside one for each recorded step.
    static let limit = 4_000
    /// Longer records are left to the other rungs: every state on the way is kept. Unit: steps.
    static let longest = 20_000

    private struct Node {
        var state: State
        /// Recorded steps that are done with.
        var done: Int
        var parent: Int
        /// nil: a recorded step was left out.
        var move: Transition?
        var event: Event?
    }

    private struct Place: Hashable {
        var state: State
        var done: Int
    }

    private let machine: Machine
    private let record: [RecordedStep]
    private let threads: Set<String>
    private let texts: Set<String>
    private var nodes: [Node] = []
    /// Nodes by their cost; the last one of the cheapest is next.
    private var queue: [[Int]] = []
    private var moves: [State: [Replay.Candidate]] = [:]

    /// `record`: in the words of the model as it is.
    init(machine: Machine, record: [RecordedStep]) {
        self.machine = machine
        self.record = record
        threads = Set(record.map(\.anchor.thread))
        texts = Set(record.map { Self.text($0.anchor) })
    }

    /// A schedule that follows the record and ends where `isMet` says so; nil: none among those looked at.
    mutating func way(isMet: (Trace) -> Bool, isOver: () -> Bool = { false }) -> [Transition]? {
        if record.count > Self.longest { return nil }
        let start = machine.start()
        add(Node(state: start.state, done: 0, parent: -1), cost: 0)
        var seen: Set<Place> = []
        while let (number, cost) = takeNext(), seen.count < Self.limit + record.count, !isOver() {
            let node = nodes[number]
            guard seen.insert(Place(state: node.state, done: node.done)).inserted else { continue }
            if node.done == record.count {
                var trace = Trace(initialState: start.state, startEvent: start.event)
                if let last = lastMove(number) { trace.steps = [last] }
                if isMet(trace) { return schedule(number) }
            }
            expand(number, node, cost)
        }
        return nil
    }

    private mutating func expand(_ number: Int, _ node: Node, _ cost: Int) {
        let candidates = moves(in: node.state)
        func after(_ candidate: Replay.Candidate, done: Int) -> Node? {
            guard let next = machine.apply(candidate.transition, to: node.state) else { return nil }
            return Node(
                state: next.state, done: done, parent: number, move: candidate.transition, event: candidate.event)
        }
        var found: [(node: Node, cost: Int)] = []
        if node.done < record.count {
            let step = record[node.done]
            if let exact = Replay.match(step, candidates) {
                if let next = after(exact, done: node.done + 1) { add(next, cost: cost) }
                return
            }
            let isGone = !machine.program.hasText(of: step.anchor)
            var left = node
            (left.done, left.parent, left.move, left.event) = (node.done + 1, number, nil, nil)
            found.append((left, isGone ? 1 : 3))
            for candidate in candidates {
                guard let price = price(of: candidate, for: step, isGone: isGone),
                    let next = after(candidate, done: node.done + 1)
                else { continue }
                found.append((next, price))
            }
        }
        let wanted = node.done < record.count ? record[node.done].anchor.thread : nil
        for candidate in candidates {
            guard let next = after(candidate, done: node.done) else { continue }
            let isOther = wanted.map { $0 != candidate.recorded.anchor.thread } ?? false
            found.append((next, (isNew(candidate.recorded.anchor) ? 1 : 3) + (isOther ? 1 : 0)))
        }
        // The first one pushed comes out last.
        for (next, price) in found.reversed() { add(next, cost: cost + price) }
    }

    /// What it costs to take a candidate for a recorded step; nil: it is another step.
    private func price(of candidate: Replay.Candidate, for step: RecordedStep, isGone: Bool) -> Int? {
        let (own, recorded) = (candidate.recorded.anchor, step.anchor)
        guard own.thread == recorded.thread else { return nil }
        if own.matches(recorded) { return 2 }
        if Self.text(own) == Self.text(recorded), own.operation == recorded.operation { return 1 }
        let isAlike = ScheduleEdit.kind(candidate.recorded.action) == ScheduleEdit.kind(step.action)
        return isGone && isNew(own) && own.function == recorded.function && isAlike ? 1 : nil
    }

    private func isNew(_ anchor: StepAnchor) -> Bool {
        !threads.contains(anchor.thread) || !texts.contains(Self.text(anchor))
    }

    private static func text(_ anchor: StepAnchor) -> String { anchor.label ?? anchor.statement }

    private mutating func moves(in state: State) -> [Replay.Candidate] {
        // Lines to one state may call the writes of a weak memory differently.
        if let known = moves[state], machine.memoryModel == .sc { return known }
        let found = Replay.candidates(machine: machine, state: state).filter(\.event.counts)
        moves[state] = found
        return found
    }

    private mutating func add(_ node: Node, cost: Int) {
        while queue.count <= cost { queue.append([]) }
        queue[cost].append(nodes.count)
        nodes.append(node)
    }

    private mutating func takeNext() -> (node: Int, cost: Int)? {
        guard let cost = queue.firstIndex(where: { !$0.isEmpty }), let node = queue[cost].popLast() else { return nil }
        return (node, cost)
    }

    private func lastMove(_ number: Int) -> Trace.Step? {
        var current = number
        while current >= 0 {
            let node = nodes[current]
            if let move = node.move, let event = node.event {
                return Trace.Step(transition: move, event: event, state: node.state)
            }
            current = node.parent
        }
        return nil
    }

    private func schedule(_ number: Int) -> [Transition] {
        var result: [Transition] = []
        var current = number
        while current >= 0 {
            if let move = nodes[current].move { result.append(move) }
            current = nodes[current].parent
        }
        return result.reversed()
    }
}

extension Event {
    /// Whether an execution with this step counts: no `assume` was false in it and no bound of the model was met.
    var counts: Bool { outcome == .completed || outcome == .violated }
}
