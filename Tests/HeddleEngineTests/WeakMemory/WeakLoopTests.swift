import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("Loops under weak memory")
struct WeakLoopTests {
    static let orders = ["relaxed", "acquire", "seq_cst"]
    static let models: [MemoryModel] = [.tso, .c11, .rc11]

    @Test("A spin on a flag has finitely many states, and ends", arguments: orders, models)
    func spin(order: String, model: MemoryModel) throws {
        let it = try WeakModel(
            """
            atomic flag: int = 0
            thread a { flag.store(1, \(order == "acquire" ? "release" : order)) }
            thread b { while flag.load(\(order)) == 0 {} }
            """, under: model)
        #expect(it.report.complete)
        #expect(it.failures.isEmpty)
        #expect(it.report.endedStates >= 1)
        #expect(it.report.states < 12)
    }

    @Test("So has a spin on two flags in turn", arguments: orders, models)
    func alternating(order: String, model: MemoryModel) throws {
        let it = try WeakModel(
            """
            atomic left: int = 0
            atomic right: int = 0
            thread a { left.store(1, relaxed) }
            thread b { right.store(1, relaxed) }
            thread c { while left.load(\(order)) == 0 || right.load(\(order)) == 0 {} }
            """, under: model)
        #expect(it.report.complete)
        #expect(it.failures.isEmpty)
        #expect(it.report.endedStates >= 1)
    }

    /// With what stands between the first two stores of the writer, and before the last load of the reader.
    private func seqlock(writer: String, reader: String) -> String {
        """
        atomic version: int = 0
        atomic x: int = 0
        atomic y: int = 0
        thread writer {
          version.store(1, relaxed)
          \(writer)
          x.store(1, relaxed)
          y.store(1, relaxed)
          version.store(2, release)
        }
        thread reader {
          var p = 0
          var q = 0
          loop {
            let before = version.load(acquire)
            if before % 2 == 1 { continue }
            p = x.load(relaxed)
            q = y.load(relaxed)
            \(reader)
            let after = version.load(relaxed)
            if before == after { break }
          }
        }
        final whole: reader.p == reader.q
        """
    }

    @Test("A sequence lock that tries again is whole with both its fences under c11, and torn without either")
    func sequenceLock() throws {
        for model in [MemoryModel.c11, .rc11] {
            let right = try WeakModel(seqlock(writer: "fence(release)", reader: "fence(acquire)"), under: model)
            #expect(right.report.complete)
            #expect(right.failures.isEmpty)
            #expect(try WeakModel(seqlock(writer: "skip", reader: "fence(acquire)"), under: model).finds("whole"))
            #expect(try WeakModel(seqlock(writer: "fence(release)", reader: "skip"), under: model).finds("whole"))
        }
        let buffered = try WeakModel(seqlock(writer: "skip", reader: "skip"), under: .tso)
        #expect(buffered.report.complete)
        #expect(buffered.failures.isEmpty)
    }

    private func ticketLock(load: String, store: String) -> String {
        """
        atomic next: int = 0
        atomic serving: int = 0
        var total: int = 0
        thread t * 2 {
          let mine = next.fetchAdd(1, relaxed)
          while serving.load(\(load)) != mine {}
          total = total + 1
          serving.store(mine + 1, \(store))
        }
        final kept: total == 2
        """
    }

    @Test("A ticket lock needs acquire and release")
    func ticketLockOrders() throws {
        let right = try WeakModel(ticketLock(load: "acquire", store: "release"))
        #expect(right.report.complete)
        #expect(right.failures.isEmpty)
        #expect(try WeakModel(ticketLock(load: "relaxed", store: "release")).finds(.race))
        #expect(try WeakModel(ticketLock(load: "acquire", store: "relaxed")).finds(.race))
        let buffered = try WeakModel(ticketLock(load: "relaxed", store: "relaxed"), under: .tso)
        #expect(buffered.report.complete)
        #expect(buffered.failures.isEmpty)
    }

    /// Peterson's lock with the orders of: raising the flag, giving way, and the loads of the loop.
    private func peterson(_ flag: String, _ turn: String, _ loads: String) -> String {
        """
        atomic up: int[2] = [0, 0]
        atomic turn: int = 0
        thread t(me: 0..<2) {
          up[me].store(1, \(flag))
          turn.\(turn)
          while up[1 - me].load(\(loads)) == 1 && turn.load(\(loads)) == 1 - me {}
          critical: skip
          up[me].store(0, release)
        }
        invariant exclusive: count(x in t: x at critical) <= 1
        """
    }

    @Test("Peterson's lock excludes with the orders of the table, and not with weaker ones", arguments: models)
    func petersonOrders(model: MemoryModel) throws {
        func fails(_ flag: String, _ turn: String, _ loads: String) throws -> Bool {
            let it = try WeakModel(peterson(flag, turn, loads), under: model)
            #expect(it.report.complete)
            return try it.finds("exclusive")
        }
        #expect(try fails("relaxed", "store(1 - me, relaxed)", "relaxed"))
        #expect(try fails("release", "store(1 - me, release)", "acquire"))
        #expect(try !fails("seq_cst", "store(1 - me, seq_cst)", "seq_cst"))
        #expect(try !fails("relaxed", "exchange(1 - me, acq_rel)", "acquire"))
        #expect(try fails("seq_cst", "store(1 - me, seq_cst)", "acquire") == (model != .tso))
    }

    @Test("A thread that stores for ever past another ends the search at the bound, which is named")
    func unbounded() throws {
        let text = """
            atomic x: int = 0
            daemon thread a { loop { x.store(1, relaxed) } }
            thread b { let got = x.load(relaxed) }
            """
        let messages = try WeakModel(text + "\nbounds { messages 4 }")
        #expect(!messages.report.complete)
        #expect(messages.report.limits == [.model(.messages, 4)])
        let buffer = try WeakModel(text + "\nbounds { buffer 3 }", under: .tso)
        #expect(!buffer.report.complete)
        #expect(buffer.report.limits == [.model(.buffer, 3)])
    }
}
