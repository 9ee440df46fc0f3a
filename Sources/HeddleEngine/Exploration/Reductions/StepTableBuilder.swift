internal import HeddleProgram

/// Fills `StepTables` from the graph of steps.
struct StepTableBuilder {
    private(set) var refusal: ReductionRefusal?
    private(set) var nodeCount = 0
    private(set) var rowWords = 1
    private(set) var nodeOfRest: [Int32]
    private(set) var conflicts: [UInt64] = []
    private(set) var enablers: [UInt64] = []
    private(set) var barredEdges: [UInt64] = []
    private(set) var returning: [UInt64] = []
    private(set) var isBarred: [Bool] = []
    private(set) var meets: [Bool] = []
    /// Where a thread stands that is over and whose last stores are on their way to memory; -1 where nothing is buffered.
    private(set) var doneNode = -1
    /// By location of a store buffer: nodes that touch it, or that may still do so; none where nothing is buffered.
    private(set) var touching: [[UInt64]] = []
    private(set) var willTouch: [[UInt64]] = []
    /// Locations of which an invariant or reachable sees the value in memory.
    private(set) var isSeen: [Bool] = []

    /// Tables of a model of which nothing is known: every step depends on everything.
    init(empty machine: Machine) {
        nodeCount = 1
        nodeOfRest = Array(repeating: 0, count: machine.image.rests.count)
        conflicts = [1]
        enablers = [1]
        barredEdges = [0]
        returning = [0]
        isBarred = [true]
        meets = [false]
    }

    init(machine: Machine, observed: [RoutineID: Set<LocalID>], wanted: Reductions, living: LivingProcesses?) {
        self.init(empty: machine)
        let graph = StepGraph(machine, observed: observed, living: living)
        if graph.isTooLarge {
            refusal = .tooLarge
            return
        }
        if graph.nodes.contains(where: \.access.isUnknown) {
            refusal = .unknownInstruction
            return
        }
        // One more for places that the analysis took for unreachable: whatever stands there depends on everything.
        let unknown = graph.nodes.count
        nodeCount = unknown + 1
        if machine.memory?.form == .buffers {
            doneNode = nodeCount
            nodeCount += 1
        }
        rowWords = nodeCount / 64 + 1
        let empty = [UInt64](repeating: 0, count: rowWords * nodeCount)
        (conflicts, enablers, barredEdges, returning) = (empty, empty, empty, empty)
        nodeOfRest = Array(repeating: Int32(unknown), count: machine.image.rests.count)
        findNodes(machine, graph)
        for node in 0...unknown {
            set(&conflicts, unknown, node)
            set(&conflicts, node, unknown)
            set(&enablers, unknown, node)
            set(&enablers, node, unknown)
        }
        let accesses = graph.nodes.map(\.access)
        let futures = graph.nodes.map(\.future)
        let memory = MemoryDependence(machine, graph.cells)
        for (row, access) in accesses.enumerated() {
            let ordered = memory.ordered(access)
            let needsEverything = memory.needsEverything(access)
            for (column, future) in futures.enumerated() {
                if needsEverything || Dependence.depends(ordered, on: future) { set(&conflicts, row, column) }
                if Dependence.enables(future, access) { set(&enablers, row, column) }
            }
            // A thread is joined when its stores have reached memory.
            if doneNode >= 0, graph.cells.waitsForEnds(access) { set(&enablers, row, doneNode) }
        }
        // Under a weak memory a round of a loop may have learned something; only a step that changes nothing is none.
        let spins = wanted.contains(.spin) && machine.memory == nil ? SpinLoops(graph).returning : [:]
        for (node, targets) in spins { for target in targets { set(&returning, node, target) } }
        let view = PropertyView(machine.program, cells: graph.cells)
        barVisible(graph, view)
        if machine.memory?.form == .buffers { findBuffered(graph, memory, view) }
        cutCycles(graph)
        barMeetings(graph)
        isBarred.append(true)
        meets = graph.nodes.map { !$0.access.meets.isEmpty } + [false]
        if doneNode >= 0 {
            isBarred.append(false)
            meets.append(false)
        }
    }

    private func set(_ table: inout [UInt64], _ row: Int, _ column: Int) {
        table[row * rowWords + column >> 6] |= 1 << UInt64(column & 63)
    }

    private func isSet(_ table: [UInt64], _ row: Int, _ column: Int) -> Bool {
        table[row * rowWords + column >> 6] >> UInt64(column & 63) & 1 != 0
    }

    private mutating func findNodes(_ machine: Machine, _ graph: StepGraph) {
        let image = machine.image
        for thread in 0..<image.threadCount {
            let base = Int(image.restBase[thread])
            let end = thread + 1 < image.threadCount ? Int(image.restBase[thread + 1]) : image.rests.count
            for rest in (base + 1)..<max(base + 1, end) {
                let context = graph.contexts.ofThread[thread]
                if let node = graph.node(context: context, site: image.rests[rest].site) {
                    nodeOfRest[rest] = Int32(node)
                }
            }
        }
    }

    // MARK: - Store buffers

    private mutating func findBuffered(_ graph: StepGraph, _ memory: MemoryDependence, _ view: PropertyView) {
        for cells in memory.cellsOfLocation {
            var (now, later) = ([UInt64](repeating: 0, count: rowWords), [UInt64](repeating: 0, count: rowWords))
            for (node, declared) in graph.nodes.enumerated() {
                let bit: UInt64 = 1 << UInt64(node & 63)
                let mayTouchAll = { (access: CellAccess) in access.writes[CellTable.everything] || access.isUnknown }
                let touches = { (access: CellAccess) in
                    mayTouchAll(access) || cells.contains { access.reads[$0] || access.writes[$0] }
                }
                if touches(declared.access) { now[node >> 6] |= bit }
                if touches(declared.future) { later[node >> 6] |= bit }
            }
            // Places that the analysis took for unreachable.
            now[graph.nodes.count >> 6] |= 1 << UInt64(graph.nodes.count & 63)
            later[graph.nodes.count >> 6] |= 1 << UInt64(graph.nodes.count & 63)
            touching.append(now)
            willTouch.append(later)
            isSeen.append(cells.contains { view.cells[$0] })
        }
    }

    // MARK: - Barred steps

    /// Steps that an invariant or reachable can see.
    private mutating func barVisible(_ graph: StepGraph, _ view: PropertyView) {
        let labelledCalls = graph.program.routines.contains { routine in
            routine.code.contains { !view.labels.isDisjoint(with: $0.labels) }
        }
        isBarred = graph.nodes.map { node in
            node.access.changesObserved || node.access.writes.intersects(view.cells)
                || (node.access.writes[CellTable.everything] && !view.isEmpty)
                || (view.looksAtEnds && node.access.mayEndThread(graph.cells))
                || (node.crossesCalls && labelledCalls)
                // What is known of a process holds until one is started: then the tables change, and with them the
                // marks that cut cycles.
                || (graph.program.processes != nil && !node.access.spawns.isEmpty)
        }
        guard !view.labels.isEmpty else { return }
        for (index, node) in graph.nodes.enumerated() {
            let mine = view.labels.intersection(node.labels)
            for target in node.successors where view.labels.intersection(graph.nodes[target].labels) != mine {
                set(&barredEdges, index, target)
            }
            if node.mayFinish, !mine.isEmpty { set(&barredEdges, index, nodeCount) }
        }
    }

    /// Bars edges until what is left has no cycle. Steps that seldom are in a reduced set anyway come last.
    private mutating func cutCycles(_ graph: StepGraph) {
        let weights = graph.nodes.indices.map { node in
            (0..<nodeCount).reduce(0) { $0 + (isSet(conflicts, node, $1) ? 1 : 0) }
        }
        let covered = Self.coveredReceives(graph)
        var kept: [[Int]] = Array(repeating: [], count: nodeCount)
        for node in graph.nodes.indices.sorted(by: { (weights[$0], $0) < (weights[$1], $1) }) {
            // What is barred altogether is on no cycle of barred steps alone.
            if isBarred[node] || covered.contains(node) { continue }
            for target in graph.nodes[node].successors
            where !isSet(barredEdges, node, target) && !isSet(returning, node, target) {
                if target == node || Self.reaches(target, node, kept) {
                    set(&barredEdges, node, target)
                } else {
                    kept[node].append(target)
                }
            }
        }
    }

    /// Receives on rendezvous channels whose cycles need no cut of their own: whoever goes round through one takes a
    /// sender along, and all cycles of the senders are cut.
    private static func coveredReceives(_ graph: StepGraph) -> Set<Int> {
        var result: Set<Int> = []
        var coveredContexts: Set<Int> = []
        var reliedOn: Set<Int> = []
        // Processes that are started later are not there yet.
        let absent = graph.program.processes == nil ? nil : graph.contexts.ofSpawned
        for channel in graph.program.objects.indices {
            var takers: Set<Int> = []
            var senders: Set<Int> = []
            for node in graph.nodes where node.channels.contains(channel) && node.context != absent {
                if node.onlyTakes == channel {
                    takers.insert(node.context)
                } else {
                    senders.insert(node.context)
                }
            }
            guard !takers.isEmpty, senders.isDisjoint(with: takers), senders.isDisjoint(with: coveredContexts),
                takers.isDisjoint(with: reliedOn)
            else { continue }
            coveredContexts.formUnion(takers)
            reliedOn.formUnion(senders)
            for (index, node) in graph.nodes.enumerated() where node.onlyTakes == channel { result.insert(index) }
        }
        return result
    }

    private static func reaches(_ from: Int, _ to: Int, _ edges: [[Int]]) -> Bool {
        var seen: Set<Int> = [from]
        var work = [from]
        while let node = work.popLast() {
            if node == to { return true }
            for next in edges[node] where seen.insert(next).inserted { work.append(next) }
        }
        return false
    }

    /// A rendezvous moves two threads: what bars one of them bars it. Edges of the other are seen as it moves, but for
    /// those that lead back to where it stood.
    private mutating func barMeetings(_ graph: StepGraph) {
        var barred: Set<ObjectID> = []
        for (index, node) in graph.nodes.enumerated() where !node.access.meets.isEmpty {
            if isBarred[index] || isSet(barredEdges, index, index) { barred.formUnion(node.access.meets) }
        }
        for (index, node) in graph.nodes.enumerated() where !node.access.meets.isDisjoint(with: barred) {
            isBarred[index] = true
        }
    }
}

extension CellTable {
    /// Whether a step can be made only when some thread is over.
    func waitsForEnds(_ access: CellAccess) -> Bool {
        (finished..<count).contains { access.guards[$0] } || access.isUnknown
    }
}

extension CellAccess {
    /// Whether the step may be the last of its thread, or of one that meets or is spawned in it.
    func mayEndThread(_ cells: CellTable) -> Bool {
        (cells.finished..<cells.count).contains { writes[$0] }
    }
}
