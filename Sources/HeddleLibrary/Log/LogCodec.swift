internal import HeddleEngine

/// A record of the log as text, made to be read in a code review.
///
/// ```
/// heddle-record 1
/// parent      5b3f…                          (64 digits; as many lines as it has parents)
/// date        2026-05-11T09:30:00Z
/// author      Ada
/// action      changed
/// why         The cause named the wrong lock.
/// entry       lost-update/two-tellers.trace
/// before      3f9a…                          (SHA-256 of the file; left out where there was none)
/// after       77b0…                          (left out where there is none any more)
/// end
/// ```
///
/// `why` may stand several times, and so may `entry` with the lines below it. There is one way only to write a record:
/// what reads well but is written otherwise is refused, so that no second text says the same under another digest.
package enum LogCodec {
    package static let currentVersion = 1
    /// Largest record that is read. Unit: bytes.
    package static let sizeLimit = 16_000_000

    static let firstWord = "heddle-record"

    private enum Key: String, CaseIterable { case parent, date, author, action, why, entry, before, after }

    package static func print(_ record: LogRecord) -> String {
        var lines = ["\(firstWord) \(currentVersion)"]
        func line(_ key: Key, _ value: String) {
            let name = key.rawValue
            lines.append(name + String(repeating: " ", count: 12 - name.utf8.count) + value)
        }
        func text(_ key: Key, _ value: String) { line(key, ScheduleText.encode(value)) }
        for parent in record.parents { line(.parent, parent) }
        if !record.stamp.time.isEmpty { text(.date, record.stamp.time) }
        if !record.stamp.author.isEmpty { text(.author, record.stamp.author) }
        line(.action, record.action.rawValue)
        if !record.stamp.why.isEmpty {
            for part in record.stamp.why.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
                text(.why, String(Substring(part)))
            }
        }
        for change in record.changes {
            text(.entry, change.entry)
            if let before = change.before { line(.before, before) }
            if let after = change.after { line(.after, after) }
        }
        lines.append("end")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The digest by which a record is known.
    package static func digest(_ record: LogRecord) -> String { Digest.hex(print(record)) }

    /// Reads what `print` wrote. Errors: `damaged`, `newerVersion`, `tooLarge`, `notText`.
    package static func parse(_ bytes: [UInt8]) throws(ScheduleError) -> LogRecord {
        guard bytes.count <= sizeLimit else { throw .tooLarge(bytes.count, limit: sizeLimit) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText(line: 1) }
        var reader = Reader(lines: bytes.split(separator: 0x0A, omittingEmptySubsequences: false))
        let record = try reader.record()
        guard print(record) == text else {
            throw .damaged(line: 1, expected: "the form in which heddle writes a record", found: "")
        }
        return record
    }

    private struct Reader {
        let lines: [ArraySlice<UInt8>]
        var index = 0

        mutating func record() throws(ScheduleError) -> LogRecord {
            try version()
            var record = LogRecord(stamp: LogStamp(author: "", time: ""), action: .merged, changes: [])
            var whys: [String] = []
            var hasAction = false
            while index < lines.count {
                var line = ScheduleLine(lines[index])
                if line.rest == "end" {
                    guard hasAction else { throw failure("a line 'action' before 'end'") }
                    record.stamp.why = whys.joined(separator: "\n")
                    return record
                }
                guard let key = line.word().flatMap(Key.init(rawValue:)) else {
                    throw failure("a line of a record (\(Key.allCases.map(\.rawValue).joined(separator: ", ")))")
                }
                line.skipBlanks()
                if key == .why {
                    guard let text = line.field() else { throw failure("a text") }
                    whys.append(text)
                } else {
                    try read(key, &line, into: &record)
                    hasAction = hasAction || key == .action
                }
                guard line.isAtEnd else { throw failure("the end of the line") }
                index += 1
            }
            throw failure("'end'")
        }

        private mutating func version() throws(ScheduleError) {
            let expected = "'\(LogCodec.firstWord) \(LogCodec.currentVersion)'"
            guard index < lines.count else { throw failure(expected) }
            var line = ScheduleLine(lines[index])
            guard line.skip(LogCodec.firstWord + " "), let version = line.number(), line.isAtEnd, version > 0 else {
                throw failure(expected)
            }
            guard version <= LogCodec.currentVersion else {
                throw .newerVersion(version, supported: LogCodec.currentVersion)
            }
            index += 1
        }

        private func read(
            _ key: Key, _ line: inout ScheduleLine, into record: inout LogRecord
        ) throws(ScheduleError) {
            guard let text = line.field() else { throw failure("a text") }
            let last = record.changes.count - 1
            switch key {
            case .parent: record.parents.append(try digest(text))
            case .date: record.stamp.time = text
            case .author: record.stamp.author = text
            case .action:
                guard let action = LogRecord.Action(rawValue: text) else {
                    throw failure(LogRecord.Action.allCases.map(\.rawValue).joined(separator: ", "))
                }
                record.action = action
            case .entry: record.changes.append(LogRecord.Change(entry: text))
            case .before, .after:
                guard last >= 0 else { throw failure("a line 'entry' before '\(key.rawValue)'") }
                if key == .before {
                    record.changes[last].before = try digest(text)
                } else {
                    record.changes[last].after = try digest(text)
                }
            case .why: break
            }
        }

        private func digest(_ text: String) throws(ScheduleError) -> String {
            guard LogCodec.isDigest(text) else { throw failure("a digest of 64 hexadecimal digits") }
            return text
        }

        private func failure(_ expected: String) -> ScheduleError {
            .damaged(line: index + 1, expected: expected, found: "")
        }
    }

    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
