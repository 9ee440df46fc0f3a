internal import CPlatform
internal import HeddleEngine
package import HeddleLibrary
internal import HeddleProgram
internal import Synchronization

/// What the searches behind an entry's replay may use, and what they have used.
///
/// One entry at a time; the lock is there because a `ReplayRun` may be handed to another thread.
package final class ReplayMeter: Sendable {
    private struct Account {
        var effort = ReplayEffort()
        /// Unit: seconds on `clock`.
        var end: Double?
        var machine: Machine?
        var fault: ModelLine?
    }

    package let bounds: ReplayBounds
    private let clock: @Sendable () -> Double
    private let isStopped: @Sendable () -> Bool
    private let account = Mutex(Account())

    /// Room for buffers and stacks. Unit: bytes.
    private static let buffers = 6 << 20

    /// `clock` counts seconds and only goes forward; it is asked only where time is bounded.
    package init(
        _ bounds: ReplayBounds, clock: @escaping @Sendable () -> Double = { heddle_monotonic_seconds() },
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        self.bounds = bounds
        self.clock = clock
        self.isStopped = isStopped
    }

    /// Opens an entry's account; `end` is when its share of the time is over.
    func begin(until end: Double?) {
        account.withLock { $0 = Account(end: end) }
    }

    /// What the entry came to.
    var effort: ReplayEffort { account.withLock { $0.effort } }

    /// The entry's model as it is now, where there is one.
    var machine: Machine? { account.withLock { $0.machine } }

    /// The place of the error that keeps the model from being compiled.
    var fault: ModelLine? { account.withLock { $0.fault } }

    func note(_ machine: Machine) {
        account.withLock { $0.machine = machine }
    }

    func note(_ fault: ModelLine) {
        account.withLock { $0.fault = fault }
    }

    /// Looks for a failure within the entry's share.
    func look(for subject: Subject, at place: ClaimPlace?, on machine: Machine) -> ReplayRun.Recheck {
        if bounds.mode == .replay {
            account.withLock { $0.effort.leftOutSearch = true }
            return .unknown
        }
        var search = BugSearch(states: bounds.states)
        search.memory = bounds.memory
        search.reservedMemory = min(Int(heddle_resident_bytes()) + Self.buffers, bounds.memory / 2)
        search.isStopped = isStopped
        search.account = { states, limits in self.add(states, limits) }
        if let end = account.withLock({ $0.end }) {
            if isOver() { return .unknown }
            let left = max(0, end - clock())
            search.time = left
            search.clock = clock
        }
        return search.look(for: subject, at: place, on: machine)
    }

    /// Whether the entry's share of the time is over, or the user wants no more: noted as what ended the work.
    func isOver() -> Bool {
        if isStopped() {
            add(0, [.stopped])
            return true
        }
        guard let end = account.withLock({ $0.end }), clock() >= end else { return false }
        add(0, [.time(0)])
        return true
    }

    private func add(_ states: Int, _ limits: [SearchLimit]) {
        account.withLock {
            $0.effort.states += states
            for limit in limits.map(named) where !$0.effort.limits.contains(limit) { $0.effort.limits.append(limit) }
        }
    }

    /// A share of the time is called by the whole run's bound: that is what the user gave.
    private func named(_ limit: SearchLimit) -> SearchLimit {
        guard case .time = limit, let seconds = bounds.seconds else { return limit }
        return .time(seconds)
    }
}
