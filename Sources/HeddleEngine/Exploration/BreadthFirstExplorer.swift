internal import HeddleProgram

/// A complete breadth-first search with exact storage, pulled in portions.
///
/// Idea: the store's order of insertion is the queue. Several parents are expanded at once; their successors are
/// hashed and the table's slots fetched ahead; then they are entered one by one in the machine's order, so that the
/// batch changes nothing that can be seen. Every new state is judged as it is entered, every end as it is expanded:
/// the first finding of a subject is one of its shortest. A state that a violated step leads to is never expanded.
/// With reductions a step is what the reducer makes of it: several steps of the machine at once, under other names of the
/// replicas.
package final class BreadthFirstExplorer: Explorer {
    private let ledger: SearchLedger
    private let expander: StepExpander
    let store: StateStore

    @exclusivity(unchecked) private var transitions = 0
    private let hasStateBound: Bool
    /// States before this index are expanded.
    @exclusivity(unchecked) private(set) var expanded = 0
    /// Index behind the last state of each depth that is complete in the store.
    @exclusivity(unchecked) private var levelEnds: [Int] = []
    /// The batch: its first state, and behind each of its states the steps fired so far.
    @exclusivity(unchecked) private var batchStart = 0
    @exclusivity(unchecked) private var batchCount = 0
    private let stepEnds = UnsafeMutablePointer<Int>.allocate(capacity: BreadthFirstExplorer.batch)
    /// Other OS threads that help with wide levels.
    let team: TeamBatch?
    private var isNearBound = false
    /// Whether the reductions are still on trial, and what came of it.
    private var isOnTrial: Bool
    private(set) var idleReductions: (reductions: Reductions, forcesSteps: Bool)?
    /// States at the bound of depth whose steps were left out.
    private var suppressed = 0

    /// Parents that are expanded before their successors are entered.
    private static let batch = 8
    /// States after which it is looked at what reductions are good for.
    static let trialStates = 1 << 13

    package init(machine: Machine, options: SearchOptions) {
        ledger = SearchLedger(machine: machine, options: options, search: "bfs")
        store = ledger.store
        hasStateBound = options.states != nil
        isOnTrial = options.triesReductions && ledger.plan != nil
        expander = ledger.makeExpander()
        // Where a search ends at its first finding, or tells bugs of one subject apart, the order within a batch counts.
        let helps = options.workers > 1 && !options.stopsAtFirst && !options.collectsAll
        team =
            helps
            ? TeamBatch(ledger: ledger, workers: options.workers, looksForRaces: options.looksForRaces) : nil
    }

    deinit {
        stepEnds.deallocate()
    }

    package var report: SearchReport { ledger.report }
    /// Length of a state as it is kept; 0 where each has its own. Unit: bytes.
    package var vectorBytes: Int { store.commonLength * 8 }
    /// CPU time of each thread of the team, none where one searches alone. Unit: seconds.
    package var memberSeconds: [Double] { team?.team.cpuSeconds ?? [] }
    package var isOver: Bool { ledger.isOver }
    package func stop() { ledger.stop() }

    @discardableResult
    package func advance(budget: Int) -> Int {
        guard !isOver else { return 0 }
        if ledger.report.phase == .idle, ledger.begin() { levelEnds = [1] }
        if !isOver { ledger.report.phase = .running }
        let before = transitions
        while transitions - before < budget, !isOver {
            ledger.endIfAsked()
            if isOver { break }
            step()
            if isOnTrial, expanded >= Self.trialStates, endTrial() { break }
        }
        ledger.report.transitions = transitions
        ledger.update(frontier: store.count - expanded + suppressed)
        return transitions - before
    }

    /// Whether the search would do better with other reductions.
    private func endTrial() -> Bool {
        isOnTrial = false
        guard let reducer = expander.reducer, !isOver else { return false }
        let idle = reducer.gain.idleOnes(of: reducer.plan.uses)
        guard !idle.reductions.isEmpty || idle.forcesSteps != reducer.plan.forcesSteps else { return false }
        idleReductions = idle
        return true
    }

    // MARK: - One batch

    private func step() {
        if let team, isWide { return step(team) }
        gather()
        guard batchCount > 0 else { return finish() }
        for step in expander.steps where step.hasState { store.prefetchState(step.hash) }
        var next = 0
        for position in 0..<batchCount {
            let last = stepEnds[position]
            guard enter(expander, next, last, batchStart + position) else { return }
            next = last
            expanded = batchStart + position + 1
            if expanded == levelEnds[levelEnds.count - 1] { levelDone() }
        }
    }

    /// Expands the next parents into the buffer. A batch never reaches over the end of a level.
    private func gather() {
        expander.clear()
        batchStart = expanded
        batchCount = 0
        let levelEnd = levelEnds.last ?? 0
        let isDeepest = ledger.options.depth.map { levelEnds.count > $0 } ?? false
        let end = min(levelEnd, expanded + Self.batch)
        while batchStart + batchCount < end {
            let index = batchStart + batchCount
            let (words, count) = store.words(index)
            let before = expander.stepCount
            let ending = expander.expand(words, count: count)
            if ending != .running { ledger.examineEnd(index, ending) { schedule(to: index) } }
            if isDeepest, expander.stepCount > before {
                expander.drop(from: before)
                suppressed += 1
            }
            let steps = expander.steps
            for number in before..<steps.count { store.prefetchSlot(steps[number].hash) }
            stepEnds[batchCount] = steps.count
            batchCount += 1
        }
    }

    /// Enters the successors of one parent; false when the search ended on the way.
    @inline(__always)
    private func enter(_ expander: StepExpander, _ first: Int, _ last: Int, _ parent: Int) -> Bool {
        let steps = expander.steps
        let buffer = UnsafePointer(expander.words)
        var number = first
        while number < last {
            let step = steps[number]
            number &+= 1
            guard step.hasState else {
                noteBound(step)
                continue
            }
            let words = buffer + step.start
            if hasStateBound, ledger.meetsStateBound(words, count: step.length, hash: step.hash) { return false }
            transitions &+= 1
            let entered = store.insert(
                words, count: step.length, hash: step.hash, parent: UInt32(truncatingIfNeeded: parent))
            if case .known = entered, step.result == .rested { continue }
            if !take(step, entered, parent) { return false }
        }
        return true
    }

    @inline(never)
    private func noteBound(_ step: FiredStep) {
        if case .bound(let bound) = StepOutcome(step.result) { ledger.noteBound(bound) }
    }

    /// Judges what a step brought; false when the search ended with it.
    @inline(__always)
    private func take(_ step: FiredStep, _ entered: StateStore.Insertion, _ parent: Int) -> Bool {
        if step.check != nil { ledger.violated(step) { ledger.schedule(to: parent, then: step) } }
        switch entered {
        case .full:
            ledger.endFull()
            return false
        case .known: break
        case .new(let state): if step.result != .violated { ledger.examine(state) { schedule(to: state) } }
        }
        return !isOver
    }

    // MARK: - A batch of the team

    /// Whether what is left of the level is worth the meetings of a team.
    private var isWide: Bool {
        guard let end = levelEnds.last, end - expanded >= Self.wide, store.commonLength > 0 else { return false }
        if let depth = ledger.options.depth, levelEnds.count > depth { return false }
        return !isNearBound && !isOnTrial
    }

    /// Unit: states.
    private static let wide = 2 * TeamBatch.blockParents * 4

    private func step(_ team: TeamBatch) {
        let levelEnd = levelEnds[levelEnds.count - 1]
        let parents = expanded..<min(levelEnd, expanded + TeamBatch.blocks * TeamBatch.blockParents)
        team.expand(parents)
        if let bound = ledger.options.states, store.count + team.stepsWithState > bound {
            // The bound may bite within this batch: nothing of it was entered or judged, and one thread goes on from here.
            isNearBound = true
            return
        }
        for end in team.endings { ledger.examineEnd(end.parent, end.ending) { schedule(to: end.parent) } }
        if team.needsOrder {
            team.forEachParent { parent, expander, steps in
                guard enter(expander, steps.lowerBound, steps.upperBound, parent) else { return false }
                expanded = parent + 1
                return true
            }
            if isOver { return }
        } else {
            transitions += team.stepsWithState
            team.enter()
            expanded = parents.upperBound
            for entry in team.verdicts { ledger.take(entry.verdict) { schedule(to: entry.state) } }
        }
        if expanded == levelEnd { levelDone() }
    }

    private func levelDone() {
        if suppressed == 0 { ledger.report.completeDepth = levelEnds.count - 1 }
        if store.count > expanded {
            ledger.report.depth = levelEnds.count
            levelEnds.append(store.count)
        }
    }

    private func finish() {
        if suppressed > 0, let bound = ledger.options.depth { ledger.end(by: .depth(bound)) }
        ledger.report.phase = ledger.report.limits.isEmpty ? .complete : .limited
    }

    func schedule(to index: Int) -> [Transition] { ledger.schedule(to: index) }
}
