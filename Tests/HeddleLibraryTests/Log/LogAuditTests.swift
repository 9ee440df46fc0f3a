import Foundation
import HeddleEngine
import HeddleLibrary
import TestSupport
import Testing

@Suite("The library's log")
struct LogAuditTests {
    /// A library with entries `one`, `two`, `three`, the first changed twice: five records in one line.
    private struct Sample {
        let root: TemporaryFolder
        let library: ScheduleFolder
        /// The head after each write.
        var heads: [String] = []

        init() throws {
            root = try TemporaryFolder()
            library = ScheduleFolder(path: root.path + "/traces")
            for name in ["one", "two", "three"] { try add(name) }
            try change("one", cause: "a wrong lock")
            try change("one", cause: "no lock at all")
        }

        mutating func add(_ name: String) throws {
            var schedule = SavedSchedule.lostUpdate
            schedule.signature.bug = name
            let addition = try library.add(schedule, modelFile: "/m.heddle", as: name, by: .test)
            guard case .added(_, let head) = addition else { throw Unexpected() }
            heads.append(head)
        }

        mutating func change(_ name: String, cause: String) throws {
            let alteration = try library.change(file(name), by: .test) { schedule in schedule.cause = cause }
            guard case .changed(let head) = alteration else { throw Unexpected() }
            heads.append(head)
        }

        func file(_ name: String) -> String { library.path + "/\(name).trace" }
        func record(_ digest: String) -> String { library.logFolder + "/\(digest).record" }
        func problems(_ given: String...) throws -> [LogProblem] { try LogAudit(library, given: given).problems }

        /// Writes a record as a forger would: under the digest of its text.
        @discardableResult
        func forge(_ record: LogRecord) throws -> String {
            let text = LogCodec.print(record)
            let digest = Digest.hex(text)
            try Data(text.utf8).write(to: URL(fileURLWithPath: self.record(digest)))
            return digest
        }

        func read(_ digest: String) throws -> LogRecord {
            try LogCodec.parse(Array(Data(contentsOf: URL(fileURLWithPath: record(digest)))))
        }
    }

    private struct Unexpected: Error {}

    @Test("a log that nobody touched is intact, with its head, an older head, both, or none")
    func intact() throws {
        let sample = try Sample()
        let audit = try LogAudit(sample.library)
        #expect(audit.problems == [])
        #expect(audit.heads == [sample.heads[4]])
        #expect(audit.order.digests == sample.heads)
        #expect(audit.intactEntries == 3)
        #expect(try sample.problems(sample.heads[4]) == [])
        #expect(try sample.problems(sample.heads[1], sample.heads[4]) == [])
        #expect(try sample.problems(String(sample.heads[2].prefix(16))) == [])
        #expect(try LogAudit(sample.library, given: [sample.heads[1]]).laterRecords == 3)
    }

    @Test("an edited record is found, whichever it is", arguments: 0..<5)
    func edited(index: Int) throws {
        let sample = try Sample()
        let digest = sample.heads[index]
        let text = try String(contentsOfFile: sample.record(digest), encoding: .utf8)
        try text.replacing("Ada", with: "Eve").write(toFile: sample.record(digest), atomically: true, encoding: .utf8)
        #expect(try sample.problems().contains(.record(digest, .edited)))
        #expect(try sample.problems(sample.heads[4]).contains(.record(digest, .edited)))
    }

    @Test("a record that is edited and renamed is missing under its old digest", arguments: 0..<5)
    func rewritten(index: Int) throws {
        let sample = try Sample()
        let digest = sample.heads[index]
        var record = try sample.read(digest)
        record.stamp.author = "Eve"
        try FileManager.default.removeItem(atPath: sample.record(digest))
        try sample.forge(record)
        let problems = try sample.problems(sample.heads[4])
        if index == 4 {
            // The newest record, and all files as they are: only the head tells.
            #expect(problems.contains(.headMissing(digest)))
            #expect(try sample.problems() == [])
        } else {
            #expect(problems.contains(.recordMissing(digest, namedBy: sample.heads[index + 1])))
            #expect(try sample.problems().contains(.recordMissing(digest, namedBy: sample.heads[index + 1])))
        }
    }

    @Test("a removed record is found by its child; the newest by the entries, or by the head", arguments: 0..<5)
    func removed(index: Int) throws {
        let sample = try Sample()
        try FileManager.default.removeItem(atPath: sample.record(sample.heads[index]))
        if index == 4 {
            #expect(try sample.problems() == [.entryEdited("one.trace")])
            #expect(try sample.problems(sample.heads[4]).contains(.headMissing(sample.heads[4])))
        } else {
            let problems = try sample.problems()
            #expect(problems.first == .recordMissing(sample.heads[index], namedBy: sample.heads[index + 1]))
            // Nothing else is said but that the entry which it added is not recorded.
            let unrecorded: [LogProblem] = ["one.trace", "two.trace", "three.trace"].map { .entryUnrecorded($0) }
            #expect(problems.dropFirst().allSatisfy { $0 == unrecorded[min(index, 2)] })
        }
    }

    @Test("records in another order are other records")
    func reordered() throws {
        let sample = try Sample()
        // The second and the third change places, and what follows is chained anew.
        var parents = [sample.heads[0]]
        for index in [2, 1, 3, 4] {
            var record = try sample.read(sample.heads[index])
            try FileManager.default.removeItem(atPath: sample.record(sample.heads[index]))
            record.parents = parents
            parents = [try sample.forge(record)]
        }
        #expect(try sample.problems(sample.heads[4]).first == .headMissing(sample.heads[4]))
        // Without the later ones rewritten, the child gives it away.
        let other = try Sample()
        var record = try other.read(other.heads[2])
        record.parents = [other.heads[0]]
        try FileManager.default.removeItem(atPath: other.record(other.heads[2]))
        try other.forge(record)
        #expect(try other.problems().contains(.recordMissing(other.heads[2], namedBy: other.heads[3])))
    }

    @Test("an inserted record contradicts the files or the other records; a head finds any")
    func inserted() throws {
        let sample = try Sample()
        // A copy of the newest one under another name of its author.
        var copy = try sample.read(sample.heads[4])
        copy.stamp.author = "Eve"
        let digest = try sample.forge(copy)
        #expect(
            try sample.problems() == [
                .sideBySide(entry: "one.trace", records: [sample.heads[4], digest].sorted())
            ])
        #expect(try sample.problems(sample.heads[4]).contains(.recordBeside(digest)))
        try FileManager.default.removeItem(atPath: sample.record(digest))

        // In the middle, about an entry that nothing was said of later.
        var middle = copy
        middle.parents = [sample.heads[1]]
        middle.changes = [.init(entry: "two.trace", before: Digest.hex("x"), after: Digest.hex("y"))]
        let second = try sample.forge(middle)
        #expect(
            try sample.problems() == [
                .contradiction(record: second, entry: "two.trace"), .entryEdited("two.trace"),
            ])
        try FileManager.default.removeItem(atPath: sample.record(second))

        // One that says nothing.
        let third = try sample.forge(.init(parents: [sample.heads[1]], stamp: .test, action: .merged, changes: []))
        #expect(try sample.problems() == [.emptyRecord(third)])
        #expect(try sample.problems(sample.heads[4]).contains(.recordBeside(third)))
    }

    @Test("entries that were edited, removed or added by hand are named, until they are adopted")
    func files() throws {
        var sample = try Sample()
        let text = try String(contentsOfFile: sample.file("one"), encoding: .utf8)
        try sample.root.write(text.replacing("no lock", with: "one lock"), to: "traces/one.trace")
        try FileManager.default.removeItem(atPath: sample.file("two"))
        try sample.root.write(text, to: "traces/four.trace")
        #expect(
            try sample.problems() == [
                .entryUnrecorded("four.trace"), .entryEdited("one.trace"), .entryRemoved("two.trace"),
            ])
        #expect(throws: ScheduleError.changedByHand(entry: "one")) {
            try sample.library.change(sample.file("one"), by: .test) { schedule in schedule.cause = "" }
        }
        let adopted = try sample.library.adopt(by: .test)
        #expect(adopted?.entries == ["four.trace", "one.trace", "two.trace"])
        #expect(try sample.problems(sample.heads[4]) == [])
        #expect(try sample.library.adopt(by: .test) == nil)
        try sample.change("one", cause: "again")
        try sample.add("two")
        #expect(try sample.problems() == [])
    }

    @Test("two branches merge: both heads stand, the next record joins them, one branch's head alone finds the other")
    func merge() throws {
        var sample = try Sample()
        let other = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: sample.library.path, toPath: other.path + "/traces")
        let branch = ScheduleFolder(path: other.path + "/traces")
        try sample.change("two", cause: "on main")
        let main = sample.heads[5]
        guard
            case .changed(let side) = try branch.change(
                branch.path + "/three.trace", by: .test, { schedule in schedule.cause = "on a branch" })
        else { throw Unexpected() }
        // As git merges: the other branch's files come beside one's own.
        for name in ["three.trace", "log/\(side).record"] {
            try? FileManager.default.removeItem(atPath: sample.library.path + "/" + name)
            try FileManager.default.copyItem(
                atPath: branch.path + "/" + name, toPath: sample.library.path + "/" + name)
        }
        #expect(try LogAudit(sample.library).heads == [main, side].sorted())
        #expect(try sample.problems() == [])
        #expect(try sample.problems(main, side) == [])
        #expect(try sample.problems(sample.heads[4]) == [])
        #expect(try sample.problems(main) == [.recordBeside(side)])
        let joined = try sample.library.adopt(by: .test)
        #expect(joined?.entries == [])
        #expect(try LogAudit(sample.library).heads == [joined?.head])
        #expect(try sample.read(joined?.head ?? "").parents == [main, side].sorted())
        #expect(try sample.problems(main) == [])
        #expect(try sample.problems(side) == [])
        try sample.change("three", cause: "after the merge")
        #expect(try sample.problems(main, side, joined?.head ?? "") == [])
    }

    @Test("two branches that changed the same entry are told apart, and adopting settles it")
    func conflict() throws {
        var sample = try Sample()
        let other = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: sample.library.path, toPath: other.path + "/traces")
        let branch = ScheduleFolder(path: other.path + "/traces")
        try sample.change("two", cause: "on main")
        guard
            case .changed(let side) = try branch.change(
                branch.path + "/two.trace", by: .test, { schedule in schedule.cause = "on a branch" })
        else { throw Unexpected() }
        try FileManager.default.copyItem(
            atPath: branch.path + "/log/\(side).record", toPath: sample.record(side))
        #expect(
            try sample.problems() == [.sideBySide(entry: "two.trace", records: [sample.heads[5], side].sorted())])
        #expect(try sample.library.adopt(by: .test)?.entries == ["two.trace"])
        #expect(try sample.problems(sample.heads[5], side) == [])
    }

    @Test("a record's text reads back, whatever stands in it; another form of the same is refused")
    func codec() throws {
        let pieces = ["", "a", " ", "\n", "\"", "\\", "\u{1b}[31m", "\u{202e}", "end", "why", "é", "\t", "\r\n", "-"]
        var random = SeededGenerator(seed: 5)
        for _ in 0..<400 {
            func text() -> String { (0..<random.below(5)).map { _ in random.one(pieces) }.joined() }
            func digest() -> String? { random.chance(50) ? nil : Digest.hex(text()) }
            var stamp = LogStamp(author: text(), time: text(), why: text())
            stamp.why = text()
            let record = LogRecord(
                parents: (0..<random.below(3)).map { _ in Digest.hex(text()) }, stamp: stamp,
                action: random.one(LogRecord.Action.allCases),
                changes: (0..<random.below(3)).map { _ in .init(entry: text(), before: digest(), after: digest()) })
            let printed = LogCodec.print(record)
            #expect(try LogCodec.parse(Array(printed.utf8)) == record)
            #expect(throws: ScheduleError.self) { try LogCodec.parse(Array(printed.utf8) + [10]) }
        }
        var bytes = Array(
            LogCodec.print(
                .init(
                    parents: [Digest.hex("p")], stamp: .test, action: .changed,
                    changes: [.init(entry: "a/b.trace", before: Digest.hex("x"), after: Digest.hex("y"))])
            ).utf8)
        let whole = bytes
        for _ in 0..<2_000 {
            bytes = whole
            for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            if random.chance(30) { bytes.removeLast(random.below(bytes.count)) }
            // Whatever it is, it is refused in words, or says just what it says.
            if let record = try? LogCodec.parse(bytes) { #expect(Array(LogCodec.print(record).utf8) == bytes) }
        }
        #expect(throws: ScheduleError.newerVersion(2, supported: 1)) {
            try LogCodec.parse(Array("heddle-record 2\nend\n".utf8))
        }
    }
}
