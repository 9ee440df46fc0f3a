/// What one machine instruction does. Operands: `a`, `b`, `c` are registers, byte offsets of the state, code
/// addresses or plain numbers; `x` is a small number. "Off" is a register that holds a byte offset of the state.
enum Op: UInt8 {
    // Control
    /// Arrive: pc slot at `a` takes rest point `b` (`x` bytes); the run is over.
    case rest
    /// The thread is over: as `rest` with 0.
    case finish
    /// Copy the source state; from here on writes are allowed.
    case commit
    case jump
    /// To `a`, paying `b` operations.
    case jumpBack
    case branchFalse
    case branchTrue
    /// To `c` where `a` and `b` differ, or not.
    case branchUnequal
    case branchEqual
    /// To the `b + value`-th address of the return table; the value lies at offset `a` (`x` bytes).
    case returnState
    case returnRegister
    /// Ends the run with result `x`.
    case stop
    case blockUnless
    case fail
    case assertTrue
    case assumeTrue
    case budget
    case clear
    /// The state reaches to word `a` at least.
    case extend

    // Registers
    case move
    case moveRange
    /// `r[a] ..< +x` takes `r[b + r[c]] …`
    case moveFrom
    /// `r[a + r[c]] …` takes `r[b] ..< +x`
    case moveTo
    case zeroRange
    case addWrap, subtractWrap, multiplyWrap, multiplyImmediate
    case add, subtract, multiply, divide, remainder, negate
    case divideWrap, remainderWrap, divideUnsigned, remainderUnsigned
    case bitAnd, bitOr, bitXor, complement
    /// `x`: bits.
    case shiftLeft, shiftLeftWrap, shiftRight, shiftRightUnsigned
    /// `a` takes `b`, cut to width `x`.
    case narrow
    case equal, less, lessOrEqual, not
    case equalReference
    /// `a`: r[b] ..< +x equals r[c] ..< +x
    case equalRange
    case minimum, maximum
    case checkRange
    /// Index `a` below `b`.
    case checkIndex
    case checkIndexRegister
    case checkNil
    /// A u64 that becomes an int.
    case checkSign
    case checkFull, checkEmpty

    // State
    case loadU8, loadU16, loadU32, loadI8, loadI16, loadI32, load64
    /// `a` takes what lies at `b + r[c]`, of width `x`.
    case loadIndexed
    case store8, store16, store32, store64
    case storeIndexed
    /// The leaf whose mark lies at `a + r[b]` was written.
    case checkInitialized
    case markInitialized
    /// Drops the first element of a list's `c` bytes of elements at `a + r[b]`, each of `x` bytes.
    case shiftElements
    /// The same among registers: elements of `x`, `c` registers in all, at `r[a]`.
    case shiftRegisters
    /// `a` takes `(cell of r[b]) * c`; `x`: 1 refuses dangling references.
    case cellOffset
    /// Sets the dangling mark in register `a` if it names the cell of `b`.
    case markRegister

    // Choice
    /// `a` takes the next digit of the choice, below r[b]; `c`: what kind of thing is chosen (display).
    case choice

    // Primitives: `a` off, `x` the thread; guards jump to `c`, or block where it is negative
    case mutexGuard, mutexTake, mutexTry, mutexUnlock
    case readGuard, readTake, readTry, readUnlock, writeQueue, writeGuard, writeTake, writeTry, writeUnlock
    case conditionWait, conditionGuard, conditionSpurious, notifyOne, notifyAll, waitingCount
    case semaphoreGuard, semaphoreTake, semaphoreTry, semaphoreRelease
    case barrierArrive, barrierGuard
    case onceGuard, onceEnter, onceFinish
    case eventGuard
    case sendGuard, sendStore, receiveGuard, receiveTake, channelClose, channelTest
    case rendezvousSend, rendezvousReady, senderReady
    case poolNew, poolFree
    case spawn, joinGuard

    // Observers
    case finished, blocked, atLabel, threadCount, threadInGroup, threadOfGroup, threadOffset, holder

    // Processes
    case chooseAmong, timeoutHolds, assertSoft, processEnd
    case channelFind, channelIdentity, channelFact, messageCut, messagePut, messageFind, messageLoad, messageRemove
    case canHandOver, handOver

    // Weak memory: `b` + r[c] is the location, `x` the access in `memoryAccesses`, `a` the first register of the value
    case memoryRead, memoryWrite, updateRead, updateWrite, updateFail
    /// `x`: number of the order.
    case memoryFence
    /// Blocks while the thread's store buffer holds anything.
    case drain
    /// An `await` has looked.
    case forgetLooks
    case blockEnter, blockLeave
    /// What the operation `b` passes on; `a`: the register with the object's offset.
    case synchronize
    /// A cell of pool `b` at offset r[a] was made (`x` 0) or freed (1).
    case cellAccess

    // Recording (display only)
    case note
    // Tracing only: logs what the next instruction touches; `x` 1: what a `tryReceive` from object `b` at `r[a]` looks at
    case touch

    // Superinstructions: each does what it and the instructions behind it say (`Superinstructions`)
    case loadElement, loadTwo
    case equalBlock, unequalBlock, lessBlock, lessOrEqualBlock
    case loadElementEqualFalse, loadElementFalse, loadElementTrue, storeElement
    case loadEqualFalse, loadFalse, loadTrue
    case equalTrue, lessTrue, lessOrEqualTrue, commitJump
    case equalFalse, unequalFalse, lessFalse, lessOrEqualFalse
    case addByte, subtractByte
    case commitRest, commitStore, commitStoreRest, storeRest
}

/// One machine instruction: 16 bytes.
struct Instr {
    var op: Op
    var x: UInt16 = 0
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
}

/// How a run of the machine's code ended.
package enum RunResult: UInt8, Sendable {
    /// Those that lead to a state come first. `failed`: rested, and an assertion that doesn't end the run failed on the way.
    case rested, failed, violated, blocked, discarded, boundThreads, boundRecursion, boundMessages, boundWays,
        boundBuffer
}

/// Why a check failed, as the hot code tells it; the evidence is made by the recording code.
enum FaultCode: UInt8 {
    case none
    case assertion
    case range, arithmetic, divisionByZero, shift, index, listFull, listEmpty
    case useAfterFree, doubleFree, nilUsed, poolEmpty
    case uninitialized
    case divergence
    case lockHeldByItself, unlockNotHeld, unlockOfAnother, finishedHolding
    case writeLockByReader, lockByWriter, readUnlockNotHeld, writeUnlockNotHeld
    case waitWithoutLock, waitHeldTwice
    case releaseAboveLimit, onceReentered
    case receiveOnClosed, sendOnClosed, closeOnClosed
    case joinItself
    case race
}
