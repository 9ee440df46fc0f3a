import HeddleProgram

@testable import HeddleEngine

/// What two implementations must agree on.
struct Agreement: Equatable, CustomStringConvertible {
    /// Without those in which a failed check ended: the two keep different things there.
    var states: Int
    var transitions: Int
    var endedStates: Int
    /// Failing subjects and witnessed properties, with the length of a shortest way.
    var failing: [String: Int]
    var witnessed: [String: Int]
    var outcomes: Set<String>
    var bounds: Set<String>

    var description: String {
        """
        \(states) states, \(transitions) transitions, \(endedStates) ended, fails \(failing.sorted { $0.key < $1.key }), \
        witnessed \(witnessed.sorted { $0.key < $1.key }), bounds \(bounds.sorted()), outcomes \(outcomes.sorted())
        """
    }

    /// Of the plain second implementation; nil if it has more states than the limit.
    init?(plain program: Program, stateLimit: Int) {
        let search = PlainSearch(program: program, stateLimit: stateLimit)
        guard search.isComplete else { return nil }
        states = search.states - search.failedStates
        transitions = search.transitions
        endedStates = search.endedStates
        failing = search.failing
        witnessed = search.witnessed
        outcomes = search.outcomes
        bounds = search.bounds
    }

    /// Of the machine and the breadth-first search.
    init(program: Program) throws {
        let machine = try Machine(program)
        let explorer = BreadthFirstExplorer(machine: machine, options: SearchOptions())
        while !explorer.isOver { explorer.advance(budget: 1 << 20) }
        let report = explorer.report
        let all = (0..<explorer.store.count).map { explorer.store.state($0) }
        let endings = all.map(machine.ending)
        states = endings.filter { $0 != .violated }.count
        transitions = report.transitions
        endedStates = report.endedStates
        failing = [:]
        for finding in report.findings {
            switch finding.subject {
            case .property(let index): failing[program.properties[index].name] = finding.schedule.count
            case .check(.race): break
            case .check(let check): failing[check.rawValue] = finding.schedule.count
            }
        }
        witnessed = [:]
        for (index, witness) in report.witnesses {
            witnessed[program.properties[index].name] = witness.schedule.count
        }
        outcomes = []
        for (state, ending) in zip(all, endings) where ending == .ended || ending == .deadlock {
            let parts = program.objects.indices.compactMap { index -> String? in
                guard !program.objects[index].isGhost,
                    case .value(let value) = machine.status(ofObject: index, index: 0, in: state)
                else { return nil }
                return "\(program.objects[index].name)=\(value)"
            }
            outcomes.insert("\(ending): \(parts.joined(separator: " "))")
        }
        bounds = []
        for limit in report.limits {
            if case .model(let bound, _) = limit { bounds.insert(bound.rawValue) }
        }
    }
}
