import Foundation
import HeddleEngine
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// A model of `demos/weak`.
private struct WeakModel: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    var testDescription: String { name }

    static let all: [WeakModel] = {
        let folder = Fixtures.package + "/demos/weak"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".heddle") }.sorted().map { name in
            let text = (try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)) ?? ""
            return WeakModel(name: name, text: text)
        }
    }()

    func load(_ settings: [Setting] = []) -> LoadedModel {
        HeddleFrontEnd.load(SourceText(path: name, text: text), settings: settings)
    }

    /// A complete search of one of its runs.
    func search(_ run: Run) throws -> Exploration {
        let program = try #require(load(run.settings).program)
        let exploration = Exploration(
            machine: try Machine(program, memoryModel: run.memoryModel),
            options: SearchOptions(program: program, run: run, memory: 1 << 30))
        exploration.finish()
        return exploration
    }
}

@Suite("The demos of weak memory")
struct WeakContentTests {
    @Test("Every classic is there, and only these")
    func complete() {
        let names = WeakModel.all.map { String($0.name.dropLast(".heddle".count)) }
        #expect(
            names == [
                "2+2w", "chase-lev-deque", "dekker", "double-checked", "iriw", "mcs-lock", "message-passing",
                "michael-scott-queue", "peterson", "rcu-publish", "reference-count", "seqlock", "spinlock",
                "store-buffering", "ticket-lock", "treiber-stack",
            ])
    }

    @Test("Each is told in lines that fit a slide, and makes no warning", arguments: WeakModel.all)
    fileprivate func told(model: WeakModel) {
        #expect(model.load().diagnostics.filter { $0.severity != .note } == [])
        #expect(model.text.hasPrefix("/// "))
        for line in model.text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test("Every run is complete and as the model expects", arguments: WeakModel.all)
    fileprivate func verdicts(model: WeakModel) throws {
        for run in Judge.runs(of: try #require(model.load().program)) {
            let exploration = try model.search(run)
            #expect(exploration.report.complete, "\(run)")
            let judgement = exploration.judgement(run: run)
            #expect(judgement.asExpected == true, "\(run): \(judgement.rows)")
        }
    }

    @Test("What fails with weak memory passes under sc, with the same constants", arguments: WeakModel.all)
    fileprivate func memoryIsToBlame(model: WeakModel) throws {
        var failing = 0
        for run in Judge.runs(of: try #require(model.load().program)) where run.memoryModel != .sc {
            if try model.search(run).report.findings.isEmpty { continue }
            failing += 1
            let plain = try model.search(Run(memoryModel: .sc, settings: run.settings))
            #expect(plain.report.findings.isEmpty, "\(run)")
        }
        #expect(failing > 0)
    }
}
