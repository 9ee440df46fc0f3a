package import HeddleLibrary
package import HeddlePresentation

/// What `heddle library verify` says.
package struct AuditReport {
    private let audit: LogAudit
    private let library: String
    private let given: Int
    private let marks: Marks

    /// `given`: how many heads the audit was given.
    package init(_ audit: LogAudit, library: String, given: Int, marks: Marks) {
        self.audit = audit
        self.library = library
        self.given = given
        self.marks = marks
    }

    // MARK: - Text

    /// Most problems of one kind that the text names.
    private static let shownProblems = 20

    package var text: String {
        var text = ""
        var counts: [String: Int] = [:]
        for problem in audit.problems {
            let kind = Self.kind(problem)
            counts[kind, default: 0] += 1
            if counts[kind, default: 0] <= Self.shownProblems { text += "\(marks.fails) \(Self.words(problem))\n" }
        }
        for (kind, count) in counts.sorted(by: { $0.key < $1.key }) where count > Self.shownProblems {
            text += "\(marks.fails) \(Figures.number(count - Self.shownProblems)) more: \(kind)\n"
        }
        if audit.problems.contains(where: { if case .entryUnrecorded = $0 { true } else { false } }) {
            text += "    heddle library adopt records entries as they are.\n"
        }
        text += notes
        if !text.isEmpty { text += "\n" }
        let records = Figures.count(audit.log.records.count, "record")
        let entries = Figures.count(audit.intactEntries, "entry", plural: "entries")
        let problems = Figures.count(audit.problems.count, "problem")
        text += "\(records), \(entries) as recorded: "
        text += audit.problems.isEmpty ? "nothing is wrong.\n" : "\(problems).\n"
        for head in audit.heads { text += "Head: \(head)\n" }
        return text
    }

    /// What is worth knowing and nothing wrong.
    private var notes: String {
        var text = ""
        if let pending = audit.brokenOff {
            let entries = pending.changes.map { VisibleText.of($0.entry) }.joined(separator: ", ")
            text += "\(marks.notJudged) A write was broken off"
            text += (entries.isEmpty ? "" : " (\(pending.action.rawValue): \(entries))")
            text += "; that is harmless: the next write settles it.\n"
        }
        if audit.heads.count > 1, audit.log.damages.isEmpty {
            text +=
                "\(marks.notJudged) The log has \(audit.heads.count) heads: branches were merged and nothing was written since"
            text += " (heddle library adopt joins them)"
            text += given == 0 ? ", or a record was inserted (--head tells).\n" : ".\n"
        }
        if audit.laterRecords > 0 {
            let count = Figures.count(audit.laterRecords, "record")
            text += "\(marks.notJudged) \(count) came after the given head\(given > 1 ? "s" : "").\n"
        }
        return text
    }

    /// One problem in words.
    static func words(_ problem: LogProblem) -> String {
        func short(_ digest: String) -> String { String(digest.prefix(LogReport.digits)) }
        func name(_ entry: String) -> String { VisibleText.of(entry) }
        switch problem {
        case .record(let digest, let reason): return words(LibraryLog.Damage(digest: digest, reason: reason))
        case .recordMissing(let digest, let child):
            return "record \(short(digest)) is missing: \(short(child)) follows it, so it was removed or rewritten"
        case .headMissing(let head):
            return "the given head \(short(head)) is no record of the log: it was cut off or rewritten"
        case .recordBeside(let digest):
            return
                "record \(short(digest)) stands beside the given heads: it was inserted, or is of a branch whose head "
                + "has to be given too"
        case .emptyRecord(let digest): return "record \(short(digest)) says nothing: heddle didn't write it"
        case .contradiction(let record, let entry):
            return "record \(short(record)) about \(name(entry)) doesn't go on from what was recorded before it"
        case .sideBySide(let entry, let records):
            return "\(name(entry)): \(records.map(short).joined(separator: " and ")) don't know of each other: two "
                + "branches changed it, or one was inserted; heddle library adopt settles it as it is"
        case .entryEdited(let entry): return "\(name(entry)) was edited without a record"
        case .entryRemoved(let entry): return "\(name(entry)) was removed without a record"
        case .entryReturned(let entry): return "\(name(entry)) is there, and was removed as the log says"
        case .entryUnrecorded(let entry): return "\(name(entry)) was never recorded"
        case .entryUnreadable(let entry, let error):
            return "\(name(entry)) can't be read: \(VisibleText.of(error.message))"
        }
    }

    package static func words(_ damage: LibraryLog.Damage) -> String {
        let name = VisibleText.of(String(damage.digest.prefix(LogReport.digits)))
        switch damage.reason {
        case .edited: return "record \(name) was edited, or is named otherwise than its text wants"
        case .unreadable(let error): return "record \(name) can't be read: \(VisibleText.of(error.message))"
        }
    }

    /// JSON's `kind`.
    private static func kind(_ problem: LogProblem) -> String {
        switch problem {
        case .record(_, .edited): return "record edited"
        case .record(_, .unreadable): return "record unreadable"
        case .recordMissing: return "record missing"
        case .headMissing: return "head missing"
        case .recordBeside: return "record beside"
        case .emptyRecord: return "record empty"
        case .contradiction: return "contradiction"
        case .sideBySide: return "side by side"
        case .entryEdited: return "entry edited"
        case .entryRemoved: return "entry removed"
        case .entryReturned: return "entry returned"
        case .entryUnrecorded: return "entry unrecorded"
        case .entryUnreadable: return "entry unreadable"
        }
    }

    // MARK: - JSON

    private struct Document: Encodable {
        struct Problem: Encodable {
            var kind: String
            var record: Nullable<String>
            var entry: Nullable<String>
            var detail: String
        }
        var heddle: String
        var library: String
        var intact: Bool
        var records: Int
        var entries: Int
        var heads: [String]
        var laterRecords: Int
        var brokenOff: Bool
        var problems: [Problem]
    }

    package func json(version: String) -> String {
        let problems = audit.problems.map { problem in
            let (record, entry) = Self.subject(problem)
            return Document.Problem(
                kind: Self.kind(problem), record: Nullable(record), entry: Nullable(entry), detail: Self.words(problem))
        }
        return JSONText.document(
            Document(
                heddle: version, library: library, intact: audit.problems.isEmpty, records: audit.log.records.count,
                entries: audit.intactEntries, heads: audit.heads, laterRecords: audit.laterRecords,
                brokenOff: audit.brokenOff != nil, problems: problems))
    }

    private static func subject(_ problem: LogProblem) -> (record: String?, entry: String?) {
        switch problem {
        case .record(let digest, _), .recordMissing(let digest, _), .headMissing(let digest), .recordBeside(let digest),
            .emptyRecord(let digest):
            return (digest, nil)
        case .contradiction(let record, let entry): return (record, entry)
        case .sideBySide(let entry, _), .entryEdited(let entry), .entryRemoved(let entry), .entryReturned(let entry),
            .entryUnrecorded(let entry), .entryUnreadable(let entry, _):
            return (nil, entry)
        }
    }
}
