import HeddleLibrary
import HeddleProgram
import TestSupport

/// Schedules full of texts that a file's form could trip over.
enum RandomSchedules {
    private static let pieces = [
        "a", "teller.0", " ", "  ", "\n", "\r\n", "\r", "\t", "\"", "\\", "\\n", "\\u{41}", "@", "#", "=", " = ", ",",
        ", ", "-", "end", "steps", "note", "\u{0}", "\u{1b}[31m", "\u{7f}", "\u{85}", "\u{2028}", "\u{202e}", "→", "←",
        "é", "e\u{301}", "日本", "🧵", "\u{feff}", "{", "}", "||", "heddle-trace 3", "before", "  before  ",
        "read balance → 0",
    ]

    static func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
    }

    static func schedule(_ random: inout SeededGenerator) -> SavedSchedule {
        let texts = (0..<16).map { _ in text(&random) }
        var schedule = SavedSchedule(
            title: texts[0], status: SavedSchedule.Status.allCases.randomElement(using: &random)!,
            model: .init(path: texts[1], name: texts[2], digest: texts[3]),
            memoryModel: MemoryModel.allCases.randomElement(using: &random)!,
            claim: .init(
                verdict: .witnessed, kind: texts[4], name: texts[5], sentence: texts[6], text: texts[7],
                textDigest: texts[8], detail: texts[9], place: Bool.random(using: &random) ? nil : place(&random)),
            signature: .init(bug: texts[10], trace: texts[11]),
            steps: (0..<Int.random(in: 0...4, using: &random)).map { _ in step(&random) })
        schedule.tags = (0..<Int.random(in: 0...3, using: &random)).map { _ in text(&random) }
        schedule.author = texts[12]
        schedule.date = texts[13]
        schedule.source = texts[14]
        schedule.cause = texts[15]
        schedule.settings = (0..<Int.random(in: 0...2, using: &random)).map { _ in
            Setting(name: text(&random), value: text(&random))
        }
        schedule.bounds = [.init(name: text(&random), value: Int.random(in: 0...1_000_000_000, using: &random))]
        schedule.preemptions = Int.random(in: 0...50, using: &random)
        schedule.hardness = hardness(&random)
        schedule.constraints = (0..<Int.random(in: 0...2, using: &random)).map { _ in
            .init(first: stepKey(&random), second: stepKey(&random))
        }
        return schedule
    }

    private static func hardness(_ random: inout SeededGenerator) -> Hardness {
        var hardness = Hardness()
        let chances: [Hardness.Chance?] = [
            nil, .exact(numerator: "19", denominator: "340282366920938463463374607431768211455"),
            .between(1e-7, 0.1 + 0.2), .sampled(hits: 3, runs: 10_000, seed: 7),
        ]
        hardness.chance = chances.randomElement(using: &random)!
        if Bool.random(using: &random) {
            hardness.depth = .init(Int.random(in: 0...9, using: &random), isExact: Bool.random(using: &random))
            hardness.variables = Int.random(in: 0...9, using: &random)
            hardness.weakChoices = 0
        }
        hardness.samples = Hardness.Sample.Scheduler.allCases.prefix(Int.random(in: 0...3, using: &random)).map {
            .init($0, hits: Int.random(in: 0...1000, using: &random), runs: 1000, seed: 1)
        }
        return hardness
    }

    private static func stepKey(_ random: inout SeededGenerator) -> SavedSchedule.StepKey {
        .init(
            thread: text(&random), place: place(&random), operation: Int.random(in: 0...3, using: &random),
            repetition: Int.random(in: 0...3, using: &random))
    }

    private static func place(_ random: inout SeededGenerator) -> SavedSchedule.Place {
        SavedSchedule.Place(
            function: text(&random), label: Bool.random(using: &random) ? text(&random) : nil,
            statement: text(&random), occurrence: Int.random(in: 0...3, using: &random))
    }

    private static func step(_ random: inout SeededGenerator) -> SavedSchedule.Step {
        SavedSchedule.Step(
            thread: text(&random), place: place(&random), operation: Int.random(in: 0...3, using: &random),
            action: text(&random), choice: Bool.random(using: &random) ? text(&random) : nil,
            stateDigest: text(&random), note: Bool.random(using: &random) ? text(&random) : nil)
    }
}

extension SavedSchedule {
    /// Lost update as it would be saved.
    static var lostUpdate: SavedSchedule {
        func step(_ thread: String, _ action: String, _ statement: String, _ digest: String) -> Step {
            Step(
                thread: thread, place: Place(function: "teller", statement: statement), action: action,
                stateDigest: digest)
        }
        var schedule = SavedSchedule(
            title: "teller.1:9 before teller.0:10",
            model: .init(path: "../../demos/lost-update.heddle", name: "Lost update", digest: "3f9a"),
            claim: .init(
                kind: "final", name: "everyDepositKept", sentence: "every deposit is kept",
                text: "balance == tellers", textDigest: "77b0", detail: "balance == tellers: 1 == 2"),
            signature: .init(bug: "b0", trace: "c1"),
            steps: [
                step("teller.0", "read balance → 0", "let seen = balance", "d1"),
                step("teller.1", "read balance → 0", "let seen = balance", "d2"),
                step("teller.1", "write balance ← 1", "balance = seen + 1", "d3"),
                step("teller.0", "write balance ← 1", "balance = seen + 1", "d4"),
            ])
        schedule.tags = ["lost-update", "lecture-2"]
        schedule.cause = "Both read before either writes.\nA lock around both statements repairs it."
        schedule.preemptions = 1
        return schedule
    }
}
