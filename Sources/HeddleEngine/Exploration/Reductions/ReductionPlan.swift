internal import HeddleProgram

/// What the static analysis says about a machine's steps, as flat tables for the search.
///
/// Idea: for every step and every place at which another thread may stand, one bit says whether the step may depend on
/// what that thread can still do. A step is *barred* from reduced sets if an invariant or reachable can see it, or if it
/// goes along a marked edge. Marked edges cut every cycle of control, so that no cycle of the reduced graph goes without
/// a state in which everything was followed (a static form of the cycle proviso: Kurshan et al. 1998); rounds of loops
/// that only wait are no cycles, since they are not followed.
///
/// Shape: rows of bits, `rowWords` words each, by node. Immutable.
final class ReductionPlan: @unchecked Sendable {
    let uses: Reductions
    /// Reductions that were asked for and are not used, with the reason.
    let refusals: [(reduction: Reductions, reason: ReductionRefusal)]
    let symmetry: SymmetryPlan?
    /// By index of the resting place; -1 where nobody rests.
    let nodeOfRest: Table<Int32>
    let rowWords: Int
    /// Nodes whose future a step may depend on.
    let conflicts: Table<UInt64>
    /// Nodes whose future may let a step go that can't be made.
    let enablers: Table<UInt64>
    /// Nodes that a step may not lead to within a reduced set; one more bit for the thread's end.
    let barredEdges: Table<UInt64>
    /// Nodes to which a step completes a round of a loop that only looks.
    let returning: Table<UInt64>
    let isBarred: Table<Bool>
    /// Whether the step has one way at most and may be in a reduced set.
    let mayFuse: Table<Bool>
    /// Stands for the end of a thread among the targets of edges.
    let endNode: Int

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
        if machine.memoryModel != .sc { refuse(.all, .memoryModel) }
        if machine.layout.threadCount > Self.largestThreadCount { refuse([.fusion, .stubborn], .tooLarge) }
        if view.looksAtBlocking { refuse([.fusion, .stubborn], .blockedIsObserved) }
        if Self.hasSpuriousWakeUps(machine.program) { refuse([.fusion, .stubborn], .spuriousWakeUps) }
        var tables = StepTables(machine: machine, view: view, wanted: uses)
        if let refusal = tables?.refusal {
            refuse([.fusion, .stubborn, .spin], refusal)
            tables = nil
        }
        var symmetry: SymmetryPlan?
        switch uses.contains(.symmetry) ? SymmetryPlan.make(machine) : .none {
        case .plan(let plan): symmetry = plan
        case .refused(let reason): refuse(.symmetry, reason)
        case .none: uses.subtract(.symmetry)
        }
        self.symmetry = symmetry
        self.uses = uses
        self.refusals = refusals
        let made = tables ?? StepTables(empty: machine)
        nodeOfRest = Table(made.nodeOfRest)
        rowWords = made.rowWords
        conflicts = Table(made.conflicts)
        enablers = Table(made.enablers)
        barredEdges = Table(made.barredEdges)
        returning = Table(made.returning)
        isBarred = Table(made.isBarred)
        mayFuse = Table(made.mayFuse)
        endNode = made.nodeCount
    }

    deinit {
        nodeOfRest.free()
        conflicts.free()
        enablers.free()
        barredEdges.free()
        returning.free()
        isBarred.free()
        mayFuse.free()
    }

    private static func hasSpuriousWakeUps(_ program: Program) -> Bool {
        program.objects.contains { if case .condition(true) = $0.kind { return true } else { return false } }
    }

    @inline(__always) func bit(_ table: Table<UInt64>, _ row: Int, _ column: Int) -> Bool {
        table[row &* rowWords &+ column >> 6] >> UInt64(column & 63) & 1 != 0
    }
}
