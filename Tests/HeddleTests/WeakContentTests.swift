import Foundation
import HeddleEngine
import HeddleLanguages
import HeddleLibrary
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

    /// Its saved schedules.
    func schedules() throws -> [SavedSchedule] {
        let folder = Fixtures.package + "/traces/weak/" + name.dropLast(".heddle".count)
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { file in
            guard case .schedule(_, let schedule) = ScheduleFolder.read(folder + "/" + file) else {
                throw Damaged(path: file)
            }
            return schedule
        }
    }

    private struct Damaged: Error { var path: String }

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

    @Test("Each run that fails has a saved schedule that says why", arguments: WeakModel.all)
    fileprivate func saved(model: WeakModel) throws {
        let entries = try model.schedules()
        for run in Judge.runs(of: try #require(model.load().program)) {
            let fails = try !model.search(run).report.findings.isEmpty
            let found = entries.filter { $0.memoryModel == run.memoryModel && $0.settings == run.settings }
            #expect(found.isEmpty != fails, "\(run)")
        }
        for entry in entries {
            #expect(entry.model.path.hasSuffix("demos/weak/\(model.name)") && entry.status == .expected)
            #expect(!entry.title.isEmpty && !entry.cause.isEmpty && entry.tags.contains("weak-memory"))
            #expect(entry.steps.contains { $0.note != nil }, "\(entry.title)")
        }
    }

    @Test("A write that is read, or a place that is taken, stands in the schedule by its name")
    func choicesByName() throws {
        func choices(_ name: String, _ title: String) throws -> [String] {
            let model = try #require(WeakModel.all.first { $0.name == name })
            return try #require(model.schedules().first { $0.title == title }).steps.compactMap(\.choice)
        }
        #expect(
            try choices("message-passing.heddle", "The flag is seen, the data are not") == [
                "from writer#1", "from start",
            ])
        #expect(
            try choices("mcs-lock.heddle", "The signal to go takes its place before the wish to wait").last
                == "before p.1#1")
        #expect(
            try choices("store-buffering.heddle", "One fence empties one buffer") == [
                "flushes here[0]", "flushes here[1]",
            ])
    }
}
