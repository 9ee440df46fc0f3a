import HeddleEngine
import HeddlePresentation
import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

@Suite("Views and dialogs")
struct ViewsTests {
    private func entries(_ count: Int) -> [LibraryEntry] {
        (0..<count).map { index in
            let name = "lost-update/entry-\(String(10_000 + index).dropFirst())"
            var entry = LibraryEntry(
                path: "traces/\(name).trace", name: name, title: "Entry \(index)", status: .open, model: "Lost update",
                claim: "every deposit is kept", steps: [.init(thread: "teller.0", text: "read balance → 0")],
                replay: index == 3 ? .diverged(step: 1, enabled: []) : .reproduced)
            entry.asExpected = index != 3
            return entry
        }
    }

    @Test("Findings: enter walks the one under the cursor from its decision")
    func findings() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("e")
        #expect(player.lines.contains { $0.contains("━ Findings ━") })
        #expect(player.lines.contains { $0.contains("every deposit is kept") })
        try player.press("enter")
        #expect(player.title.contains("of finding 1"))
        #expect(player.state.views.isEmpty)
    }

    @Test("Outcomes: enter walks the outcome under the cursor")
    func outcomes() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("o down enter space space space space")
        #expect(player.depth == 4)
        #expect(player.lines.contains { $0.contains("balance            2") || $0.contains("1 → 2") })
    }

    @Test("Saving asks for title, tags and cause, writes nothing before enter, and hands over the whole line")
    func save() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("s")
        #expect(player.sentence.contains("there is nothing to save"))
        try player.press("0 0 1 1 s")
        #expect(player.sentence.contains("Nothing fails at the end of this line"))
        try player.press("f s")
        try player.type("both read first")
        try player.press("tab ctrl-u")
        try player.type("My title")
        try player.press("tab tab right")
        #expect(!player.effects.contains { if case .save = $0 { true } else { false } })
        try player.press("enter")
        let request = try #require(
            player.effects.compactMap { if case .save(let request) = $0 { request } else { nil } }.last)
        #expect(request.title == "My title")
        #expect(request.file == "lost-update/my-title.trace")
        #expect(request.cause == "both read first")
        #expect(request.status == .fixed)
        #expect(request.tags == ["lost-update"])
        #expect(request.schedule.map(\.thread) == [0, 1, 1, 0])
        #expect(request.subject == .property(0))
        #expect(request.preemptions == 1)
        try player.send(.saveFailed("no space is left"))
        #expect(player.state.dialog != nil && player.sentence.contains("no space is left"))
        try player.send(.saved(path: "traces/lost-update/my-title.trace"))
        #expect(player.state.dialog == nil && player.sentence.contains("Saved as traces/lost-update/my-title.trace."))
    }

    @Test("A bug that the library knows isn't written again: enter opens its entry")
    func known() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.send(.libraryLoaded(entries(2)))
        player.known = "traces/lost-update/entry-0001.trace"
        try player.press("f s")
        #expect(
            player.lines.contains { $0.contains("Known: this is traces/lost-update/entry-0001.trace, found again.") })
        #expect(player.lines[23].contains("enter open it") && player.sentence.contains("nothing is written"))
        player.state.size = GridSize(columns: 60, rows: 15)
        #expect(player.lines.contains { $0.contains("Known: this is traces/lost-update/entry-0001") })
        try player.press("enter")
        #expect(player.state.views == [.entry("traces/lost-update/entry-0001.trace")])
        #expect(!player.effects.contains { if case .save = $0 { true } else { false } })
    }

    @Test("Escape leaves the save dialog, and letters in it are text")
    func saveIsText() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("f s q u esc")
        #expect(player.state.dialog == nil && !player.state.hasQuit)
        #expect(!player.effects.contains { if case .save = $0 { true } else { false } })
    }

    @Test("The library's cursor starts on the entry that is not as expected; enter opens it, r replays it")
    func library() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("b")
        #expect(player.effects.contains { if case .loadLibrary = $0 { true } else { false } })
        try player.send(.libraryLoaded(entries(8)))
        #expect(player.lines.contains { $0.hasPrefix("▸") && $0.contains("Entry 3") })
        #expect(player.title.contains("7 as expected · 1 not as expected"))
        try player.press("r")
        let replayed = player.effects.compactMap { if case .replay(let paths) = $0 { paths } else { nil } }
        #expect(replayed == [["traces/lost-update/entry-0003.trace"]])
        try player.press("enter")
        #expect(player.lines.contains { $0.contains("✗  1") })
        try player.press("enter")
        #expect(
            player.effects.contains {
                if case .openEntry(path: "traces/lost-update/entry-0003.trace") = $0 { true } else { false }
            })
    }

    @Test("An entry whose property says something else now shows it as it was and as it is")
    func weakenedProperty() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        var entries = entries(1)
        entries[0].propertyChange = .init(was: "balance == tellers", now: "balance >= \u{1b}[2J1")
        try player.send(.libraryLoaded(entries))
        try player.press("b enter")
        #expect(player.lines.contains { $0.contains("every deposit is kept") && $0.contains("property changed since") })
        #expect(player.lines.contains { $0.contains("  was       balance == tellers") })
        #expect(player.lines.contains { $0.contains("  now       balance >= \\u{1b}[2J1") })
    }

    @Test("Ten thousand entries scroll, page and are searched")
    func manyEntries() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.send(.libraryLoaded(entries(10_000)))
        try player.press("b G")
        #expect(player.lines.contains { $0.hasPrefix("▸") && $0.contains("Entry 9999") })
        try player.press("pgup pgup g / 7 7 7 7 enter")
        #expect(player.lines.contains { $0.hasPrefix("▸") && $0.contains("Entry 7777") })
        try player.press("S S S")
        #expect(player.sentence.contains("Sorted by"))
    }

    @Test("An opened entry becomes the line of play with its notes; where it no longer runs, the user stands there")
    func openedEntry() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let machine = try #require(player.state.model?.situation.machine)
        let schedule = [0, 1, 1, 0].map { Transition(thread: $0) }
        var entry = OpenedEntry(
            path: "traces/x.trace", name: "x", schedule: schedule, notes: [2: "the fatal read"], recordedSteps: 4)
        try player.send(.modelLoaded(OpenedModel(number: 7, machine: machine, entry: entry)))
        #expect(player.line == "0 1 1 0" && player.depth == 0)
        try player.press("space space")
        #expect(player.title.contains("step 2 of 4 of x"))
        #expect(player.state.model?.node.note == "the fatal read")
        #expect(player.lines.contains { $0.hasPrefix("  note: the fatal read") })
        entry.schedule = [Transition(thread: 0), Transition(thread: 0)]
        try player.send(.modelLoaded(OpenedModel(number: 8, machine: machine, entry: entry)))
        #expect(player.depth == 2)
        #expect(player.sentence.contains("Step 3 can't run any more"))
    }

    @Test("A file that goes wrong shows its errors; once right, the user is back at the same step")
    func errors() throws {
        let text = try Fixtures.text("golden/lost-update.heddle")
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1")
        try player.rewrite(text.replacing("let seen = balance", with: "let seen = ballance"))
        #expect(player.title.contains("1 error · waiting for the file to be saved"))
        #expect(player.lines.contains { $0.contains("9:14") && $0.contains("ballance") })
        #expect(player.lines.contains { $0.contains("^^^^^^^^") })
        #expect(player.sentence.contains("you are back at step 2"))
        try player.press("esc")
        #expect(player.line == "0 [1]")
        try player.rewrite(text)
        #expect(player.line == "0 [1]" && player.state.views.isEmpty)
        try player.rewrite(text.replacing("balance = seen + 1", with: ""))
        #expect(player.depth == 2)
        try player.press("0")
        #expect(player.sentence.contains("No step"))
    }

    @Test("A step is found again at its statement; one that stands there no more is cut off and named")
    func edited() throws {
        let text = try Fixtures.text("golden/lost-update.heddle")
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("0 1 1 left left")
        try player.press("1 1 0")
        try player.press("left left left left 0 1 1")
        try player.rewrite(text.replacing("let seen = balance", with: "let seen = balance\n  let more = balance"))
        #expect(player.line == "0 [1]")
        #expect(player.sentence.contains("Step 3 no longer fits: teller.1 W balance ← 1."))
        try player.rewrite(text)
        #expect(player.line == "0 [1]" && player.sentence.contains("the line still fits"))
    }

    @Test("Another value for a constant reads the model again and keeps the line as far as it fits")
    func set() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("1 :")
        try player.press("esc")
        try player.send(.commandLine(":set tellers 3"))
        #expect(player.title.contains("tellers = 3"))
        #expect(player.line == "[1]")
        try player.send(.commandLine(":set tellers 1"))
        #expect(player.sentence.contains("Step 1 no longer fits"))
        try player.send(.commandLine(":set nobody 1"))
        #expect(player.sentence.contains("There is no constant 'nobody'"))
    }

    @Test("Nothing open: the folder's models and the demos are offered, and enter opens one")
    func start() throws {
        var state = AppState(size: GridSize(columns: 80, rows: 24), views: [.start])
        _ = update(&state, .folderRead([StartFile(path: "a.heddle"), StartFile(path: "demos/b.heddle", isDemo: true)]))
        let text = render(state, state.size).text
        #expect(text.contains("no model open") && text.contains("a.heddle") && text.contains("demos/b.heddle"))
        // Learn and the library stand before the demos.
        for _ in 0..<3 { _ = update(&state, .input(.key(.down))) }
        let effects = update(&state, .input(.key(.enter)))
        #expect(effects.contains { if case .open(path: "demos/b.heddle") = $0 { true } else { false } })
        _ = update(&state, .input(.key(.escape)))
        #expect(!state.hasQuit)
        _ = update(&state, .input(.key(.character("q"))))
        #expect(state.hasQuit)
    }

    @Test("A late report of an earlier model is dropped")
    func lateReport() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let before = player.lines
        try player.send(
            .report(
                model: 99, SearchReport(), Judgement(rows: [], verdict: .holds, asExpected: true, isNamedRun: false),
                outcomes: nil))
        #expect(player.lines == before)
    }

    @Test("Search goes from match to match in the focused pane, and says when there is none")
    func search() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":pane source; / t e l l e r enter n")
        #expect(player.sentence.contains("Match"))
        try player.press("/ z z z enter")
        #expect(player.sentence.contains("'zzz' isn't in this pane."))
        try player.press("esc n")
        #expect(player.sentence.contains("Nothing is searched for."))
    }

    @Test("A long line of play is walked, scrolled and drawn from what is in sight")
    func longLine() throws {
        var player = try ScreenPlayer(
            """
            model "Counter"
            var x: int = 0
            thread up {
              for i in 0..<3000 { x = i }
            }
            """)
        try player.press("r")
        #expect(player.depth == 3_000)
        try player.press("g G pgup")
        try player.press(":pane happens-before; pgup k k ctrl-y ctrl-e k")
        #expect(player.lines.contains { $0.contains("0×2999") })
        try player.press("enter")
        #expect(player.depth == 3_000)
        #expect(player.lines.contains { $0.contains("W x ← ") })
        try player.press("pgup enter")
        #expect(player.depth < 3_000)
    }
}
