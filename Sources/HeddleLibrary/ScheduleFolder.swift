internal import CPlatform
internal import Glibc

/// A library: a folder of saved schedules, `NAME.trace`, in subfolders as one likes.
///
/// A file appears under its name complete and synced, or not at all: it is written under a hidden name of its own and
/// then linked (new) or renamed (replaced), and the folder is synced. Two writers can't take the same name.
package struct ScheduleFolder: Sendable {
    package static let suffix = ".trace"
    /// Most names tried for one title.
    static let nameLimit = 10_000
    /// Longest slug. Unit: bytes.
    static let slugLimit = 80

    /// As the user named it, without slashes at its end.
    package let path: String

    package init(path: String) {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    package enum Entry: Sendable {
        case schedule(path: String, SavedSchedule)
        case damaged(path: String, ScheduleError)

        package var path: String {
            switch self {
            case .schedule(let path, _), .damaged(let path, _): return path
            }
        }
    }

    package enum Addition: Hashable, Sendable {
        case added(path: String)
        /// The same bug was there already.
        case known(path: String)
    }

    /// Every schedule's file, ordered by path; empty where there is no folder.
    package func files() throws(ScheduleError) -> [String] {
        guard FileBytes.exists(path) else { return [] }
        return try FileBytes.files(below: path, suffix: Self.suffix)
    }

    /// Every file, read; a damaged one is among them with its error, and the rest goes on.
    package func entries() throws(ScheduleError) -> [Entry] {
        try files().map(Self.read)
    }

    package static func read(_ file: String) -> Entry {
        do {
            return .schedule(
                path: file, try ScheduleCodec.parse(try FileBytes.read(file, limit: ScheduleCodec.sizeLimit)))
        } catch {
            return .damaged(path: file, error)
        }
    }

    /// The file that shows the same bug: the same claim on a model of the same name, with the same signature.
    package func known(_ schedule: SavedSchedule) throws(ScheduleError) -> String? {
        for entry in try entries() {
            if case .schedule(let path, let other) = entry, Self.isSameBug(schedule, other) { return path }
        }
        return nil
    }

    package static func isSameBug(_ first: SavedSchedule, _ second: SavedSchedule) -> Bool {
        first.model.name == second.model.name && first.memoryModel == second.memoryModel
            && first.settings == second.settings && first.claim.kind == second.claim.kind
            && first.claim.name == second.claim.name && first.signature.bug == second.signature.bug
    }

    /// The name that a new entry would get, while nobody else takes it: `traces/lost-update/TITLE.trace`.
    package func proposedFile(for schedule: SavedSchedule) -> String {
        candidate(for: schedule, wanted: nil, number: 1)
    }

    /// Adds a schedule under the next free name of its title, unless the same bug is there.
    ///
    /// `modelFile` is the path of the model as the process sees it; the entry holds the way to it from its own folder.
    /// `file` is a name below the library's folder that is wanted instead of the proposed one; it can't lead out of it.
    package func add(
        _ schedule: SavedSchedule, modelFile: String, as file: String? = nil
    ) throws(ScheduleError) -> Addition {
        if let path = try known(schedule) { return .known(path: path) }
        var schedule = schedule
        let wanted = file.flatMap(stem(below:))
        let folder = FilePath.folder(of: candidate(for: schedule, wanted: wanted, number: 1))
        try FileBytes.makeFolder(folder)
        let here = FileBytes.workingFolder
        schedule.model.path = FilePath.relative(
            FilePath.joined(here, modelFile), from: FilePath.joined(here, folder))
        let temporary = try FileBytes.writeTemporary(Array(ScheduleCodec.print(schedule).utf8), in: folder)
        defer { unlink(temporary) }
        for number in 1...Self.nameLimit {
            let file = candidate(for: schedule, wanted: wanted, number: number)
            let result = heddle_link_new(temporary, file)
            if result == EEXIST { continue }
            guard result == 0 else { throw .system(operation: "write", path: file, number: result) }
            try FileBytes.syncFolder(folder)
            return .added(path: file)
        }
        throw .noFreeName(schedule.title)
    }

    /// Replaces an entry's file by a changed schedule.
    package func replace(_ file: String, with schedule: SavedSchedule) throws(ScheduleError) {
        try FileBytes.write(Array(ScheduleCodec.print(schedule).utf8), to: file, replacing: true)
    }

    private func candidate(for schedule: SavedSchedule, wanted: String?, number: Int) -> String {
        let stem = wanted ?? "\(Self.slug(schedule.model.name))/\(Self.slug(schedule.title))"
        return FilePath.joined(path, stem + (number == 1 ? "" : "-\(number)") + Self.suffix)
    }

    /// A wanted name without its ending and without parts that lead elsewhere; nil where nothing is left of it.
    private func stem(below file: String) -> String? {
        var name = file[...]
        if name.hasSuffix(Self.suffix) { name = name.dropLast(Self.suffix.count) }
        let parts = name.split(separator: "/").filter { $0 != "." && $0 != ".." && !$0.contains("\0") }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }

    /// `lost-update/two-tellers`: an entry's path within the library, without its ending.
    package func name(of file: String) -> String {
        var name = file[...]
        if name.hasPrefix(path + "/") { name = name.dropFirst(path.count + 1) }
        if name.hasSuffix(Self.suffix) { name = name.dropLast(Self.suffix.count) }
        return String(name)
    }

    /// A title as a file's name: lower-case ASCII letters and digits, apostrophes dropped, everything else one dash.
    package static func slug(_ title: String) -> String {
        var result: [UInt8] = []
        for byte in title.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): result.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): result.append(byte + 32)
            case UInt8(ascii: "'"): continue
            default: if let last = result.last, last != UInt8(ascii: "-") { result.append(UInt8(ascii: "-")) }
            }
            if result.count == slugLimit { break }
        }
        while result.last == UInt8(ascii: "-") { result.removeLast() }
        return result.isEmpty ? "schedule" : String(decoding: result, as: UTF8.self)
    }
}
