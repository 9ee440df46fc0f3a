internal import HeddleProgram

/// Messages of processes: sent, received, offered to be taken.
extension Compiler {
    // MARK: Sending

    func sendMessage(
        _ place: ChannelPlace, _ values: [Expression], sorted: Bool, handsOver: Int, _ type: ValueType
    ) {
        let pair = channel(place)
        let first = message(values)
        commit()
        let isRendezvous = isRendezvous(place)
        let buffered = newLabel()
        let end = newLabel()
        if isRendezvous == nil {
            let capacity = register()
            emit(.channelFact, capacity, pair, 3)
            emit(.branchTrue, capacity, 0, buffered)
        }
        if isRendezvous != false {
            let partner = register()
            emit(.messageCut, first, pair, x: values.count)
            emit(.handOver, partner, pair, first, x: values.count)
            note(.choice(.handsTo(partner)))
            note(.partner(partner))
            if annotates {
                var made = operation(.handOver, place, pair)
                made.value = NotedValue(register: first, type: type)
                made.threads = [partner]
                note(.operation(made))
            }
            emit(.jump, instructionLabels[handsOver])
        }
        self.place(buffered)
        if isRendezvous != true {
            emit(.messagePut, pair, first, 0, x: values.count | (sorted ? 0x100 : 0))
            noteMessage(.send, place, pair, first, type)
        }
        self.place(end)
    }

    private func noteMessage(_ kind: OperationKind, _ place: ChannelPlace, _ pair: Int, _ first: Int, _ type: ValueType)
    {
        guard annotates else { return }
        var made = operation(kind, place, pair)
        made.value = NotedValue(register: first, type: type)
        made.countRegister = register()
        made.totalRegister = register()
        emit(.channelFact, made.countRegister, pair, 0)
        emit(.channelFact, made.totalRegister, pair, 3)
        note(.operation(made))
    }

    // MARK: Receiving

    func receiveMessage(
        _ place: ChannelPlace, _ parts: [MessagePart], anywhere: Bool, keeps: Bool, _ type: ValueType
    ) {
        let pair = channel(place)
        if !anywhere, let buffer = knownBuffer(place) {
            return receiveFirst(buffer, pair, parts, keeps: keeps)
        }
        commit()
        let found = register()
        find(pair, parts, anywhere: anywhere, into: found)
        emit(.blockUnless, found)
        let position = register()
        emit(.subtractWrap, position, found, constant(1))
        let count = max(parts.count, layouts.leafCount(type))
        let first = register(max(1, count))
        emit(.messageLoad, first, pair, position, x: count)
        if !keeps { emit(.messageRemove, pair, position) }
        noteMessage(.receive, place, pair, first, type)
        store(parts, from: first)
    }

    private func receiveFirst(_ buffer: KnownBuffer, _ pair: Int, _ parts: [MessagePart], keeps: Bool) {
        let fits = register()
        firstFits(buffer, parts, into: fits)
        emit(.blockUnless, fits)
        commit()
        let first = register(max(1, parts.count))
        for (number, part) in parts.enumerated() {
            if case .store = part { component(number, buffer, into: first + number) }
        }
        if !keeps { emit(.messageRemove, pair, constant(0)) }
        store(parts, from: first)
    }

    private func store(_ parts: [MessagePart], from first: Int) {
        for (index, part) in parts.enumerated() {
            guard case .store(let place) = part else { continue }
            let mark = nextRegister
            let target = address(place)
            let source = cut(first + index, to: target.type)
            store(source, to: target)
            noteChangedLocal(of: place)
            release(to: mark)
        }
    }

    /// A number made fit for a place, as C stores it.
    private func cut(_ source: Int, to type: ValueType) -> Int {
        switch type {
        case .sized(let bits, let signed): return narrowed(source, bits, signed)
        case .bool, .enumeration:
            let result = register()
            emit(.bitAnd, result, source, constant(type == .bool ? 1 : 0xFF))
            return result
        default: return source
        }
    }

    // MARK: Offers

    /// Emits the code of an offer beside the step's own, jumped over.
    func offer(_ alternative: StepAlternative, _ provided: Expression?) {
        guard let index = alternative.offer, !current.key.isInstant,
            case .processReceive(let place, let parts, _, _, _) = program.routines[current.key.routine].code[index].kind,
            isRendezvous(place) != false
        else { return }
        let past = newLabel()
        let refused = newLabel()
        emit(.jump, past)
        let probe = placedLabel()
        let mark = nextRegister
        if let provided { emit(.branchFalse, value(provided), 0, refused) }
        emit(.branchUnequal, channel(place), probeResult, refused)
        for (part, declared) in parts.enumerated() {
            if case .match(let wanted) = declared {
                emit(.branchUnequal, value(wanted), probeResult + 2 + part, refused)
            }
        }
        emit(.move, probeResult, constant(-1))
        emit(.stop, x: Int(RunResult.rested.rawValue))
        self.place(refused)
        emit(.move, probeResult, constant(-2))
        emit(.stop, x: Int(RunResult.rested.rawValue))
        release(to: mark)
        let accept = placedLabel()
        isCommitted = true
        store(parts, from: probeResult + 2)
        emit(.jump, instructionLabels[index + 1])
        isCommitted = false
        self.place(past)
        rests[rests.count - 1].offers.append(
            Offer(
                object: place.object ?? -1, isReceive: true, probe: probe, accept: accept, escape: alternative.escape))
    }
}
