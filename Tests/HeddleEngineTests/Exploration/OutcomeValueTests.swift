import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("Values of outcomes")
struct OutcomeValueTests {
    private func outcomes(_ text: String, under model: MemoryModel) throws -> [Outcome] {
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: "model \"M\"\n\(text)\n"))
        let program = try #require(loaded.program, "\(loaded.diagnostics)")
        let exploration = Exploration(
            machine: try Machine(program, memoryModel: model), options: SearchOptions(looksForRaces: false))
        exploration.finish()
        let (outcomes, isComplete) = exploration.outcomes()
        #expect(isComplete)
        return outcomes
    }

    @Test(
        "A spawned thread has the locals of its own function and of those that it calls",
        arguments: [MemoryModel.sc, .tso, .c11])
    func spawned(model: MemoryModel) throws {
        let found = try outcomes(
            """
            atomic x: int = 0
            thread main {
              let a = spawn f()
              let b = spawn g()
              join a
              join b
            }
            func f() { let v = x.load()
              x.store(1) }
            func g() { look()
              x.store(2) }
            func look() { let w = x.load() }
            outcome o: f[0].v == 0 && g[0].w == 0
            """, under: model)
        for outcome in found { #expect(outcome.values.map(\.name) == ["x", "f.0.v", "g.0.w"]) }
        let values = Set(found.map { $0.values.map(\.value) })
        #expect(values.count == found.count && values.contains([.integer(1), .integer(2), .integer(0)]))
    }

    @Test("Which of two threads spawns first makes no other outcome", arguments: [MemoryModel.sc, .tso, .c11])
    func order(model: MemoryModel) throws {
        let found = try outcomes(
            """
            atomic x: int = 0
            thread a { let s = spawn f() }
            thread b { let t = spawn g() }
            func f() { let first = x.load() }
            func g() { let second = x.load() }
            outcome o: f[0].first == 0 && g[0].second == 0
            """, under: model)
        #expect(found.map { $0.values.map(\.name) } == [["x", "f.0.first", "g.0.second"]])
    }

    @Test("An outcome that an execution does not end with fails nothing; a final does")
    func kinds() throws {
        let found = try outcomes(
            """
            var r: int = 0
            thread a { r = 1 }
            thread b { r = 2 }
            final small: r < 2
            outcome two: r == 2
            outcome three: r == 3
            """, under: .sc)
        #expect(found.map(\.key.failing) == [[], [0]])
        #expect(found.map(\.key.missed) == [[1, 2], [2]])
        #expect(found.map(\.isGood) == [true, false])
    }
}
