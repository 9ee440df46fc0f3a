import EngineReference
import Foundation
import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// Random models, searched with and without every combination of reductions.
enum ReductionFuzz {
    /// A fixed slice, for `heddle-fuzz` goes through far more in the same time; `HEDDLE_FUZZ=from:count` looks at other
    /// models.
    static let slice = asked ?? 0..<80

    static let asked: Range<Int>? = {
        let parts = ProcessInfo.processInfo.environment["HEDDLE_FUZZ"]?.split(separator: ":").compactMap { Int($0) }
        guard let parts, parts.count == 2, parts[1] > 0 else { return nil }
        return parts[0]..<(parts[0] + parts[1])
    }()

    /// Many models are searched with those alone that differ most.
    private static let combinations: [Reductions] =
        slice.count > 1_000
        ? [.all, [.fusion, .stubborn], .stubborn, .fusion, [.symmetry, .spin]] : ReductionAgreement.combinations

    /// `share`: models of the slice that are looked at, of 4.
    static func compare(
        _ part: Int, share: Int = 4, _ make: (Int) throws -> (text: String, loaded: LoadedModel)
    ) throws {
        var compared = 0
        for seed in slice.prefix(slice.count * share / 4) where seed % 4 == part {
            let (text, loaded) = try make(seed)
            let program = try #require(loaded.program, "seed \(seed): \(loaded.diagnostics.map(\.message))\n\(text)")
            guard let differences = try ReductionAgreement.differences(program, stateLimit: 500, among: combinations)
            else { continue }
            compared += 1
            if !differences.isEmpty {
                Issue.record("seed \(seed)\n\(differences.joined(separator: "\n"))\n\(text)")
            }
        }
        #expect(compared > slice.count / 20)
    }

    static func heddle(_ text: String) -> (text: String, loaded: LoadedModel) {
        (text, HeddleFrontEnd.load(SourceText(path: "random.heddle", text: text)))
    }
}

@Test("every combination of reductions finds what the plain search finds on random models", arguments: 0..<4)
func reductionsAgreeOnRandomModels(part: Int) throws {
    try ReductionFuzz.compare(part) { ReductionFuzz.heddle(RandomModel.text(seed: $0)) }
}

@Test("every combination of reductions finds what the plain search finds on random replicas", arguments: 0..<4)
func reductionsAgreeOnRandomReplicas(part: Int) throws {
    try ReductionFuzz.compare(part) { ReductionFuzz.heddle(RandomReplicas.text(seed: $0)) }
}
