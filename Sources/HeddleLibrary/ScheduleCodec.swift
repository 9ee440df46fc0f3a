internal import HeddleProgram

/// A saved schedule as text, made to be read in a code review: what changes in one step changes one line.
///
/// Shape: the line `heddle-trace 2`; header lines of a key and a value; an empty line; `steps`; one line a step with
/// its remarks indented below; `end`. Steps carry no number and there is no count, so that inserting one moves none.
///
/// ```
/// heddle-trace 2
/// title       teller.1:9 before teller.0:10
/// status      open
/// tags        lost-update, lecture-2
/// cause       Both read before either writes.
/// model       ../../demos/lost-update.heddle
/// digest      3f9a…                                    (SHA-256 of the model's file)
/// memory      sc
/// claim       violated final everyDepositKept
/// text        balance == tellers
/// hardness    chance = 1/2
/// constraint  teller.1  teller #1.1  let seen = balance  1  before  teller.0  teller #1.1  balance = seen + 1  1
/// …
///
/// steps
/// teller.0    read balance → 0            -   teller #1.1   let seen = balance      5c0ffee1…
///   note every remark of the step before, line by line
/// end
/// ```
///
/// The fields of a step stand two blanks or more apart: thread, words, choice (`-` for none), function with the number
/// of the equal statement and of the operation in it (both from 1), statement (or `@label`), digest of the state after.
/// `cause`, `set`, `bound`, `hardness`, `constraint` and `note` may stand several times. Texts that would be ambiguous are quoted
/// (`ScheduleText`). Reading takes the header in any order; writing has one order, so the same schedule is the same
/// bytes. Version 2 added `hardness` (`HardnessText`) and `constraint`: two steps, each by thread, place and how often
/// the thread was there.
package enum ScheduleCodec {
    package static let currentVersion = 2
    /// Largest file that is read. Unit: bytes.
    package static let sizeLimit = 16_000_000

    static let firstWord = "heddle-trace"

    /// Whether a file begins as a saved schedule does.
    package static func isSchedule(_ bytes: [UInt8]) -> Bool { bytes.starts(with: (firstWord + " ").utf8) }

    /// The schedule in the current version's form. Ends in a line break.
    package static func print(_ schedule: SavedSchedule) -> String {
        var lines = ["\(firstWord) \(currentVersion)"]
        printHeader(schedule, into: &lines)
        lines.append("")
        lines.append("steps")
        for step in schedule.steps { printStep(step, into: &lines) }
        lines.append("end")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads what `print` wrote. Errors: `damaged`, `newerVersion`, `tooLarge`, `notText`.
    package static func parse(_ bytes: [UInt8]) throws(ScheduleError) -> SavedSchedule {
        guard bytes.count <= sizeLimit else { throw .tooLarge(bytes.count, limit: sizeLimit) }
        var parser = ScheduleParser(bytes)
        return try parser.parse()
    }

    package static func parse(_ text: String) throws(ScheduleError) -> SavedSchedule {
        try parse(Array(text.utf8))
    }

    private static func printHeader(_ schedule: SavedSchedule, into lines: inout [String]) {
        func line(_ key: HeaderKey, _ value: String) { lines.append(padded(key.rawValue, to: 11) + " " + value) }
        func text(_ key: HeaderKey, _ value: String) { line(key, ScheduleText.encode(value)) }
        func optional(_ key: HeaderKey, _ value: String) { if !value.isEmpty { text(key, value) } }

        text(.title, schedule.title)
        line(.status, schedule.status.rawValue)
        if !schedule.tags.isEmpty {
            line(.tags, schedule.tags.map { ScheduleText.encode($0, as: .item) }.joined(separator: ", "))
        }
        optional(.author, schedule.author)
        optional(.date, schedule.date)
        optional(.source, schedule.source)
        for part in proseLines(schedule.cause) { text(.cause, part) }
        text(.model, schedule.model.path)
        optional(.modelName, schedule.model.name)
        text(.digest, schedule.model.digest)
        line(.memory, schedule.memoryModel.rawValue)
        for setting in schedule.settings {
            line(.set, ScheduleText.encode(setting.name, as: .word) + " = " + ScheduleText.encode(setting.value))
        }
        for bound in schedule.bounds {
            line(.bound, ScheduleText.encode(bound.name, as: .word) + " = \(max(0, bound.value))")
        }
        let claim = schedule.claim
        line(
            .claim,
            [
                claim.verdict.rawValue, ScheduleText.encode(claim.kind, as: .word),
                ScheduleText.encode(claim.name, as: .word),
            ]
            .joined(separator: " "))
        optional(.sentence, claim.sentence)
        optional(.text, claim.text)
        optional(.textDigest, claim.textDigest)
        optional(.detail, claim.detail)
        if let place = claim.place { line(.place, placeFields(place, operation: nil).joined(separator: "  ")) }
        line(.preemptions, String(max(0, schedule.preemptions)))
        for figure in HardnessText.lines(schedule.hardness) { line(.hardness, figure) }
        for constraint in schedule.constraints {
            line(.constraint, stepKey(constraint.first) + "  before  " + stepKey(constraint.second))
        }
        text(.bug, schedule.signature.bug)
        text(.order, schedule.signature.trace)
    }

    private static func printStep(_ step: SavedSchedule.Step, into lines: inout [String]) {
        let place = placeFields(step.place, operation: step.operation)
        let fields = [
            padded(ScheduleText.encode(step.thread), to: 12),
            padded(ScheduleText.encode(step.action), to: 32),
            padded(step.choice.map { ScheduleText.encode($0) } ?? "-", to: 2),
            padded(place[0], to: 16),
            padded(place[1], to: 32),
            ScheduleText.encode(step.stateDigest),
        ]
        lines.append(fields.joined(separator: "  "))
        if let note = step.note {
            for part in noteLines(note) { lines.append("  note " + ScheduleText.encode(part)) }
        }
    }

    /// Thread, place, and how often the thread was there, from 1.
    private static func stepKey(_ key: SavedSchedule.StepKey) -> String {
        let fields = [ScheduleText.encode(key.thread)] + placeFields(key.place, operation: key.operation)
        return (fields + [String(max(0, key.repetition) + 1)]).joined(separator: "  ")
    }

    /// `teller #2.1` and the statement, or `@label`. Without an operation only the statement's number stands there.
    private static func placeFields(_ place: SavedSchedule.Place, operation: Int?) -> [String] {
        var first = ScheduleText.encode(place.function, as: .word) + " #" + String(max(0, place.occurrence) + 1)
        if let operation { first += "." + String(max(0, operation) + 1) }
        let second = place.label.map { "@" + ScheduleText.encode($0) } ?? ScheduleText.encode(place.statement)
        return [first, second]
    }

    /// The lines of prose; none for the empty text.
    private static func proseLines(_ text: String) -> [String] { text.isEmpty ? [] : noteLines(text) }

    private static func noteLines(_ text: String) -> [String] {
        text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    private static func padded(_ text: String, to width: Int) -> String {
        let count = text.unicodeScalars.count
        return count >= width ? text : text + String(repeating: " ", count: width - count)
    }
}

/// The words with which header lines begin.
enum HeaderKey: String, CaseIterable {
    case title, status, tags, author, date, source, cause, model
    case modelName = "model-name"
    case digest, memory, set, bound, claim, sentence, text
    case textDigest = "text-digest"
    case detail, place, preemptions, hardness, constraint, bug, order

    /// Keys that may stand several times.
    var isRepeatable: Bool { [.cause, .set, .bound, .hardness, .constraint].contains(self) }
}
