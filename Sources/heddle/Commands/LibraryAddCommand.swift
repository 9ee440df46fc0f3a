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

    @Argument(help: "The model.", completion: .file(extensions: ["heddle", "pml", "litmus"]))
    var file: String

    @Option(
        help: ArgumentHelp(
            """
            Which finding, from 1 as heddle explain counts; or the property or check that it is about, and NAME#2 for the \
            second one of NAME (default: the first finding).
            """, valueName: "number|name"))
    var finding: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The entry's name in the library (default: of its model and title).", valueName: "name"))
    var name: String?

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

    @Option(help: "Who saves it (default: $GIT_AUTHOR_NAME, or the login name).")
    var author: String?

    @Option(help: ArgumentHelp("Why, for the library's log.", valueName: "text"))
    var why: String?

    @Option(help: "Where the bug was published.")
    var source: String?

    @OptionGroup var library: LibraryOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var search: SearchArguments
    @OptionGroup var reductions: ReductionArguments

    func validate() throws {
        try EntryTitle.requireText(title)
        guard let name else { return }
        if name.hasPrefix("/") || name.split(separator: "/").contains("..") {
            throw ValidationError("--as names a place below the library's folder")
        }
    }

    func run() throws {
        let machine = try ready()
        let run = Judge.run(of: machine.machine.program, memoryModel: machine.machine.memoryModel)
        let exploration = ModelSearch(
            bounds: search.bounds, reductions: reductions.chosen(usual: .all), stop: StopFlag(), name: file
        ).explore(machine.machine, run: run)
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
        schedule = (try? schedule.measured(on: machine.machine)) ?? schedule
        try save(schedule)
    }

    private func save(_ schedule: SavedSchedule) throws {
        let stamp = ScheduleSaving.stamp(author: author, why: why ?? "")
        do {
            switch try library.folder.add(schedule, modelFile: file, as: name, by: stamp) {
            case .added(let path, let head): Output.write("Saved as \(VisibleText.of(path)).\nHead: \(head)\n")
            case .known(let path):
                Output.write(
                    "Known: this is \(VisibleText.of(path)), found again\(finder(of: path)). Nothing was written.\n")
            }
        } catch {
            guard case .tooLarge(let count, let limit) = error else { throw Failure.badInput(error.message) }
            let (size, most) = (Figures.number(count), Figures.number(limit))
            throw Failure.badInput("the schedule is too long to be saved: \(size) bytes, of at most \(most)")
        }
    }

    /// ` (first saved by Ada)`
    private func finder(of path: String) -> String {
        guard case .schedule(_, let known) = ScheduleFolder.read(path), !known.author.isEmpty else { return "" }
        return " (first saved by \(VisibleText.of(known.author)))"
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
            let bound = report.complete ? "" : " as far as it was looked, for a bound was reached"
            throw Failure.badInput(
                all.isEmpty
                    ? "nothing was found in '\(file)'\(bound): there is nothing to save"
                    : "nothing fails in '\(file)'; --finding \(words.name(all[0].subject)) saves a witness")
        }
        if let number = Int(finding) {
            if report.findings.indices.contains(number - 1) { return report.findings[number - 1] }
            throw Failure.badInput(FindingWords.noFinding(number, in: report))
        }
        let (name, place) = Self.parts(finding)
        let matches = all.filter { words.name($0.subject) == name }
        guard !matches.isEmpty else {
            var names: [String] = []
            for found in all where !names.contains(words.name(found.subject)) {
                names.append(words.name(found.subject))
            }
            throw Failure.badInput(
                "nothing was found of '\(name)'" + (names.isEmpty ? "" : ", but of \(Figures.list(names))"))
        }
        guard matches.indices.contains(place - 1) else {
            let more = report.isGroupingCut ? "; --no-reduction tells others apart" : ""
            throw Failure.badInput(
                "there is no finding \(place) of '\(name)': \(Figures.count(matches.count, "finding")) of it\(more)")
        }
        return matches[place - 1]
    }

    /// `kept#2`: the name, and which of its findings, from 1.
    private static func parts(_ text: String) -> (name: String, place: Int) {
        guard let mark = text.lastIndex(of: "#"), let place = Int(text[text.index(after: mark)...]) else {
            return (text, 1)
        }
        return (String(text[..<mark]), place)
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
