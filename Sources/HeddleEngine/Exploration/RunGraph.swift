internal import HeddleProgram

/// Every run of a small model: how many there are, how they end, and whether one can get to where none ends.
///
/// Idea: the whole graph of every interleaving; runs are counted backwards from their ends, each state once.
/// Not covered: models beyond the limit, and counts where a run may come back to a state.
package final class RunGraph {
    private let graph: StateGraph

    /// Unit: states.
    package static let defaultLimit = 300_000

    /// nil where the model has more states than the limit, or meets a bound of its own.
    package init?(machine: Machine, limit: Int = RunGraph.defaultLimit) {
        graph = StateGraph(
            machine: machine, subjects: [], looksForRaces: false, limit: limit, memory: SearchOptions.defaultMemory / 2)
        while !graph.isBuilt, !graph.isFull { graph.advance(budget: 1 << 18) }
        if graph.isFull || graph.isCut { return nil }
    }

    package var states: Int { graph.store.count }

    /// Whether some run ends.
    package var canEnd: Bool { graph.ends.contains { $0.ending == .ended } }

    /// A shortest way to a state from which no run ends in any way; nil: there is none.
    package func wayToTrap() -> [Transition]? {
        let sources = ReversedEdges(graph)
        var canStop = BitSet(count: graph.stateCount)
        var queue: [Int] = []
        for end in graph.ends where end.ending != .running {
            let place = graph.place(of: Int(end.state))
            canStop.insert(place)
            queue.append(place)
        }
        var next = 0
        while next < queue.count {
            for source in sources.of(queue[next]) where !canStop.contains(source) {
                canStop.insert(source)
                queue.append(source)
            }
            next += 1
        }
        // States are numbered breadth first: the first one that is a trap is a nearest one.
        guard let trap = (0..<graph.store.count).first(where: { !canStop.contains($0) }) else { return nil }
        return way(to: trap)
    }

    private func way(to state: Int) -> [Transition] {
        var result: [Transition] = []
        var current = state
        while let parent = graph.store.parent(of: current) {
            guard let edge = graph.edges(of: parent).first(where: { Int(graph.targets[$0]) == current }) else { break }
            result.append(graph.transition(edge, of: parent))
            current = parent
        }
        return result.reversed()
    }

    /// Runs from the start to an end, and those of them whose last state fulfils a condition.
    ///
    /// nil: there are runs without an end, or more than 2^63 of them.
    package func runs(where condition: (State) -> Bool) -> (all: Int, matching: Int)? {
        guard let order = endsFirst() else { return nil }
        var all = [Int](repeating: 0, count: graph.store.count)
        var matching = all
        for state in order {
            let targets = graph.edges(of: state).map { graph.targets[$0] }.filter { $0 != StateGraph.none }
            if targets.isEmpty {
                all[state] = 1
                matching[state] = condition(graph.store.state(state)) ? 1 : 0
                continue
            }
            for target in targets.map({ graph.stored(Int($0)) }) {
                let sum = all[state].addingReportingOverflow(all[target])
                if sum.overflow { return nil }
                all[state] = sum.partialValue
                matching[state] += matching[target]
            }
        }
        return (all[0], matching[0])
    }

    /// The states, each behind all that can follow it; nil: a state can follow itself.
    private func endsFirst() -> [Int]? {
        enum Mark { case unseen, open, done }
        var marks = [Mark](repeating: .unseen, count: graph.store.count)
        var order: [Int] = []
        var stack: [(state: Int, next: Int)] = [(0, 0)]
        marks[0] = .open
        while let top = stack.last {
            let edges = graph.edges(of: top.state)
            guard top.next < edges.count else {
                marks[top.state] = .done
                order.append(top.state)
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].next += 1
            let number = graph.targets[edges.lowerBound + top.next]
            guard number != StateGraph.none else { continue }
            let target = graph.stored(Int(number))
            switch marks[target] {
            case .open: return nil
            case .done: continue
            case .unseen:
                marks[target] = .open
                stack.append((target, 0))
            }
        }
        return order
    }
}
