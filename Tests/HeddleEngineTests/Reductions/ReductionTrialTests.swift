import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// Every step is seen by all the others.
private let entangled = """
    model "Entangled"
    var x = 0
    thread p(i: 0..<3) {
      for round in 0..<4 {
        let seen = x
        x = (seen + i + round + 1) % 5
      }
    }
    invariant small "the sum stays small": x < 5
    """

/// Every thread works for itself until its last step.
private let separate = """
    model "Separate"
    var slot: u8[4]
    var done: u8 = 0
    thread p(i: 0..<4) {
      for round in 0..<6 { slot[i] += 1 }
      done += 1
    }
    final counted "all are done": done == 4
    """

private func machine(_ text: String) throws -> Machine {
    let loaded = HeddleFrontEnd.load(SourceText(path: "trial.heddle", text: text))
    return try Machine(#require(loaded.program))
}

private func report(_ machine: Machine, _ reductions: Reductions, portion: Int) -> SearchReport {
    let exploration = Exploration(machine: machine, options: SearchOptions(reductions: reductions))
    while !exploration.isOver { exploration.advance(budget: portion) }
    return exploration.report
}

@Test("reductions that leave nothing out are given up, with the reason, whatever the portions")
func uselessReductions() throws {
    let machine = try machine(entangled)
    let plain = report(machine, [], portion: 1 << 20)
    let reduced = report(machine, [.fusion, .stubborn], portion: 1 << 20)
    #expect(plain.states > BreadthFirstExplorer.trialStates)
    #expect(reduced.reductions == [])
    #expect(reduced.states == plain.states && reduced.transitions == plain.transitions)
    #expect(
        reduced.refusals.map(\.reason)
            == [ReductionRefusal](repeating: .leavesNothingOut(BreadthFirstExplorer.trialStates), count: 2))
    let slowly = report(machine, [.fusion, .stubborn], portion: 97)
    #expect(slowly.states == reduced.states && slowly.transitions == reduced.transitions)
    #expect(slowly.refusals.count == 2)
    #expect(slowly.phase == .complete && reduced.phase == .complete)
}

@Test("reductions that leave much out are kept")
func usefulReductions() throws {
    let machine = try machine(separate)
    let plain = report(machine, [], portion: 1 << 20)
    let reduced = report(machine, [.fusion, .stubborn], portion: 1 << 20)
    #expect(plain.states > BreadthFirstExplorer.trialStates)
    #expect(reduced.reductions.contains(.fusion))
    #expect(reduced.states * 10 < plain.states)
}
