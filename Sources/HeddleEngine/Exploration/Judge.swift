package import HeddleProgram

/// Holds a search's report against what the model expects of its run (language.md section 15).
package enum Judge {
    /// The runs of a model: the plain one, then each that an expectation names, in order of appearance.
    package static func runs(of program: Program) -> [Run] {
        var result = [Run(memoryModel: program.memoryModel, settings: [])]
        for expectation in program.expectations {
            for run in Self.runs(of: expectation, program) where !result.contains(run) { result.append(run) }
        }
        return result
    }

    /// The run that a program as it was lowered stands for: constants set from outside differ from the declared ones.
    package static func run(of program: Program, memoryModel: MemoryModel) -> Run {
        let settings = program.constants.filter { $0.value != $0.declared }.map {
            Setting(name: $0.name, value: text($0, $0.value, program))
        }
        return Run(memoryModel: memoryModel, settings: settings)
    }

    /// Expectations of a run, in order.
    package static func expectations(_ program: Program, of run: Run) -> [Expectation] {
        program.expectations.filter { runs(of: $0, program).contains(run) }
    }

    /// Whether states are searched for two accesses that meet (under c11 clocks find races on the way).
    package static func looksForRaces(_ program: Program, run: Run) -> Bool {
        if program.allowed.contains(.race) || run.memoryModel.isC11 { return false }
        return program.forbidden.contains(.race)
            || expectations(program, of: run).contains { $0.target == .check(.race) }
    }

    private static func runs(of expectation: Expectation, _ program: Program) -> [Run] {
        let models = expectation.memoryModels.isEmpty ? [program.memoryModel] : expectation.memoryModels
        let settings = normalized(expectation.settings, program)
        return models.map { Run(memoryModel: $0, settings: settings) }
    }

    /// Settings in order of declaration, without those that say what is declared anyway.
    package static func normalized(_ settings: [Setting], _ program: Program) -> [Setting] {
        program.constants.compactMap { constant in
            guard let setting = settings.last(where: { $0.name == constant.name }) else { return nil }
            let value = Int(setting.value).map(String.init) ?? setting.value
            if value == text(constant, constant.declared, program) { return nil }
            return Setting(name: setting.name, value: value)
        }
    }

    private static func text(_ constant: Constant, _ value: Value, _ program: Program) -> String {
        ValueWords(program: program, threadNames: []).text(value, constant.type)
    }

    // MARK: - Judging

    /// The judgement of a report. `program` is the one that was searched, `run` its run.
    package static func judge(_ report: SearchReport, program: Program, run: Run) -> Judgement {
        let expectations = expectations(program, of: run)
        let named = !expectations.isEmpty
        let everything = report.complete
        var rows: [Judgement.Row] = []
        for (index, property) in program.properties.enumerated() {
            let subject = Subject.property(index)
            let status = status(of: index, property, report)
            let stated = expectations.last { $0.target == .property(index) }
            rows.append(
                row(subject, status, stated, defaultWanted(property), report, isReported: property.kind == .outcome))
        }
        // Spin's users look for assertions first.
        let checks =
            program.processes == nil ? Check.allCases : [.failedAssertion, .deadlock] + Check.allCases.dropFirst(2)
        for check in checks where !program.allowed.contains(check) {
            let subject = Subject.check(check)
            let stated = expectations.last { $0.target == .check(check) }
            let found = report.findings.contains { $0.subject == subject }
            guard found || stated != nil || isListed(check, program, run) else { continue }
            let status: Judgement.Status = found ? .fails : everything ? .holds : .notKnown
            rows.append(row(subject, status, stated, .none, report, isReported: false))
        }
        let found = !report.findings.isEmpty
        let checksAll = program.processes?.uncheckedClaims.isEmpty ?? true
        let verdict: Judgement.Verdict = found ? .violated : everything && checksAll ? .holds : .inconclusive
        // A run that nobody names has no expectations but that nothing is found; the plain run is always meant.
        let isMeant = named || run == runs(of: program)[0]
        let met: Bool? = isMeant ? combined(rows) : found ? false : everything ? true : nil
        return Judgement(
            rows: rows, verdict: verdict, asExpected: met == true && !checksAll ? nil : met, isNamedRun: named)
    }

    private static func combined(_ rows: [Judgement.Row]) -> Bool? {
        if rows.contains(where: { $0.asExpected == false }) { return false }
        return rows.contains { $0.asExpected == nil } ? nil : true
    }

    private static func row(
        _ subject: Subject, _ status: Judgement.Status, _ stated: Expectation?, _ wanted: Expectation.Wanted,
        _ report: SearchReport, isReported: Bool
    ) -> Judgement.Row {
        let wanted = stated?.wanted ?? wanted
        let met = isReported && stated == nil ? true : isMet(status, wanted)
        return Judgement.Row(
            subject: subject, status: status, wanted: wanted, isStated: stated != nil, asExpected: met,
            finding: report.findings.firstIndex { $0.subject == subject })
    }

    private static func status(of index: Int, _ property: Property, _ report: SearchReport) -> Judgement.Status {
        switch property.kind {
        case .reachable, .outcome:
            if report.witnesses[index] != nil { return .possible }
            return report.complete ? .impossible : .notKnown
        case .invariant, .final:
            if report.findings.contains(where: { $0.subject == .property(index) }) { return .fails }
            guard report.complete else { return .notKnown }
            return property.kind == .final && report.endedStates == 0 ? .vacuous : .holds
        }
    }

    private static func defaultWanted(_ property: Property) -> Expectation.Wanted {
        property.kind == .reachable || property.kind == .outcome ? .possible : .holds
    }

    private static func isMet(_ status: Judgement.Status, _ wanted: Expectation.Wanted) -> Bool? {
        switch (status, wanted) {
        case (.notKnown, _): return nil
        case (.holds, .holds), (.holds, .none), (.vacuous, .holds), (.fails, .fails), (.fails, .found): return true
        case (.possible, .possible), (.impossible, .impossible): return true
        default: return false
        }
    }

    /// The checks that are listed whatever is found.
    package static func listedChecks(_ program: Program, run: Run) -> [Check] {
        Check.allCases.filter { isListed($0, program, run) }
    }

    /// Checks that are listed without a finding: deadlock always, races where looked for, assertions where there is one.
    private static func isListed(_ check: Check, _ program: Program, _ run: Run) -> Bool {
        switch check {
        case .deadlock: return true
        case .race:
            return run.memoryModel.isC11 ? !program.allowed.contains(.race) : looksForRaces(program, run: run)
        case .failedAssertion:
            return program.routines.contains { routine in
                routine.code.contains { if case .assert = $0.kind { return true } else { return false } }
            }
        default: return false
        }
    }
}
