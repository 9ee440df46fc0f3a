internal import ArgumentParser
internal import HeddleLibrary
internal import HeddlePresentation

/// `heddle library change ENTRY`: what people wrote about an entry, changed and recorded.
struct LibraryChangeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "Changes what is said about a saved schedule, and records who did it and why.",
        discussion: "Its steps stay as they are. Exit code: 0 changed, or as wanted already; 2 bad input.")

    @OptionGroup var library: LibraryOptions
    @OptionGroup var record: RecordOptions

    @Argument(help: "The entry's name as in the list, or its file.", completion: .file(extensions: ["trace"]))
    var entry: String

    @Option(help: "open, fixed, expected or retired.")
    var status: StatusArgument?

    @Option(help: "The title; the file keeps its name.")
    var title: String?

    @Option(
        name: .customLong("tag"),
        help: ArgumentHelp("A tag in place of those it has; may be repeated, '' leaves none.", valueName: "tag"))
    var tags: [String] = []

    @Option(name: .customLong("note"), help: ArgumentHelp("The root cause, in prose.", valueName: "text"))
    var cause: String?

    @Option(help: "Where the bug was published.")
    var source: String?

    @Option(
        name: .customLong("step-note"),
        help: ArgumentHelp(
            "A remark on a step by its number, '' takes it away; may be repeated.", valueName: "k=text"))
    var stepNotes: [StepNoteArgument] = []

    func validate() throws {
        let isEmpty =
            status == nil && title == nil && tags.isEmpty && cause == nil && source == nil && stepNotes.isEmpty
        if isEmpty { throw ValidationError("nothing to change: name --status, --title, --tag, --note, --source…") }
        try EntryTitle.requireText(title)
        try record.requireReason()
    }

    func run() throws {
        let action: LogRecord.Action = status?.status == .retired ? .retired : .changed
        try library.change(entry, action: action, by: record.stamp) { schedule throws(ScheduleError) in
            if let status { schedule.status = status.status }
            if let title { schedule.title = title }
            if !tags.isEmpty { schedule.tags = tags.filter { !$0.isEmpty } }
            if let cause { schedule.cause = cause }
            if let source { schedule.source = source }
            for note in stepNotes {
                guard schedule.steps.indices.contains(note.step - 1) else {
                    throw .noStep(note.step, count: schedule.steps.count)
                }
                schedule.steps[note.step - 1].note = note.text.isEmpty ? nil : note.text
            }
        }
    }
}

/// `heddle library retire ENTRY`: kept, and no longer replayed.
struct LibraryRetireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Retires a saved schedule: it is kept, and no longer replayed.",
        discussion: "heddle library change ENTRY --status open takes it back into service.")

    @OptionGroup var library: LibraryOptions
    @OptionGroup var record: RecordOptions

    @Argument(help: "The entry's name as in the list, or its file.", completion: .file(extensions: ["trace"]))
    var entry: String

    func validate() throws { try record.requireReason() }

    func run() throws {
        try library.change(entry, action: .retired, by: record.stamp) { schedule in schedule.status = .retired }
    }
}

/// `--title`, wherever an entry gets one.
enum EntryTitle {
    /// Refuses a title that shows nothing: lists, reports and files' names are made of it.
    static func requireText(_ title: String?) throws {
        if let title, !title.contains(where: { !$0.isWhitespace }) {
            throw ValidationError("--title is empty: an entry is listed by its title")
        }
    }
}

/// What the record of a write says beside what was written.
struct RecordOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Why, for the library's log.", valueName: "text"))
    var why: String?

    @Option(
        name: .customLong("by"),
        help: ArgumentHelp("Who does it (default: $GIT_AUTHOR_NAME, or the login name).", valueName: "name"))
    var author: String?

    func requireReason() throws {
        guard let why, why.contains(where: { !$0.isWhitespace }) else {
            throw ValidationError("--why is needed: the library's log says who changed what, when and why")
        }
    }

    var stamp: LogStamp { ScheduleSaving.stamp(author: author, why: why ?? "") }
}

extension LibraryOptions {
    /// Changes an entry and says what came of it.
    func change(
        _ entry: String, action: LogRecord.Action, by stamp: LogStamp,
        _ edit: (inout SavedSchedule) throws(ScheduleError) -> Void
    ) throws {
        let file = try file(of: entry)
        do {
            switch try folder.change(file, action: action, by: stamp, edit) {
            case .changed(let head):
                let verb = action == .retired ? "Retired" : "Changed"
                Output.write("\(verb): \(VisibleText.of(file)).\nHead: \(head)\n")
            case .unchanged: Output.write("\(VisibleText.of(file)) is so already. Nothing was written.\n")
            }
        } catch {
            throw Failure.badInput(error.message(about: file))
        }
    }
}
