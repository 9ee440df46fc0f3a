package import HeddleEngine
package import HeddleLibrary
package import HeddlePresentation
package import HeddleProgram

/// What the environment tells the screens.
///
/// What belongs to a model carries its number; `update` drops it when that model is no longer the one in play.
package enum Message: Sendable {
    case input(InputEvent)
    /// A line of a key file that begins with `:`: the palette's command line, run at once.
    case commandLine(String)
    /// A model was read without errors: the first one, another one, or the same file again.
    case modelLoaded(OpenedModel)
    /// A model's text has errors. The last good model stays behind the Errors view.
    case modelBroken(BrokenModel)
    /// The model has these errors with a constant as the user wanted it; it stays as it is.
    case settingRefused(Setting, [Diagnostic])
    /// A snapshot of the search, at most 4 a second while it runs, and one at its end.
    case report(model: Int, SearchReport, Judgement, outcomes: [Outcome]?)
    /// Whether every run from a node of the play tree fails, as far as the search knows.
    case fates(model: Int, [Int: Bool])
    /// What lies behind a node of the play tree, and behind the moves from there.
    case prospects(model: Int, node: Int, Prospects)
    /// Why a line of play fails, and what would have made it pass.
    case explained(model: Int, WhyTarget, PassWords)
    /// The library's entries, in the order of their paths, with what is known of their replay.
    case libraryLoaded([LibraryEntry])
    /// Replays that have ended, by path.
    case replayed([LibraryEntry])
    /// A search for an entry's bug by another way has ended: the entry with what it came to.
    case bugLookedFor(LibraryEntry)
    /// An entry's file was written anew, or back to what it was; `canTakeBack`: the former.
    case recordedAgain(LibraryEntry, canTakeBack: Bool)
    case saved(path: String)
    /// Root cause and notes were added to an entry. `left`: steps (from 1) whose notes have no step there.
    case remarked(path: String, isChanged: Bool, left: [Int])
    /// In words: what could not be done, and why.
    case saveFailed(String)
    /// Files that the Start view offers.
    case folderRead([StartFile])
    case queryAnswered(Answer)
    /// A search for a way goes on: states looked at so far.
    case wayProgress(number: Int, states: Int)
    /// The model could not be read again as a command wanted it: why.
    case reloadFailed(String)
    /// The model's file isn't there any more.
    case fileGone(String)
    /// Commands of earlier sessions, oldest first.
    case historyRead([String])
    /// Files and folders (with a `/` at their end) whose paths begin with the prefix.
    case filesListed(prefix: String, [String])
    /// A text that an effect asked for (`:help language`).
    case textRead(title: String, lines: [String])
    case lesson(LessonMessage)
    /// One sentence for the sentence line.
    case notice(String)
}

/// A model ready to run.
package struct OpenedModel: Sendable {
    /// Given by the executable, never twice.
    package var number: Int
    package var machine: Machine
    package var settings: [Setting]
    /// Warnings and notes.
    package var diagnostics: [Diagnostic]
    /// SHA-256 of the file's bytes, hexadecimal; empty if not known.
    package var digest: String
    /// What to walk at once: a library entry's schedule.
    package var entry: OpenedEntry?

    package init(
        number: Int, machine: Machine, settings: [Setting] = [], diagnostics: [Diagnostic] = [], digest: String = "",
        entry: OpenedEntry? = nil
    ) {
        self.number = number
        self.machine = machine
        self.settings = settings
        self.diagnostics = diagnostics
        self.digest = digest
        self.entry = entry
    }
}

/// A saved schedule as transitions of the model that was opened with it.
package struct OpenedEntry: Sendable {
    package var path: String
    package var name: String
    /// As far as it runs.
    package var schedule: [Transition]
    /// By step, from 1.
    package var notes: [Int: String]
    /// By step, 0 for the start.
    package var bookmarks: [Int: [String]] = [:]
    /// Steps recorded, those that don't run any more included.
    package var recordedSteps: Int
    /// What is to be said of it: that it runs, but not quite as recorded.
    package var remark: String?
    package init(
        path: String, name: String, schedule: [Transition], notes: [Int: String] = [:], recordedSteps: Int,
        remark: String? = nil
    ) {
        self.path = path
        self.name = name
        self.schedule = schedule
        self.notes = notes
        self.recordedSteps = recordedSteps
        self.remark = remark
    }
}

/// A model whose text can't be lowered.
package struct BrokenModel: Sendable {
    package var source: SourceText
    package var diagnostics: [Diagnostic]
    package init(source: SourceText, diagnostics: [Diagnostic]) {
        self.source = source
        self.diagnostics = diagnostics
    }
}

/// A model file in the working folder or among the demos.
package struct StartFile: Hashable, Sendable {
    package var path: String
    /// What is known of it in a few words: `not checked yet`, `expected: deadlock fails`.
    package var remark: String
    package var isDemo: Bool
    package init(path: String, remark: String = "", isDemo: Bool = false) {
        self.path = path
        self.remark = remark
        self.isDemo = isDemo
    }
}

/// The answer to an `Effect.query`, with the number that it asked under.
package struct Answer: Sendable {
    package enum Content: Sendable {
        /// Path of the entry that holds the same bug; nil: it is new.
        case knownEntry(String?)
        /// How hard the schedule's bug is to meet.
        case hardness(Hardness)
        /// nil: nothing fails from there, or it is not known.
        case wayToViolation(node: Int, [Transition]?)
        /// What the search came to, and the steps where it found some.
        case way(WayOutcome, [Transition])
        /// What is wrong with what was asked.
        case wayRefused(WayRefusal)
    }
    package var number: Int
    package var content: Content
    package init(number: Int, content: Content) {
        self.number = number
        self.content = content
    }
}
