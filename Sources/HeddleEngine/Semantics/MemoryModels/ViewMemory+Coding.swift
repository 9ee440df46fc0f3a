internal import HeddleProgram

/// How the memory lies in a state, behind its fixed part, and what is forgotten so that loops have finitely many states.
extension ViewMemory {
    /// Reads bytes of a state.
    struct Reader {
        let bytes: UnsafePointer<UInt8>
        let end: Int
        var at = 0

        @inline(__always)
        mutating func byte() -> UInt8 {
            guard at < end else { return 0 }
            defer { at += 1 }
            return bytes[at]
        }

        @inline(__always)
        mutating func number() -> UInt64 {
            var result: UInt64 = 0
            var shift: UInt64 = 0
            while true {
                let next = byte()
                result |= UInt64(next & 0x7F) << shift
                if next & 0x80 == 0 { return result }
                shift += 7
                if shift > 63 { return result }
            }
        }
    }

    /// Writes bytes of a state.
    struct Writer {
        let bytes: UnsafeMutablePointer<UInt8>
        let end: Int
        var at = 0
        var isFull = false

        @inline(__always)
        mutating func byte(_ value: UInt8) {
            guard at < end else {
                isFull = true
                return
            }
            bytes[at] = value
            at += 1
        }

        @inline(__always)
        mutating func number(_ value: UInt64) {
            var left = value
            while left >= 0x80 {
                byte(UInt8(left & 0x7F) | 0x80)
                left >>= 7
            }
            byte(UInt8(left))
        }
    }

    // MARK: Decoding

    /// Takes the memory out of a state; `tail`: what stands behind the fixed part.
    func decode(_ state: UnsafeRawPointer, tail: UnsafePointer<UInt8>, count length: Int) {
        var reader = Reader(bytes: tail, end: length)
        forgetSlots()
        for location in 0..<locationCount {
            // The last message is always there; the number says how many stand before it.
            let number = isLatest ? 1 : Int(reader.number()) + 1
            count[location] = min(number, plan.limit)
            for index in 0..<count[location] {
                let slot = takeSlot()
                order[location * plan.limit + index] = Int32(slot)
                if isLatest {
                    takeValue(slot, location, state)
                } else {
                    slotFlags[slot] = reader.byte()
                    if index == count[location] - 1 {
                        takeValue(slot, location, state)
                    } else {
                        let value = value(ofSlot: slot)
                        for byte in 0..<plan.locations[location].size { value[byte] = reader.byte() }
                    }
                    if hasGraph { slotSynchronizes[slot] = reader.number() }
                }
                read(frontier(ofSlot: slot), &reader)
            }
        }
        for thread in 0..<threadCount {
            read(cur(thread), &reader)
            if isLatest { continue }
            if reader.byte() == 0 { set(acq(thread), cur(thread)) } else { read(acq(thread), &reader) }
            read(rel(thread), &reader)
            if plan.isRC11 { for location in 0..<locationCount { read(rel(thread, at: location), &reader) } }
            if hasGraph {
                fences[thread] = reader.number()
                pending[thread] = reader.number()
            }
        }
        for index in 0..<plan.objectCount { read(object(index), &reader) }
        if clockLanes > 0 {
            for location in 0..<locationCount where plan.locations[location].isPlain {
                let clocks = accesses + location * 4 * threadCount
                if reader.byte() == 0 {
                    clocks.update(repeating: 0, count: 4 * threadCount)
                } else {
                    for lane in 0..<(4 * threadCount) { clocks[lane] = UInt16(truncatingIfNeeded: reader.number()) }
                }
            }
        }
        if let graph { read(graph, &reader) }
    }

    private func read(_ frontier: Lanes, _ reader: inout Reader) {
        guard reader.byte() != 0 else { return clear(frontier) }
        for lane in 0..<width { frontier[lane] = UInt16(truncatingIfNeeded: reader.number()) }
    }

    private func read(_ graph: EventGraph, _ reader: inout Reader) {
        graph.clear()
        for _ in 0..<min(EventGraph.limit, Int(reader.number())) {
            let thread = reader.byte()
            let kind = EventGraph.Kind(rawValue: reader.byte()) ?? .other
            let order = reader.byte()
            let location = Int(reader.number()) - 1
            let (reads, writes) = (Int(reader.number()) - 1, Int(reader.number()) - 1)
            let (before, synchronized) = (reader.number(), reader.number())
            graph.append(
                EventGraph.Event(
                    thread: thread, kind: kind, order: order, location: Int32(location),
                    reads: reads < 0 ? -1 : Int32(slot(location, reads)),
                    writes: writes < 0 ? -1 : Int32(slot(location, writes)), before: before,
                    synchronized: synchronized))
        }
    }

    // MARK: Encoding

    /// Puts the memory behind a state's fixed part. Returns how many bytes it takes; nil if there is no room.
    func encode(_ tail: UnsafeMutablePointer<UInt8>, room: Int) -> Int? {
        var writer = Writer(bytes: tail, end: room)
        for location in 0..<locationCount {
            if !isLatest { writer.number(UInt64(count[location] - 1)) }
            for index in 0..<count[location] {
                let slot = slot(location, index)
                if !isLatest {
                    writer.byte(slotFlags[slot])
                    if index < count[location] - 1 {
                        let value = value(ofSlot: slot)
                        for byte in 0..<plan.locations[location].size { writer.byte(value[byte]) }
                    }
                    if hasGraph { writer.number(slotSynchronizes[slot]) }
                }
                write(frontier(ofSlot: slot), &writer)
            }
        }
        for thread in 0..<threadCount {
            write(cur(thread), &writer)
            if isLatest { continue }
            if isEqual(acq(thread), cur(thread)) {
                writer.byte(0)
            } else {
                writer.byte(1)
                write(acq(thread), &writer)
            }
            write(rel(thread), &writer)
            if plan.isRC11 { for location in 0..<locationCount { write(rel(thread, at: location), &writer) } }
            if hasGraph {
                writer.number(fences[thread])
                writer.number(pending[thread])
            }
        }
        for index in 0..<plan.objectCount { write(object(index), &writer) }
        if clockLanes > 0 {
            for location in 0..<locationCount where plan.locations[location].isPlain {
                let clocks = accesses + location * 4 * threadCount
                if (0..<(4 * threadCount)).allSatisfy({ clocks[$0] == 0 }) {
                    writer.byte(0)
                } else {
                    writer.byte(1)
                    for lane in 0..<(4 * threadCount) { writer.number(UInt64(clocks[lane])) }
                }
            }
        }
        if let graph { write(graph, &writer) }
        return writer.isFull ? nil : writer.at
    }

    private func isEqual(_ a: Lanes, _ b: Lanes) -> Bool {
        for lane in 0..<width where a[lane] != b[lane] { return false }
        return true
    }

    private func write(_ frontier: Lanes, _ writer: inout Writer) {
        var isZero = true
        for lane in 0..<width where frontier[lane] != 0 {
            isZero = false
            break
        }
        if isZero { return writer.byte(0) }
        writer.byte(1)
        for lane in 0..<width { writer.number(UInt64(frontier[lane])) }
    }

    private func write(_ graph: EventGraph, _ writer: inout Writer) {
        writer.number(UInt64(graph.count))
        for index in 0..<graph.count {
            let event = graph.events[index]
            writer.byte(event.thread)
            writer.byte(event.kind.rawValue)
            writer.byte(event.order)
            writer.number(UInt64(event.location + 1))
            writer.number(UInt64(event.reads < 0 ? 0 : place(event.location, event.reads) + 1))
            writer.number(UInt64(event.writes < 0 ? 0 : place(event.location, event.writes) + 1))
            writer.number(event.before)
            writer.number(event.synchronized)
        }
    }

    // MARK: Forgetting

    /// Forgets what can never matter again. `isLive`: threads that still have steps; `isKept`: threads whose end others may
    /// still wait for.
    ///
    /// Returns how many of each location's oldest messages went to `dropped`, where that is wanted.
    func settle(isLive: (Int) -> Bool, isKept: (Int) -> Bool, dropped: ((Int, Int) -> Void)?) {
        var live = 0
        for thread in 0..<threadCount {
            if isLive(thread) {
                live += 1
                continue
            }
            if !isKept(thread) { clear(cur(thread)) }
            if isLatest { continue }
            set(acq(thread), cur(thread))
            clear(rel(thread))
            if plan.isRC11 { for location in 0..<locationCount { clear(rel(thread, at: location)) } }
            fences[thread] = 0
            pending[thread] = 0
        }
        if live == 0 { clearFrontiers() }
        if let graph { retire(graph, isLive) }
        if !isLatest {
            for location in 0..<locationCount where count[location] > 1 {
                var oldest = count[location] - 1
                if live > 0 {
                    for thread in 0..<threadCount where isLive(thread) { oldest = min(oldest, view(thread, location)) }
                }
                if let graph { oldest = min(oldest, firstReferred(graph, location)) }
                if oldest > 0 {
                    drop(location, oldest)
                    dropped?(location, oldest)
                }
            }
        }
        if clockLanes > 0 { rankClocks(isLive) }
    }

    private func clearFrontiers() {
        for slot in 0..<slotCount { clear(frontier(ofSlot: slot)) }
        current.update(repeating: 0, count: threadCount * width)
        if !isLatest {
            acquired.update(repeating: 0, count: threadCount * width)
            released.update(repeating: 0, count: threadCount * width)
            for slot in 0..<slotCount {
                slotFlags[slot] &= ~Self.isGlued
                slotSynchronizes[slot] = 0
            }
        }
        objects.update(repeating: 0, count: plan.objectCount * width)
        if clockLanes > 0 { accesses.update(repeating: 0, count: locationCount * 4 * threadCount) }
        graph?.clear()
    }

    private func firstReferred(_ graph: EventGraph, _ location: Int) -> Int {
        var first = Int.max
        for index in 0..<graph.count where Int(graph.events[index].location) == location {
            let event = graph.events[index]
            if event.reads >= 0 { first = min(first, place(event.location, event.reads)) }
            if event.writes >= 0 { first = min(first, place(event.location, event.writes)) }
        }
        return first
    }

    private func drop(_ location: Int, _ number: Int) {
        let base = order + location * plan.limit
        for index in number..<count[location] { base[index - number] = base[index] }
        count[location] -= number
        forEachFrontier { frontier in
            frontier[location] = UInt16(max(0, Int(frontier[location]) - number))
        }
    }

    private func retire(_ graph: EventGraph, _ isLive: (Int) -> Bool) {
        guard graph.count > 0 else { return }
        var known: UInt64 = ~0
        for thread in 0..<threadCount where isLive(thread) { known &= mask(cur(thread)) }
        renumber(graph, keeping: graph.kept(known: known, place))
    }

    /// Numbers the events by thread, so that the order in which independent ones were made does not matter.
    func renumber() {
        guard let graph, graph.count > 0 else { return }
        renumber(graph, keeping: ~0)
    }

    private func renumber(_ graph: EventGraph, keeping kept: UInt64) {
        let old = graph.count
        withUnsafeTemporaryAllocation(of: Int.self, capacity: EventGraph.limit) { room in
            let numbers = room.baseAddress!
            graph.compact(kept, into: numbers)
            forEachFrontier { frontier in
                let before = mask(frontier)
                if before != 0 { setMask(frontier, EventGraph.renamed(before, numbers, old)) }
            }
            for slot in 0..<slotCount {
                slotSynchronizes[slot] = EventGraph.renamed(slotSynchronizes[slot], numbers, old)
            }
            for thread in 0..<threadCount {
                fences[thread] = EventGraph.renamed(fences[thread], numbers, old)
                pending[thread] = EventGraph.renamed(pending[thread], numbers, old)
            }
        }
    }

    /// Replaces each clock by its rank among those that accesses keep, once those that every live thread knows are gone.
    private func rankClocks(_ isLive: (Int) -> Bool) {
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 4 * locationCount + 1) { room in
            let kept = room.baseAddress!
            for thread in 0..<threadCount {
                var known = UInt16.max
                for other in 0..<threadCount where isLive(other) {
                    known = min(known, cur(other)[clockBase + thread])
                }
                var number = 0
                for location in 0..<locationCount where plan.locations[location].isPlain {
                    let clocks = accesses + location * 4 * threadCount
                    for row in 0..<4 {
                        let place = row * threadCount + thread
                        let epoch = clocks[place]
                        if epoch == 0 { continue }
                        if epoch <= known {
                            clocks[place] = 0
                            continue
                        }
                        // Sorted, without equals.
                        var at = number
                        while at > 0, kept[at - 1] > epoch { at -= 1 }
                        if at > 0, kept[at - 1] == epoch { continue }
                        var move = number
                        while move > at {
                            kept[move] = kept[move - 1]
                            move -= 1
                        }
                        kept[at] = epoch
                        number += 1
                    }
                }
                func rank(_ epoch: UInt16) -> UInt16 {
                    var rank = 0
                    while rank < number, kept[rank] <= epoch { rank += 1 }
                    return UInt16(rank)
                }
                let lane = clockBase + thread
                forEachFrontier { if $0[lane] != 0 { $0[lane] = rank($0[lane]) } }
                for location in 0..<locationCount where plan.locations[location].isPlain {
                    let clocks = accesses + location * 4 * threadCount
                    for row in 0..<4 where clocks[row * threadCount + thread] != 0 {
                        clocks[row * threadCount + thread] = rank(clocks[row * threadCount + thread])
                    }
                }
            }
        }
    }
}
