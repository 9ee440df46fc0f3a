/// One instruction of a routine.
///
/// A step is everything from a `beginStep` to its `endStep`; on that stretch an instruction may block (then the
/// step, or this way through it, is not enabled) and may choose. Everything after `endStep`, up to the next
/// `beginStep`, is local work of the same step and may neither block nor choose. Control flow inside a step
/// (an atomic block) passes exactly one `endStep` on every way out.
package struct Instruction: Sendable {
    package var kind: InstructionKind
    package var span: SourceSpan
    /// `call` only: all labels whose statement encloses the call in its routine (`t at L` counts calls made from it).
    package var labels: [LabelID]

    package init(_ kind: InstructionKind, _ span: SourceSpan = .none, labels: [LabelID] = []) {
        self.kind = kind
        self.span = span
        self.labels = labels
    }
}

package indirect enum InstructionKind: Sendable {
    // Local work, and the inside of instant code
    /// Stores a value. Shared places only inside a step, in ghost code (ghost places) and in setup.
    case assign(Place, Expression)
    case jump(Int)
    case branch(Expression, then: Int, otherwise: Int)
    case call(RoutineID, [Expression], result: LocalID?)
    case `return`(Expression?)
    case assert(Expression, sentence: String?, text: String)
    case assume(Expression)
    /// Changes of a list place (local, or shared inside a step).
    case listAppend(Place, Expression)
    case listRemoveFirst(Place, result: LocalID?)
    case listRemoveLast(Place, result: LocalID?)
    case listClear(Place)

    // Step borders
    case beginStep(StepSite)
    case endStep

    // Inside a step
    /// Blocks unless true.
    case `guard`(Expression)
    /// One shared read into a local. For a struct atomic the whole is loaded.
    case read(Place, result: LocalID, order: MemoryOrder?)
    /// One shared write.
    case write(Place, Expression, order: MemoryOrder?)
    /// An atomic read-modify-write; `result` gets the old value.
    case readModifyWrite(RMWOperator, Place, Expression, result: LocalID?, order: MemoryOrder)
    /// `result` gets a bool, or with `swap` the value seen.
    case compareExchange(
        Place, expected: Expression, desired: Expression, weak: Bool, swap: Bool, result: LocalID?,
        order: MemoryOrder, failure: MemoryOrder)
    case fence(MemoryOrder)
    /// Chooses a value of the domain for which `condition` (over the local) holds; blocks if there is none.
    case choose(LocalID, Domain, condition: Expression?)

    case lock(ObjectReference)
    case tryLock(ObjectReference, result: LocalID?)
    case unlock(ObjectReference)
    case readLock(ObjectReference)
    case tryReadLock(ObjectReference, result: LocalID?)
    case readUnlock(ObjectReference)
    /// `writersFirst` only: the first of the two steps of `writeLock`.
    case writeQueue(ObjectReference)
    /// Enters (leaving the queue if the lock has one).
    case writeLock(ObjectReference)
    case tryWriteLock(ObjectReference, result: LocalID?)
    case writeUnlock(ObjectReference)
    /// First step of `cond.wait(m)`: release the mutex, join the set.
    case conditionWait(ObjectReference, mutex: ObjectReference)
    /// Second step: enabled when taken out of the set and the mutex is free; takes the mutex.
    case conditionResume(ObjectReference, mutex: ObjectReference)
    case notify(ObjectReference, all: Bool)
    case acquire(ObjectReference)
    case tryAcquire(ObjectReference, result: LocalID?)
    case release(ObjectReference)
    /// First step of `barrier.wait()`; `last` gets true in the thread that completes the round.
    case barrierArrive(ObjectReference, last: LocalID)
    /// Second step, for all but the last: enabled once its round was let go.
    case barrierLeave(ObjectReference)
    /// Enabled unless another thread is running the block; `entered` gets true if this thread must run it.
    case onceEnter(ObjectReference, entered: LocalID)
    case onceFinish(ObjectReference)
    case eventSet(ObjectReference)
    case eventReset(ObjectReference)
    case eventWait(ObjectReference)
    case eventIsSet(ObjectReference, result: LocalID?)

    case send(ObjectReference, Expression)
    case trySend(ObjectReference, Expression, result: LocalID?)
    case receive(ObjectReference, result: LocalID?)
    /// `result` gets an optional; nil once closed and empty.
    case next(ObjectReference, result: LocalID?)
    case tryReceive(ObjectReference, result: LocalID?)
    case close(ObjectReference)
    case channelCount(ObjectReference, result: LocalID?)
    /// Takes one alternative and, behind the step's end, goes on at its `target`. It is the last instruction of
    /// its step: it contains the `endStep`.
    case select([SelectAlternative])

    /// `initial` holds one value per field.
    case new(pool: ObjectID, initial: [Expression], result: LocalID?)
    case free(pool: ObjectID, Expression)
    case spawn(GroupID, [Expression], result: LocalID?)
    case join(Expression)
    case skip
    case yield

    // Processes (`Program.processes`)
    /// Takes one of the alternatives that can go, if `provided` holds. If there is none: goes on at `otherwise` within
    /// the step, or blocks where that is nil.
    case alternatives([StepAlternative], provided: Expression?, otherwise: Int?)
    /// Puts a message into a buffer (in order of its components if `sorted`), or hands it to a process that stands
    /// ready at the channel; behind a hand-over the step goes on at `handsOver`, and when the sender has come to rest the
    /// receiver makes the rest of it. `type` is that of a message, for people.
    case processSend(ChannelPlace, [Expression], sorted: Bool, handsOver: Int, type: ValueType)
    /// Takes the first message that fits out of a buffer; it stays there if `keeps`. Blocks if there is none.
    case processReceive(ChannelPlace, [MessagePart], anywhere: Bool, keeps: Bool, type: ValueType)
    /// The process is gone, and the step over. Blocks unless it is the youngest.
    case processEnd
    /// A sequence that must not wait has to: a failed assertion, and the end of the run.
    case processStuck(text: String)
}

package enum RMWOperator: String, Sendable {
    case exchange
    case add = "fetchAdd"
    case subtract = "fetchSub"
    case and = "fetchAnd"
    case or = "fetchOr"
    case xor = "fetchXor"
    case minimum = "fetchMin"
    case maximum = "fetchMax"
}

package struct SelectAlternative: Sendable {
    package enum Operation: Sendable {
        case await(Expression)
        case send(ObjectReference, Expression)
        case receive(ObjectReference, result: LocalID?)
        case next(ObjectReference, result: LocalID?)
        case lock(ObjectReference)
        case acquire(ObjectReference)
        case eventWait(ObjectReference)
        /// Can go at any time.
        case timeout
        /// Goes when no other can.
        case `default`
    }

    package var operation: Operation
    /// `when`, over locals.
    package var condition: Expression?
    /// Index of the instruction behind the step.
    package var target: Int
    package var span: SourceSpan

    package init(_ operation: Operation, condition: Expression? = nil, target: Int, span: SourceSpan = .none) {
        self.operation = operation
        self.condition = condition
        self.target = target
        self.span = span
    }
}

/// What a step is, statically: enough to anchor it, to word it and to show where its thread stands.
package struct StepSite: Sendable {
    package enum Kind: String, Sendable {
        /// One operation: its record says which.
        case operation
        /// `await e`: worded by its text.
        case await
        /// `atomic { … }`: worded by its first line.
        case atomic
        case select
        case choose
        /// A place of a process: the record says which of its statements was made.
        case process
    }

    package var kind: Kind
    package var statement: StatementID
    /// Which operation (from 0) of its statement this is.
    package var operation: Int
    /// Where the operation stands.
    package var span: SourceSpan
    /// `await`: the condition; `atomic`: its first line; else empty. As in the source, blanks normalised.
    package var text: String
    /// All labels whose statement encloses the step in its routine; of a process, those of the place itself.
    package var labels: [LabelID]
    /// A process may stay here for ever.
    package var isEnd = false

    package init(
        kind: Kind, statement: StatementID, operation: Int, span: SourceSpan, text: String = "", labels: [LabelID] = []
    ) {
        self.kind = kind
        self.statement = statement
        self.operation = operation
        self.span = span
        self.text = text
        self.labels = labels
    }
}
