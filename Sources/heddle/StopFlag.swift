internal import CPlatform

/// Whether the user pressed Ctrl-C: the first press asks a search to end and report, the second ends the process.
struct StopFlag: Sendable {
    /// Lives as long as the process: a signal may come at any time.
    nonisolated(unsafe) private let flag: UnsafeMutablePointer<Int32>

    /// Takes over SIGINT.
    init() {
        flag = .allocate(capacity: 1)
        flag.initialize(to: 0)
        heddle_raise_on_interrupt(flag)
    }

    var isRaised: Bool { heddle_read_flag(flag) != 0 }
}
