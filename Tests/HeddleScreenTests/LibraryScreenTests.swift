import Foundation
import HeddleEngine
import HeddleLibrary
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@Suite("The library's list: filters, damaged entries, notes and edits")
struct LibraryScreenTests {
    private static func entry(
        _ number: Int, status: LibraryEntry.Status = .open, depth: Int = 1, replay: LibraryEntry.Replay = .reproduced,
        steps: Int = 3
    ) -> LibraryEntry {
        var entry = LibraryEntry(
            path: "traces/lost-update/e\(number).trace", name: "lost-update/e\(number)", title: "Entry \(number)",
            status: status, model: "Lost update", claim: "every deposit is kept",
            steps: (0..<steps).map { .init(thread: "teller.\($0 % 2)", text: "R balance → \($0)") }, replay: replay)
        entry.hardness.depth = Hardness.Depth(depth, isExact: true)
        entry.hardness.chance = .exact(numerator: "1", denominator: "\(10 * (number + 1))")
        entry.asExpected = true
        return entry
    }

    private func player(
        _ entries: [LibraryEntry], columns: Int = 80, rows: Int = 24, keys: String = "b"
    ) throws -> ScreenPlayer {
        var player = try ScreenPlayer("lost-update.heddle", columns: columns, rows: rows)
        try player.send(.libraryLoaded(entries))
        try player.press(keys)
        return player
    }

    private func type(_ text: String, into player: inout ScreenPlayer) throws {
        for character in text { try player.send(.input(.key(.character(character)))) }
    }

    private func listed(_ player: ScreenPlayer) -> [String] {
        (0..<10).map { "\($0)" }.filter { number in
            player.lines.contains { ($0 + " ").contains("  Entry \(number) ") && $0.contains("  reproduced ") }
        }
    }

    @Test("The pane lists the entries of the model in play, also those that were not replayed yet")
    func pane() throws {
        var other = Self.entry(3)
        other.model = "Another model"
        var player = try player(
            [Self.entry(1), Self.entry(2, replay: .pending), other], columns: 200, rows: 60, keys: "")
        func pane() -> [String] {
            player.lines[51..<55].map {
                String($0.dropFirst(134)).split(separator: " ").joined(separator: " ")
            }
        }
        #expect(
            pane().dropFirst() == [
                "2 entries for this model", "lost-update/e2 open not replayed yet", "lost-update/e1 open reproduced",
            ], "\(player.screen)")
        try player.send(.replayed([Self.entry(2, replay: .passes(allStates: false))]))
        #expect(pane()[2] == "lost-update/e2 open passes")
        var long = Self.entry(4, replay: .pending)
        long.name = "lost-update/a-name-that-is-as-long-as-they-come"
        try player.send(.libraryLoaded([Self.entry(1), long]))
        let ends = player.lines[53..<55].map { line in
            ["open", "reproduced", "not replayed"].map { word in
                line.firstRange(of: word).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
            }
        }
        #expect(ends.map { $0[0] } == [177, 177], "\(player.screen)")
        #expect(Set(ends.flatMap { $0.dropFirst() }.compactMap { $0 }) == [188], "\(player.screen)")
        try player.send(.libraryLoaded([other]))
        #expect(pane()[1] == "No schedule saved yet. s saves the one you are in.")
    }

    @Test("The pane says so where the library was not read yet")
    func unread() throws {
        let known = try player([], columns: 200, rows: 60, keys: "")
        var state = AppState(size: GridSize(columns: 200, rows: 60))
        let machine = try #require(known.state.model?.machine)
        _ = update(&state, .modelLoaded(OpenedModel(number: 1, machine: machine)))
        func shows(_ words: String) -> Bool { render(state, state.size).text(row: 52).contains(words) }
        #expect(shows("The library is not read yet."))
        _ = update(&state, .libraryLoaded([]))
        #expect(shows("No schedule saved yet."))
    }

    @Test("the search field takes the filters of library list; esc shows all again")
    func filter() throws {
        let entries = (0..<6).map { Self.entry($0, status: $0 < 3 ? .open : .fixed, depth: $0) }
        var player = try player(entries)
        try player.press("/")
        #expect(player.sentence.contains("/   text, or status= tag= at-most= min-depth= min-preemptions="))
        try type("status=open min-depth=1", into: &player)
        try player.press("enter")
        #expect(player.sentence.contains("2 of 6 entries; esc shows all."))
        #expect(player.title.contains("2 of 6 entries"))
        #expect(listed(player) == ["1", "2"])
        try player.press("down enter")
        let shown = Set(player.state.views.compactMap { if case .entry(let path) = $0 { path } else { nil } })
        #expect(shown.isSubset(of: ["traces/lost-update/e1.trace", "traces/lost-update/e2.trace"]) && shown.count == 1)
        try player.press("esc")
        #expect(player.sentence.contains("Only status=open min-depth=1; esc shows all."))
        try player.send(.replayed([Self.entry(2, status: .fixed, depth: 2)]))
        #expect(listed(player) == ["1"])
        try player.press("esc")
        #expect(listed(player).count == 6 && player.state.views == [.library])
        try player.press("esc")
        #expect(player.state.views.isEmpty)
    }

    @Test("a filter that none meets, a bad one and plain text each have their answer")
    func answers() throws {
        var player = try player((0..<3).map { Self.entry($0) })
        try player.press("/")
        try type("at-most=1/1000", into: &player)
        try player.press("enter")
        #expect(player.sentence.contains("0 of 3 entries"))
        try player.press("enter /")
        try type("status=opne", into: &player)
        try player.press("enter")
        #expect(player.sentence.contains("'opne' is no status: open, fixed, expected, retired."))
        try player.press("/ enter")
        #expect(player.sentence.contains("All entries are shown."))
        try player.press("/")
        try type("entry 1", into: &player)
        try player.press("enter")
        #expect(player.sentence.contains("Match 1 of 1."))
        #expect(listed(player).count == 3)
    }

    @Test("a damaged entry shows its path, the error, the line with carets, and no invented figures")
    func damaged() throws {
        var entry = LibraryEntry(
            path: "traces/a/torn.trace", name: "a/torn", title: "a/torn", status: .open, model: "", claim: "",
            steps: [], replay: .damaged("line 2: expected a status, found 'opne'"))
        entry.asExpected = false
        entry.damagedLine = .init(number: 2, text: "status      opne", found: "opne")
        for (columns, rows) in [(80, 24), (200, 60)] {
            var player = try player([entry], columns: columns, rows: rows)
            let row = try #require(player.lines.first { $0.hasPrefix("▸") })
            #expect(!row.contains("open") && !row.contains(" 0 ") && row.contains(" ? "), "\(row)")
            for keys in ["", "enter"] {
                try player.press(keys)
                let place = try #require(player.lines.firstIndex { $0.contains("  status      opne") })
                let start = try #require(player.lines[place].range(of: "opne")).lowerBound
                let caret = try #require(player.lines[place + 1].range(of: "^^^^")).lowerBound
                #expect(
                    player.lines[place].distance(from: player.lines[place].startIndex, to: start)
                        == player.lines[place + 1].distance(from: player.lines[place + 1].startIndex, to: caret))
                #expect(player.lines.contains { $0.contains("file      traces/a/torn.trace") })
                #expect(player.lines.contains { $0.contains("expected a status, found 'opne'") })
            }
            try player.press("v")
            #expect(player.effects.contains { if case .edit("traces/a/torn.trace", 2) = $0 { true } else { false } })
        }
    }

    private static func repaired(_ count: Int) -> LibraryEntry.Repaired {
        LibraryEntry.Repaired(
            words: "repaired: \(count) edits",
            edits: (1...count).map {
                "edit \($0) of a statement that takes more than a row of eighty cells to be said, e\($0)e"
            },
            counts: "\(count) steps inserted",
            steps: (0..<3).map { .init(thread: "teller.\($0 % 2)", text: "R balance → \($0)") }, origins: [0, 1, 2])
    }

    @Test("all edits of a repair can be read, however many; many are counted first", arguments: [2, 8, 30])
    func edits(_ count: Int) throws {
        var player = try player([Self.entry(0, replay: .repaired(Self.repaired(count)))], keys: "b enter")
        var seen = player.lines
        for _ in 0..<30 {
            try player.press("pgdn")
            seen += player.lines
        }
        for number in 1...count { #expect(seen.contains { $0.contains("e\(number)e") }, "edit \(number)") }
        #expect(seen.contains { $0.contains("\(count) steps inserted:") } == (count > 20))
    }

    @Test("notes of steps stand in the columns of a repair, and beside the list", arguments: [80, 200])
    func notes(_ columns: Int) throws {
        var entry = Self.entry(0, replay: .repaired(Self.repaired(1)))
        entry.steps[1].note = "the fatal read"
        var player = try player([entry], columns: columns, rows: columns == 80 ? 24 : 60)
        #expect(player.lines.contains { $0.contains("note on 2: the fatal read") } == (columns == 200))
        try player.press("enter")
        let row = try #require(player.lines.firstIndex { $0.hasPrefix("      note the fatal read") })
        #expect(player.lines[row - 1].contains("   2  teller.1") && player.lines[row + 1].contains("│   3  teller.0"))
    }

    @Test(
        "x says why there is nothing to look for",
        arguments: [
            (LibraryEntry.Replay.reproduced, "it fails as recorded."),
            (.passes(allStates: true), "no state of its model fails so."),
            (.passes(allStates: false), "it no longer fails where it was recorded."),
            (.different("deadlock"), "it fails in another way now: deadlock."),
            (.skipped, "it is retired, and isn't replayed."),
        ])
    func nothingToLookFor(_ replay: LibraryEntry.Replay, _ why: String) throws {
        let player = try player([Self.entry(0, replay: replay)], keys: "b enter x")
        #expect(player.sentence.contains("There is nothing to look for: \(why)"))
    }

    @Test("a known bug with a root cause is added to its entry: enter says so and does it once")
    func remark() throws {
        var player = try player([Self.entry(0)], keys: "f")
        player.known = "traces/lost-update/e0.trace"
        try player.press("s")
        #expect(player.lines.contains { $0.contains("opens it.") })
        try type("two steps", into: &player)
        #expect(player.lines.contains { $0.contains("adds the root cause to it.") })
        #expect(player.lines.last?.contains("enter add to it") == true)
        try player.press("enter enter")
        let asked = player.effects.compactMap { effect -> SaveRequest? in
            if case .remark("traces/lost-update/e0.trace", let request) = effect { request } else { nil }
        }
        #expect(asked.count == 1 && asked[0].cause == "two steps" && asked[0].schedule.count == 4)
        #expect(!player.effects.contains { if case .save = $0 { true } else { false } })
        try player.send(.remarked(path: "traces/lost-update/e0.trace", isChanged: true, left: [2]))
        #expect(player.sentence.contains("Added to traces/lost-update/e0.trace. It has no step for the note on"))
        #expect(player.state.views == [.entry("traces/lost-update/e0.trace")] && player.state.dialog == nil)
    }
}
