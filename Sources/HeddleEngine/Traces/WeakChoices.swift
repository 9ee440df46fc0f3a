internal import HeddleProgram

/// Steps of a schedule that a sequentially consistent memory could not make as they were made.
package struct WeakChoiceCount: Hashable, Sendable {
    /// Reads that passed over a newer write; under `tso` also reads of memory while a newer store of another thread waits
    /// in its buffer.
    package var staleReads = 0
    /// Writes put before an older one in modification order, and nothing else.
    package var earlyWrites = 0

    package init() {}

    package var total: Int { staleReads + earlyWrites }
}

extension Trace {
    /// Both kinds, each step once.
    package var weakCount: WeakChoiceCount {
        var count = WeakChoiceCount()
        for step in weakSteps {
            if step.isStale { count.staleReads += 1 } else { count.earlyWrites += 1 }
        }
        return count
    }

    package var weakChoices: Int { weakSteps.count }

    /// Which steps those are, by index, in order.
    package var weakSteps: [(index: Int, isStale: Bool)] {
        var found: [(index: Int, isStale: Bool)] = []
        /// Locations of the stores on their way to memory, by thread.
        var buffers: [Int: [Int]] = [:]
        for (index, step) in steps.enumerated() {
            let event = step.event
            var isStale = false
            var isEarly = false
            for operation in event.operations {
                if operation.kind == .flush {
                    if buffers[event.thread]?.isEmpty == false { buffers[event.thread]?.removeFirst() }
                    continue
                }
                guard let memory = operation.memory else { continue }
                if memory.isBuffered {
                    buffers[event.thread, default: []].append(operation.location)
                } else if memory.isSharedMemory {
                    let waits = buffers.contains { $0.key != event.thread && $0.value.contains(operation.location) }
                    if waits, !memory.isFromBuffer { isStale = true }
                } else {
                    if memory.passesOver > 0, operation.kind != .write { isStale = true }
                    if memory.placedBefore != nil { isEarly = true }
                }
            }
            if isStale || isEarly { found.append((index, isStale)) }
        }
        return found
    }
}
