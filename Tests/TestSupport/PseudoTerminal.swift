internal import CPseudoTerminal
internal import Glibc

/// A program running on a pseudo-terminal of its own: bytes to it, bytes from it, its size, its end.
package final class PseudoTerminal {
    package enum Failure: Error, CustomStringConvertible {
        case system(String, errno: Int32)

        package var description: String {
            switch self {
            case .system(let call, let code): "\(call): \(String(cString: strerror(code)))"
            }
        }
    }

    /// How a program ended.
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    package let process: Int32
    private let controller: Int32
    private var ending: Ending?
    /// The program and whatever it started have let go of the terminal.
    package private(set) var isAtEnd = false

    package init(
        _ path: String, arguments: [String], environment: [String: String], folder: String?, rows: Int, columns: Int
    ) throws {
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var settings = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + settings { free(pointer) } }
        var process: pid_t = 0
        var controller: Int32 = -1
        let code = pseudo_terminal_spawn(
            path, &words, &settings, folder, Int32(rows), Int32(columns), &controller, &process)
        guard code == 0 else { throw Failure.system("spawn \(path)", errno: code) }
        self.process = process
        self.controller = controller
    }

    deinit {
        if ending == nil {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        close(controller)
    }

    /// What the program has written, waiting at most `milliseconds` for the first byte. Empty: nothing came.
    package func read(waiting milliseconds: Int32) -> [UInt8] {
        guard !isAtEnd else { return [] }
        var source = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
        guard poll(&source, 1, milliseconds) > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            let received = Glibc.read(controller, buffer.baseAddress, buffer.count)
            // EIO: the last descriptor of the other side is closed.
            isAtEnd = received <= 0
            count = max(0, received)
        }
    }

    package func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(controller, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }

    package func resize(rows: Int, columns: Int) {
        _ = pseudo_terminal_resize(controller, Int32(rows), Int32(columns))
    }

    package func signal(_ number: Int32) { kill(process, number) }

    /// The program's end, nil while it runs.
    package func pollEnding() -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        let signal = status & 0x7F
        ending = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
        return ending
    }

    /// Whether the terminal echoes and gathers lines, as a shell expects to find it.
    package var isInLineMode: Bool {
        var modes = termios()
        guard tcgetattr(controller, &modes) == 0 else { return false }
        let wanted = tcflag_t(ICANON | ECHO | ISIG)
        return modes.c_lflag & wanted == wanted
    }
}
