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

        /// The engine's name of the model: `c11` is C++20.
        var memoryModel: MemoryModel {
            switch self {
            case .sc: .sc
            case .tso: .tso
            case .cpp20: .c11
            case .rc11: .rc11
            }
        }

        /// The test under this model. Races don't end a run.
        func machine(_ program: Program, allowsRaces: Bool = true, form: MemoryPlan.Form? = nil) throws -> Machine {
            var program = program
            if allowsRaces { program.allowed.insert(.race) }
            var options = MemoryOptions()
            options.form = form
            return try Machine(program, memoryModel: memoryModel, memory: options)
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

    static func text(_ name: String) throws -> String { try Fixtures.text("litmus/\(name).litmus") }

    static func program(_ name: String) throws -> Program {
        let loaded = LitmusFrontEnd.load(SourceText(path: "litmus/\(name).litmus", text: try text(name)))
        return try #require(loaded.program, "\(loaded.diagnostics)")
    }

    static func explored(_ machine: Machine) -> Exploration {
        let exploration = Exploration(machine: machine)
        while !exploration.isOver { exploration.advance(budget: 100_000) }
        return exploration
    }

    static func findsRace(_ machine: Machine) -> Bool {
        explored(machine).report.findings.contains { $0.subject == .check(.race) }
    }

    /// The values of an outcome. Errors: a value that is no integer.
    static func integers(_ outcome: Outcome) throws -> [String: Int] {
        var found: [String: Int] = [:]
        for value in outcome.values {
            guard case .integer(let number) = value.value else { throw NoInteger(name: value.name) }
            found[value.name] = number
        }
        return found
    }

    struct NoInteger: Error { var name: String }

    /// `0:a=1 x=2` for each outcome, sorted.
    static func texts(_ outcomes: [[String: Int]]) -> [String] {
        outcomes.map { $0.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ") }.sorted()
    }
}
