internal import ArgumentParser
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

/// `heddle replay PATH…`: every saved schedule on its model as it is now.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replays saved schedules and holds each against its status.",
        discussion: """
            heddle help ci prints a workflow that runs it in continuous integration.
            Exit code: 0 all as expected, 1 one isn't, 2 a file can't be read or written, 3 a bound left one open.
            """)

    @Argument(
        help: "Saved schedules, or folders of them.",
        completion: .file(extensions: ["trace"]))
    var paths: [String] = ["traces"]

    @OptionGroup var budget: ReplayBudgetArguments

    @Flag(help: "Prints one JSON document.")
    var json = false

    @OptionGroup var outputs: ReplayOutputArguments

    @Flag(help: "Shows how repaired entries would be recorded again, and asks whether to write them.")
    var update = false

    @Flag(help: "With --update: writes without asking.")
    var yes = false

    func validate() throws {
        if yes, !update { throw ValidationError("--yes goes with --update") }
        if update, json { throw ValidationError("--update shows differences, for which --json has no place") }
    }

    func run() throws {
        var files: [String] = []
        var statuses: [ExitStatus] = []
        for path in paths {
            do {
                files += try Self.files(at: path)
            } catch let error as ScheduleError {
                Output.complain("heddle: \(VisibleText.of(error.message))\n")
                statuses.append(.badInput)
            }
        }
        files = FileBytes.distinct(files)
        if files.isEmpty, statuses.isEmpty {
            let places = Figures.list(paths.map { "'\(VisibleText.of($0))'" })
            throw Failure.badInput("there is no saved schedule in \(places)")
        }
        let previous = try outputs.previous()
        let bounds = budget.bounds
        // Ctrl-C leaves the rest undone; at a question it has to end the process at once.
        let stop = update ? nil : StopFlag()
        let results = ReplaySession(bounds, isStopped: { stop?.isRaised == true }).results(files)
        let trend = previous.map { ReplayTrend(results, since: $0) }
        let report = ReplayReport(results, marks: Output.marks, bounds: bounds, trend: trend)
        Output.write(json ? report.json(version: Heddle.version) : report.text)
        statuses += outputs.write(results, report: report, bounds: bounds, trend: trend, besideJSON: json)
        if update { statuses += ReplayUpdate(yes: yes).run(results) }
        throw ExitStatus.worst(statuses + results.map(Self.status))
    }

    /// A file stands for itself, a folder for its schedules. Errors: nothing there.
    static func files(at path: String) throws -> [String] {
        if FileBytes.isFolder(path) { return try ScheduleFolder(path: path).files() }
        guard FileBytes.exists(path) else { throw ScheduleError.system(operation: "read", path: path, number: 2) }
        return [path]
    }

    static func status(of result: ReplayResult) -> ExitStatus {
        if case .damaged = result.outcome { return .badInput }
        return ExitStatus(asExpected: result.asExpected)
    }
}
