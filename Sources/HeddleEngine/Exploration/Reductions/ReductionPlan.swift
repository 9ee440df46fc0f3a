internal import HeddleProgram
internal import Synchronization

/// Which reductions a search uses on a machine, and what they go by. Immutable but for the tables it has made.
final class ReductionPlan: @unchecked Sendable {
    let uses: Reductions
    /// Reductions that were asked for and are not used, with the reason.
    let refusals: [(reduction: Reductions, reason: ReductionRefusal)]
    let symmetry: SymmetryPlan?
    /// Whether a step that is the only one to be followed is made at once with the one before it.
    let forcesSteps: Bool
    /// For a program of processes those of its first state.
    let tables: StepTables
    private let machine: Machine
    private let observed: [RoutineID: Set<LocalID>]
    private let processes: ProcessReader?
    /// Those made so far, by the processes that they are for; all who search by this plan share them.
    private let made = Mutex<[LivingProcesses: StepTables]>([:])
    /// Tables that are kept at a time.
    private static let tableLimit = 200

    /// Threads are sets of bits in a word.
    static let largestThreadCount = 64

    init(_ machine: Machine, options: SearchOptions) {
        var refusals: [(reduction: Reductions, reason: ReductionRefusal)] = []
        var uses = options.reductions
        func refuse(_ reductions: Reductions, _ reason: ReductionRefusal) {
            for entry in Reductions.names where !uses.isDisjoint(with: reductions.intersection(entry.reduction)) {
                refusals.append((entry.reduction, reason))
            }
            uses.subtract(reductions)
        }
        let view = PropertyView(observing: machine.program)
        if options.looksForRaces { refuse(.all, .races) }
        if options.depth != nil || options.collectsAll { refuse(.all, .everyInterleaving) }
        if machine.memory != nil, machine.program.processes != nil { refuse(.all, .memoryModel) }
        if machine.layout.threadCount > Self.largestThreadCount { refuse([.fusion, .stubborn], .tooLarge) }
        if view.looksAtBlocking { refuse([.fusion, .stubborn], .blockedIsObserved) }
        if Self.hasSpuriousWakeUps(machine.program) { refuse([.fusion, .stubborn], .spuriousWakeUps) }
        self.machine = machine
        observed = view.locals
        processes = machine.program.processes == nil ? nil : ProcessReader(machine)
        let start = machine.start().state
        let (first, refusal) = Self.tables(machine, uses, view.locals, processes, start)
        tables = first
        if let refusal { refuse([.fusion, .stubborn, .spin], refusal) }
        var symmetry: SymmetryPlan?
        switch uses.contains(.symmetry) ? SymmetryPlan.make(machine) : .none {
        case .plan(let plan): symmetry = plan
        case .refused(let reason): refuse(.symmetry, reason)
        case .none: uses.subtract(.symmetry)
        }
        self.symmetry = symmetry
        self.uses = uses
        self.refusals = refusals
        forcesSteps = options.forcesSteps && uses.isSuperset(of: [.fusion, .stubborn])
    }

    // MARK: - Tables

    /// Tables for the processes that live in a state.
    func tables(_ state: UnsafePointer<UInt64>, count: Int) -> StepTables {
        guard let processes else { return tables }
        let living = processes.living(state, count: count)
        return made.withLock { made in
            if let known = made[living] { return known }
            if made.count >= Self.tableLimit { made = [:] }
            let fresh = Self.tables(machine, uses, observed, processes, state, count).tables
            made[living] = fresh
            return fresh
        }
    }

    private static func tables(
        _ machine: Machine, _ uses: Reductions, _ observed: [RoutineID: Set<LocalID>], _ processes: ProcessReader?,
        _ start: State
    ) -> (tables: StepTables, refusal: ReductionRefusal?) {
        start.words.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return (StepTables(StepTableBuilder(empty: machine)), nil) }
            return tables(machine, uses, observed, processes, base, buffer.count)
        }
    }

    private static func tables(
        _ machine: Machine, _ uses: Reductions, _ observed: [RoutineID: Set<LocalID>], _ processes: ProcessReader?,
        _ state: UnsafePointer<UInt64>, _ count: Int
    ) -> (tables: StepTables, refusal: ReductionRefusal?) {
        if uses.isDisjoint(with: [.fusion, .stubborn, .spin]) {
            return (StepTables(StepTableBuilder(empty: machine)), nil)
        }
        let builder = StepTableBuilder(
            machine: machine, observed: observed, wanted: uses, living: processes?.living(state, count: count))
        let checks = processes?.checks(state, count: count) ?? []
        return (StepTables(builder, checks: checks), builder.refusal)
    }

    private static func hasSpuriousWakeUps(_ program: Program) -> Bool {
        program.objects.contains { if case .condition(true) = $0.kind { return true } else { return false } }
    }
}
