package import HeddleProgram

/// What a user may run to, or ask whether it can be reached.
package enum WayGoal: Sendable {
    /// A property of the machine holds: one's own, or a question.
    case holds(property: Int)
    /// The value that a property compares with itself is another than here.
    case changes(property: Int)
    /// A thread gives a local its first value.
    case assigns(thread: Int, routine: RoutineID, local: LocalID)
    /// A shared object looks otherwise than here.
    case objectChanges(ObjectID, index: Int)
    /// A thread comes to stand before a step of this line of the source (from 1): the one that has just moved, or one
    /// that has just been spawned.
    case arrives(line: Int)
    /// A thread that isn't done can't move.
    case blocks(thread: Int)
    /// Something fails: a check, an invariant, a final at the end of an execution.
    case fails(looksForRaces: Bool)
}

/// A goal seen from one state: whether it is met there already, and the search for a way to it.
package final class WayToGoal {
    private let machine: Machine
    private let start: State
    private let goal: WayGoal
    private let judge: StateJudge?
    private let workspace: Workspace
    /// A step may give its partner's locals values, too.
    private let hasRendezvous: Bool
    private let firstValue: Value?
    private let firstStatus: ObjectStatus?
    /// States in which what is asked for has no value: an index out of range, a process that isn't there. They don't
    /// count as reached.
    package private(set) var faults = 0

    package init(machine: Machine, from start: State, goal: WayGoal) {
        self.machine = machine
        self.start = start
        self.goal = goal
        workspace = machine.makeWorkspace()
        hasRendezvous = machine.program.objects.contains { object in
            if case .channel(_, .rendezvous, _) = object.kind { return true }
            return false
        }
        if case .fails(let looksForRaces) = goal {
            judge = StateJudge(machine: machine, looksForRaces: looksForRaces)
        } else {
            judge = nil
        }
        if case .changes(let property) = goal {
            firstValue = machine.operands(property: property, conjunct: 0, in: start)?.left
        } else {
            firstValue = nil
        }
        if case .objectChanges(let object, let index) = goal {
            firstStatus = machine.status(ofObject: object, index: index, in: start)
        } else {
            firstStatus = nil
        }
    }

    /// Whether no step is needed. What is about a step, or about a change, always needs one.
    package var isMetAtStart: Bool {
        switch goal {
        case .holds, .blocks, .fails: return isMet(start, WaySearch.Made(move: Transition(thread: -1), before: nil))
        case .changes, .assigns, .objectChanges, .arrives: return false
        }
    }

    package func search(
        limit: Int = WaySearch.defaultLimit, memory: Int = SearchOptions.defaultMemory
    ) -> WaySearch {
        var wanted = WaySearch.Goal { self.isMet($0, $1) }
        switch goal {
        case .arrives, .assigns: wanted.looksAtSteps = true
        case .fails: wanted.isFailure = { !self.machine.program.allowed.contains($0) }
        default: break
        }
        return WaySearch(machine: machine, from: start, limit: limit, memory: memory, goal: wanted)
    }

    private func isMet(_ state: State, _ made: WaySearch.Made) -> Bool {
        switch goal {
        case .holds(let property):
            if let holds = value(of: property, state) { return holds }
            faults += 1
            return false
        case .changes(let property):
            return machine.operands(property: property, conjunct: 0, in: state)?.left != firstValue
        case .assigns(let thread, let routine, let local):
            guard made.move.thread == thread || hasRendezvous, let before = made.before,
                let event = machine.apply(made.move, to: before)?.event
            else { return false }
            return event.gives(thread: thread, routine: routine, local: local)
        case .objectChanges(let object, let index):
            return machine.status(ofObject: object, index: index, in: state) != firstStatus
        case .arrives(let line): return arrives(at: line, state, made)
        case .blocks(let thread):
            guard case .standing = machine.status(ofThread: thread, in: state) else { return false }
            return machine.blockReason(ofThread: thread, in: state) != nil
        case .fails: return fails(state)
        }
    }

    private func value(of property: Int, _ state: State) -> Bool? {
        state.words.withUnsafeBufferPointer { words in
            guard let base = words.baseAddress else { return nil }
            workspace.setSource(base, count: words.count)
            return workspace.evaluate(property: property)
        }
    }

    private func fails(_ state: State) -> Bool {
        if machine.ending(state) == .violated { return true }
        var found = false
        judge?.judgeAll(state) { verdict in if case .violated = verdict { found = true } }
        return found
    }

    private func arrives(at line: Int, _ state: State, _ made: WaySearch.Made) -> Bool {
        if machine.ending(state) == .violated { return false }
        if self.line(of: made.move.thread, state) == line { return true }
        let count = machine.threadCount(in: state)
        let before = made.before.map(machine.threadCount) ?? count
        return before < count && (before..<count).contains { self.line(of: $0, state) == line }
    }

    private func line(of thread: Int, _ state: State) -> Int? {
        guard case .standing(at: let site, frames: _) = machine.status(ofThread: thread, in: state) else { return nil }
        return machine.program.source.line(of: machine.site(site).span.start)
    }
}

extension Event {
    /// Whether the step gave a thread's local a value.
    package func gives(thread: Int, routine: RoutineID, local: LocalID) -> Bool {
        localChanges.contains { $0.thread == thread && $0.routine == routine && $0.local == local }
    }
}

extension Machine {
    /// Lines of the source (from 1) at which a thread can stand before a step, in order.
    package var stepLines: [Int] {
        var lines: Set<Int> = []
        for rest in recording.rests {
            // Place 0 is that of threads that are over.
            guard program.routines.indices.contains(rest.site.routine),
                program.routines[rest.site.routine].code.indices.contains(rest.site.instruction),
                case .beginStep(let site) = program.routines[rest.site.routine].code[rest.site.instruction].kind
            else { continue }
            lines.insert(program.source.line(of: site.span.start))
        }
        return lines.sorted()
    }
}
