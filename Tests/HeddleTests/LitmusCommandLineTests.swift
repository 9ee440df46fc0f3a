import Foundation
import TestSupport
import Testing

@Suite("The command line: litmus tests")
struct LitmusCommandLineTests {
    private func run(_ arguments: String...) throws -> CommandLineRun {
        try CommandLineRun(arguments, in: Fixtures.package)
    }

    @Test("The outcomes, and what herd7's users look for below them")
    func outcomes() throws {
        let run = try run("outcomes", "demos/litmus/SB.litmus", "--memory", "sc")
        #expect(run.errors.isEmpty)
        #expect(run.status == 0)
        #expect(
            run.output == """
                SB.litmus · SB · sc

                  0:r  1:r  executions   random run   shortest schedule         exists
                    0    1           1          1/4   0W 0R 1W 1R               –
                    1    0           1          1/4   1W 1R 0W 0R               –
                    1    1           1          1/2   0W 1W 1R 0R               –

                3 outcomes in 3 executions of 6 interleavings; complete: all 13 states.

                Test SB Allowed
                No
                Witnesses
                Positive: 0 Negative: 3
                Condition exists (0:r=0 /\\ 1:r=0)
                Observation SB Never 0 3

                Executions are counted: they differ in what is read or in the order of writes.

                """)
    }

    @Test("A test is C: its memory is c11 unless another one is named")
    func memory() throws {
        let run = try run("outcomes", "demos/litmus/SB.litmus")
        #expect(run.output.hasPrefix("SB.litmus · SB · c11\n"))
        #expect(run.output.contains("\nObservation SB Sometimes 1 3\n"))
    }

    private struct Document: Decodable {
        struct Observation: Decodable {
            var verdict: String
            var satisfied: Bool?
            var positive: Int
            var negative: Int
            var counts: String
        }
        struct Outcome: Decodable { var values: [String: Int] }
        var outcomes: [Outcome]
        var observation: Observation?
    }

    private func document(_ text: String, _ more: String...) throws -> Document {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "t.litmus")
        let run = try CommandLineRun(["outcomes", "t.litmus", "--memory", "sc", "--json"] + more, in: folder.path)
        return try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
    }

    @Test("As JSON, with the values of all locations and registers")
    func json() throws {
        let body = "C t\n{}\nP0 (int* d) { *d = 1; }\nP1 (int* d) { int r = *d; }\n"
        let sometimes = try document(body + "exists 1:r=1\n")
        #expect(sometimes.outcomes.map(\.values) == [["d": 1, "1:r": 0], ["d": 1, "1:r": 1]])
        #expect(sometimes.observation?.verdict == "sometimes")
        #expect(sometimes.observation?.satisfied == true)
        #expect(sometimes.observation?.counts == "executions")
        let always = try document(body + "forall d=1\n").observation
        #expect(always?.verdict == "always")
        #expect((always?.positive, always?.negative) == (2, 0))
        let forbidden = try document(body + "~exists 1:r=1\n").observation
        #expect(forbidden?.satisfied == false)
        #expect((forbidden?.positive, forbidden?.negative) == (1, 1))
        let filtered = try document(body + "filter 1:r=1 exists 1:r=0\n").observation
        #expect(filtered?.verdict == "never")
        #expect((filtered?.positive, filtered?.negative) == (0, 1))
        #expect(try document(body).observation == nil)
    }

    @Test("A bound that bit: what was not seen is not said to be impossible")
    func bounded() throws {
        let body = "C t\n{}\nP0 (int* d) { *d = 1; *d = 2; }\nP1 (int* d) { int r = *d; }\n"
        let cut = try document(body + "exists d=7\n", "--states", "2").observation
        #expect(cut?.verdict == "unknown")
        #expect(cut?.satisfied == nil)
    }

    @Test("A test for ever spinning counts outcomes instead of executions")
    func spinning() throws {
        let run = try run("outcomes", "demos/litmus/MP+spin.litmus")
        #expect(run.status == 0)
        #expect(run.output.contains("\nObservation MP+spin Always 1 0\n\nOutcomes are counted, not executions.\n"))
    }

    @Test("Every demo holds what it says")
    func demos() throws {
        let run = try run("check", "demos/litmus")
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        for line in ["~exists (0:r=0 /\\ 1:r=0)", "forall (1:got=42)", "exists (1:up=1 /\\ 1:got=0)"] {
            #expect(run.output.contains("✓ \(line)"))
        }
        #expect(!run.output.contains("✗"))
    }

    @Test("Errors are told with their place, and nothing is checked")
    func errors() throws {
        let folder = try TemporaryFolder()
        try folder.write("C t\n{}\nP0 (atomic_int* x) { x = 1; }\n", to: "t.litmus")
        let run = try CommandLineRun(["check", "t.litmus"], in: folder.path)
        #expect(run.status == 2)
        #expect(
            run.errors == """
                t.litmus:3:22: error: 'x' is a location's address, not a value [L302]
                  P0 (atomic_int* x) { x = 1; }
                                       ^
                    'atomic_store(x, …)'
                1 error; nothing was checked.

                """)
    }

    @Test("A condition is asked in herd7's words, with a name from outside")
    func reach() throws {
        let folder = try TemporaryFolder()
        try folder.write("C t\n{}\nP0 (int* d) { *d = N; }\n", to: "t.litmus")
        #expect(try CommandLineRun(["reach", "t.litmus", "d=3", "-DN=3"], in: folder.path).status == 0)
        #expect(try CommandLineRun(["reach", "t.litmus", "d=4", "-DN=3"], in: folder.path).status != 0)
        let unknown = try CommandLineRun(["check", "t.litmus", "-DN=3", "-DM=1"], in: folder.path)
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("the test has no 'M'"))
    }

    @Test("A counterexample is saved and replayed; the screen opens the test")
    func saving() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "C t\n{}\nP0 (int* d) { *d = 1; }\nP1 (int* d) { int r = *d; }\n~exists 1:r=1\n", to: "t.litmus")
        let added = try CommandLineRun(["library", "add", "t.litmus", "--memory", "sc"], in: folder.path)
        #expect(added.status == 0, "\(added.errors)")
        let replayed = try CommandLineRun(["replay", "traces"], in: folder.path)
        #expect(replayed.status == 0, "\(replayed.output)\(replayed.errors)")
        #expect(replayed.output.contains("reproduced"))
        try folder.write("enter\n", to: "keys")
        let screen = try CommandLineRun(
            ["screen", "t.litmus", "--memory", "sc", "--keys", "keys", "--size", "80x24"], in: folder.path)
        #expect(screen.status == 0)
        #expect(screen.output.contains("~exists 1:r=1"))
        let explained = try CommandLineRun(["explain", "t.litmus", "--memory", "sc"], in: folder.path)
        #expect(explained.output.contains("1:r = 1"))
    }

    @Test("Where graphs don't tell executions apart, outcomes says that it counts orders of steps")
    func orders() throws {
        let stack = "demos/weak/treiber-stack.heddle"
        let ordered = try run("outcomes", stack, "--memory", "c11", "--search", "dpor")
        #expect(ordered.output.contains("4 outcomes in 144 orders of dependent steps; complete"))
        let graphs = try run("outcomes", stack, "--memory", "c11")
        #expect(graphs.output.contains("4 outcomes in 44 classes of 19,124 interleavings; complete"))
    }
}
