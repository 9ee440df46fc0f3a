internal import HeddleProgram

/// Execution graphs under `tso`: which of them the store buffers allow, and a run of one that they do.
///
/// Idea: a store is two events, its step and its flush; all else is one. A run is an order of these events, and a graph
/// says which comes before which:
/// - a step before the thread's next one, a store before its flush, flushes of one thread in the order of its stores;
/// - a thread's flushes before its step that needs an empty buffer, and the flush of a seq_cst store before the next step;
/// - spawn before the first step of the child, the last step of a thread and its flushes before who joins it;
/// - writes of a location, each as it reaches memory, in modification order;
/// - another thread's write, as it reaches memory, before who reads it; who reads before the next write reaches memory.
/// The graph has a run exactly where this has no cycle. A read takes the newest store of its own buffer first: that it
/// is the one of the graph follows from coherence, which the machine that makes the graphs keeps.
/// A new last step that reads the newest write, or that writes behind all others, comes before nothing: it is always
/// allowed, as the search of graphs wants it.
/// `await`s that stand still are no events.
/// Source: Owens, Sarkar, Sewell, A better x86 memory model: x86-TSO (TPHOLs 2009), with the events of its machine in
/// place of the axioms.
struct StoreOrder {
    /// An event of a run.
    struct Event: Hashable {
        /// Index into the steps of the graph.
        var step: Int
        var isFlush: Bool
    }

    /// Steps that need an empty buffer.
    private let draining: Set<SiteReference>
    /// seq_cst stores.
    private let fenced: Set<SiteReference>

    /// nil where stores wait in no buffers.
    init?(_ machine: Machine) {
        guard machine.memory?.form == .buffers else { return nil }
        var draining: Set<SiteReference> = []
        var fenced: Set<SiteReference> = []
        for (number, routine) in machine.program.routines.enumerated() {
            for (index, instruction) in routine.code.enumerated() {
                guard case .beginStep(let site) = instruction.kind else { continue }
                let reference = SiteReference(routine: number, instruction: index)
                if BufferRules.needsEmptyBuffer(site, routine.code, at: index) { draining.insert(reference) }
                if Self.isSeqCstStore(routine.code, index, machine.program) { fenced.insert(reference) }
            }
        }
        self.draining = draining
        self.fenced = fenced
    }

    /// Of variables and atomics; a search of graphs has no cells.
    private static func isSeqCstStore(_ code: [Instruction], _ index: Int, _ program: Program) -> Bool {
        for instruction in code[(index + 1)...] {
            switch instruction.kind {
            case .write(let place, _, let order):
                if let order { return order == .seqCst }
                // Plain use of an atomic is seq_cst.
                guard let object = GraphScope.root(place), case .atomic = program.objects[object].kind else {
                    return false
                }
                return true
            case .beginStep, .endStep: return false
            default: continue
            }
        }
        return false
    }

    // MARK: - Questions

    func isConsistent(_ graph: ExecutionGraph) -> Bool {
        var events = StoreEvents(graph, Array(graph.steps.indices), draining, fenced)
        return events.sequence() != nil
    }

    /// An order of the events of some steps, those before them by program order, reads-from, spawn and join among them.
    /// nil: there is none.
    ///
    /// Flushes come as soon as they can, and stores as late, so that buffers stay short. `last`: a step that the run ends
    /// with; what need not come before it is left out.
    func run(_ graph: ExecutionGraph, _ members: [Int], last: Int? = nil) -> [Event]? {
        var events = StoreEvents(graph, members, draining, fenced)
        return events.sequence(last: last)
    }
}

/// The events of some steps and what comes before what.
private struct StoreEvents {
    private let graph: ExecutionGraph
    private let members: [Int]
    /// By event, two for each member: its step, its flush.
    private var isThere: [Bool]
    private var isBuffered: [Bool]
    private var later: [[Int]]

    init(
        _ graph: ExecutionGraph, _ members: [Int], _ draining: Set<SiteReference>, _ fenced: Set<SiteReference>
    ) {
        self.graph = graph
        self.members = members.filter { graph.steps[$0].halt != .waits }
        isThere = Array(repeating: false, count: 2 * self.members.count)
        isBuffered = Array(repeating: false, count: self.members.count)
        later = Array(repeating: [], count: 2 * self.members.count)
        addThreads(draining, fenced)
        addLocations()
    }

    private mutating func put(_ earlier: Int, before event: Int) { later[earlier].append(event) }

    /// When the write of a member reaches memory.
    private func arrival(_ member: Int) -> Int { isBuffered[member] ? 2 * member + 1 : 2 * member }

    private mutating func addThreads(_ draining: Set<SiteReference>, _ fenced: Set<SiteReference>) {
        var lastStep: [Int: Int] = [:]
        var lastFlush: [Int: Int] = [:]
        /// What the thread's next step comes behind.
        var gate: [Int: Int] = [:]
        for (member, index) in members.enumerated() {
            let step = graph.steps[index]
            isThere[2 * member] = true
            if let event = gate[step.thread] { put(event, before: 2 * member) }
            if let site = step.site, draining.contains(site), let flush = lastFlush[step.thread] {
                put(flush, before: 2 * member)
            }
            if step.joined >= 0 {
                for end in [lastStep[step.joined], lastFlush[step.joined]] { end.map { put($0, before: 2 * member) } }
            }
            lastStep[step.thread] = 2 * member
            gate[step.thread] = 2 * member
            if step.spawned >= 0 {
                lastStep[step.spawned] = 2 * member
                gate[step.spawned] = 2 * member
            }
            guard step.writes != nil, step.reads == nil else { continue }
            isBuffered[member] = true
            isThere[2 * member + 1] = true
            put(2 * member, before: 2 * member + 1)
            if let flush = lastFlush[step.thread] { put(flush, before: 2 * member + 1) }
            lastFlush[step.thread] = 2 * member + 1
            if let site = step.site, fenced.contains(site) {
                gate[step.thread] = 2 * member + 1
            }
        }
    }

    private mutating func addLocations() {
        for location in graph.order.indices {
            var writers: [WriteName: Int] = [:]
            for (member, index) in members.enumerated() where graph.steps[index].location == location {
                if let name = graph.steps[index].writes { writers[name] = member }
            }
            /// The next write in modification order, by the write before it.
            var next: [WriteName: Int] = [:]
            var last = WriteName.start
            for name in graph.order[location] where name != .start {
                guard let writer = writers[name] else { continue }
                if let before = writers[last] { put(arrival(before), before: arrival(writer)) }
                next[last] = writer
                last = name
            }
            for (member, index) in members.enumerated() where graph.steps[index].location == location {
                guard let name = graph.steps[index].reads else { continue }
                if let writer = writers[name], graph.steps[members[writer]].thread != graph.steps[index].thread {
                    put(arrival(writer), before: 2 * member)
                }
                // An update's own write comes next.
                if let writer = next[name], writer != member { put(2 * member, before: arrival(writer)) }
            }
        }
    }

    // MARK: - An order

    /// nil where there is a cycle.
    mutating func sequence(last: Int? = nil) -> [StoreOrder.Event]? {
        if let last, let member = members.firstIndex(of: last) { keepOnly(upTo: 2 * member) }
        var waiting = Array(repeating: 0, count: later.count)
        for event in later.indices where isThere[event] {
            for other in later[event] where isThere[other] { waiting[other] += 1 }
        }
        var ready = later.indices.filter { isThere[$0] && waiting[$0] == 0 }
        let total = isThere.count { $0 }
        var result: [StoreOrder.Event] = []
        while let place = choice(ready, waiting, result.last) {
            let event = ready.remove(at: place)
            result.append(StoreOrder.Event(step: members[event / 2], isFlush: event % 2 == 1))
            for other in later[event] where isThere[other] {
                waiting[other] -= 1
                if waiting[other] == 0 { ready.append(other) }
            }
        }
        return result.count == total ? result : nil
    }

    /// Leaves out all that need not come before an event.
    private mutating func keepOnly(upTo event: Int) {
        var earlier: [[Int]] = Array(repeating: [], count: later.count)
        for (first, others) in later.enumerated() { for other in others { earlier[other].append(first) } }
        var isKept = Array(repeating: false, count: later.count)
        var work = [event]
        while let next = work.popLast() {
            if isKept[next] { continue }
            isKept[next] = true
            work += earlier[next]
        }
        for index in isThere.indices where !isKept[index] { isThere[index] = false }
    }

    /// The place of the next event among those that can come: a flush; else a step that is no store; else a store whose
    /// flush can follow at once; else any store. Of equal ones one of the thread that has just moved.
    private func choice(_ ready: [Int], _ waiting: [Int], _ last: StoreOrder.Event?) -> Int? {
        let thread = last.map { graph.steps[$0.step].thread }
        func rank(_ event: Int) -> Int {
            let member = event / 2
            var rank = 0
            if event % 2 == 0 { rank = isBuffered[member] ? (waiting[2 * member + 1] <= 1 ? 4 : 6) : 2 }
            return graph.steps[members[member]].thread == thread ? rank : rank + 1
        }
        return ready.indices.min { (rank(ready[$0]), ready[$0]) < (rank(ready[$1]), ready[$1]) }
    }
}
