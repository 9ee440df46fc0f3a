import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("Searches under weak memory")
struct WeakSearchTests {
    /// Seed 103, number 1125 of redrawn litmus tests: plain accesses were left out of the order of seq_cst fences.
    @Test("Where races are allowed, racing plain accesses count in the order of seq_cst fences")
    func racingConduits() throws {
        let text = """
            C fences
            {}
            P0 (atomic_int* s, int* x) {
              atomic_store_explicit(s, 1, memory_order_seq_cst);
              atomic_thread_fence(memory_order_seq_cst);
              *x = 1;
            }
            P1 (atomic_int* s, int* x) {
              int b = *x;
              atomic_thread_fence(memory_order_seq_cst);
              int d = atomic_load_explicit(s, memory_order_seq_cst);
            }
            exists (1:b=1 /\\ 1:d=0)
            """
        var program = try #require(LitmusFrontEnd.load(SourceText(path: "fences.litmus", text: text)).program)
        program.allowed.insert(.race)
        for model in [MemoryModel.c11, .rc11] {
            let exploration = Exploration(machine: try Machine(program, memoryModel: model))
            exploration.finish()
            #expect(exploration.report.complete)
            #expect(exploration.report.witnesses.isEmpty, "\(model)")
        }
    }

    @Test("The search by classes runs each execution graph", arguments: [MemoryModel.tso, .c11, .rc11])
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
        #expect(exploration.report.search == "dpor")
        #expect(exploration.report.complete)
        #expect(exploration.report.executions == 4)
        #expect(exploration.report.findings.map(\.subject) == [.property(0)])
    }
}
