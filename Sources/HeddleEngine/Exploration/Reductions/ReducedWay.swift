internal import HeddleProgram

/// Turns a way through a reduced graph into a schedule of the machine, in full steps and under the threads' own names.
///
/// Idea: between two stored states lie several steps, and the second one may be stored under other names of the
/// replicas. The parent is expanded once more to learn the steps; each is then looked for where the execution really
/// stands, among the steps of the thread that has the name there: it is the one whose successor is the stored one's,
/// renamed.
struct ReducedWay {
    let machine: Machine
    let plan: ReductionPlan
    let store: StateStore

    /// `chain`: stored states from the first on. `last`: a step from the last of them, in its names.
    func schedule(_ chain: [Int], then last: Transition?) -> [Transition] {
        let reducer = StateReducer(machine: machine, plan: plan)
        reducer.isRecording = true
        let expander = StepExpander(machine: machine, reducer: reducer)
        var position = Position(state: store.state(chain[0]), threads: machine.layout.threadCount)
        var result: [Transition] = []
        for (parent, child) in zip(chain, chain.dropFirst()) {
            expander.clear()
            let (words, count) = store.words(parent)
            _ = expander.expand(words, count: count)
            let found = expander.steps.firstIndex { step in
                guard step.hasState else { return false }
                let end = UnsafePointer(expander.words + step.start)
                return store.find(end, count: step.length, hash: step.hash) == child
            }
            guard let found else { preconditionFailure("Heddle bug: a stored state is no successor of its parent") }
            var stored = store.state(parent)
            for transition in reducer.chains[found] {
                result.append(advance(&position, from: &stored, transition, reducer))
            }
            position.rename(reducer.renamings[found])
        }
        if let last {
            var stored = store.state(chain[chain.count - 1])
            result.append(advance(&position, from: &stored, last, reducer))
        }
        return result
    }

    /// Where the execution stands, and which thread there has which name in the graph.
    private struct Position {
        var state: State
        /// By name in the graph: the thread's own number.
        var numbers: [UInt8]

        init(state: State, threads: Int) {
            self.state = state
            numbers = (0..<threads).map { UInt8($0) }
        }

        /// The graph goes on under new names; `renaming` is by old name.
        mutating func rename(_ renaming: [UInt8]) {
            guard !renaming.isEmpty else { return }
            let old = numbers
            for (name, new) in renaming.enumerated() { numbers[Int(new)] = old[name] }
        }
    }

    private func advance(
        _ position: inout Position, from stored: inout State, _ transition: Transition, _ reducer: StateReducer
    ) -> Transition {
        guard let next = machine.successor(transition, of: stored) else {
            preconditionFailure("Heddle bug: a step of the reduced graph is none of the machine")
        }
        stored = next
        guard let sorter = reducer.sorter else {
            position.state = next
            return transition
        }
        var wanted = sorter.renamed(next, position.numbers)
        let thread = Int(position.numbers[transition.thread])
        for candidate in machine.enabled(position.state) where candidate.thread == thread {
            guard let real = machine.apply(candidate, to: position.state) else { continue }
            // A failed step leaves its thread's number in the first byte, which is not renamed.
            if real.event.outcome == .violated, let mark = real.state.words.first {
                wanted.words[0] = wanted.words[0] & ~0xFF | mark & 0xFF
            }
            if real.state == wanted {
                position.state = real.state
                return candidate
            }
        }
        preconditionFailure("Heddle bug: replicas that are told apart")
    }
}
