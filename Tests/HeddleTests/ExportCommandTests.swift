import Foundation
import TestSupport
import Testing

@Suite("heddle export")
struct ExportCommandTests {
    private static let formats = ["text", "svg", "html", "dot", "mermaid", "asciicast", "c"]

    @Test("Text: lanes, the table, the order between threads, the schedule and the verdict")
    func text() throws {
        let run = try CommandLineRun(["export", "demos/lost-update.heddle"], in: Fixtures.package)
        #expect(run.status == 0)
        #expect(
            run.output == """
                lost-update.heddle · Lost update · sc · finding 1 of 1

                    0 teller.0                     1 teller.1
                 1  R balance → 0                  │
                 2  │                              R balance → 0
                 3  │                              W balance ← 1
                 4  W balance ← 1 ◀┄┄┄┄┄ 3 mo ┄┄┄┄┄┤

                    step  thread     line  action
                       1  teller.0      9  R balance → 0
                  ┃    2  teller.1      9  R balance → 0
                       3  teller.1     10  W balance ← 1
                       4  teller.0     10  W balance ← 1

                  Order between threads, where nothing else implies it:
                    3 ┄mo▶ 4  modification order

                  ┃ Point of no return: step 2. From there on every run fails.
                  Schedule: 0R 1R 1W 0W
                  ✗ every deposit is kept: balance == tellers, 1 == 2

                  Letters: R read · W write · → a value that comes out · ← a value that goes in

                """)
    }

    @Test("The same input gives the same bytes", arguments: formats)
    func determinism(_ format: String) throws {
        let arguments = ["export", "demos/bounded-buffer.heddle", "--as", format]
        let first = try CommandLineRun(arguments, in: Fixtures.package)
        #expect(first.status == 0, "\(first.errors)")
        #expect(try CommandLineRun(arguments, in: Fixtures.package).output == first.output)
    }

    @Test("A saved schedule and steps by hand give what the finding gives")
    func sources() throws {
        let found = try CommandLineRun(["export", "demos/lost-update.heddle", "--as", "dot"], in: Fixtures.package)
        let steps = try CommandLineRun(
            ["export", "demos/lost-update.heddle", "--as", "dot", "--steps", "0R 1R 1 0"], in: Fixtures.package)
        let folder = try FileManager.default.contentsOfDirectory(atPath: Fixtures.package + "/traces/lost-update")
        let entry = try #require(folder.sorted().first)
        let saved = try CommandLineRun(
            ["export", "traces/lost-update/\(entry)", "--as", "dot"], in: Fixtures.package)
        for run in [steps, saved] {
            #expect(run.status == 0, "\(run.errors)")
            let edges = run.output.split(separator: "\n").filter { $0.contains("constraint=false") }
            #expect(edges == found.output.split(separator: "\n").filter { $0.contains("constraint=false") })
        }
    }

    @Test("A file is written whole, and only replaced when asked to")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write(Fixtures.text("models/lost-update.heddle"), to: "m.heddle")
        let arguments = ["export", "m.heddle", "--as", "svg", "-o", "m.svg"]
        let first = try CommandLineRun(arguments, in: folder.path)
        #expect(first.status == 0 && first.output == "Written: m.svg\n")
        let picture = try String(contentsOfFile: folder.file("m.svg"), encoding: .utf8)
        #expect(picture.hasSuffix("</svg>\n"))
        try folder.write("mine", to: "m.svg")
        let second = try CommandLineRun(arguments, in: folder.path)
        #expect(second.status == 2 && second.errors.contains("'m.svg' exists already; --force replaces it"))
        #expect(try String(contentsOfFile: folder.file("m.svg"), encoding: .utf8) == "mine")
        #expect(try CommandLineRun(arguments + ["--force"], in: folder.path).status == 0)
        #expect(try String(contentsOfFile: folder.file("m.svg"), encoding: .utf8) == picture)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["m.heddle", "m.svg"])
    }

    @Test("What is no plain file is never replaced; a link leads to the file")
    func otherFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write(Fixtures.text("models/lost-update.heddle"), to: "m.heddle")
        try FileManager.default.createDirectory(atPath: folder.file("d"), withIntermediateDirectories: false)
        for (target, why) in [
            ("d", "it is a folder"), ("/dev/null", "no plain file"), ("no/where.svg", "no such file"),
        ] {
            let run = try CommandLineRun(["export", "m.heddle", "-o", target, "--force"], in: folder.path)
            #expect(run.status == 2 && run.errors.contains(why), "\(target): \(run.errors)")
        }
        try folder.write("old", to: "real.txt")
        try FileManager.default.createSymbolicLink(atPath: folder.file("link.txt"), withDestinationPath: "real.txt")
        #expect(try CommandLineRun(["export", "m.heddle", "-o", "link.txt", "--force"], in: folder.path).status == 0)
        #expect(try String(contentsOfFile: folder.file("real.txt"), encoding: .utf8).contains("Schedule: 0R 1R 1W 0W"))
        #expect(try CommandLineRun(["export", "m.heddle", "-o", "-"], in: folder.path).output.contains("0R 1R 1W 0W"))
    }

    @Test(
        "Bad input ends in 2 and says what to do",
        arguments: [
            (["demos/lost-update.heddle", "--as", "pdf"], "pdf"),
            (
                ["demos/lost-update.heddle", "--steps", "0 9"],
                "Step 2 (9): there is no thread 9 here: 0 teller.0, 1 teller.1."
            ),
            (["demos/lost-update.heddle", "--finding", "2"], "1 finding in all"),
            (["demos/lost-update.heddle", "--finding", "1", "--steps", "0"], "exclude each other"),
            (["demos/peterson.heddle"], "nothing fails in 'demos/peterson.heddle'; --steps names a schedule"),
            (["demos/lost-update.heddle", "--as", "asciicast", "--layout", "causal"], "shows the screens"),
            (["nowhere.trace"], "nowhere.trace"), (["demos/lost-update.heddle", "--layout", "round"], "round"),
        ])
    func badInput(_ arguments: [String], _ mentions: String) throws {
        let run = try CommandLineRun(["export"] + arguments, in: Fixtures.package)
        #expect(run.status == 2 && run.output == "")
        #expect(run.errors.contains(mentions), "\(run.errors)")
    }

    @Test("A schedule that no longer runs is refused with its step")
    func diverged() throws {
        let folder = try TemporaryFolder()
        let model = try Fixtures.text("models/lost-update.heddle")
        try folder.write(model, to: "m.heddle")
        #expect(try CommandLineRun(["library", "add", "m.heddle"], in: folder.path).status == 0)
        let entry = "traces/lost-update/teller-1-9-before-teller-0-10.trace"
        #expect(try CommandLineRun(["export", entry], in: folder.path).status == 0)
        try folder.write(model.replacingOccurrences(of: "let seen = balance", with: "let seen = 0"), to: "m.heddle")
        let run = try CommandLineRun(["export", entry], in: folder.path)
        #expect(run.status == 2 && run.errors.contains("step 1 of 4 can't run"), "\(run.errors)")
    }

    @Test("Graphviz draws the graph, in both layouts")
    func graphviz() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/dot") else {
            withKnownIssue("Graphviz is not installed, so no graph is drawn with it") { Issue.record("not drawn") }
            return
        }
        let folder = try TemporaryFolder()
        for (layout, file) in [("lanes", "bounded-buffer"), ("causal", "bounded-buffer"), ("causal", "philosophers")] {
            let arguments = [
                "--as", "dot", "--layout", layout, "--edges", "all", "-o", folder.file("g.dot"), "--force",
            ]
            let run = try CommandLineRun(["export", "demos/\(file).heddle"] + arguments, in: Fixtures.package)
            #expect(run.status == 0, "\(run.errors)")
            let dot = Process()
            dot.executableURL = URL(fileURLWithPath: "/usr/bin/dot")
            dot.arguments = ["-Tsvg", folder.file("g.dot"), "-o", folder.file("g.svg")]
            let errors = Pipe()
            dot.standardError = errors
            try dot.run()
            let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            dot.waitUntilExit()
            #expect(dot.terminationStatus == 0)
            #expect(!complaints.contains("syntax") && !complaints.contains("Error"), "\(complaints)")
            let picture = try String(contentsOfFile: folder.file("g.svg"), encoding: .utf8)
            let steps = picture.components(separatedBy: "class=\"node\"").count - 1
            #expect(steps == (file == "philosophers" ? 10 : 24))
        }
    }

    @Test("The picture becomes pixels elsewhere, too")
    func pixels() throws {
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(
            ["export", "demos/bounded-buffer.heddle", "--as", "svg", "-o", folder.file("p.svg")], in: Fixtures.package)
        #expect(run.status == 0)
        let convert = Process()
        convert.executableURL = URL(fileURLWithPath: "/usr/bin/rsvg-convert")
        convert.arguments = [folder.file("p.svg"), "-o", folder.file("p.png")]
        try convert.run()
        convert.waitUntilExit()
        #expect(convert.terminationStatus == 0)
    }
}
