package import HeddleLibrary
internal import HeddlePresentation

/// `heddle replay --junit FILE`: JUnit XML as build servers read it (the schema jenkins-junit.xsd, which JUnit tests itself against).
///
/// A suite for each folder, a case for each entry with the folder as its class. An entry that isn't as expected is a
/// failure, a retired one is skipped; a damaged file, a model or property that is gone, and what a bound left open are
/// errors. There are no times: the same run gives the same bytes.
package struct ReplayJUnit {
    private let results: [ReplayResult]
    private let report: ReplayReport

    package init(_ results: [ReplayResult]) {
        self.results = results
        report = ReplayReport(results, marks: Marks(ascii: false))
    }

    private enum Fate {
        case passed, skipped
        case failure(type: String)
        case error(type: String)
    }

    private static func fate(_ result: ReplayResult) -> Fate {
        if result.schedule?.status == .retired { return .skipped }
        switch (result.asExpected, result.word) {
        case (true, _): return .passed
        case (nil, _): return .error(type: "inconclusive")
        case (false, "damaged"), (false, "stale"): return .error(type: result.word)
        case (false, _): return .failure(type: result.word)
        }
    }

    package var text: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites name=\"heddle replay\"\(Self.counts(results, isWhole: true))>\n"
        var folders: [String] = []
        var entries: [String: [ReplayResult]] = [:]
        for result in results {
            let folder = Self.folder(result)
            if entries[folder] == nil { folders.append(folder) }
            entries[folder, default: []].append(result)
        }
        for folder in folders {
            let inside = entries[folder] ?? []
            text += "  <testsuite name=\"\(Self.escaped(folder))\"\(Self.counts(inside))>\n"
            for result in inside { text += testCase(result, folder) }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }

    /// `traces/lost-update`; `.` for a file without a folder.
    private static func folder(_ result: ReplayResult) -> String {
        let folder = FilePath.folder(of: result.file)
        return folder.isEmpty ? "." : folder
    }

    /// The schema has no number of skipped cases for the whole.
    private static func counts(_ results: [ReplayResult], isWhole: Bool = false) -> String {
        var (failures, errors, skipped) = (0, 0, 0)
        for result in results {
            switch fate(result) {
            case .passed: break
            case .skipped: skipped += 1
            case .failure: failures += 1
            case .error: errors += 1
            }
        }
        return " tests=\"\(results.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
            + (isWhole ? "" : " skipped=\"\(skipped)\"")
    }

    private func testCase(_ result: ReplayResult, _ folder: String) -> String {
        let name = FilePath.stem(result.file)
        let head = "    <testcase classname=\"\(Self.escaped(folder))\" name=\"\(Self.escaped(name))\""
        switch Self.fate(result) {
        case .passed: return head + "/>\n"
        case .skipped: return "\(head)>\n      <skipped message=\"retired\"/>\n    </testcase>\n"
        case .failure(let type): return head + ">\n" + fault("failure", type, result) + "    </testcase>\n"
        case .error(let type): return head + ">\n" + fault("error", type, result) + "    </testcase>\n"
        }
    }

    private func fault(_ element: String, _ type: String, _ result: ReplayResult) -> String {
        let lines = [report.words(result)] + ReplayDetail(result, report: report).lines
        return "      <\(element) type=\"\(Self.escaped(type))\" message=\"\(Self.escaped(report.words(result)))\">"
            + lines.map(Self.escaped).joined(separator: "\n") + "</\(element)>\n"
    }

    /// Characters that XML 1.0 has no place for are written out as everywhere in reports.
    private static func escaped(_ text: String) -> String { TextEscape.markup(text) }
}
