internal import HeddleProgram

/// Counts execution graphs under `c11`: the ways in which reads-from and modification order can be, for each outcome.
///
/// Idea: a machine that forgets nothing has execution graphs for states, so that interleavings of the same graph meet in
/// one; a search of its states meets each graph once.
/// Not covered: shared lists, which are no locations of a weak memory.
struct GraphCounter {
    private let machine: Machine
    private let collector: OutcomeCollector
    private let memory: WeakMemory
    private var graphs: Set<[Int32]> = []

    init?(_ machine: Machine) {
        guard machine.memoryModel.isC11, !GraphScope.hasList(machine.program),
            let made = try? Machine(machine.program, memoryModel: machine.memoryModel, memory: .history),
            let plan = made.memory
        else { return nil }
        self.machine = made
        collector = OutcomeCollector(machine: made)
        memory = WeakMemory(plan)
    }

    /// Partial graphs after which counting is given up.
    static let patience = 100_000

    /// Graphs of each outcome; nil if executions can go on for ever or reach a bound, or if there are too many.
    static func count(machine: Machine) -> [ClassCounter.Count]? {
        guard var counter = GraphCounter(machine) else { return nil }
        let explorer = BreadthFirstExplorer(
            machine: counter.machine, options: SearchOptions(states: patience, looksForRaces: false))
        while !explorer.isOver { explorer.advance(budget: 1 << 14) }
        guard explorer.report.complete else { return nil }
        var counts: [ClassCounter.Count] = []
        var places: [OutcomeKey: Int] = [:]
        for index in 0..<explorer.expanded {
            let state = explorer.store.state(index)
            let ending = counter.machine.ending(state)
            guard ending != .running else { continue }
            let key = counter.collector.key(ending, state)
            guard counter.graphs.insert(counter.graph(state)).inserted else { continue }
            let place = places[key] ?? counts.count
            if place == counts.count {
                places[key] = place
                counts.append(ClassCounter.Count(schedule: explorer.schedule(to: index), key: key))
            }
            counts[place].classes += 1
            counts[place].executions += 1
        }
        return counts
    }

    /// Events of each thread in order, with the places in modification order of what they read and wrote.
    private func graph(_ state: State) -> [Int32] {
        guard let views = memory.views, let graph = views.graph else { return [] }
        state.words.withUnsafeBytes { bytes in
            let start = machine.image.fixedWords * 8
            let tail = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + start
            views.decode(bytes.baseAddress!, tail: tail, count: bytes.count - start)
        }
        var result: [Int32] = []
        for thread in 0..<views.threadCount {
            result.append(-2)
            for index in 0..<graph.count where Int(graph.events[index].thread) == thread {
                let event = graph.events[index]
                if event.kind == .other { continue }
                result += [Int32(event.kind.rawValue), event.location]
                for slot in [event.reads, event.writes] {
                    result.append(slot < 0 ? -1 : Int32(views.place(event.location, slot)))
                }
            }
        }
        return result
    }
}
