internal import HeddleProgram

/// Reads a schedule's file line by line; every failure names its line and what was expected there.
struct ScheduleParser {
    private let lines: [ArraySlice<UInt8>]
    /// The first line that is no UTF-8, from 1.
    private let invalidLine: Int?
    /// Index of the line being read.
    private var index = 0
    private var seen: [HeaderKey: Int] = [:]
    private var values = HeaderValues()

    init(_ bytes: [UInt8]) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
        let isText = String(validating: bytes, as: UTF8.self) != nil
        invalidLine = isText ? nil : (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }

    mutating func parse() throws(ScheduleError) -> SavedSchedule {
        if let line = invalidLine { throw .notText(line: line) }
        let version = try parseVersion()
        while true {
            guard index < lines.count else { throw failure("'steps'") }
            let line = ScheduleLine(lines[index])
            if line.isAtEnd {
                index += 1
                continue
            }
            if line.isAll("steps") { break }
            try parseHeaderLine(line)
            index += 1
        }
        try requireHeader()
        index += 1
        let steps = try parseSteps()
        return try values.schedule(version: version, steps: steps)
    }

    private mutating func parseVersion() throws(ScheduleError) -> Int {
        guard index < lines.count else { throw failure("'\(ScheduleCodec.firstWord) \(ScheduleCodec.currentVersion)'") }
        var line = ScheduleLine(lines[index])
        guard line.skip(ScheduleCodec.firstWord + " "), let version = line.number(), line.isAtEnd, version > 0 else {
            throw failure("'\(ScheduleCodec.firstWord) \(ScheduleCodec.currentVersion)'")
        }
        guard version <= ScheduleCodec.currentVersion else {
            throw .newerVersion(version, supported: ScheduleCodec.currentVersion)
        }
        index += 1
        return version
    }

    private mutating func parseHeaderLine(_ whole: ScheduleLine) throws(ScheduleError) {
        var line = whole
        guard let word = line.word(), let key = HeaderKey(rawValue: word) else {
            throw failure("a header line (\(HeaderKey.allCases.map(\.rawValue).joined(separator: ", "))) or 'steps'")
        }
        if let earlier = seen[key], !key.isRepeatable {
            throw failure("'\(key.rawValue)' only once (it stands in line \(earlier))")
        }
        seen[key] = index + 1
        line.skipBlanks()
        guard let complaint = values.read(key, from: &line) else {
            line.skipBlanks()
            if !line.isAtEnd { throw failure("the end of the line", at: line) }
            return
        }
        throw failure(complaint, at: line)
    }

    private func requireHeader() throws(ScheduleError) {
        let required: [HeaderKey] = [.title, .status, .model, .digest, .memory, .claim, .preemptions, .bug, .order]
        for key in required where seen[key] == nil {
            throw failure("a line '\(key.rawValue)' before 'steps'")
        }
    }

    private mutating func parseSteps() throws(ScheduleError) -> [SavedSchedule.Step] {
        var steps: [SavedSchedule.Step] = []
        while true {
            guard index < lines.count else { throw failure("a step or 'end'") }
            var line = ScheduleLine(lines[index])
            if line.isAll("end") { break }
            if line.isAtEnd {
                index += 1
                continue
            }
            if line.skip("  note ") {
                guard !steps.isEmpty else { throw failure("a step before its note") }
                guard let note = line.field(), line.isAtEnd else { throw failure("a note", at: line) }
                let last = steps.count - 1
                steps[last].note = steps[last].note.map { $0 + "\n" + note } ?? note
            } else {
                steps.append(try parseStep(&line))
            }
            index += 1
        }
        index += 1
        while index < lines.count {
            guard lines[index].isEmpty else { throw failure("nothing after 'end'") }
            index += 1
        }
        return steps
    }

    private func parseStep(_ line: inout ScheduleLine) throws(ScheduleError) -> SavedSchedule.Step {
        let thread = try field("a thread", &line)
        let action = try field("what the step does", &line)
        let choice = try optionalField("a choice or '-'", &line)
        guard let function = line.word(), let numbers = placeNumbers(&line), let operation = numbers.operation else {
            throw failure("a function with the numbers of statement and operation, as 'teller #1.1'", at: line)
        }
        line.skipBlanks()
        guard let place = line.place(function: function, occurrence: numbers.occurrence) else {
            throw failure("a statement or '@' and a label", at: line)
        }
        line.skipBlanks()
        let digest = try field("the digest of the state", &line)
        guard line.isAtEnd else { throw failure("the end of the step", at: line) }
        return SavedSchedule.Step(
            thread: thread, place: place, operation: operation, action: action, choice: choice, stateDigest: digest)
    }

    private func field(_ expected: String, _ line: inout ScheduleLine) throws(ScheduleError) -> String {
        guard let text = line.field() else { throw failure(expected, at: line) }
        line.skipBlanks()
        return text
    }

    private func optionalField(_ expected: String, _ line: inout ScheduleLine) throws(ScheduleError) -> String? {
        let isBare = !line.isAtEnd && line.bytes[line.position] != ScheduleText.quote
        let text = try field(expected, &line)
        return isBare && text == "-" ? nil : text
    }

    private func placeNumbers(_ line: inout ScheduleLine) -> (occurrence: Int, operation: Int?)? {
        line.placeNumbers()
    }

    private func failure(_ expected: String, at line: ScheduleLine? = nil) -> ScheduleError {
        let whole = index < lines.count ? String(decoding: lines[index], as: UTF8.self) : ""
        var found = ""
        for scalar in (line?.rest ?? whole).unicodeScalars.prefix(40) {
            if ScheduleText.mustEscape(scalar) {
                found += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                found.unicodeScalars.append(scalar)
            }
        }
        return .damaged(line: index + 1, expected: expected, found: found)
    }
}

extension ScheduleLine {
    /// ` #2` or ` #2.1`, both from 1, as numbers from 0.
    mutating func placeNumbers() -> (occurrence: Int, operation: Int?)? {
        skipBlanks()
        guard skip("#"), let occurrence = number(), occurrence > 0 else { return nil }
        guard skip(".") else { return (occurrence - 1, nil) }
        guard let operation = number(), operation > 0 else { return nil }
        return (occurrence - 1, operation - 1)
    }

    /// `@label`, or a statement.
    mutating func place(function: String, occurrence: Int) -> SavedSchedule.Place? {
        if skip("@") {
            guard let label = field(), occurrence == 0 else { return nil }
            return SavedSchedule.Place(function: function, label: label, statement: "")
        }
        guard let statement = field() else { return nil }
        return SavedSchedule.Place(function: function, statement: statement, occurrence: occurrence)
    }

    /// A step's key, `before`, and another one.
    mutating func constraint() -> SavedSchedule.Constraint? {
        guard let first = stepKey() else { return nil }
        skipBlanks()
        guard skip("before") else { return nil }
        skipBlanks()
        guard let second = stepKey() else { return nil }
        return SavedSchedule.Constraint(first: first, second: second)
    }

    /// `teller.0  teller #1.1  let seen = balance  1`
    private mutating func stepKey() -> SavedSchedule.StepKey? {
        guard let thread = field() else { return nil }
        skipBlanks()
        guard let function = word(), let numbers = placeNumbers(), let operation = numbers.operation else { return nil }
        skipBlanks()
        guard let place = place(function: function, occurrence: numbers.occurrence) else { return nil }
        skipBlanks()
        guard let repetition = number(), repetition > 0 else { return nil }
        return SavedSchedule.StepKey(
            thread: thread, place: place, operation: operation, repetition: repetition - 1)
    }
}
