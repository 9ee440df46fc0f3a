internal import HeddleProgram

/// A component of a message as it lies in a buffer.
struct MessageField {
    /// From the start of the message. Unit: bytes.
    var offset: Int32
    var width: Width
    /// Bits that are kept when it is stored; all ones where the width says enough.
    var mask: Int
}

/// A channel that is there from the start, by identity.
struct ChannelSlot {
    var offset: Int32
    var object: Int32
}

/// A channel of a process's own: the element of an object.
struct OwnChannel {
    var object: Int32
    var perProcess: Int32
    var index: Int32
}

/// The rules of processes and of their channels.
extension Workspace {
    /// Runs one instruction that only processes have; nil goes on at `next`.
    @inline(never)
    func runProcess(_ i: Instr, _ r: UnsafeMutablePointer<Int>, _ next: inout Int) -> RunResult? {
        let a = Int(i.a)
        let b = Int(i.b)
        let c = Int(i.c)
        let x = Int(i.x)
        let at = next - 1
        switch i.op {
        case .chooseAmong:
            let depth = choiceDepth
            guard let digit = chooseDigit(c, { r[b + $0] != 0 }) else { return .blocked }
            r[a] = digit
            if givenChoice < 0 { isLastDigit[depth] = !(digit + 1..<c).contains { r[b + $0] != 0 } }
        case .timeoutHolds: r[a] = timeoutHolds ? 1 : 0
        case .assertSoft:
            if r[a] == 0 {
                failureCount += 1
                if failureCount == 1 {
                    faultCode = .assertion
                    faultAt = at
                }
            }
        case .processEnd: return endProcess(start: a, bytes: b)
        case .channelFind: return findChannel(r[b], into: r + a, at)
        case .channelIdentity: r[a] = firstOwnChannel(ofSlot: x) + b
        case .channelFact: r[a] = channelFact(r + b, c)
        case .messageCut: cutMessage(r + a, image.objects[r[b + 1]], count: x)
        case .messagePut: putMessage(r + a, r + b, count: x & 0xFF, sorted: x & 0x100 != 0)
        case .messageFind: r[a] = findMessage(r + b, r + c, count: x & 0xFF, anywhere: x & 0x100 != 0)
        case .messageLoad:
            let facts = image.objects[r[b + 1]]
            for field in 0..<x { r[a + field] = messageField(r[b], facts, message: r[c], field) }
        case .messageRemove: removeMessage(r[a], image.objects[r[a + 1]], r[b])
        case .canHandOver: r[a] = canSend(r + b, r + c, count: x) ? 1 : 0
        case .handOver: return chooseReceiver(r + b, into: &r[a], message: r + c, count: x)
        default: preconditionFailure("Heddle bug: no rule for \(i.op)")
        }
        return nil
    }

    private func endProcess(start: Int, bytes: Int) -> RunResult {
        (state + start).initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        put(Int(byte(image.spawnedCountOffset)) - 1, image.spawnedCountOffset, size: 1)
        return .rested
    }

    // MARK: Identities

    private func findChannel(_ identity: Int, into pair: UnsafeMutablePointer<Int>, _ at: Int) -> RunResult? {
        var rest = identity - 1
        guard rest >= 0 else { return fail(.index, at, identity) }
        if rest < image.channelSlots.count {
            pair[0] = Int(image.channelSlots[rest].offset)
            pair[1] = Int(image.channelSlots[rest].object)
            return nil
        }
        rest -= image.channelSlots.count
        for slot in 0..<liveThreadCount {
            let group = Int(byte(Int(image.groupSlots[slot]))) - 1
            let start = Int(image.ownStart[group])
            let count = Int(image.ownStart[group + 1]) - start
            if rest < count {
                let own = image.ownChannels[start + rest]
                let facts = image.objects[Int(own.object)]
                pair[0] = facts.offset + (slot * Int(own.perProcess) + Int(own.index)) * facts.stride
                pair[1] = Int(own.object)
                return nil
            }
            rest -= count
        }
        return fail(.index, at, identity)
    }

    private func firstOwnChannel(ofSlot slot: Int) -> Int {
        var identity = 1 + image.channelSlots.count
        for lower in 0..<slot {
            let group = Int(byte(Int(image.groupSlots[lower]))) - 1
            if group >= 0 { identity += Int(image.ownStart[group + 1] - image.ownStart[group]) }
        }
        return identity
    }

    // MARK: Buffers

    /// 0: messages; 1: whether full; 2: whether there is room; 3: capacity.
    private func channelFact(_ pair: UnsafeMutablePointer<Int>, _ which: Int) -> Int {
        let facts = image.objects[pair[1]]
        let count = messageCount(pair[0], facts)
        switch which {
        case 0: return count
        case 1: return facts.capacity > 0 && count >= facts.capacity ? 1 : 0
        case 2: return count < facts.capacity ? 1 : 0
        default: return facts.capacity
        }
    }

    private func messageField(_ offset: Int, _ facts: ObjectFacts, message: Int, _ field: Int) -> Int {
        guard field < facts.fieldCount else { return 0 }
        let part = image.messageFields[facts.firstField + field]
        return take(offset + facts.third + message * facts.messageSize + Int(part.offset), part.width)
    }

    /// Each component as it is once it has been stored.
    private func cutMessage(_ message: UnsafeMutablePointer<Int>, _ facts: ObjectFacts, count: Int) {
        for field in 0..<min(count, facts.fieldCount) {
            let part = image.messageFields[facts.firstField + field]
            let value = message[field] & part.mask
            switch part.width {
            case .u8: message[field] = Int(UInt8(truncatingIfNeeded: value))
            case .u16: message[field] = Int(UInt16(truncatingIfNeeded: value))
            case .u32: message[field] = Int(UInt32(truncatingIfNeeded: value))
            case .i8: message[field] = Int(Int8(truncatingIfNeeded: value))
            case .i16: message[field] = Int(Int16(truncatingIfNeeded: value))
            case .i32: message[field] = Int(Int32(truncatingIfNeeded: value))
            case .i64: message[field] = value
            }
        }
    }

    private func putMessage(
        _ pair: UnsafeMutablePointer<Int>, _ message: UnsafeMutablePointer<Int>, count: Int, sorted: Bool
    ) {
        let facts = image.objects[pair[1]]
        let offset = pair[0]
        let length = messageCount(offset, facts)
        guard length < facts.capacity else { return }
        var position = length
        if sorted {
            position = 0
            // The order is that of the numbers as they were computed, before they are cut to the buffer's widths.
            while position < length, !isLess(message, offset, facts, position, count) { position += 1 }
        }
        cutMessage(message, facts, count: count)
        let base = offset + facts.third
        let size = facts.messageSize
        if position < length {
            let start = base + position * size
            memmoveBytes(from: start, to: start + size, count: (length - position) * size)
        }
        for field in 0..<min(count, facts.fieldCount) {
            let part = image.messageFields[facts.firstField + field]
            put(message[field], base + position * size + Int(part.offset), size: part.width.size)
        }
        put(length + 1, offset + facts.second, size: facts.countWidth.size)
    }

    private func memmoveBytes(from: Int, to: Int, count: Int) {
        (state + to).copyMemory(from: state + from, byteCount: count)
    }

    /// Whether a message stands before the one at a position, component by component.
    private func isLess(
        _ message: UnsafeMutablePointer<Int>, _ offset: Int, _ facts: ObjectFacts, _ position: Int, _ count: Int
    ) -> Bool {
        for field in 0..<min(count, facts.fieldCount) {
            let other = messageField(offset, facts, message: position, field)
            if message[field] != other { return message[field] < other }
        }
        return false
    }

    /// 1 + the position of the first message that fits, 0 if none does.
    private func findMessage(
        _ pair: UnsafeMutablePointer<Int>, _ patterns: UnsafeMutablePointer<Int>, count: Int, anywhere: Bool
    ) -> Int {
        let facts = image.objects[pair[1]]
        let length = messageCount(pair[0], facts)
        search: for position in 0..<(anywhere ? length : min(1, length)) {
            for field in 0..<count where patterns[2 * field] != 0 {
                if messageField(pair[0], facts, message: position, field) != patterns[2 * field + 1] {
                    continue search
                }
            }
            return position + 1
        }
        return 0
    }

    // MARK: Rendezvous

    private func receiveOffers(of thread: Int) -> Range<Int> {
        let place = place(of: thread)
        guard place != 0 else { return 0..<0 }
        let rest = Int(image.restBase[thread]) + place
        return Int(image.offerStart[rest])..<Int(image.offerStart[rest + 1])
    }

    /// Whether the message (in the partner's registers) would be taken.
    private func fits(_ index: Int, _ offset: Int, _ object: Int) -> Bool {
        let offer = image.offers[index]
        guard offer.object < 0 || Int(offer.object) == object else { return false }
        let keptCode = faultCode
        let keptAt = faultAt
        let keptCount = failureCount
        defer {
            faultCode = keptCode
            faultAt = keptAt
            failureCount = keptCount
        }
        partnerRegisters[0] = offset
        return run(Int(offer.probe), partnerRegisters) == .rested && partnerRegisters[0] == -1
    }

    /// Of the offers that a receiver makes, those of the first escape that has one go before all others.
    private func isAllowed(_ index: Int, _ range: Range<Int>, _ offset: Int, _ object: Int) -> Bool {
        guard fits(index, offset, object) else { return false }
        let escape = image.offers[index].escape
        for before in range.lowerBound..<index
        where image.offers[before].escape > 0 && image.offers[before].escape != escape {
            if fits(before, offset, object) { return false }
        }
        return true
    }

    private func copyMessage(_ message: UnsafeMutablePointer<Int>, count: Int) {
        (partnerRegisters + 2).update(from: message, count: count)
    }

    private func canSend(_ pair: UnsafeMutablePointer<Int>, _ message: UnsafeMutablePointer<Int>, count: Int) -> Bool {
        let facts = image.objects[pair[1]]
        if facts.capacity > 0 { return messageCount(pair[0], facts) < facts.capacity }
        cutMessage(message, facts, count: count)
        copyMessage(message, count: count)
        for other in 0..<liveThreadCount where other != runner {
            for index in receiveOffers(of: other) where fits(index, pair[0], pair[1]) { return true }
        }
        return false
    }

    /// Chooses a receiver that stands ready, and which of its offers if it has several.
    private func chooseReceiver(
        _ pair: UnsafeMutablePointer<Int>, into partner: inout Int, message: UnsafeMutablePointer<Int>, count: Int
    ) -> RunResult? {
        copyMessage(message, count: count)
        let live = liveThreadCount
        let offset = pair[0]
        let object = pair[1]
        let found = chooseDigit(image.threadCount) { other in
            other != runner && other < live && receiveOffers(of: other).contains { fits($0, offset, object) }
        }
        guard let found else { return .blocked }
        partner = found
        let range = receiveOffers(of: found)
        pendingOffer = range.lowerBound
        if range.count > 1 {
            let which = chooseDigit(range.count) { isAllowed(range.lowerBound + $0, range, offset, object) }
            guard let which else { return .blocked }
            pendingOffer += which
        }
        pendingPartner = found
        pendingCount = count
        return nil
    }

    /// Lets each receiver go on that was handed a message when the sender had come to rest.
    func finishHandOvers() -> RunResult {
        var result = RunResult.rested
        while pendingOffer >= 0, result == .rested {
            let offer = pendingOffer
            pendingOffer = -1
            lastPartner = pendingPartner
            runner = pendingPartner
            reachFrames(of: runner)
            (registers + 2).update(from: partnerRegisters + 2, count: pendingCount)
            result = run(Int(image.offers[offer].accept), registers)
        }
        return result
    }

    // MARK: Timeouts

    /// Finds out whether `timeout` holds in the state to move from.
    func settleTimeout() {
        guard image.usesTimeout else { return }
        let kept = (recorder, givenChoice, thread)
        recorder = nil
        givenChoice = -1
        timeoutHolds = false
        var moves = false
        for other in 0..<threadCount where !moves {
            state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
            if place(of: other) == 0 { continue }
            restart(other)
            moves = nextOfThread()
        }
        timeoutHolds = !moves
        (recorder, givenChoice, thread) = kept
        digitCount = 0
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
    }
}
