import HeddleLanguages
import HeddleProgram
import Testing

@Suite struct PromelaPreprocessorTests {
    /// The first statement of a process after `lines`.
    private func statement(_ lines: String, _ text: String, _ defines: [PromelaDefine] = []) -> String {
        PromelaFixtures.body("\(lines)\nbyte x, y;\nactive proctype P() { \(text) }\n", defines: defines)
    }

    @Test("macros are expanded as in C", arguments: PromelaPreprocessorTests.macros)
    func expands(lines: String, text: String, tree: String) {
        #expect(statement(lines, text) == tree, "\(lines)")
    }

    static let macros: [(String, String, String)] = [
        ("#define N 3", "x = N", "x = 3"),
        ("#define N", "x = 1 N", "x = 1"),
        ("#define A B\n#define B 2", "x = A", "x = 2"),
        ("#define ADD(a, b) a + b", "x = ADD(1, y) * 2", "x = (1 + (y * 2))"),
        ("#define ADD(a, b) ((a) + (b))", "x = ADD((1, 2), 3) ", "expected ')' to close the '(', found ','"),
        ("#define ADD(a, b) ((a) + (b))", "x = ADD(ADD(1, 2), 3)", "x = ((1 + 2) + 3)"),
        ("#define F(a) a\n#define G F", "x = G(4)", "x = 4"),
        ("#define F(a) (a)", "byte F; F = 1; x = F (2)", "F = 1; x = 2"),
        ("#define w w + 1", "byte w; y = 2", "expected ';' or '->' before the next statement, found '+'"),
        ("#define z x + z", "x = z", "nothing here is called 'z'"),
        ("#define F(a) G(a)\n#define G(a) F(a)", "x = F(1)", "nothing here is called 'F'"),
        ("#define N 1\n#undef N\n#define N 2", "x = N", "x = 2"),
        ("#define LONG 1 + \\\n 2", "x = LONG", "x = (1 + 2)"),
        ("#define NONE() 7", "x = NONE()", "x = 7"),
        (
            "#define STOP(c) if :: c -> goto out :: else fi", "STOP(x > 1); out: skip",
            "if{?(x > 1); goto out.0 | else}; out: skip"
        ),
        ("#define TWO(a) a; a", "TWO(x = \n 1)", "x = 1; x = 1"),
    ]

    @Test("conditions are C's", arguments: PromelaPreprocessorTests.conditions)
    func decides(line: String, holds: Bool) {
        let lines = "#define N 3\n#define F(a) (a + 1)\n#define EMPTY\n\(line)\n#define X 1\n#else\n#define X 2\n#endif"
        #expect(statement(lines, "x = X") == "x = \(holds ? 1 : 2)", "\(line)")
    }

    static let conditions: [(String, Bool)] = [
        ("#if N", true), ("#if N - 3", false), ("#if N == 3 && !defined(M)", true), ("#if defined N", true),
        ("#if defined(M) || N > 3", false), ("#ifdef N", true), ("#ifndef N", false), ("#ifdef M", false),
        ("#if M", false), ("#if F(2) == 3", true), ("#if 1 ? 0 : 1", false), ("#if (N << 2 | 1) == 13", true),
        ("#if N % 2 * 4 - 1 == 3", true), ("#if ~0 == -1", true), ("#if 0x10 == 16 && 010 == 8", true),
        ("#if 'a' == 97", true), ("#if -7 / 2 == -3", true),
    ]

    @Test("skipped text may be anything, but for comments")
    func skipped() {
        let text = "#if 0\nit's \"broken €\n#elif 1\nbyte x;\n#else\n???\n#endif\nactive proctype P() { x = 1 }"
        #expect(PromelaFixtures.body(text) == "x = 1")
    }

    @Test("what is set from outside is there before the text")
    func outside() {
        let lines = "#ifndef N\n#define N 2\n#endif"
        #expect(statement(lines, "x = N") == "x = 2")
        #expect(statement(lines, "x = N", [PromelaDefine(name: "N", text: "5")]) == "x = 5")
        #expect(statement("", "x = N", [PromelaDefine(name: "N")]) == "x = 1")
        let reading = PromelaFixtures.read(
            text: "byte n; active proctype P() { n = 1 }", defines: [PromelaDefine(name: "N", text: "3")])
        #expect(reading.model != nil)
        #expect(reading.diagnostics.map(\.id) == ["P127"])
        #expect(reading.diagnostics[0].severity == .warning)
        let name = PromelaFixtures.read(text: "init { skip }", defines: [PromelaDefine(name: "3x", text: "3")])
        #expect(name.diagnostics.map(\.message) == ["'3x' cannot be set from outside: it is no name"])
    }

    @Test("an included file stands behind the model's text, with its own lines")
    func included() throws {
        let files = [
            "lib/a.pml": "#include \"b.pml\"\n#ifndef A\n#define A\nbyte x;\nbyte y = nobody;\n#endif\n",
            "lib/b.pml": "#define N 4\n",
        ]
        let source = SourceText(
            path: "m.pml", text: "#include \"lib/a.pml\"\n#include \"lib/a.pml\"\nactive proctype P() { x = N }")
        let reading = PromelaFrontEnd.read(source) { path in
            files[path].map { .bytes(Array($0.utf8)) } ?? .missing
        }
        let problem = try #require(reading.diagnostics.first)
        #expect(problem.message == "nothing here is called 'nobody'")
        let place = try #require(reading.source.included(at: problem.span.start))
        #expect(place.path == "lib/a.pml")
        #expect(place.position == SourcePosition(line: 5, column: 10))
        #expect(reading.source.parts.map(\.path) == ["lib/a.pml", "lib/b.pml"])
        #expect(reading.source.included(at: 5) == nil)
    }

    @Test("only files within the model's folder are included", arguments: PromelaPreprocessorTests.refusedIncludes)
    func refusesInclude(line: String, message: String) {
        let source = SourceText(path: "m.pml", text: "\(line)\ninit { skip }")
        let reading = PromelaFrontEnd.read(source) { path in
            path == "self.pml" ? .bytes(Array("#include \"self.pml\"\n".utf8)) : path == "out" ? .outside : .missing
        }
        #expect(reading.diagnostics.map(\.message) == [message])
    }

    static let refusedIncludes: [(String, String)] = [
        ("#include \"../a.pml\"", "'../a.pml' lies outside the model's folder; only files within it are included"),
        (
            "#include \"/etc/passwd\"",
            "'/etc/passwd' lies outside the model's folder; only files within it are included"
        ),
        ("#include \"a/../../b\"", "'a/../../b' lies outside the model's folder; only files within it are included"),
        ("#include \"out\"", "'out' lies outside the model's folder; only files within it are included"),
        ("#include \"a/../b\"", "there is no file 'b' in the model's folder"),
        ("#include <stdio.h>", "'#include <…>' is not supported: only files in the model's folder are included"),
        ("#include x", "'#include' wants a file's name between '\"'"),
        ("#include \"self.pml\"", "files include one another more than 32 deep here"),
    ]

    @Test("mistakes in directives have a number, a place, words", arguments: PromelaPreprocessorTests.mistakes)
    func complains(text: String, expected: String) {
        #expect(PromelaFixtures.lines("\(text)\ninit { skip }") == [expected])
    }

    static let mistakes: [(String, String)] = [
        ("#if 1", "1:1 P110 this condition has no '#endif'"),
        ("#endif", "1:1 P111 '#endif' without an '#if'"),
        ("#else", "1:1 P111 '#else' without an '#if'"),
        ("#elif 1", "1:1 P111 '#elif' without an '#if'"),
        ("#ifdef A\n#else\n#else\n#endif", "3:1 P112 this condition has an '#else' already"),
        ("#if 1 +\n#endif", "1:1 P128 a value is missing in this condition"),
        ("#if 1 / 0\n#endif", "1:1 P128 division by zero in a condition"),
        ("#if 1 2\n#endif", "1:7 P128 '2' has no place here"),
        ("#if defined(\n#endif", "1:5 P128 'defined' wants a name"),
        ("#define 3", "1:1 P122 '#define' wants a name"),
        (
            "#define F(a, a) a",
            "1:1 P123 a macro's parameters are different names with ',' between them, and ')' behind the last"
        ),
        ("#define F(a...) a", "1:1 P123 macros with any number of parameters ('...') are not supported"),
        ("#define S(a) #a", "1:14 P123 '#' in a macro is not supported"),
        ("#define S(a) a ## b", "1:16 P123 '##' in a macro is not supported"),
        ("#define F(a)\n F(1, 2)", "2:2 P117 the macro 'F' has 1 parameter, but here are 2"),
        ("#define N 1\n#define N 2", "2:9 P125 warning the macro 'N' is defined anew here"),
        ("#error too small", "1:1 P120 the model says: too small"),
        ("#warning  odd \"x\"", "1:1 P120 warning the model says: odd \"x\""),
        ("#incldue \"x\"", "1:1 P121 the preprocessor does not know '#incldue' / did you mean 'include'?"),
        ("/* never", "1:1 P101 this comment never ends / end it with '*/'"),
    ]

    @Test("macros that grow without end are stopped")
    func growth() {
        var lines = "#define A0 x x\n"
        for level in 1...30 { lines += "#define A\(level) A\(level - 1) A\(level - 1)\n" }
        let messages = PromelaFixtures.read(text: lines + "byte y; init { A30 }").diagnostics.map(\.id)
        #expect(messages.contains("P116"))
        let deep = String(repeating: "F(", count: 500) + "1" + String(repeating: ")", count: 500)
        let ids = PromelaFixtures.read(text: "#define F(a) a\nbyte x;\ninit { x = \(deep) }").diagnostics.map(\.id)
        #expect(ids.contains("P118"))
    }
}
