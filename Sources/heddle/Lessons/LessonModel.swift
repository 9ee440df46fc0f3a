internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

/// A model compiled together with conditions of a lesson.
///
/// The conditions stand behind the model's text as properties; the machine to play on has the same states, and nothing
/// of the conditions shows in it.
struct LessonModel: Sendable {
    var file: ModelFile
    /// The model as it is.
    var machine: Machine
    /// The same with the conditions.
    var watched: Machine
    /// Index of the first condition among the properties of `watched`.
    var firstCondition: Int

    enum Failure: Error {
        /// The model's own text has errors.
        case model(SourceText, [Diagnostic])
        /// A condition has errors, placed in the lesson's file; and which one it is.
        case condition(Int, [Diagnostic])
    }

    /// Without `memoryModel` it is the model's own.
    static func load(
        _ file: ModelFile, settings: [Setting] = [], memoryModel: MemoryModel? = nil,
        conditions: [GoalCondition] = []
    ) throws(Failure) -> LessonModel {
        let plain = ModelLoader.load(file, settings: settings, memoryModel: memoryModel)
        guard let machine = plain.machine else { throw .model(plain.file.source, plain.errors) }
        let count = machine.program.properties.count
        if conditions.isEmpty {
            return LessonModel(file: plain.file, machine: machine, watched: machine, firstCondition: count)
        }
        var bytes = file.source.bytes
        bytes.append(0x0A)
        var starts: [Int] = []
        for (index, condition) in conditions.enumerated() {
            bytes += Array("\nreachable lesson_condition_\(index) \"a lesson's condition\": (".utf8)
            starts.append(bytes.count)
            bytes += Array((condition.text + "\n)\n").utf8)
        }
        let both = ModelLoader.load(
            ModelFile(source: SourceText(path: file.source.path, bytes: bytes), digest: file.digest),
            settings: settings, memoryModel: memoryModel)
        guard let watched = both.machine else { throw placed(both.errors, starts, conditions) }
        var program = watched.program
        program.properties.removeLast(conditions.count)
        program.source = file.source
        guard let played = try? Machine(program, memoryModel: machine.memoryModel) else {
            preconditionFailure("Heddle bug: a model that compiles with more properties only")
        }
        return LessonModel(file: plain.file, machine: played, watched: watched, firstCondition: count)
    }

    /// Errors in a condition where the lesson's file has it.
    private static func placed(_ errors: [Diagnostic], _ starts: [Int], _ conditions: [GoalCondition]) -> Failure {
        let first = errors.first?.span.start ?? 0
        let index = starts.lastIndex { $0 <= first } ?? 0
        let condition = conditions[index]
        let end = starts[index] + condition.text.utf8.count
        let moved = errors.filter { $0.span.start >= starts[index] && $0.span.start <= end }.map { error in
            var error = error
            let offset = condition.span.start - starts[index]
            error.span = SourceSpan(
                start: error.span.start + offset, end: min(condition.span.end, error.span.end + offset))
            return error
        }
        if !moved.isEmpty { return .condition(index, moved) }
        let whole = Diagnostic("L120", at: condition.span, errors.first?.message ?? "this is no condition")
        return .condition(index, [whole])
    }
}

extension LessonModel {
    /// The model of a goal, with its constants and conditions. Errors: the model's file can't be read.
    static func load(
        _ goal: Goal, of lesson: Lesson, from shelf: LessonShelf
    ) throws(ScheduleError) -> Result<LessonModel, Failure> {
        let file = try shelf.model(goal.model ?? lesson.model)
        return Result { () throws(Failure) in
            try load(
                file, settings: goal.settings, memoryModel: goal.memoryModel, conditions: goal.conditions)
        }
    }

    func target(_ target: GoalTarget) -> GoalWatch.Target? {
        switch target {
        case .condition: return .condition(firstCondition)
        case .failure(let name, _): return GoalWatch.subject(name, in: machine).map { .failure($0) }
        }
    }

    func answer(_ predict: PredictGoal) -> Result<GoalAnswer, AnswerSearch.Failure> {
        let search = AnswerSearch(machine: machine, watched: watched, condition: firstCondition)
        return Result { () throws(AnswerSearch.Failure) in try search.answer(to: predict.question) }
    }
}

/// A repair judged from the text of the changed model.
enum LessonRepair {
    /// `detail`: what fails or isn't possible any more, in words.
    static func judge(
        _ text: ModelFile, goal: RepairGoal, original: LessonModel
    ) -> (verdict: RepairVerdict, detail: String) {
        if text.source.bytes == original.file.source.bytes { return (.untouched, "") }
        let judge = RepairJudge(original: original.watched, goal: goal, conditions: original.firstCondition)
        do {
            let plain = try LessonModel.load(text)
            if let fault = judge.fault(plain.machine.program) { return (.refused(fault), "") }
            let changed = try LessonModel.load(text, conditions: goal.keeps)
            let verdict = judge.judge(changed.watched, conditions: changed.firstCondition)
            return (verdict, detail(verdict, goal, changed, original))
        } catch {
            switch error {
            case .model: return (.broken, "")
            case .condition(let index, let errors):
                return (.lostCondition(index), words(goal.keeps[index]) + " (\(errors.first?.message ?? ""))")
            }
        }
    }

    private static func detail(
        _ verdict: RepairVerdict, _ goal: RepairGoal, _ changed: LessonModel, _ original: LessonModel
    ) -> String {
        switch verdict {
        case .fails(.property(let index)): return changed.machine.program.properties[index].title
        case .fails(.check(let check)): return FindingWords.checkFailure(check, in: changed.machine.program)
        case .lostProperty(let index): return original.machine.program.properties[index].title
        case .lostCondition(let index): return words(goal.keeps[index])
        default: return ""
        }
    }

    /// On one line.
    private static func words(_ condition: GoalCondition) -> String {
        condition.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
