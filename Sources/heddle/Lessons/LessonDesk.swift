internal import Glibc
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleScreen

/// Lessons as the screens use them: read, opened, judged; the user's copies kept in the state folder.
struct LessonDesk: Sendable {
    var shelf: LessonShelf
    /// Where copies and progress are kept; nil: nowhere.
    var stateFolder: String?
    /// A lesson to open as soon as the course is there.
    var begin: Int?
    private(set) var course: Course?

    init(shelf: LessonShelf = LessonShelf(place: .shipped), stateFolder: String?, begin: Int? = nil) {
        self.shelf = shelf
        self.stateFolder = stateFolder
        self.begin = begin
    }

    /// Reads the course. Errors: in words.
    mutating func load() -> Result<CourseInPlay, Failure> {
        do {
            let found = try shelf.course()
            if let broken = found.broken.first {
                let place = broken.source.position(of: broken.diagnostics.first?.span.start ?? 0)
                let message = broken.diagnostics.first?.message ?? "it is no lesson"
                return .failure(.badInput("\(broken.source.path):\(place.line):\(place.column): \(message)"))
            }
            course = found.course
            return .success(CourseInPlay(course: found.course, progress: progress))
        } catch {
            return .failure(.badInput(error.message(about: shelf.path(of: ""))))
        }
    }

    // MARK: - Files

    private var folder: String? {
        guard let stateFolder else { return nil }
        if shelf.key.isEmpty { return stateFolder + "/lessons" }
        let name = ScheduleFolder.slug(FilePath.lastComponent(shelf.key))
        return "\(stateFolder)/lessons/\(name)-\(Digest.hex(shelf.key).prefix(16))"
    }

    /// The record of progress; nil: it is not kept.
    var progressFile: String? { folder.map { $0 + "/progress" } }

    private var progress: CourseProgress {
        guard let progressFile, let bytes = try? FileBytes.read(progressFile, limit: CourseProgress.sizeLimit) else {
            return CourseProgress()
        }
        return CourseProgress(text: String(decoding: bytes, as: UTF8.self))
    }

    private func lesson(_ index: Int) -> Lesson? {
        guard let course, course.lessons.indices.contains(index) else { return nil }
        return course.lessons[index]
    }

    func goal(_ lesson: Int, _ goal: Int) -> (lesson: Lesson, goal: Goal)? {
        guard let found = self.lesson(lesson), found.goals.indices.contains(goal) else { return nil }
        return (found, found.goals[goal])
    }

    /// Where the user's copy of a lesson's model is, there or not. Errors: in words.
    private func copyPath(of lesson: Lesson) throws(Failure) -> String {
        guard let folder else {
            throw .badInput("there is no folder to keep your copy of the model in: set XDG_STATE_HOME or HOME")
        }
        return folder + "/" + lesson.name + Course.modelSuffix
    }

    private func write(_ lesson: Lesson, to path: String) throws(Failure) {
        guard let original = try? shelf.model(lesson.model) else { throw .badInput("\(lesson.model) can't be read") }
        if let reason = StateFolder.write(String(decoding: original.source.bytes, as: UTF8.self), to: path) {
            throw .badInput("your copy can't be written to \(path): \(reason)")
        }
    }

    /// Gives the user's copy its first text back; the changed one stays as `NAME.before.heddle`. False: there was none,
    /// and nothing was put aside. Errors: in words.
    func reset(_ index: Int) throws(Failure) -> Bool {
        guard let lesson = lesson(index) else { return false }
        let path = try copyPath(of: lesson)
        let before = String(path.dropLast(Course.modelSuffix.count)) + ".before" + Course.modelSuffix
        let isThere = rename(path, before) == 0
        try write(lesson, to: path)
        return isThere
    }

    // MARK: - Goals

    /// Opens a goal's model. Errors: in words.
    func open(_ index: Int, _ goalIndex: Int, desk: inout ModelDesk) throws(Failure) -> OpenedGoal? {
        guard let (lesson, goal) = goal(index, goalIndex) else { return nil }
        let model = try model(of: goal, lesson)
        switch goal.kind {
        case .repair(let repair):
            let path = try copyPath(of: lesson)
            var opened = OpenedGoal(
                lesson: index, goal: goalIndex, opened: nil, patch: patch(repair, model.file), copyPath: path)
            if !FileBytes.exists(path) {
                try write(lesson, to: path)
                opened.isCopyNew = true
            }
            switch desk.open(path, settings: [], memoryModel: nil) {
            case .opened(let reading): opened.opened = reading
            case .broken(let broken): opened.broken = broken
            case .unreadable(let reason): throw .badInput(reason)
            }
            return opened
        case .reach(let reach):
            var opened = OpenedGoal(
                lesson: index, goal: goalIndex,
                opened: desk.open(model.file, machine: model.machine, settings: goal.settings),
                solution: reach.solution.joined(separator: " "))
            guard let target = model.target(reach.target) else {
                throw .badInput("\(lesson.source.fileName): the goal names what the model doesn't have")
            }
            opened.watch = GoalWatch(
                machine: model.watched, target: target, steps: reach.steps, preemptions: reach.preemptions)
            return opened
        case .predict:
            return OpenedGoal(
                lesson: index, goal: goalIndex,
                opened: desk.open(model.file, machine: model.machine, settings: goal.settings))
        }
    }

    private func model(of goal: Goal, _ lesson: Lesson) throws(Failure) -> LessonModel {
        let loaded: Result<LessonModel, LessonModel.Failure>
        do {
            loaded = try LessonModel.load(goal, of: lesson, from: shelf)
        } catch {
            throw .badInput(error.message(about: shelf.path(of: goal.model ?? lesson.model)))
        }
        switch loaded {
        case .success(let model): return model
        case .failure(.model(let source, let errors)):
            throw .badInput("\(source.path): \(errors.first?.message ?? "it has errors")")
        case .failure(.condition(_, let errors)):
            throw .badInput("\(lesson.source.path): \(errors.first?.message ?? "a condition has errors")")
        }
    }

    private func patch(_ repair: RepairGoal, _ original: ModelFile) -> ModelPatch? {
        guard let file = try? shelf.model(repair.solution) else { return nil }
        return ModelPatch(from: original.source, to: file.source)
    }

    /// The answer to a prediction, or why there is none.
    func answer(_ index: Int, _ goalIndex: Int) -> LessonMessage {
        guard let (lesson, goal) = goal(index, goalIndex), case .predict(let predict) = goal.kind,
            let model = try? model(of: goal, lesson)
        else { return .answered(lesson: index, goal: goalIndex, nil, failure: "the question can't be read") }
        switch model.answer(predict) {
        case .success(let answer): return .answered(lesson: index, goal: goalIndex, answer, failure: nil)
        case .failure(let failure):
            return .answered(lesson: index, goal: goalIndex, nil, failure: LessonWords.failure(failure))
        }
    }

    /// Judges the user's copy as it was read last.
    func judge(_ index: Int, _ goalIndex: Int, number: Int, _ text: ModelFile) -> LessonMessage {
        guard let (lesson, goal) = goal(index, goalIndex), case .repair(let repair) = goal.kind,
            let original = try? model(of: goal, lesson)
        else { return .judged(model: number, .broken, detail: "") }
        let result = LessonRepair.judge(text, goal: repair, original: original)
        return .judged(model: number, result.verdict, detail: result.detail)
    }
}
