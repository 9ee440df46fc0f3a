/// A library: a folder of saved schedules, `NAME.trace`, in subfolders as one likes, and a log of who wrote what.
///
/// Every write goes through `LibraryWriter`: it appears complete and synced, with its record, or not at all.
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

    /// The library with a log in which a file lies; nil: there is none around it.
    package init?(around file: String) {
        var folder = FilePath.folder(of: file)
        while !folder.isEmpty, folder != "/" {
            let library = ScheduleFolder(path: folder)
            if FileBytes.isFolder(library.logFolder) {
                self = library
                return
            }
            folder = FilePath.folder(of: folder)
        }
        return nil
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

    /// Replaces a schedule's file outside of a library; an entry is changed by `change`, which keeps the log.
    package func replace(_ file: String, with schedule: SavedSchedule) throws(ScheduleError) {
        try FileBytes.write(Array(ScheduleCodec.print(schedule).utf8), to: file, replacing: true)
    }

    func candidate(for schedule: SavedSchedule, wanted: String?, number: Int) -> String {
        let stem = wanted ?? "\(Self.slug(schedule.model.name))/\(Self.slug(schedule.title))"
        return FilePath.joined(path, stem + (number == 1 ? "" : "-\(number)") + Self.suffix)
    }

    /// A wanted name without its ending and without parts that lead elsewhere; nil where nothing is left of it.
    func stem(below file: String) -> String? {
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
