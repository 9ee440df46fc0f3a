package import HeddleLibrary
internal import HeddlePresentation

/// `heddle replay --summary FILE`: Markdown for the page of a build, as GitHub shows it.
package struct ReplayMarkdown {
    private let results: [ReplayResult]
    private let bounds: ReplayBounds
    private let trend: ReplayTrend?
    private let report: ReplayReport

    package init(_ results: [ReplayResult], bounds: ReplayBounds = ReplayBounds(), trend: ReplayTrend? = nil) {
        self.results = results
        self.bounds = bounds
        self.trend = trend
        report = ReplayReport(results, marks: Marks(ascii: false))
    }

    /// Rows of a table that are shown; the rest is counted. GitHub takes 1 MiB a step.
    private static let rowLimit = 200

    package var text: String {
        var text = "## Saved schedules\n\n\(Self.escaped(report.summary))\n"
        let others = results.filter { $0.asExpected != true }
        if !others.isEmpty {
            text += Self.table(
                ["entry", "status", "outcome", "wanted", "line"],
                others.map { result in
                    let place = result.effort.place
                    return [
                        Self.mark(result) + " " + Self.escaped(ReplayWords.name(result.file)),
                        Self.escaped(result.schedule?.status.rawValue ?? "–"), Self.escaped(report.words(result)),
                        result.effort.isUndone ? "–" : Self.escaped(ReplayWords.wanted(result)),
                        place.map { Self.escaped("\($0.path):\($0.line)") } ?? "–",
                    ]
                })
        }
        let budget = ReplayBudgetText(bounds: bounds, results: results)
        text += "\nBudget: \(Self.escaped(budget.words)).\n"
        if let trend { text += Self.trend(trend) }
        return text + list("Repaired, to be recorded again with heddle replay --update", of: repaired)
            + list("Retired, kept and not replayed", of: retired)
    }

    private static func mark(_ result: ReplayResult) -> String { result.asExpected == false ? "❌" : "❔" }

    private static func trend(_ trend: ReplayTrend) -> String {
        var text = "\nSince the previous run: \(escaped(trend.summary)).\n"
        guard !trend.changes.isEmpty else { return text }
        text += table(
            ["change", "entry", "what"],
            trend.changes.map { change in
                [change.kind.rawValue, escaped(ReplayWords.name(change.file)), escaped(ReplayTrend.words(change))]
            })
        return text
    }

    private var repaired: [ReplayResult] { results.filter { $0.repair != nil && $0.asExpected == true } }
    private var retired: [ReplayResult] { results.filter { $0.schedule?.status == .retired } }

    private func list(_ title: String, of entries: [ReplayResult]) -> String {
        let names = entries.map { ReplayWords.name($0.file) }
        if names.isEmpty { return "" }
        let rest = names.count > Self.rowLimit ? " and \(names.count - Self.rowLimit) more" : ""
        return "\n\(title): "
            + names.prefix(Self.rowLimit).map(Self.escaped).joined(separator: ", ") + "\(rest).\n"
    }

    private static func table(_ heads: [String], _ rows: [[String]]) -> String {
        var text = "\n| " + heads.joined(separator: " | ") + " |\n|" + heads.map { _ in "---|" }.joined() + "\n"
        for row in rows.prefix(rowLimit) { text += "| " + row.joined(separator: " | ") + " |\n" }
        if rows.count > rowLimit { text += "\n… and \(Figures.number(rows.count - rowLimit)) more.\n" }
        return text
    }

    /// Signs that Markdown or HTML would take for their own; a file's text can't leave its cell.
    private static func escaped(_ text: String) -> String {
        TextEscape.shown(text) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "|", "\\", "`", "*", "_", "[", "]", "#", "~", "$", "!": "\\" + String(scalar)
            case "@": "&#64;"
            default: nil
            }
        }
    }
}
