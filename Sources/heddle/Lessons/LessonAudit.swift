internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

/// Checks a lesson for its author: every goal can be reached, every question has an answer, every shipped solution
/// is accepted and the model as it is isn't.
struct LessonAudit {
    var shelf: LessonShelf

    /// What a lesson came to. Errors: a file can't be read.
    func check(_ lesson: Lesson) throws(ScheduleError) -> LessonReport.Entry {
        var entry = LessonReport.Entry(source: lesson.source, title: lesson.title)
        for (index, goal) in lesson.goals.enumerated() {
            var row = LessonReport.Row(number: index + 1, kind: goal.word, title: goal.title)
            switch try LessonModel.load(goal, of: lesson, from: shelf) {
            case .failure(.model(let source, let errors)):
                let place = source.position(of: errors.first?.span.start ?? 0)
                let reason = "\(source.path):\(place.line):\(place.column): \(errors.first?.message ?? "it has errors")"
                fail("L121", goal.span, "the model doesn't compile: \(reason)", &row)
            case .failure(.condition(_, let errors)): row.diagnostics = errors
            case .success(let model): try check(goal, model, &row)
            }
            entry.rows.append(row)
        }
        return entry
    }

    private func fail(
        _ id: String, _ span: SourceSpan, _ message: String, _ row: inout LessonReport.Row, hint: String? = nil
    ) {
        row.diagnostics.append(Diagnostic(id, at: span, message, hint: hint))
    }

    private func check(_ goal: Goal, _ model: LessonModel, _ row: inout LessonReport.Row) throws(ScheduleError) {
        checkConstants(goal, model, &row)
        switch goal.kind {
        case .reach(let reach): check(reach, model, &row)
        case .predict(let predict):
            switch model.answer(predict) {
            case .success(let answer): row.remark = "answer: " + LessonWords.answer(answer)
            case .failure(let failure):
                fail("L122", goal.span, "the question has no answer: \(LessonWords.failure(failure))", &row)
            }
        case .repair(let repair): try check(repair, model, &row)
        }
    }

    private func checkConstants(_ goal: Goal, _ model: LessonModel, _ row: inout LessonReport.Row) {
        let names = model.machine.program.constants.map(\.name)
        for setting in goal.settings where !names.contains(setting.name) {
            fail("L123", goal.span, "the model has no constant '\(setting.name)'", &row)
        }
    }

    private func check(_ reach: ReachGoal, _ model: LessonModel, _ row: inout LessonReport.Row) {
        guard let target = model.target(reach.target) else {
            if case .failure(let name, let span) = reach.target {
                fail("L124", span, LessonWords.failure(.noSubject(name)), &row)
            }
            return
        }
        let watch = GoalWatch(
            machine: model.watched, target: target, steps: reach.steps, preemptions: reach.preemptions)
        let play = LessonPlay(model.machine, reach.solution)
        if let problem = play.problem {
            return fail("L125", reach.solutionSpan, "the solution can't be played: \(problem)", &row)
        }
        switch watch.result(play.state, play.event, steps: play.steps.count, preemptions: { play.preemptions }) {
        case .reached:
            row.remark = reach.solution.joined(separator: " ")
        case .notYet:
            fail(
                "L126", reach.solutionSpan, "the solution doesn't lead to the goal", &row,
                hint: suggestion(target, model))
        case .tooManySteps(let count):
            fail("L126", reach.solutionSpan, "the solution takes \(Figures.count(count, "step"))", &row)
        case .tooManyPreemptions(let count):
            fail("L126", reach.solutionSpan, "the solution takes \(Figures.count(count, "preemption"))", &row)
        }
    }

    /// A way that the search knows.
    private func suggestion(_ target: GoalWatch.Target, _ model: LessonModel) -> String {
        let way = WaySearch.way(
            machine: model.watched, from: model.watched.start().state, limit: RunGraph.defaultLimit
        ) { GoalWatch.isMet(target, machine: model.watched, state: $0, event: Event(thread: -1)) }
        switch way {
        case .found(let schedule): return "a shortest way: solution " + LessonPlay.words(schedule, model.machine)
        case .none: return "no schedule does: the goal can't be reached"
        case .notKnown: return "whether any does is not known: the model is too large"
        }
    }

    private func check(_ repair: RepairGoal, _ model: LessonModel, _ row: inout LessonReport.Row) throws(ScheduleError)
    {
        let own = RepairJudge(original: model.watched, goal: repair, conditions: model.firstCondition)
        if own.judge(model.watched, conditions: model.firstCondition).isAccepted {
            fail("L127", repair.solutionSpan, "the model as it is needs no repair", &row)
        }
        let solution = try shelf.model(repair.solution)
        let (verdict, detail) = LessonRepair.judge(solution, goal: repair, original: model)
        if verdict.isAccepted {
            row.remark = "accepted: " + repair.solution
        } else {
            fail(
                "L128", repair.solutionSpan, "the solution is not accepted. \(LessonWords.verdict(verdict, detail))",
                &row)
        }
    }
}

extension Goal {
    /// The word of its kind in a lesson's file.
    var word: String {
        switch kind {
        case .reach(let goal): if case .condition = goal.target { "reach" } else { "schedule" }
        case .predict: "predict"
        case .repair: "repair"
        }
    }
}

/// Steps as `:play` takes them, made on a machine.
struct LessonPlay {
    private(set) var steps: [Transition] = []
    private(set) var state: State
    private(set) var event: Event
    /// Why a step can't be made.
    private(set) var problem: String?
    private let machine: Machine

    init(_ machine: Machine, _ words: [String]) {
        self.machine = machine
        (state, event) = machine.start()
        for (index, word) in words.enumerated() {
            let parts = word.split(separator: "·", maxSplits: 1)
            let digits = (parts.first ?? "").prefix { $0.isASCII && $0.isNumber }
            let ways = machine.enabled(state).filter { $0.thread == Int(digits) }
            var choice = 0
            if parts.count > 1, let letter = parts[1].unicodeScalars.first, letter.value >= 97 {
                choice = Int(letter.value) - 97
            }
            guard ways.indices.contains(choice), let next = machine.apply(ways[choice], to: state) else {
                problem = "step \(index + 1), '\(word)'"
                return
            }
            steps.append(ways[choice])
            (state, event) = (next.state, next.event)
        }
    }

    var preemptions: Int { Preemptions.count(steps, machine: machine) }

    /// A schedule as `:play` takes it.
    static func words(_ schedule: [Transition], _ machine: Machine) -> String {
        var state = machine.start().state
        var words: [String] = []
        for step in schedule {
            words.append(StepLetters.plainMark(step, way: machine.wayNumber(of: step, in: state)))
            guard let next = machine.apply(step, to: state) else { break }
            state = next.state
        }
        return words.joined(separator: " ")
    }
}
