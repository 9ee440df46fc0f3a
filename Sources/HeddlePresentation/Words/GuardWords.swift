internal import HeddleEngine
internal import HeddleProgram

/// A part of a condition with its values: `2 == 0`, and what a count counts.
enum GuardWords {
    /// `2 == 0`; empty where it is no comparison, or not computed.
    static func sides(_ part: GuardParts.Part, _ values: ValueText) -> String {
        guard let sides = part.sides, let sign = part.comparison else { return "" }
        return "\(values.text(sides.left, sides.type)) \(sign.rawValue) \(values.text(sides.right, sides.type))"
    }

    /// `it counts i = 0 and 2`; empty where it goes through nothing.
    static func members(_ part: GuardParts.Part, _ values: ValueText) -> String {
        guard let members = part.members else { return "" }
        let name = VisibleText.of(members.name)
        let list = Figures.list(members.values.map { values.text($0, members.type) })
        let verb: String
        switch members.quantifier {
        case .count: verb = "it counts"
        case .exists: verb = "it holds for"
        case .forall: verb = "it does not hold for"
        case .sum: return ""
        }
        return members.values.isEmpty ? "\(verb) no \(name)" : "\(verb) \(name) = \(list)"
    }

    /// The rows of a thread's condition where it has parts that are false: `g waits for x == 0: 1 == 0`.
    static func rows(_ scene: Scene, thread: Int, trace: Trace) -> [StyledLine] {
        let parts = GuardParts(machine: scene.machine, state: scene.state, thread: thread) { routine, local in
            trace.lastValue(thread: thread, routine: routine, local: local, after: trace.steps.count)
        }
        guard let parts, parts.conditions.count == 1 else { return [] }
        return parts.conditions[0].filter { $0.isTrue == false }.compactMap { part in
            let words = [sides(part, scene.values), members(part, scene.values)].filter { !$0.isEmpty }
            guard !words.isEmpty else { return nil }
            var row = StyledLine("  ")
            row.append(scene.name(ofThread: thread), .thread(thread))
            let source = VisibleText.of(scene.program.source.normalizedText(part.span))
            row.append(" waits for \(source): \(words.joined(separator: ", "))")
            return row
        }
    }
}
