internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

/// What a line of play shows that is worth keeping: what fails at its end, in words.
struct SaveClaim {
    /// nil: nothing fails there.
    var subject: Subject?
    /// `every deposit is kept: balance == tellers, 1 == 2`
    var words: String?
    var preemptions: Int
    /// `teller.1:9 before teller.0:10`, or what fails.
    var title: String

    init(_ model: ModelInPlay, line: [Int]) {
        let situation = model.situation
        let play = situation.play
        let trace = play.trace(of: line)
        subject = EndWords.failing(
            machine: model.machine, state: trace.lastState, event: trace.events.last ?? trace.startEvent)
        preemptions = Play(model).preemptions(along: line)
        title = ""
        guard let subject else { return }
        let known = situation.report.findings.first { $0.schedule == trace.schedule }
        let finding = Finding(
            subject: subject, schedule: trace.schedule, violation: trace.events.last?.violation,
            preemptions: preemptions, pointOfNoReturn: known?.pointOfNoReturn)
        let finder = FindingWords(machine: model.machine, marks: situation.marks)
        words = finder.sentence(finding, trace: trace)
        let name = finder.title(finding, trace: trace)
        guard trace.steps.count <= Self.pairLimit else {
            title = name
            return
        }
        title = ScheduleTitle.propose(
            machine: model.machine, trace: trace, claim: SavedSchedule.Claim(kind: "", name: name),
            pointOfNoReturn: finding.pointOfNoReturn)
    }

    /// Longest line in which the deciding pair is looked for while the user waits. Unit: steps.
    private static let pairLimit = 1_000
}
