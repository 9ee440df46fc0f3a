/// One state of a model as a value: the packed vector, in 8-byte words.
///
/// For the screens and everything else that keeps single states; explorers work on raw words.
package struct State: Hashable, Sendable {
    package var words: [UInt64]
    package init(words: [UInt64]) { self.words = words }

    /// From the first `count` words of `total`: those left out are zero.
    init(_ start: UnsafePointer<UInt64>, count: Int, of total: Int) {
        words = Array(UnsafeBufferPointer(start: start, count: count)) + [UInt64](repeating: 0, count: total - count)
    }
}

/// One move: a thread's next step, by one of its choices.
///
/// `choice` is semantic: which waiter wakes, which value is chosen, which alternative is taken; mixed radix if a step
/// makes several (first choice in the lowest digit). 0 where there is none. Never a position in a list of moves.
package struct Transition: Hashable, Sendable, Comparable {
    package var thread: Int
    package var choice: Int
    package init(thread: Int, choice: Int = 0) {
        self.thread = thread
        self.choice = choice
    }
    package static func < (a: Transition, b: Transition) -> Bool {
        (a.thread, a.choice) < (b.thread, b.choice)
    }
}

/// How applying a transition went.
package enum StepOutcome: Hashable, Sendable {
    case completed
    /// A check failed: the execution ends there (unless the check is allowed, it is reported).
    case violated
    /// `assume` was false: the execution doesn't count.
    case discarded
    /// A bound of the model bit: the result is inconclusive.
    case bound(ModelBound)
}

/// A bound of language.md section 15 that makes a search inconclusive.
package enum ModelBound: String, Hashable, Sendable, CaseIterable {
    case threads, recursion, messages
    /// Of the engine, not of the model: ways through one step.
    case ways
}

/// Why no thread can move, or that one can.
package enum Ending: Hashable, Sendable {
    case running
    /// Every thread that is no daemon has finished: `final` and `outcome` are judged.
    case ended
    case deadlock
    /// The last step failed a check.
    case violated
}
