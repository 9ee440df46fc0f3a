internal import HeddleProgram

/// Every step of every context, what each may touch, what may follow it.
///
/// Idea: from each `beginStep` the code is walked to the next one, through calls and returns (a return goes on behind
/// every call of its routine in the context), along branches that known numbers leave open. Futures are the least
/// fixpoint along the edges. Errs on the side of touching too much.
struct StepGraph {
    static let largestNodeCount = 1_500

    let program: Program
    let cells: CellTable
    let contexts: ThreadContexts
    private(set) var nodes: [StepNode] = []
    /// By context.
    private(set) var walkers: [StepWalker] = []
    /// Nodes at which a thread may begin.
    private(set) var starts: Set<Int> = []
    private(set) var isTooLarge = false
    private(set) var index: [Key: Int] = [:]

    struct Key: Hashable {
        var context: Int
        var routine: RoutineID
        var instruction: Int
    }

    init(_ machine: Machine, observed: [RoutineID: Set<LocalID>], living: LivingProcesses? = nil) {
        program = machine.program
        contexts = ThreadContexts(machine.program, machine.layout, living: living)
        cells = CellTable(
            machine.program, machine.layouts, contexts: contexts.contexts.count,
            passesKnowledge: machine.memoryModel.isC11)
        var entries: [GroupID: Set<Int>] = [:]
        var openings: [GroupID: CellAccess] = [:]
        for context in contexts.contexts.indices {
            var walker = StepWalker(
                program: program, cells: cells, context: context, of: contexts.contexts[context],
                canRest: machine.calls.canRest, observed: observed)
            let found = walker.walk()
            guard nodes.count + found.count <= Self.largestNodeCount else {
                isTooLarge = true
                return
            }
            let base = nodes.count
            for node in found {
                var moved = node
                moved.successors = node.successors.map { $0 + base }
                index[Key(context: context, routine: node.routine, instruction: node.instruction)] = nodes.count
                nodes.append(moved)
            }
            walkers.append(walker)
            for start in walker.starts.values { self.starts.formUnion(start.nodes.map { $0 + base }) }
            guard context == contexts.ofSpawned else { continue }
            for (group, declared) in program.threadGroups.enumerated() where declared.copies == .spawned {
                guard let start = walker.starts[declared.routine] else { continue }
                entries[group, default: []].formUnion(start.nodes.map { $0 + base })
                openings[group] = start.access
            }
        }
        addOpenings(openings)
        addMeetings()
        for node in nodes.indices where nodes[node].access.isMultiWay {
            // With several ways, what lets one of them go changes what can happen.
            nodes[node].access.reads.formUnion(nodes[node].access.guards)
        }
        findFutures(entries)
    }

    func node(context: Int?, site: SiteReference) -> Int? {
        guard let context else { return nil }
        return index[Key(context: context, routine: site.routine, instruction: site.instruction)]
    }

    // MARK: - Between threads

    /// A spawned thread's first local work belongs to the spawning step.
    private mutating func addOpenings(_ openings: [GroupID: CellAccess]) {
        for node in nodes.indices {
            for group in nodes[node].access.spawns.sorted() {
                if let opening = openings[group] { nodes[node].access.formUnion(opening) }
            }
        }
    }

    /// In a rendezvous the sender's step is also the receiver's; and where somebody only tries, standing ready counts.
    private mutating func addMeetings() {
        for node in nodes.indices {
            for successor in nodes[node].successors {
                for channel in nodes[successor].access.meets.sorted() {
                    for side in [CellTable.Side.take, .give] {
                        nodes[node].access.arrive(cells.primitive(channel, index: nil, side))
                    }
                }
            }
        }
        var together: [ObjectID: CellAccess] = [:]
        for node in nodes {
            for channel in node.access.meets { together[channel, default: node.access].formUnion(node.access) }
        }
        for node in nodes.indices {
            for channel in nodes[node].access.meets.sorted() {
                if let all = together[channel] { nodes[node].access.formUnion(all) }
            }
        }
    }

    private mutating func findFutures(_ entries: [GroupID: Set<Int>]) {
        for node in nodes.indices { nodes[node].future = nodes[node].access }
        var changed = true
        while changed {
            changed = false
            for node in nodes.indices.reversed() {
                var future = nodes[node].future
                for successor in nodes[node].successors { future.formUnion(nodes[successor].future) }
                for group in future.spawns.sorted() {
                    for entry in (entries[group] ?? []).sorted() { future.formUnion(nodes[entry].future) }
                }
                if future != nodes[node].future {
                    nodes[node].future = future
                    changed = true
                }
            }
        }
    }
}
