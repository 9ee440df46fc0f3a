import EngineReference
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// Findings by situation, and how likely a random run is to meet them.
@Suite("Findings in groups, chances")
struct FindingGroupsTests {
    private func exploration(_ text: String, path: String = "m.heddle", grouped: Bool = true) throws -> Exploration {
        let source = SourceText(path: path, text: text)
        let program = try #require(
            path.hasSuffix(".pml") ? PromelaFrontEnd.load(source).program : HeddleFrontEnd.load(source).program)
        var options = SearchOptions()
        options.groupsFindings = grouped
        let exploration = Exploration(machine: try Machine(program), options: options)
        exploration.finish()
        return exploration
    }

    private func deposits(_ tellers: Int) -> String {
        """
        model "Lost update"
        var balance: int = 0
        thread teller * \(tellers) {
          let seen = balance
          balance = seen + 1
        }
        final kept "kept": balance == \(tellers)
        """
    }

    @Test("each thread that meets a wrong reply is a finding; longer ways to the same are counted with it")
    func replies() throws {
        let found = try exploration(try Fixtures.text("golden/reply.pml"), path: "reply.pml").report.findings
        #expect(found.map(\.schedule.count) == [6, 6])
        #expect(found.map(\.alike) == [1, 1])
        #expect(Set(found.map { $0.violation?.thread }) == [0, 1])
    }

    @Test("going on behind a broken invariant is no other finding")
    func invariant() throws {
        let text = """
            model "Counting"
            var x: int = 0
            thread a {
              x = 1
              x = 2
              x = 3
            }
            invariant small "x is small": x < 2
            """
        #expect(try exploration(text).report.findings.map(\.schedule.count) == [2])
    }

    @Test("where two threads fail into one state, one finding stands for both and has the chance of both")
    func twins() throws {
        let text = """
            model "Twice"
            ghost var n: int = 0
            var done: bool = false
            thread a * 2 {
              if !done { ghost n += 1 }
              done = true
            }
            invariant one "once": n <= 1
            """
        let exploration = try exploration(text)
        var report = exploration.report
        exploration.addChances(to: &report)
        let found = report.findings
        #expect(found.count == 1)
        // The one that reads first is read behind with 1/2, whoever it is.
        #expect(found.first?.chance.map { "\($0)" } == report.chances[.property(0)].map { "\($0)" })
        #expect(abs((found.first?.chance?.value ?? 0) - 0.5) < 1e-12)
    }

    @Test("ends with the same values are two outcomes where a property tells them apart by a cell")
    func outcomesByCell() throws {
        let text = """
            model "Outcome of a cell"
            pool Node[1] { next: int = 0 }
            var head: Node? = nil
            setup { head = new Node() }
            thread a { head!.next = 1 }
            thread b { head!.next = 2 }
            final one "the last one is a": head!.next == 1
            """
        let (outcomes, isComplete) = try exploration(text).outcomes()
        #expect(isComplete)
        #expect(outcomes.map(\.failing) == [[], [0]])
        #expect(outcomes.map { $0.schedule.last?.thread } == [0, 1])
        #expect(outcomes.map { $0.chance?.value } == [0.5, 0.5])
    }

    @Test("without groups there is one finding of each subject, the same simplest one")
    func ungrouped() throws {
        for text in [deposits(2), deposits(3), try Fixtures.text("golden/philosophers.heddle")] {
            let all = try exploration(text).report.findings
            let one = try exploration(text, grouped: false).report.findings
            #expect(one.count == 1)
            let simplest = all.map { [$0.preemptions, $0.schedule.count] }.min { $0.lexicographicallyPrecedes($1) }
            #expect(simplest == [one[0].preemptions, one[0].schedule.count])
        }
    }

    private func reduced(_ text: String, path: String = "m.heddle", states: Int? = nil) throws -> Exploration {
        let source = SourceText(path: path, text: text)
        let program = try #require(
            path.hasSuffix(".pml") ? PromelaFrontEnd.load(source).program : HeddleFrontEnd.load(source).program)
        var options = SearchOptions(states: states, reductions: .all)
        options.groupsFindings = true
        let exploration = Exploration(machine: try Machine(program), options: options)
        exploration.finish()
        return exploration
    }

    @Test("a search with reductions tells findings apart as one of every interleaving, and keeps its own figures")
    func reductions() throws {
        for (path, text) in [
            ("reply.pml", try Fixtures.text("golden/reply.pml")), ("m.heddle", deposits(2)), ("m.heddle", deposits(3)),
            ("m.heddle", try Fixtures.text("golden/philosophers.heddle")),
        ] {
            let whole = try exploration(text, path: path).report
            let search = try reduced(text, path: path)
            let report = search.report
            #expect(report.grouping == .bySituation)
            #expect(report.findings.map(\.schedule) == whole.findings.map(\.schedule))
            #expect(report.findings.map(\.alike) == whole.findings.map(\.alike))
            #expect(report.states <= whole.states)
            #expect(!report.reductions.isEmpty)
            #expect(report.complete)
        }
    }

    @Test("where every interleaving is too much there is the simplest finding alone, and the report says so")
    func tooLarge() throws {
        let states = try reduced(deposits(3)).report.states
        #expect(states < (try exploration(deposits(3)).report.states))
        let report = try reduced(deposits(3), states: states + 1).report
        #expect(report.complete)
        #expect(report.isGroupingCut)
        #expect(report.grouping == .bySubject)
        #expect(report.findings.count == 1)
    }

    @Test("findings of one subject share its chance among them")
    func shares() throws {
        let search = try exploration(try Fixtures.text("golden/reply.pml"), path: "reply.pml")
        var report = search.report
        search.addChances(to: &report)
        #expect(report.findings.map { $0.chance.map { "\($0.numerator)/\($0.denominator)" } } == ["7/32", "7/32"])
        let all = try #require(search.chances()[.check(.failedAssertion)])
        #expect("\(all.numerator)/\(all.denominator)" == "7/16")
    }

    @Test("the shares of random models' findings come to no more than the subject's chance", arguments: 0..<40)
    func randomShares(_ seed: Int) throws {
        let search = try exploration(RandomModel.text(seed: seed))
        var report = search.report
        search.addChances(to: &report)
        for finding in report.findings { #expect((finding.chance == nil) != (finding.chanceGap == nil)) }
        for (subject, whole) in report.chances {
            let shares = report.findings.filter { $0.subject == subject }.compactMap(\.chance?.value)
            #expect(shares.reduce(0, +) <= whole.value + 1e-9)
        }
    }

    @Test("chances are exact fractions: lost updates, philosophers (semantics.md, hardness)")
    func chances() throws {
        func chance(_ text: String) throws -> String {
            let found = try exploration(text).chances()
            let chance = try #require(found.values.first)
            #expect(chance.isExact)
            return "\(chance.numerator)/\(chance.denominator)"
        }
        #expect(try chance(deposits(2)) == "1/2")
        #expect(try chance(deposits(3)) == "5/6")
        #expect(try chance(try Fixtures.text("golden/philosophers.heddle")) == "19/120")
    }

    @Test("each outcome has its share of random runs, and its classes; all together are the interleavings")
    func outcomes() throws {
        let search = try exploration(deposits(3))
        let outcomes = search.outcomes(countingClasses: true).outcomes
        #expect(outcomes.compactMap { $0.chance.map { "\($0.numerator)/\($0.denominator)" } } == ["1/3", "1/2", "1/6"])
        #expect(outcomes.map(\.classes) == [12, 18, 6])
        #expect(search.interleavings() == 90)
        #expect(Exploration.classes(outcomes, in: search.machine.program) == [.property(0): 30])
    }

    @Test("a run that has failed before its end counts for no outcome")
    func failedBefore() throws {
        let text = """
            model "Dip"
            var x: int = 0
            thread a { x = 1
              x = 0 }
            thread b { x = 2
              x = 0 }
            invariant small "small": x < 2
            """
        let search = try exploration(text)
        let failing = try #require(search.chances()[.property(0)])
        let ends = search.outcomes().outcomes.compactMap(\.chance).map(\.value).reduce(0, +)
        #expect(failing.value == 1)
        #expect(ends == 0)
    }

    @Test("a graph with a cycle has no chances")
    func cycle() throws {
        let text = """
            model "Spin"
            var go: bool = false
            thread a { while !go { } }
            thread b { go = true }
            invariant never "never": !go
            """
        let search = try exploration(text)
        #expect(search.chances().isEmpty)
        var report = search.report
        search.addChances(to: &report)
        #expect(report.findings.map(\.chanceGap) == [.endless])
        #expect(search.interleavings() == nil)
    }

    @Test("a fraction that grows too long is rounded, and says so")
    func long() {
        var sum = Chance.zero
        var part = Chance.one
        for step in 1...200 {
            part = part / 3
            sum = sum + part / (step % 7 + 1)
        }
        #expect(!sum.isExact)
        #expect(sum.value > 0.1 && sum.value < 0.5)
    }

    @Test("chances of random models are those of the look-ahead, and sum up to one", arguments: 0..<40)
    func random(_ seed: Int) throws {
        let search = try exploration(RandomModel.text(seed: seed))
        guard search.report.complete, search.interleavings() != nil else { return }
        let chances = search.chances()
        let ends = search.outcomes().outcomes.compactMap(\.chance)
        let failing = chances.filter { chance in
            switch chance.key {
            case .check(let check): return check != .deadlock
            case .property(let index): return search.machine.program.properties[index].kind == .invariant
            }
        }
        // A run is over in an outcome or by a step that fails: the shares of all are one where no property ends a run.
        if failing.isEmpty, !ends.isEmpty { #expect(abs(ends.map(\.value).reduce(0, +) - 1) < 1e-9) }
        let ahead = LookAhead(machine: search.machine, looksForRaces: false)
        ahead.look(at: search.machine.start().state)
        while !ahead.isFinal { ahead.advance(budget: 10_000) }
        guard let share = ahead.prospects()?.state.failing, chances.count == 1, let only = chances.values.first else {
            return
        }
        #expect(abs(share - only.value) < 1e-9)
    }
}
