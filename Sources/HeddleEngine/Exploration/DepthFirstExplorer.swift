internal import HeddleProgram

/// A complete depth-first search with exact storage, pulled in portions.
///
/// Idea: a state's successors are all fired when it is entered; those known already are dropped at once, so that their
/// look-ups are fetched together; the others are kept on a stack with their words until their turn comes. The order is
/// that of a plain depth-first search: the first thread's move is followed to its end first.
/// With a bound on depth a state met again nearer to the start is expanded again, so that the bound cuts nothing that
/// lies within it; its transitions count once.
/// Not covered: shortest counterexamples; the schedule of a finding is the way on which the search stood.
package final class DepthFirstExplorer: Explorer {
    private struct Frame {
        var state: UInt32
        /// The state's candidates begin here.
        var first: Int
    }

    /// A candidate's words are followed by its hash and by its length, shifted by one bit for whether its step failed.
    private static let candidateTail = 2

    private let ledger: SearchLedger
    private let expander: StepExpander
    let store: StateStore
    private let candidateMemory: ReservedMemory
    private let frameMemory: ReservedMemory
    private let candidates: UnsafeMutablePointer<UInt64>
    private let frames: UnsafeMutablePointer<Frame>
    private let candidateRoom: Int
    private let frameRoom: Int
    /// Unit: words.
    @exclusivity(unchecked) private var candidateWords = 0
    @exclusivity(unchecked) private var frameCount = 0
    @exclusivity(unchecked) private var transitions = 0
    @exclusivity(unchecked) private var deepest = 0
    @exclusivity(unchecked) private var mostWords = 0
    /// With a bound on depth: the least depth at which each state was expanded.
    private let depths: DepthRecord?

    package init(machine: Machine, options: SearchOptions) {
        ledger = SearchLedger(machine: machine, options: options, search: "dfs")
        store = ledger.store
        expander = ledger.makeExpander()
        candidateMemory = ReservedMemory(capacity: options.memory)
        frameMemory = ReservedMemory(capacity: options.memory)
        candidateRoom = candidateMemory.capacity / 8
        frameRoom = frameMemory.capacity / MemoryLayout<Frame>.stride
        candidates = candidateMemory.base.bindMemory(to: UInt64.self, capacity: candidateRoom)
        frames = frameMemory.base.bindMemory(to: Frame.self, capacity: frameRoom)
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

    /// What the stack has taken at its highest: pages that were touched stay.
    private var stackBytes: Int { mostWords * 8 + (deepest + 1) * MemoryLayout<Frame>.stride }

    // MARK: - One move

    /// Follows the next candidate of the innermost state, or leaves that state.
    private func step() {
        let frame = frames[frameCount &- 1]
        guard candidateWords > frame.first else {
            frameCount &-= 1
            return
        }
        let top = candidates + candidateWords
        let hash = top[-2]
        let length = Int(top[-1] >> 1)
        let failed = top[-1] & 1 != 0
        let words = UnsafePointer(top - Self.candidateTail - length)
        candidateWords &-= length &+ Self.candidateTail
        // Its turn comes next, or not for a long time.
        if candidateWords > frame.first { store.prefetchSlot(candidates[candidateWords &- 2]) }
        if ledger.options.states != nil, ledger.meetsStateBound(words, count: length, hash: hash) { return }
        switch store.insert(words, count: length, hash: hash, parent: frame.state) {
        case .full: ledger.endFull()
        case .known(let state): if depths?.isNearer(state, frameCount) == true { enter(state) }
        case .new(let state):
            if !failed { ledger.examine(state) { schedule(to: state) } }
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
        let more = expander.usedWords + expander.stepCount * Self.candidateTail
        mostWords = max(mostWords, candidateWords + more)
        store.otherBytes = stackBytes
        guard candidateWords + more < candidateRoom, depth < frameRoom - 1, store.hasRoom else {
            return ledger.endFull()
        }
        if depths?.expand(state) ?? true { account(for: state) }
        if isOver { return }
        frames[depth] = Frame(state: UInt32(truncatingIfNeeded: state), first: candidateWords)
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
            let place = candidates + candidateWords
            copyWords(words, to: place, step.length)
            place[step.length] = step.hash
            place[step.length &+ 1] = UInt64(truncatingIfNeeded: step.length) << 1 | (step.result == .violated ? 1 : 0)
            candidateWords &+= step.length &+ Self.candidateTail
        }
    }

    private func finish() {
        if let depths, depths.cutOff > 0, let bound = ledger.options.depth { ledger.end(by: .depth(bound)) }
        ledger.report.phase = ledger.report.limits.isEmpty ? .complete : .limited
    }
}
