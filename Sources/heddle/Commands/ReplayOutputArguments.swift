internal import ArgumentParser
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleReports

/// What a run of replays writes beside its report; several of them in one run.
struct ReplayOutputArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("Writes the document of --json, for a later --against.", valueName: "file"),
        completion: .file())
    var jsonFile: String?

    @Option(
        help: ArgumentHelp("Writes JUnit XML, a case for each entry.", valueName: "file"), completion: .file())
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "Adds a summary in Markdown to a file, as $GITHUB_STEP_SUMMARY wants it.", valueName: "file"),
        completion: .file())
    var summary: String?

    @Option(help: ArgumentHelp("Writes counts in the OpenMetrics text format.", valueName: "file"), completion: .file())
    var metrics: String?

    @Flag(
        help: """
            Prints GitHub's workflow commands, which show what isn't as expected beside the model's line; on standard \
            error where --json has standard output.
            """)
    var annotations = false

    @Option(
        help: ArgumentHelp(
            "Says what has changed since a previous run, of which this is the --json document.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var against: String?

    /// Largest document of a previous run that is read. Unit: bytes.
    private static let previousLimit = 256 << 20

    /// The previous run's entries. Without the file there is nothing to compare with: so it is in a first run, and that is
    /// said. Errors: it can't be read, or is no such document.
    func previous() throws -> [ReplayTrend.Previous]? {
        guard let against else { return nil }
        guard FileBytes.exists(against) else {
            Output.complain(
                "heddle: \(VisibleText.of("there is no previous run in '\(against)': nothing to compare with"))\n")
            return nil
        }
        let bytes: [UInt8]
        do {
            bytes = try FileBytes.read(against, limit: Self.previousLimit)
        } catch {
            throw Failure.badInput(error.message(about: against))
        }
        guard let entries = ReplayTrend.entries(of: bytes) else {
            throw Failure.badInput("'\(against)' is no document of heddle replay --json")
        }
        return entries
    }

    /// Writes what was asked for; what can't be written is said, and the rest goes on.
    func write(
        _ results: [ReplayResult], report: ReplayReport, bounds: ReplayBounds, trend: ReplayTrend?, besideJSON: Bool
    ) -> [ExitStatus] {
        if annotations {
            let text = ReplayAnnotations(results, trend: trend).text
            if besideJSON { Output.complain(text) } else { Output.write(text) }
        }
        var statuses: [ExitStatus] = []
        if let jsonFile { statuses.append(Self.put(report.json(version: Heddle.version), in: jsonFile)) }
        if let junit { statuses.append(Self.put(ReplayJUnit(results).text, in: junit)) }
        if let metrics { statuses.append(Self.put(ReplayMetrics(results).text, in: metrics)) }
        if let summary {
            let text = ReplayMarkdown(results, bounds: bounds, trend: trend).text
            statuses.append(Self.put(text, in: summary, isAdded: true))
        }
        return statuses
    }

    private static func put(_ text: String, in file: String, isAdded: Bool = false) -> ExitStatus {
        do {
            var bytes: [UInt8] = []
            if isAdded, FileBytes.exists(file) { bytes = try FileBytes.read(file, limit: previousLimit) }
            try FileBytes.write(bytes + text.utf8, to: file, replacing: true)
            return .asExpected
        } catch {
            Output.complain("heddle: \(VisibleText.of(error.message(about: file)))\n")
            return .badInput
        }
    }
}
