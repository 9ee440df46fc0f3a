internal import CPlatform
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleScreen

/// What the screens ask of files, the library and the search, done; the answers come as messages in the inbox.
///
/// Effects on the terminal itself are not for here. With `inBackground` the search and replays run on threads of
/// their own; without, each effect has ended when `perform` returns.
final class Workbench {
    let inbox: Inbox
    private(set) var model = ModelDesk()
    let library: LibraryDesk
    private let search: SearchDesk
    private let lookAhead: LookAheadDesk
    private let ways: WayDesk
    private let history: CommandHistory?
    private let tasks: WorkerThread?
    /// For what the user waits for while the library is replayed.
    private let questions: WorkerThread?
    private let reader: ModelReader
    private let keeper: LineKeeper
    private(set) var bounds: SearchBounds
    private var lessons: LessonDesk
    private let progress = ProgressKeeper()

    init(
        inbox: Inbox, library: ScheduleFolder, bounds: SearchBounds, lessons: LessonDesk? = nil,
        lookAhead limit: Int = LookAhead.defaultLimit, inBackground: Bool
    ) {
        self.inbox = inbox
        self.library = LibraryDesk(folder: library)
        self.bounds = bounds
        self.lessons =
            lessons ?? LessonDesk(stateFolder: inBackground ? StateFolder.path : StateFolder.explicit)
        search = SearchDesk(inbox: inbox, worker: inBackground ? WorkerThread() : nil)
        lookAhead = LookAheadDesk(inbox: inbox, worker: inBackground ? WorkerThread() : nil, limit: limit)
        ways = WayDesk(inbox: inbox, worker: inBackground ? WorkerThread() : nil)
        history = inBackground ? CommandHistory() : nil
        tasks = inBackground ? WorkerThread() : nil
        questions = inBackground ? WorkerThread() : nil
        reader = ModelReader(worker: inBackground ? WorkerThread() : nil) { inbox.wake() }
        keeper = LineKeeper(worker: tasks)
    }

    /// Opens a model or a saved schedule, and waits for it. Errors: why it can't be read, in words.
    func open(_ path: String, settings: [Setting], memoryModel: MemoryModel?) -> String? {
        do {
            let request = try ModelDesk.request(
                path, settings: settings, memoryModel: memoryModel, library: library.folder)
            return announce(model.take(ModelDesk.read(request)))
        } catch {
            return error.message(about: path)
        }
    }

    /// Looks in a row that found no file.
    private var misses = 0
    /// An editor may take a file away for a moment, to put a new one in its place.
    private static let missesToTell = 2

    /// Reads the model again if its file was written since; says when it is gone.
    func reloadIfChanged() {
        if let path = model.missingFile {
            misses += 1
            if misses == Self.missesToTell { inbox.post(.fileGone(path)) }
            return
        }
        misses = 0
        guard !reader.isBusy, model.hasChanged, let request = model.again() else { return }
        read(request, for: .watch)
    }

    /// Puts in play what was read in the background meanwhile.
    func takeReadings() {
        if let ready = reader.take() { finish(ready.reading, for: ready.purpose) }
    }

    private func read(_ request: ModelDesk.Request, for purpose: ModelReader.Purpose) {
        if let reading = reader.read(request, for: purpose) {
            finish(reading, for: purpose)
        } else {
            inbox.post(.notice("\(VisibleText.of(request.path)) is being read."))
        }
    }

    private func finish(_ reading: ModelDesk.Reading, for purpose: ModelReader.Purpose) {
        let before = model
        let opening = model.take(reading)
        if case .set(let setting) = purpose, case .broken(let broken) = opening,
            broken.source.bytes == before.inPlay?.file.source.bytes
        {
            // A file that was right before is so still: what is wrong with it now is the constant.
            model = before
            return inbox.post(.settingRefused(setting, broken.diagnostics))
        }
        guard let reason = announce(opening) else { return }
        switch purpose {
        case .opening: inbox.post(.notice("Not opened: \(reason)."))
        case .again, .set: inbox.post(.reloadFailed("Not read again: \(reason)."))
        case .watch: inbox.post(.notice(reason))
        }
    }

    private func open(_ path: String, _ request: () throws(ScheduleError) -> ModelDesk.Request) {
        do {
            read(try request(), for: .opening)
        } catch {
            inbox.post(.notice("Not opened: \(error.message(about: path))."))
        }
    }

    private func readAgain(
        settings: [Setting]? = nil, memoryModel: MemoryModel? = nil, for purpose: ModelReader.Purpose = .again
    ) {
        if let request = model.again(settings: settings, memoryModel: memoryModel) { read(request, for: purpose) }
    }

    func perform(_ effect: Effect) {
        switch effect {
        case .explore(let number): withOrder(number) { search.explore($0) }
        case .pause(let number): search.pause(model: number)
        case .stop(let number): search.stop(model: number)
        case .setBound(let number, let name, let value): setBound(number, name, value)
        case .save(let request): save(request)
        case .remark(let path, let request): remark(request, on: path)
        case .loadLibrary: loadLibrary()
        case .replay(let paths): replay(paths)
        case .lookForBug, .recordAgain, .takeBackRecord, .stopLooking: mend(effect)
        case .openEntry(let path):
            open(path) { () throws(ScheduleError) in try ModelDesk.request(entry: path, library: library.folder) }
        case .open(let path):
            open(path) { () throws(ScheduleError) in try ModelDesk.request(path, library: library.folder) }
        case .reload(let settings): readAgain(settings: settings)
        case .set(let setting, let settings): readAgain(settings: settings, for: .set(setting))
        case .setMemoryModel(let wanted): readAgain(memoryModel: wanted)
        case .setSearch(let number, let name):
            bounds.strategy = SearchName(argument: name)?.strategy ?? .breadthFirst
            withOrder(number) { search.changeBounds($0) }
        case .listFiles(let prefix):
            atOnce { [inbox] in
                inbox.post(.filesListed(prefix: prefix, StartFolder.paths(beginningWith: prefix)))
            }
        case .restore: restore()
        case .readFolder: atOnce { [inbox] in inbox.post(.folderRead(StartFolder.files())) }
        case .readText(let topic): readText(topic)
        case .query(let query): ask(query)
        case .stopQuery(let number): ways.stop(number)
        case .remember(let line): if let history { inBackground { history.add(line) } }
        case .export(let request): export(request)
        case .keepTheme(let kind): if history != nil { inBackground { KeptTheme.keep(kind) } }
        case .lesson(let effect): perform(effect)
        case .edit, .copy, .setMouse, .suspend, .redraw, .quit: break
        }
    }

    /// Tells the screens of the commands of earlier sessions.
    func recallHistory() {
        if let history { inBackground { [inbox] in inbox.post(.historyRead(history.lines)) } }
    }

    // MARK: - The model

    /// Tells the screens of a model that was read; what can't be told so is returned.
    private func announce(_ opening: ModelDesk.Opening) -> String? {
        switch opening {
        case .opened(let opened): inbox.post(.modelLoaded(opened))
        case .broken(let broken): inbox.post(.modelBroken(broken))
        case .unreadable(let reason): return reason
        }
        return nil
    }

    private func withOrder(_ number: Int, _ body: (SearchDesk.Order) -> Void) {
        guard number == model.number, let inPlay = model.inPlay else { return }
        let run = Judge.run(of: inPlay.machine.program, memoryModel: inPlay.machine.memoryModel)
        let options = bounds.options(for: inPlay.machine.program, run: run)
        body(SearchDesk.Order(model: number, machine: inPlay.machine, options: options))
    }

    private func setBound(_ number: Int, _ name: String, _ value: String) {
        guard bounds.set(name, to: value) else {
            return inbox.post(.notice("'\(name) \(value)' is no bound: states, depth, time or memory, and a number."))
        }
        withOrder(number) { search.changeBounds($0) }
    }

    /// Keeps the line of play for `:restore`.
    func keepLine(of state: AppState, atEnd: Bool = false) {
        let isCurrent = state.model?.number == model.number
        if isCurrent, state.lesson == nil { keeper.keep(state, model: model.inPlay, atEnd: atEnd) }
        progress.keep(state.course, to: lessons.progressFile, atEnd: atEnd)
    }

    private func restore() {
        guard let path = model.path, let file = keeper.fileToRestore(model: path) else {
            return inbox.post(.notice("There is no line of an earlier session on this model."))
        }
        let bookmarks = keeper.bookmarks(besides: file)
        open(file) { () throws(ScheduleError) in
            var request = try ModelDesk.request(entry: file, library: library.folder, name: "an earlier session")
            request.entry?.bookmarks = bookmarks
            return request
        }
    }

    // MARK: - The library

    func inBackground(_ job: @escaping @Sendable () -> Void) {
        tasks.run(job)
    }

    /// In the background too, but what is there for a longer time, the replay of a library, doesn't come before it.
    func atOnce(_ job: @escaping @Sendable () -> Void) {
        questions.run(job)
    }

    private func save(_ request: SaveRequest) {
        guard request.model == model.number, let inPlay = model.inPlay else { return }
        // It is compared with every entry that there is.
        atOnce { [inbox, library] in
            switch library.save(request, model: inPlay) {
            case .written(let path): inbox.post(.saved(path: path))
            case .known(let path): inbox.post(.saveFailed("this is \(path), found again."))
            case .refused(let reason): inbox.post(.saveFailed(reason))
            }
        }
    }

    private func remark(_ request: SaveRequest, on path: String) {
        guard request.model == model.number, let inPlay = model.inPlay else { return }
        atOnce { [inbox, library] in
            do throws(ScheduleError) {
                let (isChanged, left) = try library.remark(request, on: path, model: inPlay)
                inbox.post(.remarked(path: path, isChanged: isChanged, left: left))
            } catch {
                inbox.post(.saveFailed(error.message(about: path) + "."))
            }
        }
    }

    /// Lists the library, then replays behind the user's back what was not replayed yet.
    private func loadLibrary() {
        inBackground { [inbox, library] in
            guard let entries = Self.list(library, inbox) else { return }
            let pending = entries.filter { $0.replay == .pending }.map(\.path)
            guard !pending.isEmpty else { return }
            var told = heddle_monotonic_seconds()
            library.replay(pending) { _ in
                guard heddle_monotonic_seconds() - told >= Self.tellInterval else { return }
                _ = Self.list(library, inbox)
                told = heddle_monotonic_seconds()
            }
            _ = Self.list(library, inbox)
        }
    }

    private static func list(_ library: LibraryDesk, _ inbox: Inbox) -> [LibraryEntry]? {
        switch library.entries() {
        case .success(let entries):
            inbox.post(.libraryLoaded(entries))
            return entries
        case .failure(let error):
            inbox.post(.notice("The library can't be read: \(error.message)."))
            return nil
        }
    }

    /// Between two tellings of replays in progress. Unit: seconds.
    private static let tellInterval = 0.25

    private func replay(_ paths: [String]) {
        inBackground { [inbox, library] in
            var ended: [LibraryEntry] = []
            var told = heddle_monotonic_seconds()
            library.replay(paths) { entry in
                ended.append(entry)
                guard heddle_monotonic_seconds() - told >= Self.tellInterval else { return }
                inbox.post(.replayed(ended))
                told = heddle_monotonic_seconds()
            }
            inbox.post(.replayed(ended))
        }
    }

    private func ask(_ query: Query) {
        switch query.content {
        case .knownEntry(let number, let schedule):
            guard number == model.number, let inPlay = model.inPlay else { return }
            atOnce { [inbox, library] in
                let path = library.known(schedule, model: inPlay)
                inbox.post(.queryAnswered(Answer(number: query.number, content: .knownEntry(path))))
                guard path == nil, let hardness = library.hardness(of: schedule, model: inPlay) else { return }
                inbox.post(.queryAnswered(Answer(number: query.number, content: .hardness(hardness))))
            }
        case .fates(let number, let states):
            search.ask(model: number) { [inbox] exploration in
                guard let exploration else { return }
                inbox.post(.fates(model: number, states.compactMapValues { exploration.isDoomed($0) }))
            }
        case .prospects(let number, let node, let state):
            withOrder(number) { order in
                lookAhead.ask(
                    LookAheadDesk.Question(model: number, node: node, state: state), of: order.machine,
                    looksForRaces: order.options.looksForRaces)
            }
        case .explanation(let number, let target, let finding):
            withOrder(number) { order in
                atOnce { [inbox] in
                    let words = PassWords(
                        machine: order.machine, finding: finding, looksForRaces: order.options.looksForRaces,
                        marks: Marks(ascii: false))
                    inbox.post(.explained(model: number, target, words))
                }
            }
        case .way(let asked):
            guard asked.model == model.number, let inPlay = model.inPlay else { return }
            ways.ask(query.number, asked, model: inPlay, states: bounds.states)
        case .wayToViolation(let number, let node, let state):
            search.ask(model: number) { [inbox] exploration in
                let way = exploration?.wayToViolation(from: state)
                inbox.post(.queryAnswered(Answer(number: query.number, content: .wayToViolation(node: node, way))))
            }
        }
    }

    // MARK: - Lessons

    private func perform(_ effect: LessonEffect) {
        do throws(Failure) {
            switch effect {
            case .loadCourse:
                let course = try lessons.load().get()
                inbox.post(.lesson(.course(course, begin: lessons.begin)))
                lessons.begin = nil
            case .open(let lesson, let goal):
                reader.forget()
                if let opened = try lessons.open(lesson, goal, desk: &model) { inbox.post(.lesson(.opened(opened))) }
            case .answer(let lesson, let goal):
                atOnce { [inbox, lessons] in inbox.post(.lesson(lessons.answer(lesson, goal))) }
            case .judge(let lesson, let goal, let number):
                guard number == model.number, let file = model.inPlay?.file else { return }
                atOnce { [inbox, lessons] in
                    inbox.post(.lesson(lessons.judge(lesson, goal, number: number, file)))
                }
            case .reset(let lesson, _):
                let kept = try lessons.reset(lesson)
                reloadIfChanged()
                inbox.post(.notice(kept ? LessonWords.isReset : LessonWords.copyMadeAnew))
            }
        } catch {
            inbox.post(.notice("The lesson can't go on: \(error.message)."))
        }
    }

    private func readText(_ topic: String) {
        guard let text = HelpTopic.text(topic) else {
            return inbox.post(.notice("There is no help on '\(topic)': \(HelpTopic.names.joined(separator: ", "))."))
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        inbox.post(.textRead(title: topic, lines: lines))
    }
}
