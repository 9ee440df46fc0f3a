internal import HeddleProgram

/// Channels and `select` in the plain second implementation.
extension PlainRun {
    private struct Channel {
        var type: ValueType
        var capacity: ChannelCapacity
        var isUnordered: Bool
    }

    private func channel(_ reference: ObjectReference) throws -> Channel {
        guard case .channel(let type, let capacity, let unordered) = program.objects[reference.object].kind
        else { throw fail(.misuse) }
        return Channel(type: type, capacity: capacity, isUnordered: unordered)
    }

    private func messages(_ reference: ObjectReference) throws -> ([Value], isClosed: Bool) {
        guard case .channel(let messages, let isClosed) = try part(reference) else { throw fail(.misuse) }
        return (messages, isClosed)
    }

    private func set(_ reference: ObjectReference, _ messages: [Value], _ isClosed: Bool) throws {
        var kept = messages
        // Without an order only the multiset is the state.
        if try channel(reference).isUnordered { kept.sort { String(describing: $0) < String(describing: $1) } }
        state.objects[reference.object][try index(reference)] = .channel(kept, isClosed: isClosed)
    }

    func operateChannel(_ kind: InstructionKind) throws {
        switch kind {
        case .send(let reference, let value): try send(reference, try evaluate(value))
        case .trySend(let reference, let value, let result):
            var got = true
            do {
                try send(reference, try evaluate(value))
            } catch PlainStop.blocked {
                got = false
            }
            if let result { try setLocal(result, .boolean(got)) }
        case .receive(let reference, let result):
            guard let message = try receive(reference) else { throw fail(.misuse) }
            if let result { try setLocal(result, message) }
        case .next(let reference, let result):
            let message = try receive(reference)
            if let result { try setLocal(result, message.map { .some($0) } ?? .none) }
        case .tryReceive(let reference, let result):
            // What a sender who stands ready hands over is the sender's step.
            if !isDelivering, try isSenderReady(reference) { throw PlainStop.blocked }
            var message: Value?
            do {
                message = try receive(reference)
            } catch PlainStop.blocked {
                message = nil
            }
            if let result { try setLocal(result, message.map { .some($0) } ?? .none) }
        case .close(let reference):
            let (under, isClosed) = try messages(reference)
            if isClosed { throw fail(.misuse) }
            try set(reference, under, true)
        case .channelCount(let reference, let result):
            if let result { try setLocal(result, .integer(try messages(reference).0.count)) }
        default: throw fail(.misuse)
        }
    }

    func send(_ reference: ObjectReference, _ value: Value) throws {
        let (under, isClosed) = try messages(reference)
        if isClosed { throw fail(.misuse) }
        let declared = try channel(reference)
        let stored = try types.store(value, declared.type)
        switch declared.capacity {
        case .rendezvous:
            let receivers = try readyReceivers(reference)
            guard !receivers.isEmpty else { throw PlainStop.blocked }
            deliver(
                stored, to: receivers[pick(receivers.count)], channel: reference.object, index: try index(reference))
        case .bounded(let capacity):
            guard under.count < capacity else { throw PlainStop.blocked }
            try set(reference, under + [stored], false)
        case .unbounded:
            guard under.count < program.bounds.messages else { throw PlainStop.bound("messages") }
            try set(reference, under + [stored], false)
        }
    }

    /// The message taken; nil where the channel is closed and empty.
    func receive(_ reference: ObjectReference) throws -> Value? {
        if let value = delivered(reference.object, try index(reference)) { return value }
        let (under, isClosed) = try messages(reference)
        guard !under.isEmpty else {
            if isClosed { return nil }
            throw PlainStop.blocked
        }
        var place = 0
        if try channel(reference).isUnordered {
            var distinct: [Int] = []
            for index in under.indices where !distinct.contains(where: { under[$0] == under[index] }) {
                distinct.append(index)
            }
            place = distinct[pick(distinct.count)]
        }
        var rest = under
        let message = rest.remove(at: place)
        try set(reference, rest, isClosed)
        return message
    }

    /// Threads that stand before a receive from this channel, themselves able to go on with it.
    private func readyReceivers(_ reference: ObjectReference) throws -> [Int] {
        try threads(at: reference) { kind in
            switch kind {
            case .receive(let candidate, _), .next(let candidate, _), .tryReceive(let candidate, _):
                return [(candidate, nil)]
            case .select(let alternatives):
                return alternatives.compactMap { alternative in
                    switch alternative.operation {
                    case .receive(let candidate, _), .next(let candidate, _): return (candidate, alternative.condition)
                    default: return nil
                    }
                }
            default: return []
            }
        }
    }

    /// Whether a thread stands before a send that waits for a receiver.
    private func isSenderReady(_ reference: ObjectReference) throws -> Bool {
        guard case .rendezvous = try channel(reference).capacity else { return false }
        let senders = try threads(at: reference) { kind in
            switch kind {
            case .send(let candidate, _): return [(candidate, nil)]
            case .select(let alternatives):
                return alternatives.compactMap { alternative in
                    guard case .send(let candidate, _) = alternative.operation else { return nil }
                    return (candidate, alternative.condition)
                }
            default: return []
            }
        }
        return !senders.isEmpty
    }

    /// Whether another thread's send could complete this thread's next step.
    func canBeHandedTo() throws -> Bool {
        guard let frame = frames.last, program.routines[frame.routine].code.indices.contains(frame.next + 1)
        else { return false }
        switch program.routines[frame.routine].code[frame.next + 1].kind {
        case .receive(let reference, _), .next(let reference, _), .tryReceive(let reference, _):
            return try isSenderReady(reference)
        case .select(let alternatives):
            return try alternatives.contains {
                try ($0.condition.map(boolean) ?? true) && isMeeting($0)
            }
        default: return false
        }
    }

    /// Other threads whose next step has one of its offers, switched on, at this channel.
    private func threads(
        at reference: ObjectReference, offers: (InstructionKind) -> [(ObjectReference, Expression?)]
    ) throws -> [Int] {
        let wanted = try index(reference)
        return state.threads.indices.filter { other in
            guard other != thread, let frame = state.threads[other].frames.last else { return false }
            let looker = PlainEvaluator(
                program: program, state: state, thread: other, frames: state.threads[other].frames)
            let code = program.routines[frame.routine].code
            guard code.indices.contains(frame.next + 1) else { return false }
            return offers(code[frame.next + 1].kind).contains { candidate, condition in
                candidate.object == reference.object && (try? looker.index(candidate)) == wanted
                    && (try? condition.map(looker.boolean) ?? true) == true
            }
        }
    }

    // MARK: - Select

    /// Takes one of the alternatives that can go; their own choices follow.
    func select(_ alternatives: [SelectAlternative]) throws {
        let on = try alternatives.filter { try $0.condition.map(boolean) ?? true }
        var able: [SelectAlternative] = []
        for alternative in on where try canGo(alternative) { able.append(alternative) }
        if able.isEmpty, try !on.contains(where: isMeeting) {
            able = on.filter { if case .default = $0.operation { return true } else { return false } }
        }
        guard !able.isEmpty else { throw PlainStop.blocked }
        let taken = able[able.count == 1 ? 0 : pick(able.count)]
        switch taken.operation {
        case .await, .timeout, .default: break
        case .send(let reference, let value): try send(reference, try evaluate(value))
        case .receive(let reference, let result):
            guard let message = try receive(reference) else { throw fail(.misuse) }
            if let result { try setLocal(result, message) }
        case .next(let reference, let result):
            let message = try receive(reference)
            if let result { try setLocal(result, message.map { .some($0) } ?? .none) }
        case .lock(let reference): try lock(reference)
        case .acquire(let reference): try acquire(reference)
        case .eventWait(let reference): try waitForEvent(reference)
        }
        frames[frames.count - 1].next = taken.target
    }

    /// Whether a sender stands ready for the alternative: it can go, but as the sender's step.
    private func isMeeting(_ alternative: SelectAlternative) throws -> Bool {
        switch alternative.operation {
        case .receive(let reference, _), .next(let reference, _): return try isSenderReady(reference)
        default: return false
        }
    }

    /// Whether an alternative could go now, found out on a copy. Where a rendezvous brings a message, nothing else can.
    private func canGo(_ alternative: SelectAlternative) throws -> Bool {
        if isDelivering {
            switch alternative.operation {
            case .receive(let reference, _), .next(let reference, _):
                return try delivered(reference.object, index(reference)) != nil
            default: return false
            }
        }
        let copy = PlainRun(interpreter, state: state, thread: thread, script: [])
        copy.frames = frames
        do {
            switch alternative.operation {
            case .await(let condition): return try boolean(condition)
            case .timeout: return true
            case .default: return false
            case .send(let reference, let value): try copy.send(reference, try copy.evaluate(value))
            case .receive(let reference, _), .next(let reference, _):
                if delivered(reference.object, try index(reference)) != nil { return true }
                if isDelivering { return false }
                _ = try copy.receive(reference)
            case .lock(let reference): try copy.lock(reference)
            case .acquire(let reference): try copy.acquire(reference)
            case .eventWait(let reference): try copy.waitForEvent(reference)
            }
            return true
        } catch PlainStop.blocked {
            return false
        } catch {
            return true
        }
    }
}
