import Foundation
import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// Folders with models that both implementations can run.
private let folders: [String] = {
    let here = URL(fileURLWithPath: #filePath)
    let tests = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return [
        tests.appendingPathComponent("Fixtures/examples").path,
        tests.deletingLastPathComponent().appendingPathComponent("demos").path,
    ]
}()

private let models: [String] = folders.flatMap { folder in
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".heddle") }.sorted().map { folder + "/" + $0 }
}

private func load(_ path: String, _ settings: [Setting]) throws -> Program? {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    return HeddleFrontEnd.load(SourceText(path: path, bytes: bytes), settings: settings).program
}

/// Every run of a model, as the program that it means.
private func runs(_ path: String) throws -> [(run: Run, program: Program)] {
    guard let plain = try load(path, []) else { return [] }
    return try Judge.runs(of: plain).compactMap { run in
        try load(path, run.settings).map { (run, $0) }
    }
}

@Test("the plain implementation agrees on every run of every demo and example in reach", arguments: models)
func modelsAgree(path: String) throws {
    for (run, program) in try runs(path) where run.memoryModel == .sc {
        guard let plain = Agreement(plain: program, stateLimit: 5_000) else { continue }
        #expect(try Agreement(program: program) == plain, "\(path) with \(run.settings)")
    }
}

@Test("every demo and example in reach meets its expectations", arguments: models)
func expectationsAreMet(path: String) throws {
    for (run, program) in try runs(path) {
        let exploration = Exploration(
            machine: try Machine(program, memoryModel: run.memoryModel),
            options: SearchOptions(program: program, run: run))
        exploration.finish()
        let judgement = exploration.judgement(run: run)
        #expect(judgement.asExpected == true, "\(path) with \(run.settings): \(judgement.rows)")
    }
}

@Test("most models were compared")
func modelsAreThere() {
    #expect(models.count > 40)
}

@Test("the plain implementation agrees on 2,000 random models", arguments: 0..<20)
func randomModelsAgree(hundred: Int) throws {
    var compared = 0
    for seed in hundred * 100..<hundred * 100 + 100 {
        let text = RandomModel.text(seed: seed)
        let loaded = HeddleFrontEnd.load(SourceText(path: "random-\(seed).heddle", text: text))
        let program = try #require(loaded.program, "seed \(seed): \(loaded.diagnostics.map(\.message))\n\(text)")
        guard let plain = Agreement(plain: program, stateLimit: 600) else { continue }
        compared += 1
        let machine = try Agreement(program: program)
        if machine != plain {
            Issue.record("seed \(seed)\nmachine: \(machine)\nplain:   \(plain)\n\(text)")
        }
    }
    #expect(compared > 60)
}
