/// The one table from which the key map, the key bar, the help, the palette and the manual page are made.
package enum KeyTable {
    package static let rows: [CommandRow] =
        play + runs + takingBack + moving + look + order + learn + keep + move + model + reading

    /// What a key means at a place; nil: nothing.
    package static func row(for key: Key, in context: KeyContext) -> CommandRow? {
        rows.first { $0.keys.contains(key) && $0.counts(in: context) }
    }

    /// The row of a command, preferring the one for the context.
    package static func row(of command: Command, in context: KeyContext = .main) -> CommandRow? {
        rows.first { $0.command == command && $0.counts(in: context) } ?? rows.first { $0.command == command }
    }

    private static let digits: [Key] = (0...9).map { .character(Character(String($0))) }
    private static let lists: [KeyContext] = [
        .findings, .outcomes, .why, .library, .entry, .errors, .start, .learn, .summary, .help, .text,
    ]

    private static let play: [CommandRow] = [
        CommandRow(
            .step, [.enter], "play the selected step", in: .play, at: [.main], argument: "[N]",
            detail: "Plays the selected step, or goes to step N of the line.", example: ":step 20"),
        CommandRow(
            .step, [.enter], "in a list: open or do the selected item", in: .play, at: lists, isHidden: true),
        CommandRow(
            .goOn, [.character(" ")], "one step along the line, or towards a ✗", in: .play, at: [.main],
            title: "go on"),
        CommandRow(
            .thread, digits, "select thread n; play it if it has one choice", in: .play, at: [.main],
            keyText: "0 … 9", argument: "N", example: ":thread 12"),
        CommandRow(
            .back, [.left, .character("h"), .backspace], "one step back", in: .play, at: [.main], keyText: "← h"),
        CommandRow(
            .forward, [.right, .character("l")], "one step along the line", in: .play, at: [.main], keyText: "→ l"),
        CommandRow(
            .sameThread, [.character(".")], "the thread that moved last moves again", in: .play, at: [.main],
            title: "same-thread"),
        CommandRow(
            .statement, [.character("t")], "the selected thread ends its statement", in: .play, at: [.main]),
    ]

    private static let takingBack: [CommandRow] = [
        CommandRow(.undo, [.character("u")], "take back the last command", in: .play),
        CommandRow(.redo, [.control("r")], "do it again", in: .play),
    ]

    private static let look: [CommandRow] = [
        CommandRow(
            .finding, [.character("f")], "walk the next, previous finding", in: .look, keyText: "f F",
            argument: "[N]", example: ":finding 2"),
        CommandRow(.findingBack, [.character("F")], "walk the previous finding", in: .look, isHidden: true),
        CommandRow(
            .why, [.character("w")], "why this fails, or why this thread is blocked", in: .look,
            at: [.main, .findings, .why, .library],
            detail:
                "Why this fails, why the selected thread is blocked, or where the value under the cursor comes from."),
        CommandRow(
            .passing, [.character("p")], "walk the nearest passing schedule", in: .look, at: [.why]),
        CommandRow(.findings, [.character("e")], "explorer, progress, findings", in: .look),
        CommandRow(.outcomes, [.character("o")], "every different result", in: .look),
        CommandRow(.causal, [.character("c")], "lanes by time, or rows by cause", in: .look, at: [.main]),
        CommandRow(
            .mark, [.character("m")], "compare states against here", in: .look, at: [.main],
            detail: "Against this step, or the one under the cursor of Happens-before; again: the step before."),
    ]

    private static let order: [CommandRow] = [
        CommandRow(
            .edges, [], "the arrows that matter, or all", in: .look, argument: "needed|all",
            brief: "arrows that matter, or all",
            detail: "Happens-before: arrows that no others imply, or all of them.", example: ":edges all"),
        CommandRow(
            .fold, [], "long runs of one thread as one row", in: .look, argument: "on|off",
            brief: "long runs as one row",
            detail: "Happens-before: a run that no arrow joins is one row; enter on it shows its steps.",
            example: ":fold off"),
        CommandRow(
            .filter, [], "only these steps in Happens-before", in: .look, argument: "[THREAD|OBJECT …]",
            brief: "only these steps",
            detail: "Happens-before shows only steps of these threads, on these objects; alone it shows all.",
            example: ":filter teller.1 balance"),
    ]

    private static let learn: [CommandRow] = [
        CommandRow(
            .hint, [.character("i")], "next hint of the lesson", in: .learn, at: [.lesson],
            detail: "The next of three hints; the last one shows the way, of a repair the lines that change."),
        CommandRow(
            .predict, [], "say what you think", in: .learn, argument: "ANSWER",
            detail: "Answers the question of a lesson's goal.", example: ":predict 4"),
        CommandRow(
            .goal, [], "a goal of the lesson; without a number the next one", in: .learn, argument: "[N]",
            brief: "a goal of the lesson"),
        CommandRow(
            .reveal, [], "show what lies behind a step", in: .learn,
            detail: "Shows what a lesson hides until its goal is reached, and says that it did."),
        CommandRow(
            .reset, [], "the lesson's model as it was", in: .learn,
            detail: "Gives the model that you are mending its first text back; yours is kept beside it."),
        CommandRow(.lessons, [], "the list of lessons", in: .learn),
    ]

    private static let keep: [CommandRow] = [
        CommandRow(
            .save, [.character("s")], "save this schedule to the library", in: .keep,
            at: [.main, .findings, .outcomes, .why]),
        CommandRow(
            .note, [.character("a")], "write a note on this step", in: .keep, at: [.main], argument: "[TEXT]"),
        CommandRow(.library, [.character("b")], "the library", in: .keep),
        CommandRow(
            .run, [.character("r")], "replay the entry", in: .keep, at: [.library, .entry], title: "replay",
            isHidden: true),
        CommandRow(.replayAll, [.character("R")], "replay all entries", in: .keep, at: [.library]),
        CommandRow(.sort, [.character("S")], "sort by the next column", in: .keep, at: [.library, .outcomes]),
        CommandRow(
            .chart, [.character("c")], "how hard the entries are, as a chart", in: .keep, at: [.library]),
        CommandRow(
            .copy, [.character("y")], "copy the schedule as text", in: .keep, argument: "[step|state|command]",
            detail: "Copies the schedule, this step, this state, or a command that shows the schedule.",
            example: ":copy state"),
        CommandRow(
            .export, [], "write this line to a file: a picture, a page, text", in: .keep, at: [.main],
            argument: "FORMAT[!] [FILE]", brief: "a picture, a page, text",
            detail: "Writes the line of play as text, svg, html, dot, mermaid or asciicast; ! replaces a file.",
            example: ":export svg lost.svg"),
        CommandRow(
            .edit, [.character("v")], "open $EDITOR at this line", in: .keep, at: [.main, .errors, .library, .entry]),
        CommandRow(
            .deleteBranch, [.character("D")], "delete the branch you are on", in: .keep, at: [.main],
            title: "delete-branch",
            detail: "Deletes this branch from where it leaves another line, which may be ahead. u brings it back."),
        CommandRow(
            .nameBranch, [], "give this line a name", in: .keep, title: "name-branch", argument: "NAME",
            example: ":name-branch the good one"),
    ]

    private static let move: [CommandRow] = [
        CommandRow(.up, [.up, .character("k")], "move the cursor", in: .move, keyText: "↑↓ k j"),
        CommandRow(.down, [.down, .character("j")], "move the cursor down", in: .move, isHidden: true),
        CommandRow(
            .first, [.character("g"), .home], "the start, the end of the line or list", in: .move, keyText: "g G"),
        CommandRow(.last, [.character("G"), .end], "the end of the line or list", in: .move, isHidden: true),
        CommandRow(
            .pageUp, [.pageUp, .control("b")], "a page of the pane", in: .move, title: "page", keyText: "pgup pgdn"),
        CommandRow(
            .pageDown, [.pageDown, .control("f")], "a page down", in: .move, title: "page", isHidden: true),
        CommandRow(
            .scrollUp, [.control("y")], "one row, the cursor stays", in: .move, title: "scroll",
            keyText: "ctrl-y ctrl-e"),
        CommandRow(
            .scrollDown, [.control("e")], "one row down, the cursor stays", in: .move, title: "scroll",
            isHidden: true),
        CommandRow(.left, [.character("<")], "scroll the pane sideways", in: .move, title: "sideways", keyText: "< >"),
        CommandRow(
            .right, [.character(">")], "scroll the pane to the right", in: .move, title: "sideways", isHidden: true),
        CommandRow(
            .pane, [.tab], "the next pane, tabs included", in: .move, at: [.main], argument: "[NAME]",
            example: ":pane happens-before"),
        CommandRow(
            .paneBack, [.backTab], "the previous pane", in: .move, at: [.main], title: "pane", isHidden: true),
        CommandRow(.zoom, [.character("z")], "the pane on the whole screen, and back", in: .move, at: [.main]),
        CommandRow(.search, [.character("/")], "search in the pane", in: .move, argument: "[TEXT]"),
        CommandRow(.match, [.character("n")], "the next, previous match", in: .move, keyText: "n N"),
        CommandRow(.matchBack, [.character("N")], "the previous match", in: .move, title: "match", isHidden: true),
    ]

    private static let model: [CommandRow] = [
        CommandRow(
            .explore, [.character("x")], "start, pause the search, go on", in: .model, at: [.main, .findings]),
        CommandRow(
            .explore, [.character("x")], "look for the bug of an entry that diverged", in: .model, at: [.entry],
            title: "same-bug", isHidden: true),
        CommandRow(
            .set, [], "another value for a constant", in: .model, argument: "NAME VALUE",
            detail: "Reads the model again with this constant.", example: ":set tellers 3"),
        CommandRow(
            .bound, [], "a limit of the search", in: .model, argument: "states|time|depth|memory N",
            detail: "Limits the search; what a bound leaves out is not known.", example: ":bound states 4000000"),
        CommandRow(
            .open, [], "open a model or a saved schedule", in: .model, argument: "FILE",
            brief: "a model, a saved schedule", example: ":open demos/lost-update.heddle"),
        CommandRow(.reload, [], "read the model again", in: .model),
        CommandRow(
            .restore, [], "the line of an earlier session", in: .model, brief: "an earlier session's line",
            detail: "bring back the line of play of the last session on this model"),
        CommandRow(.mouse, [], "the mouse", in: .model, argument: "on|off", example: ":mouse off"),
        CommandRow(
            .theme, [], "colours for a dark or a light ground, or none", in: .model, argument: "dark|light|none",
            brief: "the ground behind the text", example: ":theme light"),
        CommandRow(.ascii, [], "plain marks", in: .model, argument: "on|off", example: ":ascii on"),
        CommandRow(.command, [.character(":")], "run a command by its name", in: .model),
        CommandRow(
            .help, [.character("?"), .function(1)], "keys of this place; again: the marks", in: .model,
            keyText: "? F1", argument: "[language]"),
        CommandRow(.close, [.escape], "close what lies on top", in: .model),
        CommandRow(.quit, [.character("q")], "close the view; on the main screen quit", in: .model),
        CommandRow(.stop, [.control("c")], "stop the search; twice: quit", in: .model),
        CommandRow(.suspend, [.control("z")], "back to the shell for a while", in: .model),
        CommandRow(.redraw, [.control("l")], "draw everything anew", in: .model),
    ]
}
