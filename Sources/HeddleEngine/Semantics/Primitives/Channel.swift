/// `channel`: whether closed, how many messages, the messages. Unordered ones keep them sorted by their bytes, so that
/// equal contents are equal states.
extension Workspace {
    func runChannel(_ i: Instr, _ r: UnsafeMutablePointer<Int>, _ next: inout Int) -> RunResult? {
        let a = Int(i.a)
        let b = Int(i.b)
        let c = Int(i.c)
        let x = Int(i.x)
        let at = next - 1
        switch i.op {
        case .sendGuard: return sendGuard(r[a], image.objects[x], mode: c, otherwise: b, &next, at)
        case .sendStore: finishSend(r[a], image.objects[x])
        case .receiveGuard:
            let count = messageCount(r[a], image.objects[x])
            if count > 0 { return nil }
            if byte(r[a]) == 0 { return settle(.waits, b, &next, at) }
            return c != 0 ? nil : fail(.receiveOnClosed, at)
        case .channelTest:
            // Equal messages are one choice, if whoever takes them learns the same: only the first of them is taken.
            let facts = image.objects[x]
            let position = r[a]
            if position >= messageCount(r[b], facts) { return .blocked }
            var copies = 0
            while copies < position, compareMessages(r[b], facts, position - copies - 1, position) == 0 {
                if teachTheSame(r[b], position - copies - 1, position) { return .blocked }
                copies += 1
            }
            r[c] = copies
        case .receiveTake: removeMessage(r[a], image.objects[x], r[b])
        case .channelClose:
            if byte(r[a]) != 0 { return fail(.closeOnClosed, at) }
            put(1, r[a], size: 1)
        case .senderReady: r[a] = isPartnerReady(x, r[b], wantsReceiver: c != 0) ? 1 : 0
        case .rendezvousReady: return choosePartner(x, r[b], into: &r[a], offer: &r[c])
        case .rendezvousSend: return handOver(r[a], offer: r[b], message: r + c, count: x)
        default: preconditionFailure("Heddle bug: no rule for \(i.op)")
        }
        return nil
    }

    func messageCount(_ offset: Int, _ facts: ObjectFacts) -> Int {
        facts.capacity == 0 ? 0 : take(offset + facts.second, facts.countWidth)
    }

    /// Modes: 0 send, 1 trySend, 2 only asks whether the send could go.
    private func sendGuard(
        _ offset: Int, _ facts: ObjectFacts, mode: Int, otherwise: Int, _ next: inout Int, _ at: Int
    ) -> RunResult? {
        if byte(offset) != 0 { return mode == 2 ? nil : fail(.sendOnClosed, at) }
        guard facts.capacity > 0 || facts.isOpen, messageCount(offset, facts) >= facts.capacity else { return nil }
        if facts.isOpen { return mode == 2 ? nil : .boundMessages }
        return settle(.waits, otherwise, &next, at)
    }

    private func finishSend(_ offset: Int, _ facts: ObjectFacts) {
        let count = messageCount(offset, facts)
        put(count + 1, offset + facts.second, size: facts.countWidth.size)
        guard facts.isFree else { return }
        var position = count
        while position > 0, compareMessages(offset, facts, position - 1, position) > 0 {
            swapMessages(offset, facts, position - 1, position)
            position -= 1
        }
        memory?.sentAt = position
    }

    /// Whether two messages of an unordered channel pass the same knowledge on.
    private func teachTheSame(_ offset: Int, _ first: Int, _ second: Int) -> Bool {
        guard let memory, let views = memory.views else { return true }
        let base = Int(memory.plan.objectAt[offset]) + 1
        return views.areEqual(views.object(base + first), views.object(base + second))
    }

    /// What two messages of an unordered channel pass on changes places.
    private func swapKnowledge(_ offset: Int, _ first: Int, _ second: Int) {
        guard let memory, let views = memory.views else { return }
        let base = Int(memory.plan.objectAt[offset]) + 1
        views.swap(views.object(base + first), views.object(base + second))
    }

    private func compareMessages(_ offset: Int, _ facts: ObjectFacts, _ first: Int, _ second: Int) -> Int {
        let base = offset + facts.third
        for index in 0..<facts.messageSize {
            let left = byte(base + first * facts.messageSize + index)
            let right = byte(base + second * facts.messageSize + index)
            if left != right { return left < right ? -1 : 1 }
        }
        return 0
    }

    private func swapMessages(_ offset: Int, _ facts: ObjectFacts, _ first: Int, _ second: Int) {
        let base = offset + facts.third
        for index in 0..<facts.messageSize {
            let left = base + first * facts.messageSize + index
            let right = base + second * facts.messageSize + index
            let kept = Int(byte(left))
            put(Int(byte(right)), left, size: 1)
            put(kept, right, size: 1)
        }
    }

    func removeMessage(_ offset: Int, _ facts: ObjectFacts, _ position: Int) {
        let count = messageCount(offset, facts)
        guard position < count else { return }
        let size = facts.messageSize
        shiftElements(offset + facts.third + position * size, size: size, bytes: (count - position) * size)
        put(count - 1, offset + facts.second, size: facts.countWidth.size)
    }

    /// After `free` changed messages: unordered channels are sorted again.
    func sortChannels() {
        for index in 0..<image.objects.count where image.objects[index].messageSize > 0 && image.objects[index].isFree {
            let facts = image.objects[index]
            for element in 0..<facts.elements {
                let offset = facts.offset + element * facts.stride
                let count = messageCount(offset, facts)
                for start in stride(from: 1, to: count, by: 1) {
                    var position = start
                    while position > 0, compareMessages(offset, facts, position - 1, position) > 0 {
                        swapMessages(offset, facts, position - 1, position)
                        swapKnowledge(offset, position - 1, position)
                        position -= 1
                    }
                }
            }
        }
    }
}
