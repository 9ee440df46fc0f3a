internal import HeddleProgram

/// The words of a step (language.md section 16), as they stand in schedule files and JSON.
///
/// One line: verb, object, value; `→` is what came out, `←` what went in. A step of several operations (an atomic
/// block) is worded by its first line; its operations can be asked for one by one.
package struct StepWords: Sendable {
    package var values: ValueWords

    package init(_ values: ValueWords) {
        self.values = values
    }

    /// The action of a recorded step; empty for the start.
    package func action(of event: Event) -> String {
        guard let reference = event.site, let site = site(reference) else { return "" }
        switch site.kind {
        case .await: return "await " + site.text
        case .atomic: return "atomic: " + site.text
        case .select:
            guard let first = event.operations.first else {
                return values.program.failedStep(of: event)?.text ?? "select"
            }
            switch first.kind {
            case .timeout, .selectDefault: return words(first)
            case .await: return "case await " + (first.name.isEmpty ? site.text : first.name)
            default: return "case " + words(first)
            }
        case .process: return event.processOperation.map(words) ?? statementText(event) ?? site.text
        case .operation, .choose:
            return event.operations.first.map(words) ?? values.program.failedStep(of: event)?.text ?? site.text
        }
    }

    /// The first statement that a process made, as it is written.
    private func statementText(_ event: Event) -> String? {
        guard let first = event.statements.first, values.program.statements.indices.contains(first) else { return nil }
        return values.program.statements[first].text
    }

    /// The operations of a step one by one: the inside of an atomic block.
    package func operations(of event: Event) -> [String] {
        event.operations.map(words)
    }

    private func site(_ reference: SiteReference) -> StepSite? {
        let routines = values.program.routines
        guard routines.indices.contains(reference.routine),
            routines[reference.routine].code.indices.contains(reference.instruction),
            case .beginStep(let site) = routines[reference.routine].code[reference.instruction].kind
        else { return nil }
        return site
    }

    /// One operation in words.
    package func words(_ operation: Operation) -> String {
        let name = operation.name
        switch operation.kind {
        case .read, .write, .readModifyWrite, .compareExchange, .compareExchangeFailed, .compareExchangeSpurious:
            return accessWords(operation)
        case .flush: return "flush \(name) ← \(value(operation)) to memory"
        case .fence: return "fence (\((operation.order ?? .seqCst).rawValue))"
        case .choose: return "choose \(name) = \(value(operation))"
        case .lock, .tryLock, .tryLockFailed, .unlock, .readLock, .tryReadLock, .tryReadLockFailed, .readUnlock,
            .writeQueue, .writeLock, .tryWriteLock, .tryWriteLockFailed, .writeUnlock:
            return lockWords(operation)
        case .conditionWait: return "wait on \(name), release \(operation.secondName ?? "its lock")"
        case .conditionResume: return "wake up, lock \(operation.secondName ?? "its lock")"
        case .conditionSpurious: return "wakes for no reason"
        case .notify: return "notify \(name): \(woken(operation))"
        case .notifyAll: return "notifyAll \(name): \(woken(operation))"
        case .acquire: return "acquire \(name)\(left(operation))"
        case .tryAcquire: return "tryAcquire \(name) → true\(left(operation))"
        case .tryAcquireFailed: return "tryAcquire \(name) → false"
        case .release: return "release \(name)\(left(operation))"
        case .barrierArrive: return "arrive at \(name)\(arrivals(operation))"
        case .barrierLast: return "arrive at \(name) (last)"
        case .barrierLeave: return "leave \(name)"
        case .onceRun: return "run \(name)"
        case .onceFinish: return "finish \(name)"
        case .onceDone: return "\(name) is done"
        case .eventSet: return "set \(name)"
        case .eventReset: return "reset \(name)"
        case .eventWait: return "\(name) is set"
        case .eventIsSet: return "isSet \(name) → \(value(operation))"
        case .send, .trySendFailed, .receive, .receiveNothing, .nextClosed, .handOver, .close, .channelCount:
            return channelWords(operation)
        case .new: return "new \(name)"
        case .free: return "free \(name)"
        case .spawn: return "spawn \(others(operation, otherwise: name))"
        case .join: return "join \(others(operation, otherwise: name))"
        case .skip: return "skip"
        case .yield: return "yield"
        case .timeout: return "timeout"
        case .selectDefault: return "default"
        case .await: return "await \(name)"
        }
    }

    private func accessWords(_ operation: Operation) -> String {
        let name = operation.name
        let tail = order(operation)
        let isAtomic = operation.order != nil
        switch operation.kind {
        case .read: return "\(isAtomic ? "load" : "read") \(name) → \(value(operation))\(tail)"
        case .write: return "\(isAtomic ? "store" : "write") \(name) ← \(value(operation))\(tail)"
        case .readModifyWrite:
            let verb = operation.rmw?.rawValue ?? "change"
            let change = "\(text(operation.previous, operation)) → \(value(operation))"
            guard operation.rmw != .exchange, let operand = operation.operand else {
                return "\(verb) \(name): \(change)\(tail)"
            }
            return "\(verb) \(name) \(text(operand, operation)): \(change)\(tail)"
        case .compareExchange:
            let written = operation.operand ?? operation.value
            return "compareExchange \(name): \(text(operation.previous, operation)) → "
                + "\(text(written, operation))\(tail)"
        case .compareExchangeFailed:
            return "compareExchange \(name) failed: is \(value(operation)), "
                + "not \(text(operation.previous, operation))\(tail)"
        default: return "compareExchange \(name) failed for no reason\(tail)"
        }
    }

    private func lockWords(_ operation: Operation) -> String {
        let name = operation.name
        switch operation.kind {
        case .tryLock, .tryReadLock, .tryWriteLock: return "\(operation.kind.rawValue) \(name) → true"
        case .tryLockFailed: return "tryLock \(name) → false"
        case .tryReadLockFailed: return "tryReadLock \(name) → false"
        case .tryWriteLockFailed: return "tryWriteLock \(name) → false"
        case .writeQueue: return "queue up for \(name)"
        default: return "\(operation.kind.rawValue) \(name)"
        }
    }

    private func channelWords(_ operation: Operation) -> String {
        let name = operation.name
        switch operation.kind {
        case .send: return "send \(name) ← \(value(operation))"
        case .trySendFailed: return "trySend \(name) ← \(value(operation)): full"
        case .receive: return "receive \(name) → \(value(operation))"
        case .receiveNothing: return "tryReceive \(name) → nil"
        case .nextClosed: return "next \(name) → nil (closed)"
        case .handOver: return "hand \(value(operation)) to \(others(operation, otherwise: "nobody")) on \(name)"
        case .close: return "close \(name)"
        default: return "count \(name) → \(operation.count.map { String($0) } ?? value(operation))"
        }
    }

    private func order(_ operation: Operation) -> String {
        guard let order = operation.order else { return "" }
        let parts = (order == .seqCst ? [] : [order.rawValue]) + memory(operation)
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    /// What a weak memory adds to an atomic access: the write that was read, how many newer ones were passed over, the
    /// one that a store was put before.
    private func memory(_ operation: Operation) -> [String] {
        guard let memory = operation.memory else { return [] }
        var parts: [String] = []
        if let source = memory.readsFrom { parts.append("from \(name(of: source))") }
        if memory.passesOver > 0 { parts.append("passes over \(memory.passesOver)") }
        // Where an update writes follows from what it read.
        if memory.readsFrom == nil, let next = memory.placedBefore { parts.append("before \(name(of: next))") }
        return parts
    }

    /// A write by the thread that made it and its number there: `start`, `right#1`.
    private func name(of write: WriteName) -> String {
        write.text(values.threadName)
    }

    private func value(_ operation: Operation) -> String { text(operation.value, operation) }

    private func text(_ value: Value?, _ operation: Operation) -> String {
        value.map { values.text($0, operation.type) } ?? "?"
    }

    private func left(_ operation: Operation) -> String {
        operation.count.map { " (\($0) left)" } ?? ""
    }

    private func arrivals(_ operation: Operation) -> String {
        guard let count = operation.count, let total = operation.total else { return "" }
        return " (\(count) of \(total))"
    }

    private func woken(_ operation: Operation) -> String {
        operation.otherThreads.isEmpty ? "nobody waits" : "wakes " + others(operation, otherwise: "")
    }

    private func others(_ operation: Operation, otherwise: String) -> String {
        let names = operation.otherThreads.filter { $0 >= 0 }.map(values.threadName)
        return names.isEmpty ? otherwise : names.joined(separator: ", ")
    }
}
