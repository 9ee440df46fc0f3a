package import HeddleProgram

/// What a shared object looks like in a state, for people.
package enum ObjectStatus: Hashable, Sendable {
    /// Variables and atomics.
    case value(Value)
    case mutex(holder: Int?, depth: Int)
    case rwlock(writer: Int?, readers: [Int], queued: [Int])
    case condition(waiting: [Int])
    case semaphore(count: Int)
    case barrier(arrived: [Int], parties: Int)
    case once(OnceStatus)
    case event(isSet: Bool)
    case channel(messages: [Value], capacity: ChannelCapacity, isClosed: Bool)
    /// One cell of a pool; nil while it was never used.
    case cell(inUse: Bool, fields: [Value])
}

package enum OnceStatus: Hashable, Sendable {
    case new
    case running(Int)
    case done
}

/// Where a thread stands.
package enum ThreadStatus: Hashable, Sendable {
    /// A spawnable thread that was not spawned yet.
    case unborn
    /// Before the step at `site`; the frames are call sites, outermost first (empty in the thread's own body).
    case standing(at: SiteReference, frames: [SourceSpan])
    case finished
}

/// Why a thread that has a next step can't make it now.
package struct BlockReason: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
        /// A mutex, rwlock or semaphore. `holders` may be empty (semaphore).
        case lock(object: String, holders: [Int])
        /// Waiting in a condition's set.
        case asleep(condition: String)
        /// Taken out of the set, but the mutex isn't free.
        case wakingUp(lock: String, holder: Int?)
        case channelEmpty(String)
        case channelFull(String)
        /// Rendezvous: no partner.
        case noReceiver(String)
        case noSender(String)
        /// The guard's text and the false conjuncts with values.
        case await(text: String)
        /// `stores`: of a thread that is over, those that have not reached memory yet (`tso`).
        case join(Int, stores: Int)
        case barrier(object: String, arrived: Int, parties: Int)
        case once(object: String, runner: Int)
        case event(String)
        case select
        case atomic(text: String)
        case choose
        /// A process that is over, but for younger ones that still live: the youngest of them.
        case outlived(by: Int)
        /// A process whose place has several options.
        case options(Int)
    }
    package var cause: Cause
    /// Byte offset of the primitive waited for, -1 if there is none; equals `Operation.location`.
    package var location: Int
    /// Threads whose doing could free it: holders, possible notifiers, partners. May be empty.
    package var helpers: [Int]

    package init(cause: Cause, location: Int = -1, helpers: [Int] = []) {
        self.cause = cause
        self.location = location
        self.helpers = helpers
    }
}

/// Why a thread can't make its own step under `tso` although nobody else keeps it.
package struct BufferWait: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        /// A seq_cst fence.
        case fence
        /// The seq_cst store just made, which has a fence behind it.
        case store
        /// A read-modify-write.
        case update
        /// An atomic block.
        case block
        /// An operation on anything but a variable or an atomic.
        case other
    }

    /// Writes in the thread's buffer.
    package var stores: Int
    package var step: Step
}

/// The value of a property at one state.
package enum PropertyValue: Hashable, Sendable {
    case value(Bool)
    case fault(Violation)
}
