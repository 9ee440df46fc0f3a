internal import CPlatform
internal import Glibc
internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleScreen

/// Keeps the line of play of each model in the user's state folder while it grows, so that `:restore` brings it back
/// after a crash, a lost terminal, or a hasty `q`.
///
/// One file a model, and beside it the one of the session before. Nothing here may fail aloud: without a folder that
/// can be written there is no restoring.
final class LineKeeper {
    private let worker: WorkerThread?
    private var keptModel = 0
    private var keptLeaf = -1
    private var lastWrite = 0.0
    /// Files that this session has written.
    private var written: Set<String> = []

    /// Between two writes of a line that grows. Unit: seconds.
    private static let interval = 1.0
    /// Longer lines are not kept. Unit: steps.
    private static let stepLimit = 10_000

    /// Without a worker, as in a session without a terminal, nothing is kept.
    init(worker: WorkerThread?) { self.worker = worker }

    /// Looks whether the line has changed; writes it in the background, or at once when the session ends.
    func keep(_ state: AppState, model: ModelInPlayFile?, atEnd: Bool = false) {
        guard let worker, let model, let inPlay = state.model else { return }
        let play = inPlay.situation.play
        let line = play.line(through: inPlay.situation.place)
        guard let leaf = line.last, line.count <= Self.stepLimit else { return }
        guard inPlay.number != keptModel || leaf != keptLeaf else { return }
        let now = heddle_monotonic_seconds()
        guard atEnd || now - lastWrite >= Self.interval else { return }
        guard let file = Self.file(for: model.file.source.path) else { return }
        if written.insert(file).inserted { rename(file, Self.previous(file)) }
        (keptModel, keptLeaf, lastWrite) = (inPlay.number, leaf, now)
        let schedule = line.map { play.nodes[$0].transition }
        let notes = line.map { play.nodes[$0].note }
        let write: @Sendable () -> Void = { Self.write(schedule, notes, model, to: file) }
        if atEnd { write() } else { worker.run(write) }
    }

    /// The file that `:restore` opens for a model; nil: there is none.
    func fileToRestore(model path: String) -> String? {
        guard let file = Self.file(for: path) else { return nil }
        let candidate = written.contains(file) ? Self.previous(file) : file
        return FileBytes.exists(candidate) ? candidate : nil
    }

    @Sendable
    private static func write(_ schedule: [Transition], _ notes: [String?], _ model: ModelInPlayFile, to file: String) {
        var saved = model.saving.schedule(schedule, subject: nil)
        for (index, note) in notes.enumerated() where saved.steps.indices.contains(index) {
            saved.steps[index].note = note
        }
        saved.model.path = absolute(model.file.source.path)
        let folder = FilePath.folder(of: file)
        StateFolder.make(folder)
        try? ScheduleFolder(path: folder).replace(file, with: saved)
    }

    private static func absolute(_ path: String) -> String {
        FilePath.normalized(FilePath.joined(FileBytes.workingFolder, path))
    }

    /// `~/.local/state/heddle/lost-update-1f2e….trace`; nil where the user has no home.
    private static func file(for model: String) -> String? {
        guard let folder = StateFolder.path else { return nil }
        let path = absolute(model)
        let name = "\(ScheduleFolder.slug(FilePath.stem(path)))-\(Digest.hex(path).prefix(16))"
        return "\(folder)/\(name)\(ScheduleFolder.suffix)"
    }

    private static func previous(_ file: String) -> String {
        String(file.dropLast(ScheduleFolder.suffix.count)) + ".before" + ScheduleFolder.suffix
    }
}
