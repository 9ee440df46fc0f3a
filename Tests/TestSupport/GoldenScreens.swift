/// A screen as it should be, from a Markdown block ```` ```screen WIDTHxHEIGHT name ````.
package struct GoldenScreen: Sendable {
    package var name: String
    package var columns: Int
    package var rows: Int
    /// One character a column, every row of full width.
    package var lines: [[Character]]

    /// A part of the screen left out of a comparison.
    package struct Area: Sendable {
        package var rows: Range<Int>
        package var columns: Range<Int>
        package init(rows: Range<Int>, columns: Range<Int> = 0..<Int.max) {
            self.rows = rows
            self.columns = columns
        }
        func contains(row: Int, column: Int) -> Bool { rows.contains(row) && columns.contains(column) }
    }

    /// Rows that differ outside the areas left out, each with what was wanted and what was shown, with `░` in the
    /// cells that don't count. Empty: the same.
    package func differences(
        from shown: [String], leavingOut areas: [Area] = [], orWhere isLeftOut: (Int, Int) -> Bool = { _, _ in false }
    ) -> [String] {
        guard shown.count == rows else { return ["\(rows) rows wanted, \(shown.count) shown"] }
        var result: [String] = []
        for row in 0..<rows {
            var want = lines[row]
            var have = Self.padded(shown[row], to: columns)
            guard have.count == columns else {
                result.append("row \(row): \(columns) columns wanted, \(have.count) shown")
                continue
            }
            for column in 0..<columns
            where isLeftOut(row, column) || areas.contains(where: { $0.contains(row: row, column: column) }) {
                want[column] = "░"
                have[column] = "░"
            }
            if want != have { result.append("row \(row)\n  wanted |\(String(want))|\n  shown  |\(String(have))|") }
        }
        return result
    }

    static func padded(_ line: String, to columns: Int) -> [Character] {
        let characters = Array(line)
        return characters + Array(repeating: " ", count: max(0, columns - characters.count))
    }
}

/// The golden screens of a Markdown text, by name.
package enum GoldenScreens {
    package enum Fault: Error, Hashable {
        case header(String)
        case height(String, wanted: Int, got: Int)
        case width(String, row: Int)
        case unfinished(String)
        case twice(String)
    }

    package static func load(_ fixture: String = "screens.md") throws -> [String: GoldenScreen] {
        try read(Fixtures.text(fixture))
    }

    package static func read(_ markdown: String) throws -> [String: GoldenScreen] {
        var result: [String: GoldenScreen] = [:]
        var current: GoldenScreen?
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let screen = current {
                guard line == "```" else {
                    current?.lines.append(GoldenScreen.padded(line, to: screen.columns))
                    continue
                }
                guard result[screen.name] == nil else { throw Fault.twice(screen.name) }
                result[screen.name] = try checked(screen)
                current = nil
            } else if line.hasPrefix("```screen ") {
                current = try header(line)
            }
        }
        if let current { throw Fault.unfinished(current.name) }
        return result
    }

    private static func header(_ line: String) throws -> GoldenScreen {
        let words = line.split(separator: " ")
        let sizes = words.count == 3 ? words[1].split(separator: "x").compactMap { Int($0) } : []
        guard sizes.count == 2 else { throw Fault.header(line) }
        return GoldenScreen(name: String(words[2]), columns: sizes[0], rows: sizes[1], lines: [])
    }

    private static func checked(_ screen: GoldenScreen) throws -> GoldenScreen {
        guard screen.lines.count == screen.rows else {
            throw Fault.height(screen.name, wanted: screen.rows, got: screen.lines.count)
        }
        if let row = screen.lines.firstIndex(where: { $0.count != screen.columns }) {
            throw Fault.width(screen.name, row: row)
        }
        return screen
    }
}
