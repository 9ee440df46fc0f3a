internal import Glibc
internal import HeddleEngine
internal import HeddleLibrary

/// What `heddle install` puts below a prefix, and what it may replace there: its own files, as their list says.
struct Installation {
    /// One file to install.
    struct Item {
        /// Below the prefix.
        var path: String
        var bytes: [UInt8]
        var isExecutable = false
    }

    enum Change: Equatable {
        case new, replaced, unchanged
        /// There is a file that this program didn't write.
        case foreign
    }

    var prefix: String

    /// Below the prefix: a digest and a path on each line; behind the files `folder` and each folder that was made.
    private static let list = "share/heddle/installed"
    /// Largest program. Unit: bytes.
    private static let sizeLimit = 1 << 30

    func path(_ item: String) -> String { FilePath.joined(prefix, item) }

    /// The program itself, its manual page and completions. Errors: the program can't be read.
    static func items() throws(ScheduleError) -> [Item] {
        [
            Item(path: "bin/heddle", bytes: try FileBytes.read("/proc/self/exe", limit: sizeLimit), isExecutable: true),
            Item(path: "share/man/man1/heddle.1", bytes: Array(ManualPage.text().utf8)),
            Item(path: "share/bash-completion/completions/heddle", bytes: Array(CompletionScript.bash.text.utf8)),
            Item(path: "share/zsh/site-functions/_heddle", bytes: Array(CompletionScript.zsh.text.utf8)),
            Item(path: "share/fish/vendor_completions.d/heddle.fish", bytes: Array(CompletionScript.fish.text.utf8)),
        ]
    }

    /// What installing an item would do.
    func change(_ item: Item) -> Change {
        let path = path(item.path)
        guard FileBytes.exists(path) else { return .new }
        guard let there = try? FileBytes.read(path, limit: Self.sizeLimit) else { return .foreign }
        if there == item.bytes { return .unchanged }
        return installed.contains { $0.path == item.path && $0.digest == Digest.hex(there) } ? .replaced : .foreign
    }

    /// Writes the items, and the list of them last.
    func write(_ items: [Item]) throws(ScheduleError) {
        var folders = madeFolders
        for path in items.map(\.path) + [Self.list] {
            for folder in Self.folders(above: path) where !folders.contains(folder) {
                if !FileBytes.exists(self.path(folder)) { folders.append(folder) }
            }
            try FileBytes.makeFolder(FilePath.folder(of: self.path(path)))
        }
        for item in items {
            try FileBytes.write(item.bytes, to: path(item.path), replacing: true, isExecutable: item.isExecutable)
        }
        let lines = items.map { "\(Digest.hex($0.bytes))  \($0.path)\n" } + folders.map { "folder  \($0)\n" }
        try FileBytes.write(Array(lines.joined().utf8), to: path(Self.list), replacing: true)
    }

    /// The folders that a path lies in, outermost first; `.` is the prefix itself.
    private static func folders(above path: String) -> [String] {
        var result = ["."]
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += (folder.isEmpty ? "" : "/") + part
            result.append(folder)
        }
        return result
    }

    /// What was installed here, as its list says.
    var installed: [(digest: String, path: String)] {
        listed.filter { $0.mark.count == 64 }.map { ($0.mark, $0.path) }
    }

    /// Folders that weren't there before, outermost first.
    private var madeFolders: [String] { listed.filter { $0.mark == "folder" }.map(\.path) }

    private var listed: [(mark: String, path: String)] {
        guard let bytes = try? FileBytes.read(path(Self.list), limit: 1 << 16) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let path = String(parts[1].drop { $0 == " " })
            // A list can't lead out of its prefix.
            guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else { return nil }
            return (String(parts[0]), path)
        }
    }

    /// Takes away what was installed and not changed since, then the folders that were made for it and are empty; gives
    /// what was left. Errors: the system refuses.
    func remove() throws(ScheduleError) -> (removed: [String], left: [String]) {
        let folders = madeFolders
        var removed: [String] = []
        var left: [String] = []
        for item in installed {
            let path = path(item.path)
            guard FileBytes.exists(path) else { continue }
            guard let bytes = try? FileBytes.read(path, limit: Self.sizeLimit), Digest.hex(bytes) == item.digest else {
                left.append(path)
                continue
            }
            guard unlink(path) == 0 else { throw .system(operation: "remove", path: path, number: errno) }
            removed.append(path)
        }
        unlink(path(Self.list))
        // The system keeps a folder that holds anything.
        for folder in folders.reversed() where rmdir(path(folder)) == 0 { removed.append(path(folder)) }
        return (removed, left)
    }
}
