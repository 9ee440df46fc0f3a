package import HeddleEngine
package import HeddleProgram

/// Where a check has to fail for it to be the recorded failure, on a model that may have been edited since.
package struct ClaimPlace: Sendable {
    /// In the words of the model as it is, but for the statement, which is the recorded one.
    package let place: SavedSchedule.Place
    /// The function no longer has the statement: another one with only other names may stand for it.
    package let isGone: Bool
    private let names: Set<String>

    /// A place as recorded, on a model in which it is called the same.
    package init(_ place: SavedSchedule.Place) {
        self.place = place
        isGone = false
        names = []
    }

    /// `names`: those that the model declares.
    init(_ place: SavedSchedule.Place, in program: Program, names: Set<String>) {
        self.place = place
        self.names = names
        // The place may be a part of a statement.
        isGone = !program.routines.contains { routine in
            routine.name == place.function
                && routine.code.contains { instruction in
                    instruction.span != .none
                        && RenamedText.contains(program.source.normalizedText(instruction.span), place.statement)
                }
        }
    }

    /// Whether a check failed here; one that failed at no statement may have.
    package func accepts(_ violation: Violation, in program: Program) -> Bool {
        guard let now = SavedSchedule.Place(of: violation.span, in: program) else { return true }
        guard now.function == place.function else { return false }
        if now.statement == place.statement { return true }
        return isGone && RenamedText.isRenamed(place.statement, now.statement, names: names)
    }

    /// Whether a failure may be the recorded one in a statement that was written anew: nobody can tell.
    package func isUnclear(_ violation: Violation, in program: Program) -> Bool {
        isGone && !accepts(violation, in: program)
            && SavedSchedule.Place(of: violation.span, in: program)?.function == place.function
    }
}
