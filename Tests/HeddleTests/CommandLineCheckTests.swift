import Foundation
import TestSupport
import Testing

/// A JSON document of a report, by keys.
struct JSONDocument {
    let value: Any?

    init(_ text: String) throws { value = try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    private init(value: Any?) { self.value = value }

    subscript(key: String) -> JSONDocument { JSONDocument(value: (value as? [String: Any])?[key]) }
    subscript(index: Int) -> JSONDocument {
        let array = value as? [Any] ?? []
        return JSONDocument(value: array.indices.contains(index) ? array[index] : nil)
    }
    var count: Int { (value as? [Any])?.count ?? 0 }
    var int: Int? { value as? Int }
    var string: String? { value as? String }
    var bool: Bool? { value as? Bool }
    var isNull: Bool { value is NSNull }
}

@Suite("The command line: check")
struct CommandLineCheckTests {
    static let lostUpdate = """
        /// Two tellers deposit at once; one
        /// deposit can vanish.
        model "Lost update"

        const tellers = 2
        var balance: int = 0

        thread teller * tellers {
          let seen = balance
          balance = seen + 1
        }

        final everyDepositKept
          "every deposit is kept":
          balance == tellers
        expect everyDepositKept fails

        """

    @Test("several files end with a total of them all, as text and as JSON")
    func total() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.lostUpdate, to: "a.heddle")
        try folder.write(Self.twoLocks, to: "b.heddle")
        let text = try CommandLineRun(["check", "a.heddle", "b.heddle"], in: folder.path)
        #expect(text.output.hasSuffix("\n\n2 files: 2 fail; 1 not as expected.\n"), "\(text.output)")
        let json = try JSONDocument(try CommandLineRun(["check", ".", "--json"], in: folder.path).output)
        #expect(json["total"]["files"].int == 2)
        #expect(json["total"]["fail"].int == 2)
        #expect(json["total"]["notAsExpected"].int == 1)
        let one = try CommandLineRun(["check", "a.heddle"], in: folder.path)
        #expect(!one.output.contains("file:"))
    }

    @Test("check, explain and export know findings by the same numbers")
    func numbers() throws {
        let folder = try TemporaryFolder()
        try folder.write(try Fixtures.text("golden/reply.pml"), to: "reply.pml")
        let check = try JSONDocument(try CommandLineRun(["check", "reply.pml", "--json"], in: folder.path).output)
        let findings = check["models"][0]["findings"]
        #expect(findings.count == 2)
        for number in 1...2 {
            let arguments = ["explain", "reply.pml", "--finding", String(number), "--json"]
            let explained = try JSONDocument(try CommandLineRun(arguments, in: folder.path).output)["finding"]
            #expect(explained["number"].int == number)
            for step in 0..<6 {
                #expect(
                    explained["steps"][step]["action"].string
                        == findings[number - 1]["steps"][step]["action"].string)
            }
            let exported = try CommandLineRun(
                ["export", "reply.pml", "--finding", String(number)], in: folder.path)
            #expect(exported.status == 0)
        }
        let third = try CommandLineRun(["explain", "reply.pml", "--finding", "3"], in: folder.path)
        #expect(third.errors.contains("there is no finding 3: 2 findings in all"))
        try folder.write("model \"None\"\nvar x: int = 0\nthread a { x = 1 }\n", to: "none.heddle")
        let none = try CommandLineRun(["explain", "none.heddle", "--finding", "1"], in: folder.path)
        #expect(none.errors.contains("there is no finding 1: nothing was found") && none.status == 2)
    }

    static let twoLocks = """
        model "Two locks"
        mutex a
        mutex b
        var x: int = 0
        thread one {
          a.lock()
          b.lock()
          x = 1
          b.unlock()
          a.unlock()
        }
        thread two {
          b.lock()
          a.lock()
          x = 2
          a.unlock()
          b.unlock()
        }

        """

    @Test("a violation that the model expects is as expected, and its figures are true")
    func expected() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.lostUpdate, to: "m.heddle")
        let run = try CommandLineRun(["check", "m.heddle", "--json", "--no-reduction"], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        let model = try JSONDocument(run.output)["models"][0]
        #expect(model["file"].string == "m.heddle")
        #expect(model["model"].string == "Lost update")
        #expect(model["memory"].string == "sc")
        #expect(model["verdict"].string == "violated")
        #expect(model["asExpected"].bool == true)
        #expect(model["limit"].isNull)
        #expect(model["reduction"].bool == false)
        #expect(model["states"].int == 12)
        #expect(model["transitions"].int == 14)
        #expect(model["depth"].int == 4)
        let finding = model["findings"][0]
        #expect(finding["property"].string == "everyDepositKept")
        #expect(finding["kind"].string == "final")
        #expect(finding["sentence"].string == "every deposit is kept")
        #expect(finding["detail"].string == "balance == tellers: 1 == 2")
        #expect(finding["preemptions"].int == 1)
        #expect(finding["steps"].count == 4)
        #expect(finding["steps"][0]["thread"].string == "teller.0")
        #expect(finding["steps"][0]["line"].int == 9)
        #expect(finding["steps"][0]["action"].string == "read balance → 0")
        #expect(finding["steps"][0]["choice"].isNull)
        #expect(model["expectations"][0]["expected"].string == "fails")
        #expect(model["expectations"][0]["got"].string == "fails")
    }

    @Test("constants that no expectation names have none: any violation counts")
    func setFromOutside() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.lostUpdate, to: "m.heddle")
        let run = try CommandLineRun(
            ["check", "m.heddle", "--json", "--no-reduction", "--set", "tellers=3"], in: folder.path)
        #expect(run.status == 1)
        let model = try JSONDocument(run.output)["models"][0]
        #expect(model["states"].int == 59)
        #expect(model["transitions"].int == 99)
        #expect(model["set"]["tellers"].value != nil)
        #expect(model["asExpected"].bool == false)
        #expect(model["expectations"].count == 0)
    }

    @Test(
        "a deadlock that nobody expects is a finding, exit 1; with a bound that bites first it is inconclusive, exit 3")
    func exitCodes() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.twoLocks, to: "m.heddle")
        let found = try CommandLineRun(["check", "m.heddle", "--json"], in: folder.path)
        #expect(found.status == 1)
        #expect(try JSONDocument(found.output)["models"][0]["findings"][0]["kind"].string == "deadlock")
        let bounded = try CommandLineRun(["check", "m.heddle", "--json", "--states", "2"], in: folder.path)
        #expect(bounded.status == 3)
        let model = try JSONDocument(bounded.output)["models"][0]
        #expect(model["verdict"].string == "inconclusive")
        #expect(!model["limit"].isNull)
        let deep = try CommandLineRun(["check", "m.heddle", "--json", "--depth", "1"], in: folder.path)
        #expect(deep.status == 3)
    }

    @Test("several files are reported in order, and the worst of their exit codes counts")
    func severalFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.twoLocks, to: "models/b.heddle")
        try folder.write(Self.lostUpdate, to: "models/a.heddle")
        try folder.write("no model", to: "models/notes.txt")
        let run = try CommandLineRun(["check", "models", "--json"], in: folder.path)
        #expect(run.status == 1)
        let models = try JSONDocument(run.output)["models"]
        #expect(models[0]["file"].string == "models/a.heddle")
        #expect(models[1]["file"].string == "models/b.heddle")
        try folder.write("model", to: "models/c.heddle")
        #expect(try CommandLineRun(["check", "models"], in: folder.path).status == 2)
    }

    @Test("errors of a model stand on standard error with place, line, carets and hint; nothing is checked; exit 2")
    func errors() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.lostUpdate.replacing("= balance", with: "= ballance"), to: "m.heddle")
        let run = try CommandLineRun(["check", "m.heddle"], in: folder.path)
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(
            run.errors.hasPrefix(
                """
                m.heddle:9:14: error: nothing here is called 'ballance' [H201]
                    let seen = ballance
                               ^^^^^^^^

                """))
        #expect(run.errors.hasSuffix("1 error; nothing was checked.\n"))
    }

    @Test("files that can't be read are named with the reason, exit 2, and the others are checked")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.lostUpdate, to: "m.heddle")
        try folder.write(String(repeating: "x", count: 1_100_000), to: "large.heddle")
        try folder.write("", to: "empty/none.txt")
        for (name, reason) in [
            ("nothere.heddle", "no such file"), ("empty", "no model"), ("large.heddle", "limit"),
        ] {
            let run = try CommandLineRun(["check", name, "m.heddle"], in: folder.path)
            #expect(run.status == 2, "\(name)")
            #expect(run.errors.contains(name) && run.errors.contains(reason), "\(run.errors)")
            #expect(run.output.contains("Lost update"))
        }
    }

    @Test("the same input gives the same bytes")
    func deterministic() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.twoLocks, to: "m.heddle")
        for arguments in [["check", "m.heddle"], ["check", "m.heddle", "--json", "--all"], ["outcomes", "m.heddle"]] {
            let first = try CommandLineRun(arguments, in: folder.path)
            let second = try CommandLineRun(arguments, in: folder.path)
            #expect(first.output == second.output)
            #expect(!first.output.isEmpty)
        }
    }

    @Test("without a UTF-8 locale every mark is ASCII, and no output holds a colour")
    func plainLocale() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.twoLocks, to: "m.heddle")
        let plain = try CommandLineRun(["check", "m.heddle"], in: folder.path, environment: ["LANG": "C"])
        #expect(plain.output.utf8.allSatisfy { $0 < 0x80 })
        let unicode = try CommandLineRun(["check", "m.heddle"], in: folder.path)
        #expect(!unicode.output.utf8.contains(0x1B))
        #expect(unicode.output.contains("✗"))
    }

    @Test("under c11 a step that only an overwritten store lets go on is a warning with its line")
    func overwritten() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            model "Overwritten"
            memory c11
            atomic flag: int = 0
            thread a { flag.store(1, relaxed); flag.store(0, relaxed) }
            thread b { await flag.load(acquire) == 1 }

            """, to: "m.heddle")
        let text = try CommandLineRun(["check", "m.heddle"], in: folder.path)
        #expect(text.status == 0 && text.output.contains("✓ no deadlock"))
        #expect(text.errors.hasPrefix("m.heddle:5:12: warning: only a store that is overwritten"))
        #expect(text.errors.contains("[H814]\n"))
        let json = try CommandLineRun(["check", "m.heddle", "--json"], in: folder.path)
        #expect(json.output.contains("\"id\" : \"H814\""))
        // Where the newest store is read it is a deadlock, and no warning.
        let sc = try CommandLineRun(["check", "m.heddle", "--memory", "sc"], in: folder.path)
        #expect(sc.status == 1 && !sc.errors.contains("H814"))
    }

    @Test("a saved schedule given as a model is said to be one")
    func schedule() throws {
        let trace = "traces/weak/dekker/no-first-fence-c11.trace"
        for command in ["check", "outcomes", "explain"] {
            let run = try CommandLineRun([command, trace], in: Fixtures.package)
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errors.hasPrefix("\(trace):1:1: error: this is a saved schedule, not a model [H101]\n"))
            #expect(run.errors.split(separator: "\n").count < 6)
        }
    }

    @Test("a warning ends the check only with --strict")
    func strict() throws {
        let folder = try TemporaryFolder()
        // Nobody reads `unused`: a warning.
        try folder.write(
            Self.lostUpdate.replacing("var balance", with: "var unused: int = 0\nvar balance"), to: "m.heddle")
        #expect(try CommandLineRun(["check", "m.heddle"], in: folder.path).status == 0)
        #expect(try CommandLineRun(["check", "m.heddle", "--strict"], in: folder.path).status == 2)
    }
}
