internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// `heddle explain --json`: one document (design.md section 7).
package enum ExplainJSON {
    private struct Document: Encodable {
        var heddle: String
        var file: String
        /// null: nothing fails.
        var finding: Nullable<FindingJSON>
        /// 0: every run fails from the start; null: not known.
        var pointOfNoReturn: Nullable<Int>
        var decidingPair: Nullable<Pair>
        var passing: Nullable<Passing>
    }

    /// Steps of the failing schedule, from 1.
    private struct Pair: Encodable {
        var first: Int
        /// null: the step was not made there.
        var second: Nullable<Int>
    }

    private struct Passing: Encodable {
        var steps: [StepJSON]
    }

    /// `finding`: which of the report's findings, from 0; nil where there is none.
    package static func text(version: String, run: RunReport, finding: Int?) -> String {
        let machine = run.machine
        let words = finding.map { index in
            run.passWords(run.report.findings[index], Marks(ascii: false))
        }
        let pair = words?.pass.map { Pair(first: $0.early, second: Nullable($0.lateInFailure)) }
        let passing = words?.passing.map { Passing(steps: StepJSON.steps($0, machine: machine)) }
        return JSONText.document(
            Document(
                heddle: version, file: run.program.source.path,
                finding: Nullable(
                    finding.map { FindingJSON(run.report.findings[$0], number: $0 + 1, machine: machine) }),
                pointOfNoReturn: Nullable(words?.finding.pointOfNoReturn), decidingPair: Nullable(pair),
                passing: Nullable(passing)))
    }
}
