internal import HeddleProgram

/// Loops that only look: `while !flag {}`, `while flag[other] && turn == other {}`.
///
/// Idea: a round that only reads and comes back to the loop's head leaves everything as it was, so the thread might as
/// well have stayed at the head. Every state that can be reached can be reached without completing such a round: the
/// step back to the head (a *returning* edge) need not be followed, and the loop is left out of the cycles that other
/// reductions must break. The head dominates the loop; no local that is live there is changed on the way; nobody's
/// ghost code looks at where threads are. The step still counts as a move: who spins is not stuck.
struct SpinLoops {
    /// Node to nodes: edges that complete a round.
    private(set) var returning: [Int: Set<Int>] = [:]

    init(_ graph: StepGraph) {
        if graph.nodes.contains(where: { $0.access.looksAtThreads }) { return }
        var sources: [[Int]] = Array(repeating: [], count: graph.nodes.count)
        for (node, declared) in graph.nodes.enumerated() {
            for successor in declared.successors { sources[successor].append(node) }
        }
        var live: [RoutineID: [Set<LocalID>]] = [:]
        for (last, declared) in graph.nodes.enumerated() {
            for head in declared.successors where graph.nodes[head].routine == declared.routine {
                guard let body = Self.body(head: head, last: last, graph, sources) else { continue }
                let routine = declared.routine
                let known = live[routine] ?? Self.liveLocals(graph.program.routines[routine])
                live[routine] = known
                let kept = known[graph.nodes[head].instruction]
                let walker = graph.walkers[declared.context]
                let isPure = body.allSatisfy { node in
                    graph.nodes[node].successors.allSatisfy { next in
                        !body.contains(next)
                            || walker.isPureWay(
                                routine, from: graph.nodes[node].instruction, to: graph.nodes[next].instruction,
                                kept: kept)
                    }
                }
                if isPure { returning[last, default: []].insert(head) }
            }
        }
    }

    /// The loop of an edge back to a head that dominates it; nil if it can be entered elsewhere, or calls.
    private static func body(head: Int, last: Int, _ graph: StepGraph, _ sources: [[Int]]) -> Set<Int>? {
        let routine = graph.nodes[head].routine
        var body: Set<Int> = [head]
        var work = [last]
        while let node = work.popLast() {
            guard body.insert(node).inserted else { continue }
            guard graph.nodes[node].routine == routine, !graph.starts.contains(node) else { return nil }
            work += sources[node]
        }
        for node in body {
            if graph.nodes[node].crossesCalls { return nil }
            // Behind a call, or at the start of a routine that is called, the last step was somewhere else.
            for source in sources[node] where node != head && graph.nodes[source].crossesCalls { return nil }
        }
        return body
    }

    /// Locals whose value matters, by instruction.
    private static func liveLocals(_ routine: Routine) -> [Set<LocalID>] {
        let code = routine.code
        let effects = code.map { LocalUse.effect(of: $0.kind) }
        let always = Set(routine.locals.indices.filter { routine.locals[$0].isObserved })
        var live = Array(repeating: always, count: code.count + 1)
        var changed = true
        while changed {
            changed = false
            for index in code.indices.reversed() {
                var here: Set<LocalID> = []
                for target in RoutineAnalysis.successors(code, index) { here.formUnion(live[target]) }
                if case .select = code[index].kind {} else { here.subtract(effects[index].writes) }
                here.formUnion(effects[index].reads)
                here.formUnion(always)
                if here != live[index] {
                    live[index] = here
                    changed = true
                }
            }
        }
        return live
    }
}
