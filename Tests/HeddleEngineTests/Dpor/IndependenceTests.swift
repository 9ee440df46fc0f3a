import HeddleProgram
import Testing

@testable import HeddleEngine

/// The law that the search by classes rests on: steps that touch nothing common commute.
@Suite("What steps touch")
struct IndependenceTests {
    /// A move with what it touches and the state behind it.
    private struct Made: Equatable {
        var result: RunResult
        var access: Int32
        var state: State
        var received: [Int]
    }

    private struct Lab {
        let machine: Machine
        let tracer: StepTracer
        let table: AccessTable

        init(_ program: Program) throws {
            machine = try Machine(program)
            let map = AccessMap(machine)
            tracer = StepTracer(machine, map: map)
            table = AccessTable(wordCount: map.wordCount)
        }

        func make(_ move: Transition, _ state: State, _ received: [Int]) -> Made {
            state.words.withUnsafeBufferPointer { words in
                tracer.setSource(words.baseAddress!, count: words.count, received: received)
                let result = tracer.perform(thread: move.thread, choice: move.choice)
                let access = table.number(of: UnsafePointer(tracer.log.reads))
                guard result == .rested || result == .violated else {
                    return Made(result: result, access: access, state: state, received: received)
                }
                return Made(
                    result: result, access: access,
                    state: State(words: machine.words(tracer.successor, tracer.successorCount)),
                    received: tracer.log.received)
            }
        }
    }

    @Test("Independent steps commute, stay enabled, and touch the same in either order", arguments: 0..<250)
    func commuting(seed: Int) throws {
        let lab = try Lab(RandomPrograms.program(seed: seed))
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<6 {
            var state = lab.machine.start().state
            var received = lab.tracer.log.receivedBefore
            for _ in 0..<20 {
                let moves = lab.machine.enabled(state)
                for first in moves {
                    let a = lab.make(first, state, received)
                    guard a.result == .rested else { continue }
                    for second in moves where second.thread > first.thread {
                        let b = lab.make(second, state, received)
                        guard b.result == .rested, !lab.table.areDependent(a.access, b.access) else { continue }
                        let ab = lab.make(second, a.state, a.received)
                        let ba = lab.make(first, b.state, b.received)
                        #expect(ab.result == .rested && ba.result == .rested, "seed \(seed): \(first) \(second)")
                        #expect(ab.state == ba.state && ab.received == ba.received, "seed \(seed): \(first) \(second)")
                        #expect(ab.access == b.access && ba.access == a.access, "seed \(seed): \(first) \(second)")
                    }
                }
                guard let move = moves.randomElement(using: &random) else { break }
                let made = lab.make(move, state, received)
                guard made.result == .rested else { break }
                (state, received) = (made.state, made.received)
            }
        }
    }

    @Test("A move that becomes enabled, or stops being so, has read what changed", arguments: 0..<250)
    func enabling(seed: Int) throws {
        let lab = try Lab(RandomPrograms.program(seed: seed))
        var random = SeededGenerator(seed: UInt64(seed) + 1000)
        var state = lab.machine.start().state
        var received = lab.tracer.log.receivedBefore
        for _ in 0..<30 {
            let moves = lab.machine.enabled(state)
            guard let move = moves.randomElement(using: &random) else { break }
            let made = lab.make(move, state, received)
            guard made.result == .rested else { break }
            for other in 0..<lab.machine.threadCount(in: state) where other != move.thread {
                let before = trials(lab, other, state, received)
                let after = trials(lab, other, made.state, made.received)
                if before.moves != after.moves {
                    #expect(lab.table.areDependent(before.access, made.access), "seed \(seed): \(move) and \(other)")
                }
            }
            (state, received) = (made.state, made.received)
        }
    }

    private func trials(_ lab: Lab, _ thread: Int, _ state: State, _ received: [Int]) -> (moves: [Int], access: Int32) {
        state.words.withUnsafeBufferPointer { words in
            lab.tracer.setSource(words.baseAddress!, count: words.count, received: received)
            lab.tracer.tryMoves(of: thread)
            return (
                lab.tracer.moves.map(\.choice), lab.table.number(of: UnsafePointer(lab.tracer.log.reads))
            )
        }
    }

    private func independent(_ text: String, _ first: Int, _ second: Int, after schedule: [Int] = []) throws -> Bool {
        let lab = try Lab(program("model \"Test\"\n" + text))
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
