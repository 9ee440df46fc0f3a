import Foundation
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

private let models: [String] = {
    let here = URL(fileURLWithPath: #filePath)
    let tests = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folders = [
        tests.appendingPathComponent("Fixtures/examples").path,
        tests.deletingLastPathComponent().appendingPathComponent("demos").path,
        tests.deletingLastPathComponent().appendingPathComponent("demos/weak").path,
    ]
    return folders.flatMap { folder in
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".heddle") }.sorted().map { folder + "/" + $0 }
    }
}()

private func load(_ path: String, _ settings: [Setting]) throws -> Program? {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    return HeddleFrontEnd.load(SourceText(path: path, bytes: bytes), settings: settings).program
}

/// Of each model a third of the combinations, the next model the next third.
@Test(
    "combinations of reductions find what the plain search finds on demos and examples",
    arguments: Array(models.enumerated()))
func reductionsAgree(place: Int, path: String) throws {
    guard let plain = try load(path, []) else { return }
    let sequential = ReductionAgreement.combinations.filter { $0 == .all || ($0.rawValue + place).isMultiple(of: 3) }
    for run in Judge.runs(of: plain) {
        guard let program = try load(path, run.settings) else { continue }
        let machine = try Machine(program, memoryModel: run.memoryModel)
        let combinations = machine.memoryModel == .sc ? sequential : [.all, .stubborn]
        guard
            let differences = try ReductionAgreement.differences(machine, stateLimit: 5_000, among: combinations)
        else { continue }
        #expect(differences.isEmpty, "\(path) \(run.settings)\n\(differences.joined(separator: "\n"))")
    }
}

@Test(
    "with all reductions demos and examples meet their expectations, and their schedules lead there",
    arguments: models.everyThird)
func expectationsAreMetReduced(path: String) throws {
    guard let plain = try load(path, []) else { return }
    for run in Judge.runs(of: plain) {
        guard let program = try load(path, run.settings) else { continue }
        let machine = try Machine(program, memoryModel: run.memoryModel)
        var options = SearchOptions(program: program, run: run)
        let full = Exploration(machine: machine, options: options)
        full.finish()
        options.reductions = .all
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        let report = exploration.report
        #expect(exploration.judgement(run: run).asExpected == true, "\(path) with \(run.settings)")
        #expect(report.states <= full.report.states)
        let schedules = Set(report.findings.map(\.schedule))
        #expect(
            schedules == Set(full.report.findings.map(\.schedule)), "simplest schedules are those of the full search")
        if !options.looksForRaces { #expect(ReductionAgreement.replays(report, machine).isEmpty) }
    }
}

@Test("outcomes under reductions are those of the full search", arguments: models)
func outcomesAgree(path: String) throws {
    guard let program = try load(path, []) else { return }
    let run = Judge.runs(of: program)[0]
    let machine = try Machine(program, memoryModel: run.memoryModel)
    func outcomes(_ reductions: Reductions) -> [[OutcomeValue]] {
        var options = SearchOptions(program: program, run: run)
        options.reductions = reductions
        let exploration = Exploration(machine: machine, options: options)
        return exploration.outcomes().outcomes.map(\.values)
    }
    #expect(outcomes(.all) == outcomes([]))
}
