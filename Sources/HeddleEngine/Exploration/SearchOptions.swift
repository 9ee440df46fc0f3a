package import HeddleProgram

/// What a search looks for and when it gives up.
package struct SearchOptions: Sendable {
    /// In which order executions are tried.
    package enum Strategy: String, Sendable {
        /// Shortest counterexamples first.
        case breadthFirst
        /// One execution to its end before the next.
        case depthFirst
        /// Counterexamples with the fewest preemptions first.
        case preemption
        /// One execution of each class, nothing stored.
        case dpor
    }

    package var strategy = Strategy.breadthFirst
    /// Distinct states; nil: no bound.
    package var states: Int?
    /// Unit: steps.
    package var depth: Int?
    /// Unit: bytes.
    package var memory: Int
    /// What of `memory` the process needs for all else: the search keeps within the rest. Unit: bytes.
    package var reservedMemory = 0
    /// Unit: seconds, on `clock`.
    package var time: Double?
    /// A clock that only goes forward, in seconds. Without one there is no bound on time.
    package var clock: (@Sendable () -> Double)?
    /// When `time` began to run, on `clock`; nil: with the search.
    var begunAt: Double?
    /// One finding for each bug rather than for each subject.
    package var collectsAll: Bool
    /// One finding for each situation in which something fails: the simplest. Where reductions are used, or several OS
    /// threads search, a search behind the first one tells them apart, unless it is too large.
    package var groupsFindings = false
    /// Ends the search at its first finding.
    package var stopsAtFirst: Bool
    /// Whether two threads that stand before conflicting accesses are looked for.
    package var looksForRaces: Bool
    /// What the search leaves out because it changes nothing.
    package var reductions: Reductions
    /// Whether a step that is the only one to be followed is made at once with the one before it; with fusion and stubborn
    /// sets.
    var forcesSteps = true
    /// Whether the search stops after its first states to tell which reductions are of no use (`idleReductions`).
    var triesReductions = false
    /// OS threads that search together; the result is the same for any number.
    package var workers = 1
    /// Keeps states in compressed form from the start; without it only when memory gets short.
    package var compresses = false

    /// What the search may use.
    var searchMemory: Int { max(1 << 16, memory - reservedMemory) }

    /// 2 GiB: the default of `--memory-limit`.
    package static let defaultMemory = 2 << 30
    /// The bound on depth of a search by classes that has none of its own. Unit: steps.
    package static let defaultExecutionDepth = 10_000
    /// With `collectsAll`: violating states that are looked at for each subject; later ones are not told apart.
    package static let collectionLimit = 1_000

    package init(
        states: Int? = nil, depth: Int? = nil, memory: Int = SearchOptions.defaultMemory, time: Double? = nil,
        clock: (@Sendable () -> Double)? = nil, collectsAll: Bool = false, stopsAtFirst: Bool = false,
        looksForRaces: Bool = false, reductions: Reductions = []
    ) {
        self.states = states
        self.depth = depth
        self.memory = memory
        self.time = time
        self.clock = clock
        self.collectsAll = collectsAll
        self.stopsAtFirst = stopsAtFirst
        self.looksForRaces = looksForRaces
        self.reductions = reductions
    }

    package var withoutReductions: SearchOptions {
        var result = self
        result.reductions = []
        return result
    }

    /// Options for a run of a program: races are looked for where the model forbids them or expects something of them.
    package init(program: Program, run: Run, memory: Int = SearchOptions.defaultMemory) {
        self.init(memory: memory, looksForRaces: Judge.looksForRaces(program, run: run))
    }
}
