internal import HeddleProgram

extension Place {
    /// The place that this is a part of.
    var root: Place {
        switch self {
        case .element(let base, _), .field(let base, _): return base.root
        default: return self
        }
    }

    /// Expressions inside: indices, references, threads.
    var expressions: [Expression] {
        switch self {
        case .local, .shared: return []
        case .cellField(_, let reference, _): return [reference]
        case .element(let base, let index): return base.expressions + [index]
        case .field(let base, _): return base.expressions
        case .threadLocal(let thread, _, _): return [thread]
        }
    }
}

extension ObjectReference {
    var expressions: [Expression] { index.map { [$0] } ?? [] }
}

extension Domain {
    var expressions: [Expression] {
        switch self {
        case .range(let lower, let upper, _): return [lower, upper]
        case .elements(let value): return [value]
        case .enumeration, .threads: return []
        }
    }
}

extension Expression {
    var constant: Value? { if case .constant(let value) = kind { return value } else { return nil } }

    /// Whether it only reads a place.
    var isPlace: Bool { if case .read = kind { return true } else { return false } }

    /// The direct parts of an expression.
    var operands: [Expression] {
        switch kind {
        case .constant, .selfThread: return []
        case .read(let place): return place.expressions
        case .unary(_, let a), .convert(let a), .some(let a), .unwrap(let a), .isNil(let a), .repeated(let a, _),
            .fieldOf(let a, _), .count(let a), .isEmpty(let a), .first(let a), .last(let a), .absolute(let a),
            .atLabel(let a, _), .finished(let a), .crashed(let a), .blocked(let a), .threadOf(_, let a):
            return [a]
        case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b), .implies(let a, let b),
            .coalesce(let a, let b), .elementOf(let a, let b), .contains(let a, let b), .minimum(let a, let b),
            .maximum(let a, let b):
            return [a, b]
        case .conditional(let a, let b, let c): return [a, b, c]
        case .structure(let parts), .elements(let parts), .call(_, let parts): return parts
        case .quantifier(_, _, let domain, let body): return domain.expressions + [body]
        case .holder(let object), .channelCount(let object), .channelClosed(let object), .semaphoreValue(let object),
            .eventIsSet(let object), .waitingCount(let object):
            return object.expressions
        // Heddle's own models have no processes.
        case .process: return []
        }
    }

    /// Visits every place that is read, innermost ones included.
    func forEachPlace(_ visit: (Place) -> Void) {
        if case .read(let place) = kind { visit(place) }
        for operand in operands { operand.forEachPlace(visit) }
    }

    var mentionsSelf: Bool {
        if case .selfThread = kind { return true }
        return operands.contains { $0.mentionsSelf }
    }

    /// Whether it depends on objects or on calls, which code may change.
    var looksAtObjects: Bool {
        switch kind {
        case .call, .holder, .channelCount, .channelClosed, .semaphoreValue, .eventIsSet, .waitingCount, .atLabel,
            .finished, .crashed, .blocked, .threadOf:
            return true
        default: return operands.contains { $0.looksAtObjects }
        }
    }
}

extension InstructionKind {
    /// The local that the instruction's result goes into.
    var result: LocalID? {
        switch self {
        case .call(_, _, let result), .listRemoveFirst(_, let result), .listRemoveLast(_, let result),
            .readModifyWrite(_, _, _, let result, _), .compareExchange(_, _, _, _, _, let result, _, _),
            .tryLock(_, let result), .tryReadLock(_, let result), .tryWriteLock(_, let result),
            .tryAcquire(_, let result), .eventIsSet(_, let result), .trySend(_, _, let result),
            .receive(_, let result), .next(_, let result), .tryReceive(_, let result), .channelCount(_, let result),
            .new(_, _, let result), .spawn(_, _, let result):
            return result
        case .read(_, let result, _), .choose(let result, _, _), .barrierArrive(_, let result),
            .onceEnter(_, let result):
            return result
        default: return nil
        }
    }

    /// The place that a list operation, an assignment or a write changes.
    var target: Place? {
        switch self {
        case .assign(let place, _), .listAppend(let place, _), .listRemoveFirst(let place, _),
            .listRemoveLast(let place, _), .listClear(let place), .write(let place, _, _),
            .readModifyWrite(_, let place, _, _, _), .compareExchange(let place, _, _, _, _, _, _, _):
            return place
        default: return nil
        }
    }

    func writes(_ local: LocalID) -> Bool {
        if result == local { return true }
        if case .local(local)? = target?.root { return true }
        return false
    }
}

extension Expression {
    /// Routines called by the expression.
    var callees: [RoutineID] {
        var found: [RoutineID] = []
        if case .call(let routine, _) = kind { found.append(routine) }
        return found + operands.flatMap(\.callees)
    }
}

extension InstructionKind {
    var callees: [RoutineID] {
        var found = expressions.flatMap(\.callees)
        if case .call(let routine, _, _) = self { found.append(routine) }
        return found
    }

    /// Every expression that the instruction evaluates, those inside places and objects included.
    var expressions: [Expression] {
        switch self {
        case .assign(let place, let value), .listAppend(let place, let value), .write(let place, let value, _),
            .readModifyWrite(_, let place, let value, _, _):
            return place.expressions + [value]
        case .branch(let value, _, _), .assume(let value), .guard(let value), .free(_, let value), .join(let value),
            .assert(let value, _, _):
            return [value]
        case .call(_, let values, _), .new(_, let values, _), .spawn(_, let values, _): return values
        case .return(let value): return value.map { [$0] } ?? []
        case .listRemoveFirst(let place, _), .listRemoveLast(let place, _), .listClear(let place),
            .read(let place, _, _):
            return place.expressions + [Expression(.read(place), .int)]
        case .compareExchange(let place, let expected, let desired, _, _, _, _, _):
            return place.expressions + [expected, desired]
        case .choose(_, let domain, let condition): return domain.expressions + (condition.map { [$0] } ?? [])
        case .lock(let object), .unlock(let object), .readLock(let object), .readUnlock(let object),
            .writeQueue(let object), .writeLock(let object), .writeUnlock(let object), .acquire(let object),
            .release(let object), .barrierLeave(let object), .onceFinish(let object), .eventSet(let object),
            .eventReset(let object), .eventWait(let object), .close(let object), .tryLock(let object, _),
            .tryReadLock(let object, _), .tryWriteLock(let object, _), .tryAcquire(let object, _),
            .barrierArrive(let object, _), .onceEnter(let object, _), .eventIsSet(let object, _),
            .receive(let object, _), .next(let object, _), .tryReceive(let object, _), .channelCount(let object, _),
            .notify(let object, _):
            return object.expressions
        case .conditionWait(let object, let mutex), .conditionResume(let object, let mutex):
            return object.expressions + mutex.expressions
        case .send(let object, let value), .trySend(let object, let value, _): return object.expressions + [value]
        case .select(let alternatives): return alternatives.flatMap(\.expressions)
        case .jump, .beginStep, .endStep, .fence, .skip, .yield: return []
        case .alternatives, .processSend, .processReceive, .processEnd, .processStuck: return []
        }
    }
}

extension SelectAlternative {
    var expressions: [Expression] {
        let own = condition.map { [$0] } ?? []
        switch operation {
        case .await(let value): return own + [value]
        case .send(let object, let value): return own + object.expressions + [value]
        case .receive(let object, _), .next(let object, _), .lock(let object), .acquire(let object),
            .eventWait(let object):
            return own + object.expressions
        case .timeout, .default: return own
        }
    }
}
