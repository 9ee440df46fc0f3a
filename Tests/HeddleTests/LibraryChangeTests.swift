import Foundation
import TestSupport
import Testing

@Suite("The command line: changing a library, and its log")
struct LibraryChangeTests {
    private static let entry = "lost-update/teller-1-9-before-teller-0-10"

    /// A folder with a model and one saved schedule.
    private func prepared() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(CommandLineCheckTests.lostUpdate, to: "demos/lost-update.heddle")
        let added = try run(["add", "demos/lost-update.heddle", "--author", "Ada", "--why", "for the lecture"], folder)
        #expect(added.status == 0, "\(added.errors)")
        return folder
    }

    private func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> CommandLineRun {
        try CommandLineRun(["library"] + arguments, in: folder.path)
    }

    /// The head that a write printed.
    private func head(_ run: CommandLineRun) -> String {
        run.output.split(separator: "\n").last { $0.hasPrefix("Head: ") }.map { String($0.dropFirst(6)) } ?? ""
    }

    @Test("what is said about an entry is changed and recorded, each write prints the head, and all heads verify")
    func change() throws {
        let folder = try prepared()
        let change = try run(
            [
                "change", Self.entry, "--status", "open", "--title", "New title", "--tag", "one", "--tag", "two",
                "--note", "Both read first.", "--source", "a paper", "--step-note", "2=here", "--why",
                "it said nothing",
                "--by", "Grace",
            ], folder)
        #expect(change.status == 0, "\(change.errors)")
        #expect(change.output.hasPrefix("Changed: traces/\(Self.entry).trace.\nHead: "))
        let text = try String(contentsOfFile: folder.file("traces/\(Self.entry).trace"), encoding: .utf8)
        for line in [
            "title       New title", "status      open", "tags        one, two", "cause       Both read first.",
            "source      a paper", "  note here",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        let retire = try run(["retire", "traces/\(Self.entry).trace", "--why", "the model is gone"], folder)
        #expect(retire.output.hasPrefix("Retired: traces/\(Self.entry).trace.\nHead: "))
        let again = try run(["retire", Self.entry, "--why", "the model is gone"], folder)
        #expect(again.output == "traces/\(Self.entry).trace is so already. Nothing was written.\n")
        let replay = try CommandLineRun(["replay"], in: folder.path)
        #expect(replay.status == 0 && replay.output.contains("skipped"))

        let log = try JSONDocument(try run(["log", "--json"], folder).output)
        let records = log["records"]
        #expect(records.count == 3)
        #expect((0..<3).map { records[$0]["action"].string } == ["retired", "changed", "added"])
        #expect(
            (0..<3).map { records[$0]["why"].string } == ["the model is gone", "it said nothing", "for the lecture"])
        #expect(records[1]["author"].string == "Grace" && records[2]["author"].string == "Ada")
        #expect(records[0]["parents"][0].string == head(change))
        #expect(records[1]["entries"][0]["entry"].string == "\(Self.entry).trace")
        #expect(records[1]["entries"][0]["after"].string == records[0]["entries"][0]["before"].string)
        #expect(log["heads"][0].string == head(retire))
        #expect(try run(["log", Self.entry], folder).output.contains("3 records, newest first."))
        #expect(try run(["log", "other"], folder).errors.contains("has an entry 'other'"))
        let verify = try run(["verify", "--head", head(change), "--head", head(retire)], folder)
        #expect(verify.status == 0)
        #expect(verify.output == "3 records, 1 entry as recorded: nothing is wrong.\nHead: \(head(retire))\n")
    }

    @Test("a change needs a reason, something to change, an entry that is there and steps that it has: exit 2")
    func refused() throws {
        let folder = try prepared()
        let cases: [(arguments: [String], words: String)] = [
            (["change", Self.entry, "--note", "x"], "--why is needed"),
            (["change", Self.entry, "--note", "x", "--why", " "], "--why is needed"),
            (["change", Self.entry, "--why", "x"], "nothing to change"),
            (["change", Self.entry, "--title", "", "--why", "x"], "--title is empty"),
            (["change", Self.entry, "--title", " \t", "--why", "x"], "--title is empty"),
            (["add", "demos/lost-update.heddle", "--title", ""], "--title is empty"),
            (["change", "other", "--note", "x", "--why", "x"], "there is no entry 'other' in 'traces'"),
            (["change", Self.entry, "--step-note", "9=x", "--why", "x"], "there is no step 9; the schedule has 4"),
            (
                ["change", "demos/lost-update.heddle", "--note", "x", "--why", "x"],
                "is no entry of the library 'traces'"
            ),
            (["verify", "--head", "12"], "16 to 64 hexadecimal digits"),
            (["verify", "--library", "elsewhere"], "there is no library 'elsewhere'"),
            (["list", "--library", "elsewhere"], "there is no library 'elsewhere'"),
            (["log", "--library", "elsewhere"], "there is no library 'elsewhere'"),
            (["measure", "--library", "elsewhere"], "there is no library 'elsewhere'"),
        ]
        for (arguments, words) in cases {
            let run = try run(arguments, folder)
            #expect(run.status == 2, "\(arguments)")
            #expect(run.errors.contains(words), "\(arguments): \(run.errors)")
        }
        let part = try run(["add", "demos/lost-update.heddle", "--library", "traces/lost-update/x"], folder)
        #expect(part.status == 2)
        #expect(part.errors.contains("is a part of the library"))
        #expect(try run(["verify"], folder).status == 0)
    }

    @Test("verify names what was done without a record, exit 1, and adopt records it")
    func adopt() throws {
        let folder = try prepared()
        let file = folder.file("traces/\(Self.entry).trace")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try folder.write(text.replacing("expected", with: "fixed"), to: "traces/\(Self.entry).trace")
        try folder.write(text, to: "traces/copy.trace")
        let verify = try run(["verify"], folder)
        #expect(verify.status == 1)
        #expect(verify.output.contains("✗ copy.trace was never recorded\n"))
        #expect(verify.output.contains("✗ \(Self.entry).trace was edited without a record\n"))
        let document = try JSONDocument(try run(["verify", "--json"], folder).output)
        #expect(document["intact"].bool == false && document["problems"].count == 2)
        #expect(document["problems"][0]["kind"].string == "entry unrecorded")
        let change = try run(["change", Self.entry, "--note", "x", "--why", "x"], folder)
        #expect(change.status == 2)
        #expect(change.errors.contains("changed by hand since it was recorded; heddle library adopt"))
        let adopt = try run(["adopt", "--why", "edited in review"], folder)
        #expect(adopt.output.contains("2 entries recorded.\nHead: "))
        #expect(try run(["verify", "--head", head(adopt)], folder).status == 0)
        #expect(try run(["adopt"], folder).output == "The log knows every entry as it is. Nothing was written.\n")
        try FileManager.default.removeItem(atPath: folder.file("traces/log/\(head(adopt)).record"))
        let cut = try run(["verify", "--head", head(adopt)], folder)
        #expect(cut.status == 1)
        #expect(cut.output.contains("the given head \(head(adopt).prefix(16)) is no record of the log"))
    }

    @Test("of many problems of one kind twenty are named and all are counted, in words; JSON has each by its name")
    func manyProblems() throws {
        let folder = try prepared()
        let text = try String(contentsOfFile: folder.file("traces/\(Self.entry).trace"), encoding: .utf8)
        for number in 10..<33 { try folder.write(text, to: "traces/copy-\(number).trace") }
        let verify = try run(["verify"], folder)
        #expect(verify.status == 1)
        #expect(verify.output.contains("✗ copy-29.trace was never recorded\n"))
        #expect(!verify.output.contains("copy-30"))
        #expect(verify.output.contains("✗ 23 in all: entries that were never recorded\n"), "\(verify.output)")
        #expect(verify.output.contains("\n1 record, 1 entry as recorded: 23 problems.\n"))
        let problems = try JSONDocument(try run(["verify", "--json"], folder).output)["problems"]
        #expect(problems.count == 23)
        #expect((0..<23).allSatisfy { problems[$0]["kind"].string == "entry unrecorded" })
    }

    @Test("the log of one entry names it in a record of many")
    func logOfOne() throws {
        let folder = try prepared()
        let text = try String(contentsOfFile: folder.file("traces/\(Self.entry).trace"), encoding: .utf8)
        for number in 10..<22 { try folder.write(text, to: "traces/copy-\(number).trace") }
        #expect(try run(["adopt", "--why", "copies"], folder).status == 0)
        let log = try run(["log", "copy-20"], folder)
        #expect(
            log.output.contains("    adopted  copy-20.trace\n    adopted  11 more entries\n      copies\n\n1 record,"))
        let all = try run(["log"], folder)
        #expect(all.output.contains("    adopted  copy-17.trace\n    adopted  4 more entries\n"), "\(all.output)")
    }

    @Test("a library that is older than its log is adopted by one record")
    func older() throws {
        let folder = try prepared()
        try FileManager.default.removeItem(atPath: folder.file("traces/log"))
        #expect(try run(["verify"], folder).status == 1)
        #expect(try run(["adopt"], folder).status == 0)
        #expect(try run(["verify"], folder).output.hasPrefix("1 record, 1 entry as recorded: nothing is wrong.\n"))
    }

    @Test("any of several findings is saved, by its number or by its name, under a name of one's own")
    func findings() throws {
        let folder = try TemporaryFolder()
        let model = """
            model "Two ways"
            var x: int = 0
            thread a {
              x = 1
            }
            thread b {
              x = 2
            }
            invariant zero "x stays zero": x == 0

            """
        try folder.write(model, to: "m.heddle")
        for name in ["../first", "/tmp/first", "mine/../../first"] {
            let outside = try run(["add", "m.heddle", "--as", name], folder)
            #expect(outside.status == 2 && outside.errors.contains("below the library's folder"))
        }
        let first = try run(["add", "m.heddle", "--as", "mine/first"], folder)
        #expect(first.output.hasPrefix("Saved as traces/mine/first.trace.\n"), "\(first.errors)")
        #expect(
            try run(["add", "m.heddle", "--finding", "1"], folder).output.hasPrefix("Known: this is traces/mine/first"))
        let second = try run(["add", "m.heddle", "--finding", "zero#2", "--as", "mine/second.trace"], folder)
        #expect(second.output.hasPrefix("Saved as traces/mine/second.trace.\n"), "\(second.errors)")
        #expect(
            try run(["add", "m.heddle", "--finding", "2"], folder).output.hasPrefix("Known: this is traces/mine/second")
        )
        #expect(
            try run(["add", "m.heddle", "--finding", "zero#3"], folder).errors.contains(
                "there is no finding 3 of 'zero': 2 findings of it"))
        #expect(
            try run(["add", "m.heddle", "--finding", "3"], folder).errors.contains("there is no finding 3: 2 findings"))
        #expect(try CommandLineRun(["replay"], in: folder.path).output.hasSuffix("2 entries: 2 as expected.\n"))
    }

    @Test("who found a known bug first is said")
    func known() throws {
        let folder = try prepared()
        let again = try run(["add", "demos/lost-update.heddle", "--author", "Grace"], folder)
        #expect(
            again.output == "Known: this is traces/\(Self.entry).trace, found again (first saved by Ada). "
                + "Nothing was written.\n")
        #expect(try JSONDocument(try run(["log", "--json"], folder).output)["records"].count == 1)
    }

    @Test("a weakened property is reported at replay, as it was and as it is")
    func weakened() throws {
        let folder = try prepared()
        let text = CommandLineCheckTests.lostUpdate.replacing("balance == tellers\n", with: "balance >= 1\n")
        #expect(text != CommandLineCheckTests.lostUpdate)
        try folder.write(text, to: "demos/lost-update.heddle")
        let replay = try CommandLineRun(["replay"], in: folder.path)
        #expect(replay.status == 1)
        #expect(replay.output.contains("model changed, property changed\n"))
        #expect(
            replay.output.contains(
                "    property  everyDepositKept\n    was       balance == tellers\n    now       balance >= 1\n"))
        let entry = try JSONDocument(try CommandLineRun(["replay", "--json"], in: folder.path).output)["entries"][0]
        #expect(entry["property"].string == "everyDepositKept" && entry["propertyChanged"].bool == true)
        #expect(entry["propertyWas"].string == "balance == tellers")
        #expect(entry["propertyNow"].string == "balance >= 1")
    }
}
