import HeddleEngine
import HeddlePresentation
import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

/// Undo and redo of everything, by random commands.
@Suite("Undo is a law")
struct UndoLawTests {
    /// What commands change and u takes back. Steps that were made stay in the tree.
    private struct Snapshot: Equatable {
        var standpoint: Standpoint
        var line: [Int]
        var notes: [Int: String]
        var bookmarks: [PlayTree.Bookmark]
        var settings: [Setting]

        init(_ state: AppState) throws {
            let model = try #require(state.model)
            let play = model.situation.play
            standpoint = model.standpoint
            line = play.line(through: model.situation.place)
            notes = [:]
            for (index, node) in play.nodes.enumerated() { notes[index] = node.note }
            bookmarks = play.bookmarks
            settings = model.situation.settings
        }
    }

    /// Everything of the tree that can be seen.
    private struct Whole: Equatable {
        var snapshot: Snapshot
        var children: [[Int]]
        var preferred: [Int?]
        var names: Set<PlayTree.LineName>

        init(_ state: AppState) throws {
            snapshot = try Snapshot(state)
            let play = try #require(state.model).situation.play
            children = play.nodes.map(\.children)
            preferred = play.nodes.map(\.preferredChild)
            names = Set(play.names)
        }
    }

    private static let commands = [
        "0", "1", "2", "enter", "space", "left", "right", ".", "t", "r", "g", "G", "f", "F", "m", "D", "up", "down",
        ":play 0 1", ":play 1 1 0", ":bookmark a", ":bookmark b", ":go a", ":go b", ":go 2", ":step 1", ":note one",
        ":note two", ":name-branch mine", ":name-branch other", ":run until balance == 1", ":reach balance == 2",
        ":run until-violation", ":play 0 then anything", ":run until-preemption", ":compare 1",
        ":reach balance == 1 from start",
        ":run until-line 10", ":pane play", ":pane threads", "o", "esc", ":thread 1", ":set tellers 3",
        ":set tellers 2",
        ":reach balance == 9", ":play 7",
    ]

    @Test("After any commands, u to the end is the beginning; ctrl-r to the end is where it was", arguments: 1...24)
    func law(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var player = try ScreenPlayer("lost-update.heddle")
        let first = try Snapshot(player.state)
        var made: [String] = []
        for _ in 0..<40 {
            let command = try #require(Self.commands.randomElement(using: &random))
            made.append(command)
            try player.press(command)
            if player.state.dialog != nil { try player.press("esc") }
        }
        let last = try Whole(player.state)
        let records = player.state.undo.past.count
        for _ in 0..<records { try player.press("u") }
        #expect(player.state.undo.past.isEmpty)
        var begin = try Snapshot(player.state)
        // The cursor of Threads is moved by keys that are no commands.
        begin.standpoint.selectedThread = first.standpoint.selectedThread
        begin.standpoint.selectedChoice = first.standpoint.selectedChoice
        #expect(begin == first, "seed \(seed): \(made)")
        for _ in 0..<records { try player.press("ctrl-r") }
        var end = try Whole(player.state)
        end.snapshot.standpoint.selectedThread = last.snapshot.standpoint.selectedThread
        end.snapshot.standpoint.selectedChoice = last.snapshot.standpoint.selectedChoice
        #expect(end == last, "seed \(seed): \(made)")
    }

    @Test("One u takes back one command", arguments: 1...8)
    func oneByOne(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(100 + seed))
        var player = try ScreenPlayer("lost-update.heddle")
        for _ in 0..<30 {
            let command = try #require(Self.commands.randomElement(using: &random))
            let before = try Snapshot(player.state)
            let records = player.state.undo.past.count
            try player.press(command)
            if player.state.dialog != nil { try player.press("esc") }
            let added = player.state.undo.past.count - records
            #expect(added == 0 || added == 1, "\(command) made \(added) records")
            guard added == 1 else { continue }
            try player.press("u")
            var after = try Snapshot(player.state)
            after.standpoint.selectedThread = before.standpoint.selectedThread
            after.standpoint.selectedChoice = before.standpoint.selectedChoice
            #expect(after == before, "seed \(seed), \(command)")
            try player.press("ctrl-r")
        }
    }
}
