import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// Where knowledge is lost on its way, by which side, and which orders would keep it. Steps count from 1 here.
@Suite("Where knowledge is lost")
struct KnowledgeGapTests {
    /// What a gap between a step and a thread consists of, in words; nil: there is none.
    private static func gap(
        _ text: String, _ steps: [String], from step: Int, to thread: Int, _ model: MemoryModel = .c11
    ) throws -> [String]? {
        let trace = try WeakEdgeTests.trace(try WeakEdgeTests.machine(text, model), steps)
        let gap = KnowledgeGap(
            step: step - 1, thread: thread, events: trace.events, order: CausalOrder(events: trace.events))
        guard let gap else { return nil }
        let breaks = gap.breaks.map { "\($0.source + 1) to \($0.target + 1): \($0.cause)" }
        let remedies = gap.remedies.map { "\($0.isRelease ? "release" : "acquire") \($0.step + 1)" }
        let edges = gap.edges.map { "\($0.source + 1) sw \($0.target + 1)" }
        return (gap.chain == nil ? ["no chain"] : []) + breaks + remedies + edges
    }

    @Test(
        "Message passing: the side that is relaxed is named, and with both made stronger there is nothing to say",
        arguments: [
            ("relaxed", "relaxed", ["2 to 3: neither", "release 2", "acquire 3", "2 sw 3"]),
            ("release", "relaxed", ["2 to 3: unacquired", "acquire 3", "2 sw 3"]),
            ("relaxed", "acquire", ["2 to 3: unreleased", "release 2", "2 sw 3"]),
            ("release", "acquire", nil),
        ] as [(String, String, [String]?)])
    func sides(store: String, load: String, wanted: [String]?) throws {
        let text = WeakEdgeTests.messagePassing(store, load)
        #expect(try Self.gap(text, ["writer", "writer", "reader: from writer#1"], from: 1, to: 1) == wanted)
    }

    @Test("A thread that has read nothing of it, or has not moved, has no chain to speak of")
    func nothingLeads() throws {
        let text = WeakEdgeTests.messagePassing("release", "acquire")
        #expect(try Self.gap(text, ["writer", "writer"], from: 1, to: 1) == ["no chain"])
        #expect(try Self.gap(text, ["writer", "writer", "reader: from start"], from: 1, to: 1) == ["no chain"])
        // The own step is known.
        #expect(try Self.gap(text, ["writer"], from: 1, to: 0) == nil)
    }

    /// `store` and `load` with the statements around them.
    private static func fences(_ before: String, _ store: String, _ load: String, _ behind: String) -> String {
        """
        model "Fences"
        atomic data: int = 0
        atomic flag: int = 0
        thread writer {
          data.store(1, relaxed)
          \(before)
          flag.store(1, \(store))
        }
        thread reader {
          let ready = flag.load(\(load))
          \(behind)
          let seen = data.load(relaxed)
        }
        """
    }

    @Test("Fences count: what is missing is the other side's")
    func withFences() throws {
        let both = Self.fences("fence(release)", "relaxed", "relaxed", "fence(acquire)")
        let all = ["writer", "writer", "writer", "reader: from writer#1", "reader"]
        #expect(try Self.gap(both, all, from: 1, to: 1) == nil)
        // Before its fence the reader knows nothing yet.
        #expect(
            try Self.gap(both, Array(all.prefix(4)), from: 1, to: 1)
                == ["3 to 4: unacquired", "acquire 4", "2 sw 4"])
        let noRelease = Self.fences("data.store(1, relaxed)", "relaxed", "relaxed", "fence(acquire)")
        #expect(try Self.gap(noRelease, all, from: 1, to: 1) == ["3 to 4: unreleased", "release 3", "3 sw 5"])
        let late = Self.fences("fence(release)", "relaxed", "relaxed", "fence(release)")
        #expect(try Self.gap(late, all, from: 1, to: 1) == ["3 to 4: unacquired", "acquire 4", "2 sw 4"])
    }

    private static func relay(_ store: String, _ update: String, _ load: String) -> String {
        """
        model "Relay"
        atomic data: int = 0
        atomic flag: int = 0
        thread writer {
          data.store(1, relaxed)
          flag.store(1, \(store))
        }
        thread relay {
          let old = flag.fetchAdd(1, \(update))
        }
        thread reader {
          let ready = flag.load(\(load))
          let seen = data.load(relaxed)
        }
        """
    }

    @Test("An update passes a release on, whatever its own order; so only the store at its head has to release")
    func releaseSequence() throws {
        let steps = ["writer", "writer", "relay: from writer#1", "reader: from relay#1"]
        #expect(try Self.gap(Self.relay("release", "relaxed", "acquire"), steps, from: 1, to: 2) == nil)
        #expect(
            try Self.gap(Self.relay("release", "relaxed", "relaxed"), steps, from: 1, to: 2)
                == ["2 to 3: unacquired", "3 to 4: unacquired", "acquire 4", "2 sw 4"])
        #expect(
            try Self.gap(Self.relay("relaxed", "relaxed", "acquire"), steps, from: 1, to: 2)
                == ["2 to 3: neither", "3 to 4: unreleased", "release 2", "2 sw 4"])
    }

    @Test("RC11 lets a thread's later store carry its release on, C++20 does not")
    func ownReleases() throws {
        let text = """
            model "Own"
            atomic data: int = 0
            atomic flag: int = 0
            thread writer {
              data.store(1, relaxed)
              flag.store(1, release)
              flag.store(2, relaxed)
            }
            thread reader {
              let ready = flag.load(acquire)
              let seen = data.load(relaxed)
            }
            """
        let steps = ["writer", "writer", "writer", "reader: from writer#2"]
        #expect(try Self.gap(text, steps, from: 1, to: 1, .rc11) == nil)
        #expect(
            try Self.gap(text, steps, from: 1, to: 1) == ["3 to 4: unreleased", "release 3", "3 sw 4"])
    }

    @Test("The orders that are named do forbid the old value: tried on every litmus-like passing of a message")
    func remediesHold() throws {
        for store in ["relaxed", "release"] {
            for load in ["relaxed", "acquire"] {
                let weak = try WeakEdgeTests.machine(WeakEdgeTests.messagePassing(store, load), .c11)
                let trace = try WeakEdgeTests.trace(weak, ["writer", "writer", "reader: from writer#1"])
                let order = CausalOrder(events: trace.events)
                let gap = KnowledgeGap(step: 0, thread: 1, events: trace.events, order: order)
                let old = weak.enabled(trace.lastState).count
                guard let gap else {
                    #expect(old == 1)
                    continue
                }
                #expect(old == 2)
                // The model with just those orders has the old value no more.
                let release = gap.remedies.contains { $0.isRelease } ? "release" : store
                let acquire = gap.remedies.contains { !$0.isRelease } ? "acquire" : load
                let strong = try WeakEdgeTests.machine(WeakEdgeTests.messagePassing(release, acquire), .c11)
                let again = try WeakEdgeTests.trace(strong, ["writer", "writer", "reader: from writer#1"])
                #expect(strong.enabled(again.lastState).count == 1)
            }
        }
    }

    @Test("A plain variable orders nothing, whatever is read from it")
    func plain() throws {
        let text = """
            model "Plain"
            allow race
            atomic data: int = 0
            var flag: int = 0
            thread writer {
              data.store(1, relaxed)
              flag = 1
            }
            thread reader {
              let ready = flag
              let seen = data.load(relaxed)
            }
            """
        let steps = ["writer", "writer", "reader: from writer#1"]
        #expect(try Self.gap(text, steps, from: 1, to: 1) == ["2 to 3: plain"])
    }
}

/// Steps that a strong memory could not make, and why they could be made.
@Suite("Steps of a weak memory")
struct WeakStepTests {
    private static func steps(
        _ text: String, _ model: MemoryModel, _ made: [String]
    ) throws -> (steps: [WeakStep], count: WeakChoiceCount) {
        let machine = try WeakEdgeTests.machine(text, model)
        let trace = try WeakEdgeTests.trace(machine, made)
        return (WeakStep.steps(of: trace, machine: machine), trace.weakCount)
    }

    @Test("A stale read names what it passed over, and where the newer write was lost")
    func staleRead() throws {
        let found = try Self.steps(
            WeakEdgeTests.messagePassing("release", "relaxed"), .c11,
            ["writer", "writer", "reader: from writer#1", "reader: from start"])
        let weak = try #require(found.steps.first)
        #expect(found.steps.count == 1 && weak.step == 3 && weak.unknown == 0)
        #expect(weak.kind == .staleRead(from: .start, passed: [WriteName(thread: 0, number: 1)]))
        #expect(weak.gap?.breaks.map(\.cause) == [.unacquired])
        #expect(found.count.staleReads == 1 && found.count.earlyWrites == 0)
    }

    @Test("A write put before an older one is told apart from a stale read")
    func earlyWrite() throws {
        let text = """
            model "2+2W"
            atomic x: int = 0
            atomic y: int = 0
            thread left { x.store(1, relaxed)
            y.store(2, relaxed) }
            thread right { y.store(1, relaxed)
            x.store(2, relaxed) }
            """
        let found = try Self.steps(text, .c11, ["left", "left", "right: behind all", "right: before left#1"])
        let weak = try #require(found.steps.first)
        #expect(found.steps.count == 1 && weak.step == 3 && weak.unknown == 0)
        #expect(weak.kind == .earlyWrite(before: WriteName(thread: 0, number: 1)))
        #expect(found.count.staleReads == 0 && found.count.earlyWrites == 1)
    }

    @Test("Under tso it is a store that still waits in another thread's buffer; under sc there is no such step")
    func bufferedRead() throws {
        let text = """
            model "SB"
            var x: int = 0
            var y: int = 0
            thread left { x = 1
            let a = y }
            thread right { y = 1
            let b = x }
            """
        let found = try Self.steps(text, .tso, ["left", "left", "right", "right"])
        #expect(found.steps.map(\.step) == [3])
        #expect(found.steps.map(\.kind) == [.bufferedRead(store: 0)])
        #expect(found.count.staleReads == 1)
        let strong = try Self.steps(text, .sc, ["left", "left", "right", "right"])
        #expect(strong.steps.isEmpty && strong.count.total == 0)
    }

    @Test("Of several stores that wait it is the oldest, and none that nothing of its thread has followed")
    func oldestBuffered() throws {
        let text = """
            model "SB"
            atomic x: int = 0
            atomic y: int = 0
            thread left { x.store(1, relaxed)
            let a = y.load(relaxed)
            x.store(2, seq_cst) }
            thread right { let b = x.load(relaxed) }
            """
        let found = try Self.steps(text, .tso, ["left", "left", "left", "right"])
        #expect(found.steps.map(\.kind) == [.bufferedRead(store: 0)])
        for store in ["x.store(1, seq_cst)", "x = 1"] {
            let fenced = text.replacing("x.store(1, relaxed)", with: store)
            #expect(try Self.steps(fenced, .tso, ["left", "right"]).steps.isEmpty)
        }
    }

    @Test("A finding counts its stale reads, and the simplest schedule has the fewest")
    func findings() throws {
        let model = try WeakModel(
            """
            atomic x: int = 0
            atomic y: int = 0
            thread left { x.store(1, relaxed)
            let a = y.load(relaxed) }
            thread right { y.store(1, relaxed)
            let b = x.load(relaxed) }
            final seen: left.a == 1 || right.b == 1
            """)
        let finding = try #require(model.report.findings.first)
        #expect(finding.preemptions == 0)
        #expect(finding.weak?.staleReads == 1 && finding.weak?.earlyWrites == 0)
    }
}
