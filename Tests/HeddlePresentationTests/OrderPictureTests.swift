import HeddleEngine
import HeddleLanguages
import HeddlePresentation
import HeddleProgram
import TestSupport
import Testing

/// The Happens-before picture by lanes and by cause, on models made for it.
@Suite("Happens-before by cause")
struct OrderPictureTests {
    private func rows(
        _ played: PlayedModel, width: Int = 80, cursor: Int? = nil, _ change: (inout OrderView) -> Void = { _ in }
    ) -> [String] { rows(played.situation, width: width, cursor: cursor, change) }

    private func rows(
        _ given: Situation, width: Int = 80, cursor: Int? = nil, _ change: (inout OrderView) -> Void = { _ in }
    ) -> [String] {
        var situation = given
        situation.orderView.layout = .causal
        change(&situation.orderView)
        let layout = OrderLayout(Scene(situation), width: width)
        let all = 0..<layout.rowCount
        let picture = OrderPicture(layout, width: width, visible: all, cursor: cursor)
        return [picture.header.text] + all.map { picture.row($0).line.text }
    }

    /// Steps of a model that is too large to be searched.
    private func line(_ text: String, _ threads: [Int]) throws -> Situation {
        let loaded = HeddleFrontEnd.load(SourceText(path: "model.heddle", text: text))
        let machine = try Machine(try #require(loaded.program, "\(loaded.diagnostics.map(\.message))"))
        var play = PlayTree(start: machine.start())
        var place = 0
        for thread in threads {
            let next = try #require(machine.apply(Transition(thread: thread), to: play.nodes[place].state))
            place = play.step(
                from: place, transition: Transition(thread: thread), state: next.state, event: next.event)
        }
        return Situation(
            machine: machine, play: play, place: place, report: SearchReport(),
            judgement: Judgement(rows: [], verdict: .inconclusive, asExpected: nil, isNamedRun: false),
            marks: Marks(ascii: false))
    }

    /// Under sc nothing reads stale: what the screen reads of `y` and `x` in its last row are other variables here.
    private func readers() throws -> PlayedModel {
        var played = try PlayedModel(
            """
            model "IRIW"
            var x: int = 0
            var y: int = 0
            var u: int = 0
            var v: int = 0
            thread writeX { x = 1 }
            thread writeY { y = 1 }
            thread readXY {
              let a = x
              let b = u
            }
            thread readYX {
              let a = y
              let b = v
            }
            """)
        try played.step(0, 1, 2, 3, 2, 3)
        return played
    }

    @Test("Two writers and two readers stand as on the screen of the specification")
    func specification() throws {
        let golden = try #require(try GoldenScreens.load()["causal-80"])
        let wanted = golden.lines[2..<8].map { String($0) }
        let shown = rows(try readers()).map { line in
            line.replacing("R u → 0", with: "R y → 0").replacing("R v → 0", with: "R x → 0")
        }
        #expect(shown.map { $0 + String(repeating: " ", count: 80 - $0.count) } == wanted)
    }

    @Test("In ASCII the picture says the same")
    func ascii() throws {
        var played = try readers()
        played.situation.marks = Marks(ascii: true)
        #expect(
            rows(played, width: 60) == [
                "  0 writeX      1 writeY      2 readXY      3 readYX",
                "1 W x <- 1    2 W y <- 1      |             |",
                "  +---------- 1 rf ---------->|             |",
                "  |             +---------- 2 rf ---------->|",
                "  |             |           3 R x -> 1    4 R y -> 1",
                "  |             |           5 R u -> 0    6 R v -> 0",
            ])
    }

    @Test("Steps that nothing orders bear a sign beside the one under the cursor, and are quiet; its cone is strong")
    func cone() throws {
        let shown = rows(try readers(), cursor: 3)
        #expect(shown[1].hasPrefix("1 W x ← 1          2‖W y ← 1"))
        #expect(shown[4].contains("3▸R x → 1          4‖R y → 1"))
        #expect(shown[5].contains("5 R u → 0          6‖R v → 0"))
        var played = try readers()
        played.situation.orderView.layout = .causal
        let layout = OrderLayout(played.scene, width: 80)
        let picture = OrderPicture(layout, width: 80, visible: 0..<layout.rowCount, cursor: 3)
        func role(_ row: Int, _ text: String) -> Role? {
            picture.row(row).line.runs.first { $0.text.contains(text) }?.role
        }
        #expect(role(0, "W x") == .strong)
        #expect(role(0, "W y") == .quiet)
        #expect(role(1, "1 rf") == .strong)
        #expect(role(2, "2 rf") == .quiet)
        #expect(picture.row(3).cursorCells == 38..<47)
    }

    @Test("Lanes show the cone too, and an edge to the left stands beside its lane")
    func lanes() throws {
        var played = try PlayedModel("lost-update.heddle")
        try played.step(0, 1, 1, 0)
        #expect(
            rows(played, width: 44, cursor: 2) == [
                "  0 teller.0           1 teller.1", "1‖R balance → 0      2▸R balance → 0",
                "  │                  3 W balance ← 1", "  │◀┄┄┄┄┄┄ 3 mo ┄┄┄┄┄┄┄┤", "4 W balance ← 1        │",
            ])
        #expect(
            rows(played, width: 44, cursor: 3) { $0.layout = .lanes } == [
                "    0 teller.0          1 teller.1", " 1‖ R balance → 0       │",
                " 2  │                   R balance → 0",
                " 3▸ │                   W balance ← 1", " 4  W balance ← 1 ◀┄┄┄┄┄┤ 3 mo",
            ])
    }

    /// Two threads that work alone, then meet at a lock.
    @Test("Every width has its picture, however few columns there are", arguments: [OrderView.Layout.lanes, .causal])
    func narrow(layout: OrderView.Layout) throws {
        var played = try PlayedModel("lost-update.heddle")
        try played.step(0, 1, 1, 0)
        for width in 0...60 {
            for cursor in [nil, 1, 3] {
                let lines = rows(played, width: width, cursor: cursor) { $0.layout = layout }
                #expect(lines.allSatisfy { CellWidth.of($0) <= max(0, width) }, "\(width) columns")
            }
        }
    }

    private func runs() throws -> PlayedModel {
        var played = try PlayedModel(
            """
            model "Runs"
            var a: int = 0
            var b: int = 0
            mutex m
            thread left {
              for i in 0..<30 { a = i }
              m.lock()
              m.unlock()
            }
            thread right {
              for i in 0..<30 { b = i }
              m.lock()
              m.unlock()
            }
            """)
        for _ in 0..<30 { try played.step(0, 1) }
        try played.step(0, 0, 1, 1)
        return played
    }

    @Test("Runs that no arrow joins take a row, and are shown in full on demand")
    func folding() throws {
        let played = try runs()
        let folded = [
            "   0 left            1 right", " 1 0×31 to 61      2 1×30 to 60", "62 U m               │",
            "   ┝━━━━━ 62 sw ━━━━▶│", "   │              63 L m", "   │              64 U m",
        ]
        #expect(rows(played, width: 40) == folded)
        #expect(rows(played, width: 40) { $0.folds = false }.count == 1 + 34 + 1)
        let first = played.situation.play.line(through: played.situation.place)[0]
        let opened = rows(played, width: 40) { $0.opened = [first] }
        #expect(opened.count == 1 + 34 + 1)
        #expect(opened[1] == " 1 W a ← 0         2 1×30 to 60")
        let lanes = rows(played, width: 40) { $0.layout = .lanes }
        #expect(lanes.count == 1 + 64)
    }

    @Test("A filter leaves steps out, and draws the order that only they carried")
    func filter() throws {
        var played = try PlayedModel(
            """
            model "Relay"
            var data: int = 0
            atomic flag: int = 0
            thread writer {
              data = 42
              flag.store(1, release)
            }
            thread reader {
              let up = flag.load(acquire)
              data = 43
            }
            """)
        try played.step(0, 0, 1, 1)
        #expect(rows(played, width: 44).contains { $0.contains("2 sw") })
        #expect(!rows(played, width: 44).contains { $0.contains("mo") })
        #expect(
            rows(played, width: 44) { $0.filter = OrderFilter(["data"]) } == [
                "  0 writer             1 reader", "1 W data ← 42          │", "  ├┄┄┄┄┄┄┄ 1 mo ┄┄┄┄┄┄▶│",
                "  │                  4 W data ← 43",
            ])
        let whole = rows(played, width: 44) { $0.showsAllEdges = true }
        #expect(whole.count { $0.contains(" mo ") || $0.contains(" sw ") } == 2)
        #expect(rows(played, width: 44) { $0.filter = OrderFilter(["reader"]) }.count == 1 + 4)
        #expect(rows(played, width: 44) { $0.filter = OrderFilter(["reader", "data"]) }.count == 1 + 1)
    }

    @Test("Words of a filter name threads and objects; others are told")
    func filterWords() throws {
        let played = try PlayedModel("philosophers.heddle")
        let state = played.situation.play.nodes[0].state
        let filter = OrderFilter(["phil.1", "3", "phil", "fork", "fork[2]", "spoon", "phil.9"])
        #expect(filter.unknown(played.machine, state: state) == ["spoon", "phil.9"])
        #expect(OrderFilter.names(played.machine, state: state).contains("phil.4"))
        #expect(OrderFilter.names(played.machine, state: state).contains("fork"))
    }

    @Test("With many threads those at the ends of arrows keep their lanes, and the others share one")
    func manyThreads() throws {
        let many = try line(
            """
            model "Many"
            const n = 40
            var own: int[n]
            mutex m
            thread worker(i: 0..<n) {
              own[i] = 1
              m.lock()
              m.unlock()
            }
            """, Array(0..<30) + [28, 28, 29, 29])
        let shown = rows(many, width: 80)
        #expect(shown.allSatisfy { $0.count <= 80 })
        #expect(shown[0].hasSuffix("… 28 others"))
        #expect(shown.contains { $0.contains("32 sw") && $0.contains("▶│") })
        let wide = rows(many, width: 500) { $0.layout = .lanes }
        #expect(wide[0].contains("39 worker.39"))
    }

    @Test("Below the picture stand the counts, the steps of the row, and the chain that joins two steps")
    func detail() throws {
        var played = try PlayedModel("lost-update.heddle")
        try played.step(0, 1, 1, 0)
        played.situation.orderView.layout = .causal
        let layout = OrderLayout(played.scene, width: 80)
        let quiet = OrderDetail(layout, cursor: nil).rows(width: 80).map(\.text)
        #expect(
            quiet == [
                "", "  4 steps in 3 rows. Steps that share a row are concurrent: nothing orders them.", "",
                "▸ step 4  teller.0 :10  W balance ← 1",
            ])
        let lit = OrderDetail(layout, cursor: 3).rows(width: 80).map(\.text)
        #expect(lit.contains("    3 ┄mo▶ 4     the chain breaks at 3 ┄mo▶ 4:"))
        #expect(lit.contains("  Lit: 1 before step 3, 1 after it.  ‖ 1 concurrent with it."))
        played.situation.place = played.situation.play.line(through: 1)[2]
        let third = OrderDetail(OrderLayout(played.scene, width: 80), cursor: nil).rows(width: 80).map(\.text)
        #expect(third[2] == "  No arrow leads from 1 to 3: they touch the same object,")
        let concurrent = OrderDetail(OrderLayout(played.scene, width: 80), cursor: 1).rows(width: 80).map(\.text)
        #expect(concurrent.contains("    No chain of arrows joins 1 and 3: nothing orders them."))
    }
}
