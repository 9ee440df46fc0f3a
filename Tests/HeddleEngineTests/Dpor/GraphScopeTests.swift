import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("What the search of execution graphs takes and what it says")
struct GraphScopeTests {
    private func explored(_ text: String, _ memory: MemoryModel = .c11) throws -> Exploration {
        WholeSearch.of(try Machine(program("model \"Graphs\"\n" + text), memoryModel: memory), .dpor)
    }

    static let refused: [(text: String, reason: GraphRefusal)] = [
        ("atomic x: int\nthread a { x = 1 }\ninvariant low: x <= 1", .everyState),
        ("atomic x: int\nthread a { x = 1 }\nreachable one: x == 1", .everyState),
        ("atomic x: int\nghost var g: int = 0\nthread a {\n x = 1\n ghost g = 1 }\nfinal one: g == 1", .ghosts),
        ("atomic x: int\nmutex m\nthread a {\n m.lock()\n x = 1\n m.unlock() }", .otherObjects),
        ("pool Node[2] { value: int = 0 }\nthread a {\n let n = new Node()\n free n }", .otherObjects),
        ("var q: int[..2]\nsetup { q.append(1) }\nthread a { q[0] = 2 }\nthread b { let r = q[0] }", .otherObjects),
        ("atomic x: int\natomic y: int\nthread a { await x == 0 && y == 0 }", .severalLocations),
        ("atomic x: int[2]\nvar i: int = 0\nthread a { await x[0] == 0 && x[1] == 0 }", .severalLocations),
        ("atomic x: int\nthread a { atomic { x = 1 } }", .severalLocations),
        (
            "atomic x: int\nfunc f() { x = 1 }\nthread a { let c = spawn f() }\nthread b { let c = spawn f() }",
            .severalSpawners
        ),
    ]

    @Test("Executions are not counted where a shared list is: no graph tells what is done with it")
    func listsAreNotCounted() throws {
        let text = """
            model "List"
            var q: int[..2]
            setup { q.append(1) }
            thread a { q[0] = 2 }
            thread b { let r = q[0] }
            """
        for memory in [MemoryModel.c11, .tso] {
            let exploration = Exploration(machine: try Machine(program(text), memoryModel: memory))
            let (outcomes, isComplete) = exploration.outcomes(countingClasses: true)
            #expect(isComplete && !outcomes.isEmpty)
            #expect(outcomes.allSatisfy { $0.executions == nil })
        }
    }

    @Test("What it can't take is told apart by the order of dependent steps, and it says why", arguments: refused)
    func refusals(text: String, reason: GraphRefusal) throws {
        for memory in [MemoryModel.c11, .tso] {
            let exploration = try explored(text, memory)
            let report = exploration.report
            #expect(report.graphRefusal == reason)
            #expect(report.search == "dpor")
            #expect(report.complete)
            #expect((report.executions ?? 0) > 0)
            // Orders of steps are no execution graphs.
            let outcomes = exploration.outcomes()
            #expect(outcomes.isComplete && outcomes.outcomes.allSatisfy { $0.executions == nil })
        }
    }

    @Test("Where all accesses are seq_cst, its schedules are those of the model's own machine")
    func seqCst() throws {
        let text = """
            atomic x: int
            atomic y: int
            var d: int = 0
            thread a {
              x = 1
              if y == 0 { d = 1 }
            }
            thread b {
              y = 1
              if x == 0 { d = 2 }
            }
            final touched "one of them may write": d != 0
            """
        let exploration = try explored(text)
        #expect(exploration.machine.memory?.form == .latest)
        #expect(exploration.report.complete)
        #expect(exploration.report.executions == 3)
        let finding = try #require(exploration.report.findings.first)
        #expect(exploration.report.findings.map(\.subject) == [.property(0)])
        let state = try #require(exploration.machine.state(after: finding.schedule))
        #expect(exploration.machine.ending(state) == .ended)
        #expect(exploration.machine.evaluate(property: 0, in: state) == .value(false))
    }

    @Test("What a race hides behind it is run all the same")
    func behindRaces() throws {
        let text = """
            atomic flag: int
            var d: int = 0
            atomic seen: int
            thread a {
              let f = flag.load(acquire)
              if f == 0 { d = 1 } else { seen.store(1, relaxed) }
            }
            thread b {
              d = 2
              flag.store(1, release)
            }
            final never "never seen": seen == 0
            """
        let exploration = try explored(text)
        #expect(Set(exploration.report.findings.map(\.subject)) == [.property(0), .check(.race)])
        #expect(Set(exploration.outcomes().outcomes.map(\.end)) == [.ended, .violated])
    }

    @Test("What a failed assertion hides behind it is run all the same")
    func behindAssertions() throws {
        let text = """
            atomic flag: int
            atomic seen: int
            thread a {
              let f = flag.load(relaxed)
              assert f == 1
              seen.store(1, relaxed)
            }
            thread b { flag.store(1, relaxed) }
            final never "never seen": seen == 0
            """
        let exploration = try explored(text)
        #expect(Set(exploration.report.findings.map(\.subject)) == [.property(0), .check(.failedAssertion)])
        #expect(exploration.report.executions == 2)
    }

    @Test("A value that was never written may be read, or not")
    func uninitialized() throws {
        let text = """
            atomic x: int = uninitialized
            thread a { x.store(1, relaxed) }
            thread b { let seen = x.load(relaxed) }
            final one: b.seen == 1
            """
        let exploration = try explored(text)
        #expect(exploration.report.findings.map(\.subject) == [.check(.uninitializedRead)])
        #expect(exploration.report.executions == 2)
        let outcomes = exploration.outcomes().outcomes
        #expect(outcomes.filter { $0.end != .violated }.map(\.executions) == [1])
        let states = WholeSearch.of(exploration.machine, .breadthFirst)
        #expect(Set(outcomes.map(\.key)) == Set(states.outcomes().outcomes.map(\.key)))
    }

    @Test("A wait that nobody ends is a deadlock, counted once")
    func deadlock() throws {
        let text = """
            atomic x: int
            atomic y: int
            thread a {
              await x.load(acquire) == 2
              y.store(1, relaxed)
            }
            thread b {
              x.store(2, release)
              x.store(3, release)
            }
            """
        let exploration = try explored(text)
        #expect(exploration.report.findings.isEmpty)
        // It may still read the 2 when the 3 is there.
        #expect(exploration.report.executions == 1)
        let never = try explored(text.replacing("== 2", with: "== 4"))
        #expect(never.report.findings.map(\.subject) == [.check(.deadlock)])
        #expect(never.report.executions == 1)
    }

    @Test("A loop that only reads is an await; one that does more is no proof")
    func loops() throws {
        let waiting = """
            atomic flag: bool
            atomic data: int
            thread writer {
              data.store(1, relaxed)
              flag.store(true, release)
            }
            thread reader {
              while !flag.load(acquire) {}
              let got = data.load(relaxed)
            }
            final got: reader.got == 1
            """
        for loop in ["while !flag.load(acquire) {}", "while !flag.compareExchange(true, true, acquire) {}"] {
            let spinning = try explored(waiting.replacing("while !flag.load(acquire) {}", with: loop)).report
            #expect(spinning.search == "dpor" && spinning.complete && spinning.findings.isEmpty)
            #expect(spinning.executions == 1)
        }
        let relaxed = try explored(waiting.replacing("load(acquire)", with: "load(relaxed)")).report
        #expect(relaxed.executions == 2)
        #expect(relaxed.findings.map(\.subject) == [.property(0)])
        let asleep = try explored("atomic x: int\nthread a { while x.load(acquire) == 0 {} }").report
        #expect(asleep.complete && asleep.executions == 0 && asleep.findings.isEmpty)
        let busy = try explored("atomic x: int\nthread a { while x.load(acquire) == 0 { fence(acquire) } }").report
        #expect(busy.search == "dpor" && !busy.complete)
        #expect(busy.limits.contains { if case .cycle = $0 { return true } else { return false } })
    }

    static let races = [
        // Who waits races with who writes.
        "var d: int\nthread a { await d == 2 }\nthread b { d = 1 }\nallow deadlock",
        "var d: int\nthread a { while d != 2 {} }\nthread b { d = 1 }",
        // What an assume discards has been read.
        "var d: int\nthread a {\n let r = d\n assume r == 3 }\nthread b { d = 1 }",
        // Others race while a third thread fails or is discarded.
        "var d: int\natomic x: int\nthread a { d = 2 }\nthread b { d = 1 }\nthread c { assert x.load(relaxed) == 1 }",
        "var d: int\natomic x: int\nthread a { d = 2 }\nthread b { d = 1 }\nthread c { assume x.load(relaxed) == 1 }",
    ]

    @Test("A race is found wherever its graph ends", arguments: races)
    func raceEnds(text: String) throws {
        let report = try explored(text).report
        #expect(report.search == "dpor")
        #expect(report.findings.contains { $0.subject == .check(.race) })
    }

    @Test("Work in portions gives what work at once gives")
    func portions() throws {
        let text = """
            atomic x: int
            thread a * 3 {
              let seen = x.load(relaxed)
              x.store(seen + 1, relaxed)
            }
            final all: x == 3
            """
        let whole = try explored(text)
        var options = SearchOptions()
        options.strategy = .dpor
        let parts = Exploration(machine: whole.machine, options: options)
        while !parts.isOver { parts.advance(budget: 7) }
        #expect(parts.report.executions == whole.report.executions)
        #expect(parts.report.states == whole.report.states)
        #expect(parts.report.findings.map(\.schedule) == whole.report.findings.map(\.schedule))
    }
}
