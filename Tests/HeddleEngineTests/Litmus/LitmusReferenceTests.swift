import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("Litmus tests against the reference")
struct LitmusReferenceTests {
    @Test("All tests of the reference are there, each with an answer for every model")
    func complete() {
        #expect(LitmusReference.names.count == 98)
        #expect(LitmusReference.expected.keys.sorted() == LitmusReference.names.sorted())
        for (name, models) in LitmusReference.expected {
            #expect(Set(models.keys) == Set(LitmusReference.Model.allCases.map(\.rawValue)), "\(name)")
        }
        #expect(LitmusReference.expected.values.count { $0["cpp20"]?.race == true } == 6)
    }

    @Test("The outcomes are exactly the reference's", arguments: LitmusReference.names, LitmusReference.Model.allCases)
    func outcomes(name: String, model: LitmusReference.Model) throws {
        let program = try LitmusReference.program(name)
        let expected = try #require(LitmusReference.expected[name]?[model.rawValue])
        guard let machine = try model.machine(program) else { return }
        let exploration = LitmusReference.explored(machine)
        let result = exploration.outcomes(countingClasses: true)
        #expect(result.isComplete)
        #expect(result.outcomes.allSatisfy { $0.end == .ended })
        let found = try result.outcomes.map { outcome in
            Dictionary(
                uniqueKeysWithValues: try outcome.values.map { value in
                    guard case .integer(let number) = value.value else { throw Unexpected(value: value.name) }
                    return (value.name, number)
                })
        }
        #expect(LitmusReference.texts(found) == LitmusReference.texts(expected.outcomes))
        let condition = try #require(program.litmus?.condition)
        #expect(condition.quantifier == .exists)
        #expect((exploration.report.witnesses[condition.property] != nil) == expected.exists)
        if let executions = expected.executions {
            #expect(result.outcomes.reduce(0) { $0 + ($1.executions ?? 0) } == executions)
        }
    }

    @Test("Data races are found where the reference finds them", arguments: LitmusReference.names)
    func races(name: String) throws {
        let program = try LitmusReference.program(name)
        let expected = try #require(LitmusReference.expected[name]?["cpp20"]).race
        guard let machine = try LitmusReference.Model.cpp20.machine(program, allowsRaces: false) else { return }
        let findings = LitmusReference.explored(machine).report.findings
        #expect(findings.contains { $0.subject == .check(.race) } == expected)
    }

    private struct Unexpected: Error { var value: String }
}
