package import HeddleLibrary
package import HeddlePresentation

/// What `heddle replay` says (screens.md section 9, design.md section 7).
package struct ReplayReport {
    private let results: [ReplayResult]
    private let marks: Marks
    private let bounds: ReplayBounds
    private let trend: ReplayTrend?

    /// `trend`: what has changed since a previous run; nil where none was given.
    package init(
        _ results: [ReplayResult], marks: Marks, bounds: ReplayBounds = ReplayBounds(), trend: ReplayTrend? = nil
    ) {
        self.results = results
        self.marks = marks
        self.bounds = bounds
        self.trend = trend
    }

    // MARK: - Text

    package var text: String {
        var text = ""
        let names = results.map { VisibleText.of(ReplayWords.name($0.file)) }
        let width = min(72, names.map { CellWidth.of($0) }.max() ?? 0)
        for (result, name) in zip(results, names) {
            let mark = result.asExpected == true ? marks.holds : result.asExpected == nil ? marks.open : marks.fails
            let status = result.schedule?.status.rawValue ?? ""
            text += "\(mark) \(Self.left(name, width))  \(Self.left(status, 8))   \(words(result))"
            if case .reproduced = result.outcome, let step = result.firstOtherState {
                text += ", other values after step \(step)"
            }
            if result.asExpected != true, !result.effort.isUndone, let limit = ReplayWords.limit(result.effort) {
                text += ": \(limit)"
            }
            text += result.modelChanged == true ? ", model changed" : ""
            text += result.propertyChanged == true ? ", property changed\n" : "\n"
            if let now = result.propertyNow, let claim = result.schedule?.claim {
                text += "    property  \(VisibleText.of(claim.name))\n"
                text += "    was       \(VisibleText.of(claim.text))\n"
                text += "    now       \(VisibleText.of(now))\n"
            }
            text += wanted(result) + divergence(result) + repair(result)
        }
        text += (results.isEmpty ? "" : "\n") + summary + "\n"
        return text + ReplayBudgetText(bounds: bounds, results: results).text + (trend?.text() ?? "")
    }

    /// What a replay came to: `diverged at step 3 of 4`.
    func words(_ result: ReplayResult) -> String {
        if result.effort.isUndone { return "not replayed: \(ReplayWords.limit(result.effort) ?? "")" }
        switch result.outcome {
        case .reproduced, .skipped: return result.word
        case .repaired(let repair): return RepairWords.outcome(repair)
        case .passes(let allStates): return allStates ? "passes, all states visited" : "passes (this schedule only)"
        case .different(let words): return "different: \(VisibleText.of(words))"
        case .diverged(let divergence):
            let count = result.schedule?.steps.count ?? 0
            if divergence.step > count { return "diverged after its last step, \(count)" }
            return "diverged at step \(divergence.step) of \(count)"
        case .stale(let reason): return "stale: \(VisibleText.of(Self.words(reason)))"
        case .damaged(let error): return "damaged: \(VisibleText.of(error.message))"
        }
    }

    /// What the status wants instead, and how to say that a bug was mended.
    private func wanted(_ result: ReplayResult) -> String {
        guard result.asExpected == false else { return "" }
        switch result.outcome {
        case .reproduced, .repaired, .different: return "    expected  \(ReplayWords.wanted(result))\n"
        case .passes(let allStates):
            let mended = allStates ? "    Mended?  heddle library change NAME --status fixed --why TEXT\n" : ""
            return "    expected  \(ReplayWords.wanted(result))\n" + mended
        case .diverged, .stale, .skipped, .damaged: return ""
        }
    }

    private func divergence(_ result: ReplayResult) -> String {
        guard case .diverged(let divergence) = result.outcome else { return "" }
        func line(_ step: SavedSchedule.Step) -> String {
            words(step) + (divergence.looksTheSame ? "   " + Self.place(step) : "")
        }
        var text = "    expected  " + (divergence.expected.map(line) ?? "the end of the execution") + "\n"
        for (index, step) in divergence.enabled.enumerated() {
            text += (index == 0 ? "    enabled   " : "              ") + line(step) + "\n"
        }
        if divergence.enabled.isEmpty { text += "    enabled   nothing\n" }
        return text + "    See it:  heddle \(VisibleText.of(result.file))\n"
    }

    private func repair(_ result: ReplayResult) -> String {
        guard case .repaired(let repair) = result.outcome else { return "" }
        let lines = RepairWords.shown(repair, ellipsis: marks.ellipsis).map { "    " + marks.plain($0) }
        let keep = "    Keep it:  heddle replay --update \(VisibleText.of(result.file))"
        return (lines + [keep]).map { $0 + "\n" }.joined()
    }

    private func words(_ step: SavedSchedule.Step) -> String {
        let choice = step.choice.map { "  [\(VisibleText.of($0))]" } ?? ""
        return Self.left(VisibleText.of(step.thread), 10) + "  " + marks.plain(VisibleText.of(step.action)) + choice
    }

    /// Why a schedule is stale.
    package static func words(_ reason: ReplayResult.StaleReason) -> String {
        switch reason {
        case .modelMissing(let path): return "there is no model '\(path)'"
        case .modelInvalid(let path, let message): return "the model '\(path)' has errors: \(message)"
        case .propertyMissing(let name): return "the model has no such property '\(name)' any more"
        case .constantMissing(let name): return "the model has no constant '\(name)' any more"
        case .checkUnknown(let name): return "there is no check '\(name)'"
        }
    }

    var summary: String {
        var parts = ["\(results.filter { $0.asExpected == true }.count) as expected"]
        let others = results.filter { $0.asExpected != true }
        for word in ["reproduced", "repaired", "passes", "different", "diverged", "stale", "damaged"] {
            let count = others.filter { $0.word == word }.count
            if count > 0 { parts.append("\(count) \(word)") }
        }
        let undone = results.count { $0.effort.isUndone }
        if undone > 0 { parts.append("\(undone) not replayed") }
        let warning = others.contains { $0.word == "diverged" } ? " Diverged is not fixed." : ""
        let entries = Figures.count(results.count, "entry", plural: "entries")
        return "\(entries): " + parts.joined(separator: ", ") + "." + warning
    }

    /// `in teller #1.1  let seen = balance`: function, number of the equal statement, of its operation, and the text.
    private static func place(_ step: SavedSchedule.Step) -> String {
        let place = step.place
        guard place.label == nil else {
            return "in \(VisibleText.of(place.function)) .\(step.operation + 1)  @\(VisibleText.of(place.label ?? ""))"
        }
        return "in \(VisibleText.of(place.function)) #\(place.occurrence + 1).\(step.operation + 1)  "
            + VisibleText.of(place.statement)
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - CellWidth.of(text)))
    }

    // MARK: - JSON

    private struct Document: Encodable {
        struct Entry: Encodable {
            var file: String
            var title: Nullable<String>
            var status: Nullable<String>
            var outcome: String
            var step: Nullable<Int>
            var complete: Bool
            var modelChanged: Nullable<Bool>
            var property: Nullable<String>
            var propertyChanged: Nullable<Bool>
            var propertyWas: Nullable<String>
            var propertyNow: Nullable<String>
            var asExpected: Nullable<Bool>
            var detail: Nullable<String>
            /// Rung of the ladder and edits of a repair.
            var level: Nullable<String>
            var edits: [String]
            var states: Int
            var limit: Nullable<String>
        }
        var heddle: String
        var budget: ReplayBudgetText.Document
        var entries: [Entry]
        var total: ReplayWords.Count
        var trend: Nullable<ReplayTrend.Document>
    }

    /// The document of design.md section 7. `detail` says what the outcome's word leaves open.
    package func json(version: String) -> String {
        JSONText.document(
            Document(
                heddle: version, budget: ReplayBudgetText(bounds: bounds, results: results).document,
                entries: results.map(entry), total: ReplayWords.Count(results), trend: Nullable(trend?.document)))
    }

    private func entry(_ result: ReplayResult) -> Document.Entry {
        var step: Int?
        var isComplete = true
        var detail: String?
        switch result.outcome {
        case .reproduced: detail = result.firstOtherState.map { "other values after step \($0)" }
        case .skipped:
            isComplete = !result.effort.isUndone
            detail = result.effort.isUndone ? words(result) : nil
        case .repaired(let repair): detail = RepairWords.outcome(repair)
        case .passes(let allStates): isComplete = allStates
        case .different(let words): detail = words
        case .diverged(let divergence):
            step = divergence.step
            isComplete = false
            func words(_ step: SavedSchedule.Step) -> String {
                "\(step.thread) \(step.action)" + (divergence.looksTheSame ? " " + Self.place(step) : "")
            }
            let expected = divergence.expected.map(words) ?? "the end"
            let enabled = divergence.enabled.map(words).joined(separator: ", ")
            detail = "expected \(expected); enabled: \(enabled.isEmpty ? "nothing" : enabled)"
        case .stale(let reason): (isComplete, detail) = (false, Self.words(reason))
        case .damaged(let error): (isComplete, detail) = (false, error.message)
        }
        return Document.Entry(
            file: result.file, title: Nullable(result.schedule?.title),
            status: Nullable(result.schedule?.status.rawValue), outcome: result.word, step: Nullable(step),
            complete: isComplete, modelChanged: Nullable(result.modelChanged),
            property: Nullable(result.schedule?.claim.name), propertyChanged: Nullable(result.propertyChanged),
            propertyWas: Nullable(result.propertyNow == nil ? nil : result.schedule?.claim.text),
            propertyNow: Nullable(result.propertyNow), asExpected: Nullable(result.asExpected),
            detail: Nullable(detail), level: Nullable(result.repair?.level.rawValue),
            edits: result.repair.map(RepairWords.edits) ?? [], states: result.effort.states,
            limit: Nullable(ReplayWords.limitCode(result.effort)))
    }
}
