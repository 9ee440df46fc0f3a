internal import HeddleEngine

/// How far a run of replays goes.
package struct ReplayBounds: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// The recorded steps alone: nothing is searched, and a repaired bug that passes is inconclusive.
        case replay
        /// Behind the replay a search says whether the bug is gone from every state.
        case explore
    }

    package var mode: Mode
    /// Most states of an entry's search.
    package var states: Int
    /// Most memory of the process. Unit: bytes.
    package var memory: Int
    /// The whole run's. Unit: seconds; nil: no bound, and then no result depends on time.
    package var seconds: Double?

    /// States that a search visits at most, unless something else is said.
    package static let usualStates = 1_000_000

    package init(
        mode: Mode = .explore, states: Int = ReplayBounds.usualStates, memory: Int = SearchOptions.defaultMemory,
        seconds: Double? = nil
    ) {
        self.mode = mode
        self.states = states
        self.memory = memory
        self.seconds = seconds
    }
}

/// A run's time, divided among its entries: each gets an equal share of what is left when its turn comes, so that what
/// one doesn't use goes to the later ones. Unit: seconds on the caller's clock.
package struct FairShare: Sendable {
    private let end: Double?
    private var waiting: Int

    /// `seconds` nil: no bound.
    package init(seconds: Double?, from begin: Double, entries: Int) {
        end = seconds.map { begin + $0 }
        waiting = entries
    }

    /// When the next entry has to be done; nil: whenever it is. A time that is over already: the entry has no share.
    package mutating func nextEnd(now: Double) -> Double? {
        defer { waiting -= 1 }
        guard let end else { return nil }
        return now + max(0, end - now) / Double(max(1, waiting))
    }
}
