import HeddleProgram
import Testing

@testable import HeddleEngine

@Test("the nearest passing schedule passes, and differs first at the point of no return")
func nearestPassPasses() throws {
    var found = 0
    var reorderings = 0
    for seed in 9_500..<9_620 {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        let exploration = Exploration(machine: machine, options: SearchOptions(states: 4_000))
        exploration.finish()
        guard exploration.report.phase == .complete else { continue }
        for finding in exploration.report.findings {
            let answer = NearestPass.find(machine: machine, finding: finding, looksForRaces: false)
            guard let point = finding.pointOfNoReturn else { continue }
            guard case .found(let pass) = answer else {
                if case .unavoidable = answer { #expect(point == 0, "seed \(seed)") }
                continue
            }
            found += 1
            if pass.isOneReordering { reorderings += 1 }
            let trace = Trace(machine: machine, schedule: pass.schedule)
            #expect(trace.steps.count == pass.schedule.count, "seed \(seed)")
            #expect(machine.enabled(trace.lastState).isEmpty, "seed \(seed): it goes on")
            for state in [trace.initialState] + trace.steps.map(\.state) {
                let shown = Verdicts.all(machine: machine, state: state, looksForRaces: false)
                #expect(!shown.contains { $0.subject == finding.subject }, "seed \(seed) \(finding.subject)")
            }
            #expect(trace.events.dropFirst(point - 1).allSatisfy { $0.violation == nil }, "seed \(seed)")
            #expect(pass.early == point)
            #expect(Array(pass.schedule.prefix(point - 1)) == Array(finding.schedule.prefix(point - 1)))
            #expect(pass.late >= point && pass.late <= pass.schedule.count)
            if let again = pass.earlyInPass { #expect(pass.late < again, "seed \(seed)") }
            if let late = pass.lateInFailure { #expect(late > point, "seed \(seed)") }
            let isOwn = pass.schedule[point - 1].thread == finding.schedule[point - 1].thread
            #expect(pass.isOtherWay == isOwn, "seed \(seed)")
        }
    }
    #expect(found > 30 && reorderings > 20)
}

@Test("Lost update passes if the first teller's write comes before the second one's read")
func nearestPassOfLostUpdate() throws {
    let machine = try Machine(HandMadePrograms.lostUpdate(tellers: 2))
    let exploration = Exploration(machine: machine)
    exploration.finish()
    let finding = try #require(exploration.report.findings.first)
    guard case .found(let pass) = NearestPass.find(machine: machine, finding: finding, looksForRaces: false) else {
        Issue.record("no passing schedule")
        return
    }
    #expect(pass.schedule.map(\.thread) == [0, 0, 1, 1])
    #expect((pass.early, pass.lateInFailure, pass.late, pass.earlyInPass) == (2, 4, 2, 3))
    #expect(pass.isOneReordering)
}

@Test("without a point of no return nothing is said of what decides")
func nearestPassNotKnown() throws {
    let machine = try Machine(HandMadePrograms.lostUpdate(tellers: 2))
    let exploration = Exploration(machine: machine)
    exploration.finish()
    var finding = try #require(exploration.report.findings.first)
    finding.pointOfNoReturn = nil
    guard case .notKnown = NearestPass.find(machine: machine, finding: finding, looksForRaces: false) else {
        Issue.record("something was said")
        return
    }
}
