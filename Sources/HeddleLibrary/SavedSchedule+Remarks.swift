extension SavedSchedule {
    /// Takes over what people wrote about the same bug elsewhere: the root cause, and the notes of its steps.
    ///
    /// Nothing that stands here is lost: another text is put behind it. The other schedule may interleave its steps in
    /// another order: a step is known by its thread, by how many that has made, and by its action. Returns the numbers
    /// (from 1) of the other's steps whose notes have no such step here.
    package mutating func takeRemarks(of other: SavedSchedule) -> [Int] {
        cause = Self.joined(cause, other.cause, between: "\n")
        var places: [StepCount: Int] = [:]
        for (index, key) in Self.counted(steps).enumerated() { places[key] = index }
        var left: [Int] = []
        for (index, key) in Self.counted(other.steps).enumerated() {
            guard let note = other.steps[index].note, !note.isEmpty else { continue }
            guard let place = places[key] else {
                left.append(index + 1)
                continue
            }
            steps[place].note = Self.joined(steps[place].note ?? "", note, between: "; ")
        }
        return left
    }

    private struct StepCount: Hashable {
        var thread: String
        var action: String
        /// Steps of the thread before it.
        var before: Int
    }

    private static func counted(_ steps: [Step]) -> [StepCount] {
        var counts: [String: Int] = [:]
        return steps.map { step in
            defer { counts[step.thread, default: 0] += 1 }
            return StepCount(thread: step.thread, action: step.action, before: counts[step.thread] ?? 0)
        }
    }

    /// Both texts; one where the other says nothing new.
    private static func joined(_ old: String, _ new: String, between: String) -> String {
        if new.isEmpty || old == new || old.hasSuffix(between + new) { return old }
        return old.isEmpty ? new : old + between + new
    }
}
