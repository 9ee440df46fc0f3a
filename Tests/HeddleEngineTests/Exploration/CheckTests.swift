import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

private func explored(_ text: String, races: Bool? = nil) throws -> SearchReport {
    let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: "model \"M\"\n" + text))
    let program = try #require(loaded.program, "\(loaded.diagnostics.map(\.message))")
    let run = Judge.runs(of: program)[0]
    var options = SearchOptions(program: program, run: run)
    if let races { options.looksForRaces = races }
    let exploration = Exploration(machine: try Machine(program), options: options)
    exploration.finish()
    return exploration.report
}

private func checks(_ report: SearchReport) -> [Check] {
    report.findings.compactMap { if case .check(let check) = $0.subject { return check } else { return nil } }
}

@Test("a race is two threads that stand before conflicting accesses of a plain variable")
func races() throws {
    let two = "var x: int = 0\nthread t * 2 { x = 1 }\nforbid race\n"
    let report = try explored(two)
    #expect(checks(report) == [.race])
    #expect(report.findings.first?.schedule == [])
    let violation = try #require(report.findings.first?.violation)
    guard case .race(let object, let other, _, let writes, let otherWrites) = violation.evidence else {
        Issue.record("no race: \(violation)")
        return
    }
    #expect(object == "x" && violation.thread == 0 && other == 1 && writes && otherWrites)
    #expect(try checks(explored("var x: int = 0\nthread t * 2 { x = 1 }\n")).isEmpty)
}

@Test("reads alone, atomics, locks and atomic blocks on both sides are no race")
func noRaces() throws {
    #expect(try checks(explored("var x: int = 0\nthread t * 2 { let v = x }\nforbid race\n")).isEmpty)
    #expect(try checks(explored("atomic x: int = 0\nthread t * 2 { x = 1 }\nforbid race\n")).isEmpty)
    #expect(
        try checks(explored("var x: int = 0\nmutex m\nthread t * 2 { m.lock(); x = 1; m.unlock() }\nforbid race\n"))
            .isEmpty)
    #expect(try checks(explored("var x: int = 0\nthread t * 2 { atomic { x = x + 1 } }\nforbid race\n")).isEmpty)
    #expect(
        try checks(explored("var a: int[2]\nthread t(i: 0..<2) { a[i] = 1 }\nforbid race\n")).isEmpty)
    #expect(
        try checks(explored("var x: int = 0\nthread t { atomic { x = x + 1 } }\nthread u { x = 1 }\nforbid race\n"))
            == [.race])
}

@Test("a cell that nothing leads to at the end has leaked, one that is still held or freed has not")
func leaks() throws {
    let pool = "pool Node[2] { value: int }\nvar kept: Node? = nil\n"
    let lost = try explored(pool + "func f() { let n = new Node(value: 1); kept = n; kept = nil }\nthread t { f() }\n")
    #expect(checks(lost) == [.leak])
    #expect(lost.findings.first?.violation?.evidence == .leak(cells: ["Node#0"]))
    #expect(try checks(explored(pool + "thread t { let n = new Node(value: 1); kept = n }\n")).isEmpty)
    #expect(try checks(explored(pool + "thread t { let n = new Node(value: 1); kept = n; kept = nil }\n")).isEmpty)
    #expect(try checks(explored(pool + "thread t { let n = new Node(value: 1); free n }\n")).isEmpty)
    #expect(
        try checks(explored(pool + "func f() { new Node(value: 1) }\nthread t { f() }\nallow leak\n"))
            .isEmpty)
}

@Test("an allowed check is not reported, but ends the execution all the same")
func allowedChecks() throws {
    let body = "var x: 0..<2 = 0\nvar y: int = 0\nthread t { x = x + 1; x = x + 1; y = 1 }\nfinal f \"f\": y == 1\n"
    let reported = try explored(body)
    #expect(checks(reported) == [.overflow])
    let allowed = try explored(body + "allow overflow\n")
    #expect(checks(allowed).isEmpty)
    #expect(allowed.states == reported.states)
    #expect(allowed.endedStates == 0)
}

@Test("an execution that assume discards does not count")
func discardedExecutions() throws {
    let report = try explored(
        "var x: int = 0\nthread t { choose v in 0..<3; assume v != 1; x = v }\noutcome two \"two\": x == 2\noutcome one \"one\": x == 1\n"
    )
    #expect(report.phase == .complete)
    #expect(report.witnesses.keys.sorted() == [0])
    #expect(report.transitions == 4)
}

@Test("a failed check in the work before the first step is found at the start")
func failsAtTheStart() throws {
    let report = try explored("var x: int = 0\nthread t { assert 1 > 2; x = 1 }\n")
    #expect(checks(report) == [.failedAssertion])
    #expect(report.findings.first?.schedule == [])
    #expect(report.findings.first?.pointOfNoReturn == 0)
    #expect(report.states == 1)
}

@Test("a bound of the model makes the search inconclusive and is named")
func modelBounds() throws {
    let report = try explored(
        "channel c: int capacity unbounded\nthread t { loop { c.send(1) } }\nbounds { messages 3 }\n")
    #expect(report.phase == .limited)
    #expect(report.limits == [.model(.messages, 3)])
    let spawned = try explored(
        "var x: int = 0\nfunc f() { x = 1 }\nthread t { for i in 0..<4 { spawn f() } }\nbounds { threads 2 }\n")
    #expect(spawned.limits == [.model(.threads, 2)])
}

@Test("a daemon need not finish, and a spurious wake-up does not keep an execution from being over")
func endsOfExecutions() throws {
    let daemon = try explored("var x: int = 0\nevent go\ndaemon thread d { go.wait(); x = 2 }\nthread t { x = 1 }\n")
    #expect(checks(daemon).isEmpty)
    #expect(daemon.endedStates == 1)
    let asleep = try explored(
        "mutex m\ncondition c spurious\nvar x: int = 0\nthread t { m.lock(); c.wait(m); m.unlock(); x = 1 }\n")
    #expect(checks(asleep) == [.deadlock])
    #expect(asleep.endedStates == 1)
}

@Test("a property that cannot be computed is its own fault")
func propertyFaults() throws {
    let report = try explored("var a: int[2]\nvar i: int = 0\nthread t { i = 2 }\ninvariant p \"p\": a[i] == 0\n")
    #expect(report.findings.map(\.subject) == [.property(0)])
    #expect(report.findings.first?.violation?.check == .overflow)
}
