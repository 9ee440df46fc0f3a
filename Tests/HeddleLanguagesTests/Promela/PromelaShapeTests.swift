import HeddleLanguages
import HeddleProgram
import Testing

/// What statements and expressions become.
@Suite struct PromelaShapeTests {
    @Test("statements become what Spin makes of them", arguments: PromelaShapeTests.statements)
    func statement(text: String, tree: String) {
        #expect(PromelaFixtures.statements(text) == tree, "\(text)")
    }

    static let statements: [(String, String)] = [
        ("x = 1; y++; y--", "x = 1; y++; y--"),
        ("_ = x + 1", "_ = (x + 1)"),
        ("x; (x); 1; skip; true -> false", "?x; ?x; ?1; skip; ?1; ?0"),
        ("c!1,2; c!1(2); c!!x,y", "c!1,2; c!1,2; c!!x,y"),
        ("c?x,y; c??1,_; c?<x,y>; c??<eval(x),y>", "c?x,y; c??=1,_; c?<x,y>; c??<=x,y>"),
        ("c?-1,x; r?ma(x); r!mb(3); c?(x,y)", "c?=-1,x; r?=ma,x; r!mb,3; c?x,y"),
        ("d!t; d?ts[1]", "d!t.f,t.g[0],t.g[1]; d?ts[1].f,ts[1].g[0],ts[1].g[1]"),
        ("c?[x,1] && c??[2]; x = c?[1,y]", "?([c?<x,=1>] && [c??<=2>]); x = [c?<=1,y>]"),
        ("run W(x, c); x = run W(1, r)", "?run W(x,c); x = run W(1,r)"),
        ("if :: x -> y = 1 :: else fi", "if{?x; y = 1 | else}"),
        ("do :: x > 1 -> break :: else -> skip od", "do{?(x > 1); break | else; skip}"),
        ("L: goto L", "L: goto L.0"),
        ("goto M; M:", "goto M.0; M: skip"),
        ("endx: goto endx", "endx: skip; goto endx.0"),
        ("do :: progress: break od", "do{progress: skip; break}"),
        ("atomic { x = 1; y = 2 }; d_step { x = 1 }", "atomic{x = 1; y = 2}; d_step{x = 1}"),
        ("{ x = 1; y = 2 } unless { y; x = 3 }", "{x = 1; y = 2}unless{?y; x = 3}"),
        ("x = 1 unless y", "{x = 1}unless{?y}"),
        ("L: { x = 1 } unless { y = 1 }; goto L", "L: {x = 1}unless{y = 1}; goto L.0"),
        (
            "for (x : 1 .. 3) { y = x }", "x = 1; do{?(x <= 3); y = x; x++ | else; break}"
        ),
        ("L: for (x in a) { skip }; goto L", "x = 0; L: do{?(x <= 2); skip; x++ | else; break}; goto L.0"),
        (
            "T m; for (m in d) { x = m.f }",
            "for.1 = 0; do{?(for.1 < len(d)); d?m.f,m.g[0],m.g[1]; d!m.f,m.g[0],m.g[1]; x = m.f; for.1++ | else; break}"
        ),
        ("select (x : 1 .. 3)", "if{x = 1 | x = 2 | x = 3}"),
        ("select (x : 0..33)", "x = 0; do{?(x < 33); x++ | break}"),
        ("select (x : 1 .. y)", "x = 1; do{break | ?(x < y); x++}"),
        ("select (x : 1 ..\n 2)", "x = 1; do{break | ?(x < 2); x++}"),
        ("byte i_j; select (i_j : 1 .. 2)", "i_j = 1; do{break | ?(i_j < 2); i_j++}"),
        ("assert(x == 1); assert x < 2", "assert (x == 1); assert (x < 2)"),
        ("printf(\"a %d\\n\", x); printm(ma)", "print 'a '+%d(x)+'\n'; print %e(ma)"),
        ("if :: skip; skip; skip; x = 1; skip; skip fi", "if{skip; x = 1; skip; skip}"),
        ("if :: x = 1; 1; printf(\"\"); true; skip; x = 2 fi", "if{x = 1; ?1; print ; x = 2}"),
        ("byte i; x = 1; byte j = 2; byte k[2]; T m", "x = 1; j = 2; k[0] = 0; skip"),
        ("xr c; xs c; x = 1", "xr c; xs c; x = 1"),
        ("x = 1\n y = 2\n x++\n c!1,\n 2", "x = 1; y = 2; x++; c!1,2"),
        ("x = y\n -1 > 2", "x = y; ?(-1 > 2)"),
        ("if\n :: x\n -> y = 1\n :: else\n fi", "if{?x; y = 1 | else}"),
        ("atomic { x = 1 } y = 2", "atomic{x = 1}; y = 2"),
        ("{ x = 1 }\n unless { y = 1 }", "{x = 1}unless{y = 1}"),
    ]

    @Test("operators bind as in C", arguments: PromelaShapeTests.expressions)
    func expression(text: String, tree: String) {
        #expect(PromelaFixtures.statements("x = \(text)") == "x = \(tree)", "\(text)")
    }

    static let expressions: [(String, String)] = [
        ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"),
        ("x || y && 1 | 2 ^ 3 & 4 == 5", "(x || (y && (1 | (2 ^ (3 & (4 == 5))))))"),
        ("x == y < 2 << 1 + 2", "(x == (y < (2 << (1 + 2))))"),
        ("-x + ~y - !x", "((-x + ~y) - !x)"),
        ("(x -> y : 2) + 1", "((x -> y : 2) + 1)"),
        ("a[x + 1] % 2", "(a[(x + 1)] % 2)"),
        ("ts[1].g[x] + t.f", "(ts[1].g[x] + t.f)"),
        ("'a' + '\\n'", "(97 + 10)"),
        ("ma + mb", "(ma + mb)"),
        ("full(c) || (empty(c) && x)", "(full(c) || (empty(c) && x))"),
        ("len(c) + _pid + _nr_pr + _last", "(((len(c) + _pid) + _nr_pr) + _last)"),
        ("x - 1 - 2", "((x - 1) - 2)"),
        ("timeout", "timeout"),
    ]

    @Test("symbolic names count from the last one of their declaration")
    func mtypes() throws {
        let reading = PromelaFixtures.read(
            text: "mtype = { a, b, c }; mtype = { d }; mtype:f = { e, g }; active proctype P() { skip }")
        let sets = try #require(reading.model).mtypes.map { ($0.name ?? "", $0.names.map(\.text)) }
        #expect(sets.map(\.0) == ["", "f"])
        #expect(sets.map(\.1) == [["c", "b", "a", "d"], ["g", "e"]])
    }

    @Test("processes, variables and channels keep what is declared")
    func declarations() throws {
        let text = """
            byte n = 2; unsigned u : 5 = 3; int list[3] = { 1, 2 }; hidden byte h;
            typedef T { chan q = [1] of { byte }; bit b[2] };
            chan c[2] = [4] of { T, mtype:f, bool };
            active [n] proctype P(pid p; short k, l) provided (u > 1) { T t; t.b[1] = 1 }
            init { skip }
            D_proctype Q() { skip }
            """
        let model = try #require(PromelaFixtures.read(text: text).model)
        #expect(model.globals.map(\.name.text) == ["n", "u", "list", "h", "c"])
        #expect(model.globals.map(\.count) == [nil, nil, 3, nil, 2])
        #expect(model.globals[1].type == .unsigned(bits: 5))
        #expect(model.globals[3].isHidden)
        guard case .channel(let channel)? = model.globals[4].initial else {
            Issue.record("'c' has no channel")
            return
        }
        #expect(channel.capacity == 4)
        #expect(channel.fields == [.structure(0), .mtype(set: 1), .bool])
        #expect(model.structures[0].fields.map(\.name.text) == ["q", "b"])
        #expect(model.proctypes.map(\.name.text) == ["P", "init", "Q"])
        #expect(model.proctypes.map(\.activeCount) == [2, 1, 0])
        #expect(model.proctypes.map(\.isInit) == [false, true, false])
        #expect(model.proctypes[0].locals.map(\.name.text) == ["p", "k", "l", "t"])
        #expect(model.proctypes[0].parameterCount == 3)
        #expect(model.proctypes[0].provided != nil)
        #expect(model.proctypes[2].isDeterministic)
    }

    @Test("an inline's statements have the body's places, the calls' places and locals of their own")
    func inlines() throws {
        let text = """
            byte x;
            inline set(v, e) { byte k = e; L1: v = k * 2; goto L2; L2: skip }
            active proctype P() { set(x, 1 + 2); set(x, 3) }
            """
        let model = try #require(PromelaFixtures.read(text: text).model)
        #expect(
            PromelaTreeText.body(model)
                == "{k = (1 + 2); L1: x = (k * 2); goto L2.1; L2: skip}; {k = 3; L1: x = (k * 2); goto L2.3; L2: skip}")
        #expect(model.proctypes[0].locals.map(\.name.text) == ["k", "k"])
        guard case .block(let first) = model.proctypes[0].body.statements[0].kind else {
            Issue.record("no block")
            return
        }
        #expect(first.statements[1].calls.map(model.source.text) == ["set(x, 1 + 2)"])
        #expect(model.source.text(first.statements[1].span) == "v = k * 2")
        #expect(model.source.text(model.proctypes[0].body.statements[0].span) == "set(x, 1 + 2)")
    }

    @Test("arguments go into an inline as they are written; a value comes back with return")
    func inlineArguments() {
        let text = """
            byte x, y; inline f(v) { x = v * 2 } inline g(a) { if :: a -> return a + 1 :: else -> return 0 fi }
            active proctype P() { f(1 + y); y = g(x); f((1 + y)) }
            """
        #expect(
            PromelaFixtures.body(text)
                == "{x = (1 + (y * 2))}; {if{?x; y = (x + 1) | else; y = 0}}; {x = ((1 + y) * 2)}")
    }

    @Test("another process's label on a goto gets a place of its own")
    func remoteLabels() {
        let text = """
            active proctype P() { byte n; L: goto M; M: goto N; N: n = 1 }
            active proctype Q() { P[0]@L && P@N; P[0]:n == 1 }
            """
        #expect(PromelaFixtures.body(text) == "L: skip; goto M.1; M: goto N.2; N: n = 1")
        #expect(PromelaFixtures.body(text, process: 1) == "?(P[0]@L && P@N); ?(P[0]:n == 1)")
    }
}
