import Foundation
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

/// The demos that the search of execution graphs takes under `tso`, without what looks at every state.
@Suite("The search of execution graphs under tso on the demos")
struct GraphBufferDemosTests {
    static let names: [String] = ["weak", "litmus"].flatMap { folder in
        let path = Fixtures.package + "/demos/" + folder
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasSuffix(".heddle") || $0.hasSuffix(".litmus") }.sorted().map { "\(folder)/\($0)" }
    }

    private func load(_ name: String, _ settings: [Setting] = []) throws -> Program {
        let text = try String(contentsOfFile: Fixtures.package + "/demos/" + name, encoding: .utf8)
        let source = SourceText(path: name, text: text)
        let loaded =
            name.hasSuffix(".litmus")
            ? LitmusFrontEnd.load(source) : HeddleFrontEnd.load(source, settings: settings)
        var program = try #require(loaded.program, "\(loaded.diagnostics)")
        program.properties.removeAll { $0.kind == .invariant || $0.kind == .reachable }
        return program
    }

    /// Runs that came to an end by graphs.
    func agreeing(_ name: String) throws -> Int {
        var count = 0
        for settings in Set(Judge.runs(of: try load(name)).map(\.settings)) {
            let machine = try Machine(load(name, settings), memoryModel: .tso)
            let graphs = WholeSearch.of(machine, .dpor, looksForRaces: true)
            guard graphs.report.search == "dpor", graphs.report.complete else { continue }
            count += 1
            let states = WholeSearch.of(machine, .breadthFirst, looksForRaces: true)
            #expect(states.report.complete)
            #expect(
                WholeSearch.subjects(states) == WholeSearch.subjects(graphs), "\(name) \(settings)")
            let ends = states.outcomes(countingClasses: true).outcomes
            let found = graphs.outcomes().outcomes
            #expect(Set(ends.map(\.key)) == Set(found.map(\.key)), "\(name) \(settings)")
            for finding in graphs.report.findings {
                let state = try #require(machine.state(after: finding.schedule))
                let verdicts = Verdicts.all(machine: machine, state: state, looksForRaces: true).map(\.subject)
                #expect(verdicts.contains(finding.subject) || machine.ending(state) == .violated)
            }
        }
        return count
    }

    @Test("Findings and outcomes are those of a search of all states", arguments: names)
    func agree(name: String) throws {
        let count = try agreeing(name)
        // All litmus tests; of the others those whose steps access one variable, without loops that write.
        if name.hasSuffix(".litmus") || Self.taken.contains(name) { #expect(count > 0) }
    }

    static let taken: Set<String> = [
        "weak/2+2w.heddle", "weak/iriw.heddle", "weak/message-passing.heddle", "weak/store-buffering.heddle",
        "weak/chase-lev-deque.heddle",
    ]
}
