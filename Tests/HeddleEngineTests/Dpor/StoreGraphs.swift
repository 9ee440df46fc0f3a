import HeddleProgram

@testable import HeddleEngine

/// Execution graphs under `tso` by going through every run of the machine: steps and flushes, with what each read, and in
/// which order writes reach memory. Knows nothing of the search of graphs.
struct StoreGraphs {
    /// Graphs at the ends of runs that fail no check, as `GraphsFound.key` gives them without `await`s that stand still.
    private(set) var ended: [[String]: OutcomeKey] = [:]
    /// Whether some run fails a check or is discarded.
    private(set) var isCut = false
    private(set) var isBounded = false

    private struct Line: Hashable {
        var state: State
        /// By thread.
        var steps: [Int: String] = [:]
        /// By location.
        var order: [[WriteName]]

        func hash(into hasher: inout Hasher) {
            hasher.combine(state)
            hasher.combine(order)
        }
    }

    init(_ machine: Machine) {
        guard let plan = machine.memory else { return }
        let collector = OutcomeCollector(machine: machine)
        let start = Line(
            state: machine.start().state, order: Array(repeating: [.start], count: plan.locations.count))
        var known: Set<Line> = [start]
        var stack = [start]
        while let line = stack.popLast() {
            let next = successors(line, machine, plan)
            if next.isEmpty, machine.ending(line.state) != .running {
                ended[Self.key(line.steps, line.order)] = collector.key(machine.ending(line.state), line.state)
            }
            for line in next where known.insert(line).inserted { stack.append(line) }
        }
    }

    private mutating func successors(_ line: Line, _ machine: Machine, _ plan: MemoryPlan) -> [Line] {
        var result: [Line] = []
        for transition in machine.enabled(line.state) where transition.isFlush {
            guard let (state, event) = machine.apply(transition, to: line.state), let flush = event.operations.first,
                let name = flush.memory?.made
            else { continue }
            var next = line
            next.state = state
            next.order[Int(plan.locationAt[flush.location])].append(name)
            result.append(next)
        }
        for thread in 0..<machine.threadCount(in: line.state) {
            for move in machine.graphMoves(of: thread, in: line.state).moves
            where move.step.choice != Transition.flush {
                switch move.outcome {
                case .completed: break
                case .bound:
                    isBounded = true
                    continue
                case .violated, .discarded:
                    isCut = true
                    continue
                }
                var next = line
                next.state = move.state
                let step = move.step
                next.steps[thread, default: ""] += Self.text(step)
                // An update writes to memory at once.
                if let name = step.writes, step.reads != nil { next.order[step.location].append(name) }
                result.append(next)
            }
        }
        return result
    }

    private static func text(_ step: GraphStep) -> String {
        var text = "\(step.location)"
        if let name = step.reads { text += " from \(name.thread)#\(name.number)" }
        if let name = step.writes { text += " makes \(name.thread)#\(name.number)" }
        if step.location < 0 { text += " by \(step.choice)" }
        if step.isSpurious { text += " for no reason" }
        return text + ";"
    }

    static func key(_ steps: [Int: String], _ order: [[WriteName]]) -> [String] {
        steps.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            + order.map { $0.map { "\($0.thread)#\($0.number)" }.joined(separator: " ") }
    }

    /// The key of a graph that a search has found.
    static func key(_ graph: ExecutionGraph) -> [String] {
        var steps: [Int: String] = [:]
        for step in graph.steps where step.halt == nil { steps[step.thread, default: ""] += text(step) }
        return key(steps, graph.order)
    }
}
