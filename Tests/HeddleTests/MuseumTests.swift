import Foundation
import HeddleEngine
import HeddleLanguages
import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

@testable import heddle

/// An exhibit of the museum: a broken model, the repaired one, and the schedule that shows the bug.
struct Exhibit: CustomTestStringConvertible {
    let name: String
    let broken: String
    let repaired: String
    var testDescription: String { name }

    private static let folder = Fixtures.package + "/demos/museum"
    private static let ending = ".heddle"
    private static let repairedEnding = ".repaired.heddle"

    static let all: [Exhibit] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(ending) && !$0.hasSuffix(repairedEnding) }.sorted().map { file in
            let name = String(file.dropLast(ending.count))
            return Exhibit(name: name, broken: text(name + ending), repaired: text(name + repairedEnding))
        }
    }()

    private static func text(_ file: String) -> String {
        (try? String(contentsOfFile: folder + "/" + file, encoding: .utf8)) ?? ""
    }

    var schedulePath: String { Fixtures.package + "/traces/museum/\(name).trace" }

    /// Comment lines before the model.
    var header: String { broken.split(separator: "\n").prefix { $0.hasPrefix("///") }.joined(separator: "\n") }

    /// Lines that only one of the two models has.
    var changedLines: Int {
        let difference = repaired.split(separator: "\n").difference(from: broken.split(separator: "\n"))
        return difference.count
    }

    func program(_ text: String) throws -> Program {
        let loaded = HeddleFrontEnd.load(SourceText(path: name + Self.ending, text: text))
        return try #require(loaded.program, "\(loaded.diagnostics)")
    }
}

@Suite("The museum")
struct MuseumTests {
    /// Two majorities need more states than a test has time for; `.ci/run` checks them in a release build.
    private static let large: Set = ["raft-single-server-change"]

    @Test("There are at least forty exhibits, and each model is one of a pair with a schedule")
    func complete() throws {
        #expect(Exhibit.all.count >= 40)
        let models = try FileManager.default.contentsOfDirectory(atPath: Fixtures.package + "/demos/museum")
        let traces = try FileManager.default.contentsOfDirectory(atPath: Fixtures.package + "/traces/museum")
        #expect(models.count { $0.hasSuffix(".heddle") } == 2 * Exhibit.all.count)
        for exhibit in Exhibit.all {
            #expect(!exhibit.repaired.isEmpty, "\(exhibit.name) has no repaired model")
            #expect(traces.contains { $0.hasPrefix(exhibit.name) }, "\(exhibit.name) has no schedule")
        }
    }

    @Test("The header names the source and what was left out; the repair is small", arguments: Exhibit.all)
    func told(exhibit: Exhibit) throws {
        let header = exhibit.header.lowercased()
        #expect(header.contains("source"))
        #expect(header.contains("left out") || header.contains("leaves out"))
        // Dekker's lock replaces the whole entry of an attempt, and tickets that don't wrap need another comparison.
        #expect(exhibit.changedLines <= (["dekker-attempts", "bakery-overflow"].contains(exhibit.name) ? 22 : 9))
    }

    @Test("The schedule says where the bug is from and what its root is", arguments: Exhibit.all)
    func schedule(exhibit: Exhibit) throws {
        guard case .schedule(_, let schedule) = ScheduleFolder.read(exhibit.schedulePath) else {
            Issue.record("\(exhibit.schedulePath) can't be read")
            return
        }
        #expect(schedule.model.path.hasSuffix("demos/museum/\(exhibit.name).heddle"))
        #expect(!schedule.source.isEmpty)
        #expect(!schedule.cause.isEmpty)
        #expect(!schedule.tags.isEmpty)
        #expect(schedule.status == .expected)
    }

    @Test("The broken model fails as expected, the repaired one holds", arguments: Exhibit.all)
    func verdicts(exhibit: Exhibit) throws {
        if Self.large.contains(exhibit.name) { return }
        let broken = try judged(exhibit, exhibit.broken)
        #expect(broken.asExpected)
        #expect(broken.fails)
        let repaired = try judged(exhibit, exhibit.repaired)
        #expect(repaired.asExpected)
        #expect(!repaired.fails)
    }

    /// Recorded anew with `HEDDLE_RECORD=museum`; the figures of the large exhibits stay as they stand there.
    @Test("demos/museum/README.md lists every exhibit with its measured figures")
    func table() throws {
        let path = Fixtures.package + "/demos/museum/README.md"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let known = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        let rows = try Exhibit.all.map { exhibit -> String in
            if Self.large.contains(exhibit.name), let row = known.first(where: { $0.hasPrefix("| `\(exhibit.name)`") })
            {
                return row
            }
            return try row(exhibit)
        }
        if ProcessInfo.processInfo.environment["HEDDLE_RECORD"] == "museum" {
            let head = text.components(separatedBy: Self.tableHead).first ?? ""
            try (head + Self.tableHead + rows.joined(separator: "\n") + "\n").write(
                toFile: path, atomically: true, encoding: .utf8)
            return
        }
        #expect(known == rows)
    }

    private static let tableHead = """
        | exhibit | what is seen there | threads | steps | preemptions | a random run fails |
        |---|---|---|---|---|---|

        """

    private func row(_ exhibit: Exhibit) throws -> String {
        guard case .schedule(_, let schedule) = ScheduleFolder.read(exhibit.schedulePath) else { return exhibit.name }
        let program = try exhibit.program(exhibit.broken)
        let machine = try Machine(program, memoryModel: program.memoryModel)
        let run = Judge.run(of: program, memoryModel: machine.memoryModel)
        let exploration = Exploration(
            machine: machine, options: SearchOptions(program: program, run: run, memory: 1 << 30))
        exploration.finish()
        var report = exploration.report
        exploration.addChances(to: &report)
        let finding = try #require(report.findings.first { Self.name($0.subject, program) == schedule.claim.name })
        let chance = report.chances[finding.subject].map { chance in
            chance.isExact ? "\(chance.numerator)/\(chance.denominator)" : String(format: "%.4g", chance.value)
        }
        let threads = machine.threadCount(in: machine.start().state)
        return "| `\(exhibit.name)` | \(schedule.title) | \(threads) | \(finding.schedule.count) | "
            + "\(finding.preemptions) | \(chance ?? "–") |"
    }

    private static func name(_ subject: Subject, _ program: Program) -> String {
        switch subject {
        case .property(let index): return program.properties[index].name
        case .check(let check): return check.rawValue
        }
    }

    private func judged(_ exhibit: Exhibit, _ text: String) throws -> (asExpected: Bool, fails: Bool) {
        let plain = try exhibit.program(text)
        var (asExpected, fails) = (true, false)
        for run in Judge.runs(of: plain) {
            let source = SourceText(path: exhibit.name + ".heddle", text: text)
            let program = try #require(HeddleFrontEnd.load(source, settings: run.settings).program)
            let exploration = Exploration(
                machine: try Machine(program, memoryModel: run.memoryModel),
                options: SearchOptions(program: program, run: run, memory: 1 << 30))
            exploration.finish()
            #expect(exploration.report.complete, "\(exhibit.name): not every state was seen")
            asExpected = asExpected && exploration.judgement(run: run).asExpected == true
            fails = fails || !exploration.report.findings.isEmpty
        }
        return (asExpected, fails)
    }
}
