import Foundation
import TestSupport
import Testing

@Suite("The command line: library and replay")
struct CommandLineLibraryTests {
    private func prepared() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(CommandLineCheckTests.lostUpdate, to: "demos/lost-update.heddle")
        return folder
    }

    @Test("a finding is saved, listed, shown and reproduced; saved again it is known")
    func roundTrip() throws {
        let folder = try prepared()
        let add = ["library", "add", "demos/lost-update.heddle", "--tag", "one", "--note", "Both read first."]
        let added = try CommandLineRun(add, in: folder.path)
        #expect(added.status == 0, "\(added.errors)")
        #expect(added.output.hasPrefix("Saved as traces/lost-update/teller-1-9-before-teller-0-10.trace.\nHead: "))
        let again = try CommandLineRun(add, in: folder.path)
        #expect(again.output.hasPrefix("Known: this is traces/lost-update/teller-1-9-before-teller-0-10.trace"))
        let list = try CommandLineRun(["library", "list"], in: folder.path)
        #expect(list.status == 0)
        #expect(list.output.contains("expected  lost-update/teller-1-9-before-teller-0-10"))
        let show = try CommandLineRun(
            ["library", "show", "lost-update/teller-1-9-before-teller-0-10"], in: folder.path)
        #expect(show.status == 0)
        #expect(show.output.contains("Both read first."))
        #expect(show.output.contains("write balance ← 1"))
        let replay = try CommandLineRun(["replay"], in: folder.path)
        #expect(replay.status == 0)
        #expect(replay.output.hasSuffix("1 entry: 1 as expected.\n"))
        let document = try JSONDocument(try CommandLineRun(["replay", "--json"], in: folder.path).output)
        #expect(document["entries"][0]["outcome"].string == "reproduced")
        #expect(document["entries"][0]["modelChanged"].bool == false)
    }

    @Test("a schedule that fails as recorded but through other values says so")
    func otherValues() throws {
        let folder = try prepared()
        _ = try CommandLineRun(["library", "add", "demos/lost-update.heddle"], in: folder.path)
        let edited = CommandLineCheckTests.lostUpdate.replacing("balance: int = 0", with: "balance: int = -5")
        try folder.write(edited, to: "demos/lost-update.heddle")
        let run = try CommandLineRun(["replay", "traces"], in: folder.path)
        #expect(run.output.contains("reproduced, other values after step 1, model changed"))
    }

    @Test("a damaged file is named with its line, the others go on, exit 2")
    func damaged() throws {
        let folder = try prepared()
        _ = try CommandLineRun(["library", "add", "demos/lost-update.heddle"], in: folder.path)
        try folder.write("heddle-trace 1\ntitle\n", to: "traces/a.trace")
        let run = try CommandLineRun(["replay", "traces"], in: folder.path)
        #expect(run.status == 2)
        #expect(run.output.contains("damaged: line 2: expected a text"))
        #expect(run.output.contains("reproduced"))
    }

    @Test("where no entry can be read, the list says how many there are, not that there is none")
    func allDamaged() throws {
        let folder = try TemporaryFolder()
        #expect(try CommandLineRun(["library"], in: folder.path).output == "traces/ holds no saved schedule.\n")
        try folder.write("heddle-trace 2\nnonsense\n", to: "traces/a.trace")
        for options in [[], ["--chart"]] {
            let run = try CommandLineRun(["library", "list"] + options, in: folder.path)
            #expect(run.status == 2 && run.errors.hasPrefix("traces/a.trace: line 2: "))
            #expect(run.output == "traces/ holds 1 saved schedule, which can't be read.\n")
        }
        try folder.write("nothing", to: "traces/b/b.trace")
        let both = try CommandLineRun(["library", "list"], in: folder.path)
        #expect(both.output == "traces/ holds 2 saved schedules, none of which can be read.\n")
    }

    @Test("an entry that is named twice, also by its folder, another way or a link to its folder, is replayed once")
    func once() throws {
        let folder = try TemporaryFolder()
        try folder.write(CommandLineCheckTests.lostUpdate, to: "m.heddle")
        #expect(try CommandLineRun(["library", "add", "m.heddle", "--as", "a/b"], in: folder.path).status == 0)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("linked"), withDestinationPath: folder.file("traces/a"))
        let paths = ["traces/a/b.trace", "traces", "./traces/../traces/a", folder.file("traces/a/b.trace"), "linked"]
        let run = try CommandLineRun(["replay"] + paths, in: folder.path)
        #expect(run.status == 0 && run.output.hasSuffix("\n1 entry: 1 as expected.\n"), "\(run.output)")
        let entries = try JSONDocument(try CommandLineRun(["replay", "--json"] + paths, in: folder.path).output)[
            "entries"]
        #expect(entries.count == 1 && entries[0]["file"].string == "traces/a/b.trace")
    }

    @Test("a model in which nothing fails has nothing to save")
    func nothingToSave() throws {
        let folder = try TemporaryFolder()
        try folder.write("model \"M\"\nvar x: int = 0\nthread a {\n  x = 1\n}\n", to: "m.heddle")
        let run = try CommandLineRun(["library", "add", "m.heddle"], in: folder.path)
        #expect(run.status == 2)
        #expect(run.errors.contains("nothing"))
    }
}

@Suite("What is shipped")
struct ShippedContentTests {
    @Test("every demo is as expected, and every saved schedule is reproduced on a model that hasn't changed since")
    func shipped() throws {
        // All of demos is checked by .ci/run in a release build: two exhibits of the museum are large.
        let folder = Fixtures.package + "/demos"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter {
            $0.hasSuffix(".heddle") || $0.hasSuffix(".pml")
        }
        let paths = files.map { "demos/" + $0 }
        let check = try CommandLineRun(["check"] + paths + ["demos/lessons"], in: Fixtures.package)
        #expect(check.status == 0, "\(check.errors)\(check.output)")
        let replay = try CommandLineRun(["replay", "traces", "--json"], in: Fixtures.package)
        #expect(replay.status == 0, "\(replay.output)")
        let entries = try JSONDocument(replay.output)["entries"]
        #expect(entries.count >= 10)
        for index in 0..<entries.count {
            let name = entries[index]["file"].string ?? ""
            #expect(entries[index]["outcome"].string == "reproduced", "\(name)")
            #expect(entries[index]["modelChanged"].bool == false, "\(name)")
            #expect(entries[index]["detail"].string == nil, "\(name): every state as recorded")
        }
    }
}
