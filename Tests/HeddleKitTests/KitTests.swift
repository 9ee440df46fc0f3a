import Foundation
import HeddleKit
import HeddleLibrary
import TestSupport
import Testing

@Suite("HeddleKit: models and saved schedules in someone's own tests")
struct KitTests {
    private static let counter = """
        model "Counter"
        const workers = 2
        const isAtomic = false
        var count: int = 0
        thread worker * workers {
          if isAtomic {
            atomic { count += 1 }
          } else {
            let seen = count
            count = seen + 1
          }
        }
        final counted "every round is counted": count == workers

        """

    @Test("The example of the README is what these tests compile and run")
    func example() throws {
        let package = URL(fileURLWithPath: Fixtures.package)
        let readme = try String(contentsOf: package.appending(path: "Sources/HeddleKit/README.md"), encoding: .utf8)
        let test = try String(
            contentsOf: package.appending(path: "Tests/HeddleKitTests/ExampleTests.swift"), encoding: .utf8)
        let start = try #require(readme.range(of: "```swift\n"))
        let end = try #require(readme.range(of: "```\n", range: start.upperBound..<readme.endIndex))
        #expect(readme[start.upperBound..<end.lowerBound] == test)
    }

    @Test("A model that fails says what, how and where")
    func violated() throws {
        let check = try Model(text: Self.counter).check()
        #expect(!check.holds)
        #expect(check.verdict == .violated)
        #expect(check.isAsExpected == false)
        #expect(check.findings.map(\.property) == ["counted"])
        let finding = try #require(check.findings.first)
        #expect(finding.kind == "final")
        #expect(finding.sentence == "every round is counted")
        #expect(finding.preemptions == 1)
        #expect(finding.steps.map(\.line) == [9, 9, 10, 10])
        #expect(finding.steps[0].action == "read count → 0")
        #expect(check.description.contains("✗ every round is counted"))
    }

    @Test("Constants are set by literals, and the same model then holds")
    func constants() throws {
        let model = try Model(text: Self.counter, constants: ["isAtomic": true, "workers": 3])
        #expect(model.name == "Counter")
        let check = model.check()
        #expect(check.holds, "\(check)")
        #expect(check.isAsExpected == true)
        #expect(check.runs.map(\.constants) == [["workers": "3", "isAtomic": "true"]])
        #expect(check.runs[0].limit == nil)
    }

    @Test("A bound leaves it open, and is named")
    func bounded() throws {
        let model = try Model(text: Self.counter, constants: ["isAtomic": true, "workers": 5])
        let check = model.check(within: Model.Bounds(states: 2))
        #expect(check.verdict == .inconclusive)
        #expect(check.isAsExpected == nil)
        #expect(check.runs[0].limit == "the bound of 2 states was reached")
    }

    @Test("Runs that a model names are checked too: it does not hold, and is as expected")
    func runs() throws {
        let text = Self.counter + "expect counted fails\nexpect counted holds with isAtomic = true\n"
        let check = try Model(text: text).check()
        #expect(check.runs.map(\.verdict) == [.violated, .holds])
        #expect(check.isAsExpected == true)
        #expect(!check.holds)
    }

    @Test("Errors of a model are thrown, all of them, with their places")
    func errors() throws {
        let text = Self.counter.replacing("count = seen + 1", with: "count = sen + 1").replacing(
            "count ==", with: "cnt ==")
        do {
            _ = try Model(text: text)
            Issue.record("a model with errors was compiled")
        } catch {
            #expect(error.diagnostics.map(\.line) == [10, 13])
            #expect(error.description.contains("model.heddle:10:13: error: "))
        }
        do {
            _ = try Model(file: "/nowhere/m.heddle")
            Issue.record("there is no such file")
        } catch {
            #expect(error.diagnostics.isEmpty)
            #expect(error.description == "cannot read '/nowhere/m.heddle': there is no such file")
        }
    }

    @Test("Promela is checked as text too")
    func promela() throws {
        let text = "byte x;\nactive [2] proctype p() { byte t; t = x; x = t + 1; assert(x > 1) }\n"
        let check = try Model(text: text, language: .promela).check()
        #expect(Set(check.findings.map(\.kind)) == ["assertion"])
    }

    @Test("Outcomes are all there are, each with a schedule")
    func outcomes() throws {
        let outcomes = try Model(text: Self.counter, constants: ["workers": 3]).outcomes()
        #expect(outcomes.isComplete)
        #expect(outcomes.outcomes.map { $0.values["count"] } == ["1", "2", "3"])
        #expect(outcomes.outcomes.map(\.isGood) == [false, false, true])
        #expect(outcomes.outcomes.allSatisfy { $0.end == .ended && $0.steps.count == 6 })
        #expect(outcomes.description.contains("complete: all"))
    }

    @Test("Saved schedules are listed by name and replayed one by one or all within one budget")
    func schedules() throws {
        let bug = try SavedBug(status: .fixed)
        let saved = try SavedSchedules(in: bug.folder.file("traces"))
        #expect(saved.entries.map(\.name) == ["one"])
        let there = saved.entries[0].replay()
        #expect(there.outcome == .reproduced)
        #expect(there.isAsExpected == false)
        #expect(there.status == .fixed)
        #expect(there.description.contains("expected: passes, all states visited\nactual: reproduced"))
        try bug.edit(SavedBug.mended)
        let gone = saved.replay()
        #expect(gone.map(\.outcome) == [.passes])
        #expect(gone.map(\.isAsExpected) == [true])
        #expect(gone[0].states > 0)
        let open = saved.replay(within: SavedSchedules.Budget(searches: false))
        #expect(open.map(\.isAsExpected) == [nil])
        try bug.folder.write("heddle-trace 1\ntitle\n", to: "traces/a.trace")
        #expect(try SavedSchedules(in: bug.folder.file("traces")).replay().map(\.outcome) == [.damaged, .passes])
    }

    @Test("A folder that isn't there is an error, not an empty library")
    func noFolder() throws {
        #expect(throws: SavedSchedulesError.self) { try SavedSchedules(in: "/nowhere") }
    }
}
