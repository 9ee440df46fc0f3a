internal import HeddleEngine
internal import HeddleProgram

/// One turn that a schedule controller gives.
struct NativeTurn {
    /// Global number of the thread; -1: the program has no such thread.
    var thread: Int
    /// Where it stands, in the numbering of `NativeSites`; -1: the program has no such step.
    var site: Int
    /// The choice, as `Transition.choice`; -1: whichever there is.
    var choice: Int
    /// The step in words, with its thread.
    var words: String
    /// What the step did that only a weak memory does, in words: turns alone don't make a machine do it.
    var unforced: String?
    /// What the step did to what threads share; none of a step that was not made.
    var operations: [Operation] = []
}

/// The steps of a program, numbered from 0 in the order of its routines.
struct NativeSites {
    struct Site {
        var reference: SiteReference
        var site: StepSite
        var line: Int
    }
    private(set) var all: [Site] = []
    private var numbers: [SiteReference: Int] = [:]

    init(_ program: Program) {
        for (routine, body) in program.routines.enumerated() {
            for (index, instruction) in body.code.enumerated() {
                guard case .beginStep(let site) = instruction.kind else { continue }
                let reference = SiteReference(routine: routine, instruction: index)
                numbers[reference] = all.count
                all.append(Site(reference: reference, site: site, line: program.source.line(of: site.span.start)))
            }
        }
    }

    func number(_ reference: SiteReference?) -> Int { reference.flatMap { numbers[$0] } ?? -1 }
}

/// A recorded schedule as turns: on the model it was found in, or on another one.
struct NativeSchedule {
    private(set) var turns: [NativeTurn] = []
    /// The step (from 1) from which on the schedule is not made for this model.
    private(set) var diverges: Int?
    /// What turns don't bring about, in words.
    var unforced: [String] { turns.compactMap(\.unforced) }

    /// Lines for the top of a file: what turns don't bring about, and what looks for the failure all the same.
    func limits(search: String?) -> [String] {
        guard !unforced.isEmpty else { return [] }
        let then = search.map { "; \($0) looks for the failure." } ?? "."
        return [
            "What no turn can force: whether a machine does it is up to it, and to the compiler. The recorded",
            "schedule therefore goes on as under sequential consistency\(then)",
        ] + unforced.map { "  " + NativeText.comment($0) }
    }

    /// What a subject holds: its own trace, or one that was recorded on another model.
    init(_ subject: ExportSubject, sites: NativeSites) {
        guard let recorded = subject.recorded else {
            self.init(machine: subject.machine, trace: subject.trace, sites: sites)
            return
        }
        self.init(machine: subject.machine, recorded: recorded.steps, known: recorded.knows, sites: sites)
    }

    /// The trace's own model.
    init(machine: Machine, trace: Trace, sites: NativeSites) {
        let weak = Set(trace.weakSteps.map(\.index))
        for (index, step) in trace.steps.enumerated() where !step.transition.isFlush {
            var turn = Self.turn(machine: machine, step: step, sites: sites)
            if weak.contains(index) { turn.unforced = "step \(turns.count + 1), \(turn.words)" }
            turns.append(turn)
        }
    }

    private static func turn(machine: Machine, step: Trace.Step, sites: NativeSites) -> NativeTurn {
        let words = ValueWords(machine: machine, state: step.state)
        let name = words.threadName(step.event.thread)
        let action = StepWords(words).action(of: step.event)
        let isWeak = machine.memoryModel != .sc
        return NativeTurn(
            thread: step.transition.thread, site: sites.number(step.event.site),
            choice: isWeak ? strongChoice(step) : step.transition.choice,
            words: "\(name): \(action)", operations: step.event.operations)
    }

    /// The choice without what the memory chose; -1 where the two can't be told apart.
    private static func strongChoice(_ step: Trace.Step) -> Int {
        let operations = step.event.operations
        if operations.contains(where: { $0.kind == .compareExchangeSpurious }) { return 1 }
        return operations.contains { $0.memory != nil } ? -1 : step.transition.choice
    }

    /// The steps of `recorded` on a machine of another model.
    ///
    /// A thread that stands at a step that the recorded model does not have (`known`) makes it first: a repair may add
    /// some. The first step that can't be made ends the translation; it is kept with what follows, so that the controller meets it.
    /// What the memory chose is not looked for: no turn forces it, and another model may not have it.
    init(machine: Machine, recorded: [RecordedStep], known: (StepAnchor) -> Bool, sites: NativeSites) {
        var state = machine.start().state
        var made: [Transition] = []
        var left = recorded[...]
        steps: while let step = left.first {
            var candidates = Replay.candidates(machine: machine, state: state)
            var extra = 0
            while !candidates.contains(where: { $0.recorded.anchor.matches(step.anchor) }), extra < Self.mostExtraSteps,
                let new = candidates.first(where: {
                    $0.recorded.anchor.thread == step.anchor.thread && !known($0.recorded.anchor)
                }), let next = machine.apply(new.transition, to: state)
            {
                made.append(new.transition)
                state = next.state
                extra += 1
                candidates = Replay.candidates(machine: machine, state: state)
            }
            let there = candidates.filter { $0.recorded.anchor.matches(step.anchor) }
            let match =
                there.first { $0.recorded.choice == step.choice }
                ?? (step.choice == nil && there.count == 1 || machine.memoryModel != .sc ? there.first : nil)
            guard let match, let next = machine.apply(match.transition, to: state) else {
                if step.isFlush {
                    left.removeFirst()
                    continue steps
                }
                break steps
            }
            made.append(match.transition)
            state = next.state
            left.removeFirst()
        }
        self.init(machine: machine, trace: Trace(machine: machine, schedule: made), sites: sites)
        guard !left.isEmpty else { return }
        diverges = turns.count + 1
        // The rest is kept as well: it says how far the schedule was followed.
        turns += left.filter { !$0.isFlush }.map { missing($0, machine: machine, state: state, sites: sites) }
    }

    /// Most steps of one thread that are made before a recorded one.
    private static let mostExtraSteps = 100

    private func missing(_ step: RecordedStep, machine: Machine, state: State, sites: NativeSites) -> NativeTurn {
        let count = machine.threadCount(in: state)
        let thread = (0..<count).first { machine.threadName($0, in: state) == step.anchor.thread } ?? -1
        let site = step.anchor.sites(in: machine.program).first
        return NativeTurn(
            thread: thread, site: sites.number(site), choice: step.choice == nil ? -1 : NativeSchedule.noChoice,
            words: "\(step.anchor.thread): \(step.action)")
    }

    /// A choice that the program does not have.
    static let noChoice = -2
}

extension RecordedStep {
    /// A store on its way to memory gets there: no turn of a thread.
    fileprivate var isFlush: Bool { choice?.hasPrefix("flushes ") == true }
}
