import Foundation
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// The 98 litmus tests under Tests/Fixtures/litmus with what a reference oracle and herd7 say of them.
enum LitmusReference {
    /// A memory model of the reference.
    enum Model: String, CaseIterable, Sendable {
        case sc, tso, rc11, cpp20

        /// The test under this model; nil where the engine doesn't have it. Races don't end a run.
        func machine(_ program: Program, allowsRaces: Bool = true) throws -> Machine? {
            var program = program
            if allowsRaces { program.allowed.insert(.race) }
            let model: MemoryModel
            switch self {
            case .sc: model = .sc
            case .tso: model = .tso
            case .cpp20: model = .c11
            case .rc11: model = .rc11
            }
            return try Machine(program, memoryModel: model)
        }
    }

    struct Expected: Decodable {
        var exists: Bool
        var outcomes: [[String: Int]]
        /// Consistent executions; nil under `sc` and `tso`.
        var executions: Int?
        var race: Bool?
    }

    static let names = (try? Fixtures.names(in: "litmus", withExtension: "litmus").map { String($0.dropLast(7)) }) ?? []

    static let expected: [String: [String: Expected]] = {
        guard let text = try? Fixtures.text("litmus/expected.json") else { return [:] }
        return (try? JSONDecoder().decode([String: [String: Expected]].self, from: Data(text.utf8))) ?? [:]
    }()

    static func program(_ name: String) throws -> Program {
        let file = "litmus/\(name).litmus"
        let loaded = LitmusFrontEnd.load(SourceText(path: file, text: try Fixtures.text(file)))
        return try #require(loaded.program, "\(loaded.diagnostics)")
    }

    static func explored(_ machine: Machine) -> Exploration {
        let exploration = Exploration(machine: machine)
        while !exploration.isOver { exploration.advance(budget: 100_000) }
        return exploration
    }

    /// `0:a=1 x=2` for each outcome, sorted.
    static func texts(_ outcomes: [[String: Int]]) -> [String] {
        outcomes.map { $0.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ") }.sorted()
    }
}
