internal import Glibc

/// The user's editor, run in the terminal that the screens have left.
enum Editor {
    /// Opens a file at a line (from 1) and waits for the editor to end. Errors: as a sentence.
    static func edit(_ path: String, line: Int) -> String? {
        let command = environment("VISUAL") ?? environment("EDITOR") ?? "vi"
        // The user's setting may hold options; the path is an argument of its own and never parsed by the shell.
        let script = "exec \(command) \"$@\""
        let status = run("/bin/sh", ["sh", "-c", script, "heddle", "+\(max(1, line))", path])
        switch status {
        case .some(0): return nil
        case .some(let code): return "'\(command)' ended with \(code)."
        case nil: return "'\(command)' could not be started."
        }
    }

    private static func environment(_ name: String) -> String? {
        guard let pointer = getenv(name) else { return nil }
        let value = String(cString: pointer)
        return value.isEmpty ? nil : value
    }

    /// Exit status; nil if the program couldn't be started or was killed.
    private static func run(_ path: String, _ arguments: [String]) -> Int32? {
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Ours are ignored or handled; the editor wants the usual ones.
        var usual = sigset_t()
        sigfillset(&usual)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var process = pid_t()
        guard posix_spawn(&process, path, nil, &attributes, &words, environ) == 0 else { return nil }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
    }
}
