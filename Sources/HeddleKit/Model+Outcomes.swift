internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

extension Model {
    /// Every different way in which the executions of a model are over.
    public struct Outcomes: Sendable, CustomStringConvertible {
        public let outcomes: [Outcome]
        /// Whether there can be no other.
        public let isComplete: Bool
        /// The table of `heddle outcomes`.
        public let description: String
    }

    /// One result of a model.
    public struct Outcome: Sendable {
        public enum End: String, Sendable, Hashable {
            case ended, deadlock, violation
        }

        public let end: End
        /// Values at the end, as text: of shared variables and atomics, and of the locals that a property names
        /// (`teller.0.seen`).
        public let values: [String: String]
        /// Whether a run that ends so is as the model wants it.
        public let isGood: Bool
        /// A simplest schedule that ends so.
        public let steps: [Step]
    }

    /// What `heddle outcomes` lists: of the run as declared, or with the constants given.
    public func outcomes(within bounds: Bounds = Bounds()) -> Outcomes {
        guard let machine = ModelLoader.load(file, settings: settings).machine else {
            preconditionFailure("Heddle bug: a model compiles once and not twice")
        }
        let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
        let exploration = Self.explored(machine, run, bounds, reductions: [])
        let found = exploration.outcomes(countingClasses: true)
        var report = exploration.report
        report.interleavings = exploration.interleavings()
        let text = OutcomesReport(
            run: RunReport(
                machine: machine, run: run, report: report, judgement: exploration.judgement(run: run)),
            outcomes: found.outcomes, isComplete: found.isComplete
        ).text()
        return Outcomes(
            outcomes: found.outcomes.map { Outcome($0, machine) }, isComplete: found.isComplete, description: text)
    }
}

extension Model.Outcome {
    init(_ outcome: HeddleEngine.Outcome, _ machine: Machine) {
        let trace = Trace(machine: machine, schedule: outcome.schedule)
        let words = ValueWords(machine: machine, state: trace.lastState)
        switch outcome.end {
        case .deadlock: end = .deadlock
        case .violated: end = .violation
        case .ended, .running: end = .ended
        }
        values = Dictionary(outcome.values.map { ($0.name, words.text($0.value, $0.type)) }) { $1 }
        isGood = outcome.isGood
        steps = Model.Step.steps(of: trace, machine)
    }
}
