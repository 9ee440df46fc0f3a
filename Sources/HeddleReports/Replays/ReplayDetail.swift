package import HeddleLibrary
internal import HeddlePresentation

/// What someone who wasn't there needs to know of an entry that isn't as expected: plain lines, not made visible yet.
struct ReplayDetail {
    let lines: [String]

    init(_ result: ReplayResult, report: ReplayReport) {
        var lines = ["expected: \(ReplayWords.wanted(result))", "actual: \(report.words(result))"]
        if case .diverged(let divergence) = result.outcome {
            func words(_ step: SavedSchedule.Step) -> String {
                step.thread + " " + step.action + (step.choice.map { " [\($0)]" } ?? "")
            }
            lines.append("step \(divergence.step): \(divergence.expected.map(words) ?? "the end of the execution")")
            let enabled = divergence.enabled.map(words).joined(separator: "; ")
            lines.append("enabled: \(enabled.isEmpty ? "nothing" : enabled)")
        }
        if let limit = ReplayWords.limit(result.effort), !result.effort.isUndone { lines.append("bound: \(limit)") }
        if let schedule = result.schedule, !schedule.claim.sentence.isEmpty {
            lines.append("claim: \(schedule.claim.sentence)")
        }
        if result.modelChanged == true { lines.append("the model has changed since it was recorded") }
        if result.propertyChanged == true { lines.append("the property has changed since it was recorded") }
        if let place = result.effort.place { lines.append("at \(place.path):\(place.line)") }
        if result.schedule != nil { lines.append("see it: heddle \(result.file)") }
        self.lines = lines
    }
}

extension ReplayReport {
    /// One entry as text for someone who has nothing else: its file, what it came to, and the lines of `ReplayDetail`.
    package static func explanation(of result: ReplayResult) -> String {
        let report = ReplayReport([result], marks: Marks(ascii: false))
        let details = result.asExpected == true ? [] : ReplayDetail(result, report: report).lines
        return ([result.file + ": " + report.words(result)] + details).map(VisibleText.of).joined(separator: "\n")
    }
}
