internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

/// `--model FILE`: a schedule that was recorded on one model, exported with the program of another.
struct OtherModel {
    var file: String?
    var options: ModelOptions
    /// Of a saved schedule: its constants and its memory model hold for the other model too.
    var recorded: SavedSchedule?

    /// The same schedule and claim for the other model; without one, the subject as it is.
    func subject(_ subject: ExportSubject) throws -> ExportSubject {
        guard let file else { return subject }
        let machine = try machine(of: file)
        let steps = subject.recorded?.steps ?? subject.trace.recorded(by: subject.machine)
        let program = subject.recorded == nil ? subject.machine.program : subject.recorded?.program
        var other = ExportSubject(
            machine: machine, trace: Trace(machine: machine, schedule: []), name: subject.name,
            finding: subject.finding, options: subject.options)
        other.recorded = RecordedRun(steps: steps, program: program, claimed: subject.machine.program)
        return other
    }

    private func machine(of file: String) throws -> Machine {
        guard let recorded else { return try options.load(file).machine }
        do {
            return try options.load(file, as: recorded)
        } catch ExitStatus.badInput {
            let settings = recorded.settings.map { "\($0.name) = \($0.value)" }
            guard !settings.isEmpty else { throw ExitStatus.badInput }
            throw Failure.badInput(
                "the schedule was recorded with \(Figures.list(settings)), which holds for --model too")
        }
    }

    /// A saved schedule whose own model has changed since, so that it no longer runs to its end.
    static func edited(_ schedule: SavedSchedule, machine: Machine, file: String) throws -> ExportSubject {
        guard let claim = schedule.claim.subject(in: machine.program) else {
            throw Failure.badInput("\(file): its model has no '\(schedule.claim.name)' any more")
        }
        var subject = ExportSubject(
            machine: machine, trace: Trace(machine: machine, schedule: []),
            name: schedule.title.isEmpty ? FilePath.stem(file) : schedule.title,
            finding: Finding(subject: claim, schedule: [], violation: nil, preemptions: schedule.preemptions))
        subject.recorded = RecordedRun(steps: schedule.steps.map(\.recorded), program: nil)
        return subject
    }
}
