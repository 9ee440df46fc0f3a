import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// Laws of forbidden choices, on random walks through random litmus programs and those of the reference.
@Suite("Laws of forbidden choices")
struct ForbiddenChoiceLawTests {
    static let tests = LitmusFuzz.tests.everyThird + LitmusFuzz.ofReference
    private static let walks = 1

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

    @Test("So it is in models with loops, locks, pools and lists", arguments: weakDemos)
    func everyWriteOfDemos(name: String) throws {
        let text = try Fixtures.text("../../demos/weak/\(name)")
        let program = try #require(HeddleFrontEnd.load(SourceText(path: name, text: text)).program)
        for model in [MemoryModel.c11, .rc11] {
            let machine = try Machine(program, memoryModel: model)
            for seed in 0..<1 {
                var random = SeededGenerator(seed: UInt64(1 + seed))
                try walk(machine, &random, "\(name) \(model) seed \(1 + seed)", length: 70)
            }
        }
    }

    static let weakDemos = (try? Fixtures.names(in: "../../demos/weak", withExtension: "heddle")) ?? []

    private func walk(
        _ machine: Machine, _ random: inout SeededGenerator, _ name: String, length: Int = 60
    ) throws {
        let start = machine.start()
        var trace = Trace(initialState: start.state, startEvent: start.event)
        while trace.steps.count < length {
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
        let object = machine.memory!.location(at: location).map { machine.memory!.locations[$0].object }
        var isCell = false
        if let object, case .pool = machine.program.objects[object].kind { isCell = true }
        // A cell begins anew when it is made.
        if machine.memory?.form != .latest, !isCell {
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
        func reads(_ step: Int, _ name: WriteName) -> Bool {
            events[step].operations.contains { $0.memory?.readsFrom == name }
        }
        // The fields of a new cell are written by the step that makes it.
        func makes(_ step: Int, _ name: WriteName) -> Bool {
            events[step].operations.contains { $0.memory?.made == name || $0.kind == .new }
        }
        switch choice.reason {
        case .alreadyRead(let name, in: let step):
            #expect(events[step].thread == thread && reads(step, name), "\(place)")
        case .alreadyWrote(let name, in: let step):
            #expect(events[step].thread == thread && makes(step, name), "\(place)")
        case .known(let name, madeIn: let made, through: let access, by: let step):
            let order = HappensBefore(events: events)
            // A thread that has made no step yet knows what the one knew that spawned it.
            let isOwn = events[step].thread == thread || events[step].operations.contains { $0.kind == .spawn }
            #expect(isOwn && order.precedes(access, step), "\(place)")
            #expect(makes(made, name) && (access == made || reads(access, name)), "\(place)")
            #expect(!(0..<step).contains { events[$0].thread == thread && order.precedes(access, $0) }, "\(place)")
        case .glued(let name, let update, in: let step):
            #expect(reads(step, name) && makes(step, update), "\(place)")
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
            switch link.kind {
            case .programOrder: #expect(from.thread == to.thread && link.source < link.target, "\(place)")
            case .synchronizesWith, .happensBefore: #expect(order.precedes(link.source, link.target), "\(place)")
            case .readsFrom, .modificationOrder, .fromRead:
                let joined = from.operations.contains { source in
                    to.operations.contains { target in
                        guard source.location == target.location else { return false }
                        switch link.kind {
                        case .readsFrom:
                            return source.memory?.made != nil && source.memory?.made == target.memory?.readsFrom
                        case .modificationOrder: return source.memory?.made != nil && target.memory?.made != nil
                        default: return source.memory?.readsFrom != nil && target.memory?.made != nil
                        }
                    }
                }
                #expect(joined, "\(place)")
            }
        }
    }
}
