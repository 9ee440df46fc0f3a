import HeddleEngine
import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

/// What a replay should come to, as far as the table says it.
private enum Wanted: Equatable {
    case reproduced
    /// By the record itself; edits in short.
    case tolerant([String])
    case passes
    case stale
}

private struct EditCase: Sendable, CustomTestStringConvertible {
    var name: String
    /// Old and new text; every occurrence is replaced.
    var edits: [(String, String)]
    var wanted: Wanted
    var testDescription: String { name }

    static let body = "  let seen = look()\n  put(seen + 1)\n"

    static let all: [EditCase] = [
        EditCase(name: "a comment", edits: [("  put(", "  // keep it\n  put(")], wanted: .reproduced),
        EditCase(
            name: "rename a variable", edits: [("balance", "total")],
            wanted: .tolerant(["changed let now = balance|let now = total", "changed balance = amount|total = amount"])),
        EditCase(
            name: "rename a local", edits: [("now", "found")],
            wanted: .tolerant(["changed let now = balance|let found = balance"])),
        EditCase(
            name: "insert a local statement", edits: [("  put(seen", "  let twice = seen * 2\n  put(seen")],
            wanted: .reproduced),
        EditCase(
            name: "insert a shared statement",
            edits: [("var balance", "var visits: int = 0\nvar balance"), ("  put(seen", "  visits = 1\n  put(seen")],
            wanted: .tolerant(["inserted", "inserted"])),
        EditCase(
            name: "reorder functions",
            edits: [
                ("func look() -> int {\n  let now = balance\n  return now\n}\n\n", ""),
                ("thread teller", "func look() -> int {\n  let now = balance\n  return now\n}\n\nthread teller"),
            ], wanted: .reproduced),
        EditCase(
            name: "rename a function", edits: [("put(", "store(")], wanted: .tolerant(["function put|store"])),
        EditCase(
            name: "add a thread",
            edits: [("final", "var guests: int = 0\nthread guest {\n  guests = 1\n}\n\nfinal")],
            wanted: .tolerant(["inserted"])),
        EditCase(
            name: "rename a thread", edits: [("thread teller", "thread clerk")],
            wanted: .tolerant(["thread teller.0|clerk.0", "thread teller.1|clerk.1"])),
        EditCase(
            name: "fix the bug with a lock",
            edits: [
                ("var balance", "mutex door\nvar balance"),
                (body, "  door.lock()\n" + body + "  door.unlock()\n"),
            ], wanted: .passes),
        EditCase(
            name: "fix the bug with an atomic block",
            edits: [(body, "  atomic { balance = balance + 1 }\n")], wanted: .passes),
        EditCase(
            name: "delete the racing statement", edits: [("  balance = amount\n", "  skip\n")],
            wanted: .tolerant(["inserted", "inserted", "removed", "removed"])),
        EditCase(
            name: "change a constant that only moves values", edits: [("start = 0", "start = 5")], wanted: .reproduced),
        EditCase(
            name: "change a constant that adds a thread", edits: [("tellers = 2", "tellers = 3")],
            wanted: .tolerant(["inserted", "inserted"])),
        EditCase(
            name: "change a constant so that nothing can race", edits: [("tellers = 2", "tellers = 1")],
            wanted: .passes),
        EditCase(
            name: "write a statement otherwise", edits: [("balance = amount", "balance = 0 + amount")],
            wanted: .tolerant(["changed balance = amount|balance = 0 + amount"])),
        EditCase(name: "rename the property", edits: [("everyDepositKept", "kept")], wanted: .stale),
        EditCase(
            name: "delete the property",
            edits: [("final everyDepositKept \"every deposit is kept\": balance == start + tellers\n", "")],
            wanted: .stale),
        EditCase(name: "a syntax error", edits: [("thread teller * tellers {", "thread teller * {")], wanted: .stale),
        EditCase(
            name: "rename a variable, a thread and a function, and insert a statement at once",
            edits: [
                ("balance", "total"), ("thread teller", "thread clerk"), ("look()", "ask()"),
                ("const start", "var visits: int = 0\nconst start"), ("  put(seen", "  visits = 1\n  put(seen"),
            ],
            wanted: .tolerant([
                "thread teller.0|clerk.0", "thread teller.1|clerk.1", "function look|ask",
                "changed let now = balance|let now = total", "inserted",
                "changed balance = amount|total = amount", "inserted",
            ])),
    ]
}

@Suite("Replaying after an edit")
struct ReplayEditsTests {
    private static func edited(_ text: String, _ edits: [(String, String)]) throws -> String {
        var result = text
        for (old, new) in edits {
            try #require(result.contains(old), "'\(old)' is not there")
            result = result.replacing(old, with: new)
        }
        return result
    }

    private static func short(_ edit: ScheduleEdit) -> String {
        switch edit {
        case .threadRenamed(let from, let to): "thread \(from)|\(to)"
        case .functionRenamed(let from, let to): "function \(from)|\(to)"
        case .statementChanged(_, let from, let to): "changed \(from)|\(to)"
        case .failingStatementChanged(let from, let to): "failing \(from)|\(to)"
        case .choiceChanged(let step, _, _): "choice \(step)"
        case .inserted: "inserted"
        case .removed: "removed"
        case .moved: "moved"
        }
    }

    @Test("each edit has its verdict, whatever the status", arguments: EditCase.all)
    private func table(_ edit: EditCase) throws {
        let text = try Fixtures.text("replay/lost-update.heddle")
        let now = try Self.edited(text, edit.edits)
        for status in [SavedSchedule.Status.open, .expected, .fixed] {
            let schedule = try ReplayedModels.saved(text, status: status)
            let result = ReplayedModels(texts: ["m.heddle": now]).run().replay(schedule, file: "one.trace")
            let isFixed = status == .fixed
            switch (edit.wanted, result.outcome) {
            case (.reproduced, .reproduced): #expect(result.asExpected == !isFixed)
            case (.tolerant(let edits), .repaired(let repair)):
                #expect(repair.level == .tolerant)
                #expect(repair.edits.map(Self.short) == edits)
                #expect(result.asExpected == !isFixed)
            case (.passes, .passes(let allStates)):
                #expect(allStates)
                #expect(result.asExpected == isFixed)
            case (.stale, .stale): #expect(result.asExpected == false)
            default: Issue.record("\(edit.name) as \(status): \(result.outcome)")
            }
        }
    }

    @Test("a repair's schedule runs on the edited model and shows the claim", arguments: EditCase.all)
    private func repairsAreReal(_ edit: EditCase) throws {
        guard case .tolerant = edit.wanted else { return }
        let text = try Fixtures.text("replay/lost-update.heddle")
        let now = try Self.edited(text, edit.edits)
        let schedule = try ReplayedModels.saved(text)
        let result = ReplayedModels(texts: ["m.heddle": now]).run().replay(schedule, file: "one.trace")
        let way = try #require(result.way)
        let machine = try ReplayedModels.machine(now)
        let trace = Trace(machine: machine, schedule: way)
        #expect(trace.steps.count == way.count)
        let subject = try #require(schedule.claim.subject(in: machine.program))
        #expect(
            Verdicts.all(machine: machine, state: trace.lastState, looksForRaces: false).contains {
                $0.subject == subject
            })
        #expect(try #require(result.repair).origins.count == way.count)
    }

    @Test("where the record runs and shows nothing, its ordering constraints lead to the bug without a search")
    func constraints() throws {
        let text = try Fixtures.text("replay/lost-update.heddle")
        var schedule = try ReplayedModels.saved(text)
        // Both look before the other one puts.
        func key(_ thread: String, _ function: String, _ statement: String) -> SavedSchedule.StepKey {
            .init(thread: thread, place: .init(function: function, statement: statement))
        }
        schedule.constraints = [
            .init(
                first: key("teller.0", "look", "let now = balance"),
                second: key("teller.1", "put", "balance = amount")),
            .init(
                first: key("teller.1", "look", "let now = balance"),
                second: key("teller.0", "put", "balance = amount")),
        ]
        let last = try #require(schedule.steps.last).thread
        // Only the other order of the two writes is a failure now, and the recorded one is not.
        let now = try Self.edited(
            text,
            [
                ("thread teller * tellers {", "ghost var last: int = 0\nthread teller(me: 0..<tellers) {"),
                (
                    "put(amount: int) {\n  balance = amount",
                    "put(amount: int, me: int) {\n  balance = amount\n  ghost last = me"
                ),
                ("put(seen + 1)", "put(seen + 1, me)"),
                ("== start + tellers", "== start + tellers || last == \(last.suffix(1))"),
            ])
        let models = ReplayedModels(texts: ["m.heddle": now])
        let result = models.run(budget: 1).replay(schedule, file: "one.trace")
        #expect(result.repair?.level == .constraints)
        #expect(result.asExpected == true)
        // Without them only a search finds it, and a bounded one doesn't.
        schedule.constraints = []
        #expect(models.run().replay(schedule, file: "one.trace").repair?.level == .search)
        #expect(models.run(budget: 1).replay(schedule, file: "one.trace").outcome == .passes(allStates: false))
    }

    @Test("a failed assertion is the same one only at its place, which may have been renamed")
    func places() throws {
        let text = try Fixtures.text("replay/two-assertions.heddle")
        let schedule = try ReplayedModels.saved(
            text,
            where: { finding, program in
                finding.violation.flatMap { SavedSchedule.Place(of: $0.span, in: program) }?.statement
                    == "assert first != 1"
            })
        func outcome(_ edits: [(String, String)]) throws -> ReplayResult {
            ReplayedModels(texts: ["m.heddle": try Self.edited(text, edits)]).run()
                .replay(schedule, file: "one.trace")
        }
        #expect(try outcome([]).outcome == .reproduced)
        let renamed = try outcome([("first", "seen")])
        #expect(renamed.repair?.level == .tolerant)
        #expect(renamed.repair?.edits.map(Self.short).last == "failing assert first != 1|assert seen != 1")
        // The other assertion still fails; this one can't.
        #expect(try outcome([("  x = 1\n", "")]).outcome == .passes(allStates: true))
        #expect(try outcome([("  x = 1\n", "  x = 3\n")]).outcome == .passes(allStates: true))
        // Written anew, and the other one still fails: nobody can tell whether it is the same bug.
        let anew = try outcome([
            ("  x = 1\n", "  x = 3\n"), ("assert first != 1", "assert first < 1"), ("let first", "skip\n  let first"),
        ])
        guard case .diverged = anew.outcome else {
            Issue.record("\(anew.outcome)")
            return
        }
    }

    @Test("a search for a failed check goes on behind failures at other places")
    func searchByPlace() throws {
        let machine = try ReplayedModels.machine(try Fixtures.text("replay/two-assertions.heddle"))
        let search = BugSearch(states: nil)
        func look(_ statement: String) -> ReplayRun.Recheck {
            search.look(
                for: .check(.failedAssertion), at: ClaimPlace(.init(function: "reader", statement: statement)),
                on: machine)
        }
        for statement in ["assert first != 1", "assert second != 2"] {
            guard case .found(let way) = look(statement) else {
                Issue.record("\(statement): not found")
                continue
            }
            let violation = try #require(Trace(machine: machine, schedule: way).steps.last?.event.violation)
            #expect(SavedSchedule.Place(of: violation.span, in: machine.program)?.statement == statement)
        }
        #expect(look("assert second != 3") == .clean)
        guard
            case .unknown = BugSearch(states: 3).look(
                for: .check(.failedAssertion),
                at: ClaimPlace(.init(function: "reader", statement: "assert second != 2")),
                on: machine)
        else {
            Issue.record("three states are not all")
            return
        }
    }

    @Test("a replay that may not search for another way stays with the record")
    func reach() throws {
        let text = try Fixtures.text("replay/lost-update.heddle")
        let schedule = try ReplayedModels.saved(text)
        let locked = try Self.edited(
            text,
            [
                ("var balance", "mutex door\nvar balance"),
                (EditCase.body, "  door.lock()\n" + EditCase.body + "  door.unlock()\n"),
            ])
        var run = ReplayedModels(texts: ["m.heddle": locked]).run()
        run.reach = .record
        guard case .diverged = run.replay(schedule, file: "one.trace").outcome else {
            Issue.record("nobody looked for the bug")
            return
        }
        var fixed = schedule
        fixed.status = .fixed
        #expect(run.replay(fixed, file: "one.trace").outcome == .passes(allStates: true))
    }
}
