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
    ///
    /// Where time is bounded, what is left at the end goes to the entries that their shares cut short, as long as each gets
    /// at least twice what it had: they begin anew.
    package func results(_ files: [String]) -> [ReplayResult] {
        let meter = ReplayMeter(bounds, clock: clock, isStopped: isStopped)
        let replay = ReplayEnvironment.run(meter)
        func replayed(_ file: String, until end: Double?) -> ReplayResult {
            meter.begin(until: end)
            var result = replay.replay(file: file)
            result.effort = meter.effort
            result.effort.place = FaultPlace(machine: meter.machine, error: meter.fault).line(of: result)
            return result
        }
        guard let seconds = bounds.seconds else {
            return files.map { isStopped() ? Self.undone($0, .stopped) : replayed($0, until: nil) }
        }
        let begin = clock()
        var share = FairShare(seconds: seconds, from: begin, entries: files.count)
        var spans: [Double] = []
        var results = files.map { file in
            let now = clock()
            let end = share.nextEnd(now: now) ?? now
            spans.append(end - now)
            if isStopped() { return Self.undone(file, .stopped) }
            return end <= now ? Self.undone(file, .time(seconds)) : replayed(file, until: end)
        }
        var goesOn = true
        while goesOn, !isStopped() {
            goesOn = false
            let cut = results.indices.filter { results[$0].effort.limits.contains(.time(seconds)) }
            let now = clock()
            var rest = FairShare(seconds: max(0, begin + seconds - now), from: now, entries: cut.count)
            for index in cut where !isStopped() {
                let now = clock()
                guard let end = rest.nextEnd(now: now), end > now, end - now >= 2 * spans[index] else { continue }
                goesOn = true
                spans[index] = end - now
                results[index] = replayed(files[index], until: end)
            }
        }
        return results
    }

    private static func undone(_ file: String, _ limit: SearchLimit) -> ReplayResult {
        var result = ReplayResult(file: file, schedule: nil, outcome: .skipped)
        result.effort.isUndone = true
        result.effort.limits = [limit]
        return result
    }
}
