import HeddleProgram
import Testing

@testable import HeddleEngine

/// A trace of random steps.
func walk(_ machine: Machine, steps: Int, _ random: inout SeededGenerator) -> Trace {
    let start = machine.start()
    var trace = Trace(initialState: start.state, startEvent: start.event)
    for _ in 0..<steps {
        let enabled = machine.enabled(trace.lastState)
        guard let transition = enabled.randomElement(using: &random),
            let next = machine.apply(transition, to: trace.lastState)
        else { break }
        trace.steps.append(Trace.Step(transition: transition, event: next.event, state: next.state))
        if next.event.outcome != .completed { break }
    }
    return trace
}

@Test("independent neighbours commute: both orders are possible and lead to the same state")
func independentNeighboursCommute() throws {
    var random = SeededGenerator(seed: 41)
    var swaps = 0
    for (seed, program) in try RandomPrograms.withoutGhosts(6_000..<6_150) {
        let machine = try Machine(program)
        let trace = walk(machine, steps: 16, &random)
        let footprints = trace.events.map(Footprint.init)
        for place in trace.steps.indices.dropLast() where !footprints[place].depends(on: footprints[place + 1]) {
            let (one, two) = (trace.steps[place], trace.steps[place + 1])
            guard two.event.outcome == .completed else { continue }
            let before = trace.state(after: place)
            let first = try #require(machine.apply(two.transition, to: before), "seed \(seed) step \(place + 2)")
            let second = try #require(machine.apply(one.transition, to: first.state), "seed \(seed) step \(place + 1)")
            #expect(second.state == two.state, "seed \(seed) steps \(place + 1) and \(place + 2)")
            #expect(first.event.operations == two.event.operations, "seed \(seed)")
            swaps += 1
        }
    }
    #expect(swaps > 150)
}

@Test("swapping independent neighbours of a trace keeps its canonical form")
func canonicalFormsOfTraces() throws {
    var random = SeededGenerator(seed: 43)
    for (seed, program) in try RandomPrograms.withoutGhosts(6_200..<6_260) {
        let machine = try Machine(program)
        let trace = walk(machine, steps: 12, &random)
        let footprints = trace.events.map(Footprint.init)
        let form = CanonicalForm(machine: machine, trace: trace)
        for place in trace.steps.indices.dropLast() where !footprints[place].depends(on: footprints[place + 1]) {
            var schedule = trace.schedule
            schedule.swapAt(place, place + 1)
            let swapped = Trace(machine: machine, schedule: schedule)
            guard swapped.steps.count == trace.steps.count else { continue }
            #expect(CanonicalForm(machine: machine, trace: swapped).signature == form.signature, "seed \(seed)")
        }
    }
}

@Test("a recorded trace replays to itself, digests included")
func replayIsExact() throws {
    var random = SeededGenerator(seed: 47)
    for seed in 6_300..<6_400 {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        let trace = walk(machine, steps: 20, &random)
        let replay = Replay(machine: machine, steps: trace.recorded(by: machine))
        #expect(replay.divergence == nil, "seed \(seed)")
        #expect(replay.digestDifferences.isEmpty, "seed \(seed)")
        #expect(replay.trace.lastState == trace.lastState, "seed \(seed)")
        #expect(replay.trace.events.map(\.operations) == trace.events.map(\.operations), "seed \(seed)")
    }
}

@Test("what happens before does so in every trace: strictly, and never backwards")
func happensBeforeOfTraces() throws {
    var random = SeededGenerator(seed: 53)
    for seed in 6_400..<6_460 {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        let trace = walk(machine, steps: 20, &random)
        let relation = HappensBefore(trace)
        for edge in relation.edges { #expect(edge.source < edge.target, "seed \(seed)") }
        for a in trace.steps.indices {
            for b in trace.steps.indices where relation.precedes(a, b) {
                #expect(a < b && !relation.precedes(b, a) && relation.causallyPrecedes(a, b), "seed \(seed)")
            }
        }
    }
}

@Test("a schedule that no longer fits says at which step, what it wanted and what there was")
func divergence() throws {
    let machine = try Machine(HandMadePrograms.lostUpdate(tellers: 2))
    let trace = Trace(machine: machine, schedule: [0, 1, 1, 0].map { Transition(thread: $0) })
    var steps = trace.recorded(by: machine)
    #expect(steps.map(\.action) == ["read balance → 0", "read balance → 0", "write balance ← 1", "write balance ← 1"])
    steps[2].anchor.statement = "balance = seen + 2"
    let replay = Replay(machine: machine, steps: steps)
    let divergence = try #require(replay.divergence)
    #expect(divergence.step == 3)
    #expect(divergence.expected == steps[2])
    #expect(divergence.enabled.map(\.recorded.anchor.thread) == ["teller.0", "teller.1"])
    #expect(replay.trace.steps.count == 2)
}

@Test("a difference of states names what changed and nothing else")
func differences() throws {
    let machine = try Machine(HandMadePrograms.lostUpdate(tellers: 2))
    let trace = Trace(machine: machine, schedule: [0, 0].map { Transition(thread: $0) })
    let diff = StateDiff(machine: machine, from: trace.initialState, to: trace.lastState)
    #expect(diff.changes == [StateDiff.Change(name: "balance", before: "0", after: "1")])
}
