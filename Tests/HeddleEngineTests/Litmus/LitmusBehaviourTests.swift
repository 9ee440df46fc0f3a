import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// A test's statements and every outcome that they have under `sc`.
struct LitmusBehaviour: Sendable, CustomTestStringConvertible {
    let sentence: String
    let text: String
    let outcomes: [String]
    var testDescription: String { sentence }

    init(_ sentence: String, _ text: String, _ outcomes: String...) {
        self.sentence = sentence
        self.text = "C t\n" + text + "\n"
        self.outcomes = outcomes
    }
}

@Suite("Litmus tests: what they do")
struct LitmusBehaviourTests {
    static let cases = [
        LitmusBehaviour(
            "a register that nothing is assigned to is 0, one with an initial value keeps it",
            "{ 0:b = 5; }\nP0 () { int a; int b; }", "0:a=0 0:b=5"),
        LitmusBehaviour(
            "operators bind as in C, and a truth is 1 or 0",
            "{}\nP0 () { int a = 1 + 2 * 3 == 7; int b = 6 & 3 | 8; int c = !5 + (2 < 1); int e = -7 / 2 - 1 % 2; }",
            "0:a=1 0:b=10 0:c=0 0:e=-4"),
        LitmusBehaviour(
            "reads of memory stand between other threads' writes",
            "{}\nP0 (int* d) { int a = *d + 1; *d = a * 2; }\nP1 (int* d) { *d = 3; }",
            "0:a=1 d=2", "0:a=1 d=3", "0:a=4 d=8"),
        LitmusBehaviour(
            "what stands right of && and || is read only where the left side doesn't decide",
            """
            { d = 1; }
            P0 (int* d, atomic_int* x) {
              int a = *d == 0 && atomic_fetch_add(x, 1) == 0;
              int b = *d == 1 || atomic_fetch_add(x, 10) == 0;
              int c = *d == 1 && atomic_fetch_add(x, 100) == 0;
            }
            """, "0:a=0 0:b=1 0:c=1 d=1 x=100"),
        LitmusBehaviour(
            "if and else, with and without braces",
            "{ d = 1; }\nP0 (int* d) { int a = 0; if (*d == 2) a = 1; else if (*d) { a = 2; } else a = 3; }",
            "0:a=2 d=1"),
        LitmusBehaviour(
            "a loop spins until another thread's write is seen",
            """
            {}
            P0 (atomic_int* f, int* d) { *d = 1; atomic_store_explicit(f, 1, memory_order_release); }
            P1 (atomic_int* f, int* d) {
              while (atomic_load_explicit(f, memory_order_acquire) == 0) {}
              int a = *d;
            }
            """, "1:a=1 d=1 f=1"),
        LitmusBehaviour(
            "a loop counts",
            "{}\nP0 (int* d) { int n = 0; while (n < 3) { n = n + 1; *d = n; } }", "0:n=3 d=3"),
        LitmusBehaviour(
            "all read-modify-writes give the old value",
            """
            { x = 12; }
            P0 (atomic_int* x) {
              int a = atomic_fetch_sub(x, 2); int b = atomic_fetch_and(x, 6); int c = atomic_fetch_or(x, 5);
              int e = atomic_fetch_xor(x, 3); int f = atomic_exchange(x, 9);
            }
            """, "0:a=12 0:b=10 0:c=2 0:e=7 0:f=4 x=9"),
        LitmusBehaviour(
            "a failed strong exchange leaves what it found in the register",
            "{ x = 4; }\nP0 (atomic_int* x) { int r = 3; int ok = atomic_compare_exchange_strong(x, &r, 5); }",
            "0:ok=0 0:r=4 x=4"),
        LitmusBehaviour(
            "a strong exchange from a cell writes the cell only after a failure",
            """
            { x = 1; e = 1; }
            P0 (atomic_int* x, int* e) {
              int a = atomic_compare_exchange_strong(x, e, 2);
              int b = atomic_compare_exchange_strong(x, e, 3);
            }
            """, "0:a=1 0:b=0 e=2 x=2"),
        LitmusBehaviour(
            "a weak exchange may fail for no reason, and then has found what was expected",
            "{}\nP0 (atomic_int* x) { int r = 0; int ok = atomic_compare_exchange_weak(x, &r, 5); }",
            "0:ok=0 0:r=0 x=0", "0:ok=1 0:r=0 x=5"),
        LitmusBehaviour(
            "a weak exchange that finds another value fails",
            "{ x = 1; }\nP0 (atomic_int* x) { int r = 0; int ok = atomic_compare_exchange_weak(x, &r, 5); }",
            "0:ok=0 0:r=1 x=1"),
        LitmusBehaviour(
            "a retry loop over a weak exchange loses no increment",
            """
            {}
            P0 (atomic_int* x) { int r = 0; while (!atomic_compare_exchange_weak(x, &r, r + 1)) {} }
            P1 (atomic_int* x) { int r = 0; while (!atomic_compare_exchange_weak(x, &r, r + 1)) {} }
            """, "0:r=0 1:r=1 x=2", "0:r=1 1:r=0 x=2"),
        LitmusBehaviour(
            "two blocks that declare one name have one register",
            "{ d = 1; }\nP0 (int* d) { if (*d == 1) { int a = 4; } else { int a = 5; } }", "0:a=4 d=1"),
    ]

    private func exploration(_ text: String) throws -> (Program, Exploration) {
        let loaded = LitmusFrontEnd.load(SourceText(path: "t.litmus", text: text))
        let program = try #require(loaded.program, "\(loaded.diagnostics)")
        return (program, LitmusReference.explored(try Machine(program)))
    }

    @Test("Their outcomes are those of C under sc", arguments: cases)
    func outcomes(_ it: LitmusBehaviour) throws {
        let (_, exploration) = try exploration(it.text)
        let result = exploration.outcomes()
        #expect(result.isComplete)
        let found = result.outcomes.map { outcome in
            outcome.values.map { value -> String in
                guard case .integer(let number) = value.value else { return "\(value.name)=?" }
                return "\(value.name)=\(number)"
            }.sorted().joined(separator: " ")
        }
        #expect(found.sorted() == it.outcomes)
    }

    @Test("A weak exchange orders no more than its order says", arguments: [MemoryModel.c11, .rc11])
    func weakExchange(model: MemoryModel) throws {
        let text = """
            C t
            {}
            P0 (atomic_int* x, atomic_int* y) {
              int e = 0;
              atomic_store_explicit(x, 1, memory_order_relaxed);
              int ok = atomic_compare_exchange_weak_explicit(y, &e, 1, memory_order_ORDER, memory_order_relaxed);
            }
            P1 (atomic_int* x, atomic_int* y) {
              int e = 1;
              int ok = atomic_compare_exchange_weak_explicit(y, &e, 2, memory_order_ORDER, memory_order_relaxed);
              int r = atomic_load_explicit(x, memory_order_relaxed);
            }
            exists (1:ok=1 /\\ 1:r=0)

            """
        for (order, isPossible) in [("relaxed", true), ("acq_rel", false)] {
            let source = SourceText(path: "t.litmus", text: text.replacing("ORDER", with: order))
            let program = try #require(LitmusFrontEnd.load(source).program)
            let report = LitmusReference.explored(try Machine(program, memoryModel: model)).report
            #expect(report.witnesses.isEmpty != isPossible, "\(order)")
        }
    }

    @Test("Leaving 64 bits is reported, not wrapped")
    func overflow() throws {
        let (_, exploration) = try exploration("C t\n{ d = 0x7fffffffffffffff; }\nP0 (int* d) { *d = *d + 1; }\n")
        #expect(exploration.report.findings.map(\.subject) == [.check(.overflow)])
    }

    @Test("Conditions are judged at the end alone")
    func conditions() throws {
        let body = "C t\n{}\nP0 (int* d) { *d = 1; *d = 2; }\n"
        func possible(_ end: String) throws -> Bool {
            let (program, exploration) = try exploration(body + end + "\n")
            let property = try #require(program.litmus?.condition?.property)
            return exploration.report.witnesses[property] != nil
        }
        func fails(_ end: String) throws -> Bool {
            try !exploration(body + end + "\n").1.report.findings.isEmpty
        }
        #expect(try !possible("exists d=1"))
        #expect(try possible("exists (d=2 /\\ ~(d=1))"))
        #expect(try possible("exists (false \\/ d!=1)"))
        #expect(try fails("~exists [d]=2"))
        #expect(try !fails("~exists d=1"))
        #expect(try !fails("forall d=d"))
        #expect(try fails("forall d=1"))
        #expect(try !fails("forall (d=1 => false)"))
        #expect(try !possible("filter d=1 exists d=2"))
        #expect(try !fails("filter d=1 forall d=7"))
        #expect(try !fails("filter d=1 ~exists d=2"))
    }
}
