internal import HeddleEngine
internal import HeddleProgram

/// One thing in which a schedule differs from the record that it repairs.
package enum ScheduleEdit: Hashable, Sendable {
    case threadRenamed(from: String, to: String)
    case functionRenamed(from: String, to: String)
    /// A recorded statement that reads otherwise by now; said at its first step in the new schedule, from 1.
    case statementChanged(step: Int, from: String, to: String)
    /// The statement in which the check failed.
    case failingStatementChanged(from: String, to: String)
    /// `step`: of the new schedule, from 1.
    case choiceChanged(step: Int, from: String?, to: String?)
    /// A step that the record doesn't have. `step`: of the new schedule, from 1.
    case inserted(step: Int, SavedSchedule.Step)
    /// A recorded step that is not made. `step`: of the record, from 1.
    case removed(step: Int, SavedSchedule.Step)
    /// A recorded step that is made at another place: numbers in the record and in the new schedule, from 1.
    case moved(from: Int, to: Int, SavedSchedule.Step)

    /// The first word of an action, `read` or `lock`: what a step does, whatever it does it to.
    static func kind(_ action: String) -> Substring { action.prefix { $0 != " " && $0 != ":" } }
}

/// What has to change in a record for it to be a schedule of the model as it is, by the longest common subsequence.
struct ScheduleComparison {
    private(set) var edits: [ScheduleEdit] = []
    /// The recorded step, from 0, behind each step of the new schedule; nil: it is new.
    private(set) var origins: [Int?]

    /// What makes two steps one move.
    private struct Move: Hashable {
        var anchor: StepAnchor
        var choice: String?
        init(_ step: RecordedStep) {
            anchor = step.anchor
            choice = step.choice
        }
    }

    private struct Removal {
        var step: Int
        /// Aligned steps of the record before it.
        var gap: Int
        var isUsed = false
    }

    init(_ record: [SavedSchedule.Step], changes: ModelChanges, found: [RecordedStep]) {
        let mapped = record.map { changes.step($0.recorded) }
        let (before, after) = (mapped.map(Move.init), found.map(Move.init))
        var gone: Set<Int> = []
        var new: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): gone.insert(offset)
            case .insert(let offset, _, _): new.insert(offset)
            }
        }
        var removals: [Removal] = []
        var aligned: [Int] = []
        for index in before.indices {
            if gone.contains(index) {
                removals.append(Removal(step: index, gap: aligned.count))
            } else {
                aligned.append(index)
            }
        }
        origins = Array(repeating: nil, count: found.count)
        var isPaired = Array(repeating: false, count: found.count)
        var gap = 0
        for index in after.indices {
            if new.contains(index) {
                guard
                    let pair = removals.firstIndex(where: {
                        !$0.isUsed && $0.gap == gap && Self.isSameStep(mapped[$0.step], found[index])
                    })
                else { continue }
                removals[pair].isUsed = true
                origins[index] = removals[pair].step
            } else {
                origins[index] = aligned[gap]
                gap += 1
            }
            isPaired[index] = true
        }
        var moved: [Int: Int] = [:]
        for index in after.indices where !isPaired[index] {
            guard let pair = removals.firstIndex(where: { !$0.isUsed && before[$0.step] == after[index] }) else {
                continue
            }
            removals[pair].isUsed = true
            origins[index] = removals[pair].step
            moved[index] = removals[pair].step
        }
        note(record, changes, found: found, moved: moved, left: removals.filter { !$0.isUsed }.map(\.step))
    }

    /// Whether a step stands in for a recorded one: the same statement by another choice, or another statement that does
    /// the same kind of thing.
    private static func isSameStep(_ recorded: RecordedStep, _ found: RecordedStep) -> Bool {
        guard recorded.anchor.thread == found.anchor.thread else { return false }
        if recorded.anchor == found.anchor { return true }
        return recorded.anchor.function == found.anchor.function
            && ScheduleEdit.kind(recorded.action) == ScheduleEdit.kind(found.action)
    }

    /// Renamings first, then what happens to steps in the order of the new schedule, then what is left out.
    private mutating func note(
        _ record: [SavedSchedule.Step], _ changes: ModelChanges, found: [RecordedStep], moved: [Int: Int], left: [Int]
    ) {
        for (from, to) in changes.threads.sorted(by: { $0.key < $1.key })
        where record.contains(where: { $0.thread == from }) {
            edits.append(.threadRenamed(from: from, to: to))
        }
        for (from, to) in changes.calledFunctions.sorted(by: { $0.key < $1.key }) {
            edits.append(.functionRenamed(from: from, to: to))
        }
        var said: Set<[String]> = []
        for (index, step) in found.enumerated() {
            guard let origin = origins[index] else {
                edits.append(.inserted(step: index + 1, SavedSchedule.Step(step)))
                continue
            }
            let old = record[origin]
            let (from, to) = (old.place.label ?? old.place.statement, step.anchor.label ?? step.anchor.statement)
            if from != to, from != step.anchor.statement, said.insert([old.place.function, from, to]).inserted {
                edits.append(.statementChanged(step: index + 1, from: from, to: to))
            }
            let choice = changes.step(old.recorded).choice
            if choice != step.choice {
                edits.append(.choiceChanged(step: index + 1, from: old.choice, to: step.choice))
            }
            if moved[index] != nil { edits.append(.moved(from: origin + 1, to: index + 1, SavedSchedule.Step(step))) }
        }
        for origin in left { edits.append(.removed(step: origin + 1, record[origin])) }
    }
}
