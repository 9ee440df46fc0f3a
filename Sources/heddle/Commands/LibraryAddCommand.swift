internal import ArgumentParser
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

/// `heddle library add FILE`: explores a model and keeps one of its counterexamples or witnesses.
struct LibraryAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Explores a model and saves the simplest schedule of one of its findings.",
        discussion: "The same bug is recognised: then nothing is written, and its entry is named.")

    @Argument(help: "The model.", completion: .file(extensions: ["heddle", "pml"]))
    var file: String

    @Option(help: ArgumentHelp("The property or check to save (default: the first finding).", valueName: "name"))
    var finding: String?

    @Option(help: "The title (default: the deciding pair of steps).")
    var title: String?

    @Option(help: "open, fixed, expected or retired (default: expected where the model expects it, else open).")
    var status: StatusArgument?

    @Option(name: .customLong("tag"), help: ArgumentHelp("A tag; may be repeated.", valueName: "tag"))
    var tags: [String] = []

    @Option(name: .customLong("note"), help: ArgumentHelp("The root cause, in prose.", valueName: "text"))
    var cause: String?

    @Option(
        name: .customLong("step-note"),
        help: ArgumentHelp("A remark on a step by its number; may be repeated.", valueName: "k=text"))
    var stepNotes: [StepNoteArgument] = []

    @Option(help: "Who saves it (default: the author that git is told, or the login name).")
    var author: String?

    @Option(help: "Where the bug was published.")
    var source: String?

    @OptionGroup var library: LibraryOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var search: SearchArguments

    func run() throws {
        let machine = try ready()
        let run = Judge.run(of: machine.machine.program, memoryModel: machine.machine.memoryModel)
        let exploration = ModelSearch(arguments: search, stop: StopFlag(), name: file).explore(
            machine.machine, run: run)
        let chosen = try choose(exploration.report, machine.machine)
        var schedule = ScheduleSaving(machine: machine.machine, file: machine.file, settings: run.settings).schedule(
            chosen.schedule, subject: chosen.subject, preemptions: chosen.preemptions,
            pointOfNoReturn: chosen.pointOfNoReturn)
        for note in stepNotes {
            guard schedule.steps.indices.contains(note.step - 1) else {
                throw Failure.badInput("there is no step \(note.step); the schedule has \(schedule.steps.count)")
            }
            schedule.steps[note.step - 1].note = note.text
        }
        describe(&schedule, judgement: exploration.judgement(run: run), subject: chosen.subject)
        do {
            switch try library.folder.add(schedule, modelFile: file) {
            case .added(let path): Output.write("Saved as \(VisibleText.of(path)).\n")
            case .known(let path):
                Output.write("Known: this is \(VisibleText.of(path)), found again. Nothing was written.\n")
            }
        } catch {
            throw Failure.badInput(error.message(about: file))
        }
    }

    private func ready() throws -> (machine: Machine, file: ModelFile) {
        let loaded: LoadedMachine
        do {
            loaded = try ModelLoader.load(path: file, settings: model.modelSettings, memoryModel: model.memoryModel)
        } catch {
            throw Failure.badInput(error.message)
        }
        guard let machine = loaded.machine else {
            throw Failure.badInput("'\(file)' has errors; heddle check \(file) lists them")
        }
        return (machine, loaded.file)
    }

    private func choose(_ report: SearchReport, _ machine: Machine) throws -> Finding {
        let words = FindingWords(machine: machine, marks: Marks(ascii: false))
        let all = report.findings + report.witnesses.keys.sorted().compactMap { report.witnesses[$0] }
        guard let finding else {
            if let first = report.findings.first { return first }
            throw Failure.badInput(
                all.isEmpty
                    ? "nothing was found in '\(file)': there is nothing to save"
                    : "nothing fails in '\(file)'; --finding \(words.name(all[0].subject)) saves a witness")
        }
        guard let match = all.first(where: { words.name($0.subject) == finding }) else {
            let names = all.map { words.name($0.subject) }
            throw Failure.badInput(
                "nothing was found of '\(finding)'" + (names.isEmpty ? "" : ", but of \(Figures.list(names))"))
        }
        return match
    }

    private func describe(_ schedule: inout SavedSchedule, judgement: Judgement, subject: Subject) {
        let isExpected = judgement.rows.contains { $0.subject == subject && $0.isStated && $0.asExpected == true }
        schedule.status = status?.status ?? (isExpected ? .expected : .open)
        schedule.tags = tags
        if let title { schedule.title = title }
        if let cause { schedule.cause = cause }
        if let author { schedule.author = author }
        if let source { schedule.source = source }
        if let states = search.states { schedule.bounds.append(.init(name: "states", value: states)) }
        if let depth = search.depth { schedule.bounds.append(.init(name: "depth", value: depth)) }
    }
}

/// A status as an argument.
struct StatusArgument: ExpressibleByArgument {
    var status: SavedSchedule.Status

    init?(argument: String) {
        guard let status = SavedSchedule.Status(rawValue: argument) else { return nil }
        self.status = status
    }

    static var allValueStrings: [String] { SavedSchedule.Status.allCases.map(\.rawValue) }
}

/// `4=from here only weather could help`
struct StepNoteArgument: ExpressibleByArgument {
    /// From 1.
    var step: Int
    var text: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), let step = Int(argument[..<equals]), step > 0 else {
            return nil
        }
        self.step = step
        text = String(argument[argument.index(after: equals)...])
    }
}
