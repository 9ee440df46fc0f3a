internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports
internal import HeddleScreen

/// Writes a schedule in one of the forms of `Exporters`: to a file, or as text for standard output.
struct ScheduleExport {
    var exporter: any Exporter.Type
    var subject: ExportSubject
    /// How the model was opened, for walks on the screens.
    var request: ScreenRequest
    var size = GridSize(columns: 80, rows: 24)

    /// Longest schedule that is recorded on the screens. Unit: steps.
    static let recordingLimit = 10_000

    /// The whole text. Errors: a recording that can't be made.
    func text() throws -> String {
        if let refusal = exporter.refusal(subject) { throw Failure.badInput(refusal) }
        var subject = subject
        if exporter.needsScreens { subject.screens = try screens() }
        return exporter.export(subject)
    }

    /// Writes the file. Errors: there is one already and it isn't to be replaced, or the system refuses.
    func write(to path: String, replacing: Bool) throws {
        try FileBytes.write(Array(try text().utf8), to: path, replacing: replacing)
    }

    /// The schedule walked on the screens from its start to its end, one frame for each place.
    private func screens() throws -> ExportScreens {
        let count = subject.trace.steps.count
        guard count <= Self.recordingLimit else {
            throw Failure.badInput("a recording has at most \(Figures.number(Self.recordingLimit)) steps, not \(count)")
        }
        let session = try HeadlessSession(
            request, size: size, appearance: Appearance(isASCII: subject.options.isASCII))
        session.walk(subject.trace.schedule, on: subject.machine)
        var frames = TerminalFrames()
        var result = [frames.bytes(session.frame)]
        for _ in 0..<count {
            session.take(.input(.key(.right)))
            result.append(frames.bytes(session.frame))
        }
        return ExportScreens(columns: size.columns, rows: size.rows, frames: result)
    }
}

extension HeadlessSession {
    /// Loads a schedule as the line of play, and stands at its start: a finding by its number, anything else by its
    /// steps. What is on the line already (a saved schedule) stays.
    func walk(_ schedule: [Transition], on machine: Machine) {
        if !isOnLine(schedule) {
            if let finding = finding(of: schedule) {
                take(.commandLine("finding \(finding + 1)"))
            } else {
                let marks = ScheduleMarks(machine: machine, marks: Marks(ascii: false))
                let words = marks.marks(Trace(machine: machine, schedule: schedule))
                if !words.isEmpty { take(.commandLine("play " + words.joined(separator: " "))) }
            }
        }
        take(.input(.key(.character("g"))))
    }
}
