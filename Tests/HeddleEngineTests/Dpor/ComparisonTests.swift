import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// A slice of what `heddle-fuzz` does at length.
@Suite("Every search says the same of random models")
struct ComparisonTests {
    private static var small: ModelComparison.Limits {
        var limits = ModelComparison.Limits()
        limits.states = 1_000
        limits.steps = 3_000
        limits.classNodes = 600
        return limits
    }

    @Test("Heddle's own language", arguments: 0..<40)
    func heddle(seed: Int) throws {
        let machine = try Machine(RandomPrograms.program(seed: seed))
        #expect(ModelComparison(machine: machine, limits: Self.small).differences == [], "seed \(seed)")
    }

    @Test("Promela", arguments: 0..<40)
    func promela(seed: Int) throws {
        let text = RandomPromela.text(seed: seed)
        let loaded = PromelaFrontEnd.load(SourceText(path: "random.pml", text: text))
        let program = try #require(loaded.program, "seed \(seed): \(loaded.diagnostics.map(\.message))\n\(text)")
        let machine = try Machine(program)
        #expect(ModelComparison(machine: machine, limits: Self.small).differences == [], "seed \(seed)")
    }

    @Test("A comparison of a model with itself changed is not silent")
    func noticing() throws {
        let machine = try Machine(HandMadePrograms.lostUpdate(tellers: 2))
        let answer = SearchAnswer(machine: machine, options: SearchOptions())
        var other = answer
        other.failing = []
        other.outcomes.insert("another")
        #expect(other.differences(from: answer).count == 2)
    }

    @Test("The minimiser keeps what fails and drops the rest")
    func minimizing() {
        let text = "a\nb {\n  c\n  bug\n}\nd {\n  e\n}"
        #expect(ModelMinimizer.smallest(text) { $0.contains("bug") } == "  bug")
        #expect(ModelMinimizer.smallest(text) { $0.contains("b {") && $0.contains("bug\n}") } == "b {\n  bug\n}")
    }

    @Test("A team that is not wanted any more waits for members that begin late")
    func lateMembers() {
        for _ in 0..<100 {
            let team = WorkerTeam(count: 4)
            #expect(team.count >= 1)
        }
    }
}

private func comparison(_ text: String, isPromela: Bool = false) throws -> ModelComparison {
    let loaded =
        isPromela
        ? PromelaFrontEnd.load(SourceText(path: "case.pml", text: text))
        : HeddleFrontEnd.load(SourceText(path: "case.heddle", text: text))
    let program = try #require(loaded.program, "\(loaded.diagnostics.map(\.message))")
    return ModelComparison(machine: try Machine(program))
}

/// Models on which some search once said less than the others.
@Suite("Searches: what went wrong once")
struct SearchRegressionTests {
    @Test("An assertion that fails on the way to a known state is told by every search")
    func failureIntoTheKnown() throws {
        let text = """
            byte x; byte y; byte a[2];
            chan c0 = [0] of { byte, byte };
            proctype p0(byte k) {
              byte v = k;
              atomic { select (v : 0 .. 2) };
              if
              :: (x > 0 && y < 2) -> v = (v + 1) % 3;
                 do
                 :: x != y -> a[x % 2] = v; break
                 :: true -> y = x; printf("here\\n")
                 :: true -> v = (v + 1) % 3; assert(x != 2 || y != 1)
                 od
              fi
            }
            proctype p1(byte k) { x = 1; atomic { x = 2; c0!1(x) } }
            init { run p0(1); run p1(2) }
            """
        #expect(try comparison(text, isPromela: true).differences == [])
    }
}

/// Models that once told the search by classes from the others.
@Suite("Search by classes: what went wrong once")
struct DporRegressionTests {
    private func differences(_ text: String, isPromela: Bool = false) throws -> [String] {
        let comparison = try comparison(text, isPromela: isPromela)
        #expect(comparison.isCounted)
        return comparison.differences
    }

    @Test("Processes that have ended at the end of an execution have steps to reverse")
    func endedProcesses() throws {
        let text = """
            byte x = 1;
            byte a[2];
            active proctype p1() { byte v; v = 1; a[x % 2] = v }
            active proctype p2() { x = 0; x = 1 }
            """
        #expect(try differences(text, isPromela: true) == [])
    }

    @Test("Where one choice ends the execution the others are made all the same")
    func choicesThatFail() throws {
        let text = """
            model "Chooser"
            var x: int = 0
            thread p {
              atomic {
                choose c in 0..<3
                assert c == 1
                x = 1
              }
            }
            thread q { let seen = x }
            reachable one "one is chosen": x == 1
            """
        #expect(try differences(text) == [])
    }

    @Test("A guard over two variables is found true between two writes to each")
    func guardBetweenWrites() throws {
        let text = """
            model "Between"
            var x: int = 0
            var y: int = 0
            var z: int = 0
            thread p { x = 1
              x = 0 }
            thread q { y = 1
              y = 0 }
            thread r { await x == 1 && y == 1
              z = 1 }
            allow deadlock
            """
        #expect(try differences(text) == [])
    }

    @Test("A guard that is true for another reason is tried where it was true for the first")
    func guardWithTwoReasons() throws {
        let text = """
            model "Two reasons"
            var x: int = 0
            var y: int = 0
            var z: int = 0
            thread p { x = 1 }
            thread q { y = 1 }
            thread r { await y == 1 || x == 0
              z = x }
            """
        #expect(try differences(text) == [])
    }

    @Test("A lock is tried before the step that took it, not before the one that freed it")
    func locks() throws {
        let text = """
            model "Locks"
            mutex m
            var x: int = 0
            thread p { m.lock()
              x = x + 1
              m.unlock() }
            thread q { m.lock()
              x = x * 2
              m.unlock() }
            thread r { let k = m.tryLock()
              if k { m.unlock() } }
            """
        #expect(try differences(text) == [])
    }

    @Test("An execution that may end or go on by a spurious wake-up does both")
    func spuriousEnds() throws {
        let text = """
            model "Spurious"
            mutex m
            condition c spurious
            var x: int = 0
            thread p { m.lock()
              c.wait(m)
              x = x + 1
              m.unlock() }
            thread q { x = 5 }
            allow deadlock
            """
        #expect(try differences(text) == [])
    }

    @Test("Which waiter wakes, which message is taken, what is chosen: all of it, once")
    func choices() throws {
        let text = """
            model "Choices"
            channel c: int unordered capacity 2
            var x: int = 0
            thread p { choose v in 0..<2
              c.send(v) }
            thread q { c.send(3) }
            thread r { select {
              case let m = c.receive() { x = m }
              case await x == 0 { skip }
              } }
            allow deadlock
            """
        #expect(try differences(text) == [])
    }

    @Test("A failed check ends all at once, wherever the others are")
    func failedChecks() throws {
        let text = """
            model "Failing"
            var x: int = 0
            var y: int = 0
            thread p { let v = x
              assert v == 0 }
            thread q { x = 1
              y = 1
              y = 2 }
            thread r { y = 3 }
            """
        #expect(try differences(text) == [])
    }

    @Test("A rendezvous is a step of both")
    func rendezvous() throws {
        let text = """
            model "Meeting"
            channel c: int
            var x: int = 0
            thread p { c.send(1) }
            thread q { c.send(2) }
            thread r { select {
              case let m = c.receive() { x = m }
              case await x == 0 { x = 7 }
              } }
            thread s { x = 4 }
            allow deadlock
            """
        #expect(try differences(text) == [])
    }

    @Test("What is assumed keeps the executions out that don't fit, and no others")
    func assumptions() throws {
        let text = """
            model "Assumed"
            var x: int = 0
            thread p { let v = x
              assume v == 1
              x = 2 }
            thread q { x = 1
              x = 3 }
            """
        #expect(try differences(text) == [])
    }
}
