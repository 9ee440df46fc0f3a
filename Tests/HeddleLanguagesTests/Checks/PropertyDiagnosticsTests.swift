import Testing

@Suite struct PropertyDiagnosticsTests {
    @Test(
        "mistakes in objects, properties, expectations and warnings have their number, place, text and hint",
        arguments: PropertyDiagnosticsTests.cases)
    func diagnoses(example: CheckCase) {
        #expect(example.found == example.expected, "\(example.text)")
    }

    static let cases: [CheckCase] = [
        CheckCase(
            """
            barrier line
            thread t * 2 { line.wait() }
            """,
            "2:9 H501 a barrier needs the number of its threads | write 'barrier line(3)'"),
        CheckCase(
            """
            channel c: int capacity -1
            thread t * 2 { c.send(1)
             c.receive() }
            """,
            "2:25 H502 'capacity' is negative | leave it out for a rendezvous"),
        CheckCase(
            """
            mutex m
            func f(a: int) { skip }
            var x: mutex
            thread t * 2 { let a = m
             f(m) }
            """,
            "4:8 H121 expected a type, found 'mutex'",
            "5:24 H503 objects cannot be passed or stored | pass an index into an array of them",
            "6:4 H503 objects cannot be passed or stored | pass an index into an array of them"),
        CheckCase(
            """
            mutex lock
            condition ready
            thread t * 2 { ready.wait()
             ready.notify() }
            """,
            "4:16 H504 'ready.wait' needs the mutex it releases | 'ready.wait(lock)'"),
        CheckCase(
            """
            var x: int
            func half(i: int) { x = i }
            thread t * 2 { let a = half }
            """,
            "4:24 H601 'half' is a function; 'spawn half(…)' starts it as a thread"),
        CheckCase(
            """
            var x: int
            thread worker { x = x + 1 }
            thread t * 2 { spawn worker() }
            """,
            "4:22 H602 'worker' starts by itself and cannot be spawned | make it a 'func'"),
        CheckCase(
            """
            var x: int
            func push() -> bool { x = 1
             return true }
            thread t * 2 { x = x + 1 }
            invariant i "s": push()
            mutex m
            invariant j "s": m.tryLock()
            """,
            "6:18 H701 an invariant has no side effects: 'push' writes",
            "8:18 H701 an invariant has no side effects: 'tryLock' writes"),
        CheckCase(
            """
            var x: int
            thread teller * 2 { let seen = x
             x = seen }
            final f "s": teller.seen == 1
            """,
            "5:14 H702 'teller' is 2 threads: which one? | 'teller[0].seen', or 'forall(t in teller: …)'"),
        CheckCase(
            """
            var x: int
            thread teller * 2 { let seen = x
             x = seen }
            final f "s": teller[0].sene == 1
            """,
            "5:24 H703 thread 'teller' has no local 'sene' | did you mean 'seen'?"),
        CheckCase(
            """
            var x: int
            thread p * 2 { crit: x = x + 1 }
            invariant f "s": !(p[0] at critical)
            """,
            "4:28 H704 no label 'critical' in 'p' or in what it calls"),
        CheckCase(
            """
            var x: int
            thread p * 2 { if x == 1 { let seen = x } else { let seen = 3 } }
            invariant f "s": p[0].seen == 1
            """,
            "4:23 H705 two blocks of 'p' declare 'seen' | give them different names"),
        CheckCase(
            """
            var x: int
            thread p * 2 { x = x + 1 }
            reachable bothZero "s": x == 0
            expect bothZero holds
            expect deadlock holds
            expect bothZero
            """,
            "5:17 H706 'expect bothZero holds': a reachable is 'possible' or 'impossible'",
            "6:17 H706 'deadlock' is a check: it is expected, or not | 'expect deadlock' or 'expect no deadlock'",
            "7:8 H706 what is expected of 'bothZero'? | 'expect bothZero holds', or 'fails', 'possible', 'impossible'"),
        CheckCase(
            """
            var x: int
            thread p * 2 { x = x + 1 }
            invariant bothZero "s": x == 0 leadsTo x == 1
            """,
            "4:32 H707 'leadsTo' stands only in 'eventually'"),
        CheckCase(
            """
            var x: int
            thread p * 2 { x = x + 1 }
            expect deadlok
            expect alll holds
            allow rase
            """,
            "4:8 H709 'expect deadlok': neither a property nor a check | did you mean 'deadlock'?",
            "5:8 H709 'expect alll': neither a property nor a check",
            "6:7 H709 'allow rase': not a check | did you mean 'race'?"),
        CheckCase(
            """
            const n = 2
            var x: int
            thread p * n { x = x + 1 }
            expect no deadlock with m = 3, n = true
            """,
            "5:25 H710 'with m = 3': 'm' is not a constant",
            "5:36 H301 expected 'int', found 'bool'"),
        CheckCase(
            """
            struct P { a: int }
            var a: int
            var b: int
            var c: int = 1
            var d: int
            condition k
            mutex m
            thread p { await a == 1 && b == 2
             assert a == b
             a = c
             b = 1
             d = 1
             m.lock()
             if a == 1 { k.wait(m) }
             m.unlock() }
            final x: a == 1
            """,
            "5:5 H806 'c' is never written: it could be a 'const'",
            "6:5 H805 'd' is never read",
            "9:8 H813 'thread p' is the only one: nothing is concurrent here",
            "9:12 H801 'await' reads 'a' and 'b' at one instant; no processor does | a loop reads them one by one",
            "10:2 H803 this 'assert' reads 2 shared variables, in 2 steps | 'atomic { assert … }' or an invariant",
            "15:14 H811 'wait' on 'k' inside 'if': who wakes must look again | use 'while'",
            "15:14 H812 nobody ever notifies 'k'",
            "17:7 H807 'x' has no sentence | say in plain words what it means"),
        CheckCase(
            """
            var x: int
            bounds { thread 3; recursion -1 }
            memory arm
            thread t * 2 { x = x + 1 }
            expect deadlock under arm
            """,
            "3:10 H110 'thread' is a word of the language and cannot be a name | try 'thread_'",
            "3:10 H201 no bound is called 'thread' | did you mean 'threads'?",
            "3:30 H304 a bound is never below 0",
            "4:8 H121 expected 'sc', 'tso' or 'c11', found 'arm'",
            "6:23 H121 expected 'sc', 'tso' or 'c11', found 'arm'"),
        CheckCase(
            """
            memory tso
            var x: int
            thread t * 2 { atomic { x = x + 1 } }
            """,
            "4:16 H802 'atomic { }' under tso acts like a global lock | use the methods of an atomic"),
        CheckCase(
            """
            ghost var g: int
            var x: int
            thread t * 2 { x = x + 1
             ghost g += 1
             ghost g -= 1
             x = 3 }
            invariant i "s": g <= 1
            """,
            "5:8 H804 'g' goes up and down within one step: no property sees it | use a label and 'at'"),
        CheckCase(
            """
            semaphore s = -1
            semaphore u = 2 limit 1
            barrier b(0)
            mutex m[-1]
            pool P[0] { v: int }
            var x: int
            thread t * 2 { s.acquire() }
            thread v * -1 { skip }
            """,
            "2:15 H304 a semaphore's count is never below 0",
            "3:23 H304 the limit 1 lies below the initial count 2",
            "4:11 H304 a barrier is for 1 thread or more, not 0",
            "5:9 H304 -1 is never in '0...65536'",
            "6:8 H304 a pool of 0 cells holds nothing",
            "9:12 H304 there are never -1 threads"),
        CheckCase(
            """
            process node { var a: int = 0
             main { a = 1 } }
            spec Q { var i: int = 0
             func put() { i = 1 } }
            faults { crash node }
            var x: int
            thread t * 2 { x = x + 1 }
            eventually e "s": x == 2
            linearizable l "s": Q
            expect e holds
            expect l holds
            invariant k "s": node.a == 1
            """,
            "2:9 H901 'process' comes with a later version of Heddle",
            "4:6 H906 'spec' comes with a later version of Heddle",
            "6:1 H902 'faults' comes with a later version of Heddle",
            "9:12 H903 'eventually' comes with a later version of Heddle",
            "10:14 H904 'linearizable' comes with a later version of Heddle"),
        CheckCase(
            """
            var x: int
            thread t * 2 { x = x + 1 }
            invariant i "s": x
            invariant j: forall(k in 0..<2: k)
            final k "s": t[0].x == 1
            final l "s": t.x == 1
            final m "s": q[0].x == 1
            final n "s": t[0] at x
            """,
            "4:18 H301 expected 'bool', found 'int' | 'x != 0'",
            "5:11 H807 'j' has no sentence | say in plain words what it means",
            "5:33 H301 expected 'bool', found '0..<2' | 'k != 0'",
            "6:19 H703 thread 't' has no local 'x'",
            "7:14 H702 't' is 2 threads: which one? | 't[0].x', or 'forall(t in t: …)'",
            "8:14 H201 nothing here is called 'q'",
            "9:22 H704 no label 'x' in 't' or in what it calls"),
    ]
}
