internal import HeddleLibrary
internal import HeddlePresentation

/// Replay results as text.
enum ReplayOutput {
    static func text(_ results: [ReplayResult]) -> String {
        var text = ""
        let names = results.map { VisibleText.of(name($0.file)) }
        let width = min(48, names.map(\.count).max() ?? 0)
        for (result, name) in zip(results, names) {
            let mark = result.asExpected == true ? "✓" : result.asExpected == nil ? "~" : "✗"
            text += "\(mark) \(left(name, width))  \(left(result.schedule?.status.rawValue ?? "", 8))   "
            text += outcome(result) + (result.modelChanged == true ? ", model changed" : "") + "\n"
            text += detail(result)
        }
        return text + (results.isEmpty ? "" : "\n") + summary(results) + "\n"
    }

    private static func outcome(_ result: ReplayResult) -> String {
        switch result.outcome {
        case .reproduced, .skipped: return result.word
        case .passes(let allStates): return allStates ? "passes, all states visited" : "passes, this schedule only"
        case .different(let words): return "different: \(VisibleText.of(words))"
        case .diverged(let divergence):
            return "diverged at step \(divergence.step) of \(result.schedule?.steps.count ?? 0)"
        case .stale(let reason): return "stale: \(VisibleText.of(words(reason)))"
        case .damaged(let error): return "damaged: \(VisibleText.of(error.message))"
        }
    }

    private static func detail(_ result: ReplayResult) -> String {
        guard case .diverged(let divergence) = result.outcome else { return "" }
        var text = "    expected  " + (divergence.expected.map(words) ?? "the end of the execution") + "\n"
        for (index, step) in divergence.enabled.enumerated() {
            text += (index == 0 ? "    enabled   " : "              ") + words(step) + "\n"
        }
        if divergence.enabled.isEmpty { text += "    enabled   nothing\n" }
        return text + "    See it:  heddle \(VisibleText.of(result.file))\n"
    }

    private static func words(_ step: SavedSchedule.Step) -> String {
        let choice = step.choice.map { "  [\($0)]" } ?? ""
        return VisibleText.of("\(left(step.thread, 10))  \(step.action)\(choice)")
    }

    private static func words(_ reason: ReplayResult.StaleReason) -> String {
        switch reason {
        case .modelMissing(let path): return "there is no model '\(path)'"
        case .modelInvalid(let path, let message): return "the model '\(path)' has errors: \(message)"
        case .propertyMissing(let name): return "the model has no property '\(name)' of that kind"
        case .constantMissing(let name): return "the model has no constant '\(name)'"
        case .checkUnknown(let name): return "there is no check '\(name)'"
        case .memoryModelUnsupported(let name): return "the memory model \(name) comes with a later version"
        }
    }

    private static func summary(_ results: [ReplayResult]) -> String {
        var parts: [String] = []
        let expected = results.filter { $0.asExpected == true }.count
        parts.append("\(expected) as expected")
        for word in ["reproduced", "passes", "different", "diverged", "stale", "damaged"] {
            let count = results.filter { $0.asExpected != true && $0.word == word }.count
            if count > 0 { parts.append("\(count) \(word)") }
        }
        let diverged = results.contains { $0.word == "diverged" && $0.asExpected != true }
        let entries = results.count == 1 ? "1 entry" : "\(results.count) entries"
        return "\(entries): " + parts.joined(separator: ", ") + "." + (diverged ? " Diverged is not fixed." : "")
    }

    private static func name(_ file: String) -> String {
        var name = file[...]
        if name.hasSuffix(ScheduleFolder.suffix) { name = name.dropLast(ScheduleFolder.suffix.count) }
        if name.hasPrefix("traces/") { name = name.dropFirst("traces/".count) }
        return String(name)
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
