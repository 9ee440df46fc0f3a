import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

private func program(_ text: String) throws -> Program {
    let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: "model \"M\"\n" + text))
    return try #require(loaded.program, "\(loaded.diagnostics.map(\.message))")
}

private func states(_ program: Program, _ reductions: Reductions) throws -> Int {
    ReductionAgreement.explored(try Machine(program), reductions).report.states
}

private func agrees(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Program {
    let made = try program(text)
    let differences = try #require(try ReductionAgreement.differences(made))
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))", sourceLocation: sourceLocation)
    return made
}

@Test("store buffering has exactly three outcomes under every combination of reductions")
func storeBuffering() throws {
    let model = try agrees(
        """
        atomic x: int = 0
        atomic y: int = 0
        var a: int = 0
        var b: int = 0
        thread left { x = 1; a = y }
        thread right { y = 1; b = x }
        """)
    let machine = try Machine(model)
    for reductions in ReductionAgreement.combinations {
        let found = try #require(ReductionAgreement(machine: machine, reductions: reductions))
        #expect(found.outcomes.count == 3, "\(ReductionAgreement.name(reductions))")
    }
}

@Test(
    "one thread that goes round for ever does not hide another's failed assertion",
    arguments: [
        "loop { skip }", "loop { y = 1 }", "loop { y = 1; y = 0 }", "while !flag { yield }", "while !flag && y == 0 {}",
        "loop { let v = y; y = (v + 1) % 3 }", "loop { atomic { await y == 0; y = 1 }; y = 0 }",
        "loop { m.lock(); m.unlock() }",
    ])
func spinnerHidesNothing(spinner: String) throws {
    for victim in ["assert false", "skip; let v = z; assert v != 0", "m.lock(); z = 1; m.unlock(); assert z == 0"] {
        let model = try agrees(
            """
            var flag: bool
            var y: int = 0
            var z: int = 0
            mutex m
            thread spinner { \(spinner) }
            thread victim { \(victim) }
            """)
        let report = ReductionAgreement.explored(try Machine(model), .all).report
        #expect(report.findings.map(\.subject) == [.check(.failedAssertion)])
    }
}

@Test("what a guard reads is a dependency")
func guardsAreRead() throws {
    let model = try agrees(
        """
        var x: int = 0
        var y: int = 0
        thread waits { await x == 1; y = 1 }
        thread writes { x = 1; x = 2 }
        """)
    let report = ReductionAgreement.explored(try Machine(model), .all).report
    #expect(report.findings.map(\.subject) == [.check(.deadlock)])
}

@Test("a property that names one replica, in whatever kind, keeps the replicas apart")
func namedReplicas() throws {
    let text = """
        var winner: thread? = nil
        thread t * 3 { atomic { if winner == nil { winner = self } } }
        """
    let properties = [
        "final f \"f\": winner == t[0]", "invariant i \"i\": winner != t[1]", "outcome o \"o\": winner == t[2]",
        "reachable r \"r\": finished(t[0])",
    ]
    for property in properties {
        let model = try agrees(text + "\n" + property)
        let report = ReductionAgreement.explored(try Machine(model), .all).report
        #expect(!report.reductions.contains(.symmetry))
        #expect(report.refusals.contains { $0.reduction == .symmetry && $0.reason == .replicaIsNamed })
    }
    let model = try agrees(text + "\nfinal f \"f\": winner != nil")
    #expect(try states(model, .symmetry) < states(model, []))
}

@Test("two-phase commit with 5 participants: each class of states that are alike is stored once")
func twoPhaseCommit() throws {
    let model = try program(
        """
        const n = 5
        var commits: bool
        var aborts: bool
        var decided: 0...2 = 0
        var prepared: int = 0
        thread participant * n {
          var phase: 0...3 = 0
          var sent = false
          var noted = false
          loop {
            atomic {
              choose k in 0..<5
              if k == 0 { await phase == 0; phase = 1; sent = true }
              else if k == 1 { await phase == 0; phase = 3 }
              else if k == 2 { await commits; assert phase != 3; phase = 2 }
              else if k == 3 { await aborts; assert phase != 2; phase = 3 }
              else { await decided == 0 && sent && !noted; noted = true; prepared = prepared + 1 }
            }
          }
        }
        thread coordinator {
          loop {
            atomic {
              choose k in 0..<2
              if k == 0 { await decided == 0 && prepared == n; decided = 1; commits = true }
              else { await decided == 0; decided = 2; aborts = true }
            }
          }
        }
        """)
    #expect(try states(model, []) == 8_832)
    // Counted by hand: the classes of these states under all renamings of the participants.
    #expect(try states(model, .symmetry) == 314)
    #expect(try states(model, .all) <= 314)
}

@Test("owners of locks, sets of waiting threads, counts of readers and identities in data move with their threads")
func everythingMoves() throws {
    let bodies = [
        "m.lock(); skip; m.unlock()", "m.lock(); ready.wait(m); m.unlock()", "line.wait()",
        "rw.readLock(); skip; rw.readUnlock()", "rw.writeLock(); skip; rw.writeUnlock()", "once1.run { skip }",
        "owner = self; let o = owner; assert o != nil", "ids.send(self); let who = ids.receive(); assert who != self",
        "let got = box.compareExchange(nil, self); if got { assert box == self }",
    ]
    for body in bodies {
        let model = try agrees(
            """
            mutex m
            condition ready
            barrier line(2)
            rwlock rw writersFirst
            once once1
            var owner: thread? = nil
            atomic box: thread? = nil
            channel ids: thread capacity 2
            thread t * 3 { \(body) }
            thread wakes { ready.notify(); ready.notifyAll() }
            """)
        let machine = try Machine(model)
        #expect(ReductionAgreement.explored(machine, .symmetry).report.reductions == .symmetry, "\(body)")
        #expect(try states(model, .symmetry) < states(model, []), "\(body)")
    }
}

@Test("a thread that only waits makes no states of its own, and is not stuck")
func waitingLoops() throws {
    let model = try agrees(
        """
        var go: bool
        var turn: int = 0
        var x: int = 0
        thread waits { while !go || turn == 0 {}; x = 1 }
        thread acts { turn = 1; go = true }
        """)
    let report = ReductionAgreement.explored(try Machine(model), .all).report
    #expect(report.findings.isEmpty)
    let forEver = try agrees("var go: bool\nthread waits { while !go {} }\n")
    #expect(ReductionAgreement.explored(try Machine(forEver), .all).report.findings.isEmpty)
}

@Test("what looks at every interleaving refuses reductions, and says why")
func refusals() throws {
    func refusal(_ text: String, _ change: (inout SearchOptions) -> Void = { _ in }) throws -> [ReductionRefusal] {
        var options = SearchOptions()
        options.reductions = .all
        change(&options)
        let explorer = BreadthFirstExplorer(machine: try Machine(program(text)), options: options)
        return explorer.report.refusals.map(\.reason)
    }
    let text = "var x: int = 0\nthread t * 2 { x = 1 }\n"
    #expect(try refusal(text).isEmpty)
    #expect(try Set(refusal(text) { $0.looksForRaces = true }) == [.races])
    #expect(try Set(refusal(text) { $0.depth = 3 }) == [.everyInterleaving])
    #expect(try Set(refusal(text) { $0.collectsAll = true }) == [.everyInterleaving])
    #expect(try refusal(text + "invariant i \"i\": !blocked(t[0])\n").contains(.blockedIsObserved))
    #expect(
        try refusal("mutex m\ncondition c spurious\nthread t { m.lock(); c.wait(m); m.unlock() }\n")
            .contains(.spuriousWakeUps))
}

@Test(
    "who lets a waiting thread go belongs to its set, whatever it waits for",
    arguments: [
        ("m.lock(); y = 1; m.unlock()", "m.lock(); saw = y; x = 1; m.unlock()"),
        ("y = 1; s.release()", "s.acquire(); saw = y; x = 1"),
        ("y = 1; go.set()", "go.wait(); saw = y; x = 1"),
        ("y = 1; c.send(1)", "let got = c.receive(); saw = y; x = 1"),
        ("y = 1; r.send(1)", "let got = r.receive(); saw = y; x = 1"),
        ("y = 1; let got = c.receive()", "c.send(1); c.send(2); saw = y; x = 1"),
        ("y = 1; let got = r.receive()", "r.send(1); saw = y; x = 1"),
        ("y = 1; c.close()", "let got = c.next(); saw = y; x = 1"),
        ("y = 1; line.wait()", "line.wait(); saw = y; x = 1"),
        ("rw.readLock(); y = 1; rw.readUnlock()", "rw.writeLock(); saw = y; x = 1; rw.writeUnlock()"),
        ("rw.writeLock(); y = 1; rw.writeUnlock()", "rw.readLock(); saw = y; x = 1; rw.readUnlock()"),
        ("run.run { y = 1 }", "run.run { skip }; saw = y; x = 1"),
        ("m.lock(); y = 1; ready.notify(); m.unlock()", "m.lock(); ready.wait(m); saw = y; x = 1; m.unlock()"),
        ("y = 1", "await y == 1; saw = y; x = 1"),
        ("y = 1", "while y == 0 {}; saw = y; x = 1"),
        ("y = 1", "atomic { await y == 1; x = 1; saw = y }"),
        ("y = 1", "select { case await y == 1 { saw = y; x = 1 } }"),
    ])
func enablersBelong(helper: String, waiter: String) throws {
    // The looker comes first: of sets of one size the first is taken, and its own is the one that would be too small.
    let model = try agrees(
        """
        var x: int = 0
        var y: int = 0
        mutex m
        semaphore s = 0
        event go
        channel c: int capacity 1
        channel r: int
        barrier line(2)
        rwlock rw
        once run
        condition ready
        thread looker { let seen = x }
        thread helper { \(helper) }
        thread waiter { var saw = 0; \(waiter) }
        outcome late "the waiter is let go before the looker looks": waiter.saw == 1 && looker.seen == 1
        allow deadlock
        """)
    let report = ReductionAgreement.explored(try Machine(model), .all).report
    #expect(report.witnesses.count == 1)
}
