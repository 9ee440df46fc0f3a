import HeddleProgram
import Testing

@testable import HeddleEngine

@Test("the search by preemptions sees the same graph as the breadth-first one and finds the cheapest schedules")
func preemptionsFirstIsComplete() throws {
    var compared = 0
    for seed in 6_000..<6_080 {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        guard let plain = PlainGraph(machine: machine, limit: 200) else { continue }
        let wide = BreadthFirstExplorer(machine: machine, options: SearchOptions())
        while !wide.isOver { wide.advance(budget: 1 << 16) }
        let explorer = PreemptionExplorer(machine: machine, options: SearchOptions())
        while !explorer.isOver { explorer.advance(budget: 7) }
        #expect(explorer.report.states == wide.report.states, "seed \(seed)")
        #expect(explorer.report.transitions == wide.report.transitions, "seed \(seed)")
        #expect(explorer.report.phase == wide.report.phase, "seed \(seed)")
        #expect(explorer.report.endedStates == wide.report.endedStates, "seed \(seed)")
        let subjects = Set(explorer.report.findings.map(\.subject))
        #expect(subjects == Set(wide.report.findings.map(\.subject)), "seed \(seed)")
        #expect(Set(explorer.report.witnesses.keys) == Set(wide.report.witnesses.keys), "seed \(seed)")
        for finding in explorer.report.findings {
            let cost = try #require(plain.cheapest(to: plain.marked(finding.subject)), "seed \(seed)")
            #expect((finding.preemptions, finding.schedule.count) == cost, "seed \(seed) \(finding.subject)")
            compared += 1
        }
    }
    #expect(compared > 30)
}

@Test("a search by preemptions that meets its bound says how far it came, and what it found is minimal")
func preemptionsFirstUnderABound() throws {
    let program = try RandomPrograms.program(seed: 6_001)
    let machine = try Machine(program)
    let whole = PreemptionExplorer(machine: machine, options: SearchOptions())
    while !whole.isOver { whole.advance(budget: 1 << 16) }
    var options = SearchOptions(states: max(2, whole.report.states / 2))
    options.strategy = .preemption
    let exploration = Exploration(machine: machine, options: options)
    exploration.finish()
    #expect(exploration.report.phase == .limited)
    #expect(exploration.report.limits == [.states(max(2, whole.report.states / 2))])
    #expect(exploration.report.completePreemptions != nil)
    for finding in exploration.report.findings {
        let same = try #require(whole.report.findings.first { $0.subject == finding.subject })
        #expect(finding.isMinimal)
        #expect((finding.preemptions, finding.schedule.count) == (same.preemptions, same.schedule.count))
    }
}
