/// Where an entry stands among others by how hard its bug is to meet: the smaller the harder.
///
/// The chance decides, then depth, preemptions and steps; what is not measured comes last.
package struct HardnessRank: Comparable, Sendable {
    private let chance: Double
    private let depth: Int
    private let preemptions: Int
    private let steps: Int

    package init(_ hardness: Hardness, preemptions: Int, steps: Int) {
        chance = hardness.likelihood ?? 2
        depth = hardness.depth?.value ?? -1
        self.preemptions = preemptions
        self.steps = steps
    }

    package init(_ schedule: SavedSchedule) {
        self.init(schedule.hardness, preemptions: schedule.preemptions, steps: schedule.steps.count)
    }

    package static func < (a: HardnessRank, b: HardnessRank) -> Bool {
        if a.chance != b.chance { return a.chance < b.chance }
        return (a.depth, a.preemptions, a.steps) > (b.depth, b.preemptions, b.steps)
    }
}

extension Hardness {
    /// The chance as a number; nil: not measured.
    package var likelihood: Double? {
        switch chance {
        case .exact(let numerator, let denominator):
            guard let above = Double(numerator), let below = Double(denominator), below > 0 else { return nil }
            return above / below
        case .between(let low, let high): return (low + high) / 2
        case .sampled(let hits, let runs, _): return Double(hits) / Double(runs)
        case nil: return nil
        }
    }
}
