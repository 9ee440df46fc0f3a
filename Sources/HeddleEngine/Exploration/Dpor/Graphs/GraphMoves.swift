internal import HeddleProgram

/// One way through a thread's next step, as an execution graph sees it.
struct GraphMove {
    /// Without stamps.
    var step: GraphStep
    /// The write right before its own in modification order.
    var placedAfter: WriteName?
    /// Behind the step; of no use where it was not completed.
    var state: State
    var outcome: StepOutcome
    var check: Check?

    /// Whether it is the same step in another order of steps. `placedAfter`: where its write belongs.
    func isSame(as other: GraphStep, placedAfter: WriteName?) -> Bool {
        if step.location < 0 { return other.location < 0 && step.choice == other.choice }
        return step.location == other.location && step.reads == other.reads && step.isSpurious == other.isSpurious
            && (step.writes == nil) == (other.writes == nil)
            && (step.writes == nil || self.placedAfter == placedAfter)
    }
}

/// All ways through a thread's next step.
struct GraphMoves {
    var moves: [GraphMove] = []
    /// The one location that the step accesses; -1 without an access.
    var location = -1
    var isAwait = false
    /// The step is an update, or may be one.
    var mayUpdate = false
    /// The first bound that keeps one of them from being made.
    var bound: ModelBound? {
        for move in moves { if case .bound(let bound) = move.outcome { return bound } }
        return nil
    }
    /// It does what no step of a graph does.
    var refusal: GraphRefusal?

    func reading(_ name: WriteName) -> [GraphMove] { moves.filter { $0.step.reads == name } }

    /// Whether the step, when it reads a write, writes nothing, so that others may read that write too.
    func onlyReads(_ name: WriteName) -> Bool {
        moves.contains { move in
            guard move.step.reads == name, !move.step.isSpurious else { return false }
            return move.step.writes == nil || move.outcome != .completed
        }
    }
}

extension Machine {
    /// All ways through a thread's next step, in the order of their choices. Bounds are among them.
    func graphMoves(of thread: Int, in state: State) -> GraphMoves {
        var result = GraphMoves()
        guard let reference = site(ofThread: thread, in: state) else { return result }
        result.isAwait = site(reference).kind == .await
        result.mayUpdate = mayUpdate(reference)
        let locations = withWorkspace(recording: true) { workspace in
            state.words.withUnsafeBufferPointer { words in
                GraphSighting(self, thread, reference, state, workspace).look(words, &result)
            }
        }
        if locations.count > 1 { result.refusal = .severalLocations }
        result.location = locations.first ?? -1
        return result
    }

    private func mayUpdate(_ reference: SiteReference) -> Bool {
        let code = program.routines[reference.routine].code
        var index = reference.instruction + 1
        while index < code.count {
            switch code[index].kind {
            case .readModifyWrite, .compareExchange: return true
            case .endStep: return false
            default: index += 1
            }
        }
        return false
    }
}

/// Runs the ways through one step with a record of each.
private struct GraphSighting {
    let machine: Machine
    let thread: Int
    let reference: SiteReference
    let state: State
    let workspace: Workspace

    init(_ machine: Machine, _ thread: Int, _ reference: SiteReference, _ state: State, _ workspace: Workspace) {
        self.machine = machine
        self.thread = thread
        self.reference = reference
        self.state = state
        self.workspace = workspace
    }

    /// The locations that any of the ways accesses, those included that are not enabled.
    func look(_ words: UnsafeBufferPointer<UInt64>, _ result: inout GraphMoves) -> Set<Int> {
        guard let base = words.baseAddress else { return [] }
        var locations: Set<Int> = []
        let recorder = Recorder(machine, thread: thread)
        workspace.recorder = recorder
        recorder.namesBefore = state.names
        workspace.setSource(base, count: words.count)
        guard !workspace.isFaulted else { return [] }
        recorder.onRun = {
            locations.formUnion(recorder.accessed)
            recorder.accessed = []
            recorder.intents = []
            recorder.event = Event(thread: thread, site: reference)
        }
        workspace.restart(thread)
        while workspace.nextOfThread() {
            let move = move(recorder)
            if workspace.isEnvironment || recorder.event.isBlock { result.refusal = .otherObjects }
            result.moves.append(move)
        }
        locations.formUnion(recorder.accessed)
        result.moves.sort { $0.step.choice < $1.step.choice }
        return locations
    }

    private func location(_ operation: Operation) -> Int? {
        guard let plan = machine.memory, plan.locationAt.indices.contains(operation.location) else { return nil }
        let found = Int(plan.locationAt[operation.location])
        return found < 0 ? nil : found
    }

    private func move(_ recorder: Recorder) -> GraphMove {
        recorder.finishMemory()
        var step = GraphStep(thread: thread, choice: workspace.choice)
        step.site = reference
        let outcome = StepOutcome(workspace.result)
        var records: [(location: Int, record: MemoryAccessRecord)] = []
        for operation in recorder.event.operations {
            if operation.kind == .compareExchangeSpurious { step.isSpurious = true }
            if operation.kind == .join { step.joined = operation.otherThreads.first ?? -1 }
            if operation.kind == .spawn { step.spawned = operation.otherThreads.first ?? -1 }
            if let record = operation.memory, let location = location(operation) { records.append((location, record)) }
        }
        // A check that failed between an access and the record of its operation.
        if let record = recorder.access, let location = recorder.accessed.last {
            records.append((location, record))
        }
        var move = GraphMove(step: step, placedAfter: nil, state: state, outcome: outcome, check: nil)
        if let first = records.first {
            move.step.location = first.location
            move.step.reads = records.lazy.compactMap(\.record.readsFrom).first
            if let last = records.last?.record, last.made != nil {
                move.step.writes = last.made
                move.placedAfter = last.placedAfter
            }
        }
        switch outcome {
        case .completed:
            move.state = State(words: machine.successorWords(workspace))
            move.state.names = recorder.names
        case .violated:
            move.check = workspace.failedCheck
            move.step.writes = nil
        case .discarded: move.step.writes = nil
        case .bound: break
        }
        return move
    }
}
