package import HeddleEngine
package import HeddleProgram

extension SavedSchedule.Step {
    package init(_ recorded: RecordedStep, note: String? = nil) {
        let anchor = recorded.anchor
        self.init(
            thread: anchor.thread,
            place: SavedSchedule.Place(
                function: anchor.function, label: anchor.label, statement: anchor.statement,
                occurrence: anchor.occurrence),
            operation: anchor.operation, action: recorded.action, choice: recorded.choice,
            stateDigest: recorded.digest ?? "", note: note)
    }

    /// The step as replaying needs it.
    package var recorded: RecordedStep {
        RecordedStep(
            anchor: StepAnchor(
                thread: thread, function: place.function, label: place.label, statement: place.statement,
                occurrence: place.occurrence, operation: operation),
            choice: choice, action: action, digest: stateDigest.isEmpty ? nil : stateDigest)
    }
}

extension SavedSchedule.Claim {
    /// What a finding or a witness of a model claims. `detail`: what was seen, in words.
    package init(_ subject: Subject, violation: Violation?, program: Program, detail: String) {
        switch subject {
        case .property(let index):
            let property = program.properties[index]
            let isWitness = property.kind == .reachable || property.kind == .outcome
            self.init(
                verdict: isWitness ? .witnessed : .violated, kind: property.kind.rawValue, name: property.name,
                sentence: property.sentence ?? "", text: property.text, textDigest: Digest.hex(property.text),
                detail: detail)
        case .check(let check):
            self.init(
                kind: check.kindWord, name: check.rawValue, detail: detail,
                place: violation.flatMap { SavedSchedule.Place(of: $0.span, in: program) })
        }
    }

    /// The subject in a model; nil where the property or check isn't there (any more).
    package func subject(in program: Program) -> Subject? {
        if isCheck { return Check(rawValue: name).map(Subject.check) }
        return program.properties.firstIndex { $0.name == name && $0.kind.rawValue == kind }.map(Subject.property)
    }
}

extension SavedSchedule.Place {
    /// What stands at a span, in its routine; nil for the empty span and outside of routines.
    ///
    /// Not by the program's statements: an assertion over locals is none of them, for it is no step.
    package init?(of span: SourceSpan, in program: Program) {
        guard span != .none else { return nil }
        let owner = program.routines.first { routine in
            routine.code.contains { $0.span.start <= span.start && span.end <= $0.span.end }
        }
        guard let routine = owner else { return nil }
        self.init(function: routine.name, statement: program.source.normalizedText(span))
    }
}

extension SavedSchedule {
    /// Records a schedule that runs on a machine to what it shows; without a subject nothing fails in it.
    ///
    /// The model's path is the caller's: `ScheduleFolder.add` makes it relative.
    package init(
        machine: Machine, schedule: [Transition], subject: Subject?, detail: String, modelPath: String,
        modelDigest: String, settings: [Setting], preemptions: Int, pointOfNoReturn: Int? = nil
    ) {
        let trace = Trace(machine: machine, schedule: schedule)
        let violation = ClaimCheck(machine: machine, trace: trace).violation(of: subject)
        let claim =
            subject.map { Claim($0, violation: violation, program: machine.program, detail: detail) } ?? .clean
        self.init(
            title: ScheduleTitle.propose(
                machine: machine, trace: trace, claim: claim, pointOfNoReturn: pointOfNoReturn),
            model: ModelReference(path: modelPath, name: machine.program.name, digest: modelDigest),
            memoryModel: machine.memoryModel, claim: claim,
            signature: Signature(subject: subject, machine: machine, trace: trace),
            steps: trace.recorded(by: machine).map { Step($0) })
        self.settings = settings
        self.preemptions = preemptions
    }
}

extension SavedSchedule.Signature {
    /// Digits of a digest that tell two bugs apart.
    private static let digits = 16

    /// The trace's canonical form, and the bug's: the failure with the part of the trace that led there.
    package init(subject: Subject?, machine: Machine, trace: Trace) {
        let form = CanonicalForm(machine: machine, trace: trace)
        let bug = subject.map { BugSignature.signature(machine: machine, subject: $0, trace: trace) } ?? form.signature
        self.init(bug: String(bug.prefix(Self.digits)), trace: String(form.signature.prefix(Self.digits)))
    }
}
