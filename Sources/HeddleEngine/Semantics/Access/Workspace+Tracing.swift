internal import HeddleProgram

/// Writing down what a step reads and writes.
///
/// In the tracing image a `touch` stands before every instruction that may look at the state or change it; it tells the
/// log what that instruction is about to do, with the registers as they are. The rules are those of `Primitives/`.
/// An instruction without a rule here counts as one that touches everything, which is always right.
extension Op {
    /// Whether the instruction works on registers and control alone.
    var isBlind: Bool {
        switch self {
        case .commit, .jump, .jumpBack, .branchFalse, .branchTrue, .branchUnequal, .branchEqual, .returnRegister, .stop,
            .blockUnless, .fail, .assertTrue, .assumeTrue, .budget, .extend, .move, .moveRange, .moveFrom, .moveTo,
            .zeroRange, .addWrap, .subtractWrap, .multiplyWrap, .multiplyImmediate, .add, .subtract, .multiply, .divide,
            .remainder, .negate, .divideWrap, .remainderWrap, .divideUnsigned, .remainderUnsigned, .bitAnd, .bitOr,
            .bitXor, .complement, .shiftLeft, .shiftLeftWrap, .shiftRight, .shiftRightUnsigned, .narrow, .equal, .less,
            .lessOrEqual, .not, .equalReference, .equalRange, .minimum, .maximum, .checkRange, .checkIndex,
            .checkIndexRegister, .checkNil, .checkSign, .checkFull, .checkEmpty, .shiftRegisters, .cellOffset,
            .markRegister, .choice, .threadOffset, .rendezvousSend, .chooseAmong, .assertSoft, .messageCut,
            .note, .touch:
            return true
        default: return false
        }
    }
}

extension Workspace {
    /// Logs what the instruction will touch.
    @inline(never)
    func trace(_ i: Instr, _ r: UnsafeMutablePointer<Int>) {
        guard let log = accesses else { return }
        let a = Int(i.a)
        let b = Int(i.b)
        let c = Int(i.c)
        let x = Int(i.x)
        switch i.op {
        case .rest: tracePlaceChange(a, b, log)
        case .finish: tracePlaceChange(a, 0, log)
        case .returnState: log.read(a, x)
        case .clear: log.write(a, b)
        case .loadU8, .loadI8: log.read(b, 1)
        case .loadU16, .loadI16: log.read(b, 2)
        case .loadU32, .loadI32: log.read(b, 4)
        case .load64: log.read(b, 8)
        case .loadIndexed: log.read(b &+ r[c], (Width(rawValue: UInt8(x)) ?? .i64).size)
        case .store8: log.write(a, 1)
        case .store16: log.write(a, 2)
        case .store32: log.write(a, 4)
        case .store64: log.write(a, 8)
        case .storeIndexed: log.write(a &+ r[c], x)
        case .checkInitialized: log.read(a &+ r[b], 1)
        case .markInitialized: log.write(a &+ r[b], 1)
        case .shiftElements: log.change(a + r[b], c)
        default: tracePrimitive(i, r, log)
        }
    }

    private func tracePrimitive(_ i: Instr, _ r: UnsafeMutablePointer<Int>, _ log: AccessLog) {
        let a = Int(i.a)
        let b = Int(i.b)
        let c = Int(i.c)
        let x = Int(i.x)
        switch i.op {
        case .mutexGuard: log.read(r[a], 1)
        case .mutexTake, .mutexTry, .mutexUnlock: traceMutex(i, r[a], log)
        case .readGuard, .readTake, .readTry, .readUnlock, .writeQueue, .writeGuard, .writeTake, .writeTry,
            .writeUnlock:
            traceReadWriteLock(i, r[a], log)
        case .conditionWait:
            log.change(r[a], image.maskBytes)
            log.change(r[b], c != 0 ? 5 : 1)
        case .conditionGuard: log.read(r[a], image.maskBytes)
        case .conditionSpurious: if c == 0 || r[b] >= 0 { log.change(r[a], image.maskBytes) }
        case .notifyOne, .waitingCount: log.read(r[b], image.maskBytes)
        case .notifyAll, .barrierArrive: log.change(r[a], image.maskBytes)
        case .barrierGuard: log.read(r[a], image.maskBytes)
        case .semaphoreGuard: log.read(r[a], image.objects[b].countWidth.size)
        case .semaphoreTake, .semaphoreRelease: log.change(r[a], image.objects[b].countWidth.size)
        case .semaphoreTry:
            let size = image.objects[b].countWidth.size
            log.read(r[a], size)
            if take(r[a], image.objects[b].countWidth) > 0 { log.write(r[a], size) }
        case .onceGuard, .eventGuard: log.read(r[a], 1)
        case .onceEnter:
            log.read(r[a], 1)
            if byte(r[a]) == 0 { log.write(r[a], 1) }
        case .onceFinish: log.write(r[a], 1)
        case .sendGuard, .sendStore, .receiveGuard, .receiveTake, .channelClose, .channelTest:
            traceChannel(i, r, log)
        case .senderReady, .rendezvousReady: traceMeeting(i, r, log)
        case .poolNew: tracePoolNew(image.objects[x], log)
        case .poolFree: tracePoolFree(r[a], image.objects[x], log)
        case .spawn: traceSpawn(log)
        case .joinGuard, .finished: tracePlace(i.op == .finished ? r[b] : r[a], log)
        case .atLabel: traceLabel(r[b], c, log)
        case .threadCount: log.read(max(0, image.spawnedCountOffset), 1)
        case .threadInGroup, .threadOfGroup: traceGroups(log)
        case .holder: log.read(r[b], 1)
        // What `blocked` finds out may rest on anything.
        case .blocked: log.readAll()
        default: if !traceMemory(i, r, log) { traceProcess(i, r, log) }
        }
    }

    // MARK: Locks

    private func traceMutex(_ i: Instr, _ offset: Int, _ log: AccessLog) {
        let thread = Int(i.x)
        let holder = Int(byte(offset))
        let size = Int(i.b) != 0 ? 5 : 1
        log.read(offset, 1)
        switch i.op {
        case .mutexTake: log.change(offset, size)
        case .mutexTry: if holder == 0 || (size == 5 && holder == thread + 1) { log.change(offset, size) }
        default: if holder == thread + 1 { log.change(offset, size) }
        }
    }

    /// The lock's first byte names the writer, one byte a thread counts its read locks, then comes the queue.
    private func traceReadWriteLock(_ i: Instr, _ offset: Int, _ log: AccessLog) {
        let thread = Int(i.x)
        let mine = offset + 1 + thread
        let queue = offset + 1 + image.threadCount
        let hasQueue = image.objects.count > Int(i.b) && image.objects[Int(i.b)].isOpen
        switch i.op {
        case .readGuard, .readTry:
            log.read(offset, 1)
            if hasQueue { log.read(queue, image.maskBytes) }
            if i.op == .readTry, case .passes = readGuard(offset, thread, image.objects[Int(i.b)]) {
                log.change(mine, 1)
            }
        case .readTake, .readUnlock: log.change(mine, 1)
        case .writeQueue:
            log.read(offset, 1)
            log.read(mine, 1)
            log.change(queue, image.maskBytes)
        case .writeGuard: log.read(offset, 1 + image.threadCount)
        case .writeTry:
            log.read(offset, 1 + image.threadCount)
            if case .passes = writeGuard(offset, thread, image.objects[Int(i.b)]) { traceWriteTake(i, offset, log) }
        case .writeTake: traceWriteTake(i, offset, log)
        default: log.change(offset, 1)
        }
    }

    private func traceWriteTake(_ i: Instr, _ offset: Int, _ log: AccessLog) {
        log.write(offset, 1)
        if image.objects[Int(i.b)].isOpen { log.change(offset + 1 + image.threadCount, image.maskBytes) }
    }

    // MARK: Channels

    private func traceChannel(_ i: Instr, _ r: UnsafeMutablePointer<Int>, _ log: AccessLog) {
        let offset = r[Int(i.a)]
        guard i.op != .channelClose else { return log.change(offset, 1) }
        // `channelTest` has the channel in its second register.
        let facts = image.objects[Int(i.x)]
        let start = i.op == .channelTest ? r[Int(i.b)] : offset
        if i.op == .sendGuard { log.read(start, 1) }
        guard facts.capacity > 0 else {
            if i.op == .receiveGuard { log.read(start, 1) }
            return
        }
        let count = messageCount(start, facts)
        if i.op == .receiveGuard, count == 0 { log.read(start, 1) }
        guard let queue = log.map.queue(ofObject: Int(i.x), at: start) else {
            switch i.op {
            case .sendGuard, .receiveGuard: log.read(start + facts.second, facts.countWidth.size)
            case .channelTest: log.read(start + facts.second, facts.stride - facts.second)
            default: log.change(start + facts.second, facts.stride - facts.second)
            }
            return
        }
        let known = log.map.queues[queue]
        let first = log.received[queue]
        switch i.op {
        case .sendGuard:
            log.read(location: known.head + 1)
            log.read(location: known.slot(first + count))
        case .receiveGuard:
            log.read(location: known.head)
            log.read(location: known.slot(first))
        case .sendStore:
            log.write(location: known.head + 1)
            log.write(location: known.slot(first + count))
        default:
            guard count > 0 else { return }
            log.write(location: known.head)
            log.write(location: known.slot(first))
            log.countReceive(queue)
        }
    }

    /// `tryReceive` looks whether there is a message.
    func traceTryReceive(_ object: Int, _ offset: Int) {
        guard let log = accesses else { return }
        let probe = Instr(op: .receiveGuard, x: UInt16(object), a: 0)
        var register = offset
        withUnsafeMutablePointer(to: &register) { traceChannel(probe, $0, log) }
    }

    /// Every other thread may stand ready; with a choice given, only the one chosen counts.
    private func traceMeeting(_ i: Instr, _ r: UnsafeMutablePointer<Int>, _ log: AccessLog) {
        let object = Int(i.x)
        if i.op == .rendezvousReady, givenChoice >= 0 {
            log.read(location: log.map.offer(of: givenChoice % image.threadCount, at: object))
            return
        }
        for other in 0..<image.threadCount where other != thread {
            log.read(location: log.map.offer(of: other, at: object))
        }
    }

    /// A thread arrives somewhere: where it stood ready it no longer does, and may at other channels.
    private func tracePlaceChange(_ offset: Int, _ new: Int, _ log: AccessLog) {
        log.write(offset, image.placeWidth)
        guard let thread = log.map.thread(restingAt: offset) else { return }
        for place in [place(of: thread), new] where place != 0 {
            let rest = Int(image.restBase[thread]) + place
            for index in Int(image.offerStart[rest])..<Int(image.offerStart[rest + 1]) {
                let object = Int(image.offers[index].object)
                if object >= 0 { log.write(location: log.map.offer(of: thread, at: object)) }
            }
        }
    }

    // MARK: Pools

    private func tracePoolNew(_ facts: ObjectFacts, _ log: AccessLog) {
        for cell in 0..<facts.capacity {
            log.read(facts.offset + cell * facts.stride, 1)
            guard byte(facts.offset + cell * facts.stride) != 1 else { continue }
            if !facts.isFree {
                log.write(facts.offset + cell * facts.stride, 1)
                return
            }
            // Any free cell: which one is known only behind the choice.
            if givenChoice < 0 || givenChoice % facts.capacity == cell {
                log.write(facts.offset + cell * facts.stride, 1)
            }
        }
    }

    private func tracePoolFree(_ reference: Int, _ facts: ObjectFacts, _ log: AccessLog) {
        guard reference != 0 else { return }
        let cell = (reference >> 1) - 1
        let offset = facts.offset + cell * facts.stride
        log.read(offset, 1)
        if reference & 1 != 0 || byte(offset) != 1 { return }
        log.write(offset, 1)
        for index in facts.firstReference..<(facts.firstReference + facts.referenceCount) {
            let slot = image.references[index]
            let place = Int(slot.offset)
            log.read(place, slot.width.size)
            if place < extent * 8, take(place, slot.width) >> 1 == cell + 1 { log.write(place, slot.width.size) }
        }
        for index in 0..<image.objects.count where image.objects[index].messageSize > 0 && image.objects[index].isFree {
            let channel = image.objects[index]
            log.change(channel.offset, channel.stride * channel.elements)
        }
    }

    // MARK: Threads

    private func traceSpawn(_ log: AccessLog) {
        log.change(image.spawnedCountOffset, 1)
        let slot = Int(byte(image.spawnedCountOffset))
        if image.declaredThreads + slot < image.threadCount { log.write(Int(image.groupSlots[slot]), 1) }
    }

    private func tracePlace(_ thread: Int, _ log: AccessLog) {
        if image.spawnedCountOffset >= 0, thread >= liveThreadCount { log.read(image.spawnedCountOffset, 1) }
        if thread >= 0, thread < image.threadCount { log.read(Int(image.place[thread]), image.placeWidth) }
    }

    func traceGroups(_ log: AccessLog) {
        log.read(max(0, image.spawnedCountOffset), 1)
        for slot in 0..<image.groupSlots.count { log.read(Int(image.groupSlots[slot]), 1) }
    }

    private func traceLabel(_ thread: Int, _ set: Int, _ log: AccessLog) {
        tracePlace(thread, log)
        guard thread >= 0, thread < liveThreadCount, place(of: thread) != 0 else { return }
        let rest = Int(image.restBase[thread]) + place(of: thread)
        guard image.labelTable[set * image.restEntry.count + rest] == 2 else { return }
        var activation = image.activations[image.rests[rest].activation]
        while !activation.callers.isEmpty {
            var site = 0
            if activation.returnSlot >= 0 {
                log.read(activation.returnSlot, activation.returnWidth.size)
                site = take(activation.returnSlot, activation.returnWidth)
            }
            activation = image.activations[activation.callers[site].activation]
        }
    }
}
