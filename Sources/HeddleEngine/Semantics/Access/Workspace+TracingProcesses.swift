internal import HeddleProgram

/// Writing down what the instructions of processes read and write; see `Workspace+Tracing`.
extension Workspace {
    func traceProcess(_ i: Instr, _ r: UnsafeMutablePointer<Int>, _ log: AccessLog) {
        let a = Int(i.a)
        let b = Int(i.b)
        switch i.op {
        case .timeoutHolds: log.readAll()
        case .processEnd:
            log.write(a, b)
            log.change(image.spawnedCountOffset, 1)
        case .channelFind, .channelIdentity:
            if i.op == .channelIdentity || r[b] > image.channelSlots.count { traceGroups(log) }
        case .channelFact: traceBuffer(r + b, log) { log.read(location: $0) }
        case .messagePut:
            if Int(i.x) & 0x100 == 0, let (queue, first, count) = queue(r + a, log) {
                log.write(location: queue.head + 1)
                log.write(location: queue.slot(first + count))
            } else {
                traceBuffer(r + a, log) { log.write(location: $0) }
            }
        case .messageFind:
            if Int(i.x) & 0x100 == 0, let (queue, first, _) = queue(r + b, log) {
                log.read(location: queue.head)
                log.read(location: queue.slot(first))
            } else {
                traceBuffer(r + b, log) { log.read(location: $0) }
            }
        case .messageLoad:
            if r[Int(i.c)] == 0, let (queue, first, _) = queue(r + b, log) {
                log.read(location: queue.head)
                log.read(location: queue.slot(first))
            } else {
                traceBuffer(r + b, log) { log.read(location: $0) }
            }
        case .messageRemove: traceRemove(r + a, position: r[b], log)
        case .canHandOver: traceCanSend(r + b, log)
        case .handOver: traceHandOver(log)
        default: log.changeAll()
        }
    }

    /// The queue of a channel, how many messages were received from it, and how many it holds.
    private func queue(
        _ pair: UnsafeMutablePointer<Int>, _ log: AccessLog
    ) -> (queue: AccessMap.Queue, first: Int, count: Int)? {
        guard let number = log.map.queue(ofObject: pair[1], at: pair[0]) else { return nil }
        return (log.map.queues[number], log.received[number], messageCount(pair[0], image.objects[pair[1]]))
    }

    /// All that lies in a channel's buffer.
    private func traceBuffer(_ pair: UnsafeMutablePointer<Int>, _ log: AccessLog, _ mark: (Int) -> Void) {
        let facts = image.objects[pair[1]]
        log.map.locations(pair[0] + facts.second, facts.stride - facts.second, mark)
    }

    private func traceRemove(_ pair: UnsafeMutablePointer<Int>, position: Int, _ log: AccessLog) {
        guard let number = log.map.queue(ofObject: pair[1], at: pair[0]) else {
            return traceBuffer(pair, log) { log.write(location: $0) }
        }
        let known = log.map.queues[number]
        if position == 0 {
            log.write(location: known.head)
            log.write(location: known.slot(log.received[number]))
        } else {
            traceBuffer(pair, log) { log.write(location: $0) }
        }
        log.countReceive(number)
    }

    private func traceCanSend(_ pair: UnsafeMutablePointer<Int>, _ log: AccessLog) {
        let facts = image.objects[pair[1]]
        if facts.capacity == 0 {
            for other in 0..<image.threadCount { log.read(Int(image.place[other]), image.placeWidth) }
        } else if let (queue, first, count) = queue(pair, log) {
            log.read(location: queue.head + 1)
            log.read(location: queue.slot(first + count))
        } else {
            traceBuffer(pair, log) { log.read(location: $0) }
        }
    }

    /// Whoever may stand ready; what their offers look at is logged as it is run.
    private func traceHandOver(_ log: AccessLog) {
        if givenChoice >= 0 {
            log.read(Int(image.place[givenChoice % image.threadCount]), image.placeWidth)
        } else {
            for other in 0..<image.threadCount { log.read(Int(image.place[other]), image.placeWidth) }
        }
    }
}
