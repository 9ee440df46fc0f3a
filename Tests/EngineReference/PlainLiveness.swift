internal import HeddleProgram

/// Which locals somebody may still read: the plain second implementation's own answer, by walking all ways.
///
/// A local is needed at an instruction if some way on from there reads it before giving it a new value.
struct PlainLiveness {
    /// By instruction, and behind the last one.
    private(set) var needed: [Set<LocalID>]

    init(_ routine: Routine) {
        let code = routine.code
        needed = Array(repeating: [], count: code.count + 1)
        var changed = true
        while changed {
            changed = false
            for index in code.indices.reversed() {
                let now = Self.needs(code[index].kind, index, needed)
                if now != needed[index] {
                    needed[index] = now
                    changed = true
                }
            }
        }
    }

    private static func needs(_ kind: InstructionKind, _ index: Int, _ needed: [Set<LocalID>]) -> Set<LocalID> {
        switch kind {
        case .jump(let target): return needed[target]
        case .branch(let condition, let then, let otherwise):
            return needed[then].union(needed[otherwise]).union(reads(condition))
        case .return(let value): return value.map(reads) ?? []
        case .select(let alternatives):
            var result: Set<LocalID> = []
            for alternative in alternatives {
                var after = needed[alternative.target]
                switch alternative.operation {
                case .await(let condition): result.formUnion(reads(condition))
                case .send(let channel, let value):
                    result.formUnion(reads(channel))
                    result.formUnion(reads(value))
                case .receive(let channel, let local), .next(let channel, let local):
                    result.formUnion(reads(channel))
                    if let local { after.remove(local) }
                case .lock(let object), .acquire(let object), .eventWait(let object):
                    result.formUnion(reads(object))
                case .timeout, .default: break
                }
                if let condition = alternative.condition { result.formUnion(reads(condition)) }
                result.formUnion(after)
            }
            return result
        default:
            var result = needed[index + 1]
            if let given = given(kind) { result.remove(given) }
            return result.union(uses(kind))
        }
    }

    /// The local that an instruction gives a whole new value.
    private static func given(_ kind: InstructionKind) -> LocalID? {
        switch kind {
        case .assign(.local(let local), _), .write(.local(let local), _, _): return local
        case .read(_, let local, _): return local
        case .call(_, _, let local), .readModifyWrite(_, _, _, let local, _),
            .compareExchange(_, _, _, _, _, let local, _, _), .tryLock(_, let local), .tryReadLock(_, let local),
            .tryWriteLock(_, let local), .tryAcquire(_, let local), .eventIsSet(_, let local),
            .trySend(_, _, let local), .receive(_, let local), .next(_, let local), .tryReceive(_, let local),
            .channelCount(_, let local), .new(_, _, let local), .spawn(_, _, let local),
            .listRemoveFirst(_, let local), .listRemoveLast(_, let local):
            return local
        case .choose(let local, _, _), .barrierArrive(_, let local), .onceEnter(_, let local): return local
        default: return nil
        }
    }

    private static func uses(_ kind: InstructionKind) -> Set<LocalID> {
        switch kind {
        case .assign(let place, let value), .write(let place, let value, _):
            return reads(value).union(indices(place))
        case .assert(let value, _, _), .assume(let value), .guard(let value), .join(let value), .free(_, let value):
            return reads(value)
        case .call(_, let arguments, _), .new(_, let arguments, _), .spawn(_, let arguments, _):
            return arguments.reduce(into: []) { $0.formUnion(reads($1)) }
        case .listAppend(let place, let value): return reads(value).union(whole(place))
        case .listRemoveFirst(let place, _), .listRemoveLast(let place, _), .read(let place, _, _):
            return whole(place)
        case .listClear(let place): return indices(place)
        case .readModifyWrite(_, let place, let operand, _, _): return whole(place).union(reads(operand))
        case .compareExchange(let place, let expected, let desired, _, _, _, _, _):
            return whole(place).union(reads(expected)).union(reads(desired))
        case .choose(let local, let domain, let condition):
            return reads(domain).union((condition.map(reads) ?? []).subtracting([local]))
        case .conditionWait(let a, let b), .conditionResume(let a, let b): return reads(a).union(reads(b))
        case .send(let channel, let value), .trySend(let channel, let value, _):
            return reads(channel).union(reads(value))
        case .lock(let o), .unlock(let o), .readLock(let o), .readUnlock(let o), .writeQueue(let o), .writeLock(let o),
            .writeUnlock(let o), .notify(let o, _), .acquire(let o), .release(let o), .barrierLeave(let o),
            .onceFinish(let o), .eventSet(let o), .eventReset(let o), .eventWait(let o), .close(let o),
            .tryLock(let o, _), .tryReadLock(let o, _), .tryWriteLock(let o, _), .tryAcquire(let o, _),
            .barrierArrive(let o, _), .onceEnter(let o, _), .eventIsSet(let o, _), .receive(let o, _),
            .next(let o, _), .tryReceive(let o, _), .channelCount(let o, _):
            return reads(o)
        default: return []
        }
    }

    private static func reads(_ reference: ObjectReference) -> Set<LocalID> { reference.index.map(reads) ?? [] }

    /// Locals read to find a place that is written: its indices, not itself.
    private static func indices(_ place: Place) -> Set<LocalID> {
        switch place {
        case .local, .shared: return []
        case .cellField(_, let reference, _): return reads(reference)
        case .element(let inner, let index): return indices(inner).union(reads(index))
        case .field(let inner, _): return indices(inner)
        case .threadLocal(let thread, _, _): return reads(thread)
        }
    }

    private static func whole(_ place: Place) -> Set<LocalID> {
        switch place {
        case .local(let local): return [local]
        case .element(let inner, let index): return whole(inner).union(reads(index))
        case .field(let inner, _): return whole(inner)
        default: return indices(place)
        }
    }

    private static func reads(_ domain: Domain) -> Set<LocalID> {
        switch domain {
        case .range(let a, let b, _): return reads(a).union(reads(b))
        case .elements(let list): return reads(list)
        case .enumeration, .threads: return []
        }
    }

    private static func reads(_ expression: Expression) -> Set<LocalID> {
        switch expression.kind {
        case .constant, .selfThread: return []
        case .read(let place): return whole(place)
        case .unary(_, let a), .convert(let a), .some(let a), .unwrap(let a), .isNil(let a), .repeated(let a, _),
            .fieldOf(let a, _), .count(let a), .isEmpty(let a), .first(let a), .last(let a), .absolute(let a),
            .atLabel(let a, _), .finished(let a), .crashed(let a), .blocked(let a), .threadOf(_, let a):
            return reads(a)
        case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b), .implies(let a, let b),
            .coalesce(let a, let b), .contains(let a, let b), .minimum(let a, let b), .maximum(let a, let b),
            .elementOf(let a, let b):
            return reads(a).union(reads(b))
        case .conditional(let a, let b, let c): return reads(a).union(reads(b)).union(reads(c))
        case .structure(let parts), .elements(let parts), .call(_, let parts):
            return parts.reduce(into: []) { $0.formUnion(reads($1)) }
        case .quantifier(_, let variable, let domain, let body):
            return reads(domain).union(reads(body).subtracting([variable]))
        case .holder(let o), .channelCount(let o), .channelClosed(let o), .semaphoreValue(let o), .eventIsSet(let o),
            .waitingCount(let o):
            return reads(o)
        // The plain interpreter runs no processes.
        case .process: return []
        }
    }
}
