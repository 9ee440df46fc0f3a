import Foundation
import HeddleScreen
import TestSupport
import Testing

@testable import heddle

/// Screens of the shipped course at other sizes, in ASCII, and the way from one to the next, as they were looked at and
/// found good: Tests/Fixtures/lesson-screens.md. `HEDDLE_RECORD=lessons` records them anew, never in CI.
@Suite("Golden screens of the shipped course", .serialized)
struct LessonGoldenTests {
    private struct Shot {
        var name: String
        var columns: Int
        var rows: Int
        var lesson: String?
        var keys: String
    }

    private static let shots = [
        Shot(name: "learn-120", columns: 120, rows: 40, lesson: nil, keys: "down down down"),
        Shot(name: "learn-200", columns: 200, rows: 60, lesson: nil, keys: ""),
        Shot(name: "learn-ascii", columns: 80, rows: 24, lesson: nil, keys: ":ascii on"),
        Shot(name: "lesson-start", columns: 80, rows: 24, lesson: "lost-update", keys: ""),
        Shot(name: "lesson-reached", columns: 80, rows: 24, lesson: "philosophers", keys: "0 1 2"),
        Shot(name: "lesson-120", columns: 120, rows: 40, lesson: "lost-update", keys: "0 i"),
        Shot(name: "lesson-200", columns: 200, rows: 60, lesson: "lost-wakeup", keys: "0 1 1 0"),
        Shot(name: "lesson-60", columns: 60, rows: 15, lesson: "lost-update", keys: "i 0"),
        Shot(name: "lesson-ascii", columns: 80, rows: 24, lesson: "hyman", keys: ":ascii on; :goal 2; 1 1 1 0 i"),
        Shot(name: "lesson-predict", columns: 80, rows: 24, lesson: "lost-update", keys: ":goal 2; enter"),
        Shot(name: "lesson-guessed", columns: 80, rows: 24, lesson: "lost-update", keys: ":goal 2; :predict 3"),
        Shot(name: "lesson-right", columns: 80, rows: 24, lesson: "hyman", keys: ":predict 1/100"),
        Shot(
            name: "lesson-summary", columns: 80, rows: 24, lesson: "two-phase-commit",
            keys: "1 2 0 3 enter; :predict deadlock; enter 1 2 0 0 1 3 2 enter; :predict agree; enter"),
    ]

    private static let fixture = "lesson-screens.md"

    @Test("They are as they were")
    func golden() throws {
        var shown: [(Shot, [String])] = []
        for shot in Self.shots {
            let run = try LessonRun(shot.lesson, columns: shot.columns, rows: shot.rows)
            try run.press(shot.keys)
            shown.append((shot, run.lines))
        }
        if ProcessInfo.processInfo.environment["HEDDLE_RECORD"] == "lessons" { try Self.record(shown) }
        let golden = try GoldenScreens.load(Self.fixture)
        #expect(golden.count == Self.shots.count)
        for (shot, lines) in shown {
            let differences = try #require(golden[shot.name]).differences(from: lines)
            #expect(differences.isEmpty, "\(shot.name)\n\(differences.joined(separator: "\n"))")
        }
    }

    private static func record(_ shown: [(Shot, [String])]) throws {
        var text = "# Screens of the shipped course\n\nMade by LessonGoldenTests; look at them before you keep them.\n"
        for (shot, lines) in shown {
            text += "\n```screen \(shot.columns)x\(shot.rows) \(shot.name)\n"
            for line in lines {
                text += line + String(repeating: " ", count: max(0, shot.columns - line.count)) + "\n"
            }
            text += "```\n"
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: Fixtures.path(fixture)))
    }
}
