internal import CPlatform
package import HeddleEngine
internal import Synchronization

/// What a bound on time leaves for the work behind a search. It runs from when it is first asked for: other runs may be
/// searched in between.
package final class TimeLeft: Sendable {
    /// Unit: seconds; nil: no bound.
    private let seconds: Double?
    private let end = Mutex<Double?>(nil)

    package init(after exploration: Exploration) { seconds = exploration.secondsLeft }

    package var hasTime: Bool {
        guard let seconds else { return true }
        let now = heddle_monotonic_seconds()
        return end.withLock { end in
            let known = end ?? now + seconds
            end = known
            return now < known
        }
    }
}
