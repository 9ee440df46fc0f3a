import EngineReference
import Foundation
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// Reductions under tso, c11 and rc11: nothing that can happen is left out.
@Suite("Reductions under weak memory")
struct WeakReductionTests {
    private static let combinations: [Reductions] = [.all, .stubborn]

    private func expectAgreement(
        _ machine: Machine, _ name: String, among combinations: [Reductions] = Self.combinations
    ) throws {
        let differences = try ReductionAgreement.differences(machine, stateLimit: 4_000, among: combinations)
        if let differences, !differences.isEmpty { Issue.record("\(name)\n\(differences.joined(separator: "\n"))") }
    }

    @Test("Litmus tests end as they do without", arguments: LitmusReference.names)
    func litmus(name: String) throws {
        let program = try LitmusReference.program(name)
        for model in [LitmusReference.Model.tso, .cpp20] {
            try expectAgreement(model.machine(program), "\(name) \(model)")
        }
    }

    @Test("Random litmus tests end as they do without", arguments: LitmusFuzz.tests.everyThird)
    func random(test: LitmusFuzz.Test) throws {
        let program = try test.program()
        for model in LitmusFuzz.models {
            try expectAgreement(model.machine(program), "\(test.name) \(model)", among: [.all])
            if test.hasPlainData, model != .tso {
                try expectAgreement(
                    model.machine(program, allowsRaces: false), "\(test.name) \(model), races", among: [.all])
            }
        }
    }

    @Test("Random models with atomics, locks, channels and conditions", arguments: [MemoryModel.tso, .c11], 0..<4)
    func primitives(model: MemoryModel, part: Int) throws {
        var compared = 0
        for seed in ReductionFuzz.slice where seed % 24 == part {
            var atomics = RandomAtomics(seed: seed)
            for text in [atomics.text(), RandomModel.text(seed: seed), RandomReplicas.text(seed: seed)] {
                let program = try #require(ReductionFuzz.heddle(text).loaded.program)
                guard let machine = try? Machine(program, memoryModel: model) else { continue }
                guard
                    let differences = try ReductionAgreement.differences(
                        machine, stateLimit: 500, among: Self.combinations)
                else { continue }
                compared += 1
                if !differences.isEmpty {
                    Issue.record("\(model) seed \(seed)\n\(differences.joined(separator: "\n"))\n\(text)")
                }
            }
        }
        #expect(compared > ReductionFuzz.slice.count / 40)
    }

    /// States without and with reductions.
    @Test(
        "Reads alone are tried in every order under c11, stores on their way to memory under tso",
        arguments: [
            ("weak/message-passing", MemoryModel.c11, 14, 8), ("weak/iriw", .c11, 98, 32), ("weak/iriw", .tso, 164, 33),
            ("weak/seqlock", .c11, 107, 22), ("weak/store-buffering", .tso, 34, 16),
            ("weak/reference-count", .c11, 20, 7), ("weak/reference-count", .tso, 20, 7),
        ])
    func figures(path: String, model: MemoryModel, all: Int, reduced: Int) throws {
        let project = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
        let text = try String(contentsOfFile: "\(project)/demos/\(path).heddle", encoding: .utf8)
        let program = try #require(ReductionFuzz.heddle(text).loaded.program)
        let machine = try Machine(program, memoryModel: model)
        #expect(ReductionAgreement.explored(machine, []).report.states == all)
        #expect(ReductionAgreement.explored(machine, .all).report.states == reduced)
    }
}
