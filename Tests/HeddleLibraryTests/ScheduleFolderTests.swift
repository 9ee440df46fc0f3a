import Foundation
import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

@Suite struct ScheduleFolderTests {
    @Test("a new entry gets its model's folder, its title's slug and the way to its model")
    func add() throws {
        let root = try TemporaryFolder()
        let library = ScheduleFolder(path: root.path + "/traces/")
        let addition = try library.add(.lostUpdate, modelFile: root.path + "/demos/lost-update.heddle", by: .test)
        let file = root.path + "/traces/lost-update/teller-1-9-before-teller-0-10.trace"
        guard case .added(file, let head) = addition else {
            Issue.record("it was not added as \(file)")
            return
        }
        #expect(FileBytes.exists(root.path + "/traces/log/\(head).record"))
        guard case .schedule(_, let read) = ScheduleFolder.read(file) else {
            Issue.record("the entry can't be read")
            return
        }
        #expect(read == .lostUpdate)
        #expect(read.model.path == "../../demos/lost-update.heddle")
        let left = try FileManager.default.contentsOfDirectory(atPath: root.path + "/traces/lost-update")
        #expect(left == ["teller-1-9-before-teller-0-10.trace"])
    }

    @Test("the same bug is known again, whoever found it and under whatever title; another one is new")
    func idempotent() throws {
        let root = try TemporaryFolder()
        let library = ScheduleFolder(path: root.path)
        let first = try library.add(.lostUpdate, modelFile: root.path + "/m.heddle", by: .test)
        var again = SavedSchedule.lostUpdate
        again.title = "found again"
        again.steps.swapAt(1, 2)
        guard case .added(let path, _) = first else {
            Issue.record("the first one was not added")
            return
        }
        #expect(try library.add(again, modelFile: root.path + "/m.heddle", by: .test) == .known(path: path))
        again.signature.bug = "b1"
        #expect(try library.add(again, modelFile: root.path + "/m.heddle", by: .test) != .known(path: path))
        #expect(try library.files().count == 2)
    }

    @Test("entries are listed in one order, damaged ones with their error, others than traces not at all")
    func listing() throws {
        let root = try TemporaryFolder()
        let text = ScheduleCodec.print(.lostUpdate)
        try root.write(text, to: "b/2.trace")
        try root.write(text, to: "a/9.trace")
        try root.write("heddle-trace 9\n", to: "a.trace")
        try root.write("", to: "a/notes.txt")
        try root.write(text, to: ".hidden.trace")
        let entries = try ScheduleFolder(path: root.path).entries()
        #expect(entries.map { $0.path.dropFirst(root.path.count) } == ["/a.trace", "/a/9.trace", "/b/2.trace"])
        guard case .damaged(_, let error) = entries[0] else {
            Issue.record("the damaged entry was read")
            return
        }
        #expect(error == .newerVersion(9, supported: 2))
    }

    @Test("a folder that isn't there is an empty library")
    func missingFolder() throws {
        #expect(try ScheduleFolder(path: "/nonexistent/heddle/traces").files().isEmpty)
    }

    @Test("many writers at once lose nothing")
    func concurrentWriters() async throws {
        let root = try TemporaryFolder()
        let library = ScheduleFolder(path: root.path)
        let added = try await withThrowingTaskGroup(of: ScheduleFolder.Addition.self) { group in
            for number in 0..<40 {
                group.addTask {
                    var schedule = SavedSchedule.lostUpdate
                    schedule.signature.bug = "bug\(number)"
                    return try library.add(schedule, modelFile: "/m.heddle", by: .test)
                }
            }
            return try await group.reduce(into: Set<ScheduleFolder.Addition>()) { $0.insert($1) }
        }
        #expect(added.count == 40)
        let bugs = try library.entries().compactMap { entry -> String? in
            guard case .schedule(_, let schedule) = entry else { return nil }
            return schedule.signature.bug
        }
        #expect(Set(bugs) == Set((0..<40).map { "bug\($0)" }))
        let left = try FileManager.default.contentsOfDirectory(atPath: root.path + "/lost-update")
        #expect(left.allSatisfy { $0.hasSuffix(".trace") })
    }

    @Test("many writers of the same bug at once: one adds it, the others know it")
    func sameBugAtOnce() async throws {
        let root = try TemporaryFolder()
        let library = ScheduleFolder(path: root.path)
        let known = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    if case .known = try library.add(.lostUpdate, modelFile: "/m.heddle", by: .test) {
                        true
                    } else {
                        false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(known == 19)
        #expect(try library.files().count == 1)
        #expect(try LogAudit(library).log.records.count == 1)
    }

    @Test("writers who change the same entry at once lose no change")
    func concurrentChanges() async throws {
        let root = try TemporaryFolder()
        let library = ScheduleFolder(path: root.path)
        guard case .added(let file, _) = try library.add(.lostUpdate, modelFile: "/m.heddle", by: .test) else {
            Issue.record("the entry was not added")
            return
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<30 {
                group.addTask {
                    _ = try library.change(file, by: .test) { schedule in schedule.tags.append("tag\(number)") }
                }
            }
            try await group.waitForAll()
        }
        guard case .schedule(_, let schedule) = ScheduleFolder.read(file) else {
            Issue.record("the entry can't be read")
            return
        }
        #expect(Set(schedule.tags).isSuperset(of: (0..<30).map { "tag\($0)" }))
        #expect(try LogAudit(library).problems == [])
        #expect(try LogAudit(library).log.records.count == 31)
    }

    @Test("a schedule that nobody could read again is not written")
    func tooLong() throws {
        let root = try TemporaryFolder()
        let library = ScheduleFolder(path: root.path)
        var schedule = SavedSchedule.lostUpdate
        schedule.cause = String(repeating: "x", count: ScheduleCodec.sizeLimit)
        #expect(throws: ScheduleError.self) { try library.add(schedule, modelFile: "/m.heddle", by: .test) }
        #expect(try library.files() == [])
        guard case .added(let file, _) = try library.add(.lostUpdate, modelFile: "/m.heddle", by: .test) else {
            Issue.record("the entry was not added")
            return
        }
        #expect(throws: ScheduleError.self) {
            try library.change(file, by: .test) { changed in changed.cause = schedule.cause }
        }
        #expect(try LogAudit(library).problems == [])
    }

    @Test("an entry is named by the log however its file is named: by way of '.', absolute, or through a link")
    func naming() throws {
        let root = try TemporaryFolder()
        let library = ScheduleFolder(path: root.path + "/traces")
        guard case .added = try library.add(.lostUpdate, modelFile: "/m.heddle", as: "a/one", by: .test) else {
            Issue.record("the entry was not added")
            return
        }
        try FileManager.default.createSymbolicLink(
            atPath: root.path + "/linked", withDestinationPath: "traces/a")
        for (number, file) in ["/traces/./a/../a/one.trace", "/linked/one.trace", "//traces/a/one.trace"].enumerated() {
            let alteration = try library.change(root.path + file, by: .test) { schedule in
                schedule.cause = "change \(number)"
            }
            #expect(alteration != .unchanged)
        }
        let audit = try LogAudit(library)
        #expect(audit.problems == [])
        #expect(Set(audit.log.records.values.flatMap { $0.changes.map(\.entry) }) == ["a/one.trace"])
    }

    @Test("replacing an entry keeps its name and leaves nothing beside it")
    func replace() throws {
        let root = try TemporaryFolder()
        let library = ScheduleFolder(path: root.path)
        try root.write(ScheduleCodec.print(.lostUpdate), to: "x/one.trace")
        var changed = SavedSchedule.lostUpdate
        changed.status = .retired
        try library.replace(root.path + "/x/one.trace", with: changed)
        guard case .schedule(_, let read) = ScheduleFolder.read(root.path + "/x/one.trace") else {
            Issue.record("the entry can't be read")
            return
        }
        #expect(read.status == .retired)
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.path + "/x") == ["one.trace"])
    }

    @Test(
        "a title becomes a plain file name",
        arguments: [
            ("teller.1:9 before teller.0:10", "teller-1-9-before-teller-0-10"),
            ("../../etc/passwd", "etc-passwd"), ("  Größe → 3 ", "gr-e-3"), ("Hyman's lock", "hymans-lock"),
            ("日本", "schedule"), ("", "schedule"),
            (String(repeating: "x", count: 300), String(repeating: "x", count: 80)),
        ])
    func slug(title: String, slug: String) {
        #expect(ScheduleFolder.slug(title) == slug)
    }

    @Test(
        "the way from a folder to a file",
        arguments: [
            ("/w/demos/a.heddle", "/w/traces/a", "../../demos/a.heddle"), ("/w/a.heddle", "/w", "a.heddle"),
            ("/tmp/a.heddle", "/w/traces", "/tmp/a.heddle"), ("/w/./x/../a.heddle", "/w/y/", "../a.heddle"),
        ])
    func relative(file: String, folder: String, expected: String) {
        #expect(FilePath.relative(file, from: folder) == expected)
    }
}

extension LogStamp {
    static var test: LogStamp { LogStamp(author: "Ada", time: "2026-05-11T09:30:00Z", why: "found in review") }
}
