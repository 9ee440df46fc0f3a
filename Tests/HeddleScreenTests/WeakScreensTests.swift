import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

/// The screens of *Message passing* under c11 (screens.md 3.3), line by line.
///
/// Left out: where Source is scrolled to and what stands beside its lines, sentences below Happens-before, and in the
/// larger ones the panes that tell of other things.
@Suite("Golden screens of a weak memory")
struct WeakScreensTests {
    private typealias Area = GoldenScreen.Area

    /// writer's two stores, reader's first load by its newest write, and the cursor on its second load.
    private static let atLoad = "0 0 1 enter 1"

    private func player(columns: Int = 80, rows: Int = 24) throws -> ScreenPlayer {
        let text = try Fixtures.text("golden/message-passing.heddle")
        return try ScreenPlayer("message-passing.heddle", text: text, columns: columns, rows: rows, memory: .c11)
    }

    private func check(_ name: String, _ player: ScreenPlayer, leavingOut areas: [GoldenScreen.Area]) throws {
        let golden = try #require(try GoldenScreens.load("weak-screens.md")[name])
        let differences = golden.differences(from: player.lines, leavingOut: areas)
        #expect(differences.isEmpty, "\(name)\n\(differences.joined(separator: "\n"))")
    }

    @Test("A load that may read two writes, 80x24")
    func load80() throws {
        var player = try player()
        try player.press(Self.atLoad)
        try check(
            "weak-80", player,
            leavingOut: [Area(rows: 7..<19, columns: 0..<40), Area(rows: 17..<18, columns: 41..<80)])
    }

    @Test("A load that may read two writes, 120x40")
    func load120() throws {
        var player = try player(columns: 120, rows: 40)
        try player.press(Self.atLoad)
        try check(
            "weak-120", player,
            leavingOut: [
                Area(rows: 7..<34, columns: 0..<59), Area(rows: 16..<34, columns: 59..<120),
            ])
    }

    @Test("A load that may read two writes, 200x60")
    func load200() throws {
        var player = try player(columns: 200, rows: 60)
        try player.press(Self.atLoad)
        try check(
            "weak-200", player,
            leavingOut: [
                Area(rows: 4..<6, columns: 111..<153), Area(rows: 7..<34, columns: 0..<66),
                Area(rows: 34..<51, columns: 0..<66), Area(rows: 15..<51, columns: 66..<133),
                Area(rows: 7..<51, columns: 133..<200), Area(rows: 51..<58, columns: 132..<200),
            ])
    }

    @Test("The stale choice is played by its letter, and the sentence says what was passed over")
    func staleRead() throws {
        var player = try player()
        try player.press(Self.atLoad + " 1 enter")
        let lines = player.lines
        #expect(lines.contains { $0.contains("1R·b") })
        #expect(
            lines.contains { $0.contains("reader read data and got 0 from start; 1 newer write was passed over.") },
            "\(lines.joined(separator: "\n"))")
    }

    @Test("Under tso a flush is a way of the thread, and Memory shows what waits in the buffers")
    func storeBuffers() throws {
        let text = """
            model "Store buffering"
            memory tso
            var x: int = 0
            var y: int = 0
            thread P0 {
              x = 1
              let a = y
            }
            thread P1 {
              y = 1
              let b = x
            }
            """
        var player = try ScreenPlayer("sb.heddle", text: text)
        try player.press("0 1")
        var lines = player.lines
        #expect(lines.contains { $0.contains("memory   x 0   y 0") }, "\(lines.joined(separator: "\n"))")
        #expect(lines.contains { $0.contains("P0       x ← 1 ┄┄▶") })
        #expect(lines.contains { $0.contains("P1       y ← 1 ┄┄▶") })
        #expect(lines.contains { $0.contains("    b  D x ← 1  to memory") })
        try player.press("0 0 enter")
        lines = player.lines
        #expect(lines.contains { $0.contains("memory   x 1   y 0") }, "\(lines.joined(separator: "\n"))")
        #expect(lines.contains { $0.contains("[0D]") })
        #expect(lines.contains { $0.contains("P0's store of 1 to x reached memory") })
    }
}
