internal import HeddleEngine
internal import HeddleKit
internal import HeddleReports

extension CheckedModel {
    /// How the file counts in a total.
    var outcome: CheckTotal.File {
        let isChecked = failure == nil && !hasErrors
        return CheckTotal.File(verdicts: isChecked ? runs.map(\.judgement.verdict) : [], isUnmet: status == .finding)
    }

    var status: ExitStatus {
        if failure != nil || hasErrors { return .badInput }
        if isStrict, !late.isEmpty { return .badInput }
        return ExitStatus.worst(runs.map { ExitStatus(asExpected: $0.judgement.asExpected) })
    }
}
