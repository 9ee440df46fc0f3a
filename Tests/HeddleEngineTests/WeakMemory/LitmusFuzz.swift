import Foundation
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// Random litmus tests with what the reference oracle says of them (Tests/Fixtures/litmus-fuzz.json).
///
/// Made by the reference's own generator: seed 601 (new programs), 602 (with plain data), 603 (the 98 tests with redrawn
/// orders), and those of 1,000 redrawn ones (seed 5) on which C++20 and RC11 differ.
enum LitmusFuzz {
    struct Test: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        /// What the columns of an outcome are.
        var values: [String]
        var tso: Answer
        var cpp20: Answer
        var rc11: Answer

        var testDescription: String { name }

        func answer(_ model: LitmusReference.Model) -> Answer {
            switch model {
            case .tso: tso
            case .cpp20: cpp20
            default: rc11
            }
        }

        /// `0:a=1 x=2` for each outcome, sorted, as `LitmusReference.texts` gives them.
        func texts(_ answer: Answer) -> [String] {
            LitmusReference.texts(
                answer.outcomes.map { row in
                    Dictionary(uniqueKeysWithValues: zip(values, row.split(separator: " ").compactMap { Int($0) }))
                })
        }

        func program() throws -> Program {
            let loaded = LitmusFrontEnd.load(SourceText(path: "\(name).litmus", text: text))
            return try #require(loaded.program, "\(loaded.diagnostics)")
        }

        var hasPlainData: Bool { text.contains("int* ") && text.replacing("atomic_int* ", with: "").contains("int* ") }
        var hasSeqCst: Bool { text.contains("seq_cst") }
        /// Whether every access and fence is seq_cst.
        var hasOnlySeqCst: Bool {
            ["relaxed", "acquire", "release", "acq_rel"].allSatisfy { !text.contains("memory_order_\($0)") }
        }
    }

    struct Answer: Decodable, Sendable {
        var outcomes: [String]
        /// Consistent executions; nil under `tso`, as the race verdict.
        var executions: Int?
        var race: Bool?
    }

    static let tests: [Test] = {
        guard let text = try? Fixtures.text("litmus-fuzz.json") else { return [] }
        return (try? JSONDecoder().decode([Test].self, from: Data(text.utf8))) ?? []
    }()

    static let models: [LitmusReference.Model] = [.tso, .cpp20, .rc11]
}

extension LitmusReference {
    /// Every way in which a test can end, as `texts` gives them, and the number of execution graphs.
    static func ends(_ machine: Machine, countingGraphs: Bool = false) throws -> (texts: [String], graphs: Int) {
        let result = explored(machine).outcomes(countingClasses: countingGraphs)
        #expect(result.isComplete)
        #expect(result.outcomes.allSatisfy { $0.end == .ended })
        return (texts(try result.outcomes.map(integers)), result.outcomes.reduce(0) { $0 + ($1.executions ?? 0) })
    }
}
