internal import CPlatform
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
    /// nil where every interleaving is explored.
    let plan: ReductionPlan?
    private let expander: StepExpander
    let store: StateStore

    /// States before this index are expanded.
    @exclusivity(unchecked) private(set) var expanded = 0
    /// Index behind the last state of each depth that is complete in the store.
    @exclusivity(unchecked) private var levelEnds: [Int] = []
    @exclusivity(unchecked) private var parents: [Int] = []
    @exclusivity(unchecked) private var parentEnds: [Int] = []
    @exclusivity(unchecked) private var hashes: [UInt64] = []
    /// States at the bound of depth whose steps were left out.
    private var suppressed = 0

    /// Parents that are expanded before their successors are entered.
    private static let batch = 6

    package init(machine: Machine, options: SearchOptions) {
        ledger = SearchLedger(machine: machine, options: options, search: "bfs")
        store = ledger.store
        let made = options.reductions.isEmpty ? nil : ReductionPlan(machine, options: options)
        plan = made?.uses.isEmpty == false ? made : nil
        expander = StepExpander(machine: machine, reducer: plan.map { StateReducer(machine: machine, plan: $0) })
        ledger.report.reductions = plan?.uses ?? []
        ledger.report.refusals = made?.refusals ?? []
    }

    package var report: SearchReport { ledger.report }
    package var isOver: Bool { ledger.isOver }
    package func stop() { ledger.stop() }

    @discardableResult
    package func advance(budget: Int) -> Int {
        guard !isOver else { return 0 }
        if ledger.report.phase == .idle, ledger.begin() { levelEnds = [1] }
        if !isOver { ledger.report.phase = .running }
        let before = ledger.report.transitions
        while ledger.report.transitions - before < budget, !isOver {
            ledger.endIfAsked()
            if !isOver { step() }
        }
        ledger.update(frontier: store.count - expanded + suppressed)
        return ledger.report.transitions - before
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
        let isDeepest = ledger.options.depth.map { levelEnds.count > $0 } ?? false
        var index = expanded
        while index < levelEnd, parents.count < Self.batch {
            let (words, count) = store.words(index)
            let before = expander.steps.count
            let ending = expander.expand(words, count: count)
            if ending != .running { ledger.examineEnd(index, ending) { schedule(to: index) } }
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
                if case .bound(let bound) = StepOutcome(fired.result) { ledger.noteBound(bound) }
                continue
            }
            let words = UnsafePointer(expander.words + fired.start)
            if ledger.meetsStateBound(words, count: fired.length, hash: hashes[index]) { return false }
            ledger.report.transitions += 1
            let entered = store.insert(
                words, count: fired.length, hash: hashes[index], parent: UInt32(truncatingIfNeeded: parent))
            if fired.result == .violated { ledger.violated(fired) { schedule(to: parent, then: fired) } }
            switch entered {
            case .full:
                ledger.end(by: .memory(ledger.options.memory))
                return false
            case .known: break
            case .new(let state): if fired.result != .violated { ledger.examine(state) { schedule(to: state) } }
            }
            if isOver { return false }
        }
        return true
    }

    private func levelDone() {
        guard expanded == levelEnds.last else { return }
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

    // MARK: - Ways

    /// A shortest schedule to a stored state: the way on which it was found.
    func schedule(to index: Int) -> [Transition] { schedule(to: index, then: nil) }

    private func schedule(to index: Int, then step: FiredStep?) -> [Transition] {
        var chain = [index]
        while let parent = store.parent(of: chain[chain.count - 1]) { chain.append(parent) }
        chain.reverse()
        let last = step.map { Transition(thread: $0.thread, choice: $0.choice) }
        if let plan { return ReducedWay(machine: ledger.machine, plan: plan, store: store).schedule(chain, then: last) }
        var result: [Transition] = []
        let finder = StepExpander(machine: ledger.machine)
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
        return result + (last.map { [$0] } ?? [])
    }
}
