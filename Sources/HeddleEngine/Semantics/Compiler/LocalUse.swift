internal import HeddleProgram

/// Walks the expressions of an instruction: which locals they read, which routines they call.
enum LocalUse {
    static func visit(_ expression: Expression, read: (LocalID) -> Void, called: (RoutineID) -> Void = { _ in }) {
        func go(_ inner: Expression) { visit(inner, read: read, called: called) }
        switch expression.kind {
        case .constant, .selfThread: break
        case .read(let place): visit(place, read: read, called: called)
        case .unary(_, let a), .convert(let a), .some(let a), .unwrap(let a), .isNil(let a), .repeated(let a, _),
            .fieldOf(let a, _), .count(let a), .isEmpty(let a), .first(let a), .last(let a), .absolute(let a),
            .atLabel(let a, _), .finished(let a), .crashed(let a), .blocked(let a), .threadOf(_, let a):
            go(a)
        case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b), .implies(let a, let b),
            .coalesce(let a, let b), .contains(let a, let b), .minimum(let a, let b), .maximum(let a, let b),
            .elementOf(let a, let b):
            go(a)
            go(b)
        case .conditional(let a, let b, let c):
            go(a)
            go(b)
            go(c)
        case .structure(let parts), .elements(let parts): parts.forEach(go)
        case .quantifier(_, let variable, let domain, let body):
            visit(domain, read: read, called: called)
            visit(body, read: { if $0 != variable { read($0) } }, called: called)
        case .call(let routine, let arguments):
            called(routine)
            arguments.forEach(go)
        case .holder(let object), .channelCount(let object), .channelClosed(let object), .semaphoreValue(let object),
            .eventIsSet(let object), .waitingCount(let object):
            visit(object, read: read, called: called)
        case .process(let question): question.parts.forEach(go)
        }
    }

    static func visit(_ domain: Domain, read: (LocalID) -> Void, called: (RoutineID) -> Void = { _ in }) {
        switch domain {
        case .range(let a, let b, _):
            visit(a, read: read, called: called)
            visit(b, read: read, called: called)
        case .elements(let a): visit(a, read: read, called: called)
        case .enumeration, .threads: break
        }
    }

    static func visit(_ object: ObjectReference, read: (LocalID) -> Void, called: (RoutineID) -> Void = { _ in }) {
        if let index = object.index { visit(index, read: read, called: called) }
    }

    static func visit(_ place: Place, read: (LocalID) -> Void, called: (RoutineID) -> Void = { _ in }) {
        switch place {
        case .local(let local): read(local)
        case .shared: break
        case .cellField(_, let reference, _): visit(reference, read: read, called: called)
        case .element(let whole, let index):
            visit(whole, read: read, called: called)
            visit(index, read: read, called: called)
        case .field(let whole, _): visit(whole, read: read, called: called)
        case .threadLocal(let thread, _, _): visit(thread, read: read, called: called)
        }
    }

    /// The local that a place lies in, if it does.
    static func root(_ place: Place) -> LocalID? {
        switch place {
        case .local(let local): return local
        case .element(let whole, _), .field(let whole, _): return root(whole)
        default: return nil
        }
    }

    /// What an instruction reads, writes whole, writes in part, and calls.
    struct Effect {
        var reads: [LocalID] = []
        var writes: [LocalID] = []
        var touches: [LocalID] = []
        /// Routines called inside expressions.
        var calls: [RoutineID] = []
    }

    static func effect(of instruction: InstructionKind) -> Effect {
        var effect = Effect()
        func read(_ expression: Expression) {
            visit(expression, read: { effect.reads.append($0) }, called: { effect.calls.append($0) })
        }
        func read(_ object: ObjectReference) { object.index.map(read) }
        func look(_ place: Place) {
            visit(place, read: { effect.reads.append($0) }, called: { effect.calls.append($0) })
        }
        func write(_ local: LocalID?) { local.map { effect.writes.append($0) } }
        func change(_ place: Place, keepsOld: Bool) {
            if case .local(let local) = place {
                if keepsOld { effect.reads.append(local) }
                effect.writes.append(local)
                return
            }
            guard let root = root(place) else { return look(place) }
            visit(
                place, read: { if $0 != root || keepsOld { effect.reads.append($0) } },
                called: { effect.calls.append($0) })
            effect.touches.append(root)
        }
        switch instruction {
        case .jump, .beginStep, .endStep, .fence, .skip, .yield: break
        case .assign(let place, let value):
            read(value)
            change(place, keepsOld: false)
        case .write(let place, let value, _):
            read(value)
            change(place, keepsOld: false)
        case .branch(let condition, _, _), .assert(let condition, _, _), .assume(let condition),
            .guard(let condition), .join(let condition):
            read(condition)
        case .free(_, let reference): read(reference)
        case .call(_, let arguments, let result), .spawn(_, let arguments, let result),
            .new(_, let arguments, let result):
            arguments.forEach(read)
            write(result)
        case .return(let value): value.map(read)
        case .listAppend(let place, let value):
            read(value)
            change(place, keepsOld: true)
        case .listRemoveFirst(let place, let result), .listRemoveLast(let place, let result):
            change(place, keepsOld: true)
            write(result)
        case .listClear(let place): change(place, keepsOld: false)
        case .read(let place, let result, _):
            look(place)
            write(result)
        case .readModifyWrite(_, let place, let operand, let result, _):
            look(place)
            read(operand)
            write(result)
        case .compareExchange(let place, let expected, let desired, _, _, let result, _, _):
            look(place)
            read(expected)
            read(desired)
            write(result)
        case .choose(let local, let domain, let condition):
            visit(domain, read: { effect.reads.append($0) }, called: { effect.calls.append($0) })
            if let condition {
                visit(
                    condition, read: { if $0 != local { effect.reads.append($0) } },
                    called: { effect.calls.append($0) })
            }
            write(local)
        case .lock(let o), .unlock(let o), .readLock(let o), .readUnlock(let o), .writeQueue(let o), .writeLock(let o),
            .writeUnlock(let o), .notify(let o, _), .acquire(let o), .release(let o), .barrierLeave(let o),
            .onceFinish(let o), .eventSet(let o), .eventReset(let o), .eventWait(let o), .close(let o):
            read(o)
        case .conditionWait(let o, let mutex), .conditionResume(let o, let mutex):
            read(o)
            read(mutex)
        case .tryLock(let o, let result), .tryReadLock(let o, let result), .tryWriteLock(let o, let result),
            .tryAcquire(let o, let result), .eventIsSet(let o, let result), .receive(let o, let result),
            .next(let o, let result), .tryReceive(let o, let result), .channelCount(let o, let result):
            read(o)
            write(result)
        case .barrierArrive(let o, let result), .onceEnter(let o, let result):
            read(o)
            write(result)
        case .send(let o, let value):
            read(o)
            read(value)
        case .trySend(let o, let value, let result):
            read(o)
            read(value)
            write(result)
        case .alternatives(let alternatives, let provided, _):
            for alternative in alternatives { alternative.condition.map(read) }
            provided.map(read)
        case .processSend(let channel, let values, _, _, _):
            channel.parts.forEach(read)
            values.forEach(read)
        case .processReceive(let channel, let parts, _, _, _):
            channel.parts.forEach(read)
            for part in parts {
                switch part {
                case .store(let place): change(place, keepsOld: false)
                case .match(let value): read(value)
                case .ignore: break
                }
            }
        case .processEnd, .processStuck: break
        case .select(let alternatives):
            for alternative in alternatives {
                alternative.condition.map(read)
                switch alternative.operation {
                case .await(let condition): read(condition)
                case .send(let o, let value):
                    read(o)
                    read(value)
                case .receive(let o, _), .next(let o, _), .lock(let o), .acquire(let o), .eventWait(let o): read(o)
                case .timeout, .default: break
                }
            }
        }
        return effect
    }
}

extension SelectAlternative {
    /// The local that the alternative gives a value to.
    var result: LocalID? {
        switch operation {
        case .receive(_, let result), .next(_, let result): return result
        default: return nil
        }
    }
}
