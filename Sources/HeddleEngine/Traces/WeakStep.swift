internal import HeddleProgram

/// A step of a line that only a weak memory could make as it was made, with what made it possible.
package struct WeakStep: Sendable {
    package enum Kind: Hashable, Sendable {
        /// A read of an older write than the newest. `passed`: those passed over, in modification order.
        case staleRead(from: WriteName, passed: [WriteName])
        /// A write that was put before an older one.
        case earlyWrite(before: WriteName)
        /// `tso`: a read of memory while a newer store of another thread waited in its buffer, the oldest of them made in
        /// step `store`. Behind a seq_cst store that waits its thread has done nothing: that one might be still to come.
        case bufferedRead(store: Int)
    }

    /// From 0.
    package var step: Int
    package var operation: Operation
    package var kind: Kind
    /// The step (from 0) whose write would have ruled this out, had it been known; nil: no step of the line.
    package var unknown: Int?
    /// Why it was not; nil where it is not known, and for `bufferedRead`.
    package var gap: KnowledgeGap?
}

extension WeakStep {
    /// The weak steps of a line, in order. `only`: looks at one step (from 0).
    package static func steps(of trace: Trace, machine: Machine, only: Int? = nil) -> [WeakStep] {
        guard machine.memoryModel != .sc else { return [] }
        let finder = WeakStepFinder(trace: trace, machine: machine)
        var result: [WeakStep] = []
        for step in trace.steps.indices where only == nil || only == step {
            for operation in trace.steps[step].event.operations {
                if let found = finder.weakStep(step, operation) {
                    result.append(found)
                    break
                }
            }
        }
        return result
    }
}

private struct WeakStepFinder {
    let trace: Trace
    let machine: Machine
    let events: [Event]
    let order: CausalOrder

    init(trace: Trace, machine: Machine) {
        self.trace = trace
        self.machine = machine
        events = trace.events
        order = CausalOrder(events: events)
    }

    func weakStep(_ step: Int, _ operation: Operation) -> WeakStep? {
        guard let memory = operation.memory else { return nil }
        if memory.isSharedMemory { return bufferedRead(step, operation, memory) }
        if memory.passesOver > 0, let source = memory.readsFrom {
            let passed = passed(step, operation, source)
            return found(step, operation, .staleRead(from: source, passed: passed), by: passed.first)
        }
        if memory.readsFrom == nil, let next = memory.placedBefore {
            return found(step, operation, .earlyWrite(before: next), by: next)
        }
        return nil
    }

    private func found(
        _ step: Int, _ operation: Operation, _ kind: WeakStep.Kind, by write: WriteName?
    ) -> WeakStep {
        var result = WeakStep(step: step, operation: operation, kind: kind)
        result.unknown = write.flatMap { maker(of: $0, at: operation.location, before: step) }
        result.gap = result.unknown.flatMap {
            KnowledgeGap(step: $0, thread: events[step].thread, events: Array(events[..<step]), order: order)
        }
        return result
    }

    /// Writes that are newer than the one that was read.
    private func passed(_ step: Int, _ operation: Operation, _ source: WriteName) -> [WriteName] {
        let picture = machine.memoryPicture(of: trace.state(after: step))
        guard let location = picture?.locations.first(where: { $0.offset == operation.location }),
            let place = location.writes.firstIndex(where: { $0.name == source })
        else { return [] }
        return location.writes[(place + 1)...].compactMap(\.name)
    }

    private func bufferedRead(_ step: Int, _ operation: Operation, _ memory: MemoryAccessRecord) -> WeakStep? {
        guard operation.kind == .read, !memory.isFromBuffer else { return nil }
        let picture = machine.memoryPicture(of: trace.state(after: step))
        for (thread, held) in (picture?.buffers ?? []).enumerated() where thread != events[step].thread {
            for waiting in held where waiting.name == operation.name {
                guard let name = waiting.write.name, let store = maker(of: name, at: operation.location, before: step),
                    !isSeqCst(store, operation.location)
                else { continue }
                var result = WeakStep(step: step, operation: operation, kind: .bufferedRead(store: store))
                result.unknown = store
                return result
            }
        }
        return nil
    }

    private func isSeqCst(_ store: Int, _ location: Int) -> Bool {
        events[store].operations.contains { $0.kind == .write && $0.location == location && $0.order == .seqCst }
    }

    private func maker(of write: WriteName, at location: Int, before step: Int) -> Int? {
        trace.maker(of: write, at: location, before: step)
    }
}

extension Trace {
    /// The step (from 0) that made a write of a location, among the first `count`; nil: none did.
    package func maker(of write: WriteName, at location: Int, before count: Int) -> Int? {
        steps[..<count].lastIndex { step in
            step.event.thread == write.thread
                && step.event.operations.contains {
                    $0.location == location && $0.memory?.made == write && $0.kind != .flush
                }
        }
    }
}
