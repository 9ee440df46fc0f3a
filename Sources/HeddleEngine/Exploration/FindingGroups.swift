internal import HeddleProgram

/// Findings that look the same to whoever has to mend the bug: what fails, and in which situation.
///
/// A situation is where a check failed and in which thread, who waits where in a deadlock, with which values a property is
/// false and behind which step. Different ways into one situation are different bugs by their signature, and are counted
/// with the simplest of them.
enum FindingGroups {
    /// Different bugs that are looked at for each subject, where one of each situation is kept.
    static let limit = 32

    /// `last`: the step that led to the state in which it fails; nil: the start.
    static func situation(machine: Machine, subject: Subject, state: State, last: Event?) -> String {
        let key = BugSignature.failureKey(machine: machine, subject: subject, state: state, last: last)
        switch subject {
        case .check(.deadlock):
            let places = (0..<machine.threadCount(in: state)).map { thread -> String in
                guard let site = machine.site(ofThread: thread, in: state) else { return "-" }
                return "\(site.routine):\(site.instruction)"
            }
            return key + " " + places.joined(separator: " ")
        case .check: return "\(key) \(last?.thread ?? -1)"
        case .property(let index):
            let property = machine.program.properties[index]
            var parts = [key, property.kind == .final ? "" : place(of: last)]
            for conjunct in property.conjuncts.indices {
                guard machine.evaluate(property: index, conjunct: conjunct, in: state) != .value(true) else { continue }
                parts.append("\(conjunct)")
                if let sides = machine.operands(property: index, conjunct: conjunct, in: state) {
                    parts.append("\(sides.left) \(sides.right)")
                }
            }
            return parts.joined(separator: " ")
        }
    }

    /// Whether an invariant was false before the last step already: going on from one bug is no other one.
    static func failsEarlier(machine: Machine, subject: Subject, trace: Trace) -> Bool {
        guard case .property(let index) = subject, machine.program.properties[index].kind == .invariant else {
            return false
        }
        return (0..<trace.steps.count).contains {
            machine.evaluate(property: index, in: trace.state(after: $0)) != .value(true)
        }
    }

    /// Whether the situation is one of the state alone, whatever step led there.
    static func isOfState(_ subject: Subject, in program: Program) -> Bool {
        switch subject {
        case .check(let check): return check == .deadlock
        case .property(let index): return program.properties[index].kind == .final
        }
    }

    private static func place(of event: Event?) -> String {
        guard let event, let site = event.site else { return "" }
        return "\(event.thread) \(site.routine):\(site.instruction)"
    }

    /// The first finding of each situation, in order of discovery.
    static func firsts(_ findings: [Finding]) -> [Finding] {
        var result: [Finding] = []
        for finding in findings {
            if let index = place(of: finding, in: result) { result[index].alike += 1 } else { result.append(finding) }
        }
        return result
    }

    /// The simplest finding of each situation; of each subject the simplest first, subjects in order of discovery.
    static func simplest(_ findings: [Finding]) -> [Finding] {
        var result: [Finding] = []
        for finding in findings {
            guard let index = place(of: finding, in: result) else {
                result.append(finding)
                continue
            }
            let alike = result[index].alike + 1
            if isSimpler(finding, result[index]) { result[index] = finding }
            result[index].alike = alike
        }
        var subjects: [Subject] = []
        for finding in result where !subjects.contains(finding.subject) { subjects.append(finding.subject) }
        return subjects.flatMap { subject in
            result.filter { $0.subject == subject }.sorted { comesFirst($0, $1) }
        }
    }

    /// Simpler, or as simple and earlier in the machine's order.
    private static func comesFirst(_ a: Finding, _ b: Finding) -> Bool {
        if isSimpler(a, b) { return true }
        if isSimpler(b, a) { return false }
        return a.schedule.lexicographicallyPrecedes(b.schedule) { ($0.thread, $0.choice) < ($1.thread, $1.choice) }
    }

    private static func place(of finding: Finding, in groups: [Finding]) -> Int? {
        guard let situation = finding.situation else { return nil }
        return groups.firstIndex { $0.subject == finding.subject && $0.situation == situation }
    }

    /// Fewest preemptions, then shortest; what is not known comes last.
    private static func isSimpler(_ a: Finding, _ b: Finding) -> Bool {
        func rank(_ finding: Finding) -> (Int, Int) {
            (finding.preemptions < 0 ? .max : finding.preemptions, finding.schedule.count)
        }
        return rank(a) < rank(b)
    }
}
