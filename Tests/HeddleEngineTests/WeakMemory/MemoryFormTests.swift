import HeddleProgram
import Testing

@testable import HeddleEngine

/// A weak memory is kept in the cheapest form that is right; the dearest is right for every program.
@Suite("Forms of a weak memory against each other")
struct MemoryFormTests {
    /// The tests of the reference and the random ones, as the latter.
    static let tests: [LitmusFuzz.Test] = LitmusFuzz.tests + LitmusFuzz.ofReference
    static let withoutSeqCst = tests.filter { !$0.hasSeqCst }
    static let onlySeqCst = tests.filter { $0.hasOnlySeqCst && $0.hasSeqCst }

    @Test("There is enough to compare")
    func enough() {
        #expect(Self.withoutSeqCst.count >= 50)
        #expect(Self.onlySeqCst.count >= 20)
    }

    @Test("Without seq_cst, messages and views come to what the event graph comes to", arguments: withoutSeqCst)
    func views(test: LitmusFuzz.Test) throws {
        try compare(test, .views)
    }

    @Test("With seq_cst alone, the latest values come to what the event graph comes to", arguments: onlySeqCst)
    func latest(test: LitmusFuzz.Test) throws {
        try compare(test, .latest)
    }

    private func compare(_ test: LitmusFuzz.Test, _ form: MemoryPlan.Form) throws {
        let program = try test.program()
        for model in [LitmusReference.Model.cpp20, .rc11] {
            let cheap = try model.machine(program, allowsRaces: false)
            #expect(cheap.memory?.form == form)
            let dear = try model.machine(program, allowsRaces: false, form: .graph)
            #expect(LitmusReference.findsRace(cheap) == LitmusReference.findsRace(dear), "\(test.name) \(model)")
            // Where races don't end a run, plain data has more than its latest values.
            if form == .latest, test.hasPlainData { continue }
            #expect(
                try LitmusReference.ends(model.machine(program, form: form)).texts
                    == LitmusReference.ends(model.machine(program, form: .graph)).texts, "\(test.name) \(model)")
        }
    }
}

extension LitmusFuzz {
    /// The tests of the reference without their answers.
    static let ofReference: [Test] = LitmusReference.names.compactMap { name in
        guard let text = try? LitmusReference.text(name) else { return nil }
        let none = Answer(outcomes: [])
        return Test(name: name, text: text, values: [], tso: none, cpp20: none, rc11: none)
    }
}
