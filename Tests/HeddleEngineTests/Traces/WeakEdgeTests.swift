import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// Edges of lines under a weak memory: each step is `THREAD`, or `THREAD: CHOICE` with the words of its choice.
@Suite("Edges under weak memory")
struct WeakEdgeTests {
    static func machine(_ text: String, _ model: MemoryModel) throws -> Machine {
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text))
        return try Machine(try #require(loaded.program, "\(loaded.diagnostics)"), memoryModel: model)
    }

    static func trace(_ machine: Machine, _ steps: [String]) throws -> Trace {
        let start = machine.start()
        var trace = Trace(initialState: start.state, startEvent: start.event)
        for step in steps {
            let parts = step.split(separator: ":", maxSplits: 1).map { $0.trimmingPrefix(" ") }
            let state = trace.lastState
            let made = machine.enabled(state).lazy.compactMap { transition -> Trace.Step? in
                guard machine.threadName(transition.thread, in: state) == parts[0],
                    let next = machine.apply(transition, to: state)
                else { return nil }
                return Trace.Step(transition: transition, event: next.event, state: next.state)
            }
            let wanted = parts.count > 1 ? String(parts[1]) : nil
            let choices = made.map { $0.event.choiceText ?? "-" }
            // A choice has words only where there is another.
            let found = made.first { step in
                if step.transition.isFlush { return wanted?.hasPrefix("flushes") == true }
                return wanted == nil || step.event.choiceText == wanted
            }
            trace.steps.append(try #require(found, "\(step): \(Array(choices))"))
        }
        return trace
    }

    /// `1 sw 3`: from step 1 to step 3, both from 1.
    static func edges(_ text: String, _ model: MemoryModel, _ steps: [String]) throws -> [String] {
        let relation = HappensBefore(try trace(try machine(text, model), steps))
        return relation.edges.map { edge in
            let kind: String
            switch edge.kind {
            case .synchronizesWith: kind = "sw"
            case .readsFrom: kind = "rf"
            case .modificationOrder: kind = "mo"
            case .message: kind = "message"
            case .race: kind = "race"
            }
            return "\(edge.source + 1) \(kind) \(edge.target + 1)"
        }
    }

    static func messagePassing(_ store: String, _ load: String) -> String {
        """
        model "Message passing"
        memory c11
        atomic data: int = 0
        atomic flag: int = 0
        thread writer {
          data.store(1, relaxed)
          flag.store(1, \(store))
        }
        thread reader {
          let ready = flag.load(\(load))
          let seen = data.load(relaxed)
        }

        """
    }

    @Test("A compare-exchange that writes nothing synchronizes by its order for that")
    func failedCompareExchange() throws {
        func text(_ failure: String) -> String {
            """
            model "Failed"
            memory c11
            atomic flag: int = 0
            thread a {
              flag.store(1, release)
            }
            thread b {
              let done = flag.compareExchange(5, 6, seq_cst, \(failure))
            }

            """
        }
        #expect(try Self.edges(text("relaxed"), .c11, ["a", "b: from a#1"]) == ["1 rf 2"])
        #expect(try Self.edges(text("acquire"), .c11, ["a", "b: from a#1"]) == ["1 sw 2"])
    }

    @Test("message passing: only a release that is read by an acquire synchronizes; a stale read has no edge")
    func messagePassing() throws {
        let steps = ["writer", "writer", "reader: from writer#1", "reader: from start"]
        #expect(try Self.edges(Self.messagePassing("relaxed", "relaxed"), .c11, steps) == ["2 rf 3"])
        #expect(try Self.edges(Self.messagePassing("release", "relaxed"), .c11, steps) == ["2 rf 3"])
        #expect(try Self.edges(Self.messagePassing("relaxed", "acquire"), .c11, steps) == ["2 rf 3"])
        let strong = ["writer", "writer", "reader: from writer#1", "reader"]
        #expect(
            try Self.edges(Self.messagePassing("release", "acquire"), .c11, strong) == ["2 sw 3", "1 rf 4"])
        let relaxed = HappensBefore(
            try Self.trace(try Self.machine(Self.messagePassing("relaxed", "relaxed"), .c11), steps))
        #expect(!relaxed.precedes(0, 3))
        let ordered = HappensBefore(
            try Self.trace(try Self.machine(Self.messagePassing("release", "acquire"), .c11), strong))
        #expect(ordered.precedes(0, 3))
        #expect(ordered.precedes(1, 2))
    }

    @Test("a read of an older write has its edge from that write, though a newer one came between")
    func olderWrite() throws {
        let text = """
            model "Older"
            memory c11
            atomic x: int = 0
            thread writer {
              x.store(1, release)
              x.store(2, relaxed)
            }
            thread reader {
              let a = x.load(acquire)
              let b = x.load(acquire)
            }

            """
        #expect(
            try Self.edges(text, .c11, ["writer", "writer", "reader: from writer#1", "reader: from writer#2"])
                == ["1 sw 3", "2 rf 4"])
        // RC11 lets the thread's own later store carry the release on.
        #expect(
            try Self.edges(text, .rc11, ["writer", "writer", "reader: from writer#2", "reader"])
                == ["1 sw 3", "2 rf 3", "1 sw 4", "2 rf 4"])
    }

    @Test("a read-modify-write carries a release on; another thread's store breaks it")
    func releaseSequence() throws {
        let text = """
            model "Sequence"
            memory c11
            atomic x: int = 0
            thread writer { x.store(1, release) }
            thread adder { x.fetchAdd(1, relaxed) }
            thread other { x.store(7, relaxed) }
            thread reader { let a = x.load(acquire) }

            """
        #expect(
            try Self.edges(text, .c11, ["writer", "adder: from writer#1", "reader: from adder#1"])
                == ["1 rf 2", "1 sw 3", "2 rf 3"])
        #expect(
            try Self.edges(text, .c11, ["writer", "other: behind all", "reader: from other#1"])
                == ["1 mo 2", "2 rf 3"])
    }

    @Test("a write put before an older one follows the write behind which it stands")
    func middle() throws {
        let text = """
            model "Middle"
            memory c11
            atomic x: int = 0
            thread one { x.store(1, relaxed) }
            thread two { x.store(2, relaxed) }
            thread three { x.store(3, relaxed) }

            """
        #expect(
            try Self.edges(text, .c11, ["one", "two: behind all", "three: before two#1"]) == ["1 mo 2", "1 mo 3"])
        #expect(try Self.edges(text, .c11, ["one", "two: before one#1", "three: behind all"]) == ["1 mo 3"])
    }

    @Test("fences: a release fence before a store synchronizes with an acquire fence behind the load that reads it")
    func fences() throws {
        let text = """
            model "Fences"
            memory c11
            atomic data: int = 0
            atomic flag: int = 0
            thread writer {
              data.store(1, relaxed)
              fence(release)
              flag.store(1, relaxed)
            }
            thread reader {
              let ready = flag.load(relaxed)
              fence(acquire)
              let seen = data.load(relaxed)
            }

            """
        #expect(
            try Self.edges(
                text, .c11, ["writer", "writer", "writer", "reader: from writer#1", "reader", "reader"])
                == ["3 rf 4", "2 sw 5", "1 rf 6"])
    }

    @Test("IRIW: two readers see two writes in opposite orders, and nothing orders the writes")
    func independentReads() throws {
        let text = """
            model "IRIW"
            memory c11
            atomic x: int = 0
            atomic y: int = 0
            thread left { x.store(1, release) }
            thread right { y.store(1, release) }
            thread one {
              let a = x.load(acquire)
              let b = y.load(acquire)
            }
            thread two {
              let c = y.load(acquire)
              let d = x.load(acquire)
            }

            """
        let steps = [
            "left", "right", "one: from left#1", "one: from start", "two: from right#1", "two: from start",
        ]
        #expect(try Self.edges(text, .c11, steps) == ["1 sw 3", "2 sw 5"])
        let order = CausalOrder(try Self.trace(try Self.machine(text, .c11), steps))
        #expect(order.relation(of: 0, to: 1) == .concurrent)
        #expect(order.relation(of: 3, to: 1) == .concurrent)
        #expect(order.relation(of: 5, to: 0) == .concurrent)
    }

    @Test("tso: the flush is what other threads read; a load from the own buffer has no edge")
    func storeBuffers() throws {
        let text = """
            model "SB"
            memory tso
            atomic x: int = 0
            atomic y: int = 0
            thread left {
              x.store(1, relaxed)
              let own = x.load(relaxed)
              let r = y.load(relaxed)
            }
            thread right {
              y.store(1, release)
              let r = x.load(relaxed)
              let again = x.load(relaxed)
            }
            thread late { let r = y.load(acquire) }

            """
        #expect(
            try Self.edges(
                text, .tso,
                [
                    "left", "right", "left", "left", "right", "left: flushes x", "right: flushes y", "right", "late",
                ])
                == ["6 rf 8", "2 sw 9", "7 rf 9"])
    }

    @Test("tso: memory has the order in which buffers are flushed, whatever the order of the stores")
    func flushOrder() throws {
        let text = """
            model "Flushes"
            memory tso
            atomic x: int = 0
            thread one { x.store(1, relaxed) }
            thread two { x.store(2, relaxed) }
            thread three { x.fetchAdd(1, relaxed) }

            """
        #expect(
            try Self.edges(text, .tso, ["one", "two", "two: flushes x", "one: flushes x", "three"])
                == ["3 mo 4", "4 rf 5"])
    }

    @Test("atomic blocks under c11 synchronize with one another")
    func blocks() throws {
        let text = """
            model "Blocks"
            memory c11
            atomic x: int = 0
            thread one { atomic { x.store(1, relaxed) } }
            thread two { atomic { let a = x.load(relaxed) } }

            """
        #expect(try Self.edges(text, .c11, ["one", "two"]) == ["1 sw 2"])
    }

    @Test("the access that a data race fails on is joined with the other one, which nothing orders before it")
    func race() throws {
        let text = """
            model "Race"
            memory c11
            var data: int = 0
            atomic flag: int = 0
            thread writer {
              data = 1
              flag.store(1, relaxed)
            }
            thread reader {
              let ready = flag.load(acquire)
              if ready == 1 { let seen = data }
            }

            """
        #expect(
            try Self.edges(text, .c11, ["writer", "writer", "reader: from writer#1", "reader"])
                == ["2 rf 3", "1 race 4"])
    }

    @Test("steps that a sequentially consistent memory could not make are counted")
    func weakChoices() throws {
        let passing = try Self.machine(Self.messagePassing("relaxed", "relaxed"), .c11)
        let steps = ["writer", "writer", "reader: from writer#1"]
        #expect(try Self.trace(passing, steps + ["reader: from start"]).weakChoices == 1)
        #expect(try Self.trace(passing, steps + ["reader: from writer#1"]).weakChoices == 0)
        let buffers = try Self.machine(Self.messagePassing("relaxed", "relaxed"), .tso)
        #expect(try Self.trace(buffers, ["writer", "reader", "reader"]).weakChoices == 1)
        #expect(
            try Self.trace(buffers, ["writer", "writer: flushes data", "reader", "reader"]).weakChoices == 0)
    }
}
