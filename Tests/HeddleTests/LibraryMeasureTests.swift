import Foundation
import FoundationXML
import TestSupport
import Testing

/// Measuring, listing, filtering and drawing the hardness of saved schedules, through the program.
@Suite("The command line: hardness")
struct LibraryMeasureTests {
    private static let philosophers = """
        model "Dining philosophers"
        const seats = 5
        mutex fork[seats]
        thread phil(i: 0..<seats) {
          fork[i].lock()
          fork[(i + 1) % seats].lock()
          fork[(i + 1) % seats].unlock()
          fork[i].unlock()
        }
        expect deadlock
        """

    private static let entry = "traces/lost-update/teller-1-9-before-teller-0-10.trace"

    private func prepared() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(CommandLineCheckTests.lostUpdate, to: "demos/lost-update.heddle")
        try folder.write(Self.philosophers, to: "demos/philosophers.heddle")
        for model in ["lost-update", "philosophers"] {
            let added = try CommandLineRun(["library", "add", "demos/\(model).heddle"], in: folder.path)
            #expect(added.status == 0, "\(added.errors)")
        }
        return folder
    }

    private func text(_ folder: TemporaryFolder) throws -> String {
        try String(contentsOfFile: folder.file(Self.entry), encoding: .utf8)
    }

    @Test("adding measures; measuring again changes nothing, and says so")
    func measure() throws {
        let folder = try prepared()
        let before = try text(folder)
        #expect(before.contains("\nhardness    depth = 2\nhardness    chance = 1/2\nhardness    random = "))
        #expect(before.contains("\nhardness    variables = 1\nhardness    weak = 0\nconstraint  "))
        let run = try CommandLineRun(["library", "measure"], in: folder.path)
        #expect(run.status == 0)
        #expect(run.output.contains("p = 1/2 · PCT depth 2 · 1 preemption · 4 steps · 2 threads · 1 object\n"))
        #expect(run.output.contains("p = 19/120 · PCT depth 5 · "))
        #expect(run.output.hasSuffix("\n2 entries measured, none changed.\n"))
        #expect(try text(folder) == before)
    }

    @Test("figures that are not those of the model are found by --check, and mended by a measurement that is logged")
    func check() throws {
        let folder = try prepared()
        let before = try text(folder)
        try folder.write(before.replacing("chance = 1/2", with: "chance = 1/3"), to: Self.entry)
        let check = try CommandLineRun(["library", "measure", "--check"], in: folder.path)
        #expect(check.status == 1)
        #expect(check.output.contains("(the entry says otherwise)"))
        #expect(try text(folder).contains("chance = 1/3"))
        _ = try CommandLineRun(["library", "adopt", "--why", "edited for a test"], in: folder.path)
        let run = try CommandLineRun(["library", "measure", Self.entry, "--why", "new figures"], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try text(folder) == before)
        let log = try CommandLineRun(["library", "log"], in: folder.path)
        #expect(log.output.contains("measured") && log.output.contains("new figures"))
        #expect(try CommandLineRun(["library", "verify"], in: folder.path).status == 0)
    }

    @Test("what can't be measured is named, the others go on, exit 1")
    func notMeasurable() throws {
        let folder = try prepared()
        let mended = CommandLineCheckTests.lostUpdate.replacing("let seen = balance", with: "let seen = 0")
        try folder.write(mended, to: "demos/lost-update.heddle")
        let run = try CommandLineRun(["library", "measure"], in: folder.path)
        #expect(run.status == 1)
        #expect(run.errors.contains("lost-update/teller-1-9-before-teller-0-10: not measured: it diverges at step 1\n"))
        #expect(run.output.hasSuffix("\n1 entry measured, none changed.\n"))
    }

    @Test("the list has the hardest first, and only those that are meant")
    func list() throws {
        let folder = try prepared()
        let all = try CommandLineRun(["library", "list"], in: folder.path).output.split(separator: "\n")
        #expect(all[0] == "hard  random run  d  pre  weak  steps  status    entry")
        #expect(
            all[1].hasPrefix("█         19/120  5")
                && all[2].hasPrefix("▌            1/2  2    1     0      4  expected"))
        #expect(all[3].hasPrefix("2 entries, hardest first."))
        let bySteps = try CommandLineRun(["library", "list", "--sort", "name"], in: folder.path).output
        #expect(bySteps.contains("2 entries, by name."))
        for arguments in [["--at-most", "1/5"], ["--min-depth", "3"], ["--text", "DINING"]] {
            let some = try CommandLineRun(["library", "list"] + arguments, in: folder.path)
            #expect(some.status == 0)
            #expect(some.output.contains("1 entry of 2, hardest first."), "\(arguments)")
            #expect(some.output.contains("dining-philosophers/") && !some.output.contains("lost-update/"))
        }
        let none = try CommandLineRun(["library", "list", "--tag", "none"], in: folder.path)
        #expect(none.output == "None of 2 entries is meant.\n")
        #expect(try CommandLineRun(["library", "list", "--at-most", "1/0"], in: folder.path).status == 2)
    }

    @Test("figures in JSON")
    func json() throws {
        let folder = try prepared()
        let run = try CommandLineRun(["library", "list", "--json"], in: folder.path)
        let hardness = try JSONDocument(run.output)["entries"][0]["hardness"]
        #expect(hardness["chance"]["fraction"].string == "19/120")
        #expect(hardness["depth"].int == 5 && hardness["depthIsExact"].bool == true)
        #expect(hardness["samples"][1]["scheduler"].string == "pct")
        #expect(hardness["samples"][2]["runs"].int == 1000)
    }

    @Test("the distribution as a chart and as a picture")
    func chart() throws {
        let folder = try prepared()
        let chart = try CommandLineRun(["library", "list", "--chart"], in: folder.path)
        #expect(chart.output == "1 to 1/10  2  ██\n")
        let document = try JSONDocument(
            try CommandLineRun(["library", "list", "--chart", "--json"], in: folder.path).output)
        #expect(document["bars"].count == 1 && document["unmeasured"].int == 0)
        let bar = document["bars"][0]
        #expect(bar["above"].string == "1/10" && bar["upTo"].string == "1" && bar["count"].int == 2)
        let none = try CommandLineRun(["library", "list", "--chart", "--tag", "none"], in: folder.path)
        #expect(none.output == "None of 2 entries is meant.\n")
        let picture = try CommandLineRun(["library", "list", "--svg", "hardness.svg"], in: folder.path)
        #expect(picture.status == 0)
        let svg = try String(contentsOfFile: folder.file("hardness.svg"), encoding: .utf8)
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        #expect(svg.contains("<title>1 to 1/10: 2</title>"))
    }
}
