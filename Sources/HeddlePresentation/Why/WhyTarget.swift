package import HeddleEngine
internal import HeddleProgram

/// What the user asks a reason for.
package enum WhyTarget: Hashable, Sendable {
    /// Why a finding fails; index into the report's findings.
    case finding(Int)
    /// Why the user's own line fails; its last node.
    case line(Int)
    /// Why a thread does not move at a node.
    case thread(Int, node: Int)
    /// What a step did, and why it could; its node.
    case step(node: Int)
    /// Where a value of State comes from, at a node.
    case value(StateRows.Subject, node: Int)
}

extension Situation {
    /// The finding that a target is about, with all that is known of it now; nil: the target asks for something else.
    package func finding(of target: WhyTarget) -> Finding? {
        switch target {
        case .finding(let index): return report.findings.indices.contains(index) ? report.findings[index] : nil
        case .line(let leaf): return finding(ofLine: leaf)
        case .thread, .step, .value: return nil
        }
    }

    /// What fails at the end of a line of play, as a finding.
    private func finding(ofLine leaf: Int) -> Finding? {
        guard play.nodes.indices.contains(leaf) else { return nil }
        let path = play.path(to: leaf)
        let node = play.nodes[leaf]
        guard let subject = EndWords.failing(machine: machine, state: node.state, event: node.event) else { return nil }
        let schedule = path.map { play.nodes[$0].transition }
        let isLost = fates[0] == true
        let point = isLost ? 0 : path.firstIndex { fates[$0] == true }.map { $0 + 1 }
        let known = report.findings.first { $0.schedule == schedule && $0.subject == subject }
        return Finding(
            subject: subject, schedule: schedule, violation: node.event.violation,
            preemptions: known?.preemptions ?? -1, pointOfNoReturn: point ?? known?.pointOfNoReturn)
    }

    /// Whether what is known of a target's finding is still what an explanation was made of.
    package func isCurrent(_ words: PassWords, for target: WhyTarget) -> Bool {
        guard let finding = finding(of: target) else { return false }
        return finding.schedule == words.finding.schedule && finding.subject == words.finding.subject
            && finding.pointOfNoReturn == words.finding.pointOfNoReturn
    }
}

extension EndWords {
    /// What fails at the end of a line: a failed check, a deadlock, the first property that is false, a lost cell.
    package static func failing(machine: Machine, state: State, event: Event) -> Subject? {
        if let violation = event.violation { return .check(violation.check) }
        let ending = machine.ending(state)
        if ending == .deadlock { return .check(.deadlock) }
        if let property = failingProperties(machine: machine, state: state).first { return .property(property) }
        let leaks = LeakFinder.violation(at: ending, machine: machine, state: state) != nil
        return leaks ? .check(.leak) : nil
    }

    /// Properties that are false in a state where they are judged, in order of declaration.
    static func failingProperties(machine: Machine, state: State) -> [Int] {
        let isOver = machine.ending(state) == .ended
        return machine.program.properties.indices.filter { index in
            let kind = machine.program.properties[index].kind
            let isJudged = kind == .invariant || (kind == .final && isOver)
            return isJudged && machine.evaluate(property: index, in: state) != .value(true)
        }
    }
}
