import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("Waiting that an overwritten store alone lets through")
struct StaleAwaitTests {
    private struct Checked {
        var failures: [Subject]
        /// Source of what goes on by old stores alone.
        var stale: [String]
    }

    private func checked(
        _ text: String, under model: MemoryModel, by strategy: SearchOptions.Strategy = .breadthFirst
    ) throws -> Checked {
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: "model \"Weak\"\n\(text)\n"))
        let program = try #require(loaded.program, "\(loaded.diagnostics)")
        var options = SearchOptions()
        options.strategy = strategy
        let exploration = Exploration(machine: try Machine(program, memoryModel: model), options: options)
        exploration.finish()
        return Checked(
            failures: exploration.report.findings.map(\.subject).filter { $0.isFailure(in: program) },
            stale: exploration.staleAwaits().map { program.source.normalizedText($0) })
    }

    private let overwritten = """
        atomic flag: int = 0
        thread a { flag.store(1, relaxed); flag.store(0, relaxed) }
        thread b { await flag.load(acquire) == 1 }
        """

    @Test("Where sc has a deadlock, c11 has none and says which step it is", arguments: [MemoryModel.c11, .rc11])
    func overwritten(model: MemoryModel) throws {
        for strategy in [SearchOptions.Strategy.breadthFirst, .depthFirst, .preemption, .dpor] {
            let it = try checked(overwritten, under: model, by: strategy)
            #expect(it.failures.isEmpty)
            #expect(it.stale == ["await flag.load(acquire) == 1"], "\(strategy)")
        }
        for memory in [MemoryModel.sc, .tso] {
            let it = try checked(overwritten, under: memory)
            #expect(it.failures == [.check(.deadlock)] && it.stale.isEmpty)
        }
    }

    @Test("Where the newest writes are all that is read, the deadlock is one")
    func strong() throws {
        let text = overwritten.replacing("relaxed", with: "seq_cst").replacing("acquire", with: "seq_cst")
        let it = try checked(text, under: .c11)
        #expect(it.failures == [.check(.deadlock)] && it.stale.isEmpty)
    }

    @Test("Each of several that wait is named, and none where the last store is the one that they wait for")
    func several() throws {
        let both = overwritten + "\nthread c { await flag.load(relaxed) == 1 || flag.load(relaxed) == 2 }"
        #expect(
            try checked(both, under: .c11).stale == [
                "await flag.load(acquire) == 1", "await flag.load(relaxed) == 1 || flag.load(relaxed) == 2",
            ])
        let helped = both.replacing("flag.store(0, relaxed)", with: "flag.store(0, relaxed); flag.store(1, relaxed)")
        #expect(try checked(helped, under: .c11).stale.isEmpty)
    }

    @Test(
        "Nothing is said where the newest store lets all go on, or where a deadlock is allowed",
        arguments: [
            """
            atomic there: bool = false
            atomic back: bool = false
            thread a { there.store(true, release); await back.load(acquire) }
            thread b { await there.load(acquire); back.store(true, release) }
            """,
            """
            atomic flag: int = 0
            thread a { flag.store(1, relaxed); flag.store(2, relaxed) }
            thread b { await flag.load(relaxed) >= 1 }
            """,
            """
            allow deadlock
            atomic flag: int = 0
            thread a { flag.store(1, relaxed); flag.store(0, relaxed) }
            thread b { await flag.load(relaxed) == 1 }
            """,
        ])
    func silent(text: String) throws {
        let it = try checked(text, under: .c11)
        #expect(it.failures.isEmpty && it.stale.isEmpty)
    }
}
