internal import HeddleProgram

extension Trace {
    /// Steps that a sequentially consistent memory could not make as they were made: a read that passed over a newer
    /// write, a write put before an older one, and under `tso` a read of memory while a newer store of another thread
    /// waits in its buffer.
    package var weakChoices: Int { weakSteps.count }

    /// Which steps those are, by index.
    package var weakSteps: [Int] {
        var found: [Int] = []
        /// Locations of the stores on their way to memory, by thread.
        var buffers: [Int: [Int]] = [:]
        for (index, event) in events.enumerated() {
            var isWeak = false
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
                    if waits, !memory.isFromBuffer { isWeak = true }
                } else if memory.passesOver > 0 || memory.placedBefore != nil {
                    isWeak = true
                }
            }
            if isWeak { found.append(index) }
        }
        return found
    }
}
