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

    /// What a filter looks at in an entry.
    package struct Facts: Sendable {
        /// nil: the entry can't be read.
        package var status: SavedSchedule.Status?
        package var tags: [String] = []
        package var likelihood: Double?
        package var depth: Int?
        package var preemptions = 0
        /// Where text is looked for.
        package var texts: [String] = []

        package init(status: SavedSchedule.Status?) { self.status = status }
    }

    /// `name`: the entry's in the list.
    package func admits(_ schedule: SavedSchedule, name: String) -> Bool {
        var facts = Facts(status: schedule.status)
        facts.tags = schedule.tags
        facts.likelihood = schedule.hardness.likelihood
        facts.depth = schedule.hardness.depth?.value
        facts.preemptions = schedule.preemptions
        if !text.isEmpty {
            facts.texts = [
                name, schedule.title, schedule.model.name, schedule.claim.name, schedule.claim.sentence,
                schedule.source, schedule.cause,
            ]
        }
        return admits(facts)
    }

    package func admits(_ facts: Facts) -> Bool {
        if !statuses.isEmpty {
            guard let status = facts.status, statuses.contains(status) else { return false }
        }
        if !tags.allSatisfy(facts.tags.contains) { return false }
        if let mostLikely {
            guard let chance = facts.likelihood, chance <= mostLikely else { return false }
        }
        if let leastDepth {
            guard let depth = facts.depth, depth >= leastDepth else { return false }
        }
        if let leastPreemptions, facts.status == nil || facts.preemptions < leastPreemptions { return false }
        if text.isEmpty { return true }
        let wanted = text.lowercased()
        return facts.texts.contains { $0.lowercased().contains(wanted) }
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
