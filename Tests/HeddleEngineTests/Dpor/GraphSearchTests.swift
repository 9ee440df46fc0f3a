import EngineReference
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// Every execution graph once: the counts of an independent checker, and of a search of states.
@Suite("The search of execution graphs")
struct GraphSearchTests {
    static let models = [LitmusReference.Model.cpp20, .rc11]

    private func check(_ program: Program, _ model: LitmusReference.Model, _ executions: Int?, _ texts: [String]) throws
    {
        let machine = try model.machine(program)
        let found = try GraphsFound.found(machine)
        #expect(found.executions == executions)
        #expect(found.different == found.executions, "a graph comes twice")
        #expect(found.search.blockedRuns == 0 && found.search.discardedRuns == 0)
        try WholeSearch.expectGraphs(machine, executions: executions, outcomes: texts, model.rawValue)
    }

    @Test("Each graph of the reference's litmus tests comes once", arguments: LitmusReference.names, models)
    func litmus(name: String, model: LitmusReference.Model) throws {
        let expected = try #require(LitmusReference.expected[name]?[model.rawValue])
        try check(
            LitmusReference.program(name), model, expected.executions, LitmusReference.texts(expected.outcomes))
    }

    @Test("Each graph of the oracle's random litmus tests comes once", arguments: LitmusFuzz.tests.everyThird)
    func random(test: LitmusFuzz.Test) throws {
        for model in Self.models {
            let expected = test.answer(model)
            try check(test.program(), model, expected.executions, test.texts(expected))
        }
    }

    @Test("Races are found where the reference finds them", arguments: LitmusReference.names)
    func races(name: String) throws {
        let program = try LitmusReference.program(name)
        for model in Self.models {
            let report = WholeSearch.of(try model.machine(program, allowsRaces: false), .dpor).report
            let expected = try #require(LitmusReference.expected[name]?[model.rawValue]?.race as Bool?)
            #expect(report.search == "dpor" && report.complete)
            #expect(report.findings.contains { $0.subject == .check(.race) } == expected)
        }
    }

    @Test("Random models give the findings, the outcomes and the graphs of a search of all states", arguments: 0..<40)
    func randomModels(seed: Int) throws {
        var model = RandomAtomics(seed: seed)
        let text = model.text()
        let program = try program(text)
        for memory in [MemoryModel.c11, .rc11] {
            let machine = try Machine(program, memoryModel: memory)
            let states = WholeSearch.of(machine, .breadthFirst)
            let graphs = WholeSearch.of(machine, .dpor)
            #expect(graphs.report.search == "dpor")
            #expect(states.report.complete && graphs.report.complete, "\(text)")
            #expect(WholeSearch.subjects(states) == WholeSearch.subjects(graphs), "seed \(seed) \(memory)\n\(text)")
            let ends = states.outcomes(countingClasses: true).outcomes
            let found = graphs.outcomes().outcomes
            #expect(Set(ends.map(\.key)) == Set(found.map(\.key)), "seed \(seed) \(memory)\n\(text)")
            let runs = try GraphsFound.found(machine)
            #expect(runs.different == runs.executions, "seed \(seed) \(memory): a graph comes twice\n\(text)")
            if model.chooses || WholeSearch.subjects(states).contains(.check(.race)) { continue }
            let counts = Dictionary(uniqueKeysWithValues: ends.map { ($0.key, $0.executions) })
            for outcome in found where outcome.end != .violated {
                #expect(outcome.executions == counts[outcome.key], "seed \(seed) \(memory)\n\(text)")
            }
            if !model.checks { #expect(runs.executions == found.reduce(0) { $0 + ($1.executions ?? 0) }) }
        }
    }

    @Test("So do random models all of whose accesses are seq_cst", arguments: 0..<30)
    func randomStrongModels(seed: Int) throws {
        var model = RandomAtomics(seed: seed)
        var text = model.text()
        for order in ["relaxed", "acquire", "release", "acq_rel"] {
            text = text.replacing("\(order))", with: "seq_cst)")
        }
        let machine = try Machine(program(text), memoryModel: .c11)
        let states = WholeSearch.of(machine, .breadthFirst)
        let graphs = WholeSearch.of(machine, .dpor)
        #expect(graphs.report.search == "dpor" && graphs.report.complete && states.report.complete, "\(text)")
        #expect(WholeSearch.subjects(states) == WholeSearch.subjects(graphs), "seed \(seed)\n\(text)")
        let ends = states.outcomes().outcomes
        #expect(Set(ends.map(\.key)) == Set(graphs.outcomes().outcomes.map(\.key)), "seed \(seed)\n\(text)")
    }

    private func executions(_ text: String, _ memory: MemoryModel = .c11) throws -> Int {
        let machine = try Machine(program(text), memoryModel: memory)
        let found = try GraphsFound.found(machine)
        #expect(found.different == found.executions)
        #expect(found.search.refusal == nil && !found.search.hasCycle)
        let counted = try #require(GraphCounter.count(machine: machine))
        #expect(found.executions == counted.reduce(0) { $0 + ($1.executions ?? 0) })
        return found.executions
    }

    @Test("Message passing by release and acquire has 3 executions, store buffering by seq_cst 3")
    func classics() throws {
        let passing = """
            model "Message passing"
            var data: int = 0
            atomic flag: bool = false
            thread producer {
              data = 1
              flag.store(true, release)
            }
            thread consumer { if flag.load(acquire) { let got = data } }
            """
        #expect(try executions(passing) == 2)
        let relaxed = """
            model "Message passing"
            atomic data: int = 0
            atomic flag: bool = false
            thread producer {
              data.store(1, relaxed)
              flag.store(true, release)
            }
            thread consumer {
              let seen = flag.load(acquire)
              let got = data.load(relaxed)
            }
            """
        #expect(try executions(relaxed) == 3)
        let buffering = """
            model "Store buffering"
            atomic x: int = 0
            atomic y: int = 0
            thread a {
              x = 1
              let seen = y
            }
            thread b {
              y = 1
              let seen = x
            }
            """
        #expect(try executions(buffering) == 3)
    }

    @Test("Three threads that add twice each have 90 executions")
    func adding() throws {
        let text = """
            model "Adding"
            atomic x: int = 0
            thread adder * 3 {
              x.fetchAdd(1, relaxed)
              x.fetchAdd(1, relaxed)
            }
            """
        #expect(try executions(text) == 90)
        #expect(try executions(text, .rc11) == 90)
    }

    @Test("N readers of one write have 2^N executions", arguments: [(1, 2), (2, 4), (3, 8), (4, 16)])
    func readers(count: Int, expected: Int) throws {
        let text = """
            model "Readers"
            atomic x: int = 0
            thread writer { x.store(1, relaxed) }
            thread reader * \(count) { let r = x.load(relaxed) }
            """
        #expect(try executions(text) == expected)
    }

    @Test("The last zero of an array has its known counts", arguments: [(1, 2), (2, 5), (3, 12), (4, 28)])
    func lastZero(count: Int, expected: Int) throws {
        let text = """
            model "Last zero"
            atomic a: int[\(count + 1)]
            thread finder {
              var i = \(count)
              while a[i] != 0 { i -= 1 }
            }
            thread adder(k: 1...\(count)) { a[k] = a[k - 1] + 1 }
            """
        #expect(try executions(text) == expected)
    }
}
