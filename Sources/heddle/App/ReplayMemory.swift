internal import HeddleLibrary
internal import HeddlePresentation
internal import Synchronization

/// What replays came to, for as long as neither the entry's file nor its model's is written again.
final class ReplayMemory: Sendable {
    private struct Record {
        var entryStamp: FileStamp?
        var modelStamp: FileStamp?
        var modelPath: String
        var entry: LibraryEntry
    }

    private let records = Mutex<[String: Record]>([:])

    /// `modelPath`: as the process sees it; empty where the entry is damaged.
    func remember(_ entry: LibraryEntry, modelPath: String) {
        let record = Record(
            entryStamp: FileStamp(entry.path), modelStamp: FileStamp(modelPath), modelPath: modelPath, entry: entry)
        records.withLock { $0[entry.path] = record }
    }

    /// The replayed entry; nil where there was no replay since the last change.
    func recall(_ path: String) -> LibraryEntry? {
        guard let record = records.withLock({ $0[path] }) else { return nil }
        let isCurrent = FileStamp(path) == record.entryStamp && FileStamp(record.modelPath) == record.modelStamp
        return isCurrent ? record.entry : nil
    }
}
