import Foundation
import TestSupport
import Testing

/// An exported C file as a person may change it: the rows of its schedule, and its steps.
@Suite("An exported C file that was edited by hand")
struct EditedExportTests {
    private static let model = "demos/museum/lost-update.heddle"
    private static let holds = "HOLDS  everyDepositKept: every deposit is kept\n"

    /// The rows of the schedule, without the one that ends it.
    private static func rows(of text: String) throws -> (text: [String], range: Range<String.Index>) {
        let head = try #require(text.range(of: "h_schedule[H_SCHEDULE + 1] = {\n"))
        let end = try #require(text.range(of: "  {-1, -1, -1, \"\"},\n", range: head.upperBound..<text.endIndex))
        let range = head.upperBound..<end.lowerBound
        return (text[range].split(separator: "\n").map(String.init), range)
    }

    /// Rows by their numbers, from 1, in a new order.
    private static func reordered(_ text: String, _ order: [Int]) throws -> String {
        let rows = try rows(of: text)
        let chosen = order.map { rows.text[$0 - 1] + "\n" }.joined()
        return text.replacingCharacters(in: rows.range, with: chosen)
            .replacing(
                "#define H_SCHEDULE \(rows.text.count)\n",
                with: "#define H_SCHEDULE \(max(rows.text.count, order.count))\n")
    }

    private static let fails = """
        FAILS  everyDepositKept: every deposit is kept
          every deposit is kept: balance == tellers
          balance = 1

        """

    /// An order of the rows, and what the test says then.
    static let orders: [(order: [Int], says: String)] = [
        // Whole tellers, one after the other: nothing is lost, and each row is made.
        ([1, 4, 2, 3], holds),
        // Fewer rows: the rest goes on by itself.
        ([1, 4], holds),
        // No row at all: the threads move in turn, and that loses a deposit too.
        ([], fails),
        // A write before its read: nothing of it is made, as above.
        ([3, 1, 2, 4], "diverged at step 1 of 4: teller.1: write balance <- 1 can't be done\n" + fails),
        // The same row twice.
        ([1, 1, 4, 2, 3], "diverged at step 2 of 5: teller.0: read balance -> 0 can't be done\n" + holds),
        // A teller that has finished.
        ([1, 4, 4, 2, 3], "diverged at step 3 of 5: teller.0: write balance <- 1 can't be done\n" + holds),
    ]

    @Test(
        "Another order of the rows is followed as far as it can be, and what can't be made is named", arguments: orders)
    func order(_ order: [Int], _ says: String) throws {
        guard let test = try CompiledTest([Self.model], edit: { try Self.reordered($0, order) }) else { return }
        let isKept = says.hasSuffix(Self.holds)
        let run = try test.run([])
        #expect(run.status == (isKept ? 0 : 1))
        #expect(run.output == says)
        let often = try test.run(["--runs", "200"])
        #expect(often.status == run.status)
        #expect(often.output.hasSuffix(isKept ? "0 of 200 runs fail\n" : "200 of 200 runs fail\n"), "\(often.output)")
    }

    @Test("Other orders that lose a deposit fail as the recorded one does")
    func otherFailures() throws {
        for order in [[1, 2, 4, 3], [2, 1, 3, 4], [2, 1, 4, 3], [2, 1, 4], [1, 2]] {
            guard let test = try CompiledTest([Self.model], edit: { try Self.reordered($0, order) }) else { return }
            let run = try test.run([])
            #expect(run.status == 1, "\(order)")
            #expect(
                run.output.hasSuffix("\n  balance = 1\n  after \(order.count) of \(order.count) recorded steps\n"),
                "\(order): \(run.output)")
        }
    }

    @Test(
        "Rows with threads, steps and choices that aren't there are named",
        arguments: [
            "{2, 0, 0, \"nobody\"}", "{-1, 0, 0, \"nobody\"}", "{1, 7, 0, \"nothing\"}", "{1, -1, 0, \"nothing\"}",
            "{1, 0, -2, \"no choice\"}",
        ])
    func nonsense(_ row: String) throws {
        let test = try CompiledTest([Self.model]) { text in
            let rows = try Self.rows(of: text)
            var edited = rows.text
            edited[1] = "  \(row),"
            return text.replacingCharacters(in: rows.range, with: edited.map { $0 + "\n" }.joined())
        }
        guard let test else { return }
        let run = try test.run([])
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("diverged at step 2 of 4: no"), "\(run.output)")
        #expect(run.output.hasSuffix("can't be done\n" + Self.holds), "\(run.output)")
    }

    @Test("A turn for a thread that waits for a lock is named, and doesn't wait for ever")
    func blocked() throws {
        let test = try CompiledTest(["demos/lock-order.heddle"]) { text in
            let rows = try Self.rows(of: text)
            #expect(rows.text.count == 2 && rows.text[0].contains("{0, 0, 0, \"alice: lock account[0]\"}"))
            // Each has its first lock; now alice gets her turn at the other's, again and again.
            let edited = rows.text + Array(repeating: "  {0, 1, -1, \"alice: lock account[1]\"},", count: 3)
            return text.replacingCharacters(in: rows.range, with: edited.map { $0 + "\n" }.joined())
                .replacing("#define H_SCHEDULE 2\n", with: "#define H_SCHEDULE 5\n")
        }
        guard let test else { return }
        let run = try test.run([])
        #expect(run.status == 1)
        #expect(
            run.output.hasPrefix("diverged at step 3 of 5: alice: lock account[1] can't be done\nFAILS  no deadlock\n"),
            "\(run.output)")
        #expect(try test.run(["--runs", "50"]).output.hasSuffix("\n50 of 50 runs fail\n"))
    }

    @Test("Steps put in by hand are made in their thread's turns: a lock keeps the deposit in every run")
    func ownSteps() throws {
        let test = try CompiledTest([Self.model]) { text in
            let edits = [
                ("#define H_SITES 2\n", "#define H_SITES 4\n"),
                (
                    "  /* 1 */ {\"teller\", 14, \"balance += 1\", UINT64_C(0)},\n",
                    "  /* 1 */ {\"teller\", 14, \"balance += 1\", UINT64_C(0)},\n  {\"teller\", 0, \"close the door\", 0},\n"
                        + "  {\"teller\", 0, \"open it\", 0},\n"
                ),
                (
                    "static void thread_teller(void) {\n",
                    "static _Atomic int door;\nstatic void thread_teller(void) {\n"
                ),
                ("  h_step(0);\n", "  h_step(2);\n  while (door) h_blocked();\n  door = 1;\n  h_step(0);\n"),
                (
                    "  atomic_store(&shared.balance, h_add(t0, 1));\n",
                    "  atomic_store(&shared.balance, h_add(t0, 1));\n  h_step(3);\n  door = 0;\n"
                ),
            ]
            return edits.reduce(text) { text, edit in
                #expect(text.contains(edit.0), "\(edit.0)")
                return text.replacing(edit.0, with: edit.1)
            }
        }
        guard let test else { return }
        let run = try test.run([])
        #expect(run.status == 0)
        #expect(run.output == "diverged at step 2 of 4: teller.1: read balance -> 0 can't be done\n" + Self.holds)
        #expect(try test.run(["--runs", "200"]).output == "0 of 200 runs fail\n")
    }
}
