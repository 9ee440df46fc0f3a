import HeddleProgram
import Testing

@testable import HeddleEngine

private func explored(_ program: Program, _ options: SearchOptions = SearchOptions()) throws -> Exploration {
    let exploration = Exploration(machine: try Machine(program), options: options)
    exploration.finish()
    return exploration
}

private func threads(_ finding: Finding) -> [Int] { finding.schedule.map(\.thread) }

@Test("Lost update has the counts of the books", arguments: [(2, 12, 14), (3, 59, 99)])
func lostUpdateCounts(tellers: Int, states: Int, transitions: Int) throws {
    let report = try explored(HandMadePrograms.lostUpdate(tellers: tellers)).report
    #expect(report.phase == .complete)
    #expect(report.states == states)
    #expect(report.transitions == transitions)
    #expect(report.depth == tellers * 2)
    #expect(report.completeDepth == tellers * 2)
    #expect(report.frontier == 0)
}

@Test("the simplest way to lose an update has one preemption and no way back from step 2")
func lostUpdateFinding() throws {
    let finding = try #require(try explored(HandMadePrograms.lostUpdate(tellers: 2)).report.findings.first)
    #expect(finding.subject == .property(0))
    #expect(threads(finding) == [0, 1, 1, 0])
    #expect(finding.preemptions == 1)
    #expect(finding.isMinimal)
    #expect(finding.pointOfNoReturn == 2)
}

@Test("the simplest deadlock of five philosophers goes round against the forks")
func philosophersFinding() throws {
    let report = try explored(HandMadePrograms.philosophers(seats: 5)).report
    #expect(report.states == 1743)
    #expect(report.transitions == 5155)
    #expect(report.depth == 20)
    let finding = try #require(report.findings.first)
    #expect(finding.subject == .check(.deadlock))
    #expect(threads(finding) == [0, 4, 3, 2, 1])
    #expect(finding.preemptions == 1)
    #expect(finding.pointOfNoReturn == 5)
}

@Test("three tellers leave three outcomes, each with its simplest schedule")
func outcomesOfLostUpdate() throws {
    let exploration = try explored(HandMadePrograms.lostUpdate(tellers: 3))
    let (outcomes, isComplete) = exploration.outcomes()
    #expect(isComplete)
    #expect(outcomes.map { $0.values.map(\.value) } == [[.integer(1)], [.integer(2)], [.integer(3)]])
    #expect(outcomes.map(\.failing) == [[0], [0], []])
    #expect(outcomes.map(\.preemptions) == [1, 1, 0])
    #expect(
        outcomes.map { $0.schedule.map(\.thread) } == [[0, 1, 1, 2, 2, 0], [0, 1, 1, 0, 2, 2], [0, 0, 1, 1, 2, 2]])
}

@Test("the report doesn't depend on the portions in which the search is pulled", arguments: [1, 7, 1000])
func portions(budget: Int) throws {
    let exploration = Exploration(machine: try Machine(HandMadePrograms.philosophers(seats: 4)))
    while !exploration.isOver { exploration.advance(budget: budget) }
    let whole = try explored(HandMadePrograms.philosophers(seats: 4)).report
    #expect(exploration.report.states == whole.states)
    #expect(exploration.report.transitions == whole.transitions)
    #expect(exploration.report.findings.map(\.schedule) == whole.findings.map(\.schedule))
}

@Test("a bound that bites is named and leaves the verdict open")
func bounds() throws {
    let program = HandMadePrograms.philosophers(seats: 5)
    let byStates = try explored(program, SearchOptions(states: 50)).report
    #expect(byStates.phase == .limited)
    #expect(byStates.limits == [.states(50)])
    #expect(byStates.states == 50)
    let byDepth = try explored(program, SearchOptions(depth: 3)).report
    #expect(byDepth.limits == [.depth(3)])
    #expect(byDepth.depth == 3)
    #expect(byDepth.completeDepth == 2)
    #expect(byDepth.findings.isEmpty)
    let byMemory = try explored(program, SearchOptions(memory: 1 << 15)).report
    #expect(byMemory.limits == [.memory(1 << 15)])
    let byTime = try explored(program, SearchOptions(time: 0, clock: { 5 })).report
    #expect(byTime.limits == [.time(0)])
}

@Test("a bound that nothing lies behind does not bite")
func boundsThatFit() throws {
    let program = HandMadePrograms.lostUpdate(tellers: 2)
    let report = try explored(program, SearchOptions(states: 12, depth: 4)).report
    #expect(report.phase == .complete)
    #expect(report.states == 12)
}

@Test("a search that is stopped keeps what it found")
func stopping() throws {
    let exploration = Exploration(machine: try Machine(HandMadePrograms.philosophers(seats: 5)))
    exploration.advance(budget: 3000)
    let found = exploration.report.findings.count
    exploration.stop()
    exploration.finish()
    #expect(exploration.report.phase == .limited)
    #expect(exploration.report.limits == [.stopped])
    #expect(exploration.report.findings.count == found)
}

@Test("the first finding ends the search if asked")
func firstFinding() throws {
    let report = try explored(HandMadePrograms.philosophers(seats: 5), SearchOptions(stopsAtFirst: true)).report
    #expect(report.phase == .stoppedAtFinding)
    #expect(report.findings.count == 1)
    #expect(report.states < 1743)
}

@Test("with all, each violating state is looked at and each bug is a finding of its own")
func allFindings() throws {
    let program = HandMadePrograms.lostUpdate(tellers: 3)
    let one = try explored(program).report
    let report = try explored(program, SearchOptions(collectsAll: true)).report
    #expect(one.findings.count == 1)
    #expect(report.findings.count == 2)
    #expect(Set(report.findings.map(\.bugSignature)).count == 2)
    #expect(report.findings.allSatisfy { $0.schedule.count == 6 && $0.preemptions == 1 })
}

@Test("from any state the way to a violation is a shortest one")
func waysToViolations() throws {
    let exploration = try explored(HandMadePrograms.lostUpdate(tellers: 2))
    let machine = exploration.machine
    let start = machine.start().state
    #expect(exploration.wayToViolation(from: start)?.count == 4)
    let first = try #require(machine.apply(Transition(thread: 0), to: start)).state
    let safe = try #require(machine.apply(Transition(thread: 0), to: first)).state
    #expect(exploration.wayToViolation(from: safe) == nil)
    let lost = try #require(machine.apply(Transition(thread: 1), to: first)).state
    #expect(exploration.wayToViolation(from: lost)?.count == 2)
}

@Test("run until a condition takes a shortest way, or says that there is none")
func runUntil() throws {
    let machine = try Machine(HandMadePrograms.lostUpdate(tellers: 2))
    let start = machine.start().state
    func balance(_ wanted: Int) -> (State) -> Bool {
        { machine.status(ofObject: 0, index: 0, in: $0) == .value(.integer(wanted)) }
    }
    #expect(
        WaySearch.way(machine: machine, from: start, until: balance(2))
            == .found([0, 0, 1, 1].map { Transition(thread: $0) }))
    #expect(WaySearch.way(machine: machine, from: start, until: balance(3)) == .none)
    #expect(WaySearch.way(machine: machine, from: start, limit: 3, until: balance(2)) == .notKnown)
}
