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
    /// A slice: each takes a C compiler's second. The tables hold the rest.
    static var slice: [PromelaRow] {
        PromelaRow.rows(of: "/constructs").enumerated().filter { $0.offset % 6 == 0 }.map(\.element)
    }

    @Test("Live Spin counts what the tables say, and what the machine counts", arguments: slice)
    func live(row: PromelaRow) throws {
        let live = try LiveSpin.counts(model: row.path, defines: row.defines)
        #expect(live == row.counts)
        if PromelaCountTests.others.contains(where: { row.path.hasSuffix("/" + $0) }) { return }
        #expect(PromelaCounts.counts(try PromelaCounts.machine(path: row.path, defines: row.defines)) == live)
    }
}
