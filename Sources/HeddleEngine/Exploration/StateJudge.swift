internal import HeddleProgram

/// Judges single states: which subjects they violate, which properties they witness.
///
/// Finals and outcomes are judged where an execution has ended, invariants and reachables everywhere. A violating step
/// is judged by the expander; this judges what states show.
struct StateJudge {
    let machine: Machine
    let looksForRaces: Bool
    let invariants: [Int]
    let reachables: [Int]
    let finals: [Int]
    let outcomes: [Int]
    let reportsDeadlock: Bool
    let reportsLeaks: Bool

    init(machine: Machine, looksForRaces: Bool) {
        self.machine = machine
        self.looksForRaces = looksForRaces
        let program = machine.program
        func indices(_ kind: Property.Kind) -> [Int] {
            program.properties.indices.filter { program.properties[$0].kind == kind }
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

    /// What a state shows, apart from how it ends; with `only`, of the properties that it has as keys.
    func judge(_ state: State, only: [Int: Int]? = nil, _ report: (StateVerdict) -> Void) {
        for index in invariants where only.map({ $0[index] != nil }) ?? true {
            switch machine.evaluate(property: index, in: state) {
            case .value(true): break
            case .value(false): report(.violated(.property(index), nil))
            case .fault(let violation): report(.violated(.property(index), violation))
            }
        }
        for index in reachables where only.map({ $0[index] != nil }) ?? true { witness(index, state, report) }
        if looksForRaces, let race = RaceFinder.race(machine: machine, state: state) {
            report(.violated(.check(.race), race))
        }
    }

    /// What a state shows in which an execution is over.
    func judgeEnd(_ ending: Ending, _ state: State, _ report: (StateVerdict) -> Void) {
        switch ending {
        case .running, .violated: break
        case .deadlock:
            if reportsDeadlock {
                let violation = Violation(check: .deadlock, thread: -1, span: .none, evidence: .deadlock)
                report(.violated(.check(.deadlock), violation))
            }
        case .ended:
            for index in finals {
                switch machine.evaluate(property: index, in: state) {
                case .value(true): break
                case .value(false): report(.violated(.property(index), nil))
                case .fault(let violation): report(.violated(.property(index), violation))
                }
            }
            for index in outcomes { witness(index, state, report) }
            guard reportsLeaks else { return }
            let cells = LeakFinder.leaked(machine: machine, state: state)
            if !cells.isEmpty {
                let violation = Violation(check: .leak, thread: -1, span: .none, evidence: .leak(cells: cells))
                report(.violated(.check(.leak), violation))
            }
        }
    }

    private func witness(_ index: Int, _ state: State, _ report: (StateVerdict) -> Void) {
        switch machine.evaluate(property: index, in: state) {
        case .value(false): break
        case .value(true): report(.witnessed(index))
        case .fault(let violation): report(.violated(.property(index), violation))
        }
    }
}

/// One thing that a state shows.
enum StateVerdict {
    case violated(Subject, Violation?)
    case witnessed(Int)
}
