import Foundation
import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// Another place to begin: `HEDDLE_FUZZ=from:count` looks at other models than the fixed slice.
private let slice: Range<Int> = {
    let parts = ProcessInfo.processInfo.environment["HEDDLE_FUZZ"]?.split(separator: ":").compactMap { Int($0) }
    guard let parts, parts.count == 2, parts[1] > 0 else { return 0..<400 }
    return parts[0]..<(parts[0] + parts[1])
}()

private func compare(_ part: Int, _ text: (Int) -> String) throws {
    var compared = 0
    for seed in slice where seed % 4 == part {
        let source = SourceText(path: "random-\(seed).heddle", text: text(seed))
        let loaded = HeddleFrontEnd.load(source)
        let program = try #require(loaded.program, "seed \(seed): \(loaded.diagnostics.map(\.message))\n\(text(seed))")
        guard let differences = try ReductionAgreement.differences(program, stateLimit: 500) else { continue }
        compared += 1
        if !differences.isEmpty {
            Issue.record("seed \(seed)\n\(differences.joined(separator: "\n"))\n\(text(seed))")
        }
    }
    #expect(compared > slice.count / 20)
}

@Test("every combination of reductions finds what the plain search finds on random models", arguments: 0..<4)
func reductionsAgreeOnRandomModels(part: Int) throws {
    try compare(part) { RandomModel.text(seed: $0) }
}

@Test("every combination of reductions finds what the plain search finds on random replicas", arguments: 0..<4)
func reductionsAgreeOnRandomReplicas(part: Int) throws {
    try compare(part) { RandomReplicas.text(seed: $0) }
}
