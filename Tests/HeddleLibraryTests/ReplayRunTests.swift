import HeddleEngine
import HeddleLanguages
import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

/// Models held in memory, as the loader of a replay.
private struct Models: Sendable {
    var texts: [String: String]

    static func machine(_ text: String, settings: [Setting] = []) throws -> Machine {
        let model = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text), settings: settings)
        return try Machine(try #require(model.program, "\(model.diagnostics)"))
    }

    func run(budget: Int = 100_000) -> ReplayRun {
        let texts = texts
        return ReplayRun(
            load: { path, settings, _ in
                guard let text = texts[path] else { return .missing }
                let model = HeddleFrontEnd.load(SourceText(path: path, text: text), settings: settings)
                guard let program = model.program, let machine = try? Machine(program) else {
                    return .invalid(model.diagnostics.first?.message ?? "")
                }
                return .ready(machine, digest: Digest.hex(text))
            },
            recheck: { machine, subject in
                let explorer = BreadthFirstExplorer(machine: machine, options: SearchOptions(states: budget))
                while !explorer.isOver { explorer.advance(budget: 10_000) }
                if explorer.report.findings.contains(where: { $0.subject == subject }) { return .found }
                return explorer.report.complete ? .clean : .unknown
            })
    }
}

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

    /// The first finding of a model, saved.
    private static func saved(
        _ text: String, settings: [Setting] = [], status: SavedSchedule.Status = .open
    ) throws -> SavedSchedule {
        let machine = try Models.machine(text, settings: settings)
        let exploration = Exploration(machine: machine)
        exploration.finish()
        let finding = try #require(exploration.report.findings.first)
        var schedule = SavedSchedule(
            machine: machine, schedule: finding.schedule, subject: finding.subject, detail: "", modelPath: "m.heddle",
            modelDigest: Digest.hex(text), settings: settings, preemptions: finding.preemptions,
            pointOfNoReturn: finding.pointOfNoReturn)
        schedule.status = status
        return schedule
    }

    private static func replayed(
        _ text: String?, status: SavedSchedule.Status = .open, budget: Int = 100_000
    ) throws -> ReplayResult {
        let schedule = try saved(lostUpdate, status: status)
        return Models(texts: text.map { ["t/m.heddle": $0] } ?? [:]).run(budget: budget)
            .replay(schedule, file: "t/one.trace")
    }

    @Test("a schedule on its own model is reproduced, and the file round-trips it")
    func reproduced() throws {
        let result = try Self.replayed(Self.lostUpdate)
        #expect(result.outcome == .reproduced)
        #expect(result.modelChanged == false)
        #expect(result.propertyChanged == false)
        #expect(result.propertyNow == nil)
        #expect(result.firstOtherState == nil)
        #expect(result.asExpected == true)
        let schedule = try Self.saved(Self.lostUpdate)
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
        #expect(all.propertyNow == "balance <= tellers")
        let bounded = try Self.replayed(text, status: .fixed, budget: 3)
        #expect(bounded.outcome == .passes(allStates: false))
        #expect(bounded.asExpected == nil)
        let open = try Self.replayed(text, status: .open)
        #expect(open.asExpected == false)
    }

    @Test("where a statement is another one the replay diverges, and says what could run instead")
    func diverged() throws {
        let text = Self.lostUpdate.replacing("let seen = balance", with: "var seen = balance\n  seen = balance")
        let result = try Self.replayed(text)
        guard case .diverged(let divergence) = result.outcome else {
            Issue.record("expected a divergence, got \(result.outcome)")
            return
        }
        #expect(divergence.step == 1)
        #expect(divergence.expected?.thread == "teller.0")
        #expect(divergence.enabled.map(\.thread) == ["teller.0", "teller.1"])
        #expect(divergence.enabled.map(\.place.statement) == ["var seen = balance", "var seen = balance"])
        #expect(result.asExpected == false)
    }

    @Test("a run that isn't over where its end was recorded diverges behind its last step")
    func divergedAtTheEnd() throws {
        let text = Self.lostUpdate.replacing("balance = seen + 1\n", with: "balance = seen + 1\n  balance = seen + 1\n")
        let result = try Self.replayed(text)
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
        let text = Self.lostUpdate.replacing(
            "  let seen = balance\n  balance = seen + 1\n", with: "  atomic { balance = balance + 1 }\n")
        #expect(try Self.replayed(text, status: .fixed).outcome == .passes(allStates: true))
        guard case .diverged = try Self.replayed(text, status: .fixed, budget: 1).outcome else {
            Issue.record("a bounded search is no proof")
            return
        }
        guard case .diverged = try Self.replayed(text, status: .open).outcome else {
            Issue.record("an open entry that diverges isn't as expected")
            return
        }
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
        let schedule = try Self.saved(Self.lostUpdate, settings: settings)
        #expect(schedule.threadCount == 3)
        let result = Models(texts: ["m.heddle": Self.lostUpdate]).run().replay(schedule, file: "one.trace")
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
        let schedule = try Self.saved(model)
        #expect(schedule.claim.place?.statement == "assert first == 0")
        let again = Models(texts: ["m.heddle": model]).run().replay(schedule, file: "one.trace")
        #expect(again.outcome == .reproduced)
        let edited = model.replacing("assert first == 0", with: "assert first <= 0")
        let other = Models(texts: ["m.heddle": edited]).run().replay(schedule, file: "one.trace")
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
        let schedule = try Self.saved(model, status: .expected)
        #expect(schedule.claim.name == "deadlock")
        #expect(Models(texts: ["m.heddle": model]).run().replay(schedule, file: "one.trace").outcome == .reproduced)
    }

    @Test("a schedule in which nothing fails is reproduced while that is so")
    func clean() throws {
        let machine = try Models.machine(Self.lostUpdate)
        let order = [0, 0, 1, 1].map { Transition(thread: $0) }
        let schedule = SavedSchedule(
            machine: machine, schedule: order, subject: nil, detail: "", modelPath: "m.heddle", modelDigest: "",
            settings: [], preemptions: 0)
        #expect(schedule.claim == .clean)
        let result = Models(texts: ["m.heddle": Self.lostUpdate]).run().replay(schedule, file: "one.trace")
        #expect(result.outcome == .reproduced)
        let stricter = Self.lostUpdate.replacing("balance == tellers", with: "balance == 0")
        let other = Models(texts: ["m.heddle": stricter]).run().replay(schedule, file: "one.trace")
        #expect(other.outcome == .different("final everyDepositKept"))
    }
}
