internal import HeddleEngine
package import HeddleLibrary

/// `heddle replay --metrics FILE`: a run in the OpenMetrics text format.
///
/// Labels have values of fixed lists only, every one of them always there: neither a file's name nor a text of a model
/// can make a new series. Source: OpenMetrics 1.0 (RFC draft), section "Text format".
package struct ReplayMetrics {
    private let results: [ReplayResult]

    package init(_ results: [ReplayResult]) { self.results = results }

    /// Outcomes of the contract and those beside it; whatever comes to them later counts as `other`.
    private static let outcomes = [
        "reproduced", "repaired", "passes", "different", "diverged", "stale", "skipped", "damaged", "other",
    ]
    private static let statuses = SavedSchedule.Status.allCases.map(\.rawValue) + ["none"]
    private static let limits = ["states", "time", "memory", "mode", "stopped", "model", "other"]
    private static let reasons = [
        "damaged", "newer_version", "too_large", "unreadable", "model_missing", "model_invalid", "property_missing",
        "constant_missing", "check_unknown", "other",
    ]

    package var text: String {
        let rejected = results.filter { Self.reason($0) != nil }
        var text = family(
            "entries", "Saved schedules by what their replay came to.", "outcome", Self.outcomes,
            results.map { Self.outcomes.contains($0.word) ? $0.word : "other" })
        text += family(
            "violations", "Saved schedules that did not come to what their status wants, rejected ones apart.",
            "status", Self.statuses,
            results.filter { $0.asExpected == false && Self.reason($0) == nil }.map {
                $0.schedule?.status.rawValue ?? "none"
            })
        text += family(
            "inconclusive", "Saved schedules of which a bound left open whether they are as expected.", "limit",
            Self.limits, results.filter { $0.asExpected == nil }.map(Self.limit))
        text += family(
            "rejections", "Saved schedules that could not be replayed.", "reason", Self.reasons,
            rejected.compactMap(Self.reason))
        let name = "heddle_replay_states"
        let states = results.reduce(0) { $0 + $1.effort.states }
        text += "# HELP \(name) States visited by the searches behind the replays.\n# TYPE \(name) counter\n"
        text += "# UNIT \(name) states\n\(name)_total \(states)\n"
        return text + "# EOF\n"
    }

    /// A counter with one sample for each value of its label.
    private func family(
        _ suffix: String, _ help: String, _ label: String, _ values: [String], _ found: [String]
    ) -> String {
        let name = "heddle_replay_\(suffix)"
        var text = "# HELP \(name) \(help)\n# TYPE \(name) counter\n"
        for value in values {
            text += "\(name)_total{\(label)=\"\(value)\"} \(found.count { $0 == value })\n"
        }
        return text
    }

    /// The first bound that bit.
    private static func limit(_ result: ReplayResult) -> String {
        guard let limit = result.effort.limits.first else { return result.effort.leftOutSearch ? "mode" : "other" }
        switch limit {
        case .states: return "states"
        case .time: return "time"
        case .memory: return "memory"
        case .stopped: return "stopped"
        case .model: return "model"
        case .depth, .cycle: return "other"
        }
    }

    /// nil for what was replayed.
    private static func reason(_ result: ReplayResult) -> String? {
        switch result.outcome {
        case .damaged(let error):
            switch error {
            case .newerVersion: return "newer_version"
            case .tooLarge: return "too_large"
            case .system: return "unreadable"
            case .damaged, .notText: return "damaged"
            default: return "other"
            }
        case .stale(let reason):
            switch reason {
            case .modelMissing: return "model_missing"
            case .modelInvalid: return "model_invalid"
            case .propertyMissing: return "property_missing"
            case .constantMissing: return "constant_missing"
            case .checkUnknown: return "check_unknown"
            }
        default: return nil
        }
    }
}
