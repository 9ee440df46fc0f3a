internal import HeddleEngine
internal import HeddleLibrary
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

    /// Reads a model. `settings` and `memoryModel` hold until another file is opened.
    mutating func open(_ path: String, settings: [Setting], memoryModel: MemoryModel?) -> Opening {
        let stamp = FileStamp(path)
        let loaded: LoadedMachine
        do {
            loaded = try ModelLoader.load(path: path, settings: settings, memoryModel: memoryModel)
        } catch {
            return .unreadable(error.message(about: path))
        }
        self.path = path
        self.settings = settings
        self.memoryModel = memoryModel
        self.stamp = stamp
        guard let machine = loaded.machine else {
            return .broken(BrokenModel(source: loaded.file.source, diagnostics: loaded.diagnostics))
        }
        number += 1
        inPlay = ModelInPlayFile(machine: machine, file: loaded.file, settings: settings)
        return .opened(
            OpenedModel(
                number: number, machine: machine, settings: settings, diagnostics: loaded.diagnostics,
                digest: loaded.file.digest))
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

    /// Opens a saved schedule on its model: as far as it runs there.
    ///
    /// `name`: instead of its name in the library.
    mutating func open(entry path: String, library: ScheduleFolder, name: String? = nil) -> Opening {
        switch ScheduleFolder.read(path) {
        case .damaged(_, let error): return .unreadable(error.message(about: path))
        case .schedule(_, let schedule):
            let model = LibraryDesk.modelPath(of: schedule, at: path)
            let opening = open(model, settings: schedule.settings, memoryModel: schedule.memoryModel)
            guard case .opened(var opened) = opening else { return opening }
            let replay = Replay(machine: opened.machine, steps: schedule.steps.map(\.recorded))
            var notes: [Int: String] = [:]
            for (index, step) in schedule.steps.enumerated() { notes[index + 1] = step.note }
            opened.entry = OpenedEntry(
                path: path, name: name ?? Self.name(of: path, in: library),
                schedule: replay.trace.steps.map(\.transition), notes: notes, recordedSteps: schedule.steps.count)
            return .opened(opened)
        }
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

    /// Reads the same file again.
    mutating func reload(settings: [Setting]? = nil, memoryModel wanted: MemoryModel? = nil) -> Opening? {
        guard let path else { return nil }
        return open(path, settings: settings ?? self.settings, memoryModel: wanted ?? memoryModel)
    }

    /// The file that was read, if it isn't there any more.
    var missingFile: String? { path.flatMap { FileBytes.exists($0) ? nil : $0 } }

    /// Whether the file was written since it was read. A file that is gone for the moment was not.
    var hasChanged: Bool {
        guard let path, let now = FileStamp(path) else { return false }
        return now != stamp
    }
}
