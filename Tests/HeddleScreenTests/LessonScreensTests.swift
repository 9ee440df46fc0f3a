import HeddleEngine
import HeddleLibrary
import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

/// The screens of screens.md 3.13, with the lessons that they show as an example.
@Suite("Golden screens of lessons")
struct LessonScreensTests {
    private static func lesson(
        _ number: Int, _ title: String, _ about: String, _ goals: [String], intro: String = "An intro."
    )
        throws -> Lesson
    {
        var text = "heddle-lesson 1\ntitle \(title)\nnumber \(number)\nabout \(about)\nminutes 10\n"
        text += "model lost-update.heddle\nintro\n  \(intro)\nsummary\n  A summary.\n"
        for goal in goals {
            text += "goal schedule \(goal)\nfails everyDepositKept\n"
            text += "text\n  Both tellers add 1. The balance must end at 1 although both have finished.\n"
            text += "hint\n  two tellers may know the same old balance.\nhint\n  b\nhint\n  c\nsolution 0 1 1 0\n"
        }
        let name = "lesson-" + (number < 10 ? "0" : "") + "\(number)"
        let (lesson, diagnostics) = LessonParser.parse(SourceText(path: "\(name).lesson", text: text))
        return try #require(lesson, "\(diagnostics)")
    }

    private static func course() throws -> CourseInPlay {
        func goals(_ count: Int) -> [String] { (1...count).map { "Goal \($0)." } }
        let lessons = [
            try lesson(1, "One step at a time", "steps, states, going back", goals(2)),
            try lesson(
                2, "The lost update", "interleavings, atomicity", ["One.", "Make one deposit vanish.", "Three."]),
            try lesson(3, "Locks, and too many of them", "mutex, deadlock", goals(3)),
            try lesson(
                4, "Who waits for whom", "wait-for cycles, ordering",
                [
                    "make all five wait for ever", "find the shortest way there",
                    "change one line so that it can't happen",
                ],
                intro: "Five philosophers, five forks, and a table where everyone may starve."),
            try lesson(5, "A wake-up gets lost", "condition variables", goals(3)),
            try lesson(6, "Peterson's lock", "mutual exclusion", goals(4)),
            try lesson(7, "Old values", "relaxed loads, stale reads", goals(3)),
            try lesson(8, "Publishing data", "release and acquire", goals(3)),
            try lesson(9, "Crash between two steps", "durable state, recovery", goals(3)),
            try lesson(10, "Ten", "ten", goals(1)), try lesson(11, "Eleven", "eleven", goals(1)),
            try lesson(12, "Twelve", "twelve", goals(1)),
        ]
        var progress = CourseProgress()
        for lesson in lessons.prefix(3) {
            for goal in lesson.goals.indices { progress.mark(lesson, goal: goal, wasRevealed: false) }
        }
        progress.mark(lessons[3], goal: 0, wasRevealed: false)
        return CourseInPlay(course: Course(key: "", lessons: lessons), progress: progress)
    }

    private func check(_ name: String, _ player: ScreenPlayer, leavingOut areas: [GoldenScreen.Area] = []) throws {
        let golden = try #require(try GoldenScreens.load()[name])
        let differences = golden.differences(from: player.lines, leavingOut: areas)
        #expect(differences.isEmpty, "\(name)\n\(differences.joined(separator: "\n"))")
    }

    @Test("The list of lessons, 80x24")
    func learn80() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        player.state = AppState(size: GridSize(columns: 80, rows: 24), views: [.learn])
        try player.send(.lesson(.course(try Self.course(), begin: nil)))
        try check("learn-80", player)
        try player.press("down down down down down down down down")
        #expect(player.lines[1].contains("12 of 12"))
        #expect(!player.lines.contains { $0.contains("more") && $0.contains("…") })
        #expect(player.lines.contains { $0.hasPrefix("▸ ·      12  Twelve") })
        try player.press("g")
        #expect(player.lines[3].hasPrefix("▸ ✓       1"))
    }

    @Test("A lesson, 80x24")
    func lesson80() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let machine = try #require(player.state.model?.machine)
        var course = try Self.course()
        course.progress.done["lesson-02"] = [0: CourseProgress.Mark()]
        player.state.views = [.learn]
        try player.send(.lesson(.course(course, begin: nil)))
        let watch = GoalWatch(machine: machine, target: .failure(.property(0)))
        try player.send(
            .lesson(
                .opened(
                    OpenedGoal(
                        lesson: 1, goal: 1, opened: OpenedModel(number: 1, machine: machine), watch: watch,
                        solution: "0 1 1 0"))))
        try player.press("i enter")
        // The source there is a shorter one.
        try check("lesson-80", player, leavingOut: [GoldenScreen.Area(rows: 5..<19, columns: 0..<40)])
        try player.press("1 1")
        #expect(player.title.contains("goal 2 of 3 · ✓ · ·"))
        try player.press("0")
        #expect(player.title.contains("goal 2 of 3 · ✓ ✓ ·"))
        #expect(player.keyBar.hasPrefix(" enter next goal"))
    }

    @Test(
        "A lesson at every size, drawn without a fault, its goal within reach of tab",
        arguments: [
            (1, 1), (8, 1), (12, 2), (30, 6), (40, 10), (60, 15), (80, 24), (100, 30), (120, 40), (200, 60),
        ])
    func sizes(columns: Int, rows: Int) throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: columns, rows: rows)
        let machine = try #require(player.state.model?.machine)
        try player.send(.lesson(.course(try Self.course(), begin: nil)))
        let watch = GoalWatch(machine: machine, target: .failure(.property(0)))
        let goal = OpenedGoal(lesson: 0, goal: 0, opened: OpenedModel(number: 1, machine: machine), watch: watch)
        try player.send(.lesson(.opened(goal)))
        #expect(player.lines.count == rows)
        if columns >= 40 {
            try player.press("i")
            var seen = player.lines.joined().contains("Goal 1")
            for _ in 0..<6 where !seen {
                try player.press("tab")
                seen = player.lines.joined().contains("Hint:")
            }
            #expect(seen)
        }
        try player.press("0 1 1 0")
        #expect(player.state.lesson?.isReached == true)
        #expect(player.lines.count == rows)
    }
}
