package import HeddleEngine
package import HeddleProgram

/// Everything that the panes of the main screen show, as values: the model, the place in a line of play, what the
/// explorer has found. Rows of panes are pure functions of it and of a width.
package struct Situation: Sendable {
    /// How the user came to be on the current line.
    package enum Walk: Hashable, Sendable {
        case byHand
        /// Index into `report.findings`.
        case finding(Int)
        /// Name of a library entry.
        case entry(String)
    }

    package var machine: Machine
    package var play: PlayTree
    /// Node of `play` where the user stands; 0 is the start.
    package var place: Int
    /// Thread under the cursor of Threads.
    package var selectedThread: Int
    /// Which of the selected thread's choices is under the cursor; nil: the thread's own row.
    package var selectedChoice: Int?
    /// Node that State compares with (`m`); nil: the step before.
    package var comparedNode: Int?
    package var walk: Walk
    package var report: SearchReport {
        didSet { reportVersion += 1 }
    }
    private(set) var reportVersion = 0
    package var judgement: Judgement
    /// nil until the graph is complete.
    package var outcomes: [Outcome]?
    /// Constants set from outside.
    package var settings: [Setting]
    package var marks: Marks
    /// Whether every run from a node of `play` fails; nodes of which it isn't known are missing.
    package var fates = Fates()
    /// What lies behind nodes of `play`, as far as it was looked.
    package var prospects: [Int: Prospects] = [:]
    /// Why lines of play fail, as far as it was asked.
    package var explanations: [WhyTarget: PassWords] = [:]
    /// The line of play, as far as it was followed.
    package var followed = FollowedLine()
    package var orderView = OrderView()
    package var keptOrderPlan: KeptOrderPlan?
    package var otherOrderPlan: KeptOrderPlan?
    /// What the memory leaves at the place, as far as it was followed.
    package var keptMemory = KeptMemoryChoices()
    package var askedReason: AskedReason?
    /// The lesson that is played, and its current goal; nil: none.
    package var lesson: LessonCard?
    /// Entries of the library for this model, as the Library pane lists them; nil: the library wasn't read yet.
    package var entries: [LibraryEntry]?

    package init(
        machine: Machine, play: PlayTree, place: Int = 0, selectedThread: Int = 0, selectedChoice: Int? = nil,
        comparedNode: Int? = nil, walk: Walk = .byHand, report: SearchReport, judgement: Judgement,
        outcomes: [Outcome]? = nil, settings: [Setting] = [], marks: Marks
    ) {
        self.machine = machine
        self.play = play
        self.place = place
        self.selectedThread = selectedThread
        self.selectedChoice = selectedChoice
        self.comparedNode = comparedNode
        self.walk = walk
        self.report = report
        self.judgement = judgement
        self.outcomes = outcomes
        self.settings = settings
        self.marks = marks
    }
}

/// The glyphs of screens.md section 5, in Unicode or ASCII.
package struct Marks: Hashable, Sendable {
    package let isASCII: Bool
    /// Whether text is shown whole, however wide: where nobody's screen is filled, as in a pipe.
    package var isUncut = false
    package init(ascii: Bool) { isASCII = ascii }
}
