internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleScreen

/// The library as the screens use it: listed, replayed, added to.
struct LibraryDesk: Sendable {
    var folder: ScheduleFolder

    /// A complete search that says whether a bug is gone gives up here. Unit: states.
    private static let recheckStates = 1_000_000

    private func name(_ path: String) -> String { folder.name(of: path) }

    private let memory = ReplayMemory()

    init(folder: ScheduleFolder) { self.folder = folder }

    /// Every entry by its path, with what its replay came to where that is known. Errors: in words.
    func entries() -> Result<[LibraryEntry], ScheduleError> {
        do {
            return .success(
                try LibraryReading.entries(folder).map { entry in
                    if let replayed = memory.recall(entry.path) { return replayed }
                    switch entry {
                    case .schedule(let path, let schedule):
                        return LibraryEntry(path: path, name: name(path), schedule: schedule)
                    case .damaged(let path, let error):
                        return LibraryEntry(path: path, name: name(path), schedule: nil, error: error)
                    }
                })
        } catch {
            return .failure(error)
        }
    }

    /// Replays entries by path (none: all of them), each told as soon as it has ended.
    func replay(_ paths: [String], tell: (LibraryEntry) -> Void) {
        // A bug that is not there as recorded is looked for by other ways when the user asks for it.
        for path in paths.isEmpty ? (try? folder.files()) ?? [] : paths { tell(replay(path, reach: .record)) }
    }

    private func replay(_ path: String, reach: ReplayRun.Reach) -> LibraryEntry {
        var search = BugSearch(states: Self.recheckStates)
        if reach == .search { search.isStopped = { [memory] in memory.hasEnough } }
        var run = ReplayRun(load: ReplayEnvironment.load) { [search] in search.look(for: $1, at: $2, on: $0) }
        run.reach = reach
        let result = run.replay(file: path)
        var error: ScheduleError?
        if case .damaged(let damage) = result.outcome { error = damage }
        let entry = LibraryEntry(
            path: path, name: name(path), schedule: result.schedule, error: error, result: result)
        memory.remember(entry, result, modelPath: result.schedule.map { Self.modelPath(of: $0, at: path) } ?? "")
        return entry
    }

    // MARK: - Recording again

    /// An entry with what a search for its bug by any way came to.
    func lookForBug(_ path: String) -> LibraryEntry {
        memory.hasEnough = false
        return replay(path, reach: .search)
    }

    /// Ends the search of `lookForBug`, from any thread.
    func stopLooking() { memory.hasEnough = true }

    /// Writes an entry as its last replay repaired it. Errors: in words, why nothing was written.
    func recordAgain(_ path: String) -> Result<LibraryEntry, Failure> {
        do throws(ScheduleError) {
            guard let result = memory.result(path), let old = result.schedule,
                let update = try ScheduleUpdate(result)
            else { return .failure(.badInput("the entry or its model was changed meanwhile")) }
            _ = try update.write()
            memory.keepOld(old, at: path)
            return .success(replay(path, reach: .record))
        } catch {
            return .failure(.badInput(error.message))
        }
    }

    /// Writes what stood in an entry before it was recorded again.
    func takeBackRecord(_ path: String) -> Result<LibraryEntry, Failure> {
        guard let old = memory.old(path) else { return .failure(.badInput("there is no older record")) }
        do throws(ScheduleError) {
            try ScheduleUpdate.put(old, into: path, action: .changed, why: "taken back")
            memory.dropOld(path)
            return .success(replay(path, reach: .record))
        } catch {
            return .failure(.badInput(error.message))
        }
    }

    /// The path of an entry's model as the process sees it.
    static func modelPath(of schedule: SavedSchedule, at path: String) -> String {
        FilePath.normalized(FilePath.joined(FilePath.folder(of: path), schedule.model.path))
    }

    /// The entry that holds the same bug as a schedule; nil: it is new, or nothing fails in it.
    func known(_ schedule: [Transition], model: ModelInPlayFile) -> String? {
        guard let subject = Self.subject(of: schedule, on: model.machine) else { return nil }
        return (try? folder.known(model.saving.schedule(schedule, subject: subject))) ?? nil
    }

    /// What measuring may take while somebody waits: larger graphs are left to `heddle library measure`.
    private static let measuring: HardnessMeasure.Options = {
        var options = HardnessMeasure.Options()
        options.states = 20_000
        options.samples = 1_000
        options.depthBudget = 2_000_000
        return options
    }()

    /// How hard the bug that a schedule shows is to meet; nil: nothing fails in it.
    func hardness(of schedule: [Transition], model: ModelInPlayFile) -> Hardness? {
        guard let subject = Self.subject(of: schedule, on: model.machine) else { return nil }
        let saved = model.saving.schedule(schedule, subject: subject)
        return try? saved.measured(on: model.machine, options: Self.measuring).hardness
    }

    /// What saving came to.
    enum Saving {
        case written(path: String)
        /// This entry holds the same bug already; nothing was written.
        case known(path: String)
        /// In words.
        case refused(String)
    }

    func save(_ request: SaveRequest, model: ModelInPlayFile) -> Saving {
        var saved = model.saving.schedule(
            request.schedule, subject: request.subject ?? Self.subject(of: request.schedule, on: model.machine))
        saved.title = request.title
        saved.status = SavedSchedule.Status(rawValue: request.status.rawValue) ?? .open
        saved.tags = request.tags
        saved.cause = request.cause
        for index in saved.steps.indices { saved.steps[index].note = request.notes[index + 1] }
        saved = (try? saved.measured(on: model.machine, options: Self.measuring)) ?? saved
        do {
            let stamp = ScheduleSaving.stamp(why: "saved from the screens")
            switch try folder.add(saved, modelFile: model.file.source.path, as: request.file, by: stamp) {
            case .added(let path, _): return .written(path: path)
            case .known(let path): return .known(path: path)
            }
        } catch {
            return .refused(error.message)
        }
    }

    /// What a schedule shows at its end: the first check or property that fails there, else a witness.
    private static func subject(of schedule: [Transition], on machine: Machine) -> Subject? {
        let trace = Trace(machine: machine, schedule: schedule)
        if let violation = trace.steps.last?.event.violation { return .check(violation.check) }
        let shown = Verdicts.all(machine: machine, state: trace.lastState, looksForRaces: false).map(\.subject)
        return shown.first { $0.isFailure(in: machine.program) } ?? shown.first
    }
}

/// The model in play with the file that it came from.
struct ModelInPlayFile: Sendable {
    var machine: Machine
    var file: ModelFile
    /// Constants set from outside.
    var settings: [Setting] = []

    var saving: ScheduleSaving {
        let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
        return ScheduleSaving(machine: machine, file: file, settings: run.settings)
    }
}
