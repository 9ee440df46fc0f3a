internal import CPlatform
internal import Glibc
internal import HeddleLibrary

/// The user's state folder, `~/.local/state/heddle`: what sessions leave for those that come after.
///
/// Nothing here may fail aloud: without a folder that can be written nothing is kept.
struct StateFolder: Sendable {
    let path: String

    /// `XDG_STATE_HOME`, else below the user's home; nil where there is neither.
    init?() {
        func setting(_ name: String) -> String? { Output.environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
        guard let base = setting("XDG_STATE_HOME") ?? setting("HOME").map({ $0 + "/.local/state" }) else { return nil }
        path = base + "/heddle"
    }

    func file(_ name: String) -> String { path + "/" + name }

    /// Makes the folder and those above it, for the user alone.
    func make() {
        for parent in [FilePath.folder(of: FilePath.folder(of: path)), FilePath.folder(of: path), path] {
            mkdir(parent, 0o700)
        }
    }

    /// The text of a file; nil where there is none, or where it is larger than any that was written here.
    func read(_ name: String, limit: Int = 1 << 20) -> String? {
        guard let bytes = try? FileBytes.read(file(name), limit: limit) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces a file as a whole: who reads it meanwhile sees the old or the new one.
    func write(_ name: String, _ text: String) {
        make()
        let temporary = file(".\(name).\(getpid())")
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        var text = text
        let failed = text.withUTF8 { heddle_write_all(descriptor, $0.baseAddress, $0.count) } != 0
        let isClosed = close(descriptor) == 0
        if failed || !isClosed || rename(temporary, file(name)) != 0 { unlink(temporary) }
    }
}
