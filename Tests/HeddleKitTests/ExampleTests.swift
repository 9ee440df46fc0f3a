import HeddleKit
import Testing

@Suite("Our models")
struct ModelTests {
    @Test("With a waiter nobody waits for ever")
    func philosophers() throws {
        let check = try Model(file: "demos/philosophers-ordered.heddle", constants: ["cure": "waiter"]).check()
        #expect(check.holds, "\(check)")
    }

    @Test("Every expectation that a model states is met")
    func expectations() throws {
        #expect(try Model(file: "demos/peterson.heddle").check().isAsExpected == true)
    }

    @Test("Two tellers can lose a deposit, in one way only")
    func lostUpdate() throws {
        let model = try Model(file: "demos/lost-update.heddle", constants: ["tellers": 2])
        let finding = try #require(model.check().findings.first)
        #expect(finding.property == "everyDepositKept")
        #expect(finding.steps.map(\.thread) == ["teller.0", "teller.1", "teller.1", "teller.0"])
        #expect(model.outcomes().outcomes.map(\.values) == [["balance": "1"], ["balance": "2"]])
    }

    @Test("A saved schedule comes to what its status wants", arguments: try SavedSchedules(in: "traces/museum").entries)
    func replay(_ entry: SavedSchedules.Entry) {
        let replay = entry.replay()
        #expect(replay.isAsExpected == true, "\(replay)")
    }
}
