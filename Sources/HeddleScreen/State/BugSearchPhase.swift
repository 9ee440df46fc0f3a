/// How far it is with an entry whose bug is looked for by another way; what it came to is the entry's replay.
package enum BugSearchPhase: Hashable, Sendable {
    case looking
    /// The answer is there: what was repaired can be recorded again.
    case ended
    /// Recorded again; the old record can be put back.
    case recorded
}
