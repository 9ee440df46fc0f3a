internal import HeddleProgram

/// A complete search by classes of executions, for programs that come to an end.
///
/// Idea: `DporSearch` runs one execution of each class; here states and ends are judged, and bounds kept. Nothing is
/// stored, so `states` of the report counts those of all executions run, each as often as it was met.
/// Not covered: programs that can go on for ever. An execution that comes back to a state ends the search as
/// inconclusive.
final class DporExplorer: Explorer {
    let store: StateStore
    private let ledger: SearchLedger
    private var search: DporSearch<LedgerObserver>?

    /// Steps between two looks at clock and memory.
    private static let portion = 4096

    init(machine: Machine, options: SearchOptions) {
        ledger = SearchLedger(machine: machine, options: options, search: "dpor")
        store = ledger.store
        ledger.report.executions = 0
    }

    var report: SearchReport { ledger.report }
    var isOver: Bool { ledger.isOver }
    var expanded: Int { 0 }
    func stop() { ledger.stop() }
    func schedule(to index: Int) -> [Transition] { [] }

    /// Runs that others made needless; for tests: 0.
    var redundantRuns: Int { search?.redundantRuns ?? 0 }
    /// Runs that ended beside a step that an `assume` discards.
    var discardedRuns: Int { search?.discardedRuns ?? 0 }

    @discardableResult
    func advance(budget: Int) -> Int {
        guard !isOver else { return 0 }
        if ledger.report.phase == .idle, !start() { return 0 }
        guard let search else { return 0 }
        ledger.report.phase = .running
        var spent = 0
        while spent < budget, !isOver, !search.isOver {
            spent += max(1, search.advance(budget: min(Self.portion, budget - spent)))
            ledger.keepBounds(of: search)
        }
        ledger.takeFigures(of: search)
        return spent
    }

    /// Whether there is something to run.
    private func start() -> Bool {
        guard let first = ledger.beginExecutions() else { return false }
        let made = DporSearch(
            machine: ledger.machine, observer: LedgerObserver(ledger), seesProperties: true,
            depthBound: ledger.executionDepth)
        made.begin(first)
        search = made
        return true
    }
}

/// Has a ledger judge what a search by classes meets.
final class LedgerObserver: DporObserver {
    private let ledger: SearchLedger

    init(_ ledger: SearchLedger) { self.ledger = ledger }

    var isOver: Bool { ledger.isOver }
    var looksBeside: Bool { ledger.options.looksForRaces }

    func visited(_ words: UnsafePointer<UInt64>, count: Int, schedule: () -> [Transition]) {
        ledger.examine(words, count: count, schedule: schedule)
    }

    /// A race shows where both of its steps can be made; that is the state before a reversal.
    func visitedBeside(_ tracer: StepTracer, schedule: () -> [Transition]) {
        ledger.examine(tracer.source, count: tracer.sourceCount, schedule: schedule)
    }

    func violated(_ check: Check?, schedule: () -> [Transition]) { ledger.violated(check, schedule: schedule) }

    func ended(_ ending: Ending, _ words: UnsafePointer<UInt64>, count: Int, path: ExecutionPath) {
        ledger.examineEnd(words, count: count, ending) { path.schedule }
    }

    func bounded(_ bound: ModelBound) { ledger.noteBound(bound) }
}
