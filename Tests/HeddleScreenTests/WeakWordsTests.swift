import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

/// What the screens say of a weak memory in words: notes below the lanes, reasons, store buffers, what was published.
@Suite("Weak memory in words")
struct WeakWordsTests {
    /// Message passing with other orders, and statements before the store and behind the load of the flag.
    private func messagePassing(
        _ store: String, _ load: String, before: String = "", behind: String = ""
    ) throws -> ScreenPlayer {
        let text = """
            model "Message passing"
            memory c11
            atomic data: int = 0
            atomic flag: int = 0
            thread writer {
              data.store(42, relaxed)
              \(before)
              flag.store(1, \(store))
            }
            thread reader {
              let up = flag.load(\(load))
              \(behind)
              let got = data.load(relaxed)
            }
            final publish "seeing flag is seeing data": reader.up == 0 || reader.got == 42
            """
        return try ScreenPlayer("mp.heddle", text: text, columns: 200, rows: 60)
    }

    /// All lines of a column of panes as one text with single blanks, so that line breaks don't matter.
    private func text(_ player: ScreenPlayer, from column: Int = 0, to end: Int = 200) -> String {
        player.lines.map { String(Array($0)[min(column, $0.count)..<min(end, $0.count)]) }
            .joined(separator: " ").split(separator: " ").joined(separator: " ")
    }

    private func right(_ player: ScreenPlayer) -> String { text(player, from: 134) }

    @Test("The note says on which side the order is lost, and what would keep it")
    func notes() throws {
        var player = try messagePassing("release", "relaxed")
        try player.press("0 0 1 enter 1")
        #expect(
            right(player).contains(
                "This load is relaxed: what step 2 passes on is not taken, and step 1 stays unordered with reader. With "
                    + "flag.load(acquire) this edge would be synchronizes-with, and choice b would be forbidden:"),
            "\(player.screen)")
        #expect(player.lines.contains { $0.contains("━ 2 sw ━") && $0.contains("R flag → 1 acq") })
        player = try messagePassing("relaxed", "acquire")
        try player.press("0 0 1 enter 1")
        #expect(
            right(player).contains(
                "This load would take knowledge over, but the store it read is relaxed: step 2 passes none on, and step 1 "
                    + "stays unordered with reader. With flag.store(release) this edge would be synchronizes-with, and "
                    + "choice b would be forbidden:"),
            "\(player.screen)")
    }

    @Test("Where the other side works by a fence, the missing one is named")
    func fences() throws {
        var player = try messagePassing("relaxed", "relaxed", before: "fence(release)", behind: "fence(release)")
        try player.press("0 0 0 1 enter 1 1")
        #expect(
            right(player).contains(
                "The load of step 4 is relaxed and no acquire fence follows it: what step 3 passes on is not taken, and "
                    + "step 1 stays unordered with reader."),
            "\(player.screen)")
        player = try messagePassing("relaxed", "relaxed", before: "skip", behind: "fence(acquire)")
        try player.press("0 0 0 1 enter 1 1")
        let words = right(player)
        #expect(words.contains("the store it read is relaxed and no release fence stands before it"), "\(words)")
    }

    @Test("Where nothing leads from the write to the reader, that is said; where all is ordered, nothing is")
    func noChain() throws {
        var player = try messagePassing("release", "acquire")
        try player.press("0 0 1 1 enter 1")
        let words = right(player)
        #expect(
            words.contains("Nothing that reader has read comes after step 1, so nothing orders step 1 before it."),
            "\(words)")
        player = try messagePassing("release", "acquire")
        try player.press("0 0 1 enter 1")
        #expect(!right(player).contains("nothing orders"))
        #expect(!right(player).contains("synchronizes-with, and"))
    }

    @Test("An acquire says what is known now, and Memory what was published")
    func knowledge() throws {
        var player = try messagePassing("release", "acquire")
        try player.press("0 0")
        #expect(player.lines.contains { $0.contains("Published: who acquires it knows") }, "\(player.screen)")
        #expect(player.lines.contains { $0.contains("flag writer#1  data ≥ writer#1") })
        try player.press("1 enter")
        #expect(player.sentence.contains("reader read flag and got 1. It now knows what writer knew at step 2."))
        // Everybody knows it: nothing older can be read.
        #expect(!player.lines.contains { $0.contains("Published") })
    }

    @Test("w on a stale read: which write, what else it could have read, why, and which orders would forbid it")
    func whyStale() throws {
        var player = try ScreenPlayer(
            "message-passing.heddle", text: Fixtures.text("golden/message-passing.heddle"), memory: .c11)
        try player.press("0 0 1 enter 1 1 enter; :pane happens-before; up down w")
        let lines = player.lines.map(\.trimmedRight)
        for line in [
            "  From start: the value that was there before any step.", "  It could also have read:",
            "    writer#1, step 1  writer :7  W data ← 42",
            "  1 newer write of data was passed over: writer#1.", "  Nothing orders step 1 before it.",
        ] { #expect(lines.contains(line), "\(line)\n\(player.screen)") }
        #expect(
            text(player, to: 80).contains(
                "With flag.store(release) and flag.load(acquire) step 1 would happen before reader, and this read would be "
                    + "forbidden."))
    }

    @Test("What decides is which write is read, and the failing run's stale reads are explained")
    func decision() throws {
        var player = try ScreenPlayer(
            "message-passing.heddle", text: Fixtures.text("golden/message-passing.heddle"), columns: 120, rows: 40,
            memory: .c11)
        try player.press("f w")
        let lines = player.lines.map(\.trimmedRight)
        for words in [
            "It passes if reader:12 reads writer#1.", "step 4  reader :12  R data → 0  from start",
            "reader.got = 0   read in step 4, reader :12, from start",
            "steps 4 · preemptions 0 · stale reads 1 · p = 1/16",
        ] { #expect(lines.contains { $0.contains(words) }, "\(words)\n\(player.screen)") }
    }

    @Test("A race says where the order between the two was lost, and what would keep it")
    func raceReason() throws {
        var player = try ScreenPlayer("relay.heddle", text: Fixtures.text("golden/relay.heddle"))
        try player.press("f w")
        let words = text(player, to: 80)
        #expect(
            words.contains(
                "Step 4 passes no knowledge on: the store of go is relaxed, so reading 1 does not order step 1 before it. With "
                    + "go.store(release) step 1 would happen before reader, and the two would not race."), "\(words)")
    }

    @Test("Under tso a thread that waits for its own buffer says so, and below it what the flush leads to")
    func bufferWait() throws {
        let text = """
            model "Fenced"
            memory tso
            var x: int = 0
            var y: int = 0
            thread P0 {
              x = 1
              y = 1
              fence(seq_cst)
              let a = x
            }
            thread P1 {
              x = 2
            }
            """
        for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
            var player = try ScreenPlayer("fenced.heddle", text: text, columns: columns, rows: rows)
            try player.press("0 enter enter")
            let row = try #require(player.lines.firstIndex { $0.contains("blocked: fence, 2 stores to flush") })
            #expect(player.lines[row].contains("flushes by itself"))
            #expect(player.lines[row + 1].contains("D x ← 1  to memory") && player.lines[row + 1].contains("✓ safe"))
            try player.press("0")
            #expect(player.sentence.contains("P0's store of 1 to x reached memory"))
            #expect(player.lines.contains { $0.contains("blocked: fence, 1 store to flush") })
        }
        let stores = text.replacing("y = 1\n  fence(seq_cst)", with: "z.store(1, seq_cst)")
            .replacing("var y: int = 0", with: "atomic z: int = 0")
        var player = try ScreenPlayer("stores.heddle", text: stores, columns: 80, rows: 24)
        try player.press("0 enter enter")
        #expect(player.lines.contains { $0.contains("blocked: seq_cst store, 2 stores to flush") })
    }

    @Test("A long name is shortened, so that what sets the choices apart is read")
    func longNames() throws {
        let text = """
            model "Long"
            memory c11
            atomic announcement: int[2]
            thread writer { announcement[1].store(1, relaxed) }
            thread reader { let seen = announcement[1].load(relaxed) }
            """
        var narrow = try ScreenPlayer("long.heddle", text: text, columns: 80, rows: 24)
        try narrow.press("0")
        for words in [
            "R annou…1] relaxed: 2 writes", "announ…[1] → 1  from writer#1, the newest",
            "announ…[1] → 0  from start, passes over 1",
        ] { #expect(narrow.lines.contains { $0.contains(words) }, "\(words)\n\(narrow.lines.joined(separator: "\n"))") }
        var wide = try ScreenPlayer("long.heddle", text: text, columns: 200, rows: 60)
        try wide.press("0")
        #expect(wide.lines.contains { $0.contains("announcement[1] → 1") })
    }

    @Test("Lanes tell the orders where the code has several")
    func orders() throws {
        var player = try messagePassing("release", "acquire")
        try player.press("0 0 1 enter")
        #expect(player.lines.contains { $0.contains("W flag ← 1 rel") })
        #expect(player.lines.contains { $0.contains("R flag → 1 acq") })
        #expect(player.lines.contains { $0.contains("W data ← 42 rlx") })
    }

    @Test(
        "A weak compare-exchange that fails for no reason says so, in a model and in a litmus test",
        arguments: ["c", "l"])
    func spuriousFailure(_ language: String) throws {
        let model = """
            model "Weak"
            memory c11
            atomic x: int = 0
            thread P0 {
              let ok = x.compareExchangeWeak(0, 1, relaxed)
            }
            thread P1 {
              x.store(2, relaxed)
            }
            """
        let test = """
            C weak
            { }
            P0(atomic_int* x) {
              int e = 0;
              int r = atomic_compare_exchange_weak_explicit(x, &e, 1, memory_order_relaxed, memory_order_relaxed);
            }
            P1(atomic_int* x) {
              atomic_store_explicit(x, 2, memory_order_relaxed);
            }
            exists (0:r=1)
            """
        let isModel = language == "c"
        var player = try ScreenPlayer(
            isModel ? "weak.heddle" : "weak.litmus", text: isModel ? model : test, columns: 120, rows: 40, memory: .c11)
        try player.press("0")
        func ways() -> [String] {
            player.lines[3..<7].map { $0.split(separator: "✓")[0].split(separator: " ").joined(separator: " ") }
        }
        #expect(ways()[1] == "b fails for no reason from start, the newest", "\(player.screen)")
        try player.press("g 1 0")
        #expect(
            ways().contains { $0.hasPrefix("c fails for no reason from start, passes over") }, "\(player.screen)")
    }
}
