package import HeddleProgram

/// Everything that changes while a machine runs: registers, the successor being made, the digits of a choice.
///
/// One for each OS thread that explores. Use: `begin` with a state, then `next` until it is false; after each true
/// the fields tell the move and its result, and `successor` holds the state until the next call.
package final class Workspace {
    let image: Image
    /// Registers of the running step, and of the other thread that a step lets go on. Register 0 lies behind the
    /// constants.
    let registers: UnsafeMutablePointer<Int>
    let partnerRegisters: UnsafeMutablePointer<Int>
    let source: UnsafeMutablePointer<UInt64>
    /// Where `commit` copies to: the workspace's own words, or room that an explorer lends (fixed states only).
    @exclusivity(unchecked) package internal(set) var successor: UnsafeMutablePointer<UInt64>
    private let ownSuccessor: UnsafeMutablePointer<UInt64>
    private let block: UnsafeMutablePointer<Int>
    static let digitCapacity = 10_100
    /// Room for the two states, for digits and for what is known of them. Few states grow as large as they may, few steps
    /// choose often, and a small search makes a dozen workspaces: pages that are never touched cost nothing.
    private let room: ReservedMemory
    let digits: UnsafeMutablePointer<Int>
    /// Ways through one step that are looked at.
    package static let wayLimit = 1 << 20
    @exclusivity(unchecked) private var waysTried = 0
    /// Whether the run chose so often that its way has no number.
    @exclusivity(unchecked) private var isBeyondNumbers = false
    /// By depth of choice: no higher digit is feasible there, so that none need be tried.
    let isLastDigit: UnsafeMutablePointer<Bool>

    // The run. One OS thread owns a workspace and nothing here is reached in two ways at once, so what is touched at every
    // step is spared the run-time check of exclusive access (a third of the search's time, measured).
    /// What the running code sees: the source until the commit, then the successor.
    @exclusivity(unchecked) var state: UnsafeMutableRawPointer
    /// What `commit` copies.
    @exclusivity(unchecked) var origin: UnsafePointer<UInt64>
    /// Words of the source that may be other than zero.
    @exclusivity(unchecked) private(set) var sourceCount = 0
    /// Words of the successor that may be other than zero.
    @exclusivity(unchecked) var extent = 0
    @exclusivity(unchecked) private var sourceExtent = 0
    @exclusivity(unchecked) private var successorExtent = 0
    @exclusivity(unchecked) var isCommitted = false
    @exclusivity(unchecked) var budget = 0
    @exclusivity(unchecked) var faultCode = FaultCode.none
    @exclusivity(unchecked) var faultAt = 0
    @exclusivity(unchecked) var faultValue = 0

    // Choices
    /// Digits fixed so far; the last one is the least to try.
    @exclusivity(unchecked) var digitCount = 0
    /// How many choices this run has made.
    @exclusivity(unchecked) var choiceDepth = 0
    @exclusivity(unchecked) var isExhausted = false
    /// What is left of a given choice number, -1 while all are enumerated.
    @exclusivity(unchecked) var givenChoice = -1
    @exclusivity(unchecked) var choiceNumber = 0
    @exclusivity(unchecked) var choiceFactor = 1

    // The move found
    @exclusivity(unchecked) package internal(set) var thread = -1
    package var choice: Int { choiceNumber }
    @exclusivity(unchecked) package internal(set) var result = RunResult.blocked
    /// Spurious wake-ups are nobody's duty.
    @exclusivity(unchecked) package internal(set) var isEnvironment = false
    /// Moves of threads seen since `begin`, those of the environment not counted.
    @exclusivity(unchecked) package private(set) var moveCount = 0
    @exclusivity(unchecked) private var threadLimit = 0

    // Processes
    /// Whether nothing in the system can move but what waits for that.
    @exclusivity(unchecked) var timeoutHolds = false
    /// The process whose code runs: the thread, or the receiver of a message it handed over.
    @exclusivity(unchecked) var runner = -1
    /// An offer to be taken once the sender has come to rest, -1 without one.
    @exclusivity(unchecked) var pendingOffer = -1
    @exclusivity(unchecked) var pendingPartner = -1
    @exclusivity(unchecked) var pendingCount = 0
    /// Assertions of this run that failed without ending it.
    @exclusivity(unchecked) package var failureCount = 0

    // Recording
    @exclusivity(unchecked) var recorder: Recorder?
    /// The receiver of the rendezvous just made, -1 without one.
    @exclusivity(unchecked) var lastPartner = -1
    /// Asks whether a thread could move: what ghost code looks at is left out.
    @exclusivity(unchecked) var isProbing = false
    @exclusivity(unchecked) private var isFresh = true
    @exclusivity(unchecked) private var triesFlush = false
    /// Threads whose observation runs within a run.
    var inner: Workspace?
    /// The memory of a weak model, decoded; nil under sc.
    let memory: WeakMemory?
    /// Takes what steps read and write; the tracing image only.
    var accesses: AccessLog?

    init(_ image: Image) {
        self.image = image
        memory = image.memory.map(WeakMemory.init)
        let constants = image.constants.count
        let size = constants + image.registerCount
        block = .allocate(capacity: 2 * size)
        block.initialize(repeating: 0, count: 2 * size)
        for (index, value) in image.constants.enumerated() {
            block[constants - 1 - index] = value
            block[size + constants - 1 - index] = value
        }
        registers = block + constants
        partnerRegisters = block + size + constants
        // All of it is zero as the system gives it.
        let words = 2 * image.words
        let wordBytes = words * MemoryLayout<UInt64>.stride
        let digitBytes = Self.digitCapacity * MemoryLayout<Int>.stride
        room = ReservedMemory(exactly: wordBytes + digitBytes + Self.digitCapacity)
        source = room.base.bindMemory(to: UInt64.self, capacity: words)
        ownSuccessor = source + image.words
        digits = (room.base + wordBytes).bindMemory(to: Int.self, capacity: Self.digitCapacity)
        isLastDigit = (room.base + wordBytes + digitBytes).bindMemory(to: Bool.self, capacity: Self.digitCapacity)
        successor = ownSuccessor
        state = UnsafeMutableRawPointer(source)
        origin = UnsafePointer(source)
    }

    deinit {
        block.deallocate()
    }

    /// Makes the state `words` (of which the first `count` may be other than zero) the one to move from.
    package func begin(_ words: UnsafePointer<UInt64>, count: Int) {
        setSource(words, count: count)
        digitCount = 0
        isFresh = true
        moveCount = 0
        timeoutHolds = false
        threadLimit = isFaulted ? 0 : threadCount
    }

    @inline(__always)
    func setSource(_ words: UnsafePointer<UInt64>, count: Int) {
        sourceCount = count
        thread = -1
        if count == image.words {
            origin = words
        } else {
            copyWords(words, to: source, count)
            let old = sourceExtent
            if old > count { (source + count).update(repeating: 0, count: old - count) }
            sourceExtent = count
            origin = UnsafePointer(source)
        }
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
    }

    /// Makes a thread of the source the one whose single way through its step is tried next.
    @inline(__always)
    func aim(at thread: Int) {
        self.thread = thread
        runner = thread
        aim()
    }

    /// Tries another way of the same thread.
    @inline(__always)
    func aim() {
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
        isCommitted = false
        budget = image.localBudget
    }

    /// Tries the step that begins at `entry`, which has one way through it and no choice.
    @inline(__always)
    func runOnlyWay(_ entry: Int) {
        result = run(entry, registers)
        if failureCount > 0, result == .rested { result = .failed }
        if result == .violated { markFaulted() }
    }

    @inline(__always) var isFaulted: Bool { UnsafeRawPointer(origin).load(as: UInt8.self) != 0 }

    /// Threads that exist in the state to move from.
    var threadCount: Int {
        guard image.spawnedCountOffset >= 0 else { return image.threadCount }
        return image.declaredThreads + Int(byte(image.spawnedCountOffset))
    }

    @inline(__always) func byte(_ offset: Int) -> UInt8 { state.load(fromByteOffset: offset, as: UInt8.self) }

    /// The resting place of a thread, 0 if it is over.
    @inline(__always) func place(of thread: Int) -> Int {
        let offset = Int(image.place[thread])
        switch image.placeWidth {
        case 1: return Int(byte(offset))
        case 2: return Int(state.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        default: return Int(state.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
    }

    /// Finds the next move of the state; false when there is none left.
    package func next() -> Bool {
        while true {
            if thread >= 0, nextOfThread() {
                if !isEnvironment { moveCount += 1 }
                return true
            }
            state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
            repeat {
                thread += 1
                if thread >= threadLimit {
                    guard image.usesTimeout, !timeoutHolds, moveCount == 0, threadLimit > 0 else { return false }
                    // Nothing moves: what waits for just that may.
                    timeoutHolds = true
                    thread = 0
                }
            } while place(of: thread) == 0 && !hasBuffered(thread)
            restart(thread)
        }
    }

    /// Looks at no more moves of the thread that it is at.
    func leaveThread() { digitCount = 0 }

    /// Looks at the moves of one thread from the first on.
    func restart(_ thread: Int) {
        self.thread = thread
        digitCount = 0
        isFresh = true
        waysTried = 0
    }

    func nextOfThread() -> Bool {
        while true {
            if isFresh {
                isFresh = false
                triesFlush = image.hasBuffers
            } else {
                while digitCount > 0, isLastDigit[digitCount &- 1] { digitCount &-= 1 }
                if digitCount == 0 { return triesFlush && nextFlush() }
                digits[digitCount &- 1] += 1
            }
            waysTried &+= 1
            if waysTried > Self.wayLimit {
                // What is behind this many is not looked at: the caller is told once, and then that there is no more.
                digitCount = 0
                result = .boundWays
                return true
            }
            runStep()
            if isExhausted {
                digitCount -= 1
            } else if result != .blocked {
                return true
            }
        }
    }

    /// Behind the ways through its step, a thread may let its oldest write go to memory.
    private func nextFlush() -> Bool {
        triesFlush = false
        flush(thread)
        return result != .blocked
    }

    /// Tries one move; `result` is `blocked` if it is not enabled.
    func perform(thread: Int, choice: Int) {
        self.thread = thread
        if choice == Transition.flush {
            result = .blocked
            if image.hasBuffers, !isFaulted, thread >= 0, thread < threadCount { flush(thread) }
            return
        }
        digitCount = 0
        givenChoice = choice
        defer { givenChoice = -1 }
        settleTimeout()
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
        guard !isFaulted, thread >= 0, thread < threadCount, place(of: thread) != 0, choice >= 0 else {
            result = .blocked
            return
        }
        runStep()
        if givenChoice != 0 { result = .blocked }
    }

    private func runStep() {
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
        isCommitted = false
        isExhausted = false
        isEnvironment = false
        recorder?.onRun?()
        accesses?.beginRun()
        beginRun()
        if let memory, !prepare(memory) { return }
        let entry = image.restEntry[Int(image.restBase[thread]) + place(of: thread)]
        result = run(Int(entry), registers)
        if pendingOffer >= 0, result == .rested { result = finishHandOvers() }
        if failureCount > 0, result == .rested { result = .failed }
        if let memory, result == .rested || result == .failed { finishMemory(memory) }
        if result == .violated { markFaulted() }
        if isBeyondNumbers {
            isBeyondNumbers = false
            isExhausted = false
            result = .boundWays
        }
    }

    /// Decodes the memory. False if the thread can make no step of its own now.
    private func prepare(_ memory: WeakMemory) -> Bool {
        beginMemory(memory)
        recorder?.beginRun()
        guard place(of: thread) == 0 || memory.buffers?.isFenced[thread] == true else { return true }
        recorder?.storesToFlush = memory.buffers?.count[thread] ?? 0
        result = .blocked
        return false
    }

    /// Forgets the last run.
    @inline(__always)
    func beginRun() {
        choiceDepth = 0
        choiceNumber = 0
        choiceFactor = 1
        lastPartner = -1
        runner = thread
        pendingOffer = -1
        failureCount = 0
        budget = image.localBudget
        faultCode = .none
    }

    /// Makes the successor one without moves: its first byte names the thread (from 1) whose step failed.
    func markFaulted() {
        if !isCommitted { commit() }
        let mark = thread >= 0 ? UInt8(thread + 1) : UInt8.max
        UnsafeMutableRawPointer(successor).storeBytes(of: mark, as: UInt8.self)
    }

    @inline(__always)
    func commit() {
        copyWords(origin, to: successor, sourceCount)
        state = UnsafeMutableRawPointer(successor)
        isCommitted = true
        if image.isFixed { extent = sourceCount } else { settleExtent() }
    }

    /// States of varying length: zeros behind what was copied, and the frames that the step may use.
    private func settleExtent() {
        let old = successorExtent
        if old > sourceCount { (successor + sourceCount).update(repeating: 0, count: old - sourceCount) }
        extent = sourceCount
        successorExtent = sourceCount
        if thread >= 0 { reachFrames(of: thread) }
    }

    /// The successor may use the frames of a thread, also where they were all zero and left out.
    func reachFrames(of thread: Int) {
        guard !image.isFixed else { return }
        let place = place(of: thread)
        if place != 0 { reach(Int(image.restWords[Int(image.restBase[thread]) + place])) }
    }

    /// Writes go straight into the successor, which is its own source (first state only).
    func commitInPlace() {
        state = UnsafeMutableRawPointer(successor)
        extent = image.words
        successorExtent = image.words
        isCommitted = true
        result = .rested
    }

    func setResult(_ result: RunResult) { self.result = result }

    /// The successor ends here; what lies behind it is zero already.
    func setExtent(_ words: Int) {
        successorExtent = max(successorExtent, extent, words)
        extent = words
    }

    /// The successor may use this many words.
    @inline(__always) func reach(_ words: Int) {
        if words > extent {
            extent = words
            successorExtent = max(successorExtent, words)
        }
    }

    /// Length of the successor up to its last word that isn't zero, never less than the fixed part. Unit: words.
    package var successorCount: Int {
        var count = extent
        while count > image.fixedWords, successor[count - 1] == 0 { count -= 1 }
        return count
    }

    /// The check that failed, after a move with result `violated`.
    package var failedCheck: Check? { faultCode.check }

    // MARK: Choices

    /// The next digit below `radix` for which `feasible` holds, or nil: then this way through the step is none.
    @inline(__always)
    func chooseDigit(_ radix: Int, _ feasible: (Int) -> Bool) -> Int? {
        let depth = choiceDepth
        choiceDepth += 1
        guard radix > 0, depth < Self.digitCapacity else { return nil }
        var digit = 0
        if givenChoice >= 0 {
            digit = givenChoice % radix
            guard feasible(digit) else { return nil }
            givenChoice /= radix
        } else if depth < digitCount - 1 {
            digit = digits[depth]
        } else {
            let isRetry = depth == digitCount - 1
            digit = isRetry ? digits[depth] : 0
            while digit < radix, !feasible(digit) { digit += 1 }
            if digit >= radix {
                isExhausted = isRetry
                return nil
            }
            digits[depth] = digit
            isLastDigit[depth] = false
            digitCount = depth + 1
        }
        let (factor, overflow) = choiceFactor.multipliedReportingOverflow(by: radix)
        if overflow {
            isBeyondNumbers = true
            return nil
        }
        choiceNumber &+= digit &* choiceFactor
        choiceFactor = factor
        return digit
    }
}

extension FaultCode {
    /// The check of language.md section 14 that a failure belongs to.
    var check: Check? {
        switch self {
        case .none: return nil
        case .assertion: return .failedAssertion
        case .range, .arithmetic, .divisionByZero, .shift, .index, .listFull, .listEmpty: return .overflow
        case .useAfterFree, .doubleFree, .nilUsed, .poolEmpty: return .memoryError
        case .uninitialized: return .uninitializedRead
        case .divergence: return .divergence
        case .race: return .race
        default: return .misuse
        }
    }
}

/// Copies words one by one: states are short, and a call would cost more than the copying.
@inline(__always)
func copyWords(_ from: UnsafePointer<UInt64>, to target: UnsafeMutablePointer<UInt64>, _ count: Int) {
    if count > 24 {
        target.update(from: from, count: count)
        return
    }
    var index = 0
    while index < count {
        target[index] = from[index]
        index &+= 1
    }
}
