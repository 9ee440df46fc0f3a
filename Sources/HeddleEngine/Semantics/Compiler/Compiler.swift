internal import HeddleProgram

/// Where a local lives.
enum Storage {
    case state(Int)
    case register(Int)
    /// A block of constant registers.
    case constant(Int)
}

/// One routine as one thread runs it, while it is being compiled.
final class Activation {
    let key: ActivationKey
    let id: Int
    var locals: [Storage] = []
    /// Registers that take the result.
    var result = 0
    var entry = 0
    var returnSlot = -1
    var returnWidth = Width.u8
    /// Instant activations called from several places: the register with the number of the call site.
    var returnRegister = -1
    /// Return addresses (labels), in order of the call sites.
    var returns: [Int] = []
    /// Who calls, and the labels around the call, in the same order.
    var callers: [(activation: Int, labels: [LabelID], span: SourceSpan)] = []
    var isCompiled = false

    init(key: ActivationKey, id: Int) {
        self.key = key
        self.id = id
    }
}

/// Where a thread can stand: one entry of the table of resting places.
struct RestPoint {
    var site: SiteReference
    var activation: Int
    /// A label, after linking an address.
    var entry: Int
    /// What the step could take from, or give to, another thread directly.
    var offers: [Offer] = []
    /// A process may stay here for ever.
    var isEnd = false
    /// The alternatives of the place one by one, where a process has several.
    var ways: [StepWay] = []
}

/// One alternative of a process's place, with code of its own that tries just it.
struct StepWay {
    /// A label, after linking an address.
    var entry: Int
    var escape: Int
    var isOtherwise: Bool
}

/// A channel operation with which a resting thread could meet another one.
struct Offer {
    var object: ObjectID
    var isReceive: Bool
    /// Code that puts the channel's offset into `probeResult`, or -1 where the alternative is switched off.
    var probe: Int
    /// Receivers: code that takes the message out of the transfer registers and goes on.
    var accept: Int
    /// The escape that a process's offer belongs to.
    var escape = 0
}

/// Turns a program into flat code, thread by thread.
///
/// Idea: every operand is an absolute place. Code is made anew for every thread, every routine it runs and every level of
/// recursion. With `annotates`, notes for people are woven in; otherwise the code is the same.
final class Compiler {
    /// Unit: instructions.
    static let largestCode = 8_000_000

    let program: Program
    let layouts: TypeLayouts
    let coding: ValueCoding
    let layout: StateLayout
    let calls: CallGraph
    let analyses: [RoutineAnalysis]
    let annotates: Bool
    /// Puts a `touch` before every instruction that may look at the state.
    let traces: Bool

    /// What a weak memory consists of; nil under sc.
    let memory: MemoryPlan?
    var memoryAccesses: [MemoryAccess] = []
    var memoryLeaves: [Leaf] = []
    /// First leaf of each type's in `memoryLeaves`.
    var memoryLeavesOf: [ValueType: Int] = [:]
    /// Whether what is compiled lies within a step: shared reads of its expressions go through the memory.
    var isInStep = false
    /// Within an `atomic` block of a step, under `c11` and under `tso`.
    var isInBlock = false
    var isTsoBlock = false
    /// An `await` looks at one instant.
    var looksAtOnce = false
    /// Ghost code looks at memory as properties do.
    var isGhostCode = false

    var code: [Instr] = []
    var labels: [Int] = []
    var faults: [Int: FaultInfo] = [:]
    var notes: [Note] = []
    /// The first one is never used: -1 stands for "no register" in notes.
    var constants: [Int] = [0]
    private var constantBlocks: [[Int]: Int] = [:]
    var activations: [Activation] = []
    private var known: [ActivationKey: Int] = [:]
    private var pending: [Int] = []
    var rests: [RestPoint] = []
    /// Index in `rests` of each thread's place 0.
    var restBase: [Int] = []
    var labelSets: [[LabelID]] = []
    var threadLocals: [[Int]] = []
    /// Entry labels of spawned threads, by slot, then group.
    var spawnEntries: [[Int]] = []
    var threadEntries: [Int] = []
    var isTooLarge = false
    /// What is emitted touches nothing that a primitive's own rule does not name.
    var isQuiet = false
    private var touches = 0
    /// Instructions emitted, those for tracing not counted.
    var length: Int { code.count - touches }

    // The context being compiled
    var current: Activation
    var localTypes: [ValueType] = []
    var localNames: [String] = []
    var thread = -1
    var nextRegister = 0
    var floorRegister = 0
    var registerCount = 0
    var span = SourceSpan.none
    /// Properties see dangling references through, and fields that were freed.
    var isProperty = false
    var isCommitted = true
    var instructionLabels: [Int] = []
    /// Whether the step being compiled may go round in itself.
    var stepHasLoop = false
    /// Registers at the start of a run that carry a message or arguments over to another thread.
    var transferCount = 8
    /// Where a probe leaves its answer.
    let probeResult = 0

    init(
        _ program: Program, _ layouts: TypeLayouts, _ layout: StateLayout, _ calls: CallGraph,
        _ analyses: [RoutineAnalysis], memory: MemoryPlan? = nil, annotates: Bool, traces: Bool = false
    ) {
        self.memory = memory
        self.program = program
        self.layouts = layouts
        self.layout = layout
        self.calls = calls
        self.analyses = analyses
        self.annotates = annotates
        self.traces = traces
        coding = ValueCoding(layouts: layouts)
        current = Activation(
            key: ActivationKey(thread: -1, routine: -1, level: 0, isInstant: true, isRoot: true), id: -1)
        for object in program.objects {
            if case .channel(let type, _, _) = object.kind {
                transferCount = max(transferCount, layouts.leafCount(type) + 2)
            }
        }
        for group in program.threadGroups where group.copies == .spawned {
            let routine = program.routines[group.routine]
            let count = routine.locals.prefix(routine.parameterCount).reduce(0) { $0 + layouts.leafCount($1.type) }
            transferCount = max(transferCount, count + 2)
        }
    }

    // MARK: Emission

    @discardableResult
    func emit(_ op: Op, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, x: Int = 0) -> Int {
        if code.count >= Self.largestCode {
            isTooLarge = true
            return 0
        }
        if traces, !isQuiet, !op.isBlind { touch() }
        code.append(
            Instr(
                op: op, x: UInt16(truncatingIfNeeded: x), a: Int32(truncatingIfNeeded: a),
                b: Int32(truncatingIfNeeded: b), c: Int32(truncatingIfNeeded: c)))
        let index = code.count - 1
        if memory != nil, thread >= 0 { passOn(op, a, b, c, x: x) }
        return index
    }

    private func touch(_ start: Int = 0, object: Int = 0, kind: UInt16 = 0) {
        touches += 1
        code.append(Instr(op: .touch, x: kind, a: Int32(start), b: Int32(object)))
    }

    /// Logs what a `tryReceive` looks at, whatever it finds.
    func touchMessages(of object: ObjectID, _ start: Int) {
        if traces { touch(start, object: object, kind: 1) }
    }

    /// Emits what the rule of a primitive speaks for.
    func quietly(_ body: () -> Void) {
        let before = isQuiet
        isQuiet = true
        body()
        isQuiet = before
    }

    /// As `emit`, for what may fail: the evidence goes beside the recording code.
    @discardableResult
    func emit(
        _ op: Op, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, x: Int = 0, fault form: @autoclosure () -> FaultInfo.Form
    ) -> Int {
        let index = emit(op, a, b, c, x: x)
        if annotates { faults[index] = FaultInfo(thread: thread, span: span, form: form()) }
        return index
    }

    func note(_ make: @autoclosure () -> Note) {
        guard annotates else { return }
        notes.append(make())
        emit(.note, notes.count - 1)
    }

    func newLabel() -> Int {
        labels.append(-1)
        return labels.count - 1
    }

    func place(_ label: Int) { labels[label] = code.count }

    func placedLabel() -> Int {
        labels.append(code.count)
        return labels.count - 1
    }

    // MARK: Registers

    func register(_ count: Int = 1) -> Int {
        defer {
            nextRegister += count
            registerCount = max(registerCount, nextRegister)
            if nextRegister > 4_000_000 { isTooLarge = true }
        }
        return nextRegister
    }

    /// Registers that stay theirs for the whole context.
    func permanentRegisters(_ count: Int) -> Int {
        nextRegister = max(nextRegister, registerCountOfContext)
        let first = register(count)
        floorRegister = max(floorRegister, nextRegister)
        registerCountOfContext = nextRegister
        return first
    }
    private var registerCountOfContext = 0

    func release(to mark: Int) {
        registerCountOfContext = max(registerCountOfContext, nextRegister)
        nextRegister = max(mark, floorRegister)
    }

    /// Forgets the registers of the last context.
    func beginContext(thread: Int) {
        self.thread = thread
        known = [:]
        pending = []
        nextRegister = transferCount
        floorRegister = transferCount
        registerCount = max(registerCount, transferCount)
        registerCountOfContext = transferCount
    }

    /// A block of registers that always hold these numbers (below zero).
    func constant(_ values: [Int]) -> Int {
        if let known = constantBlocks[values] { return known }
        // The block's first value has the lowest register: the table is turned round when it is complete.
        constants.append(contentsOf: values.reversed())
        let first = -constants.count
        constantBlocks[values] = first
        return first
    }

    func constant(_ value: Int) -> Int { constant([value]) }

    // MARK: Activations

    /// The activation of a routine called from here; nil past the bound on recursion.
    func activation(calling routine: RoutineID, instant: Bool) -> Activation? {
        guard let level = calls.level(of: routine, from: current.key) else { return nil }
        return activation(
            ActivationKey(thread: thread, routine: routine, level: level, isInstant: instant, isRoot: false))
    }

    func activation(_ key: ActivationKey) -> Activation {
        if let index = known[key] { return activations[index] }
        let made = Activation(key: key, id: activations.count)
        activations.append(made)
        known[key] = made.id
        pending.append(made.id)
        made.entry = newLabel()
        let routine = program.routines[key.routine]
        if let frame = layout.frames[key] {
            made.returnSlot = frame.returnSlot
            made.returnWidth = frame.returnWidth
            made.locals = frame.locals.enumerated().map { local, offset in
                offset >= 0 ? .state(offset) : temporary(key, local, routine)
            }
        } else {
            made.returnRegister = permanentRegisters(1)
            made.locals = routine.locals.map { .register(permanentRegisters(layouts.leafCount($0.type))) }
        }
        if let result = routine.resultType { made.result = permanentRegisters(layouts.leafCount(result)) }
        return made
    }

    private func temporary(_ key: ActivationKey, _ local: LocalID, _ routine: Routine) -> Storage {
        if key.isRoot, local == 0, key.thread < layout.declaredThreads, key.thread >= 0,
            case .parameter(let lower, _) = program.threadGroups[layout.groups[key.thread]].copies
        {
            return .constant(constant(lower + layout.ordinals[key.thread]))
        }
        return .register(permanentRegisters(layouts.leafCount(routine.locals[local].type)))
    }

    func compilePending() {
        var next = 0
        while next < pending.count, !isTooLarge {
            let activation = activations[pending[next]]
            next += 1
            guard !activation.isCompiled else { continue }
            activation.isCompiled = true
            nextRegister = max(nextRegister, registerCountOfContext)
            floorRegister = nextRegister
            compile(activation)
            registerCountOfContext = max(registerCountOfContext, nextRegister)
        }
    }
}
