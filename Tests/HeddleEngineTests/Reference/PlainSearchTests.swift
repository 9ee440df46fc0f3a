import HeddleProgram
import Testing

@Test("the plain search counts the states of Lost update", arguments: [(2, 12, 14), (3, 59, 99)])
func plainLostUpdate(tellers: Int, states: Int, transitions: Int) {
    let search = PlainSearch(program: HandMadePrograms.lostUpdate(tellers: tellers))
    #expect(search.states == states)
    #expect(search.transitions == transitions)
    #expect(search.depth == tellers * 2)
    #expect(search.failing == ["everyDepositKept": tellers * 2])
    #expect(search.outcomes.count == tellers)
}

@Test("the plain search counts the states of Dining philosophers", arguments: [(3, 87, 153), (5, 1743, 5155)])
func plainPhilosophers(seats: Int, states: Int, transitions: Int) {
    let search = PlainSearch(program: HandMadePrograms.philosophers(seats: seats))
    #expect(search.states == states)
    #expect(search.transitions == transitions)
    #expect(search.depth == seats * 4)
    #expect(search.failing == ["deadlock": seats])
}
