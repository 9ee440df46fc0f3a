internal import HeddleProgram

extension CausalOrder {
    /// The order among some steps alone: for each of them the last ones of other threads that led to it, save those
    /// that another of them or its own thread implies.
    ///
    /// Together with program order the pairs have the same closure as the whole order, on the steps that are shown.
    /// Shape: by target, then by thread of the source. `shown` may be shorter than the trace: it is cut there.
    package func passages(among shown: [Bool]) -> [(source: Int, target: Int)] {
        var stepsOfThread: [[Int]] = []
        var result: [(source: Int, target: Int)] = []
        for step in 0..<min(count, shown.count) where shown[step] {
            let own = happensBefore.threads(of: step)
            while stepsOfThread.count <= own.max() ?? 0 { stepsOfThread.append([]) }
            let before = own.compactMap { stepsOfThread[$0].last }
            if !isCarriedOn(step, before) {
                var sources: [Int] = []
                for thread in stepsOfThread.indices where !own.contains(thread) {
                    let clock = happensBefore.causalClock(step, thread: thread)
                    guard clock >= 0, let source = stepsOfThread[thread].last(upTo: clock) else { continue }
                    let isImplied = before.contains { $0 == source || happensBefore.causallyPrecedes(source, $0) }
                    // A rendezvous is found in both its threads.
                    if !isImplied, !sources.contains(source) { sources.append(source) }
                }
                for source in sources
                where !sources.contains(where: { happensBefore.causallyPrecedes(source, $0) }) {
                    result.append((source, step))
                }
            }
            for thread in own { stepsOfThread[thread].append(step) }
        }
        return result
    }

    /// Nothing new has come in since the step before in the thread.
    private func isCarriedOn(_ step: Int, _ before: [Int]) -> Bool {
        let place = happensBefore.places[step]
        guard place.partner < 0, let before = before.first else { return false }
        return happensBefore.places[before].causalRow == place.causalRow
    }
}
