import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("Checks under weak memory")
struct WeakCheckTests {
    private func uninitialized(_ store: String, _ load: String) -> String {
        """
        atomic x: int = uninitialized
        atomic ready: int = 0
        thread a { x.store(1, relaxed); ready.store(1, \(store)) }
        thread b { if ready.load(\(load)) == 1 { let got = x.load(relaxed) } }
        """
    }

    @Test("A load that reads past the first write finds memory uninitialised; one that may not doesn't")
    func uninitializedReads() throws {
        let relaxed = uninitialized("relaxed", "relaxed")
        #expect(try WeakModel(relaxed).failures == [.check(.uninitializedRead)])
        #expect(try WeakModel(relaxed, under: .sc).failures.isEmpty)
        #expect(try WeakModel(relaxed, under: .tso).failures.isEmpty)
        #expect(try WeakModel(uninitialized("release", "acquire")).failures.isEmpty)
    }

    /// A reader that is done says so, and the owner frees the cell.
    private func freeing(_ store: String, _ load: String, allowed: String = "") -> String {
        """
        pool Node[1] { value: int }
        atomic head: Node? = nil
        atomic done: int = 0
        thread owner {
          let n = new Node(value: 1)
          head.store(n, release)
          if done.load(\(load)) == 1 { free n }
        }
        thread reader {
          let n = head.load(acquire)
          if n != nil {
            let got = n!.value
            done.store(1, \(store))
          }
        }
        allow leak
        \(allowed)
        """
    }

    @Test("Freeing races with a read that doesn't happen before it")
    func freeRaces() throws {
        let right = try WeakModel(freeing("release", "acquire"))
        #expect(right.report.complete)
        #expect(right.failures.isEmpty)
        #expect(try WeakModel(freeing("relaxed", "acquire")).failures == [.check(.race)])
        #expect(try WeakModel(freeing("release", "relaxed")).failures == [.check(.race)])
        #expect(try WeakModel(freeing("relaxed", "relaxed"), under: .tso).failures.isEmpty)
    }

    private func taking(_ load: String) -> String {
        """
        pool Node[1] { value: int }
        atomic head: Node? = nil
        atomic gone: int = 0
        setup { head = new Node(value: 1) }
        thread owner {
          let n = head.exchange(nil, acq_rel)
          if n != nil { free n! }
          gone.store(1, release)
        }
        thread reader {
          if gone.load(\(load)) == 1 {
            let n = head.load(relaxed)
            if n != nil { let got = n!.value }
          }
        }
        allow leak
        allow race
        """
    }

    @Test("A reference that is read late leads to a freed cell")
    func useAfterFree() throws {
        #expect(try WeakModel(taking("relaxed")).failures == [.check(.memoryError)])
        #expect(try WeakModel(taking("acquire")).failures.isEmpty)
        #expect(try WeakModel(taking("relaxed"), under: .sc).failures.isEmpty)
        #expect(try WeakModel(taking("relaxed"), under: .tso).failures.isEmpty)
    }

    @Test("An await has a choice for each combination of writes that makes it true")
    func awaitedCombinations() throws {
        let text = """
            atomic x: int = 0
            atomic y: int = 0
            thread a { x.store(1, relaxed); x.store(2, relaxed); y.store(1, relaxed) }
            thread b { await x.load(relaxed) >= 1 && y.load(relaxed) == 0; let later = x.load(relaxed) }
            reachable first: finished(b) && b.later == 1 && y == 1
            reachable second: finished(b) && b.later == 2 && y == 1
            reachable none: finished(b) && b.later == 0
            """
        let weak = try WeakModel(text)
        #expect(weak.report.complete)
        #expect(try weak.finds("first"))
        #expect(try weak.finds("second"))
        #expect(try !weak.finds("none"))
        // Under sc one that begins after y's write is never over.
        #expect(try WeakModel(text, under: .sc).finds(.deadlock))
        #expect(!weak.finds(.deadlock))
    }

    @Test("Under tso a store on its way to memory is no access that races, least of all with its own thread")
    func racesBesideBuffers() throws {
        func finds(_ a: String, _ b: String) throws -> Bool {
            let text = """
                forbid race
                var x: int = 0
                atomic y: int = 0
                thread a { \(a) }
                thread b { \(b) }
                """
            let options = SearchOptions(looksForRaces: true)
            let found = try [MemoryModel.sc, .tso].map {
                try WeakModel(text, under: $0, options: options).finds(.race)
            }
            #expect(found[0] == found[1], "\(a) beside \(b)")
            return found[1]
        }
        #expect(try !finds("x = 1; x = 2", "y.store(1, relaxed)"))
        // b can't move on but for its buffer.
        #expect(try !finds("x = 1", "y.store(1, relaxed); await x == 1"))
        #expect(try finds("y.store(2, relaxed); x = 1", "y.store(1, relaxed); let got = x"))
    }

    @Test("Two searches of a weak memory find the same", arguments: [MemoryModel.tso, .c11, .rc11])
    func determinism(model: MemoryModel) throws {
        for name in ["IRIW_relW_scR", "Z6_U", "MP_plain_rlx", "SB_scfs"] {
            let program = try LitmusReference.program(name)
            let runs = try (0..<2).map { _ in LitmusReference.explored(try Machine(program, memoryModel: model)) }
            let (first, second) = (runs[0].report, runs[1].report)
            #expect(first.states == second.states)
            #expect(first.transitions == second.transitions)
            #expect(first.findings.map(\.schedule) == second.findings.map(\.schedule))
            #expect(first.witnesses.mapValues(\.schedule) == second.witnesses.mapValues(\.schedule))
            let (left, right) = (runs[0].outcomes().outcomes, runs[1].outcomes().outcomes)
            #expect(left.map(\.key) == right.map(\.key))
            #expect(left.map(\.schedule) == right.map(\.schedule))
        }
    }

    @Test("Execution graphs of the smallest examples are as many as by hand")
    func graphs() throws {
        for (name, graphs) in [("MP_rel_acq", 3), ("SB_sc", 3), ("Z6_U", 24), ("IRIW_sc", 15)] {
            let machine = try Machine(LitmusReference.program(name), memoryModel: .c11)
            #expect(GraphCounter.count(machine: machine)?.reduce(0) { $0 + ($1.executions ?? 0) } == graphs, "\(name)")
        }
    }

    @Test("Three threads that add twice each have 90 execution graphs", arguments: ["relaxed", "seq_cst"])
    func additions(order: String) throws {
        let it = try WeakModel(
            """
            atomic x: int = 0
            thread t(i: 0..<3) { x.fetchAdd(1, \(order)); x.fetchAdd(1, \(order)) }
            """)
        let machine = try Machine(it.program, memoryModel: .c11)
        #expect(GraphCounter.count(machine: machine)?.reduce(0) { $0 + ($1.executions ?? 0) } == 90)
    }

    @Test(
        "What choose gives a thread makes other graphs, whether or not anything comes of it",
        arguments: [
            (
                """
                atomic x: int = 0
                thread a { choose k in 1...3; x.store(k, relaxed) }
                thread b { let seen = x.load(relaxed) }
                """, 6
            ),
            (
                """
                atomic x: int = 0
                thread a { choose k in 1...3; x.store(1, relaxed) }
                thread b { let seen = x.load(relaxed); choose z in 1...2 }
                """, 12
            ),
        ])
    func choices(text: String, graphs: Int) throws {
        for model in [MemoryModel.tso, .c11, .rc11] {
            let machine = try Machine(WeakModel(text, under: model).program, memoryModel: model)
            let exploration = Exploration(machine: machine, options: SearchOptions())
            exploration.finish()
            let outcomes = exploration.outcomes(countingClasses: true).outcomes
            #expect(outcomes.reduce(0) { $0 + ($1.classes ?? 0) } == graphs, "\(model)")
        }
    }

    @Test("Graphs of a model that goes round are not counted, and the loop is found before")
    func loops() throws {
        let it = try WeakModel(
            """
            atomic x: int = 0
            thread a { while x.load(relaxed) == 0 { x.store(0, relaxed) } }
            thread b { x.store(1, relaxed) }
            """)
        let machine = try Machine(it.program, memoryModel: .c11)
        #expect(GraphCounter.count(machine: machine) == nil)
    }
}
