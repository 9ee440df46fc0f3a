import HeddleProgram
import Testing

@testable import HeddleEngine

/// Models on which a reduction under weak memory goes wrong as soon as one clause of its dependence is left out.
@Suite("Traps for reductions under weak memory")
struct WeakReductionTrapTests {
    /// The model with reductions and without them; what fails without them.
    private func failing(_ text: String, _ memory: MemoryModel) throws -> Set<Subject> {
        let machine = try Machine(program("model \"M\"\n" + text), memoryModel: memory)
        let differences = try #require(
            try ReductionAgreement.differences(machine, among: [.all, .stubborn, [.stubborn, .fusion]]))
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))\n\(text)")
        return Set(ReductionAgreement.explored(machine, []).report.findings.map(\.subject))
    }

    /// `first` reads what `second` has not overwritten for it; reading `x` takes that away, and it waits for ever.
    @Test("An await that a read of another location closes by a cycle of fences", arguments: [false, true])
    func closedAwait(isTurned: Bool) throws {
        let threads = [
            "thread first { x.store(1, relaxed); fence(seq_cst); await y.load(relaxed) == 0 }",
            "thread second { y.store(1, relaxed); fence(seq_cst); let seen = x.load(relaxed) }",
        ]
        let text =
            "atomic x: int = 0\natomic y: int = 0\n" + (isTurned ? threads.reversed() : threads).joined(separator: "\n")
        #expect(try failing(text, .c11) == [.check(.deadlock)])
    }

    /// Whoever writes `x` second races and goes no further.
    @Test("A race that ends one thread before what it would have done", arguments: [MemoryModel.c11, .rc11])
    func raceInTheWay(memory: MemoryModel) throws {
        let text = """
            var x: int = 0
            atomic y: int = 0
            thread first { x = 1; y.store(1, relaxed) }
            thread second { x = 2; y.store(2, relaxed) }
            invariant notFirst: y != 1
            invariant notSecond: y != 2
            """
        #expect(try failing(text, memory).count == 3)
    }

    @Test("Two stores that both wait when their threads have ended")
    func bothWait() throws {
        let text = """
            atomic x: int = 0
            atomic y: int = 0
            thread first { x.store(1, relaxed) }
            thread second { y.store(1, relaxed) }
            invariant someArrives: !(finished(first) && finished(second) && x == 0 && y == 0)
            invariant notFirst: !(finished(first) && finished(second) && x == 1 && y == 0)
            invariant notSecond: !(finished(first) && finished(second) && x == 0 && y == 1)
            """
        #expect(try failing(text, .tso).count == 3)
    }
}
