import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

@Suite("The form of a lesson")
struct LessonParserTests {
    private static let head = """
        heddle-lesson 1
        # written for a test
        title   The lost update
        number  3
        about   a statement is several steps
        minutes 10
        model   lost-update.heddle
        intro
          Two tellers deposit 1 each.

          A second paragraph,
          on two lines.
        summary
          A line of code is not a step.

        """

    private static let reach = """
        goal reach Make it 1.
        until finished(teller[0]) &&
          balance == 1
        within 4 steps
        within 1 preemption
        text
          It must be 1.
        hint
          a
        hint
          b
        hint
          press {solution}.
        solution 0 1 1 0

        """

    private func parse(_ text: String) -> (lesson: Lesson?, diagnostics: [Diagnostic]) {
        LessonParser.parse(SourceText(path: "lessons/lost-update.lesson", text: text))
    }

    private func errors(_ text: String) -> [String] {
        let source = SourceText(path: "x.lesson", text: text)
        return LessonParser.parse(source).diagnostics.map { "\(source.position(of: $0.span.start).line) \($0.id)" }
    }

    @Test("Keys, values that go on, paragraphs, comments")
    func form() throws {
        let (found, diagnostics) = parse(Self.head + Self.reach)
        #expect(diagnostics.map(\.message) == [])
        let lesson = try #require(found)
        #expect(lesson.name == "lost-update")
        #expect(lesson.title == "The lost update")
        #expect(lesson.number == 3 && lesson.minutes == 10)
        #expect(lesson.introduction == "Two tellers deposit 1 each.\nA second paragraph, on two lines.")
        #expect(lesson.summary == "A line of code is not a step.")
        let goal = try #require(lesson.goals.first)
        #expect(goal.title == "Make it 1.")
        #expect(goal.hints == ["a", "b", "press {solution}."])
        guard case .reach(let reach) = goal.kind, case .condition(let condition) = reach.target else {
            return #expect(Bool(false))
        }
        #expect(reach.steps == 4 && reach.preemptions == 1)
        #expect(reach.solution == ["0", "1", "1", "0"])
        // The condition is kept as it stands, so that its places are those of the file.
        #expect(condition.text == "finished(teller[0]) &&\n  balance == 1")
        #expect(lesson.source.text(condition.span) == condition.text)
    }

    @Test("Every kind of goal and question")
    func kinds() throws {
        func goal(_ lines: String) throws -> Goal.Kind {
            let hints = "hint\n  a\nhint\n  b\nhint\n  c\n"
            let (lesson, diagnostics) = parse(Self.head + lines + "\n" + hints)
            #expect(diagnostics.map(\.message) == [], "\(lines)")
            return try #require(lesson?.goals.first).kind
        }
        func question(_ ask: String) throws -> PredictGoal.Question {
            guard case .predict(let predict) = try goal("goal predict What?\nask \(ask)") else { throw Fault() }
            return predict.question
        }
        guard case .reach(let schedule) = try goal("goal schedule Break it.\nfails deadlock\nsolution 0"),
            case .failure("deadlock", _) = schedule.target
        else { return #expect(Bool(false)) }
        guard case .outcomes(nil) = try question("outcomes"), case .runs(let c?) = try question("runs where x == 1"),
            c.text == "x == 1", case .values("balance", _) = try question("values balance"),
            case .steps(.condition(let until)) = try question("steps until a && b"), until.text == "a && b",
            case .preemptions(.failure("p", _)) = try question("preemptions fails p"),
            case .chance = try question("chance"),
            case .possible(let possible) = try question("possible x ==\n  2"), possible.text == "x ==\n  2",
            case .failing = try question("failing")
        else { return #expect(Bool(false)) }
        guard
            case .repair(let repair) = try goal(
                "goal repair Mend it.\nkeep a == 1\nkeep b\nno new objects\nno new atomic\nsolution x.heddle")
        else { return #expect(Bool(false)) }
        #expect(repair.keeps.map(\.text) == ["a == 1", "b"])
        #expect(repair.keepsObjects && repair.keepsAtomics && repair.solution == "x.heddle")
    }

    @Test("A goal may have a memory model and a model of its own, but not a repair")
    func memoryModel() throws {
        let hints = "hint\n  a\nhint\n  b\nhint\n  c\n"
        let goal = "goal schedule Break it.\nfails whole\nmemory tso\nmodel other.heddle\nsolution 0\n"
        let lesson = try #require(parse(Self.head + goal + hints).lesson)
        #expect(lesson.model == "lost-update.heddle")
        #expect(lesson.goals[0].model == "other.heddle" && lesson.goals[0].memoryModel == .tso)
        let plain = try #require(parse(Self.head + Self.reach).lesson?.goals.first)
        #expect(plain.model == nil && plain.memoryModel == nil)
        #expect(errors(Self.head + goal.replacing("tso", with: "pso") + hints) == ["17 L114"])
        #expect(errors(Self.head + goal.replacing("other.heddle", with: "../other.heddle") + hints) == ["18 L107"])
        let repair = "goal repair Mend it.\nsolution x.heddle\n"
        #expect(errors(Self.head + repair + "memory tso\n" + hints) == ["17 L103"])
        #expect(errors(Self.head + repair + "model y.heddle\n" + hints) == ["17 L103"])
    }

    private struct Fault: Error {}

    @Test("What is wrong is named with its line, all of it at once")
    func diagnostics() {
        #expect(errors("") == ["1 L101"])
        #expect(errors("heddle-lesson 2\n") == ["1 L101"])
        #expect(errors("lesson\n") == ["1 L101"])
        #expect(errors("heddle-lesson 1\n  text\n").contains("2 L102"))
        #expect(errors(Self.head + "colour red\n" + Self.reach) == ["15 L103"])
        #expect(errors(Self.head + "title again\n" + Self.reach) == ["15 L104"])
        #expect(errors(Self.head) == ["1 L105"])
        #expect(errors(Self.head.replacing("minutes 10", with: "minutes ten") + Self.reach) == ["6 L106"])
        #expect(errors(Self.head.replacing("lost-update.heddle", with: "../x.heddle") + Self.reach) == ["7 L107"])
        #expect(errors(Self.head + "goal dance A jig.\n") == ["15 L108"])
        #expect(errors(Self.head + Self.reach.replacing("hint\n  b\n", with: "")) == ["15 L109"])
        #expect(errors(Self.head + Self.reach.replacing("within 4 steps", with: "within reason")) == ["18 L110"])
        #expect(errors(Self.head + Self.reach.replacing("until finished", with: "unless finished")).contains("15 L105"))
        #expect(errors(Self.head + "goal predict What?\nask the oracle\nhint\n a\nhint\n b\nhint\n c\n") == ["16 L111"])
        #expect(
            errors(Self.head + "goal repair Mend it.\nno cheating\nsolution x.heddle\nhint\n a\nhint\n b\nhint\n c\n")
                == ["16 L112"])
        #expect(errors(Self.head + Self.reach + "with attempt\n") == ["29 L113"])
    }

    @Test("Whatever the bytes, the parser answers")
    func robustness() {
        var generator = SeededGenerator(seed: 7)
        let text = Array((Self.head + Self.reach).utf8)
        for _ in 0..<400 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: [0x0A, 0x20], at: place)
                }
            }
            let (lesson, diagnostics) = LessonParser.parse(SourceText(path: "x.lesson", bytes: bytes))
            #expect((lesson == nil) == !diagnostics.isEmpty)
        }
    }

    @Test("Progress is read as it was written; what else a file holds is passed over")
    func progress() {
        var progress = CourseProgress()
        progress.done["a"] = [0: .init(), 2: .init(wasRevealed: true)]
        progress.lines["b"] = .init(goal: 1, steps: [.init(thread: 0, choice: 0), .init(thread: 12, choice: 3)])
        #expect(progress.text == "heddle-progress 1\ndone a 1\ndone a 3 revealed\nline b 2 0 12.3\n")
        #expect(CourseProgress(text: progress.text) == progress)
        #expect(CourseProgress(text: "") == CourseProgress())
        #expect(CourseProgress(text: "heddle-progress 9\ndone a 1\n") == CourseProgress())
        #expect(
            CourseProgress(
                text: "heddle-progress 1\ndone\ndone a\ndone a 0\ndone a x\nline a 1 -3\nline a 1 1.\n\u{0}\n")
                == CourseProgress())
    }
}

@Suite("Answers to a lesson's question")
struct GoalAnswerTests {
    @Test("Numbers as people write them")
    func numbers() {
        let answer = GoalAnswer.number(1_207)
        for guess in ["1207", " 1,207 ", "1_207", "1 207"] { #expect(answer.judge(guess) == .right, "\(guess)") }
        #expect(answer.judge("1206") == .tooSmall)
        #expect(answer.judge("1208") == .tooLarge)
        #expect(GoalAnswer.number(4).judge("four") == .right)
        #expect(GoalAnswer.number(0).judge("none") == .right)
        for guess in ["", "x", "-4", "4.0", "99999999999999999999", "٤"] {
            #expect(GoalAnswer.number(4).judge(guess) == .unreadable("a number"), "\(guess)")
        }
    }

    @Test("A share of runs, near enough")
    func chances() {
        let answer = GoalAnswer.oneIn(128)
        for guess in ["128", "1/128", "1 in 128", "one in 128", "32", "512", "0.8 %", "1%", "2/256"] {
            #expect(answer.judge(guess, factor: 4) == .right, "\(guess)")
        }
        #expect(answer.judge("31", factor: 4) == .tooSmall)
        #expect(answer.judge("513", factor: 4) == .tooLarge)
        #expect(answer.judge("127") == .tooSmall)
        for guess in ["1/0", "0/1", "%", "-1 %", "200 %", "often"] {
            #expect(answer.judge(guess, factor: 4) == .unreadable("a number: one run in how many"), "\(guess)")
        }
    }

    @Test("Yes and no")
    func truths() {
        for guess in ["yes", "Y", " possible "] { #expect(GoalAnswer.truth(true).judge(guess) == .right, "\(guess)") }
        for guess in ["no", "never", "impossible"] {
            #expect(GoalAnswer.truth(true).judge(guess) == .wrong, "\(guess)")
        }
        #expect(GoalAnswer.truth(true).judge("perhaps") == .unreadable("yes or no"))
    }

    @Test("Sets of values, in any order and with any commas")
    func names() {
        let answer = GoalAnswer.names(["1", "2"])
        for guess in ["1 2", "2, 1", "1 and 2", "1;2", "2,1,1"] { #expect(answer.judge(guess) == .right, "\(guess)") }
        #expect(answer.judge("1") == .incomplete(1))
        #expect(answer.judge("1 3") == .surplus("3"))
        #expect(GoalAnswer.names([]).judge("none") == .right)
        #expect(GoalAnswer.names([]).judge("deadlock") == .surplus("deadlock"))
        #expect(GoalAnswer.names(["deadlock"]).judge("Deadlock") == .right)
        #expect(GoalAnswer.names(["agree", "deadlock"]).judge("both") == .right)
        #expect(GoalAnswer.names(["agree"]).judge("both") == .wrong)
        #expect(GoalAnswer.names(["[0, 1]", "[1, 1]"]).judge("[1,1] and [0, 1]") == .right)
        #expect(answer.judge("  ") == .unreadable("names or values, or the word none"))
    }
}
