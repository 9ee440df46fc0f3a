import EngineReference
import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// The search by classes under tso, c11 and rc11, for models that no search of execution graphs takes.
@Suite("Classes of executions under weak memory")
struct WeakClassTests {
    private static let models: [MemoryModel] = [.tso, .c11, .rc11]

    /// Random models of all kinds: atomics alone, replicas of them, locks and channels.
    private func machines(_ seed: Int, _ model: MemoryModel) throws -> [(machine: Machine, text: String)] {
        var (atomics, replicas) = (RandomAtomics(seed: seed), RandomAtomics(seed: seed, replicates: true))
        let texts = [
            atomics.text() + "\nreachable two \"two\": x == 2\n", replicas.text(), RandomModel.text(seed: seed),
            RandomReplicas.text(seed: seed),
        ]
        return try texts.compactMap { text in
            let program = ReductionFuzz.heddle(text).loaded.program
            try #require(program != nil, "\(text)")
            return (try? Machine(program!, memoryModel: model)).map { ($0, text) }
        }
    }

    @Test("Independent steps commute, and who changes another's moves depends on it", arguments: models, 0..<60)
    func steps(model: MemoryModel, seed: Int) throws {
        for (machine, text) in try machines(seed, model) {
            let lab = StepLab(machine)
            lab.expectCommuting(seed, walks: 2, "\(model) \(text)")
            lab.expectReading(seed, "\(model) \(text)")
        }
    }

    private static let references = [LitmusReference.Model.tso, .cpp20, .rc11]

    @Test("The reference's litmus tests end so in the orders of their steps", arguments: references, 0..<4)
    func litmus(model: LitmusReference.Model, part: Int) throws {
        var compared = 0
        for (index, name) in LitmusReference.names.enumerated() where index % 4 == part {
            let machine = try model.machine(LitmusReference.program(name))
            let expected = try #require(LitmusReference.expected[name]?[model.rawValue])
            let found = ClassCounter.run(machine: machine, steps: 3_000)
            guard found.isComplete else { continue }
            compared += 1
            let collector = OutcomeCollector(machine: machine)
            let ends = found.counter.counts.map { try? LitmusReference.integers(collector.outcome($0)) }
            #expect(
                LitmusReference.texts(ends.compactMap { $0 }) == LitmusReference.texts(expected.outcomes),
                "\(model) \(name)")
            let classes = found.counter.counts.reduce(0) { $0 + $1.classes }
            #expect(classes >= expected.executions ?? 0, "\(model) \(name)")
        }
        #expect(compared >= 20)
    }

    @Test("The steps of the reference's litmus tests tell what they depend on", arguments: references, 0..<4)
    func litmusSteps(model: LitmusReference.Model, part: Int) throws {
        for (index, name) in LitmusReference.names.enumerated() where index % 4 == part {
            let lab = StepLab(try model.machine(LitmusReference.program(name)))
            lab.expectCommuting(index, walks: 8, "\(model) \(name)")
            for walk in 0..<12 { lab.expectReading(walk, "\(model) \(name)") }
        }
    }

    @Test("Accesses of different variables depend on one another where seq_cst orders both")
    func seqCstSteps() throws {
        let text = """
            model "Store buffering and a relaxed store"
            atomic x: int = 0
            atomic y: int = 0
            atomic z: int = 0
            thread first {
              x = 1
              let seen = y.load(seq_cst)
              z.store(1, relaxed)
            }
            thread second {
              y = 1
              let seen = x.load(seq_cst)
            }
            """
        let machine = try Machine(program(text), memoryModel: .c11)
        #expect(machine.memory?.form == .graph)
        let lab = StepLab(machine)
        let state = try #require(machine.state(after: [0, 1].map { Transition(thread: $0) }))
        // Each may read the old value, but not both.
        let old = (0..<2).map { Transition(thread: $0, choice: 1) }
        #expect(machine.enabled(state).filter { $0.choice == 1 } == old)
        let behind = try #require(machine.apply(old[0], to: state)?.state)
        #expect(!machine.enabled(behind).contains(old[1]))
        let made = old.map { lab.make($0, state, lab.tracer.log.receivedBefore) }
        #expect(lab.table.areDependent(made[0].access, made[1].access))
    }

    @Test("An atomic block hands on what was known to the next one")
    func blocks() throws {
        let text = """
            model "Blocks"
            atomic a: int = 0
            var x: int = 0
            var y: int = 0
            thread first {
              a.store(1, relaxed)
              atomic { x = 1 }
            }
            thread second {
              atomic { y = 1 }
              let seen = a.load(relaxed)
            }
            """
        let machine = try Machine(program(text), memoryModel: .c11)
        let lab = StepLab(machine)
        let state = try #require(machine.state(after: [Transition(thread: 0)]))
        let made = (0..<2).map { lab.make(Transition(thread: $0), state, lab.tracer.log.receivedBefore) }
        #expect(lab.table.areDependent(made[0].access, made[1].access))
        // The block that comes second knows the store: the old value is no longer there to be read.
        let behind = try #require(machine.state(after: [0, 0, 1].map { Transition(thread: $0) }))
        #expect(machine.enabled(behind).map(\.choice) == [0])
    }

    /// Seeds of one part of four.
    private func seeds(_ part: Int) -> StrideTo<Int> { stride(from: part, to: 24, by: 4) }

    @Test("Each class is met once", arguments: models, 0..<4)
    func classes(model: MemoryModel, part: Int) throws {
        var (runs, compared) = (0, 0)
        for seed in seeds(part) {
            for (machine, text) in try machines(seed, model) {
                guard machine.start().event.outcome == .completed else { continue }
                let found = ClassesFound(machine: machine, seesProperties: false, limit: 4_000)
                guard found.isOver, !found.hasCycle else { continue }
                runs += 1
                #expect(found.redundant == 0, "\(model) \(text)")
                let plain = PlainClasses(machine: machine, seesProperties: false, withSleepSets: true, limit: 1_500)
                guard plain.isComplete else { continue }
                compared += 1
                #expect(found.executions == plain.classes, "\(model) \(text)")
                #expect(found.outcomes == plain.outcomes, "\(model) \(text)")
            }
        }
        #expect(runs >= 8 && compared >= 6)
    }

    @Test("It finds what a search of all states finds", arguments: models, 0..<4)
    func answers(model: MemoryModel, part: Int) throws {
        var compared = 0
        for seed in seeds(part) {
            for (machine, text) in try machines(seed, model) {
                let all = SearchAnswer(machine: machine, options: SearchOptions(states: 1_000))
                guard all.isComplete else { continue }
                var options = SearchOptions(states: 1_500)
                options.strategy = .dpor
                let classes = SearchAnswer(machine: machine, options: options)
                guard classes.isComplete else { continue }
                compared += 1
                #expect(classes.differences(from: all) == [], "\(model) \(text)")
            }
        }
        #expect(compared >= 8)
    }
}
