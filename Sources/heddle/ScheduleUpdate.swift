internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddleProgram
internal import HeddleReports

/// An entry recorded again on its model as it is: by the schedule that its replay came to.
///
/// What people wrote is kept: title, status, tags, author, date, source, cause, and the notes of the steps that are still
/// made. What was measured is measured again: it held for the old model.
struct ScheduleUpdate {
    let file: String
    let schedule: SavedSchedule
    /// What was measured on the old model goes, and can't be measured on the new one.
    let dropsHardness: Bool
    private let before: String
    private let after: String

    /// nil where there is nothing to write: the claim was not shown, or the entry is as it would be written.
    ///
    /// Errors: the entry or its model can't be read any more.
    init?(_ result: ReplayResult) throws(ScheduleError) {
        guard let old = result.schedule, let way = result.way else { return nil }
        if case .reproduced = result.outcome, result.modelChanged != true { return nil }
        let path = LibraryDesk.modelPath(of: old, at: result.file)
        let loaded = try ModelLoader.load(path: path, settings: old.settings, memoryModel: old.memoryModel)
        guard let machine = loaded.machine else { return nil }
        let saving = ScheduleSaving(machine: machine, file: loaded.file, settings: old.settings)
        var new = saving.schedule(way, subject: old.claim.subject(in: machine.program))
        new.title = old.title
        new.status = old.status
        new.tags = old.tags
        new.author = old.author
        new.date = old.date
        new.source = old.source
        new.cause = old.cause
        new.bounds = old.bounds
        new.model.path = old.model.path
        let origins = result.repair?.origins ?? way.indices.map(Optional.init)
        for (index, origin) in origins.enumerated() where new.steps.indices.contains(index) {
            if let origin, old.steps.indices.contains(origin) { new.steps[index].note = old.steps[origin].note }
        }
        let wasMeasured = !old.hardness.isEmpty || !old.constraints.isEmpty
        if wasMeasured { new = (try? new.measured(on: machine)) ?? new }
        let bytes = try FileBytes.read(result.file, limit: ScheduleCodec.sizeLimit)
        file = result.file
        schedule = new
        before = String(decoding: bytes, as: UTF8.self)
        after = ScheduleCodec.print(new)
        dropsHardness = wasMeasured && new.hardness.isEmpty
        if before == after { return nil }
    }

    /// What writing it changes in the file.
    var diff: String { UnifiedDiff(old: before, new: after, path: file).text }

    /// Returns the log's new head; nil: the file is in no library.
    func write() throws(ScheduleError) -> String? { try Self.put(schedule, into: file, action: .rerecorded) }

    /// The one place where an entry is written over as a whole, with a record in its library's log. Returns the new head.
    @discardableResult
    static func put(
        _ schedule: SavedSchedule, into file: String, action: LogRecord.Action, why: String = ""
    ) throws(ScheduleError) -> String? {
        guard let library = library(of: file) else {
            try ScheduleFolder(path: FilePath.folder(of: file)).replace(file, with: schedule)
            return nil
        }
        let stamp = ScheduleSaving.stamp(why: why)
        let alteration = try library.change(file, action: action, by: stamp) { entry throws(ScheduleError) in
            entry = schedule
        }
        if case .changed(let head) = alteration { return head }
        return nil
    }

    /// The library that a file is an entry of: the one whose log is around it, else the given or the usual folder.
    static func library(of file: String, else folder: String = LibraryOptions.usualPath) -> ScheduleFolder? {
        if let library = ScheduleFolder(around: file) { return library }
        return FileBytes.lies(file, in: folder) ? ScheduleFolder(path: folder) : nil
    }
}
