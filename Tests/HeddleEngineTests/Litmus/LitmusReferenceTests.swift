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
        let exploration = LitmusReference.explored(try model.machine(program))
        let result = exploration.outcomes(countingClasses: true)
        #expect(result.isComplete)
        #expect(result.outcomes.allSatisfy { $0.end == .ended })
        let found = try result.outcomes.map(LitmusReference.integers)
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
        for model in [LitmusReference.Model.cpp20, .rc11] {
            let expected = try #require(LitmusReference.expected[name]?[model.rawValue]?.race as Bool?)
            #expect(try LitmusReference.findsRace(model.machine(program, allowsRaces: false)) == expected)
        }
    }
}
