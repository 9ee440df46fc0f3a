import HeddleLanguages
import HeddleProgram
import Testing

/// Random models, lowered.
enum RandomPrograms {
    static func program(seed: Int) throws -> Program {
        let text = RandomModel.text(seed: seed)
        let loaded = HeddleFrontEnd.load(SourceText(path: "random-\(seed).heddle", text: text))
        return try #require(loaded.program, "seed \(seed): \(loaded.diagnostics.map(\.message))\n\(text)")
    }

    /// Without ghost code, whose order counts although it touches nothing.
    static func withoutGhosts(_ seeds: Range<Int>) throws -> [(seed: Int, program: Program)] {
        try seeds.map { ($0, try program(seed: $0)) }.filter { !$0.1.objects.contains(where: \.isGhost) }
    }
}
