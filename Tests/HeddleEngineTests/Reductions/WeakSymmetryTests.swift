import EngineReference
import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// Replicas that change places under tso, c11 and rc11.
@Suite("Symmetry under weak memory")
struct WeakSymmetryTests {
    private static let models: [MemoryModel] = [.tso, .c11, .rc11]

    private func machine(_ text: String, _ model: MemoryModel) throws -> Machine {
        let loaded = ReductionFuzz.heddle(text).loaded
        let program = loaded.program
        try #require(program != nil, "\(loaded.diagnostics.map(\.message))\n\(text)")
        return try Machine(program!, memoryModel: model)
    }

    private func replicas(of machine: Machine) -> (sorter: ReplicaSorter, groups: [Range<Int>])? {
        guard case .plan(let plan) = SymmetryPlan.make(machine) else { return nil }
        return (ReplicaSorter(plan, machine), plan.groups)
    }

    /// States behind which no check has failed: who failed one keeps the name.
    private func going(_ explorer: BreadthFirstExplorer, _ machine: Machine) -> [State] {
        (0..<explorer.store.count).map { explorer.store.state($0) }.filter { machine.ending($0) != .violated }
    }

    /// Everything that one state becomes as its replicas change places.
    private func orbit(_ state: State, _ groups: [Range<Int>], _ sorter: ReplicaSorter, _ threads: Int) -> Set<State> {
        var found: Set<State> = [state]
        var fresh = [state]
        while let next = fresh.popLast() {
            for members in groups {
                for thread in members.dropLast() {
                    var numbers = (0..<threads).map { UInt8($0) }
                    numbers.swapAt(thread, thread + 1)
                    let other = sorter.renamed(next, numbers)
                    if found.insert(other).inserted { fresh.append(other) }
                }
            }
        }
        return found
    }

    @Test("Whoever changes places with a replica is met as well", arguments: models, 0..<4)
    func orbits(model: MemoryModel, part: Int) throws {
        var (plain, folded, least) = (0, 0, 0)
        for seed in ReductionFuzz.slice where seed % 8 == part {
            var random = RandomAtomics(seed: seed, replicates: true)
            let text = random.text()
            let machine = try machine(text, model)
            let everything = ReductionAgreement.explored(machine, [], 1_500)
            guard everything.report.complete else { continue }
            let (sorter, groups) = try #require(replicas(of: machine), "\(text)")
            var left = Set(going(everything, machine))
            plain += left.count
            while let state = left.first {
                let others = orbit(state, groups, sorter, machine.layout.threadCount)
                least += 1
                guard others.isSubset(of: left) else {
                    Issue.record("\(model) seed \(seed): a state under other names is never met\n\(text)")
                    return
                }
                left.subtract(others)
            }
            folded += going(ReductionAgreement.explored(machine, .symmetry), machine).count
        }
        #expect(plain > 500)
        #expect(folded >= least)
        // What hashes can't tell apart is kept twice; that is little.
        #expect(folded * 20 <= least * 21)
        #expect(least * 3 < plain * 2)
    }

    @Test("Replicas over atomics end as they do without", arguments: models, 0..<4)
    func atomics(model: MemoryModel, part: Int) throws {
        var compared = 0
        for seed in ReductionFuzz.slice where seed % 8 == part {
            var random = RandomAtomics(seed: seed, replicates: true)
            let text = random.text()
            guard
                let differences = try ReductionAgreement.differences(
                    machine(text, model), stateLimit: 1_500, among: [.symmetry, .all])
            else { continue }
            compared += 1
            if !differences.isEmpty {
                Issue.record("\(model) seed \(seed)\n\(differences.joined(separator: "\n"))\n\(text)")
            }
        }
        #expect(compared > ReductionFuzz.slice.count / 16)
    }

    /// Plain data that replicas hand on: who has accessed it changes places with them.
    private static let handovers: [(text: String, races: Bool)] = [
        ("mutex m\nvar d: int = 0\nthread w * 3 { m.lock(); d += 1; m.unlock() }", false),
        (
            """
            atomic turn: int = 0
            var d: int = 0
            thread w * 3 {
              let mine = turn.fetchAdd(1, acq_rel)
              if mine == 0 { d = 1; turn.store(5, release) }
              else if mine == 5 { d = 2 }
            }
            """, false
        ),
        (
            """
            atomic turn: int = 0
            atomic first: int = 0
            atomic second: int = 0
            var d: int = 0
            thread w * 3 {
              let mine = turn.fetchAdd(1, relaxed)
              if mine == 0 { d = 1; first.store(1, release) }
              else if mine == 1 { await first.load(acquire) == 1; d = 2; second.store(1, ORDER) }
              else { await second.load(acquire) == 1; d = 3 }
            }
            """, false
        ),
        (
            """
            mutex m
            var d: int = 0
            var e: int = 0
            thread w * 3 { m.lock(); d += 1; let last = d == 3; m.unlock(); if last { e = d } else { e = 1 } }
            """, true
        ),
    ]

    @Test("Plain data that replicas hand on races under any of their names or under none")
    func handovers() throws {
        var folded = 0
        for (text, races) in Self.handovers {
            for order in ["release", "relaxed"] where order == "release" || text.contains("ORDER") {
                let machine = try machine("model \"M\"\n" + text.replacing("ORDER", with: order), .c11)
                let plain = ReductionAgreement.explored(machine, []).report
                let reduced = ReductionAgreement.explored(machine, .symmetry).report
                let expected: [Subject] = races || order == "relaxed" ? [.check(.race)] : []
                #expect(plain.complete && plain.findings.map(\.subject) == expected, "\(text)")
                #expect(reduced.complete && reduced.findings.map(\.subject) == expected, "\(text)")
                if reduced.states < plain.states { folded += 1 }
            }
        }
        #expect(folded == 5)
    }
}
