import Foundation
import HeddleEngine
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@Suite("Promela's rules, counted against Spin's")
struct PromelaCountTests {
    /// Models whose states differ from Spin's on purpose: `hidden` variables are a part of the state here.
    static let others: Set<String> = ["hidden.pml"]

    static var small: [PromelaRow] {
        (PromelaRow.rows(of: "") + PromelaRow.rows(of: "/constructs")).filter { row in
            row.counts.states < 25_000 && !others.contains { row.path.hasSuffix("/" + $0) }
        }
    }

    @Test("The tables are there")
    func tables() {
        #expect(PromelaRow.rows(of: "").count == 18)
        #expect(PromelaRow.rows(of: "/constructs").count >= 78)
    }

    @Test("States, transitions and errors are Spin's", arguments: small)
    func counts(row: PromelaRow) throws {
        let machine = try PromelaCounts.machine(path: row.path, defines: row.defines)
        #expect(PromelaCounts.counts(machine) == row.counts)
    }

    @Test("The search counts the same, large models too", arguments: PromelaRow.rows(of: ""))
    func search(row: PromelaRow) throws {
        let machine = try PromelaCounts.machine(path: row.path, defines: row.defines)
        let explorer = BreadthFirstExplorer(machine: machine, options: SearchOptions())
        while !explorer.isOver { explorer.advance(budget: 1 << 20) }
        #expect(explorer.report.complete)
        #expect(explorer.report.states == row.counts.states)
        #expect(explorer.report.transitions == row.counts.transitions - 1)
        #expect(explorer.report.findings.isEmpty == (row.counts.errors == 0))
    }

    @Test("A hidden variable is a part of the state: more states than Spin's, none fewer")
    func hidden() throws {
        let row = try #require(PromelaRow.rows(of: "/constructs").first { $0.path.hasSuffix("/hidden.pml") })
        let counts = PromelaCounts.counts(try PromelaCounts.machine(path: row.path, defines: row.defines))
        #expect(counts.states >= row.counts.states)
    }

    @Test("Every move can be made again by its number, with the same result", arguments: small)
    func moves(row: PromelaRow) throws {
        let machine = try PromelaCounts.machine(path: row.path, defines: row.defines)
        var state = machine.start().state
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<60 {
            let enabled = machine.enabled(state)
            #expect(Set(enabled).count == enabled.count)
            guard let move = enabled.randomElement(using: &generator) else { break }
            let next = try #require(machine.apply(move, to: state))
            #expect(machine.apply(move, to: state)?.state == next.state)
            #expect(!next.event.statements.isEmpty)
            state = next.state
        }
    }
}

@Suite(
    "Promela against live Spin", .disabled(if: LiveSpin.absence != nil, "Spin or a C compiler is not installed here"))
struct PromelaLiveSpinTests {
    @Test(
        "Live Spin counts what the tables say, and what the machine counts",
        arguments: PromelaRow.rows(of: "/constructs").everyThird)
    func live(row: PromelaRow) throws {
        let live = try LiveSpin.counts(model: row.path, defines: row.defines)
        #expect(live == row.counts)
        if PromelaCountTests.others.contains(where: { row.path.hasSuffix("/" + $0) }) { return }
        #expect(PromelaCounts.counts(try PromelaCounts.machine(path: row.path, defines: row.defines)) == live)
    }
}

@Suite("What the machine says of processes beyond their counts")
struct PromelaProcessTests {
    private func machine(_ text: String) throws -> Machine {
        try PromelaCounts.machine(SourceText(path: "model.pml", text: text))
    }

    private func report(_ text: String) throws -> SearchReport {
        var options = SearchOptions()
        options.states = 20_000
        let explorer = BreadthFirstExplorer(machine: try machine(text), options: options)
        while !explorer.isOver { explorer.advance(budget: 1 << 20) }
        return explorer.report
    }

    @Test("More processes than there are places for is a bound that is told, never a number 0")
    func bound() throws {
        let report = try report("active proctype P() { byte k; do :: run Q(); k = 1 - k od } proctype Q() { (0) }")
        #expect(
            report.limits.contains { if case .model(.threads, _) = $0 { return true } else { return false } })
        #expect(!report.complete)
        #expect(report.findings.isEmpty)
    }

    @Test("A loop that counts tells how many there are: no bound, and one vector length")
    func counted() throws {
        let counted = try machine(
            "proctype Q() { skip } init { byte k; do :: k < 3 -> run Q(); k++ :: else -> break od }")
        #expect(counted.program.processes?.isBounded == true)
        #expect(counted.program.processes?.slots == 4)
        let open = try machine(
            "proctype Q() { skip } init { byte k; do :: k < 3 -> run Q(); k++; k = 0 :: else -> break od }")
        #expect(open.program.processes?.isBounded == false)
        let wraps = try machine(
            "proctype Q() { skip } init { byte k; do :: k < 300 -> run Q(); k++ :: else -> break od }")
        #expect(wraps.program.processes?.isBounded == false)
    }

    @Test("Names: no number where one is there at the start and none is run, one otherwise")
    func names() throws {
        let machine = try machine(
            "proctype Q() { skip } active [2] proctype P() { skip } init { run Q() }")
        var state = machine.start().state
        #expect(
            (0..<machine.threadCount(in: state)).map { machine.threadName($0, in: state) } == ["P.0", "P.1", "init"])
        state = try #require(machine.apply(Transition(thread: 2), to: state)).state
        #expect(machine.threadName(3, in: state) == "Q.0")
    }

    @Test("A step that fails an assertion has a successor, its failure, and what it compared")
    func softAssertion() throws {
        let machine = try machine("byte x; active proctype P() { assert(x == 1); x = 2 }")
        let start = machine.start().state
        let step = try #require(machine.apply(Transition(thread: 0), to: start))
        #expect(step.event.outcome == .completed)
        #expect(step.event.violation?.check == .failedAssertion)
        #expect(step.event.violation?.values == "0 == 1")
        #expect(machine.enabled(step.state) == [Transition(thread: 0)])
        #expect(machine.ending(step.state) == .running)
    }

    @Test("What can't be taken is refused: a channel that is none, a bad index, a d_step that would wait")
    func faults() throws {
        for body in [
            "chan c; c!1", "byte a[2]; byte i = 2; a[i] = 1", "byte x; d_step { x = 1; (x == 2) }",
            "byte x; d_step { x = 1; if :: x == 2 -> skip :: x == 3 -> skip fi }",
        ] {
            let report = try report("chan q = [1] of { byte }; active proctype P() { \(body) }")
            #expect(report.complete, "\(body)")
            #expect(!report.findings.isEmpty, "\(body)")
        }
    }

    @Test("timeout holds exactly where nothing else moves, for moves by number too")
    func timeout() throws {
        let machine = try machine(
            "byte x; active proctype P() { do :: x == 0 -> x = 1 :: timeout -> break od } active proctype Q() { x == 1 }"
        )
        var state = machine.start().state
        #expect(machine.apply(Transition(thread: 0, choice: 1), to: state) == nil)
        for thread in [0, 0, 1, 1] {
            let moves = machine.enabled(state)
            let move = try #require(moves.first { $0.thread == thread })
            state = try #require(machine.apply(move, to: state)).state
        }
        let moves = machine.enabled(state)
        #expect(moves.count == 1)
        #expect(machine.apply(moves[0], to: state) != nil)
    }
}
