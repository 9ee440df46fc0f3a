package import HeddleEngine

/// What became of one saved schedule when it was replayed.
package struct ReplayResult: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The same claim is true again.
        case reproduced
        /// It is true again, by a schedule that is not quite the recorded one.
        case repaired(Repair)
        /// It ran to its end, and the claim is not true. `allStates`: a complete search found it nowhere else either.
        case passes(allStates: Bool)
        /// It ran, but into something else (in words).
        case different(String)
        case diverged(Divergence)
        /// There is nothing to replay it on any more.
        case stale(StaleReason)
        /// A retired entry.
        case skipped
        /// The file itself can't be read as a schedule.
        case damaged(ScheduleError)
    }

    /// Where a replay had to leave its record.
    package struct Divergence: Hashable, Sendable {
        /// Number of the step, from 1; one more than the steps where an end was expected.
        package var step: Int
        /// The step as recorded; nil where an end was expected.
        package var expected: SavedSchedule.Step?
        /// What could run instead, in the machine's order.
        package var enabled: [SavedSchedule.Step]
        package init(step: Int, expected: SavedSchedule.Step?, enabled: [SavedSchedule.Step]) {
            self.step = step
            self.expected = expected
            self.enabled = enabled
        }

        /// A step that could run reads like the one expected: only the statement differs, and has to be said.
        package var looksTheSame: Bool {
            enabled.contains {
                $0.thread == expected?.thread && $0.action == expected?.action && $0.choice == expected?.choice
            }
        }
    }

    package enum StaleReason: Hashable, Sendable {
        case modelMissing(path: String)
        /// The model has errors; the first of them, with its line.
        case modelInvalid(path: String, message: String)
        case propertyMissing(String)
        case constantMissing(String)
        case checkUnknown(String)
    }

    /// Path of the schedule's file as it was named.
    package var file: String
    /// nil where the file is damaged.
    package var schedule: SavedSchedule?
    package var outcome: Outcome
    /// Whether the model's file differs from the recorded one; nil where there is no model.
    package var modelChanged: Bool?
    /// Whether the property's text differs from the recorded one; nil for checks and where there is no model.
    package var propertyChanged: Bool?
    /// The property's text as it is now, where it differs from the recorded one.
    package var propertyNow: String?
    /// First step (from 1) after which the state's named values differ from the record, though the step was the same.
    package var firstOtherState: Int?
    /// The schedule that shows the claim on the model as it is: of `reproduced` and `repaired`.
    package var way: [Transition]?
    /// What it cost, and what it left undone: known where it is a part of a whole run.
    package var effort = ReplayEffort()

    package init(
        file: String, schedule: SavedSchedule?, outcome: Outcome, modelChanged: Bool? = nil,
        propertyChanged: Bool? = nil, firstOtherState: Int? = nil
    ) {
        self.file = file
        self.schedule = schedule
        self.outcome = outcome
        self.modelChanged = modelChanged
        self.propertyChanged = propertyChanged
        self.firstOtherState = firstOtherState
    }

    /// Held against the entry's status; nil: inconclusive. That is a bug taken for fixed that was not met again, while not
    /// every state was looked at; that its steps can't be made any more is no proof.
    package var asExpected: Bool? {
        if effort.isUndone { return nil }
        if case .damaged = outcome { return false }
        guard let schedule else { return false }
        switch (schedule.status, outcome) {
        case (.retired, _), (_, .skipped): return true
        case (.open, .reproduced), (.expected, .reproduced), (.open, .repaired), (.expected, .repaired): return true
        case (.fixed, .passes(let allStates)): return allStates ? true : nil
        case (.fixed, .diverged): return nil
        default: return false
        }
    }

    /// nil where nothing had to be repaired, or couldn't be.
    package var repair: Repair? {
        if case .repaired(let repair) = outcome { return repair }
        return nil
    }

    /// The word of JSON's `outcome`; `damaged` and `skipped` are beside those of the contract.
    package var word: String {
        switch outcome {
        case .reproduced: return "reproduced"
        case .repaired: return "repaired"
        case .passes: return "passes"
        case .different: return "different"
        case .diverged: return "diverged"
        case .stale: return "stale"
        case .skipped: return "skipped"
        case .damaged: return "damaged"
        }
    }
}
