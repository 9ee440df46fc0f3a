import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// A step that chooses again and again: its ways have no end, and their numbers outgrow a machine word.
@Suite struct WayLimitTests {
    private static let text = """
        byte x;
        active proctype chooser() {
          atomic {
            x = 1;
        again:
            if
            :: goto again
            :: x = 2
            fi
          }
          assert(x == 1)
        }
        """

    @Test(arguments: [Reductions(), .fusion, .all], [SearchOptions.Strategy.breadthFirst, .depthFirst])
    func whatIsLeftOutIsSaid(_ reductions: Reductions, _ strategy: SearchOptions.Strategy) throws {
        let loaded = PromelaFrontEnd.load(SourceText(path: "chooser.pml", text: Self.text))
        let machine = try Machine(try #require(loaded.program, "\(loaded.diagnostics.map(\.message))"))
        var options = SearchOptions(reductions: reductions)
        options.strategy = strategy
        let search = Exploration(machine: machine, options: options)
        search.finish()
        #expect(search.report.phase == .limited)
        #expect(search.report.limits == [.model(.ways, 1 << 20)])
        // What was found has a schedule that can be replayed.
        let finding = try #require(search.report.findings.first)
        var state = machine.start().state
        var last: StepOutcome?
        for transition in finding.schedule {
            let step = try #require(machine.apply(transition, to: state))
            state = step.state
            last = step.event.outcome
        }
        #expect(last != nil && finding.schedule.count >= 2)
    }
}
