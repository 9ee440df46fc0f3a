import Foundation
import HeddleEngine
import HeddleLibrary
import HeddlePresentation
import HeddleProgram
import TestSupport
import Testing

@testable import heddle

/// The course that comes with the program.
@Suite("The shipped lessons")
struct ShippedLessonsTests {
    private static let folder = Fixtures.package + "/demos/lessons"
    private static let made = Fixtures.package + "/Sources/heddle/Lessons/Shipped"

    @Test("The lessons in the program are those of demos/lessons")
    func embedded() throws {
        let texts = try Self.swiftTexts()
        if ProcessInfo.processInfo.environment["HEDDLE_RECORD"] == "lessons" {
            for name in try FileManager.default.contentsOfDirectory(atPath: Self.made) {
                try FileManager.default.removeItem(atPath: "\(Self.made)/\(name)")
            }
            for (name, text) in texts { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(Self.made)/\(name)")) }
        }
        let present = try FileManager.default.contentsOfDirectory(atPath: Self.made).sorted()
        #expect(present == texts.keys.sorted())
        for (name, text) in texts {
            #expect(try String(contentsOfFile: "\(Self.made)/\(name)", encoding: .utf8) == text, "\(name)")
        }
    }

    @Test("Every goal can be reached, every question has an answer, every solution is accepted", arguments: names)
    func audit(name: String) throws {
        let run = try CommandLineRun(["learn", "--check", "demos/lessons/\(name).lesson"], in: Fixtures.package)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.errors == "")
        let goals = try ShippedCourse.lesson(name).goals.count
        #expect(run.output.split(separator: "\n").count { $0.hasPrefix("✓ ") } == goals)
    }

    @Test("A course of 15, in the order of their numbers, none missing")
    func order() throws {
        let lessons = try ShippedCourse.load()
        #expect(lessons.map(\.number) == (1...15).map { $0 })
        #expect(lessons.allSatisfy { !$0.origin.isEmpty && $0.minutes != nil })
        #expect(Set(lessons.map(\.name)).count == 15)
        // Goals of every kind.
        #expect(lessons.flatMap(\.goals).count { $0.isRepair } >= 10)
        #expect(lessons.flatMap(\.goals).count { $0.isPrediction } >= 14)
    }

    @Test("The models of the lessons are checked as they say", arguments: names)
    func models(name: String) throws {
        for file in ["\(name).heddle", "\(name).repaired.heddle"]
        where FileManager.default.fileExists(atPath: "\(Self.folder)/\(file)") {
            let run = try CommandLineRun(["check", "\(Self.folder)/\(file)"], in: Self.folder)
            #expect(run.status == 0, "\(file)\n\(run.output)")
        }
    }

    @Test("Hints give nothing away at first, and the last one shows the way", arguments: names)
    func hints(name: String) throws {
        for goal in try ShippedCourse.lesson(name).goals {
            let last = try #require(goal.hints.last)
            #expect(last.contains("{solution}") || last.contains("{answer}"), "\(goal.title)")
            #expect(!goal.hints.dropLast().contains { $0.contains("{") }, "\(goal.title)")
        }
    }

    @Test("What the texts say in numbers is what the explorer counts")
    func numbers() throws {
        #expect(try Self.answer("lost-update", 2) == .number(4))
        let model = try Self.model("lost-update", 2)
        let runs = try #require(RunGraph(machine: model.machine)?.runs { _ in true })
        #expect(runs.all == 6)
        let summary = try ShippedCourse.lesson("lost-update").summary
        #expect(summary.contains("Of six orders four lose a deposit"))
        // Hints that name bounds of a chance.
        guard case .oneIn(let hyman)? = try Self.answer("hyman", 1),
            case .oneIn(let aba)? = try Self.answer("treiber-aba", 2)
        else { return #expect(Bool(false), "no chances") }
        #expect(hyman > 20 && hyman < 1_000)
        #expect(aba > 20 && aba < 400)
        #expect(try Self.answer("check-then-open", 2) == .oneIn(4))
        #expect(try Self.answer("raft", 2) == .number(8))
        guard case .reach(let raft) = try ShippedCourse.lesson("raft").goals[0].kind else { return }
        #expect(raft.steps == 8)
        #expect(try Self.answer("philosophers", 2) == .number(1))
        #expect(try Self.answer("write-skew", 2) == .number(3))
        #expect(try Self.answer("lease", 2) == .names(["1", "2"]))
    }

    @Test("One text under two memory models, and each half of a pair of orders alone")
    func weakMemory() throws {
        #expect(
            try (1...6).map { try Self.model("store-buffer", $0).machine.memoryModel } == [.sc]
                + Array(repeating: .tso, count: 5))
        #expect(try Self.answer("store-buffer", 1) == .number(3))
        #expect(try Self.answer("store-buffer", 2) == .number(4))
        #expect(try Self.answer("store-buffer", 4) == .truth(true))
        #expect(try Self.answer("store-buffer", 6) == .truth(false))
        #expect(
            try (1...5).map { try Self.model("shared-object", $0).machine.memoryModel }
                == Array(repeating: .c11, count: 5))
        #expect(try Self.answer("shared-object", 2) == .truth(true))
        #expect(try Self.answer("shared-object", 3) == .truth(true))
        #expect(try Self.answer("shared-object", 4) == .names(["race"]))
    }

    @Test("Of the figures that the course is known by: how rare its bugs are")
    func chances() throws {
        for (name, oneIn) in [("hyman", 128), ("check-then-open", 4), ("treiber-aba", 98)] {
            let model = try Self.model(name, 1)
            let search = AnswerSearch(
                machine: model.machine, watched: model.watched, condition: model.firstCondition)
            #expect(try search.answer(to: .chance) == .oneIn(oneIn), "\(name)")
        }
    }

    @Test("Each line of a repair is needed", arguments: ["lease", "rename", "raft", "wrong-waiter", "lost-update"])
    func repairsAreSmall(name: String) throws {
        let original = try ShippedCourse.text("\(name).heddle").split(separator: "\n")
        let repaired = try ShippedCourse.text("\(name).repaired.heddle").split(separator: "\n")
        func code(_ lines: [Substring]) -> [Substring] {
            lines.filter { !$0.hasPrefix("///") && !$0.hasPrefix("expect") }
        }
        #expect(code(repaired).difference(from: code(original)).count <= 6)
    }

    // MARK: - Helpers

    static let names = [
        "lost-update", "check-then-open", "philosophers", "four-attempts", "hyman", "lost-wakeup", "wrong-waiter",
        "write-skew", "treiber-aba", "lease", "rename", "two-phase-commit", "store-buffer", "shared-object", "raft",
    ]

    /// A goal's model; goals from 1.
    static func model(_ name: String, _ goal: Int) throws -> LessonModel {
        let lesson = try ShippedCourse.lesson(name)
        return try LessonModel.load(lesson.goals[goal - 1], of: lesson, from: LessonShelf(place: .shipped)).get()
    }

    static func answer(_ name: String, _ goal: Int) throws -> GoalAnswer? {
        guard case .predict(let predict) = try ShippedCourse.lesson(name).goals[goal - 1].kind else { return nil }
        return try model(name, goal).answer(predict).get()
    }

    /// The files of the folder as Swift sources, by name.
    private static func swiftTexts() throws -> [String: String] {
        let head = "// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.\n"
        let all = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        var texts: [String: String] = [:]
        var index = head + "extension ShippedLessons {\n    static let files: [File] = [\n"
        for lesson in all.filter({ $0.hasSuffix(".lesson") }).map({ String($0.dropLast(7)) }) {
            let words = lesson.split(separator: "-").map(String.init)
            let name = words[0] + words.dropFirst().map(\.capitalized).joined()
            index += "        \(name),\n"
            var text = head + "extension ShippedLessons {\n    static let \(name): [File] = [\n"
            for file in all where file.hasPrefix(lesson + ".") {
                text += "        File(\n            name: \"\(file)\",\n            text: #\"\"\"\n"
                for line in try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
                    .split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                {
                    text += line.isEmpty ? "\n" : String(repeating: " ", count: 16) + line + "\n"
                }
                text += "\n                \"\"\"#),\n"
            }
            texts["ShippedLessons+\(name.prefix(1).uppercased())\(name.dropFirst()).swift"] = text + "    ]\n}\n"
        }
        texts["ShippedLessons+All.swift"] = index + "    ].flatMap { $0 }\n}\n"
        return texts
    }
}
