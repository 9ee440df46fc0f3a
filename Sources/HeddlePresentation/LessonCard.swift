package import HeddleLibrary

/// What the screens show of a lesson beside the model: which goal, how far it is, the hint.
package struct LessonCard: Sendable {
    /// How the current goal stands.
    package enum Standing: Hashable, Sendable {
        case open
        /// The place is right, but took too many steps or preemptions.
        case tooLong(GoalWatch.Result)
        /// What was guessed last, and what came of it.
        case guessed(String, GuessVerdict)
        /// The answer can't be computed; in words.
        case noAnswer(String)
        /// A changed model and what came of it; in words what isn't possible any more, or fails.
        case repaired(RepairVerdict, String)
        /// `inWords`: the answer, where there is one.
        case reached(inWords: String)
    }

    /// In its course, from 1.
    package var number: Int
    package var lesson: Lesson
    /// Index of the current goal.
    package var goal: Int
    /// For each goal, whether it is done.
    package var done: [Bool]
    package var standing: Standing
    /// What lies behind the moves is not shown.
    package var isHidden: Bool
    /// It was shown at the user's wish before the goal was reached.
    package var wasRevealed: Bool
    /// Stage from 1, and its text.
    package var hint: (stage: Int, text: String)?
    /// The user's own copy of the model, where the goal is to change it.
    package var copyPath: String?

    package init(number: Int, lesson: Lesson, goal: Int, done: [Bool], standing: Standing) {
        self.number = number
        self.lesson = lesson
        self.goal = goal
        self.done = done
        self.standing = standing
        isHidden = true
        wasRevealed = false
        hint = nil
        copyPath = nil
    }

    /// The card as it was when the goal began.
    package var atFirst: LessonCard {
        var card = self
        card.hint = nil
        if case .repair = current.kind { card.standing = .repaired(.untouched, "") } else { card.standing = .open }
        return card
    }

    package var current: Goal { lesson.goals[goal] }
    package var isReached: Bool { if case .reached = standing { true } else { false } }
    /// Nothing is left to do in the lesson.
    package var isLast: Bool { done.allSatisfy { $0 } }
}
