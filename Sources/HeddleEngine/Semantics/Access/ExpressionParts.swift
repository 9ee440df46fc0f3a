internal import HeddleProgram

/// Every expression and place in an expression, those of the pure functions it calls included.
enum ExpressionParts {
    enum Part {
        case expression(Expression)
        case place(Place)
    }

    static func visit(_ expression: Expression, in program: Program, _ take: (Part) -> Void) {
        var seen: Set<RoutineID> = []
        visit(expression, program, &seen, take)
    }

    /// The expressions of an instruction.
    static func visit(_ kind: InstructionKind, in program: Program, _ take: (Part) -> Void) {
        var seen: Set<RoutineID> = []
        visit(kind, program, &seen, take)
    }

    private static func visit(
        _ expression: Expression, _ program: Program, _ seen: inout Set<RoutineID>, _ take: (Part) -> Void
    ) {
        take(.expression(expression))
        var inner: [Expression] = []
        switch expression.kind {
        case .constant, .selfThread: break
        case .read(let place): visit(place, program, &seen, take)
        case .unary(_, let a), .convert(let a), .some(let a), .unwrap(let a), .isNil(let a), .fieldOf(let a, _),
            .count(let a), .isEmpty(let a), .first(let a), .last(let a), .absolute(let a), .repeated(let a, _),
            .threadOf(_, let a), .atLabel(let a, _), .finished(let a), .crashed(let a), .blocked(let a):
            inner = [a]
        case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b), .implies(let a, let b),
            .coalesce(let a, let b), .elementOf(let a, let b), .contains(let a, let b), .minimum(let a, let b),
            .maximum(let a, let b):
            inner = [a, b]
        case .conditional(let a, let b, let c): inner = [a, b, c]
        case .structure(let parts), .elements(let parts): inner = parts
        case .quantifier(_, _, let domain, let body): inner = parts(domain) + [body]
        case .call(let routine, let arguments):
            inner = arguments
            if seen.insert(routine).inserted {
                for instruction in program.routines[routine].code { visit(instruction.kind, program, &seen, take) }
            }
        case .holder(let reference), .channelCount(let reference), .channelClosed(let reference),
            .semaphoreValue(let reference), .eventIsSet(let reference), .waitingCount(let reference):
            inner = reference.index.map { [$0] } ?? []
        case .process(let question): inner = parts(question)
        }
        for part in inner { visit(part, program, &seen, take) }
    }

    private static func parts(_ question: ProcessQuestion) -> [Expression] {
        switch question {
        case .timeout, .count, .isYoungest, .ownChannel: return []
        case .length(let channel), .isFull(let channel): return parts(channel)
        case .canSend(let channel, let values): return parts(channel) + values
        case .canReceive(let channel, let message, _):
            return parts(channel)
                + message.compactMap { if case .match(let value) = $0 { return value } else { return nil } }
        }
    }

    private static func parts(_ channel: ChannelPlace) -> [Expression] {
        switch channel {
        case .known(let reference): return reference.index.map { [$0] } ?? []
        case .identity(let value): return [value]
        }
    }

    private static func parts(_ domain: Domain) -> [Expression] {
        switch domain {
        case .range(let lower, let upper, _): return [lower, upper]
        case .elements(let list): return [list]
        case .enumeration, .threads: return []
        }
    }

    private static func visit(
        _ place: Place, _ program: Program, _ seen: inout Set<RoutineID>, _ take: (Part) -> Void
    ) {
        take(.place(place))
        switch place {
        case .local, .shared: break
        case .cellField(_, let reference, _): visit(reference, program, &seen, take)
        case .element(let whole, let index):
            visit(whole, program, &seen, take)
            visit(index, program, &seen, take)
        case .field(let whole, _): visit(whole, program, &seen, take)
        case .threadLocal(let thread, _, _): visit(thread, program, &seen, take)
        }
    }

    private static func visit(
        _ kind: InstructionKind, _ program: Program, _ seen: inout Set<RoutineID>, _ take: (Part) -> Void
    ) {
        func go(_ expressions: [Expression]) { for part in expressions { visit(part, program, &seen, take) } }
        func go(_ reference: ObjectReference) { go(reference.index.map { [$0] } ?? []) }
        switch kind {
        case .jump, .beginStep, .endStep, .fence, .skip, .yield, .processEnd, .processStuck: break
        case .alternatives(let alternatives, let provided, _):
            go(alternatives.compactMap(\.condition) + (provided.map { [$0] } ?? []))
        case .processSend(let channel, let values, _, _, _): go(parts(channel) + values)
        case .processReceive(let channel, let message, _, _, _):
            go(parts(channel))
            for part in message {
                switch part {
                case .store(let place): visit(place, program, &seen, take)
                case .match(let value): go([value])
                case .ignore: break
                }
            }
        case .assign(let place, let value), .write(let place, let value, _), .listAppend(let place, let value),
            .readModifyWrite(_, let place, let value, _, _):
            visit(place, program, &seen, take)
            go([value])
        case .branch(let value, _, _), .assert(let value, _, _), .assume(let value), .guard(let value),
            .free(_, let value), .join(let value):
            go([value])
        case .call(let routine, let arguments, _):
            go(arguments)
            if seen.insert(routine).inserted {
                for instruction in program.routines[routine].code { visit(instruction.kind, program, &seen, take) }
            }
        case .return(let value): go(value.map { [$0] } ?? [])
        case .listRemoveFirst(let place, _), .listRemoveLast(let place, _), .listClear(let place),
            .read(let place, _, _):
            visit(place, program, &seen, take)
        case .compareExchange(let place, let expected, let desired, _, _, _, _, _):
            visit(place, program, &seen, take)
            go([expected, desired])
        case .choose(_, let domain, let condition): go(parts(domain) + (condition.map { [$0] } ?? []))
        case .new(_, let values, _), .spawn(_, let values, _): go(values)
        case .send(let reference, let value), .trySend(let reference, let value, _):
            go(reference)
            go([value])
        case .conditionWait(let reference, let mutex), .conditionResume(let reference, let mutex):
            go(reference)
            go(mutex)
        case .select(let alternatives):
            for alternative in alternatives {
                go(alternative.condition.map { [$0] } ?? [])
                switch alternative.operation {
                case .await(let condition): go([condition])
                case .send(let reference, let value):
                    go(reference)
                    go([value])
                case .receive(let reference, _), .next(let reference, _), .lock(let reference),
                    .acquire(let reference), .eventWait(let reference):
                    go(reference)
                case .timeout, .default: break
                }
            }
        case .lock(let reference), .tryLock(let reference, _), .unlock(let reference), .readLock(let reference),
            .tryReadLock(let reference, _), .readUnlock(let reference), .writeQueue(let reference),
            .writeLock(let reference), .tryWriteLock(let reference, _), .writeUnlock(let reference),
            .notify(let reference, _), .acquire(let reference), .tryAcquire(let reference, _),
            .release(let reference), .barrierArrive(let reference, _), .barrierLeave(let reference),
            .onceEnter(let reference, _), .onceFinish(let reference), .eventSet(let reference),
            .eventReset(let reference), .eventWait(let reference), .eventIsSet(let reference, _),
            .receive(let reference, _), .next(let reference, _), .tryReceive(let reference, _),
            .close(let reference), .channelCount(let reference, _):
            go(reference)
        }
    }
}
