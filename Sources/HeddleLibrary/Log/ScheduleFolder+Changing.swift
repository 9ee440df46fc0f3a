internal import Glibc
internal import HeddleEngine

extension ScheduleFolder {
    package enum Addition: Hashable, Sendable {
        /// `head`: the digest of the record that the log ends with now.
        case added(path: String, head: String)
        /// The same bug was there already.
        case known(path: String)
    }

    package enum Alteration: Hashable, Sendable {
        case changed(head: String)
        /// It is as wanted already; nothing was written.
        case unchanged
    }

    /// Adds a schedule under the next free name of its title, unless the same bug is there.
    ///
    /// `modelFile` is the path of the model as the process sees it; the entry holds the way to it from its own folder.
    /// `file` is a name below the library's folder that is wanted instead of the proposed one; it can't lead out of it.
    package func add(
        _ schedule: SavedSchedule, modelFile: String, as file: String? = nil, by stamp: LogStamp
    ) throws(ScheduleError) -> Addition {
        // Looked for before anything is written, so that a known bug makes no folder; and again under the lock.
        if let path = try known(schedule) { return .known(path: path) }
        return try LibraryWriter.write(to: self) { writer throws(ScheduleError) in
            if let path = try known(schedule) { return .known(path: path) }
            return try add(schedule, modelFile: modelFile, as: file, by: stamp, writer)
        }
    }

    private func add(
        _ schedule: SavedSchedule, modelFile: String, as file: String?, by stamp: LogStamp, _ writer: LibraryWriter
    ) throws(ScheduleError) -> Addition {
        var schedule = schedule
        let wanted = file.flatMap(stem(below:))
        let folder = FilePath.folder(of: candidate(for: schedule, wanted: wanted, number: 1))
        let here = FileBytes.workingFolder
        schedule.model.path = FilePath.relative(
            FilePath.joined(here, modelFile), from: FilePath.joined(here, folder))
        let bytes = try Self.bytes(of: schedule)
        try FileBytes.makeFolder(folder)
        for number in 1...Self.nameLimit {
            let file = candidate(for: schedule, wanted: wanted, number: number)
            let entry = entry(of: file)
            // A name under which the log knows an entry that was removed by hand is kept for that one.
            if FileBytes.isTaken(file) || writer.known(entry)?.allows(nil) == false { continue }
            let change = LogRecord.Change(entry: entry, after: Digest.hex(bytes))
            do {
                let record = writer.record(.added, [change], by: stamp)
                return .added(path: file, head: try writer.write(bytes, to: file, isNew: true, record: record))
            } catch .system(_, _, EEXIST) {
                // Taken in this moment, by something else than heddle.
                continue
            }
        }
        throw .noFreeName(schedule.title)
    }

    /// Reads an entry, changes it and writes it back, with a record; nobody else writes in between.
    ///
    /// Errors: those of reading and writing; `changedByHand` where the log knows it otherwise.
    package func change(
        _ file: String, action: LogRecord.Action = .changed, by stamp: LogStamp,
        _ edit: (inout SavedSchedule) throws(ScheduleError) -> Void
    ) throws(ScheduleError) -> Alteration {
        guard file.hasSuffix(Self.suffix), let entry = FileBytes.path(of: file, within: path) else {
            throw .noEntry(file, library: path)
        }
        return try LibraryWriter.write(to: self) { writer throws(ScheduleError) in
            let old = try FileBytes.read(file, limit: ScheduleCodec.sizeLimit)
            let before = Digest.hex(old)
            if let known = writer.known(entry), !known.allows(before) { throw .changedByHand(entry: name(of: file)) }
            var schedule = try ScheduleCodec.parse(old)
            try edit(&schedule)
            let new = try Self.bytes(of: schedule)
            if new == old { return .unchanged }
            let change = LogRecord.Change(entry: entry, before: before, after: Digest.hex(new))
            let record = writer.record(action, [change], by: stamp)
            return .changed(head: try writer.write(new, to: file, isNew: false, record: record))
        }
    }

    /// Takes into the log what it doesn't know, or knows otherwise, as it is; where nothing is, but two branches of the log
    /// were merged, joins them. nil: there was nothing to do.
    package func adopt(by stamp: LogStamp) throws(ScheduleError) -> (entries: [String], head: String)? {
        guard FileBytes.exists(path) else { throw .system(operation: "read the folder", path: path, number: ENOENT) }
        return try LibraryWriter.write(to: self) { writer throws(ScheduleError) in
            var changes: [LogRecord.Change] = []
            let knowledge = LogAudit.known(in: writer.log)
            var found: Set<String> = []
            for file in try files() {
                let entry = entry(of: file)
                found.insert(entry)
                // What can't be read is named by `LogAudit`, and keeps nothing else from being recorded.
                guard let after = fileDigest(of: entry) else { continue }
                let known = knowledge[entry]
                if let known, known.records.count == 1, known.values == [after] { continue }
                changes.append(.init(entry: entry, before: known?.before(after), after: after))
            }
            for (entry, known) in knowledge.sorted(by: { $0.key < $1.key })
            where !found.contains(entry) && (known.records.count > 1 || known.values != [nil]) {
                changes.append(.init(entry: entry, before: known.before(nil)))
            }
            changes.sort { $0.entry < $1.entry }
            if changes.isEmpty, writer.log.heads.count < 2 { return nil }
            let record = writer.record(changes.isEmpty ? .merged : .adopted, changes, by: stamp)
            return (changes.map(\.entry), try writer.write(record))
        }
    }

    /// A schedule as the bytes of its file. Errors: `tooLarge`; what nobody could read again is not written.
    static func bytes(of schedule: SavedSchedule) throws(ScheduleError) -> [UInt8] {
        let bytes = Array(ScheduleCodec.print(schedule).utf8)
        guard bytes.count <= ScheduleCodec.sizeLimit else {
            throw .tooLarge(bytes.count, limit: ScheduleCodec.sizeLimit)
        }
        return bytes
    }
}
