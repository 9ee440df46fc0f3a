internal import HeddleProgram

/// Runs of execution graphs on a machine with store buffers: steps and flushes in an order that `StoreOrder` finds.
extension GraphTranslator {
    /// Where some steps of a graph have led.
    private struct Line {
        var state: State
        var schedule: [Transition] = []
        var bound: ModelBound?
    }

    /// A run of some steps of a graph with all of their flushes; or of what a last step needs, and of that step.
    func followBuffers(_ graph: ExecutionGraph, _ members: [Int], _ last: GraphMove?, _ order: StoreOrder) -> Run {
        guard let last else {
            guard let events = order.run(graph, members) else { preconditionFailure(Self.noRun) }
            let line = line(graph, events)
            if let bound = line.bound { return .bounded(bound) }
            return .ended(line.schedule, line.state, machine.ending(line.state))
        }
        guard last.outcome == .violated else { return .none }
        var whole = graph
        var step = last.step
        step.halt = .failed
        whole.add(step, placedAfter: nil, last.state)
        let index = whole.steps.count - 1
        guard let events = order.run(whole, members + [index], last: index) else { preconditionFailure(Self.noRun) }
        let line = line(whole, events.dropLast())
        if let bound = line.bound { return .bounded(bound) }
        let found = machine.graphMoves(of: step.thread, in: line.state)
        guard let move = found.moves.first(where: { $0.outcome == .violated && $0.isSame(asBuffered: step) }) else {
            if let bound = found.bound { return .bounded(bound) }
            preconditionFailure(Self.noRun)
        }
        return .failed(line.schedule + [Transition(thread: step.thread, choice: move.step.choice)], move.check)
    }

    private func line(_ graph: ExecutionGraph, _ events: some Sequence<StoreOrder.Event>) -> Line {
        var line = Line(state: machine.start().state)
        for event in events {
            let step = graph.steps[event.step]
            if event.isFlush {
                let flush = Transition(thread: step.thread, choice: Transition.flush)
                guard let next = machine.apply(flush, to: line.state) else { preconditionFailure(Self.noRun) }
                line.state = next.state
                line.schedule.append(flush)
                continue
            }
            let found = machine.graphMoves(of: step.thread, in: line.state)
            guard
                let move = found.moves.first(where: { $0.outcome == .completed && $0.isSame(asBuffered: step) })
            else {
                guard let bound = found.bound else { preconditionFailure(Self.noRun) }
                line.bound = bound
                return line
            }
            line.schedule.append(Transition(thread: step.thread, choice: move.step.choice))
            line.state = move.state
        }
        return line
    }

    private static let noRun = "Heddle bug: an execution graph has no run on store buffers"

    // MARK: - Races

    /// Runs to states in which two threads stand before accesses of one variable, at least one of them a write: of each
    /// pair of steps that `isNew` wants, one.
    ///
    /// Two steps of a graph can stand so exactly where neither comes before what the other's thread did before it: then
    /// what both threads did before them, with what that needs, is a run on its own.
    func meetings(_ graph: ExecutionGraph, isNew: (GraphStep, GraphStep) -> Bool, body: (Run) -> Void) {
        guard let order, let plan = machine.memory else { return }
        let steps = graph.steps
        let candidates = steps.indices.filter {
            steps[$0].location >= 0 && plan.locations[steps[$0].location].isPlain && steps[$0].halt != .waits
        }
        var pasts: [Int: [Bool]] = [:]
        func past(_ index: Int) -> [Bool] {
            if let known = pasts[index] { return known }
            let made = graph.past(before: index)
            pasts[index] = made
            return made
        }
        for (place, first) in candidates.enumerated() {
            for second in candidates[(place + 1)...]
            where steps[first].location == steps[second].location && steps[first].thread != steps[second].thread
                && (steps[first].isWrite || steps[second].isWrite)
            {
                let (a, b) = (past(first), past(second))
                if a[second] || b[first] || !isNew(steps[first], steps[second]) { continue }
                body(followBuffers(graph, steps.indices.filter { a[$0] || b[$0] }, nil, order))
            }
        }
    }
}

extension GraphStep {
    /// Whether it writes, or would if it hadn't failed.
    fileprivate var isWrite: Bool { writes != nil || reads == nil }
}

extension GraphMove {
    /// As `isSame`, where a store has no place in modification order yet.
    fileprivate func isSame(asBuffered other: GraphStep) -> Bool {
        step.choice != Transition.flush && isSame(as: other, placedAfter: placedAfter)
    }
}
