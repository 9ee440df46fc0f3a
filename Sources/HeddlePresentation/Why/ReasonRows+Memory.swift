internal import HeddleEngine
internal import HeddleProgram

extension ReasonRows {
    /// In a weak memory: which write, what else it might have read, and why.
    func weakRead(_ operation: Operation, _ memory: MemoryAccessRecord, _ step: Int) -> [PageRow] {
        guard let source = memory.readsFrom else { return [] }
        let name = VisibleText.of(operation.name)
        var rows = [PageRow(PageRule("What it read of \(name)"))]
        if let maker = trace.maker(of: source, at: operation.location, before: step) {
            rows.append(line("  From \(scene.values.name(of: source)), \(text(maker + 1))", step: maker + 1))
        } else if source.thread < 0 {
            rows += lines("From start: the value that was there before any step.")
        }
        if memory.isFromBuffer { rows += lines("It came out of the thread's own store buffer.") }
        let others = others(operation, source, before: step)
        if others.isEmpty, !memory.isSharedMemory { rows += lines("No other write could be read here.") }
        if !others.isEmpty {
            rows.append(line("  It could also have read:"))
            for other in others {
                let maker = trace.maker(of: other, at: operation.location, before: step)
                let place = maker.map { ", \(text($0 + 1))" } ?? ""
                rows.append(line("    \(scene.values.name(of: other))\(place)", step: maker.map { $0 + 1 }))
            }
        }
        let words = WeakReasonWords(machine: scene.machine, trace: trace, marks: marks)
        for weak in WeakStep.steps(of: trace, machine: scene.machine, only: step)
        where weak.operation.location == operation.location {
            rows.append(PageRow(PageRule(words.title(weak))))
            rows += words.sentences(weak).flatMap { lines($0) }
        }
        return rows
    }

    /// The other writes that the thread's moves would have read, oldest first.
    private func others(_ operation: Operation, _ source: WriteName, before step: Int) -> [WriteName] {
        let state = trace.state(after: step)
        let thread = trace.events[step].thread
        var result: [WriteName] = []
        for move in scene.machine.enabled(state) where move.thread == thread {
            let read = scene.machine.preview(move, in: state)?.operations
                .first { $0.location == operation.location }?.memory?.readsFrom
            if let read, read != source, !result.contains(read) { result.append(read) }
        }
        return result.reversed()
    }
}
