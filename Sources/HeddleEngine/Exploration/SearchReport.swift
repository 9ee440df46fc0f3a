package import HeddleProgram

/// What a finding is about.
package enum Subject: Hashable, Sendable {
    /// Index into `Program.properties`.
    case property(Int)
    case check(Check)

    /// Whether it shows a failure: what is wanted to be reachable is found, too, and fails nothing.
    package func isFailure(in program: Program) -> Bool {
        guard case .property(let index) = self else { return true }
        return program.properties[index].kind.canFail
    }
}

/// A counterexample, or a witness of a `reachable` or `outcome` property.
package struct Finding: Sendable {
    package var subject: Subject
    package var schedule: [Transition]
    /// The failed check; nil for properties that are plainly false (or witnessed).
    package var violation: Violation?
    /// Fewest preemptions known for this subject; `isMinimal` says whether that is proven.
    package var preemptions: Int
    package var isMinimal: Bool
    /// Under a weak memory: what of the schedule a strong one could not do; nil: strong, or not counted yet.
    package var weak: WeakChoiceCount?
    /// The first step (from 1) after which no pass exists; 0: every run fails from the start; nil: not known.
    package var pointOfNoReturn: Int?
    /// The persistent digest by which the same bug is recognised: its failure and the steps that led to it.
    package var bugSignature: String?
    /// In which situation it fails, where findings are grouped by that; and how many other bugs end in the same one.
    var situation: String?
    package var alike = 0
    /// How likely a random run is to fail so: to come first, of all that violates the subject, to this situation. nil: not
    /// known, and why.
    package var chance: Chance?
    package var chanceGap: ChanceGap?

    package init(
        subject: Subject, schedule: [Transition], violation: Violation? = nil, preemptions: Int,
        isMinimal: Bool = false, pointOfNoReturn: Int? = nil, bugSignature: String? = nil
    ) {
        self.subject = subject
        self.schedule = schedule
        self.violation = violation
        self.preemptions = preemptions
        self.isMinimal = isMinimal
        self.pointOfNoReturn = pointOfNoReturn
        self.bugSignature = bugSignature
    }
}

/// Why no chances of findings are known.
package enum ChanceGap: Error, Hashable, Sendable {
    /// The search did not end.
    case notComplete
    /// It left interleavings out, or stored no states.
    case noGraph
    /// Runs can go on for ever.
    case endless
    /// More states than this, or more steps into a violation.
    case tooLarge(Int)
    /// A bound of the model was met.
    case bound
    /// Bugs are listed, of which several may fail in one situation.
    case perBug
    /// A run that fails so has failed the same subject in another way before.
    case neverFirst
}

/// A limit that made a search incomplete.
package enum SearchLimit: Hashable, Sendable {
    case states(Int)
    case depth(Int)
    /// Bytes.
    case memory(Int)
    /// Seconds.
    case time(Double)
    case stopped
    case model(ModelBound, Int)
    /// A search of executions to their ends met one that comes back to a state, after this many steps.
    case cycle(Int)
}

/// A snapshot of a search: what it has seen, what it found.
package struct SearchReport: Sendable {
    package enum Phase: Hashable, Sendable {
        case idle, running, paused, complete
        /// Ended by its first finding, as asked.
        case stoppedAtFinding
        case limited
    }

    /// How findings of one subject are told apart.
    package enum Grouping: Hashable, Sendable {
        /// Not at all: there is one of each.
        case bySubject
        /// One of each situation in which it fails (`FindingGroups`), the simplest first.
        case bySituation
        /// One of each bug (`BugSignature`).
        case byBug
    }

    package var phase: Phase
    /// Limits that bit, in the order in which they did.
    package var limits: [SearchLimit]
    package var search: String
    /// Distinct states, the initial one included.
    package var states: Int
    /// Fired transitions.
    package var transitions: Int
    /// Longest of the shortest paths to the states seen. Unit: steps.
    package var depth: Int
    /// States seen but not expanded yet.
    package var frontier: Int
    /// Depth up to which every state was expanded.
    package var completeDepth: Int
    /// Preemptions up to which every execution was tried (-1: none yet); nil where the search doesn't go by them.
    package var completePreemptions: Int?
    /// Executions run to their ends, one of each class; nil where the search goes by states.
    package var executions: Int?
    package var memoryBytes: Int
    package var bytesPerState: Double
    /// One of each subject in order of discovery, or as `grouping` says.
    package var findings: [Finding]
    package var grouping = Grouping.bySubject
    /// Whether situations were to be told apart and are not: that takes a search of every interleaving, which was too large.
    package var isGroupingCut = false
    /// Witnesses of `reachable` and `outcome` properties, by property index.
    package var witnesses: [Int: Finding]
    /// Ends of executions: how often a state ended so.
    package var endedStates: Int
    /// What was left out because it changes nothing; empty: every interleaving was explored.
    package var reductions: Reductions = []
    /// Reductions that were asked for and not used, with the reason.
    package var refusals: [(reduction: Reductions, reason: ReductionRefusal)] = []
    /// Why this search was made in place of one of execution graphs, which was asked for.
    package var graphRefusal: GraphRefusal?
    /// How likely a random run is to show what was found, and how many classes of runs do; where it was counted.
    package var chances: [Subject: Chance] = [:]
    package var classes: [Subject: Int] = [:]
    /// Runs from the start to an end; nil where they were not counted, or are too many.
    package var interleavings: Int?
    /// What no run came to; nil: not looked for, or not known.
    package var coverage: Coverage?
    /// Waiting that overwritten writes alone let through, where it was looked for.
    package var staleAwaits: [SourceSpan] = []
    /// What was found or witnessed: findings in order of discovery, then witnesses by property.
    var subjects: [Subject] {
        var result: [Subject] = []
        for subject in findings.map(\.subject) + witnesses.keys.sorted().map(Subject.property)
        where !result.contains(subject) {
            result.append(subject)
        }
        return result
    }

    /// Final properties were judged at least once.
    package var complete: Bool { phase == .complete }

    package init(search: String = "bfs") {
        phase = .idle
        limits = []
        self.search = search
        states = 0
        transitions = 0
        depth = 0
        frontier = 0
        completeDepth = 0
        completePreemptions = nil
        executions = nil
        memoryBytes = 0
        bytesPerState = 0
        findings = []
        witnesses = [:]
        endedStates = 0
    }
}

/// How an execution is over, with what it left behind.
package struct Outcome: Sendable {
    package var key: OutcomeKey
    /// A simplest schedule: fewest preemptions, then shortest.
    package var schedule: [Transition]
    package var preemptions: Int
    /// Classes of executions that end so, and executions that differ in a value read or in the order of writes to one
    /// variable; nil where they weren't counted.
    package var classes: Int?
    package var executions: Int?
    /// How likely a random run is to end so; nil where that isn't known.
    package var chance: Chance?
    package init(key: OutcomeKey, schedule: [Transition], preemptions: Int) {
        self.key = key
        self.schedule = schedule
        self.preemptions = preemptions
    }

    package var end: Ending { key.end }
    package var values: [OutcomeValue] { key.values }
    package var failing: [Int] { key.failing }
    package var leaks: Bool { key.leaks }

    /// Whether a run that ends so is as the model wants it.
    package var isGood: Bool { failing.isEmpty && end == .ended && !leaks }
}

/// What makes two outcomes one. Cells and the states of locks are no values; what is false because of them tells outcomes
/// apart all the same, for one mark stands for all of its runs.
package struct OutcomeKey: Hashable, Sendable {
    package var end: Ending
    /// Named values in order: shared variables, atomics, then locals that a property names (`teller.0.seen`).
    package var values: [OutcomeValue]
    /// Properties (final, invariant) that are false at this end.
    package var failing: [Int]
    /// Whether cells are left behind that nothing leads to, and the program doesn't allow it.
    package var leaks: Bool
    /// Properties that only ask whether something happens and that are false at this end: no failures.
    package var missed: [Int] = []
}

package struct OutcomeValue: Hashable, Sendable {
    package var name: String
    package var value: Value
    package var type: ValueType
    package init(name: String, value: Value, type: ValueType) {
        self.name = name
        self.value = value
        self.type = type
    }
}
