import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// What a weak memory doesn't leave to a thread's next access, and why. Steps are numbered from 1, as on the screen.
@Suite("Forbidden choices and their reasons")
struct ForbiddenChoiceTests {
    /// `start: step 3 made 1 known`, for each forbidden choice of a thread behind the steps.
    private func forbidden(
        _ thread: String, _ text: String, _ steps: [String], _ model: MemoryModel = .c11
    ) throws -> [String] {
        let machine = try Self.machine(text, model)
        let trace = try WeakEdgeTests.trace(machine, steps)
        let number = try #require(
            (0..<machine.threadCount(in: trace.lastState)).first {
                machine.threadName($0, in: trace.lastState) == thread
            })
        let moves = machine.enabled(trace.lastState).filter { $0.thread == number }
        let finder = try #require(ForbiddenChoices(machine: machine, trace: trace))
        let choices = try #require(finder.choices(ofThread: number, moves: moves))
        return choices.forbidden.map { choice in
            func name(_ write: WriteName) -> String {
                write.text { machine.threadName($0, in: trace.lastState) }
            }
            let value = choice.event.operations[0].value.map { " \($0)" } ?? ""
            let head = (choice.isPlacement ? "before " : "") + name(choice.write)
            return head + (choice.isPlacement ? "" : value) + ": " + Self.text(choice.reason, name)
        }
    }

    /// Two blanks stand between statements.
    private static func machine(_ text: String, _ model: MemoryModel) throws -> Machine {
        try WeakEdgeTests.machine("model \"M\"\n" + text.replacing("  ", with: "\n"), model)
    }

    private static func text(_ reason: ForbiddenChoice.Reason, _ name: (WriteName) -> String) -> String {
        switch reason {
        case .alreadyRead(let write, in: let step): return "read \(name(write)) in \(step + 1)"
        case .alreadyWrote(let write, in: let step): return "wrote \(name(write)) in \(step + 1)"
        case .known(let write, madeIn: let made, through: let access, by: let step):
            let way = access == made ? "" : " through \(access + 1)"
            return "step \(step + 1) made \(made + 1) (\(name(write))) known\(way)"
        case .glued(let read, let update, in: let step):
            return "\(name(read)) belongs to \(name(update)) of \(step + 1)"
        case .cycle(let links):
            let kinds: [ForbiddenChoice.Link.Kind: String] = [
                .programOrder: "po", .synchronizesWith: "sw", .happensBefore: "hb", .readsFrom: "rf",
                .modificationOrder: "mo", .fromRead: "fr",
            ]
            return links.map { "\($0.source + 1) \(kinds[$0.kind]!) " }.joined() + "\(links.last!.target + 1)"
        case .other: return "?"
        }
    }

    @Test("What an acquire made known can't be passed over; what was read relaxed can")
    func messagePassing() throws {
        func text(_ load: String) -> String {
            """
            atomic data: int = 0
            atomic flag: int = 0
            thread writer { data.store(42, relaxed)  flag.store(1, release) }
            thread reader { let up = flag.load(\(load))  let got = data.load(relaxed) }
            """
        }
        let steps = ["writer", "writer", "reader: from writer#1"]
        #expect(
            try forbidden("reader", text("acquire"), steps)
                == ["start integer(0): step 3 made 1 (writer#1) known"])
        #expect(try forbidden("reader", text("relaxed"), steps) == [])
    }

    @Test("What a thread read itself can't be passed over any more")
    func readRead() throws {
        let text = """
            atomic x: int = 0
            thread writer { x.store(1, relaxed)  x.store(2, relaxed) }
            thread reader { let a = x.load(relaxed)  let b = x.load(relaxed) }
            """
        #expect(
            try forbidden("reader", text, ["writer", "writer", "reader: from writer#1"])
                == ["start integer(0): read writer#1 in 3"])
        #expect(
            try forbidden("reader", text, ["writer", "writer", "reader: from writer#2"])
                == ["writer#1 integer(1): read writer#2 in 3", "start integer(0): read writer#2 in 3"])
    }

    @Test("A thread's own writes stand behind what it may read, and before what it writes next")
    func ownWrites() throws {
        let text = """
            atomic x: int = 0
            thread a { x.store(1, relaxed)  let r = x.load(relaxed) }
            thread b { x.store(2, relaxed)  x.store(3, relaxed) }
            """
        #expect(try forbidden("a", text, ["a", "b: behind all"]) == ["start integer(0): wrote a#1 in 1"])
        #expect(try forbidden("b", text, ["a", "b: before a#1"]) == ["before b#1: wrote b#1 in 2"])
    }

    @Test("The place behind a write that an update took is no other's")
    func glued() throws {
        let text = """
            atomic x: int = 0
            thread a { x.fetchAdd(1, relaxed) }
            thread b { x.fetchAdd(1, relaxed) }
            thread c { x.store(5, relaxed) }
            thread d { let done = x.compareExchange(0, 7, relaxed, relaxed) }
            """
        #expect(try forbidden("b", text, ["a"]) == ["start integer(1): start belongs to a#1 of 1"])
        #expect(try forbidden("c", text, ["a"]) == ["before a#1: start belongs to a#1 of 1"])
        #expect(try forbidden("d", text, ["a"]) == ["start integer(0): start belongs to a#1 of 1"])
    }

    @Test("A lock, a join, a spawn and another's read make a write known")
    func handovers() throws {
        let locked = """
            atomic x: int = 0
            mutex m
            thread a { m.lock()  x.store(1, relaxed)  m.unlock() }
            thread b { m.lock()  let r = x.load(relaxed)  m.unlock() }
            """
        #expect(
            try forbidden("b", locked, ["a", "a", "a", "b"]) == ["start integer(0): step 4 made 2 (a#1) known"])
        let spawned = """
            atomic x: int = 0
            func child() { let r = x.load(relaxed) }
            thread a { x.store(1, relaxed)  spawn child() }
            """
        #expect(
            try forbidden("child.0", spawned, ["a", "a"]) == ["start integer(0): step 2 made 1 (a#1) known"])
        let relayed = """
            atomic x: int = 0
            atomic y: int = 0
            thread a { x.store(1, relaxed) }
            thread b { let r = x.load(relaxed)  y.store(1, release) }
            thread c { let r = y.load(acquire)  let s = x.load(relaxed) }
            """
        #expect(
            try forbidden("c", relayed, ["a", "b: from a#1", "b", "c: from b#1"])
                == ["start integer(0): step 4 made 1 (a#1) known through 2"])
    }

    private static func storeBuffering(_ store: String, _ load: String, between: String = "") -> String {
        """
        atomic x: int = 0
        atomic y: int = 0
        atomic z: int = 0
        thread a { x.store(1, \(store))  \(between)  let r = y.load(\(load)) }
        thread b { y.store(1, \(store))  \(between)  let r = x.load(\(load)) }
        thread c { z.store(1, relaxed) }
        """
    }

    @Test("Store buffering: the second read of the start closes a cycle", arguments: [MemoryModel.c11, .rc11])
    func storeBuffering(model: MemoryModel) throws {
        #expect(
            try forbidden("b", Self.storeBuffering("seq_cst", "seq_cst"), ["a", "a", "b"], model)
                == ["start integer(0): 1 po 2 fr 3 po 4 fr 1"])
        #expect(
            try forbidden(
                "b", Self.storeBuffering("relaxed", "relaxed", between: "fence(seq_cst)"),
                ["a", "a", "b", "a: from start", "b"], model)
                == ["start integer(0): 1 po 2 po 4 fr 3 po 5 po 6 fr 1"])
    }

    @Test(
        "Where every access is seq_cst, the memory keeps the newest writes alone, and the cycle is found all the same")
    func onlySeqCst() throws {
        let text = """
            atomic x: int = 0
            atomic y: int = 0
            thread a { x = 1  let r = y.load() }
            thread b { y = 1  let r = x.load() }
            """
        #expect(try Self.machine(text, .c11).memory?.form == .latest)
        #expect(
            try forbidden("b", text, ["a", "a", "b"]) == ["start integer(0): 1 po 2 fr 3 po 4 fr 1"])
        // Read before the store, it would be the start: no cycle, only another interleaving.
        #expect(try forbidden("b", text, ["a", "b"]) == [])
    }

    @Test("IRIW with seq_cst: the second reader can't see the writes in the other order")
    func independentReads() throws {
        let text = """
            atomic x: int = 0
            atomic y: int = 0
            atomic z: int = 0
            thread a { x = 1 }
            thread b { y = 1 }
            thread c { let r = x.load()  let s = y.load() }
            thread d { let r = y.load()  let s = x.load() }
            thread e { z.store(1, relaxed) }
            """
        #expect(
            try forbidden("d", text, ["a", "b", "c: from a#1", "c: from start", "d: from b#1"])
                == ["start integer(0): 1 rf 3 po 4 fr 2 rf 5 po 6 fr 1"])
    }

    @Test("Nothing is said of plain data, of an await, of tso and of sc")
    func others() throws {
        let text = """
            model "M"
            atomic x: int = 0
            thread a { x.store(1, relaxed) }
            thread b { await x.load(relaxed) == 1 }
            """
        for model in [MemoryModel.sc, .tso] {
            let machine = try WeakEdgeTests.machine(text, model)
            let trace = try WeakEdgeTests.trace(machine, ["a"])
            #expect(ForbiddenChoices(machine: machine, trace: trace) == nil)
        }
        let machine = try WeakEdgeTests.machine(text, .c11)
        let trace = try WeakEdgeTests.trace(machine, ["a"])
        let finder = try #require(ForbiddenChoices(machine: machine, trace: trace))
        #expect(finder.choices(ofThread: 1, moves: machine.enabled(trace.lastState)) == nil)
    }
}
