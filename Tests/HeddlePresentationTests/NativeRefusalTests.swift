import Foundation
import HeddleEngine
import HeddleLanguages
import HeddleProgram
import HeddleReports
import TestSupport
import Testing

/// Which of the shipped models have a native test.
@Suite("Native exports of the shipped models")
struct NativeRefusalTests {
    /// Models of a folder that a form refuses, by file name.
    private func refused(
        _ exporter: any Exporter.Type, in folder: String, under memory: MemoryModel = .sc
    ) throws -> [String] {
        let path = Fixtures.package + "/" + folder
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".heddle") }
            .sorted()
        #expect(names.count > 15)
        return try names.filter { name in
            let text = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
            let program = try #require(HeddleFrontEnd.load(SourceText(path: name, text: text), settings: []).program)
            let machine = try Machine(program, memoryModel: memory)
            let subject = ExportSubject(machine: machine, trace: Trace(machine: machine, schedule: []), name: "by hand")
            guard let refusal = exporter.refusal(subject) else { return false }
            #expect(refusal.contains("\(name):") && refusal.hasPrefix("there is no exact test in "), "\(refusal)")
            return true
        }
    }

    @Test("C has nearly all of them; the others are known")
    func c() throws {
        #expect(try refused(CExporter.self, in: "demos").isEmpty)
        let broken = try refused(CExporter.self, in: "demos/museum").filter { !$0.contains(".repaired") }
        #expect(
            broken == [
                "close-closed-channel.heddle", "futex-waiters-flag.heddle", "raft-figure-8.heddle",
                "raft-single-server-change.heddle", "rwlock-recursive-read.heddle", "two-phase-commit.heddle",
                "ui-result-deadlock.heddle",
            ])
    }

    @Test("Swift and Rust have those of numbers, locks and conditions")
    func others() throws {
        let swift = try refused(SwiftExporter.self, in: "demos")
        let rust = try refused(RustExporter.self, in: "demos")
        #expect(!swift.contains("lost-update.heddle") && !rust.contains("lost-update.heddle"))
        #expect(swift.contains("pipeline.heddle") && rust.contains("hyman.heddle") && !swift.contains("hyman.heddle"))
    }

    @Test(
        "Under weak memory C has all, Swift what it has under a strong one, Rust under c11 what Loom judges at the end")
    func weak() throws {
        for memory in [MemoryModel.tso, .c11, .rc11] {
            #expect(try refused(CExporter.self, in: "demos/weak", under: memory).isEmpty)
        }
        let pools = [
            "michael-scott-queue.heddle", "rcu-publish.heddle", "reference-count.heddle", "treiber-stack.heddle",
        ]
        for memory in [MemoryModel.tso, .c11, .rc11] {
            #expect(
                try refused(SwiftExporter.self, in: "demos/weak", under: memory)
                    == ["double-checked.heddle"] + pools)
        }
        let invariants = [
            "dekker.heddle", "mcs-lock.heddle", "peterson.heddle", "spinlock.heddle", "ticket-lock.heddle",
        ]
        for memory in [MemoryModel.c11, .rc11] {
            #expect(
                try refused(RustExporter.self, in: "demos/weak", under: memory) == (pools + invariants).sorted())
        }
    }
}
