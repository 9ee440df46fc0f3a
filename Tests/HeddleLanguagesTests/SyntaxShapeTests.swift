import HeddleLanguages
import HeddleProgram
import Testing

@Suite struct SyntaxShapeTests {
    private func parse(_ text: String) -> (source: SourceText, model: SyntaxModel, diagnostics: [Diagnostic]) {
        let source = SourceText(path: "m.heddle", text: text)
        let (model, diagnostics) = Parser.parse(source)
        return (source, model, diagnostics)
    }

    private func statements(_ body: String) throws -> (source: SourceText, statements: [SyntaxStatement]) {
        let (source, model, diagnostics) = parse("model \"M\"\nthread p {\n\(body)\n}\n")
        #expect(diagnostics == [])
        guard case .thread(let thread) = try #require(model.declarations.first).kind else {
            Issue.record("no thread")
            return (source, [])
        }
        return (source, thread.body.statements)
    }

    @Test(
        "operators bind as in Go, implies least of all",
        arguments: [
            ("a implies b implies c", "(a implies (b implies c))"),
            ("a || b && c", "(a || (b && c))"),
            ("flags & 1 == 0", "((flags & 1) == 0)"),
            ("a | b ^ c & d", "(a | (b ^ (c & d)))"),
            ("a << 1 + 2 * 3", "(a << (1 + (2 * 3)))"),
            ("a - b - c", "((a - b) - c)"),
            ("!a && -b < ~c", "((!a) && ((-b) < (~c)))"),
            ("a ?? b ?? c || d", "(a ?? (b ?? (c || d)))"),
            ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
            ("a == b ? c : d implies e", "(((a == b) ? c : d) implies e)"),
            ("t at critical && u.0 at critical", "((t at critical) && (u.0 at critical))"),
            ("n!.next!.value + a[i].b(1, x: 2)", "(n!.next!.value + a[i].b(1, x: 2))"),
            ("[1, 2, 3] == [0; n]", "([1, 2, 3] == [0; n])"),
            ("[] == new Node(next: nil)", "([] == new Node(next: nil))"),
            ("count(t in p: t at c) <= count", "(count(t in p: (t at c)) <= count)"),
            ("count (x) + sum(i in 0...n: a[i])", "(count(x) + sum(i in 0...n: a[i]))"),
            (
                "forall(i in 0..<n - 1: exists(j in list: i == j))",
                "forall(i in 0..<(n - 1): exists(j in list: (i == j)))"
            ),
            ("0x2A + 0b1010 + 1_000", "((42 + 10) + 1000)"),
        ])
    func precedence(text: String, shape: String) throws {
        let (_, model, diagnostics) = parse("model \"M\"\ninvariant p: \(text)\n")
        #expect(diagnostics == [])
        guard case .property(let property) = try #require(model.declarations.first).kind else {
            Issue.record("no property")
            return
        }
        #expect(SyntaxTreeText.text(property.expression) == shape)
    }

    @Test(
        "types are read with their suffixes from left to right",
        arguments: [
            "int", "u8", "bool?", "0..<2", "1...n", "0..<2[3]", "int[4]", "int[..4]", "Node?[2]", "thread", "thread?",
            "Msg[3][..4]", "0..<n?",
        ])
    func types(text: String) throws {
        let (_, model, diagnostics) = parse("model \"M\"\nvar x: \(text)\n")
        #expect(diagnostics == [])
        guard case .variable(let variable, _) = try #require(model.declarations.first).kind else {
            Issue.record("no variable")
            return
        }
        #expect(try SyntaxTreeText.text(#require(variable.type)) == text)
    }

    @Test("a line that ends with an operator, an open bracket or a comma goes on")
    func linesGoOn() throws {
        let (_, found) = try statements(
            """
            x = a +
              b
            y = f(1
              , 2)
            z = a
              && b
              || c
            w = ok
              ? 1
              : 2
            v = list
              .first
            """)
        #expect(found.count == 5)
    }

    @Test("a line end separates what could go on, and a semicolon does within a line")
    func linesEnd() throws {
        let (source, found) = try statements(
            """
            f()
            (g)(1); skip; yield
            return
            """)
        #expect(found.map { source.text($0.span) } == ["f()", "(g)(1)", "skip", "yield", "return"])
    }

    @Test("the span of a statement is its text, without the comment behind it")
    func spans() throws {
        let (source, found) = try statements(
            """
            x = 1   // a comment
            critical: skip  /* more */
            if x == 1 {
              y = 2
            } else if z { skip }   // end
            atomic { x = 1; y = 2 }  // both
            outer: while let m = c.next() { break outer }
            o.run { x = 1 } ; skip
            """)
        #expect(
            found.map { source.text($0.span) } == [
                "x = 1", "critical: skip", "if x == 1 {\n  y = 2\n} else if z { skip }", "atomic { x = 1; y = 2 }",
                "outer: while let m = c.next() { break outer }", "o.run { x = 1 }", "skip",
            ])
    }

    @Test("documentation belongs to the declaration right behind it, and to nothing else")
    func documentation() {
        let (_, model, diagnostics) = parse(
            """
            /// The story,
            /// in two lines.
            model "M"

            /// Left alone.

            var a: int   /// not this
            /// The second.
            var b: int
            """)
        #expect(diagnostics == [])
        #expect(model.documentation == "The story,\nin two lines.")
        #expect(model.declarations.map(\.documentation) == ["", "The second."])
    }

    @Test("words of a place are ordinary names elsewhere")
    func contextualWords() throws {
        let (_, found) = try statements(
            """
            let count = 1
            let sum = count + 1
            let timeout = sum
            var main = timeout
            main = memory + capacity + default
            under = with
            """)
        #expect(found.count == 6)
    }

    @Test("expectations are told apart by their words")
    func expectations() {
        let (_, model, diagnostics) = parse(
            """
            model "M"
            expect deadlock
            expect no race under c11, tso
            expect p holds with n = 3, ordered = true
            expect no fails
            """)
        #expect(diagnostics == [])
        let found = model.declarations.compactMap { declaration -> String? in
            guard case .expect(let expectation) = declaration.kind else { return nil }
            let verdict = expectation.verdict?.text ?? "-"
            return "\(expectation.isNo) \(expectation.name.text) \(verdict) \(expectation.models.count) "
                + "\(expectation.settings.count)"
        }
        #expect(found == ["false deadlock - 0 0", "true race - 2 0", "false p holds 0 2", "false no fails 0 0"])
    }
}
