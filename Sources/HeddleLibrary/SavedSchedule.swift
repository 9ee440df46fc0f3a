package import HeddleProgram

/// A schedule that is kept: what it shows, on which model, and one step a line.
///
/// Everything in it is text or a number that a person can read in a code review; nothing in it depends on how the
/// engine packs a state. Its form as a file is `ScheduleCodec`'s.
package struct SavedSchedule: Hashable, Sendable {
    /// What a replay should come to.
    package enum Status: String, Hashable, Sendable, CaseIterable {
        /// A bug that is there: wants reproduced.
        case open
        /// A bug that was repaired: wants passes.
        case fixed
        /// Belongs to the model, as in a lesson: wants reproduced.
        case expected
        /// Kept and not replayed.
        case retired
    }

    /// Version of the file's form in which it was read or will be written.
    package var formatVersion: Int
    package var title: String
    package var status: Status
    package var tags: [String]
    package var author: String
    /// Day of recording, `2026-05-11`; empty where not known.
    package var date: String
    /// Where the bug was published, in the author's words; empty where nowhere.
    package var source: String
    /// Root cause in prose; may have several lines, may be empty.
    package var cause: String
    package var model: ModelReference
    package var memoryModel: MemoryModel
    /// Constants set from outside, in order of declaration.
    package var settings: [Setting]
    /// Limits under which it was found, by name (`states`, `depth`); empty if there were none.
    package var bounds: [Bound]
    package var claim: Claim
    package var preemptions: Int
    package var hardness: Hardness
    /// A smallest set of orderings that makes every run fail in this way; empty where none was looked for.
    package var constraints: [Constraint]
    package var signature: Signature
    package var steps: [Step]

    package init(
        title: String, status: Status = .open, model: ModelReference, memoryModel: MemoryModel = .sc, claim: Claim,
        signature: Signature, steps: [Step]
    ) {
        formatVersion = ScheduleCodec.currentVersion
        self.title = title
        self.status = status
        tags = []
        author = ""
        date = ""
        source = ""
        cause = ""
        self.model = model
        self.memoryModel = memoryModel
        settings = []
        bounds = []
        self.claim = claim
        preemptions = 0
        hardness = Hardness()
        constraints = []
        self.signature = signature
        self.steps = steps
    }

    /// Number of threads that take a step.
    package var threadCount: Int { Set(steps.map(\.thread)).count }
}

extension SavedSchedule {
    /// The file that holds the model.
    package struct ModelReference: Hashable, Sendable {
        /// Relative to the folder of the schedule's own file, with `/`; absolute where nothing is shared.
        package var path: String
        /// The model's own name, as in `model "Lost update"`.
        package var name: String
        /// SHA-256 of the file's bytes, 64 hexadecimal digits.
        package var digest: String
        package init(path: String, name: String, digest: String) {
            self.path = path
            self.name = name
            self.digest = digest
        }
    }

    package struct Bound: Hashable, Sendable {
        package var name: String
        package var value: Int
        package init(name: String, value: Int) {
            self.name = name
            self.value = value
        }
    }

    /// What the schedule shows: a property that fails or is witnessed, or a check that finds something.
    package struct Claim: Hashable, Sendable {
        package enum Verdict: String, Hashable, Sendable, CaseIterable {
            /// The property is false, or the check found something.
            case violated
            /// A `reachable` or `outcome` was seen to be true.
            case witnessed
            /// It runs, and nothing fails in it.
            case clean
        }

        package var verdict: Verdict
        /// The word of JSON's `kind`: `final`, `deadlock`, `assertion`…
        package var kind: String
        /// Name of the property, or of the check.
        package var name: String
        /// The author's plain words; empty where there are none.
        package var sentence: String
        /// The property's expression, blanks normalised; empty for a check.
        package var text: String
        /// SHA-256 of `text`; empty for a check.
        package var textDigest: String
        /// What was seen, in words: `balance == tellers: 1 == 2`.
        package var detail: String
        /// The statement in which a check failed; nil where the claim is about a state.
        package var place: Place?

        package init(
            verdict: Verdict = .violated, kind: String, name: String, sentence: String = "", text: String = "",
            textDigest: String = "", detail: String = "", place: Place? = nil
        ) {
            self.verdict = verdict
            self.kind = kind
            self.name = name
            self.sentence = sentence
            self.text = text
            self.textDigest = textDigest
            self.detail = detail
            self.place = place
        }

        /// The claim of a schedule in which nothing fails.
        package static let clean = Claim(verdict: .clean, kind: "run", name: "passes")

        /// Whether it is a check's rather than a property's.
        package var isCheck: Bool { text.isEmpty && verdict == .violated }
    }

    /// A statement, by what a later edit of other lines leaves alone.
    package struct Place: Hashable, Sendable {
        /// Name of the routine: a thread's or a function's.
        package var function: String
        /// The label directly before the statement; it replaces text and occurrence.
        package var label: String?
        /// The statement, comments gone, blanks normalised; empty where a label stands for it.
        package var statement: String
        /// Which of several equal statements of the function, from 0.
        package var occurrence: Int

        package init(function: String, label: String? = nil, statement: String, occurrence: Int = 0) {
            self.function = function
            self.label = label
            self.statement = label == nil ? statement : ""
            self.occurrence = label == nil ? occurrence : 0
        }
    }

    /// Fingerprints by which the same bug is known again, whoever found it. Hexadecimal digits.
    package struct Signature: Hashable, Sendable {
        /// Of the failure with what led to it.
        package var bug: String
        /// Of the equivalence class of the whole schedule.
        package var trace: String
        package init(bug: String, trace: String) {
            self.bug = bug
            self.trace = trace
        }
    }

    /// One step: who, where, what it did, and what the state was then.
    package struct Step: Hashable, Sendable {
        package var thread: String
        package var place: Place
        /// Which operation of its statement, from 0.
        package var operation: Int
        /// Words of language.md section 16.
        package var action: String
        /// The choice in words; nil where there was one way only.
        package var choice: String?
        /// Digest of the state after it, over its named values as text. Hexadecimal digits.
        package var stateDigest: String
        /// A person's remark; may have several lines.
        package var note: String?

        package init(
            thread: String, place: Place, operation: Int = 0, action: String, choice: String? = nil,
            stateDigest: String, note: String? = nil
        ) {
            self.thread = thread
            self.place = place
            self.operation = operation
            self.action = action
            self.choice = choice
            self.stateDigest = stateDigest
            self.note = note
        }

        /// Whether another step is the same move: thread, statement, operation and choice.
        package func isSameMove(as other: Step) -> Bool {
            thread == other.thread && place == other.place && operation == other.operation && choice == other.choice
        }
    }
}
