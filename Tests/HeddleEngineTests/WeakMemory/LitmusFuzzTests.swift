import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("Random litmus tests against the reference")
struct LitmusFuzzTests {
    @Test("The slice has programs of every kind")
    func complete() {
        let tests = LitmusFuzz.tests
        #expect(tests.count >= 150)
        #expect(tests.count { $0.cpp20.race == true } >= 10)
        #expect(
            tests.count { $0.texts($0.cpp20) != $0.texts($0.rc11) || $0.cpp20.executions != $0.rc11.executions } >= 5)
        #expect(tests.count { $0.texts($0.cpp20) != $0.texts($0.tso) } >= 30)
    }

    @Test("Outcomes and execution graphs are the oracle's", arguments: LitmusFuzz.tests)
    func outcomes(test: LitmusFuzz.Test) throws {
        let program = try test.program()
        for model in LitmusFuzz.models {
            let expected = test.answer(model)
            let found = try LitmusReference.ends(model.machine(program), countingGraphs: expected.executions != nil)
            #expect(found.texts == test.texts(expected), "\(test.name) \(model)")
            if let executions = expected.executions { #expect(found.graphs == executions, "\(test.name) \(model)") }
        }
    }

    @Test("Data races are found where the oracle finds them", arguments: LitmusFuzz.tests)
    func races(test: LitmusFuzz.Test) throws {
        let program = try test.program()
        for model in [LitmusReference.Model.cpp20, .rc11] {
            let found = try LitmusReference.findsRace(model.machine(program, allowsRaces: false))
            #expect(found == test.answer(model).race, "\(test.name) \(model)")
        }
    }
}
