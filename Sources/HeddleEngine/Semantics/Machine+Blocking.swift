internal import HeddleProgram

/// Why a thread waits, and who could help.
extension Machine {
    /// Why the thread can't make its next step; nil if it can, or has none.
    package func blockReason(ofThread thread: Int, in state: State) -> BlockReason? {
        guard let rest = rest(thread, state), byte(layout.fault, state) == 0, !canMove(thread, state) else {
            return nil
        }
        let site = site(rest.site)
        let wanted = tryStep(thread, state).intents
        switch site.kind {
        case .await: return BlockReason(cause: .await(text: site.text))
        case .select:
            // Who could help any one of the alternatives that its guards leave open.
            let helpers = wanted.flatMap { $0.object == nil ? [] : reason($0, thread, site, state).helpers }
            return BlockReason(cause: .select, helpers: Set(helpers).sorted())
        case .choose: return BlockReason(cause: .choose)
        case .process:
            return processReason(rest.site, site, wanted.filter { $0.object != nil }, thread, state)
        case .operation, .atomic:
            guard let last = wanted.last else { return BlockReason(cause: .atomic(text: site.text)) }
            if site.kind == .atomic, last.object == nil { return BlockReason(cause: .atomic(text: site.text)) }
            return reason(last, thread, site, state)
        }
    }

    private func processReason(
        _ reference: SiteReference, _ site: StepSite, _ wanted: [Operation], _ thread: Int, _ state: State
    ) -> BlockReason {
        let code = program.routines[reference.routine].code
        var options = 1
        if case .alternatives(let all, _, _) = code[reference.instruction + 1].kind {
            options = all.count
            if let only = all.first, case .process(.isYoungest)? = only.condition?.kind {
                let youngest = threadCount(in: state) - 1
                return BlockReason(cause: .outlived(by: youngest), helpers: [youngest])
            }
        }
        guard options > 1 else {
            guard let last = wanted.last else { return BlockReason(cause: .await(text: site.text)) }
            return reason(last, thread, site, state)
        }
        let helpers = wanted.flatMap { reason($0, thread, site, state).helpers }
        return BlockReason(cause: .options(options), helpers: Set(helpers).sorted())
    }

    /// What keeps a thread from its own step under `tso`: writes that are still in its store buffer. Nil: nothing does.
    package func bufferWait(ofThread thread: Int, in state: State) -> BufferWait? {
        guard memory?.form == .buffers, let reference = site(ofThread: thread, in: state) else { return nil }
        let (stores, isFenced) = withWorkspace(recording: true) { workspace in
            state.words.withUnsafeBufferPointer { words in
                let recorder = Recorder(self, thread: thread)
                workspace.recorder = recorder
                recorder.namesBefore = state.names
                workspace.setSource(words.baseAddress!, count: words.count)
                if workspace.isFaulted { return (0, false) }
                workspace.settleTimeout()
                workspace.restart(thread)
                // Where its step is not to be made the flush comes first.
                _ = workspace.nextOfThread()
                return (recorder.storesToFlush, workspace.isFenced(thread))
            }
        }
        guard stores > 0 else { return nil }
        if isFenced { return BufferWait(stores: stores, step: .store) }
        let code = program.routines[reference.routine].code
        if site(reference).kind == .atomic { return BufferWait(stores: stores, step: .block) }
        for instruction in code[(reference.instruction + 1)...] {
            switch instruction.kind {
            case .branch, .jump, .fence, .read, .write, .assign, .skip, .yield, .choose, .guard: continue
            case .readModifyWrite, .compareExchange: return BufferWait(stores: stores, step: .update)
            case .endStep: return BufferWait(stores: stores, step: .fence)
            default: return BufferWait(stores: stores, step: .other)
            }
        }
        return BufferWait(stores: stores, step: .fence)
    }

    /// Writes of a thread that have not reached memory; 0 but under `tso`.
    private func storesToFlush(ofThread thread: Int, in state: State) -> Int {
        withWorkspace(recording: false) { workspace in
            state.words.withUnsafeBufferPointer { words in
                workspace.setSource(words.baseAddress!, count: words.count)
                return workspace.bufferedCount(thread)
            }
        }
    }

    private func canMove(_ thread: Int, _ state: State) -> Bool {
        withWorkspace(recording: false) { workspace in
            state.words.withUnsafeBufferPointer { words in
                workspace.setSource(words.baseAddress!, count: words.count)
                return workspace.canMove(thread)
            }
        }
    }

    private func reason(_ wanted: Operation, _ thread: Int, _ site: StepSite, _ state: State) -> BlockReason {
        let location = wanted.location
        guard let object = wanted.object else {
            if wanted.kind == .join, let other = wanted.otherThreads.first {
                let isOver = rest(other, state) == nil
                let stores = isOver ? storesToFlush(ofThread: other, in: state) : 0
                return BlockReason(cause: .join(other, stores: stores), helpers: [other])
            }
            return BlockReason(cause: site.kind == .atomic ? .atomic(text: site.text) : .choose)
        }
        let part = layout.objects[object]
        let index = part.stride > 0 ? (location - part.offset) / part.stride : 0
        switch status(ofObject: object, index: index, in: state) {
        case .mutex(let holder, _):
            let holders = holder.map { [$0] } ?? []
            return BlockReason(
                cause: .lock(object: wanted.name, holders: holders), location: location, helpers: holders)
        case .rwlock(let writer, let readers, let queued):
            var holders: [Int] = writer.map { [$0] } ?? []
            for reader in readers where !holders.contains(reader) { holders.append(reader) }
            let helpers = holders.isEmpty ? queued : holders
            return BlockReason(
                cause: .lock(object: wanted.name, holders: holders), location: location,
                helpers: helpers.filter { $0 != thread })
        case .condition(let waiting):
            if waiting.contains(thread) {
                return BlockReason(
                    cause: .asleep(condition: wanted.name), location: location,
                    helpers: others(thread, state) {
                        if case .notify(let o, _) = $0 { return [o.object] } else { return [] }
                    }(object))
            }
            let lock = wanted.secondLocation
            let holder = byte(lock, state) - 1
            return BlockReason(
                cause: .wakingUp(lock: wanted.secondName ?? "", holder: holder >= 0 ? holder : nil),
                location: lock, helpers: holder >= 0 ? [holder] : [])
        case .semaphore:
            return BlockReason(
                cause: .lock(object: wanted.name, holders: []), location: location,
                helpers: others(thread, state) {
                    if case .release(let o) = $0 { return [o.object] } else { return [] }
                }(object))
        case .barrier(let arrived, let parties):
            return BlockReason(
                cause: .barrier(object: wanted.name, arrived: arrived.count, parties: parties), location: location,
                helpers: others(thread, state) {
                    if case .barrierArrive(let o, _) = $0 { return [o.object] } else { return [] }
                }(object)
                .filter { !arrived.contains($0) })
        case .once(.running(let runner)):
            return BlockReason(
                cause: .once(object: wanted.name, runner: runner), location: location, helpers: [runner])
        case .event:
            return BlockReason(
                cause: .event(wanted.name), location: location,
                helpers: others(thread, state) {
                    if case .eventSet(let o) = $0 { return [o.object] } else { return [] }
                }(object))
        case .channel(_, let capacity, _):
            return channelReason(wanted, capacity, object, thread, state)
        default: return BlockReason(cause: .atomic(text: site.text), location: location)
        }
    }

    private func channelReason(
        _ wanted: Operation, _ capacity: ChannelCapacity, _ object: ObjectID, _ thread: Int, _ state: State
    ) -> BlockReason {
        let isSend = wanted.kind == .send
        let cause: BlockReason.Cause
        if capacity == .rendezvous {
            cause = isSend ? .noReceiver(wanted.name) : .noSender(wanted.name)
        } else {
            cause = isSend ? .channelFull(wanted.name) : .channelEmpty(wanted.name)
        }
        let partners = others(thread, state) { isSend ? self.received($0) : self.sent($0) }(object)
        return BlockReason(cause: cause, location: wanted.location, helpers: partners)
    }

    /// The channel that a process names, or all where only the state tells which.
    private func objects(_ channel: ChannelPlace) -> [ObjectID] {
        if let object = channel.object { return [object] }
        return program.objects.indices.filter {
            if case .channel = program.objects[$0].kind { return true }
            return false
        }
    }

    private func received(_ kind: InstructionKind) -> [ObjectID] {
        switch kind {
        case .processReceive(let channel, _, _, _, _): return objects(channel)
        case .receive(let channel, _), .next(let channel, _), .tryReceive(let channel, _): return [channel.object]
        case .select(let alternatives):
            return alternatives.compactMap {
                switch $0.operation {
                case .receive(let channel, _), .next(let channel, _): return channel.object
                default: return nil
                }
            }
        default: return []
        }
    }

    private func sent(_ kind: InstructionKind) -> [ObjectID] {
        switch kind {
        case .processSend(let channel, _, _, _, _): return objects(channel)
        case .send(let channel, _), .trySend(let channel, _, _), .close(let channel): return [channel.object]
        case .select(let alternatives):
            return alternatives.compactMap {
                if case .send(let channel, _) = $0.operation { return channel.object } else { return nil }
            }
        default: return []
        }
    }

    /// Live threads whose code from here on may touch an object in the way that `touches` tells.
    private func others(
        _ thread: Int, _ state: State, _ touches: @escaping (InstructionKind) -> [ObjectID]
    ) -> (ObjectID) -> [Int] {
        { object in
            (0..<self.threadCount(in: state)).filter { other in
                guard other != thread, let rest = self.rest(other, state) else { return false }
                return self.mayReach(rest, state) { touches($0).contains(object) }
            }
        }
    }

    /// Whether an instruction of a kind can still come, from a thread's place on.
    private func mayReach(_ rest: RestPoint, _ state: State, _ wanted: (InstructionKind) -> Bool) -> Bool {
        var called: Set<RoutineID> = []
        var queue: [(routine: RoutineID, from: Int)] = [(rest.site.routine, rest.site.instruction)]
        for (activation, span) in chain(rest, state).dropLast() {
            guard let span else { continue }
            // The caller goes on behind the call.
            for (routine, declared) in program.routines.enumerated() {
                for (index, instruction) in declared.code.enumerated() where instruction.span == span {
                    if case .call(activation.key.routine, _, _) = instruction.kind {
                        queue.append((routine, index + 1))
                    }
                }
            }
        }
        while let next = queue.popLast() {
            let code = program.routines[next.routine].code
            var seen = Array(repeating: false, count: code.count + 1)
            var work = [next.from]
            while let index = work.popLast() {
                if index >= code.count || seen[index] { continue }
                seen[index] = true
                if wanted(code[index].kind) { return true }
                if case .call(let routine, _, _) = code[index].kind, called.insert(routine).inserted {
                    queue.append((routine, 0))
                }
                work += RoutineAnalysis.successors(code, index)
            }
        }
        return false
    }
}
