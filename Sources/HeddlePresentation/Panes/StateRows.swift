internal import HeddleEngine
package import HeddleProgram

/// The State pane: shared objects, then each thread's locals; what changed against the compared step.
///
/// Below 58 columns flat names (`teller.0.seen`); from there under headings, with the step of the last change.
package struct StateRows: Sendable {
    package struct Row: Sendable {
        package var line: StyledLine
        /// What enter opens; nil for headings and blank rows.
        package var subject: Subject?
    }

    package enum Subject: Hashable, Sendable {
        case object(ObjectID, index: Int)
        case local(thread: Int, routine: RoutineID, local: LocalID)
        /// A process's own number, `_pid`.
        case number(thread: Int)

        var isNumber: Bool { if case .number = self { true } else { false } }
    }

    /// On the right of the pane's rule: `against step 4`; empty at the start.
    package static func title(_ scene: Scene) -> String {
        guard let step = comparedStep(scene) else { return "" }
        return step == 0 ? "against start" : "against step \(step)"
    }

    static func comparedStep(_ scene: Scene) -> Int? {
        if let node = scene.situation.comparedNode { return scene.situation.play.nodes[node].depth }
        return scene.depth == 0 ? nil : scene.depth - 1
    }

    /// From here on values stand under headings. Unit: cells.
    package static let headedWidth = 58

    package static func rows(_ scene: Scene, width: Int) -> [Row] {
        let sections = besideMemory(StateSections(scene).all, scene)
        if width < headedWidth { return flat(sections, scene, width: width) }
        return headed(sections, scene, width: width)
    }

    /// What has no single value under a weak memory is left to Memory.
    private static func besideMemory(_ sections: [StateSections.Section], _ scene: Scene) -> [StateSections.Section] {
        if scene.machine.memoryModel == .sc { return sections }
        return sections.compactMap { section in
            var rest = section
            rest.entries.removeAll { entry in
                guard case .object(let object, index: _) = entry.subject else { return false }
                return scene.program.objects[object].isInWeakMemory
            }
            return rest.entries.isEmpty && section.thread == nil ? nil : rest
        }
    }

    /// A value by its full name, and what it is now.
    static func value(of subject: Subject, _ scene: Scene) -> (name: String, text: String) {
        let entry = StateSections(scene).all.lazy.flatMap(\.entries).first { $0.subject == subject }
        return (entry?.fullName ?? "", entry?.text ?? scene.marks.noValue)
    }

    private static func flat(_ sections: [StateSections.Section], _ scene: Scene, width: Int) -> [Row] {
        // A number that never changes is worth a row only where there is room.
        let entries = sections.flatMap(\.entries).filter { !$0.subject.isNumber }
        // By the model, not by what is listed here: a column that moves from step to step can't be followed.
        let widths = StateWidths(scene.program)
        let longest = max(widths.name, entries.map { CellWidth.of($0.fullName) }.max() ?? 0)
        let nameWidth = min(longest, max(6, width / 2))
        let start = nameWidth + 4
        // The old value and the arrow stand before the new value.
        let room = min(widths.old, max(1, width - start - 12))
        let column = start + room + 1 + CellWidth.of(scene.marks.out) + 1 + max(0, (width - 39) / 2)
        return entries.map { entry in
            var line = mark(entry, scene)
            line.append(scene.marks.cutMiddle(entry.fullName, nameWidth))
            put(entry, into: &line, column: column, limit: width, scene)
            return Row(line: line.cut(to: width, marks: scene.marks), subject: entry.subject)
        }
    }

    private static func headed(_ sections: [StateSections.Section], _ scene: Scene, width: Int) -> [Row] {
        // Under a weak memory the room on the right tells where a value was read from.
        let isWeak = scene.machine.memoryModel != .sc
        let widths = StateWidths(scene.program)
        let column = isWeak ? min(20 + width / 6, max(21, 4 + widths.local + widths.old + 5)) : 20 + width / 6
        // Without what is shared the names of locals alone would say too little.
        let isHeaded = sections.count > 1 || isWeak
        let indent = isHeaded ? 4 : 2
        // By the model, so that it stays where it is along a line; what doesn't fit there begins further left.
        let usual = isWeak ? width / 2 + 3 : width / 2 + 11
        let stepColumn = max(min(usual, width - 8), min(column + widths.value + 4, width - 8))
        var rows: [Row] = []
        for (index, section) in sections.enumerated() {
            if index == 1, sections[0].isShared { rows.append(Row(line: StyledLine(), subject: nil)) }
            if isHeaded {
                var heading = StyledLine("  ")
                heading.append(section.title, section.thread.map(Role.thread) ?? .strong)
                if let note = section.note, width >= 64 || isWeak && section.entries.isEmpty {
                    heading.put(note, .quiet, at: isWeak ? column : width / 3)
                }
                rows.append(Row(line: heading, subject: nil))
            }
            for entry in section.entries {
                var line = mark(entry, scene)
                line.pad(to: indent)
                line.append(scene.marks.cutMiddle(entry.name, max(6, column - indent - 8)))
                let step = stepText(entry) + origin(of: entry, scene, verb: width >= 64 ? "read from" : "from")
                let stepStart = min(stepColumn, width - CellWidth.of(step) - 1)
                put(entry, into: &line, column: column, limit: step.isEmpty ? width : stepStart - 2, scene)
                line.put(step, .quiet, at: stepStart, gap: 2)
                rows.append(Row(line: line.cut(to: width, marks: scene.marks), subject: entry.subject))
            }
        }
        return rows
    }

    /// Since when the value stands.
    private static func stepText(_ entry: StateSections.Entry) -> String {
        entry.lastChange.map { $0 == 0 ? "since the start" : "step \($0)" } ?? ""
    }

    /// `, read from writer#1`: the write that a local's value was read from.
    private static func origin(of entry: StateSections.Entry, _ scene: Scene, verb: String) -> String {
        guard case .local(let thread, let routine, let local) = entry.subject, let step = entry.lastChange, step > 0,
            scene.machine.memoryModel != .sc
        else { return "" }
        let event = scene.node(atStep: step).event
        guard event.operations.count == 1, event.thread == thread,
            event.localChanges.contains(where: { $0.routine == routine && $0.local == local }),
            let source = event.operations[0].memory?.readsFrom
        else { return "" }
        return ", \(verb) \(scene.values.name(of: source))"
    }

    private static func mark(_ entry: StateSections.Entry, _ scene: Scene) -> StyledLine {
        var line = StyledLine(entry.mark, entry.mark == " " ? .plain : .changed)
        line.append(" ")
        return line
    }

    /// The new value begins at `column`, or further left where it would reach `limit`; the old one and the arrow stand
    /// before it, and push it right where they need more room than there is behind the name.
    private static func put(
        _ entry: StateSections.Entry, into line: inout StyledLine, column: Int, limit: Int, _ scene: Scene
    ) {
        let marks = scene.marks
        let free = line.width + 2
        if let old = entry.oldText {
            let before = old + " " + marks.out + " "
            let size = CellWidth.of(before) + CellWidth.of(entry.text)
            let start = max(free, min(column - CellWidth.of(before), limit - size))
            line.pad(to: start)
            line.append(before, .quiet)
            line.append(marks.cut(entry.text, max(1, limit - line.width)), .changed)
            return
        }
        let size = CellWidth.of(entry.text)
        let start = max(free, size > limit - column ? min(column, limit - size) : column)
        line.pad(to: start)
        line.append(marks.cut(entry.text, max(1, limit - start)), entry.mark == " " ? .plain : .changed)
    }
}

extension SharedObject {
    /// A variable or an atomic that the memory model speaks of.
    package var isInWeakMemory: Bool {
        if isGhost { return false }
        switch kind {
        case .variable, .atomic: return true
        default: return false
        }
    }
}
