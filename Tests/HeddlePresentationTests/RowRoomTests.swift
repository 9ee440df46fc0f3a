import HeddleEngine
import HeddlePresentation
import HeddleProgram
import HeddleReports
import TestSupport
import Testing

@Suite("Rows use the room that they have")
struct RowRoomTests {
    private func explained(_ source: String) throws -> String {
        let model = try PlayedModel("model \"M\"\n" + source)
        let run = RunReport(
            machine: model.machine, run: model.run, report: model.report, judgement: model.judgement)
        return ExplainReport(run: run, finding: 0).text
    }

    @Test("Both schedules of an explanation end with the values of what fails, also where it is no equation")
    func ends() throws {
        let text = try explained(
            """
            var inside: int = 0
            thread p * 2 {
              inside += 1
              inside -= 1
            }
            invariant alone "at most one is inside": inside <= 1
            """)
        #expect(text.contains("inside = 2   ✗") && text.contains("inside = 0   ✓"))
        #expect(!text.contains("goes on"))
    }

    @Test("A title's right side gives way to its last form before the left one is cut, and then only one part is")
    func titles() {
        let marks = Marks(ascii: false)
        func title(_ width: Int) -> String {
            TitleLine.compose(
                lefts: [
                    ["Long model", "file.heddle", "sc", "finding 1 of 2"], ["Long model", "sc", "finding 1 of 2"],
                ],
                rights: [StyledLine("✗ a sentence that is long"), StyledLine("✗ fails")], cutting: 0, width: width,
                marks: marks
            ).text
        }
        #expect(title(75).hasPrefix(" Long model · file.heddle · sc · finding 1 of 2  "))
        #expect(title(75).hasSuffix(" ✗ a sentence that is long "))
        #expect(title(61) == " Long model · sc · finding 1 of 2  ✗ a sentence that is long ")
        #expect(title(60) == " Long model · file.heddle · sc · finding 1 of 2     ✗ fails ")
        #expect(title(40) == " Long m… · sc · finding 1 of 2  ✗ fails ")
    }

    @Test("A status that is too long for its column begins further left")
    func statuses() throws {
        let model = try PlayedModel(
            """
            model "M"
            var count: int = 0
            thread a { count += 1 }
            reachable three "the count is three": count == 3
            """)
        let rows = PropertyRows.rows(model.scene, width: 60).map(\.text)
        #expect(rows[0] == "✗ the count is three          impossible, expected: possible")
    }

    @Test("A final that is false at every end from here can't hold any more, also where others fail")
    func lost() throws {
        var model = try PlayedModel(
            """
            model "M"
            var count: int = 0
            var other: int = 0
            thread a {
              choose x in 0..<2
              count = x
              yield
            }
            thread b { other = 1 }
            final zero "nobody counts": count == 0
            final none "nobody else counts": other == 0
            """)
        try model.step(1)
        let rows = PropertyRows.rows(model.scene, width: 60).map(\.text)
        #expect(rows.contains { $0.hasPrefix("✗ nobody else counts") && $0.hasSuffix("can't hold any more") })
        #expect(rows.contains { $0.hasPrefix("· nobody counts") && $0.hasSuffix("judged at the end") })
    }

    @Test("The column of steps stands still along a line, and a held lock is shown whole")
    func columns() throws {
        var model = try PlayedModel("philosophers.heddle", settings: [Setting(name: "seats", value: "3")])
        var columns: Set<Int> = []
        for thread in [0, 1, 2] {
            try model.step(thread)
            let rows = StateRows.rows(model.scene, width: 60).map(\.line.text)
            #expect(rows.contains { $0.contains("free → held by phil.\(thread) ") })
            for row in rows {
                if let range = row.firstRange(of: "step ") {
                    columns.insert(row.distance(from: row.startIndex, to: range.lowerBound))
                }
            }
        }
        #expect(columns.count == 1)
    }

    @Test("What stands for each element in turn is no local of the thread")
    func binders() throws {
        let model = try PlayedModel(
            """
            model "M"
            var on: bool[2] = [true, true]
            var off: int = 0
            thread doctor * 2 {
              let there = count(d in 0..<2: on[d])
              off = there
            }
            """)
        let names = StateRows.rows(model.scene, width: 39).map(\.line.text)
        #expect(names.contains { $0.contains("doctor.0.there") } && !names.contains { $0.contains("doctor.0.d ") })
    }

    @Test("Outcomes without values are told apart by how they end")
    func endings() throws {
        let model = try PlayedModel(
            """
            model "M"
            mutex a
            mutex b
            thread p { a.lock()
              b.lock()
              b.unlock()
              a.unlock() }
            thread q { b.lock()
              a.lock()
              a.unlock()
              b.unlock() }
            """)
        let rows = OutcomesRows.rows(model.scene, width: 66).map(\.line.text)
        #expect(rows.contains { $0.hasPrefix("      ends ") } && rows.contains { $0.hasPrefix("  deadlock ") })
    }

    @Test("A sentence that needs the whole line takes the place of the key beside it")
    func sentences() {
        let marks = Marks(ascii: false)
        let long = String(repeating: "word ", count: 15) + "end"
        let line = SentenceLine.line(
            [long + " and more of it", long], key: "f", command: "finding", width: 80, marks: marks)
        #expect(line.text.hasPrefix(" " + long + " "))
        let longer = SentenceLine.line([long + long], key: "f", command: "finding", width: 80, marks: marks)
        #expect(longer.text.hasSuffix("… ") && !longer.text.contains("finding"))
    }

    @Test("Statements that are never reached are told once a line")
    func unreached() throws {
        let model = try PlayedModel(
            """
            model "M"
            var x: int = 0
            thread a {
              if x == 1 { x = 2; x = 3 }
            }
            """)
        let search = Exploration(
            machine: model.machine, options: SearchOptions(program: model.machine.program, run: model.run))
        search.finish()
        var report = search.report
        report.coverage = search.coverage()
        let warnings = CoverageWords.warnings([(program: model.machine.program, report: report)])
        #expect(report.coverage?.neverReached.count == 2)
        #expect(warnings.map(\.id) == ["H809"])
    }
}
