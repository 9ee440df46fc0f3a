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
}
