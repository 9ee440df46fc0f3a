import Testing

@Suite struct UseDiagnosticsTests {
    @Test(
        "mistakes in uses of functions, lists, channels and atomics have their number, place, text and hint",
        arguments: UseDiagnosticsTests.cases)
    func diagnoses(example: CheckCase) {
        #expect(example.found == example.expected, "\(example.text)")
    }

    static let cases: [CheckCase] = [
        CheckCase(
            """
            mutex m
            atomic a: int[2]
            var l: int[..2]
            thread t * 2 {
              let x = m.lock()
              let y = a
              a = y
              choose c in l
              let z = l.append(1) + 1
              if m.unlock() { skip }
              for i in a { skip }
            }
            """,
            "6:11 H301 expected a value, but 'lock' gives none",
            "7:11 H401 'a' has 2 elements: reading all of it is not one step | read 'a[i]', or use 'atomic { … }'",
            "9:15 H401 'l' has 2 elements: reading all of it is not one step | read 'l[i]', or use 'atomic { … }'",
            "10:11 H301 expected a value, but 'append' gives none",
            "11:6 H301 expected a value, but 'unlock' gives none"),
        CheckCase(
            """
            var l: int[..3]
            var x: int
            thread t * 2 { l.push(1)
             l.append()
             l.append(true)
             x = l.count
             x = l[0]
             let m = l
             l.clear(1)
             var k: int[..2] = [1, 2, 3]
             k.append(4)
             let c = [1, 2]
             c.append(3)
             x = c.size }
            """,
            "4:18 H206 'int[..3]' has no method 'push' | it has 'count', 'isEmpty', 'first', 'last', 'contains'",
            "5:2 H306 'append' takes 1 argument, not 0",
            "6:11 H301 expected 'int', found 'bool'",
            "9:10 H401 'l' has 3 elements: reading all of it is not one step | read 'l[i]', or use 'atomic { … }'",
            "10:2 H306 'clear' takes no arguments, not 1",
            "11:20 H301 expected at most 2 elements, found 3",
            "14:4 H206 'int[2]' has no method 'append' | it has 'count', 'isEmpty', 'first', 'last', 'contains'",
            "15:8 H206 'int[2]' has no method 'size' | did you mean 'count'?"),
        CheckCase(
            """
            var x: int
            func f() { x = 1 }
            func g() -> int { return true }
            func h() { return 3 }
            func k() -> int { return }
            thread t * 2 { let a = f()
             x = g()
             f(1)
             g(a: 1)
             h()
             x = k()
             return 3 }
            """,
            "4:26 H301 expected 'int', found 'bool'",
            "5:19 H301 this function returns no value | declare '-> int'",
            "6:19 H301 expected a value of 'int' behind 'return'",
            "7:24 H301 expected a value, but 'f' gives none",
            "9:2 H306 'f' takes no arguments, not 1",
            "10:2 H306 'g' takes no arguments, not 1",
            "13:9 H301 a thread returns no value"),
        CheckCase(
            """
            var x: int
            func f(a: int) { x = a }
            thread t * 2 { f(b: 1)
             spawn g(1)
             spawn x()
             join 3
             join f(1)
             free x
             free 3 }
            """,
            "4:18 H205 'f' has no parameter 'b' here | it is called 'a'",
            "5:8 H201 nothing here is called 'g'",
            "6:8 H301 'spawn' starts a function, and 'x' is none",
            "7:7 H301 expected 'thread', found 'int'",
            "8:7 H301 expected a value, but 'f' gives none",
            "9:7 H301 expected a reference, found 'int'",
            "10:7 H301 expected a reference, found 'int'"),
        CheckCase(
            """
            channel c: int
            channel d[2]: int?
            mutex m[2]
            thread t * 2 { c.send(true)
             c.send()
             let a = c.next()
             d.send(nil)
             d[0].send(3)
             d[2].send(3)
             let b = d[0].next()
             m[0].lock()
             m.unlock()
             for x in c { skip }
             for x in d { skip }
             for x in m { skip }
             for x in 3 { skip } }
            """,
            "5:23 H301 expected 'int', found 'bool'",
            "6:2 H306 'send' takes 1 argument, not 0",
            "8:2 H209 'd' is an array of channels: which one? | 'd[i].send()'",
            "10:4 H304 2 is never in '0..<2'",
            "11:10 H314 'int??' is no type: an optional holds no optional",
            "13:2 H209 'm' is an array of mutexes: which one? | 'm[i].unlock()'",
            "15:11 H209 'd' is an array of channels: which one? | 'd[i].next()'",
            "16:11 H209 'm' is an array of mutexes: which one? | 'm[i]'",
            "17:11 H301 expected a range, an array, a list or an enum, found 'int'"),
        CheckCase(
            """
            atomic a: int[3]
            atomic f: bool
            var v: int
            thread t * 2 { a.fetchAdd(1)
             f.fetchAdd(1)
             a[0].fetchAdd(true)
             a[0].fetchNand(1)
             v.fetchAdd(1)
             a[0].load(1)
             a[0].store()
             fence(relaxed) }
            """,
            "5:16 H209 'a' is an array of atomics: which one? | 'a[i].fetchAdd(…)'",
            "6:4 H301 'fetchAdd' is for integers, not 'bool'",
            "7:16 H301 expected 'int', found 'bool'",
            "8:7 H206 an atomic has no method 'fetchNand' | did you mean 'fetchAnd'?",
            "9:4 H206 'int' has no method 'fetchAdd'",
            "10:12 H407 expected a memory order, found '1' | there are 'relaxed', 'acquire', 'release', 'acq_rel', 'seq_cst'",
            "11:2 H306 'store' takes 1 argument and an order, not 0",
            "12:8 H407 a fence cannot be 'relaxed' | 'acquire', 'release', 'acq_rel' or 'seq_cst'"),
        CheckCase(
            """
            var x: int
            channel c: int
            thread t * 2 { select { timeout {} timeout {} }
             c.send(x)
             select { case let y = c.send(1) {} case c.foo() {} } }
            """,
            "4:36 H413 'select' has two of 'timeout'",
            "6:20 H301 this gives no value to bind to 'y'",
            "6:42 H414 'case' waits for 'send', 'receive', 'next', 'lock', 'acquire', an event's 'wait', or 'await'"),
    ]
}
