import EngineReference
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

@Suite("A flush is no preemption")
struct FlushPreemptionTests {
    static let buffering = """
        model "Store buffering"
        atomic x: int = 0
        atomic y: int = 0
        thread a {
          x.store(1, relaxed)
          let seen = y.load(relaxed)
        }
        thread b {
          y.store(1, relaxed)
          let seen = x.load(relaxed)
        }
        final one "one of them sees the other": a.seen == 1 || b.seen == 1
        """

    static let peterson = """
        model "Peterson without fences"
        atomic wants: bool[2]
        atomic turn: int = 0
        atomic inside: int = 0
        thread p(me: 0..<2) {
          wants[me].store(true, relaxed)
          turn.store(1 - me, relaxed)
          if !wants[1 - me].load(relaxed) || turn.load(relaxed) == me { inside.fetchAdd(1, relaxed) }
        }
        final alone "one at most came in at once": inside <= 1
        """

    private func machine(_ text: String) throws -> Machine { try Machine(program(text), memoryModel: .tso) }

    private func finding(_ machine: Machine, _ strategy: SearchOptions.Strategy) throws -> Finding {
        var options = SearchOptions()
        options.strategy = strategy
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        #expect(exploration.report.complete)
        return try #require(exploration.report.findings.first)
    }

    @Test("Late flushes alone make store buffering and Peterson fail", arguments: [buffering, peterson])
    func lateFlushes(text: String) throws {
        let machine = try machine(text)
        for strategy in [SearchOptions.Strategy.breadthFirst, .preemption] {
            let finding = try finding(machine, strategy)
            #expect(finding.preemptions == 0, "\(strategy)")
            #expect(finding.isMinimal)
            #expect(Preemptions.count(finding.schedule, machine: machine) == 0)
            #expect(finding.schedule.contains { $0.isFlush })
        }
    }

    @Test(
        "Between two steps of a thread others may flush; a thread that can do no more than flush is not left by force")
    func counting() throws {
        let machine = try machine(Self.buffering)
        func count(_ moves: [(Int, Bool)]) -> Int {
            Preemptions.count(
                moves.map { Transition(thread: $0.0, choice: $0.1 ? Transition.flush : 0) }, machine: machine)
        }
        // a stores, b stores: that leaves a. a's write reaches memory while b goes on: that leaves nobody.
        #expect(count([(0, false), (1, false), (0, true), (1, false)]) == 1)
        // a is done but for its buffer.
        #expect(count([(0, false), (0, false), (1, false), (1, false), (0, true), (1, true)]) == 0)
        // a is left behind a flush of its own.
        #expect(count([(0, false), (0, true), (1, false)]) == 1)
    }

    /// The fewest preemptions on any schedule to each end.
    private func fewest(_ machine: Machine) -> [OutcomeKey: Int] {
        let collector = OutcomeCollector(machine: machine)
        var least: [OutcomeKey: Int] = [:]
        var work: [(state: State, counter: Preemptions)] = [(machine.start().state, Preemptions())]
        while let (state, counter) = work.popLast() {
            let moves = machine.enabled(state)
            if moves.isEmpty {
                let key = collector.key(machine.ending(state), state)
                least[key] = min(least[key] ?? .max, counter.count)
            }
            for move in moves {
                guard let next = machine.apply(move, to: state) else { continue }
                var counter = counter
                counter.take(next.event, move, from: state, machine)
                work.append((next.state, counter))
            }
        }
        return least
    }

    @Test("Each end is found with as few preemptions as there are on any schedule to it", arguments: 0..<16)
    func agreement(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var names: [String] = []
        func body(_ thread: String, _ length: Int) -> String {
            (0..<length).map { index in
                let place = random.one(["x", "y"])
                switch random.below(5) {
                case 0, 1: return "  \(place).store(\(1 + random.below(2)), relaxed)"
                case 2, 3:
                    names.append("\(thread).r\(index)")
                    return "  let r\(index) = \(place).load(relaxed)"
                default: return "  \(place).fetchAdd(1, relaxed)"
                }
            }.joined(separator: "\n")
        }
        let (first, second) = (body("a", 3), body("b", 2))
        let text = """
            model "Random"
            atomic x: int = 0
            atomic y: int = 0
            thread a {
            \(first)
            }
            thread b {
            \(second)
            }
            final named: \((["x"] + names).joined(separator: " + ")) >= 0
            """
        let machine = try machine(text)
        let least = fewest(machine)
        for strategy in [SearchOptions.Strategy.breadthFirst, .preemption] {
            var options = SearchOptions()
            options.strategy = strategy
            let outcomes = Exploration(machine: machine, options: options).outcomes().outcomes
            #expect(outcomes.count == least.count)
            for outcome in outcomes {
                #expect(outcome.preemptions == least[outcome.key], "\(strategy)\n\(text)")
                #expect(Preemptions.count(outcome.schedule, machine: machine) == outcome.preemptions)
            }
        }
    }
}
