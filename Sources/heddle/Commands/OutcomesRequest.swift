internal import HeddleEngine
internal import HeddleProgram
internal import HeddleReports

/// What `heddle outcomes` is asked for, and its doing.
struct OutcomesRequest {
    /// What a search leaves out where the command line says nothing: the ways to an outcome are counted in full.
    static let usualReductions: Reductions = []

    var file: String
    var settings: [Setting] = []
    var memoryModel: MemoryModel?
    var bounds = SearchBounds()
    var reductions = Self.usualReductions
    var isJSON = false

    func run() throws {
        let (machine, run) = try ModelOptions.load(file, settings: settings, memoryModel: memoryModel)
        let exploration = ModelSearch(
            bounds: bounds, reductions: reductions, stop: StopFlag(), name: file
        ).explore(machine, run: run)
        let result = exploration.outcomes(countingClasses: true)
        var searched = exploration.report
        searched.interleavings = exploration.interleavings()
        let report = OutcomesReport(
            run: RunReport(
                machine: machine, run: run, report: searched, judgement: exploration.judgement(run: run)),
            outcomes: result.outcomes, isComplete: result.isComplete)
        Output.write(isJSON ? report.json(version: Heddle.version) : report.text(style: Output.style))
        throw result.isComplete ? ExitStatus.asExpected : .inconclusive
    }
}
