internal import HeddleProgram

/// What lies behind a state, or behind a move, as far as it was looked.
package struct Outlook: Hashable, Sendable {
    /// Steps to the nearest violation, the move included; nil: none is known.
    package var nearest: Int?
    /// What that violation is about.
    package var subject: Subject?
    /// Whether every run from there fails.
    package var isDoomed: Bool
    /// Whether all that can come was looked at; else `nearest` being nil means nothing.
    package var isWhole: Bool
    /// Distinct outcomes that can still be reached, or those of them that were seen; nil: too many to count.
    package var outcomes: Int?
    /// Share of the runs that fail if at each step a thread is picked uniformly, and then one of its choices; nil: not
    /// known. In [0, 1].
    package var failing: Double?
    /// Whether `failing` is exact up to rounding, and not iterated towards.
    package var isExact: Bool
    /// Whether an `assume` is false on the way: no run goes there.
    package var isDiscarded = false

    /// Whether no run from there fails.
    package var isSafe: Bool { isWhole && nearest == nil }

    package init(
        nearest: Int? = nil, subject: Subject? = nil, isDoomed: Bool = false, isWhole: Bool = false,
        outcomes: Int? = nil, failing: Double? = nil, isExact: Bool = true
    ) {
        self.nearest = nearest
        self.subject = subject
        self.isDoomed = isDoomed
        self.isWhole = isWhole
        self.outcomes = outcomes
        self.failing = failing
        self.isExact = isExact
    }
}

/// The outlooks of a state and of the moves that are enabled in it.
package struct Prospects: Sendable {
    package var state: Outlook
    package var moves: [Transition: Outlook]
    /// States that were looked at.
    package var states: Int
    /// Whether more will be known of it.
    package var isFinal: Bool
    /// What kept it from being known in whole, where a limit of the look-ahead did.
    package var bound: SearchLimit?
    /// The outcomes that can still be reached from the state, where all that can come was looked at and they are not too
    /// many: by their ends and values.
    package var outcomes: Set<OutcomeKey>?
    /// The same behind each move.
    package var outcomesBehind: [Transition: Set<OutcomeKey>] = [:]

    package init(state: Outlook, moves: [Transition: Outlook], states: Int, isFinal: Bool) {
        self.state = state
        self.moves = moves
        self.states = states
        self.isFinal = isFinal
        bound = nil
        outcomes = nil
    }
}
