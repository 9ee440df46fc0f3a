internal import HeddleProgram

/// One run of a thread from the start of a step to its next resting place, in the plain second implementation.
final class PlainRun: PlainEvaluator {
    let interpreter: PlainInterpreter
    private let script: [Int]
    /// How many ways each choice had, and which was taken.
    private(set) var optionCounts: [Int] = []
    private(set) var taken: [Int] = []
    /// Threads whose local work still belongs to this step: the receiver of a rendezvous, spawned ones.
    private var alsoRunning: [Int] = []
    /// The receive that a rendezvous completes.
    private var delivery: (channel: ObjectID, index: Int, value: Value)?
    private var operations = 0

    init(_ interpreter: PlainInterpreter, state: PlainState, thread: Int, script: [Int]) {
        self.interpreter = interpreter
        self.script = script
        super.init(
            program: interpreter.program, state: state, thread: thread,
            frames: thread >= 0 ? state.threads[thread].frames : [])
    }

    /// One of `count` ways, by the script.
    func pick(_ count: Int) -> Int {
        let position = optionCounts.count
        let option = position < script.count ? script[position] : 0
        optionCounts.append(count)
        taken.append(option)
        return option
    }

    /// Makes the thread's next step; throws where it can't.
    func step() throws {
        do {
            try runStep()
            try goOn()
            while !alsoRunning.isEmpty {
                let other = alsoRunning.removeFirst()
                switchTo(other)
                if delivery != nil {
                    try runStep()
                    delivery = nil
                }
                try goOn()
            }
        } catch {
            save()
            throw error
        }
    }

    private func save() {
        if thread >= 0 { state.threads[thread].frames = frames }
    }

    private func switchTo(_ other: Int) {
        save()
        thread = other
        frames = state.threads[other].frames
        operations = 0
    }

    func runOther(_ other: Int) { alsoRunning.append(other) }

    func deliver(_ value: Value, to receiver: Int, channel: ObjectID, index: Int) {
        delivery = (channel, index, value)
        alsoRunning.insert(receiver, at: 0)
    }

    var isDelivering: Bool { delivery != nil }

    /// What the rendezvous under way brings to this channel, if this is its receiver.
    func delivered(_ channel: ObjectID, _ index: Int) -> Value? {
        guard let delivery, delivery.channel == channel, delivery.index == index else { return nil }
        return delivery.value
    }

    /// Runs from a `beginStep` to behind its `endStep`.
    private func runStep() throws {
        let base = frames.count
        guard let kind = nextKind(), case .beginStep = kind else { throw PlainStop.blocked }
        frames[base - 1].next += 1
        while let kind = nextKind() {
            operations += 1
            if operations > 10_000 { throw fail(.divergence) }
            if case .endStep = kind, frames.count == base {
                frames[base - 1].next += 1
                operations = 0
                return
            }
            if case .select(let alternatives) = kind, frames.count == base {
                try select(alternatives)
                operations = 0
                return
            }
            try run(kind)
        }
        throw fail(.divergence)
    }

    /// Local work up to the next `beginStep` or the thread's end.
    func goOn() throws {
        operations = 0
        do {
            while let kind = nextKind() {
                if case .beginStep = kind { break }
                operations += 1
                if operations > program.bounds.local { throw fail(.divergence) }
                try run(kind)
            }
        } catch {
            save()
            throw error
        }
        if frames.isEmpty, holdsMutex {
            save()
            throw fail(.misuse)
        }
        save()
    }

    private var holdsMutex: Bool {
        state.objects.contains { parts in
            parts.contains { part in
                switch part {
                case .mutex(let holder, _): return holder == thread
                case .rwlock(let writer, let readers, _): return writer == thread || readers.contains(thread)
                default: return false
                }
            }
        }
    }

    /// Everything at one instant: the setup.
    func runAtOnce() throws {
        while let kind = nextKind() {
            switch kind {
            case .beginStep, .endStep: frames[frames.count - 1].next += 1
            default: try run(kind)
            }
        }
    }

    /// The instruction that runs next; frames that ran off their end are left.
    private func nextKind() -> InstructionKind? {
        while let frame = frames.last {
            let code = program.routines[frame.routine].code
            if code.indices.contains(frame.next) { return code[frame.next].kind }
            frames.removeLast()
        }
        return nil
    }

    private func run(_ kind: InstructionKind) throws {
        switch kind {
        case .beginStep, .endStep: frames[frames.count - 1].next += 1
        case .return(let value):
            let result = try value.map(evaluate)
            let local = frames.removeLast().result
            if let local, let result { try setLocal(local, result) }
        case .call(let routine, let arguments, let result):
            let values = try arguments.map(evaluate)
            frames[frames.count - 1].next += 1
            try enter(routine, values, result)
        case .assign, .jump, .branch, .assert, .assume, .listAppend, .listRemoveFirst, .listRemoveLast, .listClear:
            try runInstant(kind)
        default:
            try operate(kind)
            frames[frames.count - 1].next += 1
        }
    }

    private func enter(_ routine: RoutineID, _ arguments: [Value], _ result: LocalID?) throws {
        let active = frames.filter { $0.routine == routine }.count
        guard active < program.bounds.recursion else { throw PlainStop.bound("recursion") }
        let declared = program.routines[routine].locals
        frames.append(
            PlainState.Frame(
                routine: routine, next: 0, locals: Array(repeating: nil, count: declared.count), result: result))
        for (index, value) in arguments.enumerated() { try setLocal(index, value) }
    }
}
