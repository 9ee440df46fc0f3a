import Foundation
import HeddleScreen
import TestSupport
import Testing

@testable import heddle

@Suite("heddle learn on the command line")
struct LearnCommandTests {
    private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> CommandLineRun {
        try CommandLineRun(
            ["learn"] + arguments, in: folder.path, environment: ["XDG_STATE_HOME": folder.file("state")])
    }

    /// A teacher's folder with one lesson.
    private func course(_ folder: TemporaryFolder, _ edits: [(String, String)] = []) throws -> String {
        var lesson = try ShippedCourse.text("lost-update.lesson")
        for (old, new) in edits {
            #expect(lesson.contains(old), "no “\(old)”")
            lesson = lesson.replacingOccurrences(of: old, with: new)
        }
        try folder.write(lesson, to: "course/lost-update.lesson")
        for name in ["lost-update.heddle", "lost-update.repaired.heddle"] {
            try folder.write(ShippedCourse.text(name), to: "course/\(name)")
        }
        return folder.file("course")
    }

    @Test("The list says what there is and what is done")
    func list() throws {
        let folder = try TemporaryFolder()
        let first = try run(["--list"], in: folder)
        #expect(first.status == 0)
        #expect(first.output.hasPrefix("·  1  lost-update"))
        #expect(first.output.hasSuffix("\n15 lessons, 0 done. heddle learn NAME opens one.\n"))
        try folder.write(
            "heddle-progress 1\ndone lost-update 1\ndone lost-update 2\ndone lost-update 3\ndone hyman 2\n",
            to: "state/heddle/lessons/progress")
        let second = try run(["--list"], in: folder)
        #expect(second.output.hasPrefix("✓  1  lost-update"))
        #expect(second.output.contains("hyman             1/3"))
        #expect(second.output.contains("15 lessons, 1 done."))
        let json = try run(["--list", "--json"], in: folder)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let lessons = try #require(document["lessons"] as? [[String: Any]])
        #expect(lessons.count == 15)
        #expect(lessons[0]["done"] as? [Int] == [1, 2, 3])
        #expect(Set(lessons[0].keys) == ["about", "done", "goals", "minutes", "name", "number", "title"])
    }

    @Test("Without a terminal the screens say what to do, and unknown lessons what there is")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let screens = try run([], in: folder)
        #expect(screens.status == 2)
        #expect(screens.errors.contains("The screens need a terminal."))
        for (arguments, words) in [
            (["99"], "no lesson is called '99'; heddle learn --list lists them"),
            (["wake"], "no lesson is called 'wake'; there is lost-wakeup"),
            (["nothing.lesson"], "there is no file nothing.lesson"),
            (["hyman", "2"], "'hyman' is no folder of lessons"),
            (["--json"], "--json goes with --list or --check"),
            (["--list", "--check"], "--list or --check, not both"),
            ([folder.path], "there is no lesson in"),
        ] {
            let refused = try run(arguments, in: folder)
            #expect(refused.status == 2, "\(arguments)")
            #expect(refused.errors.contains(words), "\(arguments) \(refused.errors)")
        }
    }

    @Test("A folder of one's own is a course, with progress of its own")
    func folder() throws {
        let folder = try TemporaryFolder()
        let course = try course(folder, [("title    The lost update", "title    My lesson")])
        let list = try run(["--list", course], in: folder)
        #expect(list.output.contains("My lesson"))
        #expect(list.output.contains("1 lesson, 0 done."))
        let run = try LessonRun("lost-update", of: course)
        #expect(run.title.hasPrefix(" Lesson 1 · My lesson · start"))
        try run.press("0 1 1 0")
        #expect(try run.isDone(1))
        try run.press(":goal 3")
        #expect(run.state.lesson?.copyPath?.contains("/lessons/course-") == true)
        let screen = try CommandLineRun(["screen", "--learn", course], in: folder.path)
        #expect(screen.output.hasPrefix(" Learn · 1 lesson "))
    }

    @Test("The check names what is wrong, with file, line and caret")
    func check() throws {
        let folder = try TemporaryFolder()
        let fine = try run(["--check", try course(folder)], in: folder)
        #expect(fine.status == 0)
        #expect(fine.output.contains("1 lesson: all as it should be."))
        let faults: [(String, String, String)] = [
            (
                "fails  everyDepositKept", "fails  everything",
                "'everything' is neither an invariant or final of the model"
            ),
            ("solution  0 1 1 0", "solution  0 0 1 1", "the solution doesn't lead to the goal"),
            ("solution  0 1 1 0", "solution  0 7", "the solution can't be played: step 2, '7'"),
            ("runs where balance == 1", "runs where ballance == 1", "nothing here is called 'ballance' [H201]"),
            ("runs where balance == 1", "values teller", "no value at the end is called 'teller': there are balance"),
            (
                "keep   balance == 1", "keep   balance == 7",
                "the solution is not accepted. Not counted: this must stay possible"
            ),
            ("keep   balance == 1", "keep   balance ==", "error: "),
            ("lost-update.repaired.heddle", "lost-update.heddle", "the solution is not accepted."),
            ("goal repair", "goal mend", "a goal is 'reach', 'schedule', 'predict' or 'repair', not 'mend'"),
        ]
        for (old, new, words) in faults {
            let run = try run(["--check", try course(folder, [(old, new)])], in: folder)
            #expect(run.status == 2, "\(new)")
            #expect(run.errors.contains(words), "\(new)\n\(run.errors)")
            #expect(run.errors.contains("/course/lost-update.lesson:"), "\(new)\n\(run.errors)")
            #expect(run.errors.contains("^"), "\(new)")
        }
        let suggestion = try run(
            ["--check", try course(folder, [("solution  0 1 1 0", "solution  0 0 1 1")])], in: folder)
        #expect(suggestion.errors.contains("a shortest way: solution 0 1 0 1"))
        // The place of a condition's error is that in the lesson's file.
        let place = try run(
            ["--check", try course(folder, [("runs where balance", "runs where ballance")])], in: folder)
        let line = try ShippedCourse.text("lost-update.lesson").split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("runs where") }.map { $0 + 1 }
        #expect(place.errors.contains("lost-update.lesson:\(line ?? 0):17: error:"), "\(place.errors)")
        let json = try run(["--check", "--json", try course(folder, [("goal repair", "goal mend")])], in: folder)
        #expect(json.status == 2)
        #expect(json.output.contains("\"id\" : \"L108\""))
    }

    @Test("What is broken can't be opened, and is named by its place")
    func broken() throws {
        let folder = try TemporaryFolder()
        let course = try course(folder, [("goal repair", "goal mend")])
        let run = try CommandLineRun(["screen", "--learn", course], in: folder.path)
        #expect(run.status == 2)
        #expect(run.errors.contains("lost-update.lesson:"))
        try folder.write("model \"Broken\n", to: "course/lost-update.heddle")
        _ = try self.course(folder)
        try folder.write("model \"Broken\n", to: "course/lost-update.heddle")
        let screen = try LessonRun("lost-update", of: folder.file("course"))
        #expect(screen.sentence.contains("The lesson can't go on:"))
    }

    @Test("The form of a lesson is a topic of the help")
    func help() throws {
        let folder = try TemporaryFolder()
        let help = try CommandLineRun(["help", "lessons"], in: folder.path)
        #expect(help.status == 0)
        for key in ["title", "until", "within", "because", "factor", "keep", "no         new objects", "solution"] {
            #expect(help.output.contains(key), "\(key)")
        }
        #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
