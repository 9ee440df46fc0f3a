import Foundation
import HeddleEngine
import HeddleLibrary
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@testable import heddle

@Suite("The library on the screens, with its files")
struct LibraryDeskTests {
    private static let entry = "traces/lost-update/teller-1-9-before-teller-0-10.trace"

    private func library(status: String = "open") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(CommandLineCheckTests.lostUpdate, to: "demos/lost-update.heddle")
        let added = try CommandLineRun(
            ["library", "add", "demos/lost-update.heddle", "--status", status], in: folder.path)
        #expect(added.status == 0, "\(added.errors)")
        return folder
    }

    private func session(_ folder: TemporaryFolder) throws -> HeadlessSession {
        try HeadlessSession(
            ScreenRequest(
                file: folder.file("demos/lost-update.heddle"), library: ScheduleFolder(path: folder.file("traces"))),
            size: GridSize(columns: 80, rows: 24), appearance: Appearance())
    }

    private func press(_ keys: String, in session: HeadlessSession) throws {
        for name in keys.split(separator: " ") {
            session.take(.input(.key(try #require(Key(name: String(name)), "no key \(name)"))))
        }
    }

    @Test(
        "the list says of an edited model what heddle replay says",
        arguments: [
            ("reproduced", [("", "")]),
            ("repaired", [("balance = seen + 1", "balance = 1 + seen")]),
            ("passes", [("  let seen = balance\n  balance = seen + 1", "  atomic { balance += 1 }")]),
            (
                "repaired",
                [
                    ("  let seen = balance\n", "  let more = 1\n  let old = balance\n"),
                    ("  balance = seen + 1", "  balance = old + more"),
                ]
            ),
        ])
    func sameWord(_ word: String, _ edits: [(String, String)]) throws {
        for status in ["open", "fixed", "expected"] {
            let folder = try library(status: status)
            var model = CommandLineCheckTests.lostUpdate
            for (old, new) in edits where !old.isEmpty {
                try #require(model.contains(old))
                model = model.replacing(old, with: new)
            }
            try folder.write(model, to: "demos/lost-update.heddle")
            let replay = try JSONDocument(try CommandLineRun(["replay", "--json"], in: folder.path).output)
            let session = try session(folder)
            try press("b", in: session)
            let shown = try #require(session.current.library.first)
            #expect(replay["entries"][0]["outcome"].string == word)
            #expect(shown.replay.word == word, "\(status)")
            #expect(shown.asExpected == replay["entries"][0]["asExpected"].bool)
        }
    }

    @Test("a file that can't be read shows the line that is to blame")
    func damaged() throws {
        let folder = try library()
        let text = try String(contentsOfFile: folder.file(Self.entry), encoding: .utf8)
        try folder.write(text.replacing("status      open", with: "status      opne"), to: Self.entry)
        let session = try session(folder)
        try press("b", in: session)
        let shown = try #require(session.current.library.first)
        #expect(shown.isDamaged && shown.statusWord == "?")
        let line = try #require(shown.damagedLine)
        #expect(line.text == "status      opne")
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false)[line.number - 1].hasPrefix("status"))
        #expect(line.rows.carets == String(repeating: "^", count: line.text.count))
    }

    @Test("a bug that is saved again gives its root cause and notes to the entry, with a record in the log")
    func remark() throws {
        let folder = try library()
        let session = try session(folder)
        try press("f a", in: session)
        for character in "the fatal step" { session.take(.input(.key(.character(character)))) }
        try press("enter s", in: session)
        for character in "two steps" { session.take(.input(.key(.character(character)))) }
        try press("enter", in: session)
        let text = try String(contentsOfFile: folder.file(Self.entry), encoding: .utf8)
        #expect(text.contains("two steps") && text.contains("the fatal step"), "\(text)")
        #expect(try ScheduleFolder(path: folder.file("traces")).files().count == 1)
        let log = try CommandLineRun(["library", "log"], in: folder.path)
        #expect(log.output.contains("found again on the screens"), "\(log.output)")
        #expect(try CommandLineRun(["library", "verify"], in: folder.path).status == 0)
    }

    @Test("what the form shows is what is saved: the hardness is measured once")
    func measuredOnce() throws {
        let folder = try TemporaryFolder()
        try folder.write(CommandLineCheckTests.lostUpdate, to: "demos/lost-update.heddle")
        let session = try session(folder)
        try press("f s", in: session)
        guard case .save(let form) = session.current.dialog else {
            Issue.record("no form is open")
            return
        }
        let shown = try #require(form.hardness)
        try press("enter", in: session)
        let file = try #require(try ScheduleFolder(path: folder.file("traces")).files().first)
        guard case .schedule(_, let saved) = ScheduleFolder.read(file) else {
            Issue.record("the entry can't be read")
            return
        }
        #expect(saved.hardness == shown)
        #expect(!saved.constraints.isEmpty)
    }

    @Test("a failed assertion is called so, not by its name in the file")
    func claimWords() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "model \"Sums\"\nvar a: int = 0\nthread t { a = 1 }\nthread u { assert a == 0 }\n",
            to: "demos/lost-update.heddle")
        let session = try session(folder)
        try press("f s enter b", in: session)
        let shown = try #require(session.current.library.first)
        #expect(shown.property == "failedAssertion")
        #expect(shown.claim.hasPrefix("failed assertion"), "\(shown.claim)")
        #expect(shown.claim.contains("a == 0"), "\(shown.claim)")
    }

    @Test("help ci is a text of the screens, and the palette completes it")
    func helpTopics() throws {
        let session = try session(try library())
        try press(":", in: session)
        for character in "help c" { session.take(.input(.key(.character(character)))) }
        try press("tab enter", in: session)
        #expect(session.current.views == [.text("ci")])
        for topic in AppState.helpTopics { #expect(HelpTopic.text(topic) != nil, "\(topic)") }
    }
}
