internal import HeddleProgram

/// The first state.
extension Machine {
    func makeStart() -> (state: State, event: Event) {
        withWorkspace(recording: true) { workspace in
            let recorder = Recorder(self, thread: -1)
            workspace.recorder = recorder
            workspace.prepareStart()
            for (object, declared) in program.objects.enumerated() { initialize(object, declared, workspace) }
            if recording.setupEntry >= 0 { workspace.runInitial(recording.setupEntry) }
            for thread in 0..<layout.declaredThreads where workspace.result == .rested {
                workspace.runInitial(Int(recording.threadEntries[thread]))
            }
            workspace.startMemory()
            finish(recorder, workspace)
            // What was discarded, or hit a bound, before anything could move has no moves either.
            if workspace.result != .rested { workspace.markFaulted() }
            var state = State(words: successorWords(workspace))
            state.names = memory.map(WriteNames.init)
            return (state, recorder.event)
        }
    }

    private func initialize(_ object: ObjectID, _ declared: SharedObject, _ workspace: Workspace) {
        let part = layout.objects[object]
        switch declared.kind {
        case .variable(let type, let initial), .atomic(let type, let initial):
            let values = coding.leaves(of: initial, type: type)
            for (leaf, value) in zip(layouts.layout(type).leaves, values) {
                workspace.put(value &- leaf.bias, part.offset + leaf.offset, size: leaf.width.size)
            }
            guard part.flags >= 0 else { return }
            for (index, isUnknown) in coding.uninitializedLeaves(of: initial, type: type).enumerated() where isUnknown {
                workspace.put(
                    0, part.offset + layouts.layout(type).leaves[index].offset,
                    size: layouts.layout(type).leaves[index].width.size)
                workspace.put(1, part.flags + index, size: 1)
            }
        case .semaphore(let initial, _):
            for element in 0..<part.elements {
                workspace.put(initial, part.offset + element * part.stride, size: part.countWidth.size)
            }
        default: break
        }
    }
}

extension Workspace {
    /// An empty successor to build the first state in.
    func prepareStart() {
        successor.update(repeating: 0, count: image.words)
        setSource(UnsafePointer(successor), count: image.words)
        commitInPlace()
    }

    func runInitial(_ entry: Int) {
        beginRun()
        setResult(run(entry, registers))
    }
}
