import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

private func load(_ text: String, _ settings: [Setting] = []) throws -> Program {
    try #require(HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text), settings: settings).program)
}

private let twoRuns = """
    model "Runs"
    const n = 2
    const ordered = false
    var x: int = 0
    thread t * n { x = x + 1 }
    final all "all": x == n
    reachable two "two": x == 2
    expect all fails
    expect all holds with n = 1
    expect two impossible with n = 1
    expect all holds under tso
    expect all fails with n = 2, ordered = true
    """

@Test("the runs of a model are the plain one, then those that expectations name; declared values name none")
func runsOfAModel() throws {
    let program = try load(twoRuns)
    let runs = Judge.runs(of: program)
    #expect(
        runs == [
            Run(memoryModel: .sc, settings: []), Run(memoryModel: .sc, settings: [Setting(name: "n", value: "1")]),
            Run(memoryModel: .tso, settings: []),
            Run(memoryModel: .sc, settings: [Setting(name: "ordered", value: "true")]),
        ])
    #expect(Judge.expectations(program, of: runs[1]).count == 2)
}

@Test("a program with constants set from outside stands for the run of those settings")
func runOfSettings() throws {
    let program = try load(twoRuns, [Setting(name: "n", value: "1")])
    #expect(
        Judge.run(of: program, memoryModel: .sc)
            == Run(memoryModel: .sc, settings: [Setting(name: "n", value: "1")]))
}

private func finished(_ findings: [Finding] = [], ended: Int = 1) -> SearchReport {
    var report = SearchReport()
    report.phase = .complete
    report.endedStates = ended
    report.findings = findings
    return report
}

@Test("an expected failure is as expected, the same finding without the line is not")
func expectationsAreHeldAgainst() throws {
    let program = try load(twoRuns)
    let plain = Judge.runs(of: program)[0]
    let finding = Finding(subject: .property(0), schedule: [], preemptions: 1)
    var report = finished([finding])
    report.witnesses = [1: Finding(subject: .property(1), schedule: [], preemptions: 0)]
    let judged = Judge.judge(report, program: program, run: plain)
    #expect(judged.verdict == .violated)
    #expect(judged.asExpected == true)
    #expect(judged.rows.map(\.status) == [.fails, .possible, .holds])
    let other = Run(memoryModel: .sc, settings: [Setting(name: "n", value: "3")])
    #expect(Judge.judge(report, program: program, run: other).asExpected == false)
    #expect(Judge.judge(report, program: program, run: other).isNamedRun == false)
}

@Test("a bound makes what holds not known, and leaves what fails as it is")
func boundsMakeInconclusive() throws {
    let program = try load(twoRuns)
    var report = finished()
    report.phase = .limited
    report.limits = [.states(3)]
    let judged = Judge.judge(report, program: program, run: Judge.runs(of: program)[0])
    #expect(judged.verdict == .inconclusive)
    #expect(judged.asExpected == nil)
    report.findings = [Finding(subject: .property(0), schedule: [], preemptions: 1)]
    #expect(Judge.judge(report, program: program, run: Judge.runs(of: program)[0]).verdict == .violated)
}

@Test("a final that nothing ever came to is vacuous, a witness that is missing is unmet")
func vacuousAndImpossible() throws {
    let program = try load(
        "model \"V\"\nvar x: int = 0\nthread t { while x == 0 { yield } }\nfinal f \"f\": x == 1\nreachable r \"r\": x == 1\n"
    )
    let judged = Judge.judge(finished(ended: 0), program: program, run: Judge.runs(of: program)[0])
    #expect(judged.rows.map(\.status) == [.vacuous, .impossible, .holds])
    #expect(judged.verdict == .holds)
    #expect(judged.asExpected == false)
}

@Test("races are looked for where the model forbids them or expects something of them")
func racesAreLookedFor() throws {
    let body = "var x: int = 0\nthread t * 2 { x = x + 1 }\n"
    let plain = Run(memoryModel: .sc, settings: [])
    #expect(Judge.looksForRaces(try load("model \"A\"\n" + body), run: plain) == false)
    #expect(Judge.looksForRaces(try load("model \"B\"\n" + body + "forbid race\n"), run: plain))
    #expect(Judge.looksForRaces(try load("model \"C\"\n" + body + "expect race\n"), run: plain))
    #expect(Judge.looksForRaces(try load("model \"D\"\n" + body + "expect race under tso\n"), run: plain) == false)
}
