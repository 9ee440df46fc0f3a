import EngineReference
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// Under `tso`: every execution graph once, against the runs of the machine itself and the reference's outcomes.
@Suite("The search of execution graphs under tso")
struct GraphBufferTests {
    /// Graphs that the search finds, each once and just those of the machine's runs; how many.
    @discardableResult
    private func graphs(_ machine: Machine, _ about: String) throws -> Int {
        let found = try GraphsFound.found(machine)
        #expect(found.search.refusal == nil && !found.search.hasCycle && !found.isBounded, "\(about)")
        #expect(found.different == found.executions, "a graph comes twice: \(about)")
        let reference = StoreGraphs(machine)
        #expect(!reference.isBounded)
        #expect(found.wholes == Set(reference.ended.keys), "\(about)")
        return found.executions
    }

    private func check(_ program: Program, _ texts: [String], _ about: String) throws {
        let machine = try LitmusReference.Model.tso.machine(program)
        let count = try graphs(machine, about)
        try WholeSearch.expectGraphs(machine, executions: count, outcomes: texts, about)
    }

    @Test("Each graph of the reference's litmus tests comes once", arguments: LitmusReference.names)
    func litmus(name: String) throws {
        let expected = try #require(LitmusReference.expected[name]?["tso"])
        try check(LitmusReference.program(name), LitmusReference.texts(expected.outcomes), name)
    }

    @Test("Each graph of the oracle's random litmus tests comes once", arguments: LitmusFuzz.tests.everyThird)
    func random(test: LitmusFuzz.Test) throws {
        try check(test.program(), test.texts(test.tso), test.name)
    }

    @Test("Random models give the findings, the outcomes and the graphs of a search of all states", arguments: 0..<40)
    func randomModels(seed: Int) throws {
        var model = RandomAtomics(seed: seed)
        let text = model.text()
        let machine = try Machine(program(text), memoryModel: .tso)
        let about = "seed \(seed)\n\(text)"
        let states = WholeSearch.of(machine, .breadthFirst, looksForRaces: true)
        let graphs = WholeSearch.of(machine, .dpor, looksForRaces: true)
        #expect(graphs.report.search == "dpor", "\(about)")
        #expect(states.report.complete && graphs.report.complete, "\(about)")
        #expect(WholeSearch.subjects(states) == WholeSearch.subjects(graphs), "\(about)")
        for finding in graphs.report.findings { try replay(finding, machine, about) }
        let ends = states.outcomes(countingClasses: true).outcomes
        let found = graphs.outcomes().outcomes
        #expect(Set(ends.map(\.key)) == Set(found.map(\.key)), "\(about)")
        let runs = try GraphsFound.found(machine)
        #expect(runs.different == runs.executions, "a graph comes twice: \(about)")
        let reference = StoreGraphs(machine)
        #expect(runs.wholes == Set(reference.ended.keys), "\(about)")
        // What ends at a failed check is no graph.
        for outcome in found where outcome.end != .violated {
            #expect(outcome.executions == reference.ended.values.count { $0 == outcome.key }, "\(about)")
        }
        let counts = Dictionary(uniqueKeysWithValues: ends.map { ($0.key, $0.executions) })
        for outcome in found where outcome.end != .violated {
            #expect(counts[outcome.key] == outcome.executions, "\(about)")
        }
    }

    /// A finding's schedule fails on the model's own machine.
    private func replay(_ finding: Finding, _ machine: Machine, _ about: String) throws {
        let state = try #require(machine.state(after: finding.schedule), "\(about)")
        let verdicts = Verdicts.all(machine: machine, state: state, looksForRaces: true).map(\.subject)
        guard case .check(let check) = finding.subject, machine.ending(state) == .violated else {
            #expect(verdicts.contains(finding.subject), "\(about)")
            return
        }
        let before = try #require(machine.state(after: finding.schedule.dropLast()))
        let last = try #require(finding.schedule.last)
        #expect(machine.apply(last, to: before)?.event.violation?.check == check, "\(about)")
    }

    // MARK: - Known counts

    private func executions(_ text: String) throws -> Int {
        try graphs(Machine(program("model \"Graphs\"\n" + text), memoryModel: .tso), text)
    }

    private static func buffering(_ store: String, _ between: String = "skip") -> String {
        """
        atomic x: int = 0
        atomic y: int = 0
        thread a {
          x.store(1, \(store))
          \(between)
          let seen = y.load(relaxed)
        }
        thread b {
          y.store(1, \(store))
          \(between)
          let seen = x.load(relaxed)
        }
        """
    }

    @Test("Store buffering has 4 executions, with seq_cst stores or fences 3, and message passing 3")
    func classics() throws {
        #expect(try executions(Self.buffering("relaxed")) == 4)
        #expect(try executions(Self.buffering("release", "fence(acq_rel)")) == 4)
        #expect(try executions(Self.buffering("seq_cst")) == 3)
        #expect(try executions(Self.buffering("relaxed", "fence(seq_cst)")) == 3)
        let passing = """
            var data: int = 0
            atomic flag: bool = false
            thread producer {
              data = 1
              flag.store(true, relaxed)
            }
            thread consumer {
              let up = flag.load(relaxed)
              let got = data
            }
            """
        #expect(try executions(passing) == 3)
    }

    @Test("Three threads that add twice each have 90 executions")
    func adding() throws {
        let text = """
            atomic x: int = 0
            thread adder * 3 {
              x.fetchAdd(1, relaxed)
              x.fetchAdd(1, relaxed)
            }
            """
        #expect(try executions(text) == 90)
    }

    @Test("N readers of one write have 2^N executions", arguments: [(1, 2), (2, 4), (3, 8), (4, 16)])
    func readers(count: Int, expected: Int) throws {
        let text = """
            atomic x: int = 0
            thread writer { x.store(1, relaxed) }
            thread reader * \(count) { let r = x.load(relaxed) }
            """
        #expect(try executions(text) == expected)
    }
}
