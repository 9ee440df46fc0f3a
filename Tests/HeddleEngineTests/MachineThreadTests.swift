import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite struct MachineThreadTests {
    private func run(_ machine: Machine, _ schedule: [Int]) throws -> State {
        var state = machine.start().state
        for thread in schedule { state = try #require(machine.apply(Transition(thread: thread), to: state)).state }
        return state
    }

    @Test("Spawned threads get the next number, a name of their own, and are waited for by join")
    func spawnAndJoin() throws {
        let machine = try machine(
            """
            var x: int = 0
            func half(k: int) { x = x + k }
            thread main {
              let a = spawn half(1)
              let b = spawn half(2)
              join a
              join b
            }
            """)
        #expect(machine.threadCount(in: machine.start().state) == 1)
        let state = try run(machine, [0, 0])
        #expect(machine.threadCount(in: state) == 3)
        #expect(machine.threadName(2, in: state) == "half.1")
        #expect(machine.blockReason(ofThread: 0, in: state)?.cause == .join(1, stores: 0))
        let half = try #require(machine.program.routines.firstIndex { $0.name == "half" })
        #expect(machine.value(ofLocal: 0, routine: half, thread: 2, in: state) == .integer(2))
        let event = try #require(machine.preview(Transition(thread: 1), in: state))
        #expect(event.operations.first?.name == "x")
        let search = MachineSearch(machine)
        #expect(search.deadlocks == 0)
        #expect(!search.ended.isEmpty)
    }

    @Test("The bound on spawned threads is reached, not broken")
    func spawnBound() throws {
        let search = MachineSearch(
            try machine("bounds { threads 2 }\nfunc f() { skip }\nthread m { for i in 0..<3 { let t = spawn f() } }"))
        #expect(Set(search.bounds) == [.threads])
    }

    @Test("Recursive calls keep their locals apart, up to the bound on recursion")
    func recursion() throws {
        let text = """
            var x: int = 0
            func down(n: int) -> int {
              let here = x
              if n == 0 { return 0 }
              let below = down(n - 1)
              x = x + 1
              return below + n + here
            }
            thread t { let total = down(4); assert total == 10; skip }
            """
        let deep = MachineSearch(try machine(text))
        #expect(deep.violations.isEmpty)
        #expect(deep.bounds.isEmpty)
        #expect(deep.ended.count == 1)
        let shallow = MachineSearch(try machine("bounds { recursion 3 }\n" + text))
        #expect(shallow.bounds == [.recursion])
    }

    @Test("A thread within a call is at the label around the call, and its frames say where it came from")
    func labels() throws {
        let machine = try machine(
            """
            var x: int = 0
            func touch() { x = 1; x = 2 }
            thread a { touch(); critical: touch(); skip }
            reachable there "a is at critical": a at critical
            """)
        let before = try run(machine, [0])
        #expect(machine.evaluate(property: 0, in: before) == .value(false))
        let inside = try run(machine, [0, 0, 0])
        #expect(machine.evaluate(property: 0, in: inside) == .value(true))
        guard case .standing(_, let frames) = machine.status(ofThread: 0, in: inside) else {
            Issue.record("the thread is gone")
            return
        }
        #expect(frames.count == 1)
        #expect(machine.evaluate(property: 0, in: try run(machine, [0, 0, 0, 0])) == .value(false))
    }

    @Test("What nobody can read any more is forgotten, what a property names is kept")
    func forgetting() throws {
        let text = "var x: int = 0\nvar y: int = 0\nthread t { choose v in 0..<5; y = v; skip }\nthread u { x = 1 }"
        let forgets = MachineSearch(try machine(text + "\nthread w { y = 0 }"))
        let keeps = MachineSearch(
            try machine(text + "\nthread w { y = 0 }\nfinal kept \"v is seen\": t.v < 5"))
        #expect(forgets.states < keeps.states)
        #expect(keeps.ended.count > forgets.ended.count)
    }

    @Test("An atomic block is one step, enabled only if it can run to its end")
    func atomicBlocks() throws {
        let machine = try machine(
            """
            var x: int = 0
            mutex m
            thread a { atomic { x = x + 1; m.lock(); x = x + 1 }; skip; m.unlock() }
            thread b { m.lock(); skip; m.unlock() }
            invariant even "x never shows half": x == 0 || x == 2
            """)
        let start = machine.start().state
        let step = try #require(machine.apply(Transition(thread: 0), to: start))
        #expect(step.event.operations.map(\.kind) == [.read, .write, .lock, .read, .write])
        let held = try #require(machine.apply(Transition(thread: 1), to: start)).state
        #expect(machine.enabled(held) == [Transition(thread: 1)])
        #expect(machine.blockReason(ofThread: 0, in: held)?.helpers == [1])
    }

    @Test("Each way through an atomic block is a choice; the first choice is the lowest digit")
    func atomicChoices() throws {
        let machine = try machine(
            "var x: int = 0\nthread a { atomic { choose u in 0..<2; choose v in 0..<3 where v != u; x = 10 * u + v } }")
        let start = machine.start().state
        // u + 2 * v
        #expect(machine.enabled(start).map(\.choice) == [1, 2, 4, 5])
        let step = try #require(machine.apply(Transition(thread: 0, choice: 5), to: start))
        #expect(machine.status(ofObject: 0, index: 0, in: step.state) == .value(.integer(12)))
        #expect(step.event.choiceText == "u = 1, v = 2")
    }

    @Test("assume discards an execution: it is no violation and no state")
    func assume() throws {
        let search = MachineSearch(try machine("var x: int = 0\nthread t { choose v in 0..<3; assume v != 1; x = v }"))
        #expect(search.violations.isEmpty)
        #expect(search.deadlocks == 0)
        #expect(search.ended.count == 2)
    }

    @Test("A daemon need not finish; without one the same end is a deadlock")
    func daemons() throws {
        let text = "event e\nthread t { skip }\nthread d { e.wait() }"
        #expect(MachineSearch(try machine(text)).deadlocks == 1)
        let calm = MachineSearch(try machine(text.replacing("thread d", with: "daemon thread d")))
        #expect(calm.deadlocks == 0)
        #expect(calm.ended.count == 1)
    }

    @Test("A failed step ends the execution: its state has no moves and tells which check failed")
    func violated() throws {
        let machine = try machine(
            "var x: int = 0\nthread t { x = 1; assert 1 == 2, \"never\"; skip }\nthread u { skip }")
        let step = try #require(machine.apply(Transition(thread: 0), to: machine.start().state))
        #expect(step.event.outcome == .violated)
        #expect(step.event.violation?.evidence == .assertion(text: "1 == 2", sentence: "never"))
        #expect(machine.enabled(step.state).isEmpty)
        #expect(machine.ending(step.state) == .violated)
        #expect(machine.status(ofObject: 0, index: 0, in: step.state) == .value(.integer(1)))
    }
}
