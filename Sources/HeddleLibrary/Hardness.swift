/// How hard a bug is to meet, as `heddle library measure` found it (semantics.md section 3).
///
/// Every figure says what it is worth: exact, a bound, or a sample with its size.
package struct Hardness: Hashable, Sendable {
    /// The smallest set of ordering constraints under which every run fails (Burckhardt et al. 2010, section 2).
    package struct Depth: Hashable, Sendable {
        package var value: Int
        /// False: smaller sets were not all tried.
        package var isExact: Bool
        package init(_ value: Int, isExact: Bool) {
            self.value = value
            self.isExact = isExact
        }
    }

    /// Runs of a random scheduler, and those of them that failed in this way.
    package struct Sample: Hashable, Sendable {
        package enum Scheduler: String, Hashable, Sendable, CaseIterable {
            /// Each thread that can move is as likely as any other, then each of its choices.
            case random
            /// Priorities with change points (Burckhardt et al. 2010).
            case pct
            /// Partial order sampling (Yuan, Yang, Gu 2018).
            case pos
        }

        package var scheduler: Scheduler
        package var hits: Int
        package var runs: Int
        package var seed: Int
        package init(_ scheduler: Scheduler, hits: Int, runs: Int, seed: Int) {
            self.scheduler = scheduler
            self.hits = hits
            self.runs = runs
            self.seed = seed
        }
    }

    /// The chance that a run of the uniform scheduler fails in this way.
    package enum Chance: Hashable, Sendable {
        /// Decimal digits of a fraction in lowest terms.
        case exact(numerator: String, denominator: String)
        /// Both bounds are certain.
        case between(Double, Double)
        /// Hits of so many runs.
        case sampled(hits: Int, runs: Int, seed: Int)
    }

    package var depth: Depth?
    package var chance: Chance?
    /// In the order of `Scheduler`.
    package var samples: [Sample]
    /// Shared objects that the schedule touches; nil: not counted.
    package var variables: Int?
    /// Steps that a sequentially consistent memory could not make; nil: not counted.
    package var weakChoices: Int?

    package init() { samples = [] }

    package var isEmpty: Bool {
        depth == nil && chance == nil && samples.isEmpty && variables == nil && weakChoices == nil
    }
}

extension SavedSchedule {
    /// A step by what survives edits: its thread and statement, and how often the thread has come there.
    package struct StepKey: Hashable, Sendable {
        package var thread: String
        package var place: Place
        /// Which operation of its statement, from 0.
        package var operation: Int
        /// How often the thread has made this step before.
        package var repetition: Int
        package init(thread: String, place: Place, operation: Int = 0, repetition: Int = 0) {
            self.thread = thread
            self.place = place
            self.operation = operation
            self.repetition = repetition
        }
    }

    /// One step comes before another. The second need not be a step of the schedule: in a deadlock it is one that waits.
    package struct Constraint: Hashable, Sendable {
        package var first: StepKey
        package var second: StepKey
        package init(first: StepKey, second: StepKey) {
            self.first = first
            self.second = second
        }
    }
}
