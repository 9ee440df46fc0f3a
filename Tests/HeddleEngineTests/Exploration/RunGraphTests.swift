import HeddleEngine
import HeddleLanguages
import HeddleProgram
import Testing

@Suite("Runs counted")
struct RunGraphTests {
    private func graph(_ text: String) throws -> (RunGraph, Machine) {
        let loaded = HeddleFrontEnd.load(SourceText(path: "model.heddle", text: "model \"Runs\"\n" + text))
        let machine = try Machine(try #require(loaded.program, "\(loaded.diagnostics)"))
        return (try #require(RunGraph(machine: machine)), machine)
    }

    @Test("Interleavings of threads without a common variable are binomials")
    func binomials() throws {
        let (graph, _) = try graph("thread a { skip; skip; skip }\nthread b { skip; skip }\n")
        #expect(graph.runs { _ in true }?.all == 10)
        #expect(graph.runs { _ in false }?.matching == 0)
        #expect(graph.wayToTrap() == nil)
        #expect(graph.canEnd)
    }

    @Test("Of the six orders of the lost update four lose a deposit")
    func lostUpdate() throws {
        let (graph, machine) = try graph(
            "var x: int = 0\nthread t * 2 {\n  let seen = x\n  x = seen + 1\n}\nfinal two: x == 2\n")
        let runs = try #require(graph.runs { machine.evaluate(property: 0, in: $0) == .value(false) })
        #expect(runs.all == 6)
        #expect(runs.matching == 4)
    }

    @Test("Choices are ways of their own, a failed assertion is an end")
    func choices() throws {
        let (graph, _) = try graph("thread a {\n  choose x in 0..<3\n  assert x != 1\n  skip\n}\n")
        #expect(graph.runs { _ in true }?.all == 3)
    }

    @Test("Runs without an end aren't counted, and a place without an end is found with a shortest way")
    func cycles() throws {
        let (graph, machine) = try graph(
            "var stop: bool = false\nthread a {\n  choose x in 0..<2\n  if x == 1 { loop { yield } }\n  stop = true\n}\n"
        )
        #expect(graph.runs { _ in true } == nil)
        let way = try #require(graph.wayToTrap())
        #expect(way.count == 1)
        #expect(Trace(machine: machine, schedule: way).steps.count == 1)
        #expect(graph.canEnd)
    }

    @Test("A model beyond the limit is no graph")
    func limit() throws {
        let loaded = HeddleFrontEnd.load(
            SourceText(path: "model.heddle", text: "model \"Big\"\nthread t * 4 { skip; skip; skip }\n"))
        let machine = try Machine(try #require(loaded.program))
        #expect(RunGraph(machine: machine, limit: 5) == nil)
        #expect(RunGraph(machine: machine, limit: 500) != nil)
    }
}
