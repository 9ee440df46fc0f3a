internal import HeddleProgram

/// A complete depth-first search with exact storage, pulled in portions.
///
/// Idea: a state's successors are all fired when it is entered; those known already are dropped at once, so that their
/// look-ups are fetched together; of the others only the move and the hash are kept, and the step is made again when its
/// turn comes. The order is that of a plain depth-first search: the first thread's move is followed to its end first.
/// With a bound on depth a state met again nearer to the start is expanded again, so that the bound cuts nothing that
/// lies within it; its transitions count once.
/// Not covered: shortest counterexamples; the schedule of a finding is the way on which the search stood.
package final class DepthFirstExplorer: Explorer {
    private struct Candidate {
        var hash: UInt64
        var choice: Int
        var thread: Int
    }

    private struct Frame {
        var state: UInt32
        /// The state's candidates begin here.
        var first: UInt32
    }

    private let ledger: SearchLedger
    private let expander: StepExpander
    let store: StateStore
    private let candidateMemory: ReservedMemory
    private let frameMemory: ReservedMemory
    private let candidates: UnsafeMutablePointer<Candidate>
    private let frames: UnsafeMutablePointer<Frame>
    private let room: Int
    @exclusivity(unchecked) private var candidateCount = 0
    @exclusivity(unchecked) private var frameCount = 0
    @exclusivity(unchecked) private var transitions = 0
    @exclusivity(unchecked) private var deepest = 0
    /// With a bound on depth: the least depth at which each state was expanded.
    private let depths: DepthRecord?

    package init(machine: Machine, options: SearchOptions) {
        ledger = SearchLedger(machine: machine, options: options, search: "dfs")
        store = ledger.store
        expander = ledger.makeExpander()
        candidateMemory = ReservedMemory(capacity: options.memory)
        frameMemory = ReservedMemory(capacity: options.memory)
        room = min(candidateMemory.capacity / 24, frameMemory.capacity / 8)
        candidates = candidateMemory.base.bindMemory(to: Candidate.self, capacity: room)
        frames = frameMemory.base.bindMemory(to: Frame.self, capacity: room)
        depths = options.depth.map { _ in DepthRecord(memoryLimit: options.memory) }
    }

    package var report: SearchReport { ledger.report }
    package var isOver: Bool { ledger.isOver }
    package func stop() { ledger.stop() }
    /// States are not expanded in the order in which they are stored.
    var expanded: Int { ledger.report.phase == .complete ? store.count : 0 }
    func schedule(to index: Int) -> [Transition] { ledger.schedule(to: index) }

    @discardableResult
    package func advance(budget: Int) -> Int {
        guard !isOver else { return 0 }
        let before = transitions
        if ledger.report.phase == .idle, ledger.begin() { enter(0) }
        if !isOver { ledger.report.phase = .running }
        while transitions - before < budget, !isOver {
            ledger.endIfAsked()
            if isOver { break }
            if frameCount == 0 { finish() } else { step() }
        }
        ledger.report.transitions = transitions
        ledger.report.depth = deepest
        ledger.update(frontier: frameCount + (depths?.cutOff ?? 0), extraBytes: stackBytes)
        return transitions - before
    }

    private var stackBytes: Int { candidateCount * 24 + frameCount * 8 }

    // MARK: - One move

    /// Follows the next candidate of the innermost state, or leaves that state.
    private func step() {
        let frame = frames[frameCount &- 1]
        guard candidateCount > Int(frame.first) else {
            frameCount &-= 1
            return
        }
        candidateCount &-= 1
        let candidate = candidates[candidateCount]
        let (parent, count) = store.words(Int(frame.state))
        expander.clear()
        let step = expander.fire(
            parent, count: count, thread: candidate.thread, choice: candidate.choice)
        let words = UnsafePointer(expander.words + step.start)
        if ledger.options.states != nil,
            ledger.meetsStateBound(words, count: step.length, hash: candidate.hash)
        {
            return
        }
        switch store.insert(words, count: step.length, hash: candidate.hash, parent: frame.state) {
        case .full: ledger.endFull()
        case .known(let state): if depths?.isNearer(state, frameCount) == true { enter(state) }
        case .new(let state):
            if step.result != .violated { ledger.examine(state) { schedule(to: state) } }
            if !isOver { enter(state) }
        }
    }

    /// Fires all moves of a state and makes it the innermost one.
    private func enter(_ state: Int) {
        let depth = frameCount
        if depth > deepest { deepest = depth }
        let (words, count) = store.words(state)
        expander.clear()
        let ending = expander.expand(words, count: count)
        if depths?.meet(state, depth) ?? true, ending != .running {
            ledger.examineEnd(state, ending) { schedule(to: state) }
        }
        if expander.stepCount == 0 || isOver { return }
        if let depths, let bound = ledger.options.depth, depth >= bound { return depths.cut(state) }
        store.otherBytes = stackBytes + expander.stepCount * 24 + 8
        guard candidateCount + expander.stepCount < room, depth < room - 1, store.hasRoom else {
            return ledger.endFull()
        }
        if depths?.expand(state) ?? true { account(for: state) }
        if isOver { return }
        frames[depth] = Frame(
            state: UInt32(truncatingIfNeeded: state), first: UInt32(truncatingIfNeeded: candidateCount))
        frameCount = depth &+ 1
        push()
    }

    /// What the state's moves bring, apart from where they lead.
    private func account(for state: Int) {
        for step in expander.steps {
            guard step.hasState else {
                if case .bound(let bound) = StepOutcome(step.result) { ledger.noteBound(bound) }
                continue
            }
            transitions &+= 1
            if step.check != nil { ledger.violated(step) { ledger.schedule(to: state, then: step) } }
            if isOver { return }
        }
    }

    /// Keeps the moves that lead to something new, the first one on top.
    private func push() {
        let steps = expander.steps
        for step in steps { store.prefetchSlot(step.hash) }
        for step in steps where step.hasState { store.prefetchState(step.hash) }
        var number = steps.count
        while number > 0 {
            number &-= 1
            let step = steps[number]
            guard step.hasState else { continue }
            let words = UnsafePointer(expander.words + step.start)
            if let known = store.find(words, count: step.length, hash: step.hash),
                depths?.isNearer(known, frameCount) != true
            {
                continue
            }
            candidates[candidateCount] = Candidate(hash: step.hash, choice: step.choice, thread: step.thread)
            candidateCount &+= 1
        }
    }

    private func finish() {
        if let depths, depths.cutOff > 0, let bound = ledger.options.depth { ledger.end(by: .depth(bound)) }
        ledger.report.phase = ledger.report.limits.isEmpty ? .complete : .limited
    }
}
