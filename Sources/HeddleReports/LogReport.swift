package import HeddleLibrary
internal import HeddlePresentation

/// What `heddle library log` says.
package struct LogReport {
    private let log: LibraryLog
    private let heads: [String]
    /// The only entry that is asked for.
    private let entry: String?
    /// Newest first.
    private let records: [(digest: String, record: LogRecord)]

    /// `entry`: only records about it, by its path within the library.
    package init(_ log: LibraryLog, entry: String? = nil) {
        self.log = log
        self.entry = entry
        heads = log.heads
        records = LogOrder(log).digests.reversed().compactMap { digest in
            guard let record = log.records[digest] else { return nil }
            return entry == nil || record.changes.contains { $0.entry == entry } ? (digest, record) : nil
        }
    }

    /// Digits of a digest that are enough for `--head`.
    static let digits = 16

    // MARK: - Text

    package var text: String {
        if records.isEmpty { return "The log holds no record.\n" }
        var text = ""
        for (digest, record) in records {
            let facts = [record.stamp.time, record.stamp.author].filter { !$0.isEmpty }.map(VisibleText.of)
            let head = heads.contains(digest) && heads.count > 1 ? "  (head)" : ""
            text += digest.prefix(Self.digits) + "  " + facts.joined(separator: "  ") + head + "\n"
            for line in changes(record) { text += "    \(line)\n" }
            for line in record.stamp.why.split(separator: "\n") {
                text += "      \(VisibleText.ofLine(String(line)))\n"
            }
        }
        text += "\n" + Figures.count(records.count, "record") + ", newest first.\n"
        for head in heads { text += "Head: \(head)\n" }
        return text
    }

    /// Most entries of one record that the text names.
    private static let shownChanges = 8

    private func changes(_ record: LogRecord) -> [String] {
        let action = record.action.rawValue
        guard !record.changes.isEmpty else { return [action] }
        let named = record.changes.filter { entry == nil || $0.entry == entry }
        var lines = named.prefix(Self.shownChanges).map { change in
            let name = VisibleText.of(change.entry)
            return "\(action)  \(name)" + (change.after == nil ? "  (removed)" : "")
        }
        let more = record.changes.count - lines.count
        if more > 0 { lines.append("\(action)  \(Figures.count(more, "more entry", plural: "more entries"))") }
        return lines
    }

    // MARK: - JSON

    private struct Document: Encodable {
        struct Change: Encodable {
            var entry: String
            var before: Nullable<String>
            var after: Nullable<String>
        }
        struct Record: Encodable {
            var digest: String
            var parents: [String]
            var date: String
            var author: String
            var action: String
            var why: String
            var entries: [Change]
        }
        var heddle: String
        var heads: [String]
        var records: [Record]
    }

    package func json(version: String) -> String {
        let records = records.map { digest, record in
            Document.Record(
                digest: digest, parents: record.parents, date: record.stamp.time, author: record.stamp.author,
                action: record.action.rawValue, why: record.stamp.why,
                entries: record.changes.map {
                    Document.Change(entry: $0.entry, before: Nullable($0.before), after: Nullable($0.after))
                })
        }
        return JSONText.document(Document(heddle: version, heads: heads, records: records))
    }
}
