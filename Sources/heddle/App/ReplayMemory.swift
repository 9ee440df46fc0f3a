internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import Synchronization

/// What replays came to, for as long as neither the entry's file nor its model's is written again.
final class ReplayMemory: Sendable {
    private struct Record {
        var entryStamp: FileStamp?
        var modelStamp: FileStamp?
        var modelPath: String
        var entry: LibraryEntry
        var result: ReplayResult
    }

    /// The last schedule whose hardness was measured, with what it came to.
    struct Measured: Sendable {
        struct Key: Hashable, Sendable {
            var schedule: [Transition]
            /// Digest of the model.
            var model: String
            var settings: [Setting]
            var claim: SavedSchedule.Claim
        }
        var key: Key
        var hardness: Hardness
        var constraints: [SavedSchedule.Constraint]
    }

    private let lastMeasured = Mutex<Measured?>(nil)

    func measured(_ key: Measured.Key) -> Measured? { lastMeasured.withLock { $0?.key == key ? $0 : nil } }
    func keep(_ measured: Measured) { lastMeasured.withLock { $0 = measured } }

    /// What stood in the files of entries that were recorded again.
    private let olds = Mutex<[String: SavedSchedule]>([:])
    private let enough = Mutex(false)
    private let records = Mutex<[String: Record]>([:])

    /// `modelPath`: as the process sees it; empty where the entry is damaged.
    func remember(_ entry: LibraryEntry, _ result: ReplayResult, modelPath: String) {
        let record = Record(
            entryStamp: FileStamp(entry.path), modelStamp: FileStamp(modelPath), modelPath: modelPath, entry: entry,
            result: result)
        records.withLock { $0[entry.path] = record }
    }

    /// The replayed entry; nil where there was no replay since the last change.
    func recall(_ path: String) -> LibraryEntry? { current(path)?.entry }

    /// The same as the library knows it.
    func result(_ path: String) -> ReplayResult? { current(path)?.result }

    /// Whether the user wants the search for an entry's bug to end.
    var hasEnough: Bool {
        get { enough.withLock { $0 } }
        set { enough.withLock { $0 = newValue } }
    }

    func keepOld(_ schedule: SavedSchedule, at path: String) { olds.withLock { $0[path] = schedule } }
    func old(_ path: String) -> SavedSchedule? { olds.withLock { $0[path] } }
    func dropOld(_ path: String) { olds.withLock { $0[path] = nil } }

    private func current(_ path: String) -> Record? {
        guard let record = records.withLock({ $0[path] }) else { return nil }
        let isCurrent = FileStamp(path) == record.entryStamp && FileStamp(record.modelPath) == record.modelStamp
        return isCurrent ? record : nil
    }
}
