internal import CPlatform
internal import HeddleProgram

/// A complete breadth-first search with exact storage, pulled in portions.
///
/// Idea: the store's order of insertion is the queue. Several parents are expanded at once; their successors are
/// hashed and the table's slots fetched ahead; then they are entered one by one in the machine's order, so that the
/// batch changes nothing that can be seen. Every new state is judged as it is entered, every end as it is expanded:
/// the first finding of a subject is one of its shortest. A state that a violated step leads to is never expanded.
/// Not covered: reductions.
package final class BreadthFirstExplorer {
    let machine: Machine
    let options: SearchOptions
    let store: StateStore
    private let expander: StepExpander
    private let judge: StateJudge
    private(set) var collector: FindingCollector
    package private(set) var report: SearchReport

    /// States before this index are expanded.
    private(set) var expanded = 0
    /// Index behind the last state of each depth that is complete in the store.
    private var levelEnds: [Int] = []
    private var parents: [Int] = []
    private var parentEnds: [Int] = []
    private var hashes: [UInt64] = []
    private var deadline: Double?
    private var isStopRequested = false
    /// States at the bound of depth whose steps were left out.
    private var suppressed = 0

    /// Parents that are expanded before their successors are entered.
    private static let batch = 6

    package init(machine: Machine, options: SearchOptions) {
        self.machine = machine
        self.options = options
        store = StateStore(
            wordCount: machine.wordCount, fixedWords: machine.fixedWordCount,
            memoryLimit: max(1 << 16, options.memory))
        expander = StepExpander(machine: machine)
        judge = StateJudge(machine: machine, looksForRaces: options.looksForRaces)
        collector = FindingCollector(
            limit: options.collectsAll ? SearchOptions.collectionLimit : 1)
        report = SearchReport()
    }

    /// Whether nothing is left to do.
    package var isOver: Bool {
        switch report.phase {
        case .idle, .running, .paused: return false
        case .complete, .stoppedAtFinding, .limited: return true
        }
    }

    /// Ends the search at the next portion; what was found stays.
    package func stop() { isStopRequested = true }

    /// Goes on until about `budget` more transitions are fired or the search is over; returns how many were.
    @discardableResult
    package func advance(budget: Int) -> Int {
        guard !isOver else { return 0 }
        if report.phase == .idle { begin() }
        report.phase = .running
        let before = report.transitions
        while report.transitions - before < budget, !isOver {
            if isStopRequested {
                end(by: .stopped)
            } else if isLate {
                end(by: .time(options.time ?? 0))
            } else {
                step()
            }
        }
        update()
        return report.transitions - before
    }

    private var isLate: Bool {
        guard let clock = options.clock, let deadline else { return false }
        return clock() >= deadline
    }

    private func begin() {
        if let clock = options.clock, let time = options.time { deadline = clock() + time }
        let start = machine.start()
        let entered = start.state.words.withUnsafeBufferPointer { buffer -> StateStore.Insertion in
            guard let base = buffer.baseAddress else { return .full }
            let count = buffer.count
            return store.insert(
                base, count: count, hash: store.hash(base, count: count), parent: StateStore.noParent)
        }
        guard case .new = entered else { return end(by: .memory(options.memory)) }
        levelEnds = [1]
        switch start.event.outcome {
        case .completed: examine(0)
        case .bound(let bound): noteBound(bound)
        case .discarded: break
        case .violated:
            // The initial local work failed a check: there is nothing to expand.
            if let violation = start.event.violation, !machine.program.allowed.contains(violation.check) {
                found(.check(violation.check), violation, at: 0, by: nil)
            }
        }
    }

    private func update() {
        report.states = store.count
        report.frontier = store.count - expanded + suppressed
        report.memoryBytes = store.memoryBytes
        report.bytesPerState = store.count == 0 ? 0 : Double(store.memoryBytes) / Double(store.count)
        report.findings = collector.findings
        report.witnesses = collector.witnesses
    }

    private func end(by limit: SearchLimit) {
        if !report.limits.contains(limit) { report.limits.append(limit) }
        report.phase = .limited
    }

    /// Depth of a state. Unit: steps.
    func depth(of index: Int) -> Int {
        var low = 0
        var high = levelEnds.count
        while low < high {
            let middle = (low + high) / 2
            if levelEnds[middle] > index { high = middle } else { low = middle + 1 }
        }
        return low
    }

    // MARK: - One batch

    private func step() {
        gather()
        guard !parents.isEmpty else { return finish() }
        for index in 0..<expander.steps.count {
            let step = expander.steps[index]
            guard step.hasState else {
                hashes.append(0)
                continue
            }
            let hash = store.hash(expander.words + step.start, count: step.length)
            hashes.append(hash)
            heddle_prefetch(store.slotAddress(hash))
        }
        var next = 0
        for (position, parent) in parents.enumerated() {
            let last = parentEnds[position]
            guard enter(next..<last, parent) else { return }
            next = last
            expanded = parent + 1
            levelDone()
        }
    }

    /// Expands the next parents into the buffer. A batch never reaches over the end of a level.
    private func gather() {
        expander.clear()
        parents.removeAll(keepingCapacity: true)
        parentEnds.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        let levelEnd = levelEnds.last ?? 0
        let isDeepest = options.depth.map { levelEnds.count > $0 } ?? false
        var index = expanded
        while index < levelEnd, parents.count < Self.batch {
            let (words, count) = store.words(index)
            let before = expander.steps.count
            let ending = expander.expand(words, count: count)
            if ending != .running { examineEnd(index, ending) }
            if isDeepest, expander.steps.count > before {
                expander.drop(from: before)
                suppressed += 1
            }
            parents.append(index)
            parentEnds.append(expander.steps.count)
            index += 1
        }
    }

    /// Enters the successors of one parent; false when the search ended on the way.
    private func enter(_ range: Range<Int>, _ parent: Int) -> Bool {
        for index in range {
            let fired = expander.steps[index]
            guard fired.hasState else {
                if case .bound(let bound) = StepOutcome(fired.result) { noteBound(bound) }
                continue
            }
            let words = UnsafePointer(expander.words + fired.start)
            if let bound = options.states, store.count >= bound,
                store.find(words, count: fired.length, hash: hashes[index]) == nil
            {
                end(by: .states(bound))
                return false
            }
            report.transitions += 1
            let entered = store.insert(
                words, count: fired.length, hash: hashes[index], parent: UInt32(truncatingIfNeeded: parent))
            if fired.result == .violated { violated(fired, parent) }
            switch entered {
            case .full:
                end(by: .memory(options.memory))
                return false
            case .known: break
            case .new(let state): if fired.result != .violated { examine(state) }
            }
            if isOver { return false }
        }
        return true
    }

    private func noteBound(_ bound: ModelBound) {
        let bounds = machine.program.bounds
        let size: Int
        switch bound {
        case .threads: size = bounds.threads
        case .recursion: size = bounds.recursion
        case .messages: size = bounds.messages
        }
        let limit = SearchLimit.model(bound, size)
        if !report.limits.contains(limit) { report.limits.append(limit) }
    }

    private func levelDone() {
        guard expanded == levelEnds.last else { return }
        if suppressed == 0 { report.completeDepth = levelEnds.count - 1 }
        if store.count > expanded {
            report.depth = levelEnds.count
            levelEnds.append(store.count)
        }
    }

    private func finish() {
        if suppressed > 0, let bound = options.depth { end(by: .depth(bound)) }
        report.phase = report.limits.isEmpty ? .complete : .limited
    }

    // MARK: - Judging

    private func examine(_ index: Int) {
        guard judge.looksAtStates else { return }
        let (words, count) = store.words(index)
        judge.judge(words, count: count) { verdict in take(verdict, index) }
    }

    private func examineEnd(_ index: Int, _ ending: Ending) {
        if ending == .ended { report.endedStates += 1 }
        let (words, count) = store.words(index)
        judge.judgeEnd(ending, words, count: count) { verdict in take(verdict, index) }
    }

    private func take(_ verdict: StateVerdict, _ index: Int) {
        switch verdict {
        case .witnessed(let property):
            guard collector.witnesses[property] == nil else { return }
            collector.addWitness(property, schedule: schedule(to: index), machine: machine)
        case .violated(let subject, let violation):
            found(subject, violation, at: index, by: nil)
        }
    }

    private func violated(_ fired: FiredStep, _ parent: Int) {
        guard let check = fired.check, !machine.program.allowed.contains(check) else { return }
        guard collector.wants(.check(check)) else { return }
        found(.check(check), nil, at: parent, by: Transition(thread: fired.thread, choice: fired.choice))
    }

    private func found(_ subject: Subject, _ violation: Violation?, at index: Int, by last: Transition?) {
        guard collector.wants(subject) else { return }
        var schedule = schedule(to: index)
        if let last { schedule.append(last) }
        collector.add(subject, violation: violation, schedule: schedule, machine: machine)
        if options.stopsAtFirst { report.phase = .stoppedAtFinding }
    }

    /// A shortest schedule to a stored state: the way on which it was found.
    func schedule(to index: Int) -> [Transition] {
        var chain = [index]
        while let parent = store.parent(of: chain[chain.count - 1]) { chain.append(parent) }
        chain.reverse()
        var result: [Transition] = []
        let finder = StepExpander(machine: machine)
        for (parent, child) in zip(chain, chain.dropFirst()) {
            let (words, count) = store.words(parent)
            finder.clear()
            _ = finder.expand(words, count: count)
            let step = finder.steps.first { step in
                guard step.hasState else { return false }
                let found = UnsafePointer(finder.words + step.start)
                return store.find(found, count: step.length, hash: store.hash(found, count: step.length)) == child
            }
            guard let step else { preconditionFailure("Heddle bug: a stored state is no successor of its parent") }
            result.append(Transition(thread: step.thread, choice: step.choice))
        }
        return result
    }
}
