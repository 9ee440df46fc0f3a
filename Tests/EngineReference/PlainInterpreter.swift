internal import HeddleProgram

/// One way to make a thread's next step, with what it leads to.
struct PlainStep {
    enum Outcome {
        case completed
        case failed(Check)
        case discarded
        case bound(String)
    }

    var thread: Int
    var outcome: Outcome
    var state: PlainState
    /// A move of the environment: it doesn't keep an execution from being over.
    var isEnvironment = false
}

/// The plain second implementation of the semantics: every way through a step is tried from its start.
///
/// Choices are made by a script; a run that meets a choice behind its script's end takes the first way and leaves the
/// others to be tried anew.
final class PlainInterpreter {
    let program: Program
    private let liveness: [PlainLiveness]

    init(program: Program) {
        self.program = program
        liveness = program.routines.map(PlainLiveness.init)
    }

    /// The first state, or the check that its making failed.
    func start() throws -> PlainState {
        var state = PlainState(objects: program.objects.map(initialParts), threads: [])
        if let setup = program.setup {
            let run = PlainEvaluator(program: program, state: state, thread: -1, frames: [])
            _ = try run.runSetup(setup)
            state = run.state
        }
        for (group, declared) in program.threadGroups.enumerated() {
            let arguments: [[Value]]
            switch declared.copies {
            case .single: arguments = [[]]
            case .replicas(let count): arguments = Array(repeating: [], count: count)
            case .parameter(let lower, let upper): arguments = (lower...max(lower, upper)).map { [.integer($0)] }
            case .spawned: arguments = []
            }
            for values in arguments { state.threads.append(newThread(group, values)) }
        }
        for thread in state.threads.indices {
            let run = PlainRun(self, state: state, thread: thread, script: [])
            try run.goOn()
            state = settled(run.state)
        }
        return state
    }

    func newThread(_ group: GroupID, _ arguments: [Value]) -> PlainState.Thread {
        let routine = program.threadGroups[group].routine
        let declared = program.routines[routine].locals
        var locals = [Value?](repeating: nil, count: declared.count)
        var observed: [[Int]: Value] = [:]
        for (index, value) in arguments.enumerated() {
            locals[index] = value
            if declared[index].isObserved { observed[[routine, index]] = value }
        }
        return PlainState.Thread(
            group: group, frames: [PlainState.Frame(routine: routine, next: 0, locals: locals, result: nil)],
            observed: observed)
    }

    private func initialParts(_ object: SharedObject) -> [PlainState.Part] {
        let one: PlainState.Part
        switch object.kind {
        case .variable(_, let initial), .atomic(_, let initial): one = .value(initial)
        case .mutex: one = .mutex(holder: nil, depth: 0)
        case .rwlock: one = .rwlock(writer: nil, readers: [], queued: [])
        case .condition: one = .condition([])
        case .semaphore(let initial, _): one = .semaphore(initial)
        case .barrier: one = .barrier([])
        case .once: one = .once(.new)
        case .event: one = .event(false)
        case .channel: one = .channel([], isClosed: false)
        case .pool(let fields, let capacity, _, _):
            let types = PlainTypes(program: program)
            let values = fields.map { types.defaultValue($0.type) }
            return Array(repeating: .cell(inUse: false, values), count: capacity)
        }
        return Array(repeating: one, count: object.count ?? 1)
    }

    // MARK: - Steps

    func steps(in state: PlainState) -> [PlainStep] {
        guard state.failed == nil else { return [] }
        return state.threads.indices.flatMap { steps(of: $0, in: state) }
    }

    func steps(of thread: Int, in state: PlainState) -> [PlainStep] {
        guard !state.threads[thread].isFinished else { return [] }
        var result: [PlainStep] = []
        var scripts: [[Int]] = [[]]
        while let script = scripts.popLast() {
            let run = PlainRun(self, state: state, thread: thread, script: script)
            var outcome: PlainStep.Outcome? = .completed
            do {
                try run.step()
            } catch PlainStop.blocked {
                outcome = nil
            } catch PlainStop.failed(let check) {
                outcome = .failed(check)
                run.state.failed = check
            } catch PlainStop.discarded {
                outcome = .discarded
            } catch PlainStop.bound(let bound) {
                outcome = .bound(bound)
            } catch {
                fatalError("not one of ours: \(error)")
            }
            if let outcome { result.append(PlainStep(thread: thread, outcome: outcome, state: settled(run.state))) }
            for position in script.count..<max(script.count, run.optionCounts.count) {
                for option in 1..<max(1, run.optionCounts[position]) {
                    scripts.append(run.taken[..<position] + [option])
                }
            }
        }
        if let woken = spuriousWakeUp(thread, state) { result.append(woken) }
        return result
    }

    /// A waiting thread of a `spurious` condition may leave the set by itself.
    private func spuriousWakeUp(_ thread: Int, _ state: PlainState) -> PlainStep? {
        let frame = state.threads[thread].frames[state.threads[thread].frames.count - 1]
        let code = program.routines[frame.routine].code
        guard frame.next + 1 < code.count, case .conditionResume(let reference, _) = code[frame.next + 1].kind,
            case .condition(spurious: true) = program.objects[reference.object].kind
        else { return nil }
        let run = PlainRun(self, state: state, thread: thread, script: [])
        run.frames = state.threads[thread].frames
        guard let index = try? run.index(reference),
            case .condition(let waiting) = state.objects[reference.object][index],
            waiting.contains(thread)
        else { return nil }
        var next = state
        next.objects[reference.object][index] = .condition(waiting.subtracting([thread]))
        return PlainStep(thread: thread, outcome: .completed, state: next, isEnvironment: true)
    }

    /// Forgets what nobody can read any more.
    private func settled(_ state: PlainState) -> PlainState {
        var state = state
        for thread in state.threads.indices {
            let frames = state.threads[thread].frames
            for level in frames.indices {
                var needed = liveness[frames[level].routine].needed[frames[level].next]
                if level + 1 < frames.count, let result = frames[level + 1].result { needed.remove(result) }
                for local in frames[level].locals.indices where !needed.contains(local) {
                    state.threads[thread].frames[level].locals[local] = nil
                }
            }
        }
        return state
    }

    // MARK: - Ends and properties

    enum End {
        case running, ended, deadlock, failed
    }

    func end(of state: PlainState, steps: [PlainStep]) -> End {
        if state.failed != nil { return .failed }
        if steps.contains(where: { !$0.isEnvironment }) { return .running }
        let unfinished = state.threads.contains { !$0.isFinished && !program.threadGroups[$0.group].isDaemon }
        return unfinished ? .deadlock : .ended
    }

    /// Whether a property's expression is true; nil where it cannot be computed.
    func holds(_ property: Property, in state: PlainState) -> Bool? {
        let locals = [Value?](repeating: nil, count: property.locals.count)
        let evaluator = PlainEvaluator(
            program: program, state: state, thread: -1,
            frames: [PlainState.Frame(routine: -1, next: 0, locals: locals, result: nil)], isProperty: true)
        return try? evaluator.boolean(property.expression)
    }
}

extension PlainEvaluator {
    /// Runs the setup, in which everything happens at one instant.
    func runSetup(_ routine: RoutineID) throws -> Value {
        let run = PlainRun(PlainInterpreter(program: program), state: state, thread: -1, script: [])
        run.frames = [
            PlainState.Frame(
                routine: routine, next: 0, locals: Array(repeating: nil, count: program.routines[routine].locals.count),
                result: nil)
        ]
        try run.runAtOnce()
        state = run.state
        return .none
    }
}
