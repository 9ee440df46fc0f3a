import HeddleScreen
import Testing

@Suite("The columns of State and of the explorer's figures")
struct StatePaneTests {
    private static let model = """
        model "Columns"
        var up: bool = false
        func twice(a_rather_long_name: int) -> int {
          let result = a_rather_long_name
          up = true
          return result + result
        }
        thread t {
          up = true
          let x = twice(2)
          up = false
        }
        """

    @Test("A value stands in the same column at every step of a line")
    func steady() throws {
        var player = try ScreenPlayer(Self.model)
        var columns: Set<Int> = []
        for _ in 0..<5 {
            let row = try #require(player.lines.first { $0.dropFirst(42).hasPrefix(" up ") || $0.contains("* up ") })
            let text = row.trimmedRight
            let blank = try #require(text.lastIndex(of: " "))
            columns.insert(text.distance(from: text.startIndex, to: blank))
            try player.press("enter")
        }
        #expect(columns.count == 1, "\(player.screen)")
    }

    @Test("Two threads of which one notifies have no rows for choices")
    func noBlankRows() throws {
        let player = try ScreenPlayer(
            """
            model "Bell"
            mutex m
            condition bell
            thread sleeper {
              m.lock()
              bell.wait(m)
              m.unlock()
            }
            thread bringer { bell.notify() }
            """)
        #expect(player.lines[4].hasPrefix("─ model.heddle ─"), "\(player.screen)")
    }

    @Test("The explorer's figures end in one column")
    func figures() throws {
        var player = try ScreenPlayer("philosophers.heddle")
        try player.press("e")
        let rows = player.lines[4...7]
        let ends = rows.map { row -> Int in
            let figure = row.dropFirst(14).prefix(11)
            return figure.last?.isNumber == true ? 1 : 0
        }
        #expect(ends == [1, 1, 1, 1], "\(player.screen)")
        #expect(rows.last?.contains(" KB") == true)
    }
}
