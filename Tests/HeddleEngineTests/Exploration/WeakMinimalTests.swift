import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

@Test("among schedules of as few preemptions one without stale reads is taken, where there is one")
func fewestStaleReads() throws {
    let text =
        WeakEdgeTests.messagePassing("relaxed", "relaxed") + "outcome stale: reader.ready == 1 && reader.seen == 0\n"
    let machine = try WeakEdgeTests.machine(text, .c11)
    let exploration = Exploration(machine: machine)
    exploration.finish()
    let outcomes = exploration.outcomes().outcomes
    #expect(outcomes.map(\.preemptions) == [0, 0, 0, 0])
    // Old, old needs none, and neither does new, new; without one the two mixed ones would need a preemption.
    let weak = outcomes.map { Trace(machine: machine, schedule: $0.schedule).weakChoices }
    #expect(weak.sorted() == [0, 0, 1, 1])
}
