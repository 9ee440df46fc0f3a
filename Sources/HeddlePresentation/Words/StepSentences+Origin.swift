internal import HeddleEngine
internal import HeddleProgram

// Where a value came from.
extension StepSentences {
    /// ` It now knows what writer knew at step 2.`: of a step by which an atomic or a fence orders others before it.
    func acquired(_ event: Event) -> String {
        guard scene.machine.memoryModel.isC11, scene.depth > 0, event.operations.count == 1,
            let operation = event.operations.first, operation.memory?.readsFrom != nil || operation.kind == .fence
        else { return "" }
        let sources = scene.order.happensBefore.essentialEdges(into: scene.depth - 1)
            .filter { $0.kind == .synchronizesWith }.map { edge in
                let step = edge.source + 1
                return "what \(scene.name(ofThread: scene.node(atStep: step).event.thread)) knew at step \(step)"
            }
        return sources.isEmpty ? "" : " It now knows \(Figures.list(sources))."
    }

    func origin(_ event: Event) -> String {
        guard event.operations.count == 1, let operation = event.operations.first else { return "" }
        if isGuard(event) { return operation.kind == .read ? guardOrigin(operation) : "" }
        switch operation.kind {
        case .read: return readOrigin(operation)
        case .write: return writeOrigin(operation, event)
        case .receive: return sender(operation)
        default: return ""
        }
    }

    /// An earlier step and its record; nil at the start.
    private func earlier(_ step: Int?) -> (step: Int, event: Event)? {
        guard let step, step > 0 else { return nil }
        return (step, scene.node(atStep: step).event)
    }

    private func isGuard(_ event: Event) -> Bool {
        switch scene.words.siteKind(event) {
        case .await: return true
        case .process: return event.processOperation?.kind == .await
        default: return false
        }
    }

    /// Behind a condition there is no value that a step got: who made what it looked at.
    private func guardOrigin(_ operation: Operation) -> String {
        let object = VisibleText.of(operation.name)
        var last = scene.history.lastWrite(to: operation.location, atStep: scene.depth - 1)
        if let memory = operation.memory, let source = memory.readsFrom {
            // Under a weak memory by the write that was read, whatever was written last.
            last = source.thread < 0 ? nil : scene.step(thatMade: source, at: operation.location)
            if last == nil { return source.thread < 0 ? "; it read \(object) as at the start" : "" }
        }
        guard let write = earlier(last) else { return "; no step has written \(object) so far" }
        let isOwn = write.event.thread == scene.event.thread
        let who = isOwn ? "it" : scene.name(ofThread: write.event.thread)
        return "; \(who) wrote \(object) in step \(write.step)"
    }

    private func readOrigin(_ operation: Operation) -> String {
        if let memory = operation.memory, let source = memory.readsFrom { return readOrigin(memory, source, operation) }
        let last = scene.history.lastWrite(to: operation.location, atStep: scene.depth - 1)
        guard let write = earlier(last) else { return ", the value it had at the start" }
        if write.event.thread == scene.event.thread { return ", which it wrote in step \(write.step)" }
        return ", written by \(scene.name(ofThread: write.event.thread)) in step \(write.step)"
    }

    /// ` from start; 1 newer write was passed over`
    func stale(_ operation: Operation) -> String {
        guard let memory = operation.memory, let source = memory.readsFrom, memory.passesOver > 0 else { return "" }
        let newer = Figures.count(memory.passesOver, "newer write")
        return " from \(values.name(of: source)); \(newer) \(memory.passesOver == 1 ? "was" : "were") passed over"
    }

    /// Under a weak memory: by the write that was read, whatever was written last.
    private func readOrigin(_ memory: MemoryAccessRecord, _ source: WriteName, _ operation: Operation) -> String {
        if memory.passesOver > 0 { return "" }
        if memory.isFromBuffer { return ", out of its own store buffer" }
        if source.thread < 0 { return ", the value it had at the start" }
        guard let step = scene.step(thatMade: source, at: operation.location) else { return "" }
        if source.thread == scene.event.thread { return ", which it wrote in step \(step)" }
        return ", written by \(scene.name(ofThread: source.thread)) in step \(step)"
    }

    /// `, which was 0`, or whose value is lost that nobody has read.
    private func writeOrigin(_ operation: Operation, _ event: Event) -> String {
        if let memory = operation.memory {
            if memory.isBuffered { return "; it waits in the store buffer" }
            if let next = memory.placedBefore { return ", before \(values.name(of: next)) in modification order" }
        }
        guard let old = operation.previous else { return "" }
        let text = values.text(old, operation.type)
        // Somebody may still read it.
        if operation.memory != nil { return ", which was \(text)" }
        if let last = earlier(scene.history.lastAccess(to: operation.location, atStep: scene.depth - 1)),
            last.event.thread != event.thread,
            last.event.operations.contains(where: { $0.location == operation.location && $0.kind.writesValue })
        {
            return ". The \(text) of \(scene.name(ofThread: last.event.thread)) is gone"
        }
        return ", which was \(text)"
    }

    private func sender(_ operation: Operation) -> String {
        guard
            scene.depth > 0,
            let step = scene.order.happensBefore.edges(into: scene.depth - 1).first(where: { $0.kind == .message })?
                .source,
            step < scene.path.count
        else { return "" }
        let event = scene.situation.play.nodes[scene.path[step]].event
        return ", sent by \(scene.name(ofThread: event.thread)) in step \(step + 1)"
    }
}
