import Foundation
import TestSupport
import Testing

@Suite("The command line: Promela")
struct PromelaCommandLineTests {
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(Fixtures.text("golden/reply.pml"), to: "reply.pml")
        try folder.write(Fixtures.text("promela/ring_election.pml"), to: "ring_election.pml")
        return folder
    }

    @Test("A model that holds, with a macro from outside")
    func holds() throws {
        let folder = try folder()
        let run = try CommandLineRun(["check", "ring_election.pml", "-DN=4", "--no-reduction"], in: folder.path)
        #expect(
            run.output == """
                ring_election.pml · Promela · N = 4

                ✓ no assertion fails                                   holds in all 645 states
                ✓ no invalid end state                                 holds in all 645 states

                ✓ holds: all 645 states, 1,763 transitions; breadth first, no reduction

                """)
        #expect(run.errors.isEmpty)
        #expect(run.status == 0)
    }

    @Test("A failed assertion: what it compared, its way, the point of no return")
    func violation() throws {
        let folder = try folder()
        let run = try CommandLineRun(["check", "reply.pml", "--no-reduction"], in: folder.path)
        #expect(
            run.output == """
                reply.pml · Promela

                ✗ assertion got == _pid at :8                                       2 findings
                    0 == 1

                    step  thread     line  action
                       1  client.0      6  ! req 0
                       2  server       15  ? req 0      from step 1
                       3  server       15  ! reply 0
                       4  client.1      6  ! req 1
                  ┃    5  client.1      7  ? reply 0    from step 3
                       6  client.1      8  A got == _pid                              ✗ 0 == 1

                    6 steps, 0 preemptions. Point of no return ┃: step 5.
                    It passes if client.0:7 runs before client.1:7.
                    See it:  heddle reply.pml        press f
                ✓ no invalid end state                                  holds in all 61 states

                ✗ violated: all 61 states, 92 transitions; breadth first, no reduction

                """)
        #expect(run.status == 1)
    }

    @Test("A macro given as --set, -D with and without a space, and one without a value are the same")
    func defines() throws {
        let folder = try folder()
        let counted = ["check", "ring_election.pml", "--no-reduction"]
        let first = try CommandLineRun(counted + ["-DN=4"], in: folder.path)
        #expect(try CommandLineRun(counted + ["-D", "N=4"], in: folder.path).output == first.output)
        #expect(try CommandLineRun(counted + ["--set", "N=4"], in: folder.path).output == first.output)
        let other = try CommandLineRun(counted + ["-DUNUSED", "-DN=4"], in: folder.path)
        #expect(other.output.hasPrefix("ring_election.pml · Promela · UNUSED = 1 · N = 4\n"))
        #expect(other.output.contains("645 states, 1,763 transitions"))
        let twice = try CommandLineRun(counted + ["-DN=4", "-DN=5"], in: folder.path)
        #expect(twice.status == 2 && twice.errors.contains("'N' is set twice"))
    }

    @Test("A file is included from the model's folder, and from nowhere else")
    func includes() throws {
        let folder = try TemporaryFolder()
        try folder.write("#define LIMIT 3\n", to: "sub/limit.h")
        try folder.write("#define LIMIT 3\n", to: "outside.h")
        let body = "byte x; active proctype P() { do :: x < LIMIT -> x++ :: else -> break od }\n"
        try folder.write("#include \"limit.h\"\n" + body, to: "sub/inside.pml")
        try folder.write("#include \"../outside.h\"\n" + body, to: "sub/outside.pml")
        let inside = try CommandLineRun(["check", "sub/inside.pml", "--no-reduction"], in: folder.path)
        #expect(inside.status == 0)
        #expect(inside.output.contains("✓ no invalid end state"))
        let outside = try CommandLineRun(["check", "sub/outside.pml"], in: folder.path)
        #expect(outside.status == 2)
        #expect(outside.errors.contains("sub/outside.pml:1:"))
        try folder.write("#include \"linked.h\"\n" + body, to: "sub/linked.pml")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("sub/linked.h"), withDestinationPath: folder.file("outside.h"))
        let linked = try CommandLineRun(["check", "sub/linked.pml"], in: folder.path)
        #expect(linked.status == 2)
        #expect(linked.errors.contains("sub/linked.pml:1:"))
    }

    @Test("An invalid end state is one where Spin says so, with who waits for what")
    func invalidEnd() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            chan c = [1] of { byte };
            active proctype waiter() { byte v; c?v; c?v }
            active proctype giver() { c!1 }
            """, to: "end.pml")
        let run = try CommandLineRun(["check", "end.pml", "--no-reduction"], in: folder.path)
        #expect(run.status == 1)
        #expect(run.output.contains("✗ invalid end state"))
        #expect(run.output.contains("✗ invalid end state\n"))
        let json = try JSONDocument(
            try CommandLineRun(["check", "end.pml", "--json", "--no-reduction"], in: folder.path).output)
        #expect(json["models"][0]["findings"][0]["property"].string == "deadlock")
    }

    @Test("A schedule is saved, replayed on its model, and repaired when a statement of that was written otherwise")
    func library() throws {
        let folder = try folder()
        let added = try CommandLineRun(["library", "add", "reply.pml"], in: folder.path)
        #expect(added.status == 0, "\(added.errors)")
        let replayed = try CommandLineRun(["replay"], in: folder.path)
        #expect(replayed.output.contains("reproduced"))
        #expect(replayed.status == 0)
        let text = try Fixtures.text("golden/reply.pml")
        try folder.write(text.replacing("req!_pid;", with: "req!(_pid + 0);"), to: "reply.pml")
        let changed = try CommandLineRun(["replay"], in: folder.path)
        #expect(changed.output.contains("repaired: 1 edit, model changed"), "\(changed.output)")
    }

    @Test("With a claim that is not checked nothing found is not known; a finding is one")
    func claims() throws {
        let folder = try TemporaryFolder()
        let claim = "ltl q { [] (x < 2) }\n"
        try folder.write("byte x; active proctype p() { x = 1 }\n" + claim, to: "open.pml")
        try folder.write("byte x; active proctype p() { x = 1; assert(x == 0) }\n" + claim, to: "fails.pml")
        let open = try CommandLineRun(["check", "open.pml"], in: folder.path)
        #expect(open.status == 3)
        #expect(open.output.contains("~ not known: the ltl claim 'q' is not checked; everything else holds in all 2"))
        let json = try JSONDocument(try CommandLineRun(["check", "open.pml", "--json"], in: folder.path).output)
        #expect(json["models"][0]["verdict"].string == "inconclusive")
        #expect(json["models"][0]["notChecked"][0].string == "ltl claim 'q'")
        #expect(try CommandLineRun(["check", "fails.pml"], in: folder.path).status == 1)
    }

    @Test("A reduction that is not used says why")
    func refusedReductions() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            model "Races"
            var x = 0
            thread a { x = 1 }
            thread b { let seen = x }
            forbid race
            """, to: "races.heddle")
        let text = try CommandLineRun(["check", "races.heddle"], in: folder.path)
        let words = text.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
        #expect(words.hasSuffix("breadth first, no reduction (races are about where threads stand)"), "\(words)")
        let json = try JSONDocument(try CommandLineRun(["check", "races.heddle", "--json"], in: folder.path).output)
        #expect(json["models"][0]["refused"]["fusion"].string == "races are about where threads stand")
    }

    @Test("A saved schedule knows its model by the included files too")
    func includedDigest() throws {
        let folder = try TemporaryFolder()
        let update = "active [2] proctype P() { byte t; t = x; x = t + K }\n"
        let judge = "active proctype Q() { _nr_pr == 1; assert(x == 2) }\n"
        try folder.write("#include \"k.h\"\nbyte x; " + update + judge, to: "m.pml")
        var digests: Set<String> = []
        for header in ["#define K 1\n", "#define K (1)\n"] {
            try folder.write(header, to: "k.h")
            let added = try CommandLineRun(
                ["library", "add", "m.pml", "--library", "lib\(digests.count)"], in: folder.path)
            #expect(added.status == 0, "\(added.errors)")
            let path = try #require(added.output.split(separator: "\n").first?.split(separator: " ").last?.dropLast())
            let text = try String(contentsOfFile: folder.file(String(path)), encoding: .utf8)
            digests.insert(try #require(text.split(separator: "\n").first { $0.hasPrefix("digest") }).description)
        }
        #expect(digests.count == 2)
    }

    @Test("Outcomes of a model: its global variables at the ends of its executions")
    func outcomes() throws {
        let folder = try TemporaryFolder()
        try folder.write("byte x; active [2] proctype P() { byte t; t = x; x = t + 1 }\n", to: "update.pml")
        let run = try CommandLineRun(["outcomes", "update.pml"], in: folder.path)
        #expect(run.status == 0)
        #expect(run.output.contains("2 outcomes in 4 classes of 10 interleavings; complete"))
    }

    @Test("What is not supported is refused by name and line")
    func refused() throws {
        let folder = try TemporaryFolder()
        try folder.write("byte x;\nproctype Q() { x = 1 }\ninit { (run Q() > 0) }\n", to: "run.pml")
        let run = try CommandLineRun(["check", "run.pml"], in: folder.path)
        #expect(run.status == 2)
        #expect(run.errors.contains("run.pml:3:8: error: 'run' cannot be a part of a condition [P309]"))
    }
}
