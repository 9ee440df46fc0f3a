internal import ArgumentParser
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

/// `heddle library measure`: how hard each saved bug is to meet, written into its entry.
struct LibraryMeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measures how hard saved bugs are to meet, and writes the figures into their entries.",
        discussion: """
            The chance that a run of the uniform scheduler fails so (exact where the graph of states fits), the smallest \
            set of orderings that makes every run fail (PCT depth), and how many of so many runs of three random schedulers \
            fail: the random walk, PCT and POS. Exit code: 1 where an entry could not be measured, or with --check where its \
            figures are others.
            """)

    @Argument(
        help: "Entries by name as in the list, or their files (default: all).", completion: .file(extensions: ["trace"])
    )
    var entries: [String] = []

    @Option(help: ArgumentHelp("Runs of each random scheduler.", valueName: "number"))
    var runs = 1_000

    @Option(help: ArgumentHelp("Runs that the chance is sampled by where the graph doesn't fit.", valueName: "number"))
    var samples = 10_000

    @Option(help: ArgumentHelp("Largest graph on which chance and depth are computed.", valueName: "number"))
    var states = 200_000

    @Option(help: ArgumentHelp("Seed of the random schedulers.", valueName: "number"))
    var seed = 1

    @Flag(help: "Writes nothing: holds the figures that stand there against those measured now.")
    var check = false

    @OptionGroup var library: LibraryOptions
    @OptionGroup var record: RecordOptions

    func validate() throws {
        for (name, value) in [("runs", runs), ("samples", samples), ("states", states)] where value < 1 {
            throw ValidationError("--\(name) needs a number of at least 1")
        }
        if seed < 0 { throw ValidationError("--seed needs a number of at least 0") }
    }

    func run() throws {
        try library.requireFolder()
        var options = HardnessMeasure.Options()
        (options.runs, options.samples, options.states, options.seed) = (runs, samples, states, seed)
        var status = ExitStatus.asExpected
        var counts = (measured: 0, changed: 0)
        var head: String?
        for path in try paths() {
            let name = VisibleText.of(library.folder.name(of: path))
            guard case .schedule(_, let schedule) = ScheduleFolder.read(path) else {
                if case .damaged(_, let error) = ScheduleFolder.read(path) {
                    Output.complain("\(VisibleText.of(path)): \(VisibleText.of(error.message))\n")
                }
                status = .badInput
                continue
            }
            if schedule.status == .retired { continue }
            switch measured(schedule, at: path, options) {
            case .failure(let refusal):
                Output.complain("\(name): not measured: \(VisibleText.of(refusal.words))\n")
                status = ExitStatus.worst([status, .finding])
            case .success(let now):
                counts.measured += 1
                let isChanged = now.hardness != schedule.hardness || now.constraints != schedule.constraints
                if isChanged { counts.changed += 1 }
                let line = HardnessWords(now, marks: Output.marks).line
                Output.write("\(name)  \(line)\(isChanged && check ? "  (the entry says otherwise)" : "")\n")
                if isChanged, check { status = ExitStatus.worst([status, .finding]) }
                if isChanged, !check { head = try write(now, to: path) ?? head }
            }
        }
        let entries = Figures.count(counts.measured, "entry", plural: "entries")
        let changes = counts.changed == 0 ? "none changed" : "\(Figures.number(counts.changed)) changed"
        Output.write("\n\(entries) measured, \(changes).\n")
        if let head { Output.write("Head: \(head)\n") }
        throw status
    }

    private func paths() throws -> [String] {
        if !entries.isEmpty { return try entries.map { try library.file(of: $0) } }
        do {
            return try library.folder.files()
        } catch {
            throw Failure.badInput(error.message)
        }
    }

    private struct Refusal: Error {
        var words: String
    }

    private func measured(
        _ schedule: SavedSchedule, at path: String, _ options: HardnessMeasure.Options
    ) -> Result<SavedSchedule, Refusal> {
        let model = LibraryDesk.modelPath(of: schedule, at: path)
        switch ReplayEnvironment.load(path: model, settings: schedule.settings, memoryModel: schedule.memoryModel) {
        case .missing: return .failure(Refusal(words: "there is no model '\(model)'"))
        case .invalid(let message): return .failure(Refusal(words: "the model '\(model)' has errors: \(message)"))
        case .ready(let machine, _):
            do {
                return .success(try schedule.measured(on: machine, options: options))
            } catch {
                return .failure(Refusal(words: error.words))
            }
        }
    }

    /// Writes the figures, whatever else was changed in the entry meanwhile. Returns the log's new head.
    private func write(_ measured: SavedSchedule, to path: String) throws -> String? {
        do {
            guard let library = ScheduleUpdate.library(of: path, else: library.path) else {
                try library.folder.replace(path, with: measured)
                return nil
            }
            let alteration = try library.change(path, action: .measured, by: record.stamp) { schedule in
                schedule.hardness = measured.hardness
                schedule.constraints = measured.constraints
            }
            guard case .changed(let head) = alteration else { return nil }
            return head
        } catch {
            throw Failure.badInput(error.message(about: path))
        }
    }
}
