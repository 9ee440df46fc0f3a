import Foundation
import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

@Test("every combination of reductions finds what the plain search finds on random models", arguments: 0..<20)
func reductionsAgreeOnRandomModels(hundred: Int) throws {
    var compared = 0
    for seed in hundred * 100..<hundred * 100 + 100 {
        let program = try RandomPrograms.program(seed: seed)
        guard let differences = try ReductionAgreement.differences(program, stateLimit: 1_000) else { continue }
        compared += 1
        if !differences.isEmpty {
            Issue.record("seed \(seed)\n\(differences.joined(separator: "\n"))\n\(RandomModel.text(seed: seed))")
        }
    }
    #expect(compared > 60)
}
