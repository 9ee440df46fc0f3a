internal import HeddleProgram

/// Makes the runs of execution graphs on the model's own machine, where that isn't the one that was searched: there races
/// end runs, reads have no choice, or stores wait in buffers.
struct GraphTranslator {
    let machine: Machine
    /// The one that was searched.
    let source: Machine
    /// Of a machine with store buffers.
    let order: StoreOrder?

    init(machine: Machine, source: Machine) {
        self.machine = machine
        self.source = source
        order = StoreOrder(machine)
    }

    enum Run {
        case ended([Transition], State, Ending)
        /// The last step fails a check.
        case failed([Transition], Check?)
        /// A bound of the model keeps a step from being made.
        case bounded(ModelBound)
        /// An `assume` was false; or only a model with a race can have this graph, and the race shows in another one.
        case none
    }

    var isSame: Bool { machine === source }

    /// A run of the whole graph.
    func run(_ graph: ExecutionGraph) -> Run {
        if isSame { return .ended(graph.schedule, graph.state, machine.ending(graph.state)) }
        return follow(graph, graph.steps.indices.filter { graph.steps[$0].halt == nil }, nil)
    }

    /// A run to a step behind a graph that fails or is discarded.
    func run(_ graph: ExecutionGraph, to move: GraphMove) -> Run {
        if isSame {
            guard move.outcome == .violated else { return .none }
            let last = Transition(thread: move.step.thread, choice: move.step.choice)
            return .failed(graph.schedule + [last], move.check)
        }
        let past = graph.past(of: move.step.thread, move.step.location, reading: move.step.reads)
        return follow(graph, graph.steps.indices.filter { past[$0] }, move)
    }

    private func follow(_ graph: ExecutionGraph, _ members: [Int], _ last: GraphMove?) -> Run {
        if let order { return followBuffers(graph, members, last, order) }
        guard let order = machine.memory?.form == .latest ? Self.sequence(graph, members) : members else {
            return .none
        }
        var state = machine.start().state
        var schedule: [Transition] = []
        var line = ExecutionGraph(start: state, locations: graph.order.count)
        for index in order {
            let step = graph.steps[index]
            let found = machine.graphMoves(of: step.thread, in: state)
            if let race = Self.race(found) { return .failed(schedule + [race], .race) }
            let place = step.writes.flatMap { line.place(of: $0, step.location, in: graph) }
            guard
                let move = found.moves.first(where: {
                    $0.outcome == .completed && $0.isSame(as: step, placedAfter: place)
                })
            else {
                if let bound = found.bound { return .bounded(bound) }
                preconditionFailure("Heddle bug: an execution graph has no run")
            }
            schedule.append(Transition(thread: step.thread, choice: move.step.choice))
            state = move.state
            line.put(move.step, place, state)
        }
        guard let last else {
            // Who waits has looked, too.
            for step in graph.steps where step.halt == .waits {
                let found = machine.graphMoves(of: step.thread, in: state)
                if let race = Self.race(found) { return .failed(schedule + [race], .race) }
            }
            return .ended(schedule, state, machine.ending(state))
        }
        let found = machine.graphMoves(of: last.step.thread, in: state)
        if let race = Self.race(found) { return .failed(schedule + [race], .race) }
        guard last.outcome == .violated else { return .none }
        guard
            let move = found.moves.first(where: {
                $0.outcome == .violated && $0.isSame(as: last.step, placedAfter: nil)
            })
        else {
            if let bound = found.bound { return .bounded(bound) }
            preconditionFailure("Heddle bug: a failed step of an execution graph has no run")
        }
        return .failed(schedule + [Transition(thread: last.step.thread, choice: move.step.choice)], move.check)
    }

    private static func race(_ found: GraphMoves) -> Transition? {
        found.moves.first { $0.outcome == .violated && $0.check == .race }.map {
            Transition(thread: $0.step.thread, choice: $0.step.choice)
        }
    }

    /// An order in which every read sees the write that is the newest then; nil if there is none. Without races there is
    /// one where all accesses are seq_cst.
    private static func sequence(_ graph: ExecutionGraph, _ members: [Int]) -> [Int]? {
        var left = members
        var result: [Int] = []
        while !left.isEmpty {
            let next = left.indices.first { place in
                !left.contains { $0 != left[place] && comesBefore($0, left[place], graph) }
            }
            guard let next else { return nil }
            result.append(left.remove(at: next))
        }
        return result
    }

    /// By program order, spawn, join, reads-from, modification order or from-read.
    private static func comesBefore(_ earlier: Int, _ later: Int, _ graph: ExecutionGraph) -> Bool {
        let (a, b) = (graph.steps[earlier], graph.steps[later])
        if a.thread == b.thread { return earlier < later }
        if a.spawned == b.thread || b.joined == a.thread, earlier < later { return true }
        guard a.location >= 0, a.location == b.location else { return false }
        let order = graph.order[a.location]
        func place(_ name: WriteName?) -> Int? { name.flatMap { order.firstIndex(of: $0) } }
        if let write = place(a.writes), let read = place(b.reads), write <= read { return true }
        guard let target = place(b.writes) else { return false }
        if let write = place(a.writes) { return write < target }
        return place(a.reads).map { $0 < target } ?? false
    }
}
