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
