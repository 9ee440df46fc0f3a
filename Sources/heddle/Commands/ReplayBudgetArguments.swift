internal import ArgumentParser
internal import HeddleLibrary

/// Options that say how far a run of replays goes.
struct ReplayBudgetArguments: ParsableArguments {
    @Option(
        help: """
            What is done: explore (a search says whether a bug that passes is gone from every state) or replay (the \
            recorded steps alone).
            """)
    var mode: ReplayModeName = .explore

    @Option(
        help: ArgumentHelp(
            "Time of the whole run, shared by its entries: 500ms, 10s, 2m, 1h.", valueName: "time"))
    var time: SearchArguments.Duration?

    @Option(help: ArgumentHelp("Most states for checking that a bug is gone, each.", valueName: "number"))
    var states = ReplayBounds.usualStates

    @Option(help: ArgumentHelp("Most memory for states: 500m, 2g.", valueName: "bytes"))
    var memoryLimit = SearchArguments.ByteCount(bytes: 2 << 30)

    func validate() throws {
        if states < 1 { throw ValidationError("--states needs a number of at least 1") }
    }

    var bounds: ReplayBounds {
        ReplayBounds(mode: mode.mode, states: states, memory: memoryLimit.bytes, seconds: time?.seconds)
    }
}

/// `explore`, `replay`.
enum ReplayModeName: String, ExpressibleByArgument, CaseIterable {
    case explore, replay

    var mode: ReplayBounds.Mode { self == .explore ? .explore : .replay }
}
