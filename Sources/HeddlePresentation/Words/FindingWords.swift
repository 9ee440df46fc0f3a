package import HeddleEngine
package import HeddleProgram

/// What was found, in the words of titles, lists and reports (screens.md section 6).
package struct FindingWords: Sendable {
    package let machine: Machine
    package let marks: Marks

    package init(machine: Machine, marks: Marks) {
        self.machine = machine
        self.marks = marks
    }

    /// `no deadlock`, as a check is listed that found nothing.
    package static func checkName(_ check: Check) -> String {
        switch check {
        case .deadlock: return "no deadlock"
        case .failedAssertion: return "no assertion fails"
        case .misuse: return "no misuse"
        case .overflow: return "no overflow"
        case .memoryError: return "no memory error"
        case .leak: return "no leak"
        case .uninitializedRead: return "no uninitialized read"
        case .divergence: return "no divergence"
        case .race: return "no data race"
        }
    }

    /// As it is listed for a program: one of processes has invalid end states where others have deadlocks.
    package static func checkName(_ check: Check, in program: Program) -> String {
        check == .deadlock && program.processes != nil ? "no invalid end state" : checkName(check)
    }

    package static func checkFailure(_ check: Check, in program: Program) -> String {
        check == .deadlock && program.processes != nil ? "invalid end state" : checkFailure(check)
    }

    /// What a check is called when it found something and no more is known.
    package static func checkFailure(_ check: Check) -> String {
        switch check {
        case .deadlock: return "deadlock"
        case .failedAssertion: return "failed assertion"
        case .misuse: return "misuse"
        case .overflow: return "overflow"
        case .memoryError: return "memory error"
        case .leak: return "leak"
        case .uninitializedRead: return "uninitialized read"
        case .divergence: return "divergence"
        case .race: return "data race"
        }
    }

    /// `there is no finding 3: 2 findings in all`
    package static func noFinding(_ number: Int, in report: SearchReport) -> String {
        if report.findings.isEmpty { return "there is no finding \(number): nothing was found" }
        let count = Figures.count(report.findings.count, "finding")
        let more = report.isGroupingCut ? ", the simplest of each property; --no-reduction tells others apart" : ""
        return "there is no finding \(number): \(count) in all\(more)"
    }

    /// The name of a subject in models and in JSON.
    package func name(_ subject: Subject) -> String {
        switch subject {
        case .property(let index): return machine.program.properties[index].name
        case .check(let check): return check.rawValue
        }
    }

    /// JSON's `kind`.
    package func kind(_ subject: Subject) -> String {
        switch subject {
        case .property(let index): return machine.program.properties[index].kind.rawValue
        case .check(let check): return check.kindWord
        }
    }

    /// A short head: the property's sentence, or what the check found.
    package func title(_ finding: Finding, trace: Trace? = nil) -> String {
        switch finding.subject {
        case .property(let index): return VisibleText.of(machine.program.properties[index].title)
        case .check(let check):
            guard let violation = finding.violation else { return Self.checkFailure(check, in: machine.program) }
            return violations(trace).title(violation)
        }
    }

    /// The head of a subject of which only the report knows.
    package func title(_ subject: Subject, in report: SearchReport) -> String {
        if let finding = report.findings.first(where: { $0.subject == subject }) { return title(finding) }
        switch subject {
        case .property(let index): return VisibleText.of(machine.program.properties[index].title)
        case .check(let check): return Self.checkFailure(check, in: machine.program)
        }
    }

    /// The whole sentence: `every deposit is kept: balance == tellers, 1 == 2`.
    package func sentence(_ finding: Finding, trace: Trace) -> String {
        switch finding.subject {
        case .property(let index):
            let title = VisibleText.of(machine.program.properties[index].title)
            let detail = properties(trace).detail(property: index)
            return detail.hasPrefix(title) ? detail : title + ": " + detail
        case .check(let check):
            guard let violation = finding.violation else {
                return check == .deadlock ? "deadlock: no thread can ever run again" : Self.checkFailure(check)
            }
            return violations(trace).sentence(violation)
        }
    }

    /// JSON's `detail`: the expression with its values, or the check's sentence.
    package func detail(_ finding: Finding, trace: Trace) -> String {
        switch finding.subject {
        case .property(let index): return properties(trace).detail(property: index, separator: ": ")
        case .check: return sentence(finding, trace: trace)
        }
    }

    /// What stands below a title that says the rest: `balance == tellers, 1 == 2`; empty where nothing is left to say.
    package func detailLine(_ finding: Finding, trace: Trace, below title: String) -> String {
        switch finding.subject {
        case .property(let index): return properties(trace).detail(property: index)
        case .check:
            if let values = finding.violation?.values { return VisibleText.of(values) }
            let sentence = self.sentence(finding, trace: trace)
            return sentence == title ? "" : sentence
        }
    }

    package func properties(_ trace: Trace) -> PropertyWords {
        PropertyWords(machine: machine, state: trace.lastState, marks: marks)
    }

    package func violations(_ trace: Trace?) -> ViolationWords {
        ViolationWords(
            machine: machine, state: trace?.lastState ?? machine.start().state, marks: marks,
            earlier: trace?.events ?? [])
    }
}
