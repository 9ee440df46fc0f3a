import Testing

@Suite struct StatementLoweringTests {
    @Test("statements become the steps that the language defines", arguments: StatementLoweringTests.cases)
    func lowers(example: LoweringCase) {
        #expect(example.found == example.listing, "\(example.text)")
    }

    static let cases: [LoweringCase] = [
        LoweringCase(
            "await is one step whatever it reads",
            """
            var turn: int
            var flag: bool[2]
            var x: int
            var y: int
            atomic a: int
            thread t * 2 { await !flag[1] || turn == 0 }
            """,
            listing: """
                routine t()
                  0  step await 'await !flag[1] || turn == 0'#0
                  1    guard (!flag[1] || (turn == 0))
                  2  end

                """),
        LoweringCase(
            "atomic is one step with one way out",
            """
            var turn: int
            var flag: bool[2]
            var x: int
            var y: int
            atomic a: int
            func inc() -> bool { x += 1
             return x == 2 }
            thread t * 2 { loop { atomic { if x == 1 { break }
             if inc() { continue }
             if y == 3 { return }
             y = x } } }
            """,
            listing: """
                routine t()
                   0  step atomic 'atomic { if x == 1 { break } if inc() { continue } if y == 3 { return } y = x }'#0
                   1    if (x == 1) 2 else 4
                   2  end
                   3  jump 14
                   4  %0 = call inc()
                   5  if %0 6 else 8
                   6  end
                   7  jump 0
                   8  if (y == 3) 9 else 11
                   9  end
                  10  return
                  11  y = x
                  12  end
                  13  jump 0

                routine inc()
                  0  x = (x + 1)
                  1  return (x == 2)

                """),
        LoweringCase(
            "a return out of atomic takes its value along",
            """
            var x: int
            func f() -> int { atomic { x = x + 1
             return x } }
            thread t * 2 { let v = f()
             x = v }
            """,
            listing: """
                routine t()
                  0  v = call f()
                  1  step 'x = v'#0
                  2    write x = v
                  3  end

                routine f()
                  0  step atomic 'atomic { x = x + 1 return x }'#0
                  1    x = (x + 1)
                  2    %0 = x
                  3  end
                  4  return %0

                """),
        LoweringCase(
            "ghost code belongs to the step before it",
            """
            var x: int
            ghost var g: int
            ghost var h: int[2]
            thread t * 2 { x = 1
             ghost { g += x
             if g > 3 { h[0] = g } }
             x = 2 }
            """,
            listing: """
                routine t()
                  0  step 'x = 1'#0
                  1    write x = 1
                  2  end
                  3  g = (g + x)
                  4  if (g > 3) 5 else 6
                  5  h[0] = g
                  6  step 'x = 2'#0
                  7    write x = 2
                  8  end

                """),
        LoweringCase(
            "waiting takes two steps",
            """
            mutex m
            condition c
            thread t * 2 { m.lock()
             c.wait(m)
             c.notify()
             c.notifyAll()
             m.unlock() }
            """,
            listing: """
                routine t()
                   0  step 'm.lock()'#0
                   1    lock m
                   2  end
                   3  step 'c.wait(m)'#0
                   4    wait c m
                   5  end
                   6  step 'c.wait(m)'#1
                   7    resume c m
                   8  end
                   9  step 'c.notify()'#0
                  10    notify c
                  11  end
                  12  step 'c.notifyAll()'#0
                  13    notifyAll c
                  14  end
                  15  step 'm.unlock()'#0
                  16    unlock m
                  17  end

                """),
        LoweringCase(
            "the last to arrive at a barrier does not leave it separately",
            """
            barrier b(2)
            var x: int
            thread t * 2 { if b.wait() { x = 1 } }
            """,
            listing: """
                routine t()
                   0  step 'if b.wait()'#0
                   1    %0 = arrive b
                   2  end
                   3  if %0 7 else 4
                   4  step 'if b.wait()'#1
                   5    leave b
                   6  end
                   7  if %0 8 else 11
                   8  step 'x = 1'#0
                   9    write x = 1
                  10  end

                """),
        LoweringCase(
            "a writer of a writersFirst lock queues up first",
            """
            rwlock a
            rwlock b writersFirst
            thread t * 2 { a.writeLock()
             b.writeLock()
             if a.tryReadLock() { a.readUnlock() }
             b.writeUnlock() }
            """,
            listing: """
                routine t()
                   0  step 'a.writeLock()'#0
                   1    writeLock a
                   2  end
                   3  step 'b.writeLock()'#0
                   4    writeQueue b
                   5  end
                   6  step 'b.writeLock()'#1
                   7    writeLock b
                   8  end
                   9  step 'if a.tryReadLock()'#0
                  10    %0 = tryReadLock a
                  11  end
                  12  if %0 13 else 16
                  13  step 'a.readUnlock()'#0
                  14    readUnlock a
                  15  end
                  16  step 'b.writeUnlock()'#0
                  17    writeUnlock b
                  18  end

                """),
        LoweringCase(
            "run enters and finishes",
            """
            once o[2]
            var x: int
            thread t(i: 0..<2) { o[i].run { x = 1 } }
            """,
            listing: """
                routine t(i)
                  0  step 'o[i].run'#0
                  1    %1 = enter o[i]
                  2  end
                  3  if %1 4 else 10
                  4  step 'x = 1'#0
                  5    write x = 1
                  6  end
                  7  step 'o[i].run'#1
                  8    finish o[i]
                  9  end

                """),
        LoweringCase(
            "channel methods are a step each",
            """
            channel c: int capacity 2
            var x: int
            thread t * 2 { c.send(x)
             let ok = c.trySend(2)
             let v = c.receive()
             let w = c.tryReceive()
             let n = c.count
             for m in c { x = m }
             while let k = c.next() { x = k + v }
             c.close() }
            """,
            listing: """
                routine t()
                   0  step 'c.send(x)'#0
                   1    %0 = read x
                   2  end
                   3  step 'c.send(x)'#1
                   4    send c %0
                   5  end
                   6  step 'let ok = c.trySend(2)'#0
                   7    ok = trySend c 2
                   8  end
                   9  step 'let v = c.receive()'#0
                  10    v = receive c
                  11  end
                  12  step 'let w = c.tryReceive()'#0
                  13    w = tryReceive c
                  14  end
                  15  step 'let n = c.count'#0
                  16    %0 = count c
                  17  end
                  18  n = %0
                  19  step 'for m in c'#0
                  20    %6 = next c
                  21  end
                  22  if (%6 == nil) 28 else 23
                  23  m = %6!
                  24  step 'x = m'#0
                  25    write x = m
                  26  end
                  27  jump 19
                  28  step 'while let k = c.next()'#0
                  29    %7 = next c
                  30  end
                  31  if (%7 == nil) 37 else 32
                  32  k = %7!
                  33  step 'x = k + v'#0
                  34    write x = (k + v)
                  35  end
                  36  jump 28
                  37  step 'c.close()'#0
                  38    close c
                  39  end

                """),
        LoweringCase(
            "what select needs is evaluated before it, in order",
            """
            channel c[2]: int
            var x: int
            mutex m
            semaphore s = 1
            event e
            thread t * 2 { let k = x
             select { case c[x].send(x + 1) when k > 0 { x = 1 }
             case let v = c[k].receive() { x = v }
             case await x == 3 {}
             case m.lock() { m.unlock() }
             case s.acquire() {}
             case e.wait() {}
             timeout { x = 4 } } }
            """,
            listing: """
                routine t()
                   0  step 'let k = x'#0
                   1    k = read x
                   2  end
                   3  step 'select'#0
                   4    %1 = read x
                   5  end
                   6  %2 = %1
                   7  step 'select'#1
                   8    %3 = read x
                   9  end
                  10  step select 'select'#2
                  11    select { send c[%2] (%3 + 1) when (k > 0) -> 12; v = receive c[k] -> 16; await (x == 3) -> 20; lock m -> 21; acquire s -> 25; wait e -> 26; timeout -> 27 }
                  12  step 'x = 1'#0
                  13    write x = 1
                  14  end
                  15  jump 31
                  16  step 'x = v'#0
                  17    write x = v
                  18  end
                  19  jump 31
                  20  jump 31
                  21  step 'm.unlock()'#0
                  22    unlock m
                  23  end
                  24  jump 31
                  25  jump 31
                  26  jump 31
                  27  step 'x = 4'#0
                  28    write x = 4
                  29  end
                  30  jump 31

                """),
        LoweringCase(
            "choose is one step, where looks at locals",
            """
            enum E { p, q }
            var x: int
            thread t * 2 { let k = x
             choose v in 0..<x where v != k
             choose e in E
             choose l in [1, 2]
             x = v + l
             if e == q { x = 0 } }
            """,
            listing: """
                routine t()
                   0  step 'let k = x'#0
                   1    k = read x
                   2  end
                   3  step 'choose v in 0..<x where v != k'#0
                   4    %1 = read x
                   5  end
                   6  step choose 'choose v in 0..<x where v != k'#1
                   7    choose v in 0..<%1 where (v != k)
                   8  end
                   9  step choose 'choose e in E'#0
                  10    choose e in E
                  11  end
                  12  step choose 'choose l in [1, 2]'#0
                  13    choose l in [1, 2]
                  14  end
                  15  step 'x = v + l'#0
                  16    write x = (v + l)
                  17  end
                  18  if (e == q) 19 else 22
                  19  step 'x = 0'#0
                  20    write x = 0
                  21  end

                """),
        LoweringCase(
            "spawn, join, new, free and fence are a step each",
            """
            pool N[1] { v: int }
            var x: int
            func f(n: int) { x = n }
            thread t * 2 { let a = spawn f(x)
             join a
             let c = new N(v: x)
             c.v = c.v + 1
             free c
             fence(acquire)
             skip
             yield }
            """,
            listing: """
                routine t()
                   0  step 'let a = spawn f(x)'#0
                   1    %1 = read x
                   2  end
                   3  step 'let a = spawn f(x)'#1
                   4    a = spawn f(%1)
                   5  end
                   6  step 'join a'#0
                   7    join a
                   8  end
                   9  step 'let c = new N(v: x)'#0
                  10    %1 = read x
                  11  end
                  12  step 'let c = new N(v: x)'#1
                  13    c = new N(%1)
                  14  end
                  15  step 'c.v = c.v + 1'#0
                  16    %1 = read c.v
                  17  end
                  18  step 'c.v = c.v + 1'#1
                  19    write c.v = (%1 + 1)
                  20  end
                  21  step 'free c'#0
                  22    free c
                  23  end
                  24  step 'fence(acquire)'#0
                  25    fence (acquire)
                  26  end
                  27  step 'skip'#0
                  28    skip
                  29  end
                  30  step 'yield'#0
                  31    yield
                  32  end

                routine f(n)
                  0  step 'x = n'#0
                  1    write x = n
                  2  end

                """),
        LoweringCase(
            "methods of atomics take their orders along",
            """
            atomic a: int
            atomic b: bool
            thread t * 2 { a.store(a.load(acquire) + 1, release)
             let o = a.exchange(3)
             let ok = a.compareExchange(o, 4, acq_rel)
             let w = a.compareExchangeWeak(1, 2, release, relaxed)
             let s = a.compareSwap(1, 2)
             a.fetchMax(s, relaxed)
             b = ok && w && b }
            """,
            listing: """
                routine t()
                   0  step 'a.store(a.load(acquire) + 1, release)'#0
                   1    %0 = read a (acquire)
                   2  end
                   3  step 'a.store(a.load(acquire) + 1, release)'#1
                   4    write a = (%0 + 1) (release)
                   5  end
                   6  step 'let o = a.exchange(3)'#0
                   7    o = exchange a 3
                   8  end
                   9  step 'let ok = a.compareExchange(o, 4, acq_rel)'#0
                  10    ok = compareExchange a o -> 4 (acq_rel) (acquire)
                  11  end
                  12  step 'let w = a.compareExchangeWeak(1, 2, release, relaxed)'#0
                  13    w = compareExchangeWeak a 1 -> 2 (release) (relaxed)
                  14  end
                  15  step 'let s = a.compareSwap(1, 2)'#0
                  16    s = compareSwap a 1 -> 2
                  17  end
                  18  step 'a.fetchMax(s, relaxed)'#0
                  19    fetchMax a s (relaxed)
                  20  end
                  21  %6 = (ok && w)
                  22  if %6 23 else 27
                  23  step 'b = ok && w && b'#0
                  24    %5 = read b
                  25  end
                  26  %6 = %5
                  27  step 'b = ok && w && b'#1
                  28    write b = %6
                  29  end

                """),
        LoweringCase(
            "labels enclose steps and calls",
            """
            var x: int
            func f() { inner: x = 1 }
            thread t * 2 { outer: { x = 1
             one: x = 2
             f() }
             spin: while x == 1 {} }
            """,
            listing: """
                routine t()
                   0  step 'x = 1'#0 at outer
                   1    write x = 1
                   2  end
                   3  step one:#0 at outer, one
                   4    write x = 2
                   5  end
                   6  call f()
                   7  step spin:#0 at spin
                   8    %0 = read x
                   9  end
                  10  if (%0 == 1) 11 else 12
                  11  jump 7

                routine f()
                  0  step inner:#0 at inner
                  1    write x = 1
                  2  end

                """),
        LoweringCase(
            "loops, labelled ways out of them",
            """
            var x: int
            thread t * 2 { outer: for i in 1...2 { for j in [5, 6] { if x == j { continue outer }
             if x == i { break outer } } }
             loop { if x == 3 { break } } }
            """,
            listing: """
                routine t()
                   0  i = 1
                   1  if (i <= 2) 2 else 19
                   2  %2 = 0
                   3  if (%2 < 2) 4 else 17
                   4  j = [5, 6][%2]
                   5  step 'if x == j'#0 at outer
                   6    %3 = read x
                   7  end
                   8  if (%3 == j) 9 else 10
                   9  jump 17
                  10  step 'if x == i'#0 at outer
                  11    %3 = read x
                  12  end
                  13  if (%3 == i) 14 else 15
                  14  jump 19
                  15  %2 = (%2 + 1)
                  16  jump 3
                  17  i = (i + 1)
                  18  jump 1
                  19  step 'if x == 3'#0
                  20    %3 = read x
                  21  end
                  22  if (%3 == 3) 23 else 24
                  23  jump 25
                  24  jump 19

                """),
        LoweringCase(
            "equal statements are told apart by their order",
            """
            mutex m
            var x: int
            thread t * 2 { m.lock()
             x = 1
             m.unlock()
             m.lock()
             x = 1   // again
             m.unlock() }
            """,
            listing: """
                routine t()
                   0  step 'm.lock()'#0
                   1    lock m
                   2  end
                   3  step 'x = 1'#0
                   4    write x = 1
                   5  end
                   6  step 'm.unlock()'#0
                   7    unlock m
                   8  end
                   9  step 'm.lock()' (1)#0
                  10    lock m
                  11  end
                  12  step 'x = 1' (1)#0
                  13    write x = 1
                  14  end
                  15  step 'm.unlock()' (1)#0
                  16    unlock m
                  17  end

                """),
    ]
}
