import Testing

@Suite struct TypeDiagnosticsTests {
    @Test("mistakes in types and values have their number, place, text and hint", arguments: TypeDiagnosticsTests.cases)
    func diagnoses(example: CheckCase) {
        #expect(example.found == example.expected, "\(example.text)")
    }

    static let cases: [CheckCase] = [
        CheckCase(
            """
            var x: int
            thread t * 2 { if x { x = 1 } }
            """,
            "3:19 H301 expected 'bool', found 'int' | 'x != 0'"),
        CheckCase(
            """
            var x: u8
            var y: int
            thread t * 2 { y = x + y
             y = x }
            """,
            "4:22 H302 'u8' and 'int' do not mix | 'int(x)' or 'u8(y)'",
            "5:6 H302 'u8' and 'int' do not mix | 'int(x)'"),
        CheckCase(
            """
            pool Node[2] { next: Node? }
            var top: Node?
            thread t * 2 { let n = top
             let m = n.next
             top = m
             free n }
            """,
            "5:10 H303 'Node?' may be nil here | 'n!.next', or 'if let m = n { … }'",
            "7:7 H303 'Node?' may be nil here | 'free n!', or 'if let m = n { … }'"),
        CheckCase(
            """
            var x: 0..<4
            var a: int[4]
            thread t * 2 { x = 7
             a[4] = x }
            """,
            "4:20 H304 7 is never in '0..<4'",
            "5:4 H304 4 is never in '0..<4'"),
        CheckCase(
            """
            enum V { commit, abort, maybe }
            var v: V
            thread t * 2 { switch v { case abort { v = commit } case maybe {} } }
            """,
            "4:16 H305 'switch' leaves out 'commit' | add the case, or 'else'"),
        CheckCase(
            """
            var x: int
            func put(v: int) { x = v }
            thread t * 2 { put(1, 2) }
            """,
            "4:16 H306 'put' takes 1 argument, not 2"),
        CheckCase(
            """
            var n: int = 3
            thread t * n { n = n + 1 }
            """,
            "3:12 H307 this must be constant: 'n' is a variable | use 'const'"),
        CheckCase(
            """
            struct Point { x: int, y: int }
            thread t * 2 { let p = Point(1, y: 2)
             skip }
            """,
            "3:30 H308 'Point' needs 'x:' before its value | fields are named: 'Point(x: 1, y: 2)'"),
        CheckCase(
            """
            var x: int
            func take() -> int { if x == 1 { return 2 } }
            thread t * 2 { x = take() }
            """,
            "3:6 H309 not every way through 'take' returns a value"),
        CheckCase(
            """
            var x: int
            thread t * 2 { let seen = x
             seen = 2
             seen += 1 }
            """,
            "4:2 H310 'seen' is a 'let' and cannot change | declare it with 'var'",
            "5:2 H310 'seen' is a 'let' and cannot change | declare it with 'var'"),
        CheckCase(
            """
            var x: bool
            atomic o: thread?
            thread t * 2 { x = self < self }
            """,
            "4:25 H311 threads can be compared with '==' and '!=' only"),
        CheckCase(
            """
            var x: int[3] = uninitialized
            thread t * 2 { let a = uninitialized
             x[0] = x[1] }
            """,
            "2:17 H312 'uninitialized' is for shared scalars and fields",
            "3:24 H312 'uninitialized' is for shared scalars and fields"),
        CheckCase(
            """
            var x: int
            var b: bool
            enum E { p, q }
            var e: E
            thread t * 2 { x = b
             b = 1
             x = e
             while x + 1 {}
             b = !x
             e = nil
             let n = nil }
            """,
            "6:20 H301 expected 'int', found 'bool'",
            "7:6 H301 expected 'bool', found 'int'",
            "8:6 H301 expected 'int', found 'E'",
            "9:8 H301 expected 'bool', found 'int' | 'x + 1 != 0'",
            "10:7 H301 expected 'bool', found 'int' | 'x != 0'",
            "11:6 H301 expected 'E', found 'nil'",
            "12:10 H301 the type of this 'nil' is not known | give the local a type"),
        CheckCase(
            """
            var x: u8
            var y: i16
            var z: u8 = 300
            thread t * 2 { let a = x + y
             x = 256
             x = u8(300)
             y = -1
             x = -1 }
            """,
            "4:13 H304 300 is never in 'u8'",
            "5:26 H302 'u8' and 'i16' do not mix | 'int(x)' and 'int(y)'",
            "6:6 H304 256 is never in 'u8'",
            "9:6 H304 -1 is never in 'u8'"),
        CheckCase(
            """
            var x: int?
            var y: int
            thread t * 2 { y = x
             y = x!
             y = y!
             y = x ?? 3
             y = y ?? 3
             if let z = y { y = z }
             if let z = x { y = z } }
            """,
            "4:20 H303 'int?' may be nil here | 'x!' takes the value",
            "6:6 H301 'int' is never nil | leave out the '!'",
            "8:6 H301 'int' is never nil | leave out '??'",
            "9:13 H301 'let' takes an optional, found 'int' | declare a local before: 'let z = …'"),
        CheckCase(
            """
            var x: 0..<0
            var y: int??
            thread t * 2 { skip }
            """,
            "2:8 H313 the range '0..<0' is empty",
            "3:11 H121 expected the end of the declaration, found '??'"),
        CheckCase(
            """
            struct A { b: B }
            struct B { a: A[2] }
            var x: A
            thread t * 2 { skip }
            """,
            "2:8 H315 'A' cannot hold itself"),
        CheckCase(
            """
            pool N[2] { v: int }
            var n: N
            struct S { n: N }
            var s: S
            thread t * 2 { let a = new N(v: 1)
             let b = S()
             let c = new N(w: 1)
             let d = N(v: 1)
             let e = new S() }
            """,
            "3:5 H316 'n' needs an initial value: 'N' has none | write 'N?' where it may be absent",
            "5:5 H316 's' needs an initial value: 'S' has none | write 'S?' where it may be absent",
            "7:10 H316 'n' needs a value: 'N' has no default",
            "8:16 H205 'N' has no field 'w' | it has 'v'",
            "9:10 H301 a cell of 'N' is made with 'new' | 'new N(…)'",
            "10:14 H301 'new' makes a cell of a pool, and 'S' is none | a struct is made without 'new'"),
        CheckCase(
            """
            atomic l: int[..3]
            thread t * 200 { skip }
            thread u * 100 { skip }
            """,
            "2:8 H317 an atomic holds no list | declare a 'var'",
            "4:8 H318 a model has at most 250 threads"),
        CheckCase(
            """
            var x: int[70000]
            struct A { a: int[1000] }
            var y: A[100]
            thread t * 2 { skip }
            """,
            "2:12 H304 70000 is never in '0...65536'",
            "4:8 H321 this is too large: a value holds at most 65536 numbers"),
        CheckCase(
            """
            const k = 2
            var x: int
            thread t(i: 0..<2) { k = 3
             i = 3
             for j in 0..<2 { j = 1 }
             f(1) = 2
             x = i
             self = 3 }
            func f(a: int) -> int { a = 2
             return a }
            """,
            "4:22 H310 'k' is a constant and cannot change | declare it with 'var'",
            "5:6 H304 3 is never in '0..<2'",
            "6:19 H310 'j' is a 'let' and cannot change | declare it with 'var'",
            "7:2 H116 this cannot be assigned to",
            "9:2 H116 this cannot be assigned to",
            "10:25 H310 'a' is a 'let' and cannot change | declare it with 'var'"),
        CheckCase(
            """
            var x: int
            thread t * 2 { let me = self
             x = 1 }
            setup { let a = self }
            invariant i "s": self == t[0]
            invariant j "s": t[2] == t[0]
            """,
            "5:17 H319 no thread runs here: 'self' is nobody",
            "6:18 H319 no thread runs here: 'self' is nobody",
            "7:18 H304 2 is never in '0..<2'"),
        CheckCase(
            """
            var x: int
            thread t * 2 { x = min(1)
             x = max(x, true)
             x = abs(false)
             x = int(true)
             x = bool(1)
             x = 1(2)
             x()
             let y = t
             let z = t[0] }
            """,
            "3:20 H306 'min' takes 2 arguments, not 1",
            "4:13 H301 expected 'int', found 'bool'",
            "5:10 H301 expected 'int', found 'bool'",
            "6:10 H301 expected a number, found 'bool'",
            "7:11 H301 expected a number, found 'bool' | 'x != 0'",
            "8:6 H301 this cannot be called",
            "9:2 H301 'x' is no function",
            "10:10 H418 't' is for properties and ghost code | the program may not look at where others are"),
        CheckCase(
            """
            var x: int
            thread t * 2 { x = 1 < 2
             x = true + 1
             x = -true
             x = ~1
             if 1 == true {}
             if x && 1 {} }
            """,
            "3:20 H301 expected 'int', found 'bool'",
            "4:6 H301 expected 'int', found 'bool'",
            "5:7 H301 expected 'int', found 'bool'",
            "7:10 H301 expected 'int', found 'bool'",
            "8:5 H301 expected 'bool', found 'int' | 'x != 0'",
            "8:10 H301 expected 'bool', found 'int'"),
    ]
}
