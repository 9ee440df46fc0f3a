import HeddleProgram
import Testing

@testable import HeddleEngine

@Test("whether a state is doomed comes out alike forwards from it and backwards from what is marked")
func doomedBothWays() throws {
    var compared = 0
    var doomedStates = 0
    for seed in 9_000..<9_080 {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        let explorer = BreadthFirstExplorer(machine: machine, options: SearchOptions(states: 3_000))
        while !explorer.isOver { explorer.advance(budget: 10_000) }
        guard explorer.report.phase == .complete else { continue }
        let subjects = explorer.report.findings.map(\.subject)
        let graph = StateGraph(
            machine: machine, store: explorer.store, extent: .closed(expandedStates: explorer.expanded),
            subjects: subjects, looksForRaces: false)
        while !graph.isBuilt { graph.advance(budget: 1_000) }
        #expect(!graph.isCut)
        let analysis = GraphAnalysis(graph: graph)
        for subject in subjects.indices {
            let doomed = analysis.doomed(subjects: [subject])
            var search = PassingRunSearch(graph: graph, subject: subject)
            for place in 0..<graph.stateCount {
                search.begin(graph.state(at: place))
                var answer: Bool?
                while answer == nil {
                    var budget = 7
                    answer = search.isDoomed(budget: &budget)
                }
                #expect(answer == doomed.contains(place), "seed \(seed) \(subjects[subject]) state \(place)")
                compared += 1
                if doomed.contains(place) { doomedStates += 1 }
            }
        }
    }
    #expect(compared > 10_000)
    #expect(doomedStates > 500 && doomedStates < compared - 500)
}

@Test("findings come out simplest and alike whatever found them", arguments: 9_100..<9_130)
func refinedAlike(seed: Int) throws {
    let machine = try Machine(try RandomPrograms.program(seed: seed))
    var strategies: [(SearchOptions.Strategy, Reductions)] = [
        (.depthFirst, []), (.preemption, []), (.breadthFirst, .all),
    ]
    if !machine.program.properties.contains(where: { $0.kind == .invariant }) { strategies.append((.dpor, [])) }
    func findings(_ strategy: SearchOptions.Strategy, _ reductions: Reductions) -> [Subject: Finding]? {
        var options = SearchOptions(states: 20_000, reductions: reductions)
        options.strategy = strategy
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        guard exploration.report.phase == .complete else { return nil }
        return Dictionary(uniqueKeysWithValues: exploration.report.findings.map { ($0.subject, $0) })
    }
    guard let plain = findings(.breadthFirst, []) else { return }
    for (strategy, reductions) in strategies {
        guard let others = findings(strategy, reductions) else { continue }
        for (subject, finding) in others {
            let known = try #require(plain[subject], "\(strategy) \(subject)")
            #expect(finding.schedule == known.schedule, "\(strategy) \(subject)")
            #expect(finding.isMinimal && known.isMinimal, "\(strategy) \(subject)")
            #expect(finding.pointOfNoReturn == known.pointOfNoReturn, "\(strategy) \(subject)")
        }
    }
}

@Test("where the graph takes no more states, a finding stays as it was found and is not called minimal")
func refinementCut() throws {
    let machine = try Machine(HandMadePrograms.lostUpdate(tellers: 3))
    var options = SearchOptions()
    options.strategy = .depthFirst
    let explorer = DepthFirstExplorer(machine: machine, options: options)
    while !explorer.isOver { explorer.advance(budget: 10_000) }
    let found = try #require(explorer.report.findings.first)
    options.states = 5
    let refinement = Refinement(machine: machine, options: options, report: explorer.report, memory: 1 << 24)
    while !refinement.isOver { _ = refinement.advance(budget: 3) }
    let kept = try #require(refinement.refined.findings.first)
    #expect(kept.schedule == found.schedule)
    #expect(!kept.isMinimal)
    #expect(kept.pointOfNoReturn == nil)
}

@Test("a bound on depth is a bound on simplest schedules too")
func refinementWithinDepth() throws {
    var bounded = 0
    for seed in 9_200..<9_300 {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        let exploration = Exploration(machine: machine, options: SearchOptions(states: 5_000, depth: 6))
        exploration.finish()
        guard exploration.report.phase != .complete else { continue }
        for finding in exploration.report.findings {
            #expect(finding.schedule.count <= 6, "seed \(seed)")
            bounded += 1
        }
    }
    #expect(bounded > 10)
}
