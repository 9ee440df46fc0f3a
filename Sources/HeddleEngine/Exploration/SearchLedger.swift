internal import HeddleProgram

/// What every explorer keeps beside its queue: the report, the limits, the judging of states, the findings.
///
/// Confined to the explorer that owns it.
final class SearchLedger {
    let machine: Machine
    let options: SearchOptions
    let store: StateStore
    /// nil where every interleaving is explored.
    let plan: ReductionPlan?
    @exclusivity(unchecked) var report: SearchReport
    private let judge: StateJudge
    private var collector: FindingCollector
    private var deadline: Double?
    private var isStopRequested = false
    /// The state being judged, where the store writes states out.
    private let judged: UnsafeMutablePointer<UInt64>

    init(machine: Machine, options: SearchOptions, search: String) {
        self.machine = machine
        self.options = options
        store = StateStore(
            wordCount: machine.wordCount, fixedWords: machine.fixedWordCount,
            memoryLimit: options.searchMemory, stateLength: machine.stateLength)
        if let clock = options.clock, let time = options.time {
            let end = (options.begunAt ?? clock()) + time
            store.hasTime = { clock() + $0 < end }
        }
        judged = .allocate(capacity: machine.wordCount)
        judge = StateJudge(machine: machine, looksForRaces: options.looksForRaces)
        report = SearchReport(search: search)
        let wanted = options.reductions.isEmpty ? nil : ReductionPlan(machine, options: options)
        plan = wanted?.uses.isEmpty == false ? wanted : nil
        // Who leaves interleavings out, or shares the work, meets one bug of a subject and not each.
        let groups = options.groupsFindings && !options.collectsAll && plan == nil && options.workers == 1
        collector = FindingCollector(options, groups: groups)
        report.grouping = options.collectsAll ? .byBug : groups ? .bySituation : .bySubject
        report.reductions = plan?.uses ?? []
        report.refusals = wanted?.refusals ?? []
    }

    /// Runs steps as the search wants them: with its reductions.
    func makeExpander() -> StepExpander {
        StepExpander(machine: machine, reducer: plan.map { StateReducer(machine: machine, plan: $0, store: store) })
    }

    deinit {
        judged.deallocate()
    }

    var isOver: Bool {
        switch report.phase {
        case .idle, .running, .paused: return false
        case .complete, .stoppedAtFinding, .limited: return true
        }
    }

    func stop() { isStopRequested = true }

    /// Ends the search if it was asked to or its time is over.
    func endIfAsked() {
        if isStopRequested {
            end(by: .stopped)
        } else if let clock = options.clock, let deadline, clock() >= deadline {
            end(by: .time(options.time ?? 0))
        }
    }

    /// Stores the first state and judges it; whether there is something to expand.
    func begin() -> Bool {
        if let clock = options.clock, let time = options.time {
            deadline = (options.begunAt ?? clock()) + time
        }
        let start = machine.start()
        let entered = start.state.words.withUnsafeBufferPointer { buffer -> StateStore.Insertion in
            guard let base = buffer.baseAddress else { return .full }
            let count = buffer.count
            return store.insert(
                base, count: count, hash: store.hash(base, count: count), parent: StateStore.noParent)
        }
        guard case .new = entered else {
            endFull()
            return false
        }
        if options.compresses { store.compress() }
        switch start.event.outcome {
        case .completed: examine(0) { [] }
        case .bound(let bound): noteBound(bound)
        case .discarded: break
        case .violated:
            // The initial local work failed a check: there is nothing to expand.
            if let violation = start.event.violation, !machine.program.allowed.contains(violation.check) {
                found(.check(violation.check), violation) { [] }
            }
        }
        return true
    }

    /// Brings the report's figures up to date; `frontier`: states stored but not expanded.
    func update(frontier: Int, extraBytes: Int = 0) {
        report.states = store.count
        report.frontier = frontier
        report.memoryBytes = store.memoryBytes + extraBytes
        report.bytesPerState = store.count == 0 ? 0 : Double(report.memoryBytes) / Double(store.count)
        report.findings = collector.findings
        report.witnesses = collector.witnesses
    }

    /// Ends the search because the store takes no more: for lack of memory, or of the time to make room.
    func endFull() {
        if store.isOutOfTime, let time = options.time { end(by: .time(time)) } else { end(by: .memory(options.memory)) }
    }

    func end(by limit: SearchLimit) {
        if !report.limits.contains(limit) { report.limits.append(limit) }
        report.phase = .limited
    }

    /// A model's bound as a limit of the search.
    static func limit(of bound: ModelBound, _ program: Program) -> SearchLimit {
        let bounds = program.bounds
        let size: Int
        switch bound {
        case .threads: size = bounds.threads
        case .recursion: size = bounds.recursion
        case .messages: size = bounds.messages
        case .buffer: size = bounds.buffer
        case .ways: size = Workspace.wayLimit
        }
        return .model(bound, size)
    }

    func noteBound(_ bound: ModelBound) {
        let limit = Self.limit(of: bound, machine.program)
        if !report.limits.contains(limit) { report.limits.append(limit) }
    }

    /// Whether another state than the known ones may not be stored any more.
    @inline(__always)
    func meetsStateBound(_ words: UnsafePointer<UInt64>, count: Int, hash: UInt64) -> Bool {
        guard let bound = options.states, store.count >= bound else { return false }
        guard store.find(words, count: count, hash: hash) == nil else { return false }
        end(by: .states(bound))
        return true
    }

    // MARK: - Judging

    /// The words of a state, also while other states are asked for: a schedule to it is made from its forerunners.
    private func lastingWords(_ index: Int) -> (start: UnsafePointer<UInt64>, count: Int) {
        let (start, count) = store.words(index)
        guard store.isCompressed else { return (start, count) }
        judged.update(from: start, count: min(count, machine.wordCount))
        return (UnsafePointer(judged), min(count, machine.wordCount))
    }

    func examine(_ index: Int, schedule: () -> [Transition]) {
        guard judge.looksAtStates else { return }
        let (words, count) = lastingWords(index)
        examine(words, count: count, schedule: schedule)
    }

    /// As above, for a state that is not stored.
    func examine(_ words: UnsafePointer<UInt64>, count: Int, schedule: () -> [Transition]) {
        guard judge.looksAtStates else { return }
        judge.judge(words, count: count) { take($0, schedule) }
    }

    func examineEnd(_ index: Int, _ ending: Ending, schedule: () -> [Transition]) {
        let (words, count) = lastingWords(index)
        examineEnd(words, count: count, ending, schedule: schedule)
    }

    /// As above, for a state that is not stored.
    func examineEnd(
        _ words: UnsafePointer<UInt64>, count: Int, _ ending: Ending, schedule: () -> [Transition]
    ) {
        if ending == .ended { report.endedStates += 1 }
        judge.judgeEnd(ending, words, count: count) { take($0, schedule) }
    }

    /// A step that failed a check; `schedule` ends with it.
    func violated(_ step: FiredStep, schedule: () -> [Transition]) {
        violated(step.check, schedule: schedule)
    }

    /// A failed check; `schedule` ends with the step that failed it.
    func violated(_ check: Check?, schedule: () -> [Transition]) {
        guard let check, !machine.program.allowed.contains(check) else { return }
        found(.check(check), nil, schedule: schedule)
    }

    func take(_ verdict: StateVerdict, _ schedule: () -> [Transition]) {
        switch verdict {
        case .witnessed(let property):
            guard collector.witnesses[property] == nil else { return }
            collector.addWitness(property, schedule: schedule(), machine: machine)
        case .violated(let subject, let violation):
            found(subject, violation, schedule: schedule)
        }
    }

    private func found(_ subject: Subject, _ violation: Violation?, schedule: () -> [Transition]) {
        guard collector.wants(subject) else { return }
        collector.add(subject, violation: violation, schedule: schedule(), machine: machine)
        if options.stopsAtFirst { report.phase = .stoppedAtFinding }
    }
}
