import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite struct MachineTests {
    @Test("Lost update has 12 states and 14 transitions, three tellers 59 and 99")
    func lostUpdateCounts() throws {
        let two = MachineSearch(try Machine(lostUpdate(tellers: 2)))
        #expect(two.states == 12)
        #expect(two.transitions == 14)
        let three = MachineSearch(try Machine(lostUpdate(tellers: 3)))
        #expect(three.states == 59)
        #expect(three.transitions == 99)
    }

    @Test("The second deposit can be lost, and the final property says so")
    func finalProperty() throws {
        let machine = try Machine(lostUpdate(tellers: 2))
        let search = MachineSearch(machine)
        let values = search.ended.map { machine.evaluate(property: 0, in: $0) }
        #expect(values.contains(.value(true)))
        #expect(values.contains(.value(false)))
        #expect(search.deadlocks == 0)
    }

    @Test("A step records its operation, the value and the local that took it")
    func record() throws {
        let machine = try Machine(lostUpdate(tellers: 2))
        let start = machine.start()
        let step = try #require(machine.apply(Transition(thread: 1), to: start.state))
        #expect(step.event.operations.map(\.kind) == [.read])
        #expect(step.event.operations.first?.name == "balance")
        #expect(step.event.operations.first?.value == .integer(0))
        #expect(step.event.localChanges == [LocalChange(thread: 1, routine: 0, local: 0, value: .integer(0))])
        #expect(machine.threadName(1, in: step.state) == "teller.1")
    }

    @Test("Philosophers who all reach for the left fork first come to a deadlock", arguments: [2, 3])
    func philosophersDeadlock(count: Int) throws {
        let machine = try Machine(philosophers(count))
        let search = MachineSearch(machine)
        #expect(search.deadlocks == 1)
        #expect(search.violations.isEmpty)
    }
}
