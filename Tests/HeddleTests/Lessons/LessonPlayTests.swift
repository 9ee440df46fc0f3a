import Foundation
import HeddleEngine
import HeddleLibrary
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@testable import heddle

/// Every goal of every lesson, played by keys: first wrong, then right.
@Suite("Lessons, played")
struct LessonPlayTests {
    @Test("A wrong try leaves the goal open, a right one turns its mark", arguments: ShippedLessonsTests.names)
    func everyGoal(name: String) throws {
        let lesson = try ShippedCourse.lesson(name)
        let run = try LessonRun(name)
        for (index, goal) in lesson.goals.enumerated() {
            if index > 0 { try run.press("enter") }
            #expect(run.state.lesson?.goal == index, "\(goal.title)\n\(run.screen)")
            #expect(run.title.contains("goal \(index + 1) of \(lesson.goals.count)"))
            #expect(!run.title.hasSuffix(Self.marks(index + 1, of: lesson.goals.count) + " "))
            switch goal.kind {
            case .reach(let reach): try reached(reach, run, goal: index + 1)
            case .predict(let predict): try predicted(predict, run, goal: index + 1)
            case .repair(let repair): try repaired(repair, run, goal: index + 1)
            }
            #expect(try run.isDone(index + 1), "\(name): \(goal.title)\n\(run.screen)")
            // Where the title is full, the marks give way to the number.
            let ends = [Self.marks(index + 1, of: lesson.goals.count), "goal \(index + 1) of \(lesson.goals.count)"]
            #expect(ends.contains { run.title.hasSuffix($0 + " ") }, "\(run.title)")
            #expect(run.screen.contains("✓ "))
        }
        #expect(run.keyBar.hasPrefix(" enter what you learnt"))
        try run.press("enter")
        #expect(run.lines[1].contains("What there was to learn"))
        #expect(run.title.contains("1 of 15 lessons done"))
    }

    /// `✓ ✓ ·`
    private static func marks(_ done: Int, of count: Int) -> String {
        (0..<count).map { $0 < done ? "✓" : "·" }.joined(separator: " ")
    }

    private func reached(_ goal: ReachGoal, _ run: LessonRun, goal number: Int) throws {
        // One step short of it, and back again.
        try run.play(goal.solution.dropLast())
        #expect(try !run.isDone(number))
        #expect(
            run.screen.contains("hidden")
                || run.state.model?.machine.enabled(run.state.model!.node.state).isEmpty == true)
        try run.press("g")
        #expect(try !run.isDone(number))
        try run.play(goal.solution)
    }

    private func predicted(_ goal: PredictGoal, _ run: LessonRun, goal number: Int) throws {
        let answer = try #require(run.state.lesson?.answer)
        let (right, wrong) = Self.answers(answer)
        try run.press("enter")
        #expect(run.screen.contains("Your answer"))
        try run.type(wrong)
        try run.press("enter")
        #expect(try !run.isDone(number))
        #expect(run.screen.contains("✗ \(wrong)"), "\(run.screen)")
        try run.press("enter ctrl-u")
        try run.type(right)
        try run.press("enter")
        #expect(run.state.lesson?.isReached == true, "\(right)\n\(run.screen)")
        #expect(run.screen.contains("Right"))
    }

    private static func answers(_ answer: GoalAnswer) -> (right: String, wrong: String) {
        switch answer {
        case .number(let number): (String(number), String(number + 1))
        case .oneIn(let number): ("1/\(number)", "1/\(number * 100)")
        case .truth(let truth): truth ? ("yes", "no") : ("no", "yes")
        case .names(let names): (names.isEmpty ? "none" : names.joined(separator: " "), "overflow")
        }
    }

    private func repaired(_ goal: RepairGoal, _ run: LessonRun, goal number: Int) throws {
        let lesson = try #require(run.state.course?.course.lessons[run.state.lesson?.index ?? 0])
        let original = try ShippedCourse.text(lesson.model)
        #expect(run.state.model?.situation.lesson?.standing == .repaired(.untouched, ""))
        // A comment is a change, and no repair.
        try run.save(original + "// nothing\n")
        #expect(try !run.isDone(number))
        #expect(run.screen.contains("still"), "\(run.screen)")
        try run.save(original.replacingOccurrences(of: "thread", with: "thred"))
        #expect(run.state.views == [.errors])
        #expect(try !run.isDone(number))
        try run.save(try ShippedCourse.text(goal.solution))
        #expect(run.state.views == [])
    }

    @Test("Analysis, findings and outcomes are hidden until the goal is reached, and shown at the user's wish")
    func hidden() throws {
        let run = try LessonRun("lost-update")
        #expect(run.lines[2].contains("hidden"))
        for key in ["f", "e", "o", "x", "F"] {
            try run.press(key)
            #expect(run.sentence.contains("What the search knows is hidden in this goal; :reveal shows it."), "\(key)")
        }
        for command in [":reach balance == 1", ":run until-violation", ":play 0 then anything"] {
            try run.press(command)
            #expect(run.sentence.contains("The way is yours to find in this goal"), "\(command)\n\(run.screen)")
            #expect(run.title.contains(" start "))
        }
        // The way to the violation isn't walked either: space plays the selected step.
        try run.press("space space")
        #expect(run.title.contains("after step 2"))
        #expect(!run.screen.contains("point of no return"))
        try run.press("g; :reveal")
        #expect(run.lines[2].contains("✗ in 4"))
        #expect(run.sentence.contains("It will be said that it was."))
        try run.press("0 1 1 0")
        #expect(run.screen.contains("Reached, after :reveal."))
        try run.press("esc")
        #expect(run.screen.contains("✓ Make one deposit vanish.  after :reveal"))
    }

    @Test("Too many steps or preemptions don't count, and it is said")
    func bounds() throws {
        let steps = try LessonRun("philosophers")
        #expect(steps.screen.contains("At most 3 steps."))
        try steps.play(["0", "0", "0", "0", "0"])
        try steps.press("g")
        let stack = try LessonRun("treiber-aba")
        try stack.press("1 0 0 1 1 1 1 1 1 1 1 0")
        #expect(try !stack.isDone(1))
        #expect(stack.screen.contains("That is the place, with 2"), "\(stack.screen)")
        try stack.press("g 0 0 1 1 1 1 1 1 1 1 1 0")
        #expect(try stack.isDone(1))
        let raft = try LessonRun("raft")
        #expect(raft.screen.contains("At most 8 steps."))
    }

    @Test("Hints come in three stages; the last one shows the way")
    func hints() throws {
        let run = try LessonRun("lost-update")
        try run.press("i")
        #expect(run.screen.contains("i next hint 1/3"))
        try run.press("i i")
        #expect(run.screen.contains("press 0 1 1 0."))
        #expect(run.screen.contains("hint 3/3"))
        try run.press("i")
        #expect(run.sentence.contains("That was the last hint"))
        try run.press(":goal 2; i i i")
        #expect(run.screen.contains("the answer is 4."))
        try run.press(":goal 3; i i")
        #expect(run.state.views.isEmpty)
        // Old lines and new ones, among those around them; the pane keeps saying where.
        try run.press("i")
        for row in ["-    6    var balance: int = 0", "+         atomic balance: int = 0", "     8    thread teller"] {
            #expect(run.lines.contains { $0.hasPrefix(row) }, "\(row)\n\(run.screen)")
        }
        #expect(run.lines.contains { $0.hasPrefix("-    9      let seen") })
        #expect(!run.screen.contains("expect everyDepositKept"))
        try run.press("esc")
        #expect(run.state.views.isEmpty)
        #expect(run.screen.contains("near lines 6 and 9"), "\(run.screen)")
        try run.press("i")
        #expect(run.state.views == [.lessonSolution])
    }

    @Test("At 80x24 every lesson begins with what it is about, and a repair with its task and the file in full")
    func readable() throws {
        for lesson in try ShippedCourse.load() {
            let run = try LessonRun(lesson.name)
            func words(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            func column(_ run: LessonRun) -> String {
                words(run.lines.map { String($0.dropFirst(41)) }.joined(separator: " "))
            }
            #expect(column(run).contains(words(lesson.introduction)), "\(run.screen)")
            for (index, goal) in lesson.goals.enumerated() where goal.isRepair {
                try run.press(":goal \(index + 1)")
                #expect(column(run).contains(words(goal.text)), "\(run.screen)")
                let path = try #require(run.state.lesson?.copyPath)
                #expect(column(run).replacing(" ", with: "").contains(path), "\(path)\n\(run.screen)")
            }
        }
    }

    @Test("After a wrong answer the field is empty, and what was said of it stays")
    func wrongAnswer() throws {
        let run = try LessonRun("lost-update")
        try run.press(":goal 2; enter")
        try run.type("3")
        try run.press("enter enter")
        guard case .guess(let guess)? = run.state.dialog else { throw Failure.badInput("no field") }
        #expect(guess.field.text.isEmpty)
        #expect(run.lines[6...12].contains { $0.contains("✗ 3: no, there are more.") }, "\(run.screen)")
    }

    @Test("What still fails is named in a sentence")
    func stillFails() throws {
        let run = try LessonRun("lost-update")
        try run.press(":goal 3")
        try run.save(try ShippedCourse.text("lost-update.heddle") + "// nothing\n")
        let column = run.lines.map { $0.dropFirst(41).trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        #expect(column.contains("Not yet: 'every deposit is kept' still fails."), "\(run.screen)")
        let other = try LessonRun("philosophers")
        try other.press(":goal 3")
        try other.save(try ShippedCourse.text("philosophers.heddle") + "// nothing\n")
        let words = other.lines.map { $0.dropFirst(41).trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        #expect(words.contains("Not yet: deadlock is still possible."), "\(other.screen)")
    }

    @Test("On a large screen the properties have their values, also where the search is hidden")
    func properties() throws {
        let run = try LessonRun("lost-update", columns: 200, rows: 60)
        try run.press("0")
        #expect(run.screen.contains("· every deposit is kept"))
        #expect(run.screen.contains("judged at the end"))
        #expect(!run.screen.contains("holds everywhere"))
    }

    @Test("A prediction can be typed as a command, and is never punished")
    func predict() throws {
        let run = try LessonRun("lost-update")
        try run.press(":predict 4")
        #expect(run.sentence.contains("This goal asks for no prediction."))
        try run.press(":goal 2; :predict 3")
        #expect(run.sentence.contains("3: no, there are more."))
        try run.press(":predict 5")
        #expect(run.sentence.contains("5: no, there are fewer."))
        try run.press(":predict many")
        #expect(run.sentence.contains("many: this wants a number."))
        try run.press(":predict four")
        #expect(try run.isDone(2))
        try run.press(":predict 5")
        #expect(run.sentence.contains("It is answered already."))
    }

    @Test("What was done is kept, with the line of the goal that is open; a damaged record is none")
    func progress() throws {
        let folder = try TemporaryFolder()
        let run = try LessonRun("lost-update", in: folder)
        try run.press("0 1 1 0 enter; 0 1 0")
        let keeper = ProgressKeeper()
        let file = folder.file("state/lessons/progress")
        var before = try #require(run.state.course)
        before.progress = CourseProgress()
        keeper.keep(before, to: file)
        keeper.keep(run.state.course, to: file, atEnd: true)
        let again = try LessonRun("lost-update", in: folder)
        #expect(again.state.lesson?.goal == 1)
        #expect(again.title.contains("after step 3"))
        try folder.write(
            "heddle-progress 1\ndone lost-update 1 \u{0}\nline lost-update 2 x\n\u{FF}\ndone lost-update 99999999999\n",
            to: "state/lessons/progress")
        let damaged = try LessonRun("lost-update", in: folder)
        #expect(damaged.state.lesson?.goal == 1)
        #expect(damaged.title.contains(" start "))
        try folder.write("something else", to: "state/lessons/progress")
        #expect(try LessonRun("lost-update", in: folder).state.lesson?.goal == 0)
    }

    @Test("The user's copy stays; it can be set back, and the changed one is kept beside it")
    func copies() throws {
        let folder = try TemporaryFolder()
        let run = try LessonRun("lost-update", in: folder)
        try run.press(":goal 3")
        let path = try #require(run.state.lesson?.copyPath)
        let original = try String(contentsOfFile: path, encoding: .utf8)
        #expect(original == (try ShippedCourse.text("lost-update.heddle")))
        try run.save(original.replacingOccurrences(of: "seen + 1", with: "seen + 2"))
        let again = try LessonRun("lost-update", in: folder)
        try again.press(":goal 3")
        #expect(again.screen.contains("balance = seen + 2"))
        try again.press(":reset")
        #expect(again.screen.contains("balance = seen + 1"))
        let before = String(path.dropLast(7)) + ".before.heddle"
        #expect(try String(contentsOfFile: before, encoding: .utf8).contains("seen + 2"))
        #expect(try again.isDone(3) == false)
    }

    @Test("A copy that was taken away is said to be gone, and made anew when asked")
    func lostCopy() throws {
        let folder = try TemporaryFolder()
        let run = try LessonRun("lost-update", in: folder)
        try run.press(":goal 3")
        let path = try #require(run.state.lesson?.copyPath)
        try FileManager.default.removeItem(atPath: path)
        // An editor may be about to put another one there.
        run.session.lookAtFile()
        #expect(!run.sentence.contains("is gone"))
        run.session.lookAtFile()
        #expect(run.sentence.contains("Your copy of the model is gone: :reset makes it anew."))
        try run.press("v")
        #expect(run.sentence.contains("Your copy of the model is gone: :reset makes it anew."))
        try run.press(":reload")
        #expect(run.sentence.contains("Not read again: cannot read"))
        try run.press("0 1; :reset")
        #expect(run.sentence.contains("Your copy of the model was gone: this is a new one"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == ShippedCourse.text("lost-update.heddle"))
        // What was put aside earlier isn't overwritten by a text that nobody wrote.
        #expect(!FileManager.default.fileExists(atPath: String(path.dropLast(7)) + ".before.heddle"))
        let cure = try ShippedCourse.text("lost-update.heddle").replacingOccurrences(
            of: "  let seen = balance\n  balance = seen + 1\n", with: "  atomic { balance += 1 }\n")
        try run.save(cure)
        #expect(try run.isDone(3))
    }

    @Test("A copy that is gone before the lesson is opened again is made anew, which is said")
    func copyLostBetween() throws {
        let folder = try TemporaryFolder()
        let run = try LessonRun("lost-update", in: folder)
        try run.press(":goal 3")
        #expect(!run.sentence.contains("was gone"))
        try run.press("0 1")
        try FileManager.default.removeItem(atPath: folder.file("state/lessons/lost-update.heddle"))
        try run.press(":goal 3")
        #expect(run.sentence.contains("Your copy of the model was gone: this is a new one"))
        #expect(FileManager.default.fileExists(atPath: folder.file("state/lessons/lost-update.heddle")))
    }

    @Test("esc leads to the list and back, enter opens, the summary leads to the next lesson")
    func wayAround() throws {
        let run = try LessonRun()
        #expect(run.title.hasPrefix(" Learn · 15 lessons"))
        try run.press("esc")
        #expect(run.sentence.contains("No lesson is open."))
        try run.press("down enter")
        #expect(run.title.hasPrefix(" Lesson 2 · Checked, then opened · start"))
        try run.press("esc")
        #expect(run.title.hasPrefix(" Learn"))
        #expect(run.lines[1].contains("2 of 15"))
        try run.press("esc")
        #expect(run.title.hasPrefix(" Lesson 2"))
        try run.press("i; :lessons")
        #expect(run.title.hasPrefix(" Learn"))
        try run.press("G enter")
        #expect(run.title.hasPrefix(" Lesson 15"))
        try run.press(":goal 7")
        #expect(run.sentence.contains("1 to 3"))
        for (command, words) in [
            (":set x 1", "A lesson sets its own constants."), (":reload", "The lesson's model is as it was."),
            ("s", "A lesson keeps your line by itself"),
            ("v", "This goal only looks at the model; :goal 3 changes it."),
        ] {
            try run.press(command)
            #expect(run.sentence.contains(words), "\(command)")
        }
    }

    @Test("Outside a lesson its commands say where they count")
    func outside() throws {
        let folder = try TemporaryFolder()
        let model = try folder.write(Fixtures.text("golden/lost-update.heddle"), to: "lost-update.heddle")
        let session = try HeadlessSession(
            ScreenRequest(file: model, library: ScheduleFolder(path: folder.file("traces"))),
            size: GridSize(columns: 80, rows: 24), appearance: Appearance())
        session.play(try KeyScript("i"))
        #expect(session.frame.text(row: 22).contains("i does nothing here: it works in a lesson."))
        session.play(try KeyScript(":hint"))
        #expect(session.frame.text(row: 22).contains("This works only in a lesson. :lessons lists them."))
        session.play(try KeyScript(":lessons"))
        #expect(session.frame.text(row: 0).hasPrefix(" Learn · 15 lessons"))
        session.play(try KeyScript("enter"))
        #expect(session.frame.text(row: 0).hasPrefix(" Lesson 1"))
        session.play(try KeyScript(":open \(model)"))
        #expect(session.frame.text(row: 0).hasPrefix(" Lost update · sc · start"))
        #expect(!session.frame.text(row: 2).contains("hidden"))
    }

    @Test(
        "Whatever is pressed in a lesson, every frame is whole",
        arguments: [(11, "lost-update"), (12, "wrong-waiter"), (13, "write-skew")])
    func randomKeys(seed: UInt64, name: String) throws {
        let commands = ["goal 1", "goal 2", "goal 3", "goal", "predict 4", "reveal", "reset", "hint", "lessons", "i"]
        let folder = try TemporaryFolder()
        var keys = RandomKeys(seed: seed)
        var run = try LessonRun(name, in: folder)
        for round in 0..<800 {
            if round % 8 == 0 { try run.press(":" + commands[round / 8 % commands.count]) }
            for event in keys.next() { run.session.take(.input(event)) }
            if run.session.isOver { run = try LessonRun(name, in: folder) }
            guard round % 5 == 0 else { continue }
            let fault = CellGrid.fault(in: run.session.frame)
            #expect(fault == nil, "seed \(seed), round \(round)")
            if fault != nil { return }
        }
    }
}
