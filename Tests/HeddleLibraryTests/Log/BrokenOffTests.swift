import Foundation
import HeddleEngine
import HeddleLibrary
import TestSupport
import Testing

/// Every state in which a kill can leave a library, made by hand.
@Suite("A write that was broken off")
struct BrokenOffTests {
    private struct Sample {
        let root: TemporaryFolder
        let library: ScheduleFolder
        let file: String
        let head: String
        let old: [UInt8]
        let new: [UInt8]
        /// The record of the change from old to new.
        let record: LogRecord

        init() throws {
            root = try TemporaryFolder()
            library = ScheduleFolder(path: root.path)
            let addition = try library.add(.lostUpdate, modelFile: "/m.heddle", as: "one", by: .test)
            guard case .added(let file, let head) = addition else { throw Unexpected() }
            (self.file, self.head) = (file, head)
            old = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
            var changed = try ScheduleCodec.parse(old)
            changed.status = .retired
            new = Array(ScheduleCodec.print(changed).utf8)
            record = LogRecord(
                parents: [head], stamp: .test, action: .retired,
                changes: [.init(entry: "one.trace", before: Digest.hex(old), after: Digest.hex(new))])
        }

        func put(_ bytes: [UInt8], _ name: String) throws {
            try Data(bytes).write(to: URL(fileURLWithPath: root.path + "/" + name))
        }

        /// Writes another entry, and says which digests the log holds then and what is left in its folder beside them.
        func goOn() throws -> (records: Set<String>, left: [String]) {
            var other = SavedSchedule.lostUpdate
            other.signature.bug = "other"
            _ = try library.add(other, modelFile: "/m.heddle", as: "two", by: .test)
            let audit = try LogAudit(library)
            #expect(audit.problems == [])
            #expect(audit.brokenOff == nil)
            let names = try FileManager.default.contentsOfDirectory(atPath: library.logFolder)
            return (Set(audit.log.records.keys), names.filter { !$0.hasSuffix(".record") || $0.hasPrefix(".") })
        }
    }

    private struct Unexpected: Error {}

    @Test("half an entry, half a record: nothing had happened, and nothing is left of it", arguments: [0, 7, 40, 200])
    func half(count: Int) throws {
        let sample = try Sample()
        try sample.put(Array(sample.new.prefix(count)), "log/.entry")
        try sample.put(Array(LogCodec.print(sample.record).utf8.prefix(count)), "log/.record")
        let audit = try LogAudit(sample.library)
        #expect(audit.problems == [])
        #expect(audit.brokenOff == nil)
        let after = try sample.goOn()
        #expect(after.left == [])
        #expect(after.records.count == 2)
    }

    @Test("all is staged and the entry as it was: it had not happened")
    func staged() throws {
        let sample = try Sample()
        try sample.put(sample.new, "log/.entry")
        try sample.put(Array(LogCodec.print(sample.record).utf8), "log/.record")
        let audit = try LogAudit(sample.library)
        #expect(audit.problems == [])
        #expect(audit.brokenOff == sample.record)
        let after = try sample.goOn()
        #expect(after.left == [])
        #expect(!after.records.contains(LogCodec.digest(sample.record)))
        #expect(Array(try Data(contentsOf: URL(fileURLWithPath: sample.file))) == sample.old)
    }

    @Test("the entry is replaced and its record still staged: it had happened, and the next writer records it")
    func replaced() throws {
        let sample = try Sample()
        try sample.put(sample.new, "one.trace")
        try sample.put(Array(LogCodec.print(sample.record).utf8), "log/.record")
        let audit = try LogAudit(sample.library)
        #expect(audit.problems == [])
        #expect(audit.brokenOff == sample.record)
        let after = try sample.goOn()
        #expect(after.left == [])
        #expect(after.records.contains(LogCodec.digest(sample.record)))
    }

    @Test("a staged record doesn't hide an entry that is neither as before nor as after")
    func editedBeside() throws {
        let sample = try Sample()
        try sample.put(sample.new + [10], "one.trace")
        try sample.put(Array(LogCodec.print(sample.record).utf8), "log/.record")
        #expect(try LogAudit(sample.library).problems == [.entryEdited("one.trace")])
    }
}
