internal import ArgumentParser
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports
internal import HeddleScreen

/// `heddle learn`: the course, a lesson of it, or a folder of lessons of one's own.
struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Lessons: models with goals, each checked by the explorer.",
        discussion: """
            heddle learn opens the list, heddle learn 2 or heddle learn lost-update a lesson. A folder with lesson files \
            is a course of its own; heddle help lessons says how a lesson is written, and --check FILE what is wrong \
            with one.
            """)

    @Argument(
        help: "A lesson's number or name, a folder of lessons, or a lesson's file.",
        completion: .file(extensions: ["lesson"]))
    var what: String?

    @Argument(help: "In a folder of lessons: the number or name of one.")
    var lesson: String?

    @Flag(help: "Lists the lessons, with what is done.")
    var list = false

    @Flag(help: "Checks lesson files for their author: every goal, every answer, every solution.")
    var check = false

    @Flag(help: "Prints one JSON document (with --list or --check).")
    var json = false

    @OptionGroup var library: LibraryOptions

    func validate() throws {
        if list && check { throw ValidationError("--list or --check, not both") }
        if json && !list && !check { throw ValidationError("--json goes with --list or --check") }
    }

    func run() throws {
        let choice = try LessonChoice(what, lesson)
        if check { return try audit(choice) }
        var desk = LessonDesk(shelf: choice.shelf, stateFolder: StateFolder.path)
        let course = try choice.load(&desk)
        if list {
            Output.write(
                json
                    ? LessonJSON.list(course.course, course.progress, version: Heddle.version)
                    : LessonReport(style: Output.style).list(course.course, course.progress))
            return
        }
        try InteractiveSession(ScreenRequest(library: library.folder, lessons: desk)).run()
    }

    private func audit(_ choice: LessonChoice) throws {
        let entries: [LessonReport.Entry]
        do throws(ScheduleError) {
            entries = try audited(choice)
        } catch {
            throw Failure.badInput(error.message)
        }
        if entries.isEmpty { throw Failure.badInput(choice.nothing) }
        let report = LessonReport(style: Output.style)
        Output.write(json ? LessonJSON.check(entries, version: Heddle.version) : report.text(entries))
        if !json { Output.complain(report.complaints(entries)) }
        if entries.contains(where: { !$0.errors.isEmpty }) { throw ExitStatus.badInput }
    }

    private func audited(_ choice: LessonChoice) throws(ScheduleError) -> [LessonReport.Entry] {
        let (course, broken) = try choice.shelf.course()
        var entries: [LessonReport.Entry] = []
        for lesson in broken where choice.counts(FilePath.lastComponent(lesson.source.path)) {
            entries.append(LessonReport.Entry(source: lesson.source, title: "", diagnostics: lesson.diagnostics))
        }
        let audit = LessonAudit(shelf: choice.shelf)
        for lesson in course.lessons where choice.counts(lesson.source.fileName) {
            entries.append(try audit.check(lesson))
        }
        return entries
    }
}

/// What the arguments of `heddle learn` mean: a course, and perhaps a lesson of it.
struct LessonChoice {
    var shelf: LessonShelf
    private var word: String?

    init(_ what: String?, _ lesson: String?) throws {
        guard let what else {
            shelf = LessonShelf(place: .shipped)
            return
        }
        if FileBytes.isFolder(what) {
            var path = what
            while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
            shelf = LessonShelf(place: .folder(path))
            word = lesson
        } else if what.hasSuffix(Course.suffix) {
            guard FileBytes.exists(what) else { throw Failure.badInput("there is no file \(what)") }
            let folder = FilePath.folder(of: what)
            shelf = LessonShelf(place: .folder(folder.isEmpty ? "." : folder))
            word = FilePath.stem(what)
        } else {
            if let lesson { throw Failure.badInput("'\(what)' is no folder of lessons, so '\(lesson)' means nothing") }
            shelf = LessonShelf(place: .shipped)
            word = what
        }
    }

    /// Whether a lesson's file is meant.
    func counts(_ file: String) -> Bool { word == nil || file == (word ?? "") + Course.suffix || isShippedMatch(file) }

    private func isShippedMatch(_ file: String) -> Bool {
        guard let word, let course = try? shelf.course().course, let index = course.index(of: word) else {
            return false
        }
        return course.lessons[index].source.fileName == file
    }

    var nothing: String {
        switch shelf.place {
        case .shipped: "no lesson is called '\(word ?? "")'; heddle learn --list lists them"
        case .folder(let path): "there is no lesson in \(path): a file whose name ends in \(Course.suffix)"
        }
    }

    /// Reads the course into a desk, and finds the lesson to begin with.
    func load(_ desk: inout LessonDesk) throws -> CourseInPlay {
        let course = try desk.load().get()
        guard !course.course.lessons.isEmpty else { throw Failure.badInput(nothing) }
        guard let word else { return course }
        guard let index = course.course.index(of: word) else {
            let near = course.course.names(like: word)
            let hint = near.isEmpty ? "heddle learn --list lists them" : "there is " + Figures.list(near)
            throw Failure.badInput("no lesson is called '\(word)'; \(hint)")
        }
        desk.begin = index
        return course
    }
}
