internal import HeddleProgram

/// Finds the cycle that a choice would close in the order that seq_cst demands, as a person can follow it.
///
/// Idea: the demanded order (semantics.md 1.4) is a union of paths of simple edges: program order, happens-before,
/// reads-from, modification order, from-read. An automaton knows how such paths may be put together; a cycle is a path in
/// the product of automaton and operations, from the new one back to it in the same state. Breadth first gives one of the
/// fewest edges.
/// Invariant: without the new operation there is no cycle, for the machine has allowed all others; so each leads through
/// it.
/// Not covered: of more than `limit` atomic operations only the last are looked at.
struct SeqCstCycle {
    /// Atomic operations of a line that are looked at.
    static let limit = 400

    private var graph: AccessGraph
    private let trace: Trace
    private let plan: MemoryPlan
    private let lines: WriteLines

    init(_ trace: Trace, _ plan: MemoryPlan, _ order: HappensBefore) {
        self.trace = trace
        self.plan = plan
        lines = WriteLines(trace, plan)
        graph = AccessGraph(order, steps: trace.steps.count, isRC11: plan.isRC11)
        graph.order.cut(to: trace.steps.count) { trace.steps[$0].event }
        let count = trace.steps.reduce(0) { $0 + $1.event.operations.count }
        var left = max(0, count - Self.limit)
        for (step, made) in trace.steps.enumerated() {
            graph.begin(step, made.event)
            for (number, operation) in made.event.operations.enumerated() {
                left -= 1
                if left < 0 { add(operation, number, step, made.event) }
            }
        }
    }

    private mutating func add(_ operation: Operation, _ number: Int, _ step: Int, _ event: Event) {
        if operation.kind == .fence {
            graph.addFence(operation.order ?? .seqCst, step: step, number: number, event)
            return
        }
        guard let memory = operation.memory, let location = plan.location(at: operation.location) else { return }
        let line = lines[location]
        graph.add(
            operation, location, step: step, number: number, event,
            readAt: memory.readsFrom.flatMap { line.place(of: $0) }.map { 2 * $0 },
            wroteAt: memory.made.flatMap { line.place(of: $0) }.map { 2 * $0 })
    }

    /// The links of the cycle that a step behind the line would close, beginning at its earliest step; nil: it closes
    /// none. `event`: with the one access, by the names of writes.
    func links(closedBy event: Event) -> [ForbiddenChoice.Link]? {
        guard let operation = event.operations.first, let memory = operation.memory,
            let location = plan.location(at: operation.location)
        else { return nil }
        let line = lines[location]
        let read = memory.readsFrom.flatMap { line.place(of: $0) }.map { 2 * $0 }
        var wrote: Int?
        if operation.kind == .write {
            wrote = (memory.placedBefore.flatMap { line.place(of: $0) } ?? line.writes.count) * 2 - 1
        } else if operation.kind.isUpdate {
            wrote = read.map { $0 + 1 }
        }
        var closed = graph
        closed.order.append(event)
        closed.begin(trace.steps.count, event)
        closed.add(
            operation, location, step: trace.steps.count, number: 0, event, readAt: read, wroteAt: wrote)
        return CycleSearch(closed).links()
    }
}

/// A way through the automaton and the operations of an `AccessGraph`.
private struct CycleSearch {
    /// Where a path stands between two seq_cst operations.
    private enum Stand: Int, CaseIterable {
        /// At one.
        case atSeqCst
        /// A fence's happens-before was followed; communication comes next.
        case behindFence
        /// An edge of communication (RC11: one of its own base order) was followed.
        case communicated
        /// C++20: within the strong happens-before that joins two.
        case strong
        /// RC11: communication between two fences was followed, and happens-before is to come.
        case between
    }

    private struct Way {
        var from: Int
        var kind: ForbiddenChoice.Link.Kind
    }

    private let graph: AccessGraph
    private let count: Int
    private var ways: [Way?] = []
    private var queue: [Int] = []

    init(_ graph: AccessGraph) {
        self.graph = graph
        count = graph.accesses.count
    }

    private func index(_ access: Int, _ stand: Stand) -> Int { access * Stand.allCases.count + stand.rawValue }

    /// The shortest cycle through the last access.
    func links() -> [ForbiddenChoice.Link]? {
        var best: [ForbiddenChoice.Link]?
        for stand in Stand.allCases {
            if stand == .atSeqCst, !graph.accesses[count - 1].isSeqCst { continue }
            var search = self
            guard let found = search.cycle(at: stand) else { continue }
            if best == nil || found.count < best!.count { best = found }
        }
        return best.map(Self.turned)
    }

    /// Beginning at the earliest step; links within one step are left out.
    private static func turned(_ links: [ForbiddenChoice.Link]) -> [ForbiddenChoice.Link] {
        let links = links.filter { $0.source != $0.target }
        guard let first = links.indices.min(by: { links[$0].source < links[$1].source }) else { return links }
        return Array(links[first...] + links[..<first])
    }

    private mutating func cycle(at stand: Stand) -> [ForbiddenChoice.Link]? {
        let goal = index(count - 1, stand)
        ways = Array(repeating: nil, count: count * Stand.allCases.count)
        queue = [goal]
        var next = 0
        while next < queue.count {
            expand(queue[next])
            next += 1
            if ways[goal] != nil { return path(to: goal) }
        }
        return nil
    }

    private func path(to goal: Int) -> [ForbiddenChoice.Link] {
        var links: [ForbiddenChoice.Link] = []
        var place = goal
        repeat {
            guard let way = ways[place] else { break }
            links.append(
                ForbiddenChoice.Link(
                    source: graph.accesses[way.from / Stand.allCases.count].step,
                    target: graph.accesses[place / Stand.allCases.count].step, kind: way.kind))
            place = way.from
        } while place != goal
        return links.reversed()
    }

    private mutating func reach(_ access: Int, _ stand: Stand, from place: Int, _ kind: ForbiddenChoice.Link.Kind) {
        let target = index(access, stand)
        if ways[target] == nil {
            ways[target] = Way(from: place, kind: kind)
            queue.append(target)
        }
        // A seq_cst operation ends a part of the path and begins the next.
        if (stand == .communicated || stand == .strong) && graph.accesses[access].isSeqCst {
            reach(access, .atSeqCst, from: place, kind)
        }
    }

    private mutating func expand(_ place: Int) {
        let a = place / Stand.allCases.count
        guard let stand = Stand(rawValue: place % Stand.allCases.count) else { return }
        for b in 0..<count where b != a {
            if graph.isRC11 { followRC11(a, b, stand, place) } else { followCPP20(a, b, stand, place) }
        }
    }

    /// ([SC] ∪ [Fsc];hb?);eco;([SC] ∪ hb?;[Fsc])  ∪  [SC];shb;[SC]
    private mutating func followCPP20(_ a: Int, _ b: Int, _ stand: Stand, _ place: Int) {
        switch stand {
        case .atSeqCst, .behindFence, .communicated:
            if let kind = graph.communicates(a, b) { reach(b, .communicated, from: place, kind) }
            if stand == .atSeqCst, graph.accesses[a].isFence, let kind = graph.happensBefore(a, b) {
                reach(b, .behindFence, from: place, kind)
            }
            if stand == .atSeqCst, let kind = graph.strongly(a, b) { reach(b, .strong, from: place, kind) }
            endAtFence(a, b, stand, place)
        case .strong: if let kind = graph.strongly(a, b) { reach(b, .strong, from: place, kind) }
        case .between: break
        }
    }

    /// ([SC] ∪ [Fsc];hb?);scb;([SC] ∪ hb?;[Fsc])  ∪  [Fsc];(hb ∪ hb;eco;hb);[Fsc]
    private mutating func followRC11(_ a: Int, _ b: Int, _ stand: Stand, _ place: Int) {
        switch stand {
        case .atSeqCst, .behindFence:
            if let kind = graph.isBase(a, b) { reach(b, .communicated, from: place, kind) }
            if stand == .behindFence, let kind = graph.communicates(a, b) { reach(b, .between, from: place, kind) }
            guard stand == .atSeqCst, graph.accesses[a].isFence, let kind = graph.happensBefore(a, b) else { return }
            reach(b, .behindFence, from: place, kind)
            if graph.accesses[b].isFence, graph.accesses[b].isSeqCst { reach(b, .atSeqCst, from: place, kind) }
        case .communicated: endAtFence(a, b, stand, place)
        case .between:
            if let kind = graph.communicates(a, b) { reach(b, .between, from: place, kind) }
            endAtFence(a, b, stand, place)
        case .strong: break
        }
    }

    private mutating func endAtFence(_ a: Int, _ b: Int, _ stand: Stand, _ place: Int) {
        guard stand == .communicated || stand == .between, graph.accesses[b].isFence, graph.accesses[b].isSeqCst,
            let kind = graph.happensBefore(a, b)
        else { return }
        reach(b, .atSeqCst, from: place, kind)
    }
}
