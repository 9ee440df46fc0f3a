internal import HeddleProgram

/// One fired transition of an expanded state; its successor lies in the expander's buffer.
///
/// Shape: 32 bytes, so that two lie in a cache line.
struct FiredStep {
    /// Hash of the successor as the store takes it; 0 where there is none.
    var hash: UInt64 = 0
    var choice: Int
    /// Start of the successor in the buffer. Unit: words.
    private var startWord: UInt32
    private var lengthWords: UInt32 = 0
    private var threadNumber: Int16
    var result: RunResult
    /// Whether the step was a `yield`: leaving the thread behind it costs nothing.
    var yields: Bool
    private var fault: FaultCode
    /// Under a weak memory: its reads that passed over a newer write, and its writes put before an older one.
    var weakChoices: UInt8 = 0

    @inline(__always)
    init(thread: Int, choice: Int, result: RunResult, start: Int, yields: Bool, fault: FaultCode) {
        threadNumber = Int16(truncatingIfNeeded: thread)
        self.choice = choice
        self.result = result
        startWord = UInt32(truncatingIfNeeded: start)
        self.yields = yields
        self.fault = fault
    }

    var thread: Int { @inline(__always) get { Int(threadNumber) } }
    var start: Int {
        @inline(__always) get { Int(startWord) }
        @inline(__always) set { startWord = UInt32(truncatingIfNeeded: newValue) }
    }

    /// Words of the successor that may be other than zero.
    var length: Int {
        @inline(__always) get { Int(lengthWords) }
        @inline(__always) set { lengthWords = UInt32(truncatingIfNeeded: newValue) }
    }

    /// Whether a write goes from the thread's store buffer to memory.
    var isFlush: Bool { choice == Transition.flush }

    /// The failed check, where `result` is `violated` or `failed`.
    var check: Check? { result == .violated || result == .failed ? fault.check : nil }

    /// Whether the step leads to a state that counts.
    var hasState: Bool { @inline(__always) get { result.rawValue <= RunResult.violated.rawValue } }

    /// The machine's order: by thread, then choice.
    @inline(__always)
    func comesBefore(_ other: FiredStep) -> Bool {
        threadNumber != other.threadNumber ? threadNumber < other.threadNumber : choice < other.choice
    }
}
