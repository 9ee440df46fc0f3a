internal import CPlatform
internal import HeddleEngine
package import HeddleLibrary

/// A run of replays: every file in order, each within its share of what the run may use.
package struct ReplaySession: Sendable {
    package var bounds: ReplayBounds
    private let clock: @Sendable () -> Double
    private let isStopped: @Sendable () -> Bool

    /// `clock` as of `ReplayMeter`; `isStopped`: the rest is to be left undone.
    package init(
        _ bounds: ReplayBounds = ReplayBounds(),
        clock: @escaping @Sendable () -> Double = { heddle_monotonic_seconds() },
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        self.bounds = bounds
        self.clock = clock
        self.isStopped = isStopped
    }

    /// One result a file, in the order of the files.
    package func results(_ files: [String]) -> [ReplayResult] {
        let meter = ReplayMeter(bounds, clock: clock, isStopped: isStopped)
        let replay = ReplayEnvironment.run(meter)
        var share = FairShare(
            seconds: bounds.seconds, from: bounds.seconds == nil ? 0 : clock(), entries: files.count)
        return files.map { file in
            if isStopped() { return Self.undone(file, .stopped) }
            let now = bounds.seconds == nil ? 0 : clock()
            let end = share.nextEnd(now: now)
            if let end, end <= now { return Self.undone(file, .time(bounds.seconds ?? 0)) }
            meter.begin(until: end)
            var result = replay.replay(file: file)
            result.effort = meter.effort
            result.effort.place = FaultPlace(machine: meter.machine, error: meter.fault).line(of: result)
            return result
        }
    }

    private static func undone(_ file: String, _ limit: SearchLimit) -> ReplayResult {
        var result = ReplayResult(file: file, schedule: nil, outcome: .skipped)
        result.effort.isUndone = true
        result.effort.limits = [limit]
        return result
    }
}
