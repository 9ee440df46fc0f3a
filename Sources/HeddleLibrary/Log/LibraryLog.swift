internal import HeddleEngine

/// The log of a library as its folder holds it: the intact records by their digests, and what is wrong with the others.
package struct LibraryLog: Sendable {
    /// Name of the log's folder in the library's.
    package static let folderName = "log"
    package static let suffix = ".record"

    /// A file of the log that is no record any more.
    package struct Damage: Hashable, Sendable {
        /// The digest that its name gives.
        package var digest: String
        package var reason: Reason

        package enum Reason: Hashable, Sendable {
            /// Its text has another digest: it was edited, or renamed.
            case edited
            case unreadable(ScheduleError)
        }

        package init(digest: String, reason: Reason) {
            self.digest = digest
            self.reason = reason
        }
    }

    /// Intact records.
    package private(set) var records: [String: LogRecord] = [:]
    /// In the order of their names.
    package private(set) var damages: [Damage] = []
    /// A record whose write was broken off, or goes on now; nil: none, or nothing of it can be used.
    package private(set) var pending: LogRecord?

    package init(records: [String: LogRecord] = [:]) { self.records = records }

    /// Reads a library's log; empty where there is none. Errors: the folder can't be read.
    package static func read(_ library: ScheduleFolder) throws(ScheduleError) -> LibraryLog {
        var log = LibraryLog()
        guard FileBytes.exists(library.logFolder) else { return log }
        for file in try FileBytes.files(in: library.logFolder, suffix: suffix) {
            log.take(String(FilePath.lastComponent(file).dropLast(suffix.count)), file)
        }
        if let bytes = try? FileBytes.read(library.stagedRecord, limit: LogCodec.sizeLimit) {
            log.pending = try? LogCodec.parse(bytes)
        }
        return log
    }

    private mutating func take(_ digest: String, _ file: String) {
        do {
            let bytes = try FileBytes.read(file, limit: LogCodec.sizeLimit)
            guard Digest.hex(bytes) == digest else {
                damages.append(Damage(digest: digest, reason: .edited))
                return
            }
            records[digest] = try LogCodec.parse(bytes)
        } catch {
            damages.append(Damage(digest: digest, reason: .unreadable(error)))
        }
    }

    /// The newest records: those that no other names as a parent. In order.
    package var heads: [String] {
        var named: Set<String> = []
        for record in records.values { named.formUnion(record.parents) }
        return records.keys.filter { !named.contains($0) }.sorted()
    }
}

extension ScheduleFolder {
    package var logFolder: String { FilePath.joined(path, LibraryLog.folderName) }

    /// A new entry, or an entry's new text, before it gets its name.
    var stagedEntry: String { FilePath.joined(logFolder, ".entry") }
    /// The record of the write that is going on.
    var stagedRecord: String { FilePath.joined(logFolder, ".record") }

    /// An entry's path in the log's words: within the library, with its ending.
    package func entry(of file: String) -> String { name(of: file) + Self.suffix }

    /// The file of an entry that the log names.
    package func file(of entry: String) -> String { FilePath.joined(path, entry) }
}
