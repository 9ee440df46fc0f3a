import HeddleEngine
import HeddlePresentation
import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

/// Each pane and view by itself, and each kind of finding, whole: Tests/Fixtures/finding-screens.md, read by a person.
///
/// To add one: a comment with the model and the keys, an empty block below it, and `HEDDLE_RECORD=screens`.
@Suite("Golden screens of panes and findings")
struct GoldenFindingsTests {
    private static let fixture = "finding-screens.md"
    static let cases = KeyedScreen.list(fixture)

    private func play(_ screen: KeyedScreen) throws -> ScreenPlayer {
        let states = screen.options.lazy.compactMap { Int($0.split(separator: " ").first ?? "") }.first
        var player = try ScreenPlayer(screen.model, columns: screen.columns, rows: screen.rows, states: states)
        if screen.options.contains("library") { try player.send(.libraryLoaded(Self.entries)) }
        if screen.options.contains("start") {
            player.state = AppState(size: player.state.size, views: [.start])
            try player.send(.folderRead(Self.files))
        }
        if screen.options.contains("errors") {
            try player.rewrite(Fixtures.text("golden/" + screen.model).replacing("balance = ", with: "ballance = "))
        }
        for key in screen.keys {
            if key.hasPrefix("\"") {
                try player.type(String(key.dropFirst().dropLast()))
            } else {
                try player.press(key)
            }
        }
        return player
    }

    @Test("They are as they were, cell by cell", arguments: cases)
    func golden(screen: KeyedScreen) throws {
        let player = try play(screen)
        if KeyedScreen.isRecording("screens") { return }
        let wanted = try #require(try GoldenScreens.load(Self.fixture)[screen.name])
        let differences = wanted.differences(from: player.lines)
        #expect(differences.isEmpty, "\(screen.name)\n\(differences.joined(separator: "\n"))")
    }

    @Test("Recorded only where it was asked for", .enabled(if: KeyedScreen.isRecording("screens")))
    func record() throws {
        var shown: [String: [String]] = [:]
        for screen in Self.cases { shown[screen.name] = try play(screen).lines }
        try KeyedScreen.record(shown, in: Self.fixture)
    }

    // MARK: - Nothing without its screen

    private static let shown = cases.map(\.name)

    @Test("Every pane has its screens, alone on the whole terminal", arguments: Pane.allCases)
    func panes(pane: Pane) {
        // What a lesson asks for is shown in the goldens of lessons.
        if pane == .goal { return }
        #expect(Self.shown.contains { $0.hasPrefix("pane-\(pane.rawValue)-") }, "\(pane)")
    }

    @Test("Every check has a screen on which it found something")
    func checks() throws {
        var found: Set<String> = []
        for screen in Self.cases where screen.name.hasPrefix("found-") {
            let findings = try play(screen).state.model?.situation.report.findings ?? []
            for finding in findings { if case .check(let check) = finding.subject { found.insert(check.rawValue) } }
        }
        #expect(found == Set(Check.allCases.map(\.rawValue)))
    }

    private static let files = [
        StartFile(path: "philosophers.heddle", remark: "expected: deadlock fails"),
        StartFile(path: "queue.heddle", remark: "2 errors"), StartFile(path: "reply.pml", remark: "not checked yet"),
        StartFile(path: "demos/lost-update.heddle", remark: "expected: everyDepositKept fails", isDemo: true),
    ]

    private static let entries: [LibraryEntry] = {
        func entry(
            _ name: String, _ title: String, _ status: LibraryEntry.Status, _ claim: String,
            _ replay: LibraryEntry.Replay, asExpected: Bool, cause: String = ""
        ) -> LibraryEntry {
            let steps = [
                LibraryEntry.Step(thread: "teller.0", text: "R balance → 0"),
                LibraryEntry.Step(thread: "teller.1", text: "R balance → 0", note: "too early"),
                LibraryEntry.Step(thread: "teller.1", text: "W balance ← 1"),
                LibraryEntry.Step(thread: "teller.0", text: "W balance ← 1"),
            ]
            var entry = LibraryEntry(
                path: "traces/\(name).trace", name: name, title: title, status: status, model: "Lost update",
                claim: claim, steps: steps, replay: replay)
            entry.modelFile = "lost-update.heddle"
            entry.date = "2026-11-22"
            entry.digest = "3f9ab0c2"
            entry.tags = ["counter", "lecture-2"]
            entry.cause = cause
            entry.threads = 2
            entry.preemptions = 1
            entry.modelChanged = replay != .reproduced
            entry.asExpected = asExpected
            return entry
        }
        return [
            entry(
                "lost-update/both-read-first", "Both read first", .expected, "every deposit is kept", .reproduced,
                asExpected: true,
                cause: "Reading and writing are two steps. Both tellers read before either writes, and the second "
                    + "write is based on a balance that is no longer true."),
            entry(
                "lost-update/mended", "Mended with a mutex", .fixed, "every deposit is kept", .passes(allStates: true),
                asExpected: true),
            entry(
                "lost-update/gone-astray", "Gone astray since the lock came", .open, "every deposit is kept",
                .diverged(
                    step: 3, enabled: [LibraryEntry.Step(thread: "teller.0", text: "L m")]),
                asExpected: false),
            entry(
                "lost-update/other-end", "Ends in another way now", .open, "every deposit is kept",
                .different("deadlock"), asExpected: false),
            entry("lost-update/torn", "lost-update/torn", .open, "", .damaged("line 3 has no word"), asExpected: false),
        ]
    }()
}
