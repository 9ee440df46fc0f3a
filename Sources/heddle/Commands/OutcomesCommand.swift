internal import ArgumentParser
internal import HeddleEngine
internal import HeddleProgram
internal import HeddleReports

/// `heddle outcomes FILE`: every different way in which executions end.
struct OutcomesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outcomes",
        abstract: "Lists every different result of a model, with a simplest schedule for each.",
        discussion: "Exit code: 0 all of them, 2 bad input, 3 a bound bit and there may be more.")

    @Argument(help: "The model.", completion: .file(extensions: ["heddle", "pml", "litmus"]))
    var file: String

    @OptionGroup var model: ModelOptions
    @OptionGroup var search: SearchArguments
    @OptionGroup var reductions: ReductionArguments

    @Flag(help: "Prints one JSON document.")
    var json = false

    func run() throws {
        let (machine, run) = try model.load(file)
        let exploration = ModelSearch(
            arguments: search, reductions: reductions.chosen(usual: []), stop: StopFlag(), name: file
        ).explore(machine, run: run)
        let result = exploration.outcomes(countingClasses: true)
        var searched = exploration.report
        searched.interleavings = exploration.interleavings()
        let report = OutcomesReport(
            run: RunReport(
                machine: machine, run: run, report: searched, judgement: exploration.judgement(run: run)),
            outcomes: result.outcomes, isComplete: result.isComplete)
        Output.write(json ? report.json(version: Heddle.version) : report.text(style: Output.style))
        throw result.isComplete ? ExitStatus.asExpected : .inconclusive
    }
}
