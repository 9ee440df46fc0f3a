import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

/// The screens of Tests/Fixtures/screens-moving.md, whole: before each stand the model and the keys that lead there.
@Suite("Golden screens of moving")
struct GoldenMovingTests {
    struct Case: Sendable, CustomStringConvertible {
        var name: String
        var file: String
        var keys: [String]
        var description: String { name }
    }

    private static let fixture = "screens-moving.md"

    static let cases: [Case] = {
        var result: [Case] = []
        var script: (file: String, keys: [String])?
        for line in ((try? Fixtures.text(fixture)) ?? "").split(separator: "\n") {
            if line.hasPrefix("<!-- "), let colon = line.firstRange(of: ": ") {
                let file = String(line[line.index(line.startIndex, offsetBy: 5)..<colon.lowerBound])
                let keys = line[colon.upperBound...].dropLast(4).split(separator: " · ").map(String.init)
                script = (file, keys)
            } else if line.hasPrefix("```screen "), let (file, keys) = script {
                result.append(Case(name: String(line.split(separator: " ").last ?? ""), file: file, keys: keys))
                script = nil
            }
        }
        return result
    }()

    @Test("Each is what its keys lead to", arguments: cases)
    func screen(golden: Case) throws {
        let wanted = try #require(try GoldenScreens.load(Self.fixture)[golden.name])
        var player = try ScreenPlayer(golden.file, columns: wanted.columns, rows: wanted.rows)
        for key in golden.keys { try player.press(key) }
        // How many commands there are is no matter of these screens, nor are, on large ones, panes that nothing moves in.
        let isLarge = wanted.columns >= 120
        let isPalette = golden.name.hasPrefix("palette")
        let differences = wanted.differences(from: player.lines) { row, column in
            if String(wanted.lines[row]).contains(" commands match") { return true }
            return isLarge && (4..<wanted.rows - 10).contains(row) && !(isPalette && (68..<132).contains(column))
        }
        #expect(differences.isEmpty, "\(golden.name)\n\(differences.joined(separator: "\n"))")
    }

    @Test("There are as many as were recorded")
    func count() { #expect(Self.cases.count == 10) }
}
