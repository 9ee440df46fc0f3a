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
        var counts: [Kind: Int] = [:]
        for problem in audit.problems {
            let kind = Self.kind(problem)
            counts[kind, default: 0] += 1
            if counts[kind, default: 0] <= Self.shownProblems { text += "\(marks.fails) \(Self.words(problem))\n" }
        }
        for kind in Kind.allCases {
            guard let count = counts[kind], count > Self.shownProblems else { continue }
            text += "\(marks.fails) \(Figures.number(count)) in all: \(kind.words)\n"
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

    private static func kind(_ problem: LogProblem) -> Kind {
        switch problem {
        case .record(_, .edited): return .recordEdited
        case .record(_, .unreadable): return .recordUnreadable
        case .recordMissing: return .recordMissing
        case .headMissing: return .headMissing
        case .recordBeside: return .recordBeside
        case .emptyRecord: return .recordEmpty
        case .contradiction: return .contradiction
        case .sideBySide: return .sideBySide
        case .entryEdited: return .entryEdited
        case .entryRemoved: return .entryRemoved
        case .entryReturned: return .entryReturned
        case .entryUnrecorded: return .entryUnrecorded
        case .entryUnreadable: return .entryUnreadable
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
                kind: Self.kind(problem).rawValue, record: Nullable(record), entry: Nullable(entry),
                detail: Self.words(problem))
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

/// Problems of one sort: by name in JSON, in words for people.
private enum Kind: String, CaseIterable {
    case recordEdited = "record edited"
    case recordUnreadable = "record unreadable"
    case recordMissing = "record missing"
    case headMissing = "head missing"
    case recordBeside = "record beside"
    case recordEmpty = "record empty"
    case contradiction
    case sideBySide = "side by side"
    case entryEdited = "entry edited"
    case entryRemoved = "entry removed"
    case entryReturned = "entry returned"
    case entryUnrecorded = "entry unrecorded"
    case entryUnreadable = "entry unreadable"

    /// Many of them.
    var words: String {
        switch self {
        case .recordEdited: return "records that were edited"
        case .recordUnreadable: return "records that can't be read"
        case .recordMissing: return "records that are missing"
        case .headMissing: return "given heads that are no records of the log"
        case .recordBeside: return "records that stand beside the given heads"
        case .recordEmpty: return "records that say nothing"
        case .contradiction: return "records that don't go on from what was recorded before them"
        case .sideBySide: return "entries whose records don't know of each other"
        case .entryEdited: return "entries that were edited without a record"
        case .entryRemoved: return "entries that were removed without a record"
        case .entryReturned: return "entries that are there, and were removed as the log says"
        case .entryUnrecorded: return "entries that were never recorded"
        case .entryUnreadable: return "entries that can't be read"
        }
    }
}
