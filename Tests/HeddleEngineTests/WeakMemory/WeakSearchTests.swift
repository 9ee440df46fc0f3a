import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("Searches under weak memory")
struct WeakSearchTests {
    @Test(
        "The search by classes, which knows sc only, gives way to one of all states",
        arguments: [MemoryModel.tso, .c11])
    func classes(model: MemoryModel) throws {
        let text = """
            model "Store buffering"
            atomic x: int = 0
            atomic y: int = 0
            thread a { x.store(1, relaxed); let seen = y.load(relaxed) }
            thread b { y.store(1, relaxed); let seen = x.load(relaxed) }
            final one "one of them sees the other": a.seen == 1 || b.seen == 1
            """
        let program = try #require(HeddleFrontEnd.load(SourceText(path: "sb.heddle", text: text)).program)
        let machine = try Machine(program, memoryModel: model)
        var options = SearchOptions()
        options.strategy = .dpor
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        #expect(exploration.report.search == "bfs")
        #expect(exploration.report.complete)
        #expect(exploration.report.findings.map(\.subject) == [.property(0)])
    }
}
