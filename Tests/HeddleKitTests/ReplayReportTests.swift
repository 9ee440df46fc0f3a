import HeddleEngine
import HeddleKit
import HeddleLibrary
import HeddlePresentation
import HeddleReports
import TestSupport
import Testing

@Suite("Reports of a run of replays")
struct ReplayReportTests {
    private static func result(
        _ file: String, _ outcome: ReplayResult.Outcome, status: SavedSchedule.Status = .fixed, states: Int = 0
    ) -> ReplayResult {
        let schedule = SavedSchedule(
            title: "t", status: status, model: .init(path: "m.heddle", name: "M", digest: ""), claim: .clean,
            signature: .init(bug: "", trace: ""), steps: [])
        var result = ReplayResult(file: file, schedule: schedule, outcome: outcome)
        result.effort.states = states
        return result
    }

    private static func undone(_ file: String) -> ReplayResult {
        var result = ReplayResult(file: file, schedule: nil, outcome: .skipped)
        result.effort.isUndone = true
        result.effort.limits = [.time(60)]
        return result
    }

    private static func previous(_ file: String, states: Int?) -> ReplayTrend.Previous {
        .init(file: file, outcome: "passes", asExpected: true, states: states)
    }

    @Test(
        "Slower is twice the states and more, from a thousand states on",
        arguments: [
            (1_000, 2_000, true), (1_000, 1_999, false), (499, 998, false), (400, 1_000, true), (5_000, 1_000, false),
            (0, 5_000, false),
        ])
    func slower(before: Int, now: Int, isSlower: Bool) {
        let results = [Self.result("a.trace", .passes(allStates: true), states: now)]
        let trend = ReplayTrend(results, since: [Self.previous("a.trace", states: before)])
        #expect(trend.changes.map(\.kind) == (isSlower ? [.slower] : []))
    }

    @Test("An entry may be changed and slower; what an older heddle didn't count is not compared")
    func changedAndSlower() {
        let now = [Self.result("a.trace", .passes(allStates: false), states: 9_000)]
        let trend = ReplayTrend(now, since: [Self.previous("a.trace", states: 100)])
        #expect(trend.changes.map(\.kind) == [.broken, .slower])
        #expect(trend.changes[1].before == "100" && trend.changes[1].now == "9000")
        #expect(ReplayTrend(now, since: [Self.previous("a.trace", states: nil)]).changes.map(\.kind) == [.broken])
    }

    @Test("What was not replayed this time is neither gone nor changed")
    func undoneInTrend() {
        let trend = ReplayTrend([Self.undone("a.trace")], since: [Self.previous("a.trace", states: 1)])
        #expect(trend.changes.isEmpty)
    }

    @Test("A document without entries, of another program or cut short is none of ours")
    func documents() {
        func entries(_ text: String) -> [ReplayTrend.Previous]? { ReplayTrend.entries(of: Array(text.utf8)) }
        #expect(entries("") == nil)
        #expect(entries("{\"entries\": []}") == nil)
        #expect(entries("{\"heddle\": \"1\", \"entries\": [{\"file\": \"a\"}]}") == nil)
        #expect(entries("{\"heddle\": \"1\", \"entries\": [") == nil)
        #expect(entries("{\"heddle\": \"1\", \"entries\": []}") == [])
        let own = ReplayReport([Self.result("a.trace", .reproduced, states: 7)], marks: .init(ascii: false))
        #expect(
            entries(own.json(version: "1")) == [
                .init(file: "a.trace", outcome: "reproduced", asExpected: false, states: 7)
            ])
    }

    @Test("What the time didn't reach is counted, named once as an annotation, and an error for build servers")
    func undone() {
        let results =
            [Self.result("t/a.trace", .passes(allStates: true))] + ["b", "c"].map { Self.undone("t/\($0).trace") }
        let text = ReplayReport(results, marks: .init(ascii: false), bounds: ReplayBounds(seconds: 60)).text
        #expect(text.contains("not replayed: the bound of 60 s was reached\n"))
        #expect(text.contains("\n3 entries: 1 as expected, 2 not replayed.\nBudget: 60 s for all, shared, "))
        #expect(
            ReplayAnnotations(results).text
                == "::warning title=heddle replay::2 entries not replayed: the bound of 60 s was reached; "
                + "the first is t/b.trace\n")
        #expect(ReplayJUnit(results).text.contains("tests=\"3\" failures=\"0\" errors=\"2\" skipped=\"0\""))
        #expect(ReplayMetrics(results).text.contains("heddle_replay_inconclusive_total{limit=\"time\"} 2\n"))
    }

    @Test("A long list is cut in the summary, and the rest is counted")
    func longSummary() {
        let results = (0..<250).map { Self.result("t/\($0).trace", .reproduced) }
        let text = ReplayMarkdown(results).text
        #expect(text.split(separator: "\n").count { $0.hasPrefix("| ❌") } == 200)
        #expect(text.contains("\n… and 50 more.\n"))
    }

    @Test("A repaired entry is as expected, and the summary says that it can be recorded again")
    func repaired() throws {
        let bug = try SavedBug()
        try bug.edit(SavedBug.model.replacing("balance = seen + 1", with: "balance = 1 + seen"))
        let results = ReplaySession().results([bug.trace])
        #expect(results.map(\.word) == ["repaired"])
        #expect(ReplayMarkdown(results).text.contains("\nRepaired, to be recorded again with heddle replay --update: "))
        #expect(ReplayAnnotations(results).text == "")
        #expect(ReplayJUnit(results).text.contains("failures=\"0\" errors=\"0\""))
        #expect(ReplayMetrics(results).text.contains("{outcome=\"repaired\"} 1\n"))
    }

    @Test("An empty run is a valid document of every form")
    func empty() {
        #expect(
            ReplayJUnit([]).text.contains("<testsuites name=\"heddle replay\" tests=\"0\" failures=\"0\" errors=\"0\">")
        )
        #expect(ReplayAnnotations([]).text == "")
        #expect(ReplayMetrics([]).text.hasSuffix("heddle_replay_states_total 0\n# EOF\n"))
        #expect(ReplayMarkdown([]).text.hasPrefix("## Saved schedules\n\n0 entries: 0 as expected.\n"))
    }
}
