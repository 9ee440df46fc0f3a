internal import CPlatform
internal import Glibc
internal import HeddleLibrary

/// The user's state folder for this program: `$XDG_STATE_HOME/heddle`, else `~/.local/state/heddle`: what sessions leave
/// for those that come after.
struct StateFolder: Sendable {
    let path: String

    /// nil where the user has no home.
    init?() {
        guard let path = Self.path else { return nil }
        self.path = path
    }

    static var path: String? {
        guard let base = named ?? setting("HOME").map({ $0 + "/.local/state" }) else { return nil }
        return base + "/heddle"
    }

    /// Only where the environment names one.
    static var explicit: String? { named.map { $0 + "/heddle" } }

    private static var named: String? { setting("XDG_STATE_HOME") }

    private static func setting(_ name: String) -> String? {
        Output.environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
    }

    func file(_ name: String) -> String { path + "/" + name }

    func make() { Self.make(path) }

    /// Makes a folder and those above it, for the user alone.
    static func make(_ folder: String) {
        var missing: [String] = []
        var current = folder
        while !current.isEmpty, current != "/", !FileBytes.isFolder(current) {
            missing.append(current)
            current = FilePath.folder(of: current)
        }
        for path in missing.reversed() { mkdir(path, 0o700) }
    }

    /// The text of a file; nil where there is none, or where it is larger than any that was written here.
    func read(_ name: String, limit: Int = 1 << 20) -> String? {
        guard let bytes = try? FileBytes.read(file(name), limit: limit) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces a file as a whole; where it can't be written, nothing is kept.
    func write(_ name: String, _ text: String) { _ = Self.write(text, to: file(name)) }

    /// Writes a whole file: under its name there is the old text or the new one, never a part. Errors: in words.
    static func write(_ text: String, to file: String) -> String? {
        let folder = FilePath.folder(of: file)
        make(folder)
        let temporary = FilePath.joined(folder, ".\(FilePath.lastComponent(file)).\(getpid()).tmp")
        unlink(temporary)
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBufferPointer { heddle_write_new_file(temporary, $0.baseAddress, $0.count) }
        guard result == 0 else { return SystemError.words(result) }
        guard rename(temporary, file) == 0 else {
            let number = errno
            unlink(temporary)
            return SystemError.words(number)
        }
        _ = heddle_sync_folder(folder)
        return nil
    }
}
