internal import HeddleEngine
package import HeddleLibrary
internal import HeddleProgram

/// The sentences of lessons.
package enum LessonWords {
    /// `about` a lesson's length.
    package static func duration(_ lesson: Lesson) -> String {
        guard let minutes = lesson.minutes else { return "" }
        return "About \(Figures.count(minutes, "minute"))."
    }

    /// `2/3`
    package static func share(_ done: Int, _ all: Int) -> String { "\(done)/\(all)" }

    /// `12 lessons`
    package static func count(_ count: Int) -> String { Figures.count(count, "lesson") }

    /// What bounds a goal sets: `at most 3 steps, 0 preemptions`; empty: none.
    package static func bounds(_ goal: Goal) -> String {
        if case .repair(let repair) = goal.kind {
            let forbidden = [repair.keepsObjects ? "objects" : "", repair.keepsAtomics ? "atomic blocks" : ""]
                .filter { !$0.isEmpty }
            return forbidden.isEmpty ? "" : "No new " + forbidden.joined(separator: ", no new ") + "."
        }
        guard case .reach(let reach) = goal.kind else { return "" }
        let parts = [
            reach.steps.map { Figures.count($0, "step") }, reach.preemptions.map { Figures.count($0, "preemption") },
        ].compactMap { $0 }
        return parts.isEmpty ? "" : "At most " + Figures.list(parts) + "."
    }

    // MARK: - Answers

    /// `4`, `1 and 2`, `yes`, `one run in 128`.
    package static func answer(_ answer: GoalAnswer) -> String {
        switch answer {
        case .number(let number): return Figures.number(number)
        case .names(let names): return names.isEmpty ? "none" : Figures.list(names.map { VisibleText.of($0) })
        case .truth(let truth): return truth ? "yes" : "no"
        case .oneIn(let number): return number == 1 ? "every run" : "one run in \(Figures.number(number))"
        }
    }

    package static func verdict(_ verdict: GuessVerdict) -> String {
        switch verdict {
        case .right: return "right."
        case .tooSmall: return "no, there are more."
        case .tooLarge: return "no, there are fewer."
        case .wrong: return "no. Try it out: digits play."
        case .incomplete(let count): return "right so far; \(Figures.number(count)) more."
        case .surplus(let name): return "no: \(VisibleText.of(name)) is not among them."
        case .unreadable(let wanted): return "this wants \(wanted)."
        }
    }

    /// A verdict on a number of runs: `one in fewer` would be ambiguous.
    package static func verdict(_ verdict: GuessVerdict, for goal: Goal) -> String {
        guard case .predict(let predict) = goal.kind else { return self.verdict(verdict) }
        switch (predict.question, verdict) {
        case (.chance, .tooSmall): return "no, it fails less often than that."
        case (.chance, .tooLarge): return "no, it fails more often than that."
        case (.steps, .tooSmall), (.preemptions, .tooSmall): return "no, it takes more."
        case (.steps, .tooLarge), (.preemptions, .tooLarge): return "no, it takes fewer."
        default: return self.verdict(verdict)
        }
    }

    /// Why a question has no answer, for a lesson's author.
    package static func failure(_ failure: AnswerSearch.Failure) -> String {
        switch failure {
        case .tooLarge: return "the model is too large for an exact answer"
        case .endless: return "runs without an end can't be counted"
        case .never: return "what is asked for never happens"
        case .noValue(let name, let known):
            let list = known.isEmpty ? "there are none" : "there are " + known.joined(separator: ", ")
            return "no value at the end is called '\(name)': \(list)"
        case .noSubject(let name):
            return "'\(name)' is neither an invariant or final of the model nor a check that shows at one place"
        }
    }

    // MARK: - Repairs

    /// Why a changed model isn't a repair. `detail`: the sentence of what fails, or of what isn't possible any more.
    package static func verdict(_ verdict: RepairVerdict, _ detail: String) -> String {
        let detail = VisibleText.of(detail)
        switch verdict {
        case .untouched: return "Not changed yet. It is read again when saved."
        case .broken: return "Your model has errors."
        case .refused(let fault): return "Not counted: " + self.fault(fault)
        case .fails(.property): return "Not yet: '\(detail)' still fails. f walks it."
        case .fails(.check): return "Not yet: \(detail) is still possible. f walks it."
        case .notKnown(let states):
            return "Not known: \(Figures.count(states, "state")) were not all. A smaller change?"
        case .neverEnds: return "Not counted: no run comes to an end any more."
        case .goesRound: return "Not counted: a run can come to where it never ends."
        case .lostProperty, .lostCondition: return "Not counted: this must stay possible: \(detail)."
        case .accepted: return "It holds, and nothing was weakened."
        }
    }

    package static func fault(_ fault: RepairFault) -> String {
        func name(_ text: String) -> String { "'" + VisibleText.of(text) + "'" }
        switch fault {
        case .propertyMissing(let text): return "the property \(name(text)) is gone. It must hold, not vanish."
        case .propertyChanged(let text): return "the property \(name(text)) says something else now."
        case .threadsChanged(let text): return "the threads must stay, and their number: look at \(name(text))."
        case .constantChanged(let text): return "the constant \(name(text)) must keep its value."
        case .startChanged(let text): return "\(name(text)) must begin with the value that it had."
        case .checkSwitchedOff(let text): return "the check \(name(text)) must stay on."
        case .boundsChanged: return "the bounds must stay as they were."
        case .memoryModelChanged: return "the memory model must stay."
        case .assumes: return "'assume' looks away from runs; they must not fail."
        case .objectAdded(let text): return "\(name(text)) is new. This goal wants no new objects."
        case .atomicAdded: return "no new atomic block here: a machine has none."
        }
    }

    /// `near lines 6 and 9, as i shows`: what stands for a repair in its last hint.
    package static func places(_ patch: ModelPatch) -> String {
        let numbers = Figures.list(patch.places.map { String($0) })
        return "near line\(patch.places.count == 1 ? "" : "s") \(numbers), as i shows"
    }

    // MARK: - Reaching

    package static func tooLong(_ result: GoalWatch.Result, _ goal: Goal) -> String {
        guard case .reach(let reach) = goal.kind else { return "" }
        switch result {
        case .tooManySteps(let made):
            return "That is the place, in \(Figures.count(made, "step")). At most \(reach.steps ?? 0) count."
        case .tooManyPreemptions(let made):
            return "That is the place, with \(Figures.count(made, "preemption")). "
                + "At most \(reach.preemptions ?? 0) count."
        case .notYet, .reached: return ""
        }
    }

    /// What the sentence line says when a goal is reached.
    package static func reached(_ card: LessonCard) -> String {
        let how = card.wasRevealed ? ", after :reveal" : ""
        let next = card.isLast ? "enter: what there was to learn." : "enter: the next goal."
        return "Goal \(card.goal + 1) of \(card.lesson.goals.count) is reached\(how). \(next)"
    }

    /// What the sentence line says when a goal begins.
    package static func beginning(_ goal: Goal) -> String {
        switch goal.kind {
        case .reach: return "A digit moves its thread, ← goes back, i gives a hint."
        case .predict: return "enter takes your answer; digits play, to try it out."
        case .repair: return "enter opens your copy of the model; any editor will do, it is watched."
        }
    }

    /// What is said to a right answer.
    package static func right(_ guess: String, _ answer: GoalAnswer, _ goal: Goal) -> String {
        let isExact = answer.judge(guess) == .right
        let words = "Right\(isExact ? "" : ", near enough"): \(self.answer(answer))."
        guard case .predict(let predict) = goal.kind, !predict.because.isEmpty else { return words }
        return words + " " + predict.because.replacing("{answer}", with: self.answer(answer))
    }

    package static let hidden = "What lies behind a step is hidden here; :reveal shows it."
    package static let byHand = "The way is yours to find in this goal; :reveal lets the search help."
    package static let revealed = "What lies behind each step is shown now. It will be said that it was."
    package static let anyAnswer = "Any answer that reaches the goal counts: the explorer checks it."
    package static let isReset = "The model is as it was; yours is kept beside it."
    package static let copyGone =
        "Your copy of the model is gone: :reset makes it anew. What was read of it stays in play."
    package static let copyMadeAnew = "Your copy of the model was gone: this is a new one, as the model was at first."
    package static let kept = "Your play and your changes are kept."
}
