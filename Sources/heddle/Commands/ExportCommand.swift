internal import ArgumentParser
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports
internal import HeddleScreen

/// `heddle export FILE`: a schedule as text, a picture, a page, a graph, a recording, a test.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a schedule as text, a picture, a page, a graph, a recording or a test.",
        discussion: """
            The schedule is a finding of the model (the first one unless --finding says otherwise), a saved schedule, or \
            what --steps spells out. Forms: \
            \(Exporters.all.map { "\($0.format) (\($0.about))" }.joined(separator: "; ")).

            Exit code: 0 written, 2 bad input, 3 nothing was found as far as it was looked.
            """)

    @Argument(
        help: "A model or a saved schedule.", completion: .file(extensions: ["heddle", "pml", "litmus", "trace"])
    )
    var file: String

    @Option(name: .customLong("as"), help: "The form.")
    var form = ExportForm(exporter: TextExporter.self)

    @Option(help: ArgumentHelp("Which finding of the model, from 1.", valueName: "number"))
    var finding: Int?

    @Option(
        help: ArgumentHelp(
            "The schedule, as :play takes it: thread numbers or marks, \"0 0 1R\".", valueName: "schedule"))
    var steps: String?

    @Option(help: "lanes (a row for each step) or causal (a row for steps that nothing orders).")
    var layout: ExportOptions.Layout = .lanes

    @Option(help: "essential (those that no others imply) or all.")
    var edges: ExportOptions.Edges = .essential

    @Flag(help: "Plain marks instead of Unicode ones.")
    var ascii = false

    @Option(help: "Columns and rows of a recording.")
    var size = SizeArgument(size: GridSize(columns: 80, rows: 24))

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(help: "Replaces the file if there is one.")
    var force = false

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp(
            "The schedule on another model: a test for a repair (forms with the model's program).", valueName: "file"),
        completion: .file(extensions: ["heddle"]))
    var otherModel: String?

    @OptionGroup var model: ModelOptions
    @OptionGroup var search: SearchArguments
    @OptionGroup var reductions: ReductionArguments

    func validate() throws {
        if let finding, finding < 1 { throw ValidationError("--finding counts from 1") }
        if finding != nil, steps != nil { throw ValidationError("--finding and --steps exclude each other") }
        if form.exporter.needsScreens, layout == .causal || edges == .all {
            throw ValidationError("--layout and --edges are not for \(form.exporter.format): it shows the screens")
        }
        if otherModel != nil, !form.exporter.hasProgram {
            let forms = Exporters.all.filter { $0.hasProgram }.map { $0.format }
            throw ValidationError("--model is for forms with the model's program: \(forms.joined(separator: ", "))")
        }
    }

    func run() throws {
        let export = ScheduleExport(
            exporter: form.exporter, subject: try subject(), request: request,
            size: size.size)
        guard let output, output != "-" else { return Output.write(try export.text()) }
        if !force, FileBytes.exists(output) { throw Self.refusal(output) }
        do {
            try export.write(to: output, replacing: force)
        } catch let error as ScheduleError {
            if case .system(_, _, let number) = error, number == 17, !force { throw Self.refusal(output) }
            throw Failure.badInput(error.message)
        }
        Output.write("Written: \(VisibleText.of(output))\n")
    }

    private static func refusal(_ path: String) -> Failure {
        .badInput("'\(path)' exists already; --force replaces it")
    }

    private var options: ExportOptions { ExportOptions(layout: layout, edges: edges, isASCII: ascii) }

    /// The same schedule on the screens: as `heddle screen` opens it.
    private var request: ScreenRequest {
        var bounds = search.bounds
        bounds.states = bounds.states ?? ScreenCommand.defaultStates
        return ScreenRequest(
            file: file, settings: model.modelSettings, memoryModel: model.memoryModel,
            library: ScheduleFolder(path: "traces"), bounds: bounds)
    }

    // MARK: - The schedule

    private func subject() throws -> ExportSubject {
        guard file.hasSuffix(ScheduleFolder.suffix) else {
            return try OtherModel(file: otherModel, options: model).subject(try made())
        }
        let schedule = try saved()
        return try OtherModel(file: otherModel, options: model, recorded: schedule).subject(try entry(schedule))
    }

    /// Of a model: a finding, or what was spelled out.
    private func made() throws -> ExportSubject {
        let (machine, run) = try model.load(file)
        if let steps {
            do {
                let trace = try SketchReader(machine: machine, marks: Output.marks).trace(steps)
                return ExportSubject(machine: machine, trace: trace, name: "a schedule by hand", options: options)
            } catch {
                throw Failure.badInput("--steps: \(error.message)")
            }
        }
        return try found(machine, run)
    }

    private func found(_ machine: Machine, _ run: Run) throws -> ExportSubject {
        let exploration = ModelSearch(
            bounds: search.bounds, reductions: reductions.chosen(usual: .all), stop: StopFlag(), name: file
        ).explore(machine, run: run)
        let findings = exploration.report.findings
        let number = finding ?? 1
        guard findings.indices.contains(number - 1) else {
            if !findings.isEmpty {
                throw Failure.badInput(FindingWords.noFinding(number, in: exploration.report))
            }
            let complete = exploration.report.complete
            throw Failure(
                message: "nothing fails in '\(file)'\(complete ? "" : " as far as it was looked"); "
                    + "--steps names a schedule", status: complete ? .badInput : .inconclusive)
        }
        let finding = findings[number - 1]
        return ExportSubject(
            machine: machine, trace: Trace(machine: machine, schedule: finding.schedule),
            name: "finding \(number) of \(findings.count)", finding: finding, options: options)
    }

    private func saved() throws -> SavedSchedule {
        if finding != nil || steps != nil {
            throw Failure.badInput("a saved schedule is one already: --finding and --steps are for models")
        }
        if !model.modelSettings.isEmpty || model.memoryModel != nil {
            throw Failure.badInput("a saved schedule names its constants and its memory model itself")
        }
        switch ScheduleFolder.read(file) {
        case .damaged(_, let error): throw Failure.badInput("\(file): \(error.message)")
        case .schedule(_, let schedule): return schedule
        }
    }

    private func entry(_ schedule: SavedSchedule) throws -> ExportSubject {
        let path = LibraryDesk.modelPath(of: schedule, at: file)
        let machine: Machine
        switch ReplayEnvironment.load(path: path, settings: schedule.settings, memoryModel: schedule.memoryModel) {
        case .missing: throw Failure.badInput("\(file): its model '\(path)' is not there")
        case .invalid(let reason): throw Failure.badInput("\(file): its model '\(path)' can't be used: \(reason)")
        case .ready(let ready, _): machine = ready
        }
        let replay = Replay(machine: machine, steps: schedule.steps.map(\.recorded))
        if let divergence = replay.divergence {
            if form.exporter.hasProgram { return try OtherModel.edited(schedule, machine: machine, file: file) }
            throw Failure.badInput(
                "\(file): step \(divergence.step) of \(schedule.steps.count) can't run on the model as it is now; "
                    + "heddle replay \(file) says why")
        }
        var subject = ExportSubject(
            machine: machine, trace: replay.trace, name: schedule.title.isEmpty ? FilePath.stem(file) : schedule.title,
            finding: finding(schedule, replay.trace, machine), options: options)
        for (index, step) in schedule.steps.enumerated() { subject.notes[index + 1] = step.note }
        return subject
    }

    /// What the entry claims, where the schedule still shows it.
    private func finding(_ schedule: SavedSchedule, _ trace: Trace, _ machine: Machine) -> Finding? {
        let check = ClaimCheck(machine: machine, trace: trace)
        guard let subject = schedule.claim.subject(in: machine.program),
            check.answer(for: subject, place: schedule.claim.place) == .shown
        else { return nil }
        return Finding(
            subject: subject, schedule: trace.schedule, violation: check.violation(of: subject),
            preemptions: schedule.preemptions)
    }
}

/// A form by its name.
struct ExportForm: ExpressibleByArgument {
    var exporter: any Exporter.Type

    init(exporter: any Exporter.Type) { self.exporter = exporter }

    init?(argument: String) {
        guard let exporter = Exporters.named(argument) else { return nil }
        self.exporter = exporter
    }

    static var allValueStrings: [String] { Exporters.formats }
    var defaultValueDescription: String { exporter.format }
}

extension ExportOptions.Layout: ExpressibleByArgument {}
extension ExportOptions.Edges: ExpressibleByArgument {}
