package import HeddleProgram

/// A lesson: a model with goals, as its file says (`LessonParser` has the form).
package struct Lesson: Sendable {
    /// The file's name without its end: what the command line and the record of progress call it.
    package var name: String
    /// Place in its course; lessons without one follow by name.
    package var number: Int?
    package var title: String
    /// A few words for the list.
    package var about: String
    /// Unit: minutes; nil: not said.
    package var minutes: Int?
    /// File of the model, beside the lesson.
    package var model: String
    /// Where the bug comes from.
    package var origin: String
    /// Paragraphs apart by line breaks, as all texts here.
    package var introduction: String
    package var summary: String
    package var goals: [Goal]
    /// The file itself: places of conditions are in it.
    package var source: SourceText
}

/// Something to do in a lesson, judged by the explorer.
package struct Goal: Sendable {
    package enum Kind: Sendable {
        case reach(ReachGoal)
        case predict(PredictGoal)
        case repair(RepairGoal)
    }

    package var kind: Kind
    /// In the imperative: `Make one deposit vanish.`
    package var title: String
    package var text: String
    /// File of a model of its own, beside the lesson; nil: the lesson's. A repair has none.
    package var model: String?
    /// nil: the model's own. A repair has none.
    package var memoryModel: MemoryModel?
    /// Constants of the model under which the goal is played.
    package var settings: [Setting]
    /// Three, each saying more than the one before.
    package var hints: [String]
    /// Of its first line.
    package var span: SourceSpan

    /// Stages of hints.
    package static let hintCount = 3

    package var isRepair: Bool { if case .repair = kind { true } else { false } }
    package var isPrediction: Bool { if case .predict = kind { true } else { false } }
}

/// A condition in the modelling language, as it stands in the lesson's file.
package struct GoalCondition: Hashable, Sendable {
    /// With its line breaks.
    package var text: String
    package var span: SourceSpan
    package init(text: String, span: SourceSpan) {
        self.text = text
        self.span = span
    }
}

/// What a schedule has to come to.
package enum GoalTarget: Hashable, Sendable {
    /// True in the state where the user stands.
    case condition(GoalCondition)
    /// A property of the model, or one of its checks, fails there.
    case failure(String, SourceSpan)
}

/// A place to come to by hand: a situation (`goal reach`), or a failure (`goal schedule`).
package struct ReachGoal: Sendable {
    package var target: GoalTarget
    /// Most steps and most preemptions that count; nil: any number.
    package var steps: Int?
    package var preemptions: Int?
    /// As `:play` takes it.
    package var solution: [String]
    package var solutionSpan: SourceSpan
}

/// A question whose answer the explorer computes.
package struct PredictGoal: Sendable {
    package enum Question: Sendable {
        /// How many different results there are, those that fulfil the condition.
        case outcomes(GoalCondition?)
        /// How many interleavings.
        case runs(GoalCondition?)
        /// The values that a named value has at the ends.
        case values(String, SourceSpan)
        case steps(GoalTarget)
        case preemptions(GoalTarget)
        /// One random run in how many fails.
        case chance
        case possible(GoalCondition)
        /// Names of the properties and checks that fail.
        case failing
    }

    package var question: Question
    /// Why it is so; shown once it is answered.
    package var because: String
    /// How far from the answer a number may be, as a factor; 1: not at all.
    package var factor: Int
}

/// A model to mend in an editor.
package struct RepairGoal: Sendable {
    /// What must still be possible in the mended model.
    package var keeps: [GoalCondition]
    /// No shared objects may be added.
    package var keepsObjects: Bool
    /// No atomic blocks may be added.
    package var keepsAtomics: Bool
    /// File of a model that is accepted.
    package var solution: String
    package var solutionSpan: SourceSpan
}

extension Goal {
    /// The conditions that have to be compiled together with the model, in order.
    package var conditions: [GoalCondition] {
        switch kind {
        case .reach(let goal): goal.target.condition.map { [$0] } ?? []
        case .repair(let goal): goal.keeps
        case .predict(let goal):
            switch goal.question {
            case .outcomes(let condition), .runs(let condition): condition.map { [$0] } ?? []
            case .possible(let condition): [condition]
            case .steps(let target), .preemptions(let target): target.condition.map { [$0] } ?? []
            case .values, .chance, .failing: []
            }
        }
    }
}

extension GoalTarget {
    package var condition: GoalCondition? {
        if case .condition(let condition) = self { condition } else { nil }
    }
}
