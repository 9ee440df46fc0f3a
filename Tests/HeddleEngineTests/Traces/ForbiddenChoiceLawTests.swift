import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// Laws of forbidden choices, on random walks through random litmus programs and those of the reference.
@Suite("Laws of forbidden choices")
struct ForbiddenChoiceLawTests {
    static let tests = LitmusFuzz.tests + LitmusFuzz.ofReference
    private static let walks = 4

    @Test("Every write is left or forbidden with its reason, never both", arguments: tests)
    func everyWrite(test: LitmusFuzz.Test) throws {
        let program = try test.program()
        for model in [LitmusReference.Model.cpp20, .rc11] {
            let machine = try model.machine(program)
            for seed in 0..<Self.walks {
                var random = SeededGenerator(seed: UInt64(1 + seed))
                try walk(machine, &random, "\(test.name) \(model) seed \(1 + seed)")
            }
        }
    }

    private func walk(_ machine: Machine, _ random: inout SeededGenerator, _ name: String) throws {
        let start = machine.start()
        var trace = Trace(initialState: start.state, startEvent: start.event)
        while trace.steps.count < 60 {
            let moves = machine.enabled(trace.lastState)
            guard !moves.isEmpty else { return }
            let finder = try #require(ForbiddenChoices(machine: machine, trace: trace))
            for thread in Set(moves.map(\.thread)).sorted() {
                guard let choices = finder.choices(ofThread: thread, moves: moves.filter { $0.thread == thread }) else {
                    continue
                }
                check(choices, machine, trace, "\(name), \(trace.steps.map { "\($0.transition)" })")
            }
            let move = moves[Int.random(in: 0..<moves.count, using: &random)]
            let next = try #require(machine.apply(move, to: trace.lastState))
            trace.steps.append(Trace.Step(transition: move, event: next.event, state: next.state))
        }
    }

    private func check(_ choices: MemoryChoices, _ machine: Machine, _ trace: Trace, _ place: String) {
        let open = Set(choices.open.map(\.memoryChoice))
        let isStore = choices.open[0].operations[0].kind == .write
        let location = choices.open[0].operations[0].location
        let made = trace.events.flatMap(\.operations).filter { $0.location == location }.compactMap(\.memory?.made)
        if machine.memory?.form != .latest {
            // Nothing stands before the start; a store may also stand behind all.
            let all = Set(made.map(Optional.some) + [isStore ? nil : .start])
            #expect(open.union(choices.forbidden.map(\.write)) == all, "\(place)")
            #expect(open.count + choices.forbidden.count == all.count, "\(place)")
        }
        let cycles = SeqCstCycle(trace, machine.memory!, HappensBefore(trace))
        for event in choices.open { #expect(cycles.links(closedBy: event) == nil, "\(place)") }
        for choice in choices.forbidden {
            #expect(!open.contains(choice.write), "\(place)")
            check(choice, trace, place)
        }
    }

    private func check(_ choice: ForbiddenChoice, _ trace: Trace, _ place: String) {
        let thread = choice.event.thread
        var events = trace.events
        switch choice.reason {
        case .alreadyRead(let name, in: let step):
            #expect(events[step].thread == thread && events[step].operations[0].memory?.readsFrom == name, "\(place)")
        case .alreadyWrote(let name, in: let step):
            #expect(events[step].thread == thread && events[step].operations[0].memory?.made == name, "\(place)")
        case .known(let name, madeIn: let made, through: let access, by: let step):
            let order = HappensBefore(events: events)
            #expect(events[step].thread == thread && order.precedes(access, step), "\(place)")
            #expect(events[made].operations[0].memory?.made == name, "\(place)")
            let memory = events[access].operations[0].memory
            #expect(access == made || memory?.readsFrom == name, "\(place)")
            #expect(step == 0 || !(0..<step).contains { events[$0].thread == thread && order.precedes(access, $0) })
        case .glued(let name, let update, in: let step):
            let memory = events[step].operations[0].memory
            #expect(memory?.readsFrom == name && memory?.made == update, "\(place)")
        case .cycle(let links):
            events.append(choice.event)
            check(links, HappensBefore(events: events), events, place)
        case .other: Issue.record("no reason: \(choice.write) \(place)")
        }
    }

    private func check(
        _ links: [ForbiddenChoice.Link], _ order: HappensBefore, _ events: [Event], _ place: String
    ) {
        #expect(links.count >= 2 && links.contains { $0.target == events.count - 1 }, "\(place)")
        for (index, link) in links.enumerated() {
            #expect(link.target == links[(index + 1) % links.count].source, "\(place)")
            let (from, to) = (events[link.source], events[link.target])
            let (source, target) = (from.operations[0], to.operations[0])
            switch link.kind {
            case .programOrder: #expect(from.thread == to.thread && link.source < link.target, "\(place)")
            case .synchronizesWith, .happensBefore: #expect(order.precedes(link.source, link.target), "\(place)")
            case .readsFrom:
                #expect(source.memory?.made != nil && source.memory?.made == target.memory?.readsFrom, "\(place)")
            case .modificationOrder:
                #expect(source.memory?.made != nil && target.memory?.made != nil, "\(place)")
            case .fromRead: #expect(source.memory?.readsFrom != nil && target.memory?.made != nil, "\(place)")
            }
            if [.readsFrom, .modificationOrder, .fromRead].contains(link.kind) {
                #expect(source.location == target.location, "\(place)")
            }
        }
    }
}
