internal import HeddleProgram

/// How hard a bug is to meet, measured on a schedule that shows it (semantics.md section 3).
///
/// Where the graph of states fits, chance and depth are computed on it; beyond, the chance is sampled and the depth is not
/// known. Determined by model, schedule, runs and seed alone, but for `hasTime`.
package struct HardnessMeasure: Sendable {
    package enum ChanceFound: Hashable, Sendable {
        case computed(BoundedChance)
        /// The graph did not fit, or a bound of the model cut it.
        case sampled(hits: Int, runs: Int)
    }

    package enum DepthFound: Hashable, Sendable {
        /// The orderings; `isExact`: no smaller set of those that the schedule keeps makes every run fail.
        case orderings([StepOrdering], isExact: Bool)
        /// No orderings alone do.
        case none
        case notKnown
    }

    package struct Options: Sendable {
        /// Largest graph. Unit: states.
        package var states = 200_000
        /// What it may take. Unit: bytes.
        package var memory = SearchOptions.defaultMemory / 4
        /// Runs of each random scheduler.
        package var runs = 1_000
        /// Runs by which the chance is sampled where it isn't computed.
        package var samples = 10_000
        package var seed = 1
        /// Looks at edges for the depth.
        package var depthBudget = 20_000_000
        /// Whether there is time to go on.
        package var hasTime: @Sendable () -> Bool = { true }
        package init() {}
    }

    package private(set) var chance: ChanceFound?
    package private(set) var depth = DepthFound.notKnown
    /// Failing runs out of `Options.runs`; nil: there was no time.
    package private(set) var uniformHits: Int?
    package private(set) var pctHits: Int?
    package private(set) var posHits: Int?
    /// Shared objects that the schedule touches.
    package private(set) var variables = 0

    /// The trace shows the subject at its end.
    package init(machine: Machine, trace: Trace, subject: Subject, options: Options = Options()) {
        variables = Self.variables(trace)
        var target = FailureTarget(machine: machine, subject: subject, trace: trace)
        let graph = Self.graph(target, options)
        if let graph {
            target.learn(graph)
            let known = target
            chance = .computed(FailureChance.chance(graph) { known.endsIn($0) })
            switch OrderingDepth.find(graph, trace: trace, budget: options.depthBudget) {
            case .found(let orderings, let isExact): depth = .orderings(orderings, isExact: isExact)
            case .none: depth = .none
            case .notKnown: break
            }
        }
        var sampler = RandomSampler(target, longest: Self.longestRun(trace.steps.count))
        uniformHits = sampler.hits(.uniform, runs: options.runs, seed: options.seed, hasTime: options.hasTime)
        if graph == nil {
            let hits = sampler.hits(.uniform, runs: options.samples, seed: options.seed, hasTime: options.hasTime)
            chance = hits.map { .sampled(hits: $0, runs: options.samples) }
        }
        pctHits = sampler.hits(
            .pct(depth: pctDepth, length: sampler.longestSeen), runs: options.runs, seed: options.seed,
            hasTime: options.hasTime)
        posHits = sampler.hits(.pos, runs: options.runs, seed: options.seed, hasTime: options.hasTime)
    }

    /// Steps after which a run of a random scheduler counts as one that doesn't fail: ten times those of the schedule, and
    /// at least 100.
    package static func longestRun(_ steps: Int) -> Int { max(100, steps * 10) }

    /// The depth that PCT is told: the bug's own where one is known.
    package var pctDepth: Int {
        if case .orderings(let orderings, _) = depth, !orderings.isEmpty { return orderings.count }
        return 3
    }

    private static func graph(_ target: FailureTarget, _ options: Options) -> StateGraph? {
        let graph = StateGraph(
            machine: target.machine, subjects: [target.subject], looksForRaces: target.looksForRaces,
            limit: options.states, memory: options.memory)
        while !graph.isBuilt, !graph.isFull, !graph.isCut {
            guard options.hasTime() else { return nil }
            graph.advance(budget: 100_000)
        }
        return graph.isBuilt && !graph.isFull && !graph.isCut ? graph : nil
    }

    /// Objects by their own name: an array counts once.
    private static func variables(_ trace: Trace) -> Int {
        var names: Set<String> = []
        for event in trace.events {
            for place in Footprint(of: event).places {
                names.insert(Footprint.enclosing(place.name).last ?? place.name)
            }
        }
        return names.count
    }
}
