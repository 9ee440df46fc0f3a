import HeddleEngine
import HeddlePresentation
import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

@Suite("The palette")
struct PaletteTests {
    /// The line in the palette's field.
    private func field(_ player: ScreenPlayer) -> String? {
        guard case .palette(let palette) = player.state.dialog else { return nil }
        return palette.field.text
    }

    /// What tab makes of a text.
    private func completed(_ text: String, _ player: ScreenPlayer) throws -> String? {
        var player = player
        try player.press(":")
        try player.type(text)
        try player.press("tab")
        return field(player)
    }

    private func selected(_ text: String) throws -> String {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":")
        try player.type(text)
        let row = try #require(player.lines.first { $0.contains("┃ ▸ ") })
        return row.split(separator: "▸")[1].split(separator: "  ").first.map { $0.drop { $0 == " " } }.map(String.init)
            ?? ""
    }

    @Test(
        "A few letters find a command: its beginning, its words, its letters",
        arguments: [
            ("undo", "undo"), ("und", "undo"), ("run un", "run until <condition>"), ("r u v", "run until-violation"),
            ("until-line", "run until-line N"), ("dbr", "delete-branch"), ("del", "delete-branch"),
            ("breakpoint", "run until-line N"), ("reach x == 1", "reach <condition>"),
            ("set tellers 3", "set NAME VALUE"),
            ("run until-line 10", "run until-line N"), ("run until x", "run until <condition>"),
            ("run until-blocked teller.1", "run until-blocked"), (":go here", "go NAME|N"),
        ])
    func finding(text: String, wanted: String) throws { #expect(try selected(text) == wanted) }

    @Test("Every form of every command is listed once, and each can be found by its whole name")
    func all() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":")
        let line = try #require(player.lines.first { $0.contains(" commands") })
        let words = line.split(separator: " ")
        let place = try #require(words.firstIndex { $0.hasPrefix("commands") })
        let total = try #require(Int(words[place - 1]))
        #expect(total >= Command.allCases.count)
        for command in Command.allCases where command != .command {
            #expect(try selected(command.rawValue).hasPrefix(command.rawValue), "\(command)")
        }
    }

    @Test("What is no command names the nearest one, and doesn't run it")
    func nearest() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":")
        try player.type("stpe")
        #expect(player.lines.contains { $0.contains("No command matches \"stpe\"; this one is the nearest.") })
        try player.press("enter")
        #expect(player.sentence.contains("There is no command 'stpe': did you mean step?"))
        #expect(player.depth == 0)
        try player.press(":boookmark here")
        #expect(player.sentence.contains("did you mean bookmark?"))
        try player.press(":xyzzy 1")
        #expect(player.sentence.contains("There is no command 'xyzzy'. : lists them."))
    }

    @Test("A value that a constant can't have is refused in the palette, and the model stays")
    func refusedSetting() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 :")
        try player.type("set tellers x")
        try player.press("enter")
        #expect(field(player) == "set tellers x")
        #expect(player.lines.contains { $0.contains("┃              ^ ") })
        #expect(player.lines.contains { $0.contains("'tellers' is a number, and 'x' is not") })
        #expect(player.state.views.isEmpty && player.depth == 1)
        try player.press("esc")
        #expect(player.state.model?.situation.settings.isEmpty == true)
    }

    @Test("A theme is kept for later sessions, and says so")
    func theme() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":")
        try player.type("theme light")
        try player.press("enter")
        #expect(player.sentence.contains("The colours are those for a light ground."))
        #expect(player.effects.contains { if case .keepTheme(.light) = $0 { true } else { false } })
    }

    @Test("A key that does nothing here says where it works, beside its own name")
    func elsewhere() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 S")
        #expect(player.sentence.contains("S does nothing here: it works in Outcomes and the library."))
        #expect(player.sentence.hasSuffix("S · sort "))
    }

    @Test("What the palette says of a command stands there whole")
    func whole() {
        for row in KeyTable.rows where !row.isHidden {
            let beside = row.brief ?? (row.keyLabel(ascii: false).isEmpty ? row.does : row.keyLabel(ascii: false))
            #expect(CellWidth.of(beside) <= 28, "\(row.usage)")
            let text = row.detail.isEmpty ? row.does : row.detail
            let lines = WrappedText.lines(text, width: 60).count
            #expect(lines <= (row.example.isEmpty ? 3 : 2), "\(row.usage)")
        }
    }

    @Test("Keys in ASCII are named, not drawn")
    func asciiKeys() throws {
        let back = try #require(KeyTable.rows.first { $0.command == .back })
        #expect(back.keyLabel(ascii: true) == "left h")
        let scroll = try #require(KeyTable.rows.first { $0.command == .scrollUp })
        #expect(scroll.keyLabel(ascii: false) == "ctrl-y ctrl-e")
    }

    @Test("Two letters find names alone; three also the words of what is said of a command")
    func shortQueries() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":")
        try player.type("th")
        let line = try #require(player.lines.first { $0.contains(" match \"th\"") })
        let count = try #require(line.split(separator: " ").compactMap { Int($0) }.first)
        #expect(count < 10)
    }

    @Test("Tab completes names and what may stand behind them")
    func completion() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0; :bookmark the read")
        let cases: [(String, String)] = [
            ("boo", "bookmark "), ("run unt", "run until"), ("run until-b", "run until-blocked "),
            ("run until-blocked te", "run until-blocked teller."), ("set t", "set tellers "),
            ("set tellers ", "set tellers 2"),
            ("go th", "go the read"), ("reach bal", "reach balance"),
            ("reach balance == 1 && ev", "reach balance == 1 && everyDepositKept"),
            ("run until-change teller.0.s", "run until-change teller.0.seen"), ("memory s", "memory sc"),
            ("search pre", "search preemption"), ("theme l", "theme light"), ("play 0 1", "play 0 1 then anything"),
            ("compare st", "compare start"), ("thread teller.1", "thread teller.1"),
        ]
        for (typed, wanted) in cases { #expect(try completed(typed, player) == wanted, "\(typed)") }
        var other = try ScreenPlayer("lost-update.heddle")
        try other.press(":")
        try other.type("reach zz")
        try other.press("tab")
        #expect(other.lines.contains { $0.contains("Nothing completes this.") })
    }

    @Test("Files are asked of the environment; an answer that comes too late changes nothing")
    func files() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":")
        try player.type("open de")
        try player.press("tab")
        #expect(player.effects.contains { if case .listFiles("de") = $0 { true } else { false } })
        try player.send(.filesListed(prefix: "de", ["demos/"]))
        #expect(field(player) == "open demos/")
        try player.send(.filesListed(prefix: "de", ["demon.heddle"]))
        #expect(field(player) == "open demos/")
        try player.send(.filesListed(prefix: "demos/", ["demos/a.heddle", "demos/b.heddle"]))
        #expect(player.lines.contains { $0.contains("demos/a.heddle  demos/b.heddle") })
    }

    @Test("ctrl-r goes back through the commands that hold what was typed, those of earlier sessions too")
    func history() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.send(.historyRead(["reach balance == 5", "step 1"]))
        try player.press("0 0; :step 2; :reach balance == 1; :step 2; :")
        try player.press("ctrl-r")
        #expect(field(player) == "step 2")
        try player.press("ctrl-r")
        #expect(field(player) == "reach balance == 1")
        try player.press("ctrl-u")
        try player.type("reach")
        try player.press("ctrl-r")
        #expect(field(player) == "reach balance == 1")
        try player.press("ctrl-r")
        #expect(field(player) == "reach balance == 5")
        #expect(player.lines.contains { $0.contains("Older command 2 of 2 with 'reach'.") })
        try player.press("ctrl-r")
        #expect(field(player) == "reach balance == 1")
        try player.press("ctrl-u")
        try player.type("zzz")
        try player.press("ctrl-r")
        #expect(player.lines.contains { $0.contains("No older command holds 'zzz'.") })
        #expect(player.effects.contains { if case .remember("step 2") = $0 { true } else { false } })
    }

    @Test("A mistake in a condition is shown at its place also where the line is longer than its field")
    func longMistake() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let long = Array(repeating: "balance == 1", count: 8).joined(separator: " || ")
        try player.press(":reach \(long) || balanse == 1")
        let row = try #require(player.lines.firstIndex { $0.contains("balanse") && $0.contains("┃") })
        let place = try #require(player.lines[row].firstRange(of: "balanse")).lowerBound
        let carets = try #require(player.lines[row + 1].firstRange(of: "^")).lowerBound
        #expect(
            player.lines[row].distance(from: player.lines[row].startIndex, to: place)
                == player.lines[row + 1].distance(from: player.lines[row + 1].startIndex, to: carets))
        #expect(player.grid.cursor != nil)
    }
}

@Suite("Outcomes to browse")
struct OutcomesViewTests {
    @Test("S sorts by the next column, the cursor stays on its outcome, and enter walks that one")
    func sorting() throws {
        var player = try ScreenPlayer("lost-update.heddle", settings: [Setting(name: "tellers", value: "3")])
        try player.press("o down down S")
        #expect(player.sentence.contains("Sorted by classes."))
        #expect(player.lines[3].contains("  2         18"))
        #expect(player.lines[5].hasPrefix("▸       3"))
        try player.press("up up enter")
        #expect(player.state.views.isEmpty)
        #expect(player.line.split(separator: " ").count == 6)
        try player.press("G")
        #expect(player.lines.contains { $0.contains("✗ balance = 2, not 3") })
        try player.press("o / 1 / 6 enter")
        #expect(player.lines.contains { $0.hasPrefix("▸       3") })
    }

    @Test("Also where nothing fails, with the sentence of what holds")
    func nothingFails() throws {
        var player = try ScreenPlayer(
            """
            model "Counter"
            var x: int = 0
            thread t * 2 { atomic { x = x + 1 } }
            final both "both count": x == 2
            """)
        try player.press("o")
        #expect(player.title.contains("✓ no outcome fails · all 4 states"))
        #expect(player.lines.contains { $0.contains("1 outcome in 2 classes of 2 interleavings; complete.") })
        #expect(player.lines.contains { $0.contains("✓ both count: x = 2") })
        #expect(player.sentence.contains("One result is possible; it breaks no property."))
    }

    @Test("More outcomes than are listed are counted, and the limit is named")
    func limit() throws {
        var player = try ScreenPlayer(
            """
            model "Many"
            var a: int = 0
            thread t { choose up in 0...699
              a = up }
            """)
        try player.press("o G")
        #expect(player.lines[1].contains("500 of 500"))
        try player.press("G")
        #expect(player.sentence.contains("700 different results are possible"))
        let page = player.state
        #expect(page.model?.situation.outcomes?.count == 700)
    }

    @Test("What a bound left is called so far")
    func soFar() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        guard var report = player.state.model?.situation.report,
            let judgement = player.state.model?.situation.judgement,
            let outcomes = player.state.model?.situation.outcomes, let number = player.state.model?.number
        else { return }
        report.phase = .limited
        report.limits = [.states(10)]
        report.interleavings = nil
        var seen = Array(outcomes.suffix(1))
        seen[0].classes = nil
        try player.send(.report(model: number, report, judgement, outcomes: seen))
        try player.press("o")
        #expect(player.lines.contains { $0.contains("1 outcome so far; more may come.") })
        #expect(player.sentence.contains("One result is known so far"))
    }

    @Test(
        "A command without what it needs, or with what it has no use for, says so, and what to try",
        arguments: [
            ("back x", "back stands alone: what is 'x'?"), ("quit now", "quit stands alone: what is 'now'?"),
            ("edges all needed", "edges takes one word: what is 'needed'?"),
            ("edges", "This command needs needed or all, as in :edges all."),
            ("set", "This command needs a constant's name and its value, as in :set tellers 3."),
            ("compare", "This command needs a step, a bookmark or off, as in :compare 3."),
            ("compare off", "States are compared with the step before already."),
            ("thread 9", "There is no thread 9 here: 0 teller.0, 1 teller.1."),
            ("finding 7", "There is no finding '7' here: 1 to 1."),
            ("search foo", "'foo' isn't in this pane. How the model is searched: :search bfs, dfs or preemption."),
            ("memory foo", "There is no memory model 'foo': sc, tso, c11 and rc11 are known."),
        ])
    func wrongWords(_ line: String, _ answer: String) throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: 200, rows: 60)
        try player.press(":\(line)")
        #expect(player.sentence.contains(answer), "\(player.sentence)")
        #expect(player.state.model != nil)
    }

    @Test("Comparing with a step ends with :compare off")
    func compareOff() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1")
        try player.press(":compare start")
        #expect(player.state.model?.situation.comparedNode == 0)
        try player.press(":compare off")
        #expect(player.state.model?.situation.comparedNode == nil)
        #expect(player.sentence.contains("States are compared with the step before."))
        try player.press(":bookmark off")
        #expect(player.sentence.contains("a bookmark wants another name"))
    }
}
