internal import HeddleEngine
internal import HeddlePresentation
package import HeddleProgram

/// `heddle check --json`: one document, an entry for each run (design.md section 7).
package enum CheckJSON {
    private struct Document: Encodable {
        var heddle: String
        var models: [Model]
        var errors: [Problem]
        /// null where files were not counted.
        var total: Nullable<CheckTotal>
    }

    private struct Problem: Encodable {
        var file: String
        var line: Nullable<Int>
        var column: Nullable<Int>
        var id: Nullable<String>
        var message: String
    }

    private struct Model: Encodable {
        var file: String
        var model: String
        var memory: String
        var set: [String: String]
        var verdict: String
        var asExpected: Nullable<Bool>
        var limit: Nullable<String>
        var search: String
        var reduction: Bool
        /// Reductions that were asked for and not used: by name, the reason.
        var refused: [String: String]
        /// Claims of a Promela file that are not checked.
        var notChecked: [String]
        var executions: Nullable<Int>
        var states: Int
        var transitions: Int
        var depth: Int
        var bytesPerState: Double
        var findings: [FindingJSON]
        /// false: only the simplest finding of each property is here, for telling others apart was too much.
        var findingsApart: Nullable<Bool>
        var expectations: [Row]
        /// What exploring showed to be doubtful: statements that no run reaches, left sides that were never true.
        var warnings: [Warning]
    }

    private struct Warning: Encodable {
        var id: String
        var line: Int
        var column: Int
        var message: String
    }

    private struct Row: Encodable {
        var property: String
        var expected: String
        var got: String
    }

    /// A file that could not be checked.
    package struct Failure: Sendable {
        package var file: String
        package var line: Int?
        package var column: Int?
        package var id: String?
        package var message: String
        package init(file: String, line: Int? = nil, column: Int? = nil, id: String? = nil, message: String) {
            self.file = file
            self.line = line
            self.column = column
            self.id = id
            self.message = message
        }

        package init(_ diagnostic: Diagnostic, in source: SourceText) {
            if let setting = diagnostic.setting {
                let option = "--set \(setting.name)=\(setting.value)"
                self.init(file: source.path, id: diagnostic.id, message: "\(option): \(diagnostic.message)")
                return
            }
            let included = source.included(at: diagnostic.span.start)
            let position = included?.position ?? source.position(of: diagnostic.span.start)
            self.init(
                file: included?.path ?? source.path, line: position.line, column: position.column, id: diagnostic.id,
                message: diagnostic.message)
        }
    }

    package static func text(
        version: String, runs: [RunReport], failures: [Failure] = [], total: CheckTotal? = nil
    ) -> String {
        JSONText.document(
            Document(
                heddle: version, models: runs.map(model),
                errors: failures.map {
                    Problem(
                        file: $0.file, line: Nullable($0.line), column: Nullable($0.column), id: Nullable($0.id),
                        message: $0.message)
                }, total: Nullable(total)))
    }

    private static func model(_ run: RunReport) -> Model {
        let report = run.report
        var settings: [String: String] = [:]
        for setting in run.run.settings { settings[setting.name] = setting.value }
        return Model(
            file: run.program.source.path, model: run.program.name, memory: run.run.memoryModel.rawValue,
            set: settings, verdict: run.judgement.verdict.rawValue, asExpected: Nullable(run.judgement.asExpected),
            limit: Nullable(limit(report)), search: report.search, reduction: !report.reductions.isEmpty,
            refused: refused(report), notChecked: run.program.processes?.uncheckedClaims ?? [],
            executions: Nullable(report.executions), states: report.states,
            transitions: report.transitions, depth: report.depth,
            bytesPerState: (report.bytesPerState * 10).rounded() / 10,
            findings: report.findings.enumerated().map { index, finding in
                FindingJSON(
                    finding, number: report.grouping == .byBug ? nil : index + 1, machine: run.machine)
            },
            findingsApart: Nullable(report.isGroupingCut ? false : nil), expectations: expectations(run),
            warnings: warnings(run))
    }

    private static func warnings(_ run: RunReport) -> [Warning] {
        CoverageWords.warnings([(run.program, run.report)]).map { diagnostic in
            let place = Failure(diagnostic, in: run.program.source)
            return Warning(
                id: diagnostic.id, line: place.line ?? 0, column: place.column ?? 0, message: diagnostic.message)
        }
    }

    private static func refused(_ report: SearchReport) -> [String: String] {
        var result: [String: String] = [:]
        for refusal in report.refusals {
            for entry in Reductions.names where refusal.reduction.contains(entry.reduction) {
                result[entry.name] = SearchWords.refusal(refusal.reason)
            }
        }
        if let reason = report.graphRefusal { result["dpor"] = SearchWords.refusal(reason) }
        return result
    }

    private static func limit(_ report: SearchReport) -> String? {
        if report.limits.isEmpty { return report.phase == .stoppedAtFinding ? "first finding" : nil }
        return report.limits.map(SearchWords.limitCode).joined(separator: ", ")
    }

    /// Rows that a line of the model states.
    private static func expectations(_ run: RunReport) -> [Row] {
        let words = FindingWords(machine: run.machine, marks: .init(ascii: false))
        return run.judgement.rows.filter(\.isStated).map { row in
            Row(property: words.name(row.subject), expected: row.wanted.rawValue, got: got(row))
        }
    }

    private static func got(_ row: Judgement.Row) -> String {
        let isCheck: Bool
        if case .check = row.subject { isCheck = true } else { isCheck = false }
        switch row.status {
        case .holds: return isCheck ? "none" : "holds"
        case .vacuous: return "holds"
        case .fails: return isCheck ? "found" : "fails"
        case .possible: return "possible"
        case .impossible: return "impossible"
        case .notKnown: return "inconclusive"
        }
    }
}

/// A finding as every JSON document shows it.
struct FindingJSON: Encodable {
    /// What `--finding` and the screens call it, from 1; null with `--all`, which lists bugs and not findings.
    var number: Nullable<Int>
    var property: String
    var kind: String
    var sentence: Nullable<String>
    var detail: String
    var preemptions: Int
    /// Steps that only a weak memory can make: reads of an old value, and writes put before an older one.
    var staleReads: Int
    var earlyWrites: Int
    /// Other bugs that end in the same situation.
    var alike: Int
    var chance: Nullable<ChanceJSON>
    /// Why `chance` is null; null where it is not, and where it was not asked for.
    var chanceUnknown: Nullable<String>
    var steps: [StepJSON]

    init(_ finding: Finding, number: Int?, machine: Machine) {
        self.number = Nullable(number)
        alike = finding.alike
        chance = Nullable(finding.chance.map(ChanceJSON.init))
        chanceUnknown = Nullable(finding.chanceGap.map(ChanceWords.reason))
        let words = FindingWords(machine: machine, marks: .init(ascii: false))
        let trace = Trace(machine: machine, schedule: finding.schedule)
        property = words.name(finding.subject)
        kind = words.kind(finding.subject)
        switch finding.subject {
        case .property(let index): sentence = Nullable(machine.program.properties[index].sentence)
        case .check: sentence = Nullable(nil)
        }
        detail = words.detail(finding, trace: trace)
        preemptions = finding.preemptions
        let weak = trace.weakCount
        staleReads = weak.staleReads
        earlyWrites = weak.earlyWrites
        steps = StepJSON.steps(trace, machine: machine)
    }
}

/// How likely a random run is to fail so.
struct ChanceJSON: Encodable {
    /// `19/120`; null where it is not known exactly.
    var fraction: Nullable<String>
    var value: Double

    init(_ chance: Chance) {
        fraction = Nullable(chance.isExact ? "\(chance.numerator)/\(chance.denominator)" : nil)
        value = chance.value
    }
}

/// One step in JSON, in the words of schedule files.
struct StepJSON: Encodable {
    var thread: String
    var line: Nullable<Int>
    var action: String
    var choice: Nullable<String>

    static func steps(_ trace: Trace, machine: Machine) -> [StepJSON] {
        let words = StepWords(ValueWords(machine: machine, state: trace.lastState))
        return trace.steps.map { step in
            let line = machine.span(of: step.event).map { machine.program.source.line(of: $0.start) }
            return StepJSON(
                thread: words.values.threadName(step.event.thread), line: Nullable(line),
                action: words.action(of: step.event), choice: Nullable(step.event.choiceText))
        }
    }
}
