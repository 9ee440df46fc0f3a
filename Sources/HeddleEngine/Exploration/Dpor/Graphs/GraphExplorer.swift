internal import HeddleProgram

/// A complete search by execution graphs under `c11` and `tso`, for programs that come to an end.
///
/// Idea: `GraphSearch` runs one execution of each graph; here its end is judged, and bounds kept. Nothing is stored:
/// `states` of the report counts the steps made, those included that were made anew.
final class GraphExplorer: Explorer {
    let store: StateStore
    private let ledger: SearchLedger
    private let searched: Machine?
    private var search: GraphSearch<GraphLedger>?
    /// Why it gave up.
    private(set) var refusal: GraphRefusal?

    /// Steps between two looks at clock and memory.
    private static let portion = 1024

    init(machine: Machine, options: SearchOptions) {
        ledger = SearchLedger(machine: machine, options: options, search: "dpor")
        store = ledger.store
        ledger.report.executions = 0
        searched = try? GraphScope.machine(for: machine)
    }

    var report: SearchReport { ledger.report }
    var isOver: Bool { ledger.isOver }
    var expanded: Int { 0 }
    func stop() { ledger.stop() }
    func schedule(to index: Int) -> [Transition] { [] }

    /// Graphs that were met and are no executions: what an `await` reads too early, and what an `assume` discards.
    var blockedRuns: Int { search?.blockedRuns ?? 0 }
    var discardedRuns: Int { search?.discardedRuns ?? 0 }

    @discardableResult
    func advance(budget: Int) -> Int {
        guard !isOver, refusal == nil else { return 0 }
        if ledger.report.phase == .idle, !start() { return 0 }
        guard let search else { return 0 }
        ledger.report.phase = .running
        var spent = 0
        while spent < budget, !isOver, !search.isOver, refusal == nil {
            spent += max(1, search.advance(budget: min(Self.portion, budget - spent)))
            refusal = search.refusal
            ledger.keepBounds(of: search)
        }
        if let limit = search.observer.modelLimit, machineDiffers, case .model(.messages, _) = limit, refusal == nil {
            // The event graph and the messages have room for so many events, the model's own memory needs none.
            refusal = .tooManyEvents
        }
        ledger.takeFigures(of: search)
        return spent
    }

    private var machineDiffers: Bool {
        ledger.machine.memory?.form == .latest || ledger.machine.memory?.form == .buffers
    }

    /// Whether there is something to run.
    private func start() -> Bool {
        guard let searched else {
            refusal = .otherObjects
            return false
        }
        guard ledger.beginExecutions() != nil else { return false }
        let made = GraphSearch(
            model: ledger.machine, searched: searched, observer: GraphLedger(ledger, searched),
            depthBound: ledger.executionDepth)
        made.begin()
        search = made
        return true
    }
}

/// Has a ledger judge what a search of execution graphs meets.
final class GraphLedger: GraphObserver {
    private let ledger: SearchLedger
    private let translator: GraphTranslator
    /// The first bound of the model that was met.
    private(set) var modelLimit: SearchLimit?
    /// Pairs of steps that were looked at for a race.
    private var met: Set<Meeting> = []

    private struct Meeting: Hashable {
        var location: Int
        var sites: Set<SiteReference>
    }

    init(_ ledger: SearchLedger, _ searched: Machine) {
        self.ledger = ledger
        translator = GraphTranslator(machine: ledger.machine, source: searched)
    }

    var isOver: Bool { ledger.isOver }

    func failed(_ graph: ExecutionGraph, _ move: GraphMove) { take(translator.run(graph, to: move)) }

    func discarded(_ graph: ExecutionGraph, _ move: GraphMove) { take(translator.run(graph, to: move)) }

    func ended(_ graph: ExecutionGraph, _ end: GraphEnd) {
        if ledger.options.looksForRaces, translator.order != nil { lookForRaces(graph) }
        if end == .whole { return take(translator.run(graph)) }
        // What else is no execution may have a race all the same.
        if translator.isSame || translator.order != nil { return }
        switch translator.run(graph) {
        case .failed(let schedule, let check): ledger.violated(check) { schedule }
        case .bounded(let bound): bounded(bound)
        case .ended, .none: break
        }
    }

    /// Under `tso` a race is two threads that stand before their accesses.
    private func lookForRaces(_ graph: ExecutionGraph) {
        translator.meetings(graph) { first, second in
            met.insert(Meeting(location: first.location, sites: Set([first.site, second.site].compactMap(\.self))))
                .inserted
        } body: { run in
            switch run {
            case .ended(let schedule, let state, _):
                state.words.withUnsafeBufferPointer { words in
                    guard let base = words.baseAddress else { return }
                    ledger.examine(base, count: words.count) { schedule }
                }
            case .bounded(let bound): bounded(bound)
            case .failed, .none: break
            }
        }
    }

    private func take(_ run: GraphTranslator.Run) {
        switch run {
        case .ended(let schedule, let state, let ending):
            state.words.withUnsafeBufferPointer { words in
                guard let base = words.baseAddress else { return }
                ledger.examineEnd(base, count: words.count, ending) { schedule }
            }
        case .failed(let schedule, let check): ledger.violated(check) { schedule }
        case .bounded(let bound): bounded(bound)
        case .none: break
        }
    }

    func bounded(_ bound: ModelBound) {
        if modelLimit == nil { modelLimit = SearchLedger.limit(of: bound, ledger.machine.program) }
        ledger.noteBound(bound)
    }
}
