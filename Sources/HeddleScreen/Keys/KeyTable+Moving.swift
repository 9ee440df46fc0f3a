// Commands that the palette alone has: where to go, and with what the model is read.
extension KeyTable {
    /// What may be run until, in the order of the palette.
    static let runs: [CommandRow] = [
        CommandRow(
            .run, [], "any thread, until a condition holds", in: .play, form: "until", argument: "<condition>",
            brief: "any thread, until it holds", detail: "Plays the fewest steps after which the condition holds.",
            example: ":run until balance == 1 && teller.0.seen == 0"),
        CommandRow(
            .run, [.character("r")], "the selected thread runs until it can't", in: .play, at: [.main],
            form: "until-blocked",
            detail: "Runs the selected thread until it blocks, ends or has a choice; a named one: the fewest steps.",
            example: ":run until-blocked teller.1"),
        CommandRow(
            .run, [], "along the line to its next preemption", in: .play, form: "until-preemption", brief: "",
            detail: "Goes along the line to where the next step leaves a thread that could go on."),
        CommandRow(
            .run, [], "the shortest way from here to something that fails", in: .play, form: "until-violation",
            brief: "the shortest way from here",
            detail: "Plays the fewest steps to something that fails: any check, invariant or final."),
        CommandRow(
            .run, [], "until a thread stands at a line", in: .play, form: "until-line", argument: "N",
            brief: "a breakpoint",
            detail: "Plays the fewest steps after which a thread that has just moved is about to run a step of line N.",
            example: ":run until-line 10"),
        CommandRow(
            .run, [], "until a variable changes", in: .play, form: "until-change", argument: "NAME",
            brief: "a watch",
            detail: "Plays the fewest steps after which NAME, a variable, a lock or an expression, has another value.",
            example: ":run until-change teller.0.seen"),
    ]

    static let moving: [CommandRow] = [
        CommandRow(
            .reach, [], "whether a condition can be reached", in: .play, argument: "<condition>",
            brief: "can it be, and how?",
            detail: "Finds the fewest steps from here after which it holds, and lays them out to be walked.",
            example: ":reach x == 1 && y == 0 from start"),
        CommandRow(
            .play, [], "play these steps", in: .play, argument: "STEPS [then …]",
            detail:
                "Plays steps by thread. Behind then: a condition to be reached, or anything for what fails.",
            example: ":play 0 0 1R then anything"),
        CommandRow(
            .bookmark, [], "a name for this place", in: .play, argument: "NAME",
            detail: "Names this place, shown in Play; the same name here again takes it away.",
            example: ":bookmark before the write"),
        CommandRow(
            .go, [], "to a bookmark or a step", in: .play, argument: "NAME|N",
            detail: "Goes to a bookmark, to step N of the line, to start or end.", example: ":go before the write"),
        CommandRow(
            .compare, [], "compare states with a step or bookmark", in: .look, argument: "N|NAME|off",
            brief: "states against that step",
            detail: "State shows what differs from step N, from a bookmark, from the start; off: from the step before.",
            example: ":compare 3"),
    ]

    static let reading: [CommandRow] = [
        CommandRow(
            .memory, [], "the memory model", in: .model, argument: "sc|tso|c11|rc11",
            detail: "Reads the model again under another memory model.", example: ":memory sc"),
        CommandRow(
            .search, [], "how the model is searched", in: .model, form: "", argument: "bfs|dfs|preemption",
            detail: "Searches the model anew in another order; the other searches are the command line's.",
            example: ":search preemption", isVariant: true),
    ]
}
