import HeddleProgram
import Testing

@testable import HeddleEngine

/// The law that the search by classes rests on: steps that touch nothing common commute.
@Suite("What steps touch")
struct IndependenceTests {
    @Test("Independent steps commute, stay enabled, and touch the same in either order", arguments: 0..<250)
    func commuting(seed: Int) throws {
        try StepLab(Machine(RandomPrograms.program(seed: seed))).expectCommuting(seed, walks: 6, "seed \(seed)")
    }

    @Test("A move that becomes enabled, or stops being so, has read what changed", arguments: 0..<250)
    func enabling(seed: Int) throws {
        StepLab(try Machine(RandomPrograms.program(seed: seed))).expectReading(seed + 1000, "seed \(seed)")
    }

    private func independent(_ text: String, _ first: Int, _ second: Int, after schedule: [Int] = []) throws -> Bool {
        let lab = StepLab(try Machine(program("model \"Test\"\n" + text)))
        var state = lab.machine.start().state
        var received = lab.tracer.log.receivedBefore
        for thread in schedule {
            let made = lab.make(Transition(thread: thread), state, received)
            #expect(made.result == .rested)
            (state, received) = (made.state, made.received)
        }
        let a = lab.make(Transition(thread: first), state, received)
        let b = lab.make(Transition(thread: second), state, received)
        #expect(a.result == .rested && b.result == .rested)
        return !lab.table.areDependent(a.access, b.access)
    }

    @Test("Elements of an array are places of their own")
    func elements() throws {
        #expect(try independent("var a: int[2]\nthread p { a[0] = 1 }\nthread q { a[1] = 1 }", 0, 1))
        #expect(try !independent("var a: int[2]\nthread p { a[0] = 1 }\nthread q { let r = a[0] }", 0, 1))
        #expect(try independent("var a: int[2]\nthread p { let r = a[0] }\nthread q { let r = a[0] }", 0, 1))
    }

    @Test("A send and a receive of another message are independent, of the same message or slot they are not")
    func queues() throws {
        let text =
            "channel c: int capacity 2\nthread p { c.send(1)\n  c.send(2)\n  c.send(3) }\nthread q { let r = c.receive() }"
        #expect(try independent(text, 0, 1, after: [0]))
        let two = "channel c: int capacity 2\nthread p { c.send(1) }\nthread q { c.send(2) }"
        #expect(try !independent(two, 0, 1))
    }

    @Test("Readers of a lock are independent, as is what ghost code doesn't look at")
    func locksAndGhosts() throws {
        #expect(try independent("rwlock l\nthread p { l.readLock() }\nthread q { l.readLock() }", 0, 1))
        #expect(
            try !independent("mutex l\nthread p { l.lock()\n  l.unlock() }\nthread q { l.lock()\n  l.unlock() }", 0, 1))
        let ghost = "var x: int = 0\nvar y: int = 0\nghost var g: int = 0\nthread p { x = 1\n  ghost g += 1 }\n"
        #expect(try !independent(ghost + "thread q { y = 1\n  ghost g += 1 }", 0, 1))
        #expect(try independent(ghost + "thread q { y = 1 }", 0, 1))
    }
}
