package import HeddleLibrary

/// A course with what the user has done in it.
package struct CourseInPlay: Sendable {
    package var course: Course
    package var progress: CourseProgress
    package init(course: Course, progress: CourseProgress = CourseProgress()) {
        self.course = course
        self.progress = progress
    }
}

/// The goal that the user is at.
package struct LessonInPlay: Sendable {
    /// Index in the course.
    package var index: Int
    package var goal: Int
    /// Number of the model that it is played on.
    package var model: Int
    /// Tells when the place is right; nil for goals that no place reaches.
    package var watch: GoalWatch?
    /// What is written into hints for `{solution}`, but for a repair.
    package var solution: String
    /// How the model of a repair could be changed.
    package var patch: ModelPatch?
    /// The user's own copy of the model; nil but for a repair.
    package var copyPath: String?
    /// It was taken away while it was in play.
    package var isCopyGone = false
    package var answer: GoalAnswer?
    /// Why there is no answer, in words.
    package var noAnswer: String?
    package var guess: Guess?
    /// Said before the answer was known.
    package var pendingGuess: String?
    package var repair: (verdict: RepairVerdict, detail: String)?
    /// Hints shown.
    package var hints = 0
    package var isReached = false
    package var isRevealed = false
    package var tooLong: GoalWatch.Result?
    /// Node of the play tree that was judged last.
    package var judged = 0

    package struct Guess: Hashable, Sendable {
        package var text: String
        package var verdict: GuessVerdict
    }

    package init(_ opened: OpenedGoal, model: Int) {
        index = opened.lesson
        goal = opened.goal
        self.model = model
        watch = opened.watch
        solution = opened.solution
        patch = opened.patch
        copyPath = opened.copyPath
    }
}

/// A goal ready to play: answered to `LessonEffect.open`.
package struct OpenedGoal: Sendable {
    /// Index in the course.
    package var lesson: Int
    package var goal: Int
    /// nil: the user's copy has errors.
    package var opened: OpenedModel?
    package var broken: BrokenModel?
    package var watch: GoalWatch?
    package var solution: String
    package var patch: ModelPatch?
    package var copyPath: String?
    /// There was no copy: it was just made.
    package var isCopyNew = false

    package init(
        lesson: Int, goal: Int, opened: OpenedModel?, broken: BrokenModel? = nil, watch: GoalWatch? = nil,
        solution: String = "", patch: ModelPatch? = nil, copyPath: String? = nil
    ) {
        self.lesson = lesson
        self.goal = goal
        self.opened = opened
        self.broken = broken
        self.watch = watch
        self.solution = solution
        self.patch = patch
        self.copyPath = copyPath
    }
}

/// What the screens ask of the environment for lessons. `lesson`: index in the course; `goal`: index.
package enum LessonEffect: Sendable {
    /// Answered by `LessonMessage.course`.
    case loadCourse
    /// Answered by `LessonMessage.opened`.
    case open(lesson: Int, goal: Int)
    /// Computes a prediction's answer: `LessonMessage.answered`.
    case answer(lesson: Int, goal: Int)
    /// Judges the user's copy as it is now: `LessonMessage.judged`.
    case judge(lesson: Int, goal: Int, model: Int)
    /// Gives the user's copy its first text back, and keeps the changed one beside it.
    case reset(lesson: Int, goal: Int)
}

/// What the environment tells of lessons.
package enum LessonMessage: Sendable {
    /// `begin`: a lesson to open at once, by its index.
    case course(CourseInPlay, begin: Int?)
    case opened(OpenedGoal)
    /// `failure`: why there is no answer, in words.
    case answered(lesson: Int, goal: Int, GoalAnswer?, failure: String?)
    /// `detail`: what fails, or isn't possible any more, in words.
    case judged(model: Int, RepairVerdict, detail: String)
}
