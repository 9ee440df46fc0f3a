package import HeddleProgram

/// Where a step stands in the model, in words that survive edits: thread, function, statement, operation.
///
/// The statement is its label or, without one, its text without comments and with blanks normalised, together with
/// which of several equal ones in its function it is. Line numbers are no part of it.
package struct StepAnchor: Hashable, Sendable {
    package var thread: String
    package var function: String
    /// The label, or nil.
    package var label: String?
    package var statement: String
    /// Which of several statements with this text in the function, from 0.
    package var occurrence: Int
    /// Which operation of the statement, from 0.
    package var operation: Int

    package init(
        thread: String, function: String, label: String? = nil, statement: String, occurrence: Int = 0,
        operation: Int = 0
    ) {
        self.thread = thread
        self.function = function
        self.label = label
        self.statement = statement
        self.occurrence = occurrence
        self.operation = operation
    }

    package init(program: Program, thread: String, site: StepSite) {
        let statement = program.statements[site.statement]
        self.init(
            thread: thread, function: program.routines[statement.routine].name, label: statement.label,
            statement: statement.text, occurrence: statement.occurrence, operation: site.operation)
    }

    /// Whether both name the same step: a label decides, if both have one, else the text.
    package func matches(_ other: StepAnchor) -> Bool {
        guard thread == other.thread, function == other.function, operation == other.operation else { return false }
        if let label, let otherLabel = other.label { return label == otherLabel }
        return statement == other.statement && occurrence == other.occurrence
    }

    /// The sites in a program that the anchor names, whatever the thread; more than one only where a statement was
    /// lowered twice.
    package func sites(in program: Program) -> [SiteReference] {
        var found: [SiteReference] = []
        for (routineIndex, routine) in program.routines.enumerated() where routine.name == function {
            for (index, instruction) in routine.code.enumerated() {
                guard case .beginStep(let site) = instruction.kind else { continue }
                if matches(StepAnchor(program: program, thread: thread, site: site)) {
                    found.append(SiteReference(routine: routineIndex, instruction: index))
                }
            }
        }
        return found
    }
}

extension Machine {
    /// The anchor of a recorded step; nil for the start. `names`: the threads' names in the state after it.
    package func anchor(of event: Event, names: ValueWords) -> StepAnchor? {
        guard let reference = event.site else { return nil }
        if let first = event.statements.first, program.statements.indices.contains(first) {
            let statement = program.statements[first]
            return StepAnchor(
                thread: names.threadName(event.thread), function: program.routines[statement.routine].name,
                label: statement.label, statement: statement.text, occurrence: statement.occurrence)
        }
        return StepAnchor(program: program, thread: names.threadName(event.thread), site: site(reference))
    }
}
