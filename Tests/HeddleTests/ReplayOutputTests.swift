import Foundation
import TestSupport
import Testing

/// A small library of every kind: as expected, diverged, inconclusive, retired, damaged, stale.
private struct MixedLibrary {
    let folder: TemporaryFolder
    init() throws {
        folder = try TemporaryFolder()
        let model = CommandLineCheckTests.lostUpdate.replacing("every deposit is kept", with: "100% of <b>a|b</b> & c")
        for name in ["good", "diverging", "fixed", "retired", "stale"] {
            try folder.write(model, to: "models/\(name).heddle")
            let add = try CommandLineRun(
                ["library", "add", "models/\(name).heddle", "--library", "traces/\(name)"], in: folder.path)
            #expect(add.status == 0, "\(add.errors)")
        }
        try edit("models/diverging.heddle") {
            $0.replacing("  let seen = balance\n  balance = seen + 1\n", with: "  atomic { balance = balance + 1 }\n")
        }
        try edit("models/fixed.heddle") { $0.replacing("balance == tellers", with: "balance <= tellers") }
        try edit("models/stale.heddle") { $0.replacing("everyDepositKept", with: "kept") }
        try edit(trace("fixed")) { $0.replacing("\nstatus      expected", with: "\nstatus      fixed") }
        try edit(trace("retired")) { $0.replacing("\nstatus      expected", with: "\nstatus      retired") }
        try folder.write("heddle-trace 1\ntitle       t\nstatus      t\n", to: "traces/damaged/a,b:c%\u{1B}[2J.trace")
    }

    func trace(_ name: String) throws -> String {
        let folder = try FileManager.default.subpathsOfDirectory(atPath: self.folder.file("traces/\(name)"))
        return "traces/\(name)/" + (try #require(folder.first { $0.hasSuffix(".trace") }))
    }

    func edit(_ file: String, _ change: (String) -> String) throws {
        let path = folder.file(file)
        let before = try String(contentsOfFile: path, encoding: .utf8)
        let after = change(before)
        #expect(after != before, "\(file)")
        try folder.write(after, to: file)
    }

    func replay(_ arguments: String...) throws -> CommandLineRun {
        try CommandLineRun(["replay", "traces"] + arguments, in: folder.path)
    }

    func text(_ file: String) throws -> String {
        try String(contentsOfFile: folder.file(file), encoding: .utf8)
    }
}

@Suite("What a replay writes for build servers")
struct ReplayOutputTests {
    @Test("JUnit: a case for each entry in its folder's class, valid, with every kind of fate")
    func junit() throws {
        let library = try MixedLibrary()
        let run = try library.replay("--junit", "out.xml", "--states", "3")
        #expect(run.status == 2, "the damaged file is the worst of it")
        let document = JUnitSchema(try library.text("out.xml"))
        #expect(document.faults == [])
        let fates = Dictionary(document.cases.map { ($0.folder.split(separator: "/")[1], $0.fate) }) { "\($0), \($1)" }
        #expect(
            fates == [
                "good": "", "diverging": "failure diverged", "fixed": "error inconclusive", "retired": "skipped",
                "stale": "error stale", "damaged": "error damaged",
            ])
        #expect(
            document.suites.map(\.written) == [
                ["1", "0", "1", "0"], ["1", "1", "0", "0"], ["1", "0", "1", "0"], ["1", "0", "0", "0"],
                ["1", "0", "0", "1"], ["1", "0", "1", "0"],
            ])
        let diverged = try #require(document.cases.first { $0.fate == "failure diverged" })
        #expect(diverged.message == "diverged at step 1 of 4")
        #expect(diverged.text.contains("expected: reproduced or repaired\nactual: diverged at step 1 of 4\n"))
        #expect(diverged.text.contains("step 1: teller.0 read balance → 0\nenabled: teller.0 "))
        #expect(diverged.text.contains("at models/diverging.heddle:"))
        let damaged = try #require(document.cases.first { $0.fate == "error damaged" })
        #expect(damaged.name == "a,b:c%\\u{1b}[2J", "nothing that a terminal would obey")
        #expect(diverged.text.contains("claim: 100% of <b>a|b</b> & c\n"))
    }

    @Test("Annotations are workflow commands, escaped by their rules, at the model's line")
    func annotations() throws {
        let library = try MixedLibrary()
        let run = try library.replay("--annotations", "--states", "3")
        let commands = run.output.split(separator: "\n").filter { $0.hasPrefix("::") }.map(String.init)
        #expect(commands.count == 4)
        let damaged = try #require(commands.first { $0.contains("damaged/") })
        #expect(
            damaged.hasPrefix(
                "::error file=traces/damaged/a%2Cb%3Ac%25\\u{1b}[2J.trace,line=3,"
                    + "title=damaged/a%2Cb%3Ac%25\\u{1b}[2J%3A damaged::expected: "
            ))
        #expect(!run.output.contains("\u{1B}"))
        let diverged = try #require(commands.first { $0.contains("diverged") })
        let model = try library.text("models/diverging.heddle").split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(model.firstIndex { $0.contains("atomic") }) + 1
        #expect(diverged.hasPrefix("::error file=models/diverging.heddle,line=\(line),title=diverging/"))
        #expect(diverged.contains("%0Aclaim: 100%25 of <b>a|b</b> & c%0A"))
        #expect(diverged.contains("%0Aactual: diverged at step 1 of 4%0A"))
        let open = try #require(commands.first { $0.hasPrefix("::warning") })
        let fixed = try library.text("models/fixed.heddle").split(separator: "\n", omittingEmptySubsequences: false)
        let property = try #require(fixed.firstIndex { $0.contains("everyDepositKept") }) + 1
        #expect(open.hasPrefix("::warning file=models/fixed.heddle,line=\(property),title=fixed/"))
        #expect(open.contains("bound: the bound of 3 states was reached"))
        let beside = try library.replay("--annotations", "--json", "--states", "3")
        #expect(beside.errors.split(separator: "\n").map(String.init) == commands)
        #expect(try JSONDocument(beside.output)["entries"].count == 6)
    }

    @Test("The summary is Markdown in which a file's text can't leave its cell, added to what is there")
    func summary() throws {
        let library = try MixedLibrary()
        try library.folder.write("before\n", to: "summary.md")
        _ = try library.replay("--summary", "summary.md", "--states", "3")
        let text = try library.text("summary.md")
        #expect(text.hasPrefix("before\n## Saved schedules\n\n6 entries: 2 as expected, "))
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ❌") || $0.hasPrefix("| ❔") }
        #expect(rows.count == 4)
        for row in rows {
            let bars = row.replacing("\\|", with: "").count { $0 == "|" }
            #expect(bars == 6, "\(row)")
        }
        #expect(text.contains("Retired, kept and not replayed: retired/"))
        #expect(text.contains("Budget: 3 states an entry, 2,048 MB; "))
    }

    @Test(
        "Metrics are OpenMetrics: help and type before each family, counters end in _total, labels come from fixed lists"
    )
    func metrics() throws {
        let library = try MixedLibrary()
        _ = try library.replay("--metrics", "m.prom", "--states", "3")
        let text = try library.text("m.prom")
        #expect(text.hasSuffix("\n# EOF\n"))
        var family: String?
        var types: [String: String] = [:]
        var samples: [String: Int] = [:]
        for line in text.split(separator: "\n").dropLast() {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if words[0] == "#" {
                #expect(["HELP", "TYPE", "UNIT"].contains(words[1]))
                #expect(words.count == 4)
                if words[1] == "HELP" {
                    family = words[2]
                    #expect(types[words[2]] == nil, "a family stands in one place")
                }
                if words[1] == "TYPE" { types[words[2]] = words[3] }
                if words[1] == "UNIT" { #expect(words[2].hasSuffix("_" + words[3])) }
                #expect(words[2] == family)
                continue
            }
            let name = String(line.prefix { $0 != "{" && $0 != " " })
            let current = try #require(family)
            #expect(types[current] == "counter" && name == current + "_total", "\(line)")
            let sample = try #require(line.lastIndex(of: " "))
            let key = String(line[..<sample])
            #expect(samples[key] == nil, "a series stands there once")
            guard let value = Int(line[line.index(after: sample)...]) else {
                Issue.record("\(line) has no number")
                continue
            }
            samples[key] = value
            if let label = line.firstMatch(of: /\{[a-z_]+="([a-z_]+)"\}/) { #expect(!label.output.1.isEmpty) }
        }
        #expect(samples["heddle_replay_violations_total{status=\"expected\"}"] == 1)
        #expect(samples["heddle_replay_inconclusive_total{limit=\"states\"}"] == 1)
        #expect(samples["heddle_replay_rejections_total{reason=\"damaged\"}"] == 1)
        #expect(samples["heddle_replay_rejections_total{reason=\"property_missing\"}"] == 1)
        #expect(samples["heddle_replay_entries_total{outcome=\"reproduced\"}"] == 1)
        #expect(samples["heddle_replay_states_total"] == 6, "three of each search")
        #expect(!text.contains("traces/") && !text.contains("teller"))
    }

    @Test("All outputs come from one run, and the same library gives the same bytes")
    func together() throws {
        let library = try MixedLibrary()
        let files = ["j.json", "j.xml", "m.prom"]
        let arguments = ["--json-file", "j.json", "--junit", "j.xml", "--metrics", "m.prom", "--annotations"]
        func run() throws -> [String] {
            let run = try CommandLineRun(["replay", "traces"] + arguments, in: library.folder.path)
            return try [run.output] + files.map(library.text)
        }
        let first = try run()
        #expect(try run() == first)
        #expect(first[1] == (try library.replay("--json").output))
    }

    @Test("A file that can't be written is named, the others are, exit 2")
    func unwritable() throws {
        let library = try MixedLibrary()
        let run = try CommandLineRun(
            ["replay", try library.trace("good"), "--junit", "no/such/folder.xml", "--metrics", "m.prom"],
            in: library.folder.path)
        #expect(run.status == 2)
        #expect(run.errors == "heddle: cannot write 'no/such/folder.xml': there is no such file\n")
        #expect(try library.text("m.prom").hasSuffix("# EOF\n"))
    }
}

@Suite("A replay's budget and its trend")
struct ReplayTrendTests {
    @Test("Replay alone leaves a repaired bug inconclusive and says so, exit 3")
    func modes() throws {
        let library = try MixedLibrary()
        let path = try library.trace("fixed")
        func run(_ arguments: String...) throws -> CommandLineRun {
            try CommandLineRun(["replay", path] + arguments, in: library.folder.path)
        }
        let explored = try run()
        #expect(explored.status == 0)
        #expect(explored.output.contains("passes, all states visited, model changed"))
        let replayed = try run("--mode", "replay")
        #expect(replayed.status == 3)
        #expect(replayed.output.contains("passes (this schedule only): only replaying was asked for, model changed"))
        #expect(replayed.output.hasSuffix("Budget: replay only, nothing is searched.\n"))
        let document = try JSONDocument(try run("--mode", "replay", "--json").output)
        #expect(document["entries"][0]["limit"].string == "mode replay")
        #expect(document["entries"][0]["states"].int == 0)
        #expect(document["budget"]["mode"].string == "replay")
        #expect(document["total"]["inconclusive"].int == 1)
        let bounded = try JSONDocument(try run("--states", "3", "--json").output)
        #expect(bounded["entries"][0]["limit"].string == "states 3")
        #expect(try run("--mode", "hunt").status == 2)
    }

    @Test("A time that is over before the run begins leaves every entry undone, named with the bound, exit 3")
    func time() throws {
        let library = try MixedLibrary()
        let run = try CommandLineRun(
            ["replay", try library.trace("good"), "--time", "0.0000000001", "--json"], in: library.folder.path)
        #expect(run.status == 3)
        let entry = try JSONDocument(run.output)["entries"][0]
        #expect(entry["outcome"].string == "skipped")
        #expect(entry["complete"].bool == false)
        #expect(entry["asExpected"].bool == nil)
        #expect(entry["limit"].string?.hasPrefix("time ") == true)
    }

    @Test("Against a previous run: new, gone, broken, fixed, changed and slower, in text, JSON and summary")
    func trend() throws {
        let library = try MixedLibrary()
        let names = try Dictionary(
            uniqueKeysWithValues: ["good", "diverging", "fixed", "retired", "stale"].map { ($0, try library.trace($0)) }
        )
        func entry(_ name: String, _ outcome: String, _ asExpected: Bool, states: Int = 0) -> [String: Any] {
            ["file": names[name] ?? name, "outcome": outcome, "asExpected": asExpected, "states": states]
        }
        let previous: [String: Any] = [
            "heddle": "0.1.0",
            "entries": [
                entry("good", "reproduced", true), entry("diverging", "reproduced", true),
                entry("fixed", "diverged", false), entry("stale", "damaged", false),
                entry("traces/gone.trace", "reproduced", true),
            ],
        ]
        try library.folder.write(
            String(decoding: try JSONSerialization.data(withJSONObject: previous), as: UTF8.self), to: "p.json")
        let run = try library.replay("--against", "p.json", "--summary", "s.md")
        #expect(run.output.contains("Since the previous run: 1 broken, 1 fixed, 1 changed, 2 new, 1 gone.\n"))
        #expect(run.output.contains("reproduced, now passes\n"))
        #expect(run.output.contains("    gone     gone"))
        let trend = try JSONDocument(try library.replay("--against", "p.json", "--json").output)["trend"]
        #expect(trend["broken"][0]["file"].string == names["diverging"])
        #expect(trend["fixed"][0]["now"].string == "passes")
        #expect(trend["changed"][0]["before"].string == "damaged")
        #expect(trend["new"].count == 2)
        #expect(trend["gone"][0]["file"].string == "traces/gone.trace")
        #expect(trend["slower"].count == 0)
        #expect(
            try library.text("s.md").contains("Since the previous run: 1 broken, 1 fixed, 1 changed, 2 new, 1 gone."))
        let itself = try library.replay("--json-file", "now.json")
        #expect(itself.output.contains("Since") == false)
        #expect(try library.replay("--against", "now.json").output.hasSuffix("nothing has changed.\n"))
    }

    @Test("Without a previous run there is nothing to compare with; what is no such document is refused")
    func noPrevious() throws {
        let library = try MixedLibrary()
        let first = try library.replay("--against", "none.json", "--json")
        #expect(first.errors.contains("there is no previous run in 'none.json'"))
        #expect(try JSONDocument(first.output)["trend"].string == nil)
        try library.folder.write("{}", to: "bad.json")
        let bad = try library.replay("--against", "bad.json")
        #expect(bad.status == 2)
        #expect(bad.errors == "heddle: 'bad.json' is no document of heddle replay --json\n")
        #expect(bad.output.isEmpty)
    }

    @Test("The workflow that is shipped is what heddle help ci prints, and names only options that there are")
    func workflow() throws {
        let help = try CommandLineRun(["help", "ci"], in: Fixtures.package)
        #expect(help.status == 0)
        #expect(help.output == (try SourceTree.text("demos/ci/heddle-replay.yml")))
        let options = try CommandLineRun(["replay", "--help"], in: Fixtures.package).output
        let check = try CommandLineRun(["check", "--help"], in: Fixtures.package).output
        let line = help.output.replacing("\\\n", with: "").split(separator: "\n").first {
            $0.contains("heddle replay ")
        }
        let words = try #require(line).split(separator: " ").filter { $0.hasPrefix("--") }
        #expect(words.count >= 6)
        for word in words { #expect(options.contains(word), "\(word)") }
        #expect(check.contains("--time"))
    }
}
