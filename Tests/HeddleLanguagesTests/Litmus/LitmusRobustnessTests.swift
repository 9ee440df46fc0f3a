import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// Whatever the text, reading comes back with a program or with errors, and never crashes or hangs.
@Suite("Litmus tests: damaged ones")
struct LitmusRobustnessTests {
    private static let rich = """
        C rich (* all *)
        "of it"
        Cycle=Rfe Fre
        { int d = -1; atomic_int x = ATOMIC_INIT(0x1F); [y] = 3; 1:a = 2 }
        P0 (atomic_int* x, volatile int* d, _Atomic(int) * y) {
          int r = *d + 1, s; /* C */
          if (r > 0 && !(r == 2)) *d = r; else { s = atomic_exchange(x, r); }
          while (atomic_load_explicit(y, memory_order_acquire) != 0 || s) s = 0;
          int ok = atomic_compare_exchange_weak_explicit(x, &r, 1, memory_order_acq_rel, memory_order_relaxed);
        }
        P1 (int* e, atomic_int* x) { int a; atomic_thread_fence(memory_order_seq_cst); }
        locations [x; 0:r; 1:a;]
        filter 0:r != 4
        ~exists (0:s=1 /\\ ~(x=2 \\/ [d]=0) /\\ (true => 1:a=P0:r))

        """

    private func survives(_ bytes: [UInt8], _ note: @autoclosure () -> String) {
        let source = SourceText(path: "t.litmus", bytes: bytes)
        let loaded = LitmusFrontEnd.load(source)
        #expect((loaded.program == nil) == !loaded.diagnostics.isEmpty, "\(note())")
        for diagnostic in loaded.diagnostics {
            let isInside =
                diagnostic.span.start >= 0 && diagnostic.span.start <= diagnostic.span.end
                && diagnostic.span.end <= source.bytes.count
            #expect(isInside, "\(note()): \(diagnostic)")
        }
    }

    @Test("A test with every construct is read")
    func whole() {
        #expect(LitmusCase.diagnostics(Self.rich) == [])
    }

    @Test("Tests cut off at any byte are read without a crash")
    func truncated() {
        let bytes = Array(Self.rich.utf8)
        for length in bytes.indices { survives(Array(bytes.prefix(length)), "\(length) bytes") }
    }

    @Test("Two thousand damaged tests are read without a crash")
    func damaged() throws {
        let seed: UInt64 = 0x6C_69_74
        var random = SeededGenerator(seed: seed)
        let names = try Fixtures.names(in: "litmus", withExtension: "litmus")
        let texts = try names.map { Array(try Fixtures.text("litmus/" + $0).utf8) } + [Array(Self.rich.utf8)]
        for round in 0..<2_000 {
            var bytes = round % 2 == 0 ? texts[texts.count - 1] : texts[random.below(texts.count)]
            for _ in 0...random.below(4) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(bytes[random.below(bytes.count)], at: place)
                default: bytes[place] = UInt8(random.below(256))
                }
            }
            survives(bytes, "seed \(seed), round \(round)")
        }
    }
}
