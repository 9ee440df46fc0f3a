package import HeddlePresentation

/// A part of the main screen.
package enum Pane: String, Hashable, Sendable, CaseIterable {
    case threads, source, state, memory
    case happensBefore = "happens-before"
    case waitFor = "wait-for"
    case play, properties, explorer, outcomes, library
    /// What a lesson asks for.
    case goal

    /// Its name on the rule; Source bears the file's name where there is room.
    package var title: String {
        switch self {
        case .threads: return "Threads"
        case .source: return "Source"
        case .state: return "State"
        case .memory: return "Memory"
        case .happensBefore: return "Happens-before"
        case .waitFor: return "Wait-for"
        case .play: return "Play"
        case .properties: return "Properties"
        case .explorer: return "Explorer"
        case .outcomes: return "Outcomes"
        case .library: return "Library"
        case .goal: return "Goal"
        }
    }
}

/// What fills the body instead of the panes, until Esc.
package enum View: Hashable, Sendable {
    case findings, outcomes, library
    /// One entry of the library, by its path.
    case entry(String)
    case help, marks, errors, start
    /// Why something fails, waits, or has its value.
    case why(WhyTarget)
    /// The list of lessons, and what there was to learn in one.
    case learn, lessonSummary
    /// How the model of a repair could be changed.
    case lessonSolution
    /// A text to read (`:help language`), by its title.
    case text(String)

    /// Whether it is about a node of the tree of play: where the model is read anew, it is about none.
    var isOfLine: Bool {
        switch self {
        case .why(.line), .why(.thread), .why(.step), .why(.value): return true
        default: return false
        }
    }

    var isEntry: Bool {
        if case .entry = self { return true }
        return false
    }

    /// Its name on the rule, in the title and in help.
    package var title: String {
        switch self {
        case .findings: return "Findings"
        case .outcomes: return "Outcomes"
        case .library: return "Library"
        case .entry: return "Entry"
        case .help: return "Help"
        case .marks: return "Marks"
        case .errors: return "Errors"
        case .start: return "Start"
        case .why: return "Why"
        case .learn: return "Learn"
        case .lessonSummary: return "Summary"
        case .lessonSolution: return "One way to mend it"
        case .text(let title): return title
        }
    }
}

/// Cursor and scroll position of a list that fills a view or a pane. Unit: rows from 0.
package struct ListPlace: Hashable, Sendable {
    package var cursor: Int
    package var top: Int
    package init(cursor: Int = 0, top: Int = 0) {
        self.cursor = cursor
        self.top = top
    }
}

/// Colours and glyphs as the user or the environment wants them.
package struct Appearance: Hashable, Sendable {
    package var theme: Theme.Kind
    /// The glyphs of screens.md section 5 in ASCII; non-ASCII data becomes `?`.
    package var isASCII: Bool
    package var mouse: Bool
    /// Number of colours that the terminal has; below 16 bright ones become plain.
    package var colors: Int
    package init(theme: Theme.Kind = .dark, isASCII: Bool = false, mouse: Bool = true, colors: Int = 16) {
        self.theme = theme
        self.isASCII = isASCII
        self.mouse = mouse
        self.colors = colors
    }
}
