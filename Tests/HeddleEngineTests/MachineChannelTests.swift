import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite struct MachineChannelTests {
    @Test("A rendezvous is one step of both threads, listed under the sender, and names the receiver")
    func rendezvous() throws {
        let machine = try machine(
            """
            channel c: int
            thread s { c.send(5) }
            thread r * 2 { let got = c.receive(); skip }
            """)
        let state = machine.start().state
        #expect(machine.enabled(state) == [Transition(thread: 0, choice: 1), Transition(thread: 0, choice: 2)])
        let step = try #require(machine.apply(Transition(thread: 0, choice: 2), to: state))
        #expect(step.event.partner == 2)
        #expect(step.event.operations.map(\.kind) == [.handOver])
        #expect(step.event.localChanges.first?.value == .integer(5))
        #expect(step.event.localChanges.first?.thread == 2)
        #expect(machine.status(ofThread: 0, in: step.state) == .finished)
        #expect(machine.blockReason(ofThread: 1, in: state) == nil)
        #expect(machine.blockReason(ofThread: 1, in: step.state)?.cause == .noSender("c"))
    }

    @Test("What is handed over at a rendezvous is there when the receiver goes on, and the sender's own work too")
    func rendezvousValue() throws {
        let machine = try machine(
            """
            channel c: int
            var result: int = 0
            var sent: int = 0
            thread s { let base = result; c.send(base + 5); sent = base + 1 }
            thread r { let got = c.receive(); result = got }
            """)
        let search = MachineSearch(machine)
        #expect(!search.ended.isEmpty)
        for state in search.ended {
            #expect(machine.status(ofObject: 1, index: 0, in: state) == .value(.integer(5)))
            #expect(machine.status(ofObject: 2, index: 0, in: state) == .value(.integer(1)))
        }
    }

    @Test("Messages of an ordered channel come out in order, of an unordered one in any")
    func order() throws {
        func firsts(_ word: String) throws -> Set<Value> {
            let machine = try machine(
                """
                channel c: int \(word) capacity 2
                var first: int = 0
                thread s { c.send(2); c.send(1); c.close() }
                thread r { await c.closed; first = c.receive() }
                """.replacing("await c.closed; ", with: "skip; "))
            let search = MachineSearch(machine)
            return Set(
                search.ended.map {
                    guard case .value(let value) = machine.status(ofObject: 1, index: 0, in: $0) else { return .none }
                    return value
                })
        }
        #expect(try firsts("") == [.integer(2)])
        #expect(try firsts("unordered") == [.integer(1), .integer(2)])
    }

    @Test("Equal messages of an unordered channel are one choice, and their order makes no states")
    func equalMessages() throws {
        let machine = try machine(
            """
            channel c: int unordered capacity 3
            thread s { c.send(7); c.send(7); c.send(3); let x = c.receive(); skip }
            """)
        var state = machine.start().state
        for _ in 0..<3 { state = try #require(machine.apply(machine.enabled(state)[0], to: state)).state }
        #expect(machine.enabled(state).count == 2)
        guard case .channel(let messages, _, _) = machine.status(ofObject: 0, index: 0, in: state) else {
            Issue.record("no channel")
            return
        }
        #expect(messages == [.integer(3), .integer(7), .integer(7)])
    }

    @Test("What is under way in a closed channel can still be received, then next gives nil")
    func closed() throws {
        let machine = try machine(
            """
            channel c: int capacity 2
            var sum: int = 0
            thread s { c.send(1); c.send(2); c.close() }
            thread r { for m in c { sum = sum + m } }
            final all "all came through": sum == 3
            """)
        let search = MachineSearch(machine)
        #expect(search.deadlocks == 0)
        #expect(!search.ended.isEmpty)
        for state in search.ended { #expect(machine.evaluate(property: 0, in: state) == .value(true)) }
    }

    @Test("An unbounded channel stops at the bound on messages, which is no violation")
    func unbounded() throws {
        let search = MachineSearch(
            try machine(
                """
                bounds { messages 2 }
                channel c: int capacity unbounded
                thread s { c.send(1); c.send(2); c.send(3) }
                """))
        #expect(search.bounds == [.messages])
        #expect(search.violations.isEmpty)
    }

    @Test("default goes only when no other alternative can, and a sender that stands ready is one that can")
    func selectDefault() throws {
        let machine = try machine(
            """
            channel c: int
            event go
            thread s { await go.isSet; c.send(1) }
            thread r { select { case let x = c.receive() { skip } default { skip } } }
            thread g { go.set() }
            """.replacing("await go.isSet; ", with: "go.wait(); "))
        var state = machine.start().state
        #expect(machine.enabled(state).contains(Transition(thread: 1, choice: 1)))
        for thread in [2, 0] { state = try #require(machine.apply(Transition(thread: thread), to: state)).state }
        #expect(machine.enabled(state) == [Transition(thread: 0, choice: 1)])
    }

    @Test("A timeout can go at any time")
    func timeout() throws {
        let machine = try machine(
            """
            channel c: int capacity 1
            thread r { c.send(1); select { case let x = c.receive() { skip } timeout { skip } } }
            """)
        let state = try #require(machine.apply(Transition(thread: 0), to: machine.start().state)).state
        #expect(machine.enabled(state) == [Transition(thread: 0, choice: 0), Transition(thread: 0, choice: 1)])
        #expect(machine.preview(Transition(thread: 0, choice: 1), in: state)?.operations.map(\.kind) == [.timeout])
    }

    @Test("A select takes locks, permits and events as well, each alternative by its place")
    func selectOthers() throws {
        let machine = try machine(
            """
            mutex m
            semaphore s = 1
            event e
            thread t {
              select {
                case m.lock() { m.unlock() }
                case s.acquire() { s.release() }
                case e.wait() { skip }
              }
            }
            """)
        let state = machine.start().state
        #expect(machine.enabled(state) == [Transition(thread: 0, choice: 0), Transition(thread: 0, choice: 1)])
        #expect(MachineSearch(machine).violations.isEmpty)
    }

    @Test("trySend and tryReceive never wait")
    func tries() throws {
        let search = MachineSearch(
            try machine(
                """
                channel c: int capacity 1
                thread t {
                  let a = c.tryReceive()
                  let b = c.trySend(1)
                  let d = c.trySend(2)
                  let e = c.tryReceive()
                  assert a == nil && b && !d && e == 1
                }
                """))
        #expect(search.violations.isEmpty)
        #expect(search.deadlocks == 0)
    }
}
