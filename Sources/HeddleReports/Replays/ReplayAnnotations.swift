package import HeddleLibrary
internal import HeddlePresentation

/// `heddle replay --annotations`: workflow commands of GitHub Actions, which put what isn't as expected beside the line
/// of the model that it is about.
///
/// Source: GitHub's documentation, "Workflow commands for GitHub Actions"; the escapes are those of its toolkit
/// (`%`, line breaks; in properties `:` and `,` too).
package struct ReplayAnnotations {
    private let results: [ReplayResult]
    private let report: ReplayReport
    private let trend: ReplayTrend?

    package init(_ results: [ReplayResult], trend: ReplayTrend? = nil) {
        self.results = results
        self.trend = trend
        report = ReplayReport(results, marks: Marks(ascii: false))
    }

    /// An error for what isn't as expected, a warning for what a bound left open, a notice for what has become slower.
    package var text: String {
        var text = ""
        var undone = 0
        for result in results {
            switch result.asExpected {
            case true: break
            case false: text += command("error", result)
            case nil:
                if result.effort.isUndone { undone += 1 } else { text += command("warning", result) }
            }
        }
        // One for all of them: GitHub shows ten of a kind.
        if undone > 0, let first = results.first(where: { $0.effort.isUndone }) {
            let count = Figures.count(undone, "entry", plural: "entries")
            text += Self.command(
                "warning", [("title", "heddle replay")],
                "\(count) \(report.words(first)); the first is \(first.file)")
        }
        for change in trend?.changes ?? [] where change.kind == .slower {
            text += Self.command(
                "notice", [("file", change.file), ("title", "Slower: \(ReplayWords.name(change.file))")],
                ReplayTrend.words(change))
        }
        return text
    }

    private func command(_ level: String, _ result: ReplayResult) -> String {
        let place = result.effort.place ?? ModelLine(path: result.file, line: 1)
        let name = ReplayWords.name(result.file)
        let properties = [("file", place.path), ("line", String(place.line)), ("title", "\(name): \(result.word)")]
        return Self.command(level, properties, ReplayDetail(result, report: report).lines.joined(separator: "\n"))
    }

    private static func command(_ level: String, _ properties: [(String, String)], _ message: String) -> String {
        let list = properties.map { "\($0)=\(property($1))" }.joined(separator: ",")
        return "::\(level) \(list)::\(data(message))\n"
    }

    /// Line breaks of ours stay; whatever else a terminal or a log would obey is written out.
    private static func data(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            TextEscape.shown(String(line)) { $0 == "%" ? "%25" : nil }
        }.joined(separator: "%0A")
    }

    private static func property(_ text: String) -> String {
        TextEscape.shown(text) { scalar in
            switch scalar {
            case "%": "%25"
            case ":": "%3A"
            case ",": "%2C"
            default: nil
            }
        }
    }
}
