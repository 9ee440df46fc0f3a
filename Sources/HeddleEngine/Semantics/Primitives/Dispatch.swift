internal import HeddleProgram

/// From an instruction to the rule of its primitive.
///
/// A guard answers with where to go on: the next instruction, the address given (negative: the step is blocked), or a
/// failed check.
enum GuardAnswer {
    case passes
    case waits
    case fails(FaultCode, Int)
}

extension Workspace {
    /// Runs one instruction of a primitive; nil goes on at `next`.
    @inline(never)
    func runPrimitive(_ i: Instr, _ r: UnsafeMutablePointer<Int>, _ next: inout Int) -> RunResult? {
        let a = Int(i.a)
        let b = Int(i.b)
        let c = Int(i.c)
        let x = Int(i.x)
        let at = next - 1
        switch i.op {
        case .mutexGuard: return settle(mutexGuard(r[a], x, isRecursive: b != 0), c, &next, at)
        case .mutexTake: mutexTake(r[a], x, isRecursive: b != 0)
        case .mutexTry: r[c] = mutexTry(r[a], x, isRecursive: b != 0)
        case .mutexUnlock: return check(mutexUnlock(r[a], x, isRecursive: b != 0), at)
        case .readGuard: return settle(readGuard(r[a], x, image.objects[b]), c, &next, at)
        case .readTake: return readTake(r[a], x, image.objects[b])
        case .readTry: return readTry(r[a], x, image.objects[b], into: &r[c], at)
        case .readUnlock: return check(readUnlock(r[a], x), at)
        case .writeQueue: return check(writeQueue(r[a], x), at)
        case .writeGuard: return settle(writeGuard(r[a], x, image.objects[b]), c, &next, at)
        case .writeTake: writeTake(r[a], x, image.objects[b])
        case .writeTry: return writeTry(r[a], x, image.objects[b], into: &r[c], at)
        case .writeUnlock: return check(writeUnlock(r[a], x), at)
        case .conditionWait: return check(conditionWait(r[a], mutex: r[b], x, isRecursive: c != 0), at)
        case .conditionGuard: if isInMask(r[a], x) != (b != 0) { return .blocked }
        case .conditionSpurious:
            if c == 0 {
                removeFromMask(r[a], x)
                isEnvironment = true
            } else if r[b] >= 0 {
                removeFromMask(r[a], r[b])
            }
        case .notifyOne: return notifyOne(r[b], into: &r[a])
        case .notifyAll: notifyAll(r[a], r + b)
        case .waitingCount: r[a] = maskCount(r[b])
        case .semaphoreGuard: return settle(semaphoreGuard(r[a], image.objects[b]), c, &next, at)
        case .semaphoreTake: changeSemaphore(r[a], image.objects[b], by: -1)
        case .semaphoreTry: r[c] = semaphoreTry(r[a], image.objects[b])
        case .semaphoreRelease: return check(semaphoreRelease(r[a], image.objects[b]), at)
        case .barrierArrive: barrierArrive(r[a], x, parties: c, into: r + b)
        case .barrierGuard: return settle(isInMask(r[a], x) ? .waits : .passes, c, &next, at)
        case .onceGuard: return settle(onceGuard(r[a], x), c, &next, at)
        case .onceEnter: r[b] = onceEnter(r[a], x)
        case .onceFinish: put(1, r[a], size: 1)
        case .eventGuard: return settle(byte(r[a]) != 0 ? .passes : .waits, c, &next, at)
        case .sendGuard, .sendStore, .receiveGuard, .receiveTake, .channelClose, .channelTest, .rendezvousReady,
            .rendezvousSend, .senderReady:
            return runChannel(i, r, &next)
        case .poolNew: return poolNew(image.objects[x], into: &r[a], at)
        case .poolFree: return check(poolFree(r[a], image.objects[x]), at)
        case .spawn: return spawn(into: &r[a], arguments: r + b, count: c, group: x)
        case .joinGuard: return settle(joinGuard(r[a], x), c, &next, at)
        case .finished: r[a] = r[b] >= 0 && r[b] < liveThreadCount && place(of: r[b]) == 0 ? 1 : 0
        case .blocked: r[a] = isBlocked(r[b]) ? 1 : 0
        case .atLabel: r[a] = isAtLabel(r[b], c) ? 1 : 0
        case .threadCount: r[a] = liveThreadCount
        case .threadInGroup: r[a] = byte(Int(image.groupSlots[r[b] - image.declaredThreads])) == c + 1 ? 1 : 0
        case .threadOfGroup: r[a] = threadOfGroup(c, ordinal: r[b])
        case .threadOffset:
            let offset = r[b] >= 0 && r[b] < image.threadCount ? image.threadLocals[x * image.threadCount + r[b]] : -1
            if offset < 0 { next = c } else { r[a] = Int(offset) }
        case .holder:
            let holder = Int(byte(r[b]))
            r[a] = holder == 0 ? 0 : 1
            r[a + 1] = max(0, holder - 1)
        case .touch: if x == 1 { traceTryReceive(b, r[a]) } else { trace(image.code[next], r) }
        case .memoryRead, .memoryWrite, .updateRead, .updateWrite, .updateFail, .memoryFence, .drain, .forgetLooks,
            .blockEnter, .blockLeave, .synchronize, .cellAccess:
            return runMemory(i, r, at)
        default: return runProcess(i, r, &next)
        }
        return nil
    }

    func settle(_ answer: GuardAnswer, _ otherwise: Int, _ next: inout Int, _ at: Int) -> RunResult? {
        switch answer {
        case .passes: return nil
        case .waits:
            if otherwise < 0 { return .blocked }
            next = otherwise
            return nil
        case .fails(let code, let value): return fail(code, at, value)
        }
    }

    func check(_ answer: GuardAnswer, _ at: Int) -> RunResult? {
        if case .fails(let code, let value) = answer { return fail(code, at, value) }
        return nil
    }

    // MARK: Sets of threads

    func isInMask(_ offset: Int, _ thread: Int) -> Bool { byte(offset + (thread >> 3)) >> UInt8(thread & 7) & 1 != 0 }

    func addToMask(_ offset: Int, _ thread: Int) {
        put(Int(byte(offset + (thread >> 3))) | 1 << (thread & 7), offset + (thread >> 3), size: 1)
    }

    func removeFromMask(_ offset: Int, _ thread: Int) {
        put(Int(byte(offset + (thread >> 3))) & ~(1 << (thread & 7)), offset + (thread >> 3), size: 1)
    }

    func maskCount(_ offset: Int) -> Int {
        (0..<image.maskBytes).reduce(0) { $0 + byte(offset + $1).nonzeroBitCount }
    }
}
