package import HeddleProgram

/// Threads at a state, as values.
extension Machine {
    /// Threads that exist in a state (numbers 0 ..< count): declared ones, then those spawned so far.
    package func threadCount(in state: State) -> Int {
        guard layout.spawnedCount >= 0 else { return layout.declaredThreads }
        return layout.declaredThreads + byte(layout.spawnedCount, state)
    }

    /// Threads that exist from the start.
    package var declaredThreadCount: Int { layout.declaredThreads }

    /// Threads there can be at most: choices of a thread are counted in it.
    package var threadCapacity: Int { layout.threadCount }

    func byte(_ offset: Int, _ state: State) -> Int {
        let word = offset >> 3
        guard word < state.words.count else { return 0 }
        return Int(state.words[word] >> UInt64((offset & 7) * 8) & 0xFF)
    }

    /// A scalar as it lies in the state, its bias applied.
    func scalar(_ leaf: Leaf, _ offset: Int, _ state: State) -> Int {
        var bits: UInt64 = 0
        for index in 0..<leaf.width.size {
            bits |= UInt64(byte(offset + leaf.offset + index, state)) << UInt64(8 * index)
        }
        let raw: Int
        switch leaf.width {
        case .i8: raw = Int(Int8(truncatingIfNeeded: bits))
        case .i16: raw = Int(Int16(truncatingIfNeeded: bits))
        case .i32: raw = Int(Int32(truncatingIfNeeded: bits))
        default: raw = Int(bitPattern: UInt(bits))
        }
        return raw &+ leaf.bias
    }

    func value(of type: ValueType, at offset: Int, flags: Int = -1, in state: State) -> Value {
        let leaves = layouts.layout(type).leaves
        return coding.value(
            of: type, { scalar(leaves[$0], offset, state) },
            flags: { flags >= 0 && byte(flags + $0, state) != 0 })
    }

    /// The resting place of a thread, 0 if it is over or unborn.
    func place(_ thread: Int, _ state: State) -> Int {
        scalar(Leaf(offset: 0, width: layout.placeWidth), layout.place[thread], state)
    }

    /// Group of a spawned thread, and its place among those of the group.
    private func spawned(_ thread: Int, _ state: State) -> (group: Int, ordinal: Int)? {
        let slot = thread - layout.declaredThreads
        guard slot >= 0, thread < threadCount(in: state) else { return nil }
        let group = byte(layout.groupSlots[slot], state)
        return (group - 1, (0..<slot).filter { byte(layout.groupSlots[$0], state) == group }.count)
    }

    /// `teller.0`, `waiter`.
    package func threadName(_ thread: Int, in state: State) -> String {
        threadName(thread) { self.spawned($0, state) }
    }

    func threadName(_ thread: Int, _ spawned: (Int) -> (group: Int, ordinal: Int)?) -> String {
        guard thread >= 0, thread < layout.declaredThreads else {
            guard let known = spawned(thread), layout.spawnedGroups.indices.contains(known.group) else {
                return "thread \(thread)"
            }
            let group = layout.spawnedGroups[known.group]
            let name = program.threadGroups[group].name
            if let rules = program.processes, rules.isSingle.indices.contains(group), rules.isSingle[group] {
                return name
            }
            return "\(name).\(known.ordinal)"
        }
        let group = program.threadGroups[layout.groups[thread]]
        switch group.copies {
        case .single, .spawned: return group.name
        case .replicas: return "\(group.name).\(layout.ordinals[thread])"
        case .parameter(let lower, _): return "\(group.name).\(lower + layout.ordinals[thread])"
        }
    }

    package func threadGroup(_ thread: Int, in state: State) -> GroupID {
        if thread < layout.declaredThreads { return layout.groups[thread] }
        guard let known = spawned(thread, state), layout.spawnedGroups.indices.contains(known.group) else {
            return layout.spawnedGroups.first ?? 0
        }
        return layout.spawnedGroups[known.group]
    }

    func rest(_ thread: Int, _ state: State) -> RestPoint? {
        guard thread >= 0, thread < threadCount(in: state) else { return nil }
        let place = place(thread, state)
        return place == 0 ? nil : recording.rests[Int(recording.restBase[thread]) + place]
    }

    func site(ofThread thread: Int, in state: State) -> SiteReference? { rest(thread, state)?.site }

    package func status(ofThread thread: Int, in state: State) -> ThreadStatus {
        guard thread < threadCount(in: state) else { return .unborn }
        guard let rest = rest(thread, state) else { return .finished }
        return .standing(at: rest.site, frames: chain(rest, state).reversed().compactMap(\.span))
    }

    /// The activations of a resting place, innermost first, each with the call that made it.
    func chain(_ rest: RestPoint, _ state: State) -> [(activation: Activation, span: SourceSpan?)] {
        var result: [(activation: Activation, span: SourceSpan?)] = []
        var activation = recording.activations[rest.activation]
        while true {
            let site =
                activation.returnSlot >= 0
                ? scalar(Leaf(offset: 0, width: activation.returnWidth), activation.returnSlot, state) : 0
            guard activation.callers.indices.contains(site) else {
                result.append((activation, nil))
                return result
            }
            let caller = activation.callers[site]
            result.append((activation, caller.span))
            activation = recording.activations[caller.activation]
        }
    }

    /// The current value of a local as the state holds it (zeroed once forgotten); of the innermost call, where the
    /// routine recurses. Nil where the state does not keep it at all.
    package func value(ofLocal local: LocalID, routine: RoutineID, thread: Int, in state: State) -> Value? {
        guard thread >= 0, thread < threadCount(in: state) else { return nil }
        let active = rest(thread, state).flatMap { rest in
            chain(rest, state).first { $0.activation.key.routine == routine }?.activation
        }
        let known =
            active
            ?? recording.activations.first {
                $0.key.thread == thread && $0.key.routine == routine && !$0.key.isInstant && $0.key.level == 0
            }
        guard let known, known.locals.indices.contains(local) else { return nil }
        let type = program.routines[routine].locals[local].type
        switch known.locals[local] {
        case .state(let offset): return value(of: type, at: offset, in: state)
        case .constant(let register): return coding.value(of: type, { recording.constants[-1 - register - $0] })
        case .register: return nil
        }
    }

    /// Whether a thread of a group can have locals of a routine: of its own body, or of a function that it calls, be it by
    /// others. What is spawned has room for every function that may be.
    func runs(group: GroupID, thread: Int, routine: RoutineID) -> Bool {
        let body = program.threadGroups[group].routine
        if body == routine { return true }
        guard program.threadGroups[group].copies == .spawned else {
            return !program.threadGroups.contains { $0.routine == routine && $0.copies != .spawned }
        }
        var seen: Set<Int> = []
        var work = recording.activations.filter { $0.key.thread == thread && $0.key.routine == routine }
        while let activation = work.popLast() {
            if activation.key.routine == body { return true }
            guard seen.insert(activation.id).inserted else { continue }
            work += activation.callers.map { recording.activations[$0.activation] }
        }
        return false
    }

    // MARK: The next step

    /// The shared operations that the thread's next step would make (its access), also while it is blocked, as far as
    /// they are known before it runs.
    package func nextOperations(ofThread thread: Int, in state: State) -> [Operation] {
        tryStep(thread, state).operations
    }

    /// Tries the first way through a thread's next step: whether there is one, and what it touches.
    func tryStep(_ thread: Int, _ state: State) -> (isEnabled: Bool, operations: [Operation], intents: [Operation]) {
        guard site(ofThread: thread, in: state) != nil else { return (false, [], []) }
        return withWorkspace(recording: true) { workspace in
            state.words.withUnsafeBufferPointer { words in
                let recorder = Recorder(self, thread: thread)
                workspace.recorder = recorder
                recorder.namesBefore = state.names
                workspace.setSource(words.baseAddress!, count: words.count)
                if workspace.isFaulted { return (false, [], []) }
                workspace.settleTimeout()
                workspace.restart(thread)
                var intents: [Operation] = []
                recorder.onRun = {
                    intents += recorder.intents.filter { !intents.contains($0) }
                    recorder.intents = []
                    recorder.event.operations = []
                }
                let isEnabled = workspace.nextOfThread()
                let made = recorder.event.operations
                recorder.onRun?()
                return (isEnabled, made.isEmpty ? intents : made, intents)
            }
        }
    }
}
