package import HeddleEngine
internal import HeddleProgram

/// What the search by classes found of a machine.
package struct ClassesFound {
    package private(set) var executions: Int
    package private(set) var redundant: Int
    package private(set) var discarded: Int
    package private(set) var hasCycle: Bool
    package private(set) var isOver: Bool
    package private(set) var outcomes: [String: Int]

    /// `limit`: steps, trials included.
    package init(machine: Machine, seesProperties: Bool, limit: Int) {
        let observer = Outcomes(machine: machine)
        let search = DporSearch(
            machine: machine, observer: observer, seesProperties: seesProperties, depthBound: 10_000)
        search.begin(machine.start().state)
        while !search.isOver, !search.hasCycle, search.transitions + search.trialSteps < limit {
            if search.advance(budget: 1000) == 0 { break }
        }
        executions = search.executions
        redundant = search.redundantRuns
        discarded = search.discardedRuns
        hasCycle = search.hasCycle
        isOver = search.isOver
        outcomes = observer.outcomes
    }

    private final class Outcomes: DporObserver {
        let machine: Machine
        let collector: OutcomeCollector
        var outcomes: [String: Int] = [:]
        init(machine: Machine) {
            self.machine = machine
            collector = OutcomeCollector(machine: machine)
        }
        var isOver: Bool { false }
        var looksBeside: Bool { false }
        func visited(_ words: UnsafePointer<UInt64>, count: Int, schedule: () -> [Transition]) {}
        func visitedBeside(_ tracer: StepTracer, schedule: () -> [Transition]) {}
        func violated(_ check: Check?, schedule: () -> [Transition]) {}
        func bounded(_ bound: ModelBound) {}
        func ended(_ ending: Ending, _ words: UnsafePointer<UInt64>, count: Int, path: ExecutionPath) {
            let state = State(words: machine.words(words, count))
            let values = collector.values(in: state).map { "\($0.name)=\($0.value)" }
            outcomes["\(ending): \(values)", default: 0] += 1
        }
    }
}
