internal import ArgumentParser
internal import CPlatform
internal import HeddleEngine
internal import HeddleKit
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

/// `heddle reach FILE 'balance == 1'`: whether a state can be reached, and by which steps.
struct ReachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reach",
        abstract:
            "Finds the fewest steps to a condition, a line, a change, a blocked thread, or to something that fails.",
        discussion: """
            WANTED is a condition in the model's own words, properties by their names included, or one of the screens' words: \
            until-line 10, until-change balance, until-blocked phil.1, until-violation, anything.
            Exit code: 0 reached, 1 it can't be reached, 2 bad input, 3 a bound was reached first.
            """)

    @Argument(help: "The model.", completion: .file(extensions: ["heddle", "pml", "litmus"]))
    var file: String

    @Argument(help: ArgumentHelp("What is to be reached.", valueName: "wanted"))
    var wanted: [String]

    @Option(
        help: ArgumentHelp(
            "Steps to make first: threads by number or name, as in '0 0 1R'.", valueName: "steps"))
    var from = ""

    @OptionGroup var model: ModelOptions

    @Option(help: ArgumentHelp("Most states.", valueName: "number"))
    var states = WaySearch.defaultLimit

    @Option(help: ArgumentHelp("Most memory for states: 500m, 2g.", valueName: "bytes"))
    var memoryLimit = SearchArguments.ByteCount(bytes: 2 << 30)

    @Option(help: ArgumentHelp("Ends the search after this time: 500ms, 10s, 2m, 1h.", valueName: "time"))
    var time: SearchArguments.Duration?

    @Flag(help: "Prints one JSON document.")
    var json = false

    func validate() throws {
        if states < 1 { throw ValidationError("--states needs a number of at least 1") }
        if wanted.isEmpty { throw ValidationError("what is to be reached? A condition, as in 'balance == 1'") }
    }

    func run() throws {
        let (loaded, machine, run) = try model.loadFile(file)
        let request: WayRequest
        switch WayRequest.parse(wanted.joined(separator: " ")) {
        case .success(let parsed): request = parsed
        case .failure(let refusal): throw Failure.badInput(refusal.message)
        }
        let given = try givenSteps(machine)
        let planner = ModelLoader.planner(file: loaded.file, machine: machine, settings: model.modelSettings)
        switch planner.plan(request, path: given) {
        case .failure(let refusal): throw complain(of: refusal, request)
        case .success(let plan):
            let (outcome, found) = search(plan)
            let report = ReachReport(
                machine: machine, run: run, request: request, outcome: outcome,
                given: request.isFromStart ? [] : given, found: found)
            Output.write(json ? report.json(version: Heddle.version) : report.text(style: Output.style))
            throw Self.status(outcome)
        }
    }

    private func givenSteps(_ machine: Machine) throws -> [Transition] {
        do {
            return try SketchReader(machine: machine, marks: Output.marks).trace(from).schedule
        } catch {
            throw Failure.badInput("--from: \(error.message)")
        }
    }

    /// Transitions between two looks at the clock and at the keyboard.
    private static let portion = 20_000

    private func search(_ plan: WayPlan) -> (WayOutcome, [Transition]) {
        let way = plan.way
        if way.isMetAtStart { return (WayOutcome(.holdsAlready, states: 1), []) }
        let search = way.search(limit: states, memory: memoryLimit.bytes)
        let stop = StopFlag()
        let begin = heddle_monotonic_seconds()
        var progress = Progress()
        defer { progress.clear() }
        while search.answer == nil {
            search.advance(budget: Self.portion)
            if search.answer != nil { break }
            if stop.isRaised { return (WayOutcome(.notKnown(.stopped), states: search.states), []) }
            if let time, heddle_monotonic_seconds() - begin >= time.seconds {
                return (WayOutcome(.notKnown(.time(time.seconds)), states: search.states), [])
            }
            progress.show(search.report, name: file)
        }
        let outcome = WayOutcome(search, faults: way.faults)
        if case .found(let found)? = search.answer { return (outcome, found) }
        return (outcome, [])
    }

    private func complain(of refusal: WayRefusal, _ request: WayRequest) -> any Error {
        guard !refusal.diagnostics.isEmpty else {
            return Failure.badInput(refusal.message + (refusal.hint.map { " \($0)" } ?? ""))
        }
        var text = ""
        switch request.goal {
        case .condition(let free), .change(let free): text = free
        case .violation, .line, .blocked: break
        }
        let source = SourceText(path: "condition", text: text)
        Output.complain(DiagnosticReport(source: source, marks: Output.marks).text(refusal.diagnostics))
        return ExitStatus.badInput
    }

    private static func status(_ outcome: WayOutcome) -> ExitStatus {
        switch outcome.verdict {
        case .found, .holdsAlready: return .asExpected
        case .none: return .finding
        case .notKnown: return .inconclusive
        }
    }
}
