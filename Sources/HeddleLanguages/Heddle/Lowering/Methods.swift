internal import HeddleProgram

/// Methods of shared objects, atomics and lists.
extension RoutineLowering {
    /// The methods that an object has, for suggestions.
    func methods(of object: ObjectID) -> [String] {
        switch context.program.objects[object].kind {
        case .mutex: return ["lock", "tryLock", "unlock"]
        case .rwlock:
            return ["readLock", "readUnlock", "writeLock", "writeUnlock", "tryReadLock", "tryWriteLock"]
        case .condition: return ["wait", "notify", "notifyAll"]
        case .semaphore: return ["acquire", "tryAcquire", "release"]
        case .barrier: return ["wait"]
        case .once: return ["run"]
        case .event: return ["set", "reset", "wait"]
        case .channel: return ["send", "trySend", "receive", "next", "tryReceive", "close", "count"]
        case .variable, .atomic, .pool: return []
        }
    }

    private static let objectWords: Set<String> = [
        "atomic", "mutex", "rwlock", "condition", "semaphore", "barrier", "once", "event", "channel",
    ]

    func noMethod(_ name: Identifier, of type: String, among known: [String]) {
        let habits = [
            "signal": "notify", "broadcast": "notifyAll", "P": "acquire", "down": "acquire", "V": "release",
            "up": "release", "put": "send", "recv": "receive", "get": "receive", "acquire": "lock",
            "release": "unlock", "push": "append", "pop": "removeLast", "size": "count", "length": "count",
            "cas": "compareExchange", "await": "wait", "post": "release",
        ]
        var hint = Suggestions.hint(for: name.text, among: known)
        if let habit = habits[name.text], known.contains(habit) { hint = "did you mean '\(habit)'?" }
        if hint == nil, !known.isEmpty { hint = "it has " + known.map { "'\($0)'" }.joined(separator: ", ") }
        let article = "aeiou".contains(type.first ?? "x") ? "an" : "a"
        let isObject = Self.objectWords.contains(type)
        let subject = isObject ? "\(article) \(type)" : "'\(type)'"
        error("H206", name.span, "\(subject) has no method '\(name.text)'", hint: hint)
    }

    func lowerMethod(
        _ base: SyntaxExpression, _ method: Identifier, _ arguments: [SyntaxArgument], _ span: SourceSpan,
        into: LocalID?, isStatement: Bool
    ) -> Expression? {
        guard let access = resolve(base).map(asThreads) else {
            for argument in arguments {
                if case .name = argument.value.kind { continue }
                quietType(of: argument.value)
            }
            return nil
        }
        switch access {
        case .object(let reference, let place):
            if context.program.objects[reference.object].count != nil, reference.index == nil {
                arrayOfObjects(reference.object, place, method: method.text)
                return nil
            }
            return lowerObjectMethod(reference, method, arguments, span, into: into)
        case .place(let place):
            switch place.type {
            case .list: return lowerListMethod(place, method, arguments, span, into: into, isStatement: isStatement)
            case .array where Self.listMethods.contains(method.text):
                return lowerListMethod(place, method, arguments, span, into: into, isStatement: isStatement)
            default:
                if place.isAtomic {
                    return lowerAtomicMethod(place, method, arguments, span, into: into, isStatement: isStatement)
                }
                if case .optional = place.type, let value = read(access, place.span) {
                    mismatch(value, wanted: .int)
                    return nil
                }
                noMethod(method, of: context.describe(place.type), among: [])
                return nil
            }
        case .value(let value):
            switch value.type {
            case .list, .array:
                return lowerValueMethod(value, method, arguments, span)
            default:
                noMethod(method, of: context.describe(value.type), among: [])
                return nil
            }
        case .thread:
            noMethod(method, of: "thread", among: [])
            return nil
        default:
            noValue(access)
            return nil
        }
    }

    private func lowerValueMethod(
        _ value: Expression, _ method: Identifier, _ arguments: [SyntaxArgument], _ span: SourceSpan
    ) -> Expression? {
        switch method.text {
        case "contains":
            guard checkCount(method.text, arguments.count, 1, span) else { return nil }
            return lowerContains(.value(value), arguments[0].value, span: span)
        case "count", "isEmpty", "first", "last":
            guard checkCount(method.text, arguments.count, 0, span) else { return nil }
            return sequenceValue(.value(value), method, span: span)
        default:
            noMethod(
                method, of: context.describe(value.type), among: Self.arrayMethods)
            return nil
        }
    }

    // MARK: - Lists

    private func lowerListMethod(
        _ list: LoweredPlace, _ method: Identifier, _ arguments: [SyntaxArgument], _ span: SourceSpan,
        into: LocalID?, isStatement: Bool
    ) -> Expression? {
        switch method.text {
        case "count", "isEmpty", "first", "last", "contains":
            if method.text == "contains" {
                guard checkCount(method.text, arguments.count, 1, span) else { return nil }
                return lowerContains(.place(list), arguments[0].value, span: span)
            }
            guard checkCount(method.text, arguments.count, 0, span) else { return nil }
            return sequenceValue(.place(list), method, span: span)
        default: break
        }
        guard case .list(let element, _) = list.type, Self.listMethods.contains(method.text) else {
            noMethod(method, of: context.describe(list.type), among: Self.arrayMethods)
            return nil
        }
        var place = list
        let mark = code.count
        var value: Expression?
        if method.text == "append" {
            guard checkCount("append", arguments.count, 1, span) else { return nil }
            value = lowerValue(arguments[0].value, to: element, nested: true)
            guard value != nil else { return nil }
        } else {
            guard checkCount(method.text, arguments.count, 0, span) else { return nil }
        }
        stabilise(&place, since: mark)
        guard mayChange(place, span) else { return nil }
        let emitStep: (InstructionKind) -> Void = { kind in
            if place.isShared { self.operation(kind, span) } else { self.emit(kind, span) }
        }
        switch method.text {
        case "append":
            if let value { emitStep(.listAppend(place.place, value)) }
            return Self.noResult(span)
        case "clear":
            emitStep(.listClear(place.place))
            return Self.noResult(span)
        default:
            let result = isStatement ? nil : taker(of: element, into)
            if let object = place.object { context.reads.insert(object) }
            emitStep(
                method.text == "removeFirst"
                    ? .listRemoveFirst(place.place, result: result) : .listRemoveLast(place.place, result: result))
            guard let result else { return Self.noResult(span) }
            return Expression(.read(.local(result)), element, span)
        }
    }

    // MARK: - Primitives

    private func lowerObjectMethod(
        _ reference: ObjectReference, _ method: Identifier, _ arguments: [SyntaxArgument], _ span: SourceSpan,
        into: LocalID?
    ) -> Expression? {
        let object = context.program.objects[reference.object]
        let observers: Set<String> = ["holder", "closed", "value", "waiting", "isSet", "count"]
        if observers.contains(method.text), arguments.isEmpty { return observe(reference, method, span: span) }
        guard methods(of: reference.object).contains(method.text) else {
            let known = methods(of: reference.object)
            noMethod(method, of: objectWord(reference.object), among: known)
            return nil
        }
        if !mentioned.contains(reference.object) { mentioned.append(reference.object) }
        switch object.kind {
        case .condition:
            return lowerConditionMethod(reference, method, arguments, span)
        case .channel(let type, _, _):
            return lowerChannelMethod(reference, type, method, arguments, span, into: into)
        default: break
        }
        guard checkCount(method.text, arguments.count, 0, span) else { return nil }
        let waits = ["lock", "readLock", "writeLock", "acquire", "wait"].contains(method.text)
        guard mayAct("\(method.text)", span, waits: waits) else { return nil }
        switch object.kind {
        case .mutex: return lowerMutexMethod(reference, method.text, span, into: into)
        case .rwlock(let writersFirst):
            return lowerReadWriteMethod(reference, method, writersFirst: writersFirst, span, into: into)
        case .semaphore:
            switch method.text {
            case "acquire": operation(.acquire(reference), span)
            case "release": operation(.release(reference), span)
            default: return flag(span, into) { .tryAcquire(reference, result: $0) }
            }
        case .event:
            switch method.text {
            case "set": operation(.eventSet(reference), span)
            case "reset": operation(.eventReset(reference), span)
            default: operation(.eventWait(reference), span)
            }
        case .barrier: return lowerBarrierWait(reference, method, span)
        default:
            error("H301", span, "'run' takes a block", hint: "'\(object.name).run { … }'")
            return nil
        }
        return Self.noResult(span)
    }

    /// An operation that gives a boolean.
    func flag(_ span: SourceSpan, _ into: LocalID?, _ kind: (LocalID) -> InstructionKind) -> Expression {
        let result = taker(of: .bool, into)
        operation(kind(result), span)
        return Expression(.read(.local(result)), .bool, span)
    }

    private func lowerMutexMethod(
        _ reference: ObjectReference, _ method: String, _ span: SourceSpan, into: LocalID?
    )
        -> Expression
    {
        switch method {
        case "lock": operation(.lock(reference), span)
        case "unlock": operation(.unlock(reference), span)
        default: return flag(span, into) { .tryLock(reference, result: $0) }
        }
        return Self.noResult(span)
    }

    private func lowerReadWriteMethod(
        _ reference: ObjectReference, _ method: Identifier, writersFirst: Bool, _ span: SourceSpan, into: LocalID?
    ) -> Expression? {
        switch method.text {
        case "readLock": operation(.readLock(reference), span)
        case "readUnlock": operation(.readUnlock(reference), span)
        case "writeUnlock": operation(.writeUnlock(reference), span)
        case "tryReadLock": return flag(span, into) { .tryReadLock(reference, result: $0) }
        case "tryWriteLock": return flag(span, into) { .tryWriteLock(reference, result: $0) }
        default:
            if writersFirst {
                guard twoStepsAllowed(method) else { return nil }
                operation(.writeQueue(reference), span)
            }
            operation(.writeLock(reference), span)
        }
        return Self.noResult(span)
    }

    /// H405 where the mode is one instant.
    func twoStepsAllowed(_ method: Identifier) -> Bool {
        if mode.isThread { return true }
        if case .setup = mode.base {
            error("H410", method.span, "'skip', 'yield' and waiting have no place in 'setup'")
        } else {
            error("H405", method.span, "'\(method.text)' takes two steps and cannot stand in 'atomic'")
        }
        return false
    }

    private func lowerBarrierWait(_ reference: ObjectReference, _ method: Identifier, _ span: SourceSpan) -> Expression?
    {
        guard twoStepsAllowed(method) else { return nil }
        let last = temporary(.bool)
        operation(.barrierArrive(reference, last: last), span)
        let value = Expression(.read(.local(last)), .bool, span)
        let (leave, end) = (newLabel(), newLabel())
        emit(.branch(value, then: end, otherwise: leave), span)
        bind(leave)
        operation(.barrierLeave(reference), span)
        bind(end)
        return value
    }

    private func lowerConditionMethod(
        _ reference: ObjectReference, _ method: Identifier, _ arguments: [SyntaxArgument], _ span: SourceSpan
    ) -> Expression? {
        let name = objectName(reference.object)
        guard method.text == "wait" else {
            guard checkCount(method.text, arguments.count, 0, span), mayAct(method.text, span) else { return nil }
            context.notified.insert(reference.object)
            operation(.notify(reference, all: method.text == "notifyAll"), span)
            return Self.noResult(span)
        }
        if context.awaited[reference.object] == nil { context.awaited[reference.object] = span }
        guard let argument = arguments.first else {
            error(
                "H504", span, "'\(name).wait' needs the mutex it releases", hint: "'\(name).wait(lock)'")
            return nil
        }
        guard checkCount("wait", arguments.count, 1, span), let access = resolve(argument.value) else { return nil }
        guard case .object(let mutex, let place) = access,
            case .mutex = context.program.objects[mutex.object].kind
        else {
            error("H504", argument.value.span, "'\(name).wait' needs the mutex it releases, and this is none")
            return nil
        }
        if context.program.objects[mutex.object].count != nil, mutex.index == nil {
            arrayOfObjects(mutex.object, place, method: nil)
            return nil
        }
        guard twoStepsAllowed(method) else { return nil }
        if ifDepth > 0, loops.isEmpty, context.deadDepth == 0 {
            context.warning(
                "H811", span, "'wait' on '\(name)' inside 'if': who wakes must look again", hint: "use 'while'")
        }
        operation(.conditionWait(reference, mutex: mutex), span)
        operation(.conditionResume(reference, mutex: mutex), span)
        return Self.noResult(span)
    }

    private func lowerChannelMethod(
        _ channel: ObjectReference, _ type: ValueType, _ method: Identifier, _ arguments: [SyntaxArgument],
        _ span: SourceSpan, into: LocalID?
    ) -> Expression? {
        let sends = method.text == "send" || method.text == "trySend"
        guard checkCount(method.text, arguments.count, sends ? 1 : 0, span) else { return nil }
        var reference = channel
        var message: Expression?
        if sends {
            let mark = code.count
            message = lowerValue(arguments[0].value, to: type, nested: true)
            if reference.index != nil { stabilise(&reference.index!, since: mark) }
            guard message != nil else { return nil }
        }
        let waits = ["send", "receive", "next"].contains(method.text)
        guard mayAct(method.text, span, waits: waits) else { return nil }
        if waits, !mode.isThread, case .channel(_, .rendezvous, _) = context.program.objects[channel.object].kind {
            error("H405", method.span, "a rendezvous takes two threads and cannot stand in 'atomic'")
            return nil
        }
        switch method.text {
        case "send": if let message { operation(.send(reference, message), span) }
        case "trySend":
            guard let message else { return nil }
            return flag(span, into) { .trySend(reference, message, result: $0) }
        case "receive":
            let result = taker(of: type, into)
            operation(.receive(reference, result: result), span)
            return Expression(.read(.local(result)), locals[result].type, span)
        case "next", "tryReceive":
            if case .optional = type {
                error("H314", span, "'\(context.describe(type))?' is no type: an optional holds no optional")
                return nil
            }
            let result = taker(of: .optional(type), into)
            operation(
                method.text == "next"
                    ? .next(reference, result: result) : .tryReceive(reference, result: result), span)
            return Expression(.read(.local(result)), .optional(type), span)
        default: operation(.close(reference), span)
        }
        return Self.noResult(span)
    }
}
