internal import HeddleProgram

/// The memory of a weak model as a workspace holds it: decoded when a run begins, put back when it has rested.
final class WeakMemory {
    let plan: MemoryPlan
    let views: ViewMemory?
    let buffers: StoreBuffers?
    /// Locations read since an `await` began, and the slot that each was read from: it looks at one instant.
    var looks: [(location: Int, slot: Int)] = []
    /// Where the message just sent stands in its unordered channel.
    var sentAt = 0
    /// What a read-modify-write has chosen to read, before it is known whether it writes.
    var chosen = 0
    /// Reads of the run that passed over a newer write, and writes that were put before an older one.
    var weakChoices = 0

    init(_ plan: MemoryPlan) {
        self.plan = plan
        views = plan.form == .buffers ? nil : ViewMemory(plan)
        buffers = plan.form == .buffers ? StoreBuffers(plan) : nil
    }
}

/// What one access instruction needs to know, in `Image.memoryAccesses`.
struct MemoryAccess {
    /// Number of `AccessOrder`; of a compare-exchange that succeeds.
    var order = 0
    /// Of a compare-exchange that fails.
    var failure = 0
    var firstLeaf = 0
    var leafCount = 0
    /// Looks at one instant, with other reads of the same step.
    var isInstant = false
    /// The read of an update that always writes.
    var mustWrite = false
}

extension Workspace {
    // MARK: Around a run

    /// Takes the memory out of the state to move from.
    func beginMemory(_ memory: WeakMemory) {
        memory.decode(origin, count: sourceCount, fixedWords: image.fixedWords)
        memory.looks.removeAll(keepingCapacity: true)
        memory.weakChoices = 0
    }

    /// Puts the memory behind the successor's fixed part.
    func finishMemory(_ memory: WeakMemory) {
        guard isCommitted else { return }
        state = UnsafeMutableRawPointer(successor)
        if let views = memory.views {
            if views.isOverfull {
                views.isOverfull = false
                result = .boundMessages
                return
            }
            let joins = image.spawnedCountOffset >= 0
            let recorder = recorder
            if let recorder, recorder.event.thread >= 0, place(of: recorder.event.thread) == 0 {
                recorder.finishedThread(recorder.event.thread, views)
            }
            if views.keepsAll {
                views.renumber()
            } else {
                views.settle(
                    isLive: { self.isThere($0) && self.place(of: $0) != 0 },
                    isKept: { joins && self.isThere($0) && $0 >= self.image.declaredThreads },
                    dropped: recorder == nil
                        ? nil : { recorder?.memoryDrops.append((location: $0, count: $1)) })
            }
        }
        let old = extent
        guard let end = memory.encode(successor, fixedWords: image.fixedWords, room: image.words) else {
            result = .boundMessages
            return
        }
        if old > end { (successor + end).update(repeating: 0, count: old - end) }
        setExtent(end)
    }

    /// The memory of the first state, whose fixed part is made already.
    func startMemory() {
        guard let memory, result == .rested else { return }
        setExtent(image.fixedWords)
        memory.views?.reset(UnsafeRawPointer(successor))
        memory.buffers?.decode(tail: UnsafeRawPointer(successor).assumingMemoryBound(to: UInt8.self), count: 0)
        finishMemory(memory)
    }

    private func isThere(_ thread: Int) -> Bool { thread < liveThreadCount }

    // MARK: Store buffers

    /// Whether a thread has writes on their way to memory.
    func hasBuffered(_ thread: Int) -> Bool { bufferedCount(thread) > 0 }

    /// Writes of a thread that are on their way to memory.
    func bufferedCount(_ thread: Int) -> Int { sourceBuffers?.count[thread] ?? 0 }

    /// Whether a seq_cst store keeps a thread from its next step until its buffer is empty.
    func isFenced(_ thread: Int) -> Bool { sourceBuffers?.isFenced[thread] ?? false }

    /// The store buffers of the state to move from; nil where nothing is buffered.
    private var sourceBuffers: StoreBuffers? {
        guard let memory, let buffers = memory.buffers else { return nil }
        beginMemory(memory)
        return buffers
    }

    /// The oldest write of a thread's buffer goes to memory: a step of its own.
    func flush(_ thread: Int) {
        guard let memory, let buffers = memory.buffers else { return }
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
        isCommitted = false
        isExhausted = false
        isEnvironment = false
        beginRun()
        beginMemory(memory)
        guard buffers.count[thread] > 0 else {
            result = .blocked
            return
        }
        commit()
        recorder?.flushed(buffers.location(thread, 0), self)
        traceFlush(memory, buffers.location(thread, 0))
        buffers.flush(thread, into: state)
        result = .rested
        finishMemory(memory)
        choiceNumber = Transition.flush
    }

    // MARK: Instructions

    /// Runs an instruction of a weak memory; nil goes on.
    func runMemory(_ i: Instr, _ r: UnsafeMutablePointer<Int>, _ at: Int) -> RunResult? {
        guard let memory else { preconditionFailure("Heddle bug: \(i.op) without a weak memory") }
        switch i.op {
        case .memoryRead: return memoryRead(memory, i, r, at)
        case .memoryWrite: return memoryWrite(memory, i, r, at)
        case .updateRead: return updateRead(memory, i, r, at)
        case .updateWrite: return updateWrite(memory, i, r, at)
        case .updateFail: return updateFail(memory, i, r, at)
        case .memoryFence:
            guard let views = memory.views else { return nil }
            return answer(views.fence(runner, order: Int(i.x)))
        case .drain:
            if let buffers = memory.buffers, buffers.count[runner] > 0 {
                recorder?.storesToFlush = buffers.count[runner]
                return .blocked
            }
        case .forgetLooks: memory.looks.removeAll(keepingCapacity: true)
        case .blockEnter: memory.views.map { $0.learn(runner, from: $0.object(0)) }
        case .blockLeave:
            memory.views.map { $0.leave(runner, at: $0.object(0)) }
            recorder?.event.isBlock = true
        case .synchronize: synchronize(memory, i, r)
        case .cellAccess: return cellAccess(memory, i, r, at)
        default: preconditionFailure("Heddle bug: no rule for \(i.op)")
        }
        return nil
    }

    private func answer(_ verdict: ViewMemory.Verdict) -> RunResult? {
        switch verdict {
        case .allowed: return nil
        case .forbidden: return .blocked
        case .full: return .boundMessages
        }
    }

    @inline(__always)
    private func location(_ memory: WeakMemory, _ offset: Int) -> Int {
        offset < memory.plan.locationAt.count ? Int(memory.plan.locationAt[offset]) : -1
    }

    /// Registers take the value of bytes.
    private func load(_ access: MemoryAccess, _ bytes: UnsafeRawPointer, _ r: UnsafeMutablePointer<Int>) {
        for index in 0..<access.leafCount {
            let leaf = image.memoryLeaves[access.firstLeaf + index]
            r[index] = Self.scalar(bytes, leaf.offset, leaf.width) &+ leaf.bias
        }
    }

    private func store(_ access: MemoryAccess, _ r: UnsafeMutablePointer<Int>, _ bytes: UnsafeMutableRawPointer) {
        for index in 0..<access.leafCount {
            let leaf = image.memoryLeaves[access.firstLeaf + index]
            Self.setScalar(bytes, r[index] &- leaf.bias, leaf.offset, size: leaf.width.size)
        }
    }

    /// `r[a] …` take what a read of the location at `b + r[c]` gives.
    private func memoryRead(_ memory: WeakMemory, _ i: Instr, _ r: UnsafeMutablePointer<Int>, _ at: Int) -> RunResult? {
        let access = image.memoryAccesses[Int(i.x)]
        let offset = Int(i.b) &+ r[Int(i.c)]
        let location = location(memory, offset)
        let target = r + Int(i.a)
        guard location >= 0 else {
            load(access, state + offset, target)
            return nil
        }
        if let buffers = memory.buffers {
            let newest = buffers.newest(runner, location)
            let flag = memory.plan.locations[location].flag
            recorder?.read(location, index: newest, of: buffers.count[runner], isChoice: false, self)
            if newest < 0, flag >= 0, byte(flag) != 0 { return fail(.uninitialized, at) }
            load(
                access, newest < 0 ? UnsafeRawPointer(state + offset) : UnsafeRawPointer(buffers.value(runner, newest)),
                target)
            return nil
        }
        guard let views = memory.views else { return nil }
        if let race = views.race(runner, location, writes: false, isPlain: access.order == AccessOrder.plain) {
            return fail(.race, at, race)
        }
        let last = views.count[location] - 1
        var index = last
        if access.isInstant, let known = memory.looks.first(where: { $0.location == location }) {
            index = views.place(Int32(location), Int32(known.slot))
        } else if !views.isLatest {
            let oldest = views.view(runner, location)
            if oldest < last, !access.isInstant || !memory.plan.awaitsNewest {
                guard let digit = chooseDigit(last - oldest + 1, { _ in true }) else { return .blocked }
                index = last - digit
                if digit > 0 { memory.weakChoices += 1 }
            }
        }
        let slot = views.slot(location, index)
        if access.isInstant { memory.looks.append((location, slot)) }
        recorder?.read(
            location, index: index, of: last + 1, isChoice: !views.isLatest && views.view(runner, location) < last, self
        )
        if let stopped = answer(views.read(runner, location, index, order: access.order)) { return stopped }
        if views.slotFlags[slot] & ViewMemory.isUnknown != 0 { return fail(.uninitialized, at) }
        load(access, views.value(ofSlot: slot), target)
        return nil
    }

    /// The location at `b + r[c]` takes `r[a] …`.
    private func memoryWrite(_ memory: WeakMemory, _ i: Instr, _ r: UnsafeMutablePointer<Int>, _ at: Int) -> RunResult?
    {
        let access = image.memoryAccesses[Int(i.x)]
        let offset = Int(i.b) &+ r[Int(i.c)]
        let location = location(memory, offset)
        let source = r + Int(i.a)
        guard location >= 0 else {
            store(access, source, state + offset)
            return nil
        }
        if let buffers = memory.buffers {
            guard let room = buffers.append(runner, location) else { return .boundBuffer }
            store(access, source, room)
            if access.order == AccessOrder.seqCst { buffers.isFenced[runner] = true }
            recorder?.buffered(location, self)
            return nil
        }
        guard let views = memory.views else { return nil }
        if let race = views.race(runner, location, writes: true, isPlain: access.order == AccessOrder.plain) {
            return fail(.race, at, race)
        }
        let number = views.count[location]
        var place = number
        if !views.isLatest {
            // From right behind what the writer knows to the end; no place behind a message that an update took.
            let oldest = views.view(runner, location)
            if oldest + 1 < number {
                let digit = chooseDigit(number - oldest) { digit in
                    views.slotFlags[views.slot(location, number - digit - 1)] & ViewMemory.isGlued == 0
                }
                guard let digit else { return .blocked }
                place = number - digit
                if digit > 0 { memory.weakChoices += 1 }
            }
        }
        var slot = 0
        recorder?.write(
            location, at: place, of: number, isChoice: !views.isLatest && views.view(runner, location) + 1 < number,
            self)
        if let stopped = answer(views.write(runner, location, at: place, order: access.order, &slot)) { return stopped }
        store(access, source, views.value(ofSlot: slot))
        if place == number || views.isLatest { publish(memory, location, slot, views) }
        return nil
    }

    /// The last write in modification order stands in the state.
    private func publish(_ memory: WeakMemory, _ location: Int, _ slot: Int, _ views: ViewMemory) {
        let place = memory.plan.locations[location]
        (state + place.offset).copyMemory(from: views.value(ofSlot: slot), byteCount: place.size)
        if place.flag >= 0 { put(0, place.flag, size: 1) }
    }

    /// `r[a] …` take the value that an update acts on.
    private func updateRead(_ memory: WeakMemory, _ i: Instr, _ r: UnsafeMutablePointer<Int>, _ at: Int) -> RunResult? {
        let access = image.memoryAccesses[Int(i.x)]
        let offset = Int(i.b) &+ r[Int(i.c)]
        let location = location(memory, offset)
        guard let views = memory.views, location >= 0 else {
            if location >= 0 {
                recorder?.read(location, index: -1, of: 0, isChoice: false, self)
                let flag = memory.plan.locations[location].flag
                if flag >= 0, byte(flag) != 0 { return fail(.uninitialized, at) }
            }
            load(access, state + offset, r + Int(i.a))
            return nil
        }
        let last = views.count[location] - 1
        memory.chosen = last
        if !views.isLatest {
            let oldest = views.view(runner, location)
            let digit = chooseDigit(last - oldest + 1) { digit in
                !access.mustWrite
                    || views.slotFlags[views.slot(location, last - digit)] & ViewMemory.isGlued == 0
            }
            guard let digit else { return .blocked }
            memory.chosen = last - digit
            if digit > 0 { memory.weakChoices += 1 }
        }
        let slot = views.slot(location, memory.chosen)
        recorder?.read(
            location, index: memory.chosen, of: last + 1,
            isChoice: !views.isLatest && views.view(runner, location) < last, self)
        if views.slotFlags[slot] & ViewMemory.isUnknown != 0 { return fail(.uninitialized, at) }
        load(access, views.value(ofSlot: slot), r + Int(i.a))
        return nil
    }

    private func updateWrite(_ memory: WeakMemory, _ i: Instr, _ r: UnsafeMutablePointer<Int>, _ at: Int) -> RunResult?
    {
        let access = image.memoryAccesses[Int(i.x)]
        let offset = Int(i.b) &+ r[Int(i.c)]
        let location = location(memory, offset)
        guard let views = memory.views, location >= 0 else {
            store(access, r + Int(i.a), state + offset)
            if location >= 0, memory.plan.locations[location].flag >= 0 {
                put(0, memory.plan.locations[location].flag, size: 1)
            }
            if location >= 0 { recorder?.write(location, at: 1, of: 1, isChoice: false, self) }
            return nil
        }
        let index = memory.chosen
        if !views.isLatest, views.slotFlags[views.slot(location, index)] & ViewMemory.isGlued != 0 { return .blocked }
        if let race = views.race(runner, location, writes: true, isPlain: false) { return fail(.race, at, race) }
        var slot = 0
        let number = views.count[location]
        recorder?.write(location, at: index + 1, of: number, isChoice: false, self)
        if let stopped = answer(views.update(runner, location, index, order: access.order, &slot)) { return stopped }
        store(access, r + Int(i.a), views.value(ofSlot: slot))
        if index == number - 1 { publish(memory, location, slot, views) }
        return nil
    }

    /// A compare-exchange that writes nothing is a load with the order for that.
    private func updateFail(_ memory: WeakMemory, _ i: Instr, _ r: UnsafeMutablePointer<Int>, _ at: Int) -> RunResult? {
        let access = image.memoryAccesses[Int(i.x)]
        let location = location(memory, Int(i.b) &+ r[Int(i.c)])
        guard let views = memory.views, location >= 0 else { return nil }
        if let race = views.race(runner, location, writes: false, isPlain: false) { return fail(.race, at, race) }
        return answer(views.read(runner, location, memory.chosen, order: access.failure))
    }

    /// All fields of a cell are written plainly: `new` (x 0) and `free` (x 1). `a`: register with the cell's offset; `b`:
    /// the pool.
    private func cellAccess(_ memory: WeakMemory, _ i: Instr, _ r: UnsafeMutablePointer<Int>, _ at: Int) -> RunResult? {
        let facts = image.objects[Int(i.b)]
        let start = facts.offset + r[Int(i.a)]
        let isFree = i.x == 1
        if isFree { markDangling(memory, cell: r[Int(i.a)] / max(1, facts.stride), pool: Int(i.b)) }
        guard let views = memory.views else { return nil }
        for location in 0..<views.locationCount {
            let place = memory.plan.locations[location]
            guard place.object == Int(i.b), place.offset >= start, place.offset < start + facts.stride else { continue }
            if let race = views.race(runner, location, writes: true, isPlain: true) { return fail(.race, at, race) }
            if isFree { continue }
            var slot = 0
            let number = views.count[location]
            recorder?.write(location, at: number, of: number, isChoice: false, self)
            if let stopped = answer(views.write(runner, location, at: number, order: AccessOrder.plain, &slot)) {
                return stopped
            }
            views.takeValue(slot, location, state)
        }
        return nil
    }

    private func markDangling(_ memory: WeakMemory, cell: Int, pool: Int) {
        memory.buffers?.markDangling(cell: cell, pool: pool)
        guard let views = memory.views else { return }
        for location in 0..<views.locationCount where !memory.plan.locations[location].references.isEmpty {
            for index in 0..<views.count[location] {
                MemoryLocation.markDangling(
                    memory.plan.locations[location], views.value(ofSlot: views.slot(location, index)), cell: cell,
                    pool: pool)
            }
        }
    }

    // MARK: Objects

    /// What an operation on a shared object teaches and leaves behind (language.md section 9). `b`: the operation.
    private func synchronize(_ memory: WeakMemory, _ i: Instr, _ r: UnsafeMutablePointer<Int>) {
        guard let views = memory.views, let op = Op(rawValue: UInt8(i.b)) else { return }
        let me = runner
        let first = r[Int(i.a)]
        func frontier(_ offset: Int, _ part: Int = 0) -> ViewMemory.Lanes {
            views.object(Int(memory.plan.objectAt[offset]) + part)
        }
        switch op {
        case .mutexTake, .semaphoreTake, .eventGuard, .readTake: views.learn(me, from: frontier(first))
        case .mutexTry, .semaphoreTry, .readTry: if r[Int(i.c)] != 0 { views.learn(me, from: frontier(first)) }
        case .mutexUnlock, .semaphoreRelease, .onceFinish, .writeUnlock, .channelClose, .storeIndexed:
            views.leave(me, at: frontier(first))
        case .readUnlock: views.leave(me, at: frontier(first, 1))
        case .writeTake:
            views.learn(me, from: frontier(first))
            views.learn(me, from: frontier(first, 1))
        case .writeTry:
            guard r[Int(i.c)] != 0 else { return }
            views.learn(me, from: frontier(first))
            views.learn(me, from: frontier(first, 1))
        case .conditionWait: views.leave(me, at: frontier(r[Int(i.c)]))
        case .barrierArrive:
            views.leave(me, at: frontier(first))
            if r[Int(i.c)] != 0 {
                views.learn(me, from: frontier(first))
                views.set(frontier(first, 1), frontier(first))
                views.clear(frontier(first))
            }
        case .barrierGuard: views.learn(me, from: frontier(first, 1))
        case .onceEnter: if r[Int(i.c)] == 0 { views.learn(me, from: frontier(first)) }
        // `next` on a closed channel; the mark of an event goes.
        case .receiveGuard: views.learn(me, from: frontier(first))
        case .clear: views.clear(frontier(first))
        case .sendStore: sendKnowledge(memory, views, image.objects[Int(i.x)], first)
        case .receiveTake: receiveKnowledge(views, memory.plan, image.objects[Int(i.x)], first, position: r[Int(i.c)])
        case .rendezvousSend:
            views.leave(me, at: views.cur(first))
            views.learn(first, from: views.cur(me))
            views.learn(me, from: views.cur(first))
        case .spawn:
            views.leave(me, at: views.cur(first))
            views.set(views.acq(first), views.cur(first))
        case .joinGuard: views.learn(me, from: views.cur(first))
        default: preconditionFailure("Heddle bug: \(op) passes nothing on")
        }
    }

    /// send → its receive; the n-th receive → the (n + capacity)-th send. Behind a channel's own frontier lie those of the
    /// messages under way, then those of the places that were made free, oldest first. The message is in already.
    private func sendKnowledge(_ memory: WeakMemory, _ views: ViewMemory, _ facts: ObjectFacts, _ start: Int) {
        let base = Int(memory.plan.objectAt[start]) + 1
        if !facts.isOpen {
            let free = base + facts.capacity
            views.learn(runner, from: views.object(free))
            for index in 1..<max(1, facts.capacity) {
                views.set(views.object(free + index - 1), views.object(free + index))
            }
            views.clear(views.object(free + facts.capacity - 1))
        }
        let last = messageCount(start, facts) - 1
        let place = facts.isFree ? memory.sentAt : last
        for index in stride(from: last, to: place, by: -1) {
            views.set(views.object(base + index), views.object(base + index - 1))
        }
        let mine = views.object(base + place)
        views.clear(mine)
        views.leave(runner, at: mine)
    }

    /// The message at `position` is out already.
    private func receiveKnowledge(
        _ views: ViewMemory, _ plan: MemoryPlan, _ facts: ObjectFacts, _ start: Int, position: Int
    ) {
        let base = Int(plan.objectAt[start]) + 1
        views.learn(runner, from: views.object(base + position))
        for index in position..<max(position, facts.capacity - 1) {
            views.set(views.object(base + index), views.object(base + index + 1))
        }
        views.clear(views.object(base + facts.capacity - 1))
        if facts.isOpen { return }
        let place = views.object(base + 2 * facts.capacity - messageCount(start, facts) - 1)
        views.clear(place)
        views.leave(runner, at: place)
    }
}
