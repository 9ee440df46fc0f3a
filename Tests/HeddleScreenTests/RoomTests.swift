import HeddleEngine
import HeddleLibrary
import HeddlePresentation
import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

@Suite("Screens use the room that they have")
struct RoomTests {
    @Test("Headed values have their rows where the column is wide enough for headings")
    func headed() throws {
        let player = try ScreenPlayer("lost-update.heddle", columns: 119, rows: 35)
        #expect(!player.screen.contains(" of 7 "))
        #expect(player.lines.contains { $0.contains("teller.1") && $0.contains("│") })
    }

    @Test("Properties has a row for every check that is always listed")
    func checks() throws {
        let model = "model \"M\"; var x: int = 0; thread a { x = 1\nassert x == 1 }\ninvariant small: x < 2"
        let player = try ScreenPlayer(model, columns: 120, rows: 40)
        #expect(player.state.model?.shape.propertyRows == 4)
        #expect(player.screen.contains("✓ no deadlock") && player.screen.contains("✓ no assertion fails"))
    }

    @Test("A position on a rule leaves what stands there anyway, where both fit")
    func position() throws {
        let model = "model \"M\"; var x: int = 0; thread a * 12 { x += 1 }"
        let player = try ScreenPlayer(model, columns: 120, rows: 40, states: 50)
        #expect(player.lines[1].contains(" of 12 · what lies behind"))
        #expect(player.lines[1].contains("a random run fails"))
    }

    @Test("The library's rule says where its list stands and how it is sorted")
    func library() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let entries = (10..<40).map { number in
            LibraryEntry(
                path: "traces/\(number).trace", name: "\(number)", title: "Entry \(number)", status: .open,
                model: "Lost update", claim: "", steps: [])
        }
        try player.send(.libraryLoaded(entries))
        try player.press("b")
        #expect(player.lines[1].contains(" 1–11 of 30 · hardest first "))
        try player.press("S")
        #expect(player.lines[1].contains(" of 30 · by depth ") && player.sentence.contains("Sorted by depth."))
    }

    @Test("The library shows a chart of hardness in place of the entry, and finds entries by what its columns cut")
    func chart() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let entries = (10..<40).map { number in
            var entry = LibraryEntry(
                path: "traces/\(number).trace", name: "museum/\(number)",
                title: "A title that the column cuts \(number)",
                status: .open, model: "Lost update", claim: "", steps: [])
            entry.hardness.chance = .exact(numerator: "1", denominator: number < 35 ? "2" : "500")
            return entry
        }
        try player.send(.libraryLoaded(entries))
        try player.press("b c")
        #expect(player.lines.contains { $0.hasPrefix("  1 to 1/10        25  ████") })
        #expect(player.lines.contains { $0.hasPrefix("  1/100 to 1/1000   5  █████") })
        try player.press("c")
        #expect(!player.lines.contains { $0.contains("1/100 to 1/1000") })
        try player.press("/")
        try player.type("cuts 23")
        try player.press("enter")
        #expect(player.lines.contains { $0.hasPrefix("─ A title that the column cuts 23 ─") })
    }

    @Test("Without colours the row under the cursor has a mark")
    func cursor() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press(":pane state; down")
        #expect(player.lines[5].contains("│  balance"))
        player.state.appearance.theme = .none
        #expect(player.lines[5].contains("│▸ balance"))
    }

    @Test("The title of Outcomes keeps the model's name on the narrowest screen")
    func outcomes() throws {
        var player = try ScreenPlayer("lost-update.heddle", columns: 40, rows: 12)
        try player.press("o")
        #expect(player.title.hasPrefix(" Lost update · sc ") && player.title.hasSuffix("✗ fails "))
    }

    @Test("The point of no return on Play's rule is as plain as what it says")
    func wall() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("f space")
        let row = try #require(player.lines.firstIndex { $0.contains("point of no return: step 2") })
        let text = player.lines[row]
        let start = try #require(text.firstRange(of: "point")?.lowerBound)
        let column = text.distance(from: text.startIndex, to: start)
        #expect(!player.grid[row, column].style.attributes.contains(.dim))
    }
}
