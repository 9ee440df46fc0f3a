internal import ArgumentParser
internal import HeddleEngine
internal import HeddleKit
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

/// `heddle explain FILE`: why a model fails, and what would have made it pass.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says why a model fails: values, the deciding pair of steps, the nearest schedule that passes.",
        discussion: "Exit code: 0 explained, or nothing fails; 2 bad input, 3 nothing fails as far as it was looked.")

    @Argument(help: "The model.", completion: .file(extensions: ["heddle", "pml", "litmus"]))
    var file: String

    @Option(help: ArgumentHelp("Which finding, from 1.", valueName: "number"))
    var finding: Int?

    @OptionGroup var model: ModelOptions
    @OptionGroup var search: SearchArguments
    @OptionGroup var reductions: ReductionArguments

    @Flag(help: "Prints one JSON document.")
    var json = false

    func validate() throws {
        if let finding, finding < 1 { throw ValidationError("--finding counts from 1") }
    }

    func run() throws {
        let (machine, run) = try model.load(file)
        let exploration = ModelSearch(
            bounds: search.bounds, reductions: reductions.chosen(usual: .all), stop: StopFlag(), name: file
        ).explore(machine, run: run)
        var searched = exploration.report
        exploration.addChances(to: &searched)
        var report = RunReport(
            machine: machine, run: run, report: searched, judgement: exploration.judgement(run: run))
        let left = TimeLeft(after: exploration)
        report.hasTime = { left.hasTime }
        let count = report.report.findings.count
        if let finding, finding > count { throw Failure.badInput(FindingWords.noFinding(finding, in: report.report)) }
        guard count > 0 else {
            let text =
                json
                ? ExplainJSON.text(version: Heddle.version, run: report, finding: nil)
                : CheckText(style: Output.style).text([report])
            Output.write(text)
            throw report.report.complete ? ExitStatus.asExpected : .inconclusive
        }
        let index = (finding ?? 1) - 1
        Output.write(
            json
                ? ExplainJSON.text(version: Heddle.version, run: report, finding: index)
                : ExplainReport(run: report, finding: index, style: Output.style).text)
        throw ExitStatus.asExpected
    }
}
