/// Which entries of a library are meant: every condition that is given has to hold.
package struct EntryFilter: Sendable {
    package var statuses: Set<SavedSchedule.Status> = []
    package var tags: [String] = []
    /// Text in name, title, model, property, source or cause, whatever its case.
    package var text = ""
    /// Largest chance of a random run to fail so; what is not measured is left out.
    package var mostLikely: Double?
    package var leastDepth: Int?
    package var leastPreemptions: Int?

    package init() {}

    /// `name`: the entry's in the list.
    package func admits(_ schedule: SavedSchedule, name: String) -> Bool {
        if !statuses.isEmpty, !statuses.contains(schedule.status) { return false }
        if !tags.allSatisfy(schedule.tags.contains) { return false }
        if let mostLikely {
            guard let chance = schedule.hardness.likelihood, chance <= mostLikely else { return false }
        }
        if let leastDepth {
            guard let depth = schedule.hardness.depth, depth.value >= leastDepth else { return false }
        }
        if let leastPreemptions, schedule.preemptions < leastPreemptions { return false }
        if text.isEmpty { return true }
        let wanted = text.lowercased()
        return [
            name, schedule.title, schedule.model.name, schedule.claim.name, schedule.claim.sentence, schedule.source,
            schedule.cause,
        ].contains { $0.lowercased().contains(wanted) }
    }
}

/// Orders of a library's list; ties stand by path.
package enum EntryOrder: String, CaseIterable, Sendable {
    /// Hardest first.
    case hardness
    case name
    /// Most first.
    case depth, preemptions, steps
    /// Newest first.
    case date

    /// `hardest first`
    package var words: String {
        switch self {
        case .hardness: "hardest first"
        case .name: "by name"
        case .depth: "largest PCT depth first"
        case .preemptions: "most preemptions first"
        case .steps: "most steps first"
        case .date: "newest first"
        }
    }

    package func sorted(
        _ entries: [(path: String, schedule: SavedSchedule)]
    ) -> [(path: String, schedule: SavedSchedule)] {
        let keyed = entries.map { (rank: HardnessRank($0.schedule), entry: $0) }
        return keyed.sorted { first, second in
            let (a, b) = (first.entry.schedule, second.entry.schedule)
            switch self {
            case .hardness:
                if first.rank < second.rank { return true }
                if second.rank < first.rank { return false }
            case .name: break
            case .depth:
                let (x, y) = (a.hardness.depth?.value ?? -1, b.hardness.depth?.value ?? -1)
                if x != y { return x > y }
            case .preemptions: if a.preemptions != b.preemptions { return a.preemptions > b.preemptions }
            case .steps: if a.steps.count != b.steps.count { return a.steps.count > b.steps.count }
            case .date: if a.date != b.date { return a.date > b.date }
            }
            return first.entry.path.utf8.lexicographicallyPrecedes(second.entry.path.utf8)
        }.map(\.entry)
    }
}
