internal import HeddleProgram

extension SearchLedger {
    /// The way on which a stored state was found: each state's parent, back to the start. A shortest one if the search
    /// went breadth first.
    func schedule(to index: Int) -> [Transition] { schedule(to: index, then: nil) }

    /// The same, with a step from there behind it.
    func schedule(to index: Int, then step: FiredStep?) -> [Transition] {
        let last = step.map { Transition(thread: $0.thread, choice: $0.choice) }
        var chain = [index]
        while let parent = store.parent(of: chain[chain.count - 1]) { chain.append(parent) }
        chain.reverse()
        if let plan { return ReducedWay(machine: machine, plan: plan, store: store).schedule(chain, then: last) }
        var result: [Transition] = []
        let finder = StepExpander(machine: machine)
        for (parent, child) in zip(chain, chain.dropFirst()) {
            let (words, count) = store.words(parent)
            finder.clear()
            _ = finder.expand(words, count: count)
            let step = finder.steps.first { step in
                guard step.hasState else { return false }
                let found = UnsafePointer(finder.words + step.start)
                return store.find(found, count: step.length, hash: step.hash) == child
            }
            guard let step else { preconditionFailure("Heddle bug: a stored state is no successor of its parent") }
            result.append(Transition(thread: step.thread, choice: step.choice))
        }
        return result + (last.map { [$0] } ?? [])
    }
}
