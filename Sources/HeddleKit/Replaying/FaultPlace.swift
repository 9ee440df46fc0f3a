internal import HeddleEngine
internal import HeddleLibrary
internal import HeddleProgram

/// Where a reader of a failed replay should look: the model's line at which it left its record, or that of the property.
struct FaultPlace {
    /// nil where the replay came to no model.
    var machine: Machine?
    /// Of the model's first error.
    var error: ModelLine?

    /// nil for what is as expected, and for what was not replayed.
    func line(of result: ReplayResult) -> ModelLine? {
        if result.asExpected == true || result.effort.isUndone { return nil }
        let entry = ModelLine(path: result.file, line: 1)
        if case .damaged(let error) = result.outcome { return ModelLine(path: result.file, line: error.line ?? 1) }
        guard let schedule = result.schedule else { return entry }
        guard let machine else { return error ?? entry }
        let program = machine.program
        if case .diverged(let divergence) = result.outcome {
            let steps = [divergence.expected].compactMap { $0 } + divergence.enabled
            if let line = steps.lazy.compactMap({ Self.line(of: $0.place, in: program) }).first { return line }
        }
        return Self.line(of: schedule.claim, in: program)
            ?? schedule.steps.last.flatMap { Self.line(of: $0.place, in: program) }
            ?? ModelLine(path: program.source.path, line: 1)
    }

    private static func line(of claim: SavedSchedule.Claim, in program: Program) -> ModelLine? {
        switch claim.subject(in: program) {
        case .property(let index)?: return ModelLine(of: program.properties[index].span, in: program.source)
        case .check?, nil: return claim.place.flatMap { line(of: $0, in: program) }
        }
    }

    /// nil where the statement isn't there any more. An assertion over locals is no step, so that it is looked for among
    /// the instructions.
    private static func line(of place: SavedSchedule.Place, in program: Program) -> ModelLine? {
        let statement = program.statements.first { statement in
            guard program.routines[statement.routine].name == place.function else { return false }
            if let label = place.label { return statement.label == label }
            return statement.text == place.statement && statement.occurrence == place.occurrence
        }
        if let statement { return ModelLine(of: statement.span, in: program.source) }
        for routine in program.routines where routine.name == place.function {
            for instruction in routine.code where program.source.normalizedText(instruction.span) == place.statement {
                return ModelLine(of: instruction.span, in: program.source)
            }
        }
        return nil
    }
}

extension ModelLine {
    /// nil for the empty span.
    init?(of span: SourceSpan, in source: SourceText) {
        guard span != .none else { return nil }
        if let included = source.included(at: span.start) {
            self.init(path: included.path, line: included.position.line)
        } else {
            self.init(path: source.path, line: source.line(of: span.start))
        }
    }
}
