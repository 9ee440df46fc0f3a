import Foundation
import TestSupport
import Testing

@Suite("The screens, end to end on a terminal")
struct EndToEndTests {
    @Test("A model opens at its start, and the search ends behind it")
    func open() throws {
        let run = try ScreenRun()
        try run.session.wait(forText: "━ Threads ━")
        try run.waitForSearch()
        #expect(run.title.hasPrefix(" Lost update · sc · start "))
        #expect(run.title.contains("✗ fails, as expected · all 12 states"))
        #expect(run.screen.line(2).hasPrefix("▸ 0 teller.0     :9 R balance → 0"))
        #expect(run.screen.line(3).hasPrefix("  1 teller.1     :9 R balance → 0"))
        #expect(run.session.shows("─ lost-update.heddle ─"))
        #expect(run.session.shows("let seen = balance"))
        #expect(run.screen.line(23).hasSuffix("? help"))
        #expect(!run.screen.showsCursor)
        #expect(try run.quit() == .exited(0))
        #expect(run.session.isRestored)
    }

    @Test("Steps go forward and back, and a left branch stays")
    func stepping() throws {
        let run = try ScreenRun().waitForSearch()
        try run.press(TestKeys.enter, untilTitle: "after step 1")
        try run.session.wait(forText: "teller.0 read balance and got 0")
        #expect(run.session.shows("teller.0.seen  – → 0"))
        try run.press(TestKeys.enter, untilTitle: "after step 2")
        try run.press(TestKeys.left, untilTitle: "after step 1")
        try run.press("1", untilTitle: "after step 2")
        try run.press(TestKeys.left + TestKeys.left, untilTitle: "start")
        #expect(run.session.shows("─ 0W"))
        try run.press(TestKeys.right, untilTitle: "after step 1")
        #expect(try run.quit() == .exited(0))
    }

    @Test("One key jumps to the counterexample's decision; it is walked, left and undone")
    func finding() throws {
        let run = try ScreenRun().waitForSearch()
        try run.press("f", untilTitle: "step 1 of 4 of finding 1")
        #expect(run.title.contains("✗ every deposit is kept"))
        try run.press(" ", untilTitle: "step 2 of 4 of finding 1")
        try run.session.wait(forText: "From here on every run fails.")
        try run.session.wait(forText: "┃")
        try run.press("  ", untilTitle: "step 4 of 4 of finding 1")
        try run.press(TestKeys.left + TestKeys.left + "0", untilTitle: "after step 3")
        try run.press("u", untilTitle: "step 2 of 4 of finding 1")
    }

    @Test("The explorer's view counts the states and lists what fails")
    func explorer() throws {
        let run = try ScreenRun().waitForSearch()
        try run.press("e", until: "transitions          14")
        try run.session.wait(forText: "1  every deposit is kept: balance == tellers, 1 == 2")
        try run.press(TestKeys.escape, until: "─ Play ─")
    }

    @Test("The philosophers deadlock: the search finds it, and the ring is drawn")
    func deadlock() throws {
        let run = try ScreenRun("philosophers.heddle").waitForSearch("1,743 states")
        try run.press("f", untilTitle: "of finding 1")
        try run.press("G", until: "deadlock")
        #expect(run.session.shows("Wait-for"))
    }

    @Test("A schedule is saved, listed, opened, walked and replayed")
    func saveAndReplay() throws {
        let run = try ScreenRun().waitForSearch()
        try run.press("f", untilTitle: "of finding 1")
        try run.press("s", until: "Save schedule")
        try run.session.wait(forText: "teller.1:9 before teller.0:10")
        run.session.send("read before the other's write")
        try run.press(TestKeys.enter, until: "Saved as traces/lost-update/teller-1-9-before-teller-0-10.trace")
        let file = run.folder.file("traces/lost-update/teller-1-9-before-teller-0-10.trace")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("read before the other's write"))
        try run.press("b", until: "Library · traces/ · 1 entry")
        try run.session.wait(forText: "reproduced")
        try run.press("r", until: "teller-1-9-before-teller-0-10: reproduced.")
        // The first one closes the library.
        run.session.send("q")
        #expect(try run.quit() == .exited(0))
        let replay = try CommandLineRun(["replay", "traces"], in: run.folder.path)
        #expect(replay.status == 0)
        #expect(replay.output.contains("reproduced"))
        let verify = try CommandLineRun(["library", "verify"], in: run.folder.path)
        #expect(verify.output.hasPrefix("1 record, 1 entry as recorded: nothing is wrong.\n"))
        let again = try TerminalSession(BuiltProducts.heddle, [file], folder: run.folder.path)
        try again.wait(forText: "[start]── 0R ─┃ 1R ── 1W ── 0W")
        again.send(" ")
        try again.wait(for: "the first step") { again.screen.line(0).contains("step 1 of 4 of lost-update/") }
    }

    @Test("At 200x60 every pane has its place")
    func large() throws {
        let run = try ScreenRun(rows: 60, columns: 200)
        try run.waitForSearch()
        for pane in ["Threads", "State", "Properties", "Explorer", "Happens-before", "Play", "Library"] {
            #expect(run.session.shows(pane), "\(pane)")
        }
        #expect(run.screen.line(59).contains("q quit"))
    }

    @Test("Help, palette and Esc: back one level each, and Esc never quits")
    func helpAndPalette() throws {
        let run = try ScreenRun().waitForSearch()
        try run.press("?", until: "Help")
        try run.press(TestKeys.escape, until: "─ Play ─")
        try run.press(":", until: "Command")
        #expect(run.screen.showsCursor)
        try run.press("thread 1" + TestKeys.enter, untilTitle: "after step 1")
        run.session.send(TestKeys.escape)
        run.session.settle()
        run.session.send(TestKeys.escape)
        run.session.settle()
        #expect(run.session.program.pollEnding() == nil)
        #expect(try run.quit() == .exited(0))
    }

    @Test("A paste outside a field is no command, and says so")
    func paste() throws {
        let run = try ScreenRun().waitForSearch()
        run.session.send(TestKeys.paste("qqq"))
        run.session.settle()
        #expect(run.session.program.pollEnding() == nil)
        #expect(run.title.contains("start"))
    }

    @Test("A click selects the thread under it")
    func mouse() throws {
        let run = try ScreenRun().waitForSearch()
        run.session.send(TestKeys.mouse(button: 0, row: 3, column: 10))
        run.session.send(TestKeys.mouse(button: 0, row: 3, column: 10, release: true))
        try run.session.wait(for: "the cursor on thread 1") { run.screen.line(3).hasPrefix("▸ 1 teller.1") }
    }

    @Test("Without a file the start screen offers the models of the folder")
    func start() throws {
        let run = try ScreenRun(nil)
        try run.session.wait(forText: "no model open")
        try run.session.wait(forText: "philosophers.heddle")
        try run.session.wait(forText: "expected: deadlock fails")
        #expect(try run.quit() == .exited(0))
    }

    @Test("A changed file is read again: errors while it is wrong, the same place when it is right")
    func reload() throws {
        let run = try ScreenRun().waitForSearch()
        try run.press(TestKeys.enter, untilTitle: "after step 1")
        let good = try Fixtures.text("models/lost-update.heddle")
        try run.folder.write(
            good.replacingOccurrences(of: "= balance\n", with: "= ballance\n"), to: "lost-update.heddle")
        try run.session.wait(forText: "ballance")
        try run.session.wait(forText: "1 error")
        try run.folder.write(good + "\n// read again\n", to: "lost-update.heddle")
        try run.session.wait(for: "the place of before") { run.title.contains("after step 1") }
    }

    @Test("$EDITOR has the terminal, and what it wrote is read")
    func editor() throws {
        let run = try ScreenRun(environment: ["EDITOR": "./edit.sh"])
        try run.folder.write(
            "#!/bin/sh\necho EDITING $1 > edited\nsed -i 's/tellers = 2/tellers = 3/' \"$2\"\n", to: "edit.sh")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: run.folder.file("edit.sh"))
        try run.waitForSearch()
        run.session.send(TestKeys.tab + "v")
        try run.waitForSearch("59 states")
        #expect(try String(contentsOfFile: run.folder.file("edited"), encoding: .utf8).hasPrefix("EDITING +"))
    }

    @Test("The cursor is there at the end, also when the editor was called from a field that showed it")
    func cursorAfterEditor() throws {
        let run = try ScreenRun(environment: ["EDITOR": "./edit.sh"])
        try run.folder.write("#!/bin/sh\ntouch edited\n", to: "edit.sh")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: run.folder.file("edit.sh"))
        try run.waitForSearch()
        run.session.send(":")
        try run.session.wait(for: "the field's cursor") { run.screen.showsCursor }
        run.session.send("edit" + TestKeys.enter)
        try run.session.wait(for: "the editor") { FileManager.default.fileExists(atPath: run.folder.file("edited")) }
        try run.session.wait(for: "the screen without the field") {
            run.screen.showsAlternateScreen && !run.screen.showsCursor && run.title.contains("12 states")
        }
        #expect(try run.quit() == .exited(0))
        #expect(run.session.unrestored == [])
    }

    @Test("The line of a session that was killed comes back with :restore")
    func restore() throws {
        let run = try ScreenRun(environment: ["XDG_STATE_HOME": "/nonexistent"])
        try run.waitForSearch()
        try run.press(":restore" + TestKeys.enter, until: "There is no line of an earlier session")
        let states = try TemporaryFolder()
        let settings = ["XDG_STATE_HOME": states.path]
        let first = try TerminalSession(
            BuiltProducts.heddle, ["lost-update.heddle"], environment: settings, folder: run.folder.path)
        try first.wait(forText: "12 states")
        first.send("01")
        try first.wait(forText: "after step 2")
        try first.wait(for: "the line to be kept") {
            (try? FileManager.default.subpathsOfDirectory(atPath: states.path))?.contains { $0.hasSuffix(".trace") }
                == true
        }
        first.program.signal(9)
        _ = try first.waitForEnd()
        let second = try TerminalSession(
            BuiltProducts.heddle, ["lost-update.heddle"], environment: settings, folder: run.folder.path)
        try second.wait(forText: "12 states")
        second.send(":restore" + TestKeys.enter)
        try second.wait(forText: "[start]── 0R ")
        second.send("G")
        try second.wait(forText: "of an earlier session")
    }

    @Test("A line is exported where the user says, and a file is only replaced when told to")
    func export() throws {
        let run = try ScreenRun().waitForSearch()
        try run.press("f", untilTitle: "of finding 1")
        try run.press(":export svg lost.svg" + TestKeys.enter, until: "Written: lost.svg.")
        let picture = try String(contentsOfFile: run.folder.file("lost.svg"), encoding: .utf8)
        #expect(picture.contains("finding 1 of 1") && picture.hasSuffix("</svg>\n"))
        try run.folder.write("mine", to: "lost.svg")
        try run.press(":export svg lost.svg" + TestKeys.enter, until: "'lost.svg' exists already")
        #expect(try String(contentsOfFile: run.folder.file("lost.svg"), encoding: .utf8) == "mine")
        try run.press(":export svg! lost.svg" + TestKeys.enter, until: "Written: lost.svg.")
        #expect(try String(contentsOfFile: run.folder.file("lost.svg"), encoding: .utf8) == picture)
        try run.press(":export asciicast" + TestKeys.enter, until: "Written: lost-update-finding-1-of-1.cast.")
        let cast = try String(contentsOfFile: run.folder.file("lost-update-finding-1-of-1.cast"), encoding: .utf8)
        #expect(cast.split(separator: "\n").count == 7)
    }

    @Test("Bookmarks, notes and commands of a session are there in the next one")
    func keptBetweenSessions() throws {
        let states = try TemporaryFolder()
        let settings = ["XDG_STATE_HOME": states.path]
        let first = try ScreenRun(environment: settings).waitForSearch()
        try first.press("0" + ":bookmark before" + TestKeys.enter, until: "[0R#before]")
        try first.press(":note look here" + TestKeys.enter, until: "note: look here")
        try first.press(":reach balance == 7" + TestKeys.enter, until: "all 8 states from here were visited.")
        // What :restore brings back is not asked about.
        #expect(try first.quit() == .exited(0))
        let second = try ScreenRun(environment: settings).waitForSearch()
        second.session.send(":")
        try second.press(TestKeys.control("r"), until: ":reach balance == 7")
        try second.press(TestKeys.control("r"), until: ":note look here")
        second.session.send(TestKeys.escape)
        second.session.settle(quiet: 100)
        // Another folder, another file: its own line.
        try second.press(":restore" + TestKeys.enter, until: "no line of an earlier session")
        #expect(try second.quit() == .exited(0))
        let third = try TerminalSession(
            BuiltProducts.heddle, ["lost-update.heddle"], environment: settings, folder: first.folder.path)
        try third.wait(forText: "12 states")
        third.send(":restore" + TestKeys.enter)
        try third.wait(forText: "#before")
        third.send(":go before" + TestKeys.enter)
        try third.wait(forText: "note: look here")
    }

    @Test("A long search for a way says how far it is, and Esc ends it")
    func stopping() throws {
        let run = try ScreenRun("philosophers.heddle", ["--set", "seats=10"])
        try run.session.wait(forText: "Dining philosophers")
        try run.press(
            ":reach forall(p in phil: finished(p)) && false" + TestKeys.enter, until: "Looking, esc stops it: ")
        try run.session.wait(forText: " states so far for ")
        try run.press(TestKeys.escape, until: "Stopped after ")
        #expect(try run.quit() == .exited(0))
    }
}
