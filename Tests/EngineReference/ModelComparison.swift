package import HeddleEngine
internal import HeddleProgram

/// Everything that must say the same of one model, held against one another.
///
/// The plain implementation against the breadth-first search; that against every other search; the search by classes
/// against counting classes without it.
package struct ModelComparison {
    /// What differs, a line each; empty where all agree.
    package private(set) var differences: [String] = []
    /// Whether the model was small enough for anything to be compared.
    package private(set) var isCompared = false
    /// Whether its executions end, and their classes were counted.
    package private(set) var isCounted = false

    /// Sizes beyond which a comparison is left out.
    package struct Limits {
        package var states = 4_000
        /// Of the search by classes, trials included.
        package var steps = 60_000
        package var classNodes = 6_000
        package init() {}
    }

    private let machine: Machine?
    private let limits: Limits

    /// Of a text that can't be compared at all.
    package init(difference: String) {
        machine = nil
        limits = Limits()
        differences = [difference]
    }

    package mutating func add(_ difference: String) { differences.append(difference) }

    package init(machine: Machine, limits: Limits = Limits()) {
        self.machine = machine
        self.limits = limits
        let base = SearchAnswer(machine: machine, options: options(.breadthFirst))
        guard base.isComplete else { return }
        isCompared = true
        comparePlain(machine)
        for strategy in [SearchOptions.Strategy.depthFirst, .preemption] {
            compare("\(strategy)", SearchAnswer(machine: machine, options: options(strategy)), base)
        }
        var team = options(.breadthFirst)
        team.workers = 2
        compare("two workers", SearchAnswer(machine: machine, options: team), base)
        compareStores(machine, base)
        compareReductions(machine, base)
        compareClasses(machine, base)
    }

    private mutating func compareStores(_ machine: Machine, _ base: SearchAnswer) {
        for strategy in [SearchOptions.Strategy.breadthFirst, .depthFirst] {
            var compressed = options(strategy)
            compressed.compresses = true
            compare("compressed \(strategy)", SearchAnswer(machine: machine, options: compressed), base)
        }
    }

    /// Each reduction alone, and all together in every search that takes them.
    private mutating func compareReductions(_ machine: Machine, _ base: SearchAnswer) {
        for (name, reduction) in Reductions.names {
            var reduced = options(.breadthFirst)
            reduced.reductions = reduction
            compare(name, SearchAnswer(machine: machine, options: reduced), base)
        }
        for strategy in [SearchOptions.Strategy.breadthFirst, .depthFirst, .preemption] {
            var reduced = options(strategy)
            reduced.reductions = .all
            compare("reduced \(strategy)", SearchAnswer(machine: machine, options: reduced), base)
        }
        var team = options(.breadthFirst)
        team.reductions = .all
        team.workers = 2
        compare("reduced two workers", SearchAnswer(machine: machine, options: team), base)
    }

    private func options(_ strategy: SearchOptions.Strategy) -> SearchOptions {
        var options = SearchOptions(states: limits.states)
        options.strategy = strategy
        return options
    }

    private mutating func compare(_ name: String, _ answer: SearchAnswer, _ base: SearchAnswer) {
        if !answer.isComplete { differences.append("\(name): not complete") }
        differences += answer.differences(from: base).map { "\(name): \($0)" }
    }

    /// Counts of the plain implementation; Promela's processes and weak memories are beyond it.
    private mutating func comparePlain(_ machine: Machine) {
        guard machine.program.processes == nil, machine.memoryModel == .sc else { return }
        let plain = PlainSearch(program: machine.program, stateLimit: limits.states)
        guard plain.isComplete else { return }
        let exploration = Exploration(machine: machine, options: options(.breadthFirst))
        exploration.finish()
        let report = exploration.report
        if report.transitions != plain.transitions {
            differences.append("plain: \(plain.transitions) transitions, not \(report.transitions)")
        }
        if report.endedStates != plain.endedStates {
            differences.append("plain: \(plain.endedStates) ended states, not \(report.endedStates)")
        }
        let mine = Dictionary(
            uniqueKeysWithValues: report.witnesses.map { (machine.program.properties[$0.key].name, 1) })
        if Set(mine.keys) != Set(plain.witnessed.keys) {
            differences.append("plain: witnessed \(plain.witnessed.keys.sorted()), not \(mine.keys.sorted())")
        }
    }

    private mutating func compareClasses(_ machine: Machine, _ base: SearchAnswer) {
        guard machine.start().event.outcome == .completed else { return }
        let found = ClassesFound(machine: machine, seesProperties: false, limit: limits.steps)
        guard found.isOver, !found.hasCycle else { return }
        if found.redundant > 0 { differences.append("dpor: \(found.redundant) runs that others make needless") }
        let plain = PlainClasses(
            machine: machine, seesProperties: false, withSleepSets: true, limit: limits.classNodes)
        if plain.isComplete {
            isCounted = true
            if found.executions != plain.classes {
                differences.append("dpor: \(found.executions) executions of \(plain.classes) classes")
            } else if found.outcomes != plain.outcomes {
                differences.append("dpor: \(found.outcomes) outcomes, not \(plain.outcomes)")
            }
        }
        var answer = SearchAnswer(machine: machine, options: classOptions, withOutcomes: false)
        guard answer.isComplete else { return }
        answer.outcomes = Set(found.outcomes.keys)
        compare("dpor", answer, base)
    }

    private var classOptions: SearchOptions {
        var chosen = options(.dpor)
        chosen.states = limits.steps / 4
        return chosen
    }
}
