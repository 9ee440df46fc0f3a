import HeddleProgram
import Testing

@testable import HeddleEngine

/// What a whole graph showed: which checks failed, in which way.
private struct Summary {
    var evidence: Set<Violation.Evidence>
    var checks: Set<Check>
    var deadlocks: Int
    var ended: Int
    var bounds: [ModelBound]

    init(_ text: String) throws {
        let search = MachineSearch(try machine(text))
        evidence = Set(search.violations.map(\.evidence))
        checks = Set(search.violations.map(\.check))
        deadlocks = search.deadlocks
        ended = search.ended.count
        bounds = search.bounds
    }
}

@Suite struct MachinePrimitiveTests {
    @Test(
        "Every misuse of an object is a violation that names the object",
        arguments: [
            ("mutex m\nthread t { m.lock(); m.lock() }", Violation.Misuse.lockHeldByItself, "m"),
            ("mutex m\nthread t { m.unlock() }", .unlockNotHeld, "m"),
            ("mutex m\nthread t { m.lock(); skip; m.unlock() }\nthread u { m.unlock() }", .unlockOfAnother, "m"),
            ("mutex m\nthread t { m.lock() }", .finishedHolding, "m"),
            ("mutex m[2]\nthread t { m[1].lock() }", .finishedHolding, "m[1]"),
            ("rwlock m\nthread t { m.readLock(); m.writeLock() }", .writeLockByReader, "m"),
            ("rwlock m\nthread t { m.writeLock(); m.readLock() }", .lockByWriter, "m"),
            ("rwlock m\nthread t { m.writeLock(); m.writeLock() }", .lockByWriter, "m"),
            ("rwlock m\nthread t { m.readUnlock() }", .readUnlockNotHeld, "m"),
            ("rwlock m\nthread t { m.writeUnlock() }", .writeUnlockNotHeld, "m"),
            ("rwlock m writersFirst\nthread t { m.readLock(); m.writeLock() }", .writeLockByReader, "m"),
            ("mutex m\ncondition c\nthread t { c.wait(m) }", .waitWithoutLock, "m"),
            ("mutex m recursive\ncondition c\nthread t { m.lock(); m.lock(); c.wait(m) }", .waitHeldTwice, "m"),
            ("semaphore s = 1 limit 1\nthread t { s.release() }", .releaseAboveLimit, "s"),
            ("once o\nthread t { o.run { o.run { skip } } }", .onceReentered, "o"),
            ("channel c: int capacity 1\nthread t { c.close(); let x = c.receive() }", .receiveOnClosed, "c"),
            ("channel c: int capacity 1\nthread t { c.close(); c.send(1) }", .sendOnClosed, "c"),
            ("channel c: int\nthread t { c.close(); c.send(1) }", .sendOnClosed, "c"),
            ("channel c: int\nthread t { c.close(); c.close() }", .closeOnClosed, "c"),
        ])
    func misuse(text: String, wanted: Violation.Misuse, object: String) throws {
        let summary = try Summary(text)
        let found = summary.evidence.contains {
            if case .misuse(wanted, object, _) = $0 { return true } else { return false }
        }
        #expect(found, "\(summary.evidence)")
    }

    @Test(
        "What C leaves undefined is a violation with a name",
        arguments: [
            ("var x: 0..<3 = 2\nthread t { x = x + 1 }", Check.overflow),
            ("var x: int = 9223372036854775807\nthread t { x = x + 1 }", .overflow),
            ("var x: int = 0\nthread t { x = 1 / x }", .overflow),
            ("var x: int = 64\nthread t { x = 1 << x }", .overflow),
            ("var x: int = 5\nvar a: int[5]\nthread t { a[x] = 1 }", .overflow),
            ("var l: int[..1]\nthread t { l.append(1); l.append(2) }", .overflow),
            ("var l: int[..1]\nthread t { let x = l.removeFirst() }", .overflow),
            ("var x: int? = nil\nthread t { let y = x! }", .memoryError),
            ("pool N[1] { v: int }\nthread t { let a = new N(v: 1); free a; free a }", .memoryError),
            ("pool N[1] { v: int }\nthread t { let a = new N(v: 1); free a; let x = a.v }", .memoryError),
            ("pool N[1] { v: int }\nthread t { let a = new N(v: 1); let b = new N(v: 2) }", .memoryError),
            ("var x: int = uninitialized\nthread t { let y = x }", .uninitializedRead),
            ("thread t { var i = 0; while i >= 0 { i = 1 }; skip }", .divergence),
            ("var x: int = 0\nthread t { assert x == 1 }", .failedAssertion),
            ("thread t { join self }", .misuse),
        ])
    func undefined(text: String, check: Check) throws {
        #expect(try Summary(text).checks.contains(check))
    }

    @Test("Sized integers wrap, and ranges that exclude zero keep their values")
    func numbers() throws {
        let text = """
            var a: u8 = 255
            var b: i8 = 127
            var c: 5...7 = 6
            thread t {
              a = a + 1
              b = b + 1
              c = c + 1
            }
            final right "all three came out right": a == 0 && b == -128 && c == 7
            """
        let machine = try machine(text)
        let search = MachineSearch(machine)
        #expect(search.ended.count == 1)
        #expect(machine.evaluate(property: 0, in: search.ended[0]) == .value(true))
    }

    @Test("A recursive mutex is free only after as many unlocks as locks")
    func recursiveMutex() throws {
        let text = """
            mutex m recursive
            var x: int = 0
            thread t { m.lock(); m.lock(); m.unlock(); x = 1; x = 0; m.unlock() }
            thread u { m.lock(); let seen = x; assert seen == 0; m.unlock() }
            """
        let summary = try Summary(text)
        #expect(summary.evidence.isEmpty)
        #expect(summary.deadlocks == 0)
    }

    @Test("A notify wakes any one waiter, and each is a choice with the thread's number")
    func notify() throws {
        let machine = try machine(
            """
            mutex m
            condition c
            thread w * 2 { m.lock(); c.wait(m); m.unlock() }
            thread n { c.notify() }
            """)
        var state = machine.start().state
        for thread in [0, 0, 1, 1] { state = try #require(machine.apply(Transition(thread: thread), to: state)).state }
        #expect(machine.enabled(state) == [Transition(thread: 2, choice: 0), Transition(thread: 2, choice: 1)])
        let event = try #require(machine.preview(Transition(thread: 2, choice: 1), in: state))
        #expect(event.operations.first?.otherThreads == [1])
        #expect(event.choiceText == "wakes w.1")
        let reason = try #require(machine.blockReason(ofThread: 0, in: state))
        #expect(reason.cause == .asleep(condition: "c"))
        #expect(reason.helpers == [2])
    }

    @Test("A spurious wake-up is possible but owed to nobody: alone it makes no execution go on")
    func spurious() throws {
        let machine = try machine(
            """
            mutex m
            condition c spurious
            thread w { m.lock(); c.wait(m); m.unlock() }
            """)
        var state = machine.start().state
        for _ in 0..<2 { state = try #require(machine.apply(Transition(thread: 0), to: state)).state }
        #expect(machine.enabled(state) == [Transition(thread: 0, choice: 1)])
        #expect(machine.ending(state) == .deadlock)
        let woken = try #require(machine.apply(Transition(thread: 0, choice: 1), to: state))
        #expect(woken.event.operations.map(\.kind) == [.conditionSpurious])
        #expect(machine.enabled(woken.state) == [Transition(thread: 0, choice: 0)])
    }

    @Test("A barrier can be used again at once, and only the last to arrive is told so")
    func barrier() throws {
        let text = """
            barrier b(2)
            var rounds: int = 0
            thread t * 2 {
              for i in 0..<2 { if b.wait() { rounds = rounds + 1 } }
            }
            final two "two rounds": rounds == 2
            """
        let machine = try machine(text)
        let search = MachineSearch(machine)
        #expect(search.deadlocks == 0)
        for state in search.ended { #expect(machine.evaluate(property: 0, in: state) == .value(true)) }
    }

    @Test("A writer in the queue of a writersFirst lock keeps new readers out, another lock does not")
    func writersFirst() throws {
        func readersBlocked(_ word: String) throws -> Bool {
            let machine = try machine(
                """
                rwlock m \(word)
                thread a { m.readLock(); skip; m.readUnlock() }
                thread w { m.writeLock(); m.writeUnlock() }
                thread b { m.readLock(); m.readUnlock() }
                """)
            var state = try #require(machine.apply(Transition(thread: 0), to: machine.start().state)).state
            if word != "" { state = try #require(machine.apply(Transition(thread: 1), to: state)).state }
            return machine.blockReason(ofThread: 2, in: state) != nil
        }
        #expect(try readersBlocked("writersFirst"))
        #expect(try !readersBlocked(""))
    }

    @Test("A reader's try for the write lock fails and is no misuse; its writeLock is one")
    func readerTriesToWrite() throws {
        let machine = try machine("rwlock m\nthread t { m.readLock(); let got = m.tryWriteLock(); m.readUnlock() }")
        var state = try #require(machine.apply(Transition(thread: 0), to: machine.start().state)).state
        let tried = try #require(machine.apply(Transition(thread: 0), to: state))
        #expect(tried.event.operations.map(\.kind) == [.tryWriteLockFailed])
        #expect(tried.event.violation == nil)
        state = try #require(machine.apply(Transition(thread: 0), to: tried.state)).state
        #expect(machine.ending(state) == .ended)
    }

    @Test("The block of a once runs once; who comes meanwhile waits")
    func once() throws {
        let text = """
            once o
            var runs: int = 0
            thread t * 2 { o.run { runs = runs + 1 }; let seen = runs; assert seen == 1 }
            """
        let summary = try Summary(text)
        #expect(summary.evidence.isEmpty)
        #expect(summary.deadlocks == 0)
    }
}
