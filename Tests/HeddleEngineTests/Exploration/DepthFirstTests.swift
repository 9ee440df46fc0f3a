import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

private func machine(_ text: String) throws -> Machine {
    let loaded = HeddleFrontEnd.load(SourceText(path: "test.heddle", text: text))
    return try Machine(try #require(loaded.program, "\(loaded.diagnostics.map(\.message))"))
}

private func run(_ explorer: some Explorer, budget: Int) -> SearchReport {
    while !explorer.isOver { explorer.advance(budget: budget) }
    return explorer.report
}

private func ends(_ report: SearchReport) -> [String] {
    report.findings.map { "\($0.subject)" }.sorted() + report.witnesses.keys.sorted().map { "witness \($0)" }
}

@Test("depth first sees the states, transitions and findings that breadth first sees", arguments: 0..<20)
func depthFirstAgrees(part: Int) throws {
    for seed in part * 25..<part * 25 + 25 {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        let options = SearchOptions(states: nil, memory: 1 << 28)
        let wide = run(BreadthFirstExplorer(machine: machine, options: options), budget: 1 << 20)
        let deep = run(DepthFirstExplorer(machine: machine, options: options), budget: 97)
        #expect(deep.states == wide.states, "seed \(seed)")
        #expect(deep.transitions == wide.transitions, "seed \(seed)")
        #expect(deep.endedStates == wide.endedStates, "seed \(seed)")
        #expect(ends(deep) == ends(wide), "seed \(seed)")
        for finding in deep.findings + deep.witnesses.values {
            #expect(Trace(machine: machine, schedule: finding.schedule).steps.count == finding.schedule.count)
        }
    }
}

/// The long way to `mark` is met first; the bug lies three steps behind it, at the bound by the short way.
private let diamond = """
    model "Diamond"
    var x: int = 0
    thread p {
      choose short in [false, true]
      if !short { skip; skip; skip; skip }
      mark: x = 1
      x = 2
      assert false
    }
    expect failedAssertion
    """

@Test("a bound on depth cuts nothing that lies within it, however it was met first", arguments: [2, 3, 4, 6, 7, 20])
func depthBoundIsExact(depth: Int) throws {
    let machine = try machine(diamond)
    let options = SearchOptions(depth: depth)
    let wide = run(BreadthFirstExplorer(machine: machine, options: options), budget: 1 << 20)
    let deep = run(DepthFirstExplorer(machine: machine, options: options), budget: 1)
    #expect(deep.states == wide.states)
    #expect(deep.transitions == wide.transitions)
    #expect(ends(deep) == ends(wide))
    #expect(deep.limits == wide.limits)
    #expect(ends(deep).isEmpty == (depth < 3))
}

@Test("a search that ends at its memory or state limit says which", arguments: [0, 1])
func depthFirstKeepsItsLimits(which: Int) throws {
    let machine = try machine(
        """
        model "Many"
        var x: u16[4]
        thread p(i: 0..<4) { loop { x[i] = x[i] + 1 } }
        """)
    let options = which == 0 ? SearchOptions(memory: 1 << 21) : SearchOptions(states: 1_000)
    let report = run(DepthFirstExplorer(machine: machine, options: options), budget: 1 << 16)
    #expect(report.limits == (which == 0 ? [.memory(1 << 21)] : [.states(1_000)]))
    #expect(report.memoryBytes <= 1 << 21)
    #expect(report.states > 900)
}
