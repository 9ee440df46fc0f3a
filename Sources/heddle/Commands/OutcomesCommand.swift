internal import ArgumentParser

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

    func run() throws { try request.run() }

    /// What the parser makes of arguments.
    static func request(parsing arguments: [String]) throws -> OutcomesRequest { try parse(arguments).request }

    private var request: OutcomesRequest {
        OutcomesRequest(
            file: file, settings: model.modelSettings, memoryModel: model.memoryModel, bounds: search.bounds,
            reductions: reductions.chosen(usual: OutcomesRequest.usualReductions), isJSON: json)
    }
}
