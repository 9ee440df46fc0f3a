import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

private func prospects(_ ahead: LookAhead, _ state: State, portion: Int = 1_000) throws -> Prospects {
    ahead.look(at: state)
    while !ahead.isFinal { ahead.advance(budget: portion) }
    return try #require(ahead.prospects())
}

private func lookAhead(_ program: Program, limit: Int = LookAhead.defaultLimit) throws -> (LookAhead, Machine) {
    let machine = try Machine(program)
    return (LookAhead(machine: machine, looksForRaces: false, limit: limit), machine)
}

@Test("Lost update: half of the random runs fail; behind one move none does, behind the other all do")
func outlooksOfLostUpdate() throws {
    let (ahead, machine) = try lookAhead(HandMadePrograms.lostUpdate(tellers: 2))
    let start = machine.start().state
    let first = try prospects(ahead, start)
    #expect(first.state.failing == 0.5 && first.state.isExact)
    #expect(first.state.nearest == 4 && !first.state.isDoomed && first.state.outcomes == 2)
    for outlook in first.moves.values {
        #expect(outlook.nearest == 4 && outlook.outcomes == 2 && outlook.subject == .property(0))
    }
    let read = try #require(machine.successor(Transition(thread: 0), of: start))
    let second = try prospects(ahead, read)
    let write = try #require(second.moves[Transition(thread: 0)])
    #expect(write.isSafe && write.outcomes == 1 && write.failing == 0)
    let other = try #require(second.moves[Transition(thread: 1)])
    #expect(other.isDoomed && other.nearest == 3 && other.outcomes == 1 && other.failing == 1)
    #expect(second.isFinal)
}

@Test("Five philosophers: 19 of 120 random runs end in the deadlock")
func outlooksOfPhilosophers() throws {
    let (ahead, machine) = try lookAhead(HandMadePrograms.philosophers(seats: 5))
    let start = try prospects(ahead, machine.start().state)
    #expect(start.state.isExact)
    #expect(abs(try #require(start.state.failing) - 19.0 / 120) < 1e-12)
    #expect(start.state.nearest == 5 && start.state.subject == .check(.deadlock))
    #expect(start.states == 1743)
}

@Test("what the look-ahead says of every state is what the finished search says", arguments: 9_400..<9_440)
func outlooksAgree(seed: Int) throws {
    let machine = try Machine(try RandomPrograms.program(seed: seed))
    let exploration = Exploration(machine: machine, options: SearchOptions(states: 2_000))
    exploration.finish()
    guard exploration.report.phase == .complete else { return }
    let ahead = LookAhead(machine: machine, looksForRaces: false)
    for index in 0..<exploration.explorer.store.count {
        let state = exploration.explorer.store.state(index)
        let found = try prospects(ahead, state, portion: 50)
        #expect(found.state.isWhole && found.isFinal)
        // A state that a failed step led to shows it only to whoever saw the step.
        if machine.ending(state) == .violated { continue }
        #expect(found.state.nearest == exploration.wayToViolation(from: state)?.count, "state \(index)")
        #expect(found.state.isDoomed == exploration.isDoomed(state), "state \(index)")
        let share = try #require(found.state.failing)
        #expect((share > 0) == (found.state.nearest != nil) && share <= 1 + 1e-9, "state \(index): \(share)")
        if found.state.isDoomed { #expect(share > 1 - 1e-6, "state \(index): \(share)") }
        #expect(Set(found.moves.keys) == Set(machine.enabled(state)))
        // The share of a state is the mean over threads of the mean over their choices.
        if found.state.nearest != 0, !found.moves.isEmpty, found.moves.values.allSatisfy({ $0.failing != nil }) {
            let byThread = Dictionary(grouping: found.moves, by: \.key.thread).mapValues { moves in
                moves.reduce(0) { $0 + $1.value.failing! } / Double(moves.count)
            }
            let mean = byThread.values.reduce(0, +) / Double(byThread.count)
            #expect(abs(mean - share) < 1e-6, "state \(index): \(mean), \(share)")
        }
    }
}

@Test("outcomes that can be reached are counted from every state", arguments: 9_400..<9_420)
func outcomesAhead(seed: Int) throws {
    let machine = try Machine(try RandomPrograms.program(seed: seed))
    let exploration = Exploration(machine: machine, options: SearchOptions(states: 400))
    exploration.finish()
    guard exploration.report.phase == .complete else { return }
    let ahead = LookAhead(machine: machine, looksForRaces: false)
    let all = exploration.outcomes().outcomes.filter { $0.end != .violated }
    let start = try prospects(ahead, machine.start().state)
    #expect(start.state.outcomes == all.count)
    for outcome in all {
        let trace = Trace(machine: machine, schedule: outcome.schedule)
        for step in trace.steps { #expect(try prospects(ahead, step.state).state.outcomes! >= 1) }
        #expect(try prospects(ahead, trace.lastState).state.outcomes == 1)
    }
}

@Test("where not all was looked at, nothing is called safe, and what was seen is told")
func outlooksWithinLimit() throws {
    let (whole, machine) = try lookAhead(HandMadePrograms.philosophers(seats: 5))
    let all = try prospects(whole, machine.start().state)
    let (ahead, _) = try lookAhead(HandMadePrograms.philosophers(seats: 5), limit: 300)
    let some = try prospects(ahead, machine.start().state)
    #expect(some.isFinal && !some.state.isWhole && !some.state.isSafe && some.state.failing == nil)
    #expect(some.state.outcomes! <= all.state.outcomes!)
    if let nearest = some.state.nearest { #expect(nearest >= all.state.nearest!) }
    for (move, outlook) in some.moves { #expect(!outlook.isSafe && !outlook.isDoomed || all.moves[move]!.isDoomed) }
}

@Test("a race that clocks find is a failure like any other: no move into it is safe")
func outlooksOfRaces() throws {
    func machine(_ order: String) throws -> Machine {
        let text = """
            model "Handed over"
            var data: int = 0
            atomic done: bool = false
            thread giver {
              data = 1
              done.store(true, \(order))
            }
            thread taker {
              await done.load(acquire)
              data = 2
            }
            """
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text))
        return try Machine(try #require(loaded.program), memoryModel: .c11)
    }
    let racy = try machine("relaxed")
    let found = try prospects(LookAhead(machine: racy, looksForRaces: false), racy.start().state)
    #expect(found.state.isDoomed && found.state.nearest == 4 && found.state.failing == 1)
    #expect(found.state.subject == .check(.race))
    let ordered = try machine("release")
    let safe = try prospects(LookAhead(machine: ordered, looksForRaces: false), ordered.start().state)
    #expect(safe.state.isWhole && safe.state.nearest == nil && safe.state.failing == 0)
}
