package import HeddleEngine
internal import HeddleProgram

/// What a search of a model says, in words that all searches share.
package struct SearchAnswer: Equatable {
    package var failing: Set<String> = []
    package var witnessed: Set<String> = []
    package var outcomes: Set<String> = []
    package var isComplete = false

    /// Of the engine.
    ///
    /// `withOutcomes`: false leaves them out.
    package init(machine: Machine, options: SearchOptions, withOutcomes: Bool = true) {
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        let report = exploration.report
        isComplete = report.phase == .complete
        guard isComplete else { return }
        for finding in report.findings { failing.insert(Self.name(finding.subject, machine.program)) }
        for property in report.witnesses.keys { witnessed.insert(machine.program.properties[property].name) }
        guard withOutcomes else { return }
        let found = exploration.outcomes()
        isComplete = found.isComplete
        outcomes = Set(
            found.outcomes.map { outcome in
                "\(outcome.end): \(outcome.values.map { "\($0.name)=\($0.value)" })"
            })
    }

    private static func name(_ subject: Subject, _ program: Program) -> String {
        switch subject {
        case .property(let index): return program.properties[index].name
        case .check(let check): return check.rawValue
        }
    }

    /// What another answer has otherwise.
    package func differences(from other: SearchAnswer) -> [String] {
        func lines(_ name: String, _ mine: Set<String>, _ theirs: Set<String>) -> [String] {
            mine == theirs
                ? []
                : [
                    "\(name): without \(theirs.subtracting(mine).sorted()), beyond it \(mine.subtracting(theirs).sorted())"
                ]
        }
        return lines("fails", failing, other.failing) + lines("witnessed", witnessed, other.witnessed)
            + lines("outcomes", outcomes, other.outcomes)
    }
}
