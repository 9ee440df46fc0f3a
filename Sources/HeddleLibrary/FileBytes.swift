internal import CPlatform
internal import Glibc

/// Whole files as bytes, with a limit; folders as sorted lists of names.
package enum FileBytes {
    /// Reads a file. Errors: `tooLarge` beyond `limit` bytes, `system`.
    package static func read(_ path: String, limit: Int) throws(ScheduleError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(operation: "read", path: path, number: errno) }
        defer { close(descriptor) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(operation: "read", path: path, number: errno)
            }
            if count == 0 { return result }
            result.append(contentsOf: buffer[0..<count])
            if result.count > limit { throw .tooLarge(fileSize(path) ?? result.count, limit: limit) }
        }
    }

    private static func fileSize(_ path: String) -> Int? {
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(info.st_size)
    }

    package static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether a file that is there lies in a folder or below it, wherever links lead.
    package static func lies(_ path: String, in folder: String) -> Bool {
        guard let real = realPath(path), let home = realPath(folder.isEmpty ? "." : folder) else { return false }
        return home == "/" || real.hasPrefix(home + "/")
    }

    /// The way from a folder to a file that is there, whatever links lead to the file's folder; nil where it lies elsewhere.
    static func path(of file: String, within folder: String) -> String? {
        let above = FilePath.folder(of: file)
        guard exists(file), let real = realPath(above.isEmpty ? "." : above), let home = realPath(folder) else {
            return nil
        }
        let path = FilePath.joined(real, FilePath.lastComponent(file))
        let start = home == "/" ? home : home + "/"
        return path.hasPrefix(start) ? String(path.dropFirst(start.count)) : nil
    }

    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    package static func exists(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0
    }

    /// Whether a name is in use, also by a link that leads nowhere.
    static func isTaken(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }

    /// The files below a folder whose names end in `suffix`, as paths that begin with `folder`, ordered by their
    /// bytes. Names that begin with a dot are left out, and links to folders aren't followed: there is no circle.
    package static func files(below folder: String, suffix: String) throws(ScheduleError) -> [String] {
        var found: [String] = []
        var pending = [folder]
        while let current = pending.popLast() {
            for name in try names(in: current) where !name.hasPrefix(".") {
                let path = FilePath.joined(current, name)
                var info = stat()
                guard lstat(path, &info) == 0 else { continue }
                if info.st_mode & S_IFMT == S_IFDIR {
                    pending.append(path)
                } else if name.utf8.count > suffix.utf8.count, name.hasSuffix(suffix), mayBeText(path) {
                    found.append(path)
                }
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Not a folder, a pipe (reading it could wait for ever) or a device. A broken link is named when it is read.
    private static func mayBeText(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) != 0 || info.st_mode & S_IFMT == S_IFREG
    }

    /// What lies in a folder, hidden names too, in no order. Errors: it can't be read.
    static func names(in folder: String) throws(ScheduleError) -> [String] {
        guard let handle = opendir(folder) else {
            throw .system(operation: "read the folder", path: folder, number: errno)
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Makes a folder and those above it, durably.
    package static func makeFolder(_ path: String) throws(ScheduleError) {
        if isFolder(path) || path.isEmpty { return }
        let above = FilePath.folder(of: path)
        if !above.isEmpty { try makeFolder(above) }
        if mkdir(path, 0o755) != 0, errno != EEXIST {
            throw .system(operation: "make the folder", path: path, number: errno)
        }
        guard isFolder(path) else { throw .system(operation: "make the folder", path: path, number: ENOTDIR) }
        _ = heddle_sync_folder(above.isEmpty ? "." : above)
    }

    /// Writes a whole file: it appears complete and synced, or not at all. Errors: `system`, with EEXIST where there is
    /// one already and `replacing` is false. What is no plain file (a folder, a device, a pipe) is never replaced; a
    /// link leads to the file that is.
    package static func write(
        _ bytes: [UInt8], to path: String, replacing: Bool, isExecutable: Bool = false
    ) throws(ScheduleError) {
        var target = path
        var info = stat()
        if stat(path, &info) == 0 {
            guard replacing else { throw .system(operation: "write", path: path, number: EEXIST) }
            guard info.st_mode & S_IFMT == S_IFREG else {
                let isFolder = info.st_mode & S_IFMT == S_IFDIR
                throw .system(operation: "write", path: path, number: isFolder ? EISDIR : EINVAL)
            }
            target = realPath(path) ?? path
        }
        let folder = FilePath.folder(of: target).isEmpty ? "." : FilePath.folder(of: target)
        let temporary: String
        do {
            temporary = try writeTemporary(bytes, in: folder)
        } catch {
            // The hidden name says nothing to whoever wants the file.
            guard case .system(_, _, let number) = error else { throw error }
            throw .system(operation: "write", path: path, number: number)
        }
        defer { unlink(temporary) }
        if isExecutable, chmod(temporary, 0o755) != 0 {
            throw .system(operation: "write", path: path, number: errno)
        }
        if replacing {
            if rename(temporary, target) != 0 { throw .system(operation: "write", path: path, number: errno) }
        } else {
            let result = heddle_link_new(temporary, target)
            if result != 0 { throw .system(operation: "write", path: path, number: result) }
        }
        try syncFolder(folder)
    }

    /// Most names tried for a hidden file.
    private static let nameLimit = 10_000

    /// A new file under a hidden name of its own, to be linked or renamed.
    static func writeTemporary(_ bytes: [UInt8], in folder: String) throws(ScheduleError) -> String {
        for number in 0..<nameLimit {
            let file = FilePath.joined(folder, ".heddle-\(getpid())-\(number).tmp")
            let result = bytes.withUnsafeBufferPointer { heddle_write_new_file(file, $0.baseAddress, $0.count) }
            if result == EEXIST { continue }
            guard result == 0 else { throw .system(operation: "write", path: file, number: result) }
            return file
        }
        throw .noFreeName(folder)
    }

    static func syncFolder(_ folder: String) throws(ScheduleError) {
        let result = heddle_sync_folder(folder)
        guard result == 0 else { throw .system(operation: "sync the folder", path: folder, number: result) }
    }

    /// The working folder; `.` where the system doesn't tell.
    package static var workingFolder: String {
        guard let pointer = getcwd(nil, 0) else { return "." }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
