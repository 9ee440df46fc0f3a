import HeddleEngine
import HeddlePresentation
import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

/// Running to what the user wants, and asking whether it can be reached.
@Suite("Moving")
struct MovingTests {
    @Test("run until makes the fewest steps, and one u takes them back")
    func runUntil() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("1; :run until balance == 1 && teller.0.seen == 0")
        #expect(player.line == "1 0 [0]" || player.line == "1 0 0 [0]" || player.depth >= 2)
        #expect(player.sentence.contains("Reached in"))
        let depth = player.depth
        try player.press("u")
        #expect(player.depth == 1)
        try player.press("ctrl-r")
        #expect(player.depth == depth)
        try player.press(":run until balance == 1")
        #expect(player.sentence.contains("It holds here already. No step was made."))
        #expect(player.depth == depth)
    }

    @Test("run until-line, until-change, until-blocked, until-violation go where they say")
    func goals() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":run until-line 10")
        #expect(player.line == "[0]")
        try player.press(":run until-line 10")
        #expect(player.line == "0 [1]")
        try player.press("g; :run until-change balance")
        #expect(player.line == "0 [0]")
        try player.press("g; :run until-change teller.1.seen")
        #expect(player.line == "[1]")
        try player.press("g; :run until-violation")
        #expect(player.depth == 4)
        #expect(player.lines.contains { $0.contains("✗ balance = 1, not 2") })
        try player.press(":run until-violation")
        #expect(player.sentence.contains("It fails here already."))
        try player.press(":run until-line 4")
        #expect(player.lines.contains { $0.contains("No step stands at line 4.") })
        #expect(player.lines.contains { $0.contains("Lines with steps: 9–10.") })
        var seats = try ScreenPlayer("philosophers.heddle", settings: [Setting(name: "seats", value: "3")])
        try seats.press(":run until-blocked phil.1")
        #expect(seats.line == "[2]" || seats.line == "[1]" || seats.depth >= 1)
        #expect(seats.state.model.map { $0.machine.blockReason(ofThread: 1, in: $0.node.state) != nil } == true)
        try seats.press("g; :run until-blocked phl.1")
        #expect(seats.lines.contains { $0.contains("Did you mean phil.1?") })
    }

    @Test("run until-blocked without a name is r")
    func selected() throws {
        var one = try ScreenPlayer("lost-update.heddle")
        try one.press("down r")
        var other = try ScreenPlayer("lost-update.heddle")
        try other.press("down; :run until-blocked")
        #expect(one.line == other.line && one.depth == 2)
    }

    @Test("run until-preemption goes along the line to each preemption")
    func preemptions() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":play 0 1 0 1; g; :run until-preemption")
        #expect(player.line == "[0] 1 0 1")
        #expect(player.sentence.contains("Step 2 is a preemption: it leaves teller.0, which could go on."))
        try player.press(":run until-preemption")
        #expect(player.line == "0 [1] 0 1")
        try player.press(":run until-preemption")
        #expect(player.sentence.contains("No preemption on the rest of this line."))
        #expect(player.line == "0 [1] 0 1")
        try player.press("G; :run until-preemption")
        #expect(player.sentence.contains("End of the line."))
    }

    @Test("reach lays the steps out and stays; from start asks from the start")
    func reach() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0; :reach balance == 1")
        #expect(player.line == "[0] 0" || player.line == "[0] 1 1" || player.depth == 1)
        #expect(player.sentence.contains("space walks it: balance == 1."))
        try player.press("u")
        #expect(player.line == "[0]")
        try player.press(":reach balance == 2 from start")
        #expect(player.line == "0 0 1 1" && player.depth == 0)
        try player.press("space space space space")
        #expect(player.line == "0 0 1 [1]")
        try player.press("u u u u u")
        #expect(player.depth == 1)
    }

    @Test("What can't be reached says how many states were visited, a bound that it isn't known")
    func answers() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":reach balance == 3")
        #expect(player.sentence.contains("Can't be reached: all 12 states were visited."))
        #expect(player.depth == 0 && player.line == "")
        player.wayLimit = 5
        try player.press(":reach everyDepositKept")
        #expect(player.sentence.contains("Not found within 5 states: not known."))
        try player.press(":play 0 0 then anything")
        #expect(player.sentence.contains("Nothing fails from here: all 3 states were visited."))
        #expect(player.depth == 2)
    }

    @Test("A condition that is wrong opens the palette with the line, carets and what to try")
    func mistakes() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":reach  ballance == 1")
        #expect(player.lines[3].contains(":reach  ballance == 1"))
        #expect(player.lines[4].contains("         ^^^^^^^^ "))
        #expect(player.lines[5].contains("nothing here is called 'ballance'"))
        #expect(player.lines[6].contains("did you mean 'balance', declared in line 6?"))
        // The cursor stands where it is wrong: mended there, it runs.
        try player.press("left left left left backspace enter")
        #expect(player.state.dialog == nil)
        #expect(player.sentence.contains("Reached in 2 steps"))
        try player.press(":run until-lin 3")
        #expect(player.lines.contains { $0.contains("did you mean until-line?") })
        try player.press("esc; :run fast")
        #expect(player.sentence.contains("run wants until and a condition"))
    }

    @Test("A sketch is played and gone on from, as one command; the step that can't run is named")
    func sketches() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":play 0 1R then anything")
        #expect(player.line == "0 1 0 [1]" || player.line == "0 1 1 [0]")
        try player.press("u")
        #expect(player.depth == 0)
        try player.press("ctrl-r")
        #expect(player.depth == 4)
        try player.press("g; :play 0R 1R then balance == 1")
        #expect(player.depth == 3)
        try player.press("g; :play 0 0W 0")
        #expect(player.sentence.contains("Step 3 (0) can't run: teller.0 is done. What can: 1R."))
        #expect(player.depth == 2)
        try player.press("g; :play 0 0R")
        #expect(player.sentence.contains("Step 2 (0R): the next step of teller.0 is W balance ← 1, not R."))
        try player.press("g; :play teller.1 1W 0×2")
        #expect(player.line == "1 1 0 [0]")
    }

    @Test("Who moves away while a search runs, or presses Esc, ends it")
    func stopping() throws {
        var state = try ScreenPlayer("lost-update.heddle").state
        func send(_ message: Message) -> [Effect] { update(&state, message) }
        func stops(_ effects: [Effect]) -> Int {
            effects.count { if case .stopQuery = $0 { true } else { false } }
        }
        _ = send(.commandLine("reach balance == 2"))
        let number = try #require(state.asking?.number)
        _ = send(.wayProgress(number: number, states: 12_403))
        #expect(state.notice == "Looking, esc stops it: 12,403 states so far for balance == 2.")
        #expect(stops(send(.input(.key(.escape)))) == 1)
        _ = send(
            .queryAnswered(Answer(number: number, content: .way(WayOutcome(.notKnown(.stopped), states: 20_000), []))))
        #expect(state.notice == "Stopped after 20,000 states: not known.")
        _ = send(.commandLine("reach balance == 2"))
        #expect(stops(send(.input(.key(.control("c"))))) == 1)
        let second = try #require(state.asking?.number)
        #expect(stops(send(.input(.key(.character("0"))))) == 1)
        #expect(state.asking == nil)
        _ = send(.queryAnswered(Answer(number: second, content: .way(WayOutcome(.none, states: 12), []))))
        #expect(state.model?.node.depth == 1)
        #expect(state.notice?.contains("Can't be reached") != true)
    }

    // MARK: - Bookmarks and notes

    @Test("Bookmarks name places of any line, lead there, and are taken back")
    func bookmarks() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0; :bookmark read; 0 g 1; :bookmark other line; :go read")
        #expect(player.line == "[0] 0")
        #expect(player.lines.contains { $0.contains("0R#read]") })
        #expect(player.lines.contains { $0.contains("1R#other line") })
        try player.press(":go other line")
        #expect(player.line == "[1]")
        try player.press("u")
        #expect(player.line == "[0] 0")
        try player.press(":go rad")
        #expect(player.sentence.contains("There is no bookmark 'rad': did you mean read?"))
        try player.press(":bookmark read")
        #expect(player.sentence.contains("The bookmark read is gone."))
        try player.press("u")
        #expect(player.state.model?.situation.play.bookmarks.count == 2)
        try player.press(":go 2; :bookmark read")
        #expect(player.sentence.contains("The bookmark read is now at step 2."))
        try player.press(":go start; :bookmark begin; :go end; :go begin")
        #expect(player.depth == 0)
        #expect(player.lines.contains { $0.contains("[start#begin]") })
        try player.press(":bookmark 7")
        #expect(player.sentence.contains("7 is a place already"))
    }

    @Test("A deleted branch takes its bookmarks along; u brings both back")
    func deletedBookmarks() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 g 1; :bookmark b; D")
        #expect(player.state.model?.situation.play.bookmarks.isEmpty == true)
        try player.press("u")
        #expect(player.state.model?.situation.play.bookmarks.map(\.name) == ["b"])
        try player.press(":go b")
        #expect(player.line == "[1]")
    }

    @Test("A note is shown at its step, edited, removed and taken back")
    func notes() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1 g 1 g 0 0 1; :note the deposit")
        try player.press(":go end")
        #expect(player.lines.contains { $0.contains("note: the deposit") })
        #expect(player.lines.contains { $0.contains("1R\"") })
        try player.press("a")
        try player.type("s are lost")
        try player.press("enter")
        #expect(player.lines.contains { $0.contains("note: the deposits are lost") })
        try player.press("u")
        #expect(player.lines.contains { $0.contains("note: the deposit ") })
        try player.press("a ctrl-u enter")
        #expect(player.state.model?.node.note == nil)
        try player.press("u")
        #expect(player.state.model?.node.note == "the deposit")
    }

    @Test("Notes and bookmarks of an opened entry stand at their steps")
    func openedEntry() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let machine = try #require(player.state.model?.machine)
        var entry = OpenedEntry(
            path: "traces/x.trace", name: "x", schedule: [0, 1, 0, 1].map { Transition(thread: $0) },
            notes: [2: "both have read"], recordedSteps: 4)
        entry.bookmarks = [0: ["begin"], 3: ["wrote"]]
        try player.send(.modelLoaded(OpenedModel(number: 9, machine: machine, entry: entry)))
        try player.press(":go wrote")
        #expect(player.depth == 3)
        try player.press("left")
        #expect(player.lines.contains { $0.contains("note: both have read") })
        try player.press(":go begin")
        #expect(player.depth == 0)
    }

    @Test(":compare NAME and N say what State is held against")
    func compare() throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: 120, rows: 40)
        try player.press("0; :bookmark b; 0 1; :compare b")
        #expect(player.lines.contains { $0.contains("against step 1 ─") })
        try player.press(":compare start")
        #expect(player.lines.contains { $0.contains("against start ─") })
        try player.press("u")
        #expect(player.lines.contains { $0.contains("against step 1 ─") })
    }

    // MARK: - Settings

    @Test(":set is one command for u and ctrl-r: the lines as they were, notes and all")
    func settings() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0; :note first; 1 g 1; :set tellers 3")
        #expect(player.title.contains("tellers = 3"))
        try player.press("2 u")
        #expect(player.title.contains("tellers = 3"))
        try player.press("u")
        #expect(!player.title.contains("tellers"))
        #expect(player.line == "[1]")
        #expect(player.state.model?.situation.play.nodes.contains { $0.note == "first" } == true)
        try player.press("u u")
        #expect(player.line == "0 [1]")
        try player.press("ctrl-r ctrl-r ctrl-r")
        #expect(player.title.contains("tellers = 3"))
        try player.press("ctrl-r")
        #expect(player.line.hasSuffix("[2]"))
    }

    @Test("Another text of the file ends what could be taken back; a wrong value loses nothing")
    func reloads() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0; :set tellers 3")
        let text = try Fixtures.text("golden/lost-update.heddle")
        try player.rewrite(text + "\n// changed\n")
        try player.press("u")
        #expect(player.sentence.contains("Nothing to take back."))
        #expect(player.title.contains("tellers = 3"))
    }

    @Test("A model that is read again under an open note takes the note's dialog away")
    func noteDialog() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 0 1 1 a")
        try player.rewrite(try Fixtures.text("golden/lost-update.heddle").replacing("balance = seen + 1", with: "skip"))
        #expect(player.state.dialog == nil)
        try player.press("enter u u")
    }

    @Test("A reason about a step that is no more is closed where the model is read anew")
    func reasonAtReload() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 0 1 1 w")
        #expect(player.state.views.last != nil)
        try player.rewrite(try Fixtures.text("golden/lost-update.heddle").replacing("balance = seen + 1", with: "skip"))
        #expect(player.state.views.isEmpty)
        #expect(player.line == "[0]")
    }

    @Test(":memory and :search say honestly what there is")
    func honest() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":memory sc")
        #expect(player.sentence.contains("The model runs under sc already."))
        try player.press(":memory tso")
        #expect(player.effects.contains { if case .setMemoryModel(.tso) = $0 { true } else { false } })
        try player.press(":memory x86")
        #expect(player.sentence.contains("There is no memory model 'x86': sc, tso, c11 and rc11 are known."))
        try player.press(":search pct")
        #expect(player.sentence.contains("The search pct comes with a later version"))
        try player.press(":search dfs")
        #expect(player.effects.contains { if case .setSearch(_, "dfs") = $0 { true } else { false } })
        try player.press(":search balance")
        #expect(player.sentence.contains("Match 1") || player.sentence.contains("balance"))
    }
}
