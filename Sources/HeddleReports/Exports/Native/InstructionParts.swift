internal import HeddleProgram

/// Which locals a routine's code mentions.
enum RoutineLocals {
    static func used(in routine: Routine) -> Set<LocalID> {
        var found: Set<LocalID> = []
        for instruction in routine.code { found.formUnion(InstructionParts(instruction.kind).locals) }
        return found
    }

    /// Those of them whose value is asked for.
    static func read(in routine: Routine) -> Set<LocalID> {
        var found: Set<LocalID> = []
        for instruction in routine.code {
            var parts = InstructionParts(instruction.kind)
            parts.results = []
            if case .assign(.local, _) = instruction.kind { parts.places = [] }
            found.formUnion(parts.locals)
        }
        return found
    }
}

/// What an instruction is made of, for looking at it without running it.
struct InstructionParts {
    var expressions: [Expression] = []
    var places: [Place] = []
    var objects: [ObjectReference] = []
    var results: [LocalID] = []
    var domains: [Domain] = []

    /// Locals that are read, written or bound.
    var locals: Set<LocalID> {
        var found = Set(results)
        for expression in expressions { found.formUnion(ExpressionLocals.of(expression)) }
        for place in places { found.formUnion(ExpressionLocals.of(place)) }
        for object in objects { found.formUnion(ExpressionLocals.of(object)) }
        for domain in domains { found.formUnion(ExpressionLocals.of(domain)) }
        return found
    }

    /// Locals that a routine gives values to.
    static func written(in routine: Routine) -> Set<LocalID> {
        var found: Set<LocalID> = []
        for instruction in routine.code {
            found.formUnion(InstructionParts(instruction.kind).results)
            switch instruction.kind {
            case .assign(let place, _), .listAppend(let place, _), .listRemoveFirst(let place, _),
                .listRemoveLast(let place, _), .listClear(let place):
                if let local = root(place) { found.insert(local) }
            default: break
            }
        }
        return found
    }

    private static func root(_ place: Place) -> LocalID? {
        switch place {
        case .local(let local): return local
        case .element(let base, _), .field(let base, _): return root(base)
        default: return nil
        }
    }

    init(_ kind: InstructionKind) {
        switch kind {
        case .assign(let place, let value), .listAppend(let place, let value):
            (places, expressions) = ([place], [value])
        case .branch(let value, _, _), .assert(let value, _, _), .assume(let value), .guard(let value),
            .join(let value),
            .free(_, let value):
            expressions = [value]
        case .call(_, let values, let result), .spawn(_, let values, let result), .new(_, let values, let result):
            (expressions, results) = (values, result.map { [$0] } ?? [])
        case .return(let value): expressions = value.map { [$0] } ?? []
        case .listRemoveFirst(let place, let result), .listRemoveLast(let place, let result):
            (places, results) = ([place], result.map { [$0] } ?? [])
        case .listClear(let place): places = [place]
        case .read(let place, let result, _): (places, results) = ([place], [result])
        case .write(let place, let value, _): (places, expressions) = ([place], [value])
        case .readModifyWrite(_, let place, let value, let result, _):
            (places, expressions, results) = ([place], [value], result.map { [$0] } ?? [])
        case .compareExchange(let place, let a, let b, _, _, let result, _, _):
            (places, expressions, results) = ([place], [a, b], result.map { [$0] } ?? [])
        case .choose(let local, let domain, let condition):
            (results, domains, expressions) = ([local], [domain], condition.map { [$0] } ?? [])
        case .select(let alternatives):
            for alternative in alternatives { add(alternative) }
        default: addObjects(kind)
        }
    }

    private mutating func addObjects(_ kind: InstructionKind) {
        switch kind {
        case .lock(let one), .unlock(let one), .readLock(let one), .readUnlock(let one), .writeQueue(let one),
            .writeLock(let one), .writeUnlock(let one), .notify(let one, _), .acquire(let one), .release(let one),
            .barrierLeave(let one), .onceFinish(let one), .eventSet(let one), .eventReset(let one), .eventWait(let one),
            .close(let one):
            objects = [one]
        case .tryLock(let one, let result), .tryReadLock(let one, let result), .tryWriteLock(let one, let result),
            .tryAcquire(let one, let result), .eventIsSet(let one, let result), .receive(let one, let result),
            .next(let one, let result), .tryReceive(let one, let result), .channelCount(let one, let result):
            (objects, results) = ([one], result.map { [$0] } ?? [])
        case .barrierArrive(let one, let result), .onceEnter(let one, let result):
            (objects, results) = ([one], [result])
        case .conditionWait(let one, let mutex), .conditionResume(let one, let mutex): objects = [one, mutex]
        case .send(let one, let value): (objects, expressions) = ([one], [value])
        case .trySend(let one, let value, let result):
            (objects, expressions, results) = ([one], [value], result.map { [$0] } ?? [])
        default: break
        }
    }

    private mutating func add(_ alternative: SelectAlternative) {
        if let condition = alternative.condition { expressions.append(condition) }
        switch alternative.operation {
        case .await(let value): expressions.append(value)
        case .send(let one, let value):
            objects.append(one)
            expressions.append(value)
        case .receive(let one, let result), .next(let one, let result):
            objects.append(one)
            if let result { results.append(result) }
        case .lock(let one), .acquire(let one), .eventWait(let one): objects.append(one)
        case .timeout, .default: break
        }
    }
}
