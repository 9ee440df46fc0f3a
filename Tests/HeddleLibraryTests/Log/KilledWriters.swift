import Glibc
import TestSupport

/// A writer that was started, killed at a random moment and buried: what it had said until then.
struct KilledWriter {
    /// Lines without the first, `ready`.
    var lines: [String]
    /// How long a write took, where it was seen to. Unit: microseconds.
    var pace: Int?

    /// Starts the program `library-writer`, waits until it is ready and has said that `writes` writes are done, then for
    /// so many microseconds more, in the midst of the next write, and kills it.
    init(library: String, seed: UInt64, name: String, writes: Int, patience: Int) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw SystemFailure(number: errno) }
        // The other writer's process must not hold this one's pipe open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let words = [BuiltProducts.libraryWriter, library, String(seed), name]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let number = posix_spawn(&process, words[0], &actions, nil, &arguments, environ)
        close(ends[1])
        defer { close(ends[0]) }
        guard number == 0 else { throw SystemFailure(number: number) }
        var bytes = Self.read(ends[0], toTheEnd: false)
        let start = ContinuousClock.now
        while bytes.count(where: { $0 == 10 }) <= writes {
            let more = Self.read(ends[0], toTheEnd: false)
            if more.isEmpty { break }
            bytes += more
        }
        if writes > 0 { pace = Int((ContinuousClock.now - start) / .microseconds(1)) / writes }
        usleep(UInt32(patience))
        kill(process, SIGKILL)
        bytes += Self.read(ends[0], toTheEnd: true)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.first == "ready" else { throw SystemFailure(number: 0) }
        lines.removeFirst()
        self.lines = lines
    }

    struct SystemFailure: Error { var number: Int32 }

    /// Reads until a line has come, or to the end.
    private static func read(_ descriptor: Int32, toTheEnd: Bool) -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return result }
            result += buffer[0..<count]
            if !toTheEnd, result.last == 10 { return result }
        }
    }
}
