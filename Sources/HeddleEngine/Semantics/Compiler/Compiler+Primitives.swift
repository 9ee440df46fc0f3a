internal import HeddleProgram

/// The primitives' operations.
extension Compiler {
    func compilePrimitive(_ kind: InstructionKind, _ index: Int) {
        switch kind {
        case .lock(let object): lock(object, otherwise: -1)
        case .acquire(let object): acquire(object, otherwise: -1)
        case .eventWait(let object): eventWait(object, otherwise: -1)
        case .tryLock(let object, let result):
            tryOperation(.mutexTry, object, result, [.tryLockFailed, .tryLock], flag: isRecursive(object))
        case .unlock(let object): simple(.mutexUnlock, object, .unlock, flag: isRecursive(object))
        case .readLock(let object): guarded(.readGuard, .readTake, object, .readLock)
        case .tryReadLock(let object, let result):
            tryOperation(.readTry, object, result, [.tryReadLockFailed, .tryReadLock])
        case .readUnlock(let object): simple(.readUnlock, object, .readUnlock)
        case .writeQueue(let object): simple(.writeQueue, object, .writeQueue)
        case .writeLock(let object): guarded(.writeGuard, .writeTake, object, .writeLock)
        case .tryWriteLock(let object, let result):
            tryOperation(.writeTry, object, result, [.tryWriteLockFailed, .tryWriteLock])
        case .writeUnlock(let object): simple(.writeUnlock, object, .writeUnlock)
        case .conditionWait(let object, let mutex): conditionWait(object, mutex)
        case .conditionResume(let object, let mutex): conditionResume(object, mutex)
        case .notify(let object, let all): notify(object, all: all)
        case .tryAcquire(let object, let result):
            tryOperation(.semaphoreTry, object, result, [.tryAcquireFailed, .tryAcquire])
        case .release(let object): simple(.semaphoreRelease, object, .release, count: true)
        case .barrierArrive(let object, let last): barrierArrive(object, last)
        case .barrierLeave(let object): guarded(.barrierGuard, nil, object, .barrierLeave)
        case .onceEnter(let object, let entered):
            let start = offset(of: object)
            noteIntent(.onceRun, object, start)
            emit(.onceGuard, start, 0, -1, x: thread, fault: .object(name(of: object)))
            commit()
            let runs = register()
            emit(.onceEnter, start, runs, 0, x: thread)
            assign(runs, .bool, to: entered)
            noteObject([.onceDone, .onceRun], object, start, kindRegister: runs)
        case .onceFinish(let object): simple(.onceFinish, object, .onceFinish)
        case .eventSet(let object): setEvent(object, true)
        case .eventReset(let object): setEvent(object, false)
        case .eventIsSet(let object, let result):
            let start = offset(of: object)
            noteIntent(.eventIsSet, object, start)
            let flag = register()
            emit(.loadIndexed, flag, 0, start, x: Int(Width.u8.rawValue))
            commit()
            if let result { assign(flag, .bool, to: result) }
            noteObject([.eventIsSet], object, start, value: NotedValue(register: flag, type: .bool))
        case .select(let alternatives): select(alternatives)
        default: compileChannel(kind, index)
        }
    }

    // MARK: Shapes that many share

    func noteIntent(_ kind: OperationKind, _ object: ObjectReference, _ start: Int, second: ObjectReference? = nil) {
        guard annotates else { return }
        var made = operation(kind, object: object.object, name: name(of: object), location: 0, register: start)
        if let second {
            made.secondName = name(of: second)
            made.secondRegister = offset(of: second)
        }
        note(.intent(made))
    }

    func noteObject(
        _ kinds: [OperationKind], _ object: ObjectReference, _ start: Int, kindRegister: Int = 0,
        value: NotedValue? = nil, count: Int = -1, total: Int = -1
    ) {
        guard annotates else { return }
        var made = operation(kinds[0], object: object.object, name: name(of: object), location: 0, register: start)
        made.kinds = kinds
        made.kindRegister = kindRegister
        made.value = value
        made.countRegister = count
        made.totalRegister = total
        note(.operation(made))
    }

    private func isRecursive(_ object: ObjectReference) -> Int {
        if case .mutex(recursive: true) = program.objects[object.object].kind { return 1 }
        return 0
    }

    /// Never waits; may fail.
    private func simple(
        _ op: Op, _ object: ObjectReference, _ kind: OperationKind, flag: Int = 0, count: Bool = false
    ) {
        let start = offset(of: object)
        noteIntent(kind, object, start)
        commit()
        emit(op, start, count ? object.object : flag, 0, x: thread, fault: .object(name(of: object)))
        noteObject([kind], object, start, count: count ? countRegister(object, start) : -1)
    }

    private func countRegister(_ object: ObjectReference, _ start: Int) -> Int {
        guard annotates else { return -1 }
        let count = register()
        emit(.loadIndexed, count, 0, start, x: Int(layout.objects[object.object].countWidth.rawValue))
        return count
    }

    private func guarded(_ wait: Op, _ take: Op?, _ object: ObjectReference, _ kind: OperationKind) {
        let start = offset(of: object)
        noteIntent(kind, object, start)
        emit(wait, start, object.object, -1, x: thread, fault: .object(name(of: object)))
        commit()
        if let take { emit(take, start, object.object, 0, x: thread) }
        noteObject([kind], object, start)
    }

    private func tryOperation(
        _ op: Op, _ object: ObjectReference, _ result: LocalID?, _ kinds: [OperationKind], flag: Int? = nil
    ) {
        let start = offset(of: object)
        noteIntent(kinds[1], object, start)
        commit()
        let success = register()
        emit(op, start, flag ?? object.object, success, x: thread, fault: .object(name(of: object)))
        if let result { assign(success, .bool, to: result) }
        noteObject(
            kinds, object, start, kindRegister: success,
            count: op == .semaphoreTry ? countRegister(object, start) : -1)
    }

    // MARK: One by one

    /// Alternatives of a `select` pass where to go on if the lock can't be taken now.
    func lock(_ object: ObjectReference, otherwise: Int) {
        let start = offset(of: object)
        noteIntent(.lock, object, start)
        emit(.mutexGuard, start, isRecursive(object), otherwise, x: thread, fault: .object(name(of: object)))
        commit()
        emit(.mutexTake, start, isRecursive(object), 0, x: thread)
        noteObject([.lock], object, start)
    }

    func acquire(_ object: ObjectReference, otherwise: Int) {
        let start = offset(of: object)
        noteIntent(.acquire, object, start)
        emit(.semaphoreGuard, start, object.object, otherwise)
        commit()
        emit(.semaphoreTake, start, object.object)
        noteObject([.acquire], object, start, count: countRegister(object, start))
    }

    func eventWait(_ object: ObjectReference, otherwise: Int) {
        let start = offset(of: object)
        noteIntent(.eventWait, object, start)
        emit(.eventGuard, start, 0, otherwise)
        commit()
        noteObject([.eventWait], object, start)
    }

    private func setEvent(_ object: ObjectReference, _ flag: Bool) {
        let start = offset(of: object)
        noteIntent(flag ? .eventSet : .eventReset, object, start)
        commit()
        emit(.storeIndexed, 0, constant(flag ? 1 : 0), start, x: 1)
        if memory != nil { emit(.synchronize, start, Int((flag ? Op.storeIndexed : .clear).rawValue), 0) }
        noteObject([flag ? .eventSet : .eventReset], object, start)
    }

    private func conditionWait(_ object: ObjectReference, _ mutex: ObjectReference) {
        let start = offset(of: object)
        let lock = offset(of: mutex)
        noteIntent(.conditionWait, object, start, second: mutex)
        commit()
        emit(.conditionWait, start, lock, isRecursive(mutex), x: thread, fault: .object(name(of: mutex)))
        noteCondition(.conditionWait, object, start, mutex, lock)
    }

    private func noteCondition(
        _ kind: OperationKind, _ object: ObjectReference, _ start: Int, _ mutex: ObjectReference, _ lock: Int
    ) {
        guard annotates else { return }
        var made = operation(kind, object: object.object, name: name(of: object), location: 0, register: start)
        made.secondName = name(of: mutex)
        made.secondRegister = lock
        note(.operation(made))
    }

    private func conditionResume(_ object: ObjectReference, _ mutex: ObjectReference) {
        let start = offset(of: object)
        let lock = offset(of: mutex)
        noteIntent(.conditionResume, object, start, second: mutex)
        if case .condition(spurious: true) = program.objects[object.object].kind {
            let digit = register()
            let regular = newLabel()
            emit(.choice, digit, constant(2))
            note(.choice(.wakesForNoReason(digit)))
            emit(.branchFalse, digit, 0, regular)
            emit(.conditionGuard, start, 1, -1, x: thread)
            emit(.commit)
            emit(.conditionSpurious, start, 0, 0, x: thread)
            noteCondition(.conditionSpurious, object, start, mutex, lock)
            emit(.stop, x: Int(RunResult.rested.rawValue))
            place(regular)
        }
        emit(.conditionGuard, start, 0, -1, x: thread)
        emit(.mutexGuard, lock, 0, -1, x: thread, fault: .object(name(of: mutex)))
        commit()
        emit(.mutexTake, lock, isRecursive(mutex), 0, x: thread)
        noteCondition(.conditionResume, object, start, mutex, lock)
    }

    private func notify(_ object: ObjectReference, all: Bool) {
        let start = offset(of: object)
        let kind: OperationKind = all ? .notifyAll : .notify
        noteIntent(kind, object, start)
        let mask = register(4)
        if all {
            commit()
            emit(.notifyAll, start, mask)
        } else {
            // The choice comes before the first write; the thread taken out of the set, or -1.
            emit(.notifyOne, mask, start)
            note(.choice(.wakes(mask)))
            commit()
            emit(.conditionSpurious, start, mask, 1)
        }
        guard annotates else { return }
        var made = operation(kind, object: object.object, name: name(of: object), location: 0, register: start)
        if all { made.threadMask = (0..<4).map { mask + $0 } } else { made.threads = [mask] }
        note(.operation(made))
    }

    private func barrierArrive(_ object: ObjectReference, _ last: LocalID) {
        guard case .barrier(let parties) = program.objects[object.object].kind else { return }
        let start = offset(of: object)
        noteIntent(.barrierArrive, object, start)
        commit()
        // `last + 1` takes the how-manieth arrival this is.
        let isLast = register(2)
        emit(.barrierArrive, start, isLast, parties, x: thread)
        assign(isLast, .bool, to: last)
        noteObject(
            [.barrierArrive, .barrierLast], object, start, kindRegister: isLast, count: isLast + 1,
            total: constant(parties))
    }
}
