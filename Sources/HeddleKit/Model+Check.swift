internal import CPlatform
internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

extension Model {
    /// How far a search goes. Without a bound on time no result depends on time.
    public struct Bounds: Sendable, Hashable {
        /// Most states of a run; nil: no bound.
        public var states: Int?
        /// Most steps of one execution; nil: no bound.
        public var depth: Int?
        /// Most memory of the process. Unit: bytes.
        public var memory: Int
        /// Longest time for the search of a run; nil: no bound.
        public var time: Duration?

        public init(states: Int? = nil, depth: Int? = nil, memory: Int = 2 << 30, time: Duration? = nil) {
            self.states = states
            self.depth = depth
            self.memory = memory
            self.time = time
        }
    }

    /// What a search came to, as far as its findings go.
    public enum Verdict: String, Sendable, Hashable {
        /// Nothing fails in any state.
        case holds
        case violated
        /// Nothing was found, and a bound was met or a claim can't be checked.
        case inconclusive
    }

    /// What `heddle check` says of a model.
    public struct Check: Sendable, CustomStringConvertible {
        /// The run as declared first, then those that an expectation of the model names. With constants given it is the
        /// one run that they pick.
        public let runs: [Run]
        /// Whether each of the model's expectations is met; where it has none, whether nothing was found. nil: a bound left
        /// it open.
        public let isAsExpected: Bool?
        /// The text of `heddle check`, with the schedule of each finding.
        public let description: String

        /// The worst of all runs.
        public var verdict: Verdict {
            if runs.contains(where: { $0.verdict == .violated }) { return .violated }
            return !runs.isEmpty && runs.allSatisfy { $0.verdict == .holds } ? .holds : .inconclusive
        }

        /// Whether every state of every run was visited and nothing fails in any.
        public var holds: Bool { verdict == .holds }

        /// Of all runs, in their order; in a run the simplest first.
        public var findings: [Finding] { runs.flatMap(\.findings) }
    }

    /// One search: the model with certain constants.
    public struct Run: Sendable {
        /// Constants that differ from the declared ones, by name.
        public let constants: [String: String]
        public let verdict: Verdict
        /// As of `Check.isAsExpected`, for this run.
        public let isAsExpected: Bool?
        /// Distinct states visited, the first one included.
        public let states: Int
        /// Transitions fired.
        public let transitions: Int
        /// The bounds that were met, in words; nil: every state was visited.
        public let limit: String?
        /// One for each situation in which a property or check fails, the simplest first.
        public let findings: [Finding]
    }

    /// A counterexample.
    public struct Finding: Sendable {
        /// The property's name, or the check's: `deadlock`, `race`.
        public let property: String
        /// `final`, `invariant`, `assertion`, `deadlock`, `race`…
        public let kind: String
        /// The property in its author's words; nil where there are none.
        public let sentence: String?
        /// What was seen: `balance == tellers: 1 == 2`.
        public let detail: String
        /// How often a thread is left that could have gone on.
        public let preemptions: Int
        public let steps: [Step]
    }

    /// One step of a schedule.
    public struct Step: Sendable, Hashable, CustomStringConvertible {
        public let thread: String
        /// From 1; nil where no line stands for the step.
        public let line: Int?
        /// `read balance → 0`
        public let action: String
        /// The way that was taken, in words; nil where there was one only.
        public let choice: String?

        public var description: String {
            let place = line.map { ":\($0)" } ?? ""
            return VisibleText.of("\(thread) \(place) \(action)" + (choice.map { " [\($0)]" } ?? ""))
        }
    }

    /// Explores every interleaving of every run: what `heddle check` does, with its reductions.
    public func check(within bounds: Bounds = Bounds()) -> Check {
        let checked = ModelChecker(settings: settings) { machine, run in
            Self.explored(machine, run, bounds, reductions: .all)
        }.check(file)
        return Check(checked)
    }

    static func explored(
        _ machine: Machine, _ run: HeddleEngine.Run, _ bounds: Bounds, reductions: Reductions
    ) -> Exploration {
        var options = SearchOptions(program: machine.program, run: run, memory: bounds.memory)
        options.reductions = reductions
        options.states = bounds.states
        options.depth = bounds.depth
        options.time = bounds.time.map { $0 / .seconds(1) }
        options.clock = { heddle_monotonic_seconds() }
        options.reservedMemory = min(Int(heddle_resident_bytes()), bounds.memory / 2)
        options.groupsFindings = true
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        return exploration
    }
}

extension Model.Check {
    init(_ checked: CheckedModel) {
        runs = checked.runs.map(Model.Run.init)
        var text = ""
        if let source = checked.file?.source {
            text = DiagnosticReport(source: source, marks: Marks(ascii: false)).text(checked.shownDiagnostics)
        }
        if !checked.runs.isEmpty { text += CheckText().text(checked.runs) }
        description = text
        let met = runs.map(\.isAsExpected)
        // A constant that an expectation sets can make the model one with errors.
        if checked.hasErrors || met.contains(false) {
            isAsExpected = false
        } else {
            isAsExpected = runs.isEmpty || met.contains(nil) ? nil : true
        }
    }
}

extension Model.Run {
    init(_ run: RunReport) {
        constants = Dictionary(run.run.settings.map { ($0.name, $0.value) }) { $1 }
        switch run.judgement.verdict {
        case .holds: verdict = .holds
        case .violated: verdict = .violated
        case .inconclusive: verdict = .inconclusive
        }
        isAsExpected = run.judgement.asExpected
        states = run.report.states
        transitions = run.report.transitions
        limit =
            run.report.limits.isEmpty
            ? nil : run.report.limits.map(SearchWords.limitSentence).joined(separator: ", ")
        findings = run.report.findings.map { Model.Finding($0, run.machine) }
    }
}

extension Model.Finding {
    init(_ finding: HeddleEngine.Finding, _ machine: Machine) {
        let words = FindingWords(machine: machine, marks: Marks(ascii: false))
        let trace = Trace(machine: machine, schedule: finding.schedule)
        property = words.name(finding.subject)
        kind = words.kind(finding.subject)
        switch finding.subject {
        case .property(let index): sentence = machine.program.properties[index].sentence
        case .check: sentence = nil
        }
        detail = words.detail(finding, trace: trace)
        preemptions = finding.preemptions
        steps = Model.Step.steps(of: trace, machine)
    }
}

extension Model.Step {
    static func steps(of trace: Trace, _ machine: Machine) -> [Model.Step] {
        let words = StepWords(ValueWords(machine: machine, state: trace.lastState))
        return trace.steps.map { step in
            Model.Step(
                thread: words.values.threadName(step.event.thread),
                line: machine.span(of: step.event).map { machine.program.source.line(of: $0.start) },
                action: words.action(of: step.event), choice: step.event.choiceText)
        }
    }
}
