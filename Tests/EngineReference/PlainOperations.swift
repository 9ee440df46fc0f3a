internal import HeddleProgram

/// Operations on shared things in the plain second implementation: one case of language.md section 9 after another.
extension PlainRun {
    func operate(_ kind: InstructionKind) throws {
        switch kind {
        case .guard(let condition): if try !boolean(condition) { throw PlainStop.blocked }
        case .read(let place, let result, _): try setLocal(result, try checkedRead(place))
        case .write(let place, let value, _): try write(place, try evaluate(value))
        case .readModifyWrite(let sign, let place, let operand, let result, _):
            let old = try checkedRead(place)
            let new = try modified(sign, old, try evaluate(operand), type(of: place))
            try write(place, new)
            if let result { try setLocal(result, old) }
        case .compareExchange(let place, let expected, let desired, let weak, let swap, let result, _, _):
            try compareExchange(place, expected, desired, weak, swap, result)
        case .fence, .skip, .yield: break
        case .choose(let local, let domain, let condition):
            var fitting: [Value] = []
            for value in try members(domain) {
                frames[frames.count - 1].locals[local] = value
                if try condition.map(boolean) ?? true { fitting.append(value) }
            }
            guard !fitting.isEmpty else { throw PlainStop.blocked }
            try setLocal(local, fitting[pick(fitting.count)])
        case .send, .trySend, .receive, .next, .tryReceive, .close, .channelCount: try operateChannel(kind)
        case .new(let pool, let initial, let result): try allocate(pool, try initial.map(evaluate), result)
        case .free(let pool, let reference): try free(pool, try evaluate(reference))
        case .spawn(let group, let arguments, let result):
            let values = try arguments.map(evaluate)
            let spawned = state.threads.filter { program.threadGroups[$0.group].copies == .spawned }.count
            guard spawned < program.bounds.threads else { throw PlainStop.bound("threads") }
            state.threads.append(interpreter.newThread(group, values))
            if let result { try setLocal(result, .thread(state.threads.count - 1)) }
            runOther(state.threads.count - 1)
        case .join(let target):
            guard let number = try threadNumber(target) else { throw PlainStop.blocked }
            if number == thread { throw fail(.misuse) }
            if !state.threads[number].isFinished { throw PlainStop.blocked }
        default: try operateLock(kind)
        }
    }

    private func modified(_ sign: RMWOperator, _ old: Value, _ operand: Value, _ type: ValueType) throws -> Value {
        if sign == .exchange { return operand }
        guard case .integer(let a) = old, case .integer(let b) = operand else { throw fail(.uninitializedRead) }
        var plain = type
        if case .range = type { plain = .int }
        switch sign {
        case .add: return try arithmetic(.add, a, b, plain)
        case .subtract: return try arithmetic(.subtract, a, b, plain)
        case .and: return try arithmetic(.bitAnd, a, b, plain)
        case .or: return try arithmetic(.bitOr, a, b, plain)
        case .xor: return try arithmetic(.bitXor, a, b, plain)
        case .minimum: return .integer(min(a, b))
        case .maximum: return .integer(max(a, b))
        case .exchange: return operand
        }
    }

    private func compareExchange(
        _ place: Place, _ expected: Expression, _ desired: Expression, _ weak: Bool, _ swap: Bool, _ result: LocalID?
    ) throws {
        let wanted = try evaluate(expected)
        let new = try evaluate(desired)
        let old = try checkedRead(place)
        var succeeds = PlainEvaluator.same(old, wanted)
        if succeeds, weak, pick(2) == 1 { succeeds = false }
        if succeeds { try write(place, new) }
        if let result { try setLocal(result, swap ? old : .boolean(succeeds)) }
    }

    // MARK: - Locks and their kin

    private func set(_ reference: ObjectReference, _ part: PlainState.Part) throws {
        state.objects[reference.object][try index(reference)] = part
    }

    private func isRecursive(_ reference: ObjectReference) -> Bool {
        if case .mutex(recursive: true) = program.objects[reference.object].kind { return true }
        return false
    }

    func lock(_ reference: ObjectReference) throws {
        guard case .mutex(let holder, let depth) = try part(reference) else { throw fail(.misuse) }
        if let holder {
            if holder != thread { throw PlainStop.blocked }
            if !isRecursive(reference) { throw fail(.misuse) }
        }
        try set(reference, .mutex(holder: thread, depth: depth + 1))
    }

    func acquire(_ reference: ObjectReference) throws {
        guard case .semaphore(let count) = try part(reference) else { throw fail(.misuse) }
        guard count > 0 else { throw PlainStop.blocked }
        try set(reference, .semaphore(count - 1))
    }

    func waitForEvent(_ reference: ObjectReference) throws {
        guard case .event(true) = try part(reference) else { throw PlainStop.blocked }
    }

    /// `true`, unless the attempt would have to wait.
    private func attempt(_ body: () throws -> Void) throws -> Value {
        do {
            try body()
            return .boolean(true)
        } catch PlainStop.blocked {
            return .boolean(false)
        }
    }

    private func operateLock(_ kind: InstructionKind) throws {
        switch kind {
        case .lock(let reference): try lock(reference)
        case .tryLock(let reference, let result):
            var got = Value.boolean(false)
            if case .mutex(let holder, _) = try part(reference), holder != thread || isRecursive(reference) {
                got = try attempt { try lock(reference) }
            }
            if let result { try setLocal(result, got) }
        case .unlock(let reference):
            guard case .mutex(let holder, let depth) = try part(reference), holder == thread
            else { throw fail(.misuse) }
            try set(reference, .mutex(holder: depth > 1 ? thread : nil, depth: depth - 1))
        case .conditionWait(let reference, let mutex):
            guard case .mutex(let holder, 1) = try part(mutex), holder == thread else { throw fail(.misuse) }
            guard case .condition(let waiting) = try part(reference) else { throw fail(.misuse) }
            try set(mutex, .mutex(holder: nil, depth: 0))
            try set(reference, .condition(waiting.union([thread])))
        case .conditionResume(let reference, let mutex):
            guard case .condition(let waiting) = try part(reference), !waiting.contains(thread)
            else { throw PlainStop.blocked }
            guard case .mutex(nil, _) = try part(mutex) else { throw PlainStop.blocked }
            try set(mutex, .mutex(holder: thread, depth: 1))
        case .notify(let reference, let all):
            guard case .condition(let waiting) = try part(reference), !waiting.isEmpty else { return }
            let woken = waiting.sorted()[all ? 0 : pick(waiting.count)]
            try set(reference, .condition(all ? [] : waiting.subtracting([woken])))
        case .acquire(let reference): try acquire(reference)
        case .tryAcquire(let reference, let result):
            let got = try attempt { try acquire(reference) }
            if let result { try setLocal(result, got) }
        case .release(let reference):
            guard case .semaphore(let count) = try part(reference),
                case .semaphore(_, let limit) = program.objects[reference.object].kind
            else { throw fail(.misuse) }
            if let limit, count >= limit { throw fail(.misuse) }
            try set(reference, .semaphore(count + 1))
        case .eventSet(let reference): try set(reference, .event(true))
        case .eventReset(let reference): try set(reference, .event(false))
        case .eventWait(let reference): try waitForEvent(reference)
        case .eventIsSet(let reference, let result):
            guard case .event(let isSet) = try part(reference) else { throw fail(.misuse) }
            if let result { try setLocal(result, .boolean(isSet)) }
        case .barrierArrive, .barrierLeave, .onceEnter, .onceFinish: try operateMeeting(kind)
        default: try operateReadWriteLock(kind)
        }
    }

    private func operateMeeting(_ kind: InstructionKind) throws {
        switch kind {
        case .barrierArrive(let reference, let last):
            guard case .barrier(let arrived) = try part(reference),
                case .barrier(let parties) = program.objects[reference.object].kind
            else { throw fail(.misuse) }
            let isLast = arrived.count + 1 >= parties
            try set(reference, .barrier(isLast ? [] : arrived.union([thread])))
            try setLocal(last, .boolean(isLast))
        case .barrierLeave(let reference):
            guard case .barrier(let arrived) = try part(reference), !arrived.contains(thread)
            else { throw PlainStop.blocked }
        case .onceEnter(let reference, let entered):
            guard case .once(let status) = try part(reference) else { throw fail(.misuse) }
            switch status {
            case .new:
                try set(reference, .once(.running(thread)))
                try setLocal(entered, .boolean(true))
            case .running(let runner):
                if runner == thread { throw fail(.misuse) }
                throw PlainStop.blocked
            case .done: try setLocal(entered, .boolean(false))
            }
        case .onceFinish(let reference): try set(reference, .once(.done))
        default: throw fail(.misuse)
        }
    }

    private func operateReadWriteLock(_ kind: InstructionKind) throws {
        switch kind {
        case .readLock(let reference): try readLock(reference)
        case .writeLock(let reference): try writeLock(reference)
        case .tryReadLock(let reference, let result):
            let got = try attempt { try readLock(reference) }
            if let result { try setLocal(result, got) }
        case .tryWriteLock(let reference, let result):
            guard case .rwlock(_, let readers, _) = try part(reference) else { throw fail(.misuse) }
            let got = try readers.contains(thread) ? .boolean(false) : attempt { try writeLock(reference) }
            if let result { try setLocal(result, got) }
        case .readUnlock(let reference):
            guard case .rwlock(let writer, var readers, let queued) = try part(reference),
                let place = readers.firstIndex(of: thread)
            else { throw fail(.misuse) }
            readers.remove(at: place)
            try set(reference, .rwlock(writer: writer, readers: readers, queued: queued))
        case .writeUnlock(let reference):
            guard case .rwlock(let writer, let readers, let queued) = try part(reference), writer == thread
            else { throw fail(.misuse) }
            try set(reference, .rwlock(writer: nil, readers: readers, queued: queued))
        case .writeQueue(let reference):
            guard case .rwlock(let writer, let readers, let queued) = try part(reference) else { throw fail(.misuse) }
            if writer == thread || readers.contains(thread) { throw fail(.misuse) }
            try set(reference, .rwlock(writer: writer, readers: readers, queued: queued.union([thread])))
        default: throw fail(.misuse)
        }
    }

    private func readLock(_ reference: ObjectReference) throws {
        guard case .rwlock(let writer, let readers, let queued) = try part(reference) else { throw fail(.misuse) }
        if writer == thread { throw fail(.misuse) }
        if writer != nil || !queued.isEmpty { throw PlainStop.blocked }
        try set(reference, .rwlock(writer: nil, readers: (readers + [thread]).sorted(), queued: queued))
    }

    private func writeLock(_ reference: ObjectReference) throws {
        guard case .rwlock(let writer, let readers, let queued) = try part(reference) else { throw fail(.misuse) }
        if writer == thread || readers.contains(thread) { throw fail(.misuse) }
        if writer != nil || !readers.isEmpty { throw PlainStop.blocked }
        try set(reference, .rwlock(writer: thread, readers: [], queued: queued.subtracting([thread])))
    }

    // MARK: - Pools

    private func allocate(_ pool: ObjectID, _ fields: [Value], _ result: LocalID?) throws {
        guard case .pool(_, _, let any, _) = program.objects[pool].kind else { throw fail(.misuse) }
        let free = state.objects[pool].indices.filter { index in
            if case .cell(inUse: false, _) = state.objects[pool][index] { return true }
            return false
        }
        guard !free.isEmpty else { throw fail(.memoryError) }
        let cell = free[any ? pick(free.count) : 0]
        state.objects[pool][cell] = .cell(inUse: true, fields)
        if let result { try setLocal(result, .reference(cell: cell, dangling: false)) }
    }

    private func free(_ pool: ObjectID, _ reference: Value) throws {
        guard case .reference(let cell, let dangling) = reference,
            case .cell(let inUse, let fields) = state.objects[pool][cell]
        else { throw fail(.memoryError) }
        if dangling || !inUse { throw fail(.memoryError) }
        state.objects[pool][cell] = .cell(inUse: false, fields)
        let dangler = Dangler(program: program, pool: pool, cell: cell)
        dangler.mark(&state)
        frames = frames.map(dangler.marked)
    }
}

/// Marks every copy of a reference to a freed cell.
private struct Dangler {
    let program: Program
    let pool: ObjectID
    let cell: Int

    func mark(_ state: inout PlainState) {
        for object in state.objects.indices {
            for index in state.objects[object].indices {
                switch (state.objects[object][index], program.objects[object].kind) {
                case (.value(let value), .variable(let type, _)), (.value(let value), .atomic(let type, _)):
                    state.objects[object][index] = .value(marked(value, type))
                case (.channel(let messages, let isClosed), .channel(let type, _, _)):
                    state.objects[object][index] = .channel(messages.map { marked($0, type) }, isClosed: isClosed)
                case (.cell(let inUse, let values), .pool(let fields, _, _, _)):
                    let new = zip(values, fields).map { marked($0, $1.type) }
                    state.objects[object][index] = .cell(inUse: inUse, new)
                default: break
                }
            }
        }
        for thread in state.threads.indices {
            state.threads[thread].frames = state.threads[thread].frames.map(marked)
            for (key, value) in state.threads[thread].observed {
                let type = program.routines[key[0]].locals[key[1]].type
                state.threads[thread].observed[key] = marked(value, type)
            }
        }
    }

    func marked(_ frame: PlainState.Frame) -> PlainState.Frame {
        guard frame.routine >= 0 else { return frame }
        var frame = frame
        for (local, value) in frame.locals.enumerated() {
            frame.locals[local] = value.map { marked($0, program.routines[frame.routine].locals[local].type) }
        }
        return frame
    }

    private func marked(_ value: Value, _ type: ValueType) -> Value {
        switch (value, type) {
        case (.reference(let index, _), .reference(let target)) where target == pool && index == cell:
            return .reference(cell: index, dangling: true)
        case (.some(let inner), .optional(let wrapped)): return .some(marked(inner, wrapped))
        case (.elements(let parts), .array(let element, _)), (.elements(let parts), .list(let element, _)):
            return .elements(parts.map { marked($0, element) })
        case (.structure(let parts), .structure(let table)):
            return .structure(zip(parts, program.structures[table].fields).map { marked($0, $1.type) })
        default: return value
        }
    }
}
