import TestSupport
import Testing

@Suite("Golden screens are read from Markdown and compared cell by cell")
struct GoldenScreenTests {
    @Test("Every golden screen of the fixture has its size")
    func fixture() throws {
        let screens = try GoldenScreens.load()
        let marks = try Fixtures.text("screens.md").split(separator: "\n").filter { $0.hasPrefix("```screen ") }
        #expect(screens.count == marks.count)
        #expect(screens.count >= 25)
        let screen = try #require(screens["lost-update-80"])
        #expect(screen.columns == 80)
        #expect(screen.rows == 24)
        #expect(String(screen.lines[1]).hasPrefix("━ Threads ━"))
        #expect(screens["tiny-1"]?.lines == [["✗"]])
    }

    @Test("A difference names its row; a cell left out is none")
    func comparison() throws {
        let screen = try #require(try GoldenScreens.read("```screen 4x2 small\nab\n cd\n```\n")["small"])
        #expect(screen.differences(from: ["ab", " cd"]) == [])
        #expect(screen.differences(from: ["ab", " xd"]).count == 1)
        #expect(screen.differences(from: ["ab", " xd"], leavingOut: [.init(rows: 1..<2, columns: 1..<2)]) == [])
        #expect(screen.differences(from: ["ab", " xd"], orWhere: { row, _ in row == 1 }) == [])
        #expect(screen.differences(from: ["ab"]).count == 1)
        #expect(screen.differences(from: ["ab", " cd  e"]).count == 1)
    }

    @Test("A block of the wrong size, without a name or an end, or named twice is a fault of the fixture")
    func faults() {
        #expect(throws: GoldenScreens.Fault.height("a", wanted: 2, got: 1)) {
            try GoldenScreens.read("```screen 4x2 a\nx\n```")
        }
        #expect(throws: GoldenScreens.Fault.width("a", row: 0)) { try GoldenScreens.read("```screen 1x1 a\nxx\n```") }
        #expect(throws: GoldenScreens.Fault.unfinished("a")) { try GoldenScreens.read("```screen 1x1 a\nx") }
        #expect(throws: GoldenScreens.Fault.header("```screen 1x1")) { try GoldenScreens.read("```screen 1x1\nx\n```") }
        let block = "```screen 1x1 a\nx\n```\n"
        #expect(throws: GoldenScreens.Fault.twice("a")) { try GoldenScreens.read(block + block) }
    }
}
