import HeddleEngine
import HeddleLanguages
import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

@Suite("Replaying saved schedules")
struct ReplayRunTests {
    static let lostUpdate = """
        model "Lost update"
        const tellers = 2
        var balance: int = 0
        thread teller * tellers {
          let seen = balance
          balance = seen + 1
        }
        final everyDepositKept "every deposit is kept": balance == tellers
        expect everyDepositKept fails

        """

    private static func replayed(
        _ text: String?, status: SavedSchedule.Status = .open, budget: Int = 100_000
    ) throws -> ReplayResult {
        let schedule = try ReplayedModels.saved(lostUpdate, status: status)
        return ReplayedModels(texts: text.map { ["t/m.heddle": $0] } ?? [:]).run(budget: budget)
            .replay(schedule, file: "t/one.trace")
    }

    @Test("a schedule on its own model is reproduced, and the file round-trips it")
    func reproduced() throws {
        let result = try Self.replayed(Self.lostUpdate)
        #expect(result.outcome == .reproduced)
        #expect(result.modelChanged == false)
        #expect(result.propertyChanged == false)
        #expect(result.firstOtherState == nil)
        #expect(result.asExpected == true)
        let schedule = try ReplayedModels.saved(Self.lostUpdate)
        #expect(try ScheduleCodec.parse(ScheduleCodec.print(schedule)) == schedule)
        #expect(schedule.title == "teller.1:5 before teller.0:6")
        #expect(schedule.steps.map(\.action).first == "read balance → 0")
    }

    @Test("comments, blanks and new lines don't disturb a schedule; that the model changed is said")
    func reformatted() throws {
        let text = Self.lostUpdate.replacing("  let seen = balance", with: "// a note\n\n      let  seen =\tbalance")
        let result = try Self.replayed(text)
        #expect(result.outcome == .reproduced)
        #expect(result.modelChanged == true)
    }

    @Test("a repaired bug passes: by this schedule alone it is inconclusive, in all states it is as expected")
    func passes() throws {
        let text = Self.lostUpdate.replacing("balance == tellers", with: "balance <= tellers")
        let all = try Self.replayed(text, status: .fixed)
        #expect(all.outcome == .passes(allStates: true))
        #expect(all.asExpected == true)
        #expect(all.propertyChanged == true)
        let bounded = try Self.replayed(text, status: .fixed, budget: 3)
        #expect(bounded.outcome == .passes(allStates: false))
        #expect(bounded.asExpected == nil)
        let open = try Self.replayed(text, status: .open)
        #expect(open.asExpected == false)
    }

    /// Lost update with a lock around it: no recorded step of the second teller can run where it did.
    static let locked = lostUpdate.replacing("var balance", with: "mutex door\nvar balance").replacing(
        "  let seen = balance\n  balance = seen + 1\n",
        with: "  door.lock()\n  let seen = balance\n  balance = seen + 1\n  door.unlock()\n")

    @Test(
        "where the bug is met by no repair and no bounded search, the replay diverges and says what could run instead")
    func diverged() throws {
        let result = try Self.replayed(Self.locked, budget: 1)
        guard case .diverged(let divergence) = result.outcome else {
            Issue.record("expected a divergence, got \(result.outcome)")
            return
        }
        #expect(divergence.step == 1)
        #expect(divergence.expected?.thread == "teller.0")
        #expect(divergence.enabled.map(\.thread) == ["teller.0", "teller.1"])
        #expect(divergence.enabled.map(\.place.statement) == ["door.lock()", "door.lock()"])
        #expect(result.asExpected == false)
    }

    @Test("a run that isn't over where its end was recorded diverges behind its last step")
    func divergedAtTheEnd() throws {
        let text = Self.lostUpdate.replacing("balance = seen + 1\n", with: "balance = seen + 1\n  balance = tellers\n")
        let result = try Self.replayed(text, budget: 1)
        guard case .diverged(let divergence) = result.outcome else {
            Issue.record("expected a divergence, got \(result.outcome)")
            return
        }
        #expect(divergence.step == 5)
        #expect(divergence.expected == nil)
        #expect(!divergence.enabled.isEmpty)
    }

    @Test("a bug that is gone with its steps passes only where every state was looked at")
    func fixedButDiverged() throws {
        #expect(try Self.replayed(Self.locked, status: .fixed).outcome == .passes(allStates: true))
        #expect(try Self.replayed(Self.locked, status: .fixed).asExpected == true)
        let bounded = try Self.replayed(Self.locked, status: .fixed, budget: 1)
        guard case .diverged = bounded.outcome else {
            Issue.record("a bounded search is no proof")
            return
        }
        #expect(bounded.asExpected == nil)
        let open = try Self.replayed(Self.locked, status: .open)
        #expect(open.outcome == .passes(allStates: true))
        #expect(open.asExpected == false)
    }

    @Test("the same steps to another verdict are different")
    func different() throws {
        let text = Self.lostUpdate.replacing(
            "final everyDepositKept \"every deposit is kept\": balance == tellers",
            with: "final everyDepositKept \"some\": balance > 0\nfinal other \"all\": balance == tellers")
        let result = try Self.replayed(text)
        #expect(result.outcome == .different("final other"))
        #expect(result.asExpected == false)
    }

    @Test("what can't be replayed any more is stale, with the reason")
    func stale() throws {
        #expect(try Self.replayed(nil).outcome == .stale(.modelMissing(path: "t/m.heddle")))
        let renamed = Self.lostUpdate.replacing("everyDepositKept", with: "kept")
        #expect(try Self.replayed(renamed).outcome == .stale(.propertyMissing("everyDepositKept")))
        let otherKind = Self.lostUpdate.replacing("final every", with: "reachable every").replacing(
            "fails", with: "possible")
        #expect(try Self.replayed(otherKind).outcome == .stale(.propertyMissing("everyDepositKept")))
        guard case .stale(.modelInvalid) = try Self.replayed("model \"x\"\nvar").outcome else {
            Issue.record("a model with errors is stale")
            return
        }
    }

    @Test("constants set from outside are set again")
    func settings() throws {
        let settings = [Setting(name: "tellers", value: "3")]
        let schedule = try ReplayedModels.saved(Self.lostUpdate, settings: settings)
        #expect(schedule.threadCount == 3)
        let result = ReplayedModels(texts: ["m.heddle": Self.lostUpdate]).run().replay(schedule, file: "one.trace")
        #expect(result.outcome == .reproduced)
    }

    @Test("a retired entry is skipped, without its model")
    func retired() throws {
        let result = try Self.replayed(nil, status: .retired)
        #expect(result.outcome == .skipped)
        #expect(result.asExpected == true)
    }

    @Test("a failed assertion elsewhere than recorded is different, and a check that failed in a step is found again")
    func checks() throws {
        let model = """
            model "Asserts"
            var x: int = 0
            thread a { x = 1 }
            thread b {
              let first = x
              assert first == 0
              let second = x
              assert second == 0
            }

            """
        let schedule = try ReplayedModels.saved(model)
        #expect(schedule.claim.place?.statement == "assert first == 0")
        let again = ReplayedModels(texts: ["m.heddle": model]).run().replay(schedule, file: "one.trace")
        #expect(again.outcome == .reproduced)
        let edited = model.replacing("assert first == 0", with: "assert first <= 0")
        let other = ReplayedModels(texts: ["m.heddle": edited]).run().replay(schedule, file: "one.trace")
        guard case .different = other.outcome else {
            Issue.record("expected another verdict, got \(other.outcome)")
            return
        }
    }

    @Test("a deadlock is reproduced, and passes once the locks have one order")
    func deadlock() throws {
        let model = """
            model "Order"
            mutex a
            mutex b
            thread one { a.lock() b.lock() b.unlock() a.unlock() }
            thread two { b.lock() a.lock() a.unlock() b.unlock() }
            expect deadlock

            """.replacing(") ", with: ")\n").replacing("{ ", with: "{\n").replacing(") }", with: ")\n}")
        let schedule = try ReplayedModels.saved(model, status: .expected)
        #expect(schedule.claim.name == "deadlock")
        #expect(
            ReplayedModels(texts: ["m.heddle": model]).run().replay(schedule, file: "one.trace").outcome == .reproduced)
    }

    @Test("a schedule in which nothing fails is reproduced while that is so")
    func clean() throws {
        let machine = try ReplayedModels.machine(Self.lostUpdate)
        let order = [0, 0, 1, 1].map { Transition(thread: $0) }
        let schedule = SavedSchedule(
            machine: machine, schedule: order, subject: nil, detail: "", modelPath: "m.heddle", modelDigest: "",
            settings: [], preemptions: 0)
        #expect(schedule.claim == .clean)
        let result = ReplayedModels(texts: ["m.heddle": Self.lostUpdate]).run().replay(schedule, file: "one.trace")
        #expect(result.outcome == .reproduced)
        let stricter = Self.lostUpdate.replacing("balance == tellers", with: "balance == 0")
        let other = ReplayedModels(texts: ["m.heddle": stricter]).run().replay(schedule, file: "one.trace")
        #expect(other.outcome == .different("final everyDepositKept"))
    }
}
