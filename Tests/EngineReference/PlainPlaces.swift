internal import HeddleProgram

/// Places and what properties can see, in the plain second implementation.
extension PlainEvaluator {
    func setLocal(_ local: LocalID, _ value: Value) throws {
        let top = frames.count - 1
        let routine = frames[top].routine
        let kept: Value
        if routine >= 0 {
            let declared = program.routines[routine].locals[local]
            kept = try types.store(value, declared.type)
            if declared.isObserved, thread >= 0 { state.threads[thread].observed[[routine, local]] = kept }
        } else {
            kept = value
        }
        frames[top].locals[local] = kept
    }

    func type(of place: Place) -> ValueType {
        switch place {
        case .local(let local): return program.routines[frames[frames.count - 1].routine].locals[local].type
        case .shared(let object):
            switch program.objects[object].kind {
            case .variable(let type, _), .atomic(let type, _): return type
            default: return .int
            }
        case .cellField(let pool, _, let field):
            if case .pool(let fields, _, _, _) = program.objects[pool].kind { return fields[field].type }
            return .int
        case .element(let whole, _):
            switch type(of: whole) {
            case .array(let element, _), .list(let element, _): return element
            default: return .int
            }
        case .field(let whole, let field):
            if case .structure(let table) = type(of: whole) { return program.structures[table].fields[field].type }
            return .int
        case .threadLocal(_, let routine, let local): return program.routines[routine].locals[local].type
        }
    }

    func read(_ place: Place) throws -> Value {
        switch place {
        case .local(let local):
            return frames[frames.count - 1].locals[local] ?? .uninitialized
        case .shared(let object):
            guard case .value(let value) = state.objects[object][0] else { throw fail(.uninitializedRead) }
            return value
        case .cellField(let pool, let reference, let field):
            let index = try cell(pool, reference)
            guard case .cell(_, let fields) = state.objects[pool][index] else { throw fail(.memoryError) }
            return fields[field]
        case .element(let whole, let index):
            guard case .elements(let parts) = try read(whole) else { throw fail(.uninitializedRead) }
            return try element(parts, try integer(index))
        case .field(let whole, let field):
            guard case .structure(let parts) = try read(whole) else { throw fail(.uninitializedRead) }
            return parts[field]
        case .threadLocal(let thread, let routine, let local):
            let type = program.routines[routine].locals[local].type
            guard let number = try threadNumber(thread), state.threads.indices.contains(number)
            else { return types.defaultValue(type) }
            return state.threads[number].observed[[routine, local]] ?? types.defaultValue(type)
        }
    }

    /// The cell that a reference leads to; through a dangling one only in properties, or where cells are recycled.
    private func cell(_ pool: ObjectID, _ reference: Expression) throws -> Int {
        guard case .reference(let index, let dangling) = try evaluate(reference) else { throw fail(.memoryError) }
        guard case .pool(_, _, _, let recycling) = program.objects[pool].kind else { throw fail(.memoryError) }
        if dangling, !isProperty, !recycling { throw fail(.memoryError) }
        return index
    }

    func write(_ place: Place, _ value: Value) throws {
        try put(place, try types.store(value, type(of: place)))
    }

    private func put(_ place: Place, _ value: Value) throws {
        switch place {
        case .local(let local): try setLocal(local, value)
        case .shared(let object): state.objects[object][0] = .value(value)
        case .cellField(let pool, let reference, let field):
            let index = try cell(pool, reference)
            guard case .cell(let inUse, var fields) = state.objects[pool][index] else { throw fail(.memoryError) }
            fields[field] = value
            state.objects[pool][index] = .cell(inUse: inUse, fields)
        case .element(let whole, let index):
            let position = try integer(index)
            guard case .elements(var parts) = try readForChange(whole) else { throw fail(.uninitializedRead) }
            guard parts.indices.contains(position) else { throw fail(.overflow) }
            parts[position] = value
            try put(whole, .elements(parts))
        case .field(let whole, let field):
            guard case .structure(var parts) = try readForChange(whole) else { throw fail(.uninitializedRead) }
            parts[field] = value
            try put(whole, .structure(parts))
        case .threadLocal: throw fail(.misuse)
        }
    }

    /// A whole of which one part changes. A forgotten local has its type's default: nobody reads its other parts.
    private func readForChange(_ place: Place) throws -> Value {
        let value = try read(place)
        return value == .uninitialized ? types.defaultValue(type(of: place)) : value
    }

    // MARK: - What properties can see

    func index(_ reference: ObjectReference) throws -> Int {
        guard let index = reference.index else { return 0 }
        let number = try integer(index)
        guard state.objects[reference.object].indices.contains(number) else { throw fail(.overflow) }
        return number
    }

    func part(_ reference: ObjectReference) throws -> PlainState.Part {
        state.objects[reference.object][try index(reference)]
    }

    func member(_ group: GroupID, _ index: Int) throws -> Int? {
        let numbers = state.threads.indices.filter { state.threads[$0].group == group }
        switch program.threadGroups[group].copies {
        case .parameter(let lower, let upper):
            guard (lower...upper).contains(index) else { throw fail(.overflow) }
            return numbers[index - lower]
        case .spawned: return numbers.indices.contains(index) ? numbers[index] : nil
        case .single, .replicas:
            guard numbers.indices.contains(index) else { throw fail(.overflow) }
            return numbers[index]
        }
    }

    func observe(_ expression: Expression) throws -> Value {
        switch expression.kind {
        case .atLabel(let thread, let labels):
            guard let number = try threadNumber(thread) else { return .boolean(false) }
            return .boolean(stands(number, at: labels))
        case .finished(let thread):
            guard let number = try threadNumber(thread) else { return .boolean(false) }
            return .boolean(state.threads[number].isFinished)
        case .crashed: return .boolean(false)
        case .blocked(let thread):
            guard let number = try threadNumber(thread), !state.threads[number].isFinished
            else { return .boolean(false) }
            let interpreter = PlainInterpreter(program: program)
            if interpreter.steps(of: number, in: state).contains(where: { !$0.isEnvironment }) {
                return .boolean(false)
            }
            return .boolean(try !PlainRun(interpreter, state: state, thread: number, script: []).canBeHandedTo())
        case .holder(let reference):
            guard case .mutex(let holder?, _) = try part(reference) else { return .none }
            return .some(.thread(holder))
        case .channelCount(let reference):
            guard case .channel(let messages, _) = try part(reference) else { throw fail(.misuse) }
            return .integer(messages.count)
        case .channelClosed(let reference):
            guard case .channel(_, let isClosed) = try part(reference) else { throw fail(.misuse) }
            return .boolean(isClosed)
        case .semaphoreValue(let reference):
            guard case .semaphore(let count) = try part(reference) else { throw fail(.misuse) }
            return .integer(count)
        case .eventIsSet(let reference):
            guard case .event(let isSet) = try part(reference) else { throw fail(.misuse) }
            return .boolean(isSet)
        case .waitingCount(let reference):
            guard case .condition(let waiting) = try part(reference) else { throw fail(.misuse) }
            return .integer(waiting.count)
        default: throw fail(.misuse)
        }
    }

    private func stands(_ number: Int, at labels: [LabelID]) -> Bool {
        let frames = state.threads[number].frames
        for (level, frame) in frames.enumerated() {
            let code = program.routines[frame.routine].code
            if level == frames.count - 1 {
                guard code.indices.contains(frame.next), case .beginStep(let site) = code[frame.next].kind
                else { continue }
                if site.labels.contains(where: labels.contains) { return true }
            } else if code.indices.contains(frame.next - 1) {
                if code[frame.next - 1].labels.contains(where: labels.contains) { return true }
            }
        }
        return false
    }
}
