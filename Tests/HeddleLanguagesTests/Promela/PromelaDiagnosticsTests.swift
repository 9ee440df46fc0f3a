import HeddleLanguages
import HeddleProgram
import Testing

/// A model and the diagnostics it should give, each as `line:column ID message / hint`.
struct PromelaCase: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: [String]
    var testDescription: String { expected.first ?? text }

    init(_ text: String, _ expected: String...) {
        self.text = text
        self.expected = expected
    }
}

/// Every refusal by its number, place, words and hint.
@Suite struct PromelaDiagnosticsTests {
    @Test("what is not supported is refused by name and line", arguments: PromelaDiagnosticsTests.unsupported)
    func refuses(example: PromelaCase) {
        #expect(PromelaFixtures.lines(example.text) == example.expected, "\(example.text)")
    }

    @Test("names, types and counts are checked", arguments: PromelaDiagnosticsTests.names)
    func checksNames(example: PromelaCase) {
        #expect(PromelaFixtures.lines(example.text) == example.expected, "\(example.text)")
    }

    @Test("mistakes of form and use are named", arguments: PromelaDiagnosticsTests.uses)
    func checksUses(example: PromelaCase) {
        #expect(PromelaFixtures.lines(example.text) == example.expected, "\(example.text)")
    }

    static let unsupported: [PromelaCase] = [
        PromelaCase(
            "byte x; c_code { x++; } init { skip }",
            "1:9 P401 'c_code' is not supported / embedded C is beyond a checker that reads the model itself"),
        PromelaCase(
            "c_decl { int y; } c_state \"int z\" \"Global\" init { c_code { now.x++; }; skip }",
            "1:1 P401 'c_decl' is not supported / embedded C is beyond a checker that reads the model itself",
            "1:19 P401 'c_state' is not supported / embedded C is beyond a checker that reads the model itself",
            "1:51 P401 'c_code' is not supported / embedded C is beyond a checker that reads the model itself"),
        PromelaCase(
            "init { if :: c_expr { now.x } -> skip fi }",
            "1:14 P401 'c_expr' is not supported / embedded C is beyond a checker that reads the model itself"),
        PromelaCase(
            "active proctype P() priority 3 { skip }",
            "1:21 P401 'priority' is not supported / leave it out: all processes are equal then"),
        PromelaCase(
            "proctype P() { skip } init { run P() priority 5; set_priority(1, 2); assert(get_priority(0) == _priority) }",
            "1:38 P401 'priority' is not supported / leave it out: all processes are equal then",
            "1:50 P401 'set_priority' is not supported / leave it out: all processes are equal then",
            "1:77 P401 'get_priority' is not supported",
            "1:96 P401 '_priority' is not supported"),
        PromelaCase(
            "init { assert(np_); enabled(1); pc_value(0) == 2 }",
            "1:15 P401 'np_' is not supported",
            "1:21 P401 'enabled' is not supported",
            "1:33 P401 'pc_value' is not supported"),
        PromelaCase(
            "never { do :: true od } init { skip }",
            "1:1 P402 warning the never claim is not checked: claims are not yet supported / assertions and invalid end states of the model are checked as if it were not there"
        ),
        PromelaCase(
            "byte x; ltl live { <> x } ltl { [] x } init { skip }",
            "1:9 P402 warning the ltl claim 'live' is not checked: claims are not yet supported / assertions and invalid end states of the model are checked as if it were not there",
            "1:27 P402 warning the ltl claim is not checked: claims are not yet supported / assertions and invalid end states of the model are checked as if it were not there"
        ),
        PromelaCase(
            "trace { do :: c!1 od } notrace { c?1 } init { skip }",
            "1:1 P402 warning the trace claim is not checked: claims are not yet supported / assertions and invalid end states of the model are checked as if it were not there",
            "1:24 P402 warning the notrace claim is not checked: claims are not yet supported / assertions and invalid end states of the model are checked as if it were not there"
        ),
        PromelaCase(
            "float f; init { skip }",
            "1:1 P201 expected a declaration or a process, found 'float' / Promela has bit, bool, byte, short, int, unsigned, mtype, chan, pid and typedefs"
        ),
    ]

    static let names: [PromelaCase] = [
        PromelaCase(
            "init { y = 1; x++; z!1; w?x; if :: v -> skip fi }",
            "1:8 P304 nothing here is called 'y'",
            "1:15 P304 nothing here is called 'x'",
            "1:20 P304 nothing here is called 'z'",
            "1:25 P304 nothing here is called 'w'",
            "1:36 P304 nothing here is called 'v'"),
        PromelaCase(
            "byte count; init { conut = 1; runn = 2 }",
            "1:20 P304 nothing here is called 'conut' / did you mean 'count'?",
            "1:31 P304 nothing here is called 'runn'"),
        PromelaCase(
            "proctype Worker() { skip } init { run Wroker(); Worker() }",
            "1:39 P308 there is no process 'Wroker' / did you mean 'Worker'?",
            "1:49 P303 'Worker' is a process, no variable / a process is started with 'run Worker(…)'"),
        PromelaCase(
            "proctype W(byte a, b) { skip } init { run W(1); run W(1, 2); run W(1, 2, 3) }",
            "1:39 P324 process 'W' takes 2 values, here are 1",
            "1:62 P324 process 'W' takes 2 values, here are 3"),
        PromelaCase(
            "chan c = [1] of { byte, byte }; byte x; init { c!1; c!1,2,3; c?x; c?x,x; c?[x] }",
            "1:50 P318 messages of this channel have 2 fields, here are 1",
            "1:55 P318 messages of this channel have 2 fields, here are 3",
            "1:64 P318 messages of this channel have 2 fields, here are 1 / '_' receives what is not wanted",
            "1:71 P320 this variable takes two fields of one message",
            "1:77 P319 warning messages of this channel have 2 fields, here are 1 / only the first ones are looked at"),
        PromelaCase(
            "byte x; init { x!1; x?1; len(x) == 1; x = x.f; x[1] = 2; x[0] = 3 }",
            "1:16 P314 this is no channel / a channel is declared with 'chan'",
            "1:21 P314 this is no channel / a channel is declared with 'chan'",
            "1:30 P314 this is no channel / a channel is declared with 'chan'",
            "1:45 P310 there is no field 'f': what stands before is no structure",
            "1:50 P313 'x' is no array"),
        PromelaCase(
            "byte a[3]; init { a = 1; a[3] = 1; a[-1] = 2; a[2] = 1 }",
            "1:19 P311 'a' is an array: an index is missing / write 'a[0]' for the first element",
            "1:28 P312 warning index 3 is outside of 'a', which has 3 elements from 0",
            "1:38 P312 warning index -1 is outside of 'a', which has 3 elements from 0"),
        PromelaCase(
            "typedef T { byte f; }; T t; init { t.g = 1; t = t; t++; T u; u.f.f = 1 }",
            "1:38 P310 the type 'T' has no field 'g'",
            "1:45 P305 'T' is a structure: only its fields have values",
            "1:49 P305 'T' is a structure: only its fields have values",
            "1:52 P305 'T' is a structure: only its fields have values",
            "1:66 P310 there is no field 'f': what stands before is no structure"),
        PromelaCase(
            "byte x; byte x; mtype = { x, y, y }; typedef x { byte f }; proctype x() { skip } inline x() { skip } init { byte x; byte z; { byte z; z = 1 } }",
            "1:14 P302 'x' is a variable of the model already",
            "1:27 P302 'x' is a variable of the model already",
            "1:33 P302 'y' stands here twice",
            "1:46 P302 'x' is a variable of the model already",
            "1:69 P302 'x' is a variable of the model already",
            "1:89 P302 'x' is a variable of the model already",
            "1:114 P302 'x' is a variable of the model already / Spin knows no hiding of names: a local variable needs a name of its own",
            "1:132 P302 'z' is declared already, on line 1 / Spin knows no hiding of names: blocks within blocks need names of their own"
        ),
        PromelaCase(
            "init { goto L; L: skip; L: skip; goto M }",
            "1:25 P348 the label 'L' stands here twice",
            "1:39 P352 there is no label 'M' in this process"),
        PromelaCase(
            "byte L; init { L: skip; goto L }",
            "1:16 P349 'L' is a variable and cannot be a label",
            "1:30 P349 'L' is a variable and cannot be a label"),
        PromelaCase(
            "init { break; do :: d_step { break } od }",
            "1:8 P350 'break' stands outside of any 'do' or 'for'",
            "1:30 P351 this 'break' leaves a 'd_step', which cannot be left / set a variable and break behind the 'd_step'"
        ),
        PromelaCase(
            "init { d_step { goto out; skip }; out: goto in1; d_step { skip; in1: skip } }",
            "1:22 P351 this 'goto' leaves a 'd_step', which cannot be left",
            "1:45 P351 this 'goto' leads into a 'd_step', which begins only at its beginning"),
        PromelaCase(
            "init { if :: else -> skip :: else -> skip fi; else; do :: skip; else -> skip od }",
            "1:30 P209 this choice has two 'else'",
            "1:47 P208 'else' stands where there is no choice: only an option begins with it",
            "1:65 P208 'else' stands where there is no choice: only an option begins with it"),
        PromelaCase(
            "init { atomic { L: skip }; M: byte x; { N: skip } }",
            "1:17 P207 a label cannot stand on the first statement within atomic / put it before: 'L: atomic { … }'",
            "1:28 P206 a label cannot stand before a declaration / write 'M: skip' first",
            "1:41 P207 a label cannot stand on the first statement within a block / put it before: 'N: { … }'"),
        PromelaCase(
            "inline f() { f() } inline g(a) { a = 1 } byte x; init { f(); g(); g(x, x); g(x }",
            "1:14 P354 the inline 'f' calls itself, which never ends",
            "1:62 P353 the inline 'g' has 1 parameter, here are 0",
            "1:67 P353 the inline 'g' has 1 parameter, here are 2",
            "1:80 P201 expected ')' behind the arguments of 'g', found '}'"),
        PromelaCase(
            "init { run P() > 0; !(run P()); x = run P() + run P() } proctype P() { skip } byte x;",
            "1:8 P309 'run' cannot be a part of a condition / assign its number first: 'p = run P()'",
            "1:21 P309 'run' cannot be a part of a condition / assign its number first: 'p = run P()'",
            "1:33 P304 nothing here is called 'x'"),
    ]

    static let uses: [PromelaCase] = [
        PromelaCase(
            "chan c = [1] of { byte }; init { !full(c); len(c) + empty(c) == 1; assert(nfull(c) && true) }",
            "1:35 P204 'full' can only stand by itself or with '&&' and '||' / the opposite is 'nfull(…)'",
            "1:53 P204 'empty' can only stand by itself or with '&&' and '||' / the opposite is 'nempty(…)'"),
        PromelaCase(
            "chan c = [300] of { byte }; chan d = [1] of { unsigned }; chan e = [1] of { flot }; init { skip }",
            "1:11 P333 a channel holds 0 to 255 messages, here it is 300",
            "1:47 P325 'unsigned' cannot be the type of a message's field",
            "1:77 P201 expected a type, found 'flot'"),
        PromelaCase(
            "unsigned u; unsigned v : 40; byte w : 3; hidden bit b; hidden byte h; init { skip }",
            "1:10 P326 'u' is unsigned without a width / write 'unsigned u : 5' for five bits",
            "1:26 P326 'v' must have 1 to 31 bits, here are 40",
            "1:39 P326 only an 'unsigned' has a width",
            "1:53 P326 a bit or bool cannot be hidden / use a byte",
            "1:68 P403 warning 'hidden' is not heeded: 'h' is a part of the state, so there may be more states than Spin counts"
        ),
        PromelaCase(
            "byte n; byte a[n]; byte b[0]; byte d[2] = { 1, 2, 3 }; byte e = { 1 }; active [0] proctype P() { skip }",
            "1:16 P330 the size of an array must be a constant / name it with '#define'",
            "1:27 P327 an array has 1 to 1000000 elements, here are 0",
            "1:43 P332 'd' has 2 elements, here are 3 values",
            "1:65 P313 'e' is no array",
            "1:80 P323 the number of processes must be 1 to 250, here it is 0"),
        PromelaCase(
            "byte n = 3; byte a[n]; chan q = 3; byte z = [1] of { byte }; init { chan c; c = 1; c++; skip; chan l = [1] of { byte }; byte m[2] = { 1, 2 } }",
            "1:20 P329 warning the size of an array is the initial value of 'n': 3",
            "1:33 P331 a constant is no channel",
            "1:45 P331 'z' is no channel",
            "1:81 P331 a constant is no channel",
            "1:84 P331 there is no arithmetic on channels",
            "1:104 P335 a channel can only be made before the first statement of the process",
            "1:126 P335 the values of an array can only be given before the first statement of the process"),
        PromelaCase(
            "mtype = { a }; mtype:s = { b }; mtype x = b; mtype:s y; chan c = [1] of { mtype:s }; init { y = a; c!a; c?a; y = x }",
            "1:43 P321 expected a name of the plain 'mtype', found one of 'mtype:s'",
            "1:97 P321 expected a name of 'mtype:s', found one of the plain 'mtype'",
            "1:102 P321 expected a name of 'mtype:s', found one of the plain 'mtype'",
            "1:107 P321 expected a name of 'mtype:s', found one of the plain 'mtype'",
            "1:114 P321 expected a name of 'mtype:s', found one of the plain 'mtype'"),
        PromelaCase(
            "byte _pid; init { _pid = 1; _nr_pr++; _ = 1; assert(_ == 1); _last = 2 }",
            "1:6 P301 '_pid' is predefined and cannot be declared",
            "1:19 P340 '_pid' cannot be assigned to",
            "1:29 P340 '_nr_pr' cannot be assigned to",
            "1:53 P306 '_' has no value: it only takes what is not wanted",
            "1:62 P340 '_last' cannot be assigned to"),
        PromelaCase(
            "byte int; byte if; init { byte do }",
            "1:6 P201 expected the name of a variable, found 'int' / 'int' is a reserved word",
            "1:16 P201 expected the name of a variable, found 'if' / 'if' is a reserved word",
            "1:32 P201 expected the name of a variable, found 'do' / 'do' is a reserved word"),
        PromelaCase(
            "init { for (x : 1 .. 2) { skip } byte x; for (x : 3 .. 1) { skip }; for (x in x) { skip }; select (x : 2 .. 1) }",
            "1:13 P304 nothing here is called 'x'",
            "1:47 P304 nothing here is called 'x'",
            "1:74 P304 nothing here is called 'x'",
            "1:100 P304 nothing here is called 'x'"),
        PromelaCase(
            "init { skip",
            "1:8 P201 expected '}' to close the '{', found the end of the file"),
        PromelaCase(
            "init { if :: skip }",
            "1:19 P201 expected '::' or 'fi', found '}' / the 'if' is on line 1"),
        PromelaCase(
            "init { x = (1 + 2 }",
            "1:8 P304 nothing here is called 'x'"),
        PromelaCase(
            "init { skip skip }",
            "1:13 P201 expected ';' or '->' before the next statement, found 'skip'"),
        PromelaCase(
            "init { 3x = 1; x = 99999999999; x = 0x10 }",
            "1:8 P203 '3x' is no number: Promela's are decimal, as in 42",
            "1:11 P201 expected ';' or '->' before the next statement, found '=' / only a variable can be assigned to; to compare write '=='",
            "1:16 P304 nothing here is called 'x'",
            "1:33 P304 nothing here is called 'x'"),
        PromelaCase(
            "init { }",
            "1:6 P205 there is no statement in here / write 'skip' to do nothing"),
        PromelaCase(
            "init { if fi }",
            "1:11 P201 expected '::' for the first option of the 'if', found 'fi'"),
        PromelaCase(
            "init { do od }",
            "1:11 P201 expected '::' for the first option of the 'do', found 'od'"),
        PromelaCase(
            "proctype P() { skip }",
            "1:1 P322 no process is there at the start: nothing would run / write 'active' before a proctype, or an 'init'"
        ),
        PromelaCase(
            "byte x;",
            "1:1 P322 the model has no process: nothing would run / write 'active proctype P() { … }' or 'init { … }'"),
        PromelaCase(
            "foo bar; init { skip }",
            "1:1 P201 expected a declaration or a process, found 'foo'"),
        PromelaCase(
            "procype P() { skip }",
            "1:1 P201 expected a declaration or a process, found 'procype' / did you mean 'proctype'?"),
        PromelaCase(
            "init { printf(\"%d %d\\n\", 1); printf(\"x\", 2); printf(x) }",
            "1:15 P341 warning this string asks for 2 values, here are 1",
            "1:37 P341 warning this string shows 0 of 1 values",
            "1:53 P201 expected a string as the first thing to print, found 'x'"),
        PromelaCase(
            "init { return 3 }",
            "1:8 P342 'return' stands where nothing is returned to / it gives the value of an inline that is called as 'x = f(…)'"
        ),
        PromelaCase(
            "active proctype P() { byte n; L: n = 1 } active proctype Q() { P@M; P:m == 1; R:x == 1; P[0]:n = 2 } proctype R() { byte x; skip }",
            "1:66 P316 process 'P' has no label 'M'",
            "1:71 P316 process 'P' has no variable 'm'",
            "1:81 P304 nothing here is called 'x'",
            "1:96 P201 expected ';' or '->' before the next statement, found '=' / only a variable can be assigned to; to compare write '=='"
        ),
        PromelaCase(
            "chan c = [1] of { byte }; byte x; init { if :: c!1 :: else fi; d_step { skip unless x } }",
            "1:55 P343 warning 'else' beside a send or receive: it is taken when the message cannot go at that moment",
            "1:78 P401 'unless' within 'd_step' is not supported"),
        PromelaCase(
            "init { L: skip unless skip }",
            "1:11 P207 a label cannot stand before a statement with 'unless' / write 'L: { … } unless { … }'"),
        PromelaCase(
            "proctype A(byte x = 3; byte a[2]) { skip } init { skip }",
            "1:19 P328 a parameter has no initial value: the 'run' gives one",
            "1:29 P328 a parameter cannot be an array"),
        PromelaCase(
            "init { €; 'ab'; \"open\n  }",
            "1:8 P104 this has no meaning in a model: '€'",
            "1:11 P103 expected one character between quotes, as in 'a'",
            "1:14 P103 expected one character between quotes, as in 'a'",
            "1:17 P102 this string has no '\"' at its end on the same line"),
        PromelaCase(
            "init { timeout = 1; x == ; skip }",
            "1:16 P201 expected ';' or '->' before the next statement, found '=' / only a variable can be assigned to; to compare write '=='",
            "1:21 P304 nothing here is called 'x'"),
        PromelaCase(
            "init { mtype = { a }; typedef T { byte x }; skip }",
            "1:8 P336 an 'mtype' declares its names outside of processes",
            "1:23 P201 expected a statement, found 'typedef' / 'typedef' stands outside of processes; perhaps a '}' is missing"
        ),
        PromelaCase(
            "init { skip } init { skip }",
            "1:15 P302 there is an 'init' already"),
        PromelaCase(
            "byte x; init { c!x; x = 1 } chan c = [1] of { byte };",
            "1:16 P304 nothing here is called 'c'"),
        PromelaCase(
            "active proctype P() { byte x; x = 1 } active proctype Q() { d_step { P:x == 1; skip } }",
            "1:70 P401 asking another process within 'd_step' is not supported / ask before the 'd_step'"),
        PromelaCase(
            "typedef T { byte a[200] }; chan c = [1] of { T, T }; init { skip }",
            "1:37 P334 a message has at most 255 values"),
    ]
}
