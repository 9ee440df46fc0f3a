import Foundation
import TestSupport
import Testing

@Suite("The command line: replaying after an edit, and recording again")
struct ReplayUpdateTests {
    private static let file = "traces/lost-update/teller-1-9-before-teller-0-10.trace"

    /// A saved schedule with a root cause, a note and what was measured; then the model is edited.
    private func edited(_ edits: [(String, String)]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(CommandLineCheckTests.lostUpdate, to: "demos/lost-update.heddle")
        let added = try CommandLineRun(
            [
                "library", "add", "demos/lost-update.heddle", "--note", "Both read first.", "--step-note",
                "2=the fatal read",
            ],
            in: folder.path)
        #expect(added.status == 0, "\(added.errors)")
        var model = CommandLineCheckTests.lostUpdate
        for (old, new) in edits {
            try #require(model.contains(old))
            model = model.replacing(old, with: new)
        }
        try folder.write(model, to: "demos/lost-update.heddle")
        return folder
    }

    private func text(_ folder: TemporaryFolder) throws -> String {
        try String(contentsOfFile: folder.path + "/" + Self.file, encoding: .utf8)
    }

    @Test("a repaired entry is as expected, with its edits in the text and in JSON")
    func repaired() throws {
        let folder = try edited([("balance = seen + 1", "balance = 1 + seen")])
        let run = try CommandLineRun(["replay"], in: folder.path)
        #expect(run.status == 0)
        #expect(run.output.contains("repaired: 1 edit, model changed\n"))
        #expect(
            run.output.contains("    step 3: statement changed from 'balance = seen + 1' to 'balance = 1 + seen'\n"))
        #expect(run.output.contains("    Keep it:  heddle replay --update \(Self.file)\n"))
        let entry = try JSONDocument(try CommandLineRun(["replay", "--json"], in: folder.path).output)["entries"][0]
        #expect(entry["outcome"].string == "repaired")
        #expect(entry["level"].string == "tolerant")
        #expect(entry["edits"].count == 1)
        #expect(entry["asExpected"].bool == true)
        #expect(entry["complete"].bool == true)
    }

    @Test(
        "--update shows a difference and writes nothing without a terminal; --yes writes, and keeps what people wrote")
    func update() throws {
        let folder = try edited([
            ("balance", "total"), ("  total = seen", "  visits = 1\n  total = seen"),
            ("const", "var visits: int = 0\nconst"),
        ])
        let before = try text(folder)
        let shown = try CommandLineRun(["replay", "--update"], in: folder.path)
        #expect(shown.status == 0)
        #expect(shown.output.contains("--- \(Self.file)\n+++ \(Self.file)\n@@ "))
        #expect(shown.output.hasSuffix("1 entry would change. Nothing was written; --yes writes.\n"))
        #expect(try text(folder) == before)

        let written = try CommandLineRun(["replay", "--update", "--yes"], in: folder.path)
        #expect(written.status == 0, "\(written.errors)")
        #expect(written.output.contains("Updated \(Self.file).\n"))
        let after = try text(folder)
        #expect(after.contains("cause       Both read first.\n"))
        #expect(after.contains("the fatal read"))
        #expect(after.contains("title       teller.1:9 before teller.0:10\n"))
        #expect(after.contains("\nhardness    variables = 2\n") && before.contains("\nhardness    variables = 1\n"))
        #expect(after.contains("write visits ← 1"))
        let again = try CommandLineRun(["replay", "--update"], in: folder.path)
        #expect(again.output.contains("reproduced\n"))
        #expect(again.output.hasSuffix("Nothing to update.\n"))
    }

    @Test("the shown difference is a patch: applied to the file it gives what --yes writes")
    func patch() throws {
        let folder = try edited([("balance = seen + 1", "balance = 1 + seen")])
        let shown = try CommandLineRun(["replay", "--update"], in: folder.path).output
        let start = try #require(shown.range(of: "--- "))
        let end = try #require(shown.range(of: "\n1 entry would change"))
        try folder.write(String(shown[start.lowerBound..<end.lowerBound]), to: "change.patch")
        try FileManager.default.copyItem(atPath: folder.path + "/" + Self.file, toPath: folder.path + "/copy.trace")
        let patch = Process()
        patch.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        patch.arguments = ["git", "apply", "--unsafe-paths", "-p0", "change.patch"]
        patch.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        try patch.run()
        patch.waitUntilExit()
        #expect(patch.terminationStatus == 0)
        let patched = try text(folder)
        try FileManager.default.removeItem(atPath: folder.path + "/" + Self.file)
        try FileManager.default.moveItem(atPath: folder.path + "/copy.trace", toPath: folder.path + "/" + Self.file)
        _ = try CommandLineRun(["replay", "--update", "--yes"], in: folder.path)
        #expect(try text(folder) == patched)
    }

    @Test(
        "an entry that is reproduced on a changed model gets the new digest, and nothing else changes"
    )
    func refreshed() throws {
        let folder = try edited([("  let seen", "  // first\n  let seen")])
        let before = try text(folder).split(separator: "\n")
        let run = try CommandLineRun(["replay", "--update", "--yes"], in: folder.path)
        #expect(run.output.contains("reproduced, model changed\n"))
        let after = try text(folder).split(separator: "\n")
        let changed = after.difference(from: before)
        #expect(changed.removals.count == 1 && changed.insertions.count == 1, "\(changed)")
        #expect(after.contains { $0.hasPrefix("digest ") } && after.contains { $0.hasPrefix("hardness ") })
    }

    @Test("what isn't shown again is not updated: the bug is gone, or nobody knows")
    func notUpdated() throws {
        let fixed = ("  let seen = balance\n  balance = seen + 1\n", "  atomic { balance = balance + 1 }\n")
        let folder = try edited([fixed])
        let before = try text(folder)
        let gone = try CommandLineRun(["replay", "--update", "--yes"], in: folder.path)
        #expect(gone.status == 1)
        #expect(
            gone.output.contains(
                """
                passes, all states visited, model changed
                    expected  reproduced or repaired
                    Mended?  heddle library change NAME --status fixed --why TEXT

                """))
        #expect(gone.output.hasSuffix("Nothing to update.\n"))
        let unknown = try CommandLineRun(["replay", "--states", "1"], in: folder.path)
        #expect(unknown.status == 1)
        #expect(unknown.output.contains("diverged at step 1 of 4: the bound of 1 state was reached, model changed\n"))
        #expect(unknown.output.contains("    expected  teller.0    read balance → 0\n"))
        #expect(unknown.output.contains("Diverged is not fixed.\n"))
        #expect(try text(folder) == before)
    }

    @Test("of a bug taken for fixed a complete search is the proof, a bounded one is inconclusive")
    func fixed() throws {
        let lock = ("  let seen = balance\n  balance = seen + 1\n", "  atomic { balance = balance + 1 }\n")
        let folder = try edited([lock])
        try folder.write(try text(folder).replacing("status      expected", with: "status      fixed"), to: Self.file)
        #expect(try CommandLineRun(["replay"], in: folder.path).status == 0)
        #expect(try CommandLineRun(["replay", "--states", "1"], in: folder.path).status == 3)
        try folder.write(CommandLineCheckTests.lostUpdate, to: "demos/lost-update.heddle")
        let back = try CommandLineRun(["replay"], in: folder.path)
        #expect(back.status == 1)
        #expect(
            back.output.contains("  fixed      reproduced\n    expected  passes, all states visited\n"),
            "\(back.output)")
    }

    @Test("options that don't go together are refused")
    func usage() throws {
        let folder = try TemporaryFolder()
        #expect(try CommandLineRun(["replay", "--yes"], in: folder.path).status == 2)
        #expect(try CommandLineRun(["replay", "--update", "--json"], in: folder.path).status == 2)
    }

    @Test("on a terminal it asks, and no is the answer that enter gives")
    func asks() throws {
        let folder = try edited([("balance = seen + 1", "balance = 1 + seen")])
        let before = try text(folder)
        func answer(_ answer: String) throws {
            let session = try TerminalSession(
                BuiltProducts.heddle, ["replay", "--update"], folder: folder.path, rows: 60, columns: 120)
            try session.wait(forText: "[y/N]")
            session.send(answer + "\r")
            #expect(try session.waitForEnd() == .exited(0))
        }
        try answer("")
        #expect(try text(folder) == before)
        try answer("y")
        #expect(try text(folder) != before)
    }

    @Test("on the screens x looks for the bug, enter records it again and u takes that back")
    func screens() throws {
        let folder = try edited([("balance = seen + 1", "balance = 1 + seen")])
        let before = try text(folder)
        func screen(_ keys: [String]) throws -> String {
            try folder.write(keys.joined(separator: "\n") + "\n", to: "keys")
            return try CommandLineRun(
                ["screen", "demos/lost-update.heddle", "--keys", "keys", "--size", "80x24"], in: folder.path
            ).output
        }
        let open = try screen(["b", "enter"])
        #expect(open.contains("┭ Now ─"))
        #expect(open.contains("step 3: statement changed from 'balance = seen + 1' to 'balance = 1 + seen'"))
        #expect(try screen(["b", "enter", "enter"]).contains("Repaired: 1 edit."))
        #expect(try text(folder) == before)
        let looked = try screen(["b", "enter", "x"])
        #expect(looked.contains("Reproduced by another way; enter records it."))
        #expect(try screen(["b", "enter", "x", "enter", "u"]).contains("is as it was recorded before."))
        #expect(try text(folder) == before)
        let recorded = try screen(["b", "enter", "x", "enter"])
        #expect(recorded.contains("Recorded again, and measured; u takes it back."))
        #expect(try text(folder) != before)
        let fixed = CommandLineCheckTests.lostUpdate.replacing(
            "  let seen = balance\n  balance = seen + 1\n", with: "  atomic { balance = balance + 1 }\n")
        try folder.write(fixed, to: "demos/lost-update.heddle")
        #expect(try screen(["b", "enter"]).contains("No longer fails: all states were visited."))
        #expect(try screen(["b", "enter", "x"]).contains("nothing to look for: no state of its model fails so."))
    }
}
