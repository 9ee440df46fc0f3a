package import HeddleEngine
package import HeddlePresentation
package import HeddleProgram

/// What the screens ask of the environment. `model`: number of the model in play.
package enum Effect: Sendable {
    /// Starts the search of the model, or goes on with it.
    case explore(model: Int)
    case pause(model: Int)
    /// Ends the search; what was found stays.
    case stop(model: Int)
    /// A bound in the command line's words: `states 4000000`, `time 60s`; takes effect at once.
    case setBound(model: Int, name: String, value: String)
    case save(SaveRequest)
    /// Adds root cause and notes to the entry (by path) that holds the same bug: answered by `remarked` or `saveFailed`.
    case remark(path: String, SaveRequest)
    case loadLibrary
    /// Replays entries by path; empty: all.
    case replay([String])
    /// Looks for what an entry shows by another way: answered by `bugLookedFor`.
    case lookForBug(path: String)
    /// Ends that search; what it came to is its answer.
    case stopLooking
    /// Records a repaired entry again: answered by `recordedAgain`, or by a notice.
    case recordAgain(path: String)
    /// Puts back what was there before `recordAgain`.
    case takeBackRecord(path: String)
    /// Opens a saved schedule on its model: answered by `modelLoaded` with an entry.
    case openEntry(path: String)
    /// Opens another model.
    case open(path: String)
    /// Reads the model again with these constants.
    case reload(settings: [Setting])
    /// The same because one of them was set: answered by `settingRefused` where the model has errors with it.
    case set(Setting, among: [Setting])
    /// Reads the model again under another memory model.
    case setMemoryModel(MemoryModel)
    /// Searches the model in another way: `bfs`, `dfs`, `preemption`.
    case setSearch(model: Int, String)
    /// The line of play of an earlier session on this model: answered by `modelLoaded` with an entry.
    case restore
    case readFolder
    /// `$EDITOR` at a line (from 1).
    case edit(path: String, line: Int)
    /// `help language` and the like: answered by `textRead`.
    case readText(topic: String)
    /// To the terminal's clipboard.
    case copy(String)
    /// Writes the line of play in one of the exporters' forms; answered by a notice.
    case export(ExportRequest)
    case query(Query)
    /// Ends a search for a way; how far it came is its answer.
    case stopQuery(Int)
    /// Files whose paths begin so: answered by `filesListed`.
    case listFiles(prefix: String)
    /// A command to be known in later sessions.
    case remember(String)
    case lesson(LessonEffect)
    case setMouse(Bool)
    /// The theme of later sessions too.
    case keepTheme(Theme.Kind)
    case suspend
    case redraw
    case quit
}

/// A question that takes longer than a frame; answered by `Message.queryAnswered` under the same number.
package struct Query: Sendable {
    package enum Content: Sendable {
        /// Whether the library holds the same bug already.
        case knownEntry(model: Int, schedule: [Transition])
        /// Whether every run from these nodes of the play tree fails; answered by `Message.fates`.
        case fates(model: Int, [Int: State])
        /// What lies behind a node, where the user stands; answered by `Message.prospects`, more than once as more is known.
        case prospects(model: Int, node: Int, State)
        /// The nearest schedule that passes beside one that fails; answered by `Message.explained`.
        case explanation(model: Int, WhyTarget, Finding)
        /// The shortest way from a node's state to something that fails.
        case wayToViolation(model: Int, node: Int, State)
        /// The fewest steps to what the user wants.
        case way(WayQuery)
    }
    package var number: Int
    package var content: Content
    package init(number: Int, content: Content) {
        self.number = number
        self.content = content
    }
}

/// A schedule to write into the library. The executable adds date, author, signature and digests.
package struct SaveRequest: Sendable {
    package var model: Int
    package var schedule: [Transition]
    /// By step, from 1.
    package var notes: [Int: String]
    package var title: String
    /// Relative to the library's folder, `lost-update/two-tellers.trace`.
    package var file: String
    package var status: LibraryEntry.Status
    package var tags: [String]
    package var cause: String
    /// What it shows: a finding's subject, or what fails at its end; nil: nothing fails there.
    package var subject: Subject?
    package var preemptions: Int

    package init(
        model: Int, schedule: [Transition], notes: [Int: String] = [:], title: String, file: String,
        status: LibraryEntry.Status = .open, tags: [String] = [], cause: String = "", subject: Subject? = nil,
        preemptions: Int = 0
    ) {
        self.model = model
        self.schedule = schedule
        self.notes = notes
        self.title = title
        self.file = file
        self.status = status
        self.tags = tags
        self.cause = cause
        self.subject = subject
        self.preemptions = preemptions
    }
}
