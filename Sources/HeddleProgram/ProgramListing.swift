/// A program's routines as text, one instruction a line: for tests and for looking at what a front end made.
///
/// Shape: `routine NAME(parameters)`, then the instructions, those inside a step indented by two more; a step's head
/// is `step KIND STATEMENT#OPERATION`. Hidden locals are written `%` and their number.
package struct ProgramListing {
    private let program: Program

    package init(_ program: Program) { self.program = program }

    /// All routines.
    package var text: String {
        program.routines.indices.map { routine($0) }.joined(separator: "\n")
    }

    /// One routine, its head included.
    package func routine(_ index: RoutineID) -> String {
        let routine = program.routines[index]
        let parameters = routine.locals.prefix(routine.parameterCount).map(\.name).joined(separator: ", ")
        var lines = ["routine \(routine.name)(\(parameters))"]
        var isInside = false
        let width = String(max(0, routine.code.count - 1)).count
        for (place, instruction) in routine.code.enumerated() {
            let number = String(repeating: " ", count: width - String(place).count) + String(place)
            if case .endStep = instruction.kind { isInside = false }
            lines.append("  \(number)  \(isInside ? "  " : "")\(self.instruction(instruction.kind, in: index))")
            if case .beginStep = instruction.kind { isInside = true }
            if case .select = instruction.kind { isInside = false }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One instruction of a routine.
    package func instruction(_ kind: InstructionKind, in routine: RoutineID) -> String {
        InstructionText(program: program, locals: program.routines[routine].locals).text(kind)
    }

    /// An expression over the locals of a routine or a property.
    package func expression(_ expression: Expression, locals: [Local]) -> String {
        InstructionText(program: program, locals: locals).text(expression)
    }
}
