import EngineReference
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// What exploring says was never seen.
@Suite("Coverage")
struct CoverageTests {
    private static let vacuous = """
        model "Vacuous"
        var x: int = 0
        var done: bool = false
        thread a {
          x = 1
          if x == 5 { x = 7 }
          await x == 9
          x = 3
        }
        thread b {
          let seen = x
          done = true
        }
        invariant tidy "tidy": x == 4 implies done
        invariant many "many": forall(i in 0..<3: x == i + 20 implies done)
        invariant tested "tested": forall(i in 0..<3: x == i implies x < 3)
        final fin "the end is good": done implies x == 1
        """

    private func coverage(_ text: String, _ reductions: Reductions = [], states: Int? = nil) throws -> Coverage? {
        let program = try #require(HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text)).program)
        return try coverage(program, reductions, states: states)
    }

    private func coverage(_ program: Program, _ reductions: Reductions, states: Int? = nil) throws -> Coverage? {
        let machine = try Machine(program)
        var options = SearchOptions()
        options.reductions = reductions
        options.states = states
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        return exploration.coverage()
    }

    @Test(
        "statements that no run reaches or makes, and left sides that were never true", arguments: [Reductions(), .all])
    func neverSeen(_ reductions: Reductions) throws {
        let source = SourceText(path: "m.heddle", text: Self.vacuous)
        let found = try #require(try coverage(Self.vacuous, reductions))
        #expect(found.neverReached.map { source.line(of: $0.start) } == [6, 8])
        #expect(found.neverMade.map { source.line(of: $0.start) } == [7])
        #expect(found.neverTrue.map { source.normalizedText($0.span) } == ["x == 4", "x == i + 20", "done"])
        #expect(found.neverTrue.map(\.property) == [0, 1, 3])
    }

    @Test("within a bound nothing is said")
    func bounded() throws {
        #expect(try coverage(Self.vacuous, states: 3) == nil)
    }

    @Test("a process's statements: what Spin calls unreached, and ways that are never taken")
    func processes() throws {
        let text = """
            byte x;
            active proctype P() {
              atomic { if :: x == 0 -> x = 1 :: else -> x = 2 fi };
              do :: x < 3 -> x++ :: x == 9 -> x = 5; break od
            }
            """
        let source = SourceText(path: "m.pml", text: text)
        let program = try #require(PromelaFrontEnd.load(source).program)
        for reductions in [Reductions(), .all] {
            let found = try #require(try coverage(program, reductions))
            let texts = found.neverReached.map { source.normalizedText($0) }
            #expect(
                texts == ["else", "x = 2", "x == 9", "x = 5", "break"] || texts == ["else", "x = 2", "x == 9", "x = 5"])
        }
    }

    @Test("on random models the same steps as making every step of every state shows", arguments: 0..<60)
    func random(_ seed: Int) throws {
        let text = SourceText(path: "m.heddle", text: RandomModel.text(seed: seed))
        let program = try #require(HeddleFrontEnd.load(text).program)
        let machine = try Machine(program)
        let full = Exploration(machine: machine, options: SearchOptions())
        full.finish()
        guard full.report.complete, full.report.states < 20_000 else { return }
        var made: Set<SourceSpan> = []
        var stood: Set<SourceSpan> = []
        for index in 0..<full.explorer.store.count {
            let state = full.explorer.store.state(index)
            for thread in 0..<machine.threadCount(in: state) {
                if let site = machine.site(ofThread: thread, in: state) { stood.insert(machine.site(site).span) }
            }
            for move in machine.enabled(state) {
                if let site = machine.site(ofThread: move.thread, in: state) { made.insert(machine.site(site).span) }
            }
        }
        for reductions in [Reductions(), .all] {
            let found = try #require(try coverage(program, reductions))
            #expect(made.isDisjoint(with: found.neverReached + found.neverMade))
            #expect(Set(found.neverMade) == stood.subtracting(made))
            #expect(stood.isDisjoint(with: found.neverReached))
        }
    }
}
