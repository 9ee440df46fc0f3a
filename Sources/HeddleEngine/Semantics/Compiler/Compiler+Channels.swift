internal import HeddleProgram

/// Channels and `select`.
///
/// A rendezvous is one step of both threads, listed under the sender. A resting receiver therefore leaves an *offer* at its
/// resting place: code that tells which channel it waits at, and code that takes the message and goes on. A resting
/// sender leaves one too, so that others can tell whether it is there.
extension Compiler {
    func compileChannel(_ kind: InstructionKind, _ index: Int) {
        switch kind {
        case .send(let channel, let message):
            if isRendezvous(channel) { offerSend(channel, condition: nil) }
            send(channel, message, otherwise: -1)
        case .trySend(let channel, let message, let result): trySend(channel, message, result)
        case .receive(let channel, let result):
            if isRendezvous(channel) {
                offerReceive(channel, condition: nil, result, isNext: false, goesOn: instructionLabels[index + 1])
            }
            receive(channel, result, isNext: false, otherwise: -1)
            // An accepted offer goes on behind this, in a successor that the sender has made already.
            commit()
        case .next(let channel, let result):
            if isRendezvous(channel) {
                offerReceive(channel, condition: nil, result, isNext: true, goesOn: instructionLabels[index + 1])
            }
            receive(channel, result, isNext: true, otherwise: -1)
            commit()
        case .tryReceive(let channel, let result):
            if isRendezvous(channel) {
                offerReceive(channel, condition: nil, result, isNext: true, goesOn: instructionLabels[index + 1])
            }
            tryReceive(channel, result)
            commit()
        case .close(let channel):
            let start = offset(of: channel)
            noteIntent(.close, channel, start)
            commit()
            emit(.channelClose, start, fault: .object(name(of: channel)))
            noteObject([.close], channel, start)
        case .channelCount(let channel, let result):
            let start = offset(of: channel)
            noteIntent(.channelCount, channel, start)
            let count = self.count(of: channel, start)
            commit()
            if let result { assign(count, .int, to: result) }
            noteObject([.channelCount], channel, start, value: NotedValue(register: count, type: .int))
        default: preconditionFailure("Heddle bug: \(kind) cannot be compiled")
        }
    }

    func isRendezvous(_ channel: ObjectReference) -> Bool {
        if case .channel(_, .rendezvous, _) = program.objects[channel.object].kind { return true }
        return false
    }

    private func messageType(_ channel: ObjectReference) -> ValueType {
        guard case .channel(let type, _, _) = program.objects[channel.object].kind else { return .int }
        return type
    }

    private func count(of channel: ObjectReference, _ start: Int) -> Int {
        let part = layout.objects[channel.object]
        if part.capacity == 0 { return constant(0) }
        let count = register()
        emit(.loadIndexed, count, part.second, start, x: Int(part.countWidth.rawValue))
        return count
    }

    // MARK: Sending

    func send(_ channel: ObjectReference, _ message: Expression, otherwise: Int) {
        let start = offset(of: channel)
        let type = messageType(channel)
        noteIntent(.send, channel, start)
        let source = fit(value(message), from: message.type, to: type, name: name(of: channel))
        emit(.sendGuard, start, otherwise, 0, x: channel.object, fault: .object(name(of: channel)))
        if isRendezvous(channel) {
            handOver(channel, start, source, type)
        } else {
            commit()
            put(channel, start, source, type)
        }
    }

    private func put(_ channel: ObjectReference, _ start: Int, _ source: Int, _ type: ValueType) {
        let part = layout.objects[channel.object]
        let position = register()
        quietly {
            let length = count(of: channel, start)
            emit(.multiplyImmediate, position, length, part.messageSize)
            emit(.addWrap, position, position, start)
            store(source, to: Address(base: .state(part.third), dynamic: position, type: type))
        }
        emit(.sendStore, start, 0, 0, x: channel.object)
        noteObject(
            [.send], channel, start, value: NotedValue(register: source, type: type),
            count: annotates ? count(of: channel, start) : -1, total: constant(part.capacity))
    }

    /// Chooses a partner that stands ready and lets it go on with the message.
    private func handOver(_ channel: ObjectReference, _ start: Int, _ source: Int, _ type: ValueType) {
        let partner = register()
        let offer = register()
        let leaves = layouts.leafCount(type)
        emit(.rendezvousReady, partner, start, offer, x: channel.object)
        note(.choice(.handsTo(partner)))
        commit()
        note(.partner(partner))
        if annotates {
            var made = operation(
                .handOver, object: channel.object, name: name(of: channel), location: 0, register: start)
            made.value = NotedValue(register: source, type: type)
            made.threads = [partner]
            note(.operation(made))
        }
        if memory != nil { emit(.synchronize, partner, Int(Op.rendezvousSend.rawValue), 0) }
        emit(.rendezvousSend, partner, offer, source, x: leaves)
    }

    private func trySend(_ channel: ObjectReference, _ message: Expression, _ result: LocalID?) {
        let start = offset(of: channel)
        let type = messageType(channel)
        noteIntent(.send, channel, start)
        let source = fit(value(message), from: message.type, to: type, name: name(of: channel))
        let success = register()
        let before = isCommitted
        let failed = newLabel()
        let end = newLabel()
        if isRendezvous(channel) {
            emit(.sendGuard, start, failed, 0, x: channel.object, fault: .object(name(of: channel)))
            emit(.senderReady, success, start, 1, x: channel.object)
            emit(.branchFalse, success, 0, failed)
            handOver(channel, start, source, type)
        } else {
            commit()
            emit(.move, success, constant(1))
            emit(.sendGuard, start, failed, 1, x: channel.object, fault: .object(name(of: channel)))
            put(channel, start, source, type)
        }
        emit(.jump, end)
        place(failed)
        if isRendezvous(channel), !before { emit(.commit) }
        emit(.move, success, constant(0))
        noteObject([.trySendFailed], channel, start, value: NotedValue(register: source, type: type))
        place(end)
        if let result { assign(success, .bool, to: result) }
    }

    // MARK: Receiving

    func receive(_ channel: ObjectReference, _ result: LocalID?, isNext: Bool, otherwise: Int) {
        let start = offset(of: channel)
        noteIntent(.receive, channel, start)
        emit(.receiveGuard, start, otherwise, isNext ? 1 : 0, x: channel.object, fault: .object(name(of: channel)))
        if isNext {
            take(
                channel, start, result, wraps: true, length: quietCount(of: channel, start), nothing: .nextClosed)
        } else if !isRendezvous(channel) {
            take(channel, start, result, wraps: false, length: nil, nothing: .nextClosed)
        }
    }

    private func tryReceive(_ channel: ObjectReference, _ result: LocalID?) {
        let start = offset(of: channel)
        noteIntent(.receive, channel, start)
        if isRendezvous(channel) {
            let isThere = register()
            emit(.senderReady, isThere, start, 0, x: channel.object)
            let alone = register()
            emit(.not, alone, isThere)
            emit(.blockUnless, alone)
        }
        touchMessages(of: channel.object, start)
        take(
            channel, start, result, wraps: true, length: quietCount(of: channel, start), nothing: .receiveNothing)
    }

    /// How many messages there are, where only whether there is one counts, and that is logged.
    private func quietCount(of channel: ObjectReference, _ start: Int) -> Int {
        var length = 0
        quietly { length = count(of: channel, start) }
        return length
    }

    /// Takes a message into `result`; where `length` is given and zero at run time, nil instead.
    private func take(
        _ channel: ObjectReference, _ start: Int, _ result: LocalID?, wraps: Bool, length: Int?,
        nothing: OperationKind
    ) {
        let type = messageType(channel)
        let part = layout.objects[channel.object]
        let leaves = layouts.leafCount(type)
        let whole = register(leaves + 1)
        let end = newLabel()
        let before = isCommitted
        if let length {
            let some = newLabel()
            emit(.branchTrue, length, 0, some)
            commit()
            emit(.zeroRange, whole, 0, leaves + 1)
            if memory != nil, nothing == .nextClosed {
                emit(.synchronize, start, Int(Op.receiveGuard.rawValue), 0)
            }
            if let result { assign(whole, .optional(type), to: result) }
            noteObject([nothing], channel, start)
            emit(.jump, end)
            place(some)
            isCommitted = before
        }
        let position = register()
        emit(.move, position, constant(0))
        // Messages alike that stand before it and teach something else.
        let copies = register()
        emit(.move, copies, constant(0))
        if case .channel(_, _, unordered: true) = program.objects[channel.object].kind {
            emit(.choice, position, constant(part.capacity))
            emit(.channelTest, position, start, copies, x: channel.object)
        }
        let place = register()
        emit(.multiplyImmediate, place, position, part.messageSize)
        emit(.addWrap, place, place, start)
        if part.capacity > 0 {
            quietly { load(Address(base: .state(part.third), dynamic: place, type: type), into: whole + 1) }
        } else {
            emit(.zeroRange, whole + 1, 0, leaves)
        }
        if case .channel(_, _, unordered: true) = program.objects[channel.object].kind {
            note(.choice(.message(NotedValue(register: whole + 1, type: type), copies: copies)))
        }
        commit()
        emit(.receiveTake, start, position, 0, x: channel.object)
        emit(.move, whole, constant(1))
        if let result { assign(wraps ? whole : whole + 1, wraps ? .optional(type) : type, to: result) }
        noteObject(
            [.receive], channel, start, value: NotedValue(register: whole + 1, type: type),
            count: annotates ? count(of: channel, start) : -1, total: constant(part.capacity))
        self.place(end)
    }

    // MARK: Offers

    /// Emits the code of an offer beside the step's own, jumped over.
    private func offer(_ channel: ObjectReference, condition: Expression?, isReceive: Bool, accept: () -> Int) {
        guard !current.key.isInstant else { return }
        let committed = isCommitted
        let past = newLabel()
        emit(.jump, past)
        let probe = placedLabel()
        let mark = nextRegister
        let refused = newLabel()
        if let condition { emit(.branchFalse, value(condition), 0, refused) }
        emit(.move, probeResult, offset(of: channel))
        emit(.stop, x: Int(RunResult.rested.rawValue))
        place(refused)
        emit(.move, probeResult, constant(-1))
        emit(.stop, x: Int(RunResult.rested.rawValue))
        release(to: mark)
        isCommitted = true
        let taken = accept()
        isCommitted = committed
        place(past)
        rests[rests.count - 1].offers.append(
            Offer(object: channel.object, isReceive: isReceive, probe: probe, accept: taken))
    }

    func offerSend(_ channel: ObjectReference, condition: Expression?) {
        offer(channel, condition: condition, isReceive: false) { -1 }
    }

    func offerReceive(
        _ channel: ObjectReference, condition: Expression?, _ result: LocalID?, isNext: Bool, goesOn: Int
    ) {
        offer(channel, condition: condition, isReceive: true) {
            let taken = placedLabel()
            let type = messageType(channel)
            let first = probeResult + 2
            if let result {
                if isNext { emit(.move, first - 1, constant(1)) }
                assign(isNext ? first - 1 : first, isNext ? .optional(type) : type, to: result)
            }
            emit(.jump, goesOn)
            return taken
        }
    }

    // MARK: Select

    func select(_ alternatives: [SelectAlternative]) {
        note(.intent(self.operation(.await, name: [.text("select")])))
        for alternative in alternatives { offerAlternative(alternative) }
        let digit = register()
        emit(.choice, digit, constant(alternatives.count))
        let before = isCommitted
        for (index, alternative) in alternatives.enumerated() {
            let mark = nextRegister
            let next = newLabel()
            emit(.branchUnequal, digit, constant(index), next)
            span = alternative.span
            if let condition = alternative.condition { emit(.blockUnless, value(condition)) }
            isCommitted = before
            take(alternative, among: alternatives)
            commit()
            emit(.jump, instructionLabels[alternative.target])
            place(next)
            release(to: mark)
        }
        emit(.blockUnless, constant(0))
        isCommitted = true
    }

    private func offerAlternative(_ alternative: SelectAlternative) {
        let target = instructionLabels[alternative.target]
        switch alternative.operation {
        case .send(let channel, _) where isRendezvous(channel): offerSend(channel, condition: alternative.condition)
        case .receive(let channel, let result) where isRendezvous(channel):
            offerReceive(channel, condition: alternative.condition, result, isNext: false, goesOn: target)
        case .next(let channel, let result) where isRendezvous(channel):
            offerReceive(channel, condition: alternative.condition, result, isNext: true, goesOn: target)
        default: break
        }
    }

    private func take(_ alternative: SelectAlternative, among all: [SelectAlternative]) {
        // A choice is a short text: the alternative without its block.
        let whole = annotates ? program.source.normalizedText(alternative.span) : ""
        let head = whole.prefix { $0 != "{" }
        note(.choice(.alternative(String(head.last == " " ? head.dropLast() : head))))
        switch alternative.operation {
        case .await(let condition):
            emit(.blockUnless, valueAtOnce(condition))
            commit()
            note(.operation(self.operation(.await, name: [.text(self.text(condition))])))
        case .send(let channel, let message): send(channel, message, otherwise: -1)
        case .receive(let channel, let result): receive(channel, result, isNext: false, otherwise: -1)
        case .next(let channel, let result): receive(channel, result, isNext: true, otherwise: -1)
        case .lock(let object): lock(object, otherwise: -1)
        case .acquire(let object): acquire(object, otherwise: -1)
        case .eventWait(let object): eventWait(object, otherwise: -1)
        case .timeout:
            commit()
            note(.operation(self.operation(.timeout)))
        case .default:
            for other in all { refuse(other) }
            commit()
            note(.operation(self.operation(.selectDefault)))
        }
    }

    /// Blocks if the alternative could go now.
    private func refuse(_ alternative: SelectAlternative) {
        let mark = nextRegister
        defer { release(to: mark) }
        let off = newLabel()
        if let condition = alternative.condition { emit(.branchFalse, value(condition), 0, off) }
        switch alternative.operation {
        case .timeout, .default:
            place(off)
            return
        case .await(let condition): emit(.branchFalse, value(condition), 0, off)
        case .send(let channel, _):
            let start = offset(of: channel)
            if isRendezvous(channel) {
                let isReady = register()
                emit(.senderReady, isReady, start, 1, x: channel.object)
                emit(.branchFalse, isReady, 0, off)
            } else {
                emit(.sendGuard, start, off, 2, x: channel.object)
            }
        case .receive(let channel, _), .next(let channel, _):
            let start = offset(of: channel)
            if isRendezvous(channel) {
                let isReady = register()
                let goes = newLabel()
                emit(.senderReady, isReady, start, 0, x: channel.object)
                emit(.branchTrue, isReady, 0, goes)
                emit(.receiveGuard, start, off, 1, x: channel.object)
                place(goes)
            } else {
                emit(.receiveGuard, start, off, 1, x: channel.object)
            }
        case .lock(let object): emit(.mutexGuard, offset(of: object), 1, off, x: thread)
        case .acquire(let object): emit(.semaphoreGuard, offset(of: object), object.object, off)
        case .eventWait(let object): emit(.eventGuard, offset(of: object), 0, off)
        }
        emit(.blockUnless, constant(0))
        place(off)
    }
}
