internal import HeddleProgram

/// Which steps the properties that are looked at in every state can tell apart.
///
/// One execution stands for a whole class, and goes through the states of one order only. So that no state that an
/// `invariant` or a `reachable` could judge otherwise is passed over, all steps that change what it mentions count as
/// dependent on one another: their order is the same throughout a class, and between two of them nothing changes for
/// the property. Mentioned are whole objects, locals, and whether a thread is at a label or has finished; `blocked`
/// makes every step visible.
package struct VisibleSteps {
    /// Locations that are mentioned.
    private var mentioned: [UInt64]
    /// By resting place: a number for what the properties can see of it; those below zero may show more.
    private var looks: [Int] = []
    private var looksAtPlaces = false
    private var isEverything = false
    private let map: AccessMap

    /// Nothing is visible.
    package init(map: AccessMap) {
        self.map = map
        mentioned = Array(repeating: 0, count: map.wordCount)
    }

    package init(machine: Machine, map: AccessMap) {
        self.init(map: map)
        var labels: Set<[LabelID]> = []
        var looksAtEnds = false
        for property in machine.program.properties where property.kind == .invariant || property.kind == .reachable {
            let mentions = ExpressionMentions(property.expression, in: machine.program)
            for object in mentions.objects { mention(object, machine) }
            if mentions.looksAtSpawns, machine.layout.spawnedCount >= 0 { mention(machine.layout.spawnedCount, 1) }
            for local in mentions.threadLocals { mention(local, machine) }
            labels.formUnion(mentions.labels)
            looksAtEnds = looksAtEnds || mentions.looksAtEnds
            isEverything = isEverything || mentions.looksAtBlocking
        }
        looksAtPlaces = looksAtEnds || !labels.isEmpty
        if looksAtPlaces { notePlaces(labels, looksAtEnds, machine) }
    }

    private mutating func mention(_ offset: Int, _ size: Int) {
        var words = mentioned
        map.locations(offset, size) { words[$0 >> 6] |= 1 << UInt64($0 & 63) }
        mentioned = words
    }

    private mutating func mention(_ object: ObjectID, _ machine: Machine) {
        let part = machine.layout.objects[object]
        mention(part.offset, part.stride * part.elements)
        if part.flags >= 0, case .variable(let type, _) = machine.program.objects[object].kind {
            mention(part.flags, machine.layouts.leafCount(type))
        }
        if part.flags >= 0, case .atomic(let type, _) = machine.program.objects[object].kind {
            mention(part.flags, machine.layouts.leafCount(type))
        }
    }

    private mutating func mention(_ local: ExpressionMentions.ThreadLocal, _ machine: Machine) {
        for (key, frame) in machine.layout.frames where key.routine == local.routine {
            let offset = frame.locals[local.local]
            let type = machine.program.routines[local.routine].locals[local.local].type
            if offset >= 0 { mention(offset, machine.layouts.size(type)) }
        }
    }

    /// Resting places look alike if they give the same answer to every question about labels and ends.
    private mutating func notePlaces(_ labels: Set<[LabelID]>, _ looksAtEnds: Bool, _ machine: Machine) {
        let image = machine.tracing
        let sets = image.labelSets.indices.filter { labels.contains(image.labelSets[$0]) }
        var known: [[UInt8]: Int] = [:]
        for (index, rest) in image.rests.enumerated() {
            var answers = sets.map { image.labelTable[$0 * image.rests.count + index] }
            if looksAtEnds { answers.append(rest.entry < 0 ? 1 : 0) }
            if answers.contains(2) {
                looks.append(-1)
            } else {
                looks.append(known[answers] ?? known.count)
                known[answers] = looks[index]
            }
        }
    }

    /// Whether a step that has written what the log says can be told from others.
    package func isVisible(_ tracer: StepTracer) -> Bool {
        if isEverything { return true }
        for word in 0..<map.wordCount where tracer.log.writes[word] & mentioned[word] != 0 { return true }
        guard looksAtPlaces else { return false }
        return (0..<tracer.machine.layout.threadCount).contains { thread in
            let before = looks[tracer.restBefore(of: thread)]
            let after = looks[tracer.restBehind(of: thread)]
            return before != after || (before < 0 && tracer.restBefore(of: thread) != tracer.restBehind(of: thread))
        }
    }
}
