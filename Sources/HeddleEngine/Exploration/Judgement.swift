package import HeddleProgram

/// What a run of a model came to: each property and check, held against the model's expectations.
package struct Judgement: Sendable {
    package enum Verdict: String, Sendable {
        case holds, violated, inconclusive
    }

    package enum Status: Hashable, Sendable {
        /// Holds in every state (a `reachable`/`outcome`: impossible).
        case holds
        case fails
        /// A `reachable` or `outcome` with a witness.
        case possible
        case impossible
        /// Not known: a bound bit, or the search still runs.
        case notKnown
        /// A final that was never judged because nothing ended.
        case vacuous
    }

    package struct Row: Sendable {
        package var subject: Subject
        package var status: Status
        /// What the model (or the default) wants.
        package var wanted: Expectation.Wanted
        /// Whether a line of the model says so.
        package var isStated: Bool
        /// nil: neither met nor unmet (inconclusive).
        package var asExpected: Bool?
        /// Index into the report's findings.
        package var finding: Int?
        package init(
            subject: Subject, status: Status, wanted: Expectation.Wanted, isStated: Bool, asExpected: Bool?,
            finding: Int? = nil
        ) {
            self.subject = subject
            self.status = status
            self.wanted = wanted
            self.isStated = isStated
            self.asExpected = asExpected
            self.finding = finding
        }
    }

    /// Properties in order of declaration, then checks (deadlock always; races where looked for; assertions where
    /// the model has one; the others only when found).
    package var rows: [Row]
    /// About findings alone.
    package var verdict: Verdict
    /// About the expectations of this run (without any: nothing found); nil: inconclusive.
    package var asExpected: Bool?
    /// Whether the model names this run in an expectation.
    package var isNamedRun: Bool

    package init(rows: [Row], verdict: Verdict, asExpected: Bool?, isNamedRun: Bool) {
        self.rows = rows
        self.verdict = verdict
        self.asExpected = asExpected
        self.isNamedRun = isNamedRun
    }
}

/// One run of a model: a memory model and constants (language.md section 15).
package struct Run: Hashable, Sendable {
    package var memoryModel: MemoryModel
    /// Constants that differ from the declared ones.
    package var settings: [Setting]
    package init(memoryModel: MemoryModel, settings: [Setting]) {
        self.memoryModel = memoryModel
        self.settings = settings
    }
}
