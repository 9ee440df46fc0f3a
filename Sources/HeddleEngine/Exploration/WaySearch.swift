internal import HeddleProgram

/// A shortest way from a state to one that fulfils a goal: `run until …`, whatever the goal.
///
/// Breadth first from the given state on the machine alone, so that it also works where no search has been. The first
/// way by thread and choice among the shortest. Pulled: `advance` expands states for a while and returns. Confined to
/// the thread that uses it.
package final class WaySearch {
    package enum Answer: Equatable, Sendable {
        case found([Transition])
        /// No reachable state fulfils the goal.
        case none
        /// The limit was reached first.
        case notKnown
    }

    /// A step that the search has made, as a goal sees it.
    struct Made {
        var move: Transition
        /// State that the step was made from, for goals that ask for it.
        var before: State?
    }

    /// What is looked for. `isMet` is asked of every new state; with `looksAtSteps` of every step, for the same state may
    /// be the goal by one step and not by another.
    struct Goal {
        var looksAtSteps = false
        /// Whether a step that fails a check is the goal, whatever state it leaves behind.
        var isFailure: (Check) -> Bool = { _ in false }
        /// Which failed steps of those count, by the state before them.
        var accepts: (_ before: State, _ move: Transition) -> Bool = { _, _ in true }
        var isMet: (_ state: State, _ made: Made) -> Bool
    }

    /// States that are looked at, unless told otherwise.
    package static let defaultLimit = 1_000_000

    private let machine: Machine
    private let start: State
    private let limit: Int
    private let memory: Int
    private let store: StateStore
    private let expander: StepExpander
    private let goal: Goal
    private let follows: (FiredStep) -> Bool
    private let isPassable: (State) -> Bool
    private var moves: [Transition] = [Transition(thread: -1)]
    private var barred = BitSet()
    private var next = 0

    /// nil while the search goes on.
    package private(set) var answer: Answer?
    /// The bound that bit; nil: none.
    package private(set) var reached: SearchLimit?

    /// By steps that are followed, and through states that can be passed. The start itself counts only after at least
    /// one step.
    init(
        machine: Machine, from start: State, limit: Int, memory: Int = SearchOptions.defaultMemory, goal: Goal,
        follows: @escaping (FiredStep) -> Bool = { _ in true },
        through isPassable: @escaping (State) -> Bool = { _ in true }
    ) {
        self.machine = machine
        self.start = start
        self.limit = limit
        self.memory = memory
        self.goal = goal
        self.follows = follows
        self.isPassable = isPassable
        store = StateStore(
            wordCount: machine.wordCount, fixedWords: machine.fixedWordCount, memoryLimit: memory,
            stateLength: machine.stateLength)
        expander = StepExpander(machine: machine)
        start.words.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            _ = store.insert(
                base, count: buffer.count, hash: store.hash(base, count: buffer.count), parent: StateStore.noParent)
        }
    }

    /// Different states seen so far, the first one included.
    package var states: Int { min(store.count, limit) }

    /// Goes on until about `budget` transitions are made or the answer is there.
    package func advance(budget: Int) {
        var spent = 0
        while answer == nil, spent < budget {
            guard next < store.count else {
                answer = reached == nil ? Answer.none : .notKnown
                return
            }
            if !barred.contains(next) { spent += expandNext() }
            next += 1
            spent += 1
        }
    }

    private func expandNext() -> Int {
        let (words, count) = store.words(next)
        expander.clear()
        _ = expander.expand(words, count: count)
        let before = goal.looksAtSteps ? store.state(next) : nil
        for step in expander.steps where follows(step) {
            let move = Transition(thread: step.thread, choice: step.choice)
            if let check = step.check, goal.isFailure(check), goal.accepts(store.state(next), move) {
                found(move)
            } else if step.hasState {
                take(step, move, Made(move: move, before: before))
            } else if case .bound(let bound) = StepOutcome(step.result) {
                reached = reached ?? SearchLedger.limit(of: bound, machine.program)
            }
            if answer != nil { break }
        }
        return expander.stepCount
    }

    private func take(_ step: FiredStep, _ move: Transition, _ made: Made) {
        let words = UnsafePointer(expander.words + step.start)
        switch store.insert(words, count: step.length, hash: step.hash, parent: UInt32(truncatingIfNeeded: next)) {
        case .full: giveUp(.memory(memory))
        case .known(let index):
            if index == 0 || goal.looksAtSteps, goal.isMet(index == 0 ? start : store.state(index), made) {
                found(move)
            }
        case .new(let index):
            moves.append(move)
            let state = store.state(index)
            if !isPassable(state) {
                barred.insert(index)
            } else if goal.isMet(state, made) {
                found(move)
            } else if index >= limit {
                giveUp(.states(limit))
            }
        }
    }

    private func giveUp(_ limit: SearchLimit) {
        reached = limit
        answer = .notKnown
    }

    /// The goal is reached by a move from the state that is being expanded.
    private func found(_ move: Transition) {
        var result = [move]
        var current = next
        while let parent = store.parent(of: current) {
            result.append(moves[current])
            current = parent
        }
        answer = .found(result.reversed())
    }
}

extension WaySearch {
    /// How far it is, as a search of the whole model tells it.
    package var report: SearchReport {
        var report = SearchReport()
        report.states = states
        report.depth = depth
        report.frontier = store.count - next
        return report
    }

    /// Steps from the start to the state that is expanded next.
    private var depth: Int {
        var count = 0
        var current = min(next, store.count - 1)
        while let parent = store.parent(of: current) {
            count += 1
            current = parent
        }
        return count
    }

    /// The whole search at once. `condition` sees full states.
    package static func way(
        machine: Machine, from start: State, limit: Int = WaySearch.defaultLimit,
        until condition: @escaping (State) -> Bool
    ) -> Answer {
        WaySearch(machine: machine, from: start, limit: limit, goal: Goal { state, _ in condition(state) }).finish()
    }

    func finish() -> Answer {
        while answer == nil { advance(budget: .max) }
        return answer ?? .notKnown
    }
}
