internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

// Lessons: goals opened, watched, reached (screens.md 3.13).
extension AppState {
    mutating func take(_ message: LessonMessage, _ effects: inout [Effect]) {
        switch message {
        case .course(let loaded, let begin):
            course = loaded
            let next = loaded.course.lessons.firstIndex { !loaded.progress.isDone($0) } ?? 0
            viewPlaces[.learn] = ListPlace(cursor: begin ?? next)
            if let begin { openLesson(begin, &effects) }
        case .opened(let goal): open(goal, &effects)
        case .answered(let index, let goal, let answer, let failure):
            guard lesson?.index == index, lesson?.goal == goal else { return }
            lesson?.answer = answer
            lesson?.noAnswer = failure
            if let guess = lesson?.pendingGuess {
                lesson?.pendingGuess = nil
                predict(guess, &effects)
            }
        case .judged(let number, let verdict, let detail):
            guard let lesson, lesson.model == number, lesson.copyPath != nil, !lesson.isReached else { return }
            self.lesson?.repair = (verdict, detail)
            if verdict.isAccepted { reachGoal(&effects) }
        }
    }

    /// The lesson in play as its file has it.
    var currentLesson: Lesson? {
        guard let lesson, let lessons = course?.course.lessons, lessons.indices.contains(lesson.index) else {
            return nil
        }
        return lessons[lesson.index]
    }

    var currentGoal: Goal? { lesson.flatMap { play in currentLesson.map { $0.goals[play.goal] } } }

    /// Whether a goal is still to be found without what the search knows.
    ///
    /// A repair is judged by the search: there it may be looked at.
    var isConcealed: Bool {
        guard let lesson, let goal = currentGoal else { return false }
        return !lesson.isReached && !lesson.isRevealed && !goal.isRepair
    }

    // MARK: - Opening

    /// A lesson at the goal that is to do next.
    mutating func openLesson(_ index: Int, goal: Int? = nil, _ effects: inout [Effect]) {
        guard let course, course.course.lessons.indices.contains(index) else { return }
        let lesson = course.course.lessons[index]
        let wanted = goal ?? course.progress.nextGoal(lesson)
        guard lesson.goals.indices.contains(wanted) else { return }
        effects.append(.lesson(.open(lesson: index, goal: wanted)))
    }

    private mutating func open(_ goal: OpenedGoal, _ effects: inout [Effect]) {
        guard let course, course.course.lessons.indices.contains(goal.lesson),
            course.course.lessons[goal.lesson].goals.indices.contains(goal.goal)
        else { return }
        viewPlaces[.learn] = ListPlace(cursor: goal.lesson)
        views = []
        dialog = nil
        isZoomed = false
        let isNewLesson = lesson?.index != goal.lesson
        if isNewLesson { hasSaidHidden = false }
        lesson = LessonInPlay(goal, model: goal.opened?.number ?? -1)
        if let opened = goal.opened {
            model = nil
            open(opened, &effects)
        } else if let broken = goal.broken {
            model = nil
            self.broken = broken
            timesRead += 1
            lesson?.repair = (.broken, "")
            views = [.errors]
        }
        let hadCopy =
            currentLesson.map { play in
                course.progress.isDone(play, goal: goal.goal) || course.progress.lines[play.name]?.goal == goal.goal
            } ?? false
        restoreLine()
        let kind = currentGoal?.kind
        focus = .threads
        fronts = []
        switch kind {
        case .predict:
            bringToFront(.goal)
            effects.append(.lesson(.answer(lesson: goal.lesson, goal: goal.goal)))
        case .repair:
            bringToFront(.goal)
            if let number = goal.opened?.number { judge(number, &effects) }
        default: break
        }
        lastCommand = nil
        notice = model?.situation.place == 0 ? currentGoal.map(LessonWords.beginning) : nil
        if goal.isCopyNew, hadCopy { notice = LessonWords.copyMadeAnew }
    }

    /// The model's file was taken away: what was read of it stays in play.
    mutating func loseFile(_ path: String) {
        if lesson?.copyPath == path {
            lesson?.isCopyGone = true
            notice = LessonWords.copyGone
        } else {
            notice = "\(VisibleText.of(FilePath.lastComponent(path))) is gone. What was read of it stays in play."
        }
    }

    /// Asks for the judgement of the user's copy, as it was read last.
    mutating func judge(_ number: Int, _ effects: inout [Effect]) {
        guard let lesson else { return }
        self.lesson?.model = number
        effects.append(.lesson(.judge(lesson: lesson.index, goal: lesson.goal, model: number)))
    }

    /// The line of play in which the goal was left.
    private mutating func restoreLine() {
        guard let lesson, let play = currentLesson, let line = course?.progress.lines[play.name],
            line.goal == lesson.goal, model != nil
        else { return }
        asCommand { play in
            for step in line.steps {
                guard play.apply(Transition(thread: step.thread, choice: step.choice)) else { break }
            }
            return nil
        }
        undo = UndoStack()
    }

    /// A model was read: the user's copy again, or one that is no lesson's.
    mutating func followReading(of opened: OpenedModel, _ effects: inout [Effect]) {
        guard let lesson else { return }
        self.lesson?.isCopyGone = false
        if lesson.copyPath == opened.machine.program.source.path {
            judge(opened.number, &effects)
        } else {
            leaveLesson()
        }
    }

    mutating func leaveLesson() {
        lesson = nil
        model?.situation.lesson = nil
        model?.shape.hasGoal = false
    }

    // MARK: - Watching

    /// Behind every message: whether the user has come to where the goal is, and what the screens show of it.
    mutating func watchGoal(_ effects: inout [Effect]) {
        guard let lesson else { return }
        if let model, lesson.model == model.number, lesson.judged != model.situation.place {
            self.lesson?.judged = model.situation.place
            keepLine()
            if isConcealed, !hasSaidHidden, model.situation.place != 0, notice == nil {
                hasSaidHidden = true
                notice = LessonWords.hidden
            }
            judgePlace(&effects)
        }
        showLesson()
    }

    private mutating func judgePlace(_ effects: inout [Effect]) {
        guard let lesson, !lesson.isReached, let watch = lesson.watch, let model, model.situation.place != 0 else {
            return
        }
        let node = model.node
        let result = watch.result(node.state, node.event, steps: node.depth) {
            Play(model).preemptions(along: model.situation.play.path(to: model.situation.place))
        }
        self.lesson?.tooLong = nil
        switch result {
        case .notYet: break
        case .reached: reachGoal(&effects)
        case .tooManySteps, .tooManyPreemptions: self.lesson?.tooLong = result
        }
    }

    /// The goal is reached: it is marked, what was hidden is searched, and enter goes on.
    mutating func reachGoal(_ effects: inout [Effect]) {
        guard let lesson, let play = currentLesson, !lesson.isReached else { return }
        let wasConcealed = isConcealed
        self.lesson?.isReached = true
        self.lesson?.tooLong = nil
        course?.progress.mark(play, goal: lesson.goal, wasRevealed: lesson.isRevealed)
        if wasConcealed { unveil(&effects) }
        showLesson()
        let place = model?.situation.place
        bringToFront(.goal)
        // A deadlock still brings the pane that explains it to the front.
        if frontsNode == place { frontsNode = nil }
        notice = model?.situation.lesson.map(LessonWords.reached)
    }

    /// Starts the search that was held back.
    mutating func unveil(_ effects: inout [Effect]) {
        guard let model else { return }
        self.model?.prospectsAsked = nil
        self.model?.fatesAsked = 0
        effects.append(.explore(model: model.number))
    }

    private mutating func keepLine() {
        guard let lesson, !lesson.isReached, let play = currentLesson, let model else { return }
        let tree = model.situation.play
        let path = tree.path(to: model.situation.place)
        guard path.count <= CourseProgress.stepLimit else { return }
        let steps = path.map { node in
            CourseProgress.Step(thread: tree.nodes[node].transition.thread, choice: tree.nodes[node].transition.choice)
        }
        course?.progress.lines[play.name] = steps.isEmpty ? nil : CourseProgress.Line(goal: lesson.goal, steps: steps)
    }

    // MARK: - What is shown

    /// The card that the panes show.
    mutating func showLesson() {
        guard let lesson, let play = currentLesson, let course else { return }
        var card = LessonCard(
            number: lesson.index + 1, lesson: play, goal: lesson.goal,
            done: play.goals.indices.map { course.progress.isDone(play, goal: $0) }, standing: standing(lesson))
        card.isHidden = isConcealed
        card.wasRevealed = lesson.isRevealed
        card.copyPath = lesson.copyPath
        if lesson.hints > 0, play.goals[lesson.goal].hints.indices.contains(lesson.hints - 1) {
            card.hint = (lesson.hints, filled(play.goals[lesson.goal].hints[lesson.hints - 1], lesson))
        }
        model?.situation.lesson = card
        model?.shape.hasGoal = true
    }

    private func standing(_ lesson: LessonInPlay) -> LessonCard.Standing {
        if lesson.isReached {
            var words = ""
            if let guess = lesson.guess, let answer = lesson.answer, let goal = currentGoal {
                words = LessonWords.right(guess.text, answer, goal)
            }
            if let repair = lesson.repair { words = LessonWords.verdict(repair.verdict, repair.detail) }
            return .reached(inWords: words)
        }
        if let reason = lesson.noAnswer { return .noAnswer(reason) }
        if let guess = lesson.guess { return .guessed(guess.text, guess.verdict) }
        if let repair = lesson.repair { return .repaired(repair.verdict, repair.detail) }
        if let tooLong = lesson.tooLong { return .tooLong(tooLong) }
        return .open
    }

    /// A hint with what is written into it.
    private func filled(_ hint: String, _ lesson: LessonInPlay) -> String {
        let answer = lesson.answer.map(LessonWords.answer) ?? marks.searching
        let solution = lesson.patch.map { LessonWords.places($0) } ?? lesson.solution
        return hint.replacing("{answer}", with: answer).replacing("{solution}", with: solution)
    }
}
