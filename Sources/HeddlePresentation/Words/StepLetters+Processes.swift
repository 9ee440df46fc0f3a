internal import HeddleEngine
internal import HeddleProgram

/// A process's step in letters: which of its place's statements was made says what it was.
extension StepLetters {
    func processLetter(_ event: Event) -> String {
        if event.statements.count > 1, event.partner == nil { return "*" }
        if let operation = event.processOperation { return Self.letter(operation.kind) }
        return event.localChanges.contains { $0.thread == event.thread } ? "W" : "S"
    }

    func process(_ event: Event) -> String {
        if event.statements.count > 1, event.partner == nil { return atomic(event) }
        if let operation = event.processOperation {
            return operation.kind == .await ? VisibleText.of(operation.name) : rest(operation, event)
        }
        guard let first = event.statements.first, machine.program.statements.indices.contains(first) else { return "" }
        if let change = event.localChanges.last(where: { $0.thread == event.thread }) {
            let local = machine.program.routines[change.routine].locals[change.local]
            return VisibleText.of(local.name) + " " + marks.into + " " + values.text(change.value, local.type)
        }
        return VisibleText.of(machine.program.statements[first].text)
    }
}
