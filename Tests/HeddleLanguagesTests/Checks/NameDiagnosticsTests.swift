import Testing

@Suite struct NameDiagnosticsTests {
    @Test("mistakes in names have their number, place, text and hint", arguments: NameDiagnosticsTests.cases)
    func diagnoses(example: CheckCase) {
        #expect(example.found == example.expected, "\(example.text)")
    }

    static let cases: [CheckCase] = [
        CheckCase(
            """
            var balance: int = 0
            thread t * 2 { let seen = balanse
             balance = seen + 1 }
            """,
            "3:27 H201 nothing here is called 'balanse' | did you mean 'balance', declared in line 2?"),
        CheckCase(
            """
            var balance: int = 0
            var balance: int
            thread t * 2 { balance = balance + 1 }
            """,
            "3:5 H202 'balance' is declared twice | first on line 2"),
        CheckCase(
            """
            var balance: int = 0
            thread t * 2 { let balance = 3 }
            """,
            "3:20 H203 the local 'balance' would hide the shared variable of line 2 | choose another name"),
        CheckCase(
            """
            var balance: int = 0
            thread t * 2 { let x = 3
             if balance == x { let x = 4 } }
            """,
            "4:24 H203 the local 'x' would hide the local of line 3 | choose another name"),
        CheckCase(
            """
            enum Light { red, green }
            enum Wine { red, white }
            var a: Light = red
            var b: Wine = Wine.red
            thread t * 2 { a = Light.red
             b = white }
            """,
            "4:16 H204 'red' is a case of 'Light' and of 'Wine' | write 'Light.red'"),
        CheckCase(
            """
            struct Point { x: int, y: int }
            var p: Point
            thread t * 2 { p.z = 1 }
            """,
            "4:18 H205 'Point' has no field 'z' | it has 'x', 'y'"),
        CheckCase(
            """
            mutex m
            condition c
            semaphore s = 1
            channel ch: int
            thread t * 2 { m.acquire()
             c.signal()
             s.P()
             ch.put(1)
             ch.recv() }
            """,
            "6:18 H206 a mutex has no method 'acquire' | did you mean 'lock'?",
            "7:4 H206 a condition has no method 'signal' | did you mean 'notify'?",
            "8:4 H206 a semaphore has no method 'P' | did you mean 'acquire'?",
            "9:5 H206 a channel has no method 'put' | did you mean 'send'?",
            "10:5 H206 a channel has no method 'recv' | did you mean 'receive'?"),
        CheckCase(
            """
            var x: int
            thread t * 2 { loop { x = x + 1
             break outer } }
            """,
            "4:8 H207 no loop here is labelled 'outer'"),
        CheckCase(
            """
            const n = m + 1
            const m = n
            var x: int
            thread t * 2 { x = x + n }
            """,
            "2:7 H208 the constant 'n' is defined by itself"),
        CheckCase(
            """
            mutex fork[5]
            thread t * 2 { fork.lock() }
            """,
            "3:16 H209 'fork' is an array of mutexes: which one? | 'fork[i].lock()'"),
        CheckCase(
            """
            const a: bool = 3
            const b = true && false
            const c: u8 = 255 + 1
            const d = 1 / 0
            const e = [1, 2]
            const f: 0..<3 = 3
            enum E { p, q }
            const g: E = r
            var x: int
            thread t * 2 { x = x + 1 }
            """,
            "2:17 H301 expected 'bool', found 'int'",
            "4:15 H304 256 is never in 'u8'",
            "5:11 H307 this must be constant: '1 / 0' cannot be computed beforehand",
            "6:11 H307 a constant is an integer, a boolean or an enum case",
            "7:18 H304 3 is never in '0..<3'",
            "9:14 H201 nothing here is called 'r'"),
        CheckCase(
            """
            var u8: int
            var t: int
            thread t * 2 { t = 1 }
            enum A { x, x }
            struct S { a: int, a: bool }
            setup { t = 1 }
            setup { t = 2 }
            invariant i "s": true
            invariant i "s": true
            """,
            "2:5 H202 'u8' is a type of the language | choose another name",
            "4:8 H202 't' is declared twice | first on line 3",
            "5:13 H202 'x' is declared twice | first on line 5",
            "6:20 H202 'a' is declared twice | first on line 6",
            "8:1 H202 'setup' is declared twice | first on line 7",
            "10:11 H202 'i' is declared twice | first on line 9"),
        CheckCase(
            """
            var x: int
            thread t * 2 { let y = z
             x = y + 1
             let w: Foo = 3
             x = w }
            """,
            "3:24 H201 nothing here is called 'z'",
            "5:9 H201 nothing here is called 'Foo'"),
        CheckCase(
            """
            var x: int
            thread t * 2 { if x == 1 { var k = 1
             x = k } else { x = k } }
            """,
            "4:21 H201 nothing here is called 'k'"),
    ]

    @Test("the two mistakes of the Errors screen are found, and nothing that follows from them")
    func screen() {
        let text = """
            /// Two tellers deposit at once; one
            /// deposit can vanish.
            model "Lost update"

            const tellers = 2
            var balance: int = 0

            thread teller * tellers {
              let seen = ballance
              balance = seen + 1
            }

            final everyDepositKept "every deposit is kept"

            expect everyDepositKept fails
            """
        #expect(
            CheckCase.diagnostics(text) == [
                "9:14 H201 nothing here is called 'ballance' | did you mean 'balance', declared in line 6?",
                "13:47 H120 expected ':' and a condition after the sentence | "
                    + "write it as: final NAME \"sentence\": condition",
            ])
    }
}
