package import HeddleProgram
internal import Synchronization

/// A program under a memory model, ready to run: initial state, enabled transitions, access, apply.
///
/// Immutable and shared between OS threads; whatever changes while running lives in a `Workspace`.
/// A state is one packed vector of `wordCount` 8-byte words, zero where nothing is: two states are equal exactly when
/// their words are. Locals that nothing can read any more are zero.
package final class Machine: @unchecked Sendable {
    package let program: Program
    package let memoryModel: MemoryModel
    let memory: MemoryPlan?
    let layouts: TypeLayouts
    let coding: ValueCoding
    let layout: StateLayout
    let calls: CallGraph
    /// What explorers run.
    let image: Image
    /// The same with notes for people.
    let recording: Image
    /// The same with a log of what steps touch, made when first wanted.
    private let traced: Mutex<Image?>
    private let first: Mutex<(state: State, event: Event)?>
    private let spare: Mutex<Spares>

    /// Workspaces that nobody uses just now.
    private struct Spares: @unchecked Sendable {
        var plain: [Workspace] = []
        var recording: [Workspace] = []
    }

    /// Compiles the program. Errors: what exceeds the machine's limits, as diagnostics.
    package init(
        _ program: Program, memoryModel: MemoryModel = .sc, memory options: MemoryOptions = MemoryOptions()
    )
        throws(MachineError)
    {
        if memoryModel != .sc { try Self.refuseStrongOnly(program, memoryModel) }
        self.program = program
        self.memoryModel = memoryModel
        layouts = TypeLayouts(program)
        coding = ValueCoding(layouts: layouts)
        let graph = CallGraph(program)
        let analyses = program.routines.map { RoutineAnalysis($0, canRest: graph.canRest) }
        for routine in program.routines { for local in routine.locals { _ = layouts.layout(local.type) } }
        var builder = StateLayoutBuilder(program, layouts, graph, analyses)
        var layout = try builder.build()
        memory = memoryModel == .sc ? nil : MemoryPlan(program, memoryModel, layouts, layout, options)
        if memory != nil { layout.append(room: MemoryPlan.room) }
        self.layout = layout
        calls = builder.calls
        let plain = Compiler(program, layouts, layout, calls, analyses, memory: memory, annotates: false)
        image = Linker(plain).link()
        let annotated = Compiler(program, layouts, layout, calls, analyses, memory: memory, annotates: true)
        recording = Linker(annotated).link()
        guard !plain.isTooLarge, !annotated.isTooLarge, !layouts.isTooLarge else {
            throw MachineError(diagnostics: [
                Diagnostic(
                    "H923", at: .none, "the model's code is too large for the machine",
                    hint: "fewer threads, a smaller bound on recursion, smaller arrays")
            ])
        }
        layouts.isFrozen = true
        traced = Mutex(nil)
        first = Mutex(nil)
        spare = Mutex(Spares())
    }

    var tracing: Image {
        traced.withLock { known in
            if let known { return known }
            let analyses = program.routines.map { RoutineAnalysis($0, canRest: calls.canRest) }
            let compiler = Compiler(
                program, layouts, layout, calls, analyses, memory: memory, annotates: false, traces: true)
            let made = Linker(compiler).link()
            known = made
            return made
        }
    }

    /// A workspace for an explorer: one for each OS thread.
    package func makeWorkspace() -> Workspace { Workspace(image) }

    func withWorkspace<Result>(recording wanted: Bool, _ body: (Workspace) -> Result) -> Result {
        let known = spare.withLock { spares -> Spares in
            var taken = Spares()
            if wanted {
                if let last = spares.recording.popLast() { taken.recording.append(last) }
            } else if let last = spares.plain.popLast() {
                taken.plain.append(last)
            }
            return taken
        }
        let workspace = known.plain.first ?? known.recording.first ?? Workspace(wanted ? recording : image)
        let result = body(workspace)
        workspace.recorder = nil
        let back = Spares(plain: wanted ? [] : [workspace], recording: wanted ? [workspace] : [])
        spare.withLock {
            $0.plain += back.plain
            $0.recording += back.recording
        }
        return result
    }

    /// The first state, with the record of the setup and of the threads' initial local work.
    package func start() -> (state: State, event: Event) {
        if let known = first.withLock({ $0 }) { return known }
        let made = makeStart()
        first.withLock { $0 = made }
        return made
    }
}

package struct MachineError: Error {
    package var diagnostics: [Diagnostic]
    package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

// MARK: - Convenience on values (screens, replay, tests); explorers use the raw operations.
extension Machine {
    /// Length of a state. Unit: 8-byte words.
    package var wordCount: Int { image.words }

    /// Least length of a state as a value: a weak memory is as long as it needs to be, all else is filled up. Unit: words.
    var stateLength: Int { memory == nil ? image.words : image.fixedWords }

    /// Words of every state; the others, up to `wordCount`, are used by spawned threads and recursion only.
    package var fixedWordCount: Int { image.fixedWords }

    /// Ways of one thread that a screen looks at: a step may have a million of them, and a frame has no time for them.
    package static let shownWays = 1_000

    /// The moves of a state, ordered by thread, then choice, at most `limit` of each thread. Empty where the last step was
    /// violated.
    package func enabled(_ state: State, waysPerThread limit: Int = .max) -> [Transition] {
        withWorkspace(recording: false) { workspace in
            state.words.withUnsafeBufferPointer { words in
                var found: [Transition] = []
                workspace.begin(words.baseAddress!, count: words.count)
                var (thread, ways) = (-1, 0)
                while workspace.next() {
                    ways = workspace.thread == thread ? ways + 1 : 1
                    thread = workspace.thread
                    found.append(Transition(thread: workspace.thread, choice: workspace.choice))
                    if ways >= limit { workspace.leaveThread() }
                }
                return found.sorted()
            }
        }
    }

    /// The moves of a state as the screens list them.
    package func shownMoves(_ state: State) -> [Transition] { enabled(state, waysPerThread: Self.shownWays) }

    /// The threads that can run in a state, in order.
    package func ableThreads(_ state: State) -> [Int] { enabled(state, waysPerThread: 1).map(\.thread) }

    /// The place of an enabled transition among the moves of its thread, counted from 0: what the letter of a mark says.
    /// Where a limit is given, among as many of them as `enabled` finds within it.
    package func wayNumber(of transition: Transition, in state: State, waysPerThread limit: Int = .max) -> Int {
        guard transition.choice > 0 else { return 0 }
        return enabled(state, waysPerThread: limit).lazy.filter { $0.thread == transition.thread }
            .prefix { $0.choice < transition.choice }.count
    }

    /// Applies an enabled transition and records it. Nil if it is not enabled.
    package func apply(_ transition: Transition, to state: State) -> (state: State, event: Event)? {
        withWorkspace(recording: true) { workspace in
            state.words.withUnsafeBufferPointer { words in
                let recorder = Recorder(self, thread: transition.thread)
                workspace.recorder = recorder
                workspace.setSource(words.baseAddress!, count: words.count)
                let site = self.site(ofThread: transition.thread, in: state)
                guard !workspace.isFaulted, site != nil || transition.isFlush else { return nil }
                recorder.namesBefore = state.names
                recorder.beginRun()
                recorder.event.site = site
                workspace.perform(thread: transition.thread, choice: transition.choice)
                guard workspace.result != .blocked else { return nil }
                recorder.event.choice = transition.choice
                recorder.finishMemory()
                finish(recorder, workspace)
                if !recorder.choiceWords.isEmpty, hasSeveralMoves(transition.thread, state) {
                    recorder.event.choiceText = recorder.choiceWords.joined(separator: ", ")
                }
                var next = State(words: successorWords(workspace))
                next.names = recorder.names
                return (next, recorder.event)
            }
        }
    }

    /// Where a schedule leads from the start, without a record of it. Nil if one of its steps can't be made.
    func state(after schedule: some Sequence<Transition>) -> State? {
        var state = start().state
        for transition in schedule {
            guard let next = successor(transition, of: state) else { return nil }
            state = next
        }
        return state
    }

    /// Where an enabled transition leads, without a record of it. Nil if it is not enabled.
    func successor(_ transition: Transition, of state: State) -> State? {
        withWorkspace(recording: false) { workspace in
            state.words.withUnsafeBufferPointer { words in
                workspace.setSource(words.baseAddress!, count: words.count)
                guard !workspace.isFaulted else { return nil }
                workspace.perform(thread: transition.thread, choice: transition.choice)
                guard workspace.result != .blocked else { return nil }
                return State(words: successorWords(workspace))
            }
        }
    }

    private func hasSeveralMoves(_ thread: Int, _ state: State) -> Bool {
        withWorkspace(recording: false) { workspace in
            state.words.withUnsafeBufferPointer { words in
                workspace.setSource(words.baseAddress!, count: words.count)
                workspace.settleTimeout()
                workspace.restart(thread)
                return workspace.nextOfThread() && workspace.nextOfThread()
            }
        }
    }

    func successorWords(_ workspace: Workspace) -> [UInt64] {
        if !workspace.isCommitted { workspace.commit() }
        if memory == nil { return Array(UnsafeBufferPointer(start: workspace.successor, count: image.words)) }
        return State(UnsafePointer(workspace.successor), count: workspace.extent, of: stateLength).words
    }

    func finish(_ recorder: Recorder, _ workspace: Workspace) {
        recorder.event.outcome = StepOutcome(workspace.result)
        if workspace.result == .violated || workspace.result == .failed {
            recorder.event.violation = recorder.violation(workspace)
        }
    }

    /// What the transition would record, without the resulting state. Nil if it is not enabled.
    package func preview(_ transition: Transition, in state: State) -> Event? {
        apply(transition, to: state)?.event
    }

    /// Refuses what has no meaning under a weak memory.
    private static func refuseStrongOnly(_ program: Program, _ model: MemoryModel) throws(MachineError) {
        let span = model == program.memoryModel ? program.memoryModelSpan : .none
        if program.processes != nil {
            throw MachineError(diagnostics: [
                Diagnostic("H920", at: span, "\(program.languageName ?? "this language") has no weak memory: only sc")
            ])
        }
    }

    package func ending(_ state: State) -> Ending {
        withWorkspace(recording: false) { workspace in
            state.words.withUnsafeBufferPointer { words in
                workspace.begin(words.baseAddress!, count: words.count)
                if workspace.isFaulted { return .violated }
                while workspace.next() { if workspace.moveCount > 0 { return .running } }
                return workspace.isOver ? .ended : .deadlock
            }
        }
    }

    package func site(_ reference: SiteReference) -> StepSite {
        guard case .beginStep(let site) = program.routines[reference.routine].code[reference.instruction].kind else {
            preconditionFailure("Heddle bug: no step at \(reference)")
        }
        return site
    }
}

extension StepOutcome {
    init(_ result: RunResult) {
        switch result {
        case .rested, .blocked, .failed: self = .completed
        case .violated: self = .violated
        case .discarded: self = .discarded
        case .boundThreads: self = .bound(.threads)
        case .boundRecursion: self = .bound(.recursion)
        case .boundMessages: self = .bound(.messages)
        case .boundWays: self = .bound(.ways)
        case .boundBuffer: self = .bound(.buffer)
        }
    }
}

extension Workspace {
    /// Whether every thread of the source that is no daemon has finished, or may stay where it is.
    package var isOver: Bool {
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
        for thread in 0..<threadCount where place(of: thread) != 0 {
            if image.restIsEnd[Int(image.restBase[thread]) + place(of: thread)] { continue }
            if thread >= image.declaredThreads || !image.isDaemon[thread] { return false }
        }
        return true
    }

    /// The value of a property at the source; nil if it failed to evaluate.
    package func evaluate(property: Int) -> Bool? {
        let code = image.propertyCode[property]
        return evaluate(code.entry, code.result).map { $0 != 0 }
    }

    func evaluate(_ entry: Int, _ result: Int) -> Int? {
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
        isCommitted = false
        beginRun()
        return run(entry, registers) == .rested ? registers[result] : nil
    }

    /// Index of a spawned thread's group among the spawned groups, and its place among those of the group.
    func spawnedGroup(_ thread: Int) -> (group: Int, ordinal: Int)? {
        guard thread >= image.declaredThreads, thread < liveThreadCount else { return nil }
        let slot = thread - image.declaredThreads
        let group = Int(byte(Int(image.groupSlots[slot])))
        let before = (0..<slot).filter { Int(byte(Int(image.groupSlots[$0]))) == group }.count
        return (group - 1, before)
    }
}
