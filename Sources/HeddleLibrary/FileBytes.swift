internal import CPlatform
internal import Glibc

/// Whole files as bytes, with a limit; folders as sorted lists of names.
package enum FileBytes {
    /// Reads a file. Errors: `tooLarge` beyond `limit` bytes, `system`.
    package static func read(_ path: String, limit: Int) throws(ScheduleError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(operation: "read", path: path, number: errno) }
        defer { close(descriptor) }
        var info = stat()
        let expected = fstat(descriptor, &info) == 0 && info.st_mode & S_IFMT == S_IFREG ? Int(info.st_size) : 0
        // Room for one byte more than it has: the end of a file shows without another portion.
        var portion = min(max(expected, 4_095), limit) + 1
        var result: [UInt8] = []
        while true {
            var number: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: portion) { buffer, count in
                (count, number) = fill(buffer, from: descriptor)
            }
            guard number == 0 else { throw .system(operation: "read", path: path, number: number) }
            if result.isEmpty { result = bytes } else { result += bytes }
            if result.count > limit { throw .tooLarge(fileSize(path) ?? result.count, limit: limit) }
            if bytes.count < portion { return result }
            portion = 1 << 16
        }
    }

    /// Reads until the buffer is full or the file at its end. Returns how many bytes it read, and the error's number or 0.
    private static func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, from descriptor: Int32) -> (Int, Int32) {
        var done = 0
        while done < buffer.count {
            let count = Glibc.read(descriptor, buffer.baseAddress! + done, buffer.count - done)
            if count > 0 {
                done += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                return (done, errno)
            }
        }
        return (done, 0)
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

    /// Each file once, by the first of its paths, in order. Unlike folders, links to files stand for themselves: what a
    /// schedule says of its model begins at the folder of its own name.
    package static func distinct(_ files: [String]) -> [String] {
        var seen: Set<String> = []
        return files.filter { file in
            let folder = FilePath.folder(of: file)
            guard let home = realPath(folder.isEmpty ? "." : folder) else { return true }
            return seen.insert(FilePath.joined(home, FilePath.lastComponent(file))).inserted
        }
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
            for (name, kind) in try contents(of: current) where !name.hasPrefix(".") {
                let path = FilePath.joined(current, name)
                if kind == .folder {
                    pending.append(path)
                } else if name.utf8.count > suffix.utf8.count, name.hasSuffix(suffix), kind == .file || mayBeText(path)
                {
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

    enum Kind { case file, folder, other }

    /// What lies in a folder, hidden names too, in no order. Errors: it can't be read.
    static func names(in folder: String) throws(ScheduleError) -> [String] { try contents(of: folder).map(\.name) }

    /// Paths of the files of one folder whose names end in `suffix`, in order, without hidden ones and what is no file.
    static func files(in folder: String, suffix: String) throws(ScheduleError) -> [String] {
        try contents(of: folder).compactMap { name, kind in
            guard name.hasSuffix(suffix), !name.hasPrefix(".") else { return nil }
            let path = FilePath.joined(folder, name)
            return kind == .file || (kind == .other && mayBeText(path)) ? path : nil
        }.sorted()
    }

    /// As `names`, with what each is; links are `other`.
    private static func contents(of folder: String) throws(ScheduleError) -> [(name: String, kind: Kind)] {
        guard let handle = opendir(folder) else {
            throw .system(operation: "read the folder", path: folder, number: errno)
        }
        defer { closedir(handle) }
        var contents: [(name: String, kind: Kind)] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(cString: raw.baseAddress!.assumingMemoryBound(to: CChar.self))
            }
            if name != "." && name != ".." { contents.append((name, kind(entry.pointee.d_type, folder, name))) }
        }
        return contents
    }

    /// Most file systems say it with the name, and one question less for each of ten thousand files counts.
    private static func kind(_ type: UInt8, _ folder: String, _ name: String) -> Kind {
        switch Int(type) {
        case Int(DT_REG): return .file
        case Int(DT_DIR): return .folder
        case Int(DT_UNKNOWN):
            var info = stat()
            guard lstat(FilePath.joined(folder, name), &info) == 0 else { return .other }
            switch info.st_mode & S_IFMT {
            case S_IFREG: return .file
            case S_IFDIR: return .folder
            default: return .other
            }
        default: return .other
        }
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
