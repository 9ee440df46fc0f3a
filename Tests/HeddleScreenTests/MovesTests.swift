import HeddleEngine
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@Suite("Steps along and off the line of play")
struct MovesTests {
    @Test("Enter plays the selected step; a digit selects a thread and plays it")
    func stepping() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("enter")
        #expect(player.line == "[0]")
        try player.press("1")
        #expect(player.line == "0 [1]")
        #expect(player.title.contains("after step 2"))
        #expect(player.sentence.contains("1 · thread 1"))
    }

    @Test("Back and forward go along the line, and the line's end says so")
    func backAndForward() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1 left left")
        #expect(player.depth == 0)
        try player.press("left")
        #expect(player.sentence.contains("This is the start of the line."))
        try player.press("right right")
        #expect(player.line == "0 [1]")
        try player.press("right")
        #expect(player.sentence.contains("End of the line."))
    }

    @Test("Another step opens a branch; the old line stays reachable, and undo returns to it in one go")
    func branches() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 0 1 1 g right 1")
        #expect(player.line == "0 [1]")
        #expect(player.state.model?.lines == 2)
        try player.press("u")
        #expect(player.line == "[0] 0 1 1")
        try player.press("ctrl-r")
        #expect(player.line == "0 [1]")
    }

    @Test("A jump to a finding is taken back as a whole")
    func undoOfAJump() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("1 1 f")
        #expect(player.title.contains("step 1 of 4 of finding 1"))
        try player.press("u")
        #expect(player.line == "1 [1]")
        #expect(player.title.contains("after step 2"))
    }

    @Test("A finding stands the user at its decision, and can be left by hand")
    func decision() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("f")
        #expect(player.line == "[0] 1 1 0")
        #expect(player.state.model?.situation.selectedThread == 1)
        try player.press("0")
        #expect(player.title.contains("after step 2"))
        #expect(!player.title.contains("of finding"))
    }

    @Test("Steps made by hand behind the end of a finding are not counted among its steps")
    func behindFinding() throws {
        var player = try ScreenPlayer(
            """
            model "Counting"
            var x: int = 0
            thread a {
              x = 1
              x = 2
              x = 3
            }
            invariant small "x is small": x < 2
            """)
        try player.press("f space space")
        #expect(player.title.contains("step 2 of 2 of finding 1"))
        try player.press("enter")
        #expect(player.title.contains("after step 3"))
        try player.press("f space")
        #expect(player.title.contains("step 1 of 2 of finding 1"))
    }

    @Test("r runs a thread until it ends, t to the end of its statement, . the thread that moved last")
    func longerMoves() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("r")
        #expect(player.line == "0 [0]")
        try player.press("r")
        #expect(player.sentence.contains("No step: teller.0 is done."))
        try player.press("g 1 .")
        #expect(player.line == "1 [1]")
        try player.press("g t")
        #expect(player.depth == 1)
    }

    @Test("A deleted branch comes back by undo, with its name")
    func deleteBranch() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 0 g 1 1")
        #expect(player.state.model?.lines == 2)
        try player.press("D")
        #expect(player.state.model?.lines == 1)
        #expect(player.line == "0 0")
        try player.press("D")
        #expect(player.sentence.contains("This is the start"))
        try player.press("u")
        #expect(player.state.model?.lines == 2)
        #expect(player.line == "1 [1]")
        #expect(player.state.model?.situation.play.names.count == 2)
    }

    @Test("Before a fork D deletes what lies ahead on the line and belongs to no other; the user stays")
    func deleteAhead() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1 1 0 left left 0 left")
        #expect(player.line == "0 [1] 0")
        try player.press("D")
        #expect(player.line == "0 [1] 1 0")
        #expect(player.state.model?.lines == 1)
        #expect(player.sentence.contains("The branch is deleted from step 3 on."))
        try player.press("u")
        #expect(player.line == "0 [1] 0")
        #expect(player.state.model?.lines == 2)
        // A branch that has branches itself goes with them, and they are counted.
        try player.press("g 1 0 0 left left 1 left D")
        #expect(player.sentence.contains("2 lines are deleted from step 1 on. u brings them back."))
    }

    @Test("Undo after p takes the passing line out of the tree, redo brings it back, and it is called what it is")
    func passingLine() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1 1 0")
        let before = player.lines.suffix(5).dropLast(2)
        try player.press("w p")
        #expect(player.state.model?.lines == 2)
        #expect(player.screen.contains("  passing"))
        #expect(!player.screen.contains("b  mine"))
        let after = player.lines.suffix(5).dropLast(2)
        try player.press("u")
        #expect(Array(player.lines.suffix(5).dropLast(2)) == Array(before))
        try player.press("ctrl-r")
        #expect(Array(player.lines.suffix(5).dropLast(2)) == Array(after))
        // What the user made on from it is never lost.
        try player.press("G left left 1 1 u u u u u")
        #expect(player.state.model?.lines ?? 0 >= 2)
        var other = try ScreenPlayer("lost-update.heddle")
        try other.press("o enter")
        #expect(other.state.model?.situation.play.names.map(\.kind) == [.made("outcome 1")])
    }

    @Test("m, a and :bookmark mean the step under the cursor of Happens-before")
    func meantStep() throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: 120, rows: 40)
        try player.press("0 1 1 0")
        try player.press(":pane happens-before; up up")
        try player.press("m")
        let line = try #require(player.state.model?.situation.play.line(through: 4))
        #expect(player.state.model?.situation.comparedNode == line[1])
        try player.press("m")
        #expect(player.state.model?.situation.comparedNode == nil)
        try player.press(":bookmark here; a")
        try player.type("second")
        try player.press("enter")
        #expect(player.state.model?.situation.play.bookmarks.map(\.node) == [line[1]])
        #expect(player.state.model?.situation.play.nodes[line[1]].note == "second")
        #expect(player.depth == 4)
    }

    @Test("A schedule that is being written is not written twice; where it could not be, the form is there again")
    func savedOnce() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        func count(_ player: ScreenPlayer) -> Int {
            player.effects.count { if case .save = $0 { true } else { false } }
        }
        try player.press("f s enter enter")
        #expect(count(player) == 1)
        #expect(player.state.dialog != nil)
        try player.send(.saveFailed("the disk is full"))
        try player.press("enter")
        #expect(count(player) == 2)
        try player.send(.saved(path: "traces/a.trace"))
        #expect(player.state.dialog == nil)
        // Another dialog that was opened meanwhile stays.
        try player.press(":")
        try player.send(.saved(path: "traces/a.trace"))
        #expect(player.state.dialog != nil)
    }

    @Test("z zooms what was opened last: after c the picture")
    func zoomsWhatWasOpened() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1 c z")
        #expect(player.lines[1].hasPrefix("━ Happens-before ━"))
        #expect(player.lines[1].contains("causal · zoomed"))
    }

    @Test("A note is kept at its step, can be emptied, and undo takes it back")
    func notes() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("a")
        #expect(player.sentence.contains("A note belongs to a step"))
        try player.press("0 a")
        try player.type("why here")
        try player.press("enter")
        #expect(player.state.model?.node.note == "why here")
        try player.press("u")
        #expect(player.state.model?.node.note == nil)
        try player.press("ctrl-r")
        #expect(player.state.model?.node.note == "why here")
    }

    @Test("m compares with this step, m again with the step before")
    func mark() throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: 120, rows: 40)
        try player.press("0 m 0 1")
        #expect(player.lines.contains { $0.contains("against step 1 ─") })
        try player.press("left m m")
        #expect(player.state.model?.situation.comparedNode == nil)
    }

    @Test("step N and play STEPS go far")
    func commands() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":play 0R 1R 1W 0W")
        #expect(player.line == "0 1 1 [0]")
        try player.press(":step 2")
        #expect(player.line == "0 [1] 1 0")
        try player.press(":step 9")
        #expect(player.sentence.contains("The line has 4 steps."))
        try player.press(":play 7")
        #expect(player.sentence.contains("Step 1 (7): there is no thread 7 here: 0 teller.0, 1 teller.1."))
    }

    @Test("At the end of a line that isn't part of a finding, space walks the shortest way to what fails")
    func wayToViolation() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("1 space space space")
        #expect(player.depth == 4)
        #expect(player.lines.contains { $0.contains("✗") && $0.contains("start") })
    }

    @Test("A thread with several ways is opened, its ways chosen by its digit or by the cursor")
    func choices() throws {
        var player = try ScreenPlayer(
            """
            model "Coin"
            var side: int = 0
            thread tosser {
              choose up in 1...3
              side = up
            }
            """)
        try player.press("0")
        #expect(player.state.model?.situation.selectedChoice == 0)
        try player.press("0 0")
        #expect(player.state.model?.situation.selectedChoice == 2)
        try player.press("enter enter")
        #expect(player.lines.contains { $0.contains("side") && $0.contains("3") })
        try player.press("g down down enter")
        #expect(player.depth == 1)
    }
}

@Suite("Zoomed lanes")
struct ZoomedLanesTests {
    @Test("Below the lanes stand the step under the cursor, every edge to it, and the legend")
    func detail() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":play 0 1 1 0; :pane happens-before; z")
        #expect(player.lines[1].contains("lanes · zoomed") || player.lines[1].contains("zoomed"))
        #expect(player.lines.contains { $0.contains("▸ step 4  teller.0 :10  W balance ← 1") })
        #expect(player.lines.contains { $0.contains("overwrites step 3, teller.1  W balance ← 1") })
        #expect(player.lines.contains { $0.contains("┄▶ modification order  lane = program order") })
        try player.press("up up up up")
        #expect(player.lines.contains { $0.contains("▸ step 1  teller.0 :9") })
        try player.press("enter")
        #expect(player.depth == 1)
        #expect(player.state.isZoomed)
    }
}
