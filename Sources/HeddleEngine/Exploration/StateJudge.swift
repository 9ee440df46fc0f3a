internal import HeddleProgram

/// One thing that a state shows.
enum StateVerdict {
    case violated(Subject, Violation?)
    case witnessed(Int)
}

/// Judges single states: which subjects they violate, which properties they witness.
///
/// Finals and outcomes are judged where an execution has ended, invariants and reachables everywhere. A violating step
/// is judged by the expander; this judges what states show.
final class StateJudge {
    private let machine: Machine
    private let workspace: Workspace
    private let looksForRaces: Bool
    private let invariants: Table<Int>
    private let reachables: Table<Int>
    private let finals: Table<Int>
    private let outcomes: Table<Int>
    private let reportsDeadlock: Bool
    private let reportsLeaks: Bool

    /// `only`: the properties that are asked about; nil for all.
    init(machine: Machine, looksForRaces: Bool, only: Set<Int>? = nil) {
        self.machine = machine
        self.looksForRaces = looksForRaces
        workspace = machine.makeWorkspace()
        let program = machine.program
        func indices(_ kind: Property.Kind) -> Table<Int> {
            Table(
                program.properties.indices.filter {
                    program.properties[$0].kind == kind && only?.contains($0) != false
                })
        }
        invariants = indices(.invariant)
        reachables = indices(.reachable)
        finals = indices(.final)
        outcomes = indices(.outcome)
        reportsDeadlock = !program.allowed.contains(.deadlock)
        reportsLeaks =
            !program.allowed.contains(.leak)
            && program.objects.contains { if case .pool = $0.kind { return true } else { return false } }
    }

    deinit {
        for table in [invariants, reachables, finals, outcomes] { table.free() }
    }

    /// Whether states have to be looked at as they are found.
    var looksAtStates: Bool {
        @inline(__always) get { invariants.count > 0 || reachables.count > 0 || looksForRaces }
    }

    /// What a state shows, apart from how it ends.
    func judge(_ words: UnsafePointer<UInt64>, count: Int, _ report: (StateVerdict) -> Void) {
        guard looksAtStates else { return }
        workspace.setSource(words, count: count)
        for number in 0..<invariants.count { holds(invariants[number], words, count, report) }
        for number in 0..<reachables.count { witness(reachables[number], words, count, report) }
        if looksForRaces, let race = RaceFinder.race(machine: machine, state: state(words, count)) {
            report(.violated(.check(.race), race))
        }
    }

    /// What a state shows in which an execution is over.
    func judgeEnd(
        _ ending: Ending, _ words: UnsafePointer<UInt64>, count: Int, _ report: (StateVerdict) -> Void
    ) {
        switch ending {
        case .running, .violated: break
        case .deadlock:
            if reportsDeadlock {
                let violation = Violation(check: .deadlock, thread: -1, span: .none, evidence: .deadlock)
                report(.violated(.check(.deadlock), violation))
            }
        case .ended:
            workspace.setSource(words, count: count)
            for number in 0..<finals.count { holds(finals[number], words, count, report) }
            for number in 0..<outcomes.count { witness(outcomes[number], words, count, report) }
            guard reportsLeaks else { return }
            if let violation = LeakFinder.violation(at: ending, machine: machine, state: state(words, count)) {
                report(.violated(.check(.leak), violation))
            }
        }
    }

    /// All that a state shows, its end included.
    func judgeAll(_ state: State, _ report: (StateVerdict) -> Void) {
        let ending = machine.ending(state)
        state.words.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            if ending != .violated { judge(base, count: buffer.count, report) }
            judgeEnd(ending, base, count: buffer.count, report)
        }
    }

    private func holds(
        _ index: Int, _ words: UnsafePointer<UInt64>, _ count: Int, _ report: (StateVerdict) -> Void
    ) {
        switch workspace.evaluate(property: index) {
        case true?: break
        case false?: report(.violated(.property(index), nil))
        case nil: report(.violated(.property(index), fault(index, words, count)))
        }
    }

    private func witness(
        _ index: Int, _ words: UnsafePointer<UInt64>, _ count: Int, _ report: (StateVerdict) -> Void
    ) {
        switch workspace.evaluate(property: index) {
        case true?: report(.witnessed(index))
        case false?: break
        case nil: report(.violated(.property(index), fault(index, words, count)))
        }
    }

    /// Why a property could not be computed.
    private func fault(_ index: Int, _ words: UnsafePointer<UInt64>, _ count: Int) -> Violation? {
        if case .fault(let violation) = machine.evaluate(property: index, in: state(words, count)) { return violation }
        return nil
    }

    private func state(_ words: UnsafePointer<UInt64>, _ count: Int) -> State {
        State(words, count: count, of: machine.stateLength)
    }
}
