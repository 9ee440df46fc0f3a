internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation

/// What every report of a replay says in the same words. Nothing here is made visible: that is each form's own.
enum ReplayWords {
    /// `lost-update/two-tellers` for `traces/lost-update/two-tellers.trace`.
    static func name(_ file: String) -> String {
        var name = file[...]
        if name.hasSuffix(ScheduleFolder.suffix) { name = name.dropLast(ScheduleFolder.suffix.count) }
        if name.hasPrefix("traces/") { name = name.dropFirst("traces/".count) }
        return String(name)
    }

    /// What an entry's status wants.
    static func wanted(_ result: ReplayResult) -> String {
        switch result.schedule?.status {
        case .open, .expected: return "reproduced or repaired"
        case .fixed: return "passes, all states visited"
        case .retired: return "nothing: it is retired"
        case nil:
            if case .damaged = result.outcome { return "a schedule that can be read" }
            return "that it is replayed"
        }
    }

    /// Why something was left undone; nil where nothing was.
    static func limit(_ effort: ReplayEffort) -> String? {
        var parts = effort.limits.map { effort.isUndone && $0 == .stopped ? "stopped" : SearchWords.limitSentence($0) }
        if effort.leftOutSearch { parts.append("only replaying was asked for") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// JSON's `limit`: `states 1000000`, `time 60 s`, `mode replay`.
    static func limitCode(_ effort: ReplayEffort) -> String? {
        var parts = effort.limits.map(SearchWords.limitCode)
        if effort.leftOutSearch { parts.append("mode replay") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// How many entries a run had, and what their statuses say of them.
    struct Count: Encodable {
        var entries = 0
        var asExpected = 0
        var notAsExpected = 0
        var inconclusive = 0
        /// Retired entries: kept, not replayed, among those as expected.
        var retired = 0

        init(_ results: [ReplayResult]) {
            entries = results.count
            asExpected = results.count { $0.asExpected == true }
            notAsExpected = results.count { $0.asExpected == false }
            inconclusive = results.count { $0.asExpected == nil }
            retired = results.count { $0.schedule?.status == .retired }
        }
    }
}
