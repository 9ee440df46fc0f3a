internal import HeddleProgram

/// The Foata normal form of a trace: the same for all interleavings that differ by swaps of independent neighbours.
///
/// Idea: a step goes to the level behind the last step that it depends on; each level is sorted by thread and
/// statement, and the whole is hashed with SHA-256. Dependence is that of `Footprint`.
/// Source: Cartier and Foata's normal form of partially commutative words.
package struct CanonicalForm: Sendable {
    /// Steps (from 0) by level, each level in canonical order.
    package private(set) var levels: [[Int]]
    /// The persistent digest of the whole form.
    package private(set) var signature: String

    private var footprints: [Footprint]
    private var keys: [String]

    package init(machine: Machine, trace: Trace) {
        let names = ValueWords(machine: machine, state: trace.lastState)
        let keys = trace.events.map { event in Self.key(machine, event, names) }
        self.init(keys: keys, footprints: trace.events.map(Footprint.init))
    }

    /// From the words of each step and what it touches.
    init(keys: [String], footprints: [Footprint]) {
        self.keys = keys
        self.footprints = footprints
        levels = []
        signature = ""
        levels = foata(Array(keys.indices))
        signature = digest(levels)
    }

    /// The digest of the part that leads to the given steps: they and all that they depend on, directly or not.
    package func sliceSignature(from steps: [Int]) -> String {
        digest(foata(slice(from: steps)))
    }

    /// The steps on which the given ones depend, themselves included, in order.
    package func slice(from steps: [Int]) -> [Int] {
        var isIn = [Bool](repeating: false, count: keys.count)
        for step in steps where isIn.indices.contains(step) { isIn[step] = true }
        var members: [Int] = []
        for step in keys.indices.reversed() {
            if !isIn[step] { isIn[step] = members.contains { footprints[step].depends(on: footprints[$0]) } }
            if isIn[step] { members.append(step) }
        }
        return members.reversed()
    }

    private func foata(_ steps: [Int]) -> [[Int]] {
        var levelOf: [Int: Int] = [:]
        var result: [[Int]] = []
        for (position, step) in steps.enumerated() {
            var level = 0
            for earlier in steps[..<position] where footprints[step].depends(on: footprints[earlier]) {
                level = max(level, (levelOf[earlier] ?? 0) + 1)
            }
            levelOf[step] = level
            if level == result.count { result.append([]) }
            result[level].append(step)
        }
        return result.map { $0.sorted { (keys[$0], $0) < (keys[$1], $1) } }
    }

    private func digest(_ levels: [[Int]]) -> String {
        let lines = levels.enumerated().flatMap { level, steps in steps.map { "\(level) \(keys[$0])\n" } }
        return Digest.hex(lines.joined())
    }

    private static func key(_ machine: Machine, _ event: Event, _ names: ValueWords) -> String {
        guard let anchor = machine.anchor(of: event, names: names) else { return "start" }
        let statement = anchor.label.map { $0 + ":" } ?? "\(anchor.statement) #\(anchor.occurrence)"
        let partner = event.partner.map { " with \(names.threadName($0))" } ?? ""
        let made = event.operations.map { words(of: $0, names) }.joined(separator: ", ")
        return "\(anchor.thread) \(anchor.function) \(statement) .\(anchor.operation)\(partner) [\(made)]"
    }

    /// What an operation was, with what was chosen in it; values that follow from the order are left out.
    private static func words(of operation: Operation, _ names: ValueWords) -> String {
        var words = "\(operation.kind.rawValue) \(operation.name)"
        if operation.kind == .choose || operation.kind == .receive, let value = operation.value {
            words += " \(names.text(value, operation.type))"
        }
        if let memory = operation.memory {
            if let read = memory.readsFrom { words += " from \(read.text(names.threadName))" }
            if let next = memory.placedBefore { words += " before \(next.text(names.threadName))" }
        }
        for thread in operation.otherThreads where thread >= 0 { words += " \(names.threadName(thread))" }
        return words
    }
}
