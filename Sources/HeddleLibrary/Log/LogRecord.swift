/// One record of a library's log: who did what to which entries, when and why, and what came before.
///
/// A record is named by the digest of its text and names its parents by theirs, as a commit does: whoever knows the
/// newest one can tell whether anything before it was touched.
package struct LogRecord: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case added, changed, retired
        /// Its steps were written anew for a changed model.
        case rerecorded = "re-recorded"
        /// Only its figures changed.
        case measured
        /// Taken into the log as it was found: there before the log, edited or removed by hand.
        case adopted
        /// Nothing but the join of two branches.
        case merged
    }

    /// What became of one entry's file.
    package struct Change: Hashable, Sendable {
        /// Within the library's folder, with `/` and its ending.
        package var entry: String
        /// SHA-256 of the file's bytes, 64 hexadecimal digits; nil: there was no file.
        package var before: String?
        /// As `before`; nil: there is no file any more.
        package var after: String?

        package init(entry: String, before: String? = nil, after: String? = nil) {
            self.entry = entry
            self.before = before
            self.after = after
        }
    }

    /// Digests of the records that were the newest ones, in order; none for the first record, several after a merge.
    package var parents: [String]
    package var stamp: LogStamp
    package var action: Action
    /// At least one, but for a join.
    package var changes: [Change]

    package init(parents: [String] = [], stamp: LogStamp, action: Action, changes: [Change]) {
        self.parents = parents.sorted()
        self.stamp = stamp
        self.action = action
        self.changes = changes
    }
}

/// Who writes to a library, when and why. The clock is the caller's.
package struct LogStamp: Hashable, Sendable {
    package var author: String
    /// Universal Time, `2026-05-11T09:30:00Z`; empty where not known.
    package var time: String
    /// In prose; may have several lines, may be empty.
    package var why: String

    package init(author: String, time: String, why: String = "") {
        self.author = author
        self.time = time
        self.why = why
    }
}
