package import HeddleProgram

/// Looks for a step that fails a check at a certain place, where the first failure of the check need not be there.
package enum FailureSearch {
    /// A shortest schedule whose last step fails the check as `accepts` wants it; what fails otherwise ends its execution
    /// and is no answer: a search for the caller to pull; nil where it fails so in the start already. `limit`: states that
    /// are looked at.
    package static func search(
        machine: Machine, to check: Check, limit: Int, memory: Int = SearchOptions.defaultMemory,
        accepts: @escaping (Violation) -> Bool
    ) -> WaySearch? {
        let start = machine.start()
        if let violation = start.event.violation, violation.check == check, accepts(violation) { return nil }
        var goal = WaySearch.Goal { _, _ in false }
        goal.isFailure = { $0 == check }
        goal.accepts = { before, move in
            guard let violation = machine.apply(move, to: before)?.event.violation else { return false }
            return accepts(violation)
        }
        return WaySearch(machine: machine, from: start.state, limit: limit, memory: memory, goal: goal)
    }
}
