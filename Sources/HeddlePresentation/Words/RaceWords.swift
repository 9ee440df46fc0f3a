package import HeddleEngine
internal import HeddleProgram

extension Situation {
    /// The data race that was found in the state of a node: two steps that could be made there race. The node alone
    /// doesn't tell: it is known where a finding's line ends.
    package func race(at node: Int) -> Violation? {
        for finding in report.findings where finding.subject == .check(.race) {
            guard finding.schedule.count == play.nodes[node].depth else { continue }
            if play.path(to: node).map({ play.nodes[$0].transition }) == finding.schedule { return finding.violation }
        }
        return nil
    }
}
