/// A row of a page that explains something: a line, or a rule that heads the next part.
package struct PageRow: Sendable {
    package enum Content: Sendable {
        case line(StyledLine)
        case rule(PageRule)
    }
    package var content: Content
    /// The step (from 1) of the line in question that enter goes to.
    package var step: Int?

    package init(_ line: StyledLine, step: Int? = nil) {
        content = .line(line)
        self.step = step
    }

    package init(_ rule: PageRule) {
        content = .rule(rule)
        step = nil
    }
}

/// A titled rule; with a second half, the rows below it are divided by a line at its column.
package struct PageRule: Hashable, Sendable {
    package struct Half: Hashable, Sendable {
        package var column: Int
        package var name: String
        package var label: String
        package init(column: Int, name: String, label: String = "") {
            self.column = column
            self.name = name
            self.label = label
        }
    }
    package var name: String
    package var label: String
    package var second: Half?
    package init(_ name: String, label: String = "", second: Half? = nil) {
        self.name = name
        self.label = label
        self.second = second
    }
}

/// What a page of reasons shows below its head rule.
package struct PageRows: Sendable {
    /// On the right of the head rule.
    package var label: String
    package var rows: [PageRow]
    /// Rows that stay in place while those behind them scroll.
    package var pinned: Int
    /// Fills the place behind the last row: the line that divides two halves.
    package var filler: StyledLine?
    /// A part that stands at the bottom where there is room.
    package var bottom: (rule: PageRule, rows: [StyledLine])?
    package init(label: String = "", rows: [PageRow] = [], pinned: Int = 0, filler: StyledLine? = nil) {
        self.label = label
        self.rows = rows
        self.pinned = pinned
        self.filler = filler
        bottom = nil
    }
}
