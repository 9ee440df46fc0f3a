import Foundation
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// What the search by classes found of a machine.
struct ClassesFound {
    var executions: Int
    var redundant: Int
    var discarded: Int
    var hasCycle: Bool
    var isOver: Bool
    var outcomes: [String: Int]

    /// `limit`: steps, trials included.
    init(machine: Machine, seesProperties: Bool, limit: Int) {
        let observer = Outcomes(machine: machine)
        let search = DporSearch(
            machine: machine, observer: observer, seesProperties: seesProperties, depthBound: 10_000)
        search.begin(machine.start().state)
        while !search.isOver, !search.hasCycle, search.transitions + search.trialSteps < limit {
            if search.advance(budget: 1000) == 0 { break }
        }
        executions = search.executions
        redundant = search.redundantRuns
        discarded = search.discardedRuns
        hasCycle = search.hasCycle
        isOver = search.isOver
        outcomes = observer.outcomes
    }

    private final class Outcomes: DporObserver {
        let machine: Machine
        let collector: OutcomeCollector
        var outcomes: [String: Int] = [:]
        init(machine: Machine) {
            self.machine = machine
            collector = OutcomeCollector(machine: machine)
        }
        var isOver: Bool { false }
        var looksBeside: Bool { false }
        func visited(_ words: UnsafePointer<UInt64>, count: Int, schedule: () -> [Transition]) {}
        func visitedBeside(_ tracer: StepTracer, schedule: () -> [Transition]) {}
        func violated(_ check: Check?, schedule: () -> [Transition]) {}
        func bounded(_ bound: ModelBound) {}
        func ended(_ ending: Ending, _ words: UnsafePointer<UInt64>, count: Int, path: ExecutionPath) {
            let state = State(words: machine.words(words, count))
            let values = collector.values(in: state).map { "\($0.name)=\($0.value)" }
            outcomes["\(ending): \(values)", default: 0] += 1
        }
    }
}

func program(_ text: String, _ name: String = "test.heddle") throws -> Program {
    let loaded = HeddleFrontEnd.load(SourceText(path: name, text: text))
    return try #require(loaded.program, "\(loaded.diagnostics.map(\.message))")
}

@Suite("The search by classes")
struct ClassCountTests {
    private func executions(_ text: String) throws -> Int {
        let found = ClassesFound(machine: try Machine(program(text)), seesProperties: true, limit: 10_000_000)
        #expect(found.isOver)
        #expect(found.redundant == 0)
        return found.executions
    }

    @Test("N readers of one write make 2^N classes", arguments: [(1, 2), (2, 4), (3, 8), (4, 16)])
    func readers(count: Int, expected: Int) throws {
        let text = """
            model "Readers"
            var x: int = 0
            thread writer { x = 1 }
            thread reader * \(count) { let r = x }
            """
        #expect(try executions(text) == expected)
    }

    @Test("The last zero of an array has its known counts", arguments: [(1, 2), (2, 5), (3, 12), (4, 28)])
    func lastZero(count: Int, expected: Int) throws {
        let text = """
            model "Last zero"
            var a: int[\(count + 1)]
            thread finder {
              var i = \(count)
              while a[i] != 0 { i -= 1 }
            }
            thread adder(k: 1...\(count)) { a[k] = a[k - 1] + 1 }
            """
        #expect(try executions(text) == expected)
    }

    @Test("Two tellers have 4 classes, three threads that read and write 36", arguments: [(2, 4), (3, 36)])
    func lostUpdate(tellers: Int, expected: Int) throws {
        let text = """
            model "Lost update"
            var balance: int = 0
            thread teller * \(tellers) {
              let seen = balance
              balance = seen + 1
            }
            final kept: balance == \(tellers)
            """
        #expect(try executions(text) == expected)
    }
}

@Suite("The search by classes against counting without it")
struct ClassAgreementTests {
    /// Compares where both come to an end; whether they did.
    private func compare(_ program: Program, _ name: String, limit: Int = 40_000) throws -> Bool {
        let machine = try Machine(program)
        guard machine.start().event.outcome == .completed else { return false }
        for seesProperties in [false, true] {
            let found = ClassesFound(machine: machine, seesProperties: seesProperties, limit: limit * 20)
            if found.hasCycle || !found.isOver { return false }
            let plain = PlainClasses(
                machine: machine, seesProperties: seesProperties, withSleepSets: true, limit: limit)
            guard plain.isComplete else { return false }
            #expect(found.redundant == 0, "\(name): runs that others make needless")
            #expect(found.executions == plain.classes, "\(name), properties \(seesProperties)")
            #expect(found.outcomes == plain.outcomes, "\(name), properties \(seesProperties)")
        }
        return true
    }

    @Test("Demos and examples have as many executions as classes")
    func corpus() throws {
        var compared: [String] = []
        for folder in [Fixtures.package + "/demos", Fixtures.path("examples")] {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { continue }
            for name in names.sorted() where name.hasSuffix(".heddle") {
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                guard let program = HeddleFrontEnd.load(SourceText(path: name, text: text)).program,
                    (try? Machine(program)) != nil
                else { continue }
                if try compare(program, name) { compared.append(name) }
            }
        }
        print(compared)
        #expect(compared.count >= 8)
    }

    @Test("Random programs have as many executions as classes", arguments: [0..<100, 100..<200, 200..<300, 300..<400])
    func random(seeds: Range<Int>) throws {
        var compared = 0
        for seed in seeds {
            if try compare(RandomPrograms.program(seed: seed), "seed \(seed)", limit: 10_000) { compared += 1 }
        }
        print(seeds, compared)
        #expect(compared > seeds.count / 3)
    }
}
