import EngineReference
import Testing

@testable import HeddleEngine

/// Whole searches of one machine, for tests that hold the search of execution graphs against others.
enum WholeSearch {
    static func of(
        _ machine: Machine, _ strategy: SearchOptions.Strategy, looksForRaces: Bool = false
    ) -> Exploration {
        var options = SearchOptions(looksForRaces: looksForRaces)
        options.strategy = strategy
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        return exploration
    }

    static func subjects(_ exploration: Exploration) -> Set<Subject> {
        Set(exploration.report.findings.map(\.subject))
    }

    /// By `dpor` a litmus test has so many executions, in all and by outcome, and just these outcomes; the schedule of each
    /// leads to it.
    static func expectGraphs(
        _ machine: Machine, executions: Int?, outcomes texts: [String], _ about: String
    ) throws {
        let exploration = of(machine, .dpor)
        #expect(exploration.report.search == "dpor", "\(about)")
        #expect(exploration.report.complete, "\(about)")
        #expect(exploration.report.executions == executions, "\(about)")
        let result = exploration.outcomes()
        #expect(result.isComplete, "\(about)")
        #expect(try LitmusReference.texts(result.outcomes.map(LitmusReference.integers)) == texts, "\(about)")
        #expect(result.outcomes.reduce(0) { $0 + ($1.executions ?? 0) } == executions, "\(about)")
        for outcome in result.outcomes {
            let state = try #require(machine.state(after: outcome.schedule))
            #expect(OutcomeCollector(machine: machine).key(machine.ending(state), state) == outcome.key, "\(about)")
        }
    }
}
