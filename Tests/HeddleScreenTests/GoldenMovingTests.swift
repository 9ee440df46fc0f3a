import HeddleScreen
import TestSupport
import Testing

/// The screens of Tests/Fixtures/screens-moving.md, whole: before each stand the model and the keys that lead there.
@Suite("Golden screens of moving")
struct GoldenMovingTests {
    private static let fixture = "screens-moving.md"
    static let cases = KeyedScreen.list(fixture)

    @Test("Each is what its keys lead to", arguments: cases)
    func screen(golden: KeyedScreen) throws {
        let wanted = try #require(try GoldenScreens.load(Self.fixture)[golden.name])
        let player = try play(golden)
        // How many commands there are is no matter of these screens, nor are, on large ones, panes that nothing moves in.
        let isLarge = wanted.columns >= 120
        let isPalette = golden.name.hasPrefix("palette")
        let differences = wanted.differences(from: player.lines) { row, column in
            if String(wanted.lines[row]).contains(" commands match") { return true }
            return isLarge && (4..<wanted.rows - 10).contains(row) && !(isPalette && (68..<132).contains(column))
        }
        #expect(differences.isEmpty, "\(golden.name)\n\(differences.joined(separator: "\n"))")
    }

    private func play(_ golden: KeyedScreen) throws -> ScreenPlayer {
        var player = try ScreenPlayer(golden.model, columns: golden.columns, rows: golden.rows)
        for key in golden.keys { try player.press(key) }
        return player
    }

    @Test("Recorded only where it was asked for", .enabled(if: KeyedScreen.isRecording("moving")))
    func record() throws {
        var shown: [String: [String]] = [:]
        for golden in Self.cases { shown[golden.name] = try play(golden).lines }
        try KeyedScreen.record(shown, in: Self.fixture)
    }

    @Test("There are as many as were recorded")
    func count() { #expect(Self.cases.count == 10) }
}
