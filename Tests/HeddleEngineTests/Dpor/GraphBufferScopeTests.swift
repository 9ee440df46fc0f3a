import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite("What the search of execution graphs says under tso")
struct GraphBufferScopeTests {
    private func explored(
        _ text: String, _ strategy: SearchOptions.Strategy = .dpor, looksForRaces: Bool = false,
        _ memory: MemoryModel = .tso
    ) throws -> Exploration {
        let machine = try Machine(program("model \"Graphs\"\n" + text), memoryModel: memory)
        return WholeSearch.of(machine, strategy, looksForRaces: looksForRaces)
    }

    /// The search of graphs finds what the search of states finds; what that is.
    @discardableResult
    private func agreed(
        _ text: String, looksForRaces: Bool = false, _ memory: MemoryModel = .tso
    ) throws
        -> Set<Subject>
    {
        let states = try explored(text, .breadthFirst, looksForRaces: looksForRaces, memory)
        let graphs = try explored(text, .dpor, looksForRaces: looksForRaces, memory)
        #expect(graphs.report.search == "dpor" && graphs.report.complete && states.report.complete, "\(text)")
        #expect(WholeSearch.subjects(states) == WholeSearch.subjects(graphs), "\(text)")
        let ends = states.outcomes().outcomes
        #expect(Set(ends.map(\.key)) == Set(graphs.outcomes().outcomes.map(\.key)), "\(text)")
        return WholeSearch.subjects(graphs)
    }

    @Test("A failing final is shown by a run with flushes")
    func finalFails() throws {
        let text = """
            atomic x: int
            atomic y: int
            thread a {
              x.store(1, relaxed)
              let seen = y.load(relaxed)
            }
            thread b {
              y.store(1, relaxed)
              let seen = x.load(relaxed)
            }
            final one "one of them sees the other": a.seen + b.seen > 0
            """
        let exploration = try explored(text)
        #expect(exploration.report.search == "dpor" && exploration.report.executions == 4)
        let finding = try #require(exploration.report.findings.first)
        #expect(finding.schedule.contains { $0.isFlush })
        let state = try #require(exploration.machine.state(after: finding.schedule))
        #expect(exploration.machine.ending(state) == .ended)
        #expect(exploration.machine.evaluate(property: 0, in: state) == .value(false))
        #expect(try agreed(text) == [.property(0)])
        #expect(try agreed(text.replacing("relaxed", with: "seq_cst")) == [])
    }

    @Test("A thread that is over may have stores on their way until it is joined")
    func joins() throws {
        let text = """
            atomic x: int
            func child() { x.store(1, relaxed) }
            thread a {
              let c = spawn child()
              join c
              let seen = x.load(relaxed)
            }
            final seen: a.seen == 1
            """
        #expect(try agreed(text) == [])
        #expect(try agreed(text.replacing("  join c\n", with: "")) == [.property(0)])
        #expect(try agreed(text.replacing("x.store(1, relaxed)", with: "x.fetchAdd(1, relaxed)")) == [])
    }

    @Test("A join stands between the stores of the joined thread and what its own thread does then, as a fence does")
    func fencesOfJoins() throws {
        let text = """
            atomic x: int
            atomic y: int
            func child() { x.store(1, relaxed) }
            thread a {
              let c = spawn child()
              join c
              let seen = y.load(relaxed)
            }
            thread b {
              y.store(1, relaxed)
              fence(seq_cst)
              let seen = x.load(relaxed)
            }
            final one "one of them sees the other": a.seen + b.seen > 0
            """
        #expect(try agreed(text) == [])
        #expect(try agreed(text.replacing("  join c\n", with: "")) == [.property(0)])
    }

    @Test("A child sees what its parent wrote before")
    func spawns() throws {
        let text = """
            atomic x: int
            func child() { assert x.load(relaxed) == 1 }
            thread a {
              x.store(1, relaxed)
              let c = spawn child()
            }
            """
        #expect(try agreed(text) == [])
    }

    static let waits: [(text: String, failing: Set<Subject>)] = [
        // It may come too late for the value that it waits for.
        (
            "atomic x: int\nthread a { await x.load(relaxed) == 1 }\nthread b {\n x.store(1, relaxed)\n x.store(2, relaxed) }",
            [.check(.deadlock)]
        ),
        ("atomic x: int\nthread a { await x == 1 }\nthread b {\n x = 1\n x = 0 }", [.check(.deadlock)]),
        (
            "atomic x: int\nthread a { await x.load(relaxed) == 2 }\nthread b {\n x.store(1, relaxed)\n x.store(2, relaxed) }",
            []
        ),
        // What waits in its own buffer is enough.
        (
            "atomic x: int\nthread a {\n x.store(1, relaxed)\n await x.load(relaxed) == 1 }\nthread b { x.store(2, relaxed) }",
            [.check(.deadlock)]
        ),
        ("var x: int\nfunc isOne() -> bool { return x == 1 }\nthread a {\n x = 1\n await isOne() }", []),
    ]

    @Test("A wait for what is overwritten is a deadlock", arguments: waits)
    func deadlocks(text: String, failing: Set<Subject>) throws {
        #expect(try agreed(text) == failing)
    }

    @Test("So it is where all accesses are seq_cst under c11")
    func seqCstDeadlock() throws {
        let text = "atomic x: int\nthread a { await x == 1 }\nthread b {\n x = 1\n x = 0 }"
        #expect(try agreed(text, .c11) == [.check(.deadlock)])
    }

    @Test("Who waits by a function sees its own store before others do")
    func waitsByFunction() throws {
        let text = """
            atomic x: int
            atomic y: int
            func isX() -> bool { return x.load(relaxed) == 1 }
            func isY() -> bool { return y.load(relaxed) == 1 }
            thread a {
              x.store(1, relaxed)
              await isX()
              let seen = y.load(relaxed)
            }
            thread b {
              y.store(1, relaxed)
              await isY()
              let seen = x.load(relaxed)
            }
            final one: a.seen + b.seen > 0
            """
        #expect(try agreed(text) == [.property(0)])
    }

    static let unknowns = [
        "x.load(relaxed)", "x.fetchAdd(1, relaxed)", "x.compareExchange(0, 1, relaxed)",
    ]

    @Test("A value that was never written is no value, for updates too", arguments: unknowns)
    func uninitialized(access: String) throws {
        let text = "atomic x: int = uninitialized\nthread a { x.store(1, relaxed) }\nthread b { let seen = \(access) }"
        #expect(try agreed(text) == [.check(.uninitializedRead)])
        #expect(try agreed(text, .c11) == [.check(.uninitializedRead)])
    }

    @Test("What an assertion and an assume hide is run all the same")
    func checks() throws {
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
        #expect(try agreed(text) == [.property(0), .check(.failedAssertion)])
        #expect(try agreed(text.replacing("assert f", with: "assume f")) == [.property(0)])
    }

    @Test("Loops that only read are awaits; updates that fail are too")
    func loops() throws {
        let waiting = """
            atomic flag: bool
            atomic data: int
            thread writer {
              data.store(1, relaxed)
              flag.store(true, relaxed)
            }
            thread reader {
              while !flag.load(relaxed) {}
              let got = data.load(relaxed)
            }
            final got: reader.got == 1
            """
        for loop in ["while !flag.load(relaxed) {}", "while !flag.compareExchange(true, true, relaxed) {}"] {
            let spinning = try explored(waiting.replacing("while !flag.load(relaxed) {}", with: loop)).report
            #expect(spinning.search == "dpor" && spinning.complete && spinning.findings.isEmpty)
            #expect(spinning.executions == 1)
        }
        let asleep = try explored("atomic x: int\nthread a { while x.load(relaxed) == 0 {} }").report
        #expect(asleep.complete && asleep.executions == 0 && asleep.findings.isEmpty)
    }

    // MARK: - Races

    static let races: [(text: String, races: Bool)] = [
        ("var d: int\nthread a { d = 1 }\nthread b { let seen = d }", true),
        ("var d: int\nthread b { let seen = d }\nthread a { d = 1 }", true),
        ("var d: int\nthread a { let seen = d }\nthread b { let seen = d }", false),
        ("var d: int\nthread a { await d == 2 }\nthread b { d = 1 }\nallow deadlock", false),
        ("var d: int\nthread a { while d != 2 {} }\nthread b { d = 1 }", true),
        ("var d: int\nthread a {\n let r = d\n assume r == 3 }\nthread b { d = 1 }", true),
        ("var d: int\nthread b { d = 1 }\nthread a {\n let r = d\n assume r == 3 }", true),
        (
            "var d: int\natomic x: int\nthread a { d = 2 }\nthread b { d = 1 }\nthread c { assert x.load(relaxed) == 1 }",
            true
        ),
        // Guarded by an update.
        (
            "var d: int\natomic x: int\nthread a {\n if x.fetchAdd(1, relaxed) == 0 { d = 1 } }\nthread b {\n if x.fetchAdd(1, relaxed) == 0 { d = 2 } }",
            false
        ),
        // Message passing needs no order here.
        (
            "var d: int\natomic x: bool\nthread a {\n d = 1\n x.store(true, relaxed) }\nthread b { if x.load(relaxed) { let seen = d } }",
            false
        ),
        (
            "var d: int\natomic x: bool\nthread a {\n x.store(true, relaxed)\n d = 1 }\nthread b { if x.load(relaxed) { let seen = d } }",
            true
        ),
        // Only who reads too early comes there.
        (
            "var d: int\natomic x: int\natomic y: int\nthread a {\n x.store(1, relaxed)\n if y.load(relaxed) == 0 { d = 1 } }\nthread b {\n y.store(1, relaxed)\n if x.load(relaxed) == 0 { d = 2 } }",
            true
        ),
        (
            "var d: int\natomic x: int\natomic y: int\nthread a {\n x = 1\n if y == 0 { d = 1 } }\nthread b {\n y = 1\n if x == 0 { d = 2 } }",
            false
        ),
        ("var d: int\nfunc f() { d = 1 }\nthread a {\n let c = spawn f()\n join c\n d = 2 }", false),
        ("var d: int\nfunc f() { d = 1 }\nthread a {\n let c = spawn f()\n d = 2\n join c }", true),
    ]

    @Test("Races are those of two threads that stand before their accesses", arguments: races)
    func raceEnds(text: String, races: Bool) throws {
        let found = try agreed(text, looksForRaces: true)
        #expect(found.contains(.check(.race)) == races, "\(text)")
        #expect(try explored(text).report.findings.allSatisfy { $0.subject != .check(.race) })
    }

    // MARK: - Bounds

    @Test("A bound of the buffer bites only where a graph has no run within it")
    func bounds() throws {
        let free = """
            bounds { buffer 1 }
            atomic x: int
            atomic y: int
            thread a {
              x.store(1, relaxed)
              y.store(1, relaxed)
            }
            thread b { let seen = y.load(relaxed) }
            """
        #expect(try explored(free, .breadthFirst).report.limits == [.model(.buffer, 1)])
        let report = try explored(free).report
        #expect(report.search == "dpor" && report.complete && report.executions == 2)
        // Where neither sees the other, both stores of the first have to wait while it reads.
        let full = """
            bounds { buffer 1 }
            atomic x: int
            atomic y: int
            atomic z: int
            thread a {
              z.store(1, relaxed)
              x.store(1, relaxed)
              let seen = y.load(relaxed)
            }
            thread b {
              y.store(1, relaxed)
              fence(seq_cst)
              let seen = z.load(relaxed)
            }
            """
        let limited = try explored(full).report
        #expect(limited.search == "dpor" && !limited.complete && limited.limits == [.model(.buffer, 1)])
        let wide = try explored(full.replacing("buffer 1", with: "buffer 2")).report
        #expect(wide.complete)
    }

    @Test("More writes than the search has room for are searched breadth first")
    func tooManyWrites() throws {
        let text = """
            atomic x: int
            thread a { for i in 0..<300 { x.store(i, relaxed) } }
            thread b { skip }
            """
        let report = try explored(text).report
        #expect(report.search == "bfs" && report.graphRefusal == .tooManyEvents)
        let fewer = try explored(text.replacing("300", with: "100")).report
        #expect(fewer.search == "dpor" && fewer.complete && fewer.executions == 1)
    }
}
