internal import HeddleProgram

extension AccessReader {
    /// Adds what an instruction touches; calls are followed by whoever walks the code.
    mutating func add(_ kind: InstructionKind) {
        switch kind {
        case .jump, .beginStep, .endStep, .skip, .yield, .fence: break
        case .assign(let place, let value), .write(let place, let value, _):
            read(value)
            write(place)
        case .branch(let condition, _, _), .assert(let condition, _, _): read(condition)
        case .assume(let condition), .guard(let condition):
            read(condition)
            access.isSelective = true
        case .call(let callee, let arguments, let result):
            for argument in arguments { read(argument) }
            for parameter in 0..<arguments.count where observed[callee]?.contains(parameter) == true {
                access.changesObserved = true
            }
            if observed[callee]?.isEmpty == false { access.changesObserved = true }
            change(result)
        case .return(let value):
            if let value { read(value) }
            if observed[routine]?.isEmpty == false { access.changesObserved = true }
        case .listAppend(let place, let value):
            read(value)
            read(place)
            write(place)
        case .listRemoveFirst(let place, let result), .listRemoveLast(let place, let result):
            read(place)
            write(place)
            change(result)
        case .listClear(let place): write(place)
        case .read(let place, let result, _):
            read(place)
            change(result)
        case .readModifyWrite(_, let place, let operand, let result, _):
            access.isDirect = true
            read(operand)
            read(place)
            write(place)
            change(result)
        case .compareExchange(let place, let expected, let desired, let weak, _, let result, _, _):
            access.isDirect = true
            read(expected)
            read(desired)
            read(place)
            write(place)
            change(result)
            if weak { access.isMultiWay = true }
        case .choose(let local, let domain, let condition):
            read(domain)
            if let condition { read(condition) }
            change(local)
            access.isMultiWay = true
            access.isSelective = true
        case .new(let pool, let initial, let result):
            access.isDirect = true
            for value in initial { read(value) }
            change(result)
            addNew(pool)
        case .free(_, let reference):
            // Every copy of the reference, wherever it is kept, learns that it dangles.
            read(reference)
            access.touchEverything()
        case .spawn(let group, let arguments, let result):
            for argument in arguments { read(argument) }
            change(result)
            access.read(cells.spawned)
            access.write(cells.spawned)
            access.spawns.insert(group)
            if program.processes != nil { access.countsDead = true }
        case .join(let thread):
            // Who has finished stays so: the step may only become possible.
            read(thread)
            access.wait(cells.finished..<cells.count)
            access.wait(cells.spawned)
        case .select(let alternatives): addSelect(alternatives)
        case .alternatives, .processSend, .processReceive, .processEnd, .processStuck: addProcess(kind)
        default: addPrimitive(kind)
        }
    }

    private mutating func addNew(_ pool: ObjectID) {
        access.read(cells.poolCells(pool))
        access.write(cells.poolCells(pool))
        guard case .pool(let fields, _, let any, _) = program.objects[pool].kind else { return }
        for field in fields.indices { access.write(cells.poolField(pool, field)) }
        if any { access.isMultiWay = true }
    }

    // MARK: - Primitives

    private mutating func index(_ reference: ObjectReference) {
        if let index = reference.index { read(index) }
    }

    /// Takes what others give: waits for it, and is in the way of others who take.
    private mutating func take(_ reference: ObjectReference) {
        index(reference)
        access.write(sides(reference, .take))
        access.wait(sides(reference, .give))
    }

    /// The same for what never waits: it sees what others give.
    private mutating func tryTake(_ reference: ObjectReference) {
        index(reference)
        access.write(sides(reference, .take))
        access.read(sides(reference, .give))
    }

    private mutating func give(_ reference: ObjectReference) {
        index(reference)
        access.write(sides(reference, .give))
    }

    private mutating func both(_ reference: ObjectReference) {
        index(reference)
        access.write(sides(reference, .take) + sides(reference, .give))
    }

    private mutating func look(_ reference: ObjectReference) {
        index(reference)
        access.watch(sides(reference, .take) + sides(reference, .give))
    }

    private mutating func addPrimitive(_ kind: InstructionKind) {
        switch kind {
        case .lock(let object), .acquire(let object): take(object)
        case .tryLock(let object, let result), .tryAcquire(let object, let result):
            tryTake(object)
            change(result)
        case .unlock(let object): give(object)
        case .release(let object):
            give(object)
            // Above its limit it fails, and whether it does depends on who has taken.
            if case .semaphore(_, .some) = program.objects[object.object].kind { both(object) }
        case .readLock(let object), .readUnlock(let object), .writeQueue(let object), .writeLock(let object),
            .writeUnlock(let object):
            addReadWriteLock(kind, object)
        case .tryReadLock(let object, let result), .tryWriteLock(let object, let result):
            both(object)
            change(result)
        case .conditionWait(let object, let mutex):
            both(object)
            give(mutex)
        case .conditionResume(let object, let mutex):
            index(object)
            access.wait(sides(object, .take) + sides(object, .give))
            take(mutex)
            if case .condition(true) = program.objects[object.object].kind { both(object) }
        case .notify(let object, let all):
            both(object)
            if !all { access.isMultiWay = true }
        case .barrierArrive(let object, let last):
            both(object)
            change(last)
        case .barrierLeave(let object):
            index(object)
            access.wait(sides(object, .take) + sides(object, .give))
        case .onceEnter(let object, let entered):
            take(object)
            change(entered)
        case .onceFinish(let object): give(object)
        case .eventSet(let object), .eventReset(let object): both(object)
        case .eventWait(let object): look(object)
        case .eventIsSet(let object, let result):
            look(object)
            change(result)
        case .send, .trySend, .receive, .next, .tryReceive, .close, .channelCount: addChannel(kind)
        default:
            access.isUnknown = true
            access.touchEverything()
        }
    }

    private mutating func addReadWriteLock(_ kind: InstructionKind, _ object: ObjectReference) {
        index(object)
        switch kind {
        case .readLock:
            // Readers don't get in each other's way.
            access.read(sides(object, .take))
            access.wait(sides(object, .give) + sides(object, .take))
        case .writeLock, .writeQueue:
            access.write(sides(object, .take))
            access.wait(sides(object, .give) + sides(object, .take))
        default: access.write(sides(object, .give))
        }
    }

    // MARK: - Channels

    private func isUnordered(_ object: ObjectID) -> Bool {
        if case .channel(_, _, true) = program.objects[object].kind { return true }
        return false
    }

    private func isUnbounded(_ object: ObjectID) -> Bool {
        if case .channel(_, .unbounded, _) = program.objects[object].kind { return true }
        return false
    }

    func isRendezvous(_ object: ObjectID) -> Bool {
        if case .channel(_, .rendezvous, _) = program.objects[object].kind { return true }
        return false
    }

    private mutating func addChannel(_ kind: InstructionKind) {
        switch kind {
        case .send(let channel, let value):
            read(value)
            send(channel)
        case .trySend(let channel, let value, let result):
            read(value)
            send(channel)
            look(channel)
            change(result)
        case .receive(let channel, let result), .next(let channel, let result):
            receive(channel)
            change(result)
        case .tryReceive(let channel, let result):
            receive(channel)
            look(channel)
            change(result)
        case .close(let channel): give(channel)
        case .channelCount(let channel, let result):
            look(channel)
            change(result)
        default: access.isUnknown = true
        }
    }

    /// Sends change the back of a channel, receives its front: where both can be made they commute.
    private mutating func send(_ channel: ObjectReference) {
        give(channel)
        access.wait(sides(channel, .take) + sides(channel, .give))
        if isUnbounded(channel.object) { access.read(sides(channel, .take)) }
        meet(channel)
    }

    private mutating func receive(_ channel: ObjectReference) {
        take(channel)
        meet(channel)
    }

    private mutating func meet(_ channel: ObjectReference) {
        if isRendezvous(channel.object) {
            both(channel)
            access.wait(sides(channel, .take) + sides(channel, .give))
            access.meets.insert(channel.object)
            access.isMultiWay = true
        } else if isUnordered(channel.object) {
            both(channel)
            access.wait(sides(channel, .take) + sides(channel, .give))
            access.isMultiWay = true
        }
    }

    private mutating func addSelect(_ alternatives: [SelectAlternative]) {
        access.isMultiWay = true
        access.isSelective = true
        for alternative in alternatives {
            if let condition = alternative.condition { read(condition) }
            switch alternative.operation {
            case .await(let condition): read(condition)
            case .send(let channel, let value):
                read(value)
                send(channel)
                look(channel)
            case .receive(let channel, let result), .next(let channel, let result):
                receive(channel)
                look(channel)
                change(result)
            case .lock(let object), .acquire(let object): tryTake(object)
            case .eventWait(let object): look(object)
            case .timeout, .default: break
            }
        }
    }
}
