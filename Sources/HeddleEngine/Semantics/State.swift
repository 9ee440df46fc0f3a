/// One state of a model as a value: the packed vector, in 8-byte words.
///
/// For the screens and everything else that keeps single states; explorers work on raw words.
package struct State: Hashable, Sendable {
    package var words: [UInt64]
    /// How people call the writes of a weak memory; nil where the memory is strong, or nobody followed the line that
    /// leads here. Two states are equal whatever their writes are called.
    var names: WriteNames?
    package init(words: [UInt64]) { self.words = words }

    /// From the first `count` words, filled up with zeros to `least`; zeros beyond that are left out.
    init(_ start: UnsafePointer<UInt64>, count: Int, of least: Int) {
        var length = count
        while length > least, start[length - 1] == 0 { length -= 1 }
        words = Array(UnsafeBufferPointer(start: start, count: length))
        if length < least { words += [UInt64](repeating: 0, count: least - length) }
    }

    package static func == (a: State, b: State) -> Bool { a.words == b.words }
    package func hash(into hasher: inout Hasher) { hasher.combine(words) }
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

    /// The choice of a step that moves the oldest write of the thread's store buffer to memory.
    package static let flush = 1 << 60
    package var isFlush: Bool { choice == Self.flush }

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
    case threads, recursion, messages, buffer
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
