internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

// The commands of lessons, and what other commands do in one.
extension AppState {
    mutating func performInLesson(_ command: Command, _ arguments: [String], _ effects: inout [Effect]) {
        if command == .lessons { return openLearn(&effects) }
        guard let lesson else {
            notice = "This works only in a lesson. :lessons lists them."
            return
        }
        switch command {
        case .hint: nextHint()
        case .reveal: reveal(&effects)
        case .predict: predict(arguments.joined(separator: " "), &effects)
        case .goal:
            if arguments.isEmpty { return nextGoal(&effects) }
            guard let number = arguments.first.flatMap(Int.init), let goals = currentLesson?.goals,
                goals.indices.contains(number - 1)
            else { return need("the number of a goal: 1 to \(currentLesson?.goals.count ?? 1)") }
            openLesson(lesson.index, goal: number - 1, &effects)
        case .reset:
            guard lesson.copyPath != nil else {
                notice = "Only a model that is to be mended can be set back."
                return
            }
            effects.append(.lesson(.reset(lesson: lesson.index, goal: lesson.goal)))
        default: break
        }
    }

    /// The list of lessons; the course is loaded when it is first wanted.
    mutating func openLearn(_ effects: inout [Effect]) {
        if course == nil { effects.append(.lesson(.loadCourse)) }
        show(.learn)
    }

    /// Enter with the goal in front: what is to do next about it. False: nothing is.
    mutating func enterInGoal(_ effects: inout [Effect]) -> Bool {
        guard let lesson, focus == .goal, let goal = currentGoal else { return false }
        if lesson.isReached {
            nextGoal(&effects)
        } else if goal.isPrediction {
            predict("", &effects)
        } else if goal.isRepair {
            perform(.edit, [], &effects)
        } else {
            return false
        }
        return true
    }

    /// The first goal behind this one that isn't done, else the first at all; where all are done, the summary.
    private mutating func nextGoal(_ effects: inout [Effect]) {
        guard let lesson, let play = currentLesson, let progress = course?.progress else { return }
        let order =
            Array(play.goals.indices.dropFirst(lesson.goal + 1)) + Array(play.goals.indices.prefix(lesson.goal + 1))
        if let next = order.first(where: { !progress.isDone(play, goal: $0) }) {
            if next == lesson.goal {
                notice = "This goal is the last one left."
                return
            }
            openLesson(lesson.index, goal: next, &effects)
        } else {
            show(.lessonSummary)
        }
    }

    private mutating func nextHint() {
        guard let lesson, let goal = currentGoal else { return }
        if lesson.isReached {
            notice = "The goal is reached: there is nothing to hint at."
        } else if lesson.hints >= goal.hints.count, lesson.patch == nil {
            notice = "That was the last hint: it shows the way."
        } else {
            self.lesson?.hints = min(goal.hints.count, lesson.hints + 1)
            fronts.removeAll { $0 == .goal }
            fronts.append(.goal)
            if self.lesson?.hints == goal.hints.count, lesson.patch != nil { show(.lessonSolution) }
        }
    }

    private mutating func reveal(_ effects: inout [Effect]) {
        guard isConcealed else {
            notice = "Nothing is hidden here."
            return
        }
        lesson?.isRevealed = true
        unveil(&effects)
        notice = LessonWords.revealed
    }

    // MARK: - Predicting

    mutating func predict(_ text: String, _ effects: inout [Effect]) {
        guard let lesson, let goal = currentGoal, case .predict(let predict) = goal.kind else {
            notice = "This goal asks for no prediction."
            return
        }
        if lesson.isReached {
            notice = "It is answered already. enter goes on."
            return
        }
        if text.trimmed.isEmpty {
            views = []
            dialog = .guess(NoteDialog(text: "", node: 0))
            return
        }
        guard let answer = lesson.answer else {
            // Judged as soon as there is something to judge it by.
            self.lesson?.pendingGuess = lesson.noAnswer == nil ? text : nil
            notice = lesson.noAnswer.map { "There is no answer: \($0)." } ?? "The answer is being computed."
            return
        }
        let verdict = answer.judge(text, factor: predict.factor)
        self.lesson?.guess = LessonInPlay.Guess(text: text.trimmed, verdict: verdict)
        if verdict == .right {
            reachGoal(&effects)
        } else {
            notice = "\(text.trimmed): \(LessonWords.verdict(verdict, for: goal))"
        }
    }

    mutating func takeGuess(_ key: Key, in old: NoteDialog, _ effects: inout [Effect]) {
        var guess = old
        if key == .enter {
            dialog = nil
            notice = nil
            if guess.field.text.trimmed.isEmpty { return }
            predict(guess.field.text, &effects)
        } else if guess.field.take(key) {
            dialog = .guess(guess)
        }
    }

    // MARK: - Other commands in a lesson

    /// Why a command doesn't do its usual in this lesson; nil: it does.
    func refusalInLesson(_ command: Command, _ arguments: [String] = []) -> String? {
        guard lesson != nil else { return nil }
        switch command {
        case .finding, .findingBack, .findings, .outcomes, .explore:
            return isConcealed ? "What the search knows is hidden in this goal; :reveal shows it." : nil
        case .reach, .passing:
            return isConcealed ? LessonWords.byHand : nil
        case .run, .play:
            let asks = arguments.contains("then") || arguments.contains { $0.hasPrefix("until") }
            return isConcealed && asks ? LessonWords.byHand : nil
        case .set, .memory: return "A lesson sets its own constants. heddle FILE opens a model to play with them."
        case .save, .restore: return "A lesson keeps your line by itself; schedules are saved of models of your own."
        case .reload where lesson?.copyPath == nil: return "The lesson's model is as it was."
        case .edit where lesson?.isCopyGone == true: return LessonWords.copyGone
        case .edit where lesson?.copyPath == nil:
            let goals = currentLesson?.goals ?? []
            guard let repair = goals.firstIndex(where: \.isRepair) else {
                return "This lesson's model is looked at as it is."
            }
            return "This goal only looks at the model; :goal \(repair + 1) changes it."
        default: return nil
        }
    }
}
