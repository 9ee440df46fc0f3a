import Foundation
import TestSupport
import Testing

/// A lesson on a real terminal, with a file that an editor saves.
@Suite("A lesson on a terminal")
struct LessonTerminalTests {
    @Test("Played, predicted, mended in a watched file, and kept for the next session")
    func wholeLesson() throws {
        let state = try TemporaryFolder()
        let environment: [String: String?] = ["XDG_STATE_HOME": state.path]
        let run = try ScreenRun(nil, ["learn"], environment: environment)
        try run.session.wait(forText: "Learn · 15 lessons")
        // The flow of the specification: enter, the goal's keys, enter on the next goal.
        try run.press(TestKeys.enter, untilTitle: "Lesson 1 · The lost update · start")
        try run.press("0", until: "hidden here; :reveal shows it.")
        try run.press("110", untilTitle: "goal 1 of 3 · ✓ · ·")
        try run.session.wait(forText: "next goal")
        try run.press(TestKeys.enter, untilTitle: "goal 2 of 3 · ✓ · ·")
        try run.press(TestKeys.enter, until: "Your answer")
        try run.press("3" + TestKeys.enter, until: "3: no, there are more.")
        try run.press(TestKeys.enter + TestKeys.control("u") + "4" + TestKeys.enter, untilTitle: "goal 2 of 3 · ✓ ✓ ·")
        try run.press(TestKeys.enter, untilTitle: "goal 3 of 3 · ✓ ✓ ·")
        try run.session.wait(forText: "Not changed yet.")
        let copy = state.file("heddle/lessons/lost-update.heddle")
        let original = try String(contentsOfFile: copy, encoding: .utf8)
        let body = "  let seen = balance\n  balance = seen + 1\n"
        #expect(original.contains(body))
        try original.replacingOccurrences(of: body, with: "  balance = tellers\n")
            .write(toFile: copy, atomically: true, encoding: .utf8)
        try run.session.wait(forText: "Not counted: this must stay")
        try original.replacingOccurrences(of: body, with: "  atomic { balance += 1 }\n")
            .write(toFile: copy, atomically: true, encoding: .utf8)
        try run.session.wait(for: "the repair") { run.title.contains("goal 3 of 3 · ✓ ✓ ✓") }
        try run.press(TestKeys.enter, until: "What there was to learn")
        try run.press(TestKeys.enter, untilTitle: "Lesson 2 · Checked, then opened · start")
        try run.press("0", untilTitle: "after step 1")
        #expect(try run.quit() == .exited(0))
        let kept = try String(contentsOfFile: state.file("heddle/lessons/progress"), encoding: .utf8)
        #expect(kept.contains("done lost-update 3\n"))
        #expect(kept.contains("line check-then-open 1 0\n"))
        let again = try ScreenRun(nil, ["learn", "2"], environment: environment)
        try again.session.wait(for: "the line that was left") {
            again.title.contains("Lesson 2 · Checked, then opened · after step 1")
        }
        #expect(try again.quit() == .exited(0))
    }
}
