import HeddleLanguages
import HeddleProgram
import Testing

/// A text and the diagnostics it should give, each as `line:column ID message | hint`.
struct SyntaxCase: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: [String]
    var testDescription: String { expected.first ?? text }

    init(_ text: String, _ expected: String...) {
        self.text = text
        self.expected = expected
    }

    /// The statement lines of a thread, from line 3 on.
    static func thread(_ body: String, _ expected: String...) -> SyntaxCase {
        var result = SyntaxCase("model \"M\"\nthread p {\n" + body + "\n}\nvar after: int\n")
        result = SyntaxCase(text: result.text, expected: expected)
        return result
    }

    /// Declarations, from line 2 on.
    static func top(_ body: String, _ expected: String...) -> SyntaxCase {
        SyntaxCase(text: "model \"M\"\n" + body + "\nvar after: int\n", expected: expected)
    }

    private init(text: String, expected: [String]) {
        self.text = text
        self.expected = expected
    }

    var found: [String] {
        let source = SourceText(path: "m.heddle", text: text)
        return Parser.parse(source).diagnostics.map { diagnostic in
            let place = source.position(of: diagnostic.span.start)
            let hint = diagnostic.hint.map { " | \($0)" } ?? ""
            return "\(place.line):\(place.column) \(diagnostic.id) \(diagnostic.message)\(hint)"
        }
    }
}

@Suite struct SyntaxDiagnosticsTests {
    @Test("every mistake of form has its number, place, text and hint", arguments: SyntaxDiagnosticsTests.cases)
    func diagnoses(example: SyntaxCase) {
        #expect(example.found == example.expected, "\(example.text)")
    }

    static let cases: [SyntaxCase] = lexical + names + braces + statements + declarations

    static let lexical: [SyntaxCase] = [
        SyntaxCase("", "1:1 H101 a model starts with 'model \"Name\"' | put it on the first line"),
        SyntaxCase(
            "var x: int\nmodel \"M\"\n",
            "1:1 H101 a model starts with 'model \"Name\"' | put it on the first line"),
        SyntaxCase(
            "model Race\nvar x: int\n",
            "1:7 H101 a model starts with 'model \"Name\"' | the name stands in quotes: model \"Race\""),
        .top(
            "var café: int",
            "2:8 H102 'é' cannot stand here | only comments and strings may hold other than ASCII"),
        .thread("  x = 1 @ 2", "3:9 H102 '@' cannot stand here"),
        .thread("  await x ≤ 2", "3:11 H102 '≤' cannot stand here | write '<='"),
        .top("var x: int\u{7} = 1", "2:11 H102 U+0007 cannot stand here"),
        .top(
            "final p \"never closed: x\nvar y: int",
            "2:9 H103 this string does not end on its line | close it with '\"'"),
        .top("var x: int /* and so on", "2:12 H104 this comment is never closed | end it with '*/'"),
        .thread("  x = 1 /* and so on", "3:9 H104 this comment is never closed | end it with '*/'"),
        .top("const n = 9223372036854775808", "2:11 H109 9223372036854775808 does not fit 64 bits"),
        .top("const n = 0xFFFFFFFFFFFFFFFFF", "2:11 H109 0xFFFFFFFFFFFFFFFFF does not fit 64 bits"),
        .top("const n = 3.14", "2:11 H121 expected a whole number, found '3.14' | there are no fractions"),
        .top(
            "final p \"a \\q b\": true",
            "2:12 H121 expected an escape of the language after '\\' | there are '\\\"', '\\\\' and '\\n'"),
    ]

    static let names: [SyntaxCase] = [
        .thread(
            "  let loop = 0\n  loop = loop + 1",
            "3:7 H110 'loop' is a word of the language and cannot be a name | try 'loop_'"),
        .top("var free: int", "2:5 H110 'free' is a word of the language and cannot be a name | try 'free_'"),
        .top("mutex", "2:6 H121 expected the name of a mutex, found the end of the line"),
        .top("var = 3", "2:5 H121 expected the variable's name, found '='"),
        .top("enum Kind { red, new }", "2:18 H110 'new' is a word of the language and cannot be a name | try 'new_'"),
    ]

    static let braces: [SyntaxCase] = [
        SyntaxCase(
            "model \"M\"\nthread p {\n  while x {\n    y = 1\n  z = 2\n}\nvar z: int\n",
            "3:11 H105 '{' is never closed | the indentation suggests line 5"),
        SyntaxCase(
            "model \"M\"\nthread p {\n  x = 1\n\nthread q {\n  x = 2\n}\n",
            "2:10 H105 '{' is never closed | the indentation suggests line 5"),
        SyntaxCase("model \"M\"\nthread p {\n  x = 1\n", "2:10 H105 '{' is never closed"),
        .thread(
            "  while x y = 1",
            "3:11 H106 expected '{' after the condition, found 'y' | blocks need braces, also around one statement"),
        .thread(
            "  if x\n    y = 1\n  z = 2",
            "3:7 H106 expected '{' after the condition, found the end of the line "
                + "| blocks need braces, also around one statement"),
        .thread(
            "  if x\n  {\n    y = 1\n  }",
            "3:7 H106 expected '{' after the condition, found the end of the line | put it on the same line"),
        .thread("  else { x = 1 }", "3:3 H107 'else' without an 'if'"),
        .thread("  x = 1\n  else { x = 2 }", "4:3 H107 'else' without an 'if'"),
        .top(
            "x = 1\ny = 2",
            "2:1 H108 expected a declaration, found 'x' | statements stand inside 'thread', 'func' or 'setup'"),
        .top(
            "while x {\n  y = 1\n}\nmutex m",
            "2:1 H108 expected a declaration, found 'while' | statements stand inside 'thread', 'func' or 'setup'"),
        .top("let x = 1", "2:1 H108 expected a declaration, found 'let' | at the top stand 'const' and 'var'"),
        .top("}\nvar x: int", "2:1 H108 expected a declaration, found '}' | it closes nothing"),
        .thread(
            "  mutex m\n  m.lock()",
            "3:3 H121 expected a statement, found 'mutex' | declarations stand at the top of the file"),
    ]

    static let statements: [SyntaxCase] = [
        .thread(
            "  x = y\n    + 1\n  z = 2",
            "4:5 H111 the line ends after 'y', and this starts a new statement | end the first line with the operator"),
        .top(
            "invariant p: x\n  == 1",
            "3:3 H111 the line ends after 'x', and this starts a new statement | end the first line with the operator"),
        .thread(
            "  x++\n  --y", "3:4 H112 Heddle has no '++' | write 'x += 1': a read and a write",
            "4:3 H112 Heddle has no '--' | write 'y -= 1': a read and a write"),
        .thread("  if x = 1 { skip }", "3:8 H113 conditions have no need of '=': did you mean '=='?"),
        .top("invariant p: x = 1", "2:16 H113 conditions have no need of '=': did you mean '=='?"),
        .thread("  var seen", "3:7 H114 a local needs an initial value | 'var seen = 0'"),
        .thread("  var ok: bool", "3:7 H114 a local needs an initial value | 'var ok: bool = false'"),
        .thread("  balance + 1", "3:3 H115 this computes a value and drops it"),
        .thread("  balance", "3:3 H115 this computes a value and drops it | did you mean 'balance = …'?"),
        .thread("  a[0] == 1", "3:3 H115 this computes a value and drops it | did you mean 'a[0] = 1'?"),
        .thread("  a + b = 1", "3:3 H116 this cannot be assigned to"),
        .thread("  f() = 1", "3:3 H116 this cannot be assigned to"),
        .thread("  await 0 < x < n", "3:15 H117 comparisons do not chain | write '0 < x && x < n'"),
        .thread(
            "  x = = 1\n  y = 1 1\n  z = 1", "3:7 H121 expected an expression, found '='",
            "4:9 H121 expected the end of the statement, found '1'"),
        .thread("  f(1, 2\n  y = 1", "3:9 H121 expected ',' or ')' after an argument, found the end of the line"),
        .thread("  await a and b", "3:11 H121 expected the end of the statement, found 'and' | write '&&'"),
        .thread(
            "  for (i = 0; i < 3; i++) { skip }",
            "3:7 H121 expected a name after 'for', found '(' | write 'for i in 0..<n { }'"),
        .thread("  { skip }", "3:3 H121 expected a statement, found '{' | a block by itself needs a label"),
        .thread(
            "  critical:",
            "3:12 H121 expected a statement after the label, found the end of the line | write 'critical: skip'"),
        .thread(
            "  select {\n    when x { skip }\n  }",
            "4:5 H121 expected 'case', 'timeout', 'default' or '}', found 'when'"),
        .thread("  assert x, y", "3:13 H121 expected a sentence in quotes, found 'y'"),
    ]

    static let declarations: [SyntaxCase] = [
        .top(
            "thread p(i: 0..<2) * 3 {\n  skip\n}",
            "2:1 H118 'thread p(i: 0..<2) * 3': a parameter or a number, not both"),
        .top("thread p(i: int) { skip }", "2:13 H121 expected a range such as '0..<2', found 'int'"),
        .top("model \"N\"\nvar x: int", "2:1 H119 a file holds one model; this is a second 'model'"),
        .top(
            "final everyDepositKept \"every deposit is kept\"",
            "2:47 H120 expected ':' and a condition after the sentence | write it as: final NAME \"sentence\": condition"
        ),
        .top(
            "invariant x == 1",
            "2:13 H121 expected ':' and a condition, found '==' | write it as: invariant NAME \"sentence\": condition"),
        .top("var x: = 3", "2:8 H121 expected a type, found '='"),
        .top("var x", "2:6 H121 expected ':' and a type, or '=' and a value, found the end of the line"),
        .top("invariant p: a leadsTo b", "2:16 H707 'leadsTo' stands only in 'eventually'"),
        .top(
            "expect p sometimes",
            "2:10 H121 expected 'holds', 'fails', 'possible', 'impossible', 'under', 'with' "
                + "or the end of the declaration, found 'sometimes'"),
        .top("memory arm\nmemory sc", "2:8 H121 expected 'sc', 'tso' or 'c11', found 'arm'"),
        .top("struct P { x int, y: int }", "2:14 H121 expected ':' and the field's type, found 'int'"),
        .top(
            "semaphore s",
            "2:12 H121 expected '=' and the number of permits at the start, found the end of the line "
                + "| semaphore s = 1"),
    ]
}
