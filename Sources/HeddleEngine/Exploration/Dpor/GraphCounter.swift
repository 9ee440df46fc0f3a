internal import HeddleProgram

/// Counts execution graphs under `c11`: the ways in which reads-from and modification order can be, for each outcome.
///
/// Idea: a machine that forgets nothing has execution graphs for states, so that interleavings of the same graph meet in
/// one; a search of its states meets each graph once. What a step chose (whom `notify` wakes) is no event: it tells graphs
/// apart by the values that come of it.
/// Not covered: `choose` of which nothing comes (`Exploration.counted` has another count), and shared lists, which are no locations of a weak memory.
struct GraphCounter {
    private let machine: Machine
    private let collector: OutcomeCollector
    private let memory: WeakMemory
    private var graphs: Set<GraphKey> = []

    /// `values`: of the variables and locals at the end, and of all writes.
    private struct GraphKey: Hashable {
        var events: [Int32]
        var values: [UInt8]
    }

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
    ///
    /// Of the options those count that limit a search.
    static func count(machine: Machine, options limits: SearchOptions = SearchOptions()) -> [ClassCounter.Count]? {
        // A loop of the model is none of a machine that forgets nothing: it would go on to the last of the patience.
        guard var counter = GraphCounter(machine), comesToAnEnd(machine, memory: limits.searchMemory) else {
            return nil
        }
        var options = SearchOptions(states: patience, looksForRaces: false)
        (options.time, options.clock, options.memory) = (limits.time, limits.clock, limits.searchMemory)
        let explorer = BreadthFirstExplorer(machine: counter.machine, options: options)
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
            counts[place].addGraph()
        }
        return counts
    }

    /// Whether no execution of a model comes back to a state, as far as `patience` can tell.
    private static func comesToAnEnd(_ machine: Machine, memory: Int) -> Bool {
        let graph = StateGraph(machine: machine, subjects: [], looksForRaces: false, limit: patience, memory: memory)
        /// States that have been entered, and those of them that have been left.
        var (entered, left) = (BitSet(), BitSet())
        var stack = [(state: 0, next: 0)]
        entered.insert(0)
        while let (state, next) = stack.last {
            let edges = graph.edges(of: state)
            guard !graph.isFull else { return false }
            guard next < edges.count else {
                left.insert(state)
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].next += 1
            let found = graph.targets[edges.lowerBound + next]
            guard found != StateGraph.none else { continue }
            let target = graph.stored(Int(found))
            if !entered.contains(target) {
                entered.insert(target)
                stack.append((target, 0))
            } else if !left.contains(target) {
                return false
            }
        }
        return true
    }

    /// Events of each thread in order, with the places in modification order of what they read and wrote.
    private func graph(_ state: State) -> GraphKey {
        guard let views = memory.views, let graph = views.graph else { return GraphKey(events: [], values: []) }
        state.words.withUnsafeBytes { bytes in
            let start = machine.image.fixedWords * 8
            let tail = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + start
            views.decode(bytes.baseAddress!, tail: tail, count: bytes.count - start)
        }
        var result: [Int32] = []
        var values = state.words.withUnsafeBytes { Array($0.prefix(machine.image.fixedWords * 8)) }
        for thread in 0..<views.threadCount {
            result.append(-2)
            for index in 0..<graph.count where Int(graph.events[index].thread) == thread {
                let event = graph.events[index]
                if event.kind == .other { continue }
                result += [Int32(event.kind.rawValue), event.location]
                for slot in [event.reads, event.writes] {
                    result.append(slot < 0 ? -1 : Int32(views.place(event.location, slot)))
                }
                guard event.writes >= 0 else { continue }
                values += UnsafeBufferPointer(start: views.value(ofSlot: Int(event.writes)), count: views.valueSize)
            }
        }
        return GraphKey(events: result, values: values)
    }
}
