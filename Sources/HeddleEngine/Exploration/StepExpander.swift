internal import HeddleProgram

/// One fired transition of an expanded state; its successor lies in the expander's buffer.
struct FiredStep {
    var thread: Int
    var choice: Int
    var outcome: StepOutcome
    /// Whether the step was a `yield`: leaving the thread behind it costs nothing.
    var yields: Bool
    /// The failed check, where `outcome` is `violated`.
    var check: Check?
    /// Start of the successor in the buffer. Unit: words.
    var start: Int
}

/// Fires every enabled transition of states and holds what comes out, in the machine's order.
///
/// The only place where explorers touch the machine. Shape: successors lie back to back, `wordCount` words each.
final class StepExpander {
    let machine: Machine
    let wordCount: Int
    private(set) var steps: [FiredStep] = []
    private(set) var words: UnsafeMutablePointer<UInt64>
    private var capacity: Int

    init(machine: Machine) {
        self.machine = machine
        wordCount = machine.wordCount
        capacity = 64
        words = .allocate(capacity: capacity * wordCount)
    }

    deinit {
        words.deallocate()
    }

    func clear() { steps.removeAll(keepingCapacity: true) }

    /// Forgets the steps from the given one on.
    func drop(from index: Int) { steps.removeSubrange(index...) }

    /// Appends the successors of a state.
    func expand(_ state: State) {
        for transition in machine.enabled(state) {
            guard let next = machine.apply(transition, to: state) else { continue }
            let start = steps.count * wordCount
            reserve(steps.count + 1)
            for (index, word) in next.state.words.enumerated() { words[start + index] = word }
            steps.append(
                FiredStep(
                    thread: transition.thread, choice: transition.choice, outcome: next.event.outcome,
                    yields: next.event.operations.contains { $0.kind == .yield }, check: next.event.violation?.check,
                    start: start))
        }
    }

    private func reserve(_ count: Int) {
        guard count > capacity else { return }
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2 * wordCount)
        larger.update(from: words, count: capacity * wordCount)
        words.deallocate()
        words = larger
        capacity *= 2
    }
}
