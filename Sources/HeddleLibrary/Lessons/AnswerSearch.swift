package import HeddleEngine
internal import HeddleProgram

/// Computes the answer to a lesson's question by searching the model.
///
/// `machine` is the model as it is; `watched` knows the lesson's conditions as well, as properties behind the model's
/// own, the first at `condition`.
package struct AnswerSearch: Sendable {
    package enum Failure: Error, Hashable, Sendable {
        /// The model is too large for an exact answer.
        case tooLarge
        /// Runs without an end can't be counted.
        case endless
        /// There is no answer: what is asked for never happens.
        case never
        /// No run that has ended has a value of this name; those that there are.
        case noValue(String, known: [String])
        /// Neither a property nor a check.
        case noSubject(String)
    }

    package var machine: Machine
    package var watched: Machine
    package var condition: Int

    package init(machine: Machine, watched: Machine, condition: Int) {
        self.machine = machine
        self.watched = watched
        self.condition = condition
    }

    /// Unit: states.
    static let stateLimit = 300_000

    package func answer(to question: PredictGoal.Question) throws(Failure) -> GoalAnswer {
        switch question {
        case .outcomes(let condition):
            let found = try outcomes(condition == nil ? machine : watched)
            if condition == nil { return .number(found.count) }
            return .number(found.count { isTrue(Trace(machine: watched, schedule: $0.schedule).lastState) })
        case .runs(let condition):
            guard let graph = RunGraph(machine: condition == nil ? machine : watched, limit: Self.stateLimit) else {
                throw .tooLarge
            }
            guard let runs = graph.runs(where: { condition == nil || isTrue($0) }) else { throw .endless }
            return .number(runs.matching)
        case .values(let name, _): return try values(name)
        case .steps(let target): return .number(try shortest(target).count)
        case .preemptions(let target): return .number(try simplest(target))
        case .chance: return .oneIn(try oneIn())
        case .possible: return .truth(try search(watched).witnesses[condition] != nil)
        case .failing: return .names(try failing())
        }
    }

    private func isTrue(_ state: State) -> Bool { watched.evaluate(property: condition, in: state) == .value(true) }

    private func exploration(_ machine: Machine) throws(Failure) -> Exploration {
        let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
        var options = SearchOptions(program: machine.program, run: run)
        options.states = Self.stateLimit
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        guard exploration.report.complete else { throw .tooLarge }
        return exploration
    }

    private func search(_ machine: Machine) throws(Failure) -> SearchReport { try exploration(machine).report }

    private func outcomes(_ machine: Machine) throws(Failure) -> [Outcome] {
        let found = try exploration(machine).outcomes()
        guard found.isComplete else { throw .tooLarge }
        return found.outcomes
    }

    private func values(_ name: String) throws(Failure) -> GoalAnswer {
        var texts: Set<String> = []
        var known: [String] = []
        for outcome in try outcomes(machine) where outcome.end == .ended {
            let state = Trace(machine: machine, schedule: outcome.schedule).lastState
            let words = ValueWords(machine: machine, state: state)
            if known.isEmpty { known = outcome.values.map(\.name) }
            for value in outcome.values where value.name == name { texts.insert(words.text(value.value, value.type)) }
        }
        if texts.isEmpty { throw .noValue(name, known: known) }
        return .names(texts.sorted { Self.comesBefore($0, $1) })
    }

    /// Numbers by their size.
    private static func comesBefore(_ a: String, _ b: String) -> Bool {
        if let first = Int(a), let second = Int(b) { return first < second }
        return a < b
    }

    private func target(_ target: GoalTarget) throws(Failure) -> GoalWatch.Target {
        switch target {
        case .condition: return .condition(condition)
        case .failure(let name, _):
            guard let subject = GoalWatch.subject(name, in: machine) else { throw .noSubject(name) }
            return .failure(subject)
        }
    }

    /// A shortest schedule to a target.
    private func shortest(_ wanted: GoalTarget) throws(Failure) -> [Transition] {
        let target = try target(wanted)
        if case .failure(let subject) = target {
            guard let found = try search(machine).findings.first(where: { $0.subject == subject }) else { throw .never }
            // Findings are simplest first; a shortest one may have more preemptions.
            if case .check(let check) = subject, check != .deadlock { return found.schedule }
        }
        let way = WaySearch.way(machine: watched, from: watched.start().state, limit: Self.stateLimit) { state in
            GoalWatch.isMet(target, machine: watched, state: state, event: Event(thread: -1))
        }
        switch way {
        case .found(let schedule): return schedule
        case .none: throw .never
        case .notKnown: throw .tooLarge
        }
    }

    /// Fewest preemptions to a target.
    private func simplest(_ wanted: GoalTarget) throws(Failure) -> Int {
        let report = try search(watched)
        let found: Finding?
        switch try target(wanted) {
        case .condition(let index): found = report.witnesses[index]
        case .failure(let subject): found = report.findings.first { $0.subject == subject }
        }
        guard let found else { throw .never }
        guard found.isMinimal else { throw .tooLarge }
        return found.preemptions
    }

    private func oneIn() throws(Failure) -> Int {
        let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
        let ahead = LookAhead(
            machine: machine, looksForRaces: Judge.looksForRaces(machine.program, run: run), limit: Self.stateLimit)
        ahead.look(at: machine.start().state)
        while !ahead.isFinal { ahead.advance(budget: 1 << 18) }
        guard let outlook = ahead.prospects()?.state, outlook.isWhole, let share = outlook.failing else {
            throw .tooLarge
        }
        guard share > 1e-9 else { throw .never }
        return Int((1 / share).rounded())
    }

    private func failing() throws(Failure) -> [String] {
        let report = try search(machine)
        var names: [String] = []
        for finding in report.findings {
            switch finding.subject {
            case .property(let index): names.append(machine.program.properties[index].name)
            case .check(let check): names.append(check.rawValue)
            }
        }
        return Array(Set(names)).sorted()
    }
}
