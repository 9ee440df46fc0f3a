/// Everything that the screens can do, by the name under which the palette runs it.
package enum Command: String, Hashable, Sendable, CaseIterable {
    // Play
    case step
    case goOn = "go-on"
    case thread, back, forward
    case sameThread = "same-thread"
    case statement, run, undo, redo
    case play, reach, bookmark, go
    // Look
    case finding
    case findingBack = "finding-back"
    case why, passing
    case findings, outcomes, explore, mark, compare
    case causal, edges, fold, filter
    // Keep
    case save, note, library, copy, edit, export
    case deleteBranch = "delete-branch"
    case nameBranch = "name-branch"
    case replayAll = "replay-all"
    case sort, chart
    // Learn
    case lessons, goal, hint, predict, reveal, reset
    // Move about
    case up, down, first, last
    case pageUp = "page-up"
    case pageDown = "page-down"
    case scrollUp = "scroll-up"
    case scrollDown = "scroll-down"
    case left, right, pane
    case paneBack = "pane-back"
    case zoom, search, match
    case matchBack = "match-back"
    // The model and the program
    case set, memory, bound, reload, restore, open, mouse, theme, ascii
    case command, help, close, quit, stop, suspend, redraw
}

/// Where the keys of a command count.
package enum KeyContext: String, Hashable, Sendable, CaseIterable {
    /// `lesson` is the main screen in a lesson: whatever counts in `main` counts there too.
    case main, lesson, findings, outcomes, why, library, entry, errors, start, learn, summary, help, text

    /// The place in a sentence, behind `in`.
    var name: String {
        switch self {
        case .main: "the main screen"
        case .lesson: "a lesson"
        case .findings: "Findings"
        case .outcomes: "Outcomes"
        case .why: "Why"
        case .library: "the library"
        case .entry: "an entry of the library"
        case .errors: "Errors"
        case .start: "Start"
        case .learn: "the list of lessons"
        case .summary: "the summary of a lesson"
        case .help: "the help"
        case .text: "a text"
        }
    }
}

/// A heading of the help.
package enum HelpSection: String, Hashable, Sendable, CaseIterable {
    case play = "Play"
    case look = "Look"
    case learn = "Learn"
    case keep = "Keep"
    case move = "Move about"
    case model = "Model and program"
}
