import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@Suite struct PromelaFixtureTests {
    @Test("every model loads without an error")
    func everyModelLoads() throws {
        let names = try PromelaFixtures.names(in: "promela") + PromelaFixtures.names(in: "promela/constructs")
        #expect(names.count > 50)
        for name in names {
            let reading = try PromelaFixtures.read(name)
            let errors = reading.diagnostics.filter { $0.severity == .error }
            #expect(errors == [], "\(name)")
            #expect(reading.model != nil, "\(name)")
        }
    }
}
