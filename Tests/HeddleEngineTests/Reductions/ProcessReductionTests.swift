import EngineReference
import Foundation
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

private let folder: URL = {
    let here = URL(fileURLWithPath: #filePath)
    let tests = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return tests.appendingPathComponent("Fixtures/promela")
}()

private let models: [String] = ["", "constructs/"].flatMap { part -> [String] in
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(part).path)) ?? []
    return names.filter { $0.hasSuffix(".pml") }.sorted().map { part + $0 }
}

private func load(_ text: String, _ settings: [(String, String)] = []) -> Program? {
    PromelaFrontEnd.load(
        SourceText(path: "m.pml", text: text), settings: settings.map { Setting(name: $0.0, value: $0.1) }
    ).program
}

private func fixture(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
}

private let slice = ReductionFuzz.asked != nil ? models : models.everyThird

@Test("every combination of reductions finds what the plain search finds on Promela models", arguments: slice)
func reductionsAgreeOnPromela(name: String) throws {
    guard let program = load(try fixture(name)) else { return }
    guard let differences = try ReductionAgreement.differences(program, stateLimit: 500) else { return }
    #expect(differences.isEmpty, "\(name)\n\(differences.joined(separator: "\n"))")
}

@Test("Promela models are there, and most of them can be reduced")
func promelaModelsAreThere() throws {
    #expect(models.count > 60)
    var reduced = 0
    for name in models {
        guard let program = load(try fixture(name)) else { continue }
        let plan = ReductionPlan(try Machine(program), options: SearchOptions(reductions: .all))
        if plan.uses.contains(.stubborn) { reduced += 1 }
    }
    #expect(reduced > 50)
}

@Test(
    "never more states than Spin's default reduction",
    arguments: [
        ("lost_update.pml", [], 318), ("lost_update.pml", [("NT", "3")], 14_683), ("peterson.pml", [], 38),
        ("peterson.pml", [("BUG", "1")], 36), ("phil.pml", [("N", "4")], 123),
        ("phil.pml", [("N", "5"), ("ORDERED", "1")], 272), ("twopc.pml", [("N", "4")], 1_569),
        ("filter.pml", [], 15_593),
        ("bbuf.pml", [("P", "2"), ("C", "2"), ("K", "2")], 10_437), ("treiber.pml", [], 881), ("sb.pml", [], 43),
        ("mp.pml", [], 43), ("sb_tso.pml", [], 122), ("ring_election.pml", [("N", "4")], 306),
        ("ring_election.pml", [("N", "6")], 4_125), ("alternating_bit.pml", [], 41), ("rendezvous.pml", [], 147),
    ] as [(String, [(String, String)], Int)])
func neverMoreThanSpin(name: String, settings: [(String, String)], spin: Int) throws {
    let program = try #require(load(try fixture(name), settings))
    let report = ReductionAgreement.explored(try Machine(program), .all).report
    #expect(report.complete && report.states <= spin, "\(report.states) states")
}

@Test("every combination of reductions finds what the plain search finds on random processes", arguments: 0..<4)
func reductionsAgreeOnRandomProcesses(part: Int) throws {
    try ReductionFuzz.compare(part) { seed in
        let text = RandomProcesses.text(seed: seed)
        let loaded = PromelaFrontEnd.load(SourceText(path: "random-\(seed).pml", text: text))
        return (text, loaded)
    }
}

@Test("every combination of reductions finds what the plain search finds where waiting is looked on", arguments: 0..<4)
func reductionsAgreeOnRandomHandovers(part: Int) throws {
    try ReductionFuzz.compare(part, share: 2) { seed in
        let text = RandomHandovers.text(seed: seed)
        let loaded = PromelaFrontEnd.load(SourceText(path: "random-\(seed).pml", text: text))
        return (text, loaded)
    }
}

/// Whether the second message can be sent at once decides whether anybody can see `x` set and `y` not.
@Test("an atomic sequence that may have to wait depends on those who let it go on", arguments: [0, 1])
func waitingWithinAtomic(capacity: Int) throws {
    let text = """
        chan q = [\(capacity)] of { byte };
        byte x, y, seen;
        active proctype A() { q!1; atomic { x = 1; q!2; y = 2 } }
        active proctype R() { byte v; q?v; q?v }
        active proctype C() {
          (x == 1);
          if :: y == 0 -> seen = 1 :: else -> skip fi;
          assert(seen == 0)
        }
        """
    let program = try #require(load(text))
    let differences = try #require(try ReductionAgreement.differences(program, stateLimit: 500))
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    let report = ReductionAgreement.explored(try Machine(program), .all).report
    #expect(report.findings.contains { $0.subject == .check(.failedAssertion) })
}
