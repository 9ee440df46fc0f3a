import Foundation
import HeddleEngine
import HeddleLanguages
import HeddlePresentation
import HeddleProgram
import HeddleReports
import TestSupport
import Testing

@Suite("Reports")
struct ReportTests {
    private func report(_ model: PlayedModel) -> RunReport {
        RunReport(machine: model.machine, run: model.run, report: model.report, judgement: model.judgement)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    // MARK: - check

    @Test("A violation is reported with its steps, its point of no return and how to see it")
    func violation() throws {
        let text = CheckText().text([report(try PlayedModel("lost-update.heddle"))])
        #expect(
            text == """
                lost-update.heddle · Lost update · sc

                ✗ every deposit is kept
                    balance == tellers, 1 == 2

                    step  thread     line  action
                       1  teller.0      9  R balance → 0
                  ┃    2  teller.1      9  R balance → 0
                       3  teller.1     10  W balance ← 1
                       4  teller.0     10  W balance ← 1                              ✗ 1 == 2

                    4 steps, 1 preemption. Point of no return ┃: step 2.
                    It passes if teller.0:10 runs before teller.1:9.
                    See it:  heddle lost-update.heddle        press f
                ✓ no deadlock                                           holds in all 12 states

                ✗ violated: all 12 states, 14 transitions; breadth first, no reduction; as
                  expected

                """)
    }

    @Test("Why a schedule fails: values, the deciding pair, and the nearest schedule that passes")
    func explained() throws {
        let text = ExplainReport(run: report(try PlayedModel("lost-update.heddle")), finding: 0).text
        #expect(
            text == """
                lost-update.heddle · Lost update · sc · finding 1 of 1

                ✗ every deposit is kept
                    balance == tellers
                    1       == 2
                    balance = 1   written in step 4, teller.0 :10, from seen = 0 read in step 1
                    tellers = 2   constant

                Deciding pair
                    step 2  teller.1 :9   R balance → 0     ran before
                    step 4  teller.0 :10  W balance ← 1
                    It passes if teller.0:10 runs before teller.1:9.
                    Point of no return: step 2. After step 1 a passing run still exists.

                This schedule fails                     Nearest passing one: 1 reordering
                    1   teller.0  R balance → 0             1   teller.0  R balance → 0
                  ┃ 2 ▸ teller.1  R balance → 0             2 ▸ teller.0  W balance ← 1
                    3   teller.1  W balance ← 1             3 ▸ teller.1  R balance → 1
                    4 ▸ teller.0  W balance ← 1             4   teller.1  W balance ← 2
                        balance = 1   ✗                         balance = 2   ✓

                """)
    }

    @Test("The same as JSON has the keys of the contract")
    func explainedJSON() throws {
        let text = ExplainJSON.text(version: "1", run: report(try PlayedModel("lost-update.heddle")), finding: 0)
        let document = try object(text)
        #expect(
            document.keys.sorted() == ["decidingPair", "file", "finding", "heddle", "passing", "pointOfNoReturn"])
        #expect(document["pointOfNoReturn"] as? Int == 2)
        #expect(document["decidingPair"] as? [String: Int] == ["first": 2, "second": 4])
        let passing = try #require(document["passing"] as? [String: Any])
        let steps = try #require(passing["steps"] as? [[String: Any]])
        #expect(steps.map { $0["thread"] as? String } == ["teller.0", "teller.0", "teller.1", "teller.1"])
        let none = try object(
            ExplainJSON.text(version: "1", run: report(try PlayedModel("lost-update.heddle")), finding: nil))
        #expect(none["finding"] is NSNull && none["passing"] is NSNull)
    }

    @Test("What every run fails is called unavoidable, and no pair is made up")
    func unavoidable() throws {
        let model = try PlayedModel(
            """
            model "Always"
            var x: int = 0
            thread a { x = 1 }
            thread b { x = 2 }
            final never "nothing is written": x == 0
            """)
        let text = ExplainReport(run: report(model), finding: 0).text
        #expect(text.contains("\nUnavoidable: every run fails from the start.\n"))
        #expect(!text.contains("Deciding pair") && !text.contains("Nearest passing"))
    }

    @Test("What holds is said with the number of states, in ASCII with ASCII marks")
    func holds() throws {
        let model = try PlayedModel(
            """
            model "One"
            var x: int = 0
            thread a { x = 1 }
            thread b { let seen = x }
            invariant small "x stays small": x < 2
            """, ascii: true)
        let text = CheckText(style: ReportStyle(marks: Marks(ascii: true))).text([report(model)])
        #expect(text.hasPrefix("model.heddle . One . sc\n\nv x stays small"))
        #expect(text.contains("holds in all \(model.report.states) states\n"))
        #expect(text.contains("\nv holds: all "))
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test("No line is wider than the report, and none ends in a blank")
    func widths() throws {
        for name in ["lost-update.heddle", "philosophers.heddle"] {
            let text = CheckText(style: ReportStyle(width: 72)).text([report(try PlayedModel(name))])
            for line in text.split(separator: "\n") {
                #expect(CellWidth.of(String(line)) <= 72)
                #expect(line.last != " ")
            }
        }
    }

    @Test("Colour is there only if it is asked for")
    func colour() throws {
        let run = report(try PlayedModel("lost-update.heddle"))
        #expect(!CheckText().text([run]).contains("\u{1B}"))
        let coloured = CheckText(style: ReportStyle(isColoured: true)).text([run])
        #expect(coloured.contains("\u{1B}[1;31m✗\u{1B}[0m"))
    }

    @Test("A bound that bit is named, with what could be done, and nothing is called safe")
    func inconclusive() throws {
        let source = try Fixtures.text("golden/philosophers.heddle")
        let program = try #require(
            HeddleFrontEnd.load(SourceText(path: "philosophers.heddle", text: source)).program)
        let machine = try Machine(program, memoryModel: .sc)
        let run = Judge.run(of: program, memoryModel: .sc)
        let exploration = Exploration(machine: machine, options: SearchOptions(states: 50))
        exploration.finish()
        let report = RunReport(
            machine: machine, run: run, report: exploration.report, judgement: exploration.judgement(run: run))
        let text = CheckText().text([report])
        #expect(text.contains("~ no deadlock"))
        #expect(text.contains("nothing fails within"))
        #expect(text.contains("~ not known: the bound of 50 states was reached"))
        #expect(text.contains("--states 200"))
        let json = try object(CheckJSON.text(version: "1", runs: [report]))
        let model = try #require((json["models"] as? [[String: Any]])?.first)
        #expect(model["limit"] as? String == "states 50")
        #expect(model["verdict"] as? String == "inconclusive")
        #expect(model["asExpected"] is NSNull)
    }

    @Test("Several runs are summed up at the end")
    func summary() throws {
        let one = report(try PlayedModel("lost-update.heddle"))
        var other = one
        other.judgement.asExpected = false
        #expect(CheckText.summary([one, one]) == "2 runs: all as expected.")
        #expect(CheckText.summary([one, other]) == "2 runs: 1 not as expected.")
        #expect(CheckText().text([one, other]).hasSuffix("\n2 runs: 1 not as expected.\n"))
    }

    /// A run as the command line makes it: findings told apart, with their chances.
    private func grouped(
        _ text: String, settings: [Setting] = [], memory: MemoryModel = .sc
    ) throws -> RunReport {
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text), settings: settings)
        let program = try #require(loaded.program, "\(loaded.diagnostics)")
        let machine = try Machine(program, memoryModel: memory)
        let run = Judge.run(of: program, memoryModel: memory)
        var options = SearchOptions(program: program, run: run)
        options.groupsFindings = true
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        var report = exploration.report
        exploration.addChances(to: &report)
        return RunReport(machine: machine, run: run, report: report, judgement: exploration.judgement(run: run))
    }

    private static let counting = """
        model "Counting"
        const N = 3
        var wants: bool[N]
        var x: int = 0
        thread w * N {
          wants[0] = true
          wants[2] = true
          let s = x
          x = s + 1
        }
        thread g {
          await count(i in 0..<N: wants[i]) == 3
        }
        """

    @Test("A deadlock names what a count counts, and the step behind which nobody can run")
    func standstill() throws {
        let text = ExplainReport(run: try grouped(Self.counting), finding: 0).text
        #expect(text.contains("  g waits for count(i in 0..<N: wants[i]) == 3: 2 == 3, it counts i = 0 and 2"))
        #expect(text.contains("was the last one: after it w."))
        #expect(text.contains("is done, and\n  nobody else could run."))
    }

    @Test("Locals that a property names are explained with the step that gave them")
    func locals() throws {
        let text = """
            model "Locals"
            var x: int = 0
            thread w * 2 {
              let s = x
              x = s + 1
            }
            final apart "each saw another": w.0.s != w.1.s
            """
        let explained = ExplainReport(run: try grouped(text), finding: 0).text
        #expect(explained.contains("    w.0.s = 0   read in step 1, w.0 :4"))
        #expect(explained.contains("    w.1.s = 0   read in step 2, w.1 :4"))
    }

    @Test("Long values are cut on a terminal alone")
    func uncut() throws {
        let text = """
            model "Long"
            var all: int[12]
            thread a {
              atomic { all = [1; 12] }
            }
            final kept "none changes": all == [0; 12]
            """
        let run = try grouped(text)
        let ones = "[" + Array(repeating: "1", count: 12).joined(separator: ", ") + "]"
        let piped = ExplainReport(run: run, finding: 0, style: ReportStyle()).text
        #expect(piped.contains(ones))
        #expect(!piped.contains("…"))
        let shown = ExplainReport(run: run, finding: 0, style: ReportStyle(isCut: true)).text
        #expect(!shown.contains(ones))
        #expect(shown.contains("…5 more"))
    }

    @Test("Findings have the numbers of the screens, how many are alike, and their chances")
    func numbered() throws {
        let text = """
            model "Two"
            var x: int = 0
            thread w * 3 {
              let s = x
              x = s + 1
              assert x > s, "it grew"
            }
            final kept "kept": x == 3
            """
        let run = try grouped(text)
        try #require(run.report.findings.count > 1)
        let json = try object(CheckJSON.text(version: "1", runs: [run]))
        let model = try #require((json["models"] as? [[String: Any]])?.first)
        let findings = try #require(model["findings"] as? [[String: Any]])
        #expect(findings.compactMap { $0["number"] as? Int } == Array(1...run.report.findings.count))
        #expect(findings.compactMap { $0["alike"] as? Int } == run.report.findings.map(\.alike))
        for finding in findings {
            #expect((finding["chance"] as? [String: Any])?["value"] is Double)
            #expect(finding["chanceUnknown"] is NSNull)
        }
        let explained = ExplainReport(run: run, finding: 1).text
        #expect(explained.contains(" · finding 2 of \(run.report.findings.count)"))
        #expect(explained.contains("a random run fails like this with p"))
    }

    @Test("No schedule that passes is looked for when the time is over, and the report says so")
    func outOfTime() throws {
        var run = try grouped(try Fixtures.text("golden/lost-update.heddle"))
        run.hasTime = { false }
        #expect(CheckText().text([run]).contains("    The time was over before a schedule that passes was found."))
        #expect(ExplainReport(run: run, finding: 0).text.contains("The time was over before"))
        run.hasTime = { true }
        #expect(CheckText().text([run]).contains("    It passes if teller.0:10 runs before teller.1:9."))
    }

    @Test("All files of a check are summed up")
    func total() {
        let files: [CheckTotal.File] = [
            .init(verdicts: [.holds, .holds], isUnmet: false), .init(verdicts: [.holds, .violated], isUnmet: true),
            .init(verdicts: [.violated], isUnmet: false), .init(verdicts: [.inconclusive], isUnmet: false),
            .init(verdicts: [], isUnmet: false),
        ]
        #expect(
            CheckTotal(files).text
                == "5 files: 1 holds, 2 fail, 1 is not known, 1 could not be checked; 1 not as expected.")
        #expect(CheckTotal([files[0], files[2]]).text == "2 files: 1 holds, 1 fails; all as expected.")
    }

    @Test("JSON of check has the keys of the contract, and null where nothing is known")
    func checkJSON() throws {
        let text = CheckJSON.text(version: "0.1", runs: [report(try PlayedModel("lost-update.heddle"))])
        #expect(text == CheckJSON.text(version: "0.1", runs: [report(try PlayedModel("lost-update.heddle"))]))
        let json = try object(text)
        #expect(json["heddle"] as? String == "0.1")
        let model = try #require((json["models"] as? [[String: Any]])?.first)
        let keys = [
            "file", "model", "memory", "set", "verdict", "asExpected", "limit", "search", "reduction", "states",
            "transitions", "depth", "bytesPerState", "findings", "expectations",
        ]
        for key in keys { #expect(model[key] != nil, "\(key)") }
        #expect(model["states"] as? Int == 12)
        #expect(model["transitions"] as? Int == 14)
        #expect(model["verdict"] as? String == "violated")
        #expect(model["asExpected"] as? Bool == true)
        #expect(model["limit"] is NSNull)
        let finding = try #require((model["findings"] as? [[String: Any]])?.first)
        #expect(finding["property"] as? String == "everyDepositKept")
        #expect(finding["kind"] as? String == "final")
        #expect(finding["sentence"] as? String == "every deposit is kept")
        #expect(finding["detail"] as? String == "balance == tellers: 1 == 2")
        #expect(finding["preemptions"] as? Int == 1)
        let steps = try #require(finding["steps"] as? [[String: Any]])
        #expect(
            steps.map { $0["action"] as? String } == [
                "read balance → 0", "read balance → 0", "write balance ← 1", "write balance ← 1",
            ])
        #expect(steps[1]["thread"] as? String == "teller.1")
        #expect(steps[1]["line"] as? Int == 9)
        #expect(steps[1]["choice"] is NSNull)
        let row = try #require((model["expectations"] as? [[String: Any]])?.first)
        #expect(row["property"] as? String == "everyDepositKept")
        #expect(row["expected"] as? String == "fails")
        #expect(row["got"] as? String == "fails")
    }

    @Test("JSON counts what only a weak memory can do: old values read, writes put before older ones")
    func weakStepsJSON() throws {
        func counts(_ body: String) throws -> [[Int?]] {
            let run = try grouped("model \"M\"\nmemory c11\n\(body)", memory: .c11)
            try #require(!run.report.findings.isEmpty)
            let json = try object(CheckJSON.text(version: "1", runs: [run]))
            let model = try #require((json["models"] as? [[String: Any]])?.first)
            let explained = try object(ExplainJSON.text(version: "1", run: run, finding: 0))
            let findings = try #require(model["findings"] as? [[String: Any]])
            return (findings + [try #require(explained["finding"] as? [String: Any])]).map { finding in
                ["preemptions", "staleReads", "earlyWrites"].map { finding[$0] as? Int }
            }
        }
        let message = """
            atomic data: int = 0
            atomic flag: int = 0
            thread writer { data.store(42, relaxed)
              flag.store(1, relaxed) }
            thread reader { let up = flag.load(relaxed)
              let got = data.load(relaxed) }
            final publish "seeing flag is seeing data": reader.up == 0 || reader.got == 42
            """
        #expect(try counts(message) == [[0, 1, 0], [0, 1, 0]])
        let places = """
            atomic x: int = 0
            atomic y: int = 0
            thread a { x.store(1, relaxed)
              y.store(2, relaxed) }
            thread b { y.store(1, relaxed)
              x.store(2, relaxed) }
            final orders "the last writes agree": !(x == 1 && y == 1)
            """
        let found = try counts(places)
        #expect(!found.isEmpty && found.allSatisfy { $0[1] == 0 && $0[2] == 1 }, "\(found)")
    }

    @Test("A check's expectation is worded found or none")
    func checkExpectation() throws {
        let json = try object(
            CheckJSON.text(version: "1", runs: [report(try PlayedModel("philosophers.heddle"))]))
        let model = try #require((json["models"] as? [[String: Any]])?.first)
        let row = try #require((model["expectations"] as? [[String: Any]])?.first)
        #expect(row["property"] as? String == "deadlock")
        #expect(row["expected"] as? String == "found")
        #expect(row["got"] as? String == "found")
        let finding = try #require((model["findings"] as? [[String: Any]])?.first)
        #expect(finding["kind"] as? String == "deadlock")
        #expect(finding["sentence"] is NSNull)
    }

    // MARK: - outcomes

    @Test("Outcomes are a table of results with their simplest schedules")
    func outcomes() throws {
        let model = try PlayedModel("lost-update.heddle", settings: [Setting(name: "tellers", value: "3")])
        let report = OutcomesReport(run: report(model), outcomes: model.outcomes, isComplete: true)
        let lines = report.text().split(separator: "\n").map(String.init)
        #expect(lines[0] == "lost-update.heddle · Lost update · sc · tellers = 3")
        #expect(lines[1].hasPrefix("  balance   classes   random run   shortest schedule"))
        #expect(lines[1].hasSuffix("every deposit"))
        #expect(lines[2].hasPrefix("        1         –          1/3   0R 1R 1W 2R 2W 0W"))
        #expect(lines[2].hasSuffix("✗"))
        #expect(lines[4].hasPrefix("        3         –          1/6   0R 0W 1R 1W 2R 2W"))
        #expect(lines[4].hasSuffix("✓"))
        #expect(lines.last == "3 outcomes; complete: all 59 states.")
    }

    @Test("JSON of outcomes has values, ends and steps; classes are null where they weren't counted")
    func outcomesJSON() throws {
        let model = try PlayedModel("lost-update.heddle")
        let report = OutcomesReport(run: report(model), outcomes: model.outcomes, isComplete: true)
        let json = try object(report.json(version: "1"))
        #expect(json["complete"] as? Bool == true)
        let outcomes = try #require(json["outcomes"] as? [[String: Any]])
        #expect(outcomes.count == 2)
        #expect(outcomes.allSatisfy { $0["end"] as? String == "ended" })
        #expect(outcomes.map { ($0["values"] as? [String: Any])?["balance"] as? Int } == [1, 2])
        #expect(outcomes.allSatisfy { $0["classes"] is NSNull && $0["executions"] is NSNull })
        #expect((outcomes[0]["steps"] as? [Any])?.count == 4)
    }

    @Test("JSON of outcomes has how many classes and executions lead to each, where they were counted")
    func countedOutcomesJSON() throws {
        let model = try PlayedModel("lost-update.heddle")
        let exploration = Exploration(machine: model.machine)
        let found = exploration.outcomes(countingClasses: true)
        let report = OutcomesReport(run: report(model), outcomes: found.outcomes, isComplete: found.isComplete)
        let outcomes = try #require(try object(report.json(version: "1"))["outcomes"] as? [[String: Any]])
        #expect(outcomes.map { $0["classes"] as? Int } == [2, 2])
        #expect(outcomes.map { $0["executions"] as? Int } == [2, 2])
    }
}
