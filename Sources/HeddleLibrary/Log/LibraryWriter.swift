internal import CPlatform
internal import Glibc
internal import HeddleEngine

/// One write to a library: an entry and its record, both or neither, whenever the process is killed.
///
/// Idea: the lock of the log's folder makes writers take turns. The entry's new text and the record are staged under
/// hidden names (`log/.entry`, `log/.record`), complete and synced; then the entry gets its name (by link where it is new,
/// by rename where it is replaced), and this is the moment at which the write has happened; then the record gets its own.
/// Whoever takes the lock next looks for a staged record first: where the entries are as it says they became, the write
/// had happened and the record is published; else it had not, and what is staged is dropped. A reader sees the old entry
/// or the new one, never half of one.
///
/// Not covered: a file system without `flock` or `link` refuses with its own error.
package struct LibraryWriter {
    package let library: ScheduleFolder
    /// The log as it is under the lock.
    package let log: LibraryLog

    /// How long a writer waits for others. Unit: milliseconds.
    static let patience: Int32 = 20_000

    /// Runs `body` under the lock, after what a killed writer left has been settled.
    static func write<Result>(
        to library: ScheduleFolder, _ body: (LibraryWriter) throws(ScheduleError) -> Result
    ) throws(ScheduleError) -> Result {
        if let whole = library.enclosingLibrary { throw .partOfLibrary(library.path, library: whole) }
        try FileBytes.makeFolder(library.logFolder)
        let lock = try lock(library, shared: false)
        defer { heddle_unlock_folder(lock) }
        try settle(library)
        return try body(LibraryWriter(library: library, log: try LibraryLog.read(library)))
    }

    /// Runs `body` while nobody writes. Without a log there is nothing to wait for.
    static func read<Result>(
        _ library: ScheduleFolder, _ body: () throws(ScheduleError) -> Result
    ) throws(ScheduleError) -> Result {
        guard FileBytes.isFolder(library.logFolder) else { return try body() }
        let lock = try lock(library, shared: true)
        defer { heddle_unlock_folder(lock) }
        return try body()
    }

    private static func lock(_ library: ScheduleFolder, shared: Bool) throws(ScheduleError) -> Int32 {
        var descriptor: Int32 = -1
        switch heddle_lock_folder(library.logFolder, shared ? 1 : 0, patience, &descriptor) {
        case 0: return descriptor
        case EWOULDBLOCK: throw .busy(library: library.path)
        case let number: throw .system(operation: "lock the folder", path: library.logFolder, number: number)
        }
    }

    // MARK: - After a killed writer

    /// Publishes a staged record whose write had happened, and drops whatever else is staged.
    private static func settle(_ library: ScheduleFolder) throws(ScheduleError) {
        let hasRecord = FileBytes.exists(library.stagedRecord)
        guard hasRecord || FileBytes.exists(library.stagedEntry) else { return }
        if let bytes = try? FileBytes.read(library.stagedRecord, limit: LogCodec.sizeLimit),
            let record = try? LogCodec.parse(bytes), library.hasHappened(record)
        {
            try library.publish(Digest.hex(bytes))
        } else if hasRecord {
            unlink(library.stagedRecord)
        }
        unlink(library.stagedEntry)
        try FileBytes.syncFolder(library.logFolder)
    }

    // MARK: - Writing

    /// The digest that the log expects of an entry's file; see `LogAudit`.
    func known(_ entry: String) -> LogAudit.Known? { LogAudit.known(of: entry, in: log) }

    /// A record that follows the newest ones.
    func record(_ action: LogRecord.Action, _ changes: [LogRecord.Change], by stamp: LogStamp) -> LogRecord {
        LogRecord(parents: log.heads, stamp: stamp, action: action, changes: changes)
    }

    /// Writes an entry's file with its record. Returns the new head. Errors: `system`, with EEXIST where `isNew` and the
    /// name is taken; after an error nothing was written, or the next writer completes it.
    func write(
        _ bytes: [UInt8], to file: String, isNew: Bool, record: LogRecord
    ) throws(ScheduleError) -> String {
        // A link leads to the file that is.
        let target = isNew ? file : FileBytes.realPath(file) ?? file
        let folder = FilePath.folder(of: target).isEmpty ? "." : FilePath.folder(of: target)
        defer { unlink(library.stagedEntry) }
        try stage(bytes, as: library.stagedEntry, for: file)
        let head = try stage(record, for: file)
        var number: Int32 = 0
        if isNew {
            number = heddle_link_new(library.stagedEntry, target)
        } else if rename(library.stagedEntry, target) != 0 {
            number = errno
        }
        guard number == 0 else {
            unlink(library.stagedRecord)
            throw .system(operation: "write", path: file, number: number)
        }
        try FileBytes.syncFolder(folder)
        try library.publish(head)
        return head
    }

    /// Writes a record alone. Returns the new head.
    func write(_ record: LogRecord) throws(ScheduleError) -> String {
        let head = try stage(record, for: library.logFolder)
        try library.publish(head)
        return head
    }

    private func stage(_ record: LogRecord, for file: String) throws(ScheduleError) -> String {
        let bytes = Array(LogCodec.print(record).utf8)
        guard bytes.count <= LogCodec.sizeLimit else { throw .tooLarge(bytes.count, limit: LogCodec.sizeLimit) }
        try stage(bytes, as: library.stagedRecord, for: file)
        try FileBytes.syncFolder(library.logFolder)
        return Digest.hex(bytes)
    }

    private func stage(_ bytes: [UInt8], as name: String, for file: String) throws(ScheduleError) {
        let number = bytes.withUnsafeBufferPointer { heddle_write_new_file(name, $0.baseAddress, $0.count) }
        // The hidden name says nothing to whoever wants the file.
        guard number == 0 else { throw .system(operation: "write", path: file, number: number) }
    }
}

extension ScheduleFolder {
    /// Whether all entries are as a record says that they became.
    func hasHappened(_ record: LogRecord) -> Bool {
        record.changes.allSatisfy { change in fileDigest(of: change.entry) == change.after }
    }

    /// The digest of an entry's file; nil where there is none that can be read.
    func fileDigest(of entry: String) -> String? {
        (try? FileBytes.read(file(of: entry), limit: ScheduleCodec.sizeLimit)).map { Digest.hex($0) }
    }

    /// Gives the staged record its name.
    fileprivate func publish(_ digest: String) throws(ScheduleError) {
        let file = FilePath.joined(logFolder, digest + LibraryLog.suffix)
        guard rename(stagedRecord, file) == 0 else { throw .system(operation: "write", path: file, number: errno) }
        try FileBytes.syncFolder(logFolder)
    }

    /// The library of which this folder is only a part; nil: it is its own.
    var enclosingLibrary: String? {
        var folder = FilePath.normalized(FilePath.joined(FileBytes.workingFolder, path))
        while folder != "/", !folder.isEmpty {
            folder = FilePath.folder(of: folder)
            let log = FilePath.joined(folder, LibraryLog.folderName)
            guard FileBytes.isFolder(log), let names = try? FileBytes.names(in: log) else { continue }
            let suffix = LibraryLog.suffix
            let isLog = names.contains { $0.hasSuffix(suffix) && LogCodec.isDigest(String($0.dropLast(suffix.count))) }
            if isLog { return folder }
        }
        return nil
    }
}
