package import HeddleProgram

/// The record of one applied transition (or of the initial local work): what a person is shown of a step.
package struct Event: Sendable, Hashable {
    /// Global number of the thread; -1 for the start.
    package var thread: Int
    package var choice: Int
    /// What the step was; nil for the start.
    package var site: SiteReference?
    /// Statements that a process made in the step, in order; empty for all else.
    package var statements: [StatementID]
    /// Shared operations of the step, in order. Exactly one, but for atomic blocks, await and select.
    package var operations: [Operation]
    /// Assignments to named locals (of this thread and of a rendezvous partner), in order.
    package var localChanges: [LocalChange]
    /// The other thread of a rendezvous.
    package var partner: Int?
    /// The choice in words (`wakes consumer.1`, `vote = true`), nil where there was only one way.
    package var choiceText: String?
    /// The check that failed in this step.
    package var violation: Violation?
    package var outcome: StepOutcome
    /// The step is an atomic block under a weak memory: each of those synchronizes with the next.
    package var isBlock = false

    /// What the choice of a weak compare-exchange says where it fails although it finds what it expects. Saved schedules
    /// have it too.
    static let failureForNoReason = "fails for no reason"

    /// Whether a weak compare-exchange fails here although it finds what it expects: also that of a litmus test, which is
    /// a load then.
    package var failsForNoReason: Bool {
        choiceText?.split(separator: ",").contains { $0.drop { $0 == " " } == Self.failureForNoReason } == true
    }

    package init(thread: Int, choice: Int = 0, site: SiteReference? = nil) {
        self.thread = thread
        self.choice = choice
        self.site = site
        statements = []
        operations = []
        localChanges = []
        partner = nil
        choiceText = nil
        violation = nil
        outcome = .completed
    }
}

/// A step site of a program: instruction `instruction` (a `beginStep`) of routine `routine`.
package struct SiteReference: Hashable, Sendable {
    package var routine: RoutineID
    package var instruction: Int
    package init(routine: RoutineID, instruction: Int) {
        self.routine = routine
        self.instruction = instruction
    }
}

package struct LocalChange: Hashable, Sendable {
    package var thread: Int
    package var routine: RoutineID
    package var local: LocalID
    package var value: Value
    package init(thread: Int, routine: RoutineID, local: LocalID, value: Value) {
        self.thread = thread
        self.routine = routine
        self.local = local
        self.value = value
    }
}

/// One operation on something shared.
package struct Operation: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case read, write
        /// The oldest write of a store buffer goes to memory.
        case flush
        case readModifyWrite
        case compareExchange, compareExchangeFailed, compareExchangeSpurious
        case fence
        case choose
        case lock, tryLock, tryLockFailed, unlock
        case readLock, tryReadLock, tryReadLockFailed, readUnlock
        case writeQueue, writeLock, tryWriteLock, tryWriteLockFailed, writeUnlock
        case conditionWait, conditionResume, conditionSpurious, notify, notifyAll
        case acquire, tryAcquire, tryAcquireFailed, release
        case barrierArrive, barrierLast, barrierLeave
        case onceRun, onceFinish, onceDone
        case eventSet, eventReset, eventWait, eventIsSet
        case send, trySendFailed, receive, receiveNothing, nextClosed, handOver, close, channelCount
        case new, free
        case spawn, join
        case skip, yield, timeout, selectDefault
        case await
    }

    package var kind: Kind
    package var object: ObjectID?
    /// The object with its element or field as a person reads it: `balance`, `flag[1]`, `Node#2.next`.
    package var name: String
    /// Identity of the memory location or primitive: equal exactly where two operations touch the same one.
    /// Unit: byte offset in the state of its first slot. -1 where there is none.
    package var location: Int
    /// The value read, written, sent, chosen, or seen by a compare-exchange.
    package var value: Value?
    package var type: ValueType?
    /// The value that a write replaced; what a compare-exchange expected.
    package var previous: Value?
    package var rmw: RMWOperator?
    /// The operand of a read-modify-write.
    package var operand: Value?
    package var order: MemoryOrder?
    /// Of a compare-exchange: the order that it has where it writes nothing.
    package var failureOrder: MemoryOrder?
    /// Thread woken, spawned, joined, handed to; -1 where there is none.
    package var otherThreads: [Int]
    /// Mutex released by a wait or taken by a wake-up.
    package var secondName: String?
    /// Location of that mutex.
    package var secondLocation: Int
    /// Counts after the operation: permits left, k-th arrival, messages under way.
    package var count: Int?
    /// Out of how many (barrier parties, channel capacity).
    package var total: Int?
    /// What a weak memory adds to an access; nil under a strong one. Kept behind a reference: operations are copied often,
    /// and most have none.
    package var memory: MemoryAccessRecord? {
        get { if case .record(let record) = keptMemory { record } else { nil } }
        set { keptMemory = newValue.map(KeptMemory.record) }
    }
    private var keptMemory: KeptMemory?

    private indirect enum KeptMemory: Hashable, Sendable {
        case record(MemoryAccessRecord)
    }

    package init(_ kind: Kind, object: ObjectID? = nil, name: String = "", location: Int = -1) {
        self.kind = kind
        self.object = object
        self.name = name
        self.location = location
        value = nil
        type = nil
        previous = nil
        rmw = nil
        operand = nil
        order = nil
        failureOrder = nil
        otherThreads = []
        secondName = nil
        secondLocation = -1
        count = nil
        total = nil
        keptMemory = nil
    }
}

/// A failed check with its evidence; the wording lives in HeddlePresentation.
package struct Violation: Hashable, Sendable {
    package indirect enum Evidence: Hashable, Sendable {
        /// `values`: the shared or local parts of the expression with their values, in order of appearance.
        case assertion(text: String, sentence: String?)
        /// `name` would leave the range of `type` by taking `value`.
        case leavesRange(name: String, value: Int, type: ValueType)
        /// The result of an operator does not fit 64 bits.
        case arithmetic(String)
        case divisionByZero
        case badShift(Int)
        case badIndex(name: String, index: Int, count: Int)
        case listFull(name: String, capacity: Int)
        case listEmpty(name: String)
        /// `verb` as in "unlocks"; `object` with its index; `holder` where another thread's holding is the point.
        case misuse(Misuse, object: String, holder: Int?)
        case useAfterFree(cell: String)
        case doubleFree(cell: String)
        case nilUsed(String)
        case poolEmpty(String)
        case uninitializedRead(String)
        case divergence(operations: Int)
        case leak(cells: [String])
        case deadlock
        case race(object: String, otherThread: Int, otherSpan: SourceSpan, writes: Bool, otherWrites: Bool)
        /// A property's own expression failed to evaluate.
        case propertyFault(String)
    }

    package enum Misuse: String, Hashable, Sendable {
        case lockHeldByItself, unlockNotHeld, unlockOfAnother, finishedHolding
        case writeLockByReader, lockByWriter, readUnlockNotHeld, writeUnlockNotHeld
        case waitWithoutLock, waitHeldTwice
        case releaseAboveLimit
        case onceReentered
        case receiveOnClosed, sendOnClosed, closeOnClosed
        case joinItself
    }

    package var check: Check
    package var thread: Int
    package var span: SourceSpan
    package var evidence: Evidence
    /// What a failed comparison compared, `1 == 0`; nil where that isn't known.
    package var values: String?

    package init(check: Check, thread: Int, span: SourceSpan, evidence: Evidence) {
        self.check = check
        self.thread = thread
        self.span = span
        self.evidence = evidence
        values = nil
    }
}
