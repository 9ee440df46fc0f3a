internal import CPlatform
internal import Glibc
internal import HeddleEngine
internal import HeddleKit
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
    private var keptNotes: [String?] = []
    private var keptMarks: [Int: [String]] = [:]
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
        let notes = line.map { play.nodes[$0].note }
        let marks = Self.bookmarks(play, on: line)
        guard inPlay.number != keptModel || leaf != keptLeaf || notes != keptNotes || marks != keptMarks else { return }
        let now = heddle_monotonic_seconds()
        guard atEnd || now - lastWrite >= Self.interval else { return }
        guard let file = Self.file(for: model.file.source.path) else { return }
        if written.insert(file).inserted {
            for name in [file, Self.marksFile(file)] { rename(name, Self.previous(name)) }
        }
        (keptModel, keptLeaf, lastWrite) = (inPlay.number, leaf, now)
        (keptNotes, keptMarks) = (notes, marks)
        let schedule = line.map { play.nodes[$0].transition }
        let write: @Sendable () -> Void = {
            Self.write(schedule, notes, model, to: file)
            Self.write(marks, to: Self.marksFile(file))
        }
        if atEnd { write() } else { worker.run(write) }
    }

    /// The file that `:restore` opens for a model; nil: there is none.
    func fileToRestore(model path: String) -> String? {
        guard let file = Self.file(for: path) else { return nil }
        let candidate = written.contains(file) ? Self.previous(file) : file
        return FileBytes.exists(candidate) ? candidate : nil
    }

    // MARK: - Bookmarks

    /// Those on a line, by step.
    private static func bookmarks(_ play: PlayTree, on line: [Int]) -> [Int: [String]] {
        var result: [Int: [String]] = [:]
        for mark in play.bookmarks {
            if mark.node == 0 { result[0, default: []].append(mark.name) }
            if let step = line.firstIndex(of: mark.node) { result[step + 1, default: []].append(mark.name) }
        }
        return result
    }

    /// Beside the line of play: a line a bookmark, its step and its name.
    private static func marksFile(_ file: String) -> String {
        String(file.dropLast(file.hasSuffix(ScheduleFolder.suffix) ? ScheduleFolder.suffix.count : 0)) + ".bookmarks"
    }

    private static func write(_ marks: [Int: [String]], to file: String) {
        var text = ""
        for (step, names) in marks.sorted(by: { $0.key < $1.key }) { text += names.map { "\(step) \($0)\n" }.joined() }
        StateFolder()?.write(String(file.split(separator: "/").last ?? ""), text)
    }

    /// The bookmarks kept with a line of play, by step.
    func bookmarks(besides file: String) -> [Int: [String]] {
        let name = String(Self.marksFile(file).split(separator: "/").last ?? "")
        var result: [Int: [String]] = [:]
        for line in (StateFolder()?.read(name) ?? "").split(separator: "\n").prefix(1_000) {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let step = Int(parts[0]) else { continue }
            result[step, default: []].append(String(parts[1]))
        }
        return result
    }

    @Sendable
    private static func write(_ schedule: [Transition], _ notes: [String?], _ model: ModelInPlayFile, to file: String) {
        var saved = model.saving.schedule(schedule, subject: nil)
        for (index, note) in notes.enumerated() where saved.steps.indices.contains(index) {
            saved.steps[index].note = note
        }
        saved.model.path = absolute(model.file.source.path)
        StateFolder()?.make()
        let folder = FilePath.folder(of: file)
        try? ScheduleFolder(path: folder).replace(file, with: saved)
    }

    private static func absolute(_ path: String) -> String {
        FilePath.normalized(FilePath.joined(FileBytes.workingFolder, path))
    }

    /// `~/.local/state/heddle/lost-update-1f2e….trace`; nil where the user has no home.
    private static func file(for model: String) -> String? {
        guard let folder = StateFolder() else { return nil }
        let path = absolute(model)
        let name = "\(ScheduleFolder.slug(FilePath.stem(path)))-\(Digest.hex(path).prefix(16))"
        return folder.file(name + ScheduleFolder.suffix)
    }

    private static func previous(_ file: String) -> String {
        let suffix = file.hasSuffix(ScheduleFolder.suffix) ? ScheduleFolder.suffix : ".bookmarks"
        return String(file.dropLast(suffix.count)) + ".before" + suffix
    }
}
