internal import ArgumentParser

/// `heddle check FILE…`: every run of every model, reported.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Explores models and holds them against their expectations.",
        discussion: "Exit code: 0 all as expected, 1 a violation or an unmet expectation, 2 bad input, 3 inconclusive.")

    @Argument(
        help: ArgumentHelp("Models, or folders of them.", valueName: "file"),
        completion: .file(extensions: ["heddle", "pml", "litmus"]))
    var files: [String]

    @OptionGroup var model: ModelOptions
    @OptionGroup var search: SearchArguments

    @OptionGroup var reductions: ReductionArguments

    @Flag(help: "Ends each search at its first violation.")
    var first = false

    @Flag(help: "Reports every bug, not only the simplest of each property.")
    var all = false

    @Flag(help: "Prints one JSON document.")
    var json = false

    @Flag(help: "Takes warnings for errors.")
    var strict = false

    func validate() throws {
        if first && all { throw ValidationError("--first and --all exclude each other") }
    }

    func run() throws { try request.run() }

    /// What the parser makes of arguments.
    static func request(parsing arguments: [String]) throws -> CheckRequest { try parse(arguments).request }

    private var request: CheckRequest {
        CheckRequest(
            files: files, settings: model.modelSettings, memoryModel: model.memoryModel, bounds: search.bounds,
            reductions: reductions.chosen(usual: CheckRequest.usualReductions), stopsAtFirst: first, collectsAll: all,
            isJSON: json, isStrict: strict)
    }
}
