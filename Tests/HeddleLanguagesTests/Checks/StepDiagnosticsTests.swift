import Testing

@Suite struct StepDiagnosticsTests {
    @Test(
        "mistakes in steps, ghosts and control flow have their number, place, text and hint",
        arguments: StepDiagnosticsTests.cases)
    func diagnoses(example: CheckCase) {
        #expect(example.found == example.expected, "\(example.text)")
    }

    static let cases: [CheckCase] = [
        CheckCase(
            """
            mutex m[2]
            channel c: int capacity 1
            var x: int
            func put(i: int) -> bool { x = i; return true }
            func flip(b: bool) -> bool { switch b { case true { return false } case false { return true } } }
            thread t * 2 {
              atomic { if forall(i in 0..<2: m[i].tryLock()) { x = 1 } }
              atomic { if exists(i in 0..<2: put(i)) { x = 2 } }
              select { case c.receive() when c.count > 0 {} }
              if forall(i in 0..<2: m[i].tryLock() && put(i)) { c.send(1) }
            }
            """,
            "8:34 H406 a quantifier only looks: it may not call 'tryLock', which writes",
            "9:34 H406 a quantifier only looks: it may not call 'put', which writes",
            "10:34 H412 'when' may not look at the shared 'c' | read it into a local before, or use 'case await'"),
        CheckCase(
            """
            struct P { a: int, b: int }
            var pair: P
            var arr: int[4]
            thread t * 2 { let p = pair
             pair = p
             let q = arr
             atomic { pair = pair } }
            """,
            "5:24 H401 'pair' has 2 fields: reading all of it is not one step | read 'pair.a', 'pair.b', or use 'atomic { … }'",
            "7:10 H401 'arr' has 4 elements: reading all of it is not one step | read 'arr[i]', or use 'atomic { … }'"),
        CheckCase(
            """
            atomic hits: int
            thread t * 2 { hits += 1 }
            """,
            "3:16 H402 is 'hits += 1' one step or two? | 'hits.fetchAdd(1)' is one, 'hits = hits + 1' two"),
        CheckCase(
            """
            var x: int
            thread t * 2 { x = x + 1
             loop {}
             while true { let y = 1 } }
            """,
            "4:2 H403 this loop has no step: nobody else could ever run | put a read, an 'await' or 'yield' in it",
            "5:2 H403 this loop has no step: nobody else could ever run | put a read, an 'await' or 'yield' in it"),
        CheckCase(
            """
            var x: int
            thread t * 2 { x = x + 1
             critical: assert true
             }
            """,
            "4:2 H404 the label 'critical' covers no step: no thread is ever seen there | 'critical: skip'"),
        CheckCase(
            """
            mutex m
            condition c
            barrier b(2)
            once o
            rwlock rw writersFirst
            channel ch: int
            thread t * 2 { atomic { c.wait(m)
             b.wait()
             o.run { skip }
             rw.writeLock()
             ch.send(1)
             yield }
             c.notify() }
            """,
            "8:27 H405 'wait' takes two steps and cannot stand in 'atomic'",
            "9:4 H405 'wait' takes two steps and cannot stand in 'atomic'",
            "10:2 H405 'run' takes two steps and cannot stand in 'atomic'",
            "11:5 H405 'writeLock' takes two steps and cannot stand in 'atomic'",
            "12:5 H405 a rendezvous takes two threads and cannot stand in 'atomic'",
            "13:2 H405 'yield' lets others run and cannot stand in 'atomic'"),
        CheckCase(
            """
            var x: int
            func push() -> bool { x = 1
             return true }
            thread t * 2 { await push()
             await x == 1 }
            """,
            "5:22 H406 'await' only looks: it may not call 'push', which writes"),
        CheckCase(
            """
            atomic x: int
            thread t * 2 { let a = x.load(release)
             x.store(1, acquire)
             x.compareExchange(1, 2, seq_cst, release)
             x.fetchAdd(1, relax) }
            """,
            "3:31 H407 a load cannot be 'release' | 'relaxed', 'acquire' or 'seq_cst'",
            "4:13 H407 a store cannot be 'acquire' | 'relaxed', 'release' or 'seq_cst'",
            "5:35 H407 a failed exchange cannot be 'release' | 'relaxed', 'acquire' or 'seq_cst'",
            "6:16 H407 expected a memory order, found 'relax' | did you mean 'relaxed'?"),
        CheckCase(
            """
            ghost var fills: int
            var x: int
            thread t * 2 { x = fills
             ghost fills += 1 }
            """,
            "4:20 H408 the program reads the ghost variable 'fills' | ghosts are for properties; declare a 'var'"),
        CheckCase(
            """
            once o
            var x: int
            thread t * 2 { o.run { x = x + 1
             return }
             loop { o.run { break } } }
            """,
            "5:2 H409 'return' would leave the block of 'run' unfinished",
            "6:17 H409 'break' would leave the block of 'run' unfinished"),
        CheckCase(
            """
            mutex m
            var x: int
            setup { skip
             m.lock()
             await x == 1
             choose y in 0..<3 }
            thread t * 2 { x = x + 1 }
            """,
            "4:9 H410 'skip', 'yield' and waiting have no place in 'setup'",
            "5:2 H410 'skip', 'yield' and waiting have no place in 'setup'",
            "6:2 H410 'skip', 'yield' and waiting have no place in 'setup'",
            "7:2 H410 'skip', 'yield' and waiting have no place in 'setup'"),
        CheckCase(
            """
            var x: int
            ghost var g: int
            thread t * 2 { var l = 1
             ghost { x = 1
             g = x
             l = 2 }
             x = l }
            """,
            "5:10 H411 ghost code may not write the shared variable 'x'",
            "7:2 H411 ghost code may not write the local 'l' of the program"),
        CheckCase(
            """
            var x: int
            channel c: int
            thread t * 2 { select { case c.receive() when x == 1 {} }
             choose y in 0..<3 where y == x
             c.send(1) }
            """,
            "4:47 H412 'when' may not read the shared variable 'x' | read it into a local before, or use 'case await'",
            "5:31 H412 'where' may not read the shared variable 'x' | read it into a local before, or use 'case await'"),
        CheckCase(
            """
            channel c: int
            thread t * 2 { select { case c.receive() {} timeout {} default {} }
             c.send(1) }
            """,
            "3:56 H413 'select' has both 'timeout' and 'default' | 'default' would never let it wait"),
        CheckCase(
            """
            mutex m
            thread t * 2 { select { case m.tryLock() {} case m.unlock() {} } }
            """,
            "3:30 H414 'case' waits for 'send', 'receive', 'next', 'lock', 'acquire', an event's 'wait', or 'await'",
            "3:50 H414 'case' waits for 'send', 'receive', 'next', 'lock', 'acquire', an event's 'wait', or 'await'"),
        CheckCase(
            """
            var x: int
            thread t * 2 { x = x + 1
             break
             continue }
            """,
            "4:2 H415 'break' outside a loop",
            "5:2 H415 'continue' outside a loop"),
        CheckCase(
            """
            var x: int
            thread t * 2 { loop { switch x { case 1 { break } else { x = 1 } } } }
            """,
            "3:43 H416 does 'break' leave the 'switch' or the loop? | label the loop: 'outer: loop', 'break outer'"),
        CheckCase(
            """
            struct Top { tag: int, n: int }
            atomic top: Top
            thread t * 2 { top.tag = 1
             let a = top.n }
            """,
            "4:16 H417 one field of the atomic 'top' cannot be written by itself | 'top = Top(…)' or 'compareExchange'"),
        CheckCase(
            """
            var x: bool
            thread t * 2 { critical: skip
             x = t[0] at critical
             x = finished(t[1]) }
            """,
            "4:6 H418 't[0] at critical' is for properties and ghost code | the program may not look at where others are",
            "5:6 H418 'finished(t[1])' is for properties and ghost code | the program may not look at where others are"),
        CheckCase(
            """
            var x: int
            thread t * 2 { outer: loop { x = 1
             select { case await x == 1 { break } case await x == 2 { continue outer } default { break outer } } } }
            """,
            "4:31 H416 does 'break' leave the 'select' or the loop? | label the loop: 'outer: loop', 'break outer'"),
        CheckCase(
            """
            var x: int
            thread t * 2 { crit: x = 1
             crit: x = 2
             L: loop { x = 1
             break L } }
            thread t2 { M: for i in 0..<2 { if i == 1 { break M } }
             N: for i in 0..<2 {}
             x = 1 }
            """,
            "4:2 H202 the label 'crit' stands twice in one body | first on line 3",
            "8:2 H404 the label 'N' covers no step: no thread is ever seen there | 'N: skip'"),
        CheckCase(
            """
            mutex m
            channel c: int capacity 1
            semaphore s = 1
            condition k
            event e
            var x: int
            var b: bool
            thread t * 2 { if m.holder == self { x = 1 }
             x = c.count
             b = c.closed
             x = s.value
             b = e.isSet
             x = k.waiting
             m.lock()
             k.wait(m)
             k.notifyAll()
             m.foo
             m.unlock() }
            invariant i "s": m.holder == t[0] && c.count == 0 && s.value == 1 && !e.isSet && k.waiting == 0 && m.lock
            """,
            "9:19 H418 'm.holder' is for properties and ghost code | the program may not look at where others are",
            "11:6 H418 'c.closed' is for properties and ghost code | the program may not look at where others are",
            "12:6 H418 's.value' is for properties and ghost code | the program may not look at where others are",
            "14:6 H418 'k.waiting' is for properties and ghost code | the program may not look at where others are",
            "18:2 H115 this computes a value and drops it | did you mean 'm.foo = …'?",
            "20:102 H206 'lock' is a method | write 'lock(…)'"),
        CheckCase(
            """
            ghost var g: int
            var x: int
            func look() -> bool { return g == 1 }
            func up() { ghost g += 1 }
            func set() { x = 1 }
            thread t * 2 { ghost g += 1
             atomic { if look() { x = 2 } }
             atomic { up()
             set() }
             await look()
             ghost { set() }
             ghost { up() } }
            invariant i "s": look()
            setup { set() }
            """,
            "8:14 H408 'look' reads ghost variables, and the program calls it | ghosts are for properties; declare a 'var'",
            "11:8 H408 'look' reads ghost variables, and the program calls it | ghosts are for properties; declare a 'var'",
            "12:10 H411 ghost code may not call 'set', which writes the program's variables"),
    ]
}
