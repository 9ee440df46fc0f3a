import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@Suite("Entries that no longer run as recorded")
struct EntryRepairTests {
    private static let path = "traces/lost-update/first.trace"

    private static func entry(_ replay: LibraryEntry.Replay, steps: Int = 4) -> LibraryEntry {
        var entry = LibraryEntry(
            path: path, name: "lost-update/first", title: "First", status: .open, model: "Lost update",
            claim: "every deposit is kept",
            steps: (0..<steps).map { .init(thread: "teller.\($0 % 2)", text: "R balance → \($0)") }, replay: replay)
        entry.asExpected = false
        return entry
    }

    private static let repaired = LibraryEntry.Repaired(
        words: "repaired: 2 edits",
        edits: ["step 2 inserted: teller.1 skip", "recorded step 4 left out: teller.1 read"],
        steps: [
            .init(thread: "teller.0", text: "R balance → 0"), .init(thread: "teller.1", text: "skip"),
            .init(thread: "teller.1", text: "R balance → 1"), .init(thread: "teller.0", text: "R balance → 2"),
        ], origins: [0, nil, 1, 2])

    private func player(
        _ replay: LibraryEntry.Replay, steps: Int = 4, columns: Int = 80, rows: Int = 24
    ) throws
        -> ScreenPlayer
    {
        var player = try ScreenPlayer("lost-update.heddle", columns: columns, rows: rows)
        try player.send(.libraryLoaded([Self.entry(replay, steps: steps)]))
        try player.press("b enter")
        return player
    }

    private static let diverged = LibraryEntry.Replay.diverged(
        step: 3, enabled: [.init(thread: "teller.0", text: "L door"), .init(thread: "teller.1", text: "L door")])

    @Test("record and model stand side by side, the step that can't run on one row")
    func columns() throws {
        for (columns, rows) in [(80, 24), (64, 20), (200, 60)] {
            let player = try player(Self.diverged, columns: columns, rows: rows)
            let row = try #require(player.lines.first { $0.hasPrefix("✗  3") })
            #expect(row.contains("│✗  3  can't run"), "\(columns)")
            #expect(player.lines.contains { $0.contains("┭ Now ─") })
            #expect(player.lines.contains { $0.contains("teller.0  L door") })
            #expect(player.sentence.contains("Step 3 can't run: x looks for the same bug"))
        }
        let narrow = try player(Self.diverged, columns: 50, rows: 20)
        #expect(narrow.lines.contains { $0.contains("enabled instead of step 3:") })
    }

    @Test("a long record opens where it has to be left")
    func opensThere() throws {
        let player = try player(.diverged(step: 60, enabled: []), steps: 100)
        #expect(player.lines.contains { $0.hasPrefix("✗ 60") && $0.contains("│✗ 60  can't run") })
        #expect(player.lines.contains { $0.contains("no thread can move") })
    }

    @Test(
        "a repair stands beside its record: new steps have nothing on their left, those left out nothing on their right"
    )
    func repairs() throws {
        let player = try player(.repaired(Self.repaired))
        let rows = player.lines.filter { $0.contains("│") }
        #expect(rows[0].contains("   1  teller.0  R balance → 0") && rows[0].contains("│   1  teller.0"))
        #expect(rows[1].hasPrefix("        ") && rows[1].contains("│+  2  teller.1  skip"))
        #expect(rows[2].contains("   2  teller.1") && rows[2].contains("│   3  teller.1"))
        #expect(rows[4].hasPrefix("-  4  teller.1") && rows[4].split(separator: "│")[1].allSatisfy { $0 == " " })
        #expect(player.lines.contains { $0.contains("step 2 inserted: teller.1 skip") })
    }

    @Test("x looks for the bug once; each answer has its sentence")
    func answers() throws {
        var player = try player(Self.diverged)
        try player.press("x")
        #expect(player.sentence.contains("is looked for"))
        try player.press("x")
        let asked = player.effects.filter { if case .lookForBug(path: Self.path) = $0 { true } else { false } }
        #expect(asked.count == 1)
        try player.send(.bugLookedFor(Self.entry(Self.diverged)))
        #expect(player.sentence.contains("Not known"))
        try player.send(.bugLookedFor(Self.entry(.passes(allStates: true))))
        #expect(player.sentence.contains("No longer fails: all states were visited."))
        try player.press("x")
        #expect(player.sentence.contains("There is nothing to look for"))
        try player.send(.bugLookedFor(Self.entry(.repaired(Self.repaired))))
        #expect(player.sentence.contains("Reproduced by another way; enter records it."))
        #expect(player.lines.last?.contains("enter record it again") == true)
    }

    @Test("enter records a repair only after x, and u asks for the old record back")
    func records() throws {
        func count(_ player: ScreenPlayer, _ wanted: (Effect) -> Bool) -> Int { player.effects.count(where: wanted) }
        var player = try player(.repaired(Self.repaired))
        try player.press("enter")
        #expect(count(player) { if case .recordAgain = $0 { true } else { false } } == 0)
        #expect(count(player) { if case .openEntry = $0 { true } else { false } } == 1)
        try player.press("x enter")
        #expect(count(player) { if case .recordAgain(path: Self.path) = $0 { true } else { false } } == 1)
        try player.press("u")
        #expect(count(player) { if case .takeBackRecord = $0 { true } else { false } } == 0)
        try player.send(.recordedAgain(Self.entry(.reproduced), canTakeBack: true))
        #expect(player.sentence.contains("u takes it back"))
        #expect(player.lines.last?.contains("u take it back") == true)
        try player.press("u")
        #expect(count(player) { if case .takeBackRecord(path: Self.path) = $0 { true } else { false } } == 1)
        try player.send(.recordedAgain(Self.entry(.repaired(Self.repaired)), canTakeBack: false))
        #expect(player.sentence.contains("is as it was recorded before"))
        try player.press("u")
        #expect(count(player) { if case .takeBackRecord = $0 { true } else { false } } == 1)
    }
}
