import HeddleProgram
import Testing

@testable import HeddleEngine

private let seeds = 5_000..<5_120

@Test("schedules of findings are the cheapest there are, and their points of no return the first without a pass")
func findingsAreSimplest() throws {
    var compared = 0
    for seed in seeds {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        guard let plain = PlainGraph(machine: machine, limit: 150) else { continue }
        let exploration = Exploration(machine: machine)
        exploration.finish()
        for finding in exploration.report.findings {
            let bad = plain.marked(finding.subject)
            let cost = try #require(plain.cheapest(to: bad), "seed \(seed)")
            #expect((finding.preemptions, finding.schedule.count) == cost, "seed \(seed) \(finding.subject)")
            #expect(finding.preemptions == Preemptions.count(finding.schedule, machine: machine), "seed \(seed)")
            let pass = plain.passing(avoiding: bad)
            let trace = Trace(machine: machine, schedule: finding.schedule)
            let line = [trace.initialState] + trace.steps.map(\.state)
            let lost = line.firstIndex { state in !pass.contains { plain.states[$0] == state } }
            #expect(finding.pointOfNoReturn == lost, "seed \(seed) \(finding.subject)")
            compared += 1
        }
        for (index, witness) in exploration.report.witnesses {
            let cost = try #require(plain.cheapest(to: plain.marked(.property(index))), "seed \(seed)")
            #expect((witness.preemptions, witness.schedule.count) == cost, "seed \(seed)")
        }
    }
    #expect(compared > 60)
}

@Test("each outcome comes with the cheapest schedule to it")
func outcomesAreSimplest() throws {
    for seed in seeds.prefix(60) {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        guard let plain = PlainGraph(machine: machine, limit: 120) else { continue }
        let exploration = Exploration(machine: machine)
        let (outcomes, isComplete) = exploration.outcomes()
        #expect(isComplete)
        let collector = OutcomeCollector(machine: machine)
        let ends = plain.states.indices.filter { machine.ending(plain.states[$0]) != .running }
        for outcome in outcomes {
            let trace = Trace(machine: machine, schedule: outcome.schedule)
            #expect(collector.values(in: trace.lastState) == outcome.values)
            let same = ends.filter {
                machine.ending(plain.states[$0]) == outcome.end
                    && collector.values(in: plain.states[$0]) == outcome.values
            }
            let cost = try #require(plain.cheapest(to: Set(same)), "seed \(seed)")
            #expect((outcome.preemptions, outcome.schedule.count) == cost, "seed \(seed)")
        }
        #expect(Set(outcomes.map { "\($0.end) \($0.values)" }).count == outcomes.count)
    }
}

@Test("the way to a violation from any state is a shortest one")
func waysAreShortest() throws {
    for seed in seeds.prefix(60) {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        guard let plain = PlainGraph(machine: machine, limit: 100) else { continue }
        let exploration = Exploration(machine: machine)
        exploration.finish()
        var bad: Set<Int> = []
        for finding in exploration.report.findings { bad.formUnion(plain.marked(finding.subject)) }
        var distance = bad.reduce(into: [Int: Int]()) { $0[$1] = 0 }
        var changed = true
        while changed {
            changed = false
            for state in plain.states.indices {
                for way in plain.ways[state] {
                    if let there = distance[way.target], there + 1 < distance[state] ?? .max {
                        distance[state] = there + 1
                        changed = true
                    }
                }
            }
        }
        for (index, state) in plain.states.enumerated() {
            #expect(exploration.wayToViolation(from: state)?.count == distance[index], "seed \(seed)")
        }
    }
}
