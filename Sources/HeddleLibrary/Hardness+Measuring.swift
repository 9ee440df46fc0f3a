package import HeddleEngine
internal import HeddleProgram

extension SavedSchedule {
    /// Why an entry's hardness can't be measured.
    package enum NotMeasurable: Error, Hashable, Sendable {
        /// Nothing fails in it.
        case nothingFails
        /// The model has no such property or check.
        case claimGone
        /// The schedule does not run on the model as it is, from this step (from 1) on.
        case diverges(step: Int)
        /// It runs, but does not show what it is kept for.
        case notShown

        /// Plain words, behind `not measured: `.
        package var words: String {
            switch self {
            case .nothingFails: return "nothing fails in it"
            case .claimGone: return "its model has no such property any more"
            case .diverges(let step): return "it diverges at step \(step)"
            case .notShown: return "it no longer shows what it was saved for"
            }
        }
    }

    /// The same schedule with its hardness on a machine: figures that the machine can give replace those that stand there.
    package func measured(
        on machine: Machine, options: HardnessMeasure.Options = HardnessMeasure.Options()
    ) throws(NotMeasurable) -> SavedSchedule {
        guard claim.verdict != .clean else { throw .nothingFails }
        guard let subject = claim.subject(in: machine.program) else { throw .claimGone }
        let replay = Replay(machine: machine, steps: steps.map(\.recorded))
        if let divergence = replay.divergence { throw .diverges(step: divergence.step) }
        let check = ClaimCheck(machine: machine, trace: replay.trace)
        guard check.answer(for: subject, place: claim.place) == .shown else { throw .notShown }
        let measure = HardnessMeasure(machine: machine, trace: replay.trace, subject: subject, options: options)
        var result = self
        result.hardness = Hardness(measure, options: options)
        result.hardness.weakChoices = replay.trace.weakChoices
        result.constraints = []
        if case .orderings(let orderings, _) = measure.depth {
            let names = ValueWords(machine: machine, state: replay.trace.lastState)
            result.constraints = orderings.map {
                Constraint(
                    first: StepKey($0.first, machine: machine, names: names),
                    second: StepKey($0.second, machine: machine, names: names))
            }
        }
        return result
    }
}

extension SavedSchedule.StepKey {
    fileprivate init(_ step: StepOccurrence, machine: Machine, names: ValueWords) {
        let anchor = StepAnchor(
            program: machine.program, thread: names.threadName(step.thread), site: machine.site(step.site))
        self.init(
            thread: anchor.thread,
            place: SavedSchedule.Place(
                function: anchor.function, label: anchor.label, statement: anchor.statement,
                occurrence: anchor.occurrence),
            operation: anchor.operation, repetition: step.repetition)
    }
}

extension Hardness {
    package init(_ measure: HardnessMeasure, options: HardnessMeasure.Options) {
        self.init()
        switch measure.chance {
        case .computed(let chance):
            self.chance = .between(chance.low, chance.high)
            if let exact = chance.exact, exact.isExact {
                self.chance = .exact(numerator: String(exact.numerator), denominator: String(exact.denominator))
            }
        case .sampled(let hits, let runs): chance = .sampled(hits: hits, runs: runs, seed: options.seed)
        case nil: break
        }
        if case .orderings(let orderings, let isExact) = measure.depth {
            depth = Depth(orderings.count, isExact: isExact)
        }
        let hits: [(Sample.Scheduler, Int?)] = [
            (.random, measure.uniformHits), (.pct, measure.pctHits), (.pos, measure.posHits),
        ]
        samples = hits.compactMap { scheduler, hits in
            hits.map { Sample(scheduler, hits: $0, runs: options.runs, seed: options.seed) }
        }
        variables = measure.variables
    }
}
