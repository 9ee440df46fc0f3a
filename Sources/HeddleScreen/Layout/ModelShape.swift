package import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// What the places of panes depend on besides the terminal's size: facts of the model, never of a state.
///
/// Units: rows, unless said otherwise.
package struct ModelShape: Hashable, Sendable {
    /// Threads from the start on, and one for each place of the text that spawns.
    package var threads: Int
    /// Some step may have more than one way.
    package var hasChoices: Bool
    /// Threads may wait for one another's holding.
    package var hasBlockers: Bool
    package var hasProperties: Bool
    /// State as one flat list.
    package var stateRows: Int
    /// State under headings.
    package var groupedStateRows: Int
    /// Properties with an expression each.
    package var propertyRows: Int
    /// Values of alternatives, which stand below them.
    package var alternativeRows = 0
    /// Lines of the source.
    package var sourceRows: Int
    /// Memory; 0 where the memory is strong, and there is no such pane.
    package var memoryRows = 0
    /// What releases publish, below the rest of Memory.
    package var publishedRows = 0
    /// A lesson asks for something: its pane stands above the state.
    package var hasGoal = false

    package static let none = ModelShape(
        threads: 0, hasChoices: false, hasBlockers: false, hasProperties: false, stateRows: 0, groupedStateRows: 0,
        propertyRows: 0, sourceRows: 0)

    package init(
        threads: Int, hasChoices: Bool, hasBlockers: Bool, hasProperties: Bool, stateRows: Int, groupedStateRows: Int,
        propertyRows: Int, sourceRows: Int
    ) {
        self.threads = threads
        self.hasChoices = hasChoices
        self.hasBlockers = hasBlockers
        self.hasProperties = hasProperties
        self.stateRows = stateRows
        self.groupedStateRows = groupedStateRows
        self.propertyRows = propertyRows
        self.sourceRows = sourceRows
    }

    package init(_ machine: Machine) {
        let program = machine.program
        threads =
            machine.declaredThreadCount
            + program.routines.reduce(0) { count, routine in
                count + routine.code.count { if case .spawn = $0.kind { true } else { false } }
            }
        let spawns = program.routines.contains { $0.code.contains { if case .spawn = $0.kind { true } else { false } } }
        let isCrowded = threads > 2 || spawns
        hasChoices =
            machine.memoryModel != .sc
            || program.routines.contains { $0.code.contains { Self.chooses($0.kind, isCrowded: isCrowded) } }
        hasBlockers = program.objects.contains { Self.blocks($0.kind) }
        hasProperties = !program.properties.isEmpty
        let isWeak = machine.memoryModel != .sc
        let shared = program.objects.reduce(0) { isWeak && $1.isInWeakMemory ? $0 : $0 + Self.rows(of: $1) }
        var locals = 0
        var owners = 0
        for (index, group) in program.threadGroups.enumerated() {
            let shown = Self.listed(group.routine, program) + Self.functionRows(below: group.routine, program)
            let copies = Self.copies(group.copies) + Self.starts(of: index, program)
            // Beside Memory the threads are all that State tells of: also those that have nothing of their own.
            if shown == 0 && !isWeak || copies == 0 { continue }
            locals += shown * copies
            owners += copies
        }
        stateRows = shared + locals
        // Headings: `shared` with a blank row behind, one for each thread, and a closing blank row.
        groupedStateRows = locals == 0 ? shared : (shared > 0 ? shared + 2 : 0) + locals + owners + 1
        let run = Judge.run(of: program, memoryModel: machine.memoryModel)
        let checks = Judge.listedChecks(program, run: run).count
        propertyRows = program.properties.reduce(checks) { $0 + 1 + max(1, $1.conjuncts.count) }
        alternativeRows = program.properties.reduce(0) { rows, property in
            rows + property.conjuncts.count { $0.expression.alternatives.count > 1 }
        }
        sourceRows = program.source.lineCount
        memoryRows = MemoryRows.naturalRows(machine)
        publishedRows = MemoryRows.publishedRows(machine)
    }

    private static func listed(_ routine: RoutineID, _ program: Program) -> Int {
        program.routines[routine].locals.count(where: \.isListed)
    }

    /// Locals of the function that has most of them, among those in which a thread may stand.
    private static func functionRows(below body: RoutineID, _ program: Program) -> Int {
        var reached: Set<RoutineID> = [body]
        var open = [body]
        while let routine = open.popLast() {
            for instruction in program.routines[routine].code {
                guard case .call(let callee, _, _) = instruction.kind, reached.insert(callee).inserted else { continue }
                open.append(callee)
            }
        }
        return reached.filter { $0 != body }.map { listed($0, program) }.max() ?? 0
    }

    private static func copies(_ copies: ThreadGroup.Copies) -> Int {
        switch copies {
        case .single: return 1
        case .replicas(let count): return count
        case .parameter(let lower, let upper): return max(0, upper - lower + 1)
        case .spawned: return 0
        }
    }

    /// Processes of a group that the text starts, one for each place that does.
    private static func starts(of group: GroupID, _ program: Program) -> Int {
        guard program.processes != nil else { return 0 }
        return program.routines.reduce(0) { count, routine in
            count
                + routine.code.count {
                    if case .spawn(group, _, _) = $0.kind { true } else { false }
                }
        }
    }

    private static func rows(of object: SharedObject) -> Int {
        if object.isGhost || object.isOwn { return 1 }
        if case .pool(_, let capacity, _, _) = object.kind { return max(1, capacity) }
        return max(1, object.count ?? 1)
    }

    private static func blocks(_ kind: ObjectKind) -> Bool {
        switch kind {
        case .mutex, .rwlock, .condition, .semaphore, .barrier, .once: return true
        default: return false
        }
    }

    /// `isCrowded`: more than one other thread may wait for a notification.
    private static func chooses(_ kind: InstructionKind, isCrowded: Bool) -> Bool {
        switch kind {
        case .choose, .select: return true
        case .alternatives(let all, _, _): return all.count { !$0.isOtherwise } > 1
        case .notify(_, let all): return !all && isCrowded
        case .compareExchange(_, _, _, let weak, _, _, _, _): return weak
        default: return false
        }
    }
}
