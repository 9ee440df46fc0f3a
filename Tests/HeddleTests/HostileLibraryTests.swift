import Foundation
import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

@Suite("Entries that want to fool whoever reads them")
struct HostileLibraryTests {
    private static let payloads = [
        "\u{1b}[2J\u{1b}[H", "\u{1b}]0;title\u{7}", "\u{9b}31m", "\u{202e}txet", "\u{2066}inside\u{2069}",
        "\n✓ forged/line  open  reproduced", "\r✓ forged", "\t", "\u{8}\u{8}", "\u{7f}", "\u{0}", "\u{85}next",
        "\u{2028}",
        "\u{200b}", "\u{feff}", "%s", "'; rm -rf /", "::error file=x::forged", "<script>", "\u{e000}",
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        (0..<(1 + random.below(3))).map { _ in random.one(payloads) + random.one(["", "a", "é", "日本"]) }.joined()
    }

    /// A name that a file system takes.
    private static func name(_ random: inout SeededGenerator) -> String {
        let name = text(&random).replacing("/", with: "_").replacing("\u{0}", with: "_")
        return String(name.prefix(40))
    }

    private static func schedule(_ random: inout SeededGenerator) -> SavedSchedule {
        func text() -> String { Self.text(&random) }
        var schedule = SavedSchedule(
            title: text(), status: random.one(SavedSchedule.Status.allCases),
            model: .init(path: random.chance(50) ? "demos/lost-update.heddle" : text(), name: text(), digest: text()),
            claim: .init(
                kind: random.chance(50) ? "final" : text(), name: random.chance(50) ? "everyDepositKept" : text(),
                sentence: text(), text: text(), textDigest: text(), detail: text()),
            signature: .init(bug: text(), trace: text()),
            steps: (0..<3).map { _ in
                .init(
                    thread: text(), place: .init(function: text(), statement: text()), action: text(), choice: text(),
                    stateDigest: text(), note: text())
            })
        schedule.tags = [text()]
        (schedule.author, schedule.date, schedule.source, schedule.cause) = (text(), text(), text(), text())
        if random.chance(30) { schedule.settings = [Setting(name: text(), value: text())] }
        schedule.bounds = [.init(name: text(), value: 3)]
        return schedule
    }

    /// Characters that a terminal acts on, or that show something else than is there.
    private static func isFair(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    private static func expectFair(_ run: CommandLineRun, _ what: String) {
        for text in [run.output, run.errors] {
            #expect(text.unicodeScalars.allSatisfy(isFair), "\(what)")
            let forged = text.split(separator: "\n").filter {
                $0.hasPrefix("✓ forged") || $0.drop { $0 == " " }.hasPrefix("::")
            }
            #expect(forged == [], "\(what)")
        }
    }

    @Test("list, show, replay, log, verify, change and add show what they say and do nothing of it", arguments: 1...4)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let folder = try TemporaryFolder()
        try folder.write(CommandLineCheckTests.lostUpdate, to: "traces/demos/lost-update.heddle")
        let library = ScheduleFolder(path: folder.path + "/traces")
        for _ in 0..<6 {
            let stamp = LogStamp(author: Self.text(&random), time: Self.text(&random), why: Self.text(&random))
            let model = folder.path + "/traces/demos/lost-update.heddle"
            _ = try library.add(Self.schedule(&random), modelFile: model, as: Self.name(&random), by: stamp)
        }
        // Damaged where its text is quoted in the message.
        let text = ScheduleCodec.print(Self.schedule(&random))
        try folder.write(text.replacing("memory      sc", with: "memory      \u{1b}[31m\u{202e}"), to: "traces/x.trace")
        try folder.write("\u{1b}[2J\u{202e}\n", to: "traces/y.trace")
        try folder.write("\u{1b}[2J\u{202e}\n", to: "traces/log/\u{1b}[2J.record")

        for command in [
            ["library", "list"], ["library", "list", "--json"], ["library", "log"], ["library", "log", "--json"],
            ["library", "verify"], ["library", "verify", "--json"], ["replay"], ["replay", "--json"],
        ] {
            Self.expectFair(try CommandLineRun(command, in: folder.path), "\(command)")
        }
        for file in try library.files() {
            let entry = "traces/\(library.name(of: file)).trace"
            for command in [
                ["library", "show", entry], ["export", entry], ["replay", entry],
                ["library", "change", entry, "--note", Self.text(&random), "--why", Self.text(&random)],
                ["library", "show", entry], ["library", "show", Self.name(&random)],
            ] where !command.contains(where: { $0.contains("\0") }) {
                Self.expectFair(try CommandLineRun(command, in: folder.path), "\(command)")
            }
        }
        Self.expectFair(try CommandLineRun(["library", "adopt"], in: folder.path), "adopt")
        Self.expectFair(try CommandLineRun(["library", "log"], in: folder.path), "log")
    }
}
