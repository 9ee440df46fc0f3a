internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleScreen

/// The model in play as a file: read, read again when it has changed, with the constants set from outside.
struct ModelDesk {
    /// What opening came to: a message for the screens.
    enum Opening {
        case opened(OpenedModel)
        case broken(BrokenModel)
        /// The file can't be read at all; in words.
        case unreadable(String)
    }

    private(set) var path: String?
    private(set) var settings: [Setting] = []
    private(set) var memoryModel: MemoryModel?
    /// The model in play; nil until one was read without errors.
    private(set) var inPlay: ModelInPlayFile?
    private(set) var number = 0
    private var stamp: FileStamp?

    /// What is to be read. `settings` and `memoryModel` hold until another file is opened.
    struct Request: Sendable {
        var path: String
        var settings: [Setting] = []
        var memoryModel: MemoryModel?
        /// A saved schedule that is to be opened on its model, as far as it runs there.
        var entry: Entry?

        struct Entry: Sendable {
            var path: String
            var name: String
            var schedule: SavedSchedule
            var bookmarks: [Int: [String]] = [:]
        }
    }

    /// A file that was read, before it is in play.
    struct Reading: Sendable {
        var request: Request
        fileprivate var stamp: FileStamp?
        fileprivate var loaded: Result<LoadedMachine, ScheduleError>
        fileprivate var entry: OpenedEntry?
    }

    /// A model, or a saved schedule by its name's end. Errors: why the schedule can't be read.
    static func request(
        _ path: String, settings: [Setting] = [], memoryModel: MemoryModel? = nil, library: ScheduleFolder
    ) throws(ScheduleError) -> Request {
        guard path.hasSuffix(ScheduleFolder.suffix) else {
            return Request(path: path, settings: settings, memoryModel: memoryModel)
        }
        return try request(entry: path, library: library)
    }

    /// `name`: instead of its name in the library.
    static func request(
        entry path: String, library: ScheduleFolder, name: String? = nil
    ) throws(ScheduleError) -> Request {
        switch ScheduleFolder.read(path) {
        case .damaged(_, let error): throw error
        case .schedule(_, let schedule):
            return Request(
                path: LibraryDesk.modelPath(of: schedule, at: path), settings: schedule.settings,
                memoryModel: schedule.memoryModel,
                entry: Request.Entry(
                    path: path, name: name ?? Self.name(of: path, in: library), schedule: schedule))
        }
    }

    /// Reads a model; on any thread.
    static func read(_ request: Request) -> Reading {
        let stamp = FileStamp(request.path)
        let loaded = Result { () throws(ScheduleError) in
            try ModelLoader.load(path: request.path, settings: request.settings, memoryModel: request.memoryModel)
        }
        var reading = Reading(request: request, stamp: stamp, loaded: loaded)
        guard let entry = request.entry, case .success(let model) = loaded, let machine = model.machine else {
            return reading
        }
        var opened = Self.opened(entry, on: machine, digest: model.file.digest)
        opened.bookmarks = entry.bookmarks
        reading.entry = opened
        return reading
    }

    /// The record as far as it runs or, where that can be told without a search, as it has to run now.
    private static func opened(_ entry: Request.Entry, on machine: Machine, digest: String) -> OpenedEntry {
        let run = ReplayRun(load: { _, _, _ in .ready(machine, digest: digest) }, recheck: { _, _, _ in .unknown })
        let steps = entry.schedule.steps
        // A line of an earlier session claims nothing: it is walked as far as it goes.
        let isClaim = entry.schedule.claim.verdict != .clean
        if isClaim, let repair = run.replay(entry.schedule, file: entry.path).repair {
            var notes: [Int: String] = [:]
            for (index, origin) in repair.origins.enumerated() {
                if let origin, steps.indices.contains(origin) { notes[index + 1] = steps[origin].note }
            }
            return OpenedEntry(
                path: entry.path, name: entry.name, schedule: repair.way, notes: notes,
                recordedSteps: repair.way.count, remark: RepairWords.outcome(repair))
        }
        let replay = Replay(machine: machine, steps: steps.map(\.recorded))
        var notes: [Int: String] = [:]
        for (index, step) in steps.enumerated() { notes[index + 1] = step.note }
        return OpenedEntry(
            path: entry.path, name: entry.name, schedule: replay.trace.steps.map(\.transition), notes: notes,
            recordedSteps: steps.count)
    }

    /// Puts what was read in play.
    mutating func take(_ reading: Reading) -> Opening {
        let request = reading.request
        let loaded: LoadedMachine
        switch reading.loaded {
        case .success(let model): loaded = model
        case .failure(let error): return .unreadable(error.message(about: request.path))
        }
        path = request.path
        settings = request.settings
        memoryModel = request.memoryModel
        stamp = reading.stamp
        guard let machine = loaded.machine else {
            return .broken(BrokenModel(source: loaded.file.source, diagnostics: loaded.diagnostics))
        }
        number += 1
        inPlay = ModelInPlayFile(machine: machine, file: loaded.file, settings: request.settings)
        var opened = OpenedModel(
            number: number, machine: machine, settings: request.settings, diagnostics: loaded.diagnostics,
            digest: loaded.file.digest)
        opened.entry = reading.entry
        return .opened(opened)
    }

    /// Reads a model and puts it in play.
    mutating func open(_ path: String, settings: [Setting], memoryModel: MemoryModel?) -> Opening {
        take(Self.read(Request(path: path, settings: settings, memoryModel: memoryModel)))
    }

    /// Takes a model that is no file: there is nothing to watch, and nothing to read again.
    mutating func open(_ file: ModelFile, machine: Machine, settings: [Setting]) -> OpenedModel {
        path = nil
        stamp = nil
        self.settings = settings
        memoryModel = nil
        number += 1
        inPlay = ModelInPlayFile(machine: machine, file: file)
        return OpenedModel(number: number, machine: machine, settings: settings, digest: file.digest)
    }

    /// Its name in the library; the file's own where it lies elsewhere.
    private static func name(of path: String, in library: ScheduleFolder) -> String {
        func absolute(_ path: String) -> String {
            FilePath.normalized(FilePath.joined(FileBytes.workingFolder, path))
        }
        let folder = ScheduleFolder(path: absolute(library.path))
        let file = absolute(path)
        return file.hasPrefix(folder.path + "/") ? folder.name(of: file) : FilePath.stem(path)
    }

    /// The same file again; nil: no file is in play.
    func again(settings: [Setting]? = nil, memoryModel wanted: MemoryModel? = nil) -> Request? {
        path.map { Request(path: $0, settings: settings ?? self.settings, memoryModel: wanted ?? memoryModel) }
    }

    /// The file that was read, if it isn't there any more.
    var missingFile: String? { path.flatMap { FileBytes.exists($0) ? nil : $0 } }

    /// Whether the file was written since it was read. A file that is gone for the moment was not.
    var hasChanged: Bool {
        guard let path, let now = FileStamp(path) else { return false }
        return now != stamp
    }
}
