internal import HeddleEngine

/// Holds a library's log against itself, against the heads that somebody kept, and against the entries' files.
///
/// A record can't be edited without another digest, nor removed or put elsewhere without its children naming one that is
/// gone. What no text can tell is whether the newest records were cut off, or all written anew: for that a head has to be
/// given. A given head must be there; everything behind it (over parents) must be there and intact; and every other
/// record must come after a given head, or be joined with what does: one that stands beside them was inserted, or belongs
/// to a branch whose head has to be given too.
package struct LogAudit: Sendable {
    /// What was found that shouldn't be, most serious first.
    package private(set) var problems: [LogProblem] = []
    /// The newest records, in order.
    package let heads: [String]
    /// Intact records, the oldest first.
    package let order: LogOrder
    package let log: LibraryLog
    /// Entries that are as the log says.
    package private(set) var intactEntries = 0
    /// Records that came after the given heads.
    package private(set) var laterRecords = 0
    /// A write that was broken off; harmless: the next write completes it, or drops it.
    package private(set) var brokenOff: LogRecord?

    /// `given`: digests, or at least 16 of their first digits. Errors: the library can't be read, or is written to all the
    /// time.
    package init(_ library: ScheduleFolder, given: [String] = []) throws(ScheduleError) {
        let (log, files) = try LibraryWriter.read(library) { () throws(ScheduleError) in
            let log = try LibraryLog.read(library)
            var files: [String: FileState] = [:]
            for file in try library.files() {
                files[library.entry(of: file)] = FileState(file)
            }
            return (log, files)
        }
        self.log = log
        order = LogOrder(log)
        heads = log.heads
        checkRecords()
        checkHeads(given)
        checkEntries(files)
    }

    /// An entry's file as it is.
    private enum FileState {
        case digest(String)
        case unreadable(ScheduleError)

        init(_ file: String) {
            do {
                self = .digest(Digest.hex(try FileBytes.read(file, limit: ScheduleCodec.sizeLimit)))
            } catch {
                self = .unreadable(error)
            }
        }
    }

    // MARK: - The records

    private mutating func checkRecords() {
        problems += log.damages.map { .record($0.digest, $0.reason) }
        let damaged = Set(log.damages.map(\.digest))
        var named: Set<String> = []
        for digest in order.digests {
            for parent in log.records[digest]?.parents ?? []
            where log.records[parent] == nil && !damaged.contains(parent) && named.insert(parent).inserted {
                problems.append(.recordMissing(parent, namedBy: digest))
            }
        }
    }

    // MARK: - The given heads

    private mutating func checkHeads(_ given: [String]) {
        var found: [String] = []
        for head in given {
            let matches = order.digests.filter { $0.hasPrefix(head) }
            if matches.count == 1 {
                found.append(matches[0])
            } else if !log.damages.contains(where: { $0.digest.hasPrefix(head) }) {
                problems.append(.headMissing(head))
            }
        }
        guard !found.isEmpty else { return }
        let after = heads.filter { head in found.contains { order.isBefore($0, orIs: head) } }
        for digest in order.digests where !found.contains(where: { order.isBefore(digest, orIs: $0) }) {
            if after.contains(where: { order.isBefore(digest, orIs: $0) }) {
                laterRecords += 1
            } else {
                problems.append(.recordBeside(digest))
            }
        }
    }

    // MARK: - The entries

    private mutating func checkEntries(_ files: [String: FileState]) {
        // With a hole in the log nothing follows from what stands on both sides of it: the hole is the problem.
        let isWhole = problems.allSatisfy { if case .headMissing = $0 { true } else { false } }
        var knowledge: [String: Known] = [:]
        for digest in order.digests {
            guard let record = log.records[digest] else { continue }
            if record.changes.isEmpty, record.parents.count < 2 { problems.append(.emptyRecord(digest)) }
            for change in record.changes {
                let known = knowledge[change.entry, default: Known()]
                // Only what joins two branches may leave a file as it was.
                let says = change.before != change.after || known.newest(before: digest, order).count > 1
                if isWhole, !says || !known.follows(change.before, digest, order) {
                    problems.append(.contradiction(record: digest, entry: change.entry))
                }
                knowledge[change.entry] = known.after(change, digest, order)
            }
        }
        if let pending = log.pending {
            brokenOff = pending
            // Its entries are as before or as after; both are right.
            for change in pending.changes {
                guard case .digest(let now)? = files[change.entry], now == change.after else { continue }
                knowledge[change.entry] = Known(now)
            }
        }
        for entry in Set(files.keys).union(knowledge.keys).sorted() {
            if isWhole, let known = knowledge[entry], known.records.count > 1 {
                problems.append(.sideBySide(entry: entry, records: known.records))
            } else {
                check(entry, files[entry], knowledge[entry])
            }
        }
    }

    private mutating func check(_ entry: String, _ file: FileState?, _ known: Known?) {
        switch file {
        case .unreadable(let error): problems.append(.entryUnreadable(entry, error))
        case .digest(let now):
            guard let known else { return problems.append(.entryUnrecorded(entry)) }
            if known.allows(now) {
                intactEntries += 1
            } else {
                problems.append(known.values == [nil] ? .entryReturned(entry) : .entryEdited(entry))
            }
        case nil:
            if let known, !known.allows(nil) { problems.append(.entryRemoved(entry)) }
        }
    }
}

/// What `verify` finds that shouldn't be.
package enum LogProblem: Hashable, Sendable {
    case record(String, LibraryLog.Damage.Reason)
    case recordMissing(String, namedBy: String)
    case headMissing(String)
    /// Neither behind a given head nor after one.
    case recordBeside(String)
    /// It says nothing, and joins nothing.
    case emptyRecord(String)
    /// A record says that an entry was before what no record before it says.
    case contradiction(record: String, entry: String)
    /// Records that don't know of each other are about the same entry.
    case sideBySide(entry: String, records: [String])
    case entryEdited(String)
    case entryRemoved(String)
    /// The log says that it was removed.
    case entryReturned(String)
    case entryUnrecorded(String)
    case entryUnreadable(String, ScheduleError)
}

extension LogAudit {
    /// What the records say of one entry's file so far: one state, or more where two branches changed it.
    struct Known {
        /// Records that no later one about the entry follows, with the digest that each left.
        private var last: [(record: String, digest: String?)] = []
        /// All about the entry, each behind its parents.
        private var all: [(record: String, digest: String?)] = []

        init() {}
        init(_ digest: String?) { last = [("", digest)] }

        /// In order.
        var records: [String] { last.map(\.record).sorted() }

        /// Different states, in order; nil: no file.
        var values: [String?] {
            var values: [String?] = []
            for (_, digest) in last where !values.contains(digest) { values.append(digest) }
            return values
        }

        func allows(_ digest: String?) -> Bool { values.contains(digest) }

        /// The state from which a record that makes it `after` goes on.
        func before(_ after: String?) -> String? { allows(after) ? after : values.first ?? nil }

        /// Whether a record may say that the file was `before`. The first one about an entry may say anything: the entry
        /// is older than the log.
        func follows(_ before: String?, _ record: String, _ order: LogOrder) -> Bool {
            let newest = newest(before: record, order)
            return newest.isEmpty ? all.isEmpty || before == nil : newest.contains { $0.digest == before }
        }

        /// The records about the entry from which one goes on.
        func newest(before record: String, _ order: LogOrder) -> [(record: String, digest: String?)] {
            if last.allSatisfy({ order.isBefore($0.record, orIs: record) }) { return last }
            var newest: [(record: String, digest: String?)] = []
            for earlier in all.reversed()
            where order.isBefore(earlier.record, orIs: record)
                && !newest.contains(where: { order.isBefore(earlier.record, orIs: $0.record) })
            {
                newest.append(earlier)
            }
            return newest
        }

        func after(_ change: LogRecord.Change, _ record: String, _ order: LogOrder) -> Known {
            var result = self
            result.last.removeAll { order.isBefore($0.record, orIs: record) }
            result.last.append((record, change.after))
            result.all.append((record, change.after))
            return result
        }
    }

    /// What the intact records say of every entry.
    static func known(in log: LibraryLog) -> [String: Known] {
        let order = LogOrder(log)
        var result: [String: Known] = [:]
        for digest in order.digests {
            for change in log.records[digest]?.changes ?? [] {
                result[change.entry] = result[change.entry, default: Known()].after(change, digest, order)
            }
        }
        return result
    }

    /// What they say of one; nil: nothing.
    static func known(of entry: String, in log: LibraryLog) -> Known? { known(in: log)[entry] }
}
