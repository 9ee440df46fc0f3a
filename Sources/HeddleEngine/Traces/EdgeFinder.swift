internal import HeddleProgram

/// Reads the events of a trace in order and names the edges into each step.
///
/// Rules: language.md section 9 (`→`), reads-from and modification order by place. Synchronisation of atomics follows
/// C++20: a load that acquires, reading from a store that releases or from read-modify-writes behind one, and fences.
/// Under a weak memory the operation says which write it read and where it put its own (`WeakWrites`).
struct EdgeFinder {
    struct Write {
        var step: Int
        /// Steps whose release an acquiring reader of this write synchronises with.
        var heads: [Head]
    }

    /// A release. Of one thread's only the last counts: program order leads from the others to it.
    struct Head {
        var thread: Int
        var step: Int
    }

    private struct Channel {
        var underWay: [(step: Int, value: Value?)] = []
        var sent = 0
        /// Receives that a send to come may wait for, and how many were before them.
        var receives: [Int] = []
        var forgotten = 0
        var closed: Int?
    }

    private var writes: [String: Write] = [:]
    private var weak = WeakWrites()
    /// The last atomic block under a weak memory.
    private var lastBlock: Int?
    /// Steps that free a primitive, the last of each thread: `unlock`, `release`, `set`.
    private var releases: [String: [Int: Int]] = [:]
    private var readUnlocks: [String: [Int: Int]] = [:]
    private var arrivals: [String: [(thread: Int, step: Int)]] = [:]
    private var letGo: [String: [Int: [Int]]] = [:]
    private var finishes: [String: Int] = [:]
    private var channels: [String: Channel] = [:]
    private var spawns: [Int: Int] = [:]
    private var lastSteps: [Int: Int] = [:]
    private var releaseFences: [Int: Int] = [:]
    private var unacquired: [Int: [Head]] = [:]
    private var incoming: [Edge] = []

    /// Edges into the next step, the strongest of each source, strongest first; also from its own threads' steps.
    mutating func edges(into step: Int, _ event: Event) -> [Edge] {
        incoming = []
        let own = event.partner.map { [event.thread, $0] } ?? [event.thread]
        for thread in own {
            if let source = spawns.removeValue(forKey: thread) { add(source, step, .synchronizesWith) }
        }
        if event.isBlock {
            if let lastBlock { add(lastBlock, step, .synchronizesWith) }
            lastBlock = step
        }
        for operation in event.operations { visit(operation, step, event.thread) }
        if case .race(let object, let other, _, _, let otherWrites)? = event.violation?.evidence,
            let source = weak.access(to: object, by: other, writes: otherWrites)
        {
            add(source, step, .race)
        }
        for thread in own { lastSteps[thread] = step }
        return incoming.sorted { ($0.kind, $0.source) < ($1.kind, $1.source) }
    }

    private mutating func add(_ source: Int, _ target: Int, _ kind: EdgeKind, label: String? = nil) {
        guard source != target else { return }
        if let known = incoming.firstIndex(where: { $0.source == source }) {
            if kind < incoming[known].kind {
                incoming[known] = Edge(source: source, target: target, kind: kind, label: label)
            }
        } else {
            incoming.append(Edge(source: source, target: target, kind: kind, label: label))
        }
    }

    private mutating func visit(_ operation: Operation, _ step: Int, _ thread: Int) {
        switch operation.kind {
        case .read, .write, .readModifyWrite, .compareExchange, .compareExchangeFailed, .compareExchangeSpurious:
            visitAccess(operation, step, thread)
        case .new, .free:
            let parts = writes.keys.filter { Footprint.overlap($0, operation.name) }
            for part in parts { writes[part] = nil }
            weak.note(accessTo: operation.name, by: thread, writes: true, step)
            writes[operation.name] = Write(step: step, heads: [])
        case .flush:
            visitFlush(operation, step, thread)
        case .fence:
            visitFence(operation.order ?? .seqCst, step, thread)
        case .spawn:
            for other in operation.otherThreads where other >= 0 { spawns[other] = step }
        case .join:
            for other in operation.otherThreads {
                if let source = lastSteps[other] { add(source, step, .synchronizesWith) }
            }
        case .send, .receive, .nextClosed, .close:
            visitChannel(operation, step)
        case .barrierArrive, .barrierLast, .barrierLeave, .onceFinish, .onceDone:
            visitMeeting(operation, step, thread)
        default:
            visitLock(operation, step, thread)
        }
    }

    // MARK: - Variables and atomics

    private mutating func visitAccess(_ operation: Operation, _ step: Int, _ thread: Int) {
        let name = operation.name
        let order = operation.appliedOrder
        let reads = operation.kind != .write
        let isWrite =
            operation.kind == .write || operation.kind == .readModifyWrite || operation.kind == .compareExchange
        let memory = operation.memory
        if memory != nil { weak.note(accessTo: name, by: thread, writes: isWrite, step) }
        // The own store buffer is program order.
        if memory?.isFromBuffer == true { return }
        let (read, previous) = writes(before: operation)
        if let read, reads {
            if let order {
                let acquires = order.acquires
                for head in read.heads {
                    if acquires {
                        add(head.step, step, .synchronizesWith)
                    } else {
                        Self.put(head, into: &unacquired[thread, default: []])
                    }
                }
            }
            add(read.step, step, .readsFrom)
        }
        guard isWrite else { return }
        if let previous { add(previous.step, step, .modificationOrder) }
        var heads = operation.kind == .write ? [] : read?.heads ?? []
        if let order {
            if order.releases {
                // What acquires them hands them on itself.
                if order != .release { heads = [] }
                Self.put(Head(thread: thread, step: step), into: &heads)
                weak.ownReleases[name, default: [:]][thread] = step
            } else {
                if let fence = releaseFences[thread] { Self.put(Head(thread: thread, step: fence), into: &heads) }
                if memory?.carriesOwnReleases == true, let release = weak.ownReleases[name]?[thread] {
                    Self.put(Head(thread: thread, step: release), into: &heads)
                }
            }
        }
        let write = Write(step: step, heads: heads)
        if let memory, memory.isBuffered {
            weak.buffers[thread, default: []].append(write)
        } else if let memory, !memory.isSharedMemory {
            weak.keep(write, of: name, memory.made)
        } else {
            writes[name] = write
        }
    }

    /// What an access read, and what comes right before its own write in modification order.
    private func writes(before operation: Operation) -> (read: Write?, previous: Write?) {
        if let memory = operation.memory {
            if memory.isBuffered { return (nil, nil) }
            if !memory.isSharedMemory {
                return (
                    weak.write(memory.readsFrom, of: operation.name, cells: writes),
                    weak.write(memory.placedAfter, of: operation.name, cells: writes)
                )
            }
        }
        let last = lastWrite(of: operation.name, whole: operation.value)
        return (last, last)
    }

    /// The oldest store of the thread's buffer reaches memory.
    private mutating func visitFlush(_ operation: Operation, _ step: Int, _ thread: Int) {
        if let last = lastWrite(of: operation.name, whole: operation.value) { add(last.step, step, .modificationOrder) }
        var write = Write(step: step, heads: [])
        if weak.buffers[thread]?.isEmpty == false, let stored = weak.buffers[thread]?.removeFirst() {
            write.heads = stored.heads
        }
        writes[operation.name] = write
    }

    private static func put(_ head: Head, into heads: inout [Head]) {
        if let known = heads.firstIndex(where: { $0.thread == head.thread }) {
            heads[known].step = max(heads[known].step, head.step)
        } else {
            heads.append(head)
        }
    }

    /// The last write of a place, of what encloses it and, where the value is a whole, of its parts.
    private func lastWrite(of name: String, whole value: Value?) -> Write? {
        var best: Write?
        for candidate in Footprint.enclosing(name) {
            if let write = writes[candidate], write.step > best?.step ?? -1 { best = write }
        }
        switch value {
        case .structure?, .elements?:
            for (part, write) in writes where Footprint.overlap(part, name) {
                if write.step > best?.step ?? -1 { best = write }
            }
        default: break
        }
        return best
    }

    private mutating func visitFence(_ order: MemoryOrder, _ step: Int, _ thread: Int) {
        if order.acquires {
            for head in unacquired.removeValue(forKey: thread) ?? [] { add(head.step, step, .synchronizesWith) }
        }
        if order.releases { releaseFences[thread] = step }
    }

    // MARK: - Locks, semaphores, events, conditions

    private mutating func visitLock(_ operation: Operation, _ step: Int, _ thread: Int) {
        let name = operation.name
        switch operation.kind {
        case .lock, .tryLock, .readLock, .tryReadLock:
            acquireAll(releases[name], step)
        case .writeLock, .tryWriteLock:
            acquireAll(releases[name], step)
            acquireAll(readUnlocks[name], step)
        case .unlock, .writeUnlock:
            releases[name] = [thread: step]
            readUnlocks[name] = nil
        case .readUnlock:
            readUnlocks[name, default: [:]][thread] = step
        case .conditionWait:
            if let mutex = operation.secondName { releases[mutex] = [thread: step] }
        case .conditionResume:
            if let mutex = operation.secondName { acquireAll(releases[mutex], step) }
        case .acquire, .tryAcquire, .eventWait:
            acquireAll(releases[name], step)
        case .release, .eventSet:
            releases[name, default: [:]][thread] = step
        case .eventReset:
            releases[name] = nil
        case .onceRun:
            if let source = finishes[name] { add(source, step, .synchronizesWith) }
        default:
            break
        }
    }

    private mutating func acquireAll(_ sources: [Int: Int]?, _ step: Int) {
        for source in (sources ?? [:]).values.sorted() { add(source, step, .synchronizesWith) }
    }

    // MARK: - Barriers and once

    private mutating func visitMeeting(_ operation: Operation, _ step: Int, _ thread: Int) {
        let name = operation.name
        switch operation.kind {
        case .barrierArrive:
            arrivals[name, default: []].append((thread, step))
        case .barrierLast:
            let round = arrivals.removeValue(forKey: name) ?? []
            let steps = round.map(\.step) + [step]
            for source in round { add(source.step, step, .synchronizesWith) }
            for member in round { letGo[name, default: [:]][member.thread] = steps }
        case .barrierLeave:
            for source in letGo[name]?.removeValue(forKey: thread) ?? [] { add(source, step, .synchronizesWith) }
        case .onceFinish:
            finishes[name] = step
        default:
            if let source = finishes[name] { add(source, step, .synchronizesWith) }
        }
    }

    // MARK: - Channels

    private mutating func visitChannel(_ operation: Operation, _ step: Int) {
        let name = operation.name
        // Taken out while it changes, so that its lists aren't copied.
        var channel = channels.removeValue(forKey: name) ?? Channel()
        switch operation.kind {
        case .send:
            let madeRoom = channel.sent - (operation.total ?? 0) - channel.forgotten
            if operation.total != nil, channel.receives.indices.contains(madeRoom) {
                add(channel.receives[madeRoom], step, .synchronizesWith)
                channel.receives.removeFirst(madeRoom)
                channel.forgotten += madeRoom
            }
            channel.sent += 1
            channel.underWay.append((step, operation.value))
        case .receive:
            channel.receives.append(step)
            let place = channel.underWay.firstIndex { $0.value == Self.unwrapped(operation.value) }
            if let place = place ?? channel.underWay.indices.first {
                add(channel.underWay.remove(at: place).step, step, .message, label: name)
            }
        case .close:
            channel.closed = step
        default:
            if let closed = channel.closed { add(closed, step, .synchronizesWith) }
        }
        channels[name] = channel
    }

    /// `next` and `tryReceive` give an optional of what was sent.
    private static func unwrapped(_ value: Value?) -> Value? {
        if case .some(let inner)? = value { return inner }
        return value
    }
}
