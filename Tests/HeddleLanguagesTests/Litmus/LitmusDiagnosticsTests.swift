import HeddleLanguages
import HeddleProgram
import Testing

/// A litmus test and what loading it says, each as `line:column ID message | hint`.
struct LitmusCase: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: [String]
    var testDescription: String { expected.first ?? text }

    init(_ text: String, _ expected: String...) {
        self.text = text
        self.expected = expected
    }

    /// One thread with the parameters `x` (atomic) and `d` (plain) and a register `r`; the statement is in line 4.
    static func statement(_ statement: String, _ expected: String...) -> LitmusCase {
        var made = LitmusCase("C t\n{}\nP0 (atomic_int* x, int* d) { int r = 0;\n\(statement)\n}\n")
        made = LitmusCase(made.text, all: expected)
        return made
    }

    /// An initial state, in line 2, before a thread as above.
    static func initial(_ initial: String, _ expected: String...) -> LitmusCase {
        LitmusCase("C t\n{ \(initial) }\nP0 (atomic_int* x, int* d) { int r = 0; }\n", all: expected)
    }

    /// What stands behind such a thread, in line 4.
    static func end(_ end: String, _ expected: String...) -> LitmusCase {
        LitmusCase("C t\n{}\nP0 (atomic_int* x, int* d) { int r = 0; }\n\(end)\n", all: expected)
    }

    private init(_ text: String, all expected: [String]) {
        self.text = text
        self.expected = expected
    }

    var found: [String] { LitmusCase.diagnostics(text) }

    static func diagnostics(_ text: String, settings: [Setting] = []) -> [String] {
        let loaded = LitmusFrontEnd.load(SourceText(path: "t.litmus", text: text), settings: settings)
        return loaded.diagnostics.map { diagnostic in
            let place = loaded.source.position(of: diagnostic.span.start)
            let hint = diagnostic.hint.map { " | \($0)" } ?? ""
            return "\(place.line):\(place.column) \(diagnostic.id) \(diagnostic.message)\(hint)"
        }
    }
}

@Suite("Litmus tests: what is wrong with them")
struct LitmusDiagnosticsTests {
    @Test(
        "The lines before the threads",
        arguments: [
            LitmusCase("", "1:1 L101 expected 'C' and the test's name | the first line is: C NAME"),
            LitmusCase(
                "X86 SB\n{}\n P0 | P1 ;\n",
                "1:1 L101 expected a test in C, found one for 'X86' | the first line is: C NAME"),
            LitmusCase("C \n{}\nP0 () {}\n", "1:1 L101 expected the test's name behind 'C'"),
            LitmusCase("C t\nSB\n{}\nP0 () {}\n", "2:1 L101 expected '{' and the initial state, found 'SB'"),
            LitmusCase("C t\n\"no end\n{}\n", "2:1 L104 this description never ends | close it with '\"'"),
            LitmusCase("C t\n(* no end\n{}\nP0 () {}\n", "2:1 L104 this comment never ends | close it with '*)'"),
            LitmusCase("C t\n", "2:1 L101 expected '{' and the initial state, found the end of the file"),
            LitmusCase("C t\n{}\n", "3:1 L101 expected the first thread, 'P0 (…) { … }', found the end of the file"),
            LitmusCase(
                "C t\n{}\nP1 () {}\n", "3:1 L106 expected 'P0', found 'P1' | threads are numbered from 0, in order"),
            .initial(
                "x = y;",
                "2:7 L110 the address 'y' as a value is not supported | a location or register holds an integer"),
            .initial(
                "x = &d;",
                "2:7 L110 the address '&d' as a value is not supported | a location or register holds an integer"),
            .initial("int* p;", "2:3 L110 a pointer is not supported | a location holds an integer"),
            .initial(
                "*p = x;", "2:3 L110 a pointer is not supported | a register with an address in it is not supported"),
            .initial("int a[2];", "2:8 L110 an array is not supported | a location holds one integer"),
            .initial("long x;", "2:3 L110 the type 'long' is not supported | integers are 'int' and 'atomic_int'"),
            .initial(
                "x = 010;",
                "2:7 L103 expected a number, found '010' | write it in decimal, or as 0x and hexadecimal digits"),
            .initial("x = 9223372036854775808;", "2:7 L103 '9223372036854775808' is larger than a 64-bit integer"),
            .initial("x 1;", "2:5 L101 expected ';' or '}', found '1'"),
            .initial("x = 1; x = 2;", "2:10 L202 'x' has two initial values"),
            .initial(
                "int x;",
                "2:7 L301 'x' is an 'int' here and an 'atomic_int' in line 3 | a location is atomic for all threads or for none"
            ),
            .initial("0:q = 1;", "2:3 L201 P0 has no register 'q'"),
            .initial("1:r = 1;", "2:3 L201 there is no thread P1 | the last one is P0"),
            .initial("atomic_int 0:r = 1;", "2:14 L301 a register is an 'int'"),
        ])
    func heads(_ it: LitmusCase) { #expect(it.found == it.expected) }

    @Test(
        "The threads' parameters",
        arguments: [
            LitmusCase(
                "C t\n{}\nP0 (int x) {}\n",
                "3:9 L101 expected '*', found 'x' | a parameter is a pointer to a location: 'atomic_int* x'"),
            LitmusCase("C t\n{}\nP0 (int** x) {}\n", "3:5 L110 a pointer to a pointer is not supported"),
            LitmusCase(
                "C t\n{}\nP0 (char* x) {}\n",
                "3:5 L110 the type 'char' is not supported | integers are 'int' and 'atomic_int'"),
            LitmusCase("C t\n{}\nP0 (int* x, int* x) {}\n", "3:18 L202 'x' is a parameter twice"),
            LitmusCase(
                "C t\n{}\nP0 (int* x) {}\nP1 (atomic_int* x) {}\n",
                "4:17 L301 'x' is an 'atomic_int' here and an 'int' in line 3 | a location is atomic for all threads or for none"
            ),
        ])
    func parameters(_ it: LitmusCase) { #expect(it.found == it.expected) }

    @Test(
        "Statements and expressions",
        arguments: [
            .statement(
                "for (;;) {}", "4:1 L110 'for' is not supported | statements are '=', 'if', 'while' and atomic_…(…)"),
            .statement(
                "return;", "4:1 L110 'return' is not supported | statements are '=', 'if', 'while' and atomic_…(…)"),
            .statement(
                "long q = 1;", "4:1 L110 'long' is not supported | statements are '=', 'if', 'while' and atomic_…(…)"),
            .statement(
                "atomic_int q = 1;",
                "4:1 L110 a local of the type 'atomic_int' is not supported | a register is an 'int'"),
            .statement("int* p = x;", "4:4 L110 a pointer is not supported | a register holds an integer"),
            .statement("int a[2];", "4:6 L110 an array is not supported | a register holds one integer"),
            .statement("r++;", "4:2 L110 '++' is not supported | write 'r = r + 1'"),
            .statement("r += 2;", "4:3 L110 '+=' is not supported | write 'r = r + 1'"),
            .statement(
                "*d += 1;",
                "4:4 L110 '+=' is not supported | a read and a write are two steps: 'int r = *x; *x = r + 1;'"),
            .statement("r = r++ + 1;", "4:6 L110 '++' is not supported | write 'r = r + 1' by itself"),
            .statement("r = r ? 1 : 2;", "4:7 L110 '? :' is not supported | write it with 'if' and 'else'"),
            .statement("r = (int) 1;", "4:6 L110 a cast is not supported | everything is an 'int'"),
            .statement("r = &d;", "4:5 L110 an address as a value is not supported"),
            .statement("r = **d;", "4:5 L110 a pointer to a pointer is not supported"),
            .statement("r = 1", "5:1 L101 expected ';', found '}'"),
            .statement("r = ;", "4:5 L101 expected a value, found ';' | a number, a register, '*x' or an atomic call"),
            .statement("if r == 1 {}", "4:4 L101 expected '(', found 'r'"),
            .statement("while (1 {}", "4:10 L101 expected an operator or ')', found '{'"),
            .statement(
                "r = $;", "4:5 L102 '$' means nothing here",
                "4:6 L101 expected a value, found ';' | a number, a register, '*x' or an atomic call"),
            .statement("int r = 1;", "4:5 L202 'r' is declared already | to give it another value, write 'r = …'"),
            .statement("int d = 1;", "4:5 L202 'd' is a parameter of P0 already"),
            .statement("q = 1;", "4:1 L201 'q' is not declared here | declare it: 'int q = …'"),
            .statement(
                "seen = 1; int seem = 0; seem = sean;",
                "4:1 L201 'seen' is not declared here | declare it: 'int seen = …'",
                "4:32 L201 'sean' is not declared here | did you mean 'seem'?"),
            .statement("seen = 1;", "4:1 L201 'seen' is not declared here | declare it: 'int seen = …'"),
            .statement(
                "if (r) { int q = 1; } r = q;",
                "4:27 L201 'q' is not declared here | the block that declares it is over: declare it before"),
            .statement("d = 1;", "4:1 L302 'd' is a location's address, not a value | '*d'"),
            .statement("r = x;", "4:5 L302 'x' is a location's address, not a value | 'atomic_load(x)'"),
            .statement(
                "r = *x;",
                "4:6 L301 'x' is an 'atomic_int': '*x' is no plain access | write 'atomic_load(x)' or 'atomic_store(x, …)', or make it an 'int*'"
            ),
            .statement(
                "r = *d + atomic_load(x);",
                "4:5 L303 C leaves open which of these two accesses comes first | read one of them into a register before: 'int r = …;'"
            ),
            .statement(
                "r = atomic_compare_exchange_strong(x, &r, 1) + r;",
                "4:5 L303 C leaves open which of these two accesses comes first | read one of them into a register before: 'int r = …;'"
            ),
        ] as [LitmusCase])
    func statements(_ it: LitmusCase) { #expect(it.found == it.expected) }

    @Test(
        "Atomic functions and memory orders",
        arguments: [
            .statement(
                "r = atomic_lod(x);",
                "4:5 L203 nothing is known of the function 'atomic_lod' | did you mean 'atomic_load'?"),
            .statement("r = atomic_store(x, 1);", "4:5 L204 'atomic_store' gives no value"),
            .statement(
                "r = atomic_load(x, memory_order_relaxed);",
                "4:18 L205 'atomic_load' takes fewer arguments | an order is given to 'atomic_load_explicit'"),
            .statement("r = atomic_load_explicit(x);", "4:27 L101 expected ',' and a memory order, found ')'"),
            .statement(
                "atomic_store(&x, 1);",
                "4:14 L101 expected a location's name, found '&' | the parameter is a pointer already: write 'x'"),
            .statement(
                "r = atomic_load(d);",
                "4:17 L301 'd' is an 'int', and atomic functions want an 'atomic_int' | make the parameter an 'atomic_int*', or write '*d'"
            ),
            .statement("r = atomic_load(y);", "4:17 L201 P0 has no parameter 'y'"),
            .statement(
                "r = atomic_load_explicit(x, memory_order_release);",
                "4:29 L401 a load cannot be 'memory_order_release' | 'memory_order_relaxed', 'memory_order_acquire' or 'memory_order_seq_cst'"
            ),
            .statement(
                "atomic_store_explicit(x, 1, memory_order_acq_rel);",
                "4:29 L401 a store cannot be 'memory_order_acq_rel' | 'memory_order_relaxed', 'memory_order_release' or 'memory_order_seq_cst'"
            ),
            .statement(
                "atomic_compare_exchange_strong_explicit(x, d, 1, memory_order_relaxed, memory_order_release);",
                "4:72 L401 a failed exchange cannot be 'memory_order_release' | 'memory_order_relaxed', 'memory_order_acquire' or 'memory_order_seq_cst'"
            ),
            .statement(
                "atomic_thread_fence(memory_order_consume);",
                "4:21 L110 'memory_order_consume' is not supported | 'memory_order_acquire' is at least as strong"),
            .statement(
                "atomic_thread_fence(memory_order_aquire);",
                "4:21 L401 expected a memory order, found 'memory_order_aquire' | did you mean 'memory_order_acquire'?"),
            .statement(
                "atomic_compare_exchange_strong(x, r, 1);",
                "4:35 L302 'r' is a value, not an address | write '&r'"),
            .statement(
                "atomic_compare_exchange_strong(x, x, 1);",
                "4:35 L301 'x' is an 'atomic_int'; the expected value stands in an 'int' | an 'int*' parameter, or a register's address '&r'"
            ),
            .statement(
                "atomic_compare_exchange_strong(x, 0, 1);",
                "4:35 L101 expected where the expected value is, found '0' | an 'int*' parameter, or a register's address '&r'"
            ),
        ] as [LitmusCase])
    func operations(_ it: LitmusCase) { #expect(it.found == it.expected) }

    @Test(
        "What stands behind the threads",
        arguments: [
            .end(
                "exist (0:r=1)",
                "4:1 L101 expected the end of the file, found 'exist' | behind the threads: 'exists', '~exists' or 'forall'"
            ),
            .end("exists (0:r=1", "5:1 L101 expected ')', '/\\' or '\\/', found the end of the file"),
            .end("exists (0:r)", "4:12 L101 expected '=' or '!=', found ')'"),
            .end("exists (0:r<1)", "4:12 L102 '<' means nothing here", "4:13 L101 expected '=' or '!=', found '1'"),
            .end(
                "exists (1=0:r)",
                "4:9 L101 expected a location or a register, found '1' | the value stands behind the '='"),
            .end(
                "exists (r=1)",
                "4:9 L201 no location is called 'r' | a register has its thread's number before it: '0:r'"),
            .end("exists (0:d=1)", "4:9 L201 P0 has no register 'd' | 'd' is a location: write 'd'"),
            .end("exists (3:r=1)", "4:9 L201 there is no thread P3 | the last one is P0"),
            .end("exists (x=&d)", "4:11 L110 an address or an array as a value is not supported"),
            .end(
                "exists (x=1 /\\ d=1 => x=2)",
                "4:20 L110 '=>' beside '/\\' or '\\/' without parentheses is not supported | write '(a /\\ b) => c'"),
            .end("forall x=1 with tso: exists", "4:12 L110 'with' is not supported"),
            .end("locations [x; y;]", "4:15 L201 no location is called 'y'"),
            .end(
                "forall x=1 filter d=0",
                "4:12 L101 expected the end of the file, found 'filter' | 'filter' stands before the condition"),
            .end("observed x=1;", "4:1 L110 'observed' is not supported"),
        ] as [LitmusCase])
    func ends(_ it: LitmusCase) { #expect(it.found == it.expected) }

    @Test("All errors are told, in the order of their places; reading goes on behind each")
    func several() {
        let text = """
            C t
            { x = y; z = 1 }
            P0 (atomic_int* x, char* c) {
              for (int i = 0; i < 2; i = i + 1) { atomic_store(x, 1); }
              int a = atomic_load_explicit(x, memory_order_release);
              b++;
            }
            P1 (int x) { return; }
            exists (0:a=)
            """
        #expect(
            LitmusCase.diagnostics(text).map { String($0.prefix { $0 != " " }) } == [
                "2:7", "3:20", "4:3", "5:35", "6:4", "8:9", "8:14", "9:13",
            ])
    }

    @Test("A name from outside must stand in the test, for a number or one word")
    func settings() {
        let text = "C t\n{ x = N; }\nP0 (atomic_int* x) { atomic_store_explicit(x, N, ORDER); }\nexists x=N\n"
        func found(_ settings: [(String, String)]) -> [String] {
            LitmusCase.diagnostics(text, settings: settings.map { Setting(name: $0, value: $1) })
        }
        #expect(found([("N", "-3"), ("ORDER", "memory_order_release")]) == [])
        #expect(
            found([("N", "1 + 1"), ("ORDER", "memory_order_release")]).first
                == "1:1 L108 expected a number or one word, found '1 + 1'")
        #expect(
            found([("N", "1"), ("ORDER", "memory_order_release"), ("M", "2")]) == ["1:1 L108 the test has no 'M'"])
    }

    @Test("What nests or grows too far is refused, not recursed into")
    func limits() {
        func first(_ statement: String) -> String? { LitmusCase.statement(statement).found.first }
        let deep = String(repeating: "(", count: 5_000) + "1" + String(repeating: ")", count: 5_000)
        #expect(first("r = \(deep);")?.hasSuffix("L105 this is nested more than 200 deep") == true)
        let blocks = String(repeating: "{", count: 5_000) + String(repeating: "}", count: 5_000)
        #expect(first(blocks)?.hasSuffix("L105 this is nested more than 200 deep") == true)
        let long = String(repeating: "1 + ", count: 5_000) + "1"
        #expect(first("r = \(long);")?.hasSuffix("L105 this statement has more than 400 operators") == true)
        #expect(first("r = \(String(repeating: "-", count: 5_000))1;") != nil)
        let many = "exists " + String(repeating: "x=1 \\/ ", count: 5_000) + "x=2"
        #expect(LitmusCase.end(many).found.isEmpty)
        let large = "C t\n{}\nP0 () {}\n" + String(repeating: " ", count: 1_000_000)
        #expect(LitmusCase.diagnostics(large).first?.hasPrefix("1:1 L107 the file has 1000016 bytes") == true)
    }
}
