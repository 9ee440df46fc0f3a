/// A shortest way from a state to one that fulfils a condition: `run until …`, whatever the condition.
///
/// Breadth first from the given state on the machine alone, so that it also works where no search has been. The first
/// way by thread and choice among the shortest.
package struct WaySearch {
    package enum Answer: Equatable, Sendable {
        case found([Transition])
        /// No reachable state fulfils the condition.
        case none
        /// The limit was reached first.
        case notKnown
    }

    /// States that are looked at, unless told otherwise.
    package static let defaultLimit = 1_000_000

    /// `condition` sees full states. The start itself counts only after at least one step.
    package static func way(
        machine: Machine, from start: State, limit: Int = WaySearch.defaultLimit, until condition: (State) -> Bool
    ) -> Answer {
        way(
            machine: machine, from: start, limit: limit, follows: { _ in true }, through: { _ in true },
            until: condition)
    }

    /// As above, but only by steps that are followed, and through states that can be passed.
    static func way(
        machine: Machine, from start: State, limit: Int, follows: (FiredStep) -> Bool,
        through isPassable: (State) -> Bool,
        until condition: (State) -> Bool
    ) -> Answer {
        let store = StateStore(
            wordCount: machine.wordCount, fixedWords: machine.fixedWordCount, memoryLimit: SearchOptions.defaultMemory)
        let expander = StepExpander(machine: machine)
        start.words.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            _ = store.insert(
                base, count: buffer.count, hash: store.hash(base, count: buffer.count), parent: StateStore.noParent)
        }
        var moves: [Transition] = [Transition(thread: -1)]
        var barred = BitSet()
        var next = 0
        while next < store.count {
            defer { next += 1 }
            if barred.contains(next) { continue }
            let (words, count) = store.words(next)
            expander.clear()
            _ = expander.expand(words, count: count)
            for step in expander.steps where step.hasState && follows(step) {
                let move = Transition(thread: step.thread, choice: step.choice)
                let words = UnsafePointer(expander.words + step.start)
                switch store.insert(
                    words, count: step.length, hash: step.hash, parent: UInt32(truncatingIfNeeded: next))
                {
                case .full: return .notKnown
                case .known(0) where condition(start): return .found(path(store, moves, to: next) + [move])
                case .known: break
                case .new(let index):
                    moves.append(move)
                    let state = store.state(index)
                    if !isPassable(state) {
                        barred.insert(index)
                    } else if condition(state) {
                        return .found(path(store, moves, to: index))
                    }
                    if index >= limit { return .notKnown }
                }
            }
        }
        return .none
    }

    private static func path(_ store: StateStore, _ moves: [Transition], to index: Int) -> [Transition] {
        var result: [Transition] = []
        var current = index
        while let parent = store.parent(of: current) {
            result.append(moves[current])
            current = parent
        }
        return result.reversed()
    }
}
