internal import HeddleProgram

/// One fired transition of an expanded state; its successor lies in the expander's buffer.
struct FiredStep {
    var thread: Int
    var choice: Int
    var result: RunResult
    /// Start of the successor in the buffer. Unit: words.
    var start: Int
    /// Words of the successor that may be other than zero.
    var length: Int
    /// Whether the step was a `yield`: leaving the thread behind it costs nothing.
    var yields: Bool
    /// The failed check, where `result` is `violated`.
    var check: Check?

    /// Whether the step leads to a state that counts.
    @inline(__always) var hasState: Bool { result == .rested || result == .violated }
}

/// Fires every enabled transition of states and holds what comes out, ordered by thread, then choice.
///
/// The only place where explorers run steps. Shape: successors lie back to back in one buffer, each as long as it needs.
final class StepExpander {
    let machine: Machine
    private let workspace: Workspace
    private let wordCount: Int
    private let isFixed: Bool
    /// By thread and resting place: whether the step there is a `yield`.
    private let yieldPlaces: [Bool]
    @exclusivity(unchecked) private(set) var steps: [FiredStep] = []
    @exclusivity(unchecked) private(set) var words: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var capacity: Int
    @exclusivity(unchecked) private var used = 0

    /// Leaves out steps that need not be followed; nil: all are.
    let reducer: StateReducer?

    init(machine: Machine, reducer: StateReducer? = nil) {
        self.machine = machine
        self.reducer = reducer
        workspace = machine.makeWorkspace()
        wordCount = machine.wordCount
        isFixed = machine.fixedWordCount == machine.wordCount
        capacity = max(256, 64 * machine.wordCount)
        words = .allocate(capacity: capacity)
        yieldPlaces = machine.image.rests.map { rest in
            // Place 0 is that of threads that are over.
            guard machine.program.routines.indices.contains(rest.site.routine) else { return false }
            let code = machine.program.routines[rest.site.routine].code
            guard code.indices.contains(rest.site.instruction + 1) else { return false }
            if case .yield = code[rest.site.instruction + 1].kind { return true }
            return false
        }
    }

    deinit {
        words.deallocate()
    }

    func clear() {
        steps.removeAll(keepingCapacity: true)
        used = 0
    }

    /// Forgets the steps from the given one on.
    func drop(from index: Int) { steps.removeSubrange(index...) }

    /// Appends the successors of a state, of which the first `count` words may be other than zero; tells how an
    /// execution that stands there is over. Moves of the environment don't keep it from being over.
    func expand(_ state: UnsafePointer<UInt64>, count: Int) -> Ending {
        workspace.begin(state, count: count)
        if workspace.isFaulted { return .violated }
        let first = steps.count
        while workspace.next() { append() }
        sort(from: first)
        reducer?.reduce(state, count: count, in: self, from: first)
        if workspace.moveCount > 0 { return .running }
        return workspace.isOver ? .ended : .deadlock
    }

    /// Puts a step where an earlier one stood that is left out.
    func move(_ index: Int, to place: Int) { steps[place] = steps[index] }

    /// Gives a step another successor.
    func replace(_ index: Int, with state: UnsafePointer<UInt64>, count: Int) {
        let start = steps[index].start
        if count <= steps[index].length {
            (words + start).update(from: state, count: count)
        } else {
            if used + count > capacity { grow(used + count) }
            (words + used).update(from: state, count: count)
            steps[index].start = used
            used += count
        }
        steps[index].length = count
    }

    private func append() {
        let result = workspace.result
        var step = FiredStep(
            thread: workspace.thread, choice: workspace.choice, result: result, start: used, length: 0, yields: false)
        if result == .rested || result == .violated {
            step.length = isFixed ? wordCount : workspace.successorCount
            if used + step.length > capacity { grow(used + step.length) }
            (words + used).update(from: workspace.successor, count: step.length)
            used += step.length
            if result == .violated { step.check = workspace.failedCheck }
        }
        step.yields = yieldPlaces[workspace.restIndex(of: step.thread)]
        steps.append(step)
    }

    /// Ways through a step are tried in another order than that of their numbers if it chooses more than once.
    private func sort(from first: Int) {
        guard steps.count - first > 1 else { return }
        for index in (first + 1)..<steps.count {
            var place = index
            while place > first,
                (steps[place].thread, steps[place].choice) < (steps[place - 1].thread, steps[place - 1].choice)
            {
                steps.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    private func grow(_ needed: Int) {
        let larger = max(capacity * 2, needed)
        let fresh = UnsafeMutablePointer<UInt64>.allocate(capacity: larger)
        fresh.update(from: words, count: used)
        words.deallocate()
        words = fresh
        capacity = larger
    }
}

extension Workspace {
    /// The number of the place at which a thread of the state to move from rests.
    @inline(__always) func restIndex(of thread: Int) -> Int {
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
        return Int(image.restBase[thread]) + place(of: thread)
    }
}
