import EngineReference
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// Steps that don't matter are taken out of failing schedules.
@Suite("Shortened schedules")
struct ScheduleShortenerTests {
    private func machine(_ text: String) throws -> Machine {
        try Machine(try #require(HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text)).program))
    }

    @Test("what a bystander does goes, what the failure needs stays")
    func bystander() throws {
        let machine = try machine(
            """
            model "Bystander"
            var x: int = 0
            var y: 0..<50 = 0
            thread a { x = 1 }
            thread b { let seen = x
              x = seen + 5 }
            daemon thread c { loop { y = (y + 1) % 40 } }
            invariant small "small": x != 6
            """)
        var schedule = Array(repeating: Transition(thread: 2), count: 61) + [Transition(thread: 0)]
        schedule += Array(repeating: Transition(thread: 2), count: 30) + [Transition(thread: 1)]
        schedule += [Transition(thread: 2), Transition(thread: 1)]
        var shortener = ScheduleShortener(machine: machine, subject: .property(0), looksForRaces: false)
        #expect(shortener.shortened(schedule)?.map(\.thread) == [0, 1, 1])
        var other = ScheduleShortener(machine: machine, subject: .check(.deadlock), looksForRaces: false)
        #expect(other.shortened(schedule) == nil)
    }

    @Test("on random models the shortened schedule fails the same, and no step of it can go alone", arguments: 0..<40)
    func random(_ seed: Int) throws {
        let machine = try machine(RandomModel.text(seed: seed))
        var options = SearchOptions(states: 20_000)
        options.strategy = .depthFirst
        let explorer = DepthFirstExplorer(machine: machine, options: options)
        while !explorer.isOver { explorer.advance(budget: 10_000) }
        for finding in explorer.report.findings where finding.schedule.count <= 400 {
            var shortener = ScheduleShortener(machine: machine, subject: finding.subject, looksForRaces: false)
            guard let short = shortener.shortened(finding.schedule) else {
                Issue.record("seed \(seed): \(finding.subject) doesn't fail along its own schedule")
                continue
            }
            #expect(short.count <= finding.schedule.count)
            var again = ScheduleShortener(machine: machine, subject: finding.subject, looksForRaces: false)
            #expect(again.shortened(short) == short, "seed \(seed)")
        }
    }
}
