internal import CPlatform
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleScreen

/// The library as the screens use it: listed, replayed, added to.
struct LibraryDesk: Sendable {
    var folder: ScheduleFolder

    /// A search that somebody asked for and waits for goes further than that of `heddle replay`. Unit: states.
    private static let askedStates = 10 * ReplayBounds.usualStates

    /// Room for buffers and stacks. Unit: bytes.
    private static let buffers = 6 << 20

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
                        return damaged(path, error)
                    }
                })
        } catch {
            return .failure(error)
        }
    }

    /// An entry that can't be read, with the line that is to blame.
    private func damaged(_ path: String, _ error: ScheduleError) -> LibraryEntry {
        var entry = LibraryEntry(path: path, name: name(path), schedule: nil, error: error)
        guard let number = error.line, let bytes = try? FileBytes.read(path, limit: ScheduleCodec.sizeLimit) else {
            return entry
        }
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        guard lines.indices.contains(number - 1) else { return entry }
        var found = ""
        if case .damaged(_, _, let text) = error { found = text }
        entry.damagedLine = LibraryEntry.DamagedLine(
            number: number, text: String(decoding: lines[number - 1].prefix(Self.shownBytes), as: UTF8.self),
            found: found)
        return entry
    }

    /// Of a line in a damaged file. Unit: bytes.
    private static let shownBytes = 4_096

    /// Replays entries by path (none: all of them), each told as soon as it has ended, with what `heddle replay` says.
    ///
    /// Those that can't run as recorded come last: the bug is searched for by other ways, and that may take long.
    func replay(_ paths: [String], tell: (LibraryEntry) -> Void) {
        var diverged: [String] = []
        for path in paths.isEmpty ? (try? folder.files()) ?? [] : paths {
            let (result, entry) = replayed(path, reach: .record, states: ReplayBounds.usualStates)
            if case .diverged = result.outcome {
                diverged.append(path)
            } else {
                tell(remembered(result, entry))
            }
        }
        for path in diverged { tell(replay(path)) }
    }

    /// On the whole ladder of replays, within the bounds of `heddle replay`.
    private func replay(_ path: String) -> LibraryEntry {
        let (result, entry) = replayed(path, reach: .search, states: ReplayBounds.usualStates)
        return remembered(result, entry)
    }

    private func replayed(
        _ path: String, reach: ReplayRun.Reach, states: Int, isStopped: @escaping @Sendable () -> Bool = { false }
    ) -> (ReplayResult, LibraryEntry) {
        var search = BugSearch(states: states)
        search.isStopped = isStopped
        var run = ReplayRun(load: ReplayEnvironment.load) { [search] machine, subject, place in
            var search = search
            search.reservedMemory = min(Int(heddle_resident_bytes()) + Self.buffers, search.memory / 2)
            return search.look(for: subject, at: place, on: machine)
        }
        run.reach = reach
        let result = run.replay(file: path)
        var error: ScheduleError?
        if case .damaged(let damage) = result.outcome { error = damage }
        if let error { return (result, damaged(path, error)) }
        return (result, LibraryEntry(path: path, name: name(path), schedule: result.schedule, result: result))
    }

    private func remembered(_ result: ReplayResult, _ entry: LibraryEntry) -> LibraryEntry {
        let path = entry.path
        memory.remember(entry, result, modelPath: result.schedule.map { Self.modelPath(of: $0, at: path) } ?? "")
        return entry
    }

    // MARK: - Recording again

    /// An entry with what a search for its bug by any way came to.
    func lookForBug(_ path: String) -> LibraryEntry {
        memory.hasEnough = false
        let (result, entry) = replayed(path, reach: .search, states: Self.askedStates) { [memory] in memory.hasEnough }
        return remembered(result, entry)
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
            return .success(replay(path))
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
            return .success(replay(path))
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
        return measured(model.saving.schedule(schedule, subject: subject), schedule, model: model).hardness
    }

    /// A schedule with its hardness: measured once, whoever asks for it, and as it was where it can't be measured.
    private func measured(
        _ saved: SavedSchedule, _ schedule: [Transition], model: ModelInPlayFile
    ) -> SavedSchedule {
        var result = saved
        let key = ReplayMemory.Measured.Key(
            schedule: schedule, model: saved.model.digest, settings: saved.settings, claim: saved.claim)
        if let known = memory.measured(key) {
            (result.hardness, result.constraints) = (known.hardness, known.constraints)
            return result
        }
        guard let made = try? saved.measured(on: model.machine, options: Self.measuring) else { return saved }
        memory.keep(ReplayMemory.Measured(key: key, hardness: made.hardness, constraints: made.constraints))
        return made
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
        saved = measured(saved, request.schedule, model: model)
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

    /// Adds the root cause and the notes of a schedule to the entry that holds the same bug, with a record in the log.
    ///
    /// Returns the steps (from 1) whose notes have no step there. Errors: nothing was written.
    func remark(
        _ request: SaveRequest, on path: String, model: ModelInPlayFile
    ) throws(ScheduleError) -> (isChanged: Bool, left: [Int]) {
        var said = model.saving.schedule(request.schedule, subject: request.subject)
        said.cause = request.cause
        for index in said.steps.indices { said.steps[index].note = request.notes[index + 1] }
        var left: [Int] = []
        let stamp = ScheduleSaving.stamp(why: "found again on the screens")
        let alteration = try folder.change(path, by: stamp) { entry throws(ScheduleError) in
            left = entry.takeRemarks(of: said)
        }
        return (alteration != .unchanged, left)
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
